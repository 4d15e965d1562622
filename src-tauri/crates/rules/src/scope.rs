//! What a rule looks at.

use domain::{AccountId, EffectiveStatus, Level, Money, ObjectId};
use serde::{Deserialize, Serialize};

use crate::condition::{Operator, Place, Window};

/// What a rule looks at. Archived and deleted objects are never part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The level of its objects.
    pub level: Level,
    /// The accounts; empty for each account that rules may touch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    /// Which of their objects.
    #[serde(default)]
    pub members: Members,
    /// What each object must be like; all of them hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Never touched: these objects and everything below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<ObjectId>,
}

/// Which objects belong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Members {
    /// All there are, and those that are made later.
    #[default]
    AlsoFuture,
    /// These and no others.
    Only(Vec<ObjectId>),
}

/// What an object must be like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Its name, or that of an object above it.
    Name(NameFilter),
    /// It has at least one of these labels.
    Label(Vec<String>),
    /// Its campaign has one of these objectives, in Meta's spelling.
    Objective(Vec<String>),
    /// Its effective status is one of these.
    Status(Vec<EffectiveStatus>),
    /// What it spent.
    Spend(SpendFilter),
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameFilter {
    /// Whose name.
    #[serde(default, skip_serializing_if = "Place::is_itself")]
    pub at: Place,
    /// What the name must be like. Upper and lower case are the same.
    pub is: NameIs,
}

/// What a name must be like.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameIs {
    /// This stands in it.
    Contains(String),
    /// This does not stand in it.
    Lacks(String),
    /// The whole name fits: `*` stands for anything, `?` for one character.
    Wildcard(String),
    /// The expression is found in it.
    Regex(String),
}

/// Spend over a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpendFilter {
    /// Over which days.
    pub window: Window,
    /// How it must stand to the amount.
    pub is: Operator,
    /// The amount.
    pub amount: Money,
}
