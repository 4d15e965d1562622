//! The keys of workspaces: the system's keyring, passphrase vaults, recovery keys, and waiting for a keyring.

use std::sync::{Arc, PoisonError};

use secrecy::SecretString;
use secrets::{KeyCustody, KeyPlace, KeyStore, OsKeyring, PassphraseVault, Prompt, RecoveryKey, WorkspaceKeys};
use tokio_util::sync::CancellationToken;

use crate::Error;
use crate::app::App;
use crate::dto::{AppEvent, AppState, ErrorCode, IpcError, KeyStoreState, Passphrase, RecoverWorkspace};
use crate::error::with_remedy;
use crate::workspace_file::WorkspaceFile;

/// Shortest passphrase of a new vault.
const LEAST_PASSPHRASE: usize = 12;

/// What keeps keys on this computer.
#[derive(Debug, Clone)]
pub struct KeyStores {
    keyring: Arc<dyn KeyStore>,
    vault_work_factor: Option<u8>,
}

impl Default for KeyStores {
    fn default() -> Self {
        Self::with_keyring(Arc::new(OsKeyring::native()))
    }
}

impl KeyStores {
    /// Keys in `keyring`, or in vaults where a passphrase is given.
    pub fn with_keyring(keyring: Arc<dyn KeyStore>) -> Self {
        Self { keyring, vault_work_factor: None }
    }

    /// Another cost for new vaults: 2^`log_n` rounds. Small values are for tests.
    #[must_use]
    pub fn with_vault_work_factor(mut self, log_n: u8) -> Self {
        self.vault_work_factor = Some(log_n);
        self
    }

    fn vault(&self, passphrase: SecretString) -> PassphraseVault {
        let vault = PassphraseVault::new(passphrase);
        match self.vault_work_factor {
            Some(log_n) => vault.with_work_factor(log_n),
            None => vault,
        }
    }

    /// The guard of the key at `place`, wherever its record says that the key is.
    fn custody(&self, place: &KeyPlace, passphrase: Option<SecretString>) -> Result<KeyCustody, secrets::Error> {
        let vault = passphrase.map(|passphrase| self.vault(passphrase));
        secrets::store_among(place, vault, Arc::clone(&self.keyring)).map(KeyCustody::new)
    }

    /// A guard for a key that is to be kept anew, wherever it was before.
    fn new_custody(&self, passphrase: Option<SecretString>) -> KeyCustody {
        match passphrase {
            Some(passphrase) => KeyCustody::new(Arc::new(self.vault(passphrase))),
            None => self.keyring_custody(),
        }
    }

    pub(crate) fn keyring_custody(&self) -> KeyCustody {
        KeyCustody::new(Arc::clone(&self.keyring))
    }
}

/// What was last seen of the system's keyring.
#[derive(Debug, Clone)]
pub(crate) struct KeyringSeen {
    ready: bool,
    code: String,
    message: String,
    remedy: Option<String>,
}

impl Default for KeyringSeen {
    fn default() -> Self {
        Self {
            ready: true,
            code: "unknown".into(),
            message: "The system keyring was not asked yet".into(),
            remedy: None,
        }
    }
}

/// A workspace's key and its guard.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) place: KeyPlace,
    pub(crate) custody: KeyCustody,
    pub(crate) keys: WorkspaceKeys,
    /// Whether the key has just come from elsewhere.
    pub(crate) moved: bool,
}

impl App {
    pub(crate) fn passphrase(&self) -> Option<SecretString> {
        self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn place(&self, id: &str) -> KeyPlace {
        KeyPlace::new(id, self.inner.home.workspace(id))
    }

    /// The key of an existing workspace, or with `create` of one that may not exist yet.
    pub(crate) async fn open_keys(&self, id: &str, create: bool) -> Result<Opened, Error> {
        let place = self.place(id);
        let custody = self.inner.key_stores.custody(&place, self.passphrase())?;
        let keys = match create {
            true => custody.open_or_create(&place, Prompt::Allowed).await?,
            false => custody.open(&place, Prompt::Allowed).await?,
        };
        Ok(Opened { place, custody, keys, moved: false })
    }

    /// How keys stand, for the frame.
    pub(crate) fn keys(&self, files: &[WorkspaceFile]) -> KeyStoreState {
        let seen = self.inner.keyring.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let has_passphrase = self.passphrase().is_some();
        let vault_exists = has_passphrase || files.iter().any(|file| file.vault);
        KeyStoreState {
            keyring_ready: seen.ready,
            keyring_state: seen.code,
            message: seen.message,
            remedy: seen.remedy,
            vault_locked: vault_exists && !has_passphrase,
            vault_exists,
        }
    }

    pub(crate) async fn look_at_keyring(&self) {
        let place = KeyPlace::new("probe", self.inner.home.folder());
        let seen = match self.inner.key_stores.keyring_custody().status(&place).await {
            Ok(backend) => KeyringSeen {
                ready: true,
                code: "unlocked".into(),
                message: format!("Keys are kept by {backend}"),
                remedy: None,
            },
            Err(secrets::Error::Key(state)) => KeyringSeen {
                ready: false,
                code: state.code().into(),
                message: state.sentence(),
                remedy: Some(state.way_out().into()),
            },
            Err(error) => KeyringSeen { ready: false, code: "failed".into(), message: error.to_string(), remedy: None },
        };
        *self.inner.keyring.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    /// Asks the keyring again and opens the workspace that waits for it.
    ///
    /// # Errors
    /// What still stands in the way.
    pub async fn retry_keyring(&self) -> Result<AppState, Error> {
        self.look_at_keyring().await;
        self.open_waiting().await
    }

    /// Takes a passphrase for new workspaces on a computer without a keyring.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is too short to protect anything.
    pub async fn create_vault(&self, input: Passphrase) -> Result<AppState, Error> {
        self.set_passphrase(new_passphrase(input.passphrase)?);
        self.changed();
        self.state().await
    }

    /// Takes the passphrase of existing vaults and opens the workspace that waited for it.
    ///
    /// # Errors
    /// When the passphrase is wrong; the one known before is kept then.
    pub async fn unlock_vault(&self, input: Passphrase) -> Result<AppState, Error> {
        let before = self.set_passphrase(SecretString::from(input.passphrase));
        let opened = self.open_waiting().await;
        if opened.is_err() {
            *self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner) = before;
        }
        opened
    }

    /// Returns the one known before.
    fn set_passphrase(&self, next: SecretString) -> Option<SecretString> {
        self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner).replace(next)
    }

