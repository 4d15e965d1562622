//! The real program in the real window, driven through WebDriver.
//!
//! Needs a display, a session bus and the built programs: `cargo xtask test` provides them.
#![allow(missing_docs, clippy::expect_used, reason = "tests")]

mod browser;
mod canary;
mod cold_start;
mod desk;
mod desktop;
mod hardening;
mod hostile;
mod journeys;
mod processes;
mod screen;
mod screenshots;
mod scroll;
mod tools;
mod tray;
