//! Changes that wait for a person to look at them again.

use domain::TimestampMillis;
use rusqlite::params;
use serde_json::Value;

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::DraftRow;
use crate::tag::Tag;

impl Db {
    /// All drafts, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn drafts(&self) -> Result<Vec<DraftRow>> {
        let mut find = self
            .ledger
            .prepare_cached("SELECT id, name, plan, made_at, updated_at FROM drafts ORDER BY made_at, id")?;
        let mut rows = find.query([])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push(DraftRow {
                id: row.get(0)?,
                name: row.get(1)?,
                plan: super::record::json(row, 2)?,
                made_at: TimestampMillis(row.get(3)?),
                updated_at: TimestampMillis(row.get(4)?),
            });
        }
        Ok(drafts)
    }
}

impl Tx<'_> {
    /// Keeps a draft; one of the same id is replaced and keeps when it was made.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn put_draft(&self, id: &str, name: &str, plan: &Value) -> Result<()> {
        let mut put = self.ledger_mut()?.prepare_cached(
            "INSERT INTO drafts (id, name, plan, made_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT (id) DO UPDATE SET name = ?2, plan = ?3, updated_at = ?4",
        )?;
        put.execute(params![id, name, plan.to_string(), self.now().0])?;
        self.touch(Tag::Drafts);
        Ok(())
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub fn delete_draft(&self, id: &str) -> Result<()> {
        if self.ledger_mut()?.prepare_cached("DELETE FROM drafts WHERE id = ?1")?.execute([id])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Drafts);
        Ok(())
    }
}
