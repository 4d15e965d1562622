//! [`Graph`]: one token's view of the API. Here a call meets pacing, sending, sorting of failures and retries.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::{AccountId, Clock, TimestampMillis};
use hmac::{Hmac, Mac};
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use crate::answer::{from_json, judge};
use crate::error::{AuthCause, MetaError, UnexpectedCause};
use crate::governor::{Ask, Governors, Kind};
use crate::http::{Http, Incoming, Intake, Outgoing, Whole};
use crate::request::Call;
use crate::retry::{Effect, backoff, for_write, tries_for, unanswered};
use crate::usage::Usage;
use crate::{Cancel, ConfigError, Error, Governor, GraphConfig, Lane};

/// What every call is sent with. Cannot be printed.
#[derive(Clone)]
pub struct Credentials {
    token: SecretString,
    app_secret: Option<SecretString>,
}

impl Credentials {
    /// A user, system user or app token, and the app's secret where it is known: with it every call carries
    /// `appsecret_proof`, which some apps demand.
    pub fn new(token: SecretString, app_secret: Option<SecretString>) -> Self {
        Self { token, app_secret }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials")
    }
}

/// The `appsecret_proof` of a token: lowercase hex HMAC-SHA256 with the app secret as key.
pub(crate) fn app_secret_proof(token: &SecretString, app_secret: &SecretString) -> Option<SecretString> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(app_secret.expose_secret().as_bytes()).ok()?;
    mac.update(token.expose_secret().as_bytes());
    let hex = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Some(SecretString::from(hex))
}

/// What the API says about its version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiNotice {
    /// The version that really answered, where it differs from the one asked for.
    pub answered_by: Option<String>,
    /// The text of `X-Ad-Api-Version-Warning`.
    pub warning: Option<String>,
}

/// One token's view of the Marketing API. Clones share connections, governors and the token.
#[derive(Debug, Clone)]
pub struct Graph {
    pub(crate) core: Arc<Core>,
    governors: Arc<Governors>,
    session: Arc<Session>,
    lane: Lane,
    patience: Option<std::time::Duration>,
}

/// What calls with and without a session share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) http: Http,
    /// Made when the first change is sent.
    changing: OnceLock<Http>,
    pub(crate) config: GraphConfig,
    notice: watch::Sender<ApiNotice>,
    calls: AtomicU64,
    /// What the last answer said of the time, UTC milliseconds, with what the computer's clock showed then.
    told_time: Mutex<Option<(i64, i64)>>,
}

#[derive(Debug)]
struct Session {
    credentials: Credentials,
    proof: Option<SecretString>,
    /// Set by the first answer that refuses the token; from then on nothing is sent with it.
    refused: Mutex<Option<(AuthCause, Box<MetaError>)>>,
}

impl Session {
    fn new(credentials: Credentials) -> Self {
        let secret = credentials.app_secret.as_ref();
        let proof = secret.and_then(|secret| app_secret_proof(&credentials.token, secret));
        Self { credentials, proof, refused: Mutex::default() }
    }

    fn refused(&self) -> Option<(AuthCause, Box<MetaError>)> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Graph {
    /// A client in the background lane. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the HTTP client cannot be set up.
    pub fn new(config: GraphConfig, credentials: Credentials, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let core = Arc::new(Core::new(config)?);
        let session = Arc::new(Session::new(credentials));
        Ok(Self { core, governors: Arc::new(Governors::new(clock)), session, lane: Lane::Background, patience: None })
    }

    /// The same client with another token, after a new sign-in. Connections and governors stay, so limits are kept.
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        Self { session: Arc::new(Session::new(credentials)), ..self.clone() }
    }

    /// The same client in another lane.
    #[must_use]
    pub fn with_lane(&self, lane: Lane) -> Self {
        Self { lane, ..self.clone() }
    }

    /// The same client that answers [`Error::RateLimited`] rather than wait longer than this for a limit.
    #[must_use]
    pub fn with_patience(&self, longest_wait: std::time::Duration) -> Self {
        Self { patience: Some(longest_wait), ..self.clone() }
    }

    /// The governor of an ad account.
    pub fn governor(&self, account: &AccountId) -> Governor {
        self.governors.of(Some(account))
    }

    /// The governor of calls about no account, such as the list of accounts.
    pub fn governor_of_app(&self) -> Governor {
        self.governors.of(None)
    }

