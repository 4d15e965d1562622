//! The rule language once more, slow and obvious: one object at a time, one day at a time, straight from the rows.
//!
//! It shares the types of a rule with the crate and nothing else, so that where both agree neither is likely wrong.

mod acts;
mod moves;
mod terms;

use chrono::{Datelike, Timelike};
use domain::{ConfiguredStatus, Level};
use rules::*;

use crate::world::{World, number};

/// A value, or that it cannot be told.
type Value = Option<f64>;

/// What becomes of each object, with what would be done.
pub(crate) fn judge(rule: &Rule, world: &World) -> Vec<(Standing, Option<Act>)> {
    let level = rule.scope.level;
    let count = world.objects(level).len();
    let reference = Reference { rule, world, level };
    let mut result: Vec<(Standing, Option<Act>)> = (0..count).map(|index| reference.one(index)).collect();
    reference.together(&mut result);
    result
}

/// The answer of the conditions for one object, the spend filters included.
pub(crate) fn conditions(rule: &Rule, world: &World, index: usize) -> Answer {
    Reference { rule, world, level: rule.scope.level }.all_conditions(index)
}

struct Reference<'w> {
    rule: &'w Rule,
    world: &'w World,
    level: Level,
}

impl Reference<'_> {
    fn one(&self, index: usize) -> (Standing, Option<Act>) {
        if !self.in_scope(index) {
            return (Standing::OutOfScope, None);
        }
        let status = self.world.objects(self.level)[index].configured;
        match self.rule.then {
            Action::Pause(_) if status != ConfiguredStatus::Active => return (Standing::AlreadySo, None),
            Action::Start if status != ConfiguredStatus::Paused => return (Standing::AlreadySo, None),
            _ => {}
        }
        match self.all_conditions(index) {
            Answer::NotMet => (Standing::NotMet, None),
            Answer::CannotTell => (Standing::CannotTell, None),
            Answer::Met => match self.act(index) {
                Some(None) => (Standing::AlreadySo, None),
                Some(Some(act)) if self.floors_allow(index) && self.learning_allows(index) => {
                    (Standing::Acts, Some(act))
                }
                _ => (Standing::Refused, None),
            },
        }
    }

    fn together(&self, result: &mut [(Standing, Option<Act>)]) {
        if let Action::Rebalance(wanted) = &self.rule.then {
            self.move_budgets(wanted, result);
        }
        let guards = &self.rule.guards;
        let objects = self.world.objects(self.level);
        if matches!(self.rule.then, Action::Pause(_)) && self.level >= Level::Adset && !guards.may_empty_the_parent {
            let before: Vec<Standing> = result.iter().map(|(standing, _)| *standing).collect();
            for index in 0..result.len() {
                if before[index] != Standing::Acts {
                    continue;
                }
                let left_active = (0..objects.len()).any(|other| {
                    objects[other].parent == objects[index].parent
                        && objects[other].configured == ConfiguredStatus::Active
                        && before[other] != Standing::Acts
                });
                if objects[index].parent.is_none() || !left_active {
                    result[index] = (Standing::Refused, None);
                }
            }
        }
        let acting = result.iter().filter(|(standing, _)| *standing == Standing::Acts).count();
        if self.rule.then.acts() && acting > guards.acts_a_run as usize {
            for one in result.iter_mut().filter(|(standing, _)| *standing == Standing::Acts) {
                *one = (Standing::Refused, None);
            }
        }
    }

    fn in_scope(&self, index: usize) -> bool {
        let object = &self.world.objects(self.level)[index];
        let scope = &self.rule.scope;
        if !scope.accounts.is_empty() && !scope.accounts.contains(&self.world.account.id) {
            return false;
        }
        if matches!(object.configured, ConfiguredStatus::Archived | ConfiguredStatus::Deleted) {
            return false;
        }
        if let Members::Only(ids) = &scope.members
            && !ids.contains(&object.id)
        {
            return false;
        }
        for level in Level::ALL {
            if let Some(above) = self.above(index, level)
                && scope.never.contains(&self.world.objects(level)[above].id)
            {
                return false;
            }
        }
        scope.filters.iter().all(|filter| match filter {
            Filter::Label(wanted) => object.labels.iter().any(|label| wanted.contains(&label.to_string())),
            Filter::Objective(wanted) => self.above(index, Level::Campaign).is_some_and(|campaign| {
                let objective = &self.world.objects(Level::Campaign)[campaign].objective;
                objective.as_ref().is_some_and(|objective| wanted.contains(&objective.to_string()))
            }),
            Filter::Status(wanted) => object.effective.is_some_and(|status| wanted.contains(&status)),
            Filter::Name(name) => self
                .place(index, name.at)
                .is_some_and(|(level, above)| fits(&self.world.objects(level)[above].name, &name.is)),
            Filter::Spend(_) => true,
        })
    }

    /// The position of what is above an object at a level, or itself.
    fn above(&self, index: usize, wanted: Level) -> Option<usize> {
        let mut at = index;
        let mut level = number(self.level);
        while level > number(wanted) {
            at = self.world.objects[level][at].parent? as usize;
            level -= 1;
        }
        (level == number(wanted)).then_some(at)
    }

    fn place(&self, index: usize, place: Place) -> Option<(Level, usize)> {
        let level = match place {
            Place::Itself => self.level,
            Place::Adset => Level::Adset,
            Place::Campaign => Level::Campaign,
            Place::Account => Level::Account,
        };
        Some((level, self.above(index, level)?))
    }

    fn all_conditions(&self, index: usize) -> Answer {
        let mut answer = self.condition(&self.rule.when, index);
        for filter in &self.rule.scope.filters {
            if let Filter::Spend(spend) = filter {
                let seen = self.metric(index, Metric::Spend, spend.window, Place::Itself);
                answer = answer.min(compare(seen, spend.is, self.money(spend.amount)));
            }
        }
        answer
    }

    fn condition(&self, condition: &Condition, index: usize) -> Answer {
        match condition {
            Condition::All(parts) => parts.iter().map(|part| self.condition(part, index)).min().unwrap_or(Answer::Met),
            Condition::Any(parts) => {
                parts.iter().map(|part| self.condition(part, index)).max().unwrap_or(Answer::NotMet)
            }
            Condition::None(parts) => {
                match parts.iter().map(|part| self.condition(part, index)).max().unwrap_or(Answer::NotMet) {
                    Answer::Met => Answer::NotMet,
                    Answer::CannotTell => Answer::CannotTell,
                    Answer::NotMet => Answer::Met,
                }
            }
            Condition::Compare(both) => compare(self.term(&both.left, index), both.is, self.term(&both.right, index)),
            Condition::Rank(rank) => self.rank(rank, index),
            Condition::Clock(hours) => self.clock(hours),
            Condition::Learning(stages) => match self.stage(index) {
                Some(stage) if stages.contains(&stage) => Answer::Met,
                Some(_) => Answer::NotMet,
                None => Answer::CannotTell,
            },
            Condition::Budget(kinds) => {
                let object = &self.world.objects(self.level)[index];
                let kind = if object.daily_budget_minor.is_some() {
                    BudgetKind::Daily
                } else if object.lifetime_budget_minor.is_some() {
                    BudgetKind::Lifetime
                } else {
                    BudgetKind::Elsewhere
                };
                if kinds.contains(&kind) { Answer::Met } else { Answer::NotMet }
            }
        }
    }

    fn stage(&self, index: usize) -> Option<LearningStage> {
        self.world.objects(Level::Adset)[self.above(index, Level::Adset)?].learning
    }

    fn clock(&self, hours: &Hours) -> Answer {
        let now = self.world.account.zone.local(self.world.at).unwrap();
        let minutes = |time: TimeOfDay| u32::from(time.minutes());
        // Each of the two days on which these hours may have begun.
        let holds = [0, 1].into_iter().any(|back| {
            let day = now.date() - chrono::Days::new(back);
            let weekday = Weekday::ALL[day.weekday().num_days_from_monday() as usize];
            let from = minutes(hours.from);
            let mut until = minutes(hours.until);
            if until <= from {
                until += 24 * 60;
            }
            let shown = now.hour() * 60 + now.minute() + 24 * 60 * u32::try_from(back).unwrap();
            (hours.days.is_empty() || hours.days.contains(&weekday)) && from <= shown && shown < until
        });
        if holds { Answer::Met } else { Answer::NotMet }
    }

    fn rank(&self, rank: &Rank, index: usize) -> Answer {
        if !self.in_scope(index) {
            return Answer::NotMet;
        }
        if self.whole_term_is_unknown(&rank.by) {
            return Answer::CannotTell;
        }
        let own = self.term(&rank.by, index);
        if own == Some(0.0) && rank.zeros == Zeros::LeaveOut {
            return Answer::NotMet;
        }
        let Some(own) = own else { return Answer::CannotTell };
        let group = |index: usize| match rank.among {
            Among::Scope => Some(0),
            Among::Siblings if self.level == Level::Campaign => Some(0),
            Among::Siblings => self.world.objects(self.level)[index].parent,
        };
        let Some(mine) = group(index) else { return Answer::CannotTell };
        let (mut members, mut as_good, mut unknown) = (0, 0, 0);
        for other in 0..self.world.objects(self.level).len() {
            if group(other) != Some(mine) || !self.in_scope(other) {
                continue;
            }
            let value = self.term(&rank.by, other);
            if rank.zeros == Zeros::LeaveOut && (value.is_none() || value == Some(0.0)) {
                continue;
            }
            members += 1;
            match value {
                None => unknown += 1,
                Some(value) if rank.end == End::Top && value >= own => as_good += 1,
                Some(value) if rank.end == End::Bottom && value <= own => as_good += 1,
                Some(_) => {}
            }
        }
        let taken = match rank.take {
            Take::Count(count) => count as usize,
            Take::Percent(percent) => members * usize::from(percent) / 100,
        };
        if as_good > taken {
            Answer::NotMet
        } else if as_good + unknown <= taken {
            Answer::Met
        } else {
            Answer::CannotTell
        }
    }

    /// Whether something in the term is unknown for every object alike.
    fn whole_term_is_unknown(&self, term: &Term) -> bool {
        match term {
            Term::Number(_) | Term::Fact(_) => false,
            Term::Money(money) => self.money(*money).is_none(),
            Term::Target(_) => self.term(term, 0).is_none(),
            Term::Metric(reading) => {
                let level = self.level_of(reading.at);
                !self.days(level, reading.window).is_some_and(|days| self.relied_on(level, days))
            }
            Term::Change(reading) => {
                let level = self.level_of(reading.at);
                !self.days(level, reading.window).is_some_and(|(since, until)| {
                    let before =
                        (since.plus_days(-i64::from(until.number() - since.number() + 1)), since.plus_days(-1));
                    self.relied_on(level, (since, until)) && self.relied_on(level, before)
                })
            }
            Term::Add(both) | Term::Subtract(both) | Term::Multiply(both) | Term::Divide(both) => {
                both.iter().any(|part| self.whole_term_is_unknown(part))
                    || (both.iter().all(is_the_same_for_all) && self.term(term, 0).is_none())
            }
        }
    }
}

