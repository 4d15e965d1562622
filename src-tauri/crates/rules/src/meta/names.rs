//! What both sides call figures, windows and levels.

use domain::Level;

use crate::condition::{Fact, LastDays, LeaveOut, Matured, Metric, Place, Window};

/// Figures that mean the same on both sides. ROAS is not among them: Meta's counts purchases on the website only.
const METRICS: &[(Metric, &str)] = &[
    (Metric::Spend, "spent"),
    (Metric::Impressions, "impressions"),
    (Metric::Clicks, "clicks"),
    (Metric::LinkClicks, "link_click"),
    (Metric::Conversions, "results"),
    (Metric::Ctr, "ctr"),
    (Metric::LinkCtr, "link_ctr"),
    (Metric::Cpc, "cpc"),
    (Metric::Cpm, "cpm"),
    (Metric::Cpa, "cost_per"),
    (Metric::Roas, "website_purchase_roas"),
];

/// Figures whose window is part of their name.
const OWN_WINDOW: &[(Metric, Window, &str)] = &[
    (Metric::Spend, Window::Today, "today_spent"),
    (Metric::Spend, Window::Yesterday, "yesterday_spent"),
    (Metric::Spend, Window::Lifetime, "lifetime_spent"),
    (Metric::Impressions, Window::Lifetime, "lifetime_impressions"),
];

const FACTS: &[(Fact, &str)] = &[
    (Fact::AgeHours, "hours_since_creation"),
    (Fact::DailyBudget, "daily_budget"),
    (Fact::LifetimeBudget, "lifetime_budget"),
    (Fact::Bid, "bid_amount"),
];

pub(super) fn metric_name(metric: Metric) -> Option<&'static str> {
    METRICS.iter().find(|(known, _)| *known == metric).map(|(_, name)| *name)
}

pub(super) fn metric_of(name: &str) -> Option<Metric> {
    METRICS.iter().find(|(_, known)| *known == name).map(|(metric, _)| *metric)
}

/// The figure that has its own window in its name.
pub(super) fn with_window(metric: Metric, window: Window) -> Option<&'static str> {
    OWN_WINDOW.iter().find(|(of, over, _)| *of == metric && *over == window).map(|(.., name)| *name)
}

pub(super) fn windowed(name: &str) -> Option<(Metric, Window)> {
    OWN_WINDOW.iter().find(|(.., known)| *known == name).map(|(metric, window, _)| (*metric, *window))
}

pub(super) fn fact_name(fact: Fact) -> Option<&'static str> {
    FACTS.iter().find(|(known, _)| *known == fact).map(|(_, name)| *name)
}

pub(super) fn fact_of(name: &str) -> Option<Fact> {
    FACTS.iter().find(|(_, known)| *known == name).map(|(fact, _)| *fact)
}

/// Whether the figure is a price per something. Meta's rules that switch ads off cannot look at one.
pub(super) fn is_cost(name: &str) -> bool {
    matches!(name, "cpc" | "cpm" | "cpa" | "cpp") || name.starts_with("cost_per")
}

/// Days that Meta has presets for, with today and without.
const DAYS: [u16; 6] = [2, 3, 7, 14, 28, 30];
/// First and last day, counted back from today, of presets that leave out young days.
const MATURED: [(u16, u16); 4] = [(14, 8), (30, 8), (60, 8), (60, 29)];

pub(super) fn preset(window: Window) -> Option<String> {
    Some(match window {
        Window::Today => "TODAY".to_owned(),
        Window::Yesterday => "YESTERDAY".to_owned(),
        Window::ThisMonth => "THIS_MONTH".to_owned(),
        Window::Lifetime => "LIFETIME".to_owned(),
        Window::Last(LastDays { days, with_today }) if DAYS.contains(&days) => {
            format!("LAST_{days}{}", if with_today { "_DAYS" } else { "D" })
        }
        Window::Matured(Matured { days, leave_out: LeaveOut::Newest(newest) }) => {
            // The window of so many days ends on the day before the newest ones, of which today is the first.
            let (last, first) = (newest, newest.checked_add(days)?.checked_sub(1)?);
            MATURED.contains(&(first, last)).then(|| format!("LAST_ND_{first}_{last}"))?
        }
        Window::Last(_) | Window::Matured(_) => return None,
    })
}

