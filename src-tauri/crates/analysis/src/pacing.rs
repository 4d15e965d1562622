//! A month's spend against its target: where it stands, where it is going, what is needed a day.
//!
//! What was spent, what is needed and how far off it is are exact integers. Where it is going is an estimate, and comes
//! with the range in which four of five such months would end.

use chrono::Datelike;
use domain::{AccountDay, AccountZone, DayRange, TimestampMillis};

use crate::median::{median, spread};

/// Complete days that make the present level; each weekday comes once.
const LEVEL_DAYS: i64 = 7;
/// Fewer complete days than this make no estimate.
const LEAST_DAYS: usize = 3;
/// Complete days whose weekdays are compared, and whose scatter is measured.
const LOOKED_AT: i64 = 56;
/// So many of each weekday, or all days count the same.
const LEAST_WEEKDAYS: usize = 2;
/// So many differences, or there is no range.
const LEAST_DIFFERENCES: usize = 7;
/// Four of five lie within so many standard deviations.
const FOUR_OF_FIVE: f64 = 1.2816;
/// Within this of the target, in thousandths, is on pace.
const ON_PACE_MILLI: i128 = 70;

/// What is aimed at, and for which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Minor units; more than zero.
    pub minor: i64,
    /// The days it is for, a calendar month as a rule.
    pub days: DayRange,
}

/// What was spent on a day that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySpend {
    /// The account's day.
    pub day: AccountDay,
    /// Minor units.
    pub minor: i64,
}

/// Where a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It will end within seven percent of the target.
    OnPace,
    /// It will end above.
    Over,
    /// It will end below.
    Under,
    /// Too little is known to say.
    CannotTell,
}

/// An estimate of how the days will end, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Projection {
    /// The most likely end.
    pub end_minor: i64,
    /// Four of five end between this and [`Projection::high_minor`]; none where the scatter is not known.
    pub low_minor: Option<i64>,
    /// See [`Projection::low_minor`].
    pub high_minor: Option<i64>,
}

/// How a target is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Spent so far, today included.
    pub spent_minor: i64,
    /// Days of the target before today that were never read: what was spent on them is not in the sum.
    pub missing_days: u32,
    /// Whole days left after today.
    pub days_left: u32,
    /// What each of the days left has to bring to reach the target exactly, rounded up; zero where it is reached, none
    /// where no day is left.
    pub needed_a_day_minor: Option<i64>,
    /// Where it is going; the end itself once the days are over.
    pub projection: Option<Projection>,
    /// How far the projection is from the target, in thousandths of the target.
    pub off_milli: Option<i64>,
    /// In a word.
    pub standing: Standing,
}

/// How much of the account's present day is over, in thousandths, by the length the day really has: 23 or 25 hours where
/// the clocks change.
pub fn elapsed_milli(zone: &AccountZone, now: TimestampMillis) -> Option<i64> {
    let today = zone.day_of(now)?;
    let (start, end) = (zone.start_of(today), zone.start_of(today.plus_days(1)));
    let length = end.millis_since(start);
    (length > 0).then(|| now.millis_since(start).saturating_mul(1000) / length).map(|milli| milli.clamp(0, 1000))
}

/// How a target is doing on `today`, of which `elapsed_milli` thousandths are over by the clock of its last read.
///
/// `spent` has each day that was read, in order, from some weeks before the target on: the last seven complete days say
/// how much is spent a week, eight weeks how that falls on weekdays and how much it scatters.
pub fn pace(target: Target, spent: &[DaySpend], today: AccountDay, elapsed_milli: i64) -> Pacing {
    let inside = |one: &&DaySpend| target.days.contains(one.day) && one.day <= today;
    let spent_minor = spent.iter().filter(inside).fold(0_i64, |sum, one| sum.saturating_add(one.minor));
    let due = target.days.days().filter(|day| *day < today);
    let missing_days = due.filter(|day| find(spent, *day).is_none()).count();
    let left: Vec<AccountDay> = target.days.days().filter(|day| *day > today).collect();
    let projection = project(target, spent, today, elapsed_milli.clamp(0, 1000), spent_minor, &left);
    let projection = projection.filter(|_| missing_days == 0);
    let off_milli = projection.and_then(|it| off(it.end_minor, target.minor));
    Pacing {
        spent_minor,
        missing_days: u32::try_from(missing_days).unwrap_or(u32::MAX),
        days_left: u32::try_from(left.len()).unwrap_or(u32::MAX),
        needed_a_day_minor: needed(target.minor, spent_minor, left.len()),
        projection,
        off_milli,
        standing: standing(off_milli),
    }
}

