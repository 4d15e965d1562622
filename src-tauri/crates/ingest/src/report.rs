//! How a run ended. Partial results are values, not errors.

use std::sync::Arc;

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncResult {
    /// Everything asked for is here, and its counts and totals agree with Meta's.
    Complete,
    /// Something is missing or does not agree; the problems say what, and the next run tries it again.
    Partial,
    /// Stopped by a person; what arrived is usable.
    Cancelled,
    /// Nothing new arrived.
    Failed,
}

/// A run that ended.
#[derive(Debug, Clone)]
pub struct SyncReport {
    /// How.
    pub result: SyncResult,
    /// When it started.
    pub started_at: TimestampMillis,
    /// When it ended.
    pub finished_at: TimestampMillis,
    /// Rows and objects stored.
    pub rows: u64,
    /// Calls made to Meta, each item of a batch and each try counted.
    pub calls: u64,
    /// What went wrong, for each account concerned.
    pub problems: Vec<Problem>,
    /// Where levels of an account do not have the same, and why. Those that deleted objects account for are no problem:
    /// each level is what Meta says it is.
    pub differences: Vec<LevelDifference>,
    /// The accounts whose cached objects or figures changed.
    pub changed: Vec<AccountId>,
}

impl SyncReport {
    /// When Meta lets calls through again, where that is why something is missing.
    pub fn retry_at(&self) -> Option<TimestampMillis> {
        let at = |problem: &Problem| match &problem.kind {
            ProblemKind::Meta(error) => error.retry_at(),
            _ => None,
        };
        self.problems.iter().filter_map(at).max()
    }
}

/// What went wrong with one account, or with all.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Which account; `None` when it concerns all, as an expired token does.
    pub account: Option<AccountId>,
    /// Its name.
    pub account_name: Option<String>,
    /// What.
    pub kind: ProblemKind,
}

/// What went wrong, by what helps.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProblemKind {
    /// A call to Meta failed for good, with the cause as the client classified it.
    #[error(transparent)]
    Meta(Arc<graph::Error>),
    /// The cache could not be read or written.
    #[error(transparent)]
    Store(Arc<store::Error>),
    /// The account is not in the cache: discover accounts first.
    #[error("the account is not known yet")]
    UnknownAccount,
    /// Meta names a currency outside its own offset table; amounts would be a guess.
    #[error("unknown currency {0:?}")]
    UnknownCurrency(String),
    /// Meta names a time zone that the time zone database does not know; days would be a guess.
    #[error("unknown time zone {0:?}")]
    UnknownZone(String),
    /// Rows that did not fit the question, contradicted their own totals or came twice, also when asked again.
    #[error("Meta's {level:?} figures from {} to {} do not add up: {what}", range.since(), range.until())]
    Inconsistent {
        /// The level.
        level: Level,
        /// The days.
        range: DayRange,
        /// In which way.
        what: Inconsistency,
    },
    /// The cache has another number of objects than Meta.
    #[error("{here} objects at {level:?} level here, at Meta {}", at_meta.map_or_else(|| "an unknown number".to_owned(), |n| n.to_string()))]
    CountsDiffer {
        /// The level.
        level: Level,
        /// In the cache, without deleted ones.
        here: u64,
        /// At Meta; `None` when Meta did not say although asked.
        at_meta: Option<u64>,
    },
    /// Two levels contradict each other, or were read at different times, also when asked again.
    #[error(transparent)]
    LevelsDiffer(LevelDifference),
    /// Days that could not be pulled.
    #[error("{level:?} figures from {} to {} are missing", range.since(), range.until())]
    DaysMissing {
        /// The level.
        level: Level,
        /// The days.
        range: DayRange,
    },
}

/// A day on which a level and the one above it do not have the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{day}: {} {upper_sum} {what}, {} {lower_sum}; {cause}", holder(*upper), holder(*lower))]
pub struct LevelDifference {
    /// The account.
    pub account: AccountId,
    /// The finer level.
    pub lower: Level,
    /// The coarser level.
    pub upper: Level,
    /// The account's day.
    pub day: AccountDay,
    /// The first figure that differs: `impressions`, `clicks`, `spend` (in minor units), or `objects` with figures.
    pub what: &'static str,
    /// What the finer level has of it.
    pub lower_sum: i64,
    /// What the coarser level has of it.
    pub upper_sum: i64,
    /// Why.
    pub cause: DifferenceCause,
}

/// Why two levels differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum DifferenceCause {
    /// The coarser level contains objects whose figures Meta gives nobody any more, also when asked for deleted ones.
    #[error("the rest belongs to deleted objects that Meta no longer shows")]
    Deleted,
    /// The levels were read at different times, and Meta restated the day in between.
    #[error("the day was restated while it was read")]
    Restated,
    /// The finer level has more than what it is part of.
    #[error("the parts exceed the whole")]
    Contradiction,
}

fn holder(level: Level) -> &'static str {
    match level {
        Level::Account => "the account has",
        Level::Campaign => "its campaigns have",
        Level::Adset => "its ad sets have",
        Level::Ad => "its ads have",
    }
}

/// In which way an answer contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistency {
    /// An object and day came twice.
    #[error("a row came twice")]
    Duplicate,
    /// A row of a day or account that was not asked for, or without an id.
    #[error("a row does not belong there")]
    Foreign,
    /// An amount that is no number.
    #[error("a figure is not a number")]
    NotANumber,
    /// The rows do not add up to the totals Meta sent with them.
    #[error("the rows do not add up to Meta's totals")]
    Totals,
}

impl From<graph::Error> for ProblemKind {
    fn from(error: graph::Error) -> Self {
        Self::Meta(Arc::new(error))
    }
}

impl From<crate::Error> for ProblemKind {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Meta(error) => error.into(),
            crate::Error::Store(error) => error.into(),
        }
    }
}

impl From<store::Error> for ProblemKind {
    fn from(error: store::Error) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl ProblemKind {
    /// Whether the token is at fault, so that no account can go on.
    pub(crate) fn stops_all(&self) -> bool {
        match self {
            Self::Meta(error) => {
                matches!(**error, graph::Error::Auth { .. } | graph::Error::Version { .. } | graph::Error::Config(_))
            }
            Self::Store(error) => !matches!(**error, store::Error::FigureOutOfRange | store::Error::NotFound),
            _ => false,
        }
    }

    /// Whether the same run can go on later where it stopped.
    pub(crate) fn may_go_on(&self) -> bool {
        match self {
            Self::Meta(error) => error.passes_by_itself() || matches!(**error, graph::Error::Auth { .. }),
            Self::Store(_) => true,
            _ => false,
        }
    }

    /// Whether it is the person who stopped the run.
    pub(crate) fn is_cancel(&self) -> bool {
        matches!(self, Self::Meta(error) if matches!(**error, graph::Error::Cancelled))
    }
}
