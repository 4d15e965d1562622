//! The 32-byte key of a workspace and what is derived from it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::{Error, Sealed, sealed};

/// Length of every key here, in bytes.
pub(crate) const KEY_BYTES: usize = 32;

/// The one key that the keyring or the vault keeps for a workspace. Cannot be printed; erased when dropped.
pub struct MasterKey(SecretBox<[u8; KEY_BYTES]>);

impl MasterKey {
    /// A new key from the operating system's random source.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn generate() -> Result<Self, Error> {
        let mut bytes = Box::new([0u8; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(SecretBox::new(bytes)))
    }

    /// The key from its 44 characters of base64, as kept by every store (some keep UTF-8 only). `None` for anything else.
    pub fn from_text(text: &SecretString) -> Option<Self> {
        let decoded = Zeroizing::new(STANDARD.decode(text.expose_secret().trim()).ok()?);
        Self::from_slice(&decoded)
    }

    /// The key as 44 characters of base64.
    pub fn to_text(&self) -> SecretString {
        SecretString::from(STANDARD.encode(self.0.expose_secret()))
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut array: [u8; KEY_BYTES] = bytes.try_into().ok()?;
        let key = Self(SecretBox::new(Box::new(array)));
        array.zeroize();
        Some(key)
    }

    pub(crate) fn expose(&self) -> &[u8; KEY_BYTES] {
        self.0.expose_secret()
    }

    /// A value by which this key can be told from another one, and from which nothing about the key can be learned.
    pub fn check(&self) -> String {
        let derived = derive(self.expose(), "sextant key check 1");
        derived.expose_secret().iter().take(16).map(|b| format!("{b:02x}")).collect()
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey([redacted])")
    }
}

/// One key for one purpose (HKDF-SHA256). Keys for different purposes tell nothing about each other.
pub(crate) fn derive(secret: &[u8], purpose: &str) -> SecretBox<[u8; KEY_BYTES]> {
    let mut out = Box::new([0u8; KEY_BYTES]);
    Hkdf::<Sha256>::new(None, secret)
        .expand(purpose.as_bytes(), out.as_mut_slice())
        .expect("32 bytes are far below the 8,160 that this hash can expand to");
    SecretBox::new(out)
}

/// The opened keys of one workspace: the database key, and the sealing of tokens. Share it in an `Arc`.
pub struct WorkspaceKeys {
    workspace: String,
    master: MasterKey,
    wrap: SecretBox<[u8; KEY_BYTES]>,
}

impl WorkspaceKeys {
    pub(crate) fn new(workspace: &str, master: MasterKey) -> Self {
        let wrap = derive(master.expose(), "sextant token wrap 1");
        Self { workspace: workspace.to_owned(), master, wrap }
    }

    /// The workspace these keys belong to.
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The raw key of the workspace's databases.
    pub fn database_key(&self) -> SecretBox<[u8; 32]> {
        derive(self.master.expose(), "sextant database 1")
    }

    /// Wraps a token or app secret for keeping in the database. The blob opens only with this workspace's key
    /// under the same `field` name. Sealing twice gives different blobs.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn seal(&self, field: &str, secret: &SecretString) -> Result<Sealed, Error> {
        sealed::seal(&self.wrap, &self.workspace, field, secret.expose_secret().as_bytes())
    }

    /// Opens a blob that [`seal`](Self::seal) made.
    ///
    /// # Errors
    /// [`Error::Unseal`] for another workspace, another field, an altered blob or anything else that was not sealed here.
    pub fn unseal(&self, field: &str, blob: &Sealed) -> Result<SecretString, Error> {
        let plain = sealed::unseal(&self.wrap, &self.workspace, field, blob)?;
        let text = std::str::from_utf8(&plain).map_err(|_| Error::Unseal { field: field.to_owned() })?;
        Ok(SecretString::from(text))
    }

    pub(crate) fn seal_bytes(&self, field: &str, plain: &[u8]) -> Result<Sealed, Error> {
        sealed::seal(&self.wrap, &self.workspace, field, plain)
    }

    pub(crate) fn unseal_bytes(&self, field: &str, blob: &Sealed) -> Result<Zeroizing<Vec<u8>>, Error> {
        sealed::unseal(&self.wrap, &self.workspace, field, blob)
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.master
    }
}

impl std::fmt::Debug for WorkspaceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkspaceKeys").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
