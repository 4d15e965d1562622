//! [`App`]: the whole core behind one handle.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Clock, SystemClock};
use secrecy::SecretString;
use secrets::{KeyCustody, KeyPlace, OsKeyring};
use tokio::sync::RwLock;

use crate::Error;
use crate::bus::{Bus, Signals};
use crate::dto::{
    AppEvent, AppState, IpcError, KeyStoreState, Passphrase, Settings, SettingsPatch, WorkspaceKind, WorkspaceProblem,
};
use crate::home::Home;
use crate::session::Session;
use crate::settings::SettingsDesk;
use crate::sign_in_desk::SignInDesk;
use crate::workspace_file::WorkspaceFile;

/// The core of one running program. Clones are the same core.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) home: Home,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bus: Bus,
    pub(crate) settings: SettingsDesk,
    pub(crate) sign_in: SignInDesk,
    pub(crate) session: RwLock<Option<Arc<Session>>>,
    /// The simulation of `serve_demo`.
    pub(crate) serving: tokio::sync::Mutex<Option<crate::sandbox_process::SandboxProcess>>,
    problem: Mutex<Option<WorkspaceProblem>>,
    passphrase: Mutex<Option<SecretString>>,
    keyring: Mutex<KeyringSeen>,
    /// Whether syncs run by schedule: in the desktop program, not in single commands.
    scheduled: std::sync::atomic::AtomicBool,
}

/// What was last seen of the system's keyring.
#[derive(Debug, Clone)]
struct KeyringSeen {
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

impl App {
    /// The core with its data in `home` and the computer's clock.
    ///
    /// # Errors
    /// When the data folder cannot be made.
    pub fn start(home: Home) -> Result<Self, Error> {
        Self::start_with(home, Arc::new(SystemClock))
    }

