//! What the timeline does not have yet, and which of our own requests explains it.

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use rusqlite::{OptionalExtension, params};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{ActivityRow, ChangeSetRow, FieldChange, IntentRow, UntoldActivity, UntoldChange};

/// Where creatives stand among the levels of [`UntoldChange`]s.
pub(crate) const CREATIVES: u8 = 4;

/// Requests among which those are looked for that made something without its id being known, newest first.
const LATELY: i64 = 20_000;

impl Db {
    /// Entries of Meta's log that were not told yet, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn untold_activities(&self, limit: usize) -> Result<Vec<UntoldActivity>> {
        let accounts = self.account_numbers()?;
        let mut find = self.cache.prepare_cached(
            "SELECT pk, account_no, at, event_type, object_id, object_name, actor_name, application, extra
             FROM activities WHERE told = 0 ORDER BY pk LIMIT ?1",
        )?;
        let mut rows = find.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut untold = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(account) = accounts.get(&row.get(1)?) else { continue };
            let object: String = row.get(4)?;
            let entry = ActivityRow {
                account: account.clone(),
                at: TimestampMillis(row.get(2)?),
                event_type: row.get(3)?,
                object_id: Some(object).filter(|id| !id.is_empty()),
                object_name: row.get(5)?,
                actor_name: row.get(6)?,
                application: row.get(7)?,
                extra: row.get(8)?,
            };
            untold.push(UntoldActivity { pk: row.get(0)?, row: entry });
        }
        Ok(untold)
    }

    /// Differences between two reads that were not told yet, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn untold_changes(&self, limit: usize) -> Result<Vec<UntoldChange>> {
        let accounts = self.account_numbers()?;
        let mut find = self.cache.prepare_cached(
            "SELECT pk, account_no, level, slot, field, from_value, to_value, noticed_at
             FROM object_history WHERE told = 0 ORDER BY pk LIMIT ?1",
        )?;
        let mut rows = find.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut untold = Vec::new();
        while let Some(row) = rows.next()? {
            let (no, code, slot): (i64, u8, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let Some(account) = accounts.get(&no) else { continue };
            let (level, object, name) = self.named_at(no, account, code, slot)?.unwrap_or_default();
            let change = FieldChange {
                field: row.get(4)?,
                from: row.get(5)?,
                to: row.get(6)?,
                noticed_at: TimestampMillis(row.get(7)?),
            };
            untold.push(UntoldChange { pk: row.get(0)?, account: account.clone(), level, object, name, change });
        }
        Ok(untold)
    }

    /// Level, id and name of what history calls by a number.
    fn named_at(
        &self,
        no: i64,
        account: &AccountId,
        code: u8,
        slot: i64,
    ) -> Result<Option<(Option<Level>, String, String)>> {
        let (level, table, pk) = match code {
            0 => return Ok(Some((Some(Level::Account), account.digits().to_owned(), String::new()))),
            1 => (Some(Level::Campaign), "campaigns", no << 32 | slot),
            2 => (Some(Level::Adset), "ad_sets", no << 32 | slot),
            3 => (Some(Level::Ad), "ads", no << 32 | slot),
            _ => (None, "creatives", slot),
        };
        let sql = format!("SELECT id, coalesce(name, '') FROM {table} WHERE pk = ?1");
        let mut find = self.cache.prepare_cached(&sql)?;
        Ok(find.query_row([pk], |row| Ok((level, row.get(0)?, row.get(1)?))).optional()?)
    }

    /// The ads that show a creative: one of them, and how many there are. Looks at all ads of the account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn ads_showing(&self, account: &AccountId, creative: &str) -> Result<Option<(ObjectId, String, usize)>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT min(id), name, count(*) FROM ads WHERE pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295
             AND creative_id = ?2 AND deleted_at IS NULL HAVING count(*) > 0",
        )?;
        let found = find.query_row(params![no, creative], |row| {
            let count: i64 = row.get(2)?;
            Ok((super::column::read_id(row, 0)?, row.get(1)?, usize::try_from(count).unwrap_or(usize::MAX)))
        });
        Ok(found.optional()?)
    }

    /// Acts noted after the one numbered `after`, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn change_sets_after(&self, after: i64, limit: usize) -> Result<Vec<ChangeSetRow>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.change_sets_where("seq > ?1 ORDER BY seq LIMIT ?2", params![after, limit])
    }

    /// Requests about an object that were noted between two instants, newest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn intents_about(
        &self,
        account: &AccountId,
        object: &str,
        from: TimestampMillis,
        until: TimestampMillis,
    ) -> Result<Vec<IntentRow>> {
        self.intents_where(
            "object_id = ?1 AND opened_at BETWEEN ?2 AND ?3 AND account_id = ?4 ORDER BY opened_at DESC, seq DESC",
            params![object, from.0, until.0, account.digits()],
        )
    }

    /// Requests in an account between two instants, newest first, among the newest of all.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn intents_lately(
        &self,
        account: &AccountId,
        from: TimestampMillis,
        until: TimestampMillis,
    ) -> Result<Vec<IntentRow>> {
        let condition = format!(
            "seq > (SELECT coalesce(max(seq), 0) - {LATELY} FROM write_intents) AND account_id = ?1
             AND opened_at BETWEEN ?2 AND ?3 ORDER BY seq DESC LIMIT 500"
        );
        self.intents_where(&condition, params![account.digits(), from.0, until.0])
    }

    /// Whether a request of ours explains an entry of Meta's log of this kind already.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn explains_activity(&self, intent: &str, event_type: &str) -> Result<bool> {
        let mut find = self.cache.prepare_cached("SELECT 1 FROM activities WHERE own = ?1 AND event_type = ?2")?;
        Ok(find.exists([intent, event_type])?)
    }

    /// Whether a request of ours explains a difference in this field already.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn explains_change(&self, intent: &str, field: &str) -> Result<bool> {
        let mut find = self.cache.prepare_cached("SELECT 1 FROM object_history WHERE own = ?1 AND field = ?2")?;
        Ok(find.exists([intent, field])?)
    }
}

impl Tx<'_> {
    /// Notes that an entry of Meta's log was told, and the request of ours that explains it.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_activity_told(&self, pk: i64, own: Option<&str>) -> Result<()> {
        let cache = self.cache_mut()?;
        cache.prepare_cached("UPDATE activities SET told = 1, own = ?2 WHERE pk = ?1")?.execute(params![pk, own])?;
        Ok(())
    }

    /// Notes that a difference was told, and the request of ours that explains it.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_change_told(&self, pk: i64, own: Option<&str>) -> Result<()> {
        let cache = self.cache_mut()?;
        cache
            .prepare_cached("UPDATE object_history SET told = 1, own = ?2 WHERE pk = ?1")?
            .execute(params![pk, own])?;
        Ok(())
    }
}
