//! A run over several accounts, and the list of accounts itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{AccountId, Clock};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use graph::{AdAccount, Graph, Pages};
use store::{AdAccountRow, Store};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::account::{self, Outcome, Shared};
use crate::convert;
use crate::error::Error;
use crate::progress::{ProgressBoard, SyncProgress};
use crate::report::{Problem, ProblemKind, SyncReport, SyncResult};
use crate::request::SyncRequest;

/// Requests of a run under way at once.
const CONNECTIONS: usize = 6;

/// How old the list of accounts may be before a run reads it again.
const ACCOUNTS_LIFE_MS: i64 = 12 * 3_600_000;

/// Noted whenever the list of accounts was read to its end.
const ACCOUNTS: &str = "accounts";

/// Lists every ad account the token can see, over all pages, and stores them. One call for each five hundred accounts.
///
/// # Errors
/// What Meta or the store answered. Accounts of earlier pages are stored all the same.
pub async fn discover_accounts(
    graph: &Graph,
    store: &Store,
    cancel: &CancellationToken,
) -> Result<Vec<AdAccountRow>, Error> {
    let mut found = Vec::new();
    let mut pages = graph.ad_accounts(None);
    loop {
        found.extend(discover_page(&mut pages, store, cancel).await?);
        if pages.cursor().is_none() {
            return Ok(found);
        }
    }
}

/// Lists the next page of the ad accounts the token can see and stores them. One call. The list goes on where
/// [`Pages::cursor`] says; without one it is at its end.
///
/// # Errors
/// What Meta or the store answered. After an error of Meta's the walk is where it was.
pub async fn discover_page(
    pages: &mut Pages<Vec<AdAccount>>,
    store: &Store,
    cancel: &CancellationToken,
) -> Result<Vec<AdAccountRow>, Error> {
    let Some(page) = pages.next_page(cancel).await? else { return Ok(Vec::new()) };
    let rows: Vec<AdAccountRow> = page.items.into_iter().map(convert::account_row).collect();
    let found = rows.clone();
    let is_last = page.after.is_none();
    let write = move |tx: &store::Tx<'_>| {
        tx.upsert_accounts(&rows)?;
        if is_last { tx.set_sync_state(None, ACCOUNTS, &true) } else { Ok(()) }
    };
    store.write(write).await?;
    Ok(found)
}

/// Brings accounts up to date: one run, as described by the request.
///
/// The run never fails as a whole: its report says what is missing and why. It can be cancelled at any moment, and what
/// has arrived is stored. `progress` is published at most ten times a second.
pub async fn sync(
    graph: &Graph,
    store: &Store,
    clock: Arc<dyn Clock>,
    request: &SyncRequest,
    progress: watch::Sender<SyncProgress>,
    cancel: &CancellationToken,
) -> SyncReport {
    let started_at = clock.now();
    let calls_before = graph.calls();
    // A token that is no longer good ends every account, which is not the person's cancelling.
    let stop = cancel.child_token();
    let mut problems = Vec::new();
    let known = match accounts(graph, store, clock.as_ref(), request, &stop).await {
        Ok(known) => known,
        Err(error) => {
            problems.push(Problem { account: None, account_name: None, kind: error.into() });
            BTreeMap::new()
        }
    };
    let names: Vec<_> = request.accounts.iter().map(|id| (id.clone(), name_of(&known, id))).collect();
    let board = ProgressBoard::new(&names, progress);
    let slots = Semaphore::new(CONNECTIONS);
    let shared = Shared { graph, store, clock: clock.as_ref(), request, board: &board, slots: &slots, cancel: &stop };
    let ended = CancellationToken::new();
    let work = async {
        let outcomes = if problems.is_empty() { each_account(&shared, &known, &stop).await } else { Vec::new() };
        ended.cancel();
        outcomes
    };
    let (outcomes, ()) = tokio::join!(work, board.publish_until(&ended, graph));
    let (mut changed, mut differences) = (Vec::new(), Vec::new());
    for (id, mut outcome) in outcomes {
        differences.append(&mut outcome.differences);
        if outcome.changed {
            changed.push(id.clone());
        }
        add_problems(&mut problems, &known, &id, outcome, cancel.is_cancelled());
    }
    let rows = board.rows();
    SyncReport {
        result: result(&problems, cancel.is_cancelled(), rows),
        started_at,
        finished_at: clock.now(),
        rows,
        calls: graph.calls().saturating_sub(calls_before),
        problems,
        differences,
        changed,
    }
}

