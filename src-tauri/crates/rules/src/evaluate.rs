//! A rule on a snapshot: what becomes of each object, and why.

use std::collections::HashMap;

use domain::{ConfiguredStatus, Level, ObjectId, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::act::{Act, NoAct};
use crate::frame::Frame;
use crate::guard::{Guard, Verdict};
use crate::in_scope::Outside;
use crate::prepared::Prepared;
use crate::reach::Reach;
use crate::reason::{Explainer, Reason, asked};
use crate::snapshot::Snapshot;
use crate::unknown::Answer;

/// What a rule makes of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does not look at it.
    OutOfScope,
    /// There is nothing to do: it is already paused, already on, already close enough to the target.
    AlreadySo,
    /// The conditions are not met.
    NotMet,
    /// It cannot be told whether they are.
    CannotTell,
    /// They are met, and a guard is in the way.
    Refused,
    /// They are met and nothing that can be judged now is in the way.
    Acts,
}

/// What a rule makes of one object, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The object.
    pub object: ObjectId,
    /// Its level.
    pub level: Level,
    /// What becomes of it.
    pub standing: Standing,
    /// Why it is not looked at.
    pub outside: Option<Outside>,
    /// What is to be done; only where it acts.
    pub act: Option<Act>,
    /// The conditions.
    pub reasons: Reason,
    /// What each guard said; empty where the conditions are not met.
    pub guards: Vec<Verdict>,
}

/// What a rule makes of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The rule's id.
    pub rule: String,
    /// The instant of the snapshot.
    pub at: TimestampMillis,
    /// What becomes of each object of the level, in the order of the snapshot.
    pub standings: Vec<Standing>,
    /// Each object that meets the conditions, acted on or not, with reasons, in the order of the snapshot.
    pub decisions: Vec<Decision>,
    /// How much of the account this would touch.
    pub reach: Reach,
}

impl Evaluation {
    /// The decisions that are to be carried out.
    pub fn acts(&self) -> impl Iterator<Item = (&Decision, &Act)> {
        let acts = self.decisions.iter().filter(|decision| decision.standing == Standing::Acts);
        acts.filter_map(|decision| decision.act.as_ref().map(|act| (decision, act)))
    }
}

/// An object that meets the conditions.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) index: usize,
    pub(crate) act: Option<Act>,
    pub(crate) guards: Vec<Verdict>,
}

/// What becomes of each object, without the reasons.
#[derive(Debug)]
pub struct Judged {
    /// In the order of the snapshot.
    pub standings: Vec<Standing>,
    pub(crate) candidates: Vec<Candidate>,
    scope: Vec<bool>,
}

/// Evaluates one rule. For several rules on the same snapshot make one [`Frame`] and ask that.
pub fn evaluate(prepared: &Prepared, snapshot: &Snapshot) -> Evaluation {
    Frame::new(snapshot).evaluate(prepared)
}

