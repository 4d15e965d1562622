//! Changes of ad accounts: acts, what became of each object, requests noted before they were sent, drafts.
//!
//! What a plan, a field or an outcome means is the business of the crate that makes changes; here they are text.

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use serde_json::Value;

/// An act to be noted: all its objects go in with it.
#[derive(Debug, Clone)]
pub struct NewChangeSet<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whether a person, a rule or the studio made it.
    pub source: &'a str,
    /// Who.
    pub actor: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The act it takes back.
    pub undoes: Option<&'a str>,
    /// When it was planned.
    pub made_at: TimestampMillis,
    /// The whole plan, as JSON.
    pub plan: Value,
    /// Hash of what the plan does.
    pub plan_hash: &'a str,
    /// One entry an object, in the plan's order.
    pub items: Vec<NewChange>,
}

/// One object of an act to be noted.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// Its account.
    pub account: AccountId,
    /// Its level.
    pub level: Level,
    /// Its id; none for one that is to be made.
    pub object: Option<ObjectId>,
    /// Its name, for people.
    pub name: String,
    /// What is to change, as JSON.
    pub fields: Value,
}

/// An act.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeSetRow {
    /// Rising number, for pages of a feed.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// Whether a person, a rule or the studio made it.
    pub source: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// The act it takes back.
    pub undoes: Option<String>,
    /// When it was planned.
    pub made_at: TimestampMillis,
    /// The whole plan, as JSON.
    pub plan: Value,
    /// Hash of what the plan does.
    pub plan_hash: String,
    /// Whether it is `open` or `done`.
    pub state: String,
}

/// Who made an act and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeAuthor {
    /// Whether a person, a rule or the studio made it.
    pub source: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// The act it takes back.
    pub undoes: Option<String>,
    /// Whether it is `open` or `done`.
    pub state: String,
}

/// What became of one object of an act.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    /// The act.
    pub change_set: String,
    /// Which of its objects, from 0.
    pub item: u32,
    /// The account.
    pub account: AccountId,
    /// The level.
    pub level: Level,
    /// Its id, once it has one.
    pub object: Option<ObjectId>,
    /// Its name, for people.
    pub name: String,
    /// What was to change, as JSON.
    pub fields: Value,
    /// How it ended.
    pub outcome: String,
    /// More about how it ended, as JSON.
    pub detail: Value,
    /// When it ended.
    pub at: Option<TimestampMillis>,
    /// The act that took it back.
    pub undone_by: Option<String>,
}

/// A request about to be sent.
#[derive(Debug, Clone)]
pub struct NewIntent<'a> {
    /// Its id.
    pub id: &'a str,
    /// The act it belongs to.
    pub change_set: &'a str,
    /// Which of its objects.
    pub item: u32,
    /// The account.
    pub account: &'a AccountId,
    /// The level.
    pub level: Level,
    /// The object; none for one that is to be made.
    pub object: Option<&'a ObjectId>,
    /// What kind of request.
    pub action: &'a str,
    /// Whether it counts among the changes of an ad set's budget.
    pub touches_budget: bool,
    /// What is sent, as JSON without secrets.
    pub request: Value,
    /// What the object was when it was sent, as JSON.
    pub expected: Value,
    /// The text by which an object that it makes can be found.
    pub marker: Option<&'a str>,
}

/// A request that was about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct IntentRow {
    /// Its id.
    pub id: String,
    /// The act it belongs to.
    pub change_set: String,
    /// Which of its objects.
    pub item: u32,
    /// The account.
    pub account: AccountId,
    /// The level.
    pub level: Level,
    /// The object, once it has an id.
    pub object: Option<ObjectId>,
    /// What kind of request.
    pub action: String,
    /// What was sent, as JSON.
    pub request: Value,
    /// What the object was when it was sent, as JSON.
    pub expected: Value,
    /// The text by which an object that it makes can be found.
    pub marker: Option<String>,
    /// `open`, or how it ended.
    pub state: String,
    /// When it was noted.
    pub opened_at: TimestampMillis,
    /// When its outcome was known.
    pub closed_at: Option<TimestampMillis>,
    /// What Meta answered, as JSON.
    pub answer: Option<Value>,
}

/// What a request came to.
#[derive(Debug, Clone)]
pub struct IntentEnd<'a> {
    /// How it ended; not `open`.
    pub state: &'a str,
    /// The object, where it was made or found.
    pub object: Option<&'a ObjectId>,
    /// What Meta answered, as JSON.
    pub answer: Value,
}

/// Changes that wait for a person to look at them again.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The plan, as JSON.
    pub plan: Value,
    /// When it was made.
    pub made_at: TimestampMillis,
    /// When it was last changed.
    pub updated_at: TimestampMillis,
}
