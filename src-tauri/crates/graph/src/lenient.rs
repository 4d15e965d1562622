//! Field readers that tolerate what Meta varies: numbers as text, text as numbers, missing values, other types.
//!
//! A field that cannot be read becomes `None`; it never fails the page it stands in.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Text that may arrive as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(text(deserializer)?.unwrap_or_default()))
    }
}

/// One scalar of any type; lists and objects are skipped.
enum Scalar {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Scalar, E> {
        Ok(Scalar::Int(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(v).map_or_else(|_| Scalar::Text(v.to_string()), Scalar::Int))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Scalar, E> {
        Ok(Scalar::Float(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(v.to_owned()))
    }
    fn visit_string<E>(self, v: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(v))
    }
    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }
    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
}

/// Text, or a number or truth value as text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None => None,
        Scalar::Bool(v) => Some(v.to_string()),
        Scalar::Int(v) => Some(v.to_string()),
        Scalar::Float(v) => Some(v.to_string()),
        Scalar::Text(v) => Some(v),
    })
}

/// Text that must be there, for ids.
pub(crate) fn required_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| serde::de::Error::custom("text expected"))
}

/// An integer, also as text. Fractions are refused rather than rounded.
pub(crate) fn int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::Int(v) => Some(v),
        Scalar::Text(v) => v.trim().parse().ok(),
        Scalar::Bool(v) => Some(i64::from(v)),
        Scalar::Float(_) | Scalar::None => None,
    })
}

/// A number, also as text.
pub(crate) fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::Int(v) => Some(v as f64),
        Scalar::Float(v) => Some(v),
        Scalar::Text(v) => v.trim().parse().ok().filter(|n: &f64| n.is_finite()),
        Scalar::Bool(_) | Scalar::None => None,
    })
}

/// A truth value, also as text or number.
pub(crate) fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::Bool(v) => Some(v),
        Scalar::Int(v) => Some(v != 0),
        Scalar::Text(v) if v.eq_ignore_ascii_case("true") || v == "1" => Some(true),
        Scalar::Text(v) if v.eq_ignore_ascii_case("false") || v == "0" => Some(false),
        Scalar::Text(_) | Scalar::Float(_) | Scalar::None => None,
    })
}

/// A value of `T` where the shape fits, else `None`.
pub(crate) fn maybe<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).ok())
}

/// A list of `T` without the elements whose shape does not fit; anything else is an empty list.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let elements: Option<Vec<Box<serde_json::value::RawValue>>> = maybe(deserializer)?;
    Ok(elements.unwrap_or_default().iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect())
}

/// An instant as ISO 8601 with an offset (`2026-03-04T09:15:00-0800`), or Unix seconds.
pub(crate) fn instant<'de, D>(deserializer: D) -> Result<Option<domain::TimestampMillis>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::Int(seconds) => from_seconds(seconds),
        Scalar::Text(text) => parse_instant(&text),
        Scalar::Bool(_) | Scalar::Float(_) | Scalar::None => None,
    })
}

fn from_seconds(seconds: i64) -> Option<domain::TimestampMillis> {
    seconds.checked_mul(1000).map(domain::TimestampMillis)
}

fn parse_instant(text: &str) -> Option<domain::TimestampMillis> {
    if let Ok(seconds) = text.parse() {
        return from_seconds(seconds);
    }
    let parsed = chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z")
        .or_else(|_| chrono::DateTime::parse_from_rfc3339(text))
        .ok()?;
    Some(domain::TimestampMillis(parsed.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "int")]
        n: Option<i64>,
        #[serde(default, deserialize_with = "instant")]
        t: Option<domain::TimestampMillis>,
        #[serde(default, deserialize_with = "list")]
        l: Vec<u8>,
    }

    #[test]
    fn any_shape_of_a_value_leaves_the_rest_of_the_row_readable() {
        for (json, n) in [
            (r#"{"n":4}"#, Some(4)),
            (r#"{"n":"4"}"#, Some(4)),
            (r#"{"n":null}"#, None),
            (r#"{"n":{"a":[1]}}"#, None),
            (r#"{"n":[1,[2]]}"#, None),
            (r#"{"n":4.5}"#, None),
            (r#"{"n":18446744073709551615}"#, None),
            ("{}", None),
        ] {
            assert_eq!(serde_json::from_str::<Row>(json).unwrap().n, n, "{json}");
        }
    }

    #[test]
    fn instants_come_with_and_without_a_colon_and_as_seconds() {
        for json in [
            r#"{"t":"2026-03-04T09:15:00-0800"}"#,
            r#"{"t":"2026-03-04T09:15:00-08:00"}"#,
            r#"{"t":1772644500}"#,
            r#"{"t":"1772644500"}"#,
        ] {
            let row: Row = serde_json::from_str(json).unwrap();
            assert_eq!(row.t, Some(domain::TimestampMillis(1_772_644_500_000)), "{json}");
        }
        assert_eq!(serde_json::from_str::<Row>(r#"{"t":"soon"}"#).unwrap().t, None);
    }

    #[test]
    fn a_list_keeps_the_elements_that_fit() {
        assert_eq!(serde_json::from_str::<Row>(r#"{"l":[1,"x",{},2,300]}"#).unwrap().l, [1, 2]);
        assert!(serde_json::from_str::<Row>(r#"{"l":{"data":[]}}"#).unwrap().l.is_empty());
    }
}