    /// The core with another clock.
    ///
    /// # Errors
    /// When the data folder cannot be made.
    pub fn start_with(home: Home, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        crate::workspace_file::create_private_folder(&home.workspaces())?;
        let bus = Bus::new();
        let inner = Inner {
            settings: SettingsDesk::open(&home),
            sign_in: SignInDesk::new(Arc::clone(&clock), bus.clone()),
            passphrase: Mutex::new(home.passphrase.clone()),
            session: RwLock::default(),
            problem: Mutex::default(),
            serving: tokio::sync::Mutex::default(),
            keyring: Mutex::default(),
            scheduled: false.into(),
            bus,
            clock,
            home,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// News from the core, from now on.
    pub fn signals(&self) -> Signals {
        self.inner.bus.listen()
    }

    /// The open workspace.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub(crate) async fn session(&self) -> Result<Arc<Session>, Error> {
        self.inner.session.read().await.clone().ok_or(Error::NoWorkspace)
    }

    pub(crate) fn passphrase(&self) -> Option<SecretString> {
        self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn changed(&self) {
        self.inner.bus.event(AppEvent::StateChanged {});
    }

    /// Opens the workspace opened last and from now on syncs by schedule. What stands in the way becomes part of the
    /// state instead of an error: the first screen shows it.
    pub async fn open_last_workspace(&self) {
        self.inner.scheduled.store(true, std::sync::atomic::Ordering::Relaxed);
        self.look_at_keyring().await;
        if let Some(file) = WorkspaceFile::list(&self.inner.home).into_iter().next() {
            let opened = self.open_workspace(&file.id).await;
            if let Err(error) = opened {
                tracing::warn!(%error, "the last workspace did not open");
            }
        }
        self.changed();
    }

    /// Opens a workspace; the one that was open is closed.
    ///
    /// # Errors
    /// [`Error::NotFound`], and what stands in the way of its key or files; the state says so as well.
    pub async fn open_workspace(&self, id: &str) -> Result<AppState, Error> {
        let file = WorkspaceFile::load(&self.inner.home, id)?;
        self.close().await;
        match self.open_session(file.clone(), false).await {
            Ok(session) => {
                self.adopt(session).await;
                self.state().await
            }
            Err(error) => {
                let text = IpcError::from(error);
                let backups = crate::backups::of_folder(&self.inner.home.backups(&file.id));
                let problem =
                    WorkspaceProblem { workspace_id: file.id, workspace_name: file.name, error: text.clone(), backups };
                *self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
                self.changed();
                Err(Error::Workspace(text))
            }
        }
    }

    pub(crate) async fn open_session(&self, mut file: WorkspaceFile, create: bool) -> Result<Arc<Session>, Error> {
        let inner = &self.inner;
        let clock = Arc::clone(&inner.clock);
        file.vault = self.passphrase().is_some();
        let session =
            Session::open(&inner.home, file.clone(), self.passphrase(), create, clock, inner.bus.clone()).await?;
        file.opened_at = Some(inner.clock.now());
        file.save(&inner.home)?;
        *session.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(Arc::new(session))
    }

    /// Makes a session the open one and starts its schedule.
    pub(crate) async fn adopt(&self, session: Arc<Session>) {
        *self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.inner.session.write().await = Some(Arc::clone(&session));
        if self.inner.scheduled.load(std::sync::atomic::Ordering::Relaxed) {
            let app = self.clone();
            let desk = Arc::clone(&session.sync);
            let minutes = self.clone();
            let schedule = desk.keep_schedule(
                Arc::clone(&self.inner.clock),
                move || minutes.inner.settings.get().sync_every_minutes,
                move || {
                    let app = app.clone();
                    Box::pin(async move { app.start_scheduled_sync().await })
                },
            );
            // Ends when the session's desk closes.
            drop(tokio::spawn(schedule));
            drop(tokio::spawn(crate::watch::integrity(self.clone(), Arc::downgrade(&session))));
        }
        self.changed();
    }

    /// Closes the open workspace, if there is one.
    pub(crate) async fn close(&self) {
        let session = self.inner.session.write().await.take();
        if let Some(session) = session {
            session.close().await;
        }
        *self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Closes the open workspace.
    ///
    /// # Errors
    /// None at present; the answer is the new state.
    pub async fn close_workspace(&self) -> Result<AppState, Error> {
        self.close().await;
        self.changed();
        self.state().await
    }

    /// Ends all work: the sync stops at a safe point, the simulation ends.
    pub async fn shut_down(&self) {
        self.inner.sign_in.cancel();
        self.close().await;
        if let Some(process) = self.inner.serving.lock().await.take() {
            process.stop().await;
        }
    }

    /// Everything the frame needs to draw itself.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub async fn state(&self) -> Result<AppState, Error> {
        let workspace = match self.session().await {
            Ok(session) => Some(crate::state::of(&session, self.inner.clock.now()).await?),
            Err(_) => None,
        };
        let files = WorkspaceFile::list(&self.inner.home);
        Ok(AppState {
            version: env!("CARGO_PKG_VERSION").into(),
            workspaces: files.iter().map(WorkspaceFile::summary).collect(),
            workspace,
            problem: self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            keys: self.keys(&files),
        })
    }

    fn keys(&self, files: &[WorkspaceFile]) -> KeyStoreState {
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

    async fn look_at_keyring(&self) {
        let place = KeyPlace::new("probe", self.inner.home.folder());
        let custody = KeyCustody::new(Arc::new(OsKeyring::native()));
        let seen = match custody.status(&place).await {
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
        if input.passphrase.chars().count() < 12 {
            return Err(Error::Invalid("Choose a passphrase of at least 12 characters".into()));
        }
        self.set_passphrase(input);
        self.changed();
        self.state().await
    }

    /// Takes the passphrase of existing vaults and opens the workspace that waited for it.
    ///
    /// # Errors
    /// When the passphrase is wrong; it is forgotten then.
    pub async fn unlock_vault(&self, input: Passphrase) -> Result<AppState, Error> {
        self.set_passphrase(input);
        let opened = self.open_waiting().await;
        if opened.is_err() {
            *self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        opened
    }

    fn set_passphrase(&self, input: Passphrase) {
        let passphrase = SecretString::from(input.passphrase);
        *self.inner.passphrase.lock().unwrap_or_else(PoisonError::into_inner) = Some(passphrase);
    }

    async fn open_waiting(&self) -> Result<AppState, Error> {
        let waiting = self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match waiting {
            Some(problem) => self.open_workspace(&problem.workspace_id).await,
            None => {
                self.changed();
                self.state().await
            }
        }
    }

    /// Opens a workspace for a single command: the named one, or the one opened last.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`] when there is none; what stands in its way.
    pub async fn open_for_tools(&self, name: Option<&str>) -> Result<(), Error> {
        let files = WorkspaceFile::list(&self.inner.home);
        let wanted = |file: &&WorkspaceFile| name.is_none_or(|name| file.id == name || file.name == name);
        let file = files.iter().find(wanted).cloned().ok_or(Error::NoWorkspace)?;
        let session = self.open_session(file, false).await?;
        self.adopt(session).await;
        Ok(())
    }

    /// A new workspace's file, not yet on disk.
    pub(crate) fn new_file(&self, name: &str, kind: WorkspaceKind) -> Result<WorkspaceFile, Error> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Invalid("Give the workspace a name of 1 to 80 characters".into()));
        }
        Ok(WorkspaceFile {
            id: new_id()?,
            name: name.to_owned(),
            kind,
            vault: self.passphrase().is_some(),
            created_at: self.inner.clock.now(),
            opened_at: None,
            bounce_url: None,
        })
    }

    /// All settings.
    ///
    /// # Errors
    /// None at present.
    pub async fn settings(&self) -> Result<Settings, Error> {
        let id = self.session().await.ok().map(|session| session.file().id);
        Ok(self.inner.settings.view(id.as_deref()))
    }

    /// Changes what is given; the rest stays.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a value is out of range; nothing is changed then.
    pub async fn update_settings(&self, patch: SettingsPatch) -> Result<Settings, Error> {
        self.inner.settings.update(patch)?;
        self.inner.bus.event(AppEvent::SettingsChanged {});
        self.settings().await
    }

    /// Whether closing the window keeps the program in the tray.
    pub fn keeps_in_tray(&self) -> bool {
        self.inner.settings.get().keep_in_tray
    }

    /// Says once that the program keeps running in the tray.
    pub async fn tell_about_tray_once(&self) {
        if self.inner.settings.get().told_about_tray {
            return;
        }
        let told = SettingsPatch { told_about_tray: Some(true), ..SettingsPatch::default() };
        if let Err(error) = self.update_settings(told).await {
            tracing::warn!(%error, "it could not be noted that the tray was explained");
        }
        self.inner.bus.alarm(
            "Sextant keeps running in the tray",
            "So that figures stay fresh. Quit from the tray menu; the setting is under Appearance.",
        );
    }

    /// Where the data lies.
    pub fn data_folder(&self) -> PathBuf {
        self.inner.home.folder().to_path_buf()
    }
}

/// A workspace's id: 128 random bits, safe as a folder's name.
fn new_id() -> Result<String, Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Secrets(secrets::Error::Randomness))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
