//! The words of pacing: lanes, limits, tiers, and what a governor shows and remembers.

use std::time::Duration;

use domain::TimestampMillis;
use serde::{Deserialize, Serialize};

/// How urgent a call is. Lower lanes leave room for higher ones, so a sync never starves a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Syncs and checks: stop at 85 % of a limit.
    Background,
    /// A person is waiting: stop at 90 %.
    Interactive,
    /// Changes: stop at 97 %, one at a time for each account.
    Write,
}

impl Lane {
    pub(crate) const ALL: [Self; 3] = [Self::Background, Self::Interactive, Self::Write];

    /// Percent of a limit this lane may use.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Background => 85.0,
            Self::Interactive => 90.0,
            Self::Write => 97.0,
        }
    }
}

/// The kinds of call Meta counts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Campaigns, ad sets, ads, creatives, images and the account itself.
    Management,
    /// Insights, synchronous and asynchronous.
    Insights,
}

/// Which of Meta's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// The score of the ad account, 300 seconds deep.
    AccountScore,
    /// Hourly calls to ads objects of the account.
    AdsManagement,
    /// Hourly calls to insights of the account.
    AdsInsights,
    /// Hourly calls to custom audiences of the account.
    CustomAudience,
    /// Another hourly limit by use case.
    OtherUseCase,
    /// The limit of the whole app.
    App,
    /// The load of the insights platform, for the whole app.
    InsightsPlatform,
    /// A page's limit.
    Page,
    /// More than 100 changes a second.
    WriteBurst,
    /// More than four budget changes of an ad set in an hour.
    AdSetBudgetChanges,
    /// More than ten changes of the account's spend cap in a day.
    SpendCapChanges,
    /// New ads, limited by the account's daily spend.
    AdCreation,
    /// A temporary cut without a stated limit.
    Abuse,
}

impl Layer {
    /// The name in messages and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountScore => "ad account",
            Self::AdsManagement => "hourly ads management",
            Self::AdsInsights => "hourly insights",
            Self::CustomAudience => "hourly custom audience",
            Self::OtherUseCase => "hourly use case",
            Self::App => "app",
            Self::InsightsPlatform => "insights platform",
            Self::Page => "page",
            Self::WriteBurst => "changes per second",
            Self::AdSetBudgetChanges => "budget changes per hour",
            Self::SpendCapChanges => "spend cap changes per day",
            Self::AdCreation => "ad creation",
            Self::Abuse => "temporary",
        }
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The Marketing API access tier: how large the limits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessTier {
    /// `development_access`: 60 points in 300 seconds. Also anything unknown.
    Limited,
    /// `standard_access`: 9,000 points in 300 seconds.
    Full,
}

impl AccessTier {
    pub(crate) fn parse(text: &str) -> Self {
        if text == "standard_access" { Self::Full } else { Self::Limited }
    }

    pub(crate) fn score_limit(self) -> f64 {
        match self {
            Self::Limited => 60.0,
            Self::Full => 9_000.0,
        }
    }

    /// How long Meta blocks an account whose score is full.
    pub(crate) fn score_block(self) -> Duration {
        match self {
            Self::Limited => Duration::from_secs(300),
            Self::Full => Duration::from_secs(60),
        }
    }
}

/// What a governor is doing, for showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GovernorState {
    /// The fullest limit, in percent of Meta's limit; 100 means blocked.
    pub usage_percent: u8,
    /// The limit that holds calls back, else the fullest one; `None` while nothing is known.
    pub layer: Option<Layer>,
    /// The access tier Meta reported; `None` before the first answer that names it.
    pub tier: Option<AccessTier>,
    /// When the calls that are waiting now go on; `None` while nothing waits and nothing is blocked. May lie in the
    /// past where nothing was called since: the state is computed at calls, not by a timer.
    pub resumes_at: Option<TimestampMillis>,
    /// Calls waiting.
    pub waiting: u32,
}

/// What a governor must not forget when the program ends, for keeping between runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GovernorMemory {
    /// Points by the instant they were counted, from the last 300 seconds.
    pub points: Vec<(TimestampMillis, u32)>,
    /// Limits Meta told us to wait for, and until when.
    pub blocked: Vec<(Layer, TimestampMillis)>,
    /// The access tier.
    pub tier: Option<AccessTier>,
}
