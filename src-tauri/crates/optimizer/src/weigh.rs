//! What rules want to do to one account, weighed against what all of them did before and may do together.
//!
//! Pure: the same snapshot, past and limits give the same answer.

mod conflicts;
mod groups;
mod tally;

use std::collections::BTreeMap;

use domain::{Level, ObjectId, TimestampMillis};
use rules::{Act, Decision, Frame, Guard, Mode, Past, Reach, Snapshot, Standing, Verdict};

use crate::limits::Limits;
use crate::shelf::Kept;
use crate::world::Touched;
use tally::Tally;

/// Something a rule did, or is about to do, or recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct PastAct {
    /// The rule.
    pub rule: String,
    /// The object's level.
    pub level: Level,
    /// The object.
    pub object: ObjectId,
    /// When it was decided.
    pub at: TimestampMillis,
    /// What.
    pub act: Act,
    /// Whether it changed something at Meta or may yet: it was sent, is being sent, or waits for a person.
    pub real: bool,
}

/// What rules are weighed against.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The account as it is known now.
    pub snapshot: &'a Snapshot,
    /// What rules may do in it.
    pub limits: &'a Limits,
    /// What rules did in it, oldest first, as far back as any cool-down reaches and at least two days.
    pub past: &'a [PastAct],
    /// Spend of the account's present day, in minor units; none when it is not known.
    pub spent_today_minor: Option<i64>,
    /// Objects that somebody outside this program changed a short while ago.
    pub touched: &'a BTreeMap<ObjectId, Touched>,
    /// Every rule of the workspace, for the cool-downs of those that acted before.
    pub all: &'a [Kept],
}

/// What one rule's look came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Objects in its scope.
    pub objects: u32,
    /// Objects of which it could not be told.
    pub cannot_tell: u32,
    /// How much of the account it would touch.
    pub reach: Reach,
    /// Each object that met the conditions, those that guards refuse among them.
    pub decisions: Vec<Decision>,
}

impl Weighed {
    /// What is to be done.
    pub fn acts(&self) -> impl Iterator<Item = (&Decision, &Act)> {
        let acts = self.decisions.iter().filter(|decision| decision.standing == Standing::Acts);
        acts.filter_map(|decision| decision.act.as_ref().map(|act| (decision, act)))
    }
}

/// Whether a rule's acts reach Meta, now or after a person's yes.
pub(crate) fn is_real(mode: Mode) -> bool {
    matches!(mode, Mode::Approve | Mode::Auto)
}

/// Weighs rules that look at the same time. The answers are in their order.
pub fn weigh(rules: &[&Kept], around: &Around<'_>) -> Vec<Weighed> {
    let frame = Frame::new(around.snapshot);
    let mut looks: Vec<Weighed> = rules.iter().map(|rule| judged(&frame, rule)).collect();
    conflicts::refuse(rules, &mut looks);
    let mut tally = Tally::new(around, looks.first().map_or(0, |look| look.reach.daily_budget_minor));
    for (rule, look) in rules.iter().zip(&mut looks) {
        guard(rule, look, around, &mut tally);
    }
    looks
}

fn judged(frame: &Frame<'_>, rule: &Kept) -> Weighed {
    let evaluation = frame.evaluate(&rule.prepared);
    let count = |wanted: fn(&Standing) -> bool| {
        u32::try_from(evaluation.standings.iter().filter(|standing| wanted(standing)).count()).unwrap_or(u32::MAX)
    };
    Weighed {
        objects: count(|standing| *standing != Standing::OutOfScope),
        cannot_tell: count(|standing| *standing == Standing::CannotTell),
        reach: evaluation.reach,
        decisions: evaluation.decisions,
    }
}

/// Asks the guards that know the past and the other rules, in the order of the snapshot.
fn guard(rule: &Kept, look: &mut Weighed, around: &Around<'_>, tally: &mut Tally<'_>) {
    let (id, written) = (&rule.rule().id, rule.rule());
    let mut past = Past::default();
    // What it only recorded in shadow holds nothing back once it may act.
    let counts = |act: &&PastAct| act.rule == *id && (act.real || !is_real(written.mode));
    for act in around.past.iter().filter(counts) {
        past.note(&act.object, act.at, &act.act);
    }
    let run = look.acts().count();
    for group in groups::of(written, around.snapshot, &look.decisions) {
        let before = group.together.then(|| tally.clone());
        for place in &group.places {
            if let Some(decision) = look.decisions.get_mut(*place) {
                guard_one(rule, decision, around, (&past, run), tally);
            }
        }
        if let Some(before) = before
            && groups::refuse_torn(&mut look.decisions, &group.places)
        {
            // What was noted of it does not come about.
            *tally = before;
        }
    }
}

fn guard_one(
    rule: &Kept,
    decision: &mut Decision,
    around: &Around<'_>,
    (past, run): (&Past, usize),
    tally: &mut Tally<'_>,
) {
    let (Standing::Acts, Some(act)) = (decision.standing, decision.act.clone()) else { return };
    let (written, account) = (rule.rule(), &around.snapshot.account);
    let at = (&decision.object, &act);
    let mut verdicts = past.guards(&written.guards, &account.zone, around.snapshot.at, at, run);
    if act == Act::Tell {
        // Nothing is done: all that matters is not to tell the same again and again.
        verdicts.retain(|verdict| matches!(verdict.guard, Guard::CoolDown | Guard::ActsOnObjectToday));
    } else {
        verdicts.extend(tally.guards(rule, decision, &act));
    }
    let passes = verdicts.iter().all(Verdict::lets_pass);
    decision.guards.extend(verdicts);
    if !passes {
        decision.standing = Standing::Refused;
    } else if is_real(written.mode) && act != Act::Tell {
        tally.note(rule, decision, &act);
    }
}
