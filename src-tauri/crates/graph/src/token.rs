//! The endpoints of sign-in: getting, inspecting, prolonging and revoking tokens.

use std::sync::Arc;

use domain::{AccountId, TimestampMillis};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::client::{Core, app_secret_proof, from_json, judge};
use crate::error::AuthCause;
use crate::http::Outgoing;
use crate::retry::{Effect, backoff, for_write, tries_for, unanswered};
use crate::{Cancel, Error, GraphConfig, Me, lenient};

/// The app that signs people in.
#[derive(Debug, Clone)]
pub struct AppIdentity {
    /// Its id, decimal digits.
    pub id: String,
    /// Its secret, where it is held on this computer. Never shipped with the program.
    pub secret: Option<SecretString>,
}

/// A token Meta gave out.
#[derive(Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: SecretString,
    /// Seconds it lives; `None` when it does not expire, or Meta does not say.
    pub expires_in_seconds: Option<u64>,
}

#[derive(Deserialize)]
struct WireToken {
    access_token: String,
    #[serde(default, deserialize_with = "lenient::int")]
    expires_in: Option<i64>,
}

impl From<WireToken> for IssuedToken {
    fn from(wire: WireToken) -> Self {
        let expires_in_seconds = wire.expires_in.and_then(|n| u64::try_from(n).ok()).filter(|seconds| *seconds > 0);
        Self { token: SecretString::from(wire.access_token), expires_in_seconds }
    }
}

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
struct InfoAnswer {
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

impl From<WireInfo> for TokenInfo {
    fn from(wire: WireInfo) -> Self {
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
struct PermissionsAnswer {
    data: Vec<WirePermission>,
}

#[derive(Deserialize)]
struct WirePermission {
    permission: String,
    status: String,
}

#[derive(Deserialize)]
struct Success {
    #[serde(deserialize_with = "lenient::boolean")]
    success: Option<bool>,
}

/// One call of sign-in.
struct TokenCall<'a> {
    method: Method,
    path: &'a str,
    params: Vec<(String, String)>,
    secrets: Vec<(&'static str, &'a SecretString)>,
    bearer: Option<&'a SecretString>,
    effect: Effect,
}

/// The endpoints that give out and describe tokens. They belong to no ad account and have no governor; reads are
/// retried, exchanges are not, because a code works once.
#[derive(Debug, Clone)]
pub struct TokenEndpoint {
    core: Arc<Core>,
}

impl TokenEndpoint {
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the HTTP client cannot be set up.
    pub fn new(config: GraphConfig) -> Result<Self, Error> {
        Ok(Self { core: Arc::new(Core::new(config)?) })
    }

    /// Exchanges the code of a login for a token, once.
    ///
    /// `redirect_uri` must be the one the login began with; `verifier` is PKCE's, where the login sent a challenge.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a code that is used up (subcode 36009) or another redirect address (36008);
    /// [`Error::UnknownOutcome`] when the answer was lost: the code may be used up, so log in again.
    pub async fn exchange_code(
        &self,
        app: &AppIdentity,
        code: &SecretString,
        redirect_uri: &str,
        verifier: Option<&SecretString>,
        cancel: &Cancel,
    ) -> Result<IssuedToken, Error> {
        let mut call = self.exchange(app, &[("redirect_uri", redirect_uri)]);
        call.secrets.push(("code", code));
        call.secrets.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        self.send::<WireToken>(&call, cancel).await.map(Into::into)
    }

