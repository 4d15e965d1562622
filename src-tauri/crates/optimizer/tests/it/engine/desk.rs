//! A sandbox, a workspace with one account in it, and an engine without its thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use changes::{Gate, Ids, KillSwitch, Lanes, Pace, Stop, Tools};
use domain::{AccountId, Clock, DayRange, FixedClock, Level, TimestampMillis};
use futures_util::future::BoxFuture;
use graph::{Cancel, Credentials, Graph, GraphConfig};
use optimizer::{Desk, Limits, News, Round, Touched, Wanted, World, shelf};
use rules::Rule;
use sandbox::world::Size;
use sandbox::{ClockMode, Config, Tier};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{DatabaseKey, DecisionRow, ObjectRef, OpenOptions, RuleRunRow, Store};

/// Noon of a day in the middle of a month, UTC.
pub(crate) const START_MS: i64 = 1_795_435_200_000; // 2026-11-23T12:00:00Z
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

#[derive(Debug)]
struct OpenGate;

impl Gate for OpenGate {
    fn refuses(&self, _: &AccountId) -> Option<Stop> {
        None
    }
}

/// Ids that count up behind a prefix, so that programs one after the other do not meet.
#[derive(Debug)]
struct CountedIds(String, AtomicU64);

impl Ids for CountedIds {
    fn fresh(&self) -> String {
        format!("{}{}", self.0, self.1.fetch_add(1, Ordering::SeqCst))
    }
}

/// The program around the engine.
#[derive(Debug)]
pub(crate) struct TestWorld {
    tools: Tools,
    account: AccountId,
    pub(crate) told: Mutex<Vec<News>>,
    pub(crate) touched: Mutex<Vec<Touched>>,
    pub(crate) offline: Mutex<bool>,
}

impl World for TestWorld {
    fn accounts(&self) -> Vec<AccountId> {
        vec![self.account.clone()]
    }

    fn tools(&self) -> Option<Tools> {
        Some(self.tools.clone())
    }

    fn refresh(&self, _: AccountId, days: DayRange, _: TimestampMillis) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            if *self.offline.lock().unwrap() {
                return Err("Meta cannot be reached".to_owned());
            }
            pull(&self.tools, days).await;
            Ok(())
        })
    }

    fn touched_by_others(&self, _: AccountId, _: TimestampMillis) -> BoxFuture<'_, Result<Vec<Touched>, String>> {
        Box::pin(async { Ok(self.touched.lock().unwrap().clone()) })
    }

    fn skew_ms(&self) -> Option<i64> {
        self.tools.graph.clock_ahead_ms()
    }

    fn tell(&self, news: News) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(news);
    }
}

pub(crate) struct Bench {
    pub(crate) server: sandbox::Server,
    pub(crate) clock: FixedClock,
    pub(crate) tools: Tools,
    pub(crate) account: AccountId,
    pub(crate) world: Arc<TestWorld>,
    pub(crate) desk: Desk,
    _folder: tempfile::TempDir,
}

/// A simulation with its clock standing at [`START_MS`].
pub(crate) fn server(size: Size) -> sandbox::Server {
    let at = chrono::DateTime::from_timestamp_millis(START_MS).unwrap();
    let config = Config { size, tier: Tier::Standard, clock: ClockMode::Stepped(at), ..Config::default() };
    // It starts a runtime of its own, which it cannot do on a thread that drives another.
    std::thread::spawn(move || sandbox::Server::start(config)).join().unwrap().unwrap()
}

/// A workspace's files, made when there are none.
pub(crate) fn open(folder: &std::path::Path, clock: &FixedClock) -> Store {
    let options = OpenOptions::new(Arc::new(clock.clone()));
    let key = DatabaseKey::new(Box::new([7; 32]));
    if Store::is_there(folder) { Store::open(folder, key, options) } else { Store::create(folder, key, options) }
        .unwrap()
}

