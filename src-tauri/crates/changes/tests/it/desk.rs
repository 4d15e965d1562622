//! A sandbox, a workspace with one account in it, and the tools of the write path.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use changes::{
    Action, Author, ChangeSet, Consent, Edit, Gate, Ids, Intent, KillSwitch, Known, Lanes, Pace, Report, Stop, Tools,
    Value, Wanted, plan,
};
use domain::{AccountId, Clock, FixedClock, Level, ObjectId, TimestampMillis};
use graph::{Cancel, Credentials, Graph, GraphConfig};
use sandbox::world::Size;
use sandbox::{ClockMode, Config, Tier};
use secrecy::SecretString;
use store::{AuditQuery, AuditRow, DatabaseKey, ObjectRef, OpenOptions, Store};

/// Where both clocks start.
pub(crate) const START_MS: i64 = 1_795_435_200_000; // 2026-11-23T12:00:00Z

/// Nothing stands in the way.
#[derive(Debug)]
pub(crate) struct OpenGate;

impl Gate for OpenGate {
    fn refuses(&self, _: &AccountId) -> Option<Stop> {
        None
    }
}

/// Ids that count up from a number of their own, so that runs beside each other do not meet.
#[derive(Debug)]
pub(crate) struct CountedIds(pub(crate) String, pub(crate) AtomicU64);

impl Ids for CountedIds {
    fn fresh(&self) -> String {
        format!("{}{}", self.0, self.1.fetch_add(1, Ordering::SeqCst))
    }
}

pub(crate) struct Desk {
    pub(crate) server: sandbox::Server,
    pub(crate) clock: FixedClock,
    pub(crate) tools: Tools,
    pub(crate) account: AccountId,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn server(size: Size) -> sandbox::Server {
    server_of(size, Config::default().seed)
}

pub(crate) fn server_of(size: Size, seed: u64) -> sandbox::Server {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    let _set_up_before = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
    let at = chrono::DateTime::from_timestamp_millis(START_MS).expect("a constant instant");
    let config = Config { size, seed, tier: Tier::Standard, clock: ClockMode::Stepped(at), ..Config::default() };
    // It starts a runtime of its own, which it cannot do on a thread that drives another.
    let started = std::thread::spawn(move || sandbox::Server::start(config)).join().expect("no panic");
    started.expect("the sandbox starts")
}

pub(crate) fn open(folder: &Path, clock: &FixedClock) -> Store {
    let options = OpenOptions::new(Arc::new(clock.clone()));
    let key = DatabaseKey::new(Box::new([7; 32]));
    let made =
        if Store::is_there(folder) { Store::open(folder, key, options) } else { Store::create(folder, key, options) };
    made.expect("the workspace opens")
}

pub(crate) fn tools(base_url: &str, token: String, store: Store, clock: &FixedClock, ids: &str) -> Tools {
    let mut config = GraphConfig::new(base_url).expect("the sandbox is on this computer");
    config.backoff = Duration::from_millis(1);
    config.read_timeout = Duration::from_millis(1500);
    let graph = Graph::new(config, Credentials::new(SecretString::from(token), None), Arc::new(clock.clone()));
    Tools {
        graph: graph.expect("the client starts"),
        switch: KillSwitch::new(store.folder().join("stop-all-writes")),
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

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::of_size(Size::Tiny).await
    }

    pub(crate) async fn of_size(size: Size) -> Self {
        Self::at(server(size)).await
    }

    /// A workspace for this sandbox.
    pub(crate) async fn at(server: sandbox::Server) -> Self {
        let clock = FixedClock::new(TimestampMillis(server.clock().now_ms()));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path(), &clock);
        let tools = tools(server.base_url(), server.system_user_token(), store, &clock, "t");
        let account = pull(&tools).await;
        Self { server, clock, tools, account, folder }
    }

    /// Moves both clocks.
    pub(crate) fn step(&self, millis: i64) {
        self.clock.advance(millis);
        self.server.clock().step_ms(millis);
    }

    /// Ids of a level whose objects are neither archived nor deleted, in order.
    pub(crate) async fn alive(&self, level: Level) -> Vec<ObjectRef> {
        let account = self.account.clone();
        let read = move |db: &store::Db| {
            let outline = db.outline(&account)?;
            let ids: Vec<ObjectId> = match level {
                Level::Campaign => outline.campaigns.into_iter().map(|one| one.0).collect(),
                Level::Adset => outline.adsets.into_iter().map(|one| one.0).collect(),
                _ => outline.ads.into_iter().map(|one| one.0).collect(),
            };
            let objects: Vec<_> = ids.into_iter().map(|id| ObjectRef { account: account.clone(), level, id }).collect();
            let known = Known::read(db, &objects)?;
            let alive = |object: &ObjectRef| {
                let status = known.objects.get(object).and_then(changes::Snapshot::status);
                status.is_some_and(|status| matches!(status.as_str(), "ACTIVE" | "PAUSED"))
            };
            Ok(objects.into_iter().filter(alive).collect())
        };
        self.tools.store.read(read).await.expect("the cache reads")
    }

    /// Ad sets with a budget a day of their own.
    pub(crate) async fn budgeted(&self) -> Vec<ObjectRef> {
        let all = self.alive(Level::Adset).await;
        let known = self.known(&all).await;
        let has = |object: &&ObjectRef| known.objects[*object].minor(changes::Field::DailyBudget).is_some();
        all.iter().filter(has).cloned().collect()
    }

