//! Secrets found by their name: `name=value`, `"name": "value"`, `Name: value`, `name: Some("value")`.

use std::ops::Range;

use super::MARK;
use super::reading::Reading;

/// Any name that ends like this names a secret; `_`, `-` and case are ignored.
const SECRET_ENDINGS: [&str; 18] = [
    "token",
    "secret",
    "proof",
    "password",
    "passphrase",
    "passwd",
    "pwd",
    "verifier",
    "credential",
    "credentials",
    "apikey",
    "databasekey",
    "masterkey",
    "recoverykey",
    "privatekey",
    "secretkey",
    "signedrequest",
    "assertion",
];
/// Headers whose whole line is secret.
const SECRET_LINES: [&str; 4] = ["authorization", "cookie", "setcookie", "xfbrequestauth"];
/// Names that also have harmless meanings: an error code is a number, a state often a word.
const DOUBTFUL: [&str; 6] = ["code", "state", "nonce", "signature", "sig", "session"];
/// Longer names than this are prose without blanks.
const MAX_NAME: usize = 64;

enum Kind {
    Value,
    Line,
    Doubtful,
}

pub(super) fn find(reading: &Reading, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at < reading.len() {
        let kind = match reading.byte(at) {
            b'=' | b':' => name_before(reading, at).as_deref().and_then(kind_of),
            b'-' => flag_at(reading, at),
            _ => None,
        };
        // A flag's value follows its name, which is no separator but stands in for one.
        let separator = if reading.byte(at) == b'-' { flag_end(reading, at) } else { at };
        at = match kind.and_then(|kind| secret_value(reading, separator, &kind)) {
            // What is taken anyway need not be looked through: this keeps the whole linear.
            Some(value) => {
                let end = value.end;
                found.push(value);
                end
            }
            None => at + 1,
        };
    }
}

fn secret_value(reading: &Reading, separator: usize, kind: &Kind) -> Option<Range<usize>> {
    let value = value_after(reading, separator, matches!(kind, Kind::Line));
    let spared = value.is_empty() || (matches!(kind, Kind::Doubtful) && harmless(reading, value.clone()));
    (!spared).then_some(value)
}

fn kind_of(name: &str) -> Option<Kind> {
    if SECRET_LINES.iter().any(|line| name.ends_with(line)) {
        return Some(Kind::Line);
    }
    if SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return Some(Kind::Value);
    }
    DOUBTFUL.contains(&name).then_some(Kind::Doubtful)
}

/// The last part of the name before a separator, in lower case without `_` and `-`.
fn name_before(reading: &Reading, separator: usize) -> Option<String> {
    let mut end = separator;
    while end > 0 && matches!(reading.byte(end - 1), b' ' | b'"' | b'\'' | b'`' | b'[' | b']' | b'\\') {
        end -= 1;
    }
    let mut start = end;
    let part_of_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    while start > 0 && end - start <= MAX_NAME && part_of_name(reading.byte(start - 1)) {
        start -= 1;
    }
    if start == end || end - start > MAX_NAME {
        return None;
    }
    let kept = reading.bytes(start..end).filter(|b| !matches!(b, b'_' | b'-'));
    Some(kept.map(|b| char::from(b.to_ascii_lowercase())).collect())
}

/// `--client-secret VALUE` and `--token VALUE`, as in a process's arguments: what kind of flag begins here.
fn flag_at(reading: &Reading, at: usize) -> Option<Kind> {
    let begins = reading.byte(at + 1) == b'-' && reading.byte(at + 2).is_ascii_alphabetic();
    let end = flag_end(reading, at);
    let valued = reading.byte(end) == b' ' && reading.byte(end + 1) != b'-';
    if !begins || !valued || end - at > MAX_NAME {
        return None;
    }
    let kept = reading.bytes(at..end).filter(|b| *b != b'-');
    kind_of(&kept.map(|b| char::from(b.to_ascii_lowercase())).collect::<String>())
}

fn flag_end(reading: &Reading, at: usize) -> usize {
    let name = reading.from(at).iter().take(MAX_NAME + 1);
    at + name.take_while(|u| u.byte.is_ascii_alphanumeric() || u.byte == b'-').count()
}

/// The value after a separator, without its quotes.
fn value_after(reading: &Reading, separator: usize, whole_line: bool) -> Range<usize> {
    let limit = reading.get(separator).map_or(0, |u| u.depth);
    let mut start = reading.run(separator + 1, |b| matches!(b, b' ' | b'\t'));
    if reading.bytes(start..start + MARK.len()).eq(MARK.bytes()) {
        return start..start;
    }
    start = skip_wrappers(reading, start);
    let quote = reading.byte(start);
    if matches!(quote, b'"' | b'\'' | b'`') {
        let depth = reading.get(start).map_or(0, |u| u.depth);
        start += 1;
        let length = reading.from(start).iter().take_while(|u| u.byte != quote || u.depth > depth).count();
        return start..start + length;
    }
    let ends = |byte: u8| match byte {
        b'\n' | b'\r' | b'"' => true,
        b'&' | b' ' | b'\t' | b'\'' | b'#' | b'<' | b'>' => !whole_line,
        _ => false,
    };
    let length = reading.from(start).iter().take_while(|u| u.depth > limit || !ends(u.byte)).count();
    start..start + length
}

/// Skips `Some(`, `Ok(`, `SecretString(`, `[` and the like.
fn skip_wrappers(reading: &Reading, mut start: usize) -> usize {
    loop {
        let word = reading.run(start, |b| b.is_ascii_alphanumeric() || b == b'_');
        let opens = matches!(reading.byte(word), b'(' | b'[' | b'{') && word - start <= 24;
        if !opens {
            return start;
        }
        start = reading.run(word + 1, |b| matches!(b, b' ' | b'\t'));
    }
}

/// Short numbers and plain lower-case words under a doubtful name: `code: 190`, `state=running`.
fn harmless(reading: &Reading, value: Range<usize>) -> bool {
    let bytes: Vec<u8> = reading.bytes(value).take(MAX_NAME).collect();
    let core: &[u8] = bytes.trim_ascii();
    let core = core.strip_suffix(b",").or_else(|| core.strip_suffix(b"}")).unwrap_or(core);
    let number = core.len() <= 8 && core.iter().all(|b| b.is_ascii_digit() || b",;.)}]-".contains(b));
    let word = core.len() <= 40 && core.iter().all(|b| b.is_ascii_lowercase() || b"_,;.)}]".contains(b));
    number || word
}
