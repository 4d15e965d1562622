//! Who changed what in an account, as Meta tells it.

use domain::{AccountId, TimestampMillis};
use rusqlite::params;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::ActivityRow;
use crate::tag::Tag;

impl Db {
    /// Activities of an account from `since` on, newest first, at most `limit`; of one object when `object_id` is given.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn activities(
        &self,
        account: &AccountId,
        since: TimestampMillis,
        object_id: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ActivityRow>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT at, event_type, object_id, object_name, actor_name, extra, application FROM activities
             WHERE account_no = ?1 AND at >= ?2 AND (?3 IS NULL OR object_id = ?3) ORDER BY at DESC, pk DESC LIMIT ?4",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = find.query_map(params![account_no, since.0, object_id, limit], |row| {
            let object_id: String = row.get(2)?;
            Ok(ActivityRow {
                account: account.clone(),
                at: TimestampMillis(row.get(0)?),
                event_type: row.get(1)?,
                object_id: Some(object_id).filter(|id| !id.is_empty()),
                object_name: row.get(3)?,
                actor_name: row.get(4)?,
                extra: row.get(5)?,
                application: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Stores activities; ones already there are left alone. Answers how many are new.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the account was not stored first.
    pub fn add_activities(&self, account: &AccountId, rows: &[ActivityRow]) -> Result<usize> {
        let account_no = self.existing_account_no(account)?;
        // Meta gives activities no id, so all of their content is their identity.
        let mut insert = self.cache_mut()?.prepare_cached(
            "INSERT OR IGNORE INTO activities (account_no, at, event_type, object_id, object_name, actor_name, extra,
                                             application)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut added = 0;
        for row in rows {
            let object = row.object_id.as_deref().unwrap_or_default();
            added += insert.execute(params![
                account_no,
                row.at.0,
                row.event_type,
                object,
                row.object_name,
                row.actor_name,
                row.extra,
                row.application
            ])?;
        }
        if added > 0 {
            self.touch(Tag::Objects(account.clone()));
        }
        Ok(added)
    }
}
