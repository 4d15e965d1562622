//! A sandbox, a workspace and a client beside each other, with one clock.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::{AccountDay, AccountId, AccountZone, Clock, DayRange, FixedClock, Level, TimestampMillis};
use graph::{Cancel, Credentials, Graph, GraphConfig};
use ingest::{SyncProgress, SyncReport, SyncRequest, SyncResult};
use sandbox::world::Size;
use sandbox::{ClockMode, Config, Tier};
use secrecy::SecretString;
use store::{DatabaseKey, InsightsQuery, OpenOptions, Store};
use tokio::sync::watch;

/// Where both clocks start: the middle of a day everywhere but at the date line.
pub(crate) const START_MS: i64 = 1_795_435_200_000; // 2026-11-23T12:00:00Z

/// Everything a test needs.
pub(crate) struct Bench {
    pub(crate) server: sandbox::Server,
    pub(crate) clock: FixedClock,
    pub(crate) store: Store,
    pub(crate) graph: Graph,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn server(size: Size, tier: Tier) -> sandbox::Server {
    server_with(Config { size, tier, ..Config::default() })
}

/// A server whose clock only the test moves.
pub(crate) fn server_with(config: Config) -> sandbox::Server {
    // `RUST_LOG=graph=debug,ingest=debug` shows what a failing test did; a second test finds it set up already.
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    let _set_up_before = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
    let at = chrono::DateTime::from_timestamp_millis(START_MS).expect("a constant instant");
    let config = Config { clock: ClockMode::Stepped(at), ..config };
    // It starts a runtime of its own, which it cannot do on a thread that drives another.
    let started = std::thread::spawn(move || sandbox::Server::start(config)).join().expect("no panic");
    started.expect("the sandbox starts")
}

pub(crate) fn graph(base_url: &str, token: String, clock: &FixedClock) -> Graph {
    graph_with(base_url, token, clock, Duration::from_secs(60))
}

/// A client that takes this much silence for a lost answer.
pub(crate) fn graph_with(base_url: &str, token: String, clock: &FixedClock, silence: Duration) -> Graph {
    let mut config = GraphConfig::new(base_url).expect("the sandbox is on this computer");
    config.backoff = Duration::from_millis(1);
    config.poll = Duration::from_millis(5);
    config.read_timeout = silence;
    let credentials = Credentials::new(SecretString::from(token), None);
    Graph::new(config, credentials, Arc::new(clock.clone())).expect("the client starts")
}

pub(crate) fn key() -> DatabaseKey {
    DatabaseKey::new(Box::new([7; 32]))
}

pub(crate) fn open(folder: &Path, clock: &FixedClock) -> Store {
    let options = OpenOptions::new(Arc::new(clock.clone()));
    let made = if Store::is_there(folder) {
        Store::open(folder, key(), options)
    } else {
        Store::create(folder, key(), options)
    };
    made.expect("the workspace opens")
}

impl Bench {
    pub(crate) fn new(size: Size) -> Self {
        Self::with_tier(size, Tier::Standard)
    }

    pub(crate) fn with_tier(size: Size, tier: Tier) -> Self {
        Self::on(server(size, tier))
    }

    pub(crate) fn on(server: sandbox::Server) -> Self {
        let clock = FixedClock::new(TimestampMillis(server.clock().now_ms()));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path(), &clock);
        let graph = graph(server.base_url(), server.system_user_token(), &clock);
        Self { server, clock, store, graph, folder }
    }

    /// A second empty workspace on the same sandbox, to compare with.
    pub(crate) fn beside(&self) -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        (open(folder.path(), &self.clock), folder)
    }

    /// Moves both clocks.
    pub(crate) fn step(&self, millis: i64) {
        self.clock.advance(millis);
        self.server.clock().step_ms(millis);
    }

    pub(crate) async fn accounts(&self) -> Vec<AccountId> {
        let found = ingest::discover_accounts(&self.graph, &self.store, &Cancel::new()).await.expect("accounts");
        found.into_iter().map(|account| account.id).collect()
    }

    pub(crate) async fn request(&self, days: u32) -> SyncRequest {
        SyncRequest::new(self.accounts().await).with_days(NonZeroU32::new(days).expect("some days"))
    }

    pub(crate) async fn sync(&self, request: &SyncRequest) -> SyncReport {
        sync(&self.graph, &self.store, &self.clock, request).await
    }

    /// The calls of the API since `mark`. Pictures come from other hosts at Meta and are no calls.
    /// A mark in the journal once nothing that was on its way arrives any more.
    pub(crate) async fn settled_mark(&self) -> u64 {
        let mut quiet = (self.server.journal().mark(), 0);
        while quiet.1 < 10 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let now = self.server.journal().mark();
            quiet = if now == quiet.0 { (now, quiet.1 + 1) } else { (now, 0) };
        }
        quiet.0
    }

    pub(crate) fn calls_since(&self, mark: u64) -> Vec<sandbox::Entry> {
        let mut calls = self.server.journal().entries_after(mark);
        calls.retain(|call| !call.version.is_empty());
        calls
    }
}

pub(crate) async fn sync(graph: &Graph, store: &Store, clock: &FixedClock, request: &SyncRequest) -> SyncReport {
    let (progress, _watched) = watch::channel(SyncProgress::default());
    ingest::sync(graph, store, Arc::new(clock.clone()), request, progress, &Cancel::new()).await
}

