//! What was changed: acts, and what became of each of their objects.

use std::collections::BTreeMap;

use changes::{ChangeSet, Detail, FieldChange, Outcome};
use domain::AccountId;
use store::{ChangeRow as StoredRow, ChangeSetRow, Db};

use super::{convert, view};
use crate::Error;
use crate::app::App;
use crate::dto::{ChangeDetail, ChangeEntry, ChangeRow, ChangesRequest};
use crate::explorer::level_view;

/// Most rows of one act in one answer.
const MOST_ROWS: usize = 5_000;

/// Whether another try of a row makes sense.
pub(super) fn can_be_retried(row: &StoredRow) -> bool {
    Outcome::parse(&row.outcome).is_none_or(Outcome::can_be_retried)
}

impl App {
    /// Acts, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account or object that is not in this workspace.
    pub async fn changes(&self, input: ChangesRequest) -> Result<Vec<ChangeEntry>, Error> {
        let session = self.session().await?;
        let chosen = session.chosen();
        let limit = input.limit.clamp(1, 200) as usize;
        let object = input.object.as_ref().map(|key| convert::object(key, &chosen)).transpose()?;
        let account = input.account_id.as_deref().map(AccountId::parse).transpose();
        let account = account.map_err(|_| Error::NotFound("ad account"))?;
        let before = input.before.map(convert::minor).transpose()?;
        let read = move |db: &Db| {
            let sets = match &object {
                None => db.change_sets(account.as_ref(), before, limit)?,
                Some(object) => {
                    let mut sets = Vec::new();
                    for row in db.changes_of(object, limit)? {
                        sets.extend(db.change_set(&row.change_set)?);
                    }
                    sets
                }
            };
            sets.into_iter().map(|set| entry(db, set)).collect::<Result<Vec<_>, store::Error>>()
        };
        Ok(session.store.read(read).await?)
    }

    /// One act with its objects.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn change(&self, id: &str) -> Result<ChangeDetail, Error> {
        let session = self.session().await?;
        let id = id.to_owned();
        let read = move |db: &Db| {
            let Some(set) = db.change_set(&id)? else { return Ok(None) };
            let accounts = db.accounts()?;
            let currencies: BTreeMap<AccountId, String> =
                accounts.into_iter().map(|account| (account.id, account.currency)).collect();
            let rows = db.changes(&id)?;
            let rows = rows.into_iter().take(MOST_ROWS).map(|row| row_of(row, &currencies)).collect();
            Ok(Some(ChangeDetail { entry: entry(db, set)?, rows }))
        };
        session.store.read(read).await?.ok_or(Error::NotFound("change"))
    }
}

fn entry(db: &Db, set: ChangeSetRow) -> Result<ChangeEntry, store::Error> {
    let counts = db.change_counts(&set.id)?;
    let plan: Option<ChangeSet> = serde_json::from_value(set.plan).ok();
    let sum = |wanted: &dyn Fn(&str, bool) -> bool| {
        let counted = counts.iter().filter(|(outcome, undone, _)| wanted(outcome, *undone)).map(|(.., count)| count);
        u32::try_from(counted.sum::<usize>()).unwrap_or(u32::MAX)
    };
    let unfinished = |outcome: &str, _| Outcome::parse(outcome).is_none_or(Outcome::can_be_retried);
    let undoable = |outcome: &str, undone: bool| matches!(outcome, "confirmed" | "marked") && !undone;
    Ok(ChangeEntry {
        position: set.seq as f64,
        at_ms: set.made_at.0 as f64,
        source: set.source,
        actor: set.actor,
        reason: set.reason,
        what: plan.map(|plan| view::what(&plan.items)).unwrap_or_default(),
        rows: sum(&|_, _| true),
        succeeded: sum(&|outcome, undone| !unfinished(outcome, undone)),
        unfinished: sum(&unfinished),
        undoes: set.undoes,
        can_undo: sum(&undoable) > 0,
        id: set.id,
    })
}

fn row_of(row: StoredRow, currencies: &BTreeMap<AccountId, String>) -> ChangeRow {
    let currency = currencies.get(&row.account).cloned().unwrap_or_default();
    let fields: Vec<FieldChange> = serde_json::from_value(row.fields).unwrap_or_default();
    let detail: Detail = serde_json::from_value(row.detail).unwrap_or_default();
    ChangeRow {
        item: row.item,
        account_id: row.account.node(),
        level: level_view(row.level),
        id: row.object.map(|id| id.to_string()),
        name: row.name,
        fields: fields.iter().map(|change| view::diff(change, &currency)).collect(),
        outcome: view::outcome(&row.outcome),
        text: detail.text,
        blamed: detail.blamed,
        trace_id: detail.trace_id,
        retry_at_ms: detail.retry_at.map(|at| at.0 as f64),
        conflicts: detail.conflicts.iter().map(|conflict| view::conflict(conflict, &currency)).collect(),
        at_ms: row.at.map(|at| at.0 as f64),
        undone_by: row.undone_by,
        currency,
    }
}
