//! Clients, what is aimed at each month, and notes.

use super::{ObjectKey, choice, dto};

choice! {
    /// What a target is for.
    pub enum TargetKind {
        /// A whole ad account.
        Account,
        /// One campaign.
        Campaign,
        /// A client, all of whose accounts have one currency.
        Client,
    }
}

dto! {
    /// A group of ad accounts that are looked at together.
    pub struct Client {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its accounts.
        pub account_ids: Vec<String>,
    }

    /// A client to keep.
    pub struct SaveClient {
        /// Which one it replaces; `null` makes a new one.
        pub id: Option<String>,
        /// Its name, 1 to 100 characters.
        pub name: String,
        /// Its accounts, at least one.
        pub account_ids: Vec<String>,
    }

    /// What is aimed at in a month. Without any amount there is no target.
    pub struct SetTarget {
        /// For what.
        pub kind: TargetKind,
        /// The account of a campaign; the same as `id` for an account; empty for a client.
        pub account_id: String,
        /// Account, campaign or client.
        pub id: String,
        /// `YYYY-MM`.
        pub month: String,
        /// Spend in the month, in minor units; more than zero.
        pub budget_minor: Option<f64>,
        /// Spend per conversion, in minor units; more than zero.
        pub cpa_minor: Option<f64>,
        /// Value per unit of spend; more than zero.
        pub roas: Option<f64>,
    }

    /// A note on an object or one of its days.
    pub struct Note {
        /// Its id.
        pub id: String,
        /// What it is about.
        pub object: ObjectKey,
        /// `YYYY-MM-DD` in the account's time zone, where it is about a day.
        pub day: Option<String>,
        /// What it says, as text.
        pub text: String,
        /// Who wrote it last.
        pub author: String,
        /// When it was last changed.
        pub updated_at_ms: f64,
    }

    /// A note to keep.
    pub struct SaveNote {
        /// Which one it replaces; `null` makes a new one.
        pub id: Option<String>,
        /// What it is about.
        pub object: ObjectKey,
        /// `YYYY-MM-DD`, where it is about a day.
        pub day: Option<String>,
        /// What it says, 1 to 2,000 characters.
        pub text: String,
    }
}
