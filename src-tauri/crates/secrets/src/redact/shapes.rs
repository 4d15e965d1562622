//! Secrets found by how they look, whatever stands around them.

use std::ops::Range;

use super::reading::Reading;

fn token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')
}

fn base64_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')
}

pub(super) fn find(reading: &Reading, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at < reading.len() {
        let byte = reading.byte(at);
        if token_byte(byte) {
            let end = reading.run(at, token_byte);
            word(reading, at..end, found);
            at = end;
        } else {
            match byte {
                b'[' => byte_list(reading, at, found),
                b':' => user_of_url(reading, at, found),
                b'=' => base64_key(reading, at, found),
                _ => {}
            }
            at += 1;
        }
    }
}

/// One run of letters, digits, `_` and `-`.
fn word(reading: &Reading, run: Range<usize>, found: &mut Vec<Range<usize>>) {
    let bytes: Vec<u8> = reading.bytes(run.clone()).collect();
    let whole = provider_key(&bytes) || hex_digest(&bytes) || recovery_key(&bytes) || random_looking(&bytes);
    let signed = bytes.starts_with(b"eyJ") && bytes.len() >= 16;
    if meta_token(&bytes) || signed {
        // Signed tokens have parts joined by dots.
        found.push(run.start..reading.run(run.start, |b| token_byte(b) || b == b'.'));
    } else if whole {
        found.push(run.clone());
    }
    if app_token(reading, &run, &bytes) {
        found.push(run.end + 1..reading.run(run.end + 1, token_byte));
    }
    if scheme(&bytes) {
        after_scheme(reading, run.end, found);
    }
}

/// Meta's access tokens begin with `EAA`; with something in front of it, more is needed to believe it.
fn meta_token(bytes: &[u8]) -> bool {
    let at = bytes.windows(3).position(|w| w == b"EAA");
    at.is_some_and(|at| bytes.len() - at >= if at == 0 { 8 } else { 20 })
}

/// `sk-…` keys of AI services, also behind another word's end.
fn provider_key(bytes: &[u8]) -> bool {
    let begins = bytes.windows(3).enumerate().any(|(i, w)| {
        w == b"sk-" && bytes.len() - i >= 12 && (i == 0 || bytes.get(i - 1).is_some_and(|b| !b.is_ascii_alphanumeric()))
    });
    begins || ["ghp_", "xoxb-", "xoxp-"].iter().any(|p| bytes.starts_with(p.as_bytes()) && bytes.len() >= 16)
}

/// App secrets have 32 hexadecimal digits, proofs and keys 64.
fn hex_digest(bytes: &[u8]) -> bool {
    bytes.len() >= 32 && bytes.iter().all(u8::is_ascii_hexdigit)
}

/// Nine groups of four.
fn recovery_key(bytes: &[u8]) -> bool {
    bytes.len() == 44
        && bytes.iter().enumerate().all(|(i, b)| if i % 5 == 4 { *b == b'-' } else { b.is_ascii_alphanumeric() })
}

/// Long, with capitals, small letters and digits: no word of any language we log.
fn random_looking(bytes: &[u8]) -> bool {
    bytes.len() >= 40
        && bytes.iter().any(u8::is_ascii_uppercase)
        && bytes.iter().any(u8::is_ascii_lowercase)
        && bytes.iter().any(u8::is_ascii_digit)
}

/// `app id|app secret`, Meta's app token.
fn app_token(reading: &Reading, run: &Range<usize>, bytes: &[u8]) -> bool {
    bytes.len() >= 5
        && bytes.iter().all(u8::is_ascii_digit)
        && reading.byte(run.end) == b'|'
        && reading.run(run.end + 1, token_byte) - run.end > 8
}

fn scheme(bytes: &[u8]) -> bool {
    ["bearer", "oauth", "basic"].iter().any(|name| bytes.eq_ignore_ascii_case(name.as_bytes()))
}

/// What follows `Bearer `, if it is not the next word of a sentence.
fn after_scheme(reading: &Reading, from: usize, found: &mut Vec<Range<usize>>) {
    let start = reading.run(from, |b| matches!(b, b' ' | b'\t' | b'+' | b':' | b'"'));
    if start == from {
        return;
    }
    let end =
        reading.run(start, |b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b',' | b';' | b')' | b'}' | b'='));
    let digit = reading.bytes(start..end).any(|b| b.is_ascii_digit());
    if end > start && (digit || end - start >= 20) {
        found.push(start..end);
    }
}

/// `https://user:password@host`.
fn user_of_url(reading: &Reading, colon: usize, found: &mut Vec<Range<usize>>) {
    if reading.byte(colon + 1) != b'/' || reading.byte(colon + 2) != b'/' {
        return;
    }
    let start = colon + 3;
    let end = reading.run(start, |b| b.is_ascii_graphic() && !matches!(b, b'/' | b'?' | b'#' | b'"' | b'<' | b'>'));
    let at_sign = reading.bytes(start..end).rposition_of(b'@');
    if let Some(length) = at_sign.filter(|length| *length > 0) {
        found.push(start..start + length);
    }
}

/// Forty-three characters of base64 and `=`: a 32-byte key.
fn base64_key(reading: &Reading, equals: usize, found: &mut Vec<Range<usize>>) {
    const CHARS: usize = 43;
    let Some(start) = equals.checked_sub(CHARS) else { return };
    if reading.bytes(start..equals).all(base64_byte) && !base64_byte(reading.byte(equals + 1)) {
        found.push(start..equals + 1);
    }
}

/// `[69, 65, 65, …]`, as errors of keyrings print the bytes they could not read; also as hexadecimal, also over many lines.
fn byte_list(reading: &Reading, open: usize, found: &mut Vec<Range<usize>>) {
    const ENOUGH: usize = 8;
    let blank = |b: u8| b.is_ascii_whitespace();
    let (mut at, mut items) = (open + 1, 0);
    loop {
        let start = reading.run(at, blank);
        let end = reading.run(start, |b| b.is_ascii_hexdigit() || b == b'x');
        if end == start || end - start > 4 {
            break;
        }
        items += 1;
        at = reading.run(end, blank);
        if reading.byte(at) != b',' {
            break;
        }
        at += 1;
    }
    if items >= ENOUGH {
        found.push(open + 1..at);
    }
}

trait LastPosition {
    /// Where the last `wanted` stands.
    fn rposition_of(self, wanted: u8) -> Option<usize>;
}

impl<I: Iterator<Item = u8>> LastPosition for I {
    fn rposition_of(self, wanted: u8) -> Option<usize> {
        self.enumerate().filter(|(_, b)| *b == wanted).map(|(i, _)| i).last()
    }
}
