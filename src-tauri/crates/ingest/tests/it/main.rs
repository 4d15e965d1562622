//! The sync against the sandbox: over HTTP, through the real client, into the real encrypted store.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod bench;
mod changes;
mod deleted;
mod economy;
mod faults;
mod first;
mod jobs;
mod killed;
mod restated;
mod stops;
