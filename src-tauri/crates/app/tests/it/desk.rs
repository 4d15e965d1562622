//! A computer with one Sextant on it: a data folder, a clock, a browser that remembers, and a sandbox for Meta.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::dto::{
    AppState, ChooseAccounts, ConnectSystemUser, ExplorerColumn, ExplorerFilter, ExplorerRequest, ExplorerRow,
    IpcError, ObjectLevel, Range, SignInStatus, StartSync, SyncOutcome, SyncResult,
};
use app::{App, Browser, Home, KeyStores, LinkHandler, Links, Surroundings};
use domain::{FixedClock, TimestampMillis};
use futures_util::future::BoxFuture;
use sandbox::world::Size;
use sandbox::{ClockMode, Config, Server};
use secrecy::SecretString;
use secrets::{Backend, KeyPlace, KeyState, KeyStore, MasterKey, Prompt};

/// Where both clocks start: the middle of a day everywhere but at the date line.
const START_MS: i64 = 1_795_435_200_000; // 2026-11-23T12:00:00Z
/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const PASSPHRASE: &str = "canary-passphrase-9f31-horse";

/// A browser window that opens nothing and remembers what it was asked to open.
#[derive(Debug, Default)]
pub(crate) struct Window(Mutex<Vec<String>>);

impl Window {
    pub(crate) fn opened(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub(crate) fn address(&self) -> url::Url {
        self.0.lock().unwrap().last().expect("a page was opened").parse().unwrap()
    }
}

impl Browser for Window {
    fn open(&self, address: &str) -> BoxFuture<'static, bool> {
        self.0.lock().unwrap().push(address.to_owned());
        Box::pin(std::future::ready(true))
    }
}

/// A system that says who takes the links; Sextant itself until told otherwise.
#[derive(Debug, Default)]
pub(crate) struct Registered(Mutex<Option<LinkHandler>>);

impl Registered {
    pub(crate) fn set(&self, handler: LinkHandler) {
        *self.0.lock().unwrap() = Some(handler);
    }
}

impl Links for Registered {
    fn handler(&self) -> BoxFuture<'static, LinkHandler> {
        let ours = LinkHandler::Sextant { program: "/opt/sextant/sextant".into() };
        Box::pin(std::future::ready(self.0.lock().unwrap().clone().unwrap_or(ours)))
    }
}

/// A keyring that can be there or not.
#[derive(Debug, Default)]
pub(crate) struct Keyring {
    absent: Mutex<Option<KeyState>>,
    kept: Mutex<std::collections::HashMap<String, SecretString>>,
    notes: Mutex<std::collections::HashMap<String, String>>,
}

impl Keyring {
    pub(crate) fn set_absent(&self, state: Option<KeyState>) {
        *self.absent.lock().unwrap() = state;
    }

    pub(crate) fn forget_all(&self) {
        self.kept.lock().unwrap().clear();
        self.notes.lock().unwrap().clear();
    }

    /// A keyring with the same content, as a copy of the computer at this moment has it.
    pub(crate) fn copied(&self) -> Arc<Self> {
        let copy = Self::default();
        copy.kept.lock().unwrap().clone_from(&self.kept.lock().unwrap());
        copy.notes.lock().unwrap().clone_from(&self.notes.lock().unwrap());
        Arc::new(copy)
    }

    pub(crate) fn forget_notes(&self) {
        self.notes.lock().unwrap().clear();
    }

    pub(crate) fn spoil_notes(&self) {
        self.notes.lock().unwrap().values_mut().for_each(|note| *note = note.to_lowercase());
    }

    fn here(&self) -> Result<(), KeyState> {
        self.absent.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl KeyStore for Keyring {
    fn name(&self) -> &str {
        "test-keyring"
    }

    fn status(&self, _: &KeyPlace) -> Result<Backend, KeyState> {
        self.here().map(|()| Backend::named("test-keyring"))
    }

    fn get(&self, place: &KeyPlace, _: Prompt) -> Result<Option<MasterKey>, KeyState> {
        self.here()?;
        Ok(self.kept.lock().unwrap().get(place.workspace()).and_then(MasterKey::from_text))
    }

    fn set(&self, place: &KeyPlace, key: &MasterKey) -> Result<(), KeyState> {
        self.here()?;
        self.kept.lock().unwrap().insert(place.workspace().to_owned(), key.to_text());
        Ok(())
    }

    fn note(&self, place: &KeyPlace, _: Prompt) -> Result<Option<String>, KeyState> {
        self.here()?;
        Ok(self.notes.lock().unwrap().get(place.workspace()).cloned())
    }

    fn set_note(&self, place: &KeyPlace, note: &str, _: Prompt) -> Result<(), KeyState> {
        self.here()?;
        self.notes.lock().unwrap().insert(place.workspace().to_owned(), note.to_owned());
        Ok(())
    }

    fn delete(&self, place: &KeyPlace) -> Result<(), KeyState> {
        self.here()?;
        self.notes.lock().unwrap().remove(place.workspace());
        self.kept.lock().unwrap().remove(place.workspace());
        Ok(())
    }
}

pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) clock: FixedClock,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) window: Arc<Window>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) links: Arc<Registered>,
}

fn server(size: Size) -> Server {
    let at = chrono::DateTime::from_timestamp_millis(START_MS).unwrap();
    let config = Config { size, clock: ClockMode::Stepped(at), ..Config::default() };
    // It starts a runtime of its own, which it cannot do on a thread that drives another.
    std::thread::spawn(move || Server::start(config)).join().unwrap().unwrap()
}

