//! Who changed what: one feed of our own acts, other people's and Meta's, and the audit log behind it.

use super::{FieldDiff, ObjectKey, ObjectLevel, choice, dto};

choice! {
    /// Who or what made a change.
    pub enum ActivitySource {
        /// A person, with Sextant.
        Person,
        /// A rule of Sextant.
        Rule,
        /// The creative studio.
        Studio,
        /// Somebody outside Sextant.
        Outside,
        /// Meta itself.
        Meta,
    }

    /// What kind of change.
    pub enum ActivityKind {
        /// Switched on, off, archived or deleted.
        Status,
        /// Budgets and spend caps.
        Budget,
        /// Bids and how they are made.
        Bid,
        /// Start, end and hours.
        Schedule,
        /// Names.
        Name,
        /// Whom it reaches.
        Targeting,
        /// What an ad shows.
        Creative,
        /// Something new.
        Created,
        /// Something that Meta decides by itself was switched.
        Feature,
        /// Meta's review.
        Review,
        /// Anything else.
        Other,
    }

    /// What became of one of our own acts.
    pub enum ActivityResult {
        /// It is under way.
        Running,
        /// All of it is as it was asked for.
        Done,
        /// Some of it is.
        Partly,
        /// None of it is.
        NotDone,
    }
}

dto! {
    /// Which entries.
    pub struct ActivityRequest {
        /// Of these accounts; empty for all.
        pub account_ids: Vec<String>,
        /// Of these sources; empty for all.
        pub sources: Vec<ActivitySource>,
        /// Of these kinds; empty for all.
        pub kinds: Vec<ActivityKind>,
        /// With this text in names, people, fields or values.
        pub text: Option<String>,
        /// Where the page before ended.
        pub after: Option<String>,
        /// At most this many, up to 200.
        pub limit: u32,
    }

    /// A page of the feed, newest first.
    pub struct ActivityPage {
        /// The entries.
        pub entries: Vec<ActivityEntry>,
        /// Where the next page begins; `null` at the end. A page may be short, and even empty, before the end.
        pub next: Option<String>,
    }

    /// One entry.
    pub struct ActivityEntry {
        /// Its name, the same in every answer.
        pub id: String,
        /// When it happened, UTC milliseconds.
        pub at_ms: f64,
        /// When a sync found it, where Meta's log does not say when it happened.
        pub noticed_at_ms: Option<f64>,
        /// Who or what.
        pub source: ActivitySource,
        /// Who, by name, where known.
        pub actor: Option<String>,
        /// What kinds of change.
        pub kinds: Vec<ActivityKind>,
        /// The account.
        pub account_id: String,
        /// Its name.
        pub account_name: String,
        /// Level of the object; `null` for several, and for a creative.
        pub level: Option<ObjectLevel>,
        /// The object; `null` for several.
        pub object_id: Option<String>,
        /// Its name then, or what the objects are.
        pub name: String,
        /// How many objects.
        pub objects: u32,
        /// What happened, in words.
        pub what: String,
        /// Field by field, for one object.
        pub fields: Vec<FieldDiff>,
        /// Why, for our own acts.
        pub reason: Option<String>,
        /// What became of it, for our own acts.
        pub result: Option<ActivityResult>,
        /// Objects that are as they were asked for.
        pub succeeded: u32,
        /// More about how it ended: Meta's words or ours.
        pub text: Option<String>,
        /// The act behind it; `get_change` has its rows with Meta's answers.
        pub change_id: Option<String>,
        /// The act it takes back.
        pub undoes: Option<String>,
        /// Whether it was taken back since.
        pub undone: bool,
        /// Whether it can be taken back (`preview_undo` with the act).
        pub can_undo: bool,
        /// Whether the values before can be put back (`preview_put_back`).
        pub can_put_back: bool,
        /// Why they cannot, where a person would ask.
        pub why_not: Option<String>,
    }

    /// Whose history.
    pub struct HistoryRequest {
        /// The object.
        pub object: ObjectKey,
        /// At most this many entries, up to 500.
        pub limit: u32,
    }

    /// What happened to one object.
    pub struct ObjectHistory {
        /// Newest first.
        pub entries: Vec<ActivityEntry>,
        /// Who changed each field last.
        pub origins: Vec<FieldOrigin>,
        /// Whether there are more.
        pub more: bool,
    }

    /// Who changed a field last.
    pub struct FieldOrigin {
        /// From what to what.
        pub diff: FieldDiff,
        /// When.
        pub at_ms: f64,
        /// When a sync found it, where Meta's log does not say when it happened.
        pub noticed_at_ms: Option<f64>,
        /// Who or what.
        pub source: ActivitySource,
        /// Who, by name, where known.
        pub actor: Option<String>,
        /// The entry.
        pub entry_id: String,
    }

    /// What a check of the audit log found.
    pub struct AuditCheck {
        /// Whether nothing is wrong.
        pub sound: bool,
        /// Entries in the log.
        pub entries: f64,
        /// The note beside the key: `compared`, `missing`, `away` or `does_not_read`.
        pub note: String,
        /// Hash of the last entry.
        pub head: String,
        /// The entry of the first fault.
        pub entry: Option<f64>,
        /// The first fault in words.
        pub message: Option<String>,
    }

    /// Takes the audit log out to a new file.
    pub struct ExportAudit {
        /// The file; it must not exist.
        pub path: String,
        /// A page for people instead of lines for programs.
        pub readable: bool,
        /// Only of this account; for the page for people.
        pub account_id: Option<String>,
    }

    /// A file that was written.
    pub struct AuditFile {
        /// The file.
        pub path: String,
        /// Entries of the log up to then.
        pub entries: f64,
        /// Hash of the last one.
        pub head: String,
    }
}
