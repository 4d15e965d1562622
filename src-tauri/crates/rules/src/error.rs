//! What is wrong with a rule, where, and what to do about it.

use serde::{Deserialize, Serialize};

/// One thing that is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where, such as `when.all[2].compare.right`; empty for the rule as a whole.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = if self.place.is_empty() { "the rule" } else { &self.place };
        write!(f, "{place}: {}. {}", self.what, self.remedy)
    }
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has to be written differently; each fault says where and how.
    #[error("{}", told(.0))]
    Faults(Vec<Fault>),
    /// A newer Sextant wrote it.
    #[error("this rule is written in format {0}, and this Sextant reads format 1. Update Sextant to use it.")]
    Newer(u64),
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}
