//! How much of an account a run would touch, and whether that is a person's decision.

use domain::{ConfiguredStatus, Level};
use serde::{Deserialize, Serialize};

use crate::act::{Act, AmountField};
use crate::evaluate::Candidate;
use crate::frame::Frame;
use crate::prepared::Prepared;

/// A run may touch this many objects without a person, however few there are.
const FEW: usize = 5;
/// A run may touch this percentage of the active objects of its level without a person.
const OBJECTS_PERCENT: usize = 20;
/// A run may move this percentage of the account's daily budgets without a person.
const BUDGET_PERCENT: i128 = 25;

/// How much of an account a run would touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Objects that would be changed.
    pub objects: usize,
    /// Objects of the level that are switched on.
    pub active: usize,
    /// Daily budget that would be moved, up or down, in minor units: the difference of each that is set, and all of one
    /// whose object is switched on or off. Lifetime budgets and ads, which have none, count nothing.
    pub budget_moved_minor: i64,
    /// Daily budgets of what is switched on in the account, in minor units.
    pub daily_budget_minor: i64,
}

impl Reach {
    /// Whether this is so much that a person has to decide it, in whatever mode the rule is.
    pub fn asks_a_person(&self) -> bool {
        let many = FEW.max(self.active * OBJECTS_PERCENT / 100);
        let moved = i128::from(self.budget_moved_minor) * 100;
        self.objects > many || moved > i128::from(self.daily_budget_minor) * BUDGET_PERCENT
    }
}

impl Frame<'_> {
    pub(crate) fn reach(&self, prepared: &Prepared, candidates: &[Candidate]) -> Reach {
        let level = prepared.rule().scope.level;
        let objects = self.snapshot.objects(level);
        let budget = |index: usize| objects.daily_budgets.get(index).copied().flatten().unwrap_or(0);
        let moved = candidates.iter().filter_map(|candidate| match candidate.act.as_ref()? {
            Act::Pause(_) | Act::Start => Some(budget(candidate.index)),
            Act::Set { field: AmountField::DailyBudget, from, to } => Some(to.minor.saturating_sub(from.minor)),
            Act::Set { .. } | Act::Tell | Act::Copy { .. } => None,
        });
        let changes = |candidate: &&Candidate| candidate.act.as_ref().is_some_and(|act| *act != Act::Tell);
        let on = |status: &&ConfiguredStatus| **status == ConfiguredStatus::Active;
        Reach {
            objects: candidates.iter().filter(changes).count(),
            active: objects.configured.iter().filter(on).count(),
            budget_moved_minor: moved.fold(0, |sum, moved| sum.saturating_add(moved.saturating_abs())),
            daily_budget_minor: self.daily_budgets(),
        }
    }

    /// Daily budgets of campaigns that are on, and of ad sets that are on in campaigns that are on.
    fn daily_budgets(&self) -> i64 {
        let campaigns = self.snapshot.objects(Level::Campaign);
        let is_on = |index: usize| campaigns.configured.get(index) == Some(&ConfiguredStatus::Active);
        let of_campaigns = campaigns.daily_budgets.iter().enumerate().filter(|(index, _)| is_on(*index));
        let adsets = self.snapshot.objects(Level::Adset);
        let above = |index: usize| adsets.parents.get(index).copied().flatten();
        let of_adsets = adsets.daily_budgets.iter().enumerate().filter(|(index, _)| {
            adsets.configured.get(*index) == Some(&ConfiguredStatus::Active)
                && above(*index).is_some_and(|campaign| is_on(campaign as usize))
        });
        let budgets = of_campaigns.chain(of_adsets).filter_map(|(_, budget)| *budget);
        budgets.fold(0, i64::saturating_add)
    }
}
