//! Values in the timeline: text as columns of the cache have them, and what Meta's log and the write path make of them.

use changes::{Field, Kind, Value};
use domain::{ConfiguredStatus, TimestampMillis};
use serde_json::Value as Json;
use store::ActivityRow;

use super::kinds;
use crate::dto::ActivityKind;

/// Longest text of a value that is kept from Meta's log.
const MOST_CHARS: usize = 500;

/// The field that a column of the cache holds, where changes of it are worth telling.
pub(super) fn field_of_column(column: &str, is_campaign: bool) -> Option<Field> {
    match column {
        // Meta works these out from the ad sets.
        "start_time" | "stop_time" if is_campaign => None,
        "daily_budget_minor" => Some(Field::DailyBudget),
        "lifetime_budget_minor" => Some(Field::LifetimeBudget),
        "spend_cap_minor" => Some(Field::SpendCap),
        "bid_amount_minor" => Some(Field::BidAmount),
        "creative_id" => Some(Field::Creative),
        "schedule" => Some(Field::AdSchedule),
        "name"
        | "status"
        | "bid_strategy"
        | "start_time"
        | "end_time"
        | "targeting"
        | "optimization_goal"
        | "billing_event"
        | "attribution_spec"
        | "promoted_object"
        | "special_ad_categories"
        | "objective"
        | "buying_type" => Field::parse(column),
        _ => None,
    }
}

/// A value from the text of a column.
pub(super) fn value_of(field: Field, text: &str) -> Option<Value> {
    match field.kind() {
        Kind::Status => ConfiguredStatus::parse(text).map(Value::Status),
        Kind::Text | Kind::Choice => Some(Value::Text(text.to_owned())),
        Kind::Money => text.parse().ok().map(Value::Money),
        Kind::Instant => text.parse().ok().map(|at| Value::Instant(TimestampMillis(at))),
        Kind::Flag => Some(Value::Flag(matches!(text, "true" | "1"))),
        Kind::Json if field == Field::Creative => {
            Some(Value::Json(serde_json::json!({ "creative_id": text.trim_matches('"') })))
        }
        Kind::Json => serde_json::from_str(text).ok().map(Value::Json),
    }
}

/// Whether two texts of a field's column mean the same.
pub(super) fn same(field: &str, left: Option<&str>, right: Option<&str>) -> bool {
    match Field::parse(field) {
        Some(field) => {
            let of = |text: Option<&str>| text.and_then(|text| value_of(field, text));
            changes::same(of(left).as_ref(), of(right).as_ref())
        }
        None => left == right,
    }
}

/// What an entry of Meta's log says changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) kind: ActivityKind,
    /// The field, where it is one that is known.
    pub(super) field: Option<Field>,
    /// As columns have it.
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

/// Reads an entry of Meta's log. Its details come in several shapes; what is not understood is left out.
pub(super) fn logged(row: &ActivityRow) -> Logged {
    let kind = kinds::of_event(&row.event_type);
    let extra: Json = serde_json::from_str(&row.extra).unwrap_or_default();
    let details = extra.get("extra_data").unwrap_or(&Json::Null);
    let [from, to] = ["old_value", "new_value"].map(|side| details.get(side).unwrap_or(&Json::Null));
    let field = match kind {
        ActivityKind::Status => Some(Field::Status),
        ActivityKind::Name => Some(Field::Name),
        ActivityKind::Targeting => Some(Field::Targeting),
        ActivityKind::Creative => Some(Field::Creative),
        ActivityKind::Bid => scalar(to).filter(|text| text.parse::<i64>().is_ok()).map(|_| Field::BidAmount),
        ActivityKind::Budget if row.event_type.contains("spend") => Some(Field::SpendCap),
        ActivityKind::Budget if is_lifetime(to) || (to.is_null() && is_lifetime(from)) => Some(Field::LifetimeBudget),
        ActivityKind::Budget => Some(Field::DailyBudget),
        _ => None,
    };
    let text = |value: &Json| match field {
        // Meta's log tells targeting in sentences; only the next sync knows the values.
        Some(Field::Targeting) => None,
        Some(Field::Status) => scalar(value).map(|text| status(&text)),
        _ => scalar(value),
    };
    Logged { kind, field, from: text(from), to: text(to) }
}

fn is_lifetime(value: &Json) -> bool {
    value.get("additional_value").and_then(Json::as_str).is_some_and(|word| word.starts_with("Lifetime"))
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.chars().take(MOST_CHARS).collect()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        // An amount with its currency, once more called old on both sides.
        Json::Object(parts) => ["old_value", "new_value", "value"].iter().find_map(|name| scalar(parts.get(*name)?)),
        Json::Array(_) => None,
    }
}

/// Ads Manager's word for a status as the API writes it.
fn status(text: &str) -> String {
    match text {
        "Active" => "ACTIVE",
        "Inactive" | "Paused" => "PAUSED",
        "Archived" => "ARCHIVED",
        "Deleted" => "DELETED",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AccountId;
    use serde_json::json;

    fn row(event: &str, extra: Json) -> ActivityRow {
        ActivityRow {
            account: AccountId::parse("1").unwrap(),
            at: TimestampMillis(0),
            event_type: event.into(),
            object_id: Some("7".into()),
            object_name: None,
            actor_name: None,
            application: None,
            extra: json!({ "extra_data": extra }).to_string(),
        }
    }

    #[test]
    fn metas_log_is_read_in_each_of_its_shapes() {
        let amount =
            |minor: Json, word: &str| json!({"type": "payment_amount", "old_value": minor, "additional_value": word});
        let budget =
            json!({"old_value": amount(json!(40_000), "Per day"), "new_value": amount(json!(35_000), "Per day")});
        let lifetime = json!({"old_value": amount(Json::Null, "Per day"), "new_value": amount(json!(900), "Lifetime")});
        let (old, new) = (Some("40000".to_owned()), Some("35000".to_owned()));
        for (event, extra, field, from, to) in [
            ("update_ad_set_budget", budget, Some(Field::DailyBudget), old, new),
            ("update_campaign_budget", lifetime, Some(Field::LifetimeBudget), None, Some("900".to_owned())),
            (
                "update_ad_run_status",
                json!({"old_value": "Active", "new_value": "Inactive"}),
                Some(Field::Status),
                Some("ACTIVE".to_owned()),
                Some("PAUSED".to_owned()),
            ),
            ("update_ad_set_target_spec", json!({"new_value": ["Age: 18–65"]}), Some(Field::Targeting), None, None),
            ("create_ad", json!(null), None, None, None),
            ("update_ad_set_bidding", json!("nonsense"), None, None, None),
        ] {
            let read = logged(&row(event, extra));
            assert_eq!((read.field, read.from, read.to), (field, from, to), "{event}");
        }
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        assert!(same("daily_budget", Some("5000"), Some("5000")));
        assert!(!same("daily_budget", Some("5000"), Some("500")));
        assert!(same("targeting", Some(r#"{"age_min":18,"age_max":65}"#), Some(r#"{"age_max":"65","age_min":18}"#)));
        assert!(same("creative", Some("77"), Some("77")));
        assert!(!same("name", Some("a"), None));
    }
}
