//! Windows: the Credential Manager.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;

use super::CoreStore;
use crate::{Backend, KeyState};

const NAME: &str = "windows-credential-manager";

#[derive(Debug)]
pub(super) struct CredentialManager;

pub(super) fn store() -> CredentialManager {
    CredentialManager
}

impl CoreStore for CredentialManager {
    fn name(&self) -> &str {
        NAME
    }

    /// The Credential Manager is part of every session.
    fn probe(&self) -> Result<Backend, KeyState> {
        Ok(Backend::named(NAME))
    }

    fn open(&self) -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    /// Not the default, which roams with the profile: the key belongs where the database is.
    fn modifiers(&self) -> HashMap<&str, &str> {
        HashMap::from([("persistence", "Local")])
    }

    fn classify(&self, error: &(dyn std::error::Error + Send + Sync + 'static)) -> KeyState {
        // Windows errors print a number and a sentence of the system's; neither holds what is kept.
        let detail: String = crate::redact(&error.to_string()).chars().take(200).collect();
        KeyState::Failed { detail }
    }
}
