//! JSON schemas as the services take them: judged, and filled.

use serde_json::{Map, Value};

/// Refuses what a service with constrained decoding refuses: objects that are not closed or whose fields are optional,
/// and bounds of texts and numbers.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    let Some(schema) = schema.as_object() else { return Err("a schema is an object".to_owned()) };
    for bound in ["minLength", "maxLength", "minimum", "maximum", "pattern", "maxItems"] {
        if schema.contains_key(bound) {
            return Err(format!("'{bound}' is not supported"));
        }
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => check_object(schema),
        Some("array") => check(schema.get("items").unwrap_or(&Value::Null)),
        Some("string" | "integer" | "number" | "boolean") => Ok(()),
        _ => Err("'type' is missing or not supported".to_owned()),
    }
}

fn check_object(schema: &Map<String, Value>) -> Result<(), String> {
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Err("'additionalProperties' is required to be supplied and to be false".to_owned());
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Err("'properties' is missing".to_owned());
    };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, property) in properties {
        if !required.contains(&name.as_str()) {
            return Err(format!("'required' must have every key; '{name}' is missing"));
        }
        check(property)?;
    }
    Ok(())
}

/// Fills a schema: `text` is asked for each string with its name, description and position in the list it is in.
pub(super) fn fill(
    schema: &Value,
    count: usize,
    name: &str,
    at: usize,
    text: &mut impl FnMut(&str, &str, usize) -> String,
) -> Value {
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, property)| (name.clone(), fill(property, count, name, at, text))).collect()
        }
        Some("array") => (0..count).map(|at| fill(&schema["items"], count, name, at, text)).collect(),
        Some("integer" | "number") => at.into(),
        Some("boolean") => Value::Bool(at.is_multiple_of(2)),
        _ => match schema["enum"].as_array() {
            Some(choices) if !choices.is_empty() => choices.get(at % choices.len()).cloned().unwrap_or_default(),
            _ => Value::String(text(name, schema["description"].as_str().unwrap_or_default(), at)),
        },
    }
}
