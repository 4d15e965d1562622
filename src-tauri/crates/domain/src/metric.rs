//! The one definition of each metric: what it is summed from, what it is measured in, which way is good.
//!
//! Everything that shows, sorts by, judges or explains a figure takes it from here, so that a number means the same in a
//! table, a chart, a rule and a report.

use serde::{Deserialize, Serialize};

use crate::{MetricSums, Ratio};

/// Figures. Sums, and ratios of sums; reach is not among them, because it cannot be added up over days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Spend, money.
    Spend,
    /// Times shown.
    Impressions,
    /// All clicks.
    Clicks,
    /// Clicks on the link.
    LinkClicks,
    /// Canonical conversions of the object's goal.
    Conversions,
    /// Value of those conversions, money.
    Value,
    /// Clicks per hundred impressions, percent.
    Ctr,
    /// Link clicks per hundred impressions, percent.
    LinkCtr,
    /// Conversions per hundred link clicks, percent.
    ConversionRate,
    /// Spend per click, money.
    Cpc,
    /// Spend per thousand impressions, money.
    Cpm,
    /// Spend per conversion, money.
    Cpa,
    /// Value per unit of spend: 3.5 means 3.5 times the spend came back.
    Roas,
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minor units of the account's currency.
    Money,
    /// A count; whole, except where Meta models it.
    Count,
    /// Percent, 0 to 100 as a rule.
    Percent,
    /// So many times.
    Times,
}

/// Which way a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither is better by itself.
    Neutral,
}

/// A figure that can be added up over days and objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sum {
    /// Times shown.
    Impressions,
    /// All clicks.
    Clicks,
    /// Clicks on the link.
    LinkClicks,
    /// Spend in minor units.
    Spend,
    /// Conversions in thousandths.
    ConversionsMilli,
    /// Value in minor units.
    Value,
}

/// How a figure comes from sums: `top * up / (bottom * down)`, or `top * up / down` where there is no bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricFormula {
    /// What is divided.
    pub top: Sum,
    /// A factor of it.
    pub up: f64,
    /// What it is divided by; none for a sum.
    pub bottom: Option<Sum>,
    /// A factor of the divisor.
    pub down: f64,
}

impl MetricFormula {
    /// The figure for two sums; none where the divisor is zero.
    pub fn of(&self, top: i64, bottom: i64) -> Ratio {
        let top = top as f64 * self.up;
        match self.bottom {
            None => Some(top / self.down),
            Some(_) => (bottom != 0).then(|| top / (bottom as f64 * self.down)),
        }
    }
}

impl MetricSums {
    /// One of the sums.
    pub fn get(&self, sum: Sum) -> i64 {
        match sum {
            Sum::Impressions => self.impressions,
            Sum::Clicks => self.clicks,
            Sum::LinkClicks => self.link_clicks,
            Sum::Spend => self.spend_minor,
            Sum::ConversionsMilli => self.conversions_milli,
            Sum::Value => self.value_minor,
        }
    }
}

impl Metric {
    /// Every metric, sums first.
    pub const ALL: [Self; 13] = [
        Self::Spend,
        Self::Impressions,
        Self::Clicks,
        Self::LinkClicks,
        Self::Conversions,
        Self::Value,
        Self::Ctr,
        Self::LinkCtr,
        Self::ConversionRate,
        Self::Cpc,
        Self::Cpm,
        Self::Cpa,
        Self::Roas,
    ];

    /// How it comes from sums.
    pub fn formula(self) -> MetricFormula {
        let (top, up, bottom, down) = match self {
            Self::Spend => (Sum::Spend, 1.0, None, 1.0),
            Self::Impressions => (Sum::Impressions, 1.0, None, 1.0),
            Self::Clicks => (Sum::Clicks, 1.0, None, 1.0),
            Self::LinkClicks => (Sum::LinkClicks, 1.0, None, 1.0),
            Self::Conversions => (Sum::ConversionsMilli, 1.0, None, 1000.0),
            Self::Value => (Sum::Value, 1.0, None, 1.0),
            Self::Ctr => (Sum::Clicks, 100.0, Some(Sum::Impressions), 1.0),
            Self::LinkCtr => (Sum::LinkClicks, 100.0, Some(Sum::Impressions), 1.0),
            Self::ConversionRate => (Sum::ConversionsMilli, 1.0, Some(Sum::LinkClicks), 10.0),
            Self::Cpc => (Sum::Spend, 1.0, Some(Sum::Clicks), 1.0),
            Self::Cpm => (Sum::Spend, 1000.0, Some(Sum::Impressions), 1.0),
            Self::Cpa => (Sum::Spend, 1000.0, Some(Sum::ConversionsMilli), 1.0),
            Self::Roas => (Sum::Value, 1.0, Some(Sum::Spend), 1.0),
        };
        MetricFormula { top, up, bottom, down }
    }