fn compare(left: Value, is: Operator, right: Value) -> Answer {
    let (Some(left), Some(right)) = (left, right) else { return Answer::CannotTell };
    let holds = match is {
        Operator::Above => left > right,
        Operator::AtLeast => left >= right,
        Operator::Below => left < right,
        Operator::AtMost => left <= right,
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
    };
    if holds { Answer::Met } else { Answer::NotMet }
}

fn is_the_same_for_all(term: &Term) -> bool {
    match term {
        Term::Number(_) | Term::Money(_) | Term::Target(_) => true,
        Term::Metric(_) | Term::Change(_) | Term::Fact(_) => false,
        Term::Add(both) | Term::Subtract(both) | Term::Multiply(both) | Term::Divide(both) => {
            both.iter().all(is_the_same_for_all)
        }
    }
}

/// The few patterns that generated rules use, matched by hand.
fn fits(name: &str, is: &NameIs) -> bool {
    let name = name.to_lowercase();
    match is {
        NameIs::Contains(text) => name.contains(&text.to_lowercase()),
        NameIs::Lacks(text) => !name.contains(&text.to_lowercase()),
        NameIs::Wildcard(pattern) => {
            wild(&pattern.to_lowercase().chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
        }
        NameIs::Regex(_) => ["tof", "x"].iter().any(|word| {
            name.strip_prefix(word).is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
        }),
    }
}

fn wild(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => wild(rest, text) || text.split_first().is_some_and(|(_, text)| wild(pattern, text)),
        (Some(('?', rest)), Some((_, text))) => wild(rest, text),
        (Some((one, rest)), Some((other, text))) => one == other && wild(rest, text),
        _ => false,
    }
}
