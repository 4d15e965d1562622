//! Figures of a level: running sums at the ends of days, and which days have been read.

use std::sync::Arc;

use domain::{AccountDay, DayRange, MetricSums, TimestampMillis};

/// Which days of a level have been read, and when last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    first: Option<AccountDay>,
    read_at: Vec<Option<TimestampMillis>>,
}

impl Coverage {
    /// `read_at` says for each day from `first` on when all of it was last read; none for a day that is missing or of
    /// which only some pages came.
    pub fn new(first: AccountDay, read_at: Vec<Option<TimestampMillis>>) -> Self {
        Self { first: Some(first), read_at }
    }

    /// The first day of which anything can be known.
    pub fn first(&self) -> Option<AccountDay> {
        self.first
    }

    /// When a day was last read in full.
    pub fn read_at(&self, day: AccountDay) -> Option<TimestampMillis> {
        let offset = usize::try_from(day.number() - self.first?.number()).ok()?;
        self.read_at.get(offset).copied().flatten()
    }
}

/// Columns of a cut: days with figures, then the sums.
pub(crate) const COLUMNS: usize = 7;

/// Sums of each object up to the end of one day, from a day that all cuts of a level have in common. That is the first
/// day of the coverage where a window begins with it, and may be a later one otherwise. A copy shares the columns.
#[allow(clippy::rc_buffer, reason = "a column grows while it is filled and is shared by copies afterwards")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    day: AccountDay,
    columns: [Arc<Vec<i64>>; COLUMNS],
}

impl Cut {
    /// Sums of `rows` objects up to the end of `day`, all nothing so far.
    pub fn new(day: AccountDay, rows: usize) -> Self {
        Self { day, columns: std::array::from_fn(|_| Arc::new(vec![0; rows])) }
    }

    /// Sums that lie in columns already: days with figures, impressions, clicks, link clicks, spend, conversions in
    /// thousandths, value. Rows a column does not have stand at nothing.
    pub fn of(day: AccountDay, columns: [Arc<Vec<i64>>; COLUMNS]) -> Self {
        Self { day, columns }
    }

    /// The day at whose end these sums stand.
    pub fn day(&self) -> AccountDay {
        self.day
    }

    /// Sets an object's sums, and on how many days it has figures. A row that is not there is left out.
    pub fn set(&mut self, row: usize, days: i64, sums: &MetricSums) {
        let values = [
            days,
            sums.impressions,
            sums.clicks,
            sums.link_clicks,
            sums.spend_minor,
            sums.conversions_milli,
            sums.value_minor,
        ];
        for (column, value) in self.columns.iter_mut().zip(values) {
            if let Some(cell) = Arc::make_mut(column).get_mut(row) {
                *cell = value;
            }
        }
    }

    pub(crate) fn column(&self, column: usize) -> &[i64] {
        self.columns.get(column).map_or(&[], |column| column.as_slice())
    }
}

/// Figures of the objects of one level.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Which days have been read.
    pub coverage: Coverage,
    cuts: Vec<Cut>,
}

impl Figures {
    /// Adds the sums at the end of a day; the later one wins where there are two of the same day.
    pub fn put(&mut self, cut: Cut) {
        match self.cuts.binary_search_by_key(&cut.day, Cut::day) {
            Ok(found) => {
                if let Some(kept) = self.cuts.get_mut(found) {
                    *kept = cut;
                }
            }
            Err(place) => self.cuts.insert(place, cut),
        }
    }

    /// The two cuts whose difference is the range; the lower one is none where the range begins with the coverage.
    pub(crate) fn between(&self, range: DayRange) -> Option<(Option<&Cut>, &Cut)> {
        let cut =
            |day: AccountDay| self.cuts.binary_search_by_key(&day, Cut::day).ok().and_then(|at| self.cuts.get(at));
        let upper = cut(range.until())?;
        if Some(range.since()) == self.coverage.first {
            return Some((None, upper));
        }
        Some((Some(cut(range.since().plus_days(-1))?), upper))
    }

    /// An object's sums over a range, and on how many of its days it has figures; none where the cuts for it are not
    /// here.
    pub fn sums(&self, range: DayRange, row: usize) -> Option<(i64, MetricSums)> {
        let (lower, upper) = self.between(range)?;
        let value = |column: usize| {
            let at = |cut: &Cut| cut.column(column).get(row).copied().unwrap_or(0);
            at(upper).wrapping_sub(lower.map_or(0, at))
        };
        let sums = MetricSums {
            impressions: value(1),
            clicks: value(2),
            link_clicks: value(3),
            spend_minor: value(4),
            conversions_milli: value(5),
            value_minor: value(6),
        };
        Some((value(0), sums))
    }

    /// On how many days of the range an object has figures.
    pub(crate) fn days(&self, range: DayRange, row: usize) -> i64 {
        let days = |cut: &Cut| cut.column(0).get(row).copied().unwrap_or(0);
        self.between(range).map_or(0, |(lower, upper)| days(upper).wrapping_sub(lower.map_or(0, days)))
    }
}
