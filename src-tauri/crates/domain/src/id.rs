//! Meta's ids. They are text of decimal digits and never pass through a floating-point number.

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a Meta id: expected 1 to 20 decimal digits")]
pub struct IdError;

fn digits(text: &str) -> Result<&str, IdError> {
    let ok = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if ok { Ok(text) } else { Err(IdError) }
}

/// An ad account. Holds the digits only; Meta's node id is `act_` followed by them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// Accepts both spellings, `act_123` and `123`.
    ///
    /// # Errors
    /// [`IdError`] when the rest is not 1 to 20 decimal digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        digits(text.strip_prefix("act_").unwrap_or(text)).map(|d| Self(d.to_owned()))
    }

    /// The digits, as in the field `account_id`.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The node id for paths, `act_` and the digits.
    pub fn node(&self) -> String {
        format!("act_{}", self.0)
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "act_{}", self.0)
    }
}

impl TryFrom<String> for AccountId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.node()
    }
}

/// A campaign, ad set, ad or creative.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectId(String);

impl ObjectId {
    /// # Errors
    /// [`IdError`] when `text` is not 1 to 20 decimal digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        digits(text).map(|d| Self(d.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ObjectId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ObjectId> for String {
    fn from(id: ObjectId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_an_account_are_the_same_account() {
        assert_eq!(AccountId::parse("act_42"), AccountId::parse("42"));
        assert_eq!(AccountId::parse("42").unwrap().node(), "act_42");
    }

    #[test]
    fn anything_but_digits_is_refused() {
        for text in ["", "act_", "act_act_1", "12a", "-1", "1.0", " 1", "123456789012345678901", "act_१"] {
            assert_eq!(AccountId::parse(text), Err(IdError), "{text:?}");
            assert_eq!(ObjectId::parse(text), Err(IdError), "{text:?}");
        }
    }
}
