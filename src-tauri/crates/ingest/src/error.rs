//! Why a single call of this crate failed. A whole run never fails as an error: its report says what is missing.

/// What went wrong outside a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Meta refused or could not be reached; the client's own error says what helps.
    #[error(transparent)]
    Meta(#[from] graph::Error),
    /// The cache could not be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
}