fn find(spent: &[DaySpend], day: AccountDay) -> Option<i64> {
    spent.binary_search_by_key(&day, |one| one.day).ok().and_then(|at| spent.get(at)).map(|one| one.minor)
}

fn needed(target: i64, spent: i64, days_left: usize) -> Option<i64> {
    let open = target.saturating_sub(spent).max(0);
    let days = i64::try_from(days_left).ok().filter(|days| *days > 0)?;
    Some(open / days + i64::from(open % days != 0))
}

fn off(end: i64, target: i64) -> Option<i64> {
    if target <= 0 {
        return None;
    }
    let (end, target) = (i128::from(end), i128::from(target));
    i64::try_from((end - target) * 1000 / target).ok()
}

fn standing(off_milli: Option<i64>) -> Standing {
    match off_milli.map(i128::from) {
        None => Standing::CannotTell,
        Some(off) if off > ON_PACE_MILLI => Standing::Over,
        Some(off) if off < -ON_PACE_MILLI => Standing::Under,
        Some(_) => Standing::OnPace,
    }
}

/// What a week brings, and how it falls on weekdays, Monday first.
struct Habit {
    week: i128,
    weights: [i128; 7],
}

impl Habit {
    fn of(spent: &[DaySpend], before: AccountDay) -> Option<Self> {
        let level: Vec<i64> = (1..=LEVEL_DAYS).filter_map(|age| find(spent, before.plus_days(-age))).collect();
        if level.len() < LEAST_DAYS {
            return None;
        }
        let sum: i128 = level.iter().map(|minor| i128::from(*minor)).sum();
        let weights = weights(spent, before);
        let count = i128::try_from(level.len()).ok()?;
        // With days missing, those that are there stand for the week.
        Some(Self { week: sum * i128::from(LEVEL_DAYS) / count, weights })
    }

    fn expected(&self, day: AccountDay) -> i128 {
        let all: i128 = self.weights.iter().sum();
        let weight = self.weights.get(day.date().weekday().num_days_from_monday() as usize).copied().unwrap_or(1);
        if all > 0 { (self.week * weight + all / 2) / all } else { 0 }
    }
}

/// The middle of each weekday over eight weeks; the same for all where a weekday was seen too seldom.
fn weights(spent: &[DaySpend], before: AccountDay) -> [i128; 7] {
    let mut weights = [1; 7];
    let since = before.plus_days(-LOOKED_AT);
    for (number, weight) in (0_u32..).zip(&mut weights) {
        let same = |one: &&DaySpend| {
            since <= one.day && one.day < before && one.day.date().weekday().num_days_from_monday() == number
        };
        let values: Vec<f64> = spent.iter().filter(same).map(|one| one.minor as f64).collect();
        match median(&values) {
            Some(middle) if values.len() >= LEAST_WEEKDAYS => *weight = middle.max(0.0).round() as i128,
            _ => return [1; 7],
        }
    }
    if weights.iter().all(|weight| *weight == 0) { [1; 7] } else { weights }
}

