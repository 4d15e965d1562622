//! What happens when the disk is full; inside the crate because it limits the files' pages.

use domain::{AccountDay, AccountId, ConversionAction, FixedClock, Level, MetricSums, ObjectId, TimestampMillis};

use std::sync::Arc;

use super::*;
use crate::rows::{AdAccountRow, DayFigures, MetricRow, MetricsBatch};

fn batch(store: &Store, number: i64) -> Result<Written<()>> {
    let account = AccountId::parse("1").unwrap();
    let figures = |n: i64| DayFigures {
        sums: MetricSums { impressions: n * 977 % 100_003, spend_minor: n, ..MetricSums::default() },
        reach: Some(n * 31 % 7_919),
        attribution: Arc::from(""),
        conversion: ConversionAction::None,
    };
    let row = move |n: i64| MetricRow {
        object: ObjectId::parse(&(number * 1000 + n).to_string()).unwrap(),
        day: AccountDay::from_number(20_000).unwrap(),
        figures: figures(n),
    };
    store.write_blocking(move |tx| {
        let rows: Vec<MetricRow> = (1..=300).map(row).collect();
        tx.set_setting(&format!("batch {number}"), &"x".repeat(3_000))?;
        let seen_at = TimestampMillis(1);
        tx.upsert_metrics(&MetricsBatch { account: &account, level: Level::Ad, seen_at, rows: &rows })?;
        Ok(())
    })
}

fn limit(store: &Store, extra_pages: i64) {
    store.leave_pages_blocking(extra_pages).unwrap();
}

#[test]
fn a_full_disk_loses_nothing_and_is_recovered_from_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions::new(Arc::new(FixedClock::new(TimestampMillis(0))));
    let store = Store::create(folder.path(), DatabaseKey::new(Box::new([1; 32])), options).unwrap();
    let account = AdAccountRow {
        id: AccountId::parse("1").unwrap(),
        name: String::new(),
        currency: "EUR".to_owned(),
        timezone_name: "UTC".to_owned(),
        account_status: None,
        disable_reason: None,
        business_name: None,
        amount_spent_minor: None,
        balance_minor: None,
        spend_cap_minor: None,
        extra: "{}".to_owned(),
    };
    store.write_blocking(move |tx| tx.upsert_accounts(&[account])).unwrap();
    let mut number = 0;
    for level in 0..50 {
        limit(&store, level % 10);
        let full = loop {
            number += 1;
            if let Err(error) = batch(&store, number) {
                break error;
            }
        };
        assert!(matches!(full, Error::DiskFull), "{full}");
        // What was said to be stored is there and can be read while the disk is full; what was not, is not.
        let failed = number;
        let read = move |db: &Db| {
            let all = (1..=failed).map(|n| db.setting::<String>(&format!("batch {n}")));
            all.collect::<Result<Vec<_>>>()
        };
        let settings = store.read_blocking(read).unwrap();
        assert!(settings.last().is_some_and(Option::is_none));
        limit(&store, 1_000_000);
        batch(&store, number).unwrap();
    }
    assert!(store.check_blocking().unwrap().is_clean());
    let count = number;
    let range = domain::DayRange::ending(AccountDay::from_number(20_000).unwrap(), 1);
    let totals =
        store.read_blocking(move |db| db.level_totals(&AccountId::parse("1").unwrap(), Level::Ad, range)).unwrap();
    assert_eq!(totals.rows, count * 300);
}
