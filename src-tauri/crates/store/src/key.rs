//! The workspace's key, and a check of it that needs no database.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The 32 random bytes that open a workspace. They are used as they are, with no key stretching.
pub type DatabaseKey = SecretBox<[u8; 32]>;

/// The statement that keys a connection. Wiped when dropped.
pub(crate) fn pragma(key: &DatabaseKey) -> Zeroizing<String> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // Room for all of it at once: growing would leave copies of the key behind in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(96));
    text.push_str("PRAGMA key = \"x'");
    for byte in key.expose_secret() {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text.push_str("'\"");
    text
}

fn mac(key: &DatabaseKey, database_id: &str) -> Hmac<Sha256> {
    // Keys of any length are taken, so this cannot fail for 32 bytes.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.expose_secret()).expect("HMAC takes keys of any length");
    mac.update(b"sextant workspace key check 1\0");
    mac.update(database_id.as_bytes());
    mac
}

/// A value that only this key gives for this workspace and that tells nothing about the key.
pub(crate) fn check_value(key: &DatabaseKey, database_id: &str) -> String {
    to_hex(&mac(key, database_id).finalize().into_bytes())
}

/// Whether the key is the one `check` was made with. Takes the same time for every wrong key.
pub(crate) fn matches(key: &DatabaseKey, database_id: &str, check: &str) -> bool {
    from_hex(check).is_some_and(|expected| mac(key, database_id).verify_slice(&expected).is_ok())
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits.chunks(2).map(|pair| Some((digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_fits_one_key_and_one_workspace_only() {
        let key = |byte| DatabaseKey::new(Box::new([byte; 32]));
        let check = check_value(&key(1), "ab");
        assert!(matches(&key(1), "ab", &check));
        assert!(!matches(&key(2), "ab", &check));
        assert!(!matches(&key(1), "ac", &check));
        assert!(!matches(&key(1), "ab", "zz"));
        assert!(!matches(&key(1), "ab", ""));
    }
}
