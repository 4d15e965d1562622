//! Why a message did not arrive.

/// What the caller can do about it is the difference between the variants. None of them holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An address or a setting makes no sense; the sentence says what would.
    #[error("{0}")]
    Invalid(String),
    /// The other side said no, and would say it again.
    #[error("{0}")]
    Refused(String),
    /// Nobody answered, or only that it goes later. Every try that [`crate::Patience`] allows was made.
    #[error("{0}")]
    Unreachable(String),
}
