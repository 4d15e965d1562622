//! What rules looked at and decided, what waits for a person, and what is paused.

use crate::dto::{IpcError, ObjectKey, RuleLine, RuleMatch, RuleMode, choice, dto};

choice! {
    /// What a rule makes of an object.
    pub enum RuleStanding {
        /// It does not look at it.
        OutOfScope,
        /// There is nothing to do.
        AlreadySo,
        /// The conditions are not met.
        NotMet,
        /// It cannot be told whether they are.
        CannotTell,
        /// They are met, and a guard is in the way.
        Refused,
        /// They are met and nothing is in the way.
        Acts,
    }

    /// An answer of three values.
    pub enum RuleAnswer {
        /// It does not hold.
        NotMet,
        /// It cannot be told.
        CannotTell,
        /// It holds.
        Met,
    }

    /// What became of a rule's look at an account.
    pub enum RunOutcome {
        /// Nothing met the conditions.
        Quiet,
        /// Somebody was told.
        Told,
        /// What it would have done was recorded.
        Shadowed,
        /// A person is asked.
        Asked,
        /// It acted.
        Acted,
        /// Everything that met the conditions was refused by a guard.
        Refused,
        /// Its time had passed when the program looked, or the machine slept.
        Missed,
        /// Its figures could not be had, or Meta could not be reached.
        Blind,
        /// Something held all rules back, such as the kill switch or the clock.
        Held,
        /// It failed.
        Failed,
    }

    /// What became of what a rule decided about one object.
    pub enum DecisionState {
        /// Somebody was told.
        Told,
        /// It was only recorded.
        Shadowed,
        /// A guard refused it.
        Refused,
        /// It waits for a person.
        Waiting,
        /// A person said no.
        Declined,
        /// Nobody answered in time.
        Expired,
        /// It was not so any more when it was to be done.
        Stale,
        /// It is being sent.
        Sending,
        /// It was done and read back.
        Done,
        /// It was sent and did not come to be as it was asked for.
        Failed,
        /// It was done and taken back.
        Undone,
    }

    /// Whether an act was right, seen from later.
    pub enum ActOutcome {
        /// The conditions still hold for the same days and a week later.
        Right,
        /// They do not hold for the same days any more: what was missing arrived late.
        LateFigures,
        /// They do not hold a week later.
        Recovered,
        /// The week is not over.
        TooEarly,
        /// It cannot be told.
        Untold,
    }

    /// How long a pause of a rule lasts.
    pub enum LeaseUntil {
        /// Until a person starts it.
        APerson,
        /// Until the account's next midnight.
        Midnight,
        /// Until its conditions are no longer met.
        Recovered,
    }
}

