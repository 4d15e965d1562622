//! A rule made ready to be judged: checked, with its names compiled.

use domain::Level;
use regex::{Regex, RegexBuilder};

use crate::check::faults;
use crate::condition::{Compare, Condition, Place, Reading, Term, Window};
use crate::error::Error;
use crate::frame::level_at;
use crate::rule::{Action, Rule};
use crate::scope::{Filter, NameFilter, NameIs};

/// A rule that can be judged.
#[derive(Debug, Clone)]
pub struct Prepared {
    rule: Rule,
    pub(crate) names: Vec<(NameFilter, Regex)>,
    /// The filters that need figures, each with its number in the scope.
    pub(crate) spent: Vec<(usize, Condition)>,
}

impl Prepared {
    /// Makes a rule ready.
    ///
    /// # Errors
    /// [`Error::Faults`], as [`Rule::from_json`] tells them.
    pub fn new(rule: Rule) -> Result<Self, Error> {
        let faults = faults(&rule);
        if !faults.is_empty() {
            return Err(Error::Faults(faults));
        }
        let mut names = Vec::new();
        let mut spent = Vec::new();
        for (number, filter) in rule.scope.filters.iter().enumerate() {
            match filter {
                // An expression that does not compile is a fault and was refused above.
                Filter::Name(name) => names.extend(name_test(&name.is).ok().map(|test| (name.clone(), test))),
                Filter::Spend(spend) => {
                    let reading =
                        Reading { of: crate::condition::Metric::Spend, window: spend.window, at: Place::Itself };
                    let compare =
                        Compare { left: Term::Metric(reading), is: spend.is, right: Term::Money(spend.amount) };
                    spent.push((number, Condition::Compare(compare)));
                }
                Filter::Label(_) | Filter::Objective(_) | Filter::Status(_) => {}
            }
        }
        Ok(Self { rule, names, spent })
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The windows it reads, each with the level, and whether the window before is read too.
    pub(crate) fn windows(&self) -> Vec<(Level, Window, bool)> {
        let level = self.rule.scope.level;
        let mut windows = Vec::new();
        let mut terms = Vec::new();
        for (_, condition) in &self.spent {
            terms_of(condition, &mut terms);
        }
        terms_of(&self.rule.when, &mut terms);
        if let Action::ScaleToward(toward) = &self.rule.then {
            windows.extend(level_at(level, toward.metric.at).map(|at| (at, toward.metric.window, false)));
            terms.push(&toward.target);
        }
        if let Action::Rebalance(wanted) = &self.rule.then {
            windows.push((level, wanted.by.window, false));
        }
        for term in terms.into_iter().flat_map(Term::each) {
            if let Term::Metric(reading) | Term::Change(reading) = term {
                let before = matches!(term, Term::Change(_));
                windows.extend(level_at(level, reading.at).map(|at| (at, reading.window, before)));
            }
        }
        windows.extend(self.rule.guards.floors.as_ref().map(|floors| (level, floors.window, false)));
        windows
    }
}

/// The terms a condition compares.
pub(crate) fn terms_of<'c>(condition: &'c Condition, terms: &mut Vec<&'c Term>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
            for part in parts {
                terms_of(part, terms);
            }
        }
        Condition::Compare(compare) => terms.extend([&compare.left, &compare.right]),
        Condition::Rank(rank) => terms.push(&rank.by),
        Condition::Clock(_) | Condition::Learning(_) | Condition::Budget(_) => {}
    }
}

/// The expression that finds a name. For [`NameIs::Lacks`] the one that must not be found.
pub(crate) fn name_test(is: &NameIs) -> Result<Regex, regex::Error> {
    let pattern = match is {
        NameIs::Contains(text) | NameIs::Lacks(text) => regex::escape(text),
        NameIs::Wildcard(text) => {
            let any = |part: &str| regex::escape(part).replace("\\?", ".");
            let parts: Vec<String> = text.split('*').map(any).collect();
            format!("(?s)^{}$", parts.join(".*"))
        }
        NameIs::Regex(text) => text.clone(),
    };
    RegexBuilder::new(&pattern).case_insensitive(true).size_limit(1 << 20).build()
}
