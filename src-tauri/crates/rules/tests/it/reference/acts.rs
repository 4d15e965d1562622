//! Guards of one object, and what would be done to it.

use domain::{Level, Money};
use rules::*;

use super::{Reference, Value};

impl Reference<'_> {
    pub(super) fn floors_allow(&self, index: usize) -> bool {
        let Some(floors) = &self.rule.guards.floors else { return true };
        let reaches = |metric: Metric, limit: Option<Value>| match limit {
            None => true,
            Some(None) => false,
            Some(Some(limit)) => {
                self.metric(index, metric, floors.window, Place::Itself).is_some_and(|seen| seen >= limit)
            }
        };
        let age = self.term(&Term::Fact(FactOf { of: Fact::AgeHours, at: Place::Itself }), index);
        reaches(Metric::Spend, floors.spend.map(|money| self.money(money)))
            && reaches(Metric::Impressions, floors.impressions.map(|count| Some(f64::from(count))))
            && reaches(Metric::Conversions, floors.conversions.map(|count| Some(f64::from(count))))
            && age.is_some_and(|age| age >= f64::from(floors.age_hours))
    }

    pub(super) fn learning_allows(&self, index: usize) -> bool {
        if !self.rule.then.acts() || self.rule.guards.learning == Learning::Touch || self.level < Level::Adset {
            return true;
        }
        self.stage(index).is_some_and(|stage| stage != LearningStage::Learning)
    }

    /// None where a bound or something unknown is in the way; none inside where there is nothing to do.
    pub(super) fn act(&self, index: usize) -> Option<Option<Act>> {
        let object = &self.world.objects(self.level)[index];
        let budget = || match (object.daily_budget_minor, object.lifetime_budget_minor) {
            (Some(daily), _) => Some((AmountField::DailyBudget, daily)),
            (None, Some(lifetime)) => Some((AmountField::LifetimeBudget, lifetime)),
            (None, None) => None,
        };
        match &self.rule.then {
            Action::Duplicate(wanted) => {
                if object.name.ends_with(wanted.suffix.as_str()) {
                    return None;
                }
                if wanted.daily_budget.is_some_and(|budget| {
                    budget.currency != self.world.account.currency || object.daily_budget_minor.is_none()
                }) {
                    return None;
                }
                let name = format!("{}{}", object.name, wanted.suffix);
                let beside = |other: &&Object| other.parent == object.parent && *other.name == *name;
                let is_there = self.world.objects(self.level).iter().find(beside).is_some();
                Some((!is_there).then_some(Act::Copy { name, daily_budget: wanted.daily_budget }))
            }
            // Worked out once all of them are known.
            Action::Rebalance(_) => Some(Some(Act::Tell)),
            Action::Notify => Some(Some(Act::Tell)),
            Action::Pause(until) => Some(Some(Act::Pause(*until))),
            Action::Start => Some(Some(Act::Start)),
            Action::Budget(change) => self.set(budget()?, change.by, change.floor, change.ceiling),
            Action::Bid(change) => {
                self.set((AmountField::Bid, object.bid_minor?), change.by, change.floor, change.ceiling)
            }
            Action::ScaleToward(toward) => {
                let own = budget()?;
                let now = self.metric(index, toward.metric.of, toward.metric.window, toward.metric.at)?;
                let target = self.term(&toward.target, index).filter(|target| *target > 0.0)?;
                let away = now / target - 1.0;
                if away.abs() <= f64::from(toward.within_basis_points) / 10_000.0 {
                    return Some(None);
                }
                let is_cheap = toward.metric.of == Metric::Cpa && away < 0.0;
                let is_rich = toward.metric.of == Metric::Roas && away > 0.0;
                let step = Step::BasisPoints(toward.step_basis_points);
                let by = if is_cheap || is_rich { By::Raise(step) } else { By::Lower(step) };
                self.set(own, by, toward.floor, toward.ceiling)
            }
        }
    }

    pub(super) fn set(
        &self,
        (field, old): (AmountField, i64),
        by: By,
        floor: Money,
        ceiling: Money,
    ) -> Option<Option<Act>> {
        let ours = self.world.account.currency;
        let share = |points: u32| old * i64::from(points) / 10_000;
        let amount = |step: Step| match step {
            Step::BasisPoints(points) => share(points),
            Step::Amount(money) => money.minor,
        };
        if floor.currency != ours {
            return None;
        }
        let new = match by {
            By::Raise(step) => old + amount(step),
            By::Lower(step) => old - amount(step),
            By::Set(money) => money.minor,
        };
        if new == old {
            return Some(None);
        }
        let guards = &self.rule.guards;
        let up = (new - old) * 10_000 > old * i64::from(guards.step_up_basis_points);
        let down = (old - new) * 10_000 > old * i64::from(guards.step_down_basis_points);
        if new < floor.minor || new > ceiling.minor || up || down {
            return None;
        }
        let money = |minor| Money { minor, currency: ours };
        Some(Some(Act::Set { field, from: money(old), to: money(new) }))
    }
}
