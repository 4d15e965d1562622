//! `kill -9` at any moment of applying edits, creates and copies: nothing is lost, nothing is done twice, nothing without
//! an intent. `SEXTANT_KILLS` sets how many. A third program, which shares no code with either side, holds the server's
//! journal against the ledger; the same harness without reading back has to make it find doubles.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use changes::{Action, ChangeSet, Consent, Edit, Field, Intent, New, Outcome, Parent, Tools, Value, Wanted, plan};
use domain::{AccountId, FixedClock, Level, TimestampMillis};
use graph::Cancel;
use sandbox::world::Size;
use store::{IntentEnd, ObjectRef};

use crate::desk::{START_MS, author, open, pull, server, tools};

/// Set for the process that is going to be killed: sandbox, token, workspace, how it recovers and which process of the
/// harness it is, one a line.
const ORDERS: &str = "SEXTANT_CHANGES_KILLED";
/// Acts one process does when nobody kills it.
const ACTS: usize = 2;

/// Changes of an act: two names, a campaign that is made and then named, and an ad set with five ads that is copied, filled
/// and named.
const WRITES: usize = 2 + 2 + 1 + 5 + 1;
/// Those after which the campaign or the copy is there.
const MAKING: [usize; 4] = [3, 5, WRITES + 3, WRITES + 5];

/// In a process of its own this is the run that gets killed; by itself it is a run that must not be.
#[test]
fn a_run_in_a_process_of_its_own_finishes_what_was_begun() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        match std::env::var(ORDERS) {
            Ok(orders) => {
                let [base_url, token, folder, recovery, number] = orders.lines().collect::<Vec<_>>()[..] else {
                    panic!("{orders}")
                };
                run(base_url, token, Path::new(folder), recovery, number).await;
            }
            Err(_) => {
                let harness = Harness::new("reads").await;
                let (url, token) = (harness.server.base_url(), harness.server.system_user_token());
                run(url, &token, harness.folder.path(), harness.recovery, "0").await;
                assert_eq!(harness.server.journal().writes().len(), ACTS * WRITES);
                assert_eq!(harness.confront()["findings"], serde_json::json!({}));
            }
        }
    });
}

/// The ids of a process begin with its number: the system gives process ids out again.
async fn run(base_url: &str, token: &str, folder: &Path, recovery: &str, number: &str) {
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let store = open(folder, &clock);
    let tools = tools(base_url, token.to_owned(), store, &clock, &format!("p{number}x"));
    match recovery {
        "reads" => recover(&tools).await,
        _ => sends_again(&tools).await,
    }
    for nth in 0..ACTS {
        act(&tools, &format!("{number}-{nth}")).await;
    }
}

fn yes() -> Consent {
    Consent { asked: true, amounts: Vec::new() }
}

