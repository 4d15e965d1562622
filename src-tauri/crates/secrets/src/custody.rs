//! Opens, creates, recovers and deletes the key of a workspace, and never loses one by making another.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::lane::Lane;
use crate::{
    Backend, Error, KeyPlace, KeyRecord, KeyState, KeyStore, MasterKey, OsKeyring, PassphraseVault, Prompt,
    RecoveryKey, RecoveryKeyError, VAULT_FILE, WorkspaceKeys, vault,
};

/// Pause between two looks while waiting. With the three seconds that a silent look may take,
/// a keyring that becomes available is noticed within five.
const POLL: Duration = Duration::from_millis(1_500);

/// The store to use for `place`: the vault where the key record or a vault file says so, or where a passphrase is given
/// for a new workspace; the operating system's keyring otherwise.
///
/// # Errors
/// [`KeyState::PassphraseNeeded`] when the key lies in a vault and there is no passphrase; [`Error::Record`].
pub fn store_for(place: &KeyPlace, passphrase: Option<SecretString>) -> Result<Arc<dyn KeyStore>, Error> {
    store_among(place, passphrase.map(PassphraseVault::new), Arc::new(OsKeyring::native()))
}

/// As [`store_for`], among stores the caller brings: a vault where a passphrase is known, and the keyring.
///
/// # Errors
/// As [`store_for`].
pub fn store_among(
    place: &KeyPlace,
    vault: Option<PassphraseVault>,
    keyring: Arc<dyn KeyStore>,
) -> Result<Arc<dyn KeyStore>, Error> {
    let recorded = KeyRecord::find(place)?.map(|record| record.backend.name);
    let in_vault = match recorded {
        Some(name) => name == vault::NAME,
        None => vault.is_some() || place.folder().join(VAULT_FILE).exists(),
    };
    match (in_vault, vault) {
        (true, Some(vault)) => Ok(Arc::new(vault)),
        (true, None) => Err(KeyState::PassphraseNeeded.into()),
        (false, _) => Ok(keyring),
    }
}

/// What [`KeyCustody::recover`] achieved.
#[derive(Debug)]
pub struct Recovered {
    /// The opened keys, good for this run in any case.
    pub keys: WorkspaceKeys,
    /// Why the key could not be kept for the next start; `None` when it is kept.
    pub not_kept: Option<KeyState>,
}

/// Guards the key of workspaces in one store. Every call to the store runs on another thread with a deadline.
///
/// Must be used inside a tokio runtime with time enabled.
#[derive(Debug)]
pub struct KeyCustody {
    store: Arc<dyn KeyStore>,
    patience: Option<Duration>,
    lane: Lane,
}

impl KeyCustody {
    /// Guards keys in `store`; see [`store_for`].
    pub fn new(store: Arc<dyn KeyStore>) -> Self {
        Self { store, patience: None, lane: Lane::default() }
    }

    /// One deadline for all calls instead of the store's own.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Whether keys are kept in passphrase vaults rather than in a keyring.
    pub fn is_vault(&self) -> bool {
        self.store.name() == vault::NAME
    }

