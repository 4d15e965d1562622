//! `kill -9` at any moment of a look that acts: nothing is done twice, nothing is done that is not written down, and no
//! time is looked at twice. `SEXTANT_KILLS` sets how many.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::{Clock, DayRange, FixedClock, TimestampMillis};
use optimizer::{Limits, Wanted, shelf};
use rules::Rule;
use sandbox::world::Size;
use serde_json::json;

use super::desk::{DAY, HOUR, START_MS, engine, open, pull, server, tools};

/// Set for the process that is going to be killed: sandbox, token, workspace, its number and the hour, one a line.
const ORDERS: &str = "SEXTANT_RULES_KILLED";

/// One hour of the life of a program that runs rules: it settles what the last one left, and looks.
async fn hour(base_url: &str, token: &str, folder: &Path, number: &str, hour: i64) {
    let clock = FixedClock::new(TimestampMillis(START_MS + hour * HOUR));
    let store = open(folder, &clock);
    let tools = tools(base_url, token.to_owned(), store, &clock, &format!("w{number}x"));
    let (_, _, mut desk) = engine(&tools, &format!("d{number}x")).await;
    // On a loaded machine an answer may take longer than is waited for; what is open is looked at again.
    while changes::reconcile(&tools).await.unwrap().open > 0 {}
    desk.settle_sent().await.unwrap();
    desk.round(&Wanted::default()).await.unwrap();
}

/// In a process of its own this is the run that gets killed; by itself it has nothing to do.
#[test]
fn an_hour_of_rules_in_a_process_of_its_own() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let [base_url, token, folder, number, at] = orders.lines().collect::<Vec<_>>()[..] else { panic!("{orders}") };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(hour(base_url, token, Path::new(folder), number, at.parse().unwrap()));
}

/// Raises a few budgets by a percent, each hour.
fn raising(currency: &str, only: &[String]) -> Rule {
    let text = json!({
        "format": 1, "id": "raise", "name": "Raise", "mode": "auto",
        "scope": {"level": "adset", "members": {"only": only}},
        "when": {"compare": {
            "left": {"metric": {"of": "impressions", "window": {"last": {"days": 7, "with_today": false}}}},
            "is": "above", "right": {"number": 1}}},
        "then": {"budget": {
            "by": {"raise": {"basis_points": 100}},
            "floor": {"minor": 1, "currency": currency}, "ceiling": {"minor": 100_000_000, "currency": currency}}},
        "schedule": {"every": {"minutes": 60}},
        "guards": {
            "floors": {"window": {"last": {"days": 7, "with_today": false}}, "impressions": 1, "age_hours": 1},
            "cool_down_minutes": 60, "acts_per_object_a_day": 12, "acts_a_run": 100, "acts_a_day": 2_000,
            "day_up_basis_points": 20_000, "learning": "touch"}
    });
    Rule::from_json(&text.to_string()).unwrap()
}

