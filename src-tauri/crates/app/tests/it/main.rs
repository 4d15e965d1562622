//! The core against the sandbox: over HTTP, with real files, a real key and a clock of the tests' own.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod activity;
mod analysis;
mod arguments;
mod audit;
mod breakdowns;
mod bulk;
mod changing;
mod concerns;
mod creating;
mod desk;
mod drafts;
mod files;
mod foreign;
mod handler;
mod keys;
mod leaks;
mod left_copying;
mod links;
mod messages;
mod meta_rules;
mod network;
mod overview;
#[path = "../../../signin/tests/it/person.rs"]
mod person;
mod picker;
mod pictures;
mod publish;
mod put_back;
mod reopened;
mod reports;
mod studio;
mod syncs;
mod tables;
