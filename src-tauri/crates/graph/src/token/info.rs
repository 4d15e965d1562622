//! What Meta says about a token and about what a person granted.

use domain::{AccountId, TimestampMillis};
use serde::Deserialize;

use crate::error::AuthCause;
use crate::lenient;

/// What Meta says about a token. Holds no token.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenInfo {
    /// Whether it is accepted now.
    pub is_valid: bool,
    /// `USER`, `PAGE`, `APP`, `SYSTEM_USER`.
    pub kind: Option<String>,
    /// The app it belongs to.
    pub app_id: Option<String>,
    /// That app's name.
    pub application: Option<String>,
    /// Whose it is, as that app sees them.
    pub user_id: Option<String>,
    /// When it was given out.
    pub issued_at: Option<TimestampMillis>,
    /// First clock: when the token ends; `None` for never.
    pub expires_at: Option<TimestampMillis>,
    /// Second clock: when access to data ends unless the person consents again; `None` for never.
    pub data_access_expires_at: Option<TimestampMillis>,
    /// Granted permissions.
    pub scopes: Vec<String>,
    /// Permissions with the objects they were granted for.
    pub granular_scopes: Vec<GranularScope>,
    /// Why it is not valid, in Meta's words.
    pub error_message: Option<String>,
}

/// A permission and what it was granted for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GranularScope {
    /// The permission.
    #[serde(deserialize_with = "lenient::required_text")]
    pub scope: String,
    /// Ids the person ticked; `None` for everything.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub target_ids: Option<Vec<String>>,
}

impl TokenInfo {
    /// Whether the permission was granted at all.
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    /// Whether the permission was granted for this ad account. People often grant `ads_read` and leave out the
    /// account that matters.
    pub fn covers(&self, scope: &str, account: &AccountId) -> bool {
        let ticked = self.granular_scopes.iter().find(|granular| granular.scope == scope);
        let targets = ticked.and_then(|granular| granular.target_ids.as_ref());
        let named = |ids: &Vec<String>| ids.iter().any(|id| AccountId::parse(id).as_ref() == Ok(account));
        self.has(scope) && targets.is_none_or(named)
    }

    /// Which of the two clocks has run out at `now`, or that Meta refuses the token.
    pub fn problem(&self, now: TimestampMillis) -> Option<AuthCause> {
        if self.expires_at.is_some_and(|at| at <= now) {
            Some(AuthCause::Expired)
        } else if !self.is_valid {
            Some(AuthCause::Invalid)
        } else if self.data_access_expires_at.is_some_and(|at| at <= now) {
            Some(AuthCause::DataAccessExpired)
        } else {
            None
        }
    }
}

#[derive(Deserialize)]
pub(super) struct InfoAnswer {
    data: WireInfo,
}

#[derive(Deserialize)]
struct WireInfo {
    #[serde(default, deserialize_with = "lenient::boolean")]
    is_valid: Option<bool>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    app_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    application: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::instant")]
    issued_at: Option<TimestampMillis>,
    #[serde(default, deserialize_with = "lenient::instant")]
    expires_at: Option<TimestampMillis>,
    #[serde(default, deserialize_with = "lenient::instant")]
    data_access_expires_at: Option<TimestampMillis>,
    #[serde(default, deserialize_with = "lenient::list")]
    scopes: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    granular_scopes: Vec<GranularScope>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    error: Option<WireInfoError>,
}

#[derive(Deserialize)]
struct WireInfoError {
    #[serde(default, deserialize_with = "lenient::text")]
    message: Option<String>,
}

impl From<InfoAnswer> for TokenInfo {
    fn from(answer: InfoAnswer) -> Self {
        let wire = answer.data;
        // Zero means never, on both clocks.
        let dated = |at: Option<TimestampMillis>| at.filter(|at| at.0 > 0);
        Self {
            is_valid: wire.is_valid.unwrap_or(false),
            kind: wire.kind,
            app_id: wire.app_id,
            application: wire.application,
            user_id: wire.user_id,
            issued_at: dated(wire.issued_at),
            expires_at: dated(wire.expires_at),
            data_access_expires_at: dated(wire.data_access_expires_at),
            scopes: wire.scopes,
            granular_scopes: wire.granular_scopes,
            error_message: wire.error.and_then(|error| error.message).map(|text| crate::redact(&text)),
        }
    }
}

/// A permission and what the person decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Its name.
    pub name: String,
    /// The decision.
    pub status: PermissionStatus,
}

/// What a person decided about a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermissionStatus {
    /// Given.
    Granted,
    /// Refused.
    Declined,
    /// Given, but too long ago.
    Expired,
    /// A value this version does not know.
    Unknown(String),
}

#[derive(Deserialize)]
pub(super) struct PermissionsAnswer {
    data: Vec<WirePermission>,
}

#[derive(Deserialize)]
struct WirePermission {
    permission: String,
    status: String,
}

impl PermissionsAnswer {
    pub(super) fn into_list(self) -> Vec<Permission> {
        let decided = |wire: WirePermission| Permission {
            name: wire.permission,
            status: match wire.status.as_str() {
                "granted" => PermissionStatus::Granted,
                "declined" => PermissionStatus::Declined,
                "expired" => PermissionStatus::Expired,
                _ => PermissionStatus::Unknown(wire.status),
            },
        };
        self.data.into_iter().map(decided).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(json: &str) -> TokenInfo {
        serde_json::from_str::<InfoAnswer>(json).unwrap().into()
    }

    #[test]
    fn both_clocks_and_the_ticked_accounts_are_read() {
        let info = info(
            r#"{"data":{"app_id":123,"type":"USER","is_valid":true,"expires_at":0,"data_access_expires_at":1780000000,
                "scopes":["ads_read","ads_management"],
                "granular_scopes":[{"scope":"ads_management","target_ids":["7"]},{"scope":"ads_read"}]}}"#,
        );
        let account = |digits: &str| AccountId::parse(digits).unwrap();
        assert_eq!(info.app_id.as_deref(), Some("123"));
        assert_eq!(info.expires_at, None);
        assert!(info.covers("ads_management", &account("7")) && !info.covers("ads_management", &account("8")));
        assert!(info.covers("ads_read", &account("8")) && !info.covers("business_management", &account("7")));
        let end = TimestampMillis(1_780_000_000_000);
        assert_eq!(info.problem(end.plus_millis(-1)), None);
        assert_eq!(info.problem(end), Some(AuthCause::DataAccessExpired));
    }

    #[test]
    fn an_invalid_token_is_told_from_an_expired_one() {
        let now = TimestampMillis(1_780_000_000_000);
        let expired = info(r#"{"data":{"is_valid":false,"expires_at":1770000000,"error":{"message":"expired"}}}"#);
        assert_eq!(expired.problem(now), Some(AuthCause::Expired));
        let invalid = info(r#"{"data":{"is_valid":false,"expires_at":0}}"#);
        assert_eq!(invalid.problem(now), Some(AuthCause::Invalid));
    }
}
