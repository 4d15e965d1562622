//! Signing with the workspace's key, for what leaves this computer and is to be recognised later.

use ed25519_dalek::{Signer, SigningKey};
use secrecy::ExposeSecret;

use crate::WorkspaceKeys;
use crate::key::derive;

impl WorkspaceKeys {
    /// An Ed25519 signature. It proves that somebody with this workspace's key signed; not who, and not when.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing_key().sign(message).to_bytes()
    }

    /// The public key that [`sign`](Self::sign) signs for. Nothing secret.
    pub fn public_key(&self) -> [u8; 32] {
        self.signing_key().verifying_key().to_bytes()
    }

    fn signing_key(&self) -> SigningKey {
        // Erased when dropped.
        SigningKey::from_bytes(derive(self.master().expose(), "sextant signature 1").expose_secret())
    }
}
