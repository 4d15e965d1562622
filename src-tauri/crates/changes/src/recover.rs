//! After a crash or a lost network: what was sent is read back and closed before anything new is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::AccountId;
use store::IntentRow;
use tokio::time::Instant;

use crate::apply::{OnRow, Report, untouched};
use crate::close::{self, Pending, Verdict};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::set::ChangeSet;
use crate::settle::{self, Answer, LONGEST_PAUSE};
use crate::tools::Tools;
use crate::{Error, gate};

/// Said of copies that are no longer waited for.
const GIVEN_UP: &str = "Meta has been making the copies for longer than Sextant waits. Look at them in Ads Manager; \
                        trying again looks for them before anything is copied once more.";

/// What was found and settled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recovered {
    /// Requests whose outcome is known now, with the act they belong to.
    pub settled: Vec<(String, RowReport)>,
    /// Requests that still cannot be read back.
    pub open: usize,
    /// Acts that were broken off: what they had not sent can be sent with [`crate::retry`] after a look.
    pub interrupted: Vec<String>,
}

/// Settles everything the last run of the program left open. For the start of the program, before anything is sent.
///
/// # Errors
/// [`Error::Store`] when the ledger cannot be read or written.
pub async fn reconcile(tools: &Tools) -> Result<Recovered, Error> {
    let mut recovered = Recovered::default();
    let open = tools.store.read(store::Db::open_intents).await?;
    let accounts: BTreeSet<AccountId> = open.iter().map(|intent| intent.account.clone()).collect();
    for account in &accounts {
        let _alone = tools.lanes.enter(account).await;
        let (settled, left) = settle_account(tools, account).await?;
        recovered.settled.extend(settled);
        recovered.open += left;
    }
    recovered.interrupted = end_interrupted(tools, None).await?;
    Ok(recovered)
}

/// Settles what is open in one account. Answers whether nothing is open any more.
pub(crate) async fn reconcile_account(tools: &Tools, account: &AccountId) -> Result<bool, store::Error> {
    Ok(settle_account(tools, account).await?.1 == 0)
}

async fn settle_account(tools: &Tools, account: &AccountId) -> Result<(Vec<(String, RowReport)>, usize), store::Error> {
    let open = tools.store.read(store::Db::open_intents).await?;
    let mut settled = Vec::new();
    let mut left = 0;
    for intent in open.into_iter().filter(|intent| intent.account == *account) {
        let change_set = intent.change_set.clone();
        let report = settle_one(tools, intent).await?;
        if report.outcome == Outcome::Unconfirmed {
            left += 1;
        } else {
            settled.push((change_set, report));
        }
    }
    Ok((settled, left))
}

async fn settle_one(tools: &Tools, intent: IntentRow) -> Result<RowReport, store::Error> {
    if intent.action == close::FILL {
        return settle_copies(tools, intent, &|_| {}, None).await;
    }
    if intent.action == close::UPLOAD {
        let request = intent.request.clone();
        let pending = pending_of(tools, intent).await?;
        let verdict = settle::uploaded(tools, &pending, &request, Answer::Lost, None).await;
        return close::close(tools, &pending, &verdict).await;
    }
    let makes = close::makes(&intent);
    let pending = pending_of(tools, intent).await?;
    let verdict = match makes {
        true => settle::made(tools, &pending, Answer::Lost).await,
        false => settle::edit(tools, &pending, Answer::Lost).await,
    };
    tracing::info!(change = %pending.change_set, item = pending.item, outcome = verdict.outcome.as_str(), "read back");
    close::close(tools, &pending, &verdict).await
}

async fn pending_of(tools: &Tools, intent: IntentRow) -> Result<Pending, store::Error> {
    let id = intent.change_set.clone();
    let set = tools.store.read(move |db| db.change_set(&id)).await?;
    let set: Option<ChangeSet> = set.and_then(|set| serde_json::from_value(set.plan).ok());
    Ok(Pending::of_intent(intent, set.as_ref()))
}

/// One look at copies that an earlier run had ordered. While Meta is still making them they stay open, unless it is said
/// why they are no longer waited for: then they are a person's.
async fn settle_copies(
    tools: &Tools,
    intent: IntentRow,
    on_row: OnRow<'_>,
    given_up: Option<&str>,
) -> Result<RowReport, store::Error> {
    let pending = pending_of(tools, intent).await?;
    let under_way = AtomicBool::new(false);
    let tell = |done: u32, total: u32| {
        under_way.store(true, Ordering::Relaxed);
        let detail = Detail { copying: Some((done, total)), ..Detail::default() };
        on_row(&RowReport::new(pending.item, Outcome::Unconfirmed, detail).about(pending.object.clone()));
    };
    let cancel = graph::Cancel::new();
    let verdict = settle::filled(tools, &pending, Answer::Lost, &tell, Duration::ZERO, &cancel).await;
    // What could not be read is no reason to give up; what was read and goes on too long is.
    let verdict = match given_up.filter(|_| under_way.load(Ordering::Relaxed)) {
        Some(why) => Verdict::new(Outcome::NeedsPerson, Detail::say(why)),
        None => verdict,
    };
    tracing::info!(change = %pending.change_set, item = pending.item, outcome = verdict.outcome.as_str(), "copies");
    close::close(tools, &pending, &verdict).await
}

