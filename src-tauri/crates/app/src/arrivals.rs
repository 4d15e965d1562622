//! While a first sync runs, tells the page that more has arrived: it opens before the end, and what is here is usable.
//!
//! Accounts that have been synced before are told of once, at the end of the run: a table that somebody reads shall not
//! change its order every few seconds.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use domain::AccountId;
use ingest::{Stage, SyncProgress};
use store::Store;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::bus::Bus;
use crate::dto::AppEvent;

/// Each time the page asks for all that it shows, so not more often than a person can read it.
const TELL_EVERY: Duration = Duration::from_secs(3);

/// What the page was last told of an account.
#[derive(Debug, Clone, Copy)]
struct Told {
    stage: Stage,
    rows: u64,
    at: Instant,
}

/// Tells of arrivals until the run ends.
pub(crate) async fn tell(bus: Bus, store: Store, mut progress: watch::Receiver<SyncProgress>) {
    let first = match store.read(first_time).await {
        Ok(first) => first,
        Err(error) => return tracing::warn!(%error, "the page is told of new figures at the end of the sync only"),
    };
    let mut told = HashMap::new();
    while progress.changed().await.is_ok() {
        let account_ids = news(&progress.borrow_and_update(), &first, &mut told, Instant::now());
        if !account_ids.is_empty() {
            bus.event(AppEvent::DataChanged { account_ids });
        }
    }
}

/// The accounts that have never been synced to the end.
fn first_time(db: &store::Db) -> Result<HashSet<AccountId>, store::Error> {
    let mut first = HashSet::new();
    for account in db.accounts()?.into_iter().map(|row| row.id) {
        if ingest::last_complete(db, &account)?.is_none() {
            first.insert(account);
        }
    }
    Ok(first)
}

/// The accounts that have more to show: at once when a stage is over, else after a while.
fn news(
    progress: &SyncProgress,
    first: &HashSet<AccountId>,
    told: &mut HashMap<AccountId, Told>,
    now: Instant,
) -> Vec<String> {
    let mut ids = Vec::new();
    for one in progress.accounts.iter().filter(|one| first.contains(&one.account)) {
        let last = told.entry(one.account.clone()).or_insert(Told { stage: one.stage, rows: 0, at: now });
        let is_due = last.stage != one.stage || now.duration_since(last.at) >= TELL_EVERY;
        if is_due && one.rows > last.rows {
            *last = Told { stage: one.stage, rows: one.rows, at: now };
            ids.push(one.account.node());
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(stage: Stage, rows: u64) -> SyncProgress {
        let account = AccountId::parse("1").unwrap();
        let one = ingest::AccountProgress {
            account,
            name: String::new(),
            stage,
            done: 0,
            total: None,
            rows,
            waits_until: None,
        };
        SyncProgress { accounts: vec![one] }
    }

    #[test]
    fn an_account_is_told_of_when_a_stage_is_over_and_otherwise_every_few_seconds() {
        let first = HashSet::from([AccountId::parse("1").unwrap()]);
        let mut told = HashMap::new();
        let start = Instant::now();
        let later = |millis: u64| start + Duration::from_millis(millis);
        for (at, stage, rows, expected) in [
            (0, Stage::Structure, 10, false),
            (100, Stage::Structure, 20, false),
            (200, Stage::Insights, 30, true),
            (300, Stage::Insights, 40, false),
            (3_100, Stage::Insights, 50, false),
            (3_300, Stage::Insights, 60, true),
            (9_000, Stage::Insights, 60, false),
            (9_100, Stage::Checking, 60, false),
        ] {
            let ids = news(&progress(stage, rows), &first, &mut told, later(at));
            assert_eq!(ids == ["act_1"], expected, "after {at} ms");
        }
        assert!(news(&progress(Stage::Done, 900), &HashSet::new(), &mut told, later(99_000)).is_empty());
    }
}
