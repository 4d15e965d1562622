//! Cutting insights requests into smaller ones, and keeping them within what Meta still has.

use chrono::Months;
use domain::{AccountDay, DayRange};

/// Months Meta keeps insights for.
pub const RETENTION_MONTHS: u32 = 37;

/// The first day Meta still has on `today`, both in the account's time zone.
pub fn earliest_day(today: AccountDay) -> AccountDay {
    // A day later than the calendar says: today is over somewhere in the world before it is over here.
    let first = today.date().checked_sub_months(Months::new(RETENTION_MONTHS)).and_then(AccountDay::from_date);
    first.unwrap_or(today).plus_days(1)
}

/// The part of a range Meta still has and that has begun; `None` when nothing of it is.
pub fn clamp_to_retention(range: DayRange, today: AccountDay) -> Option<DayRange> {
    DayRange::new(range.since().max(earliest_day(today)), range.until().min(today)).ok()
}

/// Two halves of a range, the earlier first; `None` for a single day, which has to be split by objects instead.
pub fn split(range: DayRange) -> Option<(DayRange, DayRange)> {
    let days = range.len_days();
    if days < 2 {
        return None;
    }
    let halves = range.chunks(days.div_ceil(2));
    match halves.as_slice() {
        [first, second] => Some((*first, *second)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> AccountDay {
        AccountDay::parse(text).unwrap()
    }

    #[test]
    fn ranges_are_held_within_37_months_and_today() {
        let today = day("2026-11-23");
        let range = DayRange::new(day("2020-01-01"), day("2030-01-01")).unwrap();
        let clamped = clamp_to_retention(range, today).unwrap();
        assert_eq!((clamped.since(), clamped.until()), (day("2023-10-24"), today));
        let old = DayRange::new(day("2019-01-01"), day("2020-01-01")).unwrap();
        assert_eq!(clamp_to_retention(old, today), None);
    }

    proptest! {
        #[test]
        fn splitting_ends_and_loses_no_day(start in 12_500i32..30_000, days in 1u32..500) {
            let since = AccountDay::from_number(start).unwrap();
            let whole = DayRange::new(since, since.plus_days(i64::from(days) - 1)).unwrap();
            let (mut open, mut single) = (vec![whole], Vec::new());
            while let Some(range) = open.pop() {
                match split(range) {
                    Some((first, second)) => open.extend([second, first]),
                    None => single.push(range.since()),
                }
            }
            prop_assert_eq!(single, whole.days().collect::<Vec<_>>());
        }
    }
}
