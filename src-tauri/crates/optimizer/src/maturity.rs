//! How fast an account's conversions arrive.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountId, AccountZone, DayRange, Level, TimestampMillis};
use store::{Db, Learned, PulledRange};

use crate::error::Error;
use crate::look::{Targets, facts};

/// Days after which Meta restates a day no more.
const RESTATED_DAYS: i64 = 28;
/// Days that are looked at: enough to even out weekends, recent enough to be how the account is now.
const LOOKED_AT: u32 = 60;
/// Days of which something has to be known at each age.
const LEAST_DAYS: usize = 7;
/// Conversions that those days must have had together, in thousandths.
const LEAST_MILLI: i64 = 50_000;
/// How old a read may be to say what was known.
const LATEST_READ_MS: i64 = 24 * 3_600_000;
const NOON: u16 = 12 * 60;

/// Which percentage of a day's conversions is usually known so many days later, at noon: the first is for the day
/// itself, the last for 28 days after it. Empty while too little has been seen to say, which takes about five weeks.
///
/// Counted are the conversions of all campaigns together, as known then and as known now, over the last 60 days that are
/// no longer restated; at each age only days that had been read within 24 hours. Reads every revision of these days.
///
/// # Errors
/// As [`look`](crate::look()).
pub fn maturity(db: &Db, account: &AccountId, now: TimestampMillis) -> Result<Vec<f64>, Error> {
    let zone = facts(db, account, &Targets::default())?.zone;
    let Some(today) = zone.day_of(now) else { return Ok(Vec::new()) };
    let days = DayRange::ending(today.plus_days(-RESTATED_DAYS - 1), LOOKED_AT);
    let reads = db.pulled_ranges(account, Level::Campaign)?;
    let learned = db.learned(account, Level::Campaign, days)?;
    Ok(curve(&zone, days, &learned, &reads))
}

fn curve(zone: &AccountZone, days: DayRange, learned: &[Learned], reads: &[PulledRange]) -> Vec<f64> {
    let mut by_day: BTreeMap<AccountDay, Vec<&Learned>> = BTreeMap::new();
    for one in learned {
        by_day.entry(one.day).or_default().push(one);
    }
    let mut read_at: BTreeMap<AccountDay, Vec<TimestampMillis>> = BTreeMap::new();
    for read in reads {
        for day in read.days.days().filter(|day| days.contains(*day)) {
            read_at.entry(day).or_default().push(read.noted_at);
        }
    }
    let mut curve = Vec::new();
    for age in 0..=RESTATED_DAYS {
        let (mut known, mut all, mut seen) = (0_i64, 0_i64, 0_usize);
        for (day, steps) in &by_day {
            let Some(instant) = zone.instant(day.plus_days(age), NOON) else { continue };
            let lately = |at: &TimestampMillis| (0..LATEST_READ_MS).contains(&instant.millis_since(*at));
            if !read_at.get(day).is_some_and(|reads| reads.iter().any(lately)) {
                continue;
            }
            let sum = |steps: &mut dyn Iterator<Item = &&Learned>| {
                steps.fold(0_i64, |sum, step| sum.saturating_add(step.conversions_milli))
            };
            known = known.saturating_add(sum(&mut steps.iter().filter(|step| step.at <= instant)));
            all = all.saturating_add(sum(&mut steps.iter()));
            seen += 1;
        }
        if seen < LEAST_DAYS || all < LEAST_MILLI {
            return Vec::new();
        }
        // More than all of it happens where conversions were taken back, and is as ripe as it gets.
        curve.push((known as f64 / all as f64 * 100.0).clamp(0.0, 100.0));
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn utc() -> AccountZone {
        AccountZone::parse("UTC").unwrap()
    }

    fn days(count: u32) -> DayRange {
        DayRange::ending(AccountDay::parse("2026-10-20").unwrap(), count)
    }

    /// Each day brings ten conversions: half of them on the day by noon, a fifth more by noon a day later, the rest after
    /// three days; and is read each morning for so many days.
    fn synthetic(days: DayRange, read_for: i64) -> (Vec<Learned>, Vec<PulledRange>) {
        let (mut learned, mut reads) = (Vec::new(), Vec::new());
        for day in days.days() {
            let morning = |later: i64| utc().start_of(day.plus_days(later)).plus_millis(9 * HOUR);
            for (later, conversions_milli) in [(0, 5_000), (1, 2_000), (3, 3_000)] {
                learned.push(Learned { day, at: morning(later), conversions_milli });
            }
            for later in 0..read_for {
                let days = DayRange::ending(day, 1);
                reads.push(PulledRange { days, pulled_at: morning(later), noted_at: morning(later) });
            }
        }
        (learned, reads)
    }

    #[test]
    fn a_curve_says_how_much_is_known_at_noon_so_many_days_later() {
        let (learned, reads) = synthetic(days(20), 29);
        let curve = curve(&utc(), days(60), &learned, &reads);
        assert_eq!(curve.len(), 29);
        assert_eq!(curve[..5], [50.0, 70.0, 70.0, 100.0, 100.0]);
        assert!(curve[3..].iter().all(|percent| *percent == 100.0));
    }

    #[test]
    fn too_little_says_nothing() {
        for (count, read_for, what) in [(6, 29, "too few days"), (20, 28, "one age was never read"), (0, 29, "nothing")]
        {
            let (learned, reads) = if count == 0 { (vec![], vec![]) } else { synthetic(days(count), read_for) };
            assert_eq!(curve(&utc(), days(60), &learned, &reads), Vec::<f64>::new(), "{what}");
        }
        let (mut learned, reads) = synthetic(days(20), 29);
        learned.iter_mut().for_each(|one| one.conversions_milli /= 100);
        assert!(curve(&utc(), days(60), &learned, &reads).is_empty(), "two conversions are no curve");
    }

    #[test]
    fn days_on_which_nobody_looked_do_not_make_conversions_late() {
        let (mut learned, mut reads) = synthetic(days(30), 29);
        // From here on the program was off for three days, so that everything was seen on the fourth.
        for day in days(10).days() {
            let back = utc().start_of(day.plus_days(3)).plus_millis(9 * HOUR);
            learned.iter_mut().filter(|one| one.day == day).for_each(|one| one.at = one.at.max(back));
            reads.retain(|read| !read.days.contains(day) || read.noted_at >= back);
        }
        assert_eq!(curve(&utc(), days(60), &learned, &reads)[..4], [50.0, 70.0, 70.0, 100.0]);
    }

    #[test]
    fn conversions_that_were_taken_back_are_no_more_than_ripe() {
        let (mut learned, reads) = synthetic(days(20), 29);
        for day in days(20).days() {
            let late = utc().start_of(day.plus_days(5)).plus_millis(9 * HOUR);
            learned.push(Learned { day, at: late, conversions_milli: -2_000 });
        }
        let curve = curve(&utc(), days(60), &learned, &reads);
        assert_eq!((curve[0], curve[3], curve[28]), (62.5, 100.0, 100.0));
    }
}
