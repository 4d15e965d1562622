//! The crate's public surface against stores that behave like the real ones, and against a real keyring where there is one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "children report to their test, and skipping is said loudly"
)]

mod anchor;
mod bench_store;
mod custody;
mod hardening;
mod leaks;
mod real_keyring;
mod redactor;
mod vault;
