//! What a frame shows about an account as a whole: its objectives, attribution settings, and the days that are here.

use domain::{AccountDay, AccountId, DayRange, TimestampMillis};
use rusqlite::params;

use crate::db::Db;
use crate::error::Result;

impl Db {
    /// The different objectives of an account's campaigns, by name.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn objectives(&self, account: &AccountId) -> Result<Vec<String>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT DISTINCT objective FROM campaigns WHERE pk BETWEEN ?1 AND ?2 AND objective IS NOT NULL ORDER BY 1",
        )?;
        let rows = find.query_map(params![no << 32, (no << 32) + i64::from(u32::MAX)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every attribution setting that any figure here was counted with, in Meta's spelling.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn attribution_settings(&self) -> Result<Vec<String>> {
        let mut find =
            self.cache.prepare_cached("SELECT setting FROM attributions WHERE setting <> '' ORDER BY setting")?;
        Ok(find.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The first and last day of which any figures were pulled; none when nothing was.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn pulled_span(&self, account: &AccountId) -> Result<Option<DayRange>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached("SELECT min(day), max(day) FROM pulled_days WHERE account_no = ?1")?;
        let (first, last): (Option<i32>, Option<i32>) = find.query_row([no], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let day = |number: Option<i32>| number.and_then(AccountDay::from_number);
        Ok(day(first).zip(day(last)).and_then(|(first, last)| DayRange::new(first, last).ok()))
    }

    /// When figures of the account were last pulled.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn last_pulled(&self, account: &AccountId) -> Result<Option<TimestampMillis>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached("SELECT max(pulled_at) FROM pulled_days WHERE account_no = ?1")?;
        let at: Option<i64> = find.query_row([no], |row| row.get(0))?;
        Ok(at.map(TimestampMillis))
    }
}
