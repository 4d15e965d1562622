//! What can go wrong, by what the caller can do about it.

use std::time::Duration;

use crate::MicroUsd;

/// Why something was not written or painted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service is set up in a way that cannot work; the sentence says what would.
    #[error("{0}")]
    Settings(String),
    /// What was asked for makes no sense; the sentence says what would.
    #[error("{0}")]
    Invalid(String),
    /// The service does not accept the key.
    #[error("The service does not accept this key ({status})")]
    Key {
        /// HTTP status it said so with.
        status: u16,
    },
    /// The account at the service has nothing left.
    #[error("The account at the service has no credit left")]
    NoCredit,
    /// Today's budget is used up; nothing was sent.
    #[error("Today's budget is used up")]
    Budget {
        /// What may be spent a day.
        limit: MicroUsd,
        /// What was spent, or may have been.
        spent: MicroUsd,
    },
    /// The service asks to wait longer than we do.
    #[error("The service asks to wait")]
    Busy {
        /// For how long, where it says so.
        retry_after: Option<Duration>,
    },
    /// The service did not answer as it should, however often it was asked.
    #[error("The service did not answer: {0}")]
    Unavailable(String),
    /// The service cannot be reached from here.
    #[error("The service cannot be reached")]
    Offline,
    /// The service or its model declined.
    #[error("The service declined: {0}")]
    Declined(String),
    /// There was an answer, and nothing in it can be used.
    #[error("The answer was not usable: {0}")]
    Unusable(String),
    /// The prompt would have told something that is none of the service's business; nothing was sent.
    #[error("Nothing was sent: {0}")]
    Leak(String),
    /// A person stopped it.
    #[error("Stopped")]
    Cancelled,
    /// What was spent could not be written down, so nothing was sent.
    #[error("What is spent could not be kept: {0}")]
    Purse(String),
}
