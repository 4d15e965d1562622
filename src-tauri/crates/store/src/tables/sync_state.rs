//! Where each part of a sync stands, and which days are there.

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::slots::level_code;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{PulledDay, PulledRange};
use crate::tag::Tag;

/// How long it is remembered when days were read. A year of backtests, and a little more.
const READS_KEPT_MS: i64 = 400 * 86_400_000;

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

    /// Every time days of a level were pulled, in order. Of what is more than a year old only the first and, in
    /// [`Db::pulled_days`], the last time are known.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn pulled_ranges(&self, account: &AccountId, level: Level) -> Result<Vec<PulledRange>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT since, until, pulled_at, noted_at FROM day_reads
             WHERE account_no = ?1 AND level = ?2 ORDER BY noted_at, pk",
        )?;
        let mut rows = find.query(params![no, level_code(level)])?;
        let mut ranges = Vec::new();
        while let Some(row) = rows.next()? {
            let days = AccountDay::from_number(row.get(0)?).zip(AccountDay::from_number(row.get(1)?));
            let Some(days) = days.and_then(|(since, until)| DayRange::new(since, until).ok()) else { continue };
            let (pulled_at, noted_at) = (TimestampMillis(row.get(2)?), TimestampMillis(row.get(3)?));
            ranges.push(PulledRange { days, pulled_at, noted_at });
        }
        Ok(ranges)
    }

    /// The first day that was pulled at a level; none when none was.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn first_pulled_day(&self, account: &AccountId, level: Level) -> Result<Option<AccountDay>> {
        let no = self.existing_account_no(account)?;
        let mut find =
            self.cache.prepare_cached("SELECT min(day) FROM pulled_days WHERE account_no = ?1 AND level = ?2")?;
        let day: Option<i32> = find.query_row(params![no, level_code(level)], |row| row.get(0))?;
        Ok(day.and_then(AccountDay::from_number))
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
        self.note_reads(no, level_code(level), days)?;
        self.touch(Tag::Sync);
        Ok(())
    }

    /// Remembers when days were pulled, neighbours in one row.
    fn note_reads(&self, no: i64, level: u8, days: &[PulledDay]) -> Result<()> {
        let noted_at = self.now().0;
        let mut note = self.cache_mut()?.prepare_cached(
            "INSERT INTO day_reads (account_no, level, since, until, pulled_at, noted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let follows = |a: &PulledDay, b: &PulledDay| a.day.plus_days(1) == b.day && a.pulled_at == b.pulled_at;
        for together in days.chunk_by(follows) {
            let (Some(first), Some(last)) = (together.first(), together.last()) else { continue };
            note.execute(params![no, level, first.day.number(), last.day.number(), first.pulled_at.0, noted_at])?;
        }
        // The first one of all stays: it says since when anything is known.
        let mut forget = self.cache_mut()?.prepare_cached(
            "DELETE FROM day_reads WHERE account_no = ?1 AND level = ?2 AND noted_at < ?3
             AND pk <> (SELECT pk FROM day_reads WHERE account_no = ?1 AND level = ?2 ORDER BY noted_at, pk LIMIT 1)",
        )?;
        forget.execute(params![no, level, noted_at.saturating_sub(READS_KEPT_MS)])?;
        Ok(())
    }
}
