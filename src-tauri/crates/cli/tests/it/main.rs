//! The real program, run as people and scripts run it, against a sandbox.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod changes;
mod codes;
mod demo;
mod journey;
mod messages;
mod meta_rules;
mod query;
mod recover;
mod studio;
mod terminal;
