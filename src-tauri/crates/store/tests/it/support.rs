//! A workspace in a temporary folder, and rows to put in it.

#[path = "../../fixtures/rows.rs"]
mod rows;

use std::path::Path;
use std::sync::Arc;

use domain::{
    AccountDay, AccountId, ConversionAction, DayRange, FixedClock, Level, MetricSums, ObjectId, TimestampMillis,
};
use store::{
    AdAccountRow, AdRow, AdSetRow, CampaignRow, DatabaseKey, DayFigures, MetricRow, MetricsBatch, MetricsWritten,
    ObjectRef, OpenOptions, Store,
};

pub(crate) const NOW: TimestampMillis = TimestampMillis(1_790_000_000_000);

pub(crate) fn key(byte: u8) -> DatabaseKey {
    DatabaseKey::new(Box::new([byte; 32]))
}

pub(crate) fn options() -> OpenOptions {
    OpenOptions::new(Arc::new(FixedClock::new(NOW)))
}

pub(crate) struct Fixture {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) clock: FixedClock,
}

impl Fixture {
    /// A new workspace with the accounts 1 (EUR) and 2 (JPY).
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::new(NOW);
        let options = OpenOptions::new(Arc::new(clock.clone()));
        let store = Store::create(&folder.path().join("w"), key(1), options).unwrap();
        store.write_blocking(|tx| tx.upsert_accounts(&[account_row("1", "EUR"), account_row("2", "JPY")])).unwrap();
        Self { folder, store, clock }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("w")
    }

    /// Closes the workspace and answers its folder, which lives as long as the second value.
    pub(crate) fn close(self) -> (std::path::PathBuf, tempfile::TempDir) {
        let path = self.path();
        drop(self.store);
        (path, self.folder)
    }
}

pub(crate) fn open(path: &Path) -> Result<Store, store::Error> {
    Store::open(path, key(1), options())
}

/// Opens a workspace that this test has just closed. A child that another test starts at that moment has a copy of the
/// lock until it runs its own program, so a lock that is taken is asked for again.
pub(crate) fn open_again(path: &Path) -> Store {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        match open(path) {
            Err(store::Error::Locked) if std::time::Instant::now() < deadline => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

pub(crate) fn account(digits: &str) -> AccountId {
    AccountId::parse(digits).unwrap()
}

pub(crate) fn id(digits: impl ToString) -> ObjectId {
    ObjectId::parse(&digits.to_string()).unwrap()
}

pub(crate) fn object(account_digits: &str, level: Level, digits: impl ToString) -> ObjectRef {
    ObjectRef { account: account(account_digits), level, id: id(digits) }
}

pub(crate) fn day(number: i32) -> AccountDay {
    AccountDay::from_number(number).unwrap()
}

pub(crate) fn days(first: i32, last: i32) -> DayRange {
    DayRange::new(day(first), day(last)).unwrap()
}

pub(crate) fn account_row(digits: &str, currency: &str) -> AdAccountRow {
    rows::account(&account(digits), &format!("Account {digits}"), currency)
}

pub(crate) fn campaign_row(account_digits: &str, digits: impl ToString, name: &str) -> CampaignRow {
    CampaignRow {
        daily_budget_minor: Some(5000),
        budget_remaining_minor: Some(1200),
        start_time: Some(NOW),
        created_time: Some(NOW),
        updated_time: Some(NOW),
        ..rows::campaign(&account(account_digits), id(digits), name)
    }
}

pub(crate) fn ad_set_row(account_digits: &str, digits: impl ToString, campaign: impl ToString, name: &str) -> AdSetRow {
    AdSetRow {
        daily_budget_minor: Some(700),
        billing_event: Some("IMPRESSIONS".to_owned()),
        learning_status: Some("LEARNING".to_owned()),
        ..rows::ad_set(&account(account_digits), id(digits), id(campaign), name)
    }
}

pub(crate) fn ad_row(
    account_digits: &str,
    digits: impl ToString,
    adset: impl ToString,
    campaign: impl ToString,
    name: &str,
) -> AdRow {
    rows::ad(&account(account_digits), id(digits), id(adset), id(campaign), name)
}

/// Figures that differ for every seed.
pub(crate) fn figures(seed: i64) -> DayFigures {
    DayFigures {
        sums: MetricSums {
            impressions: seed * 100,
            clicks: seed * 3,
            link_clicks: seed * 2,
            spend_minor: seed * 7,
            conversions_milli: seed * 1000,
            value_minor: seed * 31,
        },
        reach: (seed % 3 != 0).then_some(seed * 90),
        attribution: if seed % 5 == 0 { "1d_click".into() } else { "7d_click_1d_view".into() },
        conversion: if seed % 2 == 0 { ConversionAction::Purchase } else { ConversionAction::Lead },
    }
}

pub(crate) fn metric(digits: impl ToString, day_number: i32, seed: i64) -> MetricRow {
    MetricRow { object: id(digits), day: day(day_number), figures: figures(seed) }
}

pub(crate) fn put(
    store: &Store,
    account_digits: &str,
    level: Level,
    seen_at: TimestampMillis,
    rows: Vec<MetricRow>,
) -> Result<MetricsWritten, store::Error> {
    let account = account(account_digits);
    let write =
        move |tx: &store::Tx<'_>| tx.upsert_metrics(&MetricsBatch { account: &account, level, seen_at, rows: &rows });
    Ok(store.write_blocking(write)?.value)
}