    pub(crate) async fn known(&self, objects: &[ObjectRef]) -> Known {
        let objects = objects.to_vec();
        self.tools.store.read(move |db| Known::read(db, &objects)).await.expect("the cache reads")
    }

    pub(crate) async fn planned(&self, changes: Vec<Wanted>) -> ChangeSet {
        let objects: Vec<ObjectRef> = changes.iter().flat_map(|wanted| wanted.objects.clone()).collect();
        let known = self.known(&objects).await;
        let plan = plan(&Intent { changes, new: Vec::new() }, &known);
        plan.into_set(self.tools.ids.fresh(), author(), self.clock.now())
    }

    pub(crate) async fn set(&self, object: &ObjectRef, field: changes::Field, value: Value) -> ChangeSet {
        self.planned(vec![Wanted { objects: vec![object.clone()], edit: Edit::Set { field, value: Some(value) } }])
            .await
    }

    pub(crate) async fn apply(&self, set: &ChangeSet) -> Report {
        let consent = Consent { asked: true, amounts: Vec::new() };
        changes::apply(&self.tools, set, &consent, &|_| {}, &Cancel::new()).await.expect("the ledger writes")
    }

    /// What the sandbox's world has for an object.
    pub(crate) async fn live(&self, object: &ObjectRef) -> changes::Snapshot {
        let kind = match object.level {
            Level::Campaign => graph::ObjectKind::Campaign,
            Level::Adset => graph::ObjectKind::AdSet,
            _ => graph::ObjectKind::Ad,
        };
        let live = self.tools.graph.live(&object.account, kind, &object.id, &Cancel::new()).await.expect("it is there");
        changes::Snapshot::of_live(&object.account, object.level, &live)
    }

    pub(crate) async fn audit(&self) -> Vec<AuditRow> {
        let mut rows =
            self.tools.store.read(|db| db.audit_of(&AuditQuery::default(), 100_000)).await.expect("the log reads");
        rows.reverse();
        rows
    }

    /// Every write the sandbox executed has an audit entry that says so, every such entry a write, and each was read back.
    pub(crate) async fn assert_journal_is_audited(&self) {
        self.assert_is_audited().await;
        self.assert_each_write_was_read_back();
    }

    /// The same where somebody else has sent requests, too.
    pub(crate) async fn assert_is_audited(&self) {
        let writes: Vec<String> = self.server.journal().writes().into_iter().map(|write| write.id).collect();
        // What lies below a copy is not in an entry of its own but in that of what was asked for.
        let told = |row: AuditRow| {
            let made: Vec<String> =
                row.answer.and_then(|answer| serde_json::from_value(answer["made"].clone()).ok()).unwrap_or_default();
            let own = (row.details["request"] != "fill").then_some(row.object).flatten();
            own.into_iter().chain(made)
        };
        let audited = self.audit().await.into_iter().filter(|row| row.action == "change.confirmed");
        let audited: Vec<String> = audited.flat_map(told).collect();
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        assert_eq!(sorted(writes), sorted(audited), "journal and audit log say the same");
        let open = self.tools.store.read(store::Db::open_intents).await.expect("the ledger reads");
        assert!(open.is_empty(), "{open:?}");
    }

    /// After every request that changed something and before the next one, what it changed was asked for.
    fn assert_each_write_was_read_back(&self) {
        let entries = self.server.journal().entries();
        let writes = self.server.journal().writes();
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.applied > 0) {
            let changed: Vec<&sandbox::Write> = writes.iter().filter(|write| write.request == entry.seq).collect();
            let until = entries[at + 1..].iter().take_while(|later| later.applied == 0);
            let looks: Vec<&sandbox::Entry> = until.filter(|later| later.method == "GET").collect();
            let sees = |look: &&&sandbox::Entry| {
                changed.iter().any(|write| look.path.contains(&write.id)) || look.query.contains("CONTAIN")
            };
            assert!(looks.iter().any(|look| sees(&look)), "{} {} was not read back", entry.method, entry.path);
        }
    }
}

pub(crate) fn author() -> Author {
    Author::person("Ada", "test")
}

/// Fills the cache; answers the first account.
pub(crate) async fn pull(tools: &Tools) -> AccountId {
    let found = ingest::discover_accounts(&tools.graph, &tools.store, &Cancel::new()).await.expect("accounts");
    let account = found.first().expect("an account").id.clone();
    let days = std::num::NonZeroU32::new(1).expect("one");
    let request = ingest::SyncRequest::new(vec![account.clone()]).with_days(days);
    let (progress, _watched) = tokio::sync::watch::channel(ingest::SyncProgress::default());
    let clock = Arc::clone(&tools.clock);
    let report = ingest::sync(&tools.graph, &tools.store, clock, &request, progress, &Cancel::new()).await;
    assert_eq!(report.result, ingest::SyncResult::Complete);
    account
}

/// How each row ended, in order.
pub(crate) fn outcomes(report: &Report) -> Vec<&'static str> {
    report.rows.iter().map(|row| row.outcome.as_str()).collect()
}

/// The objects an act edits.
pub(crate) fn edited(set: &ChangeSet) -> BTreeSet<ObjectId> {
    let id = |item: &changes::Item| match &item.action {
        Action::Edit { id, .. } => Some(id.clone()),
        _ => None,
    };
    set.items.iter().filter_map(id).collect()
}
