//! macOS: the login keychain.

use std::sync::Arc;

use keyring_core::api::CredentialStore;

use super::CoreStore;
use crate::{Backend, KeyState};

const NAME: &str = "apple-keychain";

#[derive(Debug)]
pub(super) struct LoginKeychain;

pub(super) fn store() -> LoginKeychain {
    LoginKeychain
}

impl CoreStore for LoginKeychain {
    fn name(&self) -> &str {
        NAME
    }

    /// The keychain tells only by being used.
    fn probe(&self) -> Result<Backend, KeyState> {
        Ok(Backend::named(NAME))
    }

    fn open(&self) -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    fn classify(&self, error: &(dyn std::error::Error + Send + Sync + 'static)) -> KeyState {
        // Security framework errors print a number and a sentence of Apple's; neither holds what is kept.
        let detail: String = crate::redact(&error.to_string()).chars().take(200).collect();
        KeyState::Failed { detail }
    }
}
