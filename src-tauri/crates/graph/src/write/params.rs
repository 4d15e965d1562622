//! The parameters of a change.

use serde_json::Value;

/// Names that would turn a change into something else, or that this client sends itself.
const RESERVED: &[&str] = &[
    "access_token",
    "appsecret_proof",
    "batch",
    "debug",
    "execution_options",
    "fields",
    "format",
    "ids",
    "include_headers",
    "method",
    "suppress_http_code",
];

/// A parameter name that no change may carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` cannot be set by a change")]
pub struct ReservedParam {
    /// The name as it was given, cut to 64 characters.
    pub name: String,
}

/// Parameters in the order they were set, each once. Money is in minor units, as an integer.
///
/// ```
/// let mut params = graph::WriteParams::new();
/// params.set("daily_budget", 2_500.into())?;
/// params.set("status", "PAUSED".into())?;
/// assert!(params.set("execution_options", "[]".into()).is_err());
/// # Ok::<(), graph::ReservedParam>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WriteParams(Vec<(String, Value)>);

impl WriteParams {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one, in place of an earlier value of the same name.
    ///
    /// # Errors
    /// [`ReservedParam`] for a name that would change what the request does (`method`, `execution_options`, a token)
    /// and for anything but small letters, digits and underscores.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), ReservedParam> {
        let is_plain = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_plain || RESERVED.contains(&name) {
            return Err(ReservedParam { name: name.chars().take(64).collect() });
        }
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
        Ok(())
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As Meta reads a form: text as it is, everything else as JSON.
    pub(crate) fn to_form(&self) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.0.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_stays_text_and_the_rest_is_json() {
        let mut params = WriteParams::new();
        for (name, value) in [
            ("name", json!("7 \"days\"")),
            ("daily_budget", json!(2500)),
            ("is_adset_budget_sharing_enabled", json!(false)),
            ("targeting", json!({"geo_locations": {"countries": ["DE"]}})),
            ("daily_budget", json!(3000)),
        ] {
            params.set(name, value).unwrap();
        }
        let form = params.to_form();
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            form,
            [
                ("name", "7 \"days\""),
                ("daily_budget", "3000"),
                ("is_adset_budget_sharing_enabled", "false"),
                ("targeting", r#"{"geo_locations":{"countries":["DE"]}}"#),
            ]
        );
    }

    #[test]
    fn no_name_can_make_a_change_something_else() {
        for name in ["method", "access_token", "execution_options", "batch", "", "a b", "NAME", "a[0]", "é"] {
            assert!(WriteParams::new().set(name, json!(1)).is_err(), "{name:?}");
        }
    }
}
