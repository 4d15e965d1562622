//! Meta's own rules as objects that are changed like all others.
//!
//! A rule belongs to an account and to nothing below it, so it is an object of level account with one nested setting,
//! [`Field::MetaRule`]: whether it is on, and its specs whole, since Meta takes a spec only as a whole. With that it is
//! planned, noted, sent, read back, recorded and taken back by the same steps as a campaign.

use std::collections::BTreeMap;

use domain::{AccountId, Level, ObjectId};
use graph::{Cancel, Error, Graph, LiveObject, WriteParams};
use serde_json::{Map, Value as Json, json};

use crate::field::Field;
use crate::set::{Action, FieldChange, Item, marked};
use crate::value::{Value, same};

/// The parts of a rule that are settings of it.
const SPECS: [&str; 3] = ["evaluation_spec", "execution_spec", "schedule_spec"];
const DELETED: &str = "DELETED";

/// Making a rule. It is made switched off, and switched on only under its proper name.
pub fn making(account: &AccountId, name: &str, specs: Map<String, Json>, is_on: bool) -> Item {
    let mut value = specs;
    value.insert("status".to_owned(), status(is_on));
    let fields = BTreeMap::from([
        (Field::Name, Value::Text(name.to_owned())),
        (Field::MetaRule, Value::Json(Json::Object(value))),
    ]);
    let action = Action::Create { parent: None, fields };
    Item { account: account.clone(), level: Level::Account, name: name.to_owned(), action }
}

/// Switching a rule on or off.
pub fn switching(account: &AccountId, rule: &LiveObject, is_on: bool) -> Item {
    let mut to = specs(rule);
    to.insert("status".to_owned(), status(is_on));
    edited(account, rule, Json::Object(to))
}

/// Deleting a rule, which is for good.
pub fn deleting(account: &AccountId, rule: &LiveObject) -> Item {
    edited(account, rule, json!({ "status": DELETED }))
}

/// What a value of [`Field::MetaRule`] is, in a line: `On: pause, 5 conditions`. None for any other value.
pub fn words(value: &Json) -> Option<String> {
    let is_rule = |value: &Map<String, Json>| value.keys().all(|key| key == "status" || SPECS.contains(&key.as_str()));
    let value = value.as_object().filter(|value| is_rule(value))?;
    let status = match value.get("status")?.as_str()? {
        "ENABLED" => "On".to_owned(),
        "DISABLED" => "Off".to_owned(),
        other => other.to_lowercase().replace('_', " "),
    };
    let text =
        |spec: &str, name: &str| value.get(spec)?.get(name)?.as_str().map(|text| text.to_lowercase().replace('_', " "));
    let Some(does) = text("execution_spec", "execution_type") else { return Some(status) };
    let conditions = value.get("evaluation_spec").and_then(|spec| spec.get("filters")).and_then(Json::as_array);
    Some(format!("{status}: {does}, {} conditions", conditions.map_or(0, Vec::len)))
}

fn edited(account: &AccountId, rule: &LiveObject, to: Json) -> Item {
    let from = values(rule).remove(&Field::MetaRule);
    let change = FieldChange { field: Field::MetaRule, from, to: Some(Value::Json(to)), unread: false };
    let name = rule.text("name").unwrap_or_default();
    let action = Action::Edit { id: rule.id.clone(), fields: vec![change] };
    Item { account: account.clone(), level: Level::Account, name, action }
}

fn status(is_on: bool) -> Json {
    json!(if is_on { "ENABLED" } else { "DISABLED" })
}

/// What Meta answered about a rule. Specs come back with ids of their own, which are no settings.
pub(crate) fn values(live: &LiveObject) -> BTreeMap<Field, Value> {
    let mut values = BTreeMap::from([(Field::MetaRule, Value::Json(Json::Object(specs(live))))]);
    if let Some(name) = live.text("name") {
        values.insert(Field::Name, Value::Text(name));
    }
    values
}

fn specs(live: &LiveObject) -> Map<String, Json> {
    let status = live.text("status").unwrap_or_default();
    let mut value = Map::from_iter([("status".to_owned(), json!(status))]);
    // Nothing else of a deleted rule matters, and Meta may not answer it.
    if status == DELETED {
        return value;
    }
    for name in SPECS {
        if let Some(spec) = live.get(name) {
            let mut spec = spec.clone();
            spec.as_object_mut().map(|spec| spec.remove("id"));
            value.insert(name.to_owned(), spec);
        }
    }
    value
}

/// A rule now. One that Meta does not show any more is deleted.
pub(crate) async fn look(meta: &Graph, account: &AccountId, id: &ObjectId) -> Result<LiveObject, Error> {
    match meta.ad_rule(account, id, &Cancel::new()).await {
        Err(Error::NotFound { .. }) => {
            let fields = Map::from_iter([("id".to_owned(), json!(id)), ("status".to_owned(), json!(DELETED))]);
            Ok(LiveObject { id: id.clone(), fields })
        }
        other => other,
    }
}

/// Every rule whose name carries a marker.
pub(crate) async fn find(meta: &Graph, account: &AccountId, marker: &str) -> Result<Vec<LiveObject>, Error> {
    let mut rules = meta.ad_rules(account, &Cancel::new()).await?;
    rules.retain(|rule| rule.text("name").is_some_and(|name| name.contains(marker)));
    Ok(rules)
}