/// An engine without its thread, on files that are open; ids begin with a prefix of its own.
pub(crate) async fn engine(tools: &Tools, ids: &str) -> (AccountId, Arc<TestWorld>, Desk) {
    if tools.store.read(|db| db.accounts()).await.unwrap().is_empty() {
        ingest::discover_accounts(&tools.graph, &tools.store, &Cancel::new()).await.unwrap();
    }
    let account = tools.store.read(|db| db.accounts()).await.unwrap().remove(0).id;
    let world = Arc::new(TestWorld {
        tools: tools.clone(),
        account: account.clone(),
        told: Mutex::default(),
        touched: Mutex::default(),
        offline: Mutex::default(),
    });
    let ids = Arc::new(CountedIds(ids.to_owned(), AtomicU64::new(0)));
    let desk = Desk::new(world.clone(), tools.store.clone(), Arc::clone(&tools.clock), ids);
    (account, world, desk)
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let server = server(Size::Tiny);
        let clock = FixedClock::new(TimestampMillis(START_MS));
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), &clock);
        let tools = tools(server.base_url(), server.system_user_token(), store, &clock, "w");
        let (account, world, desk) = engine(&tools, "t").await;
        let bench = Self { server, clock, tools, account, world, desk, _folder: folder };
        bench.pull_days(30).await;
        bench.limit(Limits { may_act: true, ..Limits::default() }).await;
        bench
    }

    /// Moves both clocks.
    pub(crate) fn step(&self, millis: i64) {
        self.clock.advance(millis);
        self.server.clock().step_ms(millis);
    }

    pub(crate) async fn pull_days(&self, days: u32) {
        let account = self.account.clone();
        let row = self.tools.store.read(move |db| db.account(&account)).await.unwrap().unwrap();
        let zone = domain::AccountZone::parse(&row.timezone_name).unwrap();
        pull(&self.tools, DayRange::ending(zone.day_of(self.clock.now()).unwrap(), days)).await;
    }

    pub(crate) async fn limit(&self, limits: Limits) {
        let account = self.account.clone();
        self.tools.store.write(move |tx| limits.keep(tx, &account)).await.unwrap();
    }

    /// Keeps a rule; a later one of the same id replaces it.
    pub(crate) async fn rule(&self, rule: &Value) {
        let rule = Rule::from_json(&rule.to_string()).unwrap();
        let id = rule.id.clone();
        let there = self.tools.store.read(move |db| db.rule(&id)).await.unwrap().map(|row| row.version);
        shelf::keep(&self.tools.store, rule, "Ada", there).await.unwrap();
    }

    pub(crate) async fn look(&mut self, rule: &str) -> Round {
        self.desk.round(&Wanted { rule: Some(rule.to_owned()) }).await.unwrap()
    }

    /// Whatever is due.
    pub(crate) async fn round(&mut self) -> Round {
        self.desk.round(&Wanted::default()).await.unwrap()
    }

    /// The looks of a rule, oldest first.
    pub(crate) async fn runs(&self, rule: &str) -> Vec<RuleRunRow> {
        let rule = rule.to_owned();
        let mut runs =
            self.tools.store.read(move |db| db.rule_runs(Some(&rule), None, None, true, 1_000)).await.unwrap();
        runs.reverse();
        runs
    }

    pub(crate) async fn decisions(&self, run: &str) -> Vec<DecisionRow> {
        let run = run.to_owned();
        self.tools.store.read(move |db| db.decisions_of_run(&run)).await.unwrap()
    }

    /// The status of each ad at Meta, by id.
    pub(crate) fn writes(&self) -> usize {
        self.server.journal().writes().len()
    }

    pub(crate) async fn live_status(&self, object: &ObjectRef) -> String {
        let kind = match object.level {
            Level::Campaign => graph::ObjectKind::Campaign,
            Level::Adset => graph::ObjectKind::AdSet,
            _ => graph::ObjectKind::Ad,
        };
        let live = self.tools.graph.live(&object.account, kind, &object.id, &Cancel::new()).await.unwrap();
        changes::Snapshot::of_live(&object.account, object.level, &live).status().unwrap().as_str().to_owned()
    }

    pub(crate) fn told(&self) -> Vec<News> {
        let told = self.world.told.lock().unwrap();
        told.iter().filter(|news| **news != News::Changed).cloned().collect()
    }
}

pub(crate) fn tools(base_url: &str, token: String, store: Store, clock: &FixedClock, ids: &str) -> Tools {
    let mut config = GraphConfig::new(base_url).unwrap();
    config.backoff = Duration::from_millis(1);
    let credentials = Credentials::new(SecretString::from(token), None);
    Tools {
        graph: Graph::new(config, credentials, Arc::new(clock.clone())).unwrap(),
        switch: KillSwitch::new(store.folder().join("stop-all-changes")),
        store,
        clock: Arc::new(clock.clone()),
        ids: Arc::new(CountedIds(ids.to_owned(), AtomicU64::new(0))),
        gate: Arc::new(OpenGate),
        lanes: Lanes::default(),
        pictures: Arc::new(changes::pictures::NoPictures),
        pace: Pace {
            looks: 3,
            between_looks: Duration::from_millis(5),
            longest_wait: Duration::from_secs(5),
            longest_copy: Duration::from_secs(60),
        },
    }
}

pub(crate) async fn pull(tools: &Tools, days: DayRange) {
    let accounts = tools.store.read(|db| db.accounts()).await.unwrap();
    let request = ingest::SyncRequest::new(vec![accounts[0].id.clone()]).over(days);
    let (progress, _watched) = tokio::sync::watch::channel(ingest::SyncProgress::default());
    let clock = Arc::clone(&tools.clock);
    let report = ingest::sync(&tools.graph, &tools.store, clock, &request, progress, &Cancel::new()).await;
    assert_eq!(report.result, ingest::SyncResult::Complete, "{report:?}");
}

/// A rule that pauses ads which spent anything at all, with floors that nearly all of them pass.
pub(crate) fn pausing(id: &str, mode: &str) -> Value {
    json!({
        "format": 1, "id": id, "name": format!("Rule {id}"), "mode": mode,
        "scope": {"level": "ad", "filters": [{"status": ["ACTIVE"]}]},
        "when": {"compare": {
            "left": {"metric": {"of": "impressions", "window": {"last": {"days": 7, "with_today": false}}}},
            "is": "above", "right": {"number": 1}}},
        "then": {"pause": "a_person"},
        "schedule": {"every": {"minutes": 60}},
        "guards": {
            "floors": {"window": {"last": {"days": 7, "with_today": false}}, "impressions": 1, "age_hours": 1},
            "acts_a_run": 100, "acts_a_day": 200, "learning": "touch", "may_empty_the_parent": true
        }
    })
}
