//! The slices of time an insights question covers: presets, ranges and increments, in days of the account.

use chrono::{Datelike as _, Months, NaiveDate};
use serde::Deserialize;

use crate::http::error::{GraphError, Result};
use crate::http::request::Params;
use crate::world::delivery::calendar;
use crate::world::delivery::rows::Slice;
use crate::world::model::Account;

#[derive(Deserialize)]
struct TimeRange {
    since: String,
    until: String,
}

const PRESETS: [&str; 20] = [
    "today",
    "yesterday",
    "this_week_sun_today",
    "this_week_mon_today",
    "last_week_sun_sat",
    "last_week_mon_sun",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_3d",
    "last_7d",
    "last_14d",
    "last_28d",
    "last_30d",
    "last_90d",
    "maximum",
    "data_maximum",
];

/// Reads `time_ranges`, `time_range` or `date_preset` with `time_increment`, in that order of precedence.
pub(super) fn read_slices(params: &Params, account: &Account, today: NaiveDate) -> Result<Vec<Slice>> {
    if let Some(ranges) = params.json::<Vec<TimeRange>>("time_ranges")? {
        return ranges.iter().map(|range| read_range(range, "time_ranges", today)).collect();
    }
    let whole = match params.json::<TimeRange>("time_range")? {
        Some(range) => read_range(&range, "time_range", today)?,
        None => {
            let preset = params.filled("date_preset").unwrap_or("last_30d");
            preset_range(preset, account, today).ok_or_else(|| GraphError::not_one_of("date_preset", &PRESETS))?
        }
    };
    cut(params, whole)
}

fn cut(params: &Params, whole: Slice) -> Result<Vec<Slice>> {
    let wrong = || {
        GraphError::invalid("Param time_increment must be all_days, monthly or an integer from 1 to 90")
            .blame(&["time_increment"])
    };
    match params.filled("time_increment") {
        None | Some("all_days") => Ok(vec![whole]),
        Some("monthly") => Ok(months(whole)),
        Some(text) => {
            let days: u32 = text.parse().map_err(|_| wrong())?;
            if (1..=90).contains(&days) { Ok(Slice::every(whole.since, whole.until, days)) } else { Err(wrong()) }
        }
    }
}

fn months(whole: Slice) -> Vec<Slice> {
    let mut slices = Vec::new();
    let mut since = whole.since;
    while since <= whole.until {
        let next = since.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
        let Some(next) = next else { break };
        slices.push(Slice { since, until: next.pred_opt().unwrap_or(since).min(whole.until) });
        since = next;
    }
    slices
}

fn read_range(range: &TimeRange, name: &str, today: NaiveDate) -> Result<Slice> {
    let day = |text: &str| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| GraphError::invalid(&format!("Param {name} must hold dates as YYYY-MM-DD")).blame(&[name]))
    };
    let slice = Slice { since: day(&range.since)?, until: day(&range.until)? };
    if slice.since > slice.until {
        return Err(GraphError::invalid("since must be before until in the time range").blame(&[name]));
    }
    if slice.since < oldest(today) {
        return Err(GraphError::new(
            400,
            3018,
            "(#3018) The start date of the time range cannot be beyond 37 months from the current date",
        ));
    }
    if slice.until.signed_duration_since(slice.since).num_days() > 40 * 31 {
        return Err(GraphError::invalid("The time range is too long").blame(&[name]));
    }
    Ok(slice)
}

fn oldest(today: NaiveDate) -> NaiveDate {
    today.checked_sub_months(Months::new(37)).unwrap_or(today)
}

fn preset_range(preset: &str, account: &Account, today: NaiveDate) -> Option<Slice> {
    let back = |days: u64| today.checked_sub_days(chrono::Days::new(days)).unwrap_or(today);
    let yesterday = back(1);
    let until_yesterday = |days| Slice { since: back(days), until: yesterday };
    let until_today = |since| Slice { since, until: today };
    let month = today.with_day(1)?;
    let quarter = month.with_month(month.month0() / 3 * 3 + 1)?;
    let year = month.with_month(1)?;
    let since_monday = u64::from(today.weekday().num_days_from_monday());
    let since_sunday = u64::from(today.weekday().num_days_from_sunday());
    let before = |first: NaiveDate, months: u32| {
        Some(Slice { since: first.checked_sub_months(Months::new(months))?, until: first.pred_opt()? })
    };
    Some(match preset {
        "today" => until_today(today),
        "yesterday" => until_yesterday(1),
        "last_3d" => until_yesterday(3),
        "last_7d" => until_yesterday(7),
        "last_14d" => until_yesterday(14),
        "last_28d" => until_yesterday(28),
        "last_30d" => until_yesterday(30),
        "last_90d" => until_yesterday(90),
        "this_week_mon_today" => until_today(back(since_monday)),
        "this_week_sun_today" => until_today(back(since_sunday)),
        "last_week_mon_sun" => Slice { since: back(since_monday + 7), until: back(since_monday + 1) },
        "last_week_sun_sat" => Slice { since: back(since_sunday + 7), until: back(since_sunday + 1) },
        "this_month" => until_today(month),
        "last_month" => before(month, 1)?,
        "this_quarter" => until_today(quarter),
        "last_quarter" => before(quarter, 3)?,
        "this_year" => until_today(year),
        "last_year" => before(year, 12)?,
        "maximum" | "data_maximum" => {
            let opened = calendar::day_of(calendar::zone(&account.timezone_name), account.created_ms);
            until_today(opened.max(oldest(today)).min(today))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_cut_at_their_ends() {
        let slices = months(Slice { since: day("2026-01-15"), until: day("2026-03-02") });
        let ends: Vec<String> = slices.iter().map(|s| format!("{}/{}", s.since, s.until)).collect();
        assert_eq!(ends, ["2026-01-15/2026-01-31", "2026-02-01/2026-02-28", "2026-03-01/2026-03-02"]);
    }

    #[test]
    fn ranges_beyond_37_months_and_reversed_ones_are_refused() {
        let today = day("2026-11-23");
        let range = |since: &str, until: &str| TimeRange { since: since.into(), until: until.into() };
        assert_eq!(read_range(&range("2023-10-22", "2023-11-01"), "time_range", today).unwrap_err().code, 3018);
        assert!(read_range(&range("2023-10-23", "2023-11-01"), "time_range", today).is_ok());
        assert_eq!(read_range(&range("2026-10-23", "2026-10-01"), "time_range", today).unwrap_err().code, 100);
        assert_eq!(read_range(&range("23.10.2026", "2026-10-01"), "time_range", today).unwrap_err().code, 100);
    }
}
