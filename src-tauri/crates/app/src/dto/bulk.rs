//! Changing many objects at once: settings as a table, and previews of which rows are left out.

use super::{ChangeSelection, ObjectLevel, choice, dto};

choice! {
    /// Why a row of a preview wants to be looked at.
    pub enum ProblemKind {
        /// It would not be sent.
        Refused,
        /// Somebody else changed it.
        Changed,
        /// The new amount has to be typed once more.
        AsksAmount,
        /// It wants a yes of its own.
        Asks,
    }
}

dto! {
    /// A row of a preview that wants to be looked at.
    pub struct PreviewProblem {
        /// Its number in the act, from 0.
        pub item: u32,
        /// Why; the gravest.
        pub kind: ProblemKind,
    }

    /// A preview without some of its rows.
    pub struct NarrowPreview {
        /// The preview. It stays as it is.
        pub id: String,
        /// Rows to leave out, by their numbers in it.
        pub leave_out: Vec<u32>,
    }

    /// Whose settings are wanted.
    pub struct ListSettings {
        /// The objects of a selection.
        pub selection: Option<ChangeSelection>,
        /// And those of these ids, whatever their accounts and levels; ids that are not in this workspace are left out
        /// of the answer. At most 20,000.
        pub ids: Vec<String>,
    }

    /// The settings of one object that a table of them shows. Money in minor units of `currency`, times in UTC
    /// milliseconds; `null` where nothing is set or the level has no such setting.
    pub struct SettingsRow {
        /// Its account.
        pub account_id: String,
        /// Its level.
        pub level: ObjectLevel,
        /// Meta's id.
        pub id: String,
        /// Name.
        pub name: String,
        /// Currency of the amounts.
        pub currency: String,
        /// Status in Meta's spelling.
        pub status: Option<String>,
        /// Budget a day.
        pub daily_budget_minor: Option<f64>,
        /// Budget for its whole life.
        pub lifetime_budget_minor: Option<f64>,
        /// Bid or cap.
        pub bid_amount_minor: Option<f64>,
        /// Start.
        pub start_at_ms: Option<f64>,
        /// End.
        pub end_at_ms: Option<f64>,
    }
}