/// The accounts of the request as they are in the cache; listed again where one is unknown or the list is old.
async fn accounts(
    graph: &Graph,
    store: &Store,
    clock: &dyn Clock,
    request: &SyncRequest,
    stop: &CancellationToken,
) -> Result<BTreeMap<AccountId, AdAccountRow>, Error> {
    let wanted = request.accounts.clone();
    let load = move |db: &store::Db| {
        let found = wanted.iter().map(|id| db.account(id)).collect::<Result<Vec<_>, _>>()?;
        let listed_at = db.sync_scopes(None, ACCOUNTS)?.into_iter().find(|(scope, _)| scope == ACCOUNTS);
        let listed_at = listed_at.map(|(_, at)| at);
        Ok((found.into_iter().flatten().map(|row| (row.id.clone(), row)).collect::<BTreeMap<_, _>>(), listed_at))
    };
    let (known, listed_at) = store.read(load.clone()).await?;
    let now = clock.now();
    let is_fresh = listed_at.is_some_and(|at| (0..ACCOUNTS_LIFE_MS).contains(&now.millis_since(at)));
    if is_fresh && request.accounts.iter().all(|id| known.contains_key(id)) {
        return Ok(known);
    }
    discover_accounts(graph, store, stop).await?;
    Ok(store.read(load).await?.0)
}

async fn each_account(
    shared: &Shared<'_>,
    known: &BTreeMap<AccountId, AdAccountRow>,
    stop: &CancellationToken,
) -> Vec<(AccountId, Outcome)> {
    let mut running: FuturesUnordered<_> = shared
        .request
        .accounts
        .iter()
        .map(|id| async move {
            let outcome = match known.get(id) {
                Some(account) => account::sync(shared, account.clone()).await,
                None => Outcome { problems: vec![ProblemKind::UnknownAccount], ..Outcome::default() },
            };
            (id.clone(), outcome)
        })
        .collect();
    let mut outcomes = Vec::new();
    while let Some((id, outcome)) = running.next().await {
        if outcome.problems.iter().any(ProblemKind::stops_all) {
            stop.cancel();
        }
        outcomes.push((id, outcome));
    }
    outcomes
}

/// Adds an account's problems. One that concerns all accounts is told once; an account that was only stopped because of
/// it has no problem of its own.
fn add_problems(
    problems: &mut Vec<Problem>,
    known: &BTreeMap<AccountId, AdAccountRow>,
    id: &AccountId,
    outcome: Outcome,
    by_person: bool,
) {
    for kind in outcome.problems {
        if kind.is_cancel() && !by_person {
            continue;
        }
        if kind.stops_all() {
            if !problems.iter().any(|problem| problem.account.is_none()) {
                problems.push(Problem { account: None, account_name: None, kind });
            }
            continue;
        }
        problems.push(Problem { account: Some(id.clone()), account_name: Some(name_of(known, id)), kind });
    }
}

fn result(problems: &[Problem], cancelled: bool, rows: u64) -> SyncResult {
    match (problems.is_empty(), rows) {
        (true, _) => SyncResult::Complete,
        (false, _) if cancelled => SyncResult::Cancelled,
        (false, 0) => SyncResult::Failed,
        (false, _) => SyncResult::Partial,
    }
}

fn name_of(known: &BTreeMap<AccountId, AdAccountRow>, id: &AccountId) -> String {
    known.get(id).map(|account| account.name.clone()).unwrap_or_default()
}
