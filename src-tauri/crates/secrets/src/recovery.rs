//! The recovery key: printed once, it opens a copied workspace on a fresh machine.

use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::key::derive;
use crate::{Error, MasterKey, Sealed, sealed};

/// 160 bits: beyond guessing, and 32 characters to type.
const BYTES: usize = 20;
const BODY_CHARS: usize = BYTES * 8 / 5;
/// 20 bits of checksum: a slip of the pen is noticed but for one in a million.
const CHECK_CHARS: usize = 4;
/// Crockford's alphabet: no I, L, O or U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FIELD: &str = "recovery";

/// Why a recovery key did not open the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryKeyError {
    /// Too few or too many characters, or one that is never used.
    #[error("a recovery key has 36 letters and digits in nine groups of four")]
    Malformed,
    /// The check characters at the end do not fit: something was mistyped.
    #[error("this recovery key was mistyped: its last group does not fit the rest")]
    Mistyped,
    /// A well-formed key of another workspace, or one that was replaced by a newer.
    #[error("this recovery key does not belong to this workspace, or was replaced by a newer one")]
    NotThisWorkspace,
    /// No recovery key was ever made for this workspace, or `keyring.json` is missing from the copy.
    #[error("no recovery key is on record for this workspace: keyring.json is missing, or none was made")]
    NoneOnRecord,
}

/// A key for paper: nine groups of four letters and digits, the last a checksum. Cannot be printed by accident.
pub struct RecoveryKey(SecretBox<[u8; BYTES]>);

impl RecoveryKey {
    /// A new key from the operating system's random source.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn generate() -> Result<Self, Error> {
        let mut bytes = Box::new([0u8; BYTES]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(SecretBox::new(bytes)))
    }

    /// The key for printing, as `XXXX-XXXX-…` in nine groups.
    pub fn to_printable(&self) -> SecretString {
        let mut chars = Zeroizing::new(encode(self.0.expose_secret()));
        chars.extend_from_slice(&encode_check(self.0.expose_secret()));
        let mut text = String::with_capacity(BODY_CHARS + CHECK_CHARS + 8);
        for (i, c) in chars.iter().enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(*c));
        }
        SecretString::from(text)
    }

    /// Reads what a person typed: case, spaces and hyphens do not matter, O counts as 0, I and L as 1.
    ///
    /// # Errors
    /// [`RecoveryKeyError::Malformed`] or [`RecoveryKeyError::Mistyped`].
    pub fn parse(text: &SecretString) -> Result<Self, RecoveryKeyError> {
        let mut values = Zeroizing::new(Vec::with_capacity(BODY_CHARS + CHECK_CHARS));
        for c in text.expose_secret().chars().filter(|c| !c.is_whitespace() && *c != '-') {
            if values.len() == BODY_CHARS + CHECK_CHARS {
                return Err(RecoveryKeyError::Malformed);
            }
            values.push(value_of(c).ok_or(RecoveryKeyError::Malformed)?);
        }
        let (body, check) = values.split_at_checked(BODY_CHARS).ok_or(RecoveryKeyError::Malformed)?;
        if check.len() != CHECK_CHARS {
            return Err(RecoveryKeyError::Malformed);
        }
        let bytes = decode(body);
        let expected = checksum(&bytes);
        if check != expected {
            return Err(RecoveryKeyError::Mistyped);
        }
        Ok(Self(SecretBox::new(Box::new(*bytes))))
    }

    pub(crate) fn wrap(&self, workspace: &str, master: &MasterKey) -> Result<Sealed, Error> {
        sealed::seal(&self.wrap_key(), workspace, FIELD, master.expose())
    }

    pub(crate) fn unwrap(&self, workspace: &str, blob: &Sealed) -> Result<MasterKey, RecoveryKeyError> {
        sealed::unseal(&self.wrap_key(), workspace, FIELD, blob)
            .ok()
            .and_then(|plain| MasterKey::from_slice(&plain))
            .ok_or(RecoveryKeyError::NotThisWorkspace)
    }

    fn wrap_key(&self) -> SecretBox<[u8; 32]> {
        derive(self.0.expose_secret(), "sextant recovery 1")
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey([redacted])")
    }
}

fn value_of(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u8::try_from(at).ok()
}

fn symbol(value: u8) -> u8 {
    ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0')
}

/// The first four five-bit groups of the hash.
fn checksum(bytes: &[u8; BYTES]) -> [u8; CHECK_CHARS] {
    let hash = Sha256::digest(bytes);
    let head = hash.iter().take(3).fold(0u32, |n, b| n << 8 | u32::from(*b));
    std::array::from_fn(|i| (head >> (19 - 5 * i) & 31) as u8)
}

fn encode_check(bytes: &[u8; BYTES]) -> [u8; CHECK_CHARS] {
    checksum(bytes).map(symbol)
}

fn encode(bytes: &[u8; BYTES]) -> Vec<u8> {
    let mut out = Vec::with_capacity(BODY_CHARS + CHECK_CHARS);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            out.push(symbol((bits >> held & 31) as u8));
        }
        bits &= (1 << held) - 1;
    }
    out
}

/// `values` has exactly [`BODY_CHARS`] five-bit groups.
fn decode(values: &[u8]) -> Zeroizing<[u8; BYTES]> {
    let mut out = Zeroizing::new([0u8; BYTES]);
    let (mut bits, mut held) = (0u32, 0u32);
    let mut slots = out.iter_mut();
    for value in values {
        bits = bits << 5 | u32::from(*value);
        held += 5;
        if held >= 8 {
            held -= 8;
            if let Some(slot) = slots.next() {
                *slot = (bits >> held & 255) as u8;
            }
        }
        bits &= (1 << held) - 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_key_reads_back_however_it_is_typed() {
        let key = RecoveryKey(SecretBox::new(Box::new([0xA5; BYTES])));
        let printed = key.to_printable().expose_secret().to_owned();
        assert_eq!(printed.len(), 36 + 8);
        for typed in [printed.clone(), printed.to_lowercase(), printed.replace('-', " "), printed.replace('-', "")] {
            let read = RecoveryKey::parse(&SecretString::from(typed)).unwrap();
            assert_eq!(read.0.expose_secret(), key.0.expose_secret());
        }
        let confusable = printed.replace('0', "o").replace('1', "l");
        assert!(RecoveryKey::parse(&SecretString::from(confusable)).is_ok());
    }

    #[test]
    fn every_single_slip_is_noticed() {
        let key = RecoveryKey::generate().unwrap();
        let printed = key.to_printable().expose_secret().replace('-', "");
        for i in 0..printed.len() {
            for c in ALPHABET {
                let mut typed = printed.clone().into_bytes();
                if typed[i] == *c {
                    continue;
                }
                typed[i] = *c;
                let text = SecretString::from(String::from_utf8(typed).unwrap());
                // Twenty bits of checksum let one slip in a million through; the wrap then refuses it.
                if let Ok(other) = RecoveryKey::parse(&text) {
                    assert_ne!(other.0.expose_secret(), key.0.expose_secret());
                }
            }
        }
    }

    #[test]
    fn text_that_is_no_key_is_malformed() {
        for text in
            ["", "ABCD", "U234-0000-0000-0000-0000-0000-0000-0000-0000", "ßßßß", &"0".repeat(37), &"0".repeat(9999)]
        {
            let got = RecoveryKey::parse(&SecretString::from(text.to_owned()));
            assert_eq!(got.err(), Some(RecoveryKeyError::Malformed), "{text:?}");
        }
    }
}
