//! The audit log: what was done, by whom, to what, why, and what Meta said.

use domain::{AccountId, TimestampMillis};
use serde_json::Value;

/// What made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AuditSource {
    /// A person at this computer.
    Person,
    /// An optimizer rule.
    Rule,
    /// The creative studio.
    Studio,
    /// Somebody or something outside Sextant, seen afterwards.
    Outside,
    /// The program itself: restoring, confirming, keeping house.
    #[default]
    Program,
}

impl AuditSource {
    /// Every source.
    pub const ALL: [Self; 5] = [Self::Person, Self::Rule, Self::Studio, Self::Outside, Self::Program];

    /// The name in the table and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Rule => "rule",
            Self::Studio => "studio",
            Self::Outside => "outside",
            Self::Program => "program",
        }
    }

    /// The source of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// What goes into the audit log. Everything that is free text passes the redactor of [`crate::OpenOptions::scrub`].
///
/// ```
/// let entry = store::NewAudit { actor: "Ada", action: "campaign.paused", ..store::NewAudit::default() };
/// ```
#[derive(Debug, Clone, Default)]
pub struct NewAudit<'a> {
    /// Who: the person's name, the rule's, or the program.
    pub actor: &'a str,
    /// What made the change.
    pub source: AuditSource,
    /// What was done, such as `campaign.paused`.
    pub action: &'a str,
    /// The ad account it was done in.
    pub account: Option<&'a AccountId>,
    /// The object's level or kind, such as `adset` or `adcreative`.
    pub level: Option<&'a str>,
    /// The object's id.
    pub object: Option<&'a str>,
    /// The field that was changed, in Meta's word for it.
    pub field: Option<&'a str>,
    /// Its value before. Money in minor units.
    pub before: Option<Value>,
    /// Its value after, as read back.
    pub after: Option<Value>,
    /// Why, in words.
    pub reason: Option<&'a str>,
    /// The rule's id, where a rule did it.
    pub rule: Option<&'a str>,
    /// The version of the rule that decided.
    pub rule_version: Option<i64>,
    /// The change (a set of edits made together) this belongs to.
    pub change: Option<&'a str>,
    /// The write intent this closes.
    pub intent: Option<&'a str>,
    /// Our id of the request.
    pub request: Option<&'a str>,
    /// Meta's `fbtrace_id`.
    pub trace: Option<&'a str>,
    /// What Meta answered.
    pub answer: Option<Value>,
    /// Further particulars.
    pub details: Value,
}

/// An entry of the audit log. Entries are never changed or removed.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Number, rising from 1 without gaps.
    pub id: i64,
    /// When it was written.
    pub at: TimestampMillis,
    /// Who.
    pub actor: String,
    /// What made the change.
    pub source: AuditSource,
    /// What was done.
    pub action: String,
    /// The ad account it was done in.
    pub account: Option<AccountId>,
    /// The object's level or kind.
    pub level: Option<String>,
    /// The object's id.
    pub object: Option<String>,
    /// The field that was changed.
    pub field: Option<String>,
    /// Its value before.
    pub before: Option<Value>,
    /// Its value after.
    pub after: Option<Value>,
    /// Why.
    pub reason: Option<String>,
    /// The rule's id.
    pub rule: Option<String>,
    /// The rule's version.
    pub rule_version: Option<i64>,
    /// The change this belongs to.
    pub change: Option<String>,
    /// The write intent this closed.
    pub intent: Option<String>,
    /// Our id of the request.
    pub request: Option<String>,
    /// Meta's `fbtrace_id`.
    pub trace: Option<String>,
    /// What Meta answered.
    pub answer: Option<Value>,
    /// Further particulars.
    pub details: Value,
    /// The entry's hash, lower-case hex.
    pub hash: String,
}

/// Which entries of the audit log to read. Empty fields choose nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only this account's.
    pub account: Option<AccountId>,
    /// Only this object's.
    pub object: Option<String>,
    /// Only those of this change.
    pub change: Option<String>,
    /// Only numbers below this one; for the next page.
    pub before: Option<i64>,
}
