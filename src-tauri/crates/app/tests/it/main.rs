//! The core against the sandbox: over HTTP, with real files, a real key and a clock of the tests' own.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod arguments;
mod audit;
mod desk;
mod files;
mod keys;
mod leaks;
mod links;
mod syncs;
mod tables;