    /// The figure for these sums: money in minor units, rates in percent. None where a ratio has no divisor.
    pub fn of(self, sums: &MetricSums) -> Ratio {
        let formula = self.formula();
        formula.of(sums.get(formula.top), formula.bottom.map_or(0, |bottom| sums.get(bottom)))
    }

    /// The same with money in units of a currency that has `offset` minor units, so that accounts can be put in order.
    pub fn value(self, sums: &MetricSums, offset: i64) -> Ratio {
        let value = self.of(sums)?;
        Some(if self.unit() == Unit::Money { value / offset as f64 } else { value })
    }

    /// What it is measured in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Spend | Self::Value | Self::Cpc | Self::Cpm | Self::Cpa => Unit::Money,
            Self::Impressions | Self::Clicks | Self::LinkClicks | Self::Conversions => Unit::Count,
            Self::Ctr | Self::LinkCtr | Self::ConversionRate => Unit::Percent,
            Self::Roas => Unit::Times,
        }
    }

    /// Which way it should go.
    pub fn direction(self) -> Direction {
        match self {
            Self::Spend | Self::Impressions => Direction::Neutral,
            Self::Cpc | Self::Cpm | Self::Cpa => Direction::Down,
            Self::Clicks
            | Self::LinkClicks
            | Self::Conversions
            | Self::Value
            | Self::Ctr
            | Self::LinkCtr
            | Self::ConversionRate
            | Self::Roas => Direction::Up,
        }
    }

    /// Whether it is a ratio of two sums.
    pub fn is_ratio(self) -> bool {
        self.formula().bottom.is_some()
    }

    /// Whether conversions are part of it, which arrive late.
    pub fn has_conversions(self) -> bool {
        let formula = self.formula();
        let late = |sum: Sum| matches!(sum, Sum::ConversionsMilli | Sum::Value);
        late(formula.top) || formula.bottom.is_some_and(late)
    }

    /// The name in files and answers, `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Impressions => "impressions",
            Self::Clicks => "clicks",
            Self::LinkClicks => "link_clicks",
            Self::Conversions => "conversions",
            Self::Value => "value",
            Self::Ctr => "ctr",
            Self::LinkCtr => "link_ctr",
            Self::ConversionRate => "conversion_rate",
            Self::Cpc => "cpc",
            Self::Cpm => "cpm",
            Self::Cpa => "cpa",
            Self::Roas => "roas",
        }
    }

    /// The metric of that name; none for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_comes_from_the_sums_it_says() {
        let sums = MetricSums {
            impressions: 10_000,
            clicks: 250,
            link_clicks: 200,
            spend_minor: 50_000,
            conversions_milli: 12_500,
            value_minor: 175_000,
        };
        for (metric, expected) in [
            (Metric::Spend, 50_000.0),
            (Metric::Impressions, 10_000.0),
            (Metric::Clicks, 250.0),
            (Metric::LinkClicks, 200.0),
            (Metric::Conversions, 12.5),
            (Metric::Value, 175_000.0),
            (Metric::Ctr, 2.5),
            (Metric::LinkCtr, 2.0),
            (Metric::ConversionRate, 6.25),
            (Metric::Cpc, 200.0),
            (Metric::Cpm, 5_000.0),
            (Metric::Cpa, 4_000.0),
            (Metric::Roas, 3.5),
        ] {
            assert_eq!(metric.of(&sums), Some(expected), "{metric:?}");
            let in_units = if metric.unit() == Unit::Money { expected / 100.0 } else { expected };
            assert_eq!(metric.value(&sums, 100), Some(in_units), "{metric:?}");
        }
    }

    #[test]
    fn only_ratios_can_be_missing() {
        for metric in Metric::ALL {
            assert_eq!(metric.of(&MetricSums::default()).is_none(), metric.is_ratio(), "{metric:?}");
        }
    }

    #[test]
    fn names_are_those_of_files() {
        for metric in Metric::ALL {
            assert_eq!(serde_json::to_value(metric).unwrap(), metric.as_str());
            assert_eq!(Metric::parse(metric.as_str()), Some(metric));
        }
        assert_eq!(Metric::parse("reach"), None);
    }
}
