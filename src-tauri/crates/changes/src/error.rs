//! Why an act could not be begun. What happens to its single objects is an outcome, not an error.

use crate::gate::Stop;

/// Why nothing, or nothing more, was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger or the cache cannot be used. Nothing that could not be noted was sent.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Meta could not be asked.
    #[error(transparent)]
    Meta(#[from] graph::Error),
    /// Nothing may be sent at present.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// There is no such act or draft.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// There is nothing in it to do.
    #[error("there is nothing to change")]
    Nothing,
    /// A plan or draft from a file or the ledger does not read.
    #[error("the plan cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The kill switch's file could not be made or removed.
    #[error("the kill switch could not be set: {0}")]
    Switch(#[from] std::io::Error),
}
