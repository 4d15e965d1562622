//! What rules decided about objects, and what became of it.

use domain::{AccountId, TimestampMillis};
use rusqlite::{Params, Row, params};
use serde_json::Value;

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{DecisionCount, DecisionEnd, DecisionRow, ObjectRef};
use crate::tag::Tag;

const COLUMNS: &str = "seq, id, run, rule_id, version, account_id, level, object_id, name, at, state, act, decision, \
                       takes_away, figures_read_at, change_set, item, detail, settled_at, outcome";
/// Whether the write path has taken an act back since.
const UNDONE: &str = "EXISTS (SELECT 1 FROM changes WHERE changes.change_set = decisions.change_set \
                      AND changes.item = decisions.item AND changes.undone_by IS NOT NULL)";

fn read(row: &Row<'_>) -> Result<DecisionRow> {
    let act: Option<String> = row.get(11)?;
    Ok(DecisionRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        run: row.get(2)?,
        rule: row.get(3)?,
        version: record::item(row, 4)?,
        object: ObjectRef {
            account: record::account(row, 5)?,
            level: record::level(row, 6)?,
            id: record::object(row, 7)?.ok_or(Error::Unreadable("an object of a decision"))?,
        },
        name: row.get(8)?,
        at: TimestampMillis(row.get(9)?),
        state: row.get(10)?,
        act: act.map(|text| serde_json::from_str(&text)).transpose()?,
        decision: record::json(row, 12)?,
        takes_away: row.get(13)?,
        figures_read_at: row.get::<_, Option<i64>>(14)?.map(TimestampMillis),
        change_set: row.get(15)?,
        item: row.get(16)?,
        detail: row.get(17)?,
        settled_at: row.get::<_, Option<i64>>(18)?.map(TimestampMillis),
        outcome: row.get(19)?,
        undone: row.get(20)?,
    })
}

impl Db {
    fn decisions_where(&self, condition: &str, parameters: impl Params) -> Result<Vec<DecisionRow>> {
        self.ledger_rows(&format!("SELECT {COLUMNS}, {UNDONE} FROM decisions WHERE {condition}"), read, parameters)
    }

    /// One decision.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn decision(&self, id: &str) -> Result<DecisionRow> {
        self.decisions_where("id = ?1", [id])?.pop().ok_or(Error::NotFound)
    }

    /// The decisions of a look, in order.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn decisions_of_run(&self, run: &str) -> Result<Vec<DecisionRow>> {
        self.decisions_where("run = ?1 ORDER BY seq", [run])
    }

    /// Decisions in a state, oldest first. Meant for `waiting` and `sending`, of which there are few.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn decisions_in(&self, state: &str) -> Result<Vec<DecisionRow>> {
        // The constants let the partial index be used.
        self.decisions_where("state = ?1 AND state IN ('waiting', 'sending') ORDER BY seq", [state])
    }

    /// Decisions about an object at or before an instant, newest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn decisions_about(&self, object: &ObjectRef, until: TimestampMillis, limit: u32) -> Result<Vec<DecisionRow>> {
        self.decisions_where(
            "object_id = ?1 AND account_id = ?2 AND level = ?3 AND at <= ?4 ORDER BY at DESC, seq DESC LIMIT ?5",
            params![object.id.as_str(), object.account.digits(), object.level.as_str(), until.0, limit],
        )
    }

    /// What rules did, are about to do, or told in an account since an instant, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn acts_since(&self, account: &AccountId, since: TimestampMillis) -> Result<Vec<DecisionRow>> {
        self.decisions_where(
            "account_id = ?1 AND at >= ?2 AND act IS NOT NULL AND state NOT IN ('declined', 'expired', 'stale')
             ORDER BY at, seq",
            params![account.digits(), since.0],
        )
    }

    /// Acts of which it is not known yet whether they were right, made before an instant, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn decisions_unripe(&self, before: TimestampMillis, limit: u32) -> Result<Vec<DecisionRow>> {
        self.decisions_where(
            "outcome IS NULL AND state IN ('done', 'shadowed') AND at < ?1 ORDER BY at LIMIT ?2",
            params![before.0, limit],
        )
    }

    /// How many decisions each rule made since an instant, by what became of them.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn decision_counts(&self, since: TimestampMillis) -> Result<Vec<DecisionCount>> {
        let read = |row: &Row<'_>| {
            Ok(DecisionCount {
                rule: row.get(0)?,
                state: row.get(1)?,
                outcome: row.get(2)?,
                takes_away: row.get(3)?,
                count: record::item(row, 4)?,
            })
        };
        let sql = format!(
            "SELECT rule_id, CASE WHEN {UNDONE} THEN 'undone' ELSE state END, outcome, takes_away, count(*)
             FROM decisions WHERE at >= ?1 GROUP BY 1, 2, 3, 4"
        );
        self.ledger_rows(&sql, read, [since.0])
    }
}

impl Tx<'_> {
    /// Keeps what a rule decided about an object.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn insert_decision(&self, row: &DecisionRow) -> Result<()> {
        let mut insert = self.ledger_mut()?.prepare_cached(
            "INSERT INTO decisions (id, run, rule_id, version, account_id, level, object_id, name, at, state, act,
             decision, takes_away, figures_read_at, change_set, item, detail, settled_at, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?;
        insert.execute(params![
            row.id,
            row.run,
            row.rule,
            row.version,
            row.object.account.digits(),
            row.object.level.as_str(),
            row.object.id.as_str(),
            row.name,
            row.at.0,
            row.state,
            row.act.as_ref().map(Value::to_string),
            row.decision.to_string(),
            row.takes_away,
            row.figures_read_at.map(|at| at.0),
            row.change_set,
            row.item,
            row.detail,
            row.settled_at.map(|at| at.0),
            row.outcome,
        ])?;
        self.touch(Tag::Rules);
        Ok(())
    }

    /// Says what became of a decision that is in the state `from`. Answers false when it is in another by now, which
    /// then stays: whoever answers first is heard.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn settle_decision(&self, id: &str, from: &str, end: &DecisionEnd<'_>) -> Result<bool> {
        let mut update = self.ledger_mut()?.prepare_cached(
            "UPDATE decisions SET state = ?3, change_set = coalesce(?4, change_set), item = coalesce(?5, item),
             detail = coalesce(?6, detail), settled_at = ?7 WHERE id = ?1 AND state = ?2",
        )?;
        let (change, item) = end.change.unzip();
        let changed = update.execute(params![id, from, end.state, change, item, end.detail, self.now().0])?;
        self.touch(Tag::Rules);
        Ok(changed > 0)
    }

    /// Says whether an act was right.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_decision_outcome(&self, id: &str, outcome: &str) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached("UPDATE decisions SET outcome = ?2 WHERE id = ?1")?;
        update.execute(params![id, outcome])?;
        self.touch(Tag::Rules);
        Ok(())
    }
}
