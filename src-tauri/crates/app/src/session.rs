//! An open workspace: its key, its cache, its way to Meta and its sync desk.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use domain::{AccountId, Clock};
use graph::{AppIdentity, Credentials, Graph, GraphConfig};
use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyCustody, KeyPlace, WorkspaceKeys};
use serde::{Deserialize, Serialize};
use store::{OpenOptions, Store};

use crate::Error;
use crate::anchor::Anchor;
use crate::breakdowns::BreakdownDesk;
use crate::bus::Bus;
use crate::changing::ChangeDesk;
use crate::dto::{SignInMethod, WorkspaceKind};
use crate::home::Home;
use crate::keys::Opened;
use crate::messaging::MessageDesk;
use crate::ruling::BacktestDesk;
use crate::sandbox_process::{Address, SandboxProcess};
use crate::studio_work::{self, CopyDesk, PictureDesk};
use crate::sync_desk::{LAST_OUTCOME, SyncDesk, Tools};
use crate::workspace_file::WorkspaceFile;

/// The one connection a workspace has.
pub(crate) const INTEGRATION: &str = "meta";
const TOKEN_FIELD: &str = "access_token";
const CHOSEN: &str = "accounts.chosen";

/// What is known about a sign-in and is no secret.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SignInFacts {
    pub(crate) method: Option<SignInMethod>,
    pub(crate) user_name: Option<String>,
    pub(crate) app_id: Option<String>,
    pub(crate) expires_at_ms: Option<i64>,
    pub(crate) never_expires: bool,
    pub(crate) data_access_expires_at_ms: Option<i64>,
    pub(crate) granted: Vec<String>,
    pub(crate) declined: Vec<String>,
    /// Whether the app secret is kept, so that calls carry a proof.
    pub(crate) has_app_secret: bool,
    /// Why it ended, once Meta has said so.
    pub(crate) ended: Option<String>,
}

/// The secrets of a sign-in as they are sealed together.
#[derive(Serialize, Deserialize)]
struct SealedSignIn {
    token: String,
    app_secret: Option<String>,
}

/// The secrets of a sign-in in memory.
#[derive(Clone)]
pub(crate) struct SignInSecrets {
    pub(crate) token: SecretString,
    pub(crate) app_secret: Option<SecretString>,
}

/// An open workspace.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) file: Mutex<WorkspaceFile>,
    pub(crate) place: KeyPlace,
    pub(crate) custody: KeyCustody,
    pub(crate) keys: WorkspaceKeys,
    pub(crate) store: Store,
    pub(crate) sync: Arc<SyncDesk>,
    pub(crate) changes: Arc<ChangeDesk>,
    pub(crate) backtest: BacktestDesk,
    pub(crate) breakdowns: Arc<BreakdownDesk>,
    pub(crate) messages: MessageDesk,
    pub(crate) studio: CopyDesk,
    pub(crate) pictures: PictureDesk,
    /// Runs the rules, in programs that stay open.
    engine: OnceLock<optimizer::Engine>,
    pub(crate) sandbox: tokio::sync::Mutex<Option<SandboxProcess>>,
    /// What the simulation said about itself, or where the environment says the API is.
    pub(crate) endpoint: RwLock<Option<GraphConfig>>,
    facts: RwLock<Option<SignInFacts>>,
    graph: RwLock<Option<Graph>>,
    chosen: RwLock<Vec<AccountId>>,
    online: AtomicBool,
    pub(crate) anchor: Anchor,
    clock: Arc<dyn Clock>,
}

fn read<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn put<T>(lock: &RwLock<T>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = value;
}