fn project(
    target: Target,
    spent: &[DaySpend],
    today: AccountDay,
    elapsed_milli: i64,
    spent_minor: i64,
    left: &[AccountDay],
) -> Option<Projection> {
    if today > target.days.until() {
        return Some(Projection {
            end_minor: spent_minor,
            low_minor: Some(spent_minor),
            high_minor: Some(spent_minor),
        });
    }
    let habit = Habit::of(spent, today)?;
    let mut more: i128 = left.iter().map(|day| habit.expected(*day)).sum();
    let mut open_days = left.len() as f64;
    if target.days.contains(today) {
        let rest = 1000 - elapsed_milli;
        more += habit.expected(today) * i128::from(rest) / 1000;
        open_days += rest as f64 / 1000.0;
    }
    let end = i128::from(spent_minor) + more;
    let range = scatter(spent, today).map(|scatter| {
        // Each open day scatters, and so does the level that all of them stand on.
        let half = FOUR_OF_FIVE * scatter * (open_days + open_days * open_days / LEVEL_DAYS as f64).sqrt();
        half.min(i64::MAX as f64).round() as i128
    });
    let amount = |minor: i128| i64::try_from(minor).ok();
    Some(Projection {
        end_minor: amount(end)?,
        low_minor: range.and_then(|half| amount((end - half).max(i128::from(spent_minor)))),
        high_minor: range.and_then(|half| amount(end + half)),
    })
}

