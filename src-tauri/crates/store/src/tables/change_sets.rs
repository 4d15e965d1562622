//! Acts and what became of each of their objects.

use domain::{AccountId, ObjectId, TimestampMillis};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{ChangeAuthor, ChangeRow, ChangeSetRow, NewChangeSet, ObjectRef};
use crate::tag::Tag;

const SET_COLUMNS: &str = "seq, id, source, actor, reason, undoes, made_at, plan, plan_hash, state";
const COLUMNS: &str = "change_set, item, account_id, level, object_id, name, fields, outcome, detail, at, undone_by";

fn read_set(row: &Row<'_>) -> Result<ChangeSetRow> {
    Ok(ChangeSetRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        source: row.get(2)?,
        actor: row.get(3)?,
        reason: row.get(4)?,
        undoes: row.get(5)?,
        made_at: TimestampMillis(row.get(6)?),
        plan: record::json(row, 7)?,
        plan_hash: row.get(8)?,
        state: row.get(9)?,
    })
}

fn read(row: &Row<'_>) -> Result<ChangeRow> {
    Ok(ChangeRow {
        change_set: row.get(0)?,
        item: record::item(row, 1)?,
        account: record::account(row, 2)?,
        level: record::level(row, 3)?,
        object: record::object(row, 4)?,
        name: row.get(5)?,
        fields: record::json(row, 6)?,
        outcome: row.get(7)?,
        detail: record::json(row, 8)?,
        at: row.get::<_, Option<i64>>(9)?.map(TimestampMillis),
        undone_by: row.get(10)?,
    })
}

impl Db {
    /// One act.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_set(&self, id: &str) -> Result<Option<ChangeSetRow>> {
        let sql = format!("SELECT {SET_COLUMNS} FROM change_sets WHERE id = ?1");
        Ok(self.ledger_rows(&sql, read_set, [id])?.pop())
    }

    /// Acts before the one numbered `before` (the newest when none is given), newest first; with an account, only those
    /// that have an object in it.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_sets(
        &self,
        account: Option<&AccountId>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<ChangeSetRow>> {
        let sql = format!(
            "SELECT {SET_COLUMNS} FROM change_sets WHERE seq < ?1 AND (?2 IS NULL OR EXISTS
             (SELECT 1 FROM changes WHERE change_set = change_sets.id AND account_id = ?2))
             ORDER BY seq DESC LIMIT ?3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.ledger_rows(&sql, read_set, params![before.unwrap_or(i64::MAX), account.map(AccountId::digits), limit])
    }

    /// Acts that have not come to their end, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn open_change_sets(&self) -> Result<Vec<ChangeSetRow>> {
        self.change_sets_where("state = 'open' ORDER BY seq", [])
    }

    pub(super) fn change_sets_where(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<ChangeSetRow>> {
        self.ledger_rows(&format!("SELECT {SET_COLUMNS} FROM change_sets WHERE {condition}"), read_set, parameters)
    }

    /// What became of each object of an act, in the plan's order.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn changes(&self, change_set: &str) -> Result<Vec<ChangeRow>> {
        let sql = format!("SELECT {COLUMNS} FROM changes WHERE change_set = ?1 ORDER BY item");
        self.ledger_rows(&sql, read, [change_set])
    }

    /// What was done to one object, newest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn changes_of(&self, object: &ObjectRef, limit: usize) -> Result<Vec<ChangeRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM changes WHERE account_id = ?1 AND object_id = ?2 AND level = ?3
             ORDER BY pk DESC LIMIT ?4"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let parameters = params![object.account.digits(), object.id.as_str(), object.level.as_str(), limit];
        self.ledger_rows(&sql, read, parameters)
    }

    /// How many objects of an act ended how, those taken back apart: outcome, whether it was taken back, count.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_counts(&self, change_set: &str) -> Result<Vec<(String, bool, usize)>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT outcome, undone_by IS NOT NULL, count(*) FROM changes WHERE change_set = ?1 GROUP BY 1, 2",
        )?;
        let counts = find.query_map([change_set], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?)))?;
        let counts = counts.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(counts.into_iter().map(|(outcome, undone, n)| (outcome, undone, usize::try_from(n).unwrap_or(0))).collect())
    }

    /// As [`Db::change_counts`], of one account's objects.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_counts_in(&self, change_set: &str, account: &AccountId) -> Result<Vec<(String, bool, usize)>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT outcome, undone_by IS NOT NULL, count(*) FROM changes
             WHERE change_set = ?1 AND account_id = ?2 GROUP BY 1, 2",
        )?;
        let counts = find.query_map([change_set, account.digits()], |row| {
            Ok((row.get(0)?, row.get(1)?, usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0)))
        })?;
        Ok(counts.collect::<rusqlite::Result<_>>()?)
    }

    /// The first of an act's objects in an account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn first_change_in(&self, change_set: &str, account: &AccountId) -> Result<Option<ChangeRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM changes WHERE change_set = ?1 AND account_id = ?2 ORDER BY item LIMIT 1");
        Ok(self.ledger_rows(&sql, read, [change_set, account.digits()])?.pop())
    }

    /// Who made an act and why, without its plan.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_set_author(&self, id: &str) -> Result<Option<ChangeAuthor>> {
        let mut find =
            self.ledger.prepare_cached("SELECT source, actor, reason, undoes, state FROM change_sets WHERE id = ?1")?;
        let read = |row: &Row<'_>| {
            Ok(ChangeAuthor {
                source: row.get(0)?,
                actor: row.get(1)?,
                reason: row.get(2)?,
                undoes: row.get(3)?,
                state: row.get(4)?,
            })
        };
        Ok(find.query_row([id], read).optional()?)
    }
}

