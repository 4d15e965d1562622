//! Why something cannot be told.

use domain::{AccountDay, TimestampMillis};
use serde::{Deserialize, Serialize};

/// Why a quantity is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// A day of the window was never read, or not in full.
    NotRead(AccountDay),
    /// A day was read before it was over, and not since.
    ReadBeforeItEnded(AccountDay),
    /// The newest day of the window was read too long ago.
    Stale {
        /// The day.
        day: AccountDay,
        /// When it was read.
        read_at: TimestampMillis,
    },
    /// It was read at a time that has not come yet: a clock is wrong.
    ReadInTheFuture(AccountDay),
    /// The window begins before the first day that is known.
    HistoryTooShort,
    /// There is no row of the object in the window. That is not the same as zero.
    NoFigures,
    /// It is divided by zero: no conversions, no spend, or nothing in the window before.
    NoDivisor,
    /// The object has no such thing, such as a budget of its own.
    NotSet,
    /// The client has no such target.
    NoTarget,
    /// The rule's money is in another currency than the account's.
    OtherCurrency,
    /// How fast conversions arrive in this account is not known yet.
    NoMaturity,
    /// What is above the object is not known.
    NoParent,
    /// The snapshot does not hold these days.
    NotInSnapshot,
    /// The account's day cannot be told.
    NoDay,
}

impl Unknown {
    /// What a person is told.
    pub fn words(&self) -> String {
        match self {
            Self::NotRead(day) => format!("{day} has not been read in full"),
            Self::ReadBeforeItEnded(day) => format!("{day} was last read before it was over"),
            Self::Stale { day, .. } => format!("{day} was read too long ago"),
            Self::ReadInTheFuture(day) => format!("{day} was read at a time that is still to come; check the clock"),
            Self::HistoryTooShort => "the window begins before the first day that is known".to_owned(),
            Self::NoFigures => "there are no figures in the window, which is not the same as zero".to_owned(),
            Self::NoDivisor => "it would be divided by zero".to_owned(),
            Self::NotSet => "the object has no such value".to_owned(),
            Self::NoTarget => "the client has no such target".to_owned(),
            Self::OtherCurrency => "the rule's money is in another currency than the account's".to_owned(),
            Self::NoMaturity => "how fast conversions arrive in this account is not known yet".to_owned(),
            Self::NoParent => "what is above the object is not known".to_owned(),
            Self::NotInSnapshot => "these days were not loaded".to_owned(),
            Self::NoDay => "the account's day cannot be told".to_owned(),
        }
    }
}

/// An answer of three values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Answer {
    /// It does not hold.
    NotMet = 0,
    /// It cannot be told.
    CannotTell = 1,
    /// It holds.
    Met = 2,
}

impl Answer {
    /// Met or not met.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Met } else { Self::NotMet }
    }

    /// The opposite; what cannot be told stays so.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::NotMet => Self::Met,
            Self::CannotTell => Self::CannotTell,
            Self::Met => Self::NotMet,
        }
    }
}
