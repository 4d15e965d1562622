//! The `filtering` parameter: `[{field, operator, value}]`, joined by AND.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::Deserialize;
use serde_json::Value;

use super::edges::{deleted_error, parse_time};
use super::error::{GraphError, Result};
use super::graph::Cx;
use super::nodes::Node;
use super::request::Params;
use crate::world::model::{Ad, AdSet, Budget, Campaign, Creative};

/// One condition.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Filter {
    pub(crate) field: String,
    pub(crate) operator: String,
    #[serde(default)]
    pub(crate) value: Value,
}

const OPERATORS: [&str; 24] = [
    "EQUAL",
    "NOT_EQUAL",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
    "IN_RANGE",
    "NOT_IN_RANGE",
    "CONTAIN",
    "NOT_CONTAIN",
    "CONTAINS_ANY",
    "CONTAINS_ALL",
    "NOT_CONTAINS_ANY",
    "IN",
    "NOT_IN",
    "STARTS_WITH",
    "ENDS_WITH",
    "ANY",
    "ALL",
    "NONE",
    "AFTER",
    "BEFORE",
    "ON_OR_AFTER",
    "ON_OR_BEFORE",
];

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Held<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    List(Vec<String>),
    /// The object has no such value: only negative conditions hold.
    Nothing,
}

/// All conditions of one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filters(pub(crate) Vec<Filter>);

impl Filters {
    pub(crate) fn read(params: &Params) -> Result<Self> {
        let filters: Vec<Filter> = params.json("filtering")?.unwrap_or_default();
        for filter in &filters {
            if !OPERATORS.contains(&filter.operator.as_str()) {
                return Err(GraphError::not_one_of("filtering[operator]", &OPERATORS).blame(&["filtering"]));
            }
            let names_deleted = texts(&filter.value).iter().any(|value| value == "DELETED");
            if is_status(&filter.field) && filter.operator == "IN" && names_deleted {
                return Err(deleted_error());
            }
        }
        Ok(Self(filters))
    }

    /// Whether a condition on the status takes the place of the rule that hides archived objects.
    pub(crate) fn names_status(&self) -> bool {
        self.0.iter().any(|filter| is_status(&filter.field))
    }