impl Session {
    /// Opens a workspace's cache; makes it when `create` is set and there is none.
    ///
    /// # Errors
    /// What stands in the way of its files. Nothing is changed then.
    pub(crate) async fn open(
        home: &Home,
        file: WorkspaceFile,
        opened: Opened,
        create: bool,
        clock: Arc<dyn Clock>,
        bus: Bus,
    ) -> Result<Self, Error> {
        let Opened { place, custody, keys, moved } = opened;
        let mut options = OpenOptions::new(Arc::clone(&clock));
        options.backups = Some(home.backups(&file.id));
        options.scrub = secrets::redact;
        let store = open_store(place.folder(), &keys, &options, create).await?;
        custody.remember(&place, &keys).await?;
        let (facts, secrets) = load_sign_in(&store, &keys).await?;
        let chosen: Vec<AccountId> = store.read(|db| db.setting(CHOSEN)).await?.unwrap_or_default();
        let last = store.read(|db| db.setting(LAST_OUTCOME)).await?;
        let session = Self {
            file: Mutex::new(file),
            place,
            custody,
            keys,
            store,
            sync: SyncDesk::new(bus, last),
            changes: Arc::new(ChangeDesk::new()),
            backtest: BacktestDesk::default(),
            breakdowns: Arc::default(),
            messages: MessageDesk::default(),
            studio: CopyDesk::default(),
            pictures: PictureDesk::default(),
            engine: OnceLock::new(),
            sandbox: tokio::sync::Mutex::default(),
            endpoint: RwLock::default(),
            facts: RwLock::new(facts),
            graph: RwLock::default(),
            chosen: RwLock::new(chosen),
            online: AtomicBool::new(true),
            anchor: Anchor::new(moved),
            clock,
        };
        // Before anything is written: what is missing of the newest state must not be covered by something newer.
        session.compare_anchor().await?;
        session.compose(home).await;
        if let Some(secrets) = secrets {
            session.use_secrets(secrets)?;
            if let Ok(graph) = session.graph() {
                crate::limits::restore(&session.store, &graph).await;
            }
        }
        Ok(session)
    }

