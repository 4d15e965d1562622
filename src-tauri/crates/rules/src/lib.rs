//! The rule language of the optimizer: read, check, evaluate, explain, lint, backtest, put into words.
//!
//! What this crate is **not**: it does no IO, reads no clock, knows no JSON of Meta's and no table, and sends nothing.
//! The same rule on the same snapshot always gives the same decisions.
//!
//! Main types: a [`Rule`] as it is written, [`Prepared`] once it was checked; a [`Snapshot`] of one account as it is known
//! at one instant; a [`Frame`] round it, which many rules share, and whose [`Frame::evaluate`] answers an [`Evaluation`]
//! with a [`Decision`] and its [`Reason`]s for each object that meets the conditions.
//!
//! [`meta`] sets rules of ours beside Meta's own ones, as plain values.
//!
//! `LANGUAGE.md` beside this crate says what may stand in a rule and what it means.
//!
//! An answer has three values. What is missing, stale or divided by zero cannot be told, and what cannot be told never
//! acts. A guard refuses and says so; it never makes an act smaller.
//!
//! ```
//! let rule = rules::Rule::from_json(r#"{
//!   "format": 1, "id": "tell-me", "name": "Tell me of dear ads", "scope": {"level": "ad"},
//!   "when": {"compare": {
//!     "left": {"metric": {"of": "cpm", "window": "yesterday"}}, "is": "above",
//!     "right": {"number": 20}}},
//!   "then": "notify", "schedule": {"every": {"daily_at": "08:00"}}
//! }"#);
//! // A price is compared with a plain number: the fault says where, and what to write instead.
//! assert!(rule.unwrap_err().to_string().starts_with("when.compare.right: "));
//! ```

mod act;
mod answers;
mod backtest;
mod check;
mod condition;
mod duplicate;
mod error;
mod evaluate;
mod frame;
mod guard;
mod in_scope;
mod lint;
pub mod meta;
mod past;
mod prepared;
mod rank;
mod reach;
mod read;
mod reason;
mod rebalance;
mod rule;
mod schedule;
mod scope;
mod snapshot;
mod span;
mod templates;
mod terms;
mod units;
mod unknown;
mod words;

pub use act::{Act, AmountField};
pub use backtest::{
    After, Comparison, Failed, History, Known, Progress, Report, Said, Totals, Touch, Unknowable, backtest, compare,
    explain_then, follow_up,
};
pub use condition::{
    Among, BudgetKind, Compare, Condition, End, Fact, FactOf, LastDays, LearningStage, LeaveOut, Matured, Metric,
    Operator, Place, Rank, Reading, Take, Target, Term, Window, Zeros,
};
pub use error::{Error, Fault};
pub use evaluate::{Decision, Evaluation, Judged, Standing, evaluate};
pub use frame::Frame;
pub use guard::{Guard, Verdict};
pub use in_scope::Outside;
pub use lint::{Code, Finding, Weight, lint};
pub use past::Past;
pub use prepared::Prepared;
pub use rank::Standpoint;
pub use reach::Reach;
pub use reason::{Figure, Reason, Seen, Side};
pub use rule::{
    Action, By, Change, Duplicate, FORMAT, Floors, Guards, Learning, Mode, Rebalance, Rule, Step, Toward, Until,
};
pub use schedule::{Every, Hours, Schedule, TimeOfDay, Weekday};
pub use scope::{Filter, Members, NameFilter, NameIs, Scope, SpendFilter};
pub use snapshot::{AccountFacts, Coverage, Cut, Figures, Object, Objects, Snapshot};
pub use templates::{Template, templates};
pub use units::Unit;
pub use unknown::{Answer, Unknown};
pub use words::{Line, Words, act_words, verdict_words, why, words};
