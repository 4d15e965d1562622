//! Failures, sorted by what the caller can do about them.

mod classify;
mod meta;

pub(crate) use classify::{classify, without_json};
pub use meta::MetaError;

use domain::TimestampMillis;

use crate::Layer;
use crate::config::ConfigError;

/// Why a call failed. The variant says what helps; nobody has to read the message.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Meta or the way there failed for the moment, and the retries of a read are used up. Trying later helps.
    #[error("Meta did not answer properly: {cause}")]
    Transient {
        /// What went wrong.
        cause: TransientCause,
    },
    /// A limit is reached. Calls before `retry_at` are refused and would extend the block.
    #[error("Meta's {layer} limit is reached")]
    RateLimited {
        /// Which limit.
        layer: Layer,
        /// When Meta said calls may go on; `None` where it did not say (a limit by the day, for example).
        retry_at: Option<TimestampMillis>,
        /// Meta's answer; `None` when the call was held back here and never sent.
        meta: Option<Box<MetaError>>,
    },
    /// The token is no longer good. No further call is made with it; a person has to sign in.
    #[error("Meta does not accept the token any more: {cause}")]
    Auth {
        /// Why, as far as Meta tells.
        cause: AuthCause,
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The token is good but lacks a permission, a role or accepted terms for this object.
    #[error("permission is missing: {meta}")]
    Permission {
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The app lacks a capability, a review or an access level.
    #[error("the app may not do this: {meta}")]
    Capability {
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The request was wrong and stays wrong until it is changed.
    #[error("Meta refused the request: {meta}")]
    Invalid {
        /// Meta's answer, with the blamed fields and the text meant for people.
        meta: Box<MetaError>,
    },
    /// The object does not exist, or this token cannot see it; Meta does not tell which.
    #[error("not found, or not visible to this token")]
    NotFound {
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The answer would be too large: ask for fewer rows, days or objects, or use an asynchronous job.
    #[error("too much data for one answer")]
    TooMuchData {
        /// Meta's answer; `None` when the answer passed the size this client accepts.
        meta: Option<Box<MetaError>>,
    },
    /// The position in a listing is no longer valid: list again from the start.
    #[error("the position in the listing is no longer valid")]
    StaleCursor {
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The API version is dead. A newer Sextant or another version setting helps, retrying does not.
    #[error("API version {requested} is no longer served: {meta}")]
    Version {
        /// The version that was asked for, like `v26.0`.
        requested: String,
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// Meta considers the behaviour abusive. Nothing is sent for hours; a person must know.
    #[error("Meta has blocked this action: {meta}")]
    PolicyBlock {
        /// Meta's answer.
        meta: Box<MetaError>,
    },
    /// The answer is not what the API sends: a login page of a hotel network, half a document, a paging loop.
    #[error("unexpected answer (HTTP {status}): {cause}")]
    Unexpected {
        /// What is wrong with it.
        cause: UnexpectedCause,
        /// The HTTP status.
        status: u16,
    },
    /// A write was sent and its answer lost. It may or may not have happened: look before anything else.
    #[error("a change was sent but its outcome is unknown: {cause}")]
    UnknownOutcome {
        /// How the answer was lost.
        cause: LostCause,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
    /// No connection: nothing was sent. Works again when the network does.
    #[error("no connection to Meta: {cause}")]
    Offline {
        /// How far the connection got.
        cause: OfflineCause,
        /// The system's own words, without any address.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The client cannot work with these settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// What a [`Error::Transient`] came from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransientCause {
    /// Meta's own error with a code that passes.
    #[error("{0}")]
    Meta(Box<MetaError>),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection broke")]
    ConnectionLost,
    /// A gateway's error page.
    #[error("HTTP {0}")]
    Status(u16),
    /// A batch left this item unanswered.
    #[error("the batch left this item unanswered")]
    Unanswered,
}

/// Why a token is not accepted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AuthCause {
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// The person changed their password.
    #[error("the password was changed")]
    PasswordChanged,
    /// The person signed out everywhere, or Meta ended the session.
    #[error("the session was ended")]
    LoggedOut,
    /// The person removed the app.
    #[error("the app was removed from the account")]
    AppRemoved,
    /// Meta wants the person to log in on facebook.com and confirm something.
    #[error("Facebook wants the person to log in there first")]
    Checkpoint,
    /// The person's account is not confirmed.
    #[error("the person's account is not confirmed")]
    Unconfirmed,
    /// Ninety days passed since the person last consented; the token itself may still be valid.
    #[error("access to data has expired")]
    DataAccessExpired,
    /// The `appsecret_proof` does not fit: wrong or missing app secret.
    #[error("the app secret does not fit")]
    BadProof,
    /// Not a token Meta knows, or none was sent.
    #[error("it is not valid")]
    Invalid,
}

/// How far a connection got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OfflineCause {
    /// The host's name could not be resolved.
    #[error("the name could not be resolved")]
    Dns,
    /// Nobody answered at the address.
    #[error("the connection was refused or timed out")]
    Connect,
    /// The certificate or the encryption was refused.
    #[error("the encrypted connection could not be set up")]
    Tls,
}

/// What is wrong with an [`Error::Unexpected`] answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnexpectedCause {
    /// A web page where JSON belongs, as captive portals and proxies send.
    #[error("a web page instead of data")]
    Html,
    /// A redirect: none is followed, since the token must not leave Meta's host.
    #[error("a redirect to somewhere else")]
    Redirect,
    /// JSON that ends early, or no JSON at all.
    #[error("not complete JSON")]
    NotJson,
    /// JSON of another shape than documented.
    #[error("JSON of an unknown shape")]
    Shape,
    /// `success` was false without an error.
    #[error("Meta answered that it did not succeed, without a reason")]
    NotSuccessful,
    /// The same page came again and again.
    #[error("the listing repeats a page")]
    PagingLoop,
    /// Fewer or more answers than questions in a batch.
    #[error("the batch answer has another length")]
    BatchLength,
}

/// How the answer to a write was lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LostCause {
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke after the request left.
    #[error("the connection broke")]
    ConnectionLost,
    /// Meta's answer says neither yes nor no.
    #[error("the answer says neither yes nor no (HTTP {0})")]
    Unclear(u16),
    /// Meta's own error with a code that does not say whether the change was made before it failed.
    #[error("{0}")]
    Meta(Box<MetaError>),
    /// A batch left this item unanswered.
    #[error("the batch left this item unanswered")]
    Unanswered,
}

impl Error {
    /// Meta's own answer, where there was one.
    pub fn meta(&self) -> Option<&MetaError> {
        match self {
            Self::Transient { cause: TransientCause::Meta(meta) }
            | Self::UnknownOutcome { cause: LostCause::Meta(meta) }
            | Self::Auth { meta, .. }
            | Self::Permission { meta }
            | Self::Capability { meta }
            | Self::Invalid { meta }
            | Self::NotFound { meta }
            | Self::StaleCursor { meta }
            | Self::Version { meta, .. }
            | Self::PolicyBlock { meta } => Some(meta),
            Self::RateLimited { meta, .. } | Self::TooMuchData { meta } => meta.as_deref(),
            Self::Transient { .. }
            | Self::Unexpected { .. }
            | Self::UnknownOutcome { .. }
            | Self::Cancelled
            | Self::Offline { .. }
            | Self::Config(_) => None,
        }
    }

    /// Meta's `fbtrace_id`, which its support asks for.
    pub fn trace_id(&self) -> Option<&str> {
        self.meta()?.trace_id.as_deref()
    }

    /// Meta's text meant for people, in the person's language.
    pub fn user_message(&self) -> Option<&str> {
        self.meta()?.user_message.as_deref()
    }

    /// When calls may go on, for [`Error::RateLimited`].
    pub fn retry_at(&self) -> Option<TimestampMillis> {
        match self {
            Self::RateLimited { retry_at, .. } => *retry_at,
            _ => None,
        }
    }

    /// Whether the same read may succeed later without anybody changing anything.
    pub fn passes_by_itself(&self) -> bool {
        matches!(
            self,
            Self::Transient { .. } | Self::RateLimited { .. } | Self::Offline { .. } | Self::Unexpected { .. }
        )
    }
}
