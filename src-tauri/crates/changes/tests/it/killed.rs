//! `kill -9` at any moment of applying changes: nothing is lost, nothing is done twice, nothing without an intent.
//! `SEXTANT_KILLS` sets how many. The same harness without reading back has to find doubles.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use changes::{ChangeSet, Consent, Edit, Field, Intent, New, Outcome, Tools, Value, Wanted, plan};
use domain::{AccountId, FixedClock, Level, TimestampMillis};
use graph::Cancel;
use sandbox::world::Size;
use store::{IntentEnd, ObjectRef};

use crate::desk::{START_MS, author, open, pull, server, tools};

/// Set for the process that is going to be killed: sandbox, token, workspace, and how it recovers, one a line.
const ORDERS: &str = "SEXTANT_CHANGES_KILLED";
/// Acts one process does when nobody kills it.
const ACTS: usize = 2;

/// In a process of its own this is the run that gets killed; by itself it is a run that must not be.
#[test]
fn a_run_in_a_process_of_its_own_finishes_what_was_begun() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        match std::env::var(ORDERS) {
            Ok(orders) => {
                let [base_url, token, folder, recovery] = orders.lines().collect::<Vec<_>>()[..] else {
                    panic!("{orders}")
                };
                run(base_url, token, Path::new(folder), recovery).await;
            }
            Err(_) => {
                let harness = Harness::new("reads").await;
                let (url, token) = (harness.server.base_url(), harness.server.system_user_token());
                run(url, &token, harness.folder.path(), harness.recovery).await;
                // Two names and a campaign, which is made and then named, an act.
                assert_eq!(harness.server.journal().writes().len(), ACTS * 4);
            }
        }
    });
}

async fn run(base_url: &str, token: &str, folder: &Path, recovery: &str) {
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let store = open(folder, &clock);
    let prefix = std::process::id().to_string();
    let tools = tools(base_url, token.to_owned(), store, &clock, &format!("p{prefix}x"));
    match recovery {
        "reads" => recover(&tools).await,
        _ => sends_again(&tools).await,
    }
    for number in 0..ACTS {
        act(&tools, &format!("{prefix}-{number}")).await;
    }
}

fn yes() -> Consent {
    Consent { asked: true, amounts: Vec::new() }
}

