//! The signed head: how many entries there are and what the last one hashes to.

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{Hash, hash_from_hex};

/// A head as it stands in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The workspace's random name.
    pub log: String,
    /// Entries.
    pub count: u64,
    /// Hash of the last entry, hex.
    pub hash: String,
    /// When it was signed, UTC milliseconds by the clock of the computer that did.
    pub at: i64,
    /// Ed25519 public key, hex.
    pub public_key: String,
    /// Ed25519 signature, hex.
    pub signature: String,
}

/// The bytes that are signed.
pub fn head_message(log: &str, count: u64, hash: &str, at: i64) -> Vec<u8> {
    format!("sextant audit head 1\n{log}\n{count}\n{hash}\n{at}\n").into_bytes()
}

impl SignedHead {
    /// The last entry's hash, when it reads.
    pub fn hash(&self) -> Option<Hash> {
        hash_from_hex(&self.hash)
    }

    /// Whether the signature fits the head's own key, and that key is `expected` where one is.
    pub fn is_signed(&self, expected: Option<&Hash>) -> bool {
        let Some(key) = hash_from_hex(&self.public_key) else { return false };
        if expected.is_some_and(|expected| *expected != key) {
            return false;
        }
        let Some(signature) = signature(&self.signature) else { return false };
        let message = head_message(&self.log, self.count, &self.hash, self.at);
        VerifyingKey::from_bytes(&key).is_ok_and(|key| key.verify_strict(&message, &signature).is_ok())
    }
}

fn signature(text: &str) -> Option<Signature> {
    let (first, second) = text.split_at_checked(64)?;
    let bytes: Vec<u8> = hash_from_hex(first)?.into_iter().chain(hash_from_hex(second)?).collect();
    Signature::from_slice(&bytes).ok()
}
