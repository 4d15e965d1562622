//! Times a bulk change before anything is sent: `cargo run -p changes --example changes [ADS]`, 5,000 by default.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "prints its figures; not part of the product")]

#[path = "../../store/fixtures/rows.rs"]
mod rows;

use std::sync::Arc;
use std::time::Instant;

use changes::{Author, Depth, Edit, Gate, Intent, KillSwitch, Known, Lanes, Pace, RandomIds, Stop, Tools};
use changes::{Wanted, check, plan};
use domain::{AccountId, Level, ObjectId, SystemClock, TimestampMillis};
use graph::{Cancel, Credentials, Graph, GraphConfig};
use store::{AdSetRow, DatabaseKey, ObjectRef, OpenOptions, Store};

/// Nothing stands in the way.
#[derive(Debug)]
struct OpenGate;

impl Gate for OpenGate {
    fn refuses(&self, _: &AccountId) -> Option<Stop> {
        None
    }
}

fn id(number: u64) -> ObjectId {
    ObjectId::parse(&(120_210_000_000_000_000 + number).to_string()).unwrap()
}

fn main() {
    let ads: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(5_000);
    let folder = tempfile::tempdir().unwrap();
    let account = AccountId::parse("1").unwrap();
    let store = filled(folder.path(), &account, ads);
    let clock = Arc::new(SystemClock);
    let nobody = Credentials::new(String::new().into(), None);
    let tools = Tools {
        graph: Graph::new(GraphConfig::meta(), nobody, clock.clone()).unwrap(),
        store,
        clock,
        ids: Arc::new(RandomIds),
        gate: Arc::new(OpenGate),
        switch: KillSwitch::new(folder.path().join("stop")),
        lanes: Lanes::default(),
        pictures: Arc::new(changes::pictures::NoPictures),
        pace: Pace::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for level in [Level::Ad, Level::Adset] {
        // The first time reads the files, the second is what a person waits for who has the table before him.
        for again in [false, true] {
            runtime.block_on(measure(&tools, &account, ads, level, again));
        }
    }
}

/// A workspace with campaigns of fifty ads and ad sets of five, these with budgets.
fn filled(folder: &std::path::Path, account: &AccountId, ads: u64) -> Store {
    let options = OpenOptions::new(Arc::new(SystemClock));
    let store = Store::create(&folder.join("w"), DatabaseKey::new(Box::new([7; 32])), options).unwrap();
    let of = account.clone();
    let write = move |tx: &store::Tx<'_>| {
        tx.upsert_accounts(&[rows::account(&of, "Bench", "EUR")])?;
        let campaigns: Vec<_> =
            (0..ads.div_ceil(50)).map(|n| rows::campaign(&of, id(n), &format!("Campaign {n}"))).collect();
        tx.upsert_campaigns(&of, &campaigns, Some(1))?;
        let adset = |n: u64| AdSetRow {
            daily_budget_minor: Some(5_000 + n as i64),
            ..rows::ad_set(&of, id(n), id(n / 10), &format!("Set {n} | 25-45 | Feed"))
        };
        tx.upsert_ad_sets(&of, &(0..ads.div_ceil(5)).map(adset).collect::<Vec<_>>(), Some(1))?;
        let ad = |n: u64| rows::ad(&of, id(n), id(n / 5), id(n / 50), &format!("Ad {n} | video {}", n % 17));
        tx.upsert_ads(&of, &(0..ads).map(ad).collect::<Vec<_>>(), Some(1))
    };
    store.write_blocking(write).unwrap();
    store
}

async fn measure(tools: &Tools, account: &AccountId, ads: u64, level: Level, again: bool) {
    let (count, edit) = match level {
        Level::Ad => (ads, Edit::Replace { find: "video".into(), with: "clip".into() }),
        _ => {
            let raise = Edit::Scale { field: changes::Field::DailyBudget, basis_points: 1_000, round_to_minor: 100 };
            (ads.div_ceil(5), raise)
        }
    };
    let objects: Vec<ObjectRef> =
        (0..count).map(|n| ObjectRef { account: account.clone(), level, id: id(n) }).collect();
    let began = Instant::now();
    let asked = objects.clone();
    let known = tools.store.read(move |db| Known::read(db, &asked)).await.unwrap();
    let read = began.elapsed();
    let plan = plan(&Intent { changes: vec![Wanted { objects, edit }], new: Vec::new() }, &known);
    let planned = began.elapsed();
    let author = Author::person("bench", "");
    let set = plan.into_set("bench".into(), author, TimestampMillis(0));
    assert_eq!(set.items.len() as u64, count);
    let verdicts = check(tools, &set, Depth::Local, &Cancel::new()).await.unwrap();
    assert!(verdicts.iter().all(changes::Verdict::can_be_sent));
    let checked = began.elapsed();
    let millis = |time: std::time::Duration| time.as_secs_f64() * 1_000.0;
    let words = if level == Level::Ad { "ads" } else { "ad sets" };
    println!(
        "plan and local check, {words}{}: {:.1} ms for {count} (cache {:.1}, plan {:.1}, check {:.1})",
        if again { ", again" } else { "" },
        millis(checked),
        millis(read),
        millis(planned - read),
        millis(checked - planned),
    );
}