/// The parameters of a new rule: marked, and switched off.
pub(crate) fn create(fields: &BTreeMap<Field, Value>, marker: &str) -> Result<WriteParams, graph::ReservedParam> {
    let mut params = WriteParams::new();
    if let Some(name) = fields.get(&Field::Name).and_then(Value::text) {
        params.set("name", json!(marked(name, marker)))?;
    }
    for (name, spec) in object(fields.get(&Field::MetaRule)).into_iter().flatten() {
        params.set(name, spec.clone())?;
    }
    params.set("status", status(false))?;
    Ok(params)
}

/// The parameters of a change: the status alone where nothing else differs, else every spec whole.
pub(crate) fn edit(fields: &[FieldChange]) -> Result<WriteParams, graph::ReservedParam> {
    let mut params = WriteParams::new();
    for change in fields {
        match (change.field, &change.to) {
            (Field::Name, Some(Value::Text(name))) => params.set("name", json!(name))?,
            (Field::MetaRule, to) => {
                let (from, to) = (object(change.from.as_ref()), object(to.as_ref()));
                for (name, value) in to.into_iter().flatten() {
                    let json = |value: &Json| Value::Json(json!([value]));
                    let held = from.and_then(|from| from.get(name)).map(json);
                    if name == "status" || !same(held.as_ref(), Some(&json(value))) {
                        params.set(name, value.clone())?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(params)
}

fn object(value: Option<&Value>) -> Option<&Map<String, Json>> {
    match value {
        Some(Value::Json(Json::Object(object))) => Some(object),
        _ => None,
    }
}

fn status_after(fields: &[FieldChange]) -> Option<&str> {
    let change = fields.iter().find(|change| change.field == Field::MetaRule)?;
    object(change.to.as_ref())?.get("status")?.as_str()
}

/// Whether a change deletes a rule.
pub(crate) fn deletes(fields: &[FieldChange]) -> bool {
    status_after(fields) == Some(DELETED)
}

/// Whether a rule is on after a change.
pub(crate) fn switches_on(fields: &[FieldChange]) -> bool {
    status_after(fields) == Some("ENABLED")
}

/// What takes the making of a rule back.
pub(crate) fn unmade(fields: &BTreeMap<Field, Value>) -> FieldChange {
    let to = Some(Value::Json(json!({ "status": DELETED })));
    FieldChange { field: Field::MetaRule, from: fields.get(&Field::MetaRule).cloned(), to, unread: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(status: &str) -> LiveObject {
        serde_json::from_value(json!({
            "id": "7", "name": "Stop", "status": status,
            "evaluation_spec": {"id": "71", "evaluation_type": "SCHEDULE", "filters": []},
            "execution_spec": {"id": "72", "execution_type": "PAUSE"},
        }))
        .unwrap()
    }

    #[test]
    fn switching_sends_the_status_alone_and_a_changed_spec_is_sent_whole() {
        let account = AccountId::parse("1").unwrap();
        let params = |item: Item| edit(&item.changes()).unwrap();
        let off = params(switching(&account, &rule("ENABLED"), false));
        assert_eq!(off.iter().collect::<Vec<_>>(), [("status", &json!("DISABLED"))]);
        let before = values(&rule("ENABLED")).remove(&Field::MetaRule);
        let spec = json!({"evaluation_type": "SCHEDULE", "filters": [{"field": "id"}]});
        let to = Some(Value::Json(json!({"status": "ENABLED", "evaluation_spec": spec})));
        let sent = edit(&[FieldChange { field: Field::MetaRule, from: before, to, unread: false }]).unwrap();
        assert_eq!(sent.get("evaluation_spec"), Some(&spec));
        assert_eq!(sent.get("execution_spec"), None);
    }

    #[test]
    fn a_value_is_told_in_a_line_and_other_nested_settings_are_not() {
        let read = values(&rule("ENABLED")).remove(&Field::MetaRule);
        let Some(Value::Json(json)) = read else { panic!("it is nested") };
        assert_eq!(words(&json).as_deref(), Some("On: pause, 0 conditions"));
        assert_eq!(words(&json!({"status": "DELETED"})).as_deref(), Some("deleted"));
        assert_eq!(words(&json!({"geo_locations": {}})), None);
        assert_eq!(words(&json!({})), None);
    }

    #[test]
    fn the_ids_of_specs_are_no_settings_and_another_spec_is_another_rule() {
        let read = values(&rule("ENABLED")).remove(&Field::MetaRule);
        assert!(!serde_json::to_string(&read).unwrap().contains("71"));
        let mut other = rule("ENABLED");
        other.fields.insert("evaluation_spec".into(), json!({"id": "71", "evaluation_type": "TRIGGER"}));
        assert!(!same(read.as_ref(), values(&other).get(&Field::MetaRule)));
    }

    #[test]
    fn a_new_rule_is_made_switched_off_under_its_marker() {
        let account = AccountId::parse("1").unwrap();
        let specs = Map::from_iter([("execution_spec".to_owned(), json!({"execution_type": "PAUSE"}))]);
        let Action::Create { fields, .. } = making(&account, "Stop", specs, true).action else { panic!("it is made") };
        let params = create(&fields, "sx-1").unwrap();
        assert_eq!(params.get("status"), Some(&json!("DISABLED")));
        assert_eq!(params.get("name"), Some(&json!("Stop [sx-1]")));
    }
}