/// What the product does: reads back what is open; then a person has everything sent that was not.
async fn recover(tools: &Tools) {
    assert_eq!(changes::reconcile(tools).await.unwrap().open, 0);
    let unfinished = |db: &store::Db| {
        let mut ids = Vec::new();
        for set in db.change_sets(None, None, 1_000_000)? {
            if db.changes(&set.id)?.iter().any(is_unfinished) {
                ids.push(set.id);
            }
        }
        // Oldest first: a later act starts from what an earlier one made.
        ids.reverse();
        Ok(ids)
    };
    for id in tools.store.read(unfinished).await.unwrap() {
        changes::retry(tools, &id, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
    }
}

fn is_unfinished(row: &store::ChangeRow) -> bool {
    Outcome::parse(&row.outcome).is_none_or(Outcome::can_be_retried)
}

/// What a careless program does: takes what it did not hear of for not done, and does it again.
async fn sends_again(tools: &Tools) {
    let closed = tools.store.write(|tx| {
        for intent in tx.open_intents()? {
            let end = IntentEnd { state: "not_sent", object: None, answer: serde_json::Value::Null };
            tx.close_intent(&intent.id, &end)?;
        }
        let open = tx.open_change_sets()?;
        let mut left = Vec::new();
        for set in open {
            tx.set_change_set_state(&set.id, "done")?;
            let rows = tx.changes(&set.id)?;
            left.push((set, rows));
        }
        Ok(left)
    });
    for (set, rows) in closed.await.unwrap().value {
        let set: ChangeSet = serde_json::from_value(set.plan).unwrap();
        let is_open = |number: usize| rows[number].outcome == "planned";
        let items =
            set.items.clone().into_iter().enumerate().filter(|(number, _)| is_open(*number)).map(|(_, item)| item);
        let again = ChangeSet { id: tools.ids.fresh(), items: items.collect(), ..bare(&set) };
        if !again.items.is_empty() {
            changes::apply(tools, &again, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
        }
    }
}

fn bare(set: &ChangeSet) -> ChangeSet {
    ChangeSet { items: Vec::new(), author: author(), undoes: None, id: String::new(), made_at: set.made_at }
}

/// One act: two ads get names of their own, and a campaign is made.
async fn act(tools: &Tools, name: &str) {
    let read = |db: &store::Db| {
        let account = db.accounts()?.remove(0).id;
        let ads: Vec<ObjectRef> = db
            .outline(&account)?
            .ads
            .into_iter()
            .map(|(id, _)| ObjectRef { account: account.clone(), level: Level::Ad, id })
            .collect();
        let known = changes::Known::read(db, &ads)?;
        Ok((account, ads, known))
    };
    let (account, ads, known): (AccountId, Vec<ObjectRef>, changes::Known) = tools.store.read(read).await.unwrap();
    let alive = |ad: &&ObjectRef| {
        known.objects.get(*ad).and_then(changes::Snapshot::status).is_some_and(|status| status.as_str() != "DELETED")
    };
    let picked: Vec<ObjectRef> = ads.iter().filter(alive).take(2).cloned().collect();
    let changes = picked
        .iter()
        .map(|ad| Wanted {
            objects: vec![ad.clone()],
            edit: Edit::Set { field: Field::Name, value: Some(Value::Text(format!("Ad of {name}"))) },
        })
        .collect();
    let text = |text: &str| Value::Text(text.into());
    let new = New {
        account,
        level: Level::Campaign,
        parent: None,
        copy_of: None,
        fields: BTreeMap::from([
            (Field::Name, text(&format!("Campaign of {name}"))),
            (Field::Objective, text("OUTCOME_TRAFFIC")),
            (Field::SpecialAdCategories, Value::Json(serde_json::json!([]))),
        ]),
    };
    let plan = plan(&Intent { changes, new: vec![new] }, &known);
    let set = plan.into_set(tools.ids.fresh(), author(), tools.clock.now());
    changes::apply(tools, &set, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
}

struct Harness {
    server: sandbox::Server,
    folder: tempfile::TempDir,
    recovery: &'static str,
}

impl Harness {
    async fn new(recovery: &'static str) -> Self {
        let server = server(Size::Tiny);
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::new(TimestampMillis(START_MS));
        let store = open(folder.path(), &clock);
        pull(&tools(server.base_url(), server.system_user_token(), store, &clock, "h")).await;
        Self { server, folder, recovery }
    }

    fn spawn(&self) -> Child {
        let (url, token) = (self.server.base_url(), self.server.system_user_token());
        let orders = format!("{url}\n{token}\n{}\n{}", self.folder.path().display(), self.recovery);
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::a_run_in_a_process_of_its_own_finishes_what_was_begun"])
            .env(ORDERS, orders)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Kills the process some moments after it has changed `writes` things, or made as many calls. Answers whether it
    /// ended by itself before.
    fn kill_after(&self, child: &mut Child, writes: Option<usize>, calls: u64, moments: Duration) -> bool {
        let (mark, made) = (self.server.journal().mark(), self.server.journal().writes().len());
        let began = Instant::now();
        let reached = || match writes {
            Some(writes) => self.server.journal().writes().len() >= made + writes,
            None => self.server.journal().mark() >= mark + calls,
        };
        while !reached() {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "a run that is not killed comes to its end");
                return true;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "the process neither calls nor ends");
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(moments);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "a run that is not killed comes to its end");
            return true;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        false
    }

    /// Campaigns of the same name that were made, the marker left out.
    fn doubles(&self) -> Vec<String> {
        let mut made: BTreeMap<String, usize> = BTreeMap::new();
        for write in self.server.journal().writes().into_iter().filter(|write| write.action == "create") {
            let name = write.params.into_iter().find(|(name, _)| name == "name").unwrap().1;
            *made.entry(name.split(" [").next().unwrap().to_owned()).or_default() += 1;
        }
        made.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect()
    }

    fn run_and_kill(&self, random: &mut fastrand::Rng) -> bool {
        let mut child = self.spawn();
        // Half the kills hit the moment between Meta's yes and our record.
        let writes = random.bool().then(|| random.usize(1..6));
        let killed =
            !self.kill_after(&mut child, writes, random.u64(0..30), Duration::from_micros(random.u64(0..9_000)));
        // The sandbox's clock stands still otherwise, and Meta takes a hundred changes a second.
        self.server.clock().step_ms(5_000);
        killed
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_is_lost_doubled_or_done_without_an_intent() {
    let kills: u32 = std::env::var("SEXTANT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(15);
    let harness = Harness::new("reads").await;
    let mut random = fastrand::Rng::with_seed(11);
    let mut killed = 0;
    while killed < kills {
        killed += u32::from(harness.run_and_kill(&mut random));
    }
    // What the last kill left is brought to its end too; twice, for the retries of the first.
    for _ in 0..2 {
        assert!(harness.spawn().wait().unwrap().success());
        harness.server.clock().step_ms(5_000);
    }
    assert_eq!(harness.doubles(), Vec::<String>::new());
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let store = open(harness.folder.path(), &clock);
    let read = |db: &store::Db| {
        let mut unfinished = Vec::new();
        let mut intents = Vec::new();
        for set in db.change_sets(None, None, 1_000_000)? {
            let rows = db.changes(&set.id)?;
            // A crash may lose the cache's half of a write; what was planned from the older value is then refused as
            // drifted, and nothing was sent for it.
            let is_lost = |row: &store::ChangeRow| is_unfinished(row) && row.outcome != "drifted";
            unfinished.extend(rows.into_iter().filter(is_lost));
            intents.extend(db.intents_of(&set.id)?);
        }
        Ok((unfinished, intents, db.audit_of(&store::AuditQuery::default(), 1_000_000)?))
    };
    let (unfinished, intents, audit) = store.read(read).await.unwrap();
    assert!(unfinished.is_empty(), "lost: {unfinished:#?}");
    assert!(intents.iter().all(|intent| intent.state != "open"));
    // Journal and audit log say the same, and every write had its intent.
    let count = |ids: Vec<String>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        ids.into_iter().for_each(|id| *counted.entry(id).or_default() += 1);
        counted
    };
    let writes = count(harness.server.journal().writes().into_iter().map(|write| write.id).collect());
    let confirmed = audit.into_iter().filter(|row| row.action == "change.confirmed");
    let audited = count(confirmed.filter_map(|row| row.object).collect());
    assert_eq!(writes, audited, "journal and audit log");
    println!("{killed} kills, {} writes, {} intents", writes.values().sum::<usize>(), intents.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_reading_back_the_same_harness_finds_doubles() {
    let harness = Harness::new("sends again").await;
    let tries = 30;
    for _ in 0..tries {
        // The third write of an act makes the campaign: this is the moment between Meta's yes and our record.
        harness.kill_after(&mut harness.spawn(), Some(3), 0, Duration::ZERO);
        harness.server.clock().step_ms(5_000);
        if !harness.doubles().is_empty() {
            return;
        }
    }
    panic!("{tries} kills and no doubles: the harness has no teeth");
}
