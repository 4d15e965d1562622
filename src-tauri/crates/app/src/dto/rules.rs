//! Rules: as they are written, what they did, and what waits for a person.
//!
//! A rule crosses as JSON text in its own format, which `rules/LANGUAGE.md` describes, so that the editor, files and the
//! command line have one and the same.

mod backtest;
mod list;
mod meta;
mod run;
mod written;

pub use backtest::*;
pub use list::*;
pub use meta::*;
pub use run::*;
pub use written::*;