impl Tx<'_> {
    /// Notes an act with all its objects, open, nothing of it done.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn insert_change_set(&self, set: &NewChangeSet<'_>) -> Result<()> {
        let ledger = self.ledger_mut()?;
        let mut insert = ledger.prepare_cached(
            "INSERT INTO change_sets (id, source, actor, reason, undoes, made_at, plan, plan_hash, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open')",
        )?;
        insert.execute(params![
            set.id,
            set.source,
            set.actor,
            set.reason,
            set.undoes,
            set.made_at.0,
            set.plan.to_string(),
            set.plan_hash
        ])?;
        let mut insert = ledger.prepare_cached(
            "INSERT INTO changes (change_set, item, account_id, level, object_id, name, fields, outcome, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', 'null')",
        )?;
        for (number, change) in (0_u32..).zip(&set.items) {
            insert.execute(params![
                set.id,
                number,
                change.account.digits(),
                change.level.as_str(),
                change.object.as_ref().map(ObjectId::as_str),
                change.name,
                change.fields.to_string()
            ])?;
        }
        self.touch(Tag::Changes);
        Ok(())
    }

    /// Says whether an act is `open` or `done`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown act.
    pub fn set_change_set_state(&self, id: &str, state: &str) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached("UPDATE change_sets SET state = ?2 WHERE id = ?1")?;
        if update.execute(params![id, state])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Changes);
        Ok(())
    }

    /// Says what became of one object of an act. An id that is known stays known.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown act or number.
    pub fn set_change_outcome(
        &self,
        change_set: &str,
        item: u32,
        outcome: &str,
        object: Option<&ObjectId>,
        detail: &Value,
    ) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached(
            "UPDATE changes SET outcome = ?3, object_id = coalesce(?4, object_id), detail = ?5, at = ?6
             WHERE change_set = ?1 AND item = ?2 RETURNING account_id",
        )?;
        let object = object.map(ObjectId::as_str);
        let parameters = params![change_set, item, outcome, object, detail.to_string(), self.now().0];
        let found: Option<String> = update.query_row(parameters, |row| row.get(0)).optional()?;
        found.ok_or(Error::NotFound)?;
        self.touch(Tag::Changes);
        Ok(())
    }

    /// Says that another act has taken back what an act did to an object.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_change_undone(&self, change_set: &str, object: &ObjectRef, by: &str) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached(
            "UPDATE changes SET undone_by = ?5
             WHERE change_set = ?1 AND account_id = ?2 AND level = ?3 AND object_id = ?4",
        )?;
        let (account, level, id) = (object.account.digits(), object.level.as_str(), object.id.as_str());
        update.execute(params![change_set, account, level, id, by])?;
        self.touch(Tag::Changes);
        Ok(())
    }
}
