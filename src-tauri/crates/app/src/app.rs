//! [`App`]: the whole core behind one handle.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Clock;
use secrecy::SecretString;
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

use crate::Error;
use crate::bus::{Bus, Signals};
use crate::dto::{AppEvent, AppState, IpcError, WorkspaceKind, WorkspaceProblem};
use crate::home::Home;
use crate::keys::{KeyStores, KeyringSeen, Opened};
use crate::link_handler::Links;
use crate::session::Session;
use crate::settings::SettingsDesk;
use crate::sign_in_desk::SignInDesk;
use crate::surroundings::{Browser, Surroundings};
use crate::workspace_file::WorkspaceFile;

/// How long closing waits for questions that are still being answered.
const RELEASED_WITHIN: Duration = Duration::from_secs(5);

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
    pub(crate) key_stores: KeyStores,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) links: Arc<dyn Links>,
    /// Fires when this program is registered for its links; `None` where nothing registers it.
    pub(crate) registered: Mutex<Option<CancellationToken>>,
    pub(crate) passphrase: Mutex<Option<SecretString>>,
    pub(crate) keyring: Mutex<KeyringSeen>,
    /// Ends the wait for a keyring.
    pub(crate) waiting: Mutex<CancellationToken>,
    /// Held while a workspace is opened, so that a wait that ends meanwhile does not open it as well.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// Whether syncs run by schedule: in the desktop program, not in single commands.
    scheduled: std::sync::atomic::AtomicBool,
}

impl App {
    /// The core with its data in `home` and the computer's clock.
    ///
    /// # Errors
    /// When the data folder cannot be made.
    pub fn start(home: Home) -> Result<Self, Error> {
        Self::start_with(home, Surroundings::default())
    }

