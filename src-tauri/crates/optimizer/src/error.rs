//! Why the optimizer could not do what was asked.

/// By what a caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cache or the ledger could not be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The account's money is in a currency this version does not know, so that no amount means anything.
    #[error("the account's currency {0:?} is not known")]
    Currency(String),
    /// The account's days cannot be told.
    #[error("the account's time zone {0:?} is not known")]
    Zone(String),
    /// The rule has to be written differently.
    #[error(transparent)]
    Rule(#[from] rules::Error),
    /// The write path could not begin.
    #[error(transparent)]
    Changes(#[from] changes::Error),
    /// There is no such rule, request or pause (any more).
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It cannot be done now; the sentence says why.
    #[error("{0}")]
    Refused(String),
    /// The engine has ended.
    #[error("the rules' engine has stopped")]
    Ended,
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}