impl Frame<'_> {
    /// What becomes of each object. The work is a few loops over columns, whatever the rule says.
    pub fn judge(&self, prepared: &Prepared) -> Judged {
        let scope = self.in_scope(prepared);
        let mut standings = self.standings(prepared, &scope);
        let met = standings.iter().enumerate().filter(|(_, standing)| **standing == Standing::Acts);
        let met: Vec<usize> = met.map(|(index, _)| index).collect();
        let own = self.own_guards(prepared);
        let mut candidates = Vec::with_capacity(met.len());
        for index in met {
            let mut guards = own.of(index);
            let act = match self.act(prepared, index) {
                Ok(act) => act,
                Err(NoAct::AlreadySo) => {
                    set(&mut standings, index, Standing::AlreadySo);
                    continue;
                }
                Err(NoAct::Refused(note)) => {
                    guards.push(Verdict { note: Some(note), ..Verdict::new(Guard::Bounds, Answer::NotMet) });
                    None
                }
                Err(NoAct::CannotTell(unknown)) => {
                    let verdict = Verdict::new(Guard::Bounds, Answer::CannotTell);
                    guards.push(Verdict { unknown: Some(unknown), ..verdict });
                    None
                }
            };
            candidates.push(Candidate { index, act, guards });
        }
        let mut idle = self.rebalance(prepared, &mut candidates);
        idle.extend(self.duplicate(prepared, &mut candidates));
        for candidate in idle.iter().filter_map(|place| candidates.get(*place)) {
            set(&mut standings, candidate.index, Standing::AlreadySo);
        }
        candidates.retain({
            let mut place = 0..;
            move |_| place.next().is_none_or(|place| !idle.contains(&place))
        });
        self.guard_run(prepared, &mut candidates);
        for candidate in &mut candidates {
            if !candidate.guards.iter().all(Verdict::lets_pass) {
                candidate.act = None;
                set(&mut standings, candidate.index, Standing::Refused);
            }
        }
        Judged { standings, candidates, scope }
    }

    /// What becomes of each object, with reasons for each that meets the conditions.
    pub fn evaluate(&self, prepared: &Prepared) -> Evaluation {
        let judged = self.judge(prepared);
        let reach = self.reach(prepared, &judged.candidates);
        let explainer = Explainer::new(self, prepared, &judged.scope);
        let mut decisions = Vec::with_capacity(judged.candidates.len());
        for candidate in judged.candidates {
            let standing = judged.standings.get(candidate.index).copied().unwrap_or(Standing::Refused);
            let reasons = explainer.reasons(candidate.index);
            decisions.extend(self.decision(prepared, candidate, standing, reasons));
        }
        let rule = prepared.rule().id.clone();
        Evaluation { rule, at: self.snapshot.at, standings: judged.standings, decisions, reach }
    }

    /// Why a rule does or does not act on one object; none when there is no such object.
    pub fn explain(&self, prepared: &Prepared, object: &ObjectId) -> Option<Decision> {
        let level = prepared.rule().scope.level;
        let index = self.snapshot.objects(level).position(object)?;
        let judged = self.judge(prepared);
        let standing = judged.standings.get(index).copied()?;
        let reasons = Explainer::new(self, prepared, &judged.scope).reasons(index);
        let found = judged.candidates.into_iter().find(|candidate| candidate.index == index);
        let candidate = found.unwrap_or(Candidate { index, act: None, guards: Vec::new() });
        let decision = self.decision(prepared, candidate, standing, reasons)?;
        Some(Decision { outside: self.outside(prepared, index), ..decision })
    }

    fn decision(
        &self,
        prepared: &Prepared,
        candidate: Candidate,
        standing: Standing,
        reasons: Reason,
    ) -> Option<Decision> {
        let level = prepared.rule().scope.level;
        let object = self.snapshot.objects(level).id(candidate.index)?.clone();
        let Candidate { act, guards, .. } = candidate;
        Some(Decision { object, level, standing, outside: None, act, reasons, guards })
    }

    /// The answer of the conditions for each object, what it must have spent included.
    pub(crate) fn conditions(&self, prepared: &Prepared, scope: &[bool]) -> Vec<u8> {
        let asked = asked(prepared, scope);
        let mut answers = self.answers(asked, &prepared.rule().when);
        for (_, condition) in &prepared.spent {
            let spent = self.answers(asked, condition);
            answers.iter_mut().zip(&spent).for_each(|(all, one)| *all = (*all).min(*one));
        }
        answers
    }

    /// What becomes of each object as far as scope and conditions go; those that meet them stand as acting.
    fn standings(&self, prepared: &Prepared, scope: &[bool]) -> Vec<Standing> {
        let rule = prepared.rule();
        let answers = self.conditions(prepared, scope);
        let wanted = self.can_be_done(prepared);
        let configured = &self.snapshot.objects(rule.scope.level).configured;
        let each = scope.iter().zip(configured.iter()).zip(&answers);
        // Looked up rather than branched on: this goes over every object, for each rule.
        let place = |((in_scope, status), answer): ((&bool, &ConfiguredStatus), &u8)| {
            let fits = wanted.is_none_or(|wanted| wanted == *status);
            (usize::from(*in_scope) << 3) | (usize::from(fits) << 2) | usize::from(*answer & 3)
        };
        each.map(|each| STANDINGS.get(place(each)).copied().unwrap_or(Standing::CannotTell)).collect()
    }

    /// Guards that look at all acts of the run together, asked about those that nothing else stopped.
    fn guard_run(&self, prepared: &Prepared, candidates: &mut [Candidate]) {
        let passing = |candidates: &[Candidate]| -> Vec<usize> {
            let passing = candidates.iter().filter(|candidate| candidate.guards.iter().all(Verdict::lets_pass));
            passing.map(|candidate| candidate.index).collect()
        };
        let mut kept: HashMap<usize, Verdict> = self.keeps_the_parent(prepared, &passing(candidates));
        for candidate in candidates.iter_mut() {
            candidate.guards.extend(kept.remove(&candidate.index));
        }
        if !prepared.rule().then.acts() {
            return;
        }
        let left = passing(candidates);
        let limit = f64::from(prepared.rule().guards.acts_a_run);
        // Counts of objects are far below 2^53.
        let verdict = Verdict::at_most(Guard::ActsARun, left.len() as f64, limit);
        for candidate in candidates.iter_mut().filter(|candidate| left.binary_search(&candidate.index).is_ok()) {
            candidate.guards.push(verdict.clone());
        }
    }
}

/// Standings by whether an object is in scope, whether there is anything to do to it, and the answer of the conditions.
const STANDINGS: [Standing; 16] = {
    use Standing::{Acts, AlreadySo, CannotTell, NotMet, OutOfScope};
    [
        OutOfScope, OutOfScope, OutOfScope, OutOfScope, // Out of scope, nothing to do.
        OutOfScope, OutOfScope, OutOfScope, OutOfScope, // Out of scope.
        AlreadySo, AlreadySo, AlreadySo, AlreadySo, // Nothing to do.
        NotMet, CannotTell, Acts, CannotTell, // By the answer; there is no fourth one.
    ]
};

fn set(standings: &mut [Standing], index: usize, standing: Standing) {
    if let Some(kept) = standings.get_mut(index) {
        *kept = standing;
    }
}
