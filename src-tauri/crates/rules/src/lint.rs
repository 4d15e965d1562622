//! What is unwise about rules, alone and together, before any of them has acted.

mod alone;
mod bounds;
mod sense;
mod together;

use serde::Serialize;

use crate::rule::Rule;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth a thought.
    Advice,
    /// Likely to hurt.
    Warning,
    /// Cannot do what it is meant to do, or will do harm.
    Error,
}

/// What kind of finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Two rules switch the same objects off and on.
    PauseAndStart,
    /// Two rules take turns on the same objects around a threshold.
    Oscillation,
    /// Budgets are raised on top of raises.
    Compounding,
    /// Two rules want different things of the same objects.
    Clash,
    /// Two rules say the same.
    Duplicate,
    /// A window includes today, and no floor asks for anything today.
    TodayWithoutFloor,
    /// A day that is not over is compared with whole days.
    TodayAgainstWholeDays,
    /// Conversions that have not arrived yet are counted as missing.
    UnripeConversions,
    /// A cost per conversion does not exist where there are no conversions.
    BlindToNoConversions,
    /// A floor is missing that this kind of act should have.
    MissingFloor,
    /// Young objects are not left alone.
    NoLeastAge,
    /// An amount or a ratio looks as if it were in the wrong unit.
    UnitSlip,
    /// The conditions can never be met, or the act never done.
    NeverActs,
    /// A condition is always met.
    AlwaysTrue,
    /// The step is larger than the guard allows.
    StepBeyondGuard,
    /// The rule acts again before its figures can have changed.
    SameEvidence,
    /// A pause for good is decided by one unfinished day.
    ForGoodOnToday,
    /// Changes start learning over.
    TouchesLearning,
    /// It touches everything, also what is made later.
    Everything,
}

/// Something unwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind.
    pub code: Code,
    /// How bad.
    pub weight: Weight,
    /// Ids of the rules it is about, one or two.
    pub rules: Vec<String>,
    /// Where in the first of them; empty for all of it.
    pub place: String,
    /// What is unwise.
    pub what: String,
    /// What can happen.
    pub example: String,
    /// What to do about it.
    pub remedy: String,
}

/// Everything unwise about these rules, the worst first, then in the order of the rules.
///
/// Drafts are looked at alone: they do not run, so they clash with nobody.
pub fn lint(rules: &[Rule]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules.iter().flat_map(alone::findings).collect();
    findings.extend(together::findings(rules));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    findings
}