    /// By how many milliseconds this computer's clock was ahead of the API's at the last answer that told the time.
    /// Answers are dated in whole seconds.
    pub fn clock_ahead_ms(&self) -> Option<i64> {
        let told = *self.core.told_time.lock().unwrap_or_else(PoisonError::into_inner);
        told.map(|(theirs, ours)| ours.saturating_sub(theirs))
    }

    /// What the API says about its version, now and from now on.
    pub fn api_notice(&self) -> watch::Receiver<ApiNotice> {
        self.core.notice.subscribe()
    }

    /// Requests sent so far by this client and its clones, every try counted and a batch counted once.
    pub fn calls(&self) -> u64 {
        self.core.calls.load(Ordering::Relaxed)
    }

    /// Why the token is refused, once it is. From then on every call fails without being sent.
    pub fn refused(&self) -> Option<AuthCause> {
        self.session.refused().map(|(cause, _)| cause)
    }

    /// Sends a call that changes nothing, with retries, and reads its answer with `parse`.
    pub(crate) async fn read<T>(
        &self,
        call: &Call,
        cancel: &Cancel,
        parse: impl Fn(&Incoming) -> Result<T, UnexpectedCause>,
    ) -> Result<T, Error> {
        self.read_within(call, |_| u32::MAX, cancel, || Whole, |incoming, _| parse(incoming)).await
    }

    /// As [`Graph::read`], with no more tries after an error than `at_most` allows, and each answer taken in by an
    /// intake of its own.
    pub(crate) async fn read_within<T, I: Intake>(
        &self,
        call: &Call,
        at_most: impl Fn(&Error) -> u32,
        cancel: &Cancel,
        intake: impl Fn() -> I,
        parse: impl Fn(&Incoming, I) -> Result<T, UnexpectedCause>,
    ) -> Result<T, Error> {
        let mut failed = 0;
        loop {
            let error = match self.once(call, cancel, intake(), &parse).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            failed += 1;
            if failed >= tries_for(&error, self.core.config.tries).min(at_most(&error)) {
                return Err(error);
            }
            tracing::debug!(path = %call.path, failed, %error, "reads again");
            // Where a limit refused the call the governor knows how long to wait; everything else backs off here.
            if !matches!(error, Error::RateLimited { .. }) {
                let pause = backoff(self.core.config.backoff, failed, fastrand::f64());
                tokio::select! {
                    () = cancel.cancelled() => return Err(Error::Cancelled),
                    () = tokio::time::sleep(pause) => {}
                }
            }
        }
    }

    /// Sends a change, once.
    pub(crate) async fn write<T>(
        &self,
        call: &Call,
        cancel: &Cancel,
        parse: impl Fn(&Incoming) -> Result<T, UnexpectedCause>,
    ) -> Result<T, Error> {
        self.once(call, cancel, Whole, |incoming, _| parse(incoming)).await
    }

    /// One paced try.
    async fn once<T, I: Intake>(
        &self,
        call: &Call,
        cancel: &Cancel,
        mut intake: I,
        parse: impl Fn(&Incoming, I) -> Result<T, UnexpectedCause>,
    ) -> Result<T, Error> {
        let governor = self.governors.of(call.account.as_ref());
        let lane = match call.effect {
            Effect::Read => self.lane,
            Effect::Write => Lane::Write,
        };
        let ask = Ask { lane, kind: call.kind, points: call.points, patience: self.patience };
        self.check_token()?;
        let permit = governor.acquire(ask, cancel).await?;
        // Another call may have found out while this one waited.
        self.check_token()?;
        let secrets: Vec<_> = self.session.proof.iter().map(|proof| ("appsecret_proof", proof)).collect();
        let outgoing = Outgoing {
            method: call.method.clone(),
            path: &call.path,
            params: &call.params,
            secret_params: &secrets,
            bearer: Some(&self.session.credentials.token),
        };
        self.core.calls.fetch_add(1, Ordering::Relaxed);
        let sent = match call.effect {
            Effect::Read => self.core.http.send_into(&outgoing, cancel, &mut intake).await,
            // Breaking off a change that has left would lose its answer and not the change.
            Effect::Write => self.core.changing()?.send_into(&outgoing, &Cancel::new(), &mut intake).await,
        };
        drop(permit);
        let incoming = sent.map_err(|failure| unanswered(failure, call.effect))?;
        let usage = self.core.note(&call.path, &incoming, call.account.as_ref());
        self.core.note_time(&incoming.headers, self.governors.now());
        governor.listen(&usage);
        match judge(&incoming, self.core.config.version().as_str(), |incoming| parse(incoming, intake)) {
            Ok(value) => {
                governor.went_through(call.kind);
                Ok(value)
            }
            Err(error) => {
                let error = match call.effect {
                    Effect::Read => error,
                    Effect::Write => for_write(error, incoming.status),
                };
                Err(self.consequences(error, call.kind, &governor, &usage))
            }
        }
    }

