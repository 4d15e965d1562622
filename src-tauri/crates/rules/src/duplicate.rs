//! Paused copies of what does well: of what is no copy itself, and once.

use std::collections::HashSet;

use crate::act::{Act, NoAct};
use crate::evaluate::Candidate;
use crate::frame::Frame;
use crate::guard::{Guard, Verdict};
use crate::prepared::Prepared;
use crate::rule::{Action, Duplicate};
use crate::unknown::{Answer, Unknown};

impl Frame<'_> {
    /// Works out the copies of a rule that makes some, and puts them into the candidates. Answers the places of those
    /// that have a copy already. Looks once at each name of the level.
    pub(crate) fn duplicate(&self, prepared: &Prepared, candidates: &mut [Candidate]) -> Vec<usize> {
        let Action::Duplicate(wanted) = &prepared.rule().then else { return Vec::new() };
        let level = prepared.rule().scope.level;
        let objects = self.snapshot.objects(level);
        let parent = |index: usize| objects.parents.get(index).copied().flatten();
        let named = |index: usize| Some((parent(index), objects.name(index)?));
        let there: HashSet<(Option<u32>, &str)> = (0..objects.len()).filter_map(named).collect();
        let mut idle = Vec::new();
        for (place, candidate) in candidates.iter_mut().enumerate() {
            let index = candidate.index;
            let own = objects.daily_budgets.get(index).copied().flatten().is_some();
            let made = self.copy(wanted, objects.name(index), own);
            let is_there =
                |act: &Act| matches!(act, Act::Copy { name, .. } if there.contains(&(parent(index), name.as_str())));
            match made {
                Ok(act) if is_there(&act) => idle.push(place),
                Ok(act) => candidate.act = Some(act),
                Err(NoAct::Refused(note)) => {
                    candidate.guards.push(Verdict::new(Guard::Bounds, Answer::NotMet).because(note));
                }
                Err(NoAct::CannotTell(unknown)) => {
                    let verdict = Verdict::new(Guard::Bounds, Answer::CannotTell);
                    candidate.guards.push(Verdict { unknown: Some(unknown), ..verdict });
                }
                Err(NoAct::AlreadySo) => idle.push(place),
            }
        }
        idle
    }

    fn copy(&self, wanted: &Duplicate, name: Option<&str>, has_own_budget: bool) -> Result<Act, NoAct> {
        let name = name.ok_or(NoAct::CannotTell(Unknown::NotSet))?;
        if name.ends_with(wanted.suffix.as_str()) {
            return Err(NoAct::Refused("it is a copy itself, by the end of its name".to_owned()));
        }
        if let Some(budget) = wanted.daily_budget {
            if budget.currency != self.snapshot.account.currency {
                return Err(NoAct::CannotTell(Unknown::OtherCurrency));
            }
            if !has_own_budget {
                return Err(NoAct::Refused("it has no daily budget of its own that a copy could differ in".to_owned()));
            }
        }
        Ok(Act::Copy { name: format!("{name}{}", wanted.suffix), daily_budget: wanted.daily_budget })
    }
}
