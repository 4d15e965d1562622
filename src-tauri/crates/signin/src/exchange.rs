//! How an answer becomes a token: several ways behind one trait, all ending with Meta's own word about the token.

use std::future::Future;
use std::pin::Pin;

use graph::{AppIdentity, Cancel, TokenEndpoint, TokenInfo};
use secrecy::SecretString;

use crate::Error;

/// Without one of these nothing of an ad account can be read.
const READING: [&str; 2] = ["ads_read", "ads_management"];

/// What is turned into a token.
pub enum Grant {
    /// A code of Meta's dialog.
    Code {
        /// The code. Works once.
        code: SecretString,
        /// The redirect address the code was asked for with.
        redirect_uri: String,
        /// The PKCE verifier whose challenge went to the dialog.
        verifier: SecretString,
    },
    /// A token that a person pasted.
    Token(SecretString),
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Code { .. } => "Grant::Code([redacted])",
            Self::Token(_) => "Grant::Token([redacted])",
        })
    }
}

/// A finished sign-in.
#[derive(Debug)]
pub struct Granted {
    /// The token to work with: the long-lived one where it could be had.
    pub token: SecretString,
    /// What Meta says about it: both expiry clocks, the granted permissions, and the accounts they are for.
    pub info: TokenInfo,
    /// The app the token belongs to.
    pub app_id: String,
    /// The app's secret, where it is held here; needed for `appsecret_proof`.
    pub app_secret: Option<SecretString>,
}

/// An exchange under way.
pub type Exchanging<'a> = Pin<Box<dyn Future<Output = Result<Granted, Error>> + Send + 'a>>;

/// A way to turn an answer into a token.
pub trait Exchange: Send + Sync + std::fmt::Debug {
    /// Exchanges `grant`: one request for the token, one for the longer-lived token where there is a secret,
    /// and the question what Meta says about it. Only that question is repeated when it fails.
    ///
    /// # Errors
    /// [`Error::Graph`]; [`Error::OtherWay`] for a grant this way does not take; [`Error::NotValid`], [`Error::OtherApp`]
    /// and [`Error::MissingPermission`] for a token that is of no use.
    fn exchange(&self, grant: Grant) -> Exchanging<'_>;
}

/// The app's secret is held on this computer: the agency entered its own app. Ends with a token of about sixty days.
#[derive(Debug)]
pub struct AppSecret {
    endpoint: TokenEndpoint,
    app: AppIdentity,
}

impl AppSecret {
    /// Exchanges for the app `app_id` with its secret.
    pub fn new(endpoint: TokenEndpoint, app_id: impl Into<String>, app_secret: SecretString) -> Self {
        Self { endpoint, app: AppIdentity { id: app_id.into(), secret: Some(app_secret) } }
    }
}

impl Exchange for AppSecret {
    fn exchange(&self, grant: Grant) -> Exchanging<'_> {
        Box::pin(async move {
            let token = redeem(&self.endpoint, &self.app, grant).await?;
            let token = prolong(&self.endpoint, &self.app, token).await;
            inspect(&self.endpoint, &self.app, token).await
        })
    }
}

/// No secret anywhere: the PKCE verifier alone proves that the code is ours. Ends with the short-lived token Meta gives.
#[derive(Debug)]
pub struct PublicClient {
    endpoint: TokenEndpoint,
    app: AppIdentity,
}

impl PublicClient {
    /// Exchanges for the app `app_id` without a secret.
    pub fn new(endpoint: TokenEndpoint, app_id: impl Into<String>) -> Self {
        Self { endpoint, app: AppIdentity { id: app_id.into(), secret: None } }
    }
}

impl Exchange for PublicClient {
    fn exchange(&self, grant: Grant) -> Exchanging<'_> {
        Box::pin(async move {
            let token = redeem(&self.endpoint, &self.app, grant).await?;
            inspect(&self.endpoint, &self.app, token).await
        })
    }
}

/// A small server of the agency's holds the secret. It answers `oauth/access_token` as Meta does and adds the secret on
/// the way; everything else goes to Meta directly.
#[derive(Debug)]
pub struct Broker {
    broker: TokenEndpoint,
    endpoint: TokenEndpoint,
    app: AppIdentity,
}

