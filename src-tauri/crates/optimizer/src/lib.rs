//! Rules on the real accounts of a workspace: what they see now, what they would have seen then.
//!
//! What this crate is **not**: it speaks no HTTP and knows no table; figures and objects come from `store`, and what a
//! rule makes of them is the business of `rules`.
//!
//! Main types: [`look`] makes the snapshot that rules are judged by now; [`StoreHistory`] is the past that a backtest
//! reads, as it was known at each instant; [`maturity`] says how fast an account's conversions arrive.

mod error;
mod history;
mod look;
mod maturity;

pub use error::Error;
pub use history::StoreHistory;
pub use look::{Targets, look};
pub use maturity::maturity;
