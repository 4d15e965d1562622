//! A second, slow and obvious implementation of pace, unusual days, changes and movers, which has to agree with the
//! product on a thousand random worlds.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use analysis::{Change, DaySpend, DaySums, Target, anomalies, delta, movers, pace};
use chrono::Datelike;
use domain::{AccountDay, DayRange, Metric, MetricSums, Sum, Unit};

const WORLDS: u64 = 1_000;

fn day(number: i32) -> AccountDay {
    AccountDay::from_number(number).unwrap()
}

fn weekday(day: AccountDay) -> u32 {
    day.date().weekday().num_days_from_monday()
}

/// Days of one object: some never read, some without delivery, some wild.
fn world(rng: &mut fastrand::Rng) -> Vec<DaySums> {
    let (first, length) = (rng.i32(15_000..25_000), rng.i32(1..130));
    let scale = [1, 100, 10_000, 3_000_000][rng.usize(0..4)];
    let missing = rng.f64() * 0.3;
    let mut days = Vec::new();
    for number in first..first + length {
        if rng.f64() < missing {
            continue;
        }
        let wild = if rng.u32(0..12) == 0 { rng.i64(0..40) } else { 10 };
        let spend_minor = rng.i64(0..10 * scale) * wild / 10;
        let impressions = spend_minor / rng.i64(1..9);
        let clicks = impressions / rng.i64(5..90);
        let conversions_milli = clicks * 1_000 / rng.i64(2..60);
        let sums = MetricSums {
            impressions,
            clicks,
            link_clicks: clicks / 2,
            spend_minor,
            conversions_milli,
            value_minor: conversions_milli / 1_000 * rng.i64(1..9_000),
        };
        days.push(DaySums { day: day(number), sums, settled: rng.bool() });
    }
    days
}

