//! Keeps what must not be read by others: one key a workspace, and the tokens wrapped with it.
//!
//! The operating system's keyring, or a passphrase vault where there is none, holds one 32-byte key for each workspace.
//! From it keys are derived: one opens the database, one wraps tokens and app secrets as opaque blobs that the database
//! keeps, one signs what leaves this computer.
//! Beside the key lies a sealed note of the database's newest state, by which an older one put in its place is noticed.
//! Beside the database lies `keyring.json` with nothing secret in it: which backend has the key,
//! a value by which a wrong key is noticed, and the key wrapped once more for a printed recovery key.
//!
//! What this crate is **not**: it does not know the database, HTTP or Meta; it does not read the environment,
//! so `SEXTANT_PASSPHRASE` is read by the program and handed in.
//! It never makes a new key where a database already exists, and never writes a key or token in the clear.
//!
//! Main types: [`KeyCustody`] (opens, creates, recovers; every call off-thread with a deadline), the trait [`KeyStore`]
//! with [`OsKeyring`] and [`PassphraseVault`], [`WorkspaceKeys`] with [`Sealed`] blobs, [`KeyState`] (why the key
//! cannot be had and what the person can do), [`RecoveryKey`], [`redact`] for logs, and [`harden_process`].
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use std::sync::Arc;
//! use secrecy::{ExposeSecret, SecretString};
//! use secrets::{KeyCustody, KeyPlace, PassphraseVault, Prompt};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let place = KeyPlace::new("demo", folder.path());
//! let vault = PassphraseVault::new(SecretString::from("correct horse battery")).with_work_factor(4);
//! let custody = KeyCustody::new(Arc::new(vault));
//!
//! let keys = custody.open_or_create(&place, Prompt::Allowed).await.unwrap();
//! let blob = keys.seal("access_token", &SecretString::from("EAA...")).unwrap();
//! assert_eq!(keys.unseal("access_token", &blob).unwrap().expose_secret(), "EAA...");
//! # });
//! ```

mod anchor;
mod custody;
mod error;
mod harden;
mod key;
mod lane;
mod os_keyring;
mod place;
mod record;
mod recovery;
pub mod redact;
mod sealed;
mod signature;
mod state;
mod store;
mod vault;

pub use custody::{KeyCustody, Recovered, store_among, store_for};
pub use error::Error;
pub use harden::{Hardening, harden_process};
pub use key::{MasterKey, WorkspaceKeys};
pub use os_keyring::{CoreStore, OsKeyring};
pub use place::KeyPlace;
pub use record::{KeyRecord, RECORD_FILE};
pub use recovery::{RecoveryKey, RecoveryKeyError};
pub use redact::{RedactingWriter, redact};
pub use sealed::Sealed;
pub use state::KeyState;
pub use store::{Backend, KeyStore, Prompt};
pub use vault::{ANCHOR_FILE, PassphraseVault, VAULT_FILE};
