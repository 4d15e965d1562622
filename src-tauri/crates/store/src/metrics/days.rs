//! Sums by day and object, for whoever compares days.

use domain::{AccountDay, AccountId, DayRange, Level, MetricSums};

use super::read::sums_of;
use super::sums::figures_level;
use crate::db::Db;
use crate::error::Result;

/// One object's sums of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotDay {
    /// The account's day.
    pub day: AccountDay,
    /// The object, by its slot; see [`crate::Roster`]. At account level those of its campaigns.
    pub slot: u32,
    /// Its sums.
    pub sums: MetricSums,
}

impl Db {
    /// Sums of each object-day of a level that has figures, in no particular order. Reads every day of the range.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn slot_days(&self, account: &AccountId, level: Level, range: DayRange) -> Result<Vec<SlotDay>> {
        let account_no = self.existing_account_no(account)?;
        let mut all = Vec::new();
        self.each_day(account_no, figures_level(level), range, |day, slot, cells| {
            all.extend(AccountDay::from_number(day).map(|day| SlotDay { day, slot, sums: sums_of(cells) }));
            Ok(())
        })?;
        Ok(all)
    }
}
