//! Split days put together: parts of the whole range, parts by day, hours of the week.

use std::collections::BTreeMap;

use domain::{DayRange, MetricSums};
use store::BreakdownDay;

use crate::dto::{BreakdownMetric, BreakdownRow, BreakdownStack, HeatCell, StackDay};
use crate::metrics::view;

/// Parts of a stack that stand for themselves; the others are one.
const STACKED: usize = 5;

/// The asked figure.
fn figure(metric: BreakdownMetric, sums: &MetricSums) -> f64 {
    match metric {
        BreakdownMetric::Spend => sums.spend_minor as f64,
        BreakdownMetric::Impressions => sums.impressions as f64,
        BreakdownMetric::Clicks => sums.clicks as f64,
        BreakdownMetric::LinkClicks => sums.link_clicks as f64,
        BreakdownMetric::Conversions => sums.conversions(),
        BreakdownMetric::Value => sums.value_minor as f64,
    }
}

/// Parts with their sums, the largest first, and then by name.
pub(super) fn parts(days: &[BreakdownDay], metric: BreakdownMetric) -> Vec<(Vec<String>, MetricSums)> {
    let mut sums: BTreeMap<&[String], MetricSums> = BTreeMap::new();
    for cell in days.iter().flat_map(|day| &day.cells) {
        sums.entry(&cell.values).or_default().add(&cell.sums);
    }
    let mut parts: Vec<(Vec<String>, MetricSums)> =
        sums.into_iter().map(|(values, sums)| (values.to_vec(), sums)).collect();
    parts.sort_by(|(_, a), (_, b)| figure(metric, b).total_cmp(&figure(metric, a)));
    parts
}

pub(super) fn total(parts: &[(Vec<String>, MetricSums)]) -> MetricSums {
    let mut total = MetricSums::default();
    parts.iter().for_each(|(_, sums)| total.add(sums));
    total
}

pub(super) fn rows(parts: &[(Vec<String>, MetricSums)], metric: BreakdownMetric) -> Vec<BreakdownRow> {
    let all = figure(metric, &total(parts));
    let row = |(values, sums): &(Vec<String>, MetricSums)| BreakdownRow {
        values: values.clone(),
        metrics: view(sums),
        share_percent: (all > 0.0).then(|| figure(metric, sums) / all * 100.0),
    };
    parts.iter().map(row).collect()
}

pub(super) fn stack(
    parts: &[(Vec<String>, MetricSums)],
    days: &[BreakdownDay],
    range: DayRange,
    metric: BreakdownMetric,
) -> BreakdownStack {
    // One part more is no reason for "others".
    let own = if parts.len() <= STACKED + 1 { parts.len() } else { STACKED };
    let mut names: Vec<Vec<String>> = parts.iter().take(own).map(|(values, _)| values.clone()).collect();
    if own < parts.len() {
        names.push(Vec::new());
    }
    let day = |day: domain::AccountDay| {
        let found = days.binary_search_by_key(&day, |one| one.day).ok().and_then(|at| days.get(at));
        let values = found.map(|found| {
            let mut values = vec![0.0; names.len()];
            for cell in &found.cells {
                let place = names.iter().position(|name| *name == cell.values).unwrap_or(own);
                if let Some(value) = values.get_mut(place) {
                    *value += figure(metric, &cell.sums);
                }
            }
            values
        });
        StackDay { day: day.to_string(), values }
    };
    BreakdownStack { days: range.days().map(day).collect(), names }
}

