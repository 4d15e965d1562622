//! How far a run is, published at most ten times a second.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{AccountId, TimestampMillis};
use graph::Graph;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The shortest time between two publications.
const PUBLISH_EVERY: Duration = Duration::from_millis(100);

/// What a sync of one account is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waiting for its turn.
    Waiting,
    /// Campaigns, ad sets, ads and creatives.
    Structure,
    /// Pictures.
    Images,
    /// Who changed what.
    Activities,
    /// Figures.
    Insights,
    /// Comparing counts and totals with Meta's.
    Checking,
    /// Finished.
    Done,
    /// Did not finish; the report says why.
    Failed,
}

/// Progress of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProgress {
    /// Which account.
    pub account: AccountId,
    /// Its name, empty until known.
    pub name: String,
    /// What it is doing.
    pub stage: Stage,
    /// Steps done of this stage: days for figures (a day at each of the four levels counts as one), else objects.
    pub done: u32,
    /// Steps of this stage, where known.
    pub total: Option<u32>,
    /// Rows and objects stored so far for this account.
    pub rows: u64,
    /// Until when Meta asked this account to wait, while it waits.
    pub waits_until: Option<TimestampMillis>,
}

/// Progress of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncProgress {
    /// Each account, in the order of the request.
    pub accounts: Vec<AccountProgress>,
}

impl SyncProgress {
    /// Rows and objects stored so far by the whole run.
    pub fn rows(&self) -> u64 {
        self.accounts.iter().map(|account| account.rows).sum()
    }
}

/// Collects what the tasks of a run report, and publishes it.
#[derive(Debug)]
pub(crate) struct ProgressBoard {
    state: Mutex<Board>,
    sender: watch::Sender<SyncProgress>,
}

#[derive(Debug)]
struct Board {
    progress: SyncProgress,
    places: BTreeMap<AccountId, usize>,
    changed: bool,
}

impl ProgressBoard {
    pub(crate) fn new(accounts: &[(AccountId, String)], sender: watch::Sender<SyncProgress>) -> Self {
        let places = accounts.iter().enumerate().map(|(place, (id, _))| (id.clone(), place)).collect();
        let accounts = accounts
            .iter()
            .map(|(id, name)| AccountProgress {
                account: id.clone(),
                name: name.clone(),
                stage: Stage::Waiting,
                done: 0,
                total: None,
                rows: 0,
                waits_until: None,
            })
            .collect();
        let progress = SyncProgress { accounts };
        sender.send_replace(progress.clone());
        Self { state: Mutex::new(Board { progress, places, changed: false }), sender }
    }

    fn change(&self, account: &AccountId, change: impl FnOnce(&mut AccountProgress)) {
        let mut board = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let place = board.places.get(account).copied();
        if let Some(one) = place.and_then(|place| board.progress.accounts.get_mut(place)) {
            change(one);
            board.changed = true;
        }
    }

    /// The account begins a stage of `total` steps.
    pub(crate) fn stage(&self, account: &AccountId, stage: Stage, total: Option<u32>) {
        self.change(account, |one| {
            (one.stage, one.done, one.total) = (stage, 0, total);
        });
    }

    /// The steps of the present stage are known better.
    pub(crate) fn total(&self, account: &AccountId, total: u32) {
        self.change(account, |one| one.total = Some(total.max(one.done)));
    }

    /// Steps were done, and rows stored.
    pub(crate) fn add(&self, account: &AccountId, steps: u32, rows: u64) {
        self.change(account, |one| {
            one.done = one.done.saturating_add(steps);
            one.rows = one.rows.saturating_add(rows);
            // A plan that turned out too small must not show 110 %.
            one.total = one.total.map(|total| total.max(one.done));
        });
    }

    /// Meta asked the account to wait until then; `None` when it goes on.
    pub(crate) fn waits(&self, account: &AccountId, until: Option<TimestampMillis>) {
        let mut board = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(place) = board.places.get(account).copied() else { return };
        let Some(one) = board.progress.accounts.get_mut(place) else { return };
        if std::mem::replace(&mut one.waits_until, until) != until {
            board.changed = true;
        }
    }

    /// Publishes what has changed.
    pub(crate) fn publish(&self) {
        let mut board = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut board.changed) {
            self.sender.send_replace(board.progress.clone());
        }
    }

    /// Publishes at most ten times a second until `stop`, and a last time then; also what the governors wait for.
    pub(crate) async fn publish_until(&self, stop: &CancellationToken, graph: &Graph) {
        let accounts: Vec<AccountId> =
            self.state.lock().unwrap_or_else(PoisonError::into_inner).places.keys().cloned().collect();
        let governors: Vec<_> = accounts.iter().map(|id| (id, graph.governor(id).watch())).collect();
        while tokio::time::timeout(PUBLISH_EVERY, stop.cancelled()).await.is_err() {
            for (id, governor) in &governors {
                let state = *governor.borrow();
                self.waits(id, state.resumes_at.filter(|_| state.waiting > 0));
            }
            self.publish();
        }
        accounts.iter().for_each(|id| self.waits(id, None));
        self.publish();
    }

    pub(crate) fn rows(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).progress.rows()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_published_between_two_publications_and_nothing_is_lost() {
        let id = AccountId::parse("1").unwrap();
        let (sender, receiver) = watch::channel(SyncProgress::default());
        let board = ProgressBoard::new(&[(id.clone(), "One".to_owned())], sender);
        board.stage(&id, Stage::Insights, Some(4));
        board.add(&id, 3, 100);
        board.add(&id, 3, 50);
        assert_eq!(receiver.borrow().accounts[0].stage, Stage::Waiting);
        board.publish();
        let seen = receiver.borrow().clone();
        assert_eq!((seen.accounts[0].done, seen.accounts[0].total, seen.rows()), (6, Some(6), 150));
        assert!(!receiver.has_changed().unwrap_or(true) || receiver.borrow().rows() == 150);
    }
}
