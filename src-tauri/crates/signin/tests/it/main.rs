//! The crate's public surface: forged and honest answers, a token endpoint on this computer, the listener, the bounce page.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stderr, reason = "skipping is said loudly")]

mod attempt;
mod bounce_page;
mod exchange;
mod loopback;
mod parser;
mod person;
mod sandbox_dialog;
mod token_server;