pub(super) fn window_of(preset: &str) -> Option<Window> {
    Some(match preset {
        "TODAY" => Window::Today,
        "YESTERDAY" => Window::Yesterday,
        "THIS_MONTH" => Window::ThisMonth,
        "LIFETIME" => Window::Lifetime,
        other => {
            let rest = other.strip_prefix("LAST_")?;
            if let Some((first, last)) = rest.strip_prefix("ND_").and_then(|rest| rest.split_once('_')) {
                let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
                let days = first.checked_sub(last)?.checked_add(1)?;
                return (days <= 90).then_some(Window::Matured(Matured { days, leave_out: LeaveOut::Newest(last) }));
            }
            let (days, with_today) = match rest.strip_suffix("_DAYS") {
                Some(days) => (days, true),
                None => (rest.strip_suffix('D')?, false),
            };
            let days = days.parse().ok().filter(|days| DAYS.contains(days))?;
            Window::Last(LastDays { days, with_today })
        }
    })
}

pub(super) fn level_name(level: Level) -> Option<&'static str> {
    match level {
        Level::Account => None,
        Level::Campaign => Some("CAMPAIGN"),
        Level::Adset => Some("ADSET"),
        Level::Ad => Some("AD"),
    }
}

pub(super) fn level_of(name: &str) -> Option<Level> {
    match name {
        "CAMPAIGN" => Some(Level::Campaign),
        "ADSET" => Some(Level::Adset),
        "AD" => Some(Level::Ad),
        _ => None,
    }
}

/// The prefix of a level in names of settings.
pub(super) fn prefix(level: Level) -> &'static str {
    match level {
        Level::Account | Level::Campaign => "campaign.",
        Level::Adset => "adset.",
        Level::Ad => "ad.",
    }
}

/// A setting's name at a place; none where Meta has no such place.
pub(super) fn at_place(name: &str, place: Place) -> Option<String> {
    match place {
        Place::Itself => Some(name.to_owned()),
        Place::Adset => Some(format!("adset.{name}")),
        Place::Campaign => Some(format!("campaign.{name}")),
        Place::Account => None,
    }
}

/// A setting's name without its prefix, and the place that was meant.
pub(super) fn placed(name: &str, level: Level) -> (&str, Place) {
    let place = |of: Level, place: Place| if of == level { Place::Itself } else { place };
    if let Some(rest) = name.strip_prefix("campaign.") {
        (rest, place(Level::Campaign, Place::Campaign))
    } else if let Some(rest) = name.strip_prefix("adset.") {
        (rest, place(Level::Adset, Place::Adset))
    } else {
        (name.strip_prefix("ad.").unwrap_or(name), Place::Itself)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_that_is_written_is_read_as_the_same_window() {
        let last = |days, with_today| Window::Last(LastDays { days, with_today });
        let matured = |days, newest| Window::Matured(Matured { days, leave_out: LeaveOut::Newest(newest) });
        let windows = [
            (Window::Today, "TODAY"),
            (Window::Lifetime, "LIFETIME"),
            (last(7, true), "LAST_7_DAYS"),
            (last(7, false), "LAST_7D"),
            (matured(7, 8), "LAST_ND_14_8"),
            (matured(32, 29), "LAST_ND_60_29"),
        ];
        for (window, name) in windows {
            assert_eq!(preset(window).as_deref(), Some(name));
            assert_eq!(window_of(name), Some(window));
        }
        for window in [last(5, true), matured(7, 3)] {
            assert_eq!(preset(window), None, "{window:?}");
        }
        for name in ["LAST_5D", "LAST_ND_180_8", "LAST_ND_1_9", "LAST_ND_", "LAST_", "", "NEVER"] {
            assert_eq!(window_of(name), None, "{name}");
        }
    }
}
