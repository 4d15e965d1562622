//! The trait behind which keyrings and vaults are alike.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{KeyPlace, KeyState, MasterKey};

/// Whether a call may make the system ask the person, for example to unlock the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Ask nobody: report [`KeyState::Locked`] instead. For polling in the background.
    Never,
    /// The system may show its own dialogue and wait for the person.
    Allowed,
}

/// What keeps a key. Nothing in it is secret; it is remembered beside the database to explain a missing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backend {
    /// The kind of store, for example `secret-service`.
    pub name: String,
    /// The program behind it where that can be told, for example `gnome-keyring-d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

impl Backend {
    /// A backend of which only the kind is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), provider: None }
    }
}

impl std::fmt::Display for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.provider {
            Some(provider) => write!(f, "{} ({provider})", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Keeps one 32-byte key a workspace, and a short note beside it.
///
/// Calls may block for as long as the operating system likes; [`KeyCustody`](crate::KeyCustody) makes them off-thread
/// with a deadline. A failed call leaves nothing behind that makes a later one fail.
pub trait KeyStore: Send + Sync + std::fmt::Debug {
    /// The kind of store as remembered in the key record. Does no IO.
    fn name(&self) -> &str;

    /// How long one call may take before it is given up.
    fn patience(&self, prompt: Prompt) -> Duration {
        match prompt {
            Prompt::Never => Duration::from_secs(3),
            // A person reads the system's dialogue and types a password.
            Prompt::Allowed => Duration::from_secs(120),
        }
    }

    /// Whether the store could be used right now, and what answers. Never asks the person.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn status(&self, place: &KeyPlace) -> Result<Backend, KeyState>;

    /// The key, or `None` when the store works and has none for this workspace.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn get(&self, place: &KeyPlace, prompt: Prompt) -> Result<Option<MasterKey>, KeyState>;

    /// Keeps `key`, replacing one that is there.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn set(&self, place: &KeyPlace, key: &MasterKey) -> Result<(), KeyState>;

    /// The note kept beside the key, or `None` when the store works and has none for this workspace.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn note(&self, place: &KeyPlace, prompt: Prompt) -> Result<Option<String>, KeyState>;

    /// Keeps a note of at most 1,200 ASCII characters beside the key, replacing one that is there.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn set_note(&self, place: &KeyPlace, note: &str, prompt: Prompt) -> Result<(), KeyState>;

    /// Forgets the key and the note; what is not there is no error.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn delete(&self, place: &KeyPlace) -> Result<(), KeyState>;
}
