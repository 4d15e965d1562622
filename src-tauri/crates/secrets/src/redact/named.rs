//! Secrets found by their name: `name=value`, `"name": "value"`, `Name: value`, `name: Some("value")`.

use std::ops::Range;

use super::reading::Reading;

/// Any name that ends like this names a secret; `_`, `-` and case are ignored.
const SECRET_ENDINGS: [&str; 18] = [
    "token", "secret", "proof", "password", "passphrase", "passwd", "pwd", "verifier", "credential", "credentials",
    "apikey", "databasekey", "masterkey", "recoverykey", "privatekey", "secretkey", "signedrequest", "assertion",
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
    for at in 0..reading.len() {
        if !matches!(reading.byte(at), b'=' | b':') {
            continue;
        }
        let Some(kind) = name_before(reading, at).as_deref().and_then(kind_of) else { continue };
        let value = value_after(reading, at, matches!(kind, Kind::Line));
        if !value.is_empty() && !(matches!(kind, Kind::Doubtful) && harmless(reading, value.clone())) {
            found.push(value);
        }
    }
    shell_flags(reading, found);
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

/// `--client-secret VALUE` and `--token VALUE`, as in a process's arguments.
fn shell_flags(reading: &Reading, found: &mut Vec<Range<usize>>) {
    for at in 0..reading.len() {
        if reading.byte(at) != b'-' || reading.byte(at + 1) != b'-' || !reading.byte(at + 2).is_ascii_alphabetic() {
            continue;
        }
        let end = reading.run(at + 2, |b| b.is_ascii_alphanumeric() || b == b'-');
        let name: String = reading
            .bytes(at + 2..end)
            .filter(|b| *b != b'-')
            .map(|b| char::from(b.to_ascii_lowercase()))
            .take(MAX_NAME)
            .collect();
        if reading.byte(end) == b' ' && matches!(kind_of(&name), Some(Kind::Value)) && reading.byte(end + 1) != b'-' {
            let value = value_after(reading, end, false);
            if !value.is_empty() {
                found.push(value);
            }
        }
    }
}

/// The value after a separator, without its quotes.
fn value_after(reading: &Reading, separator: usize, whole_line: bool) -> Range<usize> {
    let limit = reading.get(separator).map_or(0, |u| u.depth);
    let mut start = reading.run(separator + 1, |b| matches!(b, b' ' | b'\t'));
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
    let bytes: Vec<u8> = reading.bytes(value).collect();
    let core: &[u8] = bytes.trim_ascii();
    let core = core.strip_suffix(b",").or_else(|| core.strip_suffix(b"}")).unwrap_or(core);
    let number = core.len() <= 8 && core.iter().all(|b| b.is_ascii_digit() || b",;.)}]-".contains(b));
    let word = core.len() <= 40 && core.iter().all(|b| b.is_ascii_lowercase() || b"_,;.)}]".contains(b));
    number || word
}
