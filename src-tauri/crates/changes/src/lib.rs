//! The one path by which anything changes in an ad account: planned, checked, noted, sent once, read back, recorded.
//!
//! What this crate is **not**: it decides nothing about what should change, shows nothing, and speaks no HTTP of its own.
//! Nobody else sends a change: rules, bulk edits and single clicks all come through here.
//!
//! Main types: [`plan`] turns an [`Intent`] and what the cache [`Known`] has into a [`ChangeSet`] of absolute values;
//! [`judge`] says what can be said without Meta and [`check`] asks Meta; [`apply`] does it, [`retry`] does what is left
//! of it, [`reconcile`] settles what a crash left unclear, [`undo`] plans how to take it back. [`Tools`] is what all of
//! them work with, [`Gate`] and [`KillSwitch`] stand before each single request.
//!
//! Every request is an intent in the ledger before it is sent and is closed, together with its audit entry, only after
//! the object was read back. Meta has no idempotency key: an answer that was lost is settled by reading, and what should
//! have been made is looked for by the marker in its name before it is ever sent again.
//!
//! ```
//! use changes::{Edit, Field, Intent, Known, Value, Wanted, plan};
//! # let (known, objects) = (Known::default(), Vec::new());
//! let raise = Edit::Scale { field: Field::DailyBudget, basis_points: 1_000, round_to_minor: 100 };
//! let intent = Intent { changes: vec![Wanted { objects, edit: raise }], new: Vec::new() };
//! let planned = plan(&intent, &known);
//! assert!(planned.items.is_empty());
//! ```

// Everything here that is counted is money, and money is whole minor units.
#![deny(clippy::float_arithmetic)]

mod apply;
mod check;
pub mod choices;
mod close;
pub mod design;
mod effect;
mod error;
mod field;
mod fill;
mod gate;
mod ids;
mod intent;
mod late;
pub mod links;
mod make;
pub mod meta_rules;
mod minimums;
mod names;
pub mod naming;
mod one;
mod outcome;
pub mod pictures;
mod plan;
mod recover;
mod request;
mod rules;
mod set;
mod settle;
mod snapshot;
mod tools;
mod undo;
mod value;

pub use apply::{OnRow, Report, apply, retry, stored};
pub use check::{Depth, OnLook, Verdict, check, check_telling, look};
pub use effect::{SpendEffect, effects};
pub use error::Error;
pub use field::{Consequence, Field, Kind};
pub use gate::{Gate, KillSwitch, Stop, Stopped, flag};
pub use ids::{Ids, RandomIds};
pub use intent::{Edit, Intent, New, Wanted};
pub use late::{Late, notice_late};
pub use minimums::{Minimums, read_minimums};
pub use names::{BadName, LONGEST_NAME, check_name};
pub use outcome::{Conflict, Detail, Outcome, RowReport};
pub use plan::{Plan, Refusal, Why, plan};
pub use recover::{Recovered, await_copies, is_stopped, open_copies, reconcile};
pub use rules::{
    BUDGET_EDITS, BUDGET_SPAN_MS, Circumstances, Consent, Finding, Rule, Severity, judge, judge_among, judge_planned,
    stopped_by,
};
pub use set::{Action, Author, ChangeSet, FieldChange, Item, Parent, Source, marker};
pub use snapshot::{AccountFacts, Known, Snapshot};
pub use tools::{Lanes, Pace, Tools};
pub use undo::{CannotUndo, Kept, Undo, undo};
pub use value::{Value, arrived, can_be_cleared, same};