dto! {
    /// A rule's look at an account.
    pub struct RuleRun {
        /// Its id.
        pub id: String,
        /// The rule.
        pub rule_id: String,
        /// Its name at that time.
        pub rule_name: String,
        /// Its version at that time.
        pub version: u32,
        /// How far it could go then.
        pub mode: RuleMode,
        /// The account.
        pub account_id: String,
        /// When it looked.
        pub at_ms: f64,
        /// When it was to look.
        pub slot_ms: f64,
        /// What became of it.
        pub outcome: RunOutcome,
        /// Objects it looked at.
        pub objects: u32,
        /// Objects that met its conditions.
        pub met: u32,
        /// Of these, how many a guard refused.
        pub refused: u32,
        /// Objects of which it could not be told.
        pub cannot_tell: u32,
        /// Acts done and read back, as of now.
        pub done: u32,
        /// Acts that wait for a person, as of now.
        pub waiting: u32,
        /// The act in the write path, for taking it back.
        pub change_id: Option<String>,
        /// What a person is told besides.
        pub note: Option<String>,
    }

    /// What one guard said.
    pub struct GuardVerdict {
        /// Which, such as `cool_down`.
        pub guard: String,
        /// Anything but met stops the rule.
        pub answer: RuleAnswer,
        /// In words.
        pub text: String,
    }

    /// What a rule would do or did to one object.
    pub struct RuleDecision {
        /// Its id; empty for one that was only worked out.
        pub id: String,
        /// The rule.
        pub rule_id: String,
        /// Its version.
        pub version: u32,
        /// The object.
        pub object: ObjectKey,
        /// Its name.
        pub name: String,
        /// Names above it: campaign, ad set.
        pub path: Vec<String>,
        /// When.
        pub at_ms: f64,
        /// What the rule makes of it.
        pub standing: RuleStanding,
        /// What became of it.
        pub state: Option<DecisionState>,
        /// The field it is about, in Meta's name; none where it only tells.
        pub field: Option<String>,
        /// What it was: a status, or an amount with its currency.
        pub from: Option<String>,
        /// What it becomes.
        pub to: Option<String>,
        /// How long a pause lasts.
        pub until: Option<LeaseUntil>,
        /// Why, a line for each condition with what was seen.
        pub reasons: Vec<RuleLine>,
        /// What each guard said.
        pub guards: Vec<GuardVerdict>,
        /// When the oldest figure it was decided by was read.
        pub figures_read_ms: Option<f64>,
        /// Whether it was right, once that can be told.
        pub outcome: Option<ActOutcome>,
        /// What became of it in the write path, in words.
        pub detail: Option<String>,
        /// The act in the write path.
        pub change_id: Option<String>,
    }

    /// A look of a rule with everything that met its conditions.
    pub struct RuleRunDetail {
        /// The look.
        pub run: RuleRun,
        /// In order.
        pub decisions: Vec<RuleDecision>,
    }

    /// Asks for looks.
    pub struct ListRuleRuns {
        /// Of one rule only.
        pub rule_id: Option<String>,
        /// Of one account only.
        pub account_id: Option<String>,
        /// Older than this look.
        pub before: Option<String>,
        /// Also those at which nothing met the conditions.
        pub quiet: bool,
        /// At most so many; up to 200.
        pub limit: u32,
    }

    /// What a rule would do in one account now.
    pub struct AccountPreview {
        /// The account.
        pub account_id: String,
        /// Counts: objects in scope, met, refused, cannot tell.
        pub counts: RuleMatch,
        /// What it would do, and what guards refuse; at most 500.
        pub decisions: Vec<RuleDecision>,
        /// Whether so much would be touched that a person is asked in any mode.
        pub asks_a_person: bool,
        /// Budget a day that would be moved, in minor units of the account's currency.
        pub moved_minor: f64,
        /// The account's currency.
        pub currency: String,
        /// Why nothing can be said.
        pub problem: Option<IpcError>,
    }

    /// What a rule would do now. Nothing is done.
    pub struct RulePreview {
        /// As of when.
        pub at_ms: f64,
        /// An entry an account.
        pub accounts: Vec<AccountPreview>,
    }

    /// Asks why a rule did or did not act.
    pub struct ExplainObject {
        /// The object.
        pub object: ObjectKey,
        /// One rule; none for all that look at its level.
        pub rule_id: Option<String>,
        /// When, UTC milliseconds; none for now.
        pub at_ms: Option<f64>,
    }

    /// Why one rule did or did not act on an object.
    pub struct Explanation {
        /// The rule's name.
        pub rule_name: String,
        /// The decision, acts or not.
        pub decision: RuleDecision,
        /// Whether it was recorded at that time, rather than worked out again.
        pub recorded: bool,
    }

    /// What waits for a person: one rule's look at one account.
    pub struct ApprovalGroup {
        /// The look.
        pub run: RuleRun,
        /// Why a person is asked: the mode, or that it touches so much.
        pub because: String,
        /// When it expires.
        pub expires_ms: f64,
        /// What it wants to do.
        pub decisions: Vec<RuleDecision>,
    }

    /// Answers some of what waits.
    pub struct DecideApprovals {
        /// Decisions.
        pub decision_ids: Vec<String>,
        /// Yes or no.
        pub approve: bool,
    }

    /// An object that a rule paused.
    pub struct PausedRow {
        /// Its id.
        pub id: String,
        /// The rule.
        pub rule_id: String,
        /// Its name.
        pub rule_name: String,
        /// The object.
        pub object: ObjectKey,
        /// Its name.
        pub name: String,
        /// Since when.
        pub since_ms: f64,
        /// How long.
        pub until: LeaseUntil,
        /// When it comes back by the clock; none where that is not settled.
        pub due_ms: Option<f64>,
        /// What is to be known about its return.
        pub note: Option<String>,
    }

    /// Ends pauses.
    pub struct EndLeases {
        /// Which.
        pub ids: Vec<String>,
        /// Whether to start the objects again; otherwise they stay paused and the rule no longer minds them.
        pub start: bool,
    }
}
