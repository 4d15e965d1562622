//! Guards that need to know what a rule did before: cool-down, acts a day, all steps of a day together.

use std::collections::HashMap;

use domain::{AccountZone, Money, ObjectId, TimestampMillis};

use crate::act::{Act, AmountField};
use crate::guard::{Guard, Verdict};
use crate::rule::Guards;
use crate::schedule::MINUTE;
use crate::unknown::Answer;

/// Milliseconds of 24 hours.
const DAY: i64 = 24 * 60 * MINUTE;

/// What one rule did, as far back as its guards look.
#[derive(Debug, Clone, Default)]
pub struct Past {
    by_object: HashMap<ObjectId, Vec<Done>>,
    all: Vec<TimestampMillis>,
}

#[derive(Debug, Clone)]
struct Done {
    at: TimestampMillis,
    set: Option<(AmountField, Money)>,
}

impl Past {
    /// Notes an act. Acts are noted in the order in which they were done.
    pub fn note(&mut self, object: &ObjectId, at: TimestampMillis, act: &Act) {
        let set = match act {
            Act::Set { field, from, .. } => Some((*field, *from)),
            Act::Tell | Act::Pause(_) | Act::Start | Act::Copy { .. } => None,
        };
        self.by_object.entry(object.clone()).or_default().push(Done { at, set });
        self.all.push(at);
    }

    /// What the guards say of an act on an object at `now`, as one of `run` acts that are to be done together.
    ///
    /// An act that was noted later than `now` counts as just done: a clock that was put back shortens no cool-down.
    pub fn guards(
        &self,
        guards: &Guards,
        zone: &AccountZone,
        now: TimestampMillis,
        (object, act): (&ObjectId, &Act),
        run: usize,
    ) -> Vec<Verdict> {
        let done = self.by_object.get(object).map_or(&[][..], Vec::as_slice);
        let within = |at: TimestampMillis, millis: i64| now.millis_since(at) < millis;
        // Asked once: there may be thousands of acts, and each is compared.
        let midnight = zone.day_of(now).map_or(now, |day| zone.start_of(day)).min(now);
        let today = |at: TimestampMillis| at >= midnight;
        let cooling = done.iter().any(|done| within(done.at, i64::from(guards.cool_down_minutes) * MINUTE));
        let on_object = done.iter().filter(|done| today(done.at)).count() + 1;
        let on_all = self.all.iter().filter(|at| today(**at)).count() + run.max(1);
        let limit = |count: u32| f64::from(count);
        let mut verdicts = vec![
            Verdict::new(Guard::CoolDown, Answer::of(!cooling)),
            // Counts of acts are far below 2^53.
            Verdict::at_most(Guard::ActsOnObjectToday, on_object as f64, limit(guards.acts_per_object_a_day)),
            Verdict::at_most(Guard::ActsToday, on_all as f64, limit(guards.acts_a_day)),
        ];
        if let Act::Set { field, from, to } = act {
            let recent = done.iter().filter(|done| within(done.at, DAY));
            let first = recent.filter_map(|done| done.set).find(|(other, _)| other == field).map(|(_, from)| from);
            verdicts.push(day_sum(first.unwrap_or(*from), *to, guards.day_up_basis_points));
        }
        verdicts
    }
}

fn day_sum(before: Money, to: Money, most: u32) -> Verdict {
    let (before, to) = (i128::from(before.minor), i128::from(to.minor));
    let up = (to - before) * 10_000;
    let seen = if before > 0 { up as f64 / before as f64 } else { f64::INFINITY };
    let answer = Answer::of(up <= before.max(0) * i128::from(most));
    Verdict {
        seen: seen.is_finite().then_some(seen),
        limit: Some(f64::from(most)),
        ..Verdict::new(Guard::DaySum, answer)
    }
}
