//! What Meta may decide by itself: which of these switches turned between two reads, and what they are called.

use changes::Field;
use serde_json::{Map, Value as Json};

/// The switch of an ad set's targeting that lets Meta widen the audience.
pub(super) const AUDIENCE: &str = "advantage_audience";

/// One switch that turned. States are as Meta writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turned {
    pub(super) feature: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

/// Switches that turned between two JSON objects of states. One that was never seen before counts only when it came
/// switched on; what Meta did not say at all says nothing.
pub(super) fn turned(from: Option<&str>, to: Option<&str>) -> Vec<Turned> {
    let read = |text: Option<&str>| -> Option<Map<String, Json>> { serde_json::from_str(text?).ok() };
    let (Some(from), Some(to)) = (read(from), read(to)) else { return Vec::new() };
    let text = |map: &Map<String, Json>, name: &str| map.get(name).and_then(Json::as_str).map(str::to_owned);
    let mut names: Vec<&String> = from.keys().chain(to.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let turned = names.into_iter().filter_map(|name| {
        let (before, after) = (text(&from, name), text(&to, name));
        let counts = match (&before, &after) {
            (Some(before), Some(after)) => before != after,
            (None, Some(after)) => is_on(after),
            _ => false,
        };
        counts.then(|| Turned { feature: name.clone(), from: before, to: after })
    });
    turned.collect()
}

/// Whether the audience switch of two targetings differs, and whether anything else does.
pub(super) fn in_targeting(from: Option<&str>, to: Option<&str>) -> (Option<Turned>, bool) {
    let read = |text: Option<&str>| -> Option<Json> { serde_json::from_str(text?).ok() };
    let (Some(mut from), Some(mut to)) = (read(from), read(to)) else { return (None, from != to) };
    let state = |targeting: &Json| {
        let state = targeting.pointer("/targeting_automation/advantage_audience")?;
        Some(state.as_str().map_or_else(|| state.to_string(), str::to_owned))
    };
    let (before, after) = (state(&from), state(&to));
    let differs = match (&before, &after) {
        (None, Some(after)) => is_on(after),
        (Some(before), Some(after)) => before != after,
        _ => false,
    };
    for side in [&mut from, &mut to] {
        if let Some(object) = side.as_object_mut() {
            object.remove("targeting_automation");
        }
    }
    let value = |json: Json| Some(changes::Value::Json(json));
    let rest = !changes::same(value(from).as_ref(), value(to).as_ref());
    (differs.then(|| Turned { feature: AUDIENCE.to_owned(), from: before, to: after }), rest)
}

/// A targeting with the audience switch in another state.
pub(super) fn with_audience(targeting: &str, state: &str) -> Option<Json> {
    let mut targeting: Json = serde_json::from_str(targeting).ok()?;
    let automation =
        targeting.as_object_mut()?.entry("targeting_automation").or_insert_with(|| Json::Object(Map::new()));
    automation.as_object_mut()?.insert(AUDIENCE.to_owned(), Json::from(i64::from(is_on(state))));
    Some(targeting)
}

fn is_on(state: &str) -> bool {
    matches!(state, "1" | "true" | "OPT_IN" | "ENABLED")
}

/// A state in words.
pub(super) fn state_words(state: &str) -> String {
    match state {
        "1" | "true" | "OPT_IN" | "ENABLED" => "On".to_owned(),
        "0" | "false" | "OPT_OUT" | "DISABLED" => "Off".to_owned(),
        other => words(other),
    }
}

/// Whether a field of the timeline is one of these switches rather than a setting.
pub(super) fn is_feature(field: &str) -> bool {
    !field.is_empty() && Field::parse(field).is_none()
}

/// What people call a switch.
pub(super) fn label(feature: &str) -> String {
    let known = match feature {
        "advantage_audience" | "advantage_audience_state" => "Advantage+ audience",
        "advantage_budget_state" => "Advantage+ campaign budget",
        "advantage_placement_state" => "Advantage+ placements",
        "advantage_state" => "Advantage+ campaign",
        "smart_promotion_type" => "Automatic campaign",
        "standard_enhancements" => "Standard enhancements",
        "text_optimizations" => "Text improvements",
        "image_touchups" => "Visual touch-ups",
        "inline_comment" => "Relevant comments",
        other => return words(other),
    };
    known.to_owned()
}

fn words(constant: &str) -> String {
    let text = constant.replace('_', " ").to_lowercase();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_known_or_came_switched_on_has_turned() {
        let names = |from: Option<&str>, to: Option<&str>| {
            turned(from, to).into_iter().map(|one| one.feature).collect::<Vec<_>>().join(",")
        };
        let off = Some(r#"{"a":"OPT_OUT"}"#);
        for (from, to, expected) in [
            (off, Some(r#"{"a":"OPT_IN"}"#), "a"),
            (off, Some(r#"{"a":"OPT_OUT","b":"OPT_IN"}"#), "b"),
            (off, Some(r#"{"a":"OPT_OUT","b":"OPT_OUT"}"#), ""),
            (off, Some("{}"), ""),
            (off, None, ""),
            (None, Some(r#"{"a":"OPT_IN"}"#), ""),
            (off, Some("nonsense"), ""),
        ] {
            assert_eq!(names(from, to), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn the_audience_switch_is_told_apart_from_the_rest_of_a_targeting() {
        let off = r#"{"age_max":65,"targeting_automation":{"advantage_audience":0}}"#;
        let on = r#"{"age_max":65,"targeting_automation":{"advantage_audience":1}}"#;
        let younger = r#"{"age_max":40,"targeting_automation":{"advantage_audience":0}}"#;
        let (switch, rest) = in_targeting(Some(off), Some(on));
        assert_eq!(switch.map(|one| (one.from, one.to)), Some((Some("0".into()), Some("1".into()))));
        assert!(!rest);
        assert_eq!(in_targeting(Some(off), Some(younger)), (None, true));
        assert_eq!(with_audience(on, "0").unwrap().to_string(), off);
    }
}
