//! The rules there are, and where their engine stands.

use crate::dto::{ObjectLevel, RuleFinding, RuleMode, RuleRun, RuleVersion, RuleWords, dto};

dto! {
    /// How often a rule was right.
    pub struct RuleRecord {
        /// Acts whose days have matured and that were right.
        pub right: u32,
        /// Pauses and cuts of what recovered, or whose conversions came late.
        pub false_kills: u32,
        /// Acts that were otherwise not right.
        pub not_right: u32,
        /// Acts of which it cannot be told yet.
        pub open: u32,
    }

    /// Why a rule was stopped.
    pub struct RuleStop {
        /// For programs, such as `read_back_differs`.
        pub code: String,
        /// For people.
        pub text: String,
        /// When.
        pub at_ms: f64,
    }

    /// A rule in the list.
    pub struct RuleRow {
        /// Its id.
        pub id: String,
        /// What a person calls it.
        pub name: String,
        /// Counts up with each change of it.
        pub version: u32,
        /// How far it may go.
        pub mode: RuleMode,
        /// Since when it has been in this mode.
        pub mode_since_ms: f64,
        /// What it looks at.
        pub level: ObjectLevel,
        /// The accounts it looks at; empty for all.
        pub account_ids: Vec<String>,
        /// The rule as sentences.
        pub words: RuleWords,
        /// Its last look, and the last one that was not quiet.
        pub last_run: Option<RuleRun>,
        /// The last look at which something met the conditions.
        pub last_met: Option<RuleRun>,
        /// When it looks next.
        pub next_look_ms: Option<f64>,
        /// Acts done today, over all accounts.
        pub acts_today: u32,
        /// Acts done in 30 days.
        pub acts_month: u32,
        /// Acts that guards refused in 30 days.
        pub refused_month: u32,
        /// What it would have done in 30 days, in shadow.
        pub shadowed_month: u32,
        /// Acts that wait for a person.
        pub waiting: u32,
        /// How often it was right.
        pub record: RuleRecord,
        /// Why it is stopped.
        pub stopped: Option<RuleStop>,
        /// Findings about it, by weight: errors, warnings, advice.
        pub findings: Vec<RuleFinding>,
    }

    /// Where the engine stands.
    pub struct EngineState {
        /// Whether rules run in this program.
        pub runs_here: bool,
        /// Why no rule runs now, such as the kill switch, a missing sign-in or a clock that is wrong.
        pub held: Option<String>,
        /// The account it is looking at.
        pub looking_at: Option<String>,
        /// When anything is due next.
        pub next_look_ms: Option<f64>,
        /// Acts that wait for a person.
        pub waiting: u32,
        /// Objects that are paused by rules.
        pub paused: u32,
    }

    /// All rules.
    pub struct RuleList {
        /// By name.
        pub rules: Vec<RuleRow>,
        /// Where the engine stands.
        pub engine: EngineState,
    }

    /// One rule, whole.
    pub struct RuleDetail {
        /// As in the list.
        pub row: RuleRow,
        /// The rule, JSON text.
        pub rule: String,
        /// Its versions, newest first.
        pub versions: Vec<RuleVersion>,
    }

    /// What all rules together may do in an account, and what its client aims for.
    pub struct RuleLimits {
        /// The account.
        pub account_id: String,
        /// Its name.
        pub account_name: String,
        /// Its currency.
        pub currency: String,
        /// Whether rules may act here, asked or by themselves. Telling and recording needs no permission.
        pub may_act: bool,
        /// Acts of all rules together in one of the account's days.
        pub acts_a_day: u32,
        /// Budget that all rules together may add in one of the account's days, in minor units; none for a quarter of
        /// the account's daily budgets.
        pub raised_a_day_minor: Option<f64>,
        /// Spend today, in percent of the daily budgets of what is on, above which no rule raises anything.
        pub spend_brake_percent: u32,
        /// First minute of the hours in which no rule acts, as `HH:MM` of the account's time.
        pub quiet_from: Option<String>,
        /// First minute after them.
        pub quiet_until: Option<String>,
        /// Hours after which an unanswered request expires.
        pub approval_hours: u32,
        /// Spend per conversion the client aims for, in minor units.
        pub target_cpa_minor: Option<f64>,
        /// Value per unit of spend the client aims for.
        pub target_roas: Option<f64>,
    }
}
