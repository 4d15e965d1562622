//! One order of time for everything that was changed: by acts of this workspace, by others, by Meta.
//!
//! Which kinds there are and what values mean is the business of whoever writes the timeline; here they are bits and
//! text.

use domain::{AccountId, Level, TimestampMillis};

/// An entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// Its number: with [`TimelineRow::at`] its place, and by itself its name.
    pub pk: i64,
    /// The account.
    pub account: AccountId,
    /// When it happened, as far as is known.
    pub at: TimestampMillis,
    /// Who or what: a word.
    pub source: String,
    /// A bit for each kind of change in it.
    pub kinds: u32,
    /// The object's level; none for what is at none, such as a creative.
    pub level: Option<Level>,
    /// The object; none for the whole account, and for an act with several.
    pub object: Option<String>,
    /// Its name then.
    pub name: String,
    /// The field, by Meta's name; empty where it is not one field.
    pub field: String,
    /// What it was, as text; money in minor units, instants in UTC milliseconds.
    pub from: Option<String>,
    /// What it became.
    pub to: Option<String>,
    /// Who, by name.
    pub actor: Option<String>,
    /// Meta's word for it, where its log has it.
    pub event_type: Option<String>,
    /// The act of this workspace it stands for.
    pub change_set: Option<String>,
    /// When a sync found it, where one did.
    pub noticed_at: Option<TimestampMillis>,
}

/// An entry to be added.
#[derive(Debug, Clone)]
pub struct NewTimelineRow<'a> {
    /// When it happened.
    pub at: TimestampMillis,
    /// Who or what: a word.
    pub source: &'a str,
    /// A bit for each kind of change in it.
    pub kinds: u32,
    /// The object's level.
    pub level: Option<Level>,
    /// The object.
    pub object: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// The field.
    pub field: &'a str,
    /// What it was.
    pub from: Option<&'a str>,
    /// What it became.
    pub to: Option<&'a str>,
    /// Who.
    pub actor: Option<&'a str>,
    /// Meta's word for it.
    pub event_type: Option<&'a str>,
    /// The act it stands for.
    pub change_set: Option<&'a str>,
    /// When a sync found it.
    pub noticed_at: Option<TimestampMillis>,
    /// When it is told: entries of one telling may explain each other.
    pub told_at: TimestampMillis,
    /// What is searched.
    pub words: &'a str,
}

impl NewTimelineRow<'_> {
    /// An entry of which nothing is known but when it happened and when it is told.
    pub fn new(at: TimestampMillis, told_at: TimestampMillis) -> Self {
        Self {
            at,
            source: "",
            kinds: 0,
            level: None,
            object: None,
            name: "",
            field: "",
            from: None,
            to: None,
            actor: None,
            event_type: None,
            change_set: None,
            noticed_at: None,
            told_at,
            words: "",
        }
    }
}

/// A place in the timeline: everything older comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelinePlace {
    /// The instant.
    pub at: TimestampMillis,
    /// The entry at that instant.
    pub pk: i64,
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineQuery {
    /// Of these accounts; none means nothing.
    pub accounts: Vec<AccountId>,
    /// Of these objects; empty for all.
    pub objects: Vec<String>,
    /// Of these sources; empty for all.
    pub sources: Vec<String>,
    /// With one of these bits; 0 for all.
    pub kinds: u32,
    /// With this text in any letters; empty for all.
    pub text: String,
    /// Older than this place.
    pub before: Option<TimelinePlace>,
    /// At or after this instant.
    pub since: Option<TimestampMillis>,
}

/// Entries, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelinePage {
    /// The entries.
    pub rows: Vec<TimelineRow>,
    /// Where the next page begins; none at the end. A page may be short, and even empty, before the end: no more than
    /// some thousand entries are looked at for one.
    pub next: Option<TimelinePlace>,
    /// How many entries were looked at for it.
    pub looked_at: usize,
}

/// An entry of Meta's log that is not in the timeline yet.
#[derive(Debug, Clone, PartialEq)]
pub struct UntoldActivity {
    /// Its number.
    pub pk: i64,
    /// The entry.
    pub row: super::ActivityRow,
}

/// A difference between two reads that is not in the timeline yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntoldChange {
    /// Its number.
    pub pk: i64,
    /// The account.
    pub account: AccountId,
    /// The object's level; none for a creative.
    pub level: Option<Level>,
    /// The object.
    pub object: String,
    /// Its name now.
    pub name: String,
    /// What changed.
    pub change: super::FieldChange,
}
