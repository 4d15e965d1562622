//! What a rule would do to one object, as absolute values.

use domain::{ConfiguredStatus, Currency, Level, Money};
use serde::{Deserialize, Serialize};

use crate::condition::Metric;
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::rule::{Action, By, Guards, Step, Toward, Until};
use crate::unknown::Unknown;

/// What is to be done to an object. Amounts are absolute, with what they were worked out from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Somebody is told.
    Tell,
    /// It is switched off.
    Pause(Until),
    /// It is switched on.
    Start,
    /// A paused copy of it is made.
    Copy {
        /// The copy's name.
        name: String,
        /// The copy's daily budget; none for the original's.
        daily_budget: Option<Money>,
    },
    /// An amount of it is set.
    Set {
        /// Which.
        field: AmountField,
        /// What it was.
        from: Money,
        /// What it becomes.
        to: Money,
    },
}

/// An amount that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountField {
    /// Budget a day.
    DailyBudget,
    /// Budget for its life.
    LifetimeBudget,
    /// Bid or cap.
    Bid,
}

/// Why nothing is done to an object that meets the conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAct {
    /// It is already as the rule would make it.
    AlreadySo,
    /// A bound or a guard of the rule is in the way.
    Refused(String),
    /// Something that is needed for it is not known.
    CannotTell(Unknown),
}

/// Hundredths of a percent in a whole.
const WHOLE: i128 = 10_000;

