//! Sums over a range of days for every object of an account and level at once.

use std::sync::Arc;

use domain::{DayRange, MetricSums};

use super::codec::View;
use super::directory::Directory;
use super::key::{Place, block_of, block_start};
use super::{BLOCK_DAYS, PART, column};
use crate::db::Db;
use crate::error::Result;

/// Columns of sums by slot, in the order of [`column`].
#[allow(clippy::rc_buffer, reason = "a column is filled once and then handed out to whoever works on all of it")]
pub(crate) type SumColumns = [Arc<Vec<i64>>; column::SUMS];

/// Sums by slot.
#[derive(Debug, Default)]
pub(crate) struct RangeSums {
    pub(super) columns: SumColumns,
}

impl RangeSums {
    /// Days with figures; zero for an object without any.
    pub(crate) fn days(&self, slot: u32) -> i64 {
        self.value(column::DAYS, slot)
    }

    /// The sums of an object; none when it has no figures in the range.
    pub(crate) fn get(&self, slot: u32) -> Option<MetricSums> {
        (self.days(slot) != 0).then(|| MetricSums {
            impressions: self.value(column::IMPRESSIONS, slot),
            clicks: self.value(column::CLICKS, slot),
            link_clicks: self.value(column::LINK_CLICKS, slot),
            spend_minor: self.value(column::SPEND, slot),
            conversions_milli: self.value(column::CONVERSIONS, slot),
            value_minor: self.value(column::VALUE, slot),
        })
    }

    fn value(&self, column: usize, slot: u32) -> i64 {
        self.columns.get(column).and_then(|values| values.get(slot as usize)).copied().unwrap_or(0)
    }

    /// Slots there are.
    pub(crate) fn slots(&self) -> u32 {
        // Slots are 32-bit numbers.
        self.columns.first().map_or(0, |values| values.len() as u32)
    }

    /// Everything added up, with the number of object-days; none when there is nothing.
    pub(crate) fn total(&self) -> Option<(MetricSums, i64)> {
        let all = |column: usize| -> i64 {
            self.columns
                .get(column)
                .map_or(0, |values| values.iter().fold(0, |sum: i64, value| sum.saturating_add(*value)))
        };
        let days = all(column::DAYS);
        let sums = MetricSums {
            impressions: all(column::IMPRESSIONS),
            clicks: all(column::CLICKS),
            link_clicks: all(column::LINK_CLICKS),
            spend_minor: all(column::SPEND),
            conversions_milli: all(column::CONVERSIONS),
            value_minor: all(column::VALUE),
        };
        (days != 0).then_some((sums, days))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(|values| values.len() * 8).sum()
    }
}

/// The places of a part in a column.
fn part_of(values: &mut [i64], part: usize) -> &mut [i64] {
    let values = values.get_mut(part * PART as usize..).unwrap_or_default();
    let len = values.len().min(PART as usize);
    values.get_mut(..len).unwrap_or_default()
}

/// The days whose chunks make up a range within one part, each with its sign.
fn terms(directory: &Directory, part: usize, first: i32, last: i32) -> Vec<(i32, i64)> {
    let mut terms = Vec::new();
    let first_block = block_of(first);
    for block in first_block..=block_of(last) {
        let end = last.min(block_start(block) + BLOCK_DAYS - 1);
        let Some(upper) = directory.latest(part, end) else { continue };
        if block == first_block && first > block_start(block) {
            match directory.latest(part, first - 1) {
                // No chunk in between: these days have nothing.
                Some(lower) if lower == upper => continue,
                Some(lower) => terms.push((lower, -1)),
                None => {}
            }
        }
        terms.push((upper, 1));
    }
    terms
}

impl Db {
    /// Sums of every object of an account at a level. About five chunks for every 512 objects, whatever the range.
    pub(crate) fn range_sums(&self, account_no: i64, level: u8, range: DayRange) -> Result<Arc<RangeSums>> {
        let directory = self.directory(account_no, level)?;
        let Some((first, last)) = directory.clip(range) else { return Ok(Arc::default()) };
        let key = (account_no, level, first, last);
        if let Some(kept) = self.memory.as_ref().and_then(|memory| memory.range(key, self.epoch.get())) {
            return Ok(kept);
        }
        let sums = Arc::new(self.sum_up((account_no, level), &directory, (first, last), Self::chunk)?);
        if let Some(memory) = &self.memory {
            memory.keep_range(key, Arc::clone(&sums), self.epoch.get());
        }
        Ok(sums)
    }

    /// The same for a reader who comes by once. A check after a sync goes over every day of every level: kept, that
    /// would crowd out what people look at, and grow with the account.
    pub(crate) fn range_sums_once(&self, account_no: i64, level: u8, range: DayRange) -> Result<Arc<RangeSums>> {
        let directory = self.directory(account_no, level)?;
        let Some((first, last)) = directory.clip(range) else { return Ok(Arc::default()) };
        let key = (account_no, level, first, last);
        match self.memory.as_ref().and_then(|memory| memory.range(key, self.epoch.get())) {
            Some(kept) => Ok(kept),
            None => Ok(Arc::new(self.sum_up((account_no, level), &directory, (first, last), Self::chunk_once)?)),
        }
    }

    fn sum_up(
        &self,
        (account_no, level): (i64, u8),
        directory: &Directory,
        (first, last): (i32, i32),
        chunk_at: impl Fn(&Self, Place) -> Result<Arc<[u8]>>,
    ) -> Result<RangeSums> {
        let slots = directory.parts.len() * PART as usize;
        let mut columns: [Vec<i64>; column::SUMS] = std::array::from_fn(|_| vec![0; slots]);
        for part in 0..directory.parts.len() {
            for (day, sign) in terms(directory, part, first, last) {
                // Parts are 22-bit numbers.
                let chunk = chunk_at(self, Place { account_no, level, part: part as u32, day })?;
                let view = View::parse(&chunk)?;
                for (column, values) in columns.iter_mut().enumerate() {
                    view.add_to(column, sign, part_of(values, part));
                }
            }
        }
        Ok(RangeSums { columns: columns.map(Arc::new) })
    }
}
