//! sandbox
pub mod world;
