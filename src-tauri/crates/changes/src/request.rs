//! From an item to what Meta is sent.

use std::collections::BTreeMap;

use domain::{ConfiguredStatus, Level, ObjectId};
use graph::{Editable, WriteParams};
use serde_json::{Value as Json, json};

use crate::field::Field;
use crate::meta_rules;
use crate::set::{FieldChange, marked};
use crate::value::{Value, cleared};

/// The parameters of an edit.
pub(crate) fn edit(level: Level, fields: &[FieldChange]) -> Result<WriteParams, graph::ReservedParam> {
    if level == Level::Account {
        return meta_rules::edit(fields);
    }
    let mut params = WriteParams::new();
    for change in fields {
        let value = match &change.to {
            Some(value) => value.to_meta(),
            None => cleared(change.field).unwrap_or_default(),
        };
        params.set(change.field.param(level), value)?;
    }
    Ok(params)
}

/// The parameters of something new, its name marked.
pub(crate) fn create(
    level: Level,
    parent: Option<&ObjectId>,
    fields: &BTreeMap<Field, Value>,
    marker: &str,
) -> Result<WriteParams, graph::ReservedParam> {
    if level == Level::Account {
        return meta_rules::create(fields, marker);
    }
    let mut params = WriteParams::new();
    for (field, value) in fields {
        let value = match (field, value) {
            (Field::Name, Value::Text(name)) => json!(marked(name, marker)),
            (_, value) => value.to_meta(),
        };
        params.set(field.param(level), value)?;
    }
    // Said again whatever the fields say: nothing new delivers before a person has looked at it.
    params.set(Field::Status.param(level), json!(ConfiguredStatus::Paused.as_str()))?;
    if let Some(parent) = parent {
        let name = if level == Level::Ad { "adset_id" } else { "campaign_id" };
        params.set(name, json!(parent))?;
    }
    let has_budget = fields.keys().any(|field| field.is_budget());
    if level == Level::Campaign && !has_budget && params.get(Field::BudgetSharing.as_str()).is_none() {
        // Meta wants to be told either way when the ad sets have the budgets.
        params.set(Field::BudgetSharing.as_str(), json!(false))?;
    }
    if level != Level::Ad && has_budget && params.get(Field::BidStrategy.as_str()).is_none() {
        // Said too, since what Meta takes when nothing is said is documented in two ways.
        params.set(Field::BidStrategy.as_str(), json!("LOWEST_COST_WITHOUT_CAP"))?;
    }
    if level == Level::Adset
        && let Some(targeting) = params.get(Field::Targeting.as_str()).cloned()
    {
        params.set(Field::Targeting.as_str(), explicit_audience(targeting))?;
    }
    Ok(params)
}

/// Left out, Meta would switch its own widening of the audience on.
fn explicit_audience(mut targeting: Json) -> Json {
    if targeting.pointer("/targeting_automation/advantage_audience").is_none()
        && let Some(object) = targeting.as_object_mut()
    {
        let automation = object.entry("targeting_automation").or_insert_with(|| json!({}));
        if let Some(automation) = automation.as_object_mut() {
            automation.insert("advantage_audience".into(), json!(0));
        }
    }
    targeting
}

/// The parameters of a copy, its name marked.
pub(crate) fn copy(
    level: Level,
    into: Option<&ObjectId>,
    deep: bool,
    marker: &str,
) -> Result<WriteParams, graph::ReservedParam> {
    let mut params = WriteParams::new();
    params.set("status_option", json!("PAUSED"))?;
    let rename = json!({ "rename_strategy": "ONLY_TOP_LEVEL_RENAME", "rename_suffix": format!(" [{marker}]") });
    params.set("rename_options", rename)?;
    if level != Level::Ad {
        params.set("deep_copy", json!(deep))?;
    }
    if let Some(into) = into {
        params.set(if level == Level::Ad { "adset_id" } else { "campaign_id" }, json!(into))?;
    }
    Ok(params)
}

/// What is noted of a request before it is sent.
pub(crate) fn noted(params: &WriteParams) -> Json {
    Json::Object(params.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect())
}

/// The kind whose changes Meta can check without making them.
pub(crate) fn editable(level: Level) -> Option<Editable> {
    match level {
        Level::Account => None,
        Level::Campaign => Some(Editable::Campaign),
        Level::Adset => Some(Editable::AdSet),
        Level::Ad => Some(Editable::Ad),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_made_is_paused_and_says_what_meta_would_decide_by_itself() {
        let fields = BTreeMap::from([
            (Field::Name, Value::Text("Sale".into())),
            (Field::Status, Value::Status(ConfiguredStatus::Active)),
        ]);
        let params = create(Level::Campaign, None, &fields, "sx-1").unwrap();
        assert_eq!(params.get("status"), Some(&json!("PAUSED")));
        assert_eq!(params.get("name"), Some(&json!("Sale [sx-1]")));
        assert_eq!(params.get("is_adset_budget_sharing_enabled"), Some(&json!(false)));
        let targeting = Value::Json(json!({"geo_locations": {"countries": ["DE"]}}));
        let fields = BTreeMap::from([(Field::Targeting, targeting)]);
        let parent = ObjectId::parse("7").unwrap();
        let params = create(Level::Adset, Some(&parent), &fields, "sx-1").unwrap();
        let sent = params.get("targeting").unwrap();
        assert_eq!(sent.pointer("/targeting_automation/advantage_audience"), Some(&json!(0)));
        assert_eq!(params.get("campaign_id"), Some(&json!("7")));
    }
}
