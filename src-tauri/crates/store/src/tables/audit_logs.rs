//! What was done in this workspace, by whom. Entries are only ever added.

use domain::TimestampMillis;
use rusqlite::params;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{AuditRow, NewAudit};
use crate::tag::Tag;

impl Db {
    /// Entries before `before` (by number; the newest when none is given), newest first.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when an entry's particulars do not read.
    pub fn audit(&self, before: Option<i64>, limit: usize) -> Result<Vec<AuditRow>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT id, at, actor, action, subject, details FROM audit_logs WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = find.query(params![before.unwrap_or(i64::MAX), limit])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(AuditRow {
                id: row.get(0)?,
                at: TimestampMillis(row.get(1)?),
                actor: row.get(2)?,
                action: row.get(3)?,
                subject: row.get(4)?,
                details: serde_json::from_str(row.get_ref(5)?.as_str().unwrap_or_default())?,
            });
        }
        Ok(entries)
    }
}

impl Tx<'_> {
    /// Adds an entry and answers its number.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn append_audit(&self, entry: &NewAudit<'_>) -> Result<i64> {
        let mut append = self.ledger_mut()?.prepare_cached(
            "INSERT INTO audit_logs (at, actor, action, subject, details) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        )?;
        let details = entry.details.to_string();
        let id = append
            .query_row(params![self.now().0, entry.actor, entry.action, entry.subject, details], |row| row.get(0))?;
        self.touch(Tag::Audit);
        Ok(id)
    }
}