    async fn open_waiting(&self) -> Result<AppState, Error> {
        match self.problem() {
            Some(problem) => self.open_workspace(&problem.workspace_id).await,
            None => {
                self.changed();
                self.state().await
            }
        }
    }

    /// Stops waiting for a keyring; the token is for the next wait.
    pub(crate) fn stop_waiting(&self) -> CancellationToken {
        let mut waiting = self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.cancel();
        *waiting = CancellationToken::new();
        waiting.clone()
    }

    /// Opens the workspace by itself once its key can be had, unless another one is opened before.
    pub(crate) fn wait_for_key(&self, id: &str) {
        let place = self.place(id);
        // Without the passphrase there is nothing to wait for.
        let Ok(custody) = self.inner.key_stores.custody(&place, self.passphrase()) else { return };
        let (app, id, stopped) = (self.clone(), id.to_owned(), self.stop_waiting());
        drop(tokio::spawn(async move {
            let opened = tokio::select! {
                () = stopped.cancelled() => return,
                opened = custody.wait_until_open(&place) => opened,
            };
            if let Err(error) = opened {
                tracing::info!(%error, "waiting for the key ended");
                return;
            }
            app.look_at_keyring().await;
            if let Err(error) = app.open_unless_stopped(&id, &stopped).await {
                tracing::warn!(%error, "the key came, but the workspace did not open");
            }
            app.changed();
        }));
    }

    /// Opens a workspace, possibly copied from another computer, with its recovery key. The key is kept by this
    /// computer's keyring, or in a vault where a passphrase is known; where neither works a notice says so, and the
    /// workspace is open for this run.
    ///
    /// # Errors
    /// [`Error::NotFound`]; when the recovery key is mistyped or of another workspace; when a new passphrase is too
    /// short; when the files do not open.
    pub async fn recover_workspace(&self, input: RecoverWorkspace) -> Result<AppState, Error> {
        let key = SecretString::from(input.recovery_key);
        let passphrase = input.new_passphrase.map(new_passphrase).transpose()?;
        if let Some(error) = self.recover(&input.workspace_id, &key, passphrase).await? {
            self.inner.bus.event(AppEvent::Notice { error });
        }
        self.state().await
    }

    /// As [`App::recover_workspace`], for the workspace named or the one opened last. The answer is why the key could not
    /// be kept for the next start, if it could not.
    ///
    /// # Errors
    /// As [`App::recover_workspace`].
    pub async fn recover_for_tools(&self, name: Option<&str>, key: &SecretString) -> Result<Option<IpcError>, Error> {
        let id = WorkspaceFile::named(&self.inner.home, name)?.id;
        self.recover(&id, key, None).await
    }

    /// Whether a recovery key of this workspace was made.
    pub(crate) fn has_recovery_key(&self, id: &str) -> bool {
        KeyCustody::has_recovery_key(&self.place(id))
    }

    async fn recover(
        &self,
        id: &str,
        key: &SecretString,
        passphrase: Option<SecretString>,
    ) -> Result<Option<IpcError>, Error> {
        let file = WorkspaceFile::load(&self.inner.home, id)?;
        let key = RecoveryKey::parse(key).map_err(secrets::Error::from)?;
        let place = self.place(&file.id);
        let custody = self.inner.key_stores.new_custody(passphrase.clone().or_else(|| self.passphrase()));
        // Whatever is open stays open until this key is known to fit.
        let recovered = custody.recover(&place, &key).await?;
        if let Some(passphrase) = passphrase {
            self.set_passphrase(passphrase);
        }
        let _one_at_a_time = self.inner.opening.lock().await;
        self.close().await;
        self.open_with(file, Opened { place, custody, keys: recovered.keys, moved: true }).await?;
        Ok(recovered.not_kept.map(|state| {
            let message =
                format!("The workspace is open, but this computer could not keep its key. {}", state.sentence());
            with_remedy(ErrorCode::KeyUnavailable, message, state.way_out())
        }))
    }
}

/// A passphrase for a new vault.
fn new_passphrase(text: String) -> Result<SecretString, Error> {
    if text.chars().count() < LEAST_PASSPHRASE {
        return Err(Error::Invalid(format!("Choose a passphrase of at least {LEAST_PASSPHRASE} characters")));
    }
    Ok(SecretString::from(text))
}