    pub(crate) fn file(&self) -> WorkspaceFile {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Decides where the API is: this is the only place where a demo differs from the real thing.
    async fn compose(&self, home: &Home) {
        let file = self.file();
        let config = if let Some(url) = &home.graph_url {
            GraphConfig::new(url.as_str()).map_err(graph::Error::from).map_err(Error::from)
        } else if file.kind == WorkspaceKind::Demo {
            if let Some(url) = Address::alive(self.place.folder()).await {
                return self
                    .set_endpoint(GraphConfig::new(url.as_str()).map_err(graph::Error::from).map_err(Error::from));
            }
            self.start_sandbox(home, &crate::SandboxOptions::default()).await
        } else {
            Ok(GraphConfig::meta())
        };
        self.set_endpoint(config);
    }

    fn set_endpoint(&self, config: Result<GraphConfig, Error>) {
        match config {
            Ok(config) => put(&self.endpoint, Some(config)),
            // Everything cached works without it; syncing says that Meta cannot be reached.
            Err(error) => {
                tracing::warn!(%error, "the API cannot be reached from this workspace");
                self.set_online(false);
            }
        }
    }

    /// Starts the simulation of this demo, or finds the one that runs for it already.
    pub(crate) async fn start_sandbox(
        &self,
        home: &Home,
        options: &crate::SandboxOptions,
    ) -> Result<GraphConfig, Error> {
        let state = self.place.folder().join("sandbox.json");
        let process = SandboxProcess::start(home, options, &state).await?;
        let config = GraphConfig::new(process.hello.base_url.as_str()).map_err(graph::Error::from)?;
        let ai_key = process.hello.ai_key.clone();
        *self.sandbox.lock().await = Some(process);
        put(&self.endpoint, Some(config.clone()));
        self.keep_demo_services(&ai_key).await;
        Ok(config)
    }

    /// Keeps the key of the simulation's AI services. Everything else works without them.
    pub(crate) async fn keep_demo_services(&self, ai_key: &SecretString) {
        if let Err(error) = studio_work::keep_demo(self, ai_key).await {
            tracing::warn!(%error, "the demo's services for the studio could not be kept");
        }
    }

    pub(crate) fn endpoint(&self) -> Result<GraphConfig, Error> {
        read(&self.endpoint).ok_or_else(|| Error::Sandbox("its program is missing or did not start".into()))
    }

    pub(crate) fn graph(&self) -> Result<Graph, Error> {
        read(&self.graph).ok_or(Error::NotSignedIn)
    }

    pub(crate) fn facts(&self) -> Option<SignInFacts> {
        read(&self.facts)
    }

    pub(crate) fn chosen(&self) -> Vec<AccountId> {
        read(&self.chosen)
    }

    pub(crate) fn is_online(&self) -> bool {
        self.online.load(Ordering::Relaxed)
    }

    pub(crate) fn set_online(&self, online: bool) -> bool {
        self.online.swap(online, Ordering::Relaxed) != online
    }

    /// Makes the client for these secrets. Where the API is unknown, the workspace stays offline.
    fn use_secrets(&self, secrets: SignInSecrets) -> Result<(), Error> {
        let Ok(config) = self.endpoint() else { return Ok(()) };
        let credentials = Credentials::new(secrets.token, secrets.app_secret);
        let graph = match read(&self.graph) {
            // Governors stay with the old client's core, so limits are kept over a new sign-in.
            Some(graph) => graph.with_credentials(credentials),
            None => Graph::new(config, credentials, Arc::clone(&self.clock))?,
        };
        put(&self.graph, Some(graph.clone()));
        self.sync.watch_limits(Some(graph), self.chosen());
        Ok(())
    }

    /// Keeps a new sign-in: its secrets sealed, its facts beside them, in one transaction.
    pub(crate) async fn keep_sign_in(&self, facts: SignInFacts, secrets: SignInSecrets) -> Result<(), Error> {
        let together = SealedSignIn {
            token: secrets.token.expose_secret().to_owned(),
            app_secret: secrets.app_secret.as_ref().map(|secret| secret.expose_secret().to_owned()),
        };
        let text = serde_json::to_string(&together).map(SecretString::from).map_err(store::Error::from)?;
        let sealed = self.keys.seal(TOKEN_FIELD, &text)?;
        self.write_integration(&facts, Some(sealed.as_bytes().to_vec())).await?;
        put(&self.facts, Some(facts));
        self.use_secrets(secrets)
    }

    /// Notes that Meta has ended the sign-in. The token stays sealed: Meta's word on it may have been a mistake.
    pub(crate) async fn note_ended(&self, cause: &str) -> Result<(), Error> {
        let Some(mut facts) = self.facts() else { return Ok(()) };
        facts.ended = Some(cause.to_owned());
        let json = serde_json::to_value(&facts).map_err(store::Error::from)?;
        let change = move |tx: &store::Tx<'_>| match tx.integration(INTEGRATION)? {
            Some(row) => tx.put_integration(INTEGRATION, &json, row.wrapped_secret.as_deref()),
            None => Ok(()),
        };
        self.store.write(change).await?;
        put(&self.facts, Some(facts));
        Ok(())
    }

    /// The app this workspace signed in with, its secret included where it is kept.
    pub(crate) async fn app_identity(&self) -> Result<Option<AppIdentity>, Error> {
        let (facts, secrets) = load_sign_in(&self.store, &self.keys).await?;
        let id = facts.and_then(|facts| facts.app_id);
        Ok(id.map(|id| AppIdentity { id, secret: secrets.and_then(|secrets| secrets.app_secret) }))
    }

    /// The token with its app, for revoking it.
    pub(crate) async fn credentials(&self) -> Result<Option<(Option<AppIdentity>, SecretString)>, Error> {
        let app = self.app_identity().await?;
        let (_, secrets) = load_sign_in(&self.store, &self.keys).await?;
        Ok(secrets.map(|secrets| (app, secrets.token)))
    }

    /// Forgets the sign-in.
    pub(crate) async fn forget_sign_in(&self) -> Result<(), Error> {
        self.write_integration(&SignInFacts::default(), None).await?;
        put(&self.facts, None);
        put(&self.graph, None);
        self.sync.watch_limits(None, Vec::new());
        Ok(())
    }