/// The middle value, found by counting how many lie on each side.
fn middle(values: &[f64]) -> f64 {
    let mut left = values.to_vec();
    while left.len() > 2 {
        for most in [true, false] {
            let at = (0..left.len()).reduce(|a, b| if (left[a] < left[b]) == most { b } else { a }).unwrap();
            left.remove(at);
        }
    }
    left.iter().sum::<f64>() / left.len() as f64
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn ratio(metric: Metric, sums: &MetricSums) -> Option<f64> {
    let (spend, conversions) = (sums.spend_minor as f64, sums.conversions_milli as f64 / 1_000.0);
    let over = |top: f64, bottom: f64| if bottom == 0.0 { None } else { Some(top / bottom) };
    match metric {
        Metric::Spend => Some(spend),
        Metric::Impressions => Some(sums.impressions as f64),
        Metric::Clicks => Some(sums.clicks as f64),
        Metric::LinkClicks => Some(sums.link_clicks as f64),
        Metric::Conversions => Some(conversions),
        Metric::Value => Some(sums.value_minor as f64),
        Metric::Ctr => over(sums.clicks as f64 * 100.0, sums.impressions as f64),
        Metric::LinkCtr => over(sums.link_clicks as f64 * 100.0, sums.impressions as f64),
        Metric::ConversionRate => over(conversions * 100.0, sums.link_clicks as f64),
        Metric::Cpc => over(spend, sums.clicks as f64),
        Metric::Cpm => over(spend * 1_000.0, sums.impressions as f64),
        Metric::Cpa => over(spend, conversions),
        Metric::Roas => over(sums.value_minor as f64, spend),
    }
}

/// What is unlike, day by day, with every list written out.
fn unlike(metric: Metric, days: &[DaySums], judged: DayRange, floor: i64) -> Vec<(AccountDay, f64)> {
    let late =
        matches!(metric, Metric::Conversions | Metric::Value | Metric::ConversionRate | Metric::Cpa | Metric::Roas);
    let mut found = Vec::new();
    for one in days {
        let mut before: Vec<&DaySums> = Vec::new();
        for weeks in 1..=8 {
            before.extend(days.iter().find(|other| other.day == one.day.plus_days(-7 * weeks)));
        }
        if !judged.contains(one.day) || before.is_empty() || (late && !one.settled) {
            continue;
        }
        let spends: Vec<f64> = before.iter().map(|day| day.sums.spend_minor as f64).collect();
        let values: Vec<f64> = before.iter().filter_map(|day| ratio(metric, &day.sums)).collect();
        let counts: Vec<f64> = before.iter().map(|day| day.sums.conversions_milli as f64 / 1_000.0).collect();
        let expected = middle(&counts).max(one.sums.conversions_milli as f64 / 1_000.0);
        let tiny = middle(&spends).max(one.sums.spend_minor as f64) < floor as f64;
        let Some(value) = ratio(metric, &one.sums) else { continue };
        if tiny || values.len() < 4 || (late && expected < 5.0) {
            continue;
        }
        let usual = middle(&values);
        let away: Vec<f64> = values.iter().map(|value| (value - usual).abs()).collect();
        let chance = if metric.unit() == Unit::Count {
            usual.sqrt()
        } else if late {
            usual / expected.sqrt()
        } else {
            0.0
        };
        let spread = (middle(&away) * 1.4826).max(usual / 10.0).max(chance);
        if ((value - usual) / spread).abs() >= 3.5 && (value - usual).abs() >= usual / 4.0 && usual > 0.0 {
            found.push((one.day, usual));
        }
    }
    found
}

#[test]
fn unusual_days_are_those_of_the_slow_reference() {
    let (mut told, mut quiet) = (0, 0);
    for seed in 0..WORLDS {
        let mut rng = fastrand::Rng::with_seed(seed);
        let days = world(&mut rng);
        let Some(last) = days.last().map(|one| one.day) else { continue };
        let judged = DayRange::ending(last, rng.u32(1..40));
        let floor = rng.i64(1..5_000);
        for metric in Metric::ALL {
            let fast = anomalies(metric, &days, judged, floor);
            let slow = unlike(metric, &days, judged, floor);
            // A figure on the very edge may fall on either side of it by rounding.
            let edge = |one: &analysis::Anomaly| {
                (one.score.abs() - 3.5).abs() < 1e-6 || (one.percent.abs() - 25.0).abs() < 1e-6
            };
            if fast.iter().any(edge) {
                continue;
            }
            assert_eq!(fast.len(), slow.len(), "{metric:?} of world {seed}: {fast:?} {slow:?}");
            for (fast, (day, usual)) in fast.iter().zip(&slow) {
                assert_eq!(fast.day, *day, "{metric:?} of world {seed}");
                assert!(close(fast.usual, *usual), "{metric:?} of world {seed}");
            }
            told += fast.len();
            quiet += usize::from(fast.is_empty());
        }
    }
    assert!(told > 200 && quiet > 200, "worlds are neither all alike nor all wild: {told} told, {quiet} quiet");
}

/// The end of a month, one day at a time.
fn end_of(target: Target, spent: &[DaySpend], today: AccountDay, elapsed: i64) -> Option<i64> {
    let on = |day: AccountDay| spent.iter().find(|one| one.day == day).map(|one| i128::from(one.minor));
    let mut sum: i128 = 0;
    for day in target.days.days().filter(|day| *day <= today) {
        if on(day).is_none() && day < today {
            return None;
        }
        sum += on(day).unwrap_or(0);
    }
    if today > target.days.until() {
        return i64::try_from(sum).ok();
    }
    let week: Vec<i128> = (1..=7).filter_map(|age| on(today.plus_days(-age))).collect();
    if week.len() < 3 {
        return None;
    }
    let a_week = week.iter().sum::<i128>() * 7 / week.len() as i128;
    let mut weights = Vec::new();
    for number in 0..7 {
        let same = (1..=56).map(|age| today.plus_days(-age)).filter(|day| weekday(*day) == number);
        let values: Vec<f64> = same.filter_map(on).map(|minor| minor as f64).collect();
        weights.push(if values.len() < 2 { None } else { Some(middle(&values).round() as i128) });
    }
    let weights: Vec<i128> = match weights.into_iter().collect::<Option<Vec<i128>>>() {
        Some(known) if known.iter().any(|weight| *weight > 0) => known,
        _ => vec![1; 7],
    };
    let all: i128 = weights.iter().sum();
    let expected = |day: AccountDay| (a_week * weights[weekday(day) as usize] + all / 2) / all;
    for day in target.days.days().filter(|day| *day >= today) {
        sum += if day == today { expected(day) * i128::from(1_000 - elapsed) / 1_000 } else { expected(day) };
    }
    i64::try_from(sum).ok()
}

#[test]
fn a_month_ends_where_the_slow_reference_says_to_the_last_minor_unit() {
    let (mut known, mut unknown) = (0, 0);
    for seed in 0..WORLDS {
        let mut rng = fastrand::Rng::with_seed(seed);
        let days = world(&mut rng);
        let Some(last) = days.last().map(|one| one.day) else { continue };
        let spent: Vec<DaySpend> =
            days.iter().map(|one| DaySpend { day: one.day, minor: one.sums.spend_minor }).collect();
        let since = last.plus_days(-i64::from(rng.u32(0..12)));
        let target = Target { minor: rng.i64(1..1_000_000_000), days: DayRange::ending(since.plus_days(29), 30) };
        let (today, elapsed) = (last.plus_days(rng.i64(-3..3)), rng.i64(0..=1_000));
        let spent: Vec<DaySpend> = spent.into_iter().filter(|one| one.day <= today).collect();
        let fast = pace(target, &spent, today, elapsed);
        let slow = end_of(target, &spent, today, elapsed);
        assert_eq!(fast.projection.map(|it| it.end_minor), slow, "world {seed}");
        known += usize::from(slow.is_some());
        unknown += usize::from(slow.is_none());
    }
    assert!(known > 100 && unknown > 100, "{known} known, {unknown} unknown");
}

#[test]
fn changes_and_movers_are_those_of_plain_arithmetic() {
    for seed in 0..WORLDS {
        let mut rng = fastrand::Rng::with_seed(seed);
        let objects: Vec<(usize, MetricSums, MetricSums)> = (0..rng.usize(0..9))
            .map(|key| {
                let mut total = || {
                    let mut sums = MetricSums::default();
                    world(&mut rng).iter().for_each(|day| sums.add(&day.sums));
                    sums
                };
                (key, total(), total())
            })
            .collect();
        let (mut now, mut before) = (MetricSums::default(), MetricSums::default());
        for (_, a, b) in &objects {
            now.add(a);
            before.add(b);
        }
        for metric in Metric::ALL {
            let change = delta(metric, &now, Some(&before));
            assert!(match (change.now, ratio(metric, &now)) {
                (Some(a), Some(b)) => close(a, b),
                (a, b) => a == b,
            });
            if let (Change::Percent(by), Some(a), Some(b)) = (change.change, change.now, change.before)
                && b != 0.0
            {
                assert!(close(by, (a - b) / b * 100.0), "{metric:?} of world {seed}");
            }
        }
        let all = movers(objects, Sum::Spend, usize::MAX);
        let moved: i64 = all.iter().map(|mover| mover.change).sum();
        assert_eq!(moved, now.spend_minor - before.spend_minor, "shares add up to the change of the total");
    }
}
