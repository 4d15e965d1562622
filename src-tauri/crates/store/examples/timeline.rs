//! Times pages of the timeline: `cargo run -p store --example timeline [ENTRIES]`, 100,000 by default. One entry in ten
//! is of a nested setting with both its values, as targeting is.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "prints its figures; not part of the product")]

#[path = "../fixtures/rows.rs"]
#[allow(dead_code, reason = "only the account is needed here")]
mod rows;

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{AccountId, Level, SystemClock, TimestampMillis};
use store::{DatabaseKey, NewTimelineRow, OpenOptions, Store, TimelineQuery};

/// Entries of one page, as the feed asks for them.
const PAGE: usize = 100;
const ACCOUNTS: usize = 4;
const OBJECTS: usize = 2_000;

fn main() {
    let entries: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions::new(Arc::new(SystemClock));
    let store = Store::create(&folder.path().join("w"), DatabaseKey::new(Box::new([7; 32])), options).unwrap();
    let began = Instant::now();
    fill(&store, entries);
    println!("{entries} entries written in {:?}", began.elapsed());
    println!("{:>34} {:>6} {:>8} {:>10} {:>10} {:>10}", "", "pages", "found", "looked at", "page", "worst");
    let all = || TimelineQuery { accounts: (0..ACCOUNTS).map(account).collect(), ..TimelineQuery::default() };
    let one = || TimelineQuery { accounts: vec![account(1)], ..TimelineQuery::default() };
    walk(&store, "newest of all accounts", all(), 1);
    walk(&store, "every page of all accounts", all(), usize::MAX);
    walk(&store, "newest of one account", one(), 1);
    walk(&store, "a kind of one in a hundred", TimelineQuery { kinds: 2, ..all() }, 1);
    walk(&store, "a source of one in fifty", TimelineQuery { sources: vec!["rule".into()], ..all() }, 1);
    walk(&store, "a kind that is not there", TimelineQuery { kinds: 1 << 20, ..all() }, usize::MAX);
    let text = |text: &str| TimelineQuery { text: text.into(), ..all() };
    walk(&store, "a common word", text("budget"), 1);
    walk(&store, "a rare word", text("entry 17 of"), usize::MAX);
    walk(&store, "a word that is not there", text("nowhere to be found"), usize::MAX);
    walk(&store, "one object", TimelineQuery { objects: vec![object(7)], ..all() }, 1);
    walk(&store, "an object and its creative", TimelineQuery { objects: vec![object(7), object(0)], ..all() }, 1);
}

fn account(number: usize) -> AccountId {
    AccountId::parse(&(1_200 + number).to_string()).unwrap()
}

/// The creative of number 0 is in every tenth entry.
fn object(number: usize) -> String {
    (23_850_000_000_000_000 + number as u64).to_string()
}

fn fill(store: &Store, entries: usize) {
    let nested = format!("{{\"geo_locations\": {{\"countries\": [{}]}}}}", vec!["\"NO\""; 500].join(", "));
    let write = move |tx: &store::Tx<'_>| {
        let accounts: Vec<_> = (0..ACCOUNTS).map(|number| rows::account(&account(number), "Shop", "EUR")).collect();
        tx.upsert_accounts(&accounts)?;
        for number in 0..entries {
            let is_nested = number % 10 == 3;
            let id = object(if number % 10 == 0 { 0 } else { number % OBJECTS });
            let words = format!("entry {number} of ada lovelace changed the daily budget of winter sale no {number}");
            let actor = format!("Person {}", number % 7);
            tx.add_to_timeline(
                &account(number % ACCOUNTS),
                &NewTimelineRow {
                    source: if number % 50 == 0 { "rule" } else { "outside" },
                    kinds: if number % 100 == 0 { 2 } else { 1 },
                    level: Some(Level::Adset),
                    object: Some(&id),
                    name: "Winter sale",
                    field: if is_nested { "targeting" } else { "daily_budget" },
                    from: Some(if is_nested { &nested } else { "4500" }),
                    to: Some(if is_nested { &nested } else { "5000" }),
                    actor: Some(&actor),
                    words: &words,
                    ..NewTimelineRow::new(TimestampMillis(number as i64 * 60_000), TimestampMillis(0))
                },
            )?;
        }
        Ok(())
    };
    store.write_blocking(write).unwrap();
}

/// Reads pages of a question and prints what they cost: the usual one and the worst.
fn walk(store: &Store, name: &str, mut query: TimelineQuery, most: usize) {
    let (mut pages, mut found, mut looked_at, mut took) = (0, 0, 0, Vec::new());
    loop {
        let asked = query.clone();
        let began = Instant::now();
        let page = store.read_blocking(move |db| db.timeline(&asked, PAGE)).unwrap();
        took.push(began.elapsed());
        pages += 1;
        found += page.rows.len();
        looked_at += page.looked_at;
        query.before = page.next;
        if page.next.is_none() || pages >= most {
            break;
        }
    }
    took.sort();
    let millis = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1_000.0);
    let (usual, worst) = (millis(took.get(took.len() / 2)), millis(took.last()));
    println!("{name:>34} {pages:>6} {found:>8} {looked_at:>10} {usual:>7.2} ms {worst:>7.2} ms");
}