/// Hours of the week. Meta names an hour like `14:00:00 - 14:59:59`; what does not begin with an hour is left out.
pub(super) fn heat(days: &[BreakdownDay]) -> Vec<HeatCell> {
    let mut cells: BTreeMap<(u8, u8), MetricSums> = BTreeMap::new();
    let mut weekdays = [0_u32; 7];
    for day in days {
        let weekday = weekday(day.day);
        if let Some(count) = weekdays.get_mut(usize::from(weekday)) {
            *count += 1;
        }
        for cell in &day.cells {
            let hour = cell.values.first().and_then(|text| text.get(..2)).and_then(|text| text.parse::<u8>().ok());
            if let Some(hour) = hour.filter(|hour| *hour < 24) {
                cells.entry((weekday, hour)).or_default().add(&cell.sums);
            }
        }
    }
    let all = (0..7_u8).flat_map(|weekday| (0..24_u8).map(move |hour| (weekday, hour)));
    all.map(|(weekday, hour)| HeatCell {
        weekday,
        hour,
        days: weekdays.get(usize::from(weekday)).copied().unwrap_or(0),
        metrics: view(&cells.get(&(weekday, hour)).copied().unwrap_or_default()),
    })
    .collect()
}

/// 0 is Monday; 1970-01-01 was a Thursday.
fn weekday(day: domain::AccountDay) -> u8 {
    u8::try_from((i64::from(day.number()) + 3).rem_euclid(7)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AccountDay, ConversionAction, TimestampMillis};
    use store::BreakdownCell;

    fn day(text: &str, cells: &[(&str, i64)]) -> BreakdownDay {
        let cell = |(value, spend): &(&str, i64)| BreakdownCell {
            values: vec![(*value).to_owned()],
            sums: MetricSums { spend_minor: *spend, impressions: 1, ..MetricSums::default() },
        };
        BreakdownDay {
            day: AccountDay::parse(text).unwrap(),
            conversion: ConversionAction::Lead,
            attribution: String::new(),
            pulled_at: TimestampMillis(0),
            cells: cells.iter().map(cell).collect(),
        }
    }

    #[test]
    fn parts_are_added_over_days_and_the_largest_stands_first() {
        let days = [day("2026-03-01", &[("a", 10), ("b", 5)]), day("2026-03-02", &[("b", 25)])];
        let parts = parts(&days, BreakdownMetric::Spend);
        let rows = rows(&parts, BreakdownMetric::Spend);
        let shown: Vec<_> = rows.iter().map(|row| (row.values[0].as_str(), row.metrics.spend_minor)).collect();
        assert_eq!(shown, [("b", 30.0), ("a", 10.0)]);
        assert_eq!(rows[0].share_percent, Some(75.0));
        assert_eq!(total(&parts).spend_minor, 40);
    }

    #[test]
    fn small_parts_are_stacked_as_one_and_a_missing_day_is_no_zero() {
        let cells: Vec<(String, i64)> = (1..=8).map(|n| (format!("p{n}"), n * 10)).collect();
        let cells: Vec<(&str, i64)> = cells.iter().map(|(name, spend)| (name.as_str(), *spend)).collect();
        let days = [day("2026-03-01", &cells)];
        let range = DayRange::ending(AccountDay::parse("2026-03-02").unwrap(), 2);
        let stack = stack(&parts(&days, BreakdownMetric::Spend), &days, range, BreakdownMetric::Spend);
        assert_eq!(stack.names.len(), 6);
        assert_eq!(stack.names.last(), Some(&Vec::new()));
        assert_eq!(stack.days[0].values, Some(vec![80.0, 70.0, 60.0, 50.0, 40.0, 60.0]));
        assert_eq!(stack.days[1].values, None);
    }

    #[test]
    fn hours_fall_on_their_weekdays() {
        // A Monday, the Monday after, and the Sunday between them.
        let days = [
            day("2026-03-02", &[("09:00:00 - 09:59:59", 10)]),
            day("2026-03-08", &[("23:00:00 - 23:59:59", 7), ("nonsense", 3)]),
            day("2026-03-09", &[("09:00:00 - 09:59:59", 5)]),
        ];
        let heat = heat(&days);
        assert_eq!(heat.len(), 168);
        let filled: Vec<_> = heat.iter().filter(|cell| cell.metrics.spend_minor > 0.0).collect();
        let shown: Vec<_> =
            filled.iter().map(|cell| (cell.weekday, cell.hour, cell.days, cell.metrics.spend_minor)).collect();
        assert_eq!(shown, [(0, 9, 2, 15.0), (6, 23, 1, 7.0)]);
    }
}
