//! A change as a value: what is to happen to which objects, by whom and why.

use std::collections::BTreeMap;

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::ObjectRef;

use crate::field::Field;
use crate::value::{Value, canonical};

/// What made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person at this computer.
    Person,
    /// A rule of the optimizer.
    Rule,
    /// The creative studio.
    Studio,
}

impl Source {
    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Rule => "rule",
            Self::Studio => "studio",
        }
    }

    /// The source of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Person, Self::Rule, Self::Studio].into_iter().find(|source| source.as_str() == text)
    }
}

/// Who makes a change, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// What makes it.
    pub source: Source,
    /// Who: the person's name or the rule's.
    pub actor: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// The rule and its version, where a rule makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<(String, u32)>,
}

impl Author {
    /// A person.
    pub fn person(actor: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { source: Source::Person, actor: actor.into(), reason: reason.into(), rule: None }
    }

    /// A version of a rule, known to people by its name.
    pub fn rule(name: impl Into<String>, reason: impl Into<String>, id: impl Into<String>, version: u32) -> Self {
        Self { source: Source::Rule, actor: name.into(), reason: reason.into(), rule: Some((id.into(), version)) }
    }
}

/// One act: everything that is decided, previewed, applied and undone together. Its objects may lie in several accounts,
/// since a selection may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// Its id.
    pub id: String,
    /// Who and why.
    pub author: Author,
    /// When it was planned.
    pub made_at: TimestampMillis,
    /// The act it takes back.
    pub undoes: Option<String>,
    /// One object each, in the order in which they are sent within an account.
    pub items: Vec<Item>,
    /// Whether each stands on those before it: after one that does not come about nothing more is sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_step: bool,
}

/// What is to happen to one object. It is one request to Meta.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The object's account.
    pub account: AccountId,
    /// Its level.
    pub level: Level,
    /// Its name when this was planned, for people.
    pub name: String,
    /// What happens to it.
    pub action: Action,
}

/// What happens to an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Some of its fields get other values.
    Edit {
        /// The object.
        id: ObjectId,
        /// The fields, each once.
        fields: Vec<FieldChange>,
    },
    /// It is made.
    Create {
        /// What it is made in; none for a campaign.
        parent: Option<Parent>,
        /// Its fields.
        fields: BTreeMap<Field, Value>,
    },
    /// It is made as a copy of another.
    Copy {
        /// What is copied.
        source: ObjectId,
        /// What the copy is put into; the source's own parent when none is given.
        into: Option<Parent>,
        /// Whether what is below it is copied too.
        deep: bool,
        /// Fields that differ from the source, its name among them.
        fields: BTreeMap<Field, Value>,
    },
}

/// What a new object is made in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parent {
    /// An object that exists.
    Object(ObjectId),
    /// What an earlier item of the same act makes, by its number from 0.
    Item(u32),
}

/// One field's change. No value means none is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What it was when this was planned: the change is sent only while it still is.
    pub from: Option<Value>,
    /// What it becomes.
    pub to: Option<Value>,
    /// Whether the cache did not know the field: then whatever is live counts as what it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
}

impl ChangeSet {
    /// SHA-256 of what the act does, lower-case hex. Two acts of the same hash do the same; when, by whom and under which
    /// id does not count, so a dry run and the real thing agree.
    pub fn plan_hash(&self) -> String {
        hash_of(&self.items)
    }

    /// The accounts it touches, each once.
    pub fn accounts(&self) -> std::collections::BTreeSet<&AccountId> {
        self.items.iter().map(|item| &item.account).collect()
    }

    /// What exists and new objects are made in.
    pub fn parents(&self) -> Vec<ObjectRef> {
        let parent = |item: &Item| {
            let (Action::Create { parent, .. } | Action::Copy { into: parent, .. }) = &item.action else { return None };
            let Some(Parent::Object(id)) = parent else { return None };
            let level = if item.level == Level::Ad { Level::Adset } else { Level::Campaign };
            Some(ObjectRef { account: item.account.clone(), level, id: id.clone() })
        };
        self.items.iter().filter_map(parent).collect()
    }

    /// The objects it changes, which exist already.
    pub fn objects(&self) -> Vec<ObjectRef> {
        self.items.iter().filter_map(Item::object).collect()
    }
}

pub(crate) fn hash_of(items: &[Item]) -> String {
    // Plain structs of text and numbers always serialise.
    let json = serde_json::to_value(items).unwrap_or_default();
    let digest = Sha256::digest(canonical(&json).to_string().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Item {
    /// The object it changes; none when it makes one.
    pub fn object(&self) -> Option<ObjectRef> {
        match &self.action {
            Action::Edit { id, .. } => Some(self.reference(id)),
            Action::Create { .. } | Action::Copy { .. } => None,
        }
    }

    /// Whether it makes something that was not there.
    pub fn makes_something(&self) -> bool {
        !matches!(self.action, Action::Edit { .. })
    }

    /// An object of this item's account and level.
    pub fn reference(&self, id: &ObjectId) -> ObjectRef {
        ObjectRef { account: self.account.clone(), level: self.level, id: id.clone() }
    }

    /// What changes, field by field; for something new, from nothing.
    pub fn changes(&self) -> Vec<FieldChange> {
        match &self.action {
            Action::Edit { fields, .. } => fields.clone(),
            Action::Create { fields, .. } | Action::Copy { fields, .. } => fields
                .iter()
                .map(|(field, value)| FieldChange { field: *field, from: None, to: Some(value.clone()), unread: true })
                .collect(),
        }
    }

    /// The change of one field, if it is among them.
    pub fn change_of(&self, field: Field) -> Option<FieldChange> {
        self.changes().into_iter().find(|change| change.field == field)
    }

    /// What it does, in a word.
    pub fn verb(&self) -> &'static str {
        match &self.action {
            Action::Edit { .. } => "edit",
            Action::Create { .. } => "create",
            Action::Copy { .. } => "copy",
        }
    }
}

/// The text by which what an item makes is found at Meta: the same at every try, and in no other object's name.
pub fn marker(change_set: &str, item: u32) -> String {
    let digest = Sha256::digest(format!("{change_set}/{item}").as_bytes());
    let letters: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("sx-{letters}")
}

/// A new object's name while it carries its marker.
pub(crate) fn marked(name: &str, marker: &str) -> String {
    format!("{name} [{marker}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_belongs_to_one_item_of_one_act() {
        assert_eq!(marker("a", 1), marker("a", 1));
        assert_ne!(marker("a", 1), marker("a", 2));
        assert_ne!(marker("a", 1), marker("b", 1));
        assert_eq!(marker("a", 1).len(), 15);
    }
}
