//! Between Meta's JSON of a rule and its plain values.

use graph::LiveObject;
use rules::meta::{Entry, Filter, Spec, Times, Value};
use serde_json::{Map, Value as Json, json};

/// What Meta answered about a rule. Anything of another shape is kept as a condition that nobody knows.
pub(super) fn read(live: &LiveObject) -> Spec {
    let evaluation = live.get("evaluation_spec").unwrap_or(&Json::Null);
    let execution = live.get("execution_spec").unwrap_or(&Json::Null);
    let is_trigger = evaluation.get("evaluation_type").and_then(Json::as_str) == Some("TRIGGER");
    let mut filters = list(evaluation.get("filters"));
    if let Some(trigger) = evaluation.get("trigger").filter(|_| is_trigger) {
        filters.push(triggered(trigger));
    }
    Spec {
        name: live.text("name").unwrap_or_default(),
        is_trigger,
        filters,
        execution: execution.get("execution_type").and_then(Json::as_str).unwrap_or_default().to_owned(),
        options: list(execution.get("execution_options")),
        schedule: live.get("schedule_spec").and_then(times),
    }
}

/// A trigger on a figure is a condition on that figure; any other is one that only Meta knows.
fn triggered(trigger: &Json) -> Filter {
    let text = |name: &str| trigger.get(name).and_then(Json::as_str).map(str::to_owned);
    let kind = text("type").unwrap_or_default();
    match (kind.as_str(), text("field"), text("operator")) {
        ("STATS_CHANGE", Some(field), Some(operator)) => {
            Filter { field, operator, value: value(trigger.get("value").unwrap_or(&Json::Null)) }
        }
        _ => Filter { field: "trigger".to_owned(), operator: kind, value: Value::Other },
    }
}

fn list(filters: Option<&Json>) -> Vec<Filter> {
    let text = |one: &Json, name: &str| one.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let filter = |one: &Json| {
        let field = text(one, "field");
        let raw = one.get("value").unwrap_or(&Json::Null);
        let value = if field == "change_spec" { change(raw) } else { value(raw) };
        Filter { operator: text(one, "operator"), field, value }
    };
    filters.and_then(Json::as_array).into_iter().flatten().map(filter).collect()
}

fn number(raw: &Json) -> Option<f64> {
    raw.as_f64().or_else(|| raw.as_str()?.trim().parse().ok()).filter(|number: &f64| number.is_finite())
}

fn value(raw: &Json) -> Value {
    match raw {
        Json::Number(_) => number(raw).map_or(Value::Other, Value::Number),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(list) if list.iter().all(Json::is_number) => {
            Value::Numbers(list.iter().filter_map(number).collect())
        }
        Json::Array(list) => {
            let texts: Option<Vec<String>> = list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            texts.map_or(Value::Other, Value::Texts)
        }
        _ => Value::Other,
    }
}

fn change(raw: &Json) -> Value {
    let Some(amount) = raw.get("amount").and_then(number) else { return Value::Other };
    let is_percent = raw.get("unit").and_then(Json::as_str) == Some("PERCENTAGE");
    Value::Change { amount, is_percent, limit: raw.get("limit").and_then(number) }
}

fn times(raw: &Json) -> Option<Times> {
    let minute =
        |entry: &Json, name: &str| entry.get(name).and_then(Json::as_u64).and_then(|it| u16::try_from(it).ok());
    let entry = |entry: &Json| Entry {
        start: minute(entry, "start_minute"),
        end: minute(entry, "end_minute"),
        days: entry
            .get("days")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(|day| u8::try_from(day.as_u64()?).ok())
            .collect(),
    };
    match raw.get("schedule_type").and_then(Json::as_str)? {
        "DAILY" => Some(Times::Daily),
        "HOURLY" => Some(Times::Hourly),
        "SEMI_HOURLY" => Some(Times::SemiHourly),
        "CUSTOM" => {
            let entries = raw.get("schedule").and_then(Json::as_array).into_iter().flatten();
            Some(Times::Custom(entries.map(entry).collect()))
        }
        _ => None,
    }
}

