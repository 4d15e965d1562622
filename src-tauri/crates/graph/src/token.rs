//! The endpoints of sign-in: getting, inspecting, prolonging and revoking tokens.

mod info;

pub use info::{GranularScope, Permission, PermissionStatus, TokenInfo};

use std::sync::Arc;

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::answer::{from_json, judge};
use crate::client::{Core, app_secret_proof};
use crate::http::Outgoing;
use crate::retry::{Effect, backoff, for_write, tries_for, unanswered};
use crate::{Cancel, Error, GraphConfig, Me, lenient};
use info::{InfoAnswer, PermissionsAnswer};

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
        self.send::<InfoAnswer>(&call, cancel).await.map(Into::into)
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
        self.send::<PermissionsAnswer>(&call, cancel).await.map(PermissionsAnswer::into_list)
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
