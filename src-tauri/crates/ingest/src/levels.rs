//! The levels of an account held against each other, day by day.
//!
//! Every figure of a finer level is contained in the coarser one, and once deleted objects are read as well both have
//! the same. What still differs says where to look again, and is named in the report.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountDay, AccountId, AccountZone, DayRange, Level, TimestampMillis};
use store::{Db, LevelTotals};

use crate::coverage::{Coverage, RESTATED_DAYS};
use crate::report::{DifferenceCause, LevelDifference};

/// One day of one level as it is in the cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayOfLevel {
    pulled_at: TimestampMillis,
    /// Rows that the listing of the day brought; those of deleted objects are not among them.
    listed: u64,
    totals: LevelTotals,
}

/// The instants against which days are judged.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) zone: AccountZone,
    pub(crate) today: AccountDay,
    pub(crate) run_start: TimestampMillis,
    /// Whether the run goes on where another one was interrupted.
    pub(crate) resumed: bool,
}

/// What an account's levels have, for the days that were pulled.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    account: Option<AccountId>,
    days: BTreeMap<Level, BTreeMap<AccountDay, DayOfLevel>>,
}

impl Levels {
    /// Reads some levels from the cache.
    pub(crate) fn load(db: &Db, account: &AccountId, range: DayRange, levels: &[Level]) -> store::Result<Self> {
        let mut loaded = Self { account: Some(account.clone()), days: BTreeMap::new() };
        for level in levels {
            let coverage = Coverage::of(&db.pulled_days(account, *level, range)?);
            let mut days = BTreeMap::new();
            for day in range.days() {
                let Some((pulled_at, listed)) = coverage.day(day) else { continue };
                let totals = db.level_totals(account, *level, DayRange::ending(day, 1))?;
                days.insert(day, DayOfLevel { pulled_at, listed, totals });
            }
            loaded.days.insert(*level, days);
        }
        Ok(loaded)
    }

    /// Days that were pulled at two neighbouring levels, coarser levels first.
    fn pairs(&self) -> impl Iterator<Item = (Level, Level, AccountDay, &DayOfLevel, &DayOfLevel)> {
        Level::ALL.windows(2).flat_map(move |levels| {
            let [upper, lower] = levels else { return Vec::new() };
            let (Some(above), Some(below)) = (self.days.get(upper), self.days.get(lower)) else { return Vec::new() };
            let both = above.iter().filter_map(|(day, above)| Some((*upper, *lower, *day, above, below.get(day)?)));
            both.collect()
        })
    }

    /// Where two levels do not have the same, oldest day first. Today is left out: its figures grow between the reading
    /// of one level and of the next.
    pub(crate) fn differences(&self, look: &Look) -> Vec<LevelDifference> {
        let pairs = self.pairs().filter(|(_, _, day, ..)| *day < look.today);
        pairs
            .filter_map(|(upper, lower, day, above, below)| self.difference(look, upper, lower, day, above, below))
            .collect()
    }

    fn difference(
        &self,
        look: &Look,
        upper: Level,
        lower: Level,
        day: AccountDay,
        above: &DayOfLevel,
        below: &DayOfLevel,
    ) -> Option<LevelDifference> {
        let (what, upper_sum, lower_sum) = unequal(&above.totals, &below.totals)?;
        let changes = look.run_start < look.zone.start_of(day.plus_days(1 + i64::from(RESTATED_DAYS)));
        let cause = if above.pulled_at != below.pulled_at || (look.resumed && changes) {
            DifferenceCause::Restated
        } else if lower_sum > upper_sum {
            DifferenceCause::Contradiction
        } else {
            DifferenceCause::Deleted
        };
        let account = self.account.clone()?;
        Some(LevelDifference { account, lower, upper, day, what, lower_sum, upper_sum, cause })
    }

    /// Days that deserve another look: levels that contradict each other or were read at different times; a coarser
    /// level without rows above a finer one that has some; and, where `empty_too`, a finer level that this run found
    /// without rows although objects were not all deleted.
    pub(crate) fn suspects(&self, look: &Look, empty_too: bool) -> BTreeMap<Level, BTreeSet<AccountDay>> {
        let mut found: BTreeMap<Level, BTreeSet<AccountDay>> = BTreeMap::new();
        for (upper, lower, day, above, below) in self.pairs() {
            let unequal = unequal(&above.totals, &below.totals).is_some();
            let again: &[Level] = match (above.listed, below.listed) {
                (0, 0) => &[],
                (0, _) => &[upper],
                (_, 0) if empty_too && unequal && below.pulled_at >= look.run_start => &[lower],
                (_, 0) => &[],
                _ if day >= look.today || !unequal => &[],
                _ => match self.difference(look, upper, lower, day, above, below).map(|it| it.cause) {
                    None | Some(DifferenceCause::Deleted) => &[],
                    Some(DifferenceCause::Contradiction | DifferenceCause::Restated) => &[upper, lower],
                },
            };
            for level in again {
                found.entry(*level).or_default().insert(day);
            }
        }
        found
    }
}