pub(crate) fn assert_complete(report: &SyncReport) {
    let problems: Vec<_> = report.problems.iter().map(|problem| problem.kind.to_string()).collect();
    assert_eq!(report.result, SyncResult::Complete, "{problems:?}");
}

/// As [`assert_complete`], with all levels the same on every day.
pub(crate) fn assert_levels_agree(report: &SyncReport) {
    assert_complete(report);
    assert_eq!(report.differences, [], "levels differ");
}

/// The days of an account that a run over `days` days covers.
pub(crate) fn days_of(zone: &str, now: TimestampMillis, days: u32) -> DayRange {
    let zone = AccountZone::parse(zone).expect("a zone");
    DayRange::ending(zone.day_of(now).expect("a day"), days)
}

fn date(day: AccountDay) -> chrono::NaiveDate {
    day.date()
}

/// Compares the cache with the truth the sandbox computes from its world, for every account and level.
pub(crate) async fn assert_truth(bench: &Bench, days: u32) {
    let accounts = bench.store.read(|db| db.accounts()).await.expect("accounts");
    for account in accounts {
        let range = days_of(&account.timezone_name, bench.clock.now(), days);
        let truth = |level: Level| {
            let totals =
                bench.server.totals(account.id.digits(), level.as_str(), date(range.since()), date(range.until()));
            totals.expect("the sandbox knows the account")
        };
        let id = account.id.clone();
        let (campaigns, adsets, ads, totals) = bench
            .store
            .read(move |db| {
                let live = |level| db.live_objects(&id, level);
                Ok((
                    live(Level::Campaign)?,
                    live(Level::Adset)?,
                    live(Level::Ad)?,
                    db.level_totals(&id, Level::Account, range)?,
                ))
            })
            .await
            .expect("totals");
        let whole = truth(Level::Account);
        let counts = [whole.campaigns, whole.adsets, whole.ads].map(|count| count as u64);
        assert_eq!([campaigns, adsets, ads], counts, "objects of {}", account.id);
        let figures = (totals.sums.impressions, totals.sums.clicks, totals.sums.spend_minor);
        assert_eq!(figures, (whole.impressions, whole.clicks, whole.spend_minor), "figures of {}", account.id);
        // Deleted and archived objects are part of their parents: every level has all of it.
        for level in [Level::Campaign, Level::Adset, Level::Ad] {
            let id = account.id.clone();
            let here = bench.store.read(move |db| db.level_totals(&id, level, range)).await.expect("totals");
            let sums = (here.sums.impressions, here.sums.clicks);
            assert_eq!(sums, (whole.impressions, whole.clicks), "{level:?} of {}", account.id);
            // Spend is rounded once for each row.
            let rounding = here.rows + i64::from(days);
            assert!((here.sums.spend_minor - whole.spend_minor).abs() <= rounding, "{level:?} of {}", account.id);
        }
    }
}

/// Everything a sync brings, as text in a fixed order: equal texts are equal contents.
pub(crate) async fn content(store: &Store) -> String {
    store
        .read(|db| {
            let mut out = String::new();
            let mut line = |text: String| {
                out.push_str(&text);
                out.push('\n');
            };
            for account in db.accounts()? {
                line(format!("{account:?}"));
                let id = account.id;
                let outline = db.outline(&id)?;
                let mut rows = Vec::new();
                for (campaign, _) in &outline.campaigns {
                    let found = db.campaign(&id, campaign)?;
                    rows.push(found.map(|one| format!("{:?} {}", one.row, one.presence.deleted_at.is_some())));
                }
                for (adset, ..) in &outline.adsets {
                    let found = db.ad_set(&id, adset)?;
                    rows.push(found.map(|one| format!("{:?} {}", one.row, one.presence.deleted_at.is_some())));
                }
                for (ad, _) in &outline.ads {
                    let found = db.ad(&id, ad)?;
                    let creative = found.as_ref().and_then(|one| one.row.creative_id.clone());
                    rows.push(found.map(|one| format!("{:?} {}", one.row, one.presence.deleted_at.is_some())));
                    let creative = creative.map(|creative| db.creative(&id, &creative)).transpose()?.flatten();
                    rows.push(Some(format!("{creative:?}")));
                }
                rows.extend(db.images(&id)?.into_iter().map(|image| Some(format!("{image:?}"))));
                let activities = db.activities(&id, TimestampMillis(0), None, usize::MAX)?;
                rows.extend(activities.into_iter().map(|activity| Some(format!("{activity:?}"))));
                let mut rows: Vec<String> = rows.into_iter().flatten().collect();
                rows.sort_unstable();
                rows.into_iter().for_each(&mut line);
                let all = DayRange::new(
                    AccountDay::from_number(15_000).expect("a day"),
                    AccountDay::from_number(30_000).expect("a day"),
                );
                let range = all.expect("in order");
                for level in Level::ALL {
                    let query = InsightsQuery { accounts: vec![id.clone()], level, range, daily: true };
                    for row in db.insights(&query)? {
                        line(format!("{level:?} {row:?}"));
                    }
                    for day in db.pulled_days(&id, level, range)? {
                        line(format!("{level:?} pulled {} {}", day.day, day.rows));
                    }
                }
            }
            Ok(out)
        })
        .await
        .expect("the content is readable")
}

/// Asserts equal contents and, when they are not, shows where they part.
pub(crate) fn assert_same(left: &str, right: &str) {
    if left == right {
        return;
    }
    let differing = left.lines().zip(right.lines()).find(|(a, b)| a != b);
    panic!("contents differ ({} and {} lines); first: {differing:#?}", left.lines().count(), right.lines().count());
}
