//! The one error type of the crate.

use std::path::PathBuf;

use crate::{KeyState, RecoveryKeyError};

/// Why a secret could not be had, by what the caller can do about it. No variant carries secret bytes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key cannot be had at the moment: show [`KeyState::sentence`] and [`KeyState::way_out`], and keep trying with
    /// [`KeyCustody::wait_until_open`](crate::KeyCustody::wait_until_open).
    #[error("{}", .0.sentence())]
    Key(KeyState),
    /// A key was to be created where a database or a key record exists. Open it instead.
    #[error("this folder already holds a workspace, so no new key is made for it")]
    WorkspaceExists,
    /// A sealed blob was not made with this key for this workspace and field, or was altered. Sign in again.
    #[error("the stored {field} cannot be opened with this workspace's key")]
    Unseal {
        /// The name of the field, not its content.
        field: String,
    },
    /// The recovery key was mistyped or belongs to another workspace.
    #[error(transparent)]
    Recovery(#[from] RecoveryKeyError),
    /// The key record beside the database cannot be read or written.
    #[error("the key record {} cannot be used", path.display())]
    Record {
        /// Where the record lies.
        path: PathBuf,
        /// What the file system or the parser said.
        #[source]
        source: std::io::Error,
    },
    /// The operating system gave no random bytes. Nothing was created.
    #[error("the operating system gave no random bytes")]
    Randomness,
    /// The operating system refused to switch off core dumps.
    #[error("core dumps could not be switched off")]
    Harden(#[source] std::io::Error),
}

impl From<KeyState> for Error {
    fn from(state: KeyState) -> Self {
        Self::Key(state)
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}
