//! The client against servers on this computer.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod adrules;
mod changes;
mod errors;
mod faults;
mod insights;
mod listing;
mod sandbox;
mod secrets;
mod server;
mod tokens;
mod transport;
mod writes;
