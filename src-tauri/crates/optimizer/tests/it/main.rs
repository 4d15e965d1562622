//! What rules see, on real encrypted files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod engine;
mod faults;
mod then;
mod told;
mod weighed;
mod world;