#[test]
fn killed_at_any_moment_rules_lose_nothing_and_double_nothing() {
    let kills: i64 = std::env::var("SEXTANT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(25);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // Nobody else changes anything in a world of an exact size: what a lost answer was about would be theirs.
    let server = server(Size::Exact { accounts: 1, campaigns: 2, adsets: 2, ads: 1 });
    let folder = tempfile::tempdir().unwrap();
    let (url, token) = (server.base_url().to_owned(), server.system_user_token());
    runtime.block_on(set_up(&url, &token, folder.path()));
    let mut rng = fastrand::Rng::with_seed(kills as u64);
    let mut finished = 0;
    // The first hour is left alone and says how long one takes here.
    let mut whole = Duration::from_secs(60);
    for number in 0..=kills {
        server.clock().step_ms(HOUR);
        let (at, nth) = ((number + 1).to_string(), number.to_string());
        let orders = [url.as_str(), &token, folder.path().to_str().unwrap(), &nth, &at];
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "engine::killed::an_hour_of_rules_in_a_process_of_its_own"])
            .env(ORDERS, orders.join("\n"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = std::time::Instant::now();
        let moment = if number == 0 { whole } else { whole.mul_f64(rng.f64() * 1.1) };
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if began.elapsed() >= moment {
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        match ended {
            Some(status) => {
                assert!(status.success(), "hour {number} failed by itself");
                finished += 1;
                if number == 0 {
                    whole = began.elapsed();
                }
            }
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
    }
    server.clock().step_ms(HOUR);
    let counts = runtime.block_on(async {
        hour(&url, &token, folder.path(), "last", kills + 2).await;
        check(&server, folder.path(), kills + 2).await
    });
    println!("{kills} kills, {finished} of them too late; {counts}");
}

async fn set_up(url: &str, token: &str, folder: &Path) {
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let tools = tools(url, token.to_owned(), open(folder, &clock), &clock, "s");
    let (account, ..) = engine(&tools, "s").await;
    let today = domain::AccountDay::parse("2026-11-23").unwrap();
    pull(&tools, DayRange::ending(today, 14)).await;
    let limits = Limits {
        may_act: true,
        acts_a_day: 10_000,
        raised_a_day_minor: Some(i64::MAX),
        spend_brake_percent: 1_000,
        ..Limits::default()
    };
    let read = move |tx: &store::Tx<'_>| {
        limits.keep(tx, &account)?;
        let row = tx.account(&account)?.unwrap();
        let mut only = Vec::new();
        for (id, ..) in tx.outline(&account)?.adsets {
            let adset = tx.ad_set(&account, &id)?.unwrap().row;
            if adset.daily_budget_minor.is_some() && only.len() < 3 {
                only.push(id.to_string());
            }
        }
        Ok((row.currency, only))
    };
    let (currency, only) = tools.store.write(read).await.unwrap().value;
    assert!(!only.is_empty());
    shelf::keep(&tools.store, raising(&currency, &only), "Ada", None).await.unwrap();
}

/// What was decided and what was written about an object, for a person who looks for a fault.
fn story(server: &sandbox::Server, decisions: &[store::DecisionRow], object: &domain::ObjectId) -> String {
    let decided = decisions.iter().rev().filter(|row| row.object.id == *object).map(|row| {
        let act = row.act.as_ref().map(|act| (act["set"]["from"]["minor"].clone(), act["set"]["to"]["minor"].clone()));
        format!("{} {} {act:?} {:?}", row.run, row.state, row.detail)
    });
    let written = server.journal().writes().into_iter().filter(|write| write.id == object.as_str());
    let written = written.map(|write| format!("{:?} {:?} {:?}", write.request, write.action, write.params));
    decided.chain(written).collect::<Vec<_>>().join("\n")
}

/// Holds what the server really changed against what the ledger says was decided and done.
async fn check(server: &sandbox::Server, folder: &Path, hours: i64) -> String {
    let clock = FixedClock::new(TimestampMillis(START_MS + hours * HOUR + DAY));
    let store = open(folder, &clock);
    let (runs, decisions, open, audited) = store
        .read(|db| {
            let runs = db.rule_runs(Some("raise"), None, None, true, 100_000)?;
            let mut decisions = Vec::new();
            for run in &runs {
                decisions.extend(db.decisions_of_run(&run.id)?);
            }
            let log = db.audit_of(&store::AuditQuery::default(), 1_000_000)?;
            let audited = log.iter().filter(|row| row.action == "change.confirmed").count();
            Ok((runs, decisions, db.open_intents()?.len(), audited))
        })
        .await
        .unwrap();
    let mut done: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for row in &decisions {
        assert_ne!(row.state, "sending", "{row:?}");
        assert_ne!(row.state, "failed", "{}", story(server, &decisions, &row.object.id));
        if row.state == "done" {
            let to = row.act.as_ref().unwrap()["set"]["to"]["minor"].as_i64().unwrap();
            *done.entry((row.object.id.to_string(), to)).or_default() += 1;
        }
    }
    let mut written: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for write in server.journal().writes() {
        let budget = write.params.iter().find(|(name, _)| name == "daily_budget").unwrap();
        *written.entry((write.id.clone(), budget.1.parse().unwrap())).or_default() += 1;
    }
    assert_eq!(written, done, "what Meta changed and what is recorded as done");
    assert!(written.values().all(|times| *times == 1), "each budget only ever rises: {written:?}");
    assert_eq!(audited, server.journal().writes().len());
    assert_eq!(open, 0);
    let mut slots: Vec<i64> = runs.iter().filter(|run| run.outcome != "missed").map(|run| run.slot.0).collect();
    let all = slots.len();
    slots.sort_unstable();
    slots.dedup();
    assert_eq!(slots.len(), all, "no time is looked at twice");
    assert!(Clock::now(&clock).0 > 0);
    format!("{} looks, {} writes, 0 lost, 0 doubled", runs.len(), written.len())
}