    async fn write_integration(&self, facts: &SignInFacts, wrapped_secret: Option<Vec<u8>>) -> Result<(), Error> {
        let facts = serde_json::to_value(facts).map_err(store::Error::from)?;
        self.store.write(move |tx| tx.put_integration(INTEGRATION, &facts, wrapped_secret.as_deref())).await?;
        Ok(())
    }

    /// Keeps which accounts are synced.
    pub(crate) async fn keep_chosen(&self, chosen: Vec<AccountId>) -> Result<(), Error> {
        let kept = chosen.clone();
        self.store.write(move |tx| tx.set_setting(CHOSEN, &kept)).await?;
        put(&self.chosen, chosen.clone());
        self.sync.watch_limits(self.graph().ok(), chosen);
        Ok(())
    }

    /// What a sync run needs; `None` when there is nothing to sync or nobody is signed in.
    pub(crate) fn sync_tools(&self) -> Result<Tools, Error> {
        Ok(Tools { graph: self.graph()?, store: self.store.clone(), clock: Arc::clone(&self.clock) })
    }

    /// Stops the change that is being sent, the sync and the simulation; the cache closes when the last user of it is gone.
    pub(crate) async fn close(&self) {
        self.backtest.close();
        self.breakdowns.stop();
        self.messages.closed.cancel();
        self.studio.close();
        if let Some(engine) = self.engine() {
            engine.stop().await;
        }
        self.changes.close().await;
        self.sync.close().await;
        if let Ok(graph) = self.graph() {
            crate::limits::keep(&self.store, &graph, &self.chosen()).await;
        }
        if let Some(sandbox) = self.sandbox.lock().await.take() {
            sandbox.stop().await;
        }
        self.keep_anchor().await;
    }

    /// Keeps the engine that was started for this workspace. A second one is ended at once.
    pub(crate) fn keep_engine(&self, engine: optimizer::Engine) {
        if let Err(second) = self.engine.set(engine) {
            drop(tokio::spawn(async move { second.stop().await }));
        }
    }

    /// The engine of this workspace's rules, where this program runs them.
    pub(crate) fn engine(&self) -> Option<&optimizer::Engine> {
        self.engine.get()
    }

    /// The person at this computer, for the audit log.
    pub(crate) fn person(&self) -> String {
        self.facts().and_then(|facts| facts.user_name).unwrap_or_else(|| "a person at this computer".into())
    }
}

/// Opens the databases, or makes them. One that this program has just closed is free: closing waits for that.
async fn open_store(folder: &Path, keys: &WorkspaceKeys, options: &OpenOptions, create: bool) -> Result<Store, Error> {
    let (folder, key, options) = (folder.to_path_buf(), keys.database_key(), options.clone());
    let opened = tokio::task::spawn_blocking(move || {
        if create && !Store::is_there(&folder) {
            Store::create(&folder, key, options)
        } else {
            Store::open(&folder, key, options)
        }
    });
    Ok(opened.await.map_err(|_| Error::Store(store::Error::Stopped))??)
}

async fn load_sign_in(
    store: &Store,
    keys: &WorkspaceKeys,
) -> Result<(Option<SignInFacts>, Option<SignInSecrets>), Error> {
    let Some(row) = store.read(|db| db.integration(INTEGRATION)).await? else { return Ok((None, None)) };
    let facts = serde_json::from_value(row.facts).unwrap_or_default();
    let Some(wrapped) = row.wrapped_secret else { return Ok((None, None)) };
    let text = keys.unseal(TOKEN_FIELD, &secrets::Sealed::from_bytes(wrapped))?;
    let together: SealedSignIn = serde_json::from_str(text.expose_secret()).map_err(store::Error::from)?;
    let secrets = SignInSecrets {
        token: SecretString::from(together.token),
        app_secret: together.app_secret.map(SecretString::from),
    };
    Ok((Some(facts), Some(secrets)))
}