/// What the product does: reads back what is open; then a person has everything sent that was not.
async fn recover(tools: &Tools) {
    // On a loaded machine an answer may take longer than is waited for; what is open is looked at again.
    let began = Instant::now();
    while changes::reconcile(tools).await.unwrap().open > 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "what is open stays open");
    }
    let unfinished = |db: &store::Db| {
        let mut ids = Vec::new();
        for set in db.change_sets(None, None, 1_000_000)? {
            // What was planned from an older value is refused as drifted; whether it still holds is for a person to say.
            if db.changes(&set.id)?.iter().any(|row| is_unfinished(row) && row.outcome != "drifted") {
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
        let left: Vec<usize> = (0..rows.len()).filter(|number| rows[*number].outcome == "planned").collect();
        let items = left.iter().filter_map(|number| {
            let mut item = set.items[*number].clone();
            if let Action::Copy { into: Some(Parent::Item(above)), .. } = &item.action {
                let above = *above as usize;
                let parent = match (left.iter().position(|number| *number == above), &rows[above].object) {
                    (Some(again), _) => Parent::Item(again as u32),
                    (None, Some(made)) => Parent::Object(made.clone()),
                    (None, None) => return None,
                };
                if let Action::Copy { into, .. } = &mut item.action {
                    *into = Some(parent);
                }
            }
            Some(item)
        });
        let again = ChangeSet { id: tools.ids.fresh(), items: items.collect(), ..bare(&set) };
        if !again.items.is_empty() {
            changes::apply(tools, &again, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
        }
    }
}

fn bare(set: &ChangeSet) -> ChangeSet {
    ChangeSet {
        items: Vec::new(),
        author: author(),
        undoes: None,
        id: String::new(),
        made_at: set.made_at,
        in_step: false,
    }
}

/// One act: two ads get names of their own, a campaign is made, and an ad set with more ads than Meta copies in one
/// answer is copied into it.
async fn act(tools: &Tools, name: &str) {
    let read = |db: &store::Db| {
        let account = db.accounts()?.remove(0).id;
        let outline = db.outline(&account)?;
        let object = |level, id| ObjectRef { account: account.clone(), level, id };
        // The oldest ones, which were there before anything was copied.
        let mut objects: Vec<ObjectRef> = outline.ads.into_iter().map(|(id, _)| object(Level::Ad, id)).collect();
        objects.sort_by_key(|ad| (ad.id.as_str().len(), ad.id.clone()));
        objects.truncate(2);
        let mut adsets: Vec<ObjectRef> = outline.adsets.into_iter().map(|one| object(Level::Adset, one.0)).collect();
        adsets.sort_by_key(|adset| (adset.id.as_str().len(), adset.id.clone()));
        objects.extend(adsets.into_iter().next());
        let known = changes::Known::read(db, &objects)?;
        Ok((account, objects, known))
    };
    let (account, objects, known): (AccountId, Vec<ObjectRef>, changes::Known) = tools.store.read(read).await.unwrap();
    let [ads @ .., adset] = objects.as_slice() else { panic!("{objects:?}") };
    let changes = ads
        .iter()
        .map(|ad| Wanted {
            objects: vec![ad.clone()],
            edit: Edit::Set { field: Field::Name, value: Some(Value::Text(format!("Ad of {name}"))) },
        })
        .collect();
    let text = |text: String| Value::Text(text);
    let campaign = New {
        account: account.clone(),
        level: Level::Campaign,
        parent: None,
        copy_of: None,
        fields: BTreeMap::from([
            (Field::Name, text(format!("Campaign of {name}"))),
            (Field::Objective, text("OUTCOME_TRAFFIC".into())),
            (Field::SpecialAdCategories, Value::Json(serde_json::json!([]))),
        ]),
    };
    let copy = New {
        account,
        level: Level::Adset,
        parent: Some(Parent::Item(0)),
        copy_of: Some((adset.id.clone(), true)),
        fields: BTreeMap::from([(Field::Name, text(format!("Copy of {name}")))]),
    };
    let plan = plan(&Intent { changes, new: vec![campaign, copy] }, &known);
    assert_eq!(plan.refusals, []);
    let set = plan.into_set(tools.ids.fresh(), author(), tools.clock.now());
    changes::apply(tools, &set, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
}

struct Harness {
    server: sandbox::Server,
    folder: tempfile::TempDir,
    recovery: &'static str,
    /// Processes started so far.
    started: AtomicU64,
}

impl Harness {
    async fn new(recovery: &'static str) -> Self {
        // Nobody else changes anything in such a world, and an ad set has more ads than are copied at once.
        let server = server(Size::Exact { accounts: 1, campaigns: 1, adsets: 2, ads: 5 });
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::new(TimestampMillis(START_MS));
        let store = open(folder.path(), &clock);
        pull(&tools(server.base_url(), server.system_user_token(), store, &clock, "h")).await;
        Self { server, folder, recovery, started: AtomicU64::new(0) }
    }

    fn spawn(&self) -> Child {
        let (url, token) = (self.server.base_url(), self.server.system_user_token());
        let number = self.started.fetch_add(1, Ordering::SeqCst) + 1;
        let orders = format!("{url}\n{token}\n{}\n{}\n{number}", self.folder.path().display(), self.recovery);
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::a_run_in_a_process_of_its_own_finishes_what_was_begun", "--nocapture"])
            .env(ORDERS, orders)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(self.told()).unwrap())
            .spawn()
            .unwrap()
    }

    /// Where the process says why it failed.
    fn told(&self) -> PathBuf {
        self.folder.path().join("told.txt")
    }

    fn assert_ended_well(&self, status: std::process::ExitStatus) {
        let told = || std::fs::read_to_string(self.told()).unwrap_or_default();
        assert!(status.success(), "a run that is not killed comes to its end: {}", told());
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
                self.assert_ended_well(status);
                return true;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "the process neither calls nor ends");
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(moments);
        if let Some(status) = child.try_wait().unwrap() {
            self.assert_ended_well(status);
            return true;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        false
    }

    fn run_and_kill(&self, random: &mut fastrand::Rng) -> bool {
        let mut child = self.spawn();
        // A third hits the moment between Meta's yes to something new and our record, a third that after any write.
        let (writes, moments) = match random.u8(0..3) {
            0 => (Some(*random.choice(&MAKING).unwrap()), random.u64(0..1_000)),
            1 => (Some(random.usize(1..2 * WRITES)), random.u64(0..3_000)),
            _ => (None, random.u64(0..9_000)),
        };
        let killed = !self.kill_after(&mut child, writes, random.u64(0..80), Duration::from_micros(moments));
        // The sandbox's clock stands still otherwise, and Meta takes a hundred changes a second.
        self.server.clock().step_ms(5_000);
        killed
    }

    /// Writes down what the server changed and what the ledger says, and has the third program hold them against each
    /// other. Answers what they have and what is wrong, which may be nothing.
    fn confront(&self) -> serde_json::Value {
        let file = |name: &str| self.folder.path().join(name);
        let (journal, ledger) = (file("journal.jsonl"), file("ledger.jsonl"));
        let lines: Vec<String> =
            self.server.journal().writes().iter().map(|write| serde_json::to_string(write).unwrap()).collect();
        std::fs::write(&journal, lines.join("\n")).unwrap();
        self.write_ledger(&ledger);
        let told = Command::new(env!("CARGO_BIN_EXE_confront")).args([&journal, &ledger]).output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"));
        assert_eq!(told["sound"] == true, told["findings"] == serde_json::json!({}));
        told
    }

    fn write_ledger(&self, path: &PathBuf) {
        let store = open(self.folder.path(), &FixedClock::new(TimestampMillis(START_MS)));
        let read = |db: &store::Db| {
            let mut lines: Vec<u8> = Vec::new();
            db.export_audit(&mut lines)?;
            for set in db.change_sets(None, None, 1_000_000)? {
                for row in db.changes(&set.id)? {
                    let line = serde_json::json!({ "kind": "row", "change_set": row.change_set, "item": row.item,
                        "object": row.object, "outcome": row.outcome, "detail": row.detail });
                    writeln!(lines, "{line}").map_err(store::Error::Export)?;
                }
                for intent in db.intents_of(&set.id)? {
                    let line = serde_json::json!({ "kind": "intent", "id": intent.id, "item": intent.item,
                        "change_set": intent.change_set, "action": intent.action, "object": intent.object,
                        "request": intent.request, "expected": intent.expected, "marker": intent.marker,
                        "state": intent.state });
                    writeln!(lines, "{line}").map_err(store::Error::Export)?;
                }
            }
            Ok(lines)
        };
        std::fs::write(path, store.read_blocking(read).unwrap()).unwrap();
    }
}

fn kills() -> Option<u32> {
    std::env::var("SEXTANT_KILLS").ok().and_then(|text| text.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_is_lost_doubled_or_done_without_an_intent() {
    let kills = kills().unwrap_or(15);
    let harness = Harness::new("reads").await;
    let mut random = fastrand::Rng::with_seed(11);
    let mut killed = 0;
    while killed < kills {
        killed += u32::from(harness.run_and_kill(&mut random));
    }
    // What the last kill left is brought to its end too; twice, for the retries of the first.
    for _ in 0..2 {
        harness.assert_ended_well(harness.spawn().wait().unwrap());
        harness.server.clock().step_ms(5_000);
    }
    let told = tokio::task::block_in_place(|| harness.confront());
    assert_eq!(told["sound"], true, "{:#}", told["findings"]);
    println!("{killed} kills: 0 lost, 0 doubled, 0 without an intent in {}", told["counts"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_reading_back_the_same_harness_finds_doubles() {
    let harness = Harness::new("sends again").await;
    let mut random = fastrand::Rng::with_seed(12);
    let (mut killed, at_least) = (0, kills().unwrap_or(0));
    let doubles = loop {
        killed += u32::from(harness.run_and_kill(&mut random));
        if killed < at_least {
            continue;
        }
        let told = tokio::task::block_in_place(|| harness.confront());
        let doubles = told["findings"]["doubled"].as_array().map_or(0, Vec::len);
        if doubles > 0 {
            break doubles;
        }
        assert!(killed < 60, "{killed} kills and no doubles: the harness has no teeth");
    };
    println!("{killed} kills without reading back: {doubles} doubles");
}