    /// Exchanges a user's token for one that lives about 60 days. Needs the app secret.
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::Invalid`] without a fitting secret.
    pub async fn prolong(
        &self,
        app: &AppIdentity,
        token: &SecretString,
        cancel: &Cancel,
    ) -> Result<IssuedToken, Error> {
        let mut call = self.exchange(app, &[("grant_type", "fb_exchange_token")]);
        call.secrets.push(("fb_exchange_token", token));
        self.send::<WireToken>(&call, cancel).await.map(Into::into)
    }

    /// Exchanges a system user's 60-day token for a new one. Needs the app secret.
    ///
    /// # Errors
    /// As [`TokenEndpoint::prolong`].
    pub async fn refresh_system_user(
        &self,
        app: &AppIdentity,
        token: &SecretString,
        cancel: &Cancel,
    ) -> Result<IssuedToken, Error> {
        let params = [("grant_type", "fb_exchange_token"), ("set_token_expires_in_60_days", "true")];
        let mut call = self.exchange(app, &params);
        call.secrets.push(("fb_exchange_token", token));
        self.send::<WireToken>(&call, cancel).await.map(Into::into)
    }

    /// Asks Meta about a token, with the app's own token where the secret is known, else with the token itself.
    ///
    /// # Errors
    /// Any [`Error`]. An invalid token is not an error but [`TokenInfo::is_valid`] being false, unless it is the one
    /// the question is asked with.
    pub async fn inspect(
        &self,
        app: Option<&AppIdentity>,
        token: &SecretString,
        cancel: &Cancel,
    ) -> Result<TokenInfo, Error> {
        let app_token = app.and_then(app_token);
        let call = TokenCall {
            method: Method::GET,
            path: "debug_token",
            params: Vec::new(),
            secrets: vec![("input_token", token)],
            bearer: Some(app_token.as_ref().unwrap_or(token)),
            effect: Effect::Read,
        };
        self.send::<InfoAnswer>(&call, cancel).await.map(|answer| answer.data.into())
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn me(&self, app: Option<&AppIdentity>, token: &SecretString, cancel: &Cancel) -> Result<Me, Error> {
        let proof = proof(app, token);
        let call = bearer_call(Method::GET, "me", token, proof.as_ref(), Effect::Read);
        self.send(&call, cancel).await
    }

    /// What the person granted and declined.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn permissions(
        &self,
        app: Option<&AppIdentity>,
        token: &SecretString,
        cancel: &Cancel,
    ) -> Result<Vec<Permission>, Error> {
        let proof = proof(app, token);
        let call = bearer_call(Method::GET, "me/permissions", token, proof.as_ref(), Effect::Read);
        let answer: PermissionsAnswer = self.send(&call, cancel).await?;
        let decided = |wire: WirePermission| Permission {
            name: wire.permission,
            status: match wire.status.as_str() {
                "granted" => PermissionStatus::Granted,
                "declined" => PermissionStatus::Declined,
                "expired" => PermissionStatus::Expired,
                _ => PermissionStatus::Unknown(wire.status),
            },
        };
        Ok(answer.data.into_iter().map(decided).collect())
    }

    /// Makes Meta forget one token. Needs the app secret. Doing it twice is harmless.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn revoke(&self, app: &AppIdentity, token: &SecretString, cancel: &Cancel) -> Result<(), Error> {
        let mut call = TokenCall {
            method: Method::GET,
            path: "oauth/revoke",
            params: vec![("client_id".to_owned(), app.id.clone())],
            secrets: vec![("revoke_token", token)],
            bearer: Some(token),
            effect: Effect::Read,
        };
        call.secrets.extend(app.secret.as_ref().map(|secret| ("client_secret", secret)));
        self.send::<Success>(&call, cancel).await.and_then(succeeded)
    }

    /// Takes every permission of the app back, which ends all its tokens of this person. Doing it twice is harmless.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn remove_app(
        &self,
        app: Option<&AppIdentity>,
        token: &SecretString,
        cancel: &Cancel,
    ) -> Result<(), Error> {
        let proof = proof(app, token);
        let call = bearer_call(Method::DELETE, "me/permissions", token, proof.as_ref(), Effect::Read);
        self.send::<Success>(&call, cancel).await.and_then(succeeded)
    }

    fn exchange<'a>(&self, app: &'a AppIdentity, params: &[(&str, &str)]) -> TokenCall<'a> {
        let id = ("client_id".to_owned(), app.id.clone());
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        TokenCall {
            // As a form: codes and secrets do not belong into an address.
            method: Method::POST,
            path: "oauth/access_token",
            params: std::iter::once(id).chain(params).collect(),
            secrets: app.secret.iter().map(|secret| ("client_secret", secret)).collect(),
            bearer: None,
            effect: Effect::Write,
        }
    }

    async fn send<T: DeserializeOwned>(&self, call: &TokenCall<'_>, cancel: &Cancel) -> Result<T, Error> {
        let mut failed = 0;
        loop {
            let error = match self.once(call, cancel).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            failed += 1;
            let limited = matches!(error, Error::RateLimited { .. });
            if call.effect == Effect::Write || limited || failed >= tries_for(&error, self.core.config.tries) {
                return Err(error);
            }
            let pause = backoff(self.core.config.backoff, failed, fastrand::f64());
            tokio::select! {
                () = cancel.cancelled() => return Err(Error::Cancelled),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn once<T: DeserializeOwned>(&self, call: &TokenCall<'_>, cancel: &Cancel) -> Result<T, Error> {
        let outgoing = Outgoing {
            method: call.method.clone(),
            path: call.path,
            params: &call.params,
            secret_params: &call.secrets,
            bearer: call.bearer,
        };
        let sent = self.core.http.send(&outgoing, cancel).await;
        let incoming = sent.map_err(|failure| unanswered(failure, call.effect))?;
        self.core.note(call.path, &incoming, None);
        judge(&incoming, self.core.config.version().as_str(), from_json)
            .map_err(|error| if call.effect == Effect::Write { for_write(error, incoming.status) } else { error })
    }
}

fn bearer_call<'a>(
    method: Method,
    path: &'a str,
    token: &'a SecretString,
    proof: Option<&'a SecretString>,
    effect: Effect,
) -> TokenCall<'a> {
    let secrets = proof.map(|proof| ("appsecret_proof", proof)).into_iter().collect();
    TokenCall { method, path, params: Vec::new(), secrets, bearer: Some(token), effect }
}

fn proof(app: Option<&AppIdentity>, token: &SecretString) -> Option<SecretString> {
    app_secret_proof(token, app?.secret.as_ref()?)
}

/// The app's own token: its id and secret.
fn app_token(app: &AppIdentity) -> Option<SecretString> {
    let secret = app.secret.as_ref()?;
    Some(SecretString::from(format!("{}|{}", app.id, secret.expose_secret())))
}

fn succeeded(answer: Success) -> Result<(), Error> {
    match answer.success {
        Some(true) => Ok(()),
        _ => Err(Error::Unexpected { cause: crate::UnexpectedCause::NotSuccessful, status: 200 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(json: &str) -> TokenInfo {
        serde_json::from_str::<InfoAnswer>(json).unwrap().data.into()
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
