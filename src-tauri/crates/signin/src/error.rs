//! The one error type of the crate.

use crate::Refusal;

/// Why a sign-in did not lead to a token, by what the caller can do about it. No variant carries a code or token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A link came that answers no sign-in of ours. Nothing was sent; a pending attempt stays pending unless the link was
    /// its own.
    #[error("the sign-in link was refused: {0}")]
    Refused(#[from] Refusal),
    /// The person said no in Meta's dialog. Offer to try again.
    #[error("the sign-in was cancelled at Meta")]
    Declined {
        /// Meta's reason, for example `user_denied`.
        reason: String,
    },
    /// Meta, or the way there, refused the exchange. A new attempt is needed: codes work once.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// Meta gave a token and says itself that it is not valid.
    #[error("Meta says this token is not valid")]
    NotValid,
    /// The token was made for another app than the one entered.
    #[error("this token belongs to the app {found}, not to {expected}")]
    OtherApp {
        /// The app that was entered.
        expected: String,
        /// The app Meta names.
        found: String,
    },
    /// The token lacks a permission without which nothing can be read. Sign in again and leave it ticked.
    #[error("the permission {missing} was not granted")]
    MissingPermission {
        /// The permission, in Meta's words.
        missing: String,
    },
    /// A way of signing in was given something it cannot use, such as a code where a token is pasted.
    #[error("this way of signing in does not take that")]
    OtherWay,
    /// An address that is neither https nor on this computer, or has parts it must not have.
    #[error("the {what} must be an https address without a query")]
    Address {
        /// Which address.
        what: &'static str,
    },
    /// The listener on this computer could not be opened.
    #[error("no listener could be opened on this computer")]
    Listener(#[source] std::io::Error),
    /// No answer came to the listener in its time.
    #[error("no answer came from the browser in time")]
    TimedOut,
}
