//! The studio against the sandbox's services, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions only, and this whole program is tests")]

mod bad_days;
mod injection;
mod mutated;
mod pictures;
mod support;
mod writing;