/// Acts with copies of theirs that Meta is still making, as far as the ledger says, each with the number of them.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn open_copies(tools: &Tools) -> Result<Vec<(String, usize)>, Error> {
    let open = tools.store.read(store::Db::open_intents).await?;
    let mut acts: BTreeMap<String, usize> = BTreeMap::new();
    for intent in open.into_iter().filter(|intent| intent.action == close::FILL) {
        *acts.entry(intent.change_set).or_default() += 1;
    }
    Ok(acts.into_iter().collect())
}

/// Goes on waiting for copies that an earlier run had ordered ([`open_copies`]) and tells how far they are. They are
/// looked at between other changes of their account, which wait for them as before. What Meta has not finished after
/// [`crate::Pace::longest_copy`] is closed as something for a person, who can have it looked for again with
/// [`crate::retry`]; nothing is copied twice by that. Cancelled, it leaves them open for the next start.
///
/// # Errors
/// [`Error::Store`] when the ledger cannot be read or written.
pub async fn await_copies(
    tools: &Tools,
    change_set: &str,
    on_row: OnRow<'_>,
    cancel: &graph::Cancel,
) -> Result<Report, Error> {
    let (began, mut pause) = (Instant::now(), tools.pace.between_looks);
    let mut rows = Vec::new();
    loop {
        let over = began.elapsed() >= tools.pace.longest_copy;
        let mut left = 0;
        for account in accounts_of(tools, change_set).await? {
            let _alone = tools.lanes.enter(&account).await;
            // Another act may have looked at them while this one waited for its turn.
            for intent in copies_of(tools, change_set).await?.into_iter().filter(|intent| intent.account == account) {
                let report = settle_copies(tools, intent, on_row, over.then_some(GIVEN_UP)).await?;
                if report.outcome == Outcome::Unconfirmed {
                    left += 1;
                } else {
                    on_row(&report);
                    rows.push(report);
                }
            }
        }
        if left == 0 || over {
            break;
        }
        tokio::select! {
            () = cancel.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause.saturating_mul(3) / 2).min(LONGEST_PAUSE);
    }
    end_interrupted(tools, Some(change_set)).await?;
    Ok(Report { change_set: change_set.to_owned(), rows })
}

async fn copies_of(tools: &Tools, change_set: &str) -> Result<Vec<IntentRow>, store::Error> {
    let open = tools.store.read(store::Db::open_intents).await?;
    let own = |intent: &IntentRow| intent.action == close::FILL && intent.change_set == change_set;
    Ok(open.into_iter().filter(own).collect())
}

async fn accounts_of(tools: &Tools, change_set: &str) -> Result<BTreeSet<AccountId>, store::Error> {
    Ok(copies_of(tools, change_set).await?.into_iter().map(|intent| intent.account).collect())
}

/// Ends acts that the program was in the middle of, all of them or one: what they had not sent is said to be not sent.
async fn end_interrupted(tools: &Tools, only: Option<&str>) -> Result<Vec<String>, Error> {
    let only = only.map(str::to_owned);
    let written = tools.store.write(move |tx| {
        let open: BTreeSet<String> = tx.open_intents()?.into_iter().map(|intent| intent.change_set).collect();
        let mut interrupted = Vec::new();
        for set in tx.open_change_sets()?.into_iter().filter(|set| !open.contains(&set.id)) {
            if only.as_ref().is_some_and(|only| *only != set.id) {
                continue;
            }
            let rows = tx.changes(&set.id)?;
            let planned = rows.iter().filter(|row| row.outcome == Outcome::Planned.as_str());
            for row in planned {
                let report = untouched(row.item, "Sextant ended before this was sent.");
                let detail = serde_json::to_value(&report.detail)?;
                tx.set_change_outcome(&set.id, row.item, report.outcome.as_str(), None, &detail)?;
            }
            tx.set_change_set_state(&set.id, "done")?;
            let unfinished = |row: &store::ChangeRow| Outcome::parse(&row.outcome).is_none_or(Outcome::can_be_retried);
            if tx.changes(&set.id)?.iter().any(unfinished) {
                interrupted.push(set.id);
            }
        }
        Ok(interrupted)
    });
    Ok(written.await?.value)
}

/// Whether writes are stopped by the flag in the ledger.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn is_stopped(tools: &Tools) -> Result<bool, Error> {
    let switch = tools.switch.clone();
    Ok(tools.store.read(move |db| Ok(switch.file_is_there() || gate::flag(db)?.is_some())).await?)
}
