//! The values of a callback's parameters: decoded once, and judged by what they may hold.

use secrecy::SecretString;

/// Meta's codes have a few hundred characters.
const MAX_OPAQUE: usize = 2048;
const MAX_WORD: usize = 64;

/// A code or state: the characters of base64 and its relatives, at least one.
pub(super) fn opaque(raw: &str) -> Option<SecretString> {
    // In a query a plus may mean a blank, so a code that has one arrives encoded.
    let bytes = (!raw.contains('+')).then(|| decode(raw)).flatten()?;
    let fits = |b: &u8| b.is_ascii_alphanumeric() || b"-._~=/+:|@,".contains(b);
    text(bytes, MAX_OPAQUE, fits)
}

/// A word of Meta's, such as `access_denied`, or a number.
pub(super) fn word(raw: &str) -> Option<SecretString> {
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    text(decode(raw)?, MAX_WORD, fits)
}

/// A sentence or list. It is not used, only known not to be a trick.
pub(super) fn prose(raw: &str) -> Option<SecretString> {
    let bytes = decode(&raw.replace('+', " "))?;
    let text = std::str::from_utf8(&bytes).ok()?;
    (!text.chars().any(char::is_control)).then(|| SecretString::from(""))
}

fn text(bytes: Vec<u8>, most: usize, fits: impl Fn(&u8) -> bool) -> Option<SecretString> {
    let sound = (1..=most).contains(&bytes.len()) && bytes.iter().all(fits);
    if sound { String::from_utf8(bytes).ok().map(SecretString::from) } else { None }
}

/// Undoes percent-encoding once. `None` when a percent sign is not followed by two hexadecimal digits.
fn decode(raw: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let high = char::from(bytes.next()?).to_digit(16)?;
        let low = char::from(bytes.next()?).to_digit(16)?;
        out.push(u8::try_from(high << 4 | low).ok()?);
    }
    Some(out)
}