    pub(crate) fn keep(&self, cx: &Cx<'_>, node: Node<'_>) -> Result<bool> {
        for filter in &self.0 {
            let held = look_up(cx, node, &filter.field).ok_or_else(|| filter.unsupported())?;
            if !filter.holds(&held) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn is_status(field: &str) -> bool {
    field == "effective_status" || field.ends_with(".effective_status")
}

impl Filter {
    pub(crate) fn unsupported(&self) -> GraphError {
        GraphError::invalid(&format!(
            "Filtering field '{}' with operation '{}' is not supported",
            self.field,
            self.operator.to_ascii_lowercase()
        ))
        .blame(&["filtering"])
    }

    pub(crate) fn holds(&self, held: &Held<'_>) -> bool {
        let negative = matches!(
            self.operator.as_str(),
            "NOT_EQUAL" | "NOT_IN_RANGE" | "NOT_CONTAIN" | "NOT_CONTAINS_ANY" | "NOT_IN" | "NONE"
        );
        let holds = match held {
            Held::Nothing => false,
            Held::Number(number) => self.number_holds(*number),
            Held::Text(text) => self.text_holds(text),
            Held::List(list) => self.list_holds(list),
        };
        // The negative operators are the positive ones turned round.
        holds != negative
    }

    fn number_holds(&self, number: f64) -> bool {
        let values = numbers(&self.value);
        let first = values.first().copied();
        let compare =
            |wanted: fn(Ordering) -> bool| first.and_then(|value| number.partial_cmp(&value)).is_some_and(wanted);
        match self.operator.as_str() {
            "EQUAL" | "NOT_EQUAL" => compare(Ordering::is_eq),
            "GREATER_THAN" | "AFTER" => compare(Ordering::is_gt),
            "GREATER_THAN_OR_EQUAL" | "ON_OR_AFTER" => compare(Ordering::is_ge),
            "LESS_THAN" | "BEFORE" => compare(Ordering::is_lt),
            "LESS_THAN_OR_EQUAL" | "ON_OR_BEFORE" => compare(Ordering::is_le),
            "IN_RANGE" | "NOT_IN_RANGE" => matches!(values[..], [low, high] if (low..=high).contains(&number)),
            "IN" | "NOT_IN" | "ANY" | "NONE" => values.contains(&number),
            _ => false,
        }
    }

    fn text_holds(&self, text: &str) -> bool {
        let values = texts(&self.value);
        let lower = text.to_lowercase();
        let has = |value: &String| lower.contains(&value.to_lowercase());
        match self.operator.as_str() {
            "EQUAL" | "NOT_EQUAL" => values.first().is_some_and(|value| value == text),
            "IN" | "NOT_IN" | "ANY" | "NONE" => values.iter().any(|value| value == text),
            "CONTAIN" | "NOT_CONTAIN" => values.first().is_some_and(has),
            "CONTAINS_ANY" | "NOT_CONTAINS_ANY" => values.iter().any(has),
            "CONTAINS_ALL" | "ALL" => values.iter().all(has),
            "STARTS_WITH" => values.first().is_some_and(|value| lower.starts_with(&value.to_lowercase())),
            "ENDS_WITH" => values.first().is_some_and(|value| lower.ends_with(&value.to_lowercase())),
            _ => false,
        }
    }

    fn list_holds(&self, list: &[String]) -> bool {
        let values = texts(&self.value);
        match self.operator.as_str() {
            "ALL" | "CONTAINS_ALL" => values.iter().all(|value| list.contains(value)),
            _ => values.iter().any(|value| list.contains(value)),
        }
    }
}

/// A value as texts: one, or the members of a list.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(items) => items.iter().map(one).collect(),
        other => vec![one(other)],
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let one = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        // Dates stand for their Unix seconds, as the stored times do.
        Value::String(text) => text.parse().ok().or_else(|| parse_time(text).map(|ms| ms as f64 / 1000.0)),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// The value a field of the filter means for a node; none when there is no such field.
pub(crate) fn look_up<'a>(cx: &Cx<'a>, node: Node<'a>, field: &str) -> Option<Held<'a>> {
    let world = cx.world;
    match node {
        Node::Campaign(campaign) => campaign_value(cx, campaign, field.strip_prefix("campaign.").unwrap_or(field)),
        Node::AdSet(adset) => match field.strip_prefix("campaign.") {
            Some(rest) => campaign_value(cx, world.campaign(adset.campaign)?, rest),
            None => adset_value(cx, adset, field.strip_prefix("adset.").unwrap_or(field)),
        },
        Node::Ad(ad) => {
            if let Some(rest) = field.strip_prefix("campaign.") {
                campaign_value(cx, world.campaign(ad.campaign)?, rest)
            } else if let Some(rest) = field.strip_prefix("adset.") {
                adset_value(cx, world.adset(ad.adset)?, rest)
            } else {
                ad_value(cx, ad, field.strip_prefix("ad.").unwrap_or(field))
            }
        }
        Node::Creative(creative) => creative_value(creative, field.strip_prefix("adcreative.").unwrap_or(field)),
        _ => None,
    }
}

fn seconds(ms: i64) -> Held<'static> {
    Held::Number((ms / 1000) as f64)
}

fn text<'a>(value: impl Into<Cow<'a, str>>) -> Held<'a> {
    Held::Text(value.into())
}

fn opt_number(value: Option<i64>) -> Held<'static> {
    value.map_or(Held::Nothing, |value| Held::Number(value as f64))
}

fn ids(list: &[crate::world::model::ObjectId]) -> Held<'static> {
    Held::List(list.iter().map(ToString::to_string).collect())
}