    fn check_token(&self) -> Result<(), Error> {
        match self.session.refused() {
            Some((cause, meta)) => Err(Error::Auth { cause, meta }),
            None => Ok(()),
        }
    }

    /// What an error means for later calls.
    pub(crate) fn consequences(&self, error: Error, kind: Kind, governor: &Governor, usage: &Usage) -> Error {
        match error {
            Error::RateLimited { layer, meta, .. } => {
                let retry_at = governor.throttled(layer, kind, usage);
                tracing::warn!(layer = layer.as_str(), ?retry_at, "Meta's limit was reached");
                Error::RateLimited { layer, retry_at, meta }
            }
            Error::Auth { cause, meta } => {
                let mut refused = self.session.refused.lock().unwrap_or_else(PoisonError::into_inner);
                refused.get_or_insert_with(|| (cause, meta.clone()));
                Error::Auth { cause, meta }
            }
            Error::PolicyBlock { meta } => {
                governor.blocked_by_policy();
                Error::PolicyBlock { meta }
            }
            other => other,
        }
    }

    /// Reads one node by its path.
    pub(crate) async fn node<T: serde::de::DeserializeOwned>(
        &self,
        account: Option<&AccountId>,
        path: &str,
        fields: &str,
        cancel: &Cancel,
    ) -> Result<T, Error> {
        let call = Call::get(account, Kind::Management, path).with("fields", fields);
        self.read(&call, cancel, from_json).await
    }
}

impl Core {
    pub(crate) fn new(config: GraphConfig) -> Result<Self, ConfigError> {
        let http = Http::new(&config)?;
        Ok(Self {
            http,
            changing: OnceLock::new(),
            notice: watch::Sender::default(),
            calls: AtomicU64::new(0),
            told_time: Mutex::default(),
            config,
        })
    }

    /// The client for changes, which opens a connection for each. A connection that was used before may have been
    /// closed at the other end, which leaves it open whether the change arrived; and what is left over on it from an
    /// earlier answer would be taken for this one's.
    fn changing(&self) -> Result<&Http, ConfigError> {
        if let Some(http) = self.changing.get() {
            return Ok(http);
        }
        let http = Http::for_single_use(&self.config)?;
        Ok(self.changing.get_or_init(|| http))
    }

    /// Logs what support would ask for, keeps the version notice, and reads the usage headers.
    pub(crate) fn note(&self, path: &str, incoming: &Incoming, account: Option<&AccountId>) -> Usage {
        let header = |name: &str| incoming.headers.get(name).and_then(|value| value.to_str().ok());
        let answered_by = header("facebook-api-version").filter(|version| *version != self.config.version().as_str());
        let warning = header("x-ad-api-version-warning");
        tracing::debug!(
            path,
            status = incoming.status,
            trace = header("x-fb-trace-id"),
            version = header("facebook-api-version"),
            "answer"
        );
        let cut = |text: &str| crate::redact(text).chars().take(300).collect::<String>();
        let notice = ApiNotice { answered_by: answered_by.map(cut), warning: warning.map(cut) };
        if notice != ApiNotice::default() {
            let changed = self.notice.send_if_modified(|known| {
                let new = *known != notice;
                known.clone_from(&notice);
                new
            });
            if changed {
                tracing::warn!(answered_by = notice.answered_by, warning = notice.warning, "API version");
            }
        }
        usage_of(&incoming.headers, account)
    }

    fn note_time(&self, headers: &HeaderMap, now: TimestampMillis) {
        let dated = headers.get(reqwest::header::DATE).and_then(|value| value.to_str().ok());
        let dated = dated.and_then(|text| chrono::DateTime::parse_from_rfc2822(text).ok());
        if let Some(dated) = dated {
            let told = Some((dated.timestamp_millis(), now.0));
            *self.told_time.lock().unwrap_or_else(PoisonError::into_inner) = told;
        }
    }
}

fn usage_of(headers: &HeaderMap, account: Option<&AccountId>) -> Usage {
    let pairs = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    Usage::parse(pairs, account)
}
