//! The `filtering` parameter: `[{field, operator, value}]`, joined by AND.

mod held;

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::Deserialize;
use serde_json::Value;

pub(crate) use self::held::look_up;
use super::edges::{deleted_error, parse_time};
use super::error::{GraphError, Result};
use super::graph::Cx;
use super::nodes::Node;
use super::request::Params;

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
    /// The conditions of a listing, which shows no deleted objects.
    pub(crate) fn read(params: &Params) -> Result<Self> {
        let filters = Self::of_insights(params)?;
        let names_deleted = |filter: &Filter| texts(&filter.value).iter().any(|value| value == "DELETED");
        let asks = |filter: &Filter| is_status(&filter.field) && filter.operator == "IN" && names_deleted(filter);
        if filters.0.iter().any(asks) { Err(deleted_error()) } else { Ok(filters) }
    }

    /// The conditions of a question for figures: those of deleted objects can be asked for.
    pub(crate) fn of_insights(params: &Params) -> Result<Self> {
        let filters: Vec<Filter> = params.json("filtering")?.unwrap_or_default();
        for filter in &filters {
            if !OPERATORS.contains(&filter.operator.as_str()) {
                return Err(GraphError::not_one_of("filtering[operator]", &OPERATORS).blame(&["filtering"]));
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

#[cfg(test)]
mod tests {
    use super::held::text;
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
        assert!(Filters::of_insights(&params).is_ok(), "figures of deleted objects can be asked for");
        params.set("filtering", r#"[{"field":"name","operator":"LIKE","value":"x"}]"#);
        assert_eq!(Filters::read(&params).unwrap_err().code, 100);
        params.set("filtering", "{");
        assert_eq!(Filters::read(&params).unwrap_err().code, 100);
    }
}
