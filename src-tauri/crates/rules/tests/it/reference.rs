//! The rule language once more, slow and obvious: one object at a time, one day at a time, straight from the rows.
//!
//! It shares the types of a rule with the crate and nothing else, so that where both agree neither is likely wrong.

use chrono::{Datelike, Timelike};
use domain::{AccountDay, ConfiguredStatus, Level, MetricSums, Money, TimestampMillis};
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

    // ---- scope

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

    // ---- conditions

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

    // ---- terms

    fn money(&self, money: Money) -> Value {
        (money.currency == self.world.account.currency).then_some(money.minor as f64)
    }

    fn term(&self, term: &Term, index: usize) -> Value {
        let both = |both: &[Term; 2]| Some((self.term(&both[0], index)?, self.term(&both[1], index)?));
        let value = match term {
            Term::Number(number) => *number,
            Term::Money(money) => self.money(*money)?,
            Term::Metric(reading) => self.metric(index, reading.of, reading.window, reading.at)?,
            Term::Change(reading) => {
                let (level, above) = self.place(index, reading.at)?;
                let (since, until) = self.days(level, reading.window)?;
                let length = i64::from(until.number() - since.number() + 1);
                let now = self.over(level, above, reading.of, (since, until))?;
                let before = self.over(level, above, reading.of, (since.plus_days(-length), since.plus_days(-1)))?;
                if before == 0.0 {
                    return None;
                }
                (now - before) / before * 100.0
            }
            Term::Fact(fact) => {
                let (level, above) = self.place(index, fact.at)?;
                let object = &self.world.objects(level)[above];
                match fact.of {
                    Fact::AgeHours => {
                        let age = self.world.at.millis_since(object.created?);
                        if age < 0 {
                            return None;
                        }
                        age as f64 / 3_600_000.0
                    }
                    Fact::DailyBudget => object.daily_budget_minor? as f64,
                    Fact::LifetimeBudget => object.lifetime_budget_minor? as f64,
                    Fact::Bid => object.bid_minor? as f64,
                }
            }
            Term::Target(Target::Cpa) => self.world.account.target_cpa_minor? as f64,
            Term::Target(Target::Roas) => self.world.account.target_roas?,
            Term::Add(terms) => both(terms).map(|(left, right)| left + right)?,
            Term::Subtract(terms) => both(terms).map(|(left, right)| left - right)?,
            Term::Multiply(terms) => both(terms).map(|(left, right)| left * right)?,
            Term::Divide(terms) => both(terms).map(|(left, right)| left / right)?,
        };
        value.is_finite().then_some(value)
    }

    fn metric(&self, index: usize, metric: Metric, window: Window, place: Place) -> Value {
        let (level, above) = self.place(index, place)?;
        let days = self.days(level, window)?;
        if window == Window::Lifetime {
            let first = self.world.read[number(level)].0;
            let made = self.world.objects(level)[above].created?;
            if made < self.world.account.zone.start_of(first) {
                return None;
            }
        }
        self.over(level, above, metric, days)
    }

    fn level_of(&self, place: Place) -> Level {
        match place {
            Place::Itself => self.level,
            Place::Adset => Level::Adset,
            Place::Campaign => Level::Campaign,
            Place::Account => Level::Account,
        }
    }

    /// First and last day of a window.
    fn days(&self, level: Level, window: Window) -> Option<(AccountDay, AccountDay)> {
        let today = self.world.today();
        let back = |days: i64| today.plus_days(-days);
        Some(match window {
            Window::Today => (today, today),
            Window::Yesterday => (back(1), back(1)),
            Window::Last(last) if last.with_today => (back(i64::from(last.days) - 1), today),
            Window::Last(last) => (back(i64::from(last.days)), back(1)),
            Window::ThisMonth => (back(i64::from(today.date().day()) - 1), today),
            Window::Lifetime => (self.world.read[number(level)].0, today),
            Window::Matured(matured) => {
                let newest = match matured.leave_out {
                    LeaveOut::Newest(days) => i64::from(days),
                    LeaveOut::UnderPercent(percent) => {
                        let curve = &self.world.account.maturity_percent;
                        let ripe_from = (0..curve.len())
                            .find(|day| curve[*day..].iter().all(|known| *known >= f64::from(percent)))?;
                        i64::try_from(ripe_from).unwrap().max(1)
                    }
                };
                (back(newest + i64::from(matured.days) - 1), back(newest))
            }
        })
    }

    /// Whether these days were read well enough.
    fn relied_on(&self, level: Level, (since, until): (AccountDay, AccountDay)) -> bool {
        let (first, read) = &self.world.read[number(level)];
        let (at, today) = (self.world.at, self.world.today());
        let read_at = |day: i32| -> Option<TimestampMillis> {
            read.get(usize::try_from(day - first.number()).ok()?).copied().flatten()
        };
        for day in since.number()..=until.number() {
            let Some(read_at) = read_at(day) else { return false };
            let next = AccountDay::from_number(day).unwrap().plus_days(1);
            let over = day < today.number();
            if read_at > at || (over && read_at < self.world.account.zone.start_of(next)) {
                return false;
            }
        }
        let newest = read_at(until.number()).unwrap();
        let limit = i64::from(self.rule.guards.freshness_minutes) * 60_000;
        today.number() - until.number() >= 28 || at.0 - newest.0 <= limit
    }

    fn over(&self, level: Level, index: usize, metric: Metric, days: (AccountDay, AccountDay)) -> Value {
        if !self.relied_on(level, days) {
            return None;
        }
        let mut sums = MetricSums::default();
        let mut there = false;
        for day in days.0.number()..=days.1.number() {
            if let Some(row) = self.world.rows.get(&(level, index, day)) {
                sums.add(row);
                there = true;
            }
        }
        if !there {
            return None;
        }
        let rate = |top: f64, bottom: i64| (bottom != 0).then(|| top / bottom as f64);
        match metric {
            Metric::Spend => Some(sums.spend_minor as f64),
            Metric::Impressions => Some(sums.impressions as f64),
            Metric::Clicks => Some(sums.clicks as f64),
            Metric::LinkClicks => Some(sums.link_clicks as f64),
            Metric::Conversions => Some(sums.conversions()),
            Metric::Value => Some(sums.value_minor as f64),
            Metric::Ctr => sums.ctr_percent(),
            Metric::LinkCtr => rate(sums.link_clicks as f64 * 100.0, sums.impressions),
            Metric::ConversionRate => rate(sums.conversions() * 100.0, sums.link_clicks),
            Metric::Cpc => sums.cpc_minor(),
            Metric::Cpm => sums.cpm_minor(),
            Metric::Cpa => sums.cpa_minor(),
            Metric::Roas => sums.roas(),
        }
    }

    // ---- guards and acts

    fn floors_allow(&self, index: usize) -> bool {
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

    fn learning_allows(&self, index: usize) -> bool {
        if !self.rule.then.acts() || self.rule.guards.learning == Learning::Touch || self.level < Level::Adset {
            return true;
        }
        self.stage(index).is_some_and(|stage| stage != LearningStage::Learning)
    }

    /// None where a bound or something unknown is in the way; none inside where there is nothing to do.
    fn act(&self, index: usize) -> Option<Option<Act>> {
        let object = &self.world.objects(self.level)[index];
        let budget = || match (object.daily_budget_minor, object.lifetime_budget_minor) {
            (Some(daily), _) => Some((AmountField::DailyBudget, daily)),
            (None, Some(lifetime)) => Some((AmountField::LifetimeBudget, lifetime)),
            (None, None) => None,
        };
        match &self.rule.then {
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

    fn set(&self, (field, old): (AmountField, i64), by: By, floor: Money, ceiling: Money) -> Option<Option<Act>> {
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
