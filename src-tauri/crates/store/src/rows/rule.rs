//! Rows of rules: their texts, their looks, their decisions, their pauses.

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use serde_json::Value;

use super::ObjectRef;

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    /// Its id.
    pub id: String,
    /// Counts up with each change of its text.
    pub version: u32,
    /// The rule in its own format.
    pub text: String,
    /// How far it may go, as its text says.
    pub mode: String,
    /// Since when it has been in this mode.
    pub mode_since: TimestampMillis,
    /// Why it is stopped.
    pub stop: Option<Value>,
    /// When its present text was saved.
    pub updated_at: TimestampMillis,
}

/// An earlier or the present text of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersionRow {
    /// Its number.
    pub version: u32,
    /// The rule in its own format.
    pub text: String,
    /// When it was saved.
    pub at: TimestampMillis,
    /// Who saved it.
    pub author: String,
}

/// A rule's look at an account.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRunRow {
    /// Its number, rising; 0 for one that is not kept yet.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// Its name then.
    pub rule_name: String,
    /// Its version then.
    pub version: u32,
    /// Its mode then.
    pub mode: String,
    /// The account.
    pub account: AccountId,
    /// When it was to look; the first time, where several looks are one row.
    pub slot: TimestampMillis,
    /// When it looked last.
    pub at: TimestampMillis,
    /// How many looks this is.
    pub looks: u32,
    /// What became of it.
    pub outcome: String,
    /// Objects in its scope.
    pub objects: u32,
    /// Objects that met its conditions.
    pub met: u32,
    /// Of these, how many a guard refused.
    pub refused: u32,
    /// Objects of which it could not be told.
    pub cannot_tell: u32,
    /// The act in the write path.
    pub change_set: Option<String>,
    /// Why a person is asked.
    pub because: Option<String>,
    /// Until when a person can answer.
    pub expires_at: Option<TimestampMillis>,
    /// What a person is told besides.
    pub note: Option<String>,
}

/// What a rule decided about an object.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRow {
    /// Its number, rising; 0 for one that is not kept yet.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// The look it belongs to.
    pub run: String,
    /// The rule.
    pub rule: String,
    /// The version that decided.
    pub version: u32,
    /// The object.
    pub object: ObjectRef,
    /// Its name then.
    pub name: String,
    /// When.
    pub at: TimestampMillis,
    /// What became of it.
    pub state: String,
    /// What was to be done.
    pub act: Option<Value>,
    /// Conditions and guards with what was seen.
    pub decision: Value,
    /// Whether it was to take something away: a pause or a cut.
    pub takes_away: bool,
    /// When the oldest figure it was decided by was read.
    pub figures_read_at: Option<TimestampMillis>,
    /// The act in the write path.
    pub change_set: Option<String>,
    /// Its number there.
    pub item: Option<u32>,
    /// What became of it, in words.
    pub detail: Option<String>,
    /// When it was answered, sent or given up.
    pub settled_at: Option<TimestampMillis>,
    /// Whether it was right.
    pub outcome: Option<String>,
    /// Whether the act was taken back since.
    pub undone: bool,
}

/// What became of a decision. What is none stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionEnd<'a> {
    /// Its state from now on.
    pub state: &'a str,
    /// The act in the write path, and its number there.
    pub change: Option<(&'a str, u32)>,
    /// What became of it, in words.
    pub detail: Option<&'a str>,
}

/// How many decisions of a rule are in a state, and how many of them were right or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionCount {
    /// The rule.
    pub rule: String,
    /// The state; `undone` for what was taken back.
    pub state: String,
    /// Whether it was right, where that is known.
    pub outcome: Option<String>,
    /// Whether it took something away: a pause or a cut.
    pub takes_away: bool,
    /// How many.
    pub count: u32,
}

/// A pause that a rule made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// Its id.
    pub id: String,
    /// The decision it came from.
    pub decision: String,
    /// The rule.
    pub rule: String,
    /// The account.
    pub account: AccountId,
    /// The object's level.
    pub level: Level,
    /// The object.
    pub object: ObjectId,
    /// Its name then.
    pub name: String,
    /// Since when.
    pub since: TimestampMillis,
    /// How long: `a_person`, `midnight` or `recovered`.
    pub until: String,
    /// When it ends by the clock.
    pub due_at: Option<TimestampMillis>,
    /// What is to be known about its end.
    pub note: Option<String>,
}