/// The first figure in which two levels differ, with what the coarser and the finer one have of it. Spend is rounded
/// once for each row. Each object with figures has at least one below it that has some.
pub(crate) fn unequal(upper: &LevelTotals, lower: &LevelTotals) -> Option<(&'static str, i64, i64)> {
    let rounding = upper.rows.saturating_add(lower.rows).saturating_add(1) / 2;
    let differ = |what, above: i64, below: i64, tolerance: i64| {
        (above.saturating_sub(below).saturating_abs() > tolerance).then_some((what, above, below))
    };
    differ("impressions", upper.sums.impressions, lower.sums.impressions, 0)
        .or_else(|| differ("clicks", upper.sums.clicks, lower.sums.clicks, 0))
        .or_else(|| differ("spend", upper.sums.spend_minor, lower.sums.spend_minor, rounding))
        .or_else(|| (upper.objects > lower.objects).then_some(("objects", upper.objects, lower.objects)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::MetricSums;

    const RUN: TimestampMillis = TimestampMillis(1_795_435_200_000); // 2026-11-23T12:00:00Z

    fn day(text: &str) -> AccountDay {
        AccountDay::parse(text).unwrap()
    }

    fn totals(impressions: i64, spend_minor: i64, objects: i64) -> LevelTotals {
        let sums = MetricSums { impressions, spend_minor, ..MetricSums::default() };
        LevelTotals { sums, rows: 2, objects }
    }

    fn look(resumed: bool) -> Look {
        Look { zone: AccountZone::parse("UTC").unwrap(), today: day("2026-11-23"), run_start: RUN, resumed }
    }

    /// A campaign level above an ad set level on one day.
    fn levels(at: &str, above: (LevelTotals, u64, i64), below: (LevelTotals, u64, i64)) -> Levels {
        let one = |(totals, listed, age_ms): (LevelTotals, u64, i64)| {
            BTreeMap::from([(day(at), DayOfLevel { pulled_at: RUN.plus_millis(-age_ms), listed, totals })])
        };
        let days = BTreeMap::from([(Level::Campaign, one(above)), (Level::Adset, one(below))]);
        Levels { account: Some(AccountId::parse("1").unwrap()), days }
    }

    #[test]
    fn levels_are_compared_both_ways_and_spend_up_to_its_rounding() {
        let base = totals(10, 100, 2);
        for (lower, expected) in [
            (totals(10, 102, 2), None),
            (totals(10, 98, 2), None),
            (totals(10, 103, 2), Some(("spend", 100, 103))),
            (totals(10, 97, 2), Some(("spend", 100, 97))),
            (totals(11, 100, 2), Some(("impressions", 10, 11))),
            (totals(9, 100, 2), Some(("impressions", 10, 9))),
            (totals(10, 100, 1), Some(("objects", 2, 1))),
            (totals(10, 100, 3), None),
        ] {
            assert_eq!(unequal(&base, &lower), expected, "{lower:?}");
        }
    }

    #[test]
    fn a_difference_is_named_with_its_cause() {
        let (more, less) = (totals(10, 100, 1), totals(4, 40, 1));
        let cause = |levels: Levels, resumed: bool| {
            levels.differences(&look(resumed)).first().map(|found| (found.cause, found.upper_sum, found.lower_sum))
        };
        let old = "2026-09-01";
        let case = |at, above, below| levels(at, above, below);
        assert_eq!(cause(case(old, (more, 1, 0), (less, 1, 0)), false), Some((DifferenceCause::Deleted, 10, 4)));
        assert_eq!(cause(case(old, (less, 1, 0), (more, 1, 0)), false), Some((DifferenceCause::Contradiction, 4, 10)));
        assert_eq!(cause(case(old, (more, 1, 9), (less, 1, 0)), false), Some((DifferenceCause::Restated, 10, 4)));
        assert_eq!(cause(case(old, (more, 1, 0), (less, 1, 0)), true), Some((DifferenceCause::Deleted, 10, 4)));
        let fresh = "2026-11-22";
        assert_eq!(cause(case(fresh, (more, 1, 0), (less, 1, 0)), true), Some((DifferenceCause::Restated, 10, 4)));
        assert_eq!(cause(case("2026-11-23", (more, 1, 0), (less, 1, 0)), false), None, "today still grows");
        assert_eq!(cause(case(old, (more, 1, 0), (more, 1, 0)), false), None);
    }

    #[test]
    fn what_contradicts_or_is_empty_is_looked_at_again_and_what_was_deleted_is_not() {
        let (more, less, none) = (totals(10, 100, 1), totals(4, 40, 1), LevelTotals::default());
        let again = |above, below, empty_too| {
            let found = levels("2026-09-01", above, below).suspects(&look(false), empty_too);
            found.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(again((more, 1, 0), (more, 1, 0), true), []);
        assert_eq!(again((more, 1, 0), (less, 1, 0), true), [], "deleted objects were asked for before");
        assert_eq!(again((less, 1, 0), (more, 1, 0), true), [Level::Campaign, Level::Adset]);
        assert_eq!(again((none, 0, 0), (more, 1, 0), true), [Level::Campaign]);
        assert_eq!(again((more, 1, 0), (none, 0, 0), true), [Level::Adset]);
        assert_eq!(again((more, 1, 0), (none, 0, 0), false), []);
        assert_eq!(again((more, 1, 0), (more, 0, 0), true), [], "all its objects were deleted");
        assert_eq!(again((none, 0, 0), (none, 0, 0), true), []);
    }
}
