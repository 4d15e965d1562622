//! A change between two periods, and what it means.

use domain::{Direction, Metric, MetricSums, Ratio, Unit};

/// Fewer conversions than this before, in thousandths, say nothing about a change.
const FEW_MILLI: i64 = 5_000;
/// A change below this is none, in percent and in points.
const NOTHING: f64 = 0.05;

/// By how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Relative, in percent.
    Percent(f64),
    /// Of a rate: the difference of two percentages.
    Points(f64),
    /// There was nothing before.
    New,
    /// There is nothing to compare, or no figure now.
    Unknown,
}

/// What a change means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// For the better.
    Good,
    /// For the worse.
    Bad,
    /// Neither, or too little to say.
    Neutral,
}

/// A figure now and before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delta {
    /// Now; money in minor units, rates in percent.
    pub now: Ratio,
    /// Before.
    pub before: Ratio,
    /// By how much it changed.
    pub change: Change,
    /// What that means.
    pub tone: Tone,
    /// Whether there were so few conversions before that the change says nothing.
    pub few: bool,
}

/// How a metric changed between two periods; `before` is none where nothing is compared.
pub fn delta(metric: Metric, now: &MetricSums, before: Option<&MetricSums>) -> Delta {
    let (value, was) = (metric.of(now), before.and_then(|sums| metric.of(sums)));
    let few = before.is_some_and(|sums| metric.has_conversions() && sums.conversions_milli < FEW_MILLI);
    let change = match (value, was) {
        _ if before.is_none() => Change::Unknown,
        (None, _) => Change::Unknown,
        (Some(0.0), None | Some(0.0)) => Change::Percent(0.0),
        (Some(_), None | Some(0.0)) => Change::New,
        (Some(now), Some(was)) if metric.unit() == Unit::Percent => Change::Points(now - was),
        (Some(now), Some(was)) => Change::Percent((now / was - 1.0) * 100.0),
    };
    let tone = if few { Tone::Neutral } else { tone(metric, change) };
    Delta { now: value, before: was, change, tone, few }
}

fn tone(metric: Metric, change: Change) -> Tone {
    let by = match change {
        Change::Percent(by) | Change::Points(by) if by.abs() >= NOTHING => by,
        Change::Percent(_) | Change::Points(_) | Change::New | Change::Unknown => return Tone::Neutral,
    };
    match (metric.direction(), by > 0.0) {
        (Direction::Neutral, _) => Tone::Neutral,
        (Direction::Up, true) | (Direction::Down, false) => Tone::Good,
        (Direction::Up, false) | (Direction::Down, true) => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(spend: i64, conversions: i64) -> MetricSums {
        MetricSums {
            impressions: 10_000,
            clicks: spend / 10,
            spend_minor: spend,
            conversions_milli: conversions * 1000,
            value_minor: conversions * 5_000,
            ..MetricSums::default()
        }
    }

    #[test]
    fn a_change_is_good_by_the_metric_and_not_by_its_sign() {
        let (before, now) = (sums(10_000, 100), sums(11_000, 100));
        for (metric, change, tone) in [
            (Metric::Spend, Change::Percent(10.0), Tone::Neutral),
            (Metric::Cpa, Change::Percent(10.0), Tone::Bad),
            (Metric::Clicks, Change::Percent(10.0), Tone::Good),
            (Metric::Conversions, Change::Percent(0.0), Tone::Neutral),
            (Metric::Ctr, Change::Points(1.0), Tone::Good),
        ] {
            let delta = delta(metric, &now, Some(&before));
            let close = match (delta.change, change) {
                (Change::Percent(a), Change::Percent(b)) | (Change::Points(a), Change::Points(b)) => {
                    (a - b).abs() < 1e-9
                }
                _ => false,
            };
            assert!(close, "{metric:?}: {:?} is not {change:?}", delta.change);
            assert_eq!((delta.tone, delta.few), (tone, false), "{metric:?}");
        }
    }

    #[test]
    fn from_nothing_is_new_and_to_nothing_cannot_be_told() {
        let none = MetricSums::default();
        assert_eq!(delta(Metric::Spend, &sums(5, 0), Some(&none)).change, Change::New);
        assert_eq!(delta(Metric::Spend, &none, Some(&none)).change, Change::Percent(0.0));
        assert_eq!(delta(Metric::Cpa, &none, Some(&sums(5, 9))).change, Change::Unknown);
        assert_eq!(delta(Metric::Cpa, &sums(5, 9), Some(&none)).change, Change::New);
        assert_eq!(delta(Metric::Spend, &sums(5, 0), None).change, Change::Unknown);
        assert_eq!(delta(Metric::Spend, &none, Some(&sums(5, 0))).change, Change::Percent(-100.0));
    }

    #[test]
    fn few_conversions_before_say_nothing() {
        let change = delta(Metric::Cpa, &sums(900, 3), Some(&sums(1_000, 4)));
        assert!(change.few);
        assert_eq!(change.tone, Tone::Neutral);
        assert!(!delta(Metric::Spend, &sums(900, 3), Some(&sums(1_000, 4))).few, "spend needs no conversions");
        assert!(!delta(Metric::Cpa, &sums(900, 3), Some(&sums(1_000, 5))).few);
    }
}
