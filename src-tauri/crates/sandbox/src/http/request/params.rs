//! The parameters of a call.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::error::{GraphError, Result};

/// Parameters in the order they came; of a name given twice the last counts. Nested JSON values are kept as JSON text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(pub(super) Vec<(String, String)>);

impl Params {
    pub(crate) fn from_query(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).map(|(k, v)| (k.into_owned(), v.into_owned())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Like [`Self::get`], but an empty text counts as missing.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.into()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A parameter that is a JSON text; a broken one is an error that blames it.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.filled(name) else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| {
            GraphError::invalid(&format!("Param {name} must be valid JSON of the documented shape")).blame(&[name])
        })
    }

    pub(crate) fn json_value(&self, name: &str) -> Result<Option<Value>> {
        self.json(name)
    }

    /// A list of texts: a JSON list, or one bare value.
    pub(crate) fn list(&self, name: &str) -> Result<Option<Vec<String>>> {
        let Some(text) = self.filled(name) else { return Ok(None) };
        if !text.trim_start().starts_with('[') {
            return Ok(Some(text.split(',').map(|one| one.trim().to_owned()).collect()));
        }
        let values: Vec<Value> = self.json(name)?.unwrap_or_default();
        values
            .into_iter()
            .map(|value| match value {
                Value::String(text) => Ok(text),
                Value::Number(number) => Ok(number.to_string()),
                _ => Err(GraphError::invalid(&format!("Param {name} must be an array of strings")).blame(&[name])),
            })
            .collect::<Result<_>>()
            .map(Some)
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>> {
        match self.filled(name) {
            None => Ok(None),
            Some("true" | "True" | "1") => Ok(Some(true)),
            Some("false" | "False" | "0") => Ok(Some(false)),
            Some(_) => Err(GraphError::invalid(&format!("Param {name} must be a boolean")).blame(&[name])),
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>> {
        let Some(text) = self.filled(name) else { return Ok(None) };
        let number = text.trim().trim_matches('"').parse().map(Some);
        number.map_err(|_| GraphError::invalid(&format!("Param {name} must be an integer")).blame(&[name]))
    }
}
