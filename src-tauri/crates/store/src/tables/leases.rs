//! Pauses that rules made and mean to end.

use domain::TimestampMillis;
use rusqlite::{Row, params};

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::LeaseRow;
use crate::tag::Tag;

fn read(row: &Row<'_>) -> Result<LeaseRow> {
    Ok(LeaseRow {
        id: row.get(0)?,
        decision: row.get(1)?,
        rule: row.get(2)?,
        account: record::account(row, 3)?,
        level: record::level(row, 4)?,
        object: record::object(row, 5)?.ok_or(Error::Unreadable("an object of a pause"))?,
        name: row.get(6)?,
        since: TimestampMillis(row.get(7)?),
        until: row.get(8)?,
        due_at: row.get::<_, Option<i64>>(9)?.map(TimestampMillis),
        note: row.get(10)?,
    })
}

impl Db {
    /// Pauses of rules that have not ended, newest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn open_leases(&self) -> Result<Vec<LeaseRow>> {
        let sql = "SELECT id, decision, rule_id, account_id, level, object_id, name, since, until, due_at, note
                   FROM leases WHERE state = 'open' ORDER BY seq DESC";
        self.ledger_rows(sql, read, [])
    }
}

impl Tx<'_> {
    /// Keeps a pause.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn insert_lease(&self, row: &LeaseRow) -> Result<()> {
        let mut insert = self.ledger_mut()?.prepare_cached(
            "INSERT INTO leases (id, decision, rule_id, account_id, level, object_id, name, since, until, due_at, note,
             state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'open')",
        )?;
        insert.execute(params![
            row.id,
            row.decision,
            row.rule,
            row.account.digits(),
            row.level.as_str(),
            row.object.as_str(),
            row.name,
            row.since.0,
            row.until,
            row.due_at.map(|at| at.0),
            row.note,
        ])?;
        self.touch(Tag::Rules);
        Ok(())
    }

    /// Says what is to be known about the end of a pause.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn note_lease(&self, id: &str, note: &str) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached("UPDATE leases SET note = ?2 WHERE id = ?1")?;
        update.execute(params![id, note])?;
        self.touch(Tag::Rules);
        Ok(())
    }

    /// Ends a pause: `returned`, or `left` as it is. One that has ended stays as it ended.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn end_lease(&self, id: &str, state: &str, note: Option<&str>) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached(
            "UPDATE leases SET state = ?2, ended_at = ?3, note = coalesce(?4, note) WHERE id = ?1 AND state = 'open'",
        )?;
        update.execute(params![id, state, self.now().0, note])?;
        self.touch(Tag::Rules);
        Ok(())
    }
}
