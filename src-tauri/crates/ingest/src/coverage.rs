//! Which days of a level have been pulled, and when: what is missing and what may still change follows from it.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountZone, DayRange, TimestampMillis};
use store::PulledDay;

/// How many days after its end a day's figures may still be restated by Meta.
pub(crate) const RESTATED_DAYS: u32 = 28;

/// Days of one level of one account, each with when it was pulled last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    days: BTreeMap<AccountDay, (TimestampMillis, u64)>,
}

impl Coverage {
    /// What the cache says it has.
    pub(crate) fn of(pulled: &[PulledDay]) -> Self {
        let one = |day: &PulledDay| (day.day, (day.pulled_at, u64::try_from(day.rows).unwrap_or(0)));
        Self { days: pulled.iter().map(one).collect() }
    }

    /// Most rows that any pulled day within `range` brought; `None` when none of them was pulled.
    pub(crate) fn most_rows(&self, range: DayRange) -> Option<u64> {
        self.days.range(range.since()..=range.until()).map(|(_, (_, rows))| *rows).max()
    }

    /// The days of `range` that a run has to pull, as ranges in order: days never pulled, and days whose last pull was
    /// before their figures were final and before `run_start`.
    ///
    /// A day that was pulled while it could still change is pulled until one pull comes after its end plus
    /// `look_back_days`, however long the program was off in between.
    pub(crate) fn due(
        &self,
        range: DayRange,
        zone: &AccountZone,
        look_back_days: u32,
        run_start: TimestampMillis,
    ) -> Vec<DayRange> {
        let settled = |day: AccountDay| zone.start_of(day.plus_days(1 + i64::from(look_back_days)));
        ranges(range.days().filter(|day| match self.days.get(day) {
            None => true,
            Some((pulled, _)) => *pulled < run_start && *pulled < settled(*day),
        }))
    }

    /// When a day was pulled last, and how many rows it brought.
    pub(crate) fn day(&self, day: AccountDay) -> Option<(TimestampMillis, u64)> {
        self.days.get(&day).copied()
    }

    /// The days of `range` that were never pulled.
    pub(crate) fn missing(&self, range: DayRange) -> Vec<DayRange> {
        ranges(range.days().filter(|day| !self.days.contains_key(day)))
    }
}

/// Neighbouring days joined to ranges. The days must be in order.
pub(crate) fn ranges(days: impl Iterator<Item = AccountDay>) -> Vec<DayRange> {
    let mut out: Vec<DayRange> = Vec::new();
    for day in days {
        let joined = out.last().filter(|last| last.until().plus_days(1) == day).map(DayRange::since);
        if joined.is_some() {
            out.pop();
        }
        if let Ok(range) = DayRange::new(joined.unwrap_or(day), day) {
            out.push(range);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY_MS: i64 = 86_400_000;

    fn day(number: i32) -> AccountDay {
        AccountDay::from_number(20_000 + number).unwrap()
    }

    fn range(since: i32, until: i32) -> DayRange {
        DayRange::new(day(since), day(until)).unwrap()
    }

    /// Noon of a day, UTC.
    fn noon(number: i32) -> TimestampMillis {
        TimestampMillis(i64::from(20_000 + number) * DAY_MS + DAY_MS / 2)
    }

    fn utc() -> AccountZone {
        AccountZone::parse("UTC").unwrap()
    }

    fn pulled(days: std::ops::RangeInclusive<i32>, at: TimestampMillis) -> Vec<PulledDay> {
        days.map(|number| PulledDay { day: day(number), pulled_at: at, rows: i64::from(number) }).collect()
    }

    fn check(pulled: &[Vec<PulledDay>], asked: DayRange, run_start: TimestampMillis, expected: &[DayRange]) {
        let due = Coverage::of(&pulled.concat()).due(asked, &utc(), RESTATED_DAYS, run_start);
        assert_eq!(due, expected);
    }

    #[test]
    fn a_later_run_pulls_again_what_can_still_change() {
        // Day 60 ended at the start of day 61 and could change for 28 days, until the start of day 89.
        check(&[pulled(0..=89, noon(89))], range(1, 90), noon(90), &[range(61, 90)]);
    }

    #[test]
    fn what_this_run_has_pulled_is_not_pulled_twice() {
        check(&[pulled(50..=89, noon(89))], range(0, 89), noon(89), &[range(0, 49)]);
    }

    #[test]
    fn days_that_were_fresh_before_a_long_absence_are_pulled_once_more() {
        let before = pulled(0..=89, noon(89));
        check(std::slice::from_ref(&before), range(0, 200), noon(200), &[range(61, 200)]);
        check(&[before, pulled(61..=200, noon(200))], range(0, 200), noon(201), &[range(172, 200)]);
    }

    #[test]
    fn gaps_and_the_most_rows_are_seen() {
        let coverage = Coverage::of(&[pulled(0..=3, noon(9)), pulled(6..=8, noon(9))].concat());
        assert_eq!(coverage.missing(range(0, 9)), [range(4, 5), range(9, 9)]);
        assert_eq!(coverage.most_rows(range(0, 7)), Some(7));
        assert_eq!(coverage.most_rows(range(4, 5)), None);
    }

    proptest! {
        #[test]
        fn joined_ranges_are_the_same_days(mut numbers in proptest::collection::vec(0i32..200, 0..80)) {
            numbers.sort_unstable();
            numbers.dedup();
            let joined = ranges(numbers.iter().map(|n| day(*n)));
            prop_assert!(joined.windows(2).all(|pair| pair[0].until().plus_days(1) < pair[1].since()));
            let days: Vec<_> = joined.iter().flat_map(DayRange::days).collect();
            prop_assert_eq!(days, numbers.iter().map(|n| day(*n)).collect::<Vec<_>>());
        }
    }
}
