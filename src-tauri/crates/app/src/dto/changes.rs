//! What is sent: sending a preview, how far it is, what became of it, and the kill switch.

use super::{FieldConflict, FieldDiff, IpcError, ObjectKey, ObjectLevel, choice, dto};

choice! {
    /// How it ended for one object.
    pub enum ChangeOutcome {
        /// Nothing happened yet.
        Planned,
        /// Sent, and read back as it was asked for.
        Confirmed,
        /// It was so before anything was sent.
        AlreadySo,
        /// Meta refused it.
        Rejected,
        /// Somebody else changed it; nothing was sent.
        Drifted,
        /// A rule, the kill switch or another guard refused it; nothing was sent.
        Refused,
        /// A limit of Meta's; it can go on later.
        Waiting,
        /// The answer was lost, and it did not happen.
        NotApplied,
        /// Made, but its name still carries its marker.
        Marked,
        /// Unclear; a person has to look.
        NeedsPerson,
        /// Stopped before it was sent.
        NotSent,
        /// Sent, not yet read back.
        Unconfirmed,
    }
}

dto! {
    /// Sends a preview.
    pub struct ApplyChanges {
        /// The preview.
        pub preview_id: String,
        /// Yes to what asks first.
        pub asked: bool,
        /// Amounts typed once more, in minor units.
        pub amounts: Vec<f64>,
    }

    /// Sends again what an act has not reached.
    pub struct RetryChanges {
        /// The act.
        pub change_id: String,
        /// Yes to what asks first.
        pub asked: bool,
        /// Amounts typed once more, in minor units.
        pub amounts: Vec<f64>,
    }

    /// An act that is being sent, or was the last one sent.
    pub struct ChangeRun {
        /// The act.
        pub change_id: String,
        /// Rows to do.
        pub total: u32,
        /// Rows done.
        pub done: u32,
        /// Of these, rows that are as they were asked for.
        pub succeeded: u32,
        /// Parts of a large tree that Meta has copied for the row it is at.
        pub copied: u32,
        /// Parts of that tree in all; 0 while no tree is being copied.
        pub to_copy: u32,
        /// Whether it has come to its end.
        pub ended: bool,
        /// Whether it was asked to stop.
        pub stopping: bool,
        /// Why it ended early.
        pub error: Option<IpcError>,
    }

    /// Whether anything may be sent.
    pub struct WriteState {
        /// Whether a person stopped all writes.
        pub stopped: bool,
        /// Who stopped them, where known.
        pub stopped_by: Option<String>,
        /// When, UTC milliseconds.
        pub stopped_at_ms: Option<f64>,
        /// Whether the sign-in may only read.
        pub read_only: bool,
        /// Why writes are held until a person has looked.
        pub held: Option<String>,
        /// What is being sent, or was sent last.
        pub run: Option<ChangeRun>,
        /// Requests whose outcome is not known yet.
        pub open: u32,
        /// Drafts that wait.
        pub drafts: u32,
    }

    /// Which acts.
    pub struct ChangesRequest {
        /// Only those of this account.
        pub account_id: Option<String>,
        /// Only those of this object.
        pub object: Option<ObjectKey>,
        /// Only those before this one, for the next page.
        pub before: Option<f64>,
        /// At most this many, up to 200.
        pub limit: u32,
    }

    /// One act in a list.
    pub struct ChangeEntry {
        /// Its id.
        pub id: String,
        /// For the next page.
        pub position: f64,
        /// When it was planned, UTC milliseconds.
        pub at_ms: f64,
        /// `person`, `rule` or `studio`.
        pub source: String,
        /// Who.
        pub actor: String,
        /// Why.
        pub reason: String,
        /// What, in words: "Daily budget of 12 ad sets".
        pub what: String,
        /// Objects in it.
        pub rows: u32,
        /// Objects that are as they were asked for.
        pub succeeded: u32,
        /// Objects that another try may help.
        pub unfinished: u32,
        /// The act it takes back.
        pub undoes: Option<String>,
        /// Whether something in it can be taken back.
        pub can_undo: bool,
    }

    /// One act with its objects.
    pub struct ChangeDetail {
        /// The act.
        pub entry: ChangeEntry,
        /// Its objects, at most 5,000.
        pub rows: Vec<ChangeRow>,
    }

    /// What became of one object.
    pub struct ChangeRow {
        /// Its number in the act.
        pub item: u32,
        /// Account.
        pub account_id: String,
        /// Currency of the amounts.
        pub currency: String,
        /// Level.
        pub level: ObjectLevel,
        /// Meta's id, once it has one.
        pub id: Option<String>,
        /// Name when it was planned.
        pub name: String,
        /// Field by field.
        pub fields: Vec<FieldDiff>,
        /// How it ended.
        pub outcome: ChangeOutcome,
        /// More about it: Meta's words or ours.
        pub text: Option<String>,
        /// Parameters Meta blames.
        pub blamed: Vec<String>,
        /// Meta's `fbtrace_id`.
        pub trace_id: Option<String>,
        /// When it can go on.
        pub retry_at_ms: Option<f64>,
        /// Fields somebody else changed.
        pub conflicts: Vec<FieldConflict>,
        /// When it ended.
        pub at_ms: Option<f64>,
        /// The act that took it back.
        pub undone_by: Option<String>,
    }
}