/// By how much days differ from what the week before them promised.
fn scatter(spent: &[DaySpend], today: AccountDay) -> Option<f64> {
    let since = today.plus_days(-LOOKED_AT / 2);
    let weights = weights(spent, today);
    let differences: Vec<f64> = spent
        .iter()
        .filter(|one| since <= one.day && one.day < today)
        .filter_map(|one| {
            let habit = Habit::of(spent, one.day)?;
            let promised = Habit { weights, ..habit }.expected(one.day);
            Some((i128::from(one.minor) - promised) as f64)
        })
        .collect();
    if differences.len() < LEAST_DIFFERENCES { None } else { spread(&differences) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> AccountDay {
        AccountDay::parse(text).unwrap()
    }

    fn november(minor: i64) -> Target {
        Target { minor, days: DayRange::new(day("2026-11-01"), day("2026-11-30")).unwrap() }
    }

    /// Nine weeks up to yesterday, and `today_minor` today.
    fn spent(each: impl Fn(AccountDay) -> i64, today: AccountDay, today_minor: i64) -> Vec<DaySpend> {
        let before = DayRange::ending(today.plus_days(-1), 63).days().map(|day| DaySpend { day, minor: each(day) });
        before.chain([DaySpend { day: today, minor: today_minor }]).collect()
    }

    #[test]
    fn steady_spend_ends_where_it_is_going() {
        let today = day("2026-11-10");
        let pacing = pace(november(30_000), &spent(|_| 1_000, today, 500), today, 500);
        assert_eq!(pacing.spent_minor, 9_500);
        assert_eq!(pacing.days_left, 20);
        assert_eq!(pacing.needed_a_day_minor, Some(1_025));
        let end = Projection { end_minor: 30_000, low_minor: Some(30_000), high_minor: Some(30_000) };
        assert_eq!(pacing.projection, Some(end));
        assert_eq!((pacing.off_milli, pacing.standing), (Some(0), Standing::OnPace));
    }

    #[test]
    fn weekdays_are_expected_as_they_were() {
        let weekend = |day: AccountDay| day.date().weekday().number_from_monday() > 5;
        let each = |day: AccountDay| if weekend(day) { 300 } else { 1_000 };
        let today = day("2026-11-10");
        let rest: i64 = DayRange::new(today.plus_days(1), day("2026-11-30")).unwrap().days().map(each).sum();
        let pacing = pace(november(20_000), &spent(each, today, 1_000), today, 1000);
        assert_eq!(pacing.projection.unwrap().end_minor, pacing.spent_minor + rest);
    }

    #[test]
    fn a_budget_that_was_raised_counts_from_this_week_on() {
        let today = day("2026-11-20");
        let each = |one: AccountDay| if one < today.plus_days(-7) { 1_000 } else { 2_000 };
        let pacing = pace(november(30_000), &spent(each, today, 2_000), today, 1000);
        assert_eq!(pacing.projection.unwrap().end_minor, pacing.spent_minor + 10 * 2_000);
        assert_eq!(pacing.standing, Standing::Over);
        assert_eq!(
            pacing.needed_a_day_minor,
            Some(200),
            "12 days of 1,000, 7 and today of 2,000: 2,000 open on 10 days"
        );
    }

    #[test]
    fn what_was_not_read_is_told_and_makes_no_estimate() {
        let today = day("2026-11-10");
        let mut days = spent(|_| 1_000, today, 0);
        days.retain(|one| one.day != day("2026-11-03"));
        let pacing = pace(november(30_000), &days, today, 0);
        assert_eq!((pacing.missing_days, pacing.projection, pacing.standing), (1, None, Standing::CannotTell));
        assert_eq!(pacing.spent_minor, 8_000);
        let pacing = pace(november(30_000), &days[days.len() - 3..], today, 0);
        assert_eq!(pacing.standing, Standing::CannotTell);
    }

    #[test]
    fn months_that_are_over_or_not_begun() {
        let over = pace(november(30_000), &spent(|_| 1_000, day("2026-12-03"), 0), day("2026-12-03"), 0);
        assert_eq!((over.days_left, over.needed_a_day_minor), (0, None));
        assert_eq!(over.projection.unwrap().end_minor, 30_000);
        let last = pace(november(30_000), &spent(|_| 1_000, day("2026-11-30"), 0), day("2026-11-30"), 250);
        assert_eq!((last.days_left, last.needed_a_day_minor), (0, None));
        assert_eq!(last.projection.unwrap().end_minor, 29_750);
        let before = pace(november(30_000), &spent(|_| 1_000, day("2026-10-20"), 0), day("2026-10-20"), 0);
        assert_eq!((before.spent_minor, before.days_left, before.needed_a_day_minor), (0, 30, Some(1_000)));
        assert_eq!(before.projection.unwrap().end_minor, 30_000);
    }

    #[test]
    fn days_are_as_long_as_the_clocks_make_them() {
        let zone = AccountZone::parse("Europe/Oslo").unwrap();
        // 25 hours on the day summer time ends, 23 on the day it begins.
        for (text, hours) in [("2026-10-25", 25), ("2026-03-29", 23), ("2026-11-10", 24)] {
            let start = zone.start_of(day(text));
            let at = |hours: i64| elapsed_milli(&zone, start.plus_millis(hours * 3_600_000)).unwrap();
            assert_eq!(at(0), 0, "{text}");
            assert_eq!(at(hours - 1), (hours - 1) * 1000 / hours, "{text}");
            assert_eq!(at(hours), 0, "{text}: the next day begins");
        }
    }

    proptest! {
        #[test]
        fn what_is_needed_reaches_the_target_and_not_a_day_more(
            target in 1i64..1_000_000_000, spends in proptest::collection::vec(0i64..50_000_000, 10), at in 0i64..=1000,
        ) {
            let today = day("2026-11-10");
            let days: Vec<DaySpend> = (0..).zip(&spends)
                .map(|(age, minor)| DaySpend { day: day("2026-11-01").plus_days(age), minor: *minor }).collect();
            let pacing = pace(november(target), &days, today, at);
            prop_assert_eq!(pacing.spent_minor, spends.iter().sum::<i64>());
            let needed = pacing.needed_a_day_minor.unwrap();
            let open = (target - pacing.spent_minor).max(0);
            prop_assert!(needed * 20 >= open && (needed == 0 || (needed - 1) * 20 < open));
            let projection = pacing.projection.unwrap();
            prop_assert!(projection.end_minor >= pacing.spent_minor);
            prop_assert!(projection.low_minor.is_none_or(|low| low <= projection.end_minor && low >= pacing.spent_minor));
            prop_assert!(projection.high_minor.is_none_or(|high| high >= projection.end_minor));
        }
    }
}
