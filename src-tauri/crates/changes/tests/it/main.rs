//! The write path against the sandbox: over HTTP, through the real client, into the real encrypted ledger.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod applied;
mod bad_days;
mod created;
mod desk;
mod faults;
mod full_disk;
mod killed;
mod late;
mod left_copying;
mod made;
mod meta_rules;
mod names;
mod pictures;
mod read_back;
mod switch;
mod trees;
mod worlds;
