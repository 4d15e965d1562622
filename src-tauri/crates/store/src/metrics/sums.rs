//! Figures of all objects of a level at once, as columns by slot, for whoever judges all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};

use super::column;
use super::key::{Place, block_of, block_start};
use super::range::SumColumns;
use crate::db::Db;
use crate::error::Result;
use crate::tables::slots::level_code;

/// Sums by slot: days with figures, impressions, clicks, link clicks, spend in minor units, conversions in thousandths,
/// value in minor units. A slot that a column does not have has nothing. At account level there is one slot, the sum of
/// all campaigns.
#[allow(clippy::rc_buffer, reason = "a column is filled once and then shared by whoever works on all of it")]
pub type SlotSums = [Arc<Vec<i64>>; 7];

/// Conversions of a day that became known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learned {
    /// The day.
    pub day: AccountDay,
    /// When they were first seen.
    pub at: TimestampMillis,
    /// How many more there were, in thousandths; less than nothing where some were taken back.
    pub conversions_milli: i64,
}

/// The level whose figures stand for a level's: those of an account are those of its campaigns.
pub(super) fn figures_level(level: Level) -> u8 {
    level_code(if level == Level::Account { Level::Campaign } else { level })
}

/// All slots added up, with the number of days given.
pub(super) fn one_slot(columns: &SumColumns, days: i64) -> SlotSums {
    let total = |values: &Arc<Vec<i64>>| values.iter().fold(0_i64, |sum, value| sum.saturating_add(*value));
    let mut sums = columns.each_ref().map(|values| Arc::new(vec![total(values)]));
    if let Some(first) = sums.get_mut(column::DAYS) {
        *first = Arc::new(vec![days]);
    }
    sums
}

/// The first day from which sums up to `day` or any day after it cost least. Not after `day`.
pub(super) fn cheap_start(day: AccountDay) -> AccountDay {
    AccountDay::from_number(block_start(block_of(day.number()))).unwrap_or(day)
}

impl Db {
    /// Sums of every object of a level over a range. Asked again, they are the same columns, until the level's figures
    /// change. About five chunks for every 512 objects the first time, whatever the range.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn slot_sums(&self, account: &AccountId, level: Level, range: DayRange) -> Result<SlotSums> {
        let (account_no, code) = (self.existing_account_no(account)?, figures_level(level));
        let sums = self.range_sums(account_no, code, range)?;
        if level != Level::Account {
            return Ok(sums.columns.clone());
        }
        Ok(one_slot(&sums.columns, self.directory(account_no, code)?.days_in(range)))
    }

    /// The first day from which sums up to `day` or any later day cost least; never after `day`. Sums that begin there
    /// are found again by whoever asks for another window.
    pub fn cheap_sums_start(day: AccountDay) -> AccountDay {
        cheap_start(day)
    }

    /// When the conversions of each day of a level became known, by day and instant. Reads every revision of the range.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn learned(&self, account: &AccountId, level: Level, range: DayRange) -> Result<Vec<Learned>> {
        let (account_no, level) = (self.existing_account_no(account)?, figures_level(level));
        let mut steps: BTreeMap<(i32, i64), i64> = BTreeMap::new();
        let mut add = |day: i32, at: i64, conversions: i64| {
            let sum = steps.entry((day, at)).or_default();
            *sum = sum.saturating_add(conversions);
        };
        self.each_day(account_no, level, range, |day, _, cells| {
            add(day, cells[column::SEEN], cells[column::CONVERSIONS]);
            Ok(())
        })?;
        for part in 0..self.directory(account_no, level)?.parts.len() as u32 {
            self.each_superseded(Place { account_no, level, part, day: 0 }, range, |day, until, view| {
                for cells in view.offsets().into_iter().filter_map(|offset| view.cells(offset)) {
                    add(day, cells[column::SEEN], cells[column::CONVERSIONS]);
                    add(day, until, cells[column::CONVERSIONS].saturating_neg());
                }
            })?;
        }
        let learned = steps.into_iter().filter(|(_, conversions)| *conversions != 0);
        let learned = learned.filter_map(|((day, at), conversions_milli)| {
            Some(Learned { day: AccountDay::from_number(day)?, at: TimestampMillis(at), conversions_milli })
        });
        Ok(learned.collect())
    }
}
