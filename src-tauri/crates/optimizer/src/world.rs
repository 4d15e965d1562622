//! What the engine needs of the program around it.

use domain::{AccountId, DayRange, ObjectId, TimestampMillis};
use futures_util::future::BoxFuture;

/// Something that was done at Meta by somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The object.
    pub object: ObjectId,
    /// Who, as far as Meta says so.
    pub by: String,
    /// When.
    pub at: TimestampMillis,
}

/// What the engine has to tell. Several objects of one look come as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something that is shown has changed.
    Changed,
    /// A rule acted.
    Acted {
        /// The rule's name.
        rule: String,
        /// The account.
        account: AccountId,
        /// What was done to how many, in words.
        what: String,
        /// Objects that are as they were asked to be.
        done: u32,
        /// Objects that are not.
        failed: u32,
        /// The act in the write path, for taking it back.
        change_set: String,
    },
    /// A rule asks a person.
    Asks {
        /// The rule's name.
        rule: String,
        /// The account.
        account: AccountId,
        /// What it wants to do to how many, in words.
        what: String,
        /// Its look.
        run: String,
    },
    /// A rule that only tells has something to tell.
    Tells {
        /// The rule's name.
        rule: String,
        /// The account.
        account: AccountId,
        /// Of how many objects, in words.
        what: String,
        /// Its look.
        run: String,
    },
    /// A rule was stopped.
    Stopped {
        /// The rule's name.
        rule: String,
        /// Why.
        why: String,
    },
    /// No rule runs any more until somebody sees to it.
    Held(String),
}

/// The program around the engine. What cannot be had is told in a sentence for people.
pub trait World: Send + Sync + std::fmt::Debug {
    /// The accounts of the open workspace that are chosen.
    fn accounts(&self) -> Vec<AccountId>;

    /// The write path; none while nobody is signed in.
    fn tools(&self) -> Option<changes::Tools>;

    /// Reads structure, log of changes and the figures of these days again, as far as they are older than `since`.
    fn refresh(&self, account: AccountId, days: DayRange, since: TimestampMillis) -> BoxFuture<'_, Result<(), String>>;

    /// What somebody other than this program did in the account since an instant, by Meta's own log.
    fn touched_by_others(
        &self,
        account: AccountId,
        since: TimestampMillis,
    ) -> BoxFuture<'_, Result<Vec<Touched>, String>>;

    /// By how many milliseconds this computer's clock is ahead of Meta's, once an answer of Meta's has told.
    fn skew_ms(&self) -> Option<i64>;

    /// Tells somebody.
    fn tell(&self, news: News);
}
