//! The engine that runs rules: looks when they are due, weighs what they want, asks or acts, and keeps a record of why.
//!
//! What this crate is **not**: it does not say what a rule means (that is `rules`), it sends nothing itself (that is
//! `changes`), and it knows neither windows nor terminals. What it needs of the program around it is a [`World`].
//!
//! Main types: [`Engine`], the thread of an open workspace; [`Desk`], the same work without a thread; [`shelf`], the
//! rules that are kept; [`Limits`], what all rules together may do; [`weigh`], which decides what comes of the wishes of
//! several rules and is pure; [`look`] and [`StoreHistory`], what rules see now and saw then.
//!
//! A look is written down, with the time it was for, before anything is sent: no time is looked at twice, whatever
//! crashes, sleeps or is set back. What was missed is told and never made up for.

mod desk;
mod due;
mod engine;
mod error;
mod history;
mod limits;
mod look;
mod maturity;
pub mod shelf;
mod state;
mod weigh;
mod world;

pub use desk::{Desk, Round, Wanted, next_looks, weigh_now};
pub use engine::{Engine, Standing};
pub use error::Error;
pub use history::StoreHistory;
pub use limits::Limits;
pub use look::{Targets, look};
pub use maturity::maturity;
pub use shelf::{Kept, Stop};
pub use state::{DecisionState, RunOutcome};
pub use weigh::{Around, PastAct, Weighed, weigh};
pub use world::{News, Touched, World};
