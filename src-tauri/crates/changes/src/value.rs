//! Values of fields: read from Meta, written to Meta, and compared although Meta writes them in other ways than we do.

use domain::{ConfiguredStatus, TimestampMillis};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::field::{Field, Kind};

/// Sent as a spend cap, this takes the cap away.
const NO_SPEND_CAP: i64 = 922_337_203_685_478;

/// Deepest JSON that is looked into. Meta's own is five levels deep.
const DEEPEST: usize = 32;

/// A value of a [`Field`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// A status.
    Status(ConfiguredStatus),
    /// Text, or one of Meta's constants.
    Text(String),
    /// Whole minor units of the account's currency.
    Money(i64),
    /// An instant.
    Instant(TimestampMillis),
    /// Yes or no.
    Flag(bool),
    /// Nested, as Meta writes it.
    Json(Json),
}

impl Value {
    /// Reads what Meta wrote for a field. `None` for nothing, and for a zero where that means nothing.
    pub fn of_meta(field: Field, raw: &Json) -> Option<Self> {
        match field.kind() {
            Kind::Status => raw.as_str().and_then(ConfiguredStatus::parse).map(Self::Status),
            Kind::Text | Kind::Choice => text(raw).filter(|text| !text.is_empty()).map(Self::Text),
            Kind::Money => text(raw)?.parse().ok().filter(|minor| *minor != 0).map(Self::Money),
            Kind::Instant => instant(raw).map(Self::Instant),
            Kind::Flag => match raw {
                Json::Bool(flag) => Some(Self::Flag(*flag)),
                other => Some(Self::Flag(matches!(text(other)?.as_str(), "true" | "1"))),
            },
            Kind::Json if raw.is_null() => None,
            // A creative may come with everything in it; which one it is, is its id.
            Kind::Json if field == Field::Creative => {
                let id = raw.get("id").or_else(|| raw.get("creative_id")).and_then(Json::as_str);
                Some(Self::Json(id.map_or_else(|| raw.clone(), |id| json!({ "creative_id": id }))))
            }
            Kind::Json => Some(Self::Json(raw.clone())),
        }
    }

    /// Whether it is a value that such a field can have.
    pub fn fits(&self, field: Field) -> bool {
        match (self, field.kind()) {
            (Self::Status(_), Kind::Status)
            | (Self::Text(_), Kind::Text | Kind::Choice)
            | (Self::Instant(_), Kind::Instant)
            | (Self::Flag(_), Kind::Flag) => true,
            (Self::Money(minor), Kind::Money) => *minor > 0,
            (Self::Json(json), Kind::Json) => (json.is_object() || json.is_array()) && depth(json) <= DEEPEST,
            _ => false,
        }
    }

    /// As a parameter for Meta.
    pub fn to_meta(&self) -> Json {
        match self {
            Self::Status(status) => json!(status.as_str()),
            Self::Text(text) => json!(text),
            Self::Money(minor) => json!(minor),
            Self::Instant(at) => {
                at.to_utc().map_or(Json::Null, |utc| json!(utc.format("%Y-%m-%dT%H:%M:%S+0000").to_string()))
            }
            Self::Flag(flag) => json!(flag),
            Self::Json(json) => json.clone(),
        }
    }

    /// The minor units, for money.
    pub fn minor(&self) -> Option<i64> {
        match self {
            Self::Money(minor) => Some(*minor),
            _ => None,
        }
    }

    /// The status, for a status.
    pub fn status(&self) -> Option<ConfiguredStatus> {
        match self {
            Self::Status(status) => Some(*status),
            _ => None,
        }
    }

    /// The text, for text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Whether a field can be left without a value.
pub fn can_be_cleared(field: Field) -> bool {
    cleared(field).is_some()
}

/// The parameter that takes a value away; `None` where Meta has no way to.
pub(crate) fn cleared(field: Field) -> Option<Json> {
    match field {
        Field::SpendCap => Some(json!(NO_SPEND_CAP)),
        // An end of zero is none.
        Field::EndTime => Some(json!(0)),
        Field::DsaBeneficiary | Field::DsaPayor | Field::ConversionDomain => Some(json!("")),
        Field::SpecialAdCategories => Some(json!([])),
        _ => None,
    }
}

/// Whether two reads of a field show the same setting. Order in lists, spelling of numbers and of instants, and what
/// Meta adds by itself do not count.
pub fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(Value::Json(left)), Some(Value::Json(right))) => holds(left, right, 0) && holds(right, left, 0),
        // Neither category nor empty list says anything.
        (Some(Value::Json(json)), None) | (None, Some(Value::Json(json))) => is_nothing(json),
        (Some(Value::Instant(left)), Some(Value::Instant(right))) => left.0 / 1000 == right.0 / 1000,
        (left, right) => left == right,
    }
}

/// Whether what is live is what was sent. Meta may have added to it.
pub fn arrived(sent: Option<&Value>, live: Option<&Value>) -> bool {
    match (sent, live) {
        (Some(Value::Json(sent)), Some(Value::Json(live))) => holds(live, sent, 0),
        (sent, live) => same(sent, live),
    }
}

/// Whether `whole` has everything that is in `part`.
fn holds(whole: &Json, part: &Json, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match (whole, part) {
        (Json::Object(whole), Json::Object(part)) => objects(whole, part, depth),
        (Json::Array(whole), Json::Array(part)) => {
            let meant = |list: &[Json]| list.iter().filter(|one| *one != "NONE").cloned().collect::<Vec<_>>();
            lists(&meant(whole), &meant(part), depth)
        }
        (whole, part) => match (text(whole), text(part)) {
            (Some(whole), Some(part)) => whole == part,
            _ => whole == part,
        },
    }
}

