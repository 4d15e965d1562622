//! Days that are unlike the same weekdays before them.

use chrono::{Datelike, Weekday};
use domain::{AccountDay, DayRange, Metric, MetricSums, Unit};

use crate::median::{median, spread};

/// Weeks before a day that say what is usual.
const WEEKS: i64 = 8;
/// Of these, so many must have figures.
const LEAST: usize = 4;
/// So many spreads away from the middle is unusual.
const FAR: f64 = 3.5;
/// And so much of the middle.
const RELATIVE: f64 = 0.25;
/// Days are never taken to be more alike than this part of the middle.
const ALIKE: f64 = 0.1;
/// A cost or a return of fewer expected conversions is chance.
const LEAST_CONVERSIONS: f64 = 5.0;

/// Figures of one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DaySums {
    /// The account's day.
    pub day: AccountDay,
    /// Its figures.
    pub sums: MetricSums,
    /// Whether its conversions are in: a day that still matures is not judged by them.
    pub settled: bool,
}

/// An unusual day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anomaly {
    /// The day.
    pub day: AccountDay,
    /// Which figure.
    pub metric: Metric,
    /// What it was; money in minor units.
    pub value: f64,
    /// The middle of the same weekdays before.
    pub usual: f64,
    /// How far it is from that, in percent.
    pub percent: f64,
    /// How far it is from that, in spreads; the sign is that of the difference.
    pub score: f64,
}

/// Days of `judged` whose figure is unlike that of the same weekday in the eight weeks before.
///
/// The middle and the spread are medians, so that one wild week neither hides the next nor makes it usual. Days on which
/// hardly anything was spent, less than `floor_minor` now and usually, are not judged; nor are costs and returns of so few
/// conversions that chance alone explains them. `days` are in order and each comes once; a day that is not among them was
/// never read.
pub fn anomalies(metric: Metric, days: &[DaySums], judged: DayRange, floor_minor: i64) -> Vec<Anomaly> {
    let wanted = days.iter().filter(|one| judged.contains(one.day) && (one.settled || !metric.has_conversions()));
    wanted.filter_map(|one| judge(metric, one, days, floor_minor)).collect()
}

fn judge(metric: Metric, one: &DaySums, days: &[DaySums], floor_minor: i64) -> Option<Anomaly> {
    let before = same_weekdays_before(one.day, days);
    let spends: Vec<f64> = before.iter().map(|sums| sums.spend_minor as f64).collect();
    let usual_spend = median(&spends)?;
    if usual_spend.max(one.sums.spend_minor as f64) < floor_minor.max(1) as f64 {
        return None;
    }
    let values: Vec<f64> = before.iter().filter_map(|sums| metric.of(sums)).collect();
    if values.len() < LEAST {
        return None;
    }
    let (usual, value) = (median(&values)?, metric.of(&one.sums)?);
    let counted: Vec<f64> = before.iter().map(MetricSums::conversions).collect();
    let expected = median(&counted)?.max(one.sums.conversions());
    if metric.has_conversions() && expected < LEAST_CONVERSIONS {
        return None;
    }
    let chance = match metric.unit() {
        // Counts of rare things scatter by their root, and so does what is divided by them.
        Unit::Count => usual.max(0.0).sqrt(),
        _ if metric.has_conversions() => usual.abs() / expected.sqrt(),
        Unit::Money | Unit::Percent | Unit::Times => 0.0,
    };
    let away = value - usual;
    let score = away / spread(&values)?.max(usual.abs() * ALIKE).max(chance);
    let percent = away / usual * 100.0;
    let unusual = score.is_finite() && percent.is_finite() && score.abs() >= FAR && percent.abs() >= RELATIVE * 100.0;
    unusual.then_some(Anomaly { day: one.day, metric, value, usual, percent, score })
}