impl Frame<'_> {
    /// Which objects the action could be done to at all; of the others it is already true.
    pub(crate) fn can_be_done(&self, prepared: &Prepared) -> Option<ConfiguredStatus> {
        match prepared.rule().then {
            Action::Pause(_) => Some(ConfiguredStatus::Active),
            Action::Start => Some(ConfiguredStatus::Paused),
            Action::Notify
            | Action::Budget(_)
            | Action::ScaleToward(_)
            | Action::Bid(_)
            | Action::Rebalance(_)
            | Action::Duplicate(_) => None,
        }
    }

    /// What is to be done to an object that meets the conditions, as far as it does not depend on those beside it.
    pub(crate) fn act(&self, prepared: &Prepared, index: usize) -> Result<Option<Act>, NoAct> {
        if matches!(prepared.rule().then, Action::Rebalance(_) | Action::Duplicate(_)) {
            return Ok(None);
        }
        self.act_alone(prepared, index).map(Some)
    }

    fn act_alone(&self, prepared: &Prepared, index: usize) -> Result<Act, NoAct> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        match &rule.then {
            // Neither has a meaning for one alone.
            Action::Rebalance(_) | Action::Duplicate(_) => Err(NoAct::AlreadySo),
            Action::Notify => Ok(Act::Tell),
            Action::Pause(until) => Ok(Act::Pause(*until)),
            Action::Start => Ok(Act::Start),
            Action::Budget(change) => {
                let (field, from) = self.budget(level, index)?;
                let to = stepped(from, change.by)?;
                self.set(field, from, to, (change.floor, change.ceiling), &rule.guards)
            }
            Action::Bid(change) => {
                let bid = self.snapshot.objects(level).bids.get(index).copied().flatten();
                let from = self.amount(bid.ok_or(NoAct::CannotTell(Unknown::NotSet))?);
                let to = stepped(from, change.by)?;
                self.set(AmountField::Bid, from, to, (change.floor, change.ceiling), &rule.guards)
            }
            Action::ScaleToward(toward) => {
                let (field, from) = self.budget(level, index)?;
                let to = stepped(from, self.direction(prepared, toward, index)?)?;
                self.set(field, from, to, (toward.floor, toward.ceiling), &rule.guards)
            }
        }
    }

    /// Sets a daily budget that was worked out from several objects, as far as bounds and steps allow.
    pub(crate) fn daily_budget(
        &self,
        level: Level,
        index: usize,
        to: i64,
        bounds: (Money, Money),
        guards: &Guards,
    ) -> Result<Act, NoAct> {
        match self.budget(level, index)? {
            (AmountField::DailyBudget, from) => {
                self.set(AmountField::DailyBudget, from, self.amount(to), bounds, guards)
            }
            _ => Err(NoAct::CannotTell(Unknown::NotSet)),
        }
    }

    fn amount(&self, minor: i64) -> Money {
        Money { minor, currency: self.snapshot.account.currency }
    }

    /// The budget an object has of its own.
    fn budget(&self, level: Level, index: usize) -> Result<(AmountField, Money), NoAct> {
        let objects = self.snapshot.objects(level);
        let own = |budgets: &[Option<i64>]| budgets.get(index).copied().flatten().map(|minor| self.amount(minor));
        let daily = own(&objects.daily_budgets).map(|money| (AmountField::DailyBudget, money));
        let lifetime = || own(&objects.lifetime_budgets).map(|money| (AmountField::LifetimeBudget, money));
        daily.or_else(lifetime).ok_or(NoAct::CannotTell(Unknown::NotSet))
    }

    fn direction(&self, prepared: &Prepared, toward: &Toward, index: usize) -> Result<By, NoAct> {
        let (level, freshness) = (prepared.rule().scope.level, prepared.rule().guards.freshness_minutes);
        let cannot = NoAct::CannotTell;
        self.fresh(level, toward.metric, false, freshness).map_err(cannot)?;
        let now = self.reading(level, toward.metric).map_err(cannot)?.get(index).copied().unwrap_or(f64::NAN);
        let target = self.values(level, &toward.target, freshness).map_err(cannot)?.at(index);
        if now.is_nan() || target.is_nan() || target <= 0.0 {
            return Err(NoAct::CannotTell(Unknown::NoDivisor));
        }
        let away = now / target - 1.0;
        if away.abs() <= f64::from(toward.within_basis_points) / 10_000.0 {
            return Err(NoAct::AlreadySo);
        }
        let step = Step::BasisPoints(toward.step_basis_points);
        let better = if toward.metric.of == Metric::Cpa { away < 0.0 } else { away > 0.0 };
        Ok(if better { By::Raise(step) } else { By::Lower(step) })
    }

    /// The act that sets an amount, when the rule's own bounds and the largest step allow it.
    fn set(
        &self,
        field: AmountField,
        from: Money,
        to: Money,
        (floor, ceiling): (Money, Money),
        guards: &Guards,
    ) -> Result<Act, NoAct> {
        let ours: Currency = self.snapshot.account.currency;
        if floor.currency != ours || ceiling.currency != ours || to.currency != ours {
            return Err(NoAct::CannotTell(Unknown::OtherCurrency));
        }
        if to == from {
            return Err(NoAct::AlreadySo);
        }
        let refused = |why: String| Err(NoAct::Refused(why));
        if to.minor < floor.minor {
            return refused(format!("{} would lie below the rule's floor of {}", told(to), told(floor)));
        }
        if to.minor > ceiling.minor {
            return refused(format!("{} would lie above the rule's ceiling of {}", told(to), told(ceiling)));
        }
        let (old, new) = (i128::from(from.minor), i128::from(to.minor));
        if (new - old) * WHOLE > old * i128::from(guards.step_up_basis_points) {
            return refused(format!("from {} to {} is more than the largest step up", told(from), told(to)));
        }
        if (old - new) * WHOLE > old * i128::from(guards.step_down_basis_points) {
            return refused(format!("from {} to {} is more than the largest step down", told(from), told(to)));
        }
        Ok(Act::Set { field, from, to })
    }
}

/// An amount as a person reads it.
pub(crate) fn told(money: Money) -> String {
    format!("{} {}", money.to_decimal_text(), money.currency)
}

/// The new amount. It is not held at any bound; what does not fit into an amount is refused.
fn stepped(from: Money, by: By) -> Result<Money, NoAct> {
    let old = i128::from(from.minor);
    // Rounded towards the old amount: a step of 20 % is never more than 20 %.
    let part = |points: u32| old * i128::from(points) / WHOLE;
    let moved = |step: Step| match step {
        Step::BasisPoints(points) => Ok(part(points)),
        Step::Amount(money) if money.currency == from.currency => Ok(i128::from(money.minor)),
        Step::Amount(_) => Err(NoAct::CannotTell(Unknown::OtherCurrency)),
    };
    let new = match by {
        By::Raise(step) => old + moved(step)?,
        By::Lower(step) => old - moved(step)?,
        By::Set(money) => return Ok(money),
    };
    let minor = i64::try_from(new).map_err(|_| NoAct::Refused("the new amount is out of range".to_owned()))?;
    Ok(Money { minor, currency: from.currency })
}
