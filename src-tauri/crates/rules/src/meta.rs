//! Meta's own rules beside ours: one of theirs read as one of ours, and the part of ours that theirs can express.
//!
//! A [`Spec`] is what Meta's rule says, as plain values; who reads and writes their JSON is outside this crate.
//! [`import`] never lets a rule do more than look: it begins in shadow. [`compile`] gives a spec only when what is left
//! of our rule acts on no object on which ours would not: what cannot be expressed either makes it act on fewer, or there
//! is no spec.

mod compile;
mod conditions;
mod import;
mod names;
mod times;

pub use compile::{Compiled, Targets, compile};
pub use import::{Imported, import};

use serde::{Deserialize, Serialize};

/// One of Meta's rules, as plain values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spec {
    /// Its name.
    pub name: String,
    /// Whether it runs when something happens rather than by the clock.
    pub is_trigger: bool,
    /// Conditions, all of which hold.
    pub filters: Vec<Filter>,
    /// What it does, such as `PAUSE`.
    pub execution: String,
    /// How it does it.
    pub options: Vec<Filter>,
    /// When it looks; none for a trigger.
    pub schedule: Option<Times>,
}

/// A condition, or an option: a name, an operator, a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What it is about, such as `spent`.
    pub field: String,
    /// How, such as `GREATER_THAN`.
    pub operator: String,
    /// With what. Money is in minor units of the account's currency.
    pub value: Value,
}

/// A value of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// Several numbers, such as the ends of a range.
    Numbers(Vec<f64>),
    /// A change of an amount.
    Change {
        /// How much, negative to lower.
        amount: f64,
        /// Whether that is a percentage rather than minor units.
        is_percent: bool,
        /// What the new amount may not pass, in minor units.
        limit: Option<f64>,
    },
    /// Anything else.
    Other,
}

/// When Meta's rule looks, in the account's time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Times {
    /// At midnight.
    Daily,
    /// Each hour.
    Hourly,
    /// Each half hour.
    SemiHourly,
    /// At the times of any of these.
    Custom(Vec<Entry>),
}

/// Times of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Minutes after midnight; alone, that time exactly.
    pub start: Option<u16>,
    /// With it, each half hour up to this minute, itself included.
    pub end: Option<u16>,
    /// Days of the week, 0 for Sunday; empty for each.
    pub days: Vec<u8>,
}

/// What becomes of a part of a rule that the other side has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It acts on fewer objects, or less often.
    Narrower,
    /// It lacks something that held ours back, or measures otherwise: a person has to accept that.
    Accept,
    /// It would act on objects on which ours would not: then there is no such rule.
    Wider,
}

/// A part that could not be carried over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Where it stands, such as `when.all[1]`, or the name of Meta's field.
    pub place: String,
    /// What is lost, in a sentence.
    pub what: String,
    /// What that means.
    pub effect: Effect,
}

impl Filter {
    pub(crate) fn new(field: impl Into<String>, operator: &str, value: Value) -> Self {
        Self { field: field.into(), operator: operator.to_owned(), value }
    }
}