fn same_weekdays_before(day: AccountDay, days: &[DaySums]) -> Vec<MetricSums> {
    let weekday = |day: AccountDay| -> Weekday { day.date().weekday() };
    let since = day.plus_days(-7 * WEEKS);
    let same = |one: &&DaySums| one.day >= since && one.day < day && weekday(one.day) == weekday(day);
    days.iter().filter(same).map(|one| one.sums).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> AccountDay {
        AccountDay::parse("2026-11-22").unwrap()
    }

    /// Nine weeks; weekends bring half, and `twist` changes what it likes.
    fn world(twist: impl Fn(i64, &mut MetricSums)) -> Vec<DaySums> {
        DayRange::ending(today(), 63)
            .days()
            .map(|day| {
                let age = i64::from(today().number() - day.number());
                let half = if day.date().weekday().number_from_monday() > 5 { 2 } else { 1 };
                let mut sums = MetricSums {
                    impressions: 50_000 / half,
                    clicks: 1_000 / half,
                    link_clicks: 800 / half,
                    spend_minor: 100_000 / half,
                    conversions_milli: 40_000 / half,
                    value_minor: 350_000 / half,
                };
                twist(age, &mut sums);
                DaySums { day, sums, settled: age > 3 }
            })
            .collect()
    }

    fn found(metric: Metric, days: &[DaySums]) -> Vec<(String, i64)> {
        let all = anomalies(metric, days, DayRange::ending(today(), 7), 1_000);
        all.iter().map(|one| (one.day.to_string(), one.percent.round() as i64)).collect()
    }

    #[test]
    fn a_weekend_is_compared_with_weekends() {
        assert_eq!(found(Metric::Spend, &world(|_, _| ())), []);
        let doubled = world(|age, sums| {
            if age == 0 {
                sums.spend_minor *= 2;
            }
        });
        assert_eq!(found(Metric::Spend, &doubled), [("2026-11-22".to_owned(), 100)]);
    }

    #[test]
    fn one_wild_week_neither_hides_the_next_nor_makes_it_usual() {
        let wild = world(|age, sums| {
            if age == 7 {
                sums.spend_minor *= 40;
            }
            if age == 0 {
                sums.spend_minor *= 2;
            }
        });
        assert_eq!(found(Metric::Spend, &wild), [("2026-11-22".to_owned(), 100)]);
    }

    #[test]
    fn tiny_spend_is_quiet() {
        let tiny = world(|age, sums| {
            sums.spend_minor /= 1_000;
            if age == 0 {
                sums.spend_minor *= 9;
            }
        });
        assert_eq!(found(Metric::Spend, &tiny), []);
        let from_nearly_nothing = world(|age, sums| sums.spend_minor = if age == 0 { 90_000 } else { 100 });
        assert_eq!(found(Metric::Spend, &from_nearly_nothing).len(), 1, "what suddenly spends is not tiny");
    }

    #[test]
    fn days_that_still_mature_are_not_judged_by_conversions() {
        let late = world(|age, sums| {
            if age < 2 {
                sums.conversions_milli /= 10;
            }
        });
        assert_eq!(found(Metric::Cpa, &late), []);
        let dear = world(|age, sums| {
            if age == 5 {
                sums.conversions_milli /= 10;
            }
        });
        assert_eq!(found(Metric::Cpa, &dear), [("2026-11-17".to_owned(), 900)]);
    }

    #[test]
    fn a_handful_of_conversions_is_chance() {
        let few = world(|age, sums| sums.conversions_milli = if age == 5 { 1_000 } else { 4_000 });
        assert_eq!(found(Metric::Cpa, &few), []);
        assert_eq!(found(Metric::Conversions, &few), []);
    }

    #[test]
    fn too_short_a_history_says_nothing() {
        let days = world(|age, sums| {
            if age == 0 {
                sums.spend_minor *= 9;
            }
        });
        assert_eq!(found(Metric::Spend, &days[days.len() - 22..]), []);
    }
}