/// The specs of a rule that is to be made, as Meta reads them.
pub(super) fn written(spec: &Spec) -> Map<String, Json> {
    let filter = |one: &Filter| json!({ "field": one.field, "operator": one.operator, "value": raw(&one.value) });
    let filters: Vec<Json> = spec.filters.iter().map(filter).collect();
    let mut specs = Map::from_iter([
        ("evaluation_spec".to_owned(), json!({ "evaluation_type": "SCHEDULE", "filters": filters })),
        ("execution_spec".to_owned(), json!({ "execution_type": spec.execution })),
    ]);
    if let Some(times) = &spec.schedule {
        specs.insert("schedule_spec".to_owned(), schedule(times));
    }
    specs
}

/// Whole numbers are written as such, since Meta's money is whole.
fn plain(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}

fn raw(value: &Value) -> Json {
    match value {
        Value::Number(number) => plain(*number),
        Value::Numbers(numbers) => numbers.iter().copied().map(plain).collect(),
        Value::Text(text) => json!(text),
        Value::Texts(texts) => json!(texts),
        Value::Change { .. } | Value::Other => Json::Null,
    }
}

fn schedule(times: &Times) -> Json {
    let entry = |entry: &Entry| {
        let mut fields = Map::new();
        for (name, minute) in [("start_minute", entry.start), ("end_minute", entry.end)] {
            if let Some(minute) = minute {
                fields.insert(name.to_owned(), json!(minute));
            }
        }
        if !entry.days.is_empty() {
            fields.insert("days".to_owned(), json!(entry.days));
        }
        Json::Object(fields)
    };
    match times {
        Times::Daily => json!({ "schedule_type": "DAILY" }),
        Times::Hourly => json!({ "schedule_type": "HOURLY" }),
        Times::SemiHourly => json!({ "schedule_type": "SEMI_HOURLY" }),
        Times::Custom(entries) => {
            json!({ "schedule_type": "CUSTOM", "schedule": entries.iter().map(entry).collect::<Vec<_>>() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_the_same_rule() {
        let filter = |field: &str, value: Value| Filter { field: field.into(), operator: "IN".into(), value };
        let entry = Entry { start: Some(510), end: None, days: vec![1, 5] };
        let spec = Spec {
            name: "Stop".into(),
            filters: vec![
                filter("effective_status", Value::Texts(vec!["ACTIVE".into()])),
                filter("spent", Value::Number(3_000.0)),
                filter("ctr", Value::Number(0.5)),
                filter("daily_budget", Value::Numbers(vec![1.0, 2.0])),
                filter("name", Value::Text("7 \"days\"".into())),
            ],
            execution: "PAUSE".into(),
            schedule: Some(Times::Custom(vec![entry])),
            ..Spec::default()
        };
        let mut fields = written(&spec);
        assert_eq!(fields["evaluation_spec"]["filters"][1]["value"].to_string(), "3000");
        fields.insert("id".into(), json!("7"));
        fields.insert("name".into(), json!("Stop"));
        let live: LiveObject = serde_json::from_value(Json::Object(fields)).unwrap();
        assert_eq!(read(&live), spec);
    }

    #[test]
    fn a_rule_of_any_shape_is_read() {
        for specs in [
            json!({"id": "7"}),
            json!({"id": "7", "evaluation_spec": [], "execution_spec": 5, "schedule_spec": "x"}),
            json!({"id": "7", "evaluation_spec": {"filters": [1, {"field": 5, "value": {"a": 1}}]}}),
            json!({"id": "7", "schedule_spec": {"schedule_type": "CUSTOM", "schedule": [{"start_minute": -5, "days": [900]}]}}),
        ] {
            let live: LiveObject = serde_json::from_value(specs.clone()).unwrap();
            let spec = read(&live);
            assert!(spec.filters.iter().all(|filter| filter.value == Value::Other), "{specs}: {spec:?}");
        }
    }
}
