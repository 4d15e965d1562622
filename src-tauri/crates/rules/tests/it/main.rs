//! The rule language: what it says, what it refuses, and that it says the same as a slow reading of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod agreement;
mod anyrule;
mod damaged;
mod judged;
mod language;
mod linted;
mod meta;
mod reference;
mod replayed;
mod said;
mod timing;
mod told;
mod world;