impl Broker {
    /// Exchanges for the app `app_id` at `broker`, and asks `endpoint` about the token.
    pub fn new(broker: TokenEndpoint, endpoint: TokenEndpoint, app_id: impl Into<String>) -> Self {
        Self { broker, endpoint, app: AppIdentity { id: app_id.into(), secret: None } }
    }
}

impl Exchange for Broker {
    fn exchange(&self, grant: Grant) -> Exchanging<'_> {
        Box::pin(async move {
            let token = redeem(&self.broker, &self.app, grant).await?;
            let token = prolong(&self.broker, &self.app, token).await;
            inspect(&self.endpoint, &self.app, token).await
        })
    }
}

/// A system user's token that a person pasted. There is nothing to exchange, only to ask Meta about.
#[derive(Debug)]
pub struct SystemUserToken {
    endpoint: TokenEndpoint,
    app_secret: Option<SecretString>,
}

impl SystemUserToken {
    /// Checks pasted tokens; `app_secret` is that of the app the token was made with, where `appsecret_proof` is wanted.
    pub fn new(endpoint: TokenEndpoint, app_secret: Option<SecretString>) -> Self {
        Self { endpoint, app_secret }
    }

    /// Asks Meta about `token`.
    ///
    /// # Errors
    /// As [`Exchange::exchange`]; a wrong app secret shows as [`Error::Graph`].
    pub async fn connect(&self, token: SecretString) -> Result<Granted, Error> {
        self.exchange(Grant::Token(token)).await
    }
}

impl Exchange for SystemUserToken {
    fn exchange(&self, grant: Grant) -> Exchanging<'_> {
        Box::pin(async move {
            let Grant::Token(token) = grant else { return Err(Error::OtherWay) };
            let info = self.endpoint.inspect(None, &token, &Cancel::new()).await?;
            let id = info.app_id.clone().unwrap_or_default();
            let app = AppIdentity { id, secret: self.app_secret.clone() };
            if app.secret.is_none() {
                return granted(&app, token, info);
            }
            // Asked once more with the secret, so that a wrong one is noticed now and not with the first sync.
            inspect(&self.endpoint, &app, token).await
        })
    }
}

async fn redeem(endpoint: &TokenEndpoint, app: &AppIdentity, grant: Grant) -> Result<SecretString, Error> {
    match grant {
        Grant::Token(token) => Ok(token),
        Grant::Code { code, redirect_uri, verifier } => {
            let issued = endpoint.exchange_code(app, &code, &redirect_uri, Some(&verifier), &Cancel::new()).await?;
            Ok(issued.token)
        }
    }
}

/// The longer-lived token, or the one there is: the code is used up, so a short-lived token must not be lost here.
async fn prolong(endpoint: &TokenEndpoint, app: &AppIdentity, token: SecretString) -> SecretString {
    match endpoint.prolong(app, &token, &Cancel::new()).await {
        Ok(issued) => issued.token,
        Err(error) => {
            tracing::warn!(%error, "Meta gave no long-lived token; the short-lived one is used");
            token
        }
    }
}

async fn inspect(endpoint: &TokenEndpoint, app: &AppIdentity, token: SecretString) -> Result<Granted, Error> {
    let info = endpoint.inspect(Some(app), &token, &Cancel::new()).await?;
    granted(app, token, info)
}

fn granted(app: &AppIdentity, token: SecretString, info: TokenInfo) -> Result<Granted, Error> {
    if !info.is_valid {
        return Err(Error::NotValid);
    }
    if let Some(found) = info.app_id.as_ref().filter(|found| **found != app.id) {
        return Err(Error::OtherApp { expected: app.id.clone(), found: found.clone() });
    }
    if !READING.iter().any(|scope| info.has(scope)) {
        return Err(Error::MissingPermission { missing: READING[0].to_owned() });
    }
    Ok(Granted { token, info, app_id: app.id.clone(), app_secret: app.secret.clone() })
}
