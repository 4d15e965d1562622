//! The operating system's keyring.
//!
//! Every call opens the store afresh: the simple interface of the `keyring` package remembers a failed start
//! for the life of the process, and a person who starts the keyring afterwards would have to restart us too.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error as CoreError};
use secrecy::{ExposeSecret, SecretString};

use crate::{Backend, KeyPlace, KeyState, KeyStore, MasterKey, Prompt};

#[cfg_attr(all(unix, not(target_os = "macos")), path = "os_keyring/secret_service.rs")]
#[cfg_attr(target_os = "macos", path = "os_keyring/apple.rs")]
#[cfg_attr(windows, path = "os_keyring/windows.rs")]
mod native;

/// The service name of all our entries; the entry's user is the workspace's id.
const SERVICE: &str = "app.sextant.desktop";
/// What follows the workspace's id in the name of its note.
const NOTE_SUFFIX: &str = " anchor";

/// One platform's credential store, as `keyring-core` sees it. Implement it to run [`OsKeyring`] on another store.
pub trait CoreStore: Send + Sync + std::fmt::Debug {
    /// The kind of store as remembered in the key record.
    fn name(&self) -> &str;

    /// What stands in the way of using the store without asking the person, and what answers. Must not ask the person.
    ///
    /// # Errors
    /// The [`KeyState`] that stands in the way.
    fn probe(&self) -> Result<Backend, KeyState>;

    /// Opens the store. Called again for every use.
    ///
    /// # Errors
    /// The store's own.
    fn open(&self) -> keyring_core::Result<Arc<CredentialStore>>;

    /// Settings for our entries that this store knows, by `keyring-core`'s modifier names.
    fn modifiers(&self) -> HashMap<&str, &str> {
        HashMap::new()
    }

    /// The state behind an error of the platform itself.
    fn classify(&self, error: &(dyn std::error::Error + Send + Sync + 'static)) -> KeyState;
}

/// Keeps keys in the operating system's keyring: Secret Service, Keychain or Credential Manager.
///
/// An entry holds 44 characters of base64 and nothing else, a second one the note: Windows' limit is 2,560 bytes, and
/// some keyrings keep UTF-8 only.
#[derive(Debug)]
pub struct OsKeyring {
    store: Box<dyn CoreStore>,
}

impl OsKeyring {
    /// The keyring of this platform. Does no IO.
    pub fn native() -> Self {
        Self::over(native::store())
    }

    /// A keyring over another store of the `keyring-core` family.
    pub fn over(store: impl CoreStore + 'static) -> Self {
        Self { store: Box::new(store) }
    }

    fn entry(&self, place: &KeyPlace) -> Result<Entry, CoreError> {
        self.store.open()?.build(SERVICE, place.workspace(), Some(&self.store.modifiers()))
    }

    fn note_entry(&self, place: &KeyPlace) -> Result<Entry, CoreError> {
        let user = format!("{}{NOTE_SUFFIX}", place.workspace());
        self.store.open()?.build(SERVICE, &user, Some(&self.store.modifiers()))
    }

    fn forget(&self, entry: Result<Entry, CoreError>) -> Result<(), KeyState> {
        match entry.and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(CoreError::NoEntry) => Ok(()),
            Err(e) => Err(self.state_of(e, Prompt::Allowed)),
        }
    }

    /// Lets a locked keyring pass when the person may be asked, because using it is what makes the system ask.
    fn ready(&self, prompt: Prompt) -> Result<(), KeyState> {
        match self.store.probe() {
            Ok(_) => Ok(()),
            Err(KeyState::Locked) if prompt == Prompt::Allowed => Ok(()),
            Err(state) => Err(state),
        }
    }

    /// Keeps nothing of the error but its kind: two kinds carry the stored bytes and print them.
    fn state_of(&self, error: CoreError, prompt: Prompt) -> KeyState {
        let failed = |detail: &str| KeyState::Failed { detail: detail.to_owned() };
        match error {
            CoreError::PlatformFailure(e) => self.store.classify(e.as_ref()),
            CoreError::NoStorageAccess(e) => match self.store.classify(e.as_ref()) {
                KeyState::Failed { .. } | KeyState::Locked | KeyState::Denied => {
                    if prompt == Prompt::Allowed {
                        KeyState::Denied
                    } else {
                        KeyState::Locked
                    }
                }
                specific => specific,
            },
            CoreError::NoEntry => KeyState::Wiped,
            CoreError::BadEncoding(_) | CoreError::BadDataFormat(..) => KeyState::WrongKey,
            CoreError::BadStoreFormat(_) => failed("its own data is damaged"),
            CoreError::TooLong(..) => failed("the entry is longer than it allows"),
            CoreError::Ambiguous(_) => failed("it holds several keys for this workspace"),
            CoreError::NoDefaultStore => KeyState::NoService,
            CoreError::Invalid(..) | CoreError::NotSupportedByStore(_) => failed("it does not support this entry"),
            _ => failed("unknown kind of failure"),
        }
    }
}

impl KeyStore for OsKeyring {
    fn name(&self) -> &str {
        self.store.name()
    }

    fn status(&self, _: &KeyPlace) -> Result<Backend, KeyState> {
        self.store.probe()
    }

    fn get(&self, place: &KeyPlace, prompt: Prompt) -> Result<Option<MasterKey>, KeyState> {
        self.ready(prompt)?;
        match self.entry(place).and_then(|entry| entry.get_password()) {
            // What is kept under our name but is no key must not pass for "nothing is kept".
            Ok(text) => MasterKey::from_text(&SecretString::from(text)).map(Some).ok_or(KeyState::WrongKey),
            Err(CoreError::NoEntry) => Ok(None),
            Err(e) => Err(self.state_of(e, prompt)),
        }
    }

    fn set(&self, place: &KeyPlace, key: &MasterKey) -> Result<(), KeyState> {
        self.ready(Prompt::Allowed)?;
        let kept = self.entry(place).and_then(|entry| entry.set_password(key.to_text().expose_secret()));
        kept.map_err(|e| self.state_of(e, Prompt::Allowed))
    }

    fn note(&self, place: &KeyPlace, prompt: Prompt) -> Result<Option<String>, KeyState> {
        self.ready(prompt)?;
        match self.note_entry(place).and_then(|entry| entry.get_password()) {
            Ok(text) => Ok(Some(text)),
            Err(CoreError::NoEntry) => Ok(None),
            // What is no text is a note that somebody spoiled, not one that is missing.
            Err(CoreError::BadEncoding(_) | CoreError::BadDataFormat(..)) => Ok(Some(String::new())),
            Err(e) => Err(self.state_of(e, prompt)),
        }
    }

    fn set_note(&self, place: &KeyPlace, note: &str, prompt: Prompt) -> Result<(), KeyState> {
        self.ready(prompt)?;
        let kept = self.note_entry(place).and_then(|entry| entry.set_password(note));
        kept.map_err(|e| self.state_of(e, prompt))
    }

    fn delete(&self, place: &KeyPlace) -> Result<(), KeyState> {
        self.ready(Prompt::Allowed)?;
        self.forget(self.note_entry(place))?;
        self.forget(self.entry(place))
    }
}
