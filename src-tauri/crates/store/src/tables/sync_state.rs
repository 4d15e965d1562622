//! Where each part of a sync stands, and which days are there.

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::slots::level_code;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::PulledDay;
use crate::tag::Tag;

/// Row number under which state of no account in particular is kept.
const WORKSPACE: i64 = 0;

impl Db {
    fn sync_no(&self, account: Option<&AccountId>) -> Result<i64> {
        account.map_or(Ok(WORKSPACE), |account| self.existing_account_no(account))
    }

    /// What was kept under `scope` for the account, or for the whole workspace.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account, [`crate::Error::Json`] when the value has another shape.
    pub fn sync_state<T: DeserializeOwned>(&self, account: Option<&AccountId>, scope: &str) -> Result<Option<T>> {
        let no = self.sync_no(account)?;
        let mut find =
            self.cache.prepare_cached("SELECT value FROM sync_state WHERE account_no = ?1 AND scope = ?2")?;
        let text: Option<String> = find.query_row(params![no, scope], |row| row.get(0)).optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Every scope of the account that begins with `prefix`, with when it was last set, by scope.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn sync_scopes(&self, account: Option<&AccountId>, prefix: &str) -> Result<Vec<(String, TimestampMillis)>> {
        let no = self.sync_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT scope, updated_at FROM sync_state WHERE account_no = ?1 AND substr(scope, 1, length(?2)) = ?2
             ORDER BY scope",
        )?;
        let scopes = find.query_map(params![no, prefix], |row| Ok((row.get(0)?, TimestampMillis(row.get(1)?))))?;
        Ok(scopes.collect::<Result<_, _>>()?)
    }

    /// The days of a range that were pulled whole at a level, oldest first.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn pulled_days(&self, account: &AccountId, level: Level, range: DayRange) -> Result<Vec<PulledDay>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT day, pulled_at, row_count FROM pulled_days
             WHERE account_no = ?1 AND level = ?2 AND day BETWEEN ?3 AND ?4 ORDER BY day",
        )?;
        let mut rows = find.query(params![no, level_code(level), range.since().number(), range.until().number()])?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(day) = AccountDay::from_number(row.get(0)?) else { continue };
            days.push(PulledDay { day, pulled_at: TimestampMillis(row.get(1)?), rows: row.get(2)? });
        }
        Ok(days)
    }
}

impl Tx<'_> {
    /// Keeps a value under `scope` for the account, or for the whole workspace.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn set_sync_state<T: Serialize>(&self, account: Option<&AccountId>, scope: &str, value: &T) -> Result<()> {
        let no = self.sync_no(account)?;
        let mut set = self.cache_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO sync_state (account_no, scope, value, updated_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        set.execute(params![no, scope, serde_json::to_string(value)?, self.now().0])?;
        self.touch(Tag::Sync);
        Ok(())
    }

    /// Forgets every scope of the account that begins with `prefix`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn clear_sync_state(&self, account: Option<&AccountId>, prefix: &str) -> Result<()> {
        let no = self.sync_no(account)?;
        let mut clear = self
            .cache_mut()?
            .prepare_cached("DELETE FROM sync_state WHERE account_no = ?1 AND substr(scope, 1, length(?2)) = ?2")?;
        clear.execute(params![no, prefix])?;
        self.touch(Tag::Sync);
        Ok(())
    }

    /// Notes that days were pulled whole at a level.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn mark_pulled(&self, account: &AccountId, level: Level, days: &[PulledDay]) -> Result<()> {
        let no = self.existing_account_no(account)?;
        let mut mark = self.cache_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO pulled_days (account_no, level, day, pulled_at, row_count) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for day in days {
            mark.execute(params![no, level_code(level), day.day.number(), day.pulled_at.0, day.rows])?;
        }
        self.touch(Tag::Sync);
        Ok(())
    }
}