impl Desk {
    pub(crate) fn new(size: Size) -> Self {
        Self {
            server: server(size),
            clock: FixedClock::new(TimestampMillis(START_MS)),
            folder: tempfile::tempdir().unwrap(),
            window: Arc::default(),
            keyring: Arc::default(),
            links: Arc::default(),
        }
    }

    /// A home in a folder, with keys in vaults.
    pub(crate) fn home_in(&self, folder: &Path) -> Home {
        let mut home = Home::new(folder);
        home.graph_url = Some(self.server.base_url().parse().unwrap());
        home.passphrase = Some(SecretString::from(PASSPHRASE));
        home
    }

    pub(crate) fn app_in(&self, home: Home) -> App {
        self.app_over(home, self.keyring.clone())
    }

    /// The program on a computer with this keyring.
    pub(crate) fn app_over(&self, home: Home, keyring: Arc<Keyring>) -> App {
        let keys = KeyStores::with_keyring(keyring).with_vault_work_factor(2);
        let (browser, links) = (self.window.clone(), self.links.clone());
        let surroundings = Surroundings { clock: Arc::new(self.clock.clone()), keys, browser, links };
        App::start_with(home, surroundings).unwrap()
    }

    /// The program with its vault's passphrase, nothing open yet.
    pub(crate) fn app(&self) -> App {
        self.app_in(self.home_in(self.folder.path()))
    }

    /// The program with a keyring.
    pub(crate) fn app_with_keyring(&self) -> App {
        let mut home = self.home_in(self.folder.path());
        home.passphrase = None;
        self.app_in(home)
    }

    /// Moves both clocks.
    pub(crate) fn step(&self, millis: i64) {
        self.clock.advance(millis);
        self.server.clock().step_ms(millis);
    }

    pub(crate) fn token(&self) -> ConnectSystemUser {
        ConnectSystemUser {
            workspace_name: Some("Agency".into()),
            token: self.server.system_user_token(),
            app_secret: Some(self.server.app_secret().to_owned()),
        }
    }

    /// Connects with the pasted token and keeps every account.
    pub(crate) async fn connect(&self, app: &App) {
        let status = app.connect_system_user(self.token()).await.unwrap();
        assert_eq!(status, SignInStatus::ChoosingAccounts {});
        let ids = app.available_accounts().await.unwrap().into_iter().map(|account| account.id).collect();
        app.keep_accounts(ChooseAccounts { ids }).await.unwrap();
    }

    /// A connected program with everything synced.
    pub(crate) async fn synced(&self) -> App {
        let app = self.app();
        self.connect(&app).await;
        complete(&app.sync_now(everything()).await.unwrap());
        app
    }

    /// Days that are over in every account, up to yesterday.
    pub(crate) fn days(&self, count: i64) -> Range {
        let day = |back: i64| {
            let at = chrono::DateTime::from_timestamp_millis(START_MS - back * 86_400_000).unwrap();
            at.format("%Y-%m-%d").to_string()
        };
        Range { since: day(count), until: day(1) }
    }

    /// Exchanges of codes that reached the sandbox.
    pub(crate) fn exchanges(&self) -> usize {
        self.server.journal().entries().iter().filter(|entry| entry.path.contains("oauth/access_token")).count()
    }
}

pub(crate) fn everything() -> StartSync {
    StartSync { account_ids: Vec::new(), since: None, until: None }
}

pub(crate) fn complete(outcome: &SyncOutcome) {
    assert_eq!(outcome.result, SyncResult::Complete, "{:?}", outcome.problems);
}

pub(crate) fn no_filter() -> ExplorerFilter {
    ExplorerFilter {
        text: None,
        delivery: Vec::new(),
        objectives: Vec::new(),
        min_spend_minor: None,
        with_issues: false,
        include_gone: true,
        figures: Vec::new(),
        group: None,
    }
}

/// All objects of a level, figures over `range`.
pub(crate) fn flat(level: ObjectLevel, range: Range) -> ExplorerRequest {
    ExplorerRequest {
        account_ids: Vec::new(),
        range,
        compare: None,
        expanded: Vec::new(),
        flat: Some(level),
        formulas: Vec::new(),
        sort: ExplorerColumn::Spend,
        sort_formula: None,
        by_change: false,
        descending: true,
        filter: no_filter(),
        offset: 0,
        limit: 500,
    }
}

/// Every row of a question, window by window.
pub(crate) async fn every_row(app: &App, mut request: ExplorerRequest) -> Vec<ExplorerRow> {
    let mut all = Vec::new();
    loop {
        request.offset = u32::try_from(all.len()).unwrap();
        let page = app.query_explorer(request.clone()).await.unwrap();
        all.extend(page.rows);
        if all.len() >= page.total_rows as usize {
            return all;
        }
    }
}

/// The error as the page sees it.
pub(crate) fn told<T: std::fmt::Debug>(outcome: Result<T, app::Error>) -> IpcError {
    outcome.expect_err("it must be refused").into()
}

/// Waits until the state is as wanted, told by the core's own signals.
pub(crate) async fn until(app: &App, wanted: impl Fn(&AppState) -> bool) -> AppState {
    let mut signals = app.signals();
    let waiting = async {
        loop {
            let state = app.state().await.unwrap();
            if wanted(&state) {
                return state;
            }
            signals.next().await.expect("the core is alive");
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("the state came in time")
}
