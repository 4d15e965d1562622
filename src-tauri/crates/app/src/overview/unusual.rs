//! Days of the last week that were unlike the same weekdays before.

use std::collections::BTreeMap;

use analysis::{Anomaly, DaySums, anomalies};
use domain::{AccountDay, DayRange, Direction, Metric, MetricSums};

use super::Facts;
use super::facts::LOOKED_OVER;
use super::words::key_of;
use crate::dto::{ChangeTone, ObjectLevel, UnusualDay};

/// Figures that are looked over.
const METRICS: [Metric; 5] = [Metric::Spend, Metric::Cpa, Metric::Roas, Metric::Ctr, Metric::Cpm];
/// Most that are told.
const MOST: usize = 8;
/// A campaign's day below this part of its account's usual spend is not worth a look.
const PART: f64 = 0.03;
/// Least spend of a day that says anything, in minor units.
const LEAST_MINOR: i64 = 500;

/// The newest first, of one day the most unlike first. An object's day is told once, by its most unlike figure.
pub(super) fn days(all: &[Facts]) -> Vec<UnusualDay> {
    let mut found: Vec<(f64, UnusualDay)> = all.iter().flat_map(of_account).collect();
    found.sort_by(|(a, one), (b, other)| other.day.cmp(&one.day).then(b.total_cmp(a)).then(one.id.cmp(&other.id)));
    found.truncate(MOST);
    found.into_iter().map(|(_, day)| day).collect()
}

fn of_account(facts: &Facts) -> Vec<(f64, UnusualDay)> {
    let mut whole: BTreeMap<AccountDay, MetricSums> = BTreeMap::new();
    let mut campaigns: BTreeMap<u32, BTreeMap<AccountDay, MetricSums>> = BTreeMap::new();
    for one in &facts.recent {
        whole.entry(one.day).or_default().add(&one.sums);
        campaigns.entry(one.slot).or_default().insert(one.day, one.sums);
    }
    let read: Vec<AccountDay> = facts.recent_days().collect();
    let account = (facts.row.id.node(), facts.row.name.clone());
    let mut found = unlike(facts, &read, &whole, LEAST_MINOR, (ObjectLevel::Account, account.0, account.1));
    let floor = floor(&whole);
    for (slot, days) in &campaigns {
        let Some(row) = facts.campaigns.row(*slot) else { continue };
        let named = (ObjectLevel::Campaign, row.id.to_owned(), row.name.to_owned());
        found.extend(unlike(facts, &read, days, floor, named));
    }
    found
}

/// What a campaign's day has to spend to be worth a look.
fn floor(whole: &BTreeMap<AccountDay, MetricSums>) -> i64 {
    let days = i64::try_from(whole.len()).unwrap_or(i64::MAX).max(1);
    let spend = whole.values().fold(0_i64, |sum, day| sum.saturating_add(day.spend_minor));
    ((spend / days) as f64 * PART) as i64
}

fn unlike(
    facts: &Facts,
    read: &[AccountDay],
    days: &BTreeMap<AccountDay, MetricSums>,
    floor_minor: i64,
    (level, id, name): (ObjectLevel, String, String),
) -> Vec<(f64, UnusualDay)> {
    let first = days.keys().next().copied();
    let all: Vec<DaySums> = read
        .iter()
        // Before its first delivery it is not known whether there was anything to deliver.
        .filter(|day| first.is_some_and(|first| first <= **day))
        .map(|day| DaySums {
            day: *day,
            sums: days.get(day).copied().unwrap_or_default(),
            settled: !facts.is_maturing(*day),
        })
        .collect();
    // Today is not over yet.
    let judged = DayRange::ending(facts.today.plus_days(-1), LOOKED_OVER);
    let mut most: BTreeMap<AccountDay, Anomaly> = BTreeMap::new();
    for anomaly in METRICS.into_iter().flat_map(|metric| anomalies(metric, &all, judged, floor_minor.max(LEAST_MINOR)))
    {
        let kept = most.entry(anomaly.day).or_insert(anomaly);
        if anomaly.score.abs() > kept.score.abs() {
            *kept = anomaly;
        }
    }
    let view = |one: Anomaly| {
        let day = UnusualDay {
            account_id: facts.row.id.node(),
            level,
            id: id.clone(),
            name: name.clone(),
            currency: facts.row.currency.clone(),
            day: one.day.to_string(),
            metric: key_of(one.metric),
            value: one.value,
            usual: one.usual,
            percent: one.percent,
            tone: tone(one.metric, one.percent),
        };
        (one.score.abs(), day)
    };
    most.into_values().map(view).collect()
}

fn tone(metric: Metric, percent: f64) -> ChangeTone {
    match (metric.direction(), percent > 0.0) {
        (Direction::Neutral, _) => ChangeTone::Neutral,
        (Direction::Up, true) | (Direction::Down, false) => ChangeTone::Good,
        (Direction::Up, false) | (Direction::Down, true) => ChangeTone::Bad,
    }
}
