//! After a crash or a lost network: what was sent is read back and closed before anything new is sent.

use domain::AccountId;
use store::IntentRow;

use crate::apply::untouched;
use crate::close::{self, Pending};
use crate::outcome::{Outcome, RowReport};
use crate::set::ChangeSet;
use crate::settle::{self, Answer};
use crate::tools::Tools;
use crate::{Error, gate};

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
    let accounts: std::collections::BTreeSet<AccountId> = open.iter().map(|intent| intent.account.clone()).collect();
    for account in &accounts {
        let _alone = tools.lanes.enter(account).await;
        let (settled, left) = settle_account(tools, account).await?;
        recovered.settled.extend(settled);
        recovered.open += left;
    }
    recovered.interrupted = end_interrupted(tools).await?;
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
    let id = intent.change_set.clone();
    let set = tools.store.read(move |db| db.change_set(&id)).await?;
    let set: Option<ChangeSet> = set.and_then(|set| serde_json::from_value(set.plan).ok());
    let makes = close::makes(&intent);
    let pending = Pending::of_intent(intent, set.as_ref());
    let verdict = match makes {
        true => settle::made(tools, &pending, Answer::Lost).await,
        false if pending.action == close::FILL => {
            // Copies that take long are waited for where somebody watches; here they stay open.
            let patience = tools.pace.between_looks.saturating_mul(tools.pace.looks);
            settle::filled(tools, &pending, Answer::Lost, &|_, _| {}, patience, &graph::Cancel::new()).await
        }
        false => settle::edit(tools, &pending, Answer::Lost).await,
    };
    tracing::info!(change = %pending.change_set, item = pending.item, outcome = verdict.outcome.as_str(), "read back");
    close::close(tools, &pending, &verdict).await
}

/// Ends acts that the program was in the middle of: what they had not sent is said to be not sent.
async fn end_interrupted(tools: &Tools) -> Result<Vec<String>, Error> {
    let written = tools.store.write(|tx| {
        let open: std::collections::BTreeSet<String> =
            tx.open_intents()?.into_iter().map(|intent| intent.change_set).collect();
        let mut interrupted = Vec::new();
        for set in tx.open_change_sets()?.into_iter().filter(|set| !open.contains(&set.id)) {
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
