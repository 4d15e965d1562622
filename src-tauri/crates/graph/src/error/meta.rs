//! Meta's error object.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::lenient::{self, Text};

/// What Meta said in its error object. Holds no token and may be logged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetaError {
    /// The HTTP status of the answer, or of the item inside a batch.
    pub http_status: u16,
    /// Meta's code; 0 when there was none.
    pub code: i64,
    /// Meta's subcode; 0 when there was none.
    pub subcode: i64,
    /// The error type, like `OAuthException`. Not reliable.
    pub kind: String,
    /// The developer's message, in English, cut to 500 characters.
    pub message: String,
    /// A heading meant for people.
    pub user_title: Option<String>,
    /// A text meant for people.
    pub user_message: Option<String>,
    /// The parameters Meta blames, as dotted paths (`targeting.geo_locations`).
    pub blamed_fields: Vec<String>,
    /// `fbtrace_id`, which Meta's support asks for.
    pub trace_id: Option<String>,
    /// Meta's own opinion that trying again helps.
    pub is_transient: bool,
}

impl std::fmt::Display for MetaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.message.is_empty() { "no message" } else { &self.message })?;
        match self.subcode {
            0 => write!(f, " (code {})", self.code),
            subcode => write!(f, " (code {}/{subcode})", self.code),
        }
    }
}

/// The wire form. Every field tolerates a missing value and another type.
#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, deserialize_with = "lenient::int")]
    code: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    error_subcode: Option<i64>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    error_user_title: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    error_user_msg: Option<String>,
    #[serde(borrow, default)]
    error_data: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient::text")]
    fbtrace_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    is_transient: Option<bool>,
}

#[derive(Deserialize)]
struct Blame {
    #[serde(default)]
    blame_field_specs: Vec<Vec<Text>>,
}

impl MetaError {
    /// Reads the value of the key `error`. `None` when it is no object.
    pub(crate) fn parse(raw: &RawValue, http_status: u16) -> Option<Self> {
        let wire: Wire<'_> = serde_json::from_str(raw.get()).ok()?;
        let cut = |text: String| crate::redact(&text).chars().take(500).collect::<String>();
        Some(Self {
            http_status,
            code: wire.code.unwrap_or(0),
            subcode: wire.error_subcode.unwrap_or(0),
            kind: wire.kind.map(cut).unwrap_or_default(),
            message: wire.message.map(cut).unwrap_or_default(),
            user_title: wire.error_user_title.map(cut),
            user_message: wire.error_user_msg.map(cut),
            blamed_fields: wire.error_data.map(blamed_fields).unwrap_or_default(),
            trace_id: wire.fbtrace_id.map(|id| id.chars().take(64).collect()),
            is_transient: wire.is_transient.unwrap_or(false),
        })
    }
}

/// `error_data` is an object, or the same object as JSON text, or any other text.
fn blamed_fields(raw: &RawValue) -> Vec<String> {
    let unwrapped: Option<String> = serde_json::from_str(raw.get()).ok();
    let blame: Option<Blame> = serde_json::from_str(unwrapped.as_deref().unwrap_or(raw.get())).ok();
    let specs = blame.map(|b| b.blame_field_specs).unwrap_or_default();
    specs.iter().map(|path| path.iter().map(|part| part.0.as_str()).collect::<Vec<_>>().join(".")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Option<MetaError> {
        MetaError::parse(&RawValue::from_string(json.to_owned()).unwrap(), 400)
    }

    #[test]
    fn blamed_fields_come_from_an_object_and_from_text() {
        for data in [
            r#"{"blame_field_specs":[["targeting","geo_locations"],["name"]]}"#,
            r#""{\"blame_field_specs\":[[\"targeting\",\"geo_locations\"],[\"name\"]]}""#,
        ] {
            let error = parse(&format!(r#"{{"code":100,"error_data":{data}}}"#)).unwrap();
            assert_eq!(error.blamed_fields, ["targeting.geo_locations", "name"], "{data}");
        }
    }

    #[test]
    fn odd_shapes_lose_a_field_but_never_the_error() {
        let error = parse(r#"{"code":"100","error_subcode":null,"message":7,"error_data":"plain","is_transient":1}"#);
        let error = error.unwrap();
        assert_eq!((error.code, error.subcode, error.is_transient), (100, 0, true));
        assert_eq!(error.message, "7");
        assert!(error.blamed_fields.is_empty());
        assert_eq!(parse("\"text\""), None);
    }
}
