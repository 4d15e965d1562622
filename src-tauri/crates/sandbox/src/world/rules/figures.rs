//! Figures by the names that rules call them by, and the days of rules' presets.

use chrono::{Datelike, NaiveDate};

use crate::world::World;
use crate::world::delivery::figures::{Event, Figures};
use crate::world::delivery::market::Goal;
use crate::world::delivery::rows::Slice;
use crate::world::model::{ObjectId, ObjectKind};

/// Figures that are evaluated. Money is in minor units.
const FIGURES: &[&str] = &[
    "impressions",
    "unique_impressions",
    "reach",
    "frequency",
    "clicks",
    "spent",
    "results",
    "result_rate",
    "cost_per",
    "cpc",
    "cpm",
    "cpp",
    "ctr",
    "link_click",
    "link_ctr",
    "cost_per_link_click",
    "leadgen",
    "offsite_conversion.fb_pixel_purchase",
    "cost_per_purchase_fb",
    "website_purchase_roas",
];

/// Figures whose window is part of their name.
const OWN_WINDOW: &[(&str, &str, &str)] = &[
    ("today_spent", "spent", "TODAY"),
    ("yesterday_spent", "spent", "YESTERDAY"),
    ("lifetime_spent", "spent", "LIFETIME"),
    ("lifetime_impressions", "impressions", "LIFETIME"),
];

/// The figure a condition means and the preset it is read over; none for a setting.
pub(crate) fn figure_of<'a>(field: &'a str, preset: &'a str) -> Option<(&'a str, &'a str)> {
    if FIGURES.contains(&field) {
        return Some((field, preset));
    }
    OWN_WINDOW.iter().find(|(name, ..)| *name == field).map(|(_, figure, preset)| (*figure, *preset))
}

impl World {
    /// A figure of an object; none where there is nothing to divide by.
    pub(super) fn rule_figure(&self, id: ObjectId, name: &str, of: &Figures) -> Option<f64> {
        let number = |count: i64| Some(count as f64);
        let per = |top: i64, bottom: i64, times: f64| (bottom > 0).then(|| top as f64 * times / bottom as f64);
        match name {
            "impressions" => number(of.impressions),
            "unique_impressions" | "reach" => number(of.reach),
            "frequency" => per(of.impressions, of.reach, 1.0),
            "clicks" => number(of.clicks),
            "spent" => number(of.spend),
            "results" => number(self.results_of(id, of)),
            "result_rate" => per(self.results_of(id, of), of.impressions, 100.0),
            "cost_per" => per(of.spend, self.results_of(id, of), 1.0),
            "cpc" => per(of.spend, of.clicks, 1.0),
            "cpm" => per(of.spend, of.impressions, 1000.0),
            "cpp" => per(of.spend, of.reach, 1000.0),
            "ctr" => per(of.clicks, of.impressions, 100.0),
            "link_click" => number(of.inline_link_clicks),
            "link_ctr" => per(of.inline_link_clicks, of.impressions, 100.0),
            "cost_per_link_click" => per(of.spend, of.inline_link_clicks, 1.0),
            "leadgen" => number(of.event(Event::FormLead)),
            "offsite_conversion.fb_pixel_purchase" => number(of.event(Event::Purchase)),
            "cost_per_purchase_fb" => per(of.spend, of.event(Event::Purchase), 1.0),
            "website_purchase_roas" => per(of.purchase_value, of.spend, 1.0),
            _ => None,
        }
    }

    /// Results by the goal of the object's ad set; of a campaign by that of its first.
    fn results_of(&self, id: ObjectId, of: &Figures) -> i64 {
        let adset = match self.find(id).map(|found| found.kind) {
            Some(ObjectKind::Ad) => self.ad(id).and_then(|ad| self.adset(ad.adset)),
            Some(ObjectKind::AdSet) => self.adset(id),
            Some(ObjectKind::Campaign) => self.adsets_of(id).next(),
            _ => None,
        };
        let campaign = adset.and_then(|adset| self.campaign(adset.campaign));
        campaign.zip(adset).map_or(0, |(campaign, adset)| Goal::of(campaign, adset).results(of))
    }
}

/// The days of a preset. Presets with "days" end today, those with "d" the day before.
pub(crate) fn slice(preset: &str, today: NaiveDate) -> Option<Slice> {
    let back = |days: u64| today.checked_sub_days(chrono::Days::new(days)).unwrap_or(today);
    let days = |first: u64, last: u64| Some(Slice { since: back(first), until: back(last) });
    match preset {
        "TODAY" => return days(0, 0),
        "YESTERDAY" => return days(1, 1),
        "THIS_MONTH" => return days(u64::from(today.day0()), 0),
        "THIS_WEEK_MON_TODAY" => return days(u64::from(today.weekday().num_days_from_monday()), 0),
        "THIS_WEEK_SUN_TODAY" => return days(u64::from(today.weekday().num_days_from_sunday()), 0),
        // Nothing in the sandbox delivered longer ago.
        "LIFETIME" => return days(400, 0),
        "LIFETIME_8" => return days(400, 8),
        "LIFETIME_29" => return days(400, 29),
        _ => {}
    }
    let rest = preset.strip_prefix("LAST_")?;
    if let Some((first, last)) = rest.strip_prefix("ND_").and_then(|rest| rest.split_once('_')) {
        return days(first.parse().ok()?, last.parse().ok()?);
    }
    if let Some(count) = rest.strip_suffix("_DAYS").and_then(|count| count.parse::<u64>().ok()) {
        return days(count.saturating_sub(1), 0);
    }
    days(rest.strip_suffix('D')?.parse().ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_with_days_include_today_and_the_others_do_not() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        for (preset, expected) in [
            ("TODAY", "2026-11-23 2026-11-23"),
            ("LAST_7_DAYS", "2026-11-17 2026-11-23"),
            ("LAST_7D", "2026-11-16 2026-11-22"),
            ("LAST_ND_14_8", "2026-11-09 2026-11-15"),
            ("THIS_MONTH", "2026-11-01 2026-11-23"),
            ("THIS_WEEK_SUN_TODAY", "2026-11-22 2026-11-23"),
        ] {
            let slice = slice(preset, today).unwrap();
            assert_eq!(format!("{} {}", slice.since, slice.until), expected, "{preset}");
        }
        assert!(slice("LAST_QUARTER", today).is_none());
    }
}
