//! The one pending attempt: begun by a person, answered once, forgotten after ten minutes.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{Clock, TimestampMillis};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{Answer, Callback, Dialog, Error, Exchange, Grant, Granted, Redirect, Refusal, parse_callback};

/// How long an attempt stays open, in milliseconds.
pub const LIFE_MS: i64 = 10 * 60 * 1000;

/// 256 bits: 43 characters.
const STATE_BYTES: u32 = 32;

/// What a sign-in needs to begin.
#[derive(Debug)]
pub struct AttemptRequest {
    /// The login dialog.
    pub dialog: Dialog,
    /// The Meta app's id.
    pub app_id: String,
    /// Where the answer comes back to.
    pub redirect: Redirect,
    /// The permissions to ask for, in Meta's words. Ignored by Meta when `config_id` is given.
    pub scopes: Vec<String>,
    /// A configuration of Facebook Login for Business.
    pub config_id: Option<String>,
    /// Whether to ask again for permissions that were declined before.
    pub rerequest: bool,
    /// How the code becomes a token.
    pub exchange: Arc<dyn Exchange>,
}

/// An attempt that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// What to open in the system browser. Holds no secret that outlives the attempt.
    pub authorize_url: Url,
    /// When the attempt is forgotten.
    pub expires_at: TimestampMillis,
}

struct Pending {
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    redirect: Redirect,
    exchange: Arc<dyn Exchange>,
    begun_at: TimestampMillis,
}

#[derive(Default)]
struct Attempts {
    pending: Option<Pending>,
    /// The state of the attempt answered last, only to say "used before" instead of "unknown".
    answered: Option<CsrfToken>,
}

/// Holds the pending attempt of this process. Share it in an `Arc`.
pub struct SignIn {
    clock: Arc<dyn Clock>,
    attempts: Mutex<Attempts>,
}

impl SignIn {
    /// No attempt is pending.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, attempts: Mutex::default() }
    }

    /// Begins an attempt and forgets an earlier one that is still pending.
    ///
    /// # Errors
    /// [`Error::Address`] when the redirect is no URL.
    pub fn begin(&self, request: AttemptRequest) -> Result<Begun, Error> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let redirect = RedirectUrl::new(request.redirect.uri().to_owned())
            .map_err(|_| Error::Address { what: "redirect address" })?;
        let client = BasicClient::new(ClientId::new(request.app_id))
            .set_auth_uri(AuthUrl::from_url(request.dialog.url().clone()))
            .set_redirect_uri(redirect);
        let mut ask = client
            .authorize_url(|| CsrfToken::new_random_len(STATE_BYTES))
            .set_pkce_challenge(challenge)
            .add_scopes(request.scopes.into_iter().map(Scope::new));
        if let Some(config_id) = request.config_id {
            ask = ask.add_extra_param("config_id", config_id);
        }
        if request.rerequest {
            ask = ask.add_extra_param("auth_type", "rerequest");
        }
        let (authorize_url, state) = ask.url();
        let begun_at = self.clock.now();
        let pending = Pending { state, verifier, redirect: request.redirect, exchange: request.exchange, begun_at };
        self.lock().pending = Some(pending);
        Ok(Begun { authorize_url, expires_at: begun_at.plus_millis(LIFE_MS) })
    }

    /// Forgets the pending attempt. Returns whether there was one.
    pub fn cancel(&self) -> bool {
        self.lock().pending.take().is_some()
    }

    /// When the pending attempt expires; `None` when none is pending.
    pub fn pending_until(&self) -> Option<TimestampMillis> {
        let now = self.clock.now();
        let attempts = self.lock();
        attempts.pending.as_ref().filter(|p| alive(p, now)).map(|p| p.begun_at.plus_millis(LIFE_MS))
    }

    /// Whether `callback` answers the pending attempt. Changes nothing.
    pub fn expects(&self, callback: &Callback) -> bool {
        let now = self.clock.now();
        let attempts = self.lock();
        let given = CsrfToken::new(callback.state.expose_secret().to_owned());
        attempts.pending.as_ref().is_some_and(|p| p.state == given && p.redirect.via() == callback.via && alive(p, now))
    }

    /// Uses up the pending attempt if `callback` is its answer. Of many deliveries of the same answer, one succeeds.
    /// A link with another `state` leaves the attempt pending: a forged link must not end a real sign-in.
    ///
    /// # Errors
    /// [`Error::Refused`], with nothing sent; [`Error::Declined`] when the answer is no.
    pub fn claim(&self, callback: Callback) -> Result<Claimed, Error> {
        let now = self.clock.now();
        let given = CsrfToken::new(callback.state.expose_secret().to_owned());
        let pending = {
            let mut attempts = self.lock();
            let taken = take(&mut attempts, &given, &callback, now);
            taken.inspect_err(|refusal| tracing::warn!(%refusal, "a sign-in link was refused"))?
        };
        match callback.answer {
            Answer::Denied { reason } => Err(Error::Declined { reason }),
            Answer::Code(code) => Ok(Claimed {
                exchange: pending.exchange,
                grant: Grant::Code {
                    code,
                    redirect_uri: pending.redirect.uri().to_owned(),
                    verifier: SecretString::from(pending.verifier.into_secret()),
                },
            }),
        }
    }

    /// [`claim`](Self::claim), then exchange.
    ///
    /// # Errors
    /// Those of the two.
    pub async fn complete(&self, callback: Callback) -> Result<Granted, Error> {
        self.claim(callback)?.exchange().await
    }

    /// Parses a link as it came from outside, and completes the attempt if the link is its answer.
    /// A refusal is logged by its kind, never with the link.
    ///
    /// # Errors
    /// Those of [`parse_callback`] and [`complete`](Self::complete).
    pub async fn deliver(&self, link: &str) -> Result<Granted, Error> {
        let callback =
            parse_callback(link).inspect_err(|refusal| tracing::warn!(%refusal, "a sign-in link was refused"))?;
        self.complete(callback).await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("pending_until", &self.pending_until()).finish_non_exhaustive()
    }
}

/// A clock that went back makes an attempt's age unknown, so the attempt is over.
fn alive(pending: &Pending, now: TimestampMillis) -> bool {
    (0..LIFE_MS).contains(&now.millis_since(pending.begun_at))
}

fn take(
    attempts: &mut Attempts,
    given: &CsrfToken,
    callback: &Callback,
    now: TimestampMillis,
) -> Result<Pending, Refusal> {
    if attempts.answered.as_ref() == Some(given) {
        return Err(Refusal::Replayed);
    }
    let pending = attempts.pending.take().ok_or(Refusal::NothingPending)?;
    if pending.state != *given {
        attempts.pending = Some(pending);
        return Err(Refusal::WrongState);
    }
    if !alive(&pending, now) {
        return Err(Refusal::Expired);
    }
    if pending.redirect.via() != callback.via {
        // Somebody else read the answer on its way; the real one may still come.
        attempts.pending = Some(pending);
        return Err(Refusal::OtherRoute);
    }
    attempts.answered = Some(pending.state.clone());
    Ok(pending)
}

/// The answer to an attempt that is used up; worth exactly one exchange.
#[derive(Debug)]
pub struct Claimed {
    exchange: Arc<dyn Exchange>,
    grant: Grant,
}

impl Claimed {
    /// Exchanges the code. Not repeated on failure: codes work once.
    ///
    /// # Errors
    /// [`Error::Graph`] and what [`Exchange`] says.
    pub async fn exchange(self) -> Result<Granted, Error> {
        self.exchange.exchange(self.grant).await
    }
}