fn campaign_value<'a>(cx: &Cx<'a>, it: &'a Campaign, field: &str) -> Option<Held<'a>> {
    let budget = it.budget.at(cx.now_ms);
    Some(match field {
        "id" => text(it.id.to_string()),
        "name" => text(it.name.as_str()),
        "objective" => text(it.objective.as_str()),
        "buying_type" => text(it.buying_type.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.campaign_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.campaign_status(it, cx.now_ms).as_str())),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "daily_budget" => opt_number(budget.and_then(Budget::daily_minor)),
        "lifetime_budget" => opt_number(budget.and_then(Budget::lifetime_minor)),
        "spend_cap" => opt_number(it.spend_cap),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn adset_value<'a>(cx: &Cx<'a>, it: &'a AdSet, field: &str) -> Option<Held<'a>> {
    let budget = it.budget.at(cx.now_ms);
    Some(match field {
        "id" => text(it.id.to_string()),
        "campaign_id" => text(it.campaign.to_string()),
        "name" => text(it.name.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.adset_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.adset_status(it, cx.now_ms).as_str())),
        "optimization_goal" => text(it.optimization_goal.as_str()),
        "billing_event" => text(it.billing_event.as_str()),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "start_time" => seconds(it.start_ms),
        "end_time" => it.end_ms.map_or(Held::Nothing, seconds),
        "daily_budget" => opt_number(budget.and_then(Budget::daily_minor)),
        "lifetime_budget" => opt_number(budget.and_then(Budget::lifetime_minor)),
        "bid_amount" => opt_number(*it.bid_amount.at(cx.now_ms)),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn ad_value<'a>(cx: &Cx<'a>, it: &'a Ad, field: &str) -> Option<Held<'a>> {
    Some(match field {
        "id" => text(it.id.to_string()),
        "campaign_id" => text(it.campaign.to_string()),
        "adset_id" => text(it.adset.to_string()),
        "creative_id" => text(it.creative.to_string()),
        "name" => text(it.name.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.ad_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.ad_status(it, cx.now_ms).as_str())),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn creative_value<'a>(it: &'a Creative, field: &str) -> Option<Held<'a>> {
    Some(match field {
        "id" => text(it.id.to_string()),
        "name" => text(it.name.as_str()),
        "status" => text(it.status.as_str()),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

/// Delivery as the reporting tools call it.
fn delivery_info(status: &str) -> &'static str {
    match status {
        "ACTIVE" => "active",
        "ARCHIVED" => "archived",
        "DELETED" => "deleted",
        "PENDING_REVIEW" | "IN_PROCESS" => "pending_review",
        "DISAPPROVED" => "rejected",
        "WITH_ISSUES" => "not_delivering",
        _ => "inactive",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filter(operator: &str, value: Value) -> Filter {
        Filter { field: "x".into(), operator: operator.into(), value }
    }

    #[test]
    fn operators_hold_as_documented() {
        let number = |n| Held::Number(n);
        let cases: [(&str, Value, Held<'_>, bool); 14] = [
            ("GREATER_THAN", json!(5), number(5.0), false),
            ("GREATER_THAN_OR_EQUAL", json!("5"), number(5.0), true),
            ("IN_RANGE", json!([1, 9]), number(9.0), true),
            ("NOT_IN_RANGE", json!([1, 9]), number(9.0), false),
            ("IN", json!(["A", "B"]), text("B"), true),
            ("NOT_IN", json!(["A"]), text("B"), true),
            ("CONTAIN", json!("Sale"), text("summer sale"), true),
            ("NOT_CONTAIN", json!("sale"), text("summer sale"), false),
            ("STARTS_WITH", json!("Sum"), text("summer"), true),
            ("ANY", json!(["1"]), Held::List(vec!["1".into(), "2".into()]), true),
            ("ALL", json!(["1", "3"]), Held::List(vec!["1".into(), "2".into()]), false),
            ("NONE", json!(["3"]), Held::List(vec!["1".into()]), true),
            ("EQUAL", json!(1), Held::Nothing, false),
            ("NOT_EQUAL", json!(1), Held::Nothing, true),
        ];
        for (operator, value, held, expected) in cases {
            assert_eq!(filter(operator, value.clone()).holds(&held), expected, "{operator} {value} {held:?}");
        }
    }

    #[test]
    fn deleted_and_unknown_operators_are_refused() {
        let mut params = Params::default();
        params.set("filtering", r#"[{"field":"ad.effective_status","operator":"IN","value":["DELETED"]}]"#);
        assert_eq!(Filters::read(&params).unwrap_err().subcode, Some(1_815_001));
        params.set("filtering", r#"[{"field":"name","operator":"LIKE","value":"x"}]"#);
        assert_eq!(Filters::read(&params).unwrap_err().code, 100);
        params.set("filtering", "{");
        assert_eq!(Filters::read(&params).unwrap_err().code, 100);
    }
}
