//! A rule replayed over the past.

use crate::dto::{ActOutcome, IpcError, ObjectKey, dto};

dto! {
    /// Replays a rule over the past.
    pub struct StartBacktest {
        /// JSON text.
        pub rule: String,
        /// Another version to compare with, JSON text.
        pub against: Option<String>,
        /// The account.
        pub account_id: String,
        /// First day, in the account's time zone.
        pub since: String,
        /// Last day.
        pub until: String,
    }

    /// Figures of an object over some days.
    pub struct BacktestSums {
        /// Minor units.
        pub spend_minor: f64,
        /// Times shown.
        pub impressions: f64,
        /// Clicks.
        pub clicks: f64,
        /// Conversions; they may be parts.
        pub conversions: f64,
        /// Minor units.
        pub value_minor: f64,
    }

    /// An act that a rule would have done.
    pub struct BacktestTouch {
        /// The object.
        pub object: ObjectKey,
        /// Its name.
        pub name: String,
        /// When.
        pub at_ms: f64,
        /// Meta's name of the field; none where it only tells.
        pub field: Option<String>,
        /// What it was.
        pub from: Option<String>,
        /// What it would have become.
        pub to: Option<String>,
        /// What the object really did in the week after it, as known by now.
        pub after: Option<BacktestSums>,
        /// Whether the rule was right.
        pub said: ActOutcome,
    }

    /// A day of a backtest.
    pub struct BacktestDay {
        /// The account's day.
        pub day: String,
        /// Acts.
        pub acts: u32,
        /// Of these, kills of what recovered.
        pub false_kills: u32,
        /// Budget and bid raised, minor units.
        pub raised_minor: f64,
        /// Budget and bid lowered, minor units.
        pub lowered_minor: f64,
    }

    /// What a backtest found.
    pub struct BacktestReport {
        /// The rule's name.
        pub name: String,
        /// Ticks at which it would have looked.
        pub ticks: u32,
        /// Ticks without figures that could be relied on.
        pub blind_ticks: u32,
        /// Ticks at which a person would have been asked.
        pub asked_a_person: u32,
        /// Acts.
        pub acts: u32,
        /// Objects.
        pub objects: u32,
        /// Budget and bid raised, minor units.
        pub raised_minor: f64,
        /// Budget and bid lowered, minor units.
        pub lowered_minor: f64,
        /// What paused objects really did afterwards.
        pub withheld: BacktestSums,
        /// Acts that were right.
        pub right: u32,
        /// Pauses and cuts of what recovered, or whose conversions came late.
        pub false_kills: u32,
        /// Acts of which it cannot be told.
        pub open: u32,
        /// How often each guard would have stopped it.
        pub refused: Vec<GuardCount>,
        /// What cannot be known, a sentence each.
        pub unknowable: Vec<String>,
        /// Day by day.
        pub days: Vec<BacktestDay>,
        /// What it would have touched, in order; at most 2000.
        pub touches: Vec<BacktestTouch>,
    }

    /// How often a guard refused.
    pub struct GuardCount {
        /// Which.
        pub guard: String,
        /// How often.
        pub count: u32,
    }

    /// Where a backtest stands.
    #[derive(Default)]
    pub struct BacktestState {
        /// Steps done.
        pub done: u32,
        /// Steps there are, as far as is known.
        pub of: u32,
        /// Whether it is at work.
        pub running: bool,
        /// What was asked.
        pub request: Option<StartBacktest>,
        /// The account's currency.
        pub currency: Option<String>,
        /// What it found.
        pub report: Option<BacktestReport>,
        /// What the other version would have done.
        pub against: Option<BacktestReport>,
        /// Why there is no report.
        pub error: Option<IpcError>,
    }
}
