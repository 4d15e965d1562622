//! Cutting insights requests into smaller ones, and keeping them within what Meta still has.

use chrono::Months;
use domain::{AccountDay, DayRange};

use super::InsightsRequest;

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

impl InsightsRequest {
    /// Two requests that together ask the same: by days while there are several, then by the objects in
    /// [`InsightsRequest::only`]. `None` for a single day with fewer than two objects; name the objects first.
    pub fn split(&self) -> Option<(Self, Self)> {
        self.split_days().or_else(|| self.split_objects())
    }

    fn split_days(&self) -> Option<(Self, Self)> {
        let days = self.range.len_days();
        let halves = self.range.chunks(days.div_ceil(2));
        match halves.as_slice() {
            // A row of a whole range cannot be put together from its halves: reach cannot be added.
            [first, second] if self.daily => Some((self.clone().with_range(*first), self.clone().with_range(*second))),
            _ => None,
        }
    }

    fn split_objects(&self) -> Option<(Self, Self)> {
        if self.only.len() < 2 {
            return None;
        }
        let (first, second) = self.only.split_at(self.only.len() / 2);
        let part = |only: &[_]| Self { only: only.to_vec(), ..self.clone() };
        Some((part(first), part(second)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Level, ObjectId};
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
        fn splitting_ends_and_loses_no_day_and_no_object(
            start in 12_500i32..30_000, days in 1u32..100, objects in 0usize..9,
        ) {
            let since = AccountDay::from_number(start).unwrap();
            let range = DayRange::new(since, since.plus_days(i64::from(days) - 1)).unwrap();
            let mut whole = InsightsRequest::daily(Level::Ad, range);
            whole.only = (1..=objects).map(|n| (Level::Ad, ObjectId::parse(&n.to_string()).unwrap())).collect();
            let expected: Vec<_> = range.days().flat_map(|day| {
                if whole.only.is_empty() { vec![(day, None)] } else { whole.only.iter().map(|o| (day, Some(o.clone()))).collect() }
            }).collect();
            let (mut open, mut single) = (vec![whole], Vec::new());
            while let Some(request) = open.pop() {
                match request.split() {
                    Some((first, second)) => open.extend([second, first]),
                    None => single.push((request.range.since(), request.only.first().cloned())),
                }
            }
            prop_assert_eq!(single, expected);
        }
    }
}
