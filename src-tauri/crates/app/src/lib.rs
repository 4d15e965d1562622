//! Use cases of Sextant: one call for each thing a person or program can ask for.
//!
//! What this crate is **not**: it knows no window, no Tauri and no terminal. The shell and `sextant-cli` convert in,
//! call one function here, and convert out.

pub mod dto;
