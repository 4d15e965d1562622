//! Sums of additive metrics, and the ratios computed from them when read.

use serde::{Deserialize, Serialize};

use crate::money::scaled_decimal;
use crate::{Metric, MoneyError};

/// Additive figures of an object over some days. Reach and other unique counts are not here: they cannot be added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricSums {
    /// Times shown.
    pub impressions: i64,
    /// All clicks.
    pub clicks: i64,
    /// Clicks on the link (`inline_link_clicks`).
    pub link_clicks: i64,
    /// Spend in minor units of the account's currency.
    pub spend_minor: i64,
    /// Canonical conversions in thousandths: Meta models some, so they can be fractional.
    pub conversions_milli: i64,
    /// Value of those conversions in minor units of the account's currency.
    pub value_minor: i64,
}

/// A ratio of two sums, or that it cannot exist because the divisor is zero.
pub type Ratio = Option<f64>;

impl MetricSums {
    /// Adds another row's sums; saturates rather than wraps, since the cache may hold anything.
    pub fn add(&mut self, other: &Self) {
        self.impressions = self.impressions.saturating_add(other.impressions);
        self.clicks = self.clicks.saturating_add(other.clicks);
        self.link_clicks = self.link_clicks.saturating_add(other.link_clicks);
        self.spend_minor = self.spend_minor.saturating_add(other.spend_minor);
        self.conversions_milli = self.conversions_milli.saturating_add(other.conversions_milli);
        self.value_minor = self.value_minor.saturating_add(other.value_minor);
    }

    /// Whether every figure is zero.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Reads a count as insights carry it (`"1500"`, sometimes `"1500.5"`) in thousandths.
    ///
    /// # Errors
    /// As [`crate::Money::from_decimal_text`].
    pub fn milli_from_text(text: &str) -> Result<i64, MoneyError> {
        scaled_decimal(text, 3)
    }

    /// Conversions as a number, possibly fractional.
    pub fn conversions(&self) -> f64 {
        self.conversions_milli as f64 / 1000.0
    }

    /// Clicks per hundred impressions, in percent.
    pub fn ctr_percent(&self) -> Ratio {
        Metric::Ctr.of(self)
    }

    /// Spend per click, in minor units.
    pub fn cpc_minor(&self) -> Ratio {
        Metric::Cpc.of(self)
    }

    /// Spend per thousand impressions, in minor units.
    pub fn cpm_minor(&self) -> Ratio {
        Metric::Cpm.of(self)
    }

    /// Spend per conversion, in minor units.
    pub fn cpa_minor(&self) -> Ratio {
        Metric::Cpa.of(self)
    }

    /// Value per unit of spend: 3.5 means 3.5 times the spend came back.
    pub fn roas(&self) -> Ratio {
        Metric::Roas.of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ratio_without_a_divisor_does_not_exist() {
        let sums = MetricSums { spend_minor: 100, ..MetricSums::default() };
        assert_eq!(sums.cpc_minor(), None);
        assert_eq!(sums.cpa_minor(), None);
        assert_eq!(sums.roas(), Some(0.0));
    }

    #[test]
    fn ratios_of_a_total_come_from_the_sums_not_from_the_ratios() {
        let mut total = MetricSums { clicks: 1, impressions: 10, ..MetricSums::default() };
        total.add(&MetricSums { clicks: 1, impressions: 1000, ..MetricSums::default() });
        assert_eq!(total.ctr_percent(), Some(200.0 / 1010.0));
    }

    proptest! {
        #[test]
        fn order_of_adding_does_not_matter(rows in proptest::collection::vec(any::<[i32; 6]>(), 0..20)) {
            let row = |r: &[i32; 6]| MetricSums {
                impressions: r[0].into(), clicks: r[1].into(), link_clicks: r[2].into(),
                spend_minor: r[3].into(), conversions_milli: r[4].into(), value_minor: r[5].into(),
            };
            let mut forward = MetricSums::default();
            rows.iter().for_each(|r| forward.add(&row(r)));
            let mut backward = MetricSums::default();
            rows.iter().rev().for_each(|r| backward.add(&row(r)));
            prop_assert_eq!(forward, backward);
        }
    }
}
