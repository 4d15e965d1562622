//! What became of one object of an act.

use domain::{ObjectId, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::value::Value;

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $unfinished:literal;)+) => {
        /// How it ended for one object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Outcome {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Outcome {
            /// Its name in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The outcome of that name.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }

            /// Whether another try makes sense: what was asked for is not so.
            pub fn can_be_retried(self) -> bool {
                match self { $(Self::$name => $unfinished,)+ }
            }
        }
    };
}

outcomes! {
    /// Nothing happened yet.
    Planned = "planned", true;
    /// Sent, and read back as it was asked for.
    Confirmed = "confirmed", false;
    /// It was so before anything was sent.
    AlreadySo = "already_so", false;
    /// Meta refused it.
    Rejected = "rejected", true;
    /// The object is no longer as the plan assumed: somebody else changed it. Nothing was sent.
    Drifted = "drifted", true;
    /// A rule, the kill switch or another guard refused it. Nothing was sent.
    Refused = "refused", true;
    /// A limit of Meta's: nothing was executed, and it can go on later.
    Waiting = "waiting", true;
    /// The answer was lost, and the object shows that it did not happen.
    NotApplied = "not_applied", true;
    /// Made, but its name still carries the marker it is found by.
    Marked = "marked", true;
    /// The object is neither as it was nor as it was asked for, or what should have been made is not found.
    NeedsPerson = "needs_person", true;
    /// Stopped or broken off before it was sent.
    NotSent = "not_sent", true;
    /// Sent, but not read back: looked at again before anything else is sent.
    Unconfirmed = "unconfirmed", true;
}

/// One field that is not what was expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: Field,
    /// What the plan makes of it.
    pub mine: Option<Value>,
    /// What it was when the plan was made.
    pub base: Option<Value>,
    /// What it is at Meta.
    pub theirs: Option<Value>,
}

/// More about an outcome.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// A sentence for people: Meta's own where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Meta's code and subcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<(i64, i64)>,
    /// The parameters Meta blames.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blamed: Vec<String>,
    /// What Meta's support asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// When it can go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<TimestampMillis>,
    /// Fields that are not what was expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// Whether it is known from reading only: the answer was lost, or said otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reconciled: bool,
    /// What was made below the object, for a copy of a whole tree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<ObjectId>,
    /// While Meta copies a tree: how many parts of it are copied, and how many there are. Not kept.
    #[serde(skip)]
    pub copying: Option<(u32, u32)>,
}

impl Detail {
    /// Only a sentence.
    pub(crate) fn say(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// What an error of the client says.
    pub(crate) fn of_error(error: &graph::Error) -> Self {
        let meta = error.meta();
        let own = || crate::rules::sentence(error);
        let text = meta.and_then(|meta| meta.user_message.clone().or_else(|| meta.user_title.clone()));
        Self {
            text: Some(text.unwrap_or_else(own)),
            code: meta.map(|meta| (meta.code, meta.subcode)),
            blamed: meta.map(|meta| meta.blamed_fields.clone()).unwrap_or_default(),
            trace_id: error.trace_id().map(str::to_owned),
            retry_at: error.retry_at(),
            ..Self::default()
        }
    }
}

/// What became of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct RowReport {
    /// Which object of the act, from 0.
    pub item: u32,
    /// Its id, once it has one.
    pub object: Option<ObjectId>,
    /// How it ended.
    pub outcome: Outcome,
    /// More about it.
    pub detail: Detail,
}

impl RowReport {
    pub(crate) fn new(item: u32, outcome: Outcome, detail: Detail) -> Self {
        Self { item, object: None, outcome, detail }
    }

    /// Whether it is only told how far the row is, and its end follows.
    pub fn is_under_way(&self) -> bool {
        self.detail.copying.is_some()
    }

    pub(crate) fn about(mut self, object: Option<ObjectId>) -> Self {
        self.object = object;
        self
    }
}
