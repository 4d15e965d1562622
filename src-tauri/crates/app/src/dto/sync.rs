//! Syncing, Meta's limits, and the events that tell the page what changed.

use super::{IpcError, SignInStatus, choice, dto, union};

choice! {
    /// What a sync of one account is doing.
    pub enum SyncStage {
        /// Waiting for its turn.
        Waiting,
        /// Campaigns, ad sets, ads and creatives.
        Structure,
        /// Pictures.
        Images,
        /// Who changed what.
        Activities,
        /// Figures.
        Insights,
        /// Comparing counts with Meta's.
        Checking,
        /// Finished.
        Done,
        /// Did not finish.
        Failed,
    }

    /// How a sync ended.
    pub enum SyncResult {
        /// Everything asked for is here and its counts agree with Meta's.
        Complete,
        /// Some accounts or days are missing; they are tried again.
        Partial,
        /// Stopped by a person; what arrived is usable.
        Cancelled,
        /// Nothing new arrived.
        Failed,
    }
}

dto! {
    /// Syncing of the open workspace.
    pub struct SyncStatus {
        /// The run under way.
        pub running: Option<SyncRun>,
        /// The last run that ended.
        pub last: Option<SyncOutcome>,
        /// When the next one starts by itself.
        pub next_at_ms: Option<f64>,
        /// Meta's limits, an entry for each account.
        pub governors: Vec<Governor>,
    }

    /// A run under way.
    pub struct SyncRun {
        /// When it started.
        pub started_at_ms: f64,
        /// Each account.
        pub accounts: Vec<AccountProgress>,
        /// Whether it is being stopped.
        pub cancelling: bool,
    }

    /// Progress of one account.
    pub struct AccountProgress {
        /// Which.
        pub account_id: String,
        /// Its name.
        pub name: String,
        /// What it is doing.
        pub stage: SyncStage,
        /// Steps done of this stage: days for figures, else objects.
        pub done: u32,
        /// Steps of this stage, where known.
        pub total: Option<u32>,
        /// Rows stored so far by the whole run.
        pub rows: u32,
    }

    /// A run that ended.
    pub struct SyncOutcome {
        /// How.
        pub result: SyncResult,
        /// When.
        pub finished_at_ms: f64,
        /// Rows stored.
        pub rows: u32,
        /// Calls made to Meta.
        pub calls: u32,
        /// What went wrong, an entry for each account concerned.
        pub problems: Vec<SyncProblem>,
        /// Where levels of an account do not have the same, and why; each level is what Meta says it is.
        pub differences: Vec<SyncDifference>,
    }

    /// Days on which a level and the one above it do not have the same, for one cause.
    pub struct SyncDifference {
        /// Which account.
        pub account_id: String,
        /// On how many of its days.
        pub days: u32,
        /// The first of them.
        pub first_day: String,
        /// That day in words: who has how much, and why.
        pub text: String,
    }

    /// What went wrong with one account.
    pub struct SyncProblem {
        /// Which; `null` when it concerns all.
        pub account_id: Option<String>,
        /// Its name.
        pub account_name: Option<String>,
        /// What.
        pub error: IpcError,
    }

    /// Meta's limits for one account.
    pub struct Governor {
        /// Which account.
        pub account_id: String,
        /// Share of the limit used, in percent, by the fullest of Meta's counters.
        pub usage_percent: f64,
        /// Which counter that is.
        pub layer: String,
        /// Until when calls wait.
        pub resumes_at_ms: Option<f64>,
        /// Calls that wait.
        pub waiting: u32,
        /// The access tier Meta reports: `development_access` or `standard_access`.
        pub tier: Option<String>,
    }

    /// Which syncing to do.
    pub struct StartSync {
        /// Accounts; empty means all.
        pub account_ids: Vec<String>,
        /// First day; `null` uses the schedule's range.
        pub since: Option<String>,
        /// Last day; `null` means today.
        pub until: Option<String>,
    }
}

union! {
    /// Something the page shows has changed.
    #[serde(tag = "kind")]
    pub enum AppEvent {
        /// The frame: workspaces, connection, accounts, keys.
        StateChanged {},
        /// A sign-in moved on.
        SignInChanged {
            /// Where it stands.
            status: SignInStatus,
        },
        /// A sync moved on; at most ten times a second.
        SyncChanged {
            /// Where it stands.
            status: SyncStatus,
        },
        /// Cached objects or figures changed; refetch what shows these accounts.
        DataChanged {
            /// The accounts concerned.
            account_ids: Vec<String>,
        },
        /// A change moved on, or whether anything may be sent; at most ten times a second.
        WritesChanged {
            /// Where it stands.
            state: super::WriteState,
        },
        /// A check of a preview moved on; at most ten times a second.
        CheckMoved {
            /// Objects looked at.
            done: u32,
            /// Objects to look at.
            total: u32,
        },
        /// Rules, what they did, or what waits for a person changed.
        RulesChanged {},
        /// A backtest moved on; at most ten times a second.
        BacktestMoved {
            /// Steps done.
            done: u32,
            /// Steps there are.
            of: u32,
        },
        /// A brief, what is written from it, or a service changed.
        StudioChanged {
            /// The brief; empty for services.
            brief_id: String,
        },
        /// Settings changed.
        SettingsChanged {},
        /// Show this view (a notification or the tray asked for it).
        Navigate {
            /// Path inside the page, such as `/explorer`.
            to: String,
        },
        /// Somebody else switched what Meta decides by itself.
        FeaturesSwitched {
            /// The account.
            account_id: String,
            /// Its name.
            account_name: String,
            /// A sentence or two.
            text: String,
        },
        /// Something to tell the person once, such as a link that was refused.
        Notice {
            /// What.
            error: IpcError,
        },
    }
}