fn objects(whole: &Map<String, Json>, part: &Map<String, Json>, depth: usize) -> bool {
    // What is named by an id or a key is that thing, whatever it is called today.
    for name in ["id", "key", "hash"] {
        if let (Some(left), Some(right)) = (whole.get(name), part.get(name)) {
            return text(left).is_some() && text(left) == text(right);
        }
    }
    part.iter().filter(|(_, value)| !is_nothing(value)).all(|(name, value)| {
        let found = whole.get(name).is_some_and(|whole| holds(whole, value, depth + 1));
        found || (!whole.contains_key(name) && is_default(name, value))
    })
}

/// Meta leaves out what is the default.
fn is_default(name: &str, value: &Json) -> bool {
    match name {
        "age_max" => value == 65,
        "age_min" => value == 18,
        "genders" => value.as_array().is_some_and(|list| list.len() == 2),
        "distance_unit" | "location_types" | "name" => true,
        _ => false,
    }
}

fn lists(whole: &[Json], part: &[Json], depth: usize) -> bool {
    let mut open: Vec<&Json> = whole.iter().collect();
    whole.len() == part.len()
        && part.iter().all(|one| {
            let at = open.iter().position(|candidate| holds(candidate, one, depth + 1));
            at.map(|at| open.swap_remove(at)).is_some()
        })
}

fn is_nothing(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::Array(list) => list.iter().all(|one| one == "NONE"),
        Json::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn depth(json: &Json) -> usize {
    match json {
        Json::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Json::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn text(raw: &Json) -> Option<String> {
    match raw {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// An instant as ISO 8601 with an offset, with and without a colon, or as Unix seconds. Zero is none.
fn instant(raw: &Json) -> Option<TimestampMillis> {
    let text = text(raw)?;
    if let Ok(seconds) = text.parse::<i64>() {
        return seconds.checked_mul(1000).filter(|millis| *millis > 0).map(TimestampMillis);
    }
    let parsed = chrono::DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%z")
        .or_else(|_| chrono::DateTime::parse_from_rfc3339(&text))
        .ok()?;
    Some(TimestampMillis(parsed.timestamp_millis())).filter(|at| at.0 > 0)
}

/// JSON with the keys of every object in order, so that equal values are equal text.
pub(crate) fn canonical(json: &Json) -> Json {
    match json {
        Json::Object(object) => {
            let mut pairs: Vec<_> = object.iter().collect();
            pairs.sort_by(|a, b| a.0.cmp(b.0));
            Json::Object(pairs.into_iter().map(|(name, value)| (name.clone(), canonical(value))).collect())
        }
        Json::Array(list) => Json::Array(list.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sent: Json, live: Json, expected: bool) {
        let (one, other) = (Value::Json(sent), Value::Json(live));
        assert_eq!(arrived(Some(&one), Some(&other)), expected, "{one:?} {other:?}");
    }

    #[test]
    fn what_meta_reorders_adds_or_spells_otherwise_has_still_arrived() {
        check(
            json!({"geo_locations": {"countries": ["DE", "AT"]}, "age_min": 18}),
            json!({"geo_locations": {"countries": ["AT", "DE"], "location_types": ["home"]}, "brand_safety": ["X"]}),
            true,
        );
        check(
            json!({"flexible_spec": [{"interests": [{"id": "6003", "name": "Shoes"}]}]}),
            json!({"flexible_spec": [{"interests": [{"id": 6003, "name": "Schuhe"}]}]}),
            true,
        );
        check(json!([]), json!(["NONE"]), true);
        check(json!({"geo_locations": {"countries": ["DE"]}}), json!({"geo_locations": {"countries": ["AT"]}}), false);
        check(json!({"countries": ["DE"]}), json!({"countries": ["DE", "AT"]}), false);
        check(json!({"age_max": 40}), json!({}), false);
    }

    #[test]
    fn zeros_are_nothing_and_numbers_may_be_text() {
        for raw in [json!("0"), json!(0), json!(null), json!("")] {
            assert_eq!(Value::of_meta(Field::DailyBudget, &raw), None, "{raw}");
            assert_eq!(Value::of_meta(Field::EndTime, &raw), None, "{raw}");
        }
        assert_eq!(Value::of_meta(Field::DailyBudget, &json!("2500")), Some(Value::Money(2500)));
    }

    #[test]
    fn an_instant_survives_the_way_to_meta_and_back() {
        let at = Value::Instant(TimestampMillis(1_772_644_500_000));
        assert_eq!(Value::of_meta(Field::StartTime, &at.to_meta()), Some(at));
    }

    #[test]
    fn a_creative_is_its_id() {
        let live = json!({"id": "77", "title": "Hello"});
        assert_eq!(Value::of_meta(Field::Creative, &live), Some(Value::Json(json!({"creative_id": "77"}))));
    }

    #[test]
    fn a_value_of_another_kind_or_no_money_does_not_fit() {
        assert!(!Value::Text("1".into()).fits(Field::DailyBudget));
        assert!(!Value::Money(0).fits(Field::DailyBudget));
        assert!(!Value::Money(-1).fits(Field::DailyBudget));
        assert!(!Value::Json(json!("x")).fits(Field::Targeting));
        let deep = (0..100).fold(json!([]), |inner, _| json!([inner]));
        assert!(!Value::Json(deep).fits(Field::Targeting));
    }
}
