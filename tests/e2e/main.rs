//! The real program in the real window, driven through WebDriver.
//!
//! Needs a display, a session bus and the built programs: `cargo xtask test` provides them.
#![allow(missing_docs, clippy::expect_used, reason = "tests")]

mod activity;
mod background;
mod browser;
mod bulk;
mod canary;
mod cold_start;
mod create;
mod desk;
mod desktop;
mod drafts;
mod hardening;
mod hostile;
mod inline;
mod journeys;
mod network;
mod processes;
mod rules;
mod screen;
mod screenshots;
mod scroll;
mod tools;
mod tray;

/// Says what this machine does not let a test look at. Past the test runner, which keeps the words of tests that pass.
fn not_seen(what: &str) {
    use std::io::Write as _;
    // Nobody listening is no reason to fail.
    drop(writeln!(std::io::stderr(), "NOT SEEN: {what}"));
}
