//! The shell without a window: what the page may reach, and what it is told.
#![allow(missing_docs, clippy::expect_used, reason = "tests")]

mod surface;
