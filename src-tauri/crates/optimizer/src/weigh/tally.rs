//! What all rules together have done, and the guards that count it.

use std::collections::BTreeMap;

use chrono::Timelike;
use domain::{Level, ObjectId, TimestampMillis};
use rules::{Act, AmountField, Answer, Decision, Guard, Mode, Verdict};

use super::conflicts::{About, about};
use super::{Around, PastAct, is_real};
use crate::shelf::Kept;

/// A quarter of the daily budgets may be added in a day where nobody has said otherwise.
const RAISED_SHARE: i64 = 4;

/// The cool-down of a rule that is not there any more, in minutes.
const COOL_DOWN: u32 = 24 * 60;

const MINUTE: i64 = 60_000;

#[derive(Clone)]
pub(super) struct Tally<'a> {
    around: &'a Around<'a>,
    daily_budgets: i64,
    acts_today: u32,
    raised_today: i64,
    /// What was done last to each object, of each kind, with the rule that did it.
    last: BTreeMap<(Level, ObjectId, About), (TimestampMillis, String)>,
    /// How many active objects are left under a parent after the pauses of this look.
    left: BTreeMap<(Level, u32), i64>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(around: &'a Around<'a>, daily_budgets: i64) -> Self {
        let mut tally = Self {
            around,
            daily_budgets,
            acts_today: 0,
            raised_today: 0,
            last: BTreeMap::new(),
            left: BTreeMap::new(),
        };
        let real = around.past.iter().filter(|act| act.real && about(&act.act).is_some());
        for PastAct { rule, level, object, at, act, .. } in real {
            tally.count(rule, (*level, object), *at, act);
        }
        tally
    }

    fn count(&mut self, rule: &str, (level, object): (Level, &ObjectId), at: TimestampMillis, act: &Act) {
        let (zone, now) = (&self.around.snapshot.account.zone, self.around.snapshot.at);
        // What seems to lie ahead counts as just done: a clock that was put back frees nothing.
        if at >= now || zone.day_of(at) == zone.day_of(now) {
            self.acts_today = self.acts_today.saturating_add(1);
            self.raised_today = self.raised_today.saturating_add(self.raise(level, object, act));
        }
        if let Some(about) = about(act) {
            self.last.insert((level, object.clone(), about), (at, rule.to_owned()));
        }
    }

    /// Budget a day that an act adds, in minor units.
    fn raise(&self, level: Level, object: &ObjectId, act: &Act) -> i64 {
        match act {
            Act::Set { field: AmountField::DailyBudget, from, to } => to.minor.saturating_sub(from.minor).max(0),
            Act::Start => self.around.snapshot.objects(level).daily_budget_of(object).unwrap_or(0),
            Act::Set { .. } | Act::Pause(_) | Act::Tell | Act::Copy { .. } => 0,
        }
    }

    pub(super) fn guards(&self, rule: &Kept, decision: &Decision, act: &Act) -> Vec<Verdict> {
        let limits = self.around.limits;
        let mut verdicts = Vec::new();
        if is_real(rule.rule().mode) && !limits.may_act {
            let note = "rules may not act in this account; Settings, Rules allows it";
            verdicts.push(Verdict::new(Guard::MayAct, Answer::NotMet).because(note));
        }
        if rule.rule().mode == Mode::Auto {
            verdicts.push(self.quiet());
        }
        verdicts.push(self.other_rule(rule, decision, act));
        verdicts.push(self.somebody_else(&decision.object));
        verdicts.push(Verdict::at_most(
            Guard::AllActsToday,
            f64::from(self.acts_today.saturating_add(1)),
            f64::from(limits.acts_a_day),
        ));
        let raise = self.raise(decision.level, &decision.object, act);
        if raise > 0 || matches!(act, Act::Start) {
            verdicts.push(self.raised(raise));
            verdicts.push(self.brake());
        }
        if matches!(act, Act::Pause(_)) && !rule.rule().guards.may_empty_the_parent {
            verdicts.extend(self.parent(decision));
        }
        verdicts
    }

    fn quiet(&self) -> Verdict {
        let local = self.around.snapshot.account.zone.local(self.around.snapshot.at);
        let minutes = local.and_then(|local| u16::try_from(local.hour() * 60 + local.minute()).ok());
        let quiet = minutes.is_none_or(|minutes| self.around.limits.is_quiet(minutes));
        Verdict::new(Guard::QuietHours, Answer::of(!quiet))
    }

    fn other_rule(&self, rule: &Kept, decision: &Decision, act: &Act) -> Verdict {
        let now = self.around.snapshot.at;
        let last = about(act).and_then(|about| self.last.get(&(decision.level, decision.object.clone(), about)));
        let Some((at, other)) = last.filter(|(_, other)| *other != rule.rule().id) else {
            return Verdict::new(Guard::OtherRule, Answer::Met);
        };
        let other = self.around.all.iter().find(|kept| kept.rule().id == *other);
        let theirs = other.map_or(COOL_DOWN, |other| other.rule().guards.cool_down_minutes);
        let minutes = i64::from(theirs.max(rule.rule().guards.cool_down_minutes));
        let verdict = Verdict::new(Guard::OtherRule, Answer::of(now.millis_since(*at) >= minutes * MINUTE));
        verdict.because(format!("“{}” acted on it", other.map_or("a rule", |other| other.rule().name.as_str())))
    }

    fn somebody_else(&self, object: &ObjectId) -> Verdict {
        match self.around.touched.get(object) {
            None => Verdict::new(Guard::SomebodyElse, Answer::Met),
            Some(touched) => Verdict::new(Guard::SomebodyElse, Answer::NotMet)
                .because(format!("{} changed it a short while ago", touched.by)),
        }
    }

    fn raised(&self, raise: i64) -> Verdict {
        let most = self.around.limits.raised_a_day_minor.unwrap_or(self.daily_budgets / RAISED_SHARE);
        let all = self.raised_today.saturating_add(raise);
        // Budgets are far below 2^53 minor units; what is not is compared as an integer all the same.
        Verdict { answer: Answer::of(all <= most), ..Verdict::at_most(Guard::AllRaisedToday, all as f64, most as f64) }
    }

    fn brake(&self) -> Verdict {
        let Some(spent) = self.around.spent_today_minor else { return Verdict::new(Guard::SpendBrake, Answer::Met) };
        let most = i128::from(self.daily_budgets) * i128::from(self.around.limits.spend_brake_percent);
        let within = i128::from(spent) * 100 <= most || self.daily_budgets == 0;
        let percent = if self.daily_budgets == 0 { 0.0 } else { spent as f64 * 100.0 / self.daily_budgets as f64 };
        let limit = f64::from(self.around.limits.spend_brake_percent);
        Verdict { answer: Answer::of(within), ..Verdict::at_most(Guard::SpendBrake, percent.round(), limit) }
    }

    /// Whether something active is left beside it when everything that is paused in this look is gone. Each rule has
    /// looked at its own pauses; this is about those of several.
    fn parent(&self, decision: &Decision) -> Option<Verdict> {
        let (parent, active) = self.around.snapshot.active_beside(decision.level, &decision.object)?;
        let left = self.left.get(&(decision.level, parent)).copied().unwrap_or(active) - 1;
        // Counts of objects are far below 2^53.
        Some(Verdict { answer: Answer::of(left >= 1), ..Verdict::at_least(Guard::KeepsTheParent, left as f64, 1.0) })
    }

    /// Notes an act of this look.
    pub(super) fn note(&mut self, rule: &Kept, decision: &Decision, act: &Act) {
        self.count(&rule.rule().id, (decision.level, &decision.object), self.around.snapshot.at, act);
        if !matches!(act, Act::Pause(_)) {
            return;
        }
        if let Some((parent, active)) = self.around.snapshot.active_beside(decision.level, &decision.object) {
            *self.left.entry((decision.level, parent)).or_insert(active) -= 1;
        }
    }
}