    /// Whether the store could be used right now, and what answers. Never asks the person.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub async fn status(&self, place: &KeyPlace) -> Result<Backend, Error> {
        Ok(self.call(place, Prompt::Never, |store, place| store.status(place)).await?)
    }

    /// Opens an existing workspace. Never creates a key.
    ///
    /// Where `keyring.json` is missing beside existing databases, the key found is returned without having been checked;
    /// call [`remember`](Self::remember) once it has opened them.
    ///
    /// # Errors
    /// [`Error::Key`] with what stands in the way; [`Error::Record`].
    pub async fn open(&self, place: &KeyPlace, prompt: Prompt) -> Result<WorkspaceKeys, Error> {
        let record = KeyRecord::find(place)?;
        match self.get(place, prompt).await? {
            Some(key) => self.accept(place, record, key).await,
            None => Err(self.why_missing(place, record).await.into()),
        }
    }

    /// Makes the key of a new workspace, keeps it, reads it back and writes `keyring.json`.
    /// A key left by a creation that was cut short is used.
    ///
    /// # Errors
    /// [`Error::WorkspaceExists`] when the folder holds a key record or any database; [`Error::Key`] when the store cannot
    /// keep the key, in which case nothing exists afterwards.
    pub async fn create(&self, place: &KeyPlace) -> Result<WorkspaceKeys, Error> {
        if place.holds_workspace()? {
            return Err(Error::WorkspaceExists);
        }
        let key = match self.get(place, Prompt::Allowed).await? {
            Some(key) => key,
            None => {
                let key = MasterKey::generate()?;
                self.keep(place, &key).await?;
                key
            }
        };
        self.new_record(place, &key).await.save(place)?;
        Ok(WorkspaceKeys::new(place.workspace(), key))
    }

    /// [`open`](Self::open) where the folder holds a workspace, [`create`](Self::create) where it does not.
    ///
    /// # Errors
    /// Those of the two.
    pub async fn open_or_create(&self, place: &KeyPlace, prompt: Prompt) -> Result<WorkspaceKeys, Error> {
        if place.holds_workspace()? { self.open(place, prompt).await } else { self.create(place).await }
    }

    /// Waits until an existing workspace can be opened, without asking the person. A keyring that becomes available is
    /// noticed within five seconds. Drop the future to stop waiting.
    ///
    /// # Errors
    /// Only what waiting cannot cure: a passphrase that is missing or wrong, and [`Error::Record`].
    pub async fn wait_until_open(&self, place: &KeyPlace) -> Result<WorkspaceKeys, Error> {
        loop {
            match self.open(place, Prompt::Never).await {
                Err(Error::Key(state)) if state.may_clear() => tokio::time::sleep(POLL).await,
                done => return done,
            }
        }
    }

    /// Writes `keyring.json` where it is missing, after `keys` have opened the databases.
    ///
    /// # Errors
    /// [`Error::Record`].
    pub async fn remember(&self, place: &KeyPlace, keys: &WorkspaceKeys) -> Result<(), Error> {
        match KeyRecord::find(place)? {
            Some(_) => Ok(()),
            None => self.new_record(place, keys.master()).await.save(place),
        }
    }

    /// Makes a recovery key to be printed, and writes the key sealed for it into `keyring.json`.
    /// An earlier recovery key of this workspace stops working.
    ///
    /// # Errors
    /// [`KeyState::WrongKey`] when `keys` are not those on record; [`Error::Record`]; [`Error::Randomness`].
    pub async fn make_recovery_key(&self, place: &KeyPlace, keys: &WorkspaceKeys) -> Result<RecoveryKey, Error> {
        let mut record = match KeyRecord::find(place)? {
            Some(record) => record,
            None => self.new_record(place, keys.master()).await,
        };
        if record.check != keys.master().check() {
            return Err(KeyState::WrongKey.into());
        }
        let recovery = RecoveryKey::generate()?;
        record.set_recovery_blob(&recovery.wrap(place.workspace(), keys.master())?);
        record.save(place)?;
        Ok(recovery)
    }

    /// Whether a recovery key was made for this workspace and its record is there. A record that cannot be read counts
    /// as none.
    pub fn has_recovery_key(place: &KeyPlace) -> bool {
        KeyRecord::find(place).ok().flatten().is_some_and(|record| record.recovery_blob().is_some())
    }

    /// Opens a workspace, possibly copied from another machine, with its recovery key, and keeps the key in this store
    /// so that the next start needs none. Works without any keyring for this run.
    ///
    /// # Errors
    /// [`Error::Recovery`]; [`Error::Record`].
    pub async fn recover(&self, place: &KeyPlace, recovery: &RecoveryKey) -> Result<Recovered, Error> {
        let mut record = KeyRecord::find(place)?.ok_or(RecoveryKeyError::NoneOnRecord)?;
        let blob = record.recovery_blob().ok_or(RecoveryKeyError::NoneOnRecord)?;
        let key = recovery.unwrap(place.workspace(), &blob)?;
        if key.check() != record.check {
            return Err(RecoveryKeyError::NotThisWorkspace.into());
        }
        let not_kept = self.keep(place, &key).await.err();
        if not_kept.is_none() {
            record.backend = self.backend(place).await;
            record.save(place)?;
        }
        Ok(Recovered { keys: WorkspaceKeys::new(place.workspace(), key), not_kept })
    }

    /// Forgets the key and removes `keyring.json`. Databases that are left become unreadable for good
    /// unless a recovery key and a copy of `keyring.json` exist.
    ///
    /// # Errors
    /// [`Error::Key`]: then nothing was removed; [`Error::Record`].
    pub async fn delete(&self, place: &KeyPlace) -> Result<(), Error> {
        self.call(place, Prompt::Allowed, |store, place| store.delete(place)).await?;
        let path = KeyRecord::path(place);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::Record { path, source }),
            _ => Ok(()),
        }
    }

    pub(crate) fn store(&self) -> &dyn KeyStore {
        self.store.as_ref()
    }

    pub(crate) async fn call<T: Send + 'static>(
        &self,
        place: &KeyPlace,
        prompt: Prompt,
        call: impl FnOnce(&dyn KeyStore, &KeyPlace) -> Result<T, KeyState> + Send + 'static,
    ) -> Result<T, KeyState> {
        let (store, place) = (Arc::clone(&self.store), place.clone());
        let patience = self.patience.unwrap_or_else(|| store.patience(prompt));
        self.lane.run(patience, move || call(store.as_ref(), &place)).await
    }

    async fn get(&self, place: &KeyPlace, prompt: Prompt) -> Result<Option<MasterKey>, KeyState> {
        self.call(place, prompt, move |store, place| store.get(place, prompt)).await
    }

    /// Keeps the key and proves by reading back that it is kept.
    async fn keep(&self, place: &KeyPlace, key: &MasterKey) -> Result<(), KeyState> {
        let text = key.to_text();
        let wanted = key.check();
        self.call(place, Prompt::Allowed, move |store, place| {
            let key = MasterKey::from_text(&text).ok_or(KeyState::WrongKey)?;
            store.set(place, &key)?;
            match store.get(place, Prompt::Allowed)? {
                Some(kept) if kept.check() == wanted => Ok(()),
                _ => Err(KeyState::Failed { detail: "it did not keep the key".into() }),
            }
        })
        .await
    }

    async fn accept(
        &self,
        place: &KeyPlace,
        record: Option<KeyRecord>,
        key: MasterKey,
    ) -> Result<WorkspaceKeys, Error> {
        match record {
            Some(record) if record.check != key.check() => return Err(KeyState::WrongKey.into()),
            Some(mut record) if record.backend.name != self.store.name() => {
                // The right key in another store: somebody moved it there, so the record follows.
                record.backend = self.backend(place).await;
                record.save(place)?;
            }
            _ => {}
        }
        Ok(WorkspaceKeys::new(place.workspace(), key))
    }

    async fn why_missing(&self, place: &KeyPlace, record: Option<KeyRecord>) -> KeyState {
        let now = self.backend(place).await;
        match record {
            Some(KeyRecord { backend: was, .. }) if another(&was, &now) => KeyState::OtherBackend { was, now },
            _ => KeyState::Wiped,
        }
    }

    async fn backend(&self, place: &KeyPlace) -> Backend {
        let known = self.call(place, Prompt::Never, |store, place| store.status(place)).await;
        known.unwrap_or_else(|_| Backend::named(self.store.name()))
    }

    async fn new_record(&self, place: &KeyPlace, key: &MasterKey) -> KeyRecord {
        KeyRecord {
            format: KeyRecord::FORMAT,
            workspace: place.workspace().to_owned(),
            backend: self.backend(place).await,
            check: key.check(),
            recovery: None,
        }
    }
}

/// Whether two backends are known to differ. An unknown provider proves nothing.
fn another(was: &Backend, now: &Backend) -> bool {
    was.name != now.name || matches!((&was.provider, &now.provider), (Some(a), Some(b)) if a != b)
}
