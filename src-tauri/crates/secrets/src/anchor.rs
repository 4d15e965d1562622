//! A short note kept beside the key, outside the databases: by it older databases are noticed that are whole in
//! themselves. Sealed with the workspace's key, so that nobody without it can write one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Error, KeyCustody, KeyPlace, KeyState, Prompt, Sealed, WorkspaceKeys};

const FIELD: &str = "anchor";

/// Windows keeps 1,280 characters of text in an entry; sealing and base64 take a third of that.
const MOST_BYTES: usize = 800;

impl KeyCustody {
    /// The note last kept for this workspace; `None` when the store works and has none. Never asks the person.
    ///
    /// # Errors
    /// [`Error::Key`] when the store cannot be used at present; [`Error::Unseal`] when the note is not one that this
    /// workspace's key made.
    pub async fn anchor(&self, place: &KeyPlace, keys: &WorkspaceKeys) -> Result<Option<Vec<u8>>, Error> {
        let Some(text) = self.call(place, Prompt::Never, |store, place| store.note(place, Prompt::Never)).await? else {
            return Ok(None);
        };
        let bytes = STANDARD.decode(text.trim()).map_err(|_| Error::Unseal { field: FIELD.to_owned() })?;
        keys.unseal_bytes(FIELD, &Sealed::from_bytes(bytes)).map(|note| Some(note.to_vec()))
    }

    /// Keeps a note in place of the one before, whole or not at all. Never asks the person.
    ///
    /// # Errors
    /// [`Error::Key`] when the store cannot be used at present, or the note is too long for some stores.
    pub async fn keep_anchor(&self, place: &KeyPlace, keys: &WorkspaceKeys, note: &[u8]) -> Result<(), Error> {
        if note.len() > MOST_BYTES {
            return Err(KeyState::Failed { detail: "the note is longer than every store allows".into() }.into());
        }
        let text = STANDARD.encode(keys.seal_bytes(FIELD, note)?.as_bytes());
        Ok(self.call(place, Prompt::Never, move |store, place| store.set_note(place, &text, Prompt::Never)).await?)
    }

    /// The kind of store that keeps the note.
    pub fn store_name(&self) -> &str {
        self.store().name()
    }
}
