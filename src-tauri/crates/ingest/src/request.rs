//! What a run is asked to do.

use std::num::NonZeroU32;

use domain::{AccountId, DayRange};

use crate::coverage::RESTATED_DAYS;

/// Days of figures a first sync reaches back, today included.
pub const DEFAULT_DAYS: u32 = 90;

/// What to sync.
#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// Which accounts. They must be known to the store, see [`crate::discover_accounts`].
    pub accounts: Vec<AccountId>,
    /// Which days of figures, in each account's own days; `None` means the newest [`SyncRequest::days`] of each
    /// account, today's unfinished day included.
    pub range: Option<DayRange>,
    /// How many days reach back from today where `range` is not given.
    pub days: NonZeroU32,
    /// For how many days after their end days are pulled again. Meta restates figures for 28 days; a smaller number
    /// saves requests between full runs.
    pub look_back_days: u32,
    /// Which parts to do.
    pub mode: SyncMode,
    /// Whether small pictures of used creatives are downloaded.
    pub thumbnails: bool,
}

/// Which parts of an account a run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncMode {
    /// Everything, reading only what has changed where that is safe.
    #[default]
    Incremental,
    /// Everything, listing all objects again.
    Full,
}

impl SyncRequest {
    /// A run over these accounts as the schedule does it: incremental, the newest 90 days, thumbnails too.
    pub fn new(accounts: Vec<AccountId>) -> Self {
        Self {
            accounts,
            range: None,
            days: NonZeroU32::new(DEFAULT_DAYS).unwrap_or(NonZeroU32::MIN),
            look_back_days: RESTATED_DAYS,
            mode: SyncMode::Incremental,
            thumbnails: true,
        }
    }

    /// The same run over these days only.
    #[must_use]
    pub fn over(mut self, range: DayRange) -> Self {
        self.range = Some(range);
        self
    }

    /// The same run with another number of days up to today.
    #[must_use]
    pub fn with_days(mut self, days: NonZeroU32) -> Self {
        self.days = days;
        self
    }
}
