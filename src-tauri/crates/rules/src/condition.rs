//! What a rule looks at: conditions, the terms they compare, and the windows those are read over.

pub use domain::Metric;
use domain::Money;
use serde::{Deserialize, Serialize};

use crate::schedule::Hours;

/// When a rule holds. Groups may be nested; an answer is met, not met, or cannot be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Each of them is met.
    All(Vec<Condition>),
    /// At least one of them is met.
    Any(Vec<Condition>),
    /// Not one of them is met.
    None(Vec<Condition>),
    /// Two quantities of the same unit.
    Compare(Compare),
    /// A place in an order.
    Rank(Rank),
    /// The time of day and the day of the week, in the account's time zone.
    Clock(Hours),
    /// The learning stage of the ad set is one of these.
    Learning(Vec<LearningStage>),
    /// The object's budget is of one of these kinds.
    Budget(Vec<BudgetKind>),
}

/// `left is right`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// What is measured.
    pub left: Term,
    /// How the two must stand to one another.
    pub is: Operator,
    /// What it is measured against.
    pub right: Term,
}

/// How two quantities stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// Greater.
    Above,
    /// Greater or equal.
    AtLeast,
    /// Less.
    Below,
    /// Less or equal.
    AtMost,
    /// The same.
    Equal,
    /// Not the same.
    NotEqual,
}

impl Operator {
    /// Whether `left` and `right`, both known, stand so.
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Above => left > right,
            Self::AtLeast => left >= right,
            Self::Below => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::NotEqual => left != right,
        }
    }
}

/// A quantity: a figure, a fact, a target, a literal, or a formula over them.
///
/// Money is in minor units of the account's currency, percentages are numbers from 0 to 100, ratios plain numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// A plain number: a count, a ratio, a percentage or hours.
    Number(f64),
    /// An amount.
    Money(Money),
    /// A figure over a window.
    Metric(Reading),
    /// How a figure changed against the window of the same length before, in percent.
    Change(Reading),
    /// Something an object has.
    Fact(FactOf),
    /// What the client aims for.
    Target(Target),
    /// The sum of two terms.
    Add(Box<[Term; 2]>),
    /// The first less the second.
    Subtract(Box<[Term; 2]>),
    /// The product of two terms, such as a figure and a factor.
    Multiply(Box<[Term; 2]>),
    /// The first divided by the second.
    Divide(Box<[Term; 2]>),
}

/// A figure over a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Which figure.
    pub of: Metric,
    /// Over which days.
    pub window: Window,
    /// Of which object.
    #[serde(default, skip_serializing_if = "Place::is_itself")]
    pub at: Place,
}

/// A fact of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactOf {
    /// Which fact.
    pub of: Fact,
    /// Of which object.
    #[serde(default, skip_serializing_if = "Place::is_itself")]
    pub at: Place,
}

/// The object itself or one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The object the rule looks at.
    #[default]
    Itself,
    /// Its ad set.
    Adset,
    /// Its campaign.
    Campaign,
    /// Its account.
    Account,
}

impl Place {
    pub(crate) fn is_itself(&self) -> bool {
        *self == Self::Itself
    }
}

/// What is known of an object besides its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Hours since it was made.
    AgeHours,
    /// Its budget a day, money.
    DailyBudget,
    /// Its budget for its life, money.
    LifetimeBudget,
    /// Its bid or cap, money.
    Bid,
}

/// What a client aims for, kept with the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Spend per conversion, money.
    Cpa,
    /// Value per unit of spend.
    Roas,
}

/// Days of the account, as of the day on which the rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Today so far.
    Today,
    /// The day before.
    Yesterday,
    /// The last days.
    Last(LastDays),
    /// From the first of this month up to today, today included.
    ThisMonth,
    /// Since the object was made, today included.
    Lifetime,
    /// Days whose conversions have mostly arrived.
    Matured(Matured),
}

/// A number of days up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastDays {
    /// How many, 1 to 90.
    pub days: u16,
    /// Whether today, which is not over, is one of them.
    pub with_today: bool,
}

/// A number of days that ends some days ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matured {
    /// How many, 1 to 90.
    pub days: u16,
    /// Which of the newest days are left out.
    pub leave_out: LeaveOut,
}

/// Days that are too young.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveOut {
    /// Today and as many days before that this makes this many; 1 leaves out today alone.
    Newest(u16),
    /// Today, and days on which less than this percentage of the conversions has arrived, by the account's experience.
    UnderPercent(u8),
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rank {
    /// What is compared.
    pub by: Term,
    /// With whom. Only objects in the rule's scope take part.
    pub among: Among,
    /// Which end.
    pub end: End,
    /// How many.
    pub take: Take,
    /// What becomes of those with nothing to show.
    pub zeros: Zeros,
}

/// With whom an object is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// Objects under the same parent.
    Siblings,
    /// Every object in scope in the account.
    Scope,
}

/// An end of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The largest values.
    Top,
    /// The smallest values.
    Bottom,
}

/// How many of an order. Who is tied across the edge is not among them: nothing says which of them would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// So many.
    Count(u32),
    /// So many in a hundred, rounded down, 1 to 100.
    Percent(u8),
}

/// What becomes of objects in an order whose value is zero or does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zeros {
    /// They take part. One whose value does not exist may have any place.
    Count,
    /// They take no part.
    LeaveOut,
}

/// How far Meta's learning has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LearningStage {
    /// Still learning; a change may start it over.
    Learning,
    /// Too few events to finish.
    Limited,
    /// Done.
    Learned,
    /// Meta was asked and states none.
    NotStated,
}

/// Where the budget of an object is and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetKind {
    /// A budget a day, its own.
    Daily,
    /// A budget for its life, its own.
    Lifetime,
    /// None of its own: it lies above or below.
    Elsewhere,
}
