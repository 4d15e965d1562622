//! Clients, their targets, and notes.

use domain::{AccountDay, AccountId, Currency, ObjectId, TimestampMillis};

use super::ObjectRef;

/// A group of ad accounts that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its accounts.
    pub accounts: Vec<AccountId>,
    /// When it was last changed.
    pub updated_at: TimestampMillis,
}

/// What a target is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetOf {
    /// A whole account.
    Account(AccountId),
    /// One campaign.
    Campaign(AccountId, ObjectId),
    /// A client, all of whose accounts have one currency.
    Client(String),
}

/// What is aimed at in a month. Amounts are in minor units of `currency`.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetRow {
    /// For what.
    pub of: TargetOf,
    /// `YYYY-MM`.
    pub month: String,
    /// The currency of the amounts.
    pub currency: Currency,
    /// Spend in the month.
    pub budget_minor: Option<i64>,
    /// Spend per conversion.
    pub cpa_minor: Option<i64>,
    /// Value per unit of spend.
    pub roas: Option<f64>,
    /// Who set it last.
    pub author: String,
    /// When; set by the store.
    pub updated_at: TimestampMillis,
}

/// A note on an object, or on one of its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Our id.
    pub id: String,
    /// What it is about.
    pub object: ObjectRef,
    /// The account's day, where it is about one.
    pub day: Option<AccountDay>,
    /// What it says.
    pub text: String,
    /// Who wrote it last.
    pub author: String,
    /// When it was made; set by the store.
    pub made_at: TimestampMillis,
    /// When it was last changed; set by the store.
    pub updated_at: TimestampMillis,
}