    /// The core with another clock, other keys or another browser.
    ///
    /// # Errors
    /// When the data folder cannot be made.
    pub fn start_with(home: Home, surroundings: Surroundings) -> Result<Self, Error> {
        let Surroundings { clock, keys: key_stores, browser, links } = surroundings;
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
            waiting: Mutex::default(),
            opening: tokio::sync::Mutex::default(),
            key_stores,
            browser,
            links,
            registered: Mutex::default(),
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

    pub(crate) fn problem(&self) -> Option<WorkspaceProblem> {
        self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_problem(&self, problem: Option<WorkspaceProblem>) {
        *self.inner.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
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

    /// Opens a workspace; the one that was open is closed. Where its key cannot be had and may come, it opens by itself
    /// later.
    ///
    /// # Errors
    /// [`Error::NotFound`], and what stands in the way of its key or files; the state says so as well.
    pub async fn open_workspace(&self, id: &str) -> Result<AppState, Error> {
        let file = WorkspaceFile::load(&self.inner.home, id)?;
        let _one_at_a_time = self.inner.opening.lock().await;
        self.reopen(file).await
    }

    /// As [`App::open_workspace`], unless something else was opened or asked for since `stopped` was given out.
    pub(crate) async fn open_unless_stopped(&self, id: &str, stopped: &CancellationToken) -> Result<(), Error> {
        let file = WorkspaceFile::load(&self.inner.home, id)?;
        let _one_at_a_time = self.inner.opening.lock().await;
        if !stopped.is_cancelled() {
            self.reopen(file).await?;
        }
        Ok(())
    }

    async fn reopen(&self, file: WorkspaceFile) -> Result<AppState, Error> {
        self.close().await;
        match self.open_keys(&file.id, false).await {
            Ok(opened) => self.open_with(file, opened).await,
            Err(error) => {
                let id = file.id.clone();
                let may_clear = matches!(&error, Error::Secrets(secrets::Error::Key(state)) if state.may_clear());
                let told = self.tell_problem(file, error);
                if may_clear {
                    self.wait_for_key(&id);
                }
                Err(told)
            }
        }
    }

    /// Makes a workspace whose key is known the open one.
    pub(crate) async fn open_with(&self, file: WorkspaceFile, opened: Opened) -> Result<AppState, Error> {
        match self.session_with(file.clone(), opened, false).await {
            Ok(session) => {
                self.adopt(session).await;
                self.state().await
            }
            Err(error) => Err(self.tell_problem(file, error)),
        }
    }

    /// Puts what stands in the way of a workspace into the state.
    fn tell_problem(&self, file: WorkspaceFile, error: Error) -> Error {
        let error = IpcError::from(error);
        let backups = crate::backups::of_folder(&self.inner.home.backups(&file.id));
        let problem = WorkspaceProblem {
            has_recovery_key: self.has_recovery_key(&file.id),
            workspace_id: file.id,
            workspace_name: file.name,
            error: error.clone(),
            backups,
        };
        self.set_problem(Some(problem));
        self.changed();
        Error::Workspace(error)
    }

    /// Opens a workspace's key and files; makes both when `create` is set and the folder is empty.
    pub(crate) async fn open_session(&self, file: WorkspaceFile, create: bool) -> Result<Arc<Session>, Error> {
        let opened = self.open_keys(&file.id, create).await?;
        self.session_with(file, opened, create).await
    }

    async fn session_with(&self, mut file: WorkspaceFile, opened: Opened, create: bool) -> Result<Arc<Session>, Error> {
        let inner = &self.inner;
        file.vault = opened.custody.is_vault();
        let session =
            Session::open(&inner.home, file.clone(), opened, create, Arc::clone(&inner.clock), inner.bus.clone())
                .await?;
        file.opened_at = Some(inner.clock.now());
        file.save(&inner.home)?;
        *session.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(Arc::new(session))
    }

    /// Makes a session the open one and starts its schedule.
    pub(crate) async fn adopt(&self, session: Arc<Session>) {
        self.set_problem(None);
        *self.inner.session.write().await = Some(Arc::clone(&session));
        // Ends when the session closes.
        drop(tokio::spawn(crate::anchor::keep(self.inner.bus.clone(), Arc::downgrade(&session))));
        if self.is_scheduled() {
            self.keep(&session);
        }
        self.changed();
    }

    /// Keeps the open workspace's syncs and rules running, as the desktop program does. For programs that stay open.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn keep_running(&self) -> Result<(), Error> {
        let session = self.session().await?;
        if !self.inner.scheduled.swap(true, std::sync::atomic::Ordering::Relaxed) {
            self.keep(&session);
        }
        Ok(())
    }

    /// Whether this program stays open and runs syncs and rules by itself.
    pub(crate) fn is_scheduled(&self) -> bool {
        self.inner.scheduled.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Starts what an open workspace has running: syncs by schedule, rules, the care for its files.
    fn keep(&self, session: &Arc<Session>) {
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
        drop(tokio::spawn(crate::watch::integrity(self.clone(), Arc::downgrade(session))));
        drop(tokio::spawn(crate::messaging::deliver(self.clone(), Arc::downgrade(session))));
        let (app, opened) = (self.clone(), Arc::clone(session));
        drop(tokio::spawn(async move {
            crate::activity::tell_and_raise(&opened.store, &app.inner.bus).await;
            app.settle_changes(&opened).await;
            crate::ruling::start_engine(&app, &opened);
        }));
    }

    /// Closes the open workspace, if there is one.
    pub(crate) async fn close(&self) {
        self.stop_waiting();
        let session = self.inner.session.write().await.take();
        if let Some(session) = session {
            session.close().await;
            // Questions under way hold the files for a moment; opened or restored meanwhile, they would be found in use.
            let released = session.store.released();
            drop(session);
            if tokio::time::timeout(RELEASED_WITHIN, released.wait()).await.is_err() {
                tracing::warn!("something still uses the workspace that was closed");
            }
        }
        self.set_problem(None);
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
            problem: self.problem(),
            keys: self.keys(&files),
        })
    }

    /// Opens a workspace for a single command: the named one, or the one opened last.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`] when there is none; what stands in its way.
    pub async fn open_for_tools(&self, name: Option<&str>) -> Result<(), Error> {
        let file = WorkspaceFile::named(&self.inner.home, name)?;
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

    /// Where the data lies.
    pub fn data_folder(&self) -> PathBuf {
        self.inner.home.folder().to_path_buf()
    }
}

/// An id: 128 random bits, safe as a folder's name.
pub(crate) fn new_id() -> Result<String, Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Secrets(secrets::Error::Randomness))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
