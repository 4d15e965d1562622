//! Opaque blobs: a secret encrypted so that only this workspace, under this field name, can open it.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox};
use zeroize::Zeroizing;

use crate::Error;
use crate::key::KEY_BYTES;

/// First byte of every blob, so that another way of sealing can be told apart later.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

/// A sealed secret (XChaCha20-Poly1305). Safe to store and to copy; its length shows the length of the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes bytes that a database kept. They are judged when they are opened.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to keep.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to keep.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// What the blob is bound to. The length in front keeps `("ab", "c")` and `("a", "bc")` apart.
fn binding(workspace: &str, field: &str) -> Vec<u8> {
    let mut aad = (workspace.len() as u64).to_be_bytes().to_vec();
    aad.extend_from_slice(workspace.as_bytes());
    aad.extend_from_slice(field.as_bytes());
    aad
}

pub(crate) fn seal(
    key: &SecretBox<[u8; KEY_BYTES]>,
    workspace: &str,
    field: &str,
    plain: &[u8],
) -> Result<Sealed, Error> {
    let mut nonce = [0u8; NONCE_BYTES];
    getrandom::fill(&mut nonce)?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key.expose_secret()));
    let payload = Payload { msg: plain, aad: &binding(workspace, field) };
    let body =
        cipher.encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| Error::Unseal { field: field.to_owned() })?;
    let mut blob = Vec::with_capacity(1 + NONCE_BYTES + body.len());
    blob.push(VERSION);
    blob.extend_from_slice(&nonce);
    blob.extend_from_slice(&body);
    Ok(Sealed(blob))
}

pub(crate) fn unseal(
    key: &SecretBox<[u8; KEY_BYTES]>,
    workspace: &str,
    field: &str,
    blob: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let refused = || Error::Unseal { field: field.to_owned() };
    let (&version, rest) = blob.0.split_first().ok_or_else(refused)?;
    let (nonce, body) = rest.split_at_checked(NONCE_BYTES).ok_or_else(refused)?;
    if version != VERSION {
        return Err(refused());
    }
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key.expose_secret()));
    let payload = Payload { msg: body, aad: &binding(workspace, field) };
    cipher.decrypt(XNonce::from_slice(nonce), payload).map(Zeroizing::new).map_err(|_| refused())
}
