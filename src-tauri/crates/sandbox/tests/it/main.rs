//! The sandbox over real HTTP, on a free port.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions only, and this whole program is tests")]

mod ai;
mod batch;
mod binary;
mod control;
mod faults;
mod insights;
mod limits;
mod oauth;
mod reads;
mod restart;
mod rules;
mod support;
mod writes;
