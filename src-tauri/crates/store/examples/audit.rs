//! Times the audit log: `cargo run -p store --example audit [ENTRIES]`, 100,000 by default.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "prints its figures; not part of the product")]

use std::sync::Arc;
use std::time::Instant;

use audit_verify::{Check, Checkpoint, Log};
use domain::{AccountId, SystemClock};
use serde_json::json;
use store::{AuditSource, DatabaseKey, NewAudit, OpenOptions, Store};

fn main() {
    let entries: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions::new(Arc::new(SystemClock));
    let store = Store::create(&folder.path().join("w"), DatabaseKey::new(Box::new([7; 32])), options).unwrap();

    let began = Instant::now();
    for _ in 0..100 {
        append(&store, 1);
    }
    print("appended, one a write", 100, began);
    let began = Instant::now();
    append(&store, entries - 100);
    print("appended, all in one write", entries - 100, began);

    let head = store.read_blocking(|db| db.head()).unwrap();
    let began = Instant::now();
    let text = store.read_blocking(|db| {
        let mut text = Vec::new();
        db.export_audit(&mut text)?;
        Ok(text)
    });
    let text = text.unwrap();
    print("exported", entries, began);
    println!("{:>30} {:.1} MB", "size", text.len() as f64 / 1e6);

    let began = Instant::now();
    let log = Log::read(text.as_slice()).unwrap();
    let check = Check { checkpoints: Checkpoint::of(&log).into_iter().collect(), ..Check::default() };
    assert_eq!(check.run(&log).fault.map(|fault| fault.kind), Some(audit_verify::FaultKind::NoHead));
    print("verified", entries, began);

    let began = Instant::now();
    assert_eq!(store.read_blocking(move |db| db.setbacks(&head)).unwrap(), []);
    println!("{:>30} {:?}", "compared with its head", began.elapsed());
}

fn append(store: &Store, count: usize) {
    store
        .write_blocking(move |tx| {
            let account = AccountId::parse("1207").map_err(|_| store::Error::NotFound)?;
            for number in 0..count {
                tx.append_audit(&NewAudit {
                    actor: "Ada Lovelace",
                    source: AuditSource::Person,
                    action: "adset.daily_budget",
                    account: Some(&account),
                    level: Some("adset"),
                    object: Some("23851234567890123"),
                    field: Some("daily_budget"),
                    before: Some(json!(5_000)),
                    after: Some(json!(5_000 + number)),
                    reason: Some("spends well and converts below the target"),
                    change: Some("0198c0de-0000-7000-8000-000000000001"),
                    intent: Some("0198c0de-0000-7000-8000-000000000002"),
                    request: Some("0198c0de-0000-7000-8000-000000000003"),
                    trace: Some("AbCdEfGhIjK"),
                    answer: Some(json!({ "success": true })),
                    ..NewAudit::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
}

fn print(what: &str, entries: usize, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    println!("{what:>30} {entries:>8} in {seconds:>7.3} s, {:>9.0} a second", entries as f64 / seconds);
}
