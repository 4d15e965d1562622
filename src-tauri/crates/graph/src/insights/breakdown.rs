//! Figures of one object, split by who saw it, where or when.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountId, Breakdown, DayRange, Level, ObjectId};
use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use crate::governor::Kind;
use crate::request::Call;
use crate::{Graph, Pages, lenient};

/// Rows asked for in one page.
const PAGE_ROWS: u32 = 2_500;
const FIELDS: &str =
    "account_id,account_currency,spend,impressions,clicks,inline_link_clicks,actions,action_values,attribution_setting";

/// Figures of one object, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownRequest {
    /// The object's level.
    pub level: Level,
    /// Its id; the account's digits at account level.
    pub object: ObjectId,
    /// By what.
    pub breakdown: Breakdown,
    /// Days of the account. One row comes for each day and value.
    pub range: DayRange,
}

/// One row: a day of an object and a value of what it is split by. Metrics Meta leaves out are `None`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct BreakdownRow {
    /// The account's digits.
    #[serde(default, deserialize_with = "lenient::text")]
    pub account_id: Option<String>,
    /// Currency of the amounts.
    #[serde(default, deserialize_with = "lenient::text")]
    pub account_currency: Option<String>,
    /// First day of the slice, in the account's time zone.
    #[serde(default, deserialize_with = "day")]
    pub date_start: Option<AccountDay>,
    /// Last day of the slice.
    #[serde(default, deserialize_with = "day")]
    pub date_stop: Option<AccountDay>,
    /// Decimal text in major units.
    #[serde(default, deserialize_with = "lenient::text")]
    pub spend: Option<String>,
    /// Times shown.
    #[serde(default, deserialize_with = "lenient::int")]
    pub impressions: Option<i64>,
    /// All clicks.
    #[serde(default, deserialize_with = "lenient::int")]
    pub clicks: Option<i64>,
    /// Clicks on the link.
    #[serde(default, deserialize_with = "lenient::int")]
    pub inline_link_clicks: Option<i64>,
    /// Counts by action type. The types overlap: pick one, never add them.
    #[serde(default, deserialize_with = "lenient::list")]
    pub actions: Vec<BreakdownAction>,
    /// Values by action type, as decimal text in major units.
    #[serde(default, deserialize_with = "lenient::list")]
    pub action_values: Vec<BreakdownAction>,
    /// How actions were attributed, like `7d_click_1d_view`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attribution_setting: Option<String>,
    /// Everything else, the values it is split by among it.
    #[serde(flatten)]
    other: BTreeMap<String, Value>,
}

/// An entry of `actions` or `action_values`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BreakdownAction {
    /// Meta's `action_type`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action_type: Option<String>,
    /// Decimal text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
}

impl BreakdownRow {
    /// The values of what it is split by, in the order of [`Breakdown::dimensions`]; `None` when one is missing.
    pub fn values(&self, breakdown: Breakdown) -> Option<Vec<String>> {
        breakdown.dimensions().iter().map(|name| self.other.get(*name)?.as_str().map(str::to_owned)).collect()
    }

    /// Count of the first of these action types that is present, as decimal text.
    pub fn action(&self, types: &[&str]) -> Option<&str> {
        first_of(&self.actions, types)
    }

    /// Value of the first of these action types that is present, as decimal text in major units.
    pub fn action_value(&self, types: &[&str]) -> Option<&str> {
        first_of(&self.action_values, types)
    }
}

fn first_of<'a>(entries: &'a [BreakdownAction], types: &[&str]) -> Option<&'a str> {
    let find = |kind: &&str| entries.iter().find(|entry| entry.action_type.as_deref() == Some(*kind));
    types.iter().find_map(find).and_then(|entry| entry.value.as_deref())
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AccountDay>, D::Error> {
    Ok(lenient::text(deserializer)?.and_then(|text| AccountDay::parse(&text).ok()))
}

impl Graph {
    /// Daily figures of one object, split by a breakdown, page by page. Costs one call for each page.
    pub fn breakdown(&self, account: &AccountId, request: &BreakdownRequest) -> Pages<Vec<BreakdownRow>> {
        let node = match request.level {
            Level::Account => account.node(),
            _ => request.object.to_string(),
        };
        let range = serde_json::json!({
            "since": request.range.since().to_string(),
            "until": request.range.until().to_string(),
        });
        let call = Call::get(Some(account), Kind::Insights, format!("{node}/insights"))
            .with("level", request.level.as_str())
            .with("fields", FIELDS)
            .with("time_range", range.to_string())
            .with("time_increment", "1")
            .with("breakdowns", serde_json::json!(request.breakdown.dimensions()).to_string());
        Pages::list(self.clone(), call, PAGE_ROWS, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_it_is_split_by_and_counts_one_action() {
        let row: BreakdownRow = serde_json::from_str(
            r#"{"date_start":"2026-03-01","date_stop":"2026-03-01","spend":"1.20","impressions":"7","age":"18-24",
                "gender":"female","actions":[{"action_type":"link_click","value":"3"},{"action_type":"lead","value":2}]}"#,
        )
        .unwrap();
        assert_eq!(row.values(Breakdown::AgeGender), Some(vec!["18-24".into(), "female".into()]));
        assert_eq!(row.values(Breakdown::Country), None);
        assert_eq!((row.action(&["omni_lead", "lead"]), row.action(&["purchase"])), (Some("2"), None));
        assert_eq!((row.impressions, row.clicks, row.spend.as_deref()), (Some(7), None, Some("1.20")));
    }
}
