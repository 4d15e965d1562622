//! Sums as the page and programs see them.

use domain::MetricSums;

use crate::dto::Metrics;

/// Figures with their ratios, computed from the sums.
pub(crate) fn view(sums: &MetricSums) -> Metrics {
    Metrics {
        impressions: sums.impressions as f64,
        clicks: sums.clicks as f64,
        link_clicks: sums.link_clicks as f64,
        spend_minor: sums.spend_minor as f64,
        conversions: sums.conversions(),
        value_minor: sums.value_minor as f64,
        ctr_percent: sums.ctr_percent(),
        cpc_minor: sums.cpc_minor(),
        cpm_minor: sums.cpm_minor(),
        cpa_minor: sums.cpa_minor(),
        roas: sums.roas(),
        formulas: Vec::new(),
    }
}
