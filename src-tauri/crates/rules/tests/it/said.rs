//! Small helpers to write rules down in tests as they are written in files.

use rules::{Error, Fault, Prepared, Rule};
use serde_json::{Value, json};

/// A rule that acts and passes the check, to be changed by a test.
pub(crate) fn pausing() -> Value {
    json!({
        "format": 1, "id": "stop", "name": "Stop",
        "scope": {"level": "adset", "filters": [{"status": ["ACTIVE"]}]},
        "when": {"all": [
            {"compare": {"left": metric("spend", last(7)), "is": "above", "right": euro(5_000)}},
            {"compare": {"left": metric("roas", ripe(7)), "is": "below", "right": {"number": 1.0}}}
        ]},
        "then": {"pause": "recovered"},
        "schedule": {"every": {"minutes": 60}},
        "guards": {"floors": {"window": last(7), "spend": {"minor": 2_000, "currency": "EUR"}, "age_hours": 72}}
    })
}

/// A rule that changes budgets.
pub(crate) fn raising(basis_points: u32) -> Value {
    let mut rule = pausing();
    rule["id"] = json!("raise");
    rule["name"] = json!("Raise");
    rule["when"] = json!({"compare": {"left": metric("roas", ripe(7)), "is": "above", "right": {"number": 3.0}}});
    rule["then"] = json!({"budget": {
        "by": {"raise": {"basis_points": basis_points}},
        "floor": {"minor": 500, "currency": "EUR"}, "ceiling": {"minor": 50_000, "currency": "EUR"}
    }});
    rule["guards"]["floors"]["conversions"] = json!(10);
    rule["guards"]["cool_down_minutes"] = json!(5_760);
    rule
}

pub(crate) fn metric(of: &str, window: Value) -> Value {
    json!({"metric": {"of": of, "window": window}})
}

pub(crate) fn euro(minor: i64) -> Value {
    json!({"money": {"minor": minor, "currency": "EUR"}})
}

pub(crate) fn last(days: u16) -> Value {
    json!({"last": {"days": days, "with_today": false}})
}

pub(crate) fn ripe(days: u16) -> Value {
    json!({"matured": {"days": days, "leave_out": {"newest": 3}}})
}

pub(crate) fn rule(value: &Value) -> Rule {
    Rule::from_json(&value.to_string()).unwrap_or_else(|error| panic!("{error}\n{value:#}"))
}

pub(crate) fn prepared(value: &Value) -> Prepared {
    Prepared::new(rule(value)).unwrap()
}

/// The faults of a rule that must have some.
pub(crate) fn faults(value: &Value) -> Vec<Fault> {
    match Rule::from_json(&value.to_string()) {
        Err(Error::Faults(faults)) => faults,
        other => panic!("expected faults, got {other:?}"),
    }
}
