//! The one error of the crate, by what a caller can do about it.

/// Why the optimizer could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cache could not be read.
    #[error("the cache could not be read")]
    Store(#[from] store::Error),
    /// The account's money is in a currency this version does not know, so that no amount means anything.
    #[error("the account's currency {0:?} is not known")]
    Currency(String),
    /// The account's days cannot be told.
    #[error("the account's time zone {0:?} is not known")]
    Zone(String),
}
