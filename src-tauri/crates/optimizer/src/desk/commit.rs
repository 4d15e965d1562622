//! What a look came to, in the ledger, in one transaction with the time it was for: after a crash nothing is looked at
//! twice and nothing was sent that is not written down.

use domain::{AccountId, TimestampMillis};
use rules::{Act, Decision, Mode, Reason, Seen as Saw, Snapshot, Standing};
use serde_json::{Value, json};
use store::{DecisionRow, ObjectRef, RuleRunRow};

use super::{Desk, Turn, name_of, outcome_of};
use crate::Error;
use crate::limits::Limits;
use crate::shelf::{Kept, mode_str};
use crate::state::{DecisionState, RunOutcome};
use crate::weigh::Weighed;
use crate::world::News;

/// Decisions that are kept of one look. Of more than this only counts are kept.
const MOST_KEPT: usize = 2_000;

/// How a look goes on.
struct Course {
    outcome: RunOutcome,
    state: DecisionState,
    because: Option<String>,
}

impl Desk {
    /// Keeps a look and does what it calls for. Answers its id.
    pub(super) async fn carry_out(
        &self,
        account: &AccountId,
        turn: &Turn,
        look: &Weighed,
        snapshot: &Snapshot,
        limits: &Limits,
        trouble: Option<&str>,
    ) -> Result<String, Error> {
        let is_blind = look.objects > 0 && look.cannot_tell == look.objects;
        let course = course_of(&turn.rule, look, is_blind);
        let mut run = self.run_row(account, &turn.rule, turn.slot, course.outcome);
        run.objects = look.objects;
        run.cannot_tell = look.cannot_tell;
        run.met = count(look.decisions.len());
        run.refused = count(look.decisions.iter().filter(|one| one.standing == Standing::Refused).count());
        run.because = course.because;
        run.note = is_blind.then(|| trouble.map(str::to_owned)).flatten();
        if course.outcome == RunOutcome::Asked {
            run.expires_at = Some(limits.expires(run.at));
        }
        let mut rows = self.decision_rows(&run, look, snapshot, course.state);
        let ready = match course.state {
            DecisionState::Sending => self.ready(&run, &mut rows, &turn.rule).await?,
            _ => None,
        };
        if let Some(ready) = &ready {
            run.change_set = Some(ready.set.id.clone());
        }
        let id = self.keep(run.clone(), rows.clone(), turn.slot).await?;
        match ready {
            Some(ready) => self.send(&turn.rule, &run, rows, ready).await?,
            None => self.tell(&turn.rule, &run, look, account),
        }
        Ok(id)
    }

    fn run_row(&self, account: &AccountId, rule: &Kept, slot: TimestampMillis, outcome: RunOutcome) -> RuleRunRow {
        RuleRunRow {
            seq: 0,
            id: self.ids.fresh(),
            rule: rule.rule().id.clone(),
            rule_name: rule.rule().name.clone(),
            version: rule.version,
            mode: mode_str(rule.rule().mode).to_owned(),
            account: account.clone(),
            slot,
            at: self.clock.now(),
            looks: 1,
            outcome: outcome.as_str().to_owned(),
            objects: 0,
            met: 0,
            refused: 0,
            cannot_tell: 0,
            change_set: None,
            because: None,
            expires_at: None,
            note: None,
        }
    }

    async fn keep(&self, run: RuleRunRow, rows: Vec<DecisionRow>, slot: TimestampMillis) -> Result<String, Error> {
        let written = self.store.write(move |tx| {
            let id = tx.insert_rule_run(&run)?;
            for row in &rows {
                tx.insert_decision(row)?;
            }
            tx.set_rule_slot(&run.rule, &run.account, slot)?;
            Ok(id)
        });
        Ok(written.await?.value)
    }

    fn decision_rows(
        &self,
        run: &RuleRunRow,
        look: &Weighed,
        snapshot: &Snapshot,
        state: DecisionState,
    ) -> Vec<DecisionRow> {
        let row = |decision: &Decision| {
            let acts = decision.standing == Standing::Acts;
            DecisionRow {
                seq: 0,
                id: self.ids.fresh(),
                run: run.id.clone(),
                rule: run.rule.clone(),
                version: run.version,
                object: ObjectRef { account: run.account.clone(), level: decision.level, id: decision.object.clone() },
                name: name_of(snapshot, decision.level, &decision.object),
                at: run.at,
                state: if acts { state } else { DecisionState::Refused }.as_str().to_owned(),
                act: decision.act.as_ref().filter(|_| acts).map(|act| json!(act)),
                decision: kept(decision),
                takes_away: decision.act.as_ref().is_some_and(takes_away),
                figures_read_at: oldest(&decision.reasons),
                change_set: None,
                item: None,
                detail: None,
                settled_at: None,
                outcome: None,
                undone: false,
            }
        };
        look.decisions.iter().take(MOST_KEPT).map(row).collect()
    }

    fn tell(&self, rule: &Kept, run: &RuleRunRow, look: &Weighed, account: &AccountId) {
        let what = what_of(look.acts().map(|(_, act)| act));
        let (rule, account, run_id) = (rule.rule().name.clone(), account.clone(), run.id.clone());
        match RunOutcome::parse(&run.outcome) {
            Some(RunOutcome::Asked) => self.world.tell(News::Asks { rule, account, what, run: run_id }),
            Some(RunOutcome::Told) => self.world.tell(News::Tells { rule, account, what, run: run_id }),
            _ => {}
        }
    }

    /// Notes that a rule's time has passed, and how often.
    pub(super) async fn note_missed(
        &self,
        account: &AccountId,
        rule: &Kept,
        (first, last, looks): (TimestampMillis, TimestampMillis, u32),
    ) -> Result<(), Error> {
        let mut run = self.run_row(account, rule, first, RunOutcome::Missed);
        (run.at, run.looks) = (last, looks);
        run.note = Some("Sextant was not running, or the computer slept. What was missed is not made up for.".into());
        self.keep(run, Vec::new(), last).await?;
        Ok(())
    }

    /// Notes that rules were held back when it was their turn.
    pub(super) async fn note_held(&self, account: &AccountId, turns: &[Turn], why: &str) -> Result<Vec<String>, Error> {
        let mut runs = Vec::new();
        for turn in turns {
            let mut run = self.run_row(account, &turn.rule, turn.slot, RunOutcome::Held);
            run.note = Some(why.to_owned());
            runs.push(self.keep(run, Vec::new(), turn.slot).await?);
        }
        Ok(runs)
    }
}

/// What becomes of the acts of a look.
fn course_of(rule: &Kept, look: &Weighed, is_blind: bool) -> Course {
    let course = |outcome, state| Course { outcome, state, because: None };
    let (mode, acts) = (rule.rule().mode, rule.rule().then.acts());
    if look.acts().next().is_none() {
        return course(outcome_of(look, is_blind), DecisionState::Refused);
    }
    match mode {
        Mode::Draft | Mode::Shadow => course(RunOutcome::Shadowed, DecisionState::Shadowed),
        Mode::Notify => course(RunOutcome::Told, DecisionState::Told),
        Mode::Approve | Mode::Auto if !acts => course(RunOutcome::Told, DecisionState::Told),
        Mode::Approve => Course {
            because: Some("The rule asks before each act".into()),
            ..course(RunOutcome::Asked, DecisionState::Waiting)
        },
        Mode::Auto if look.reach.asks_a_person() => Course {
            because: Some("It touches so much of the account that a person has to decide".into()),
            ..course(RunOutcome::Asked, DecisionState::Waiting)
        },
        Mode::Auto => course(RunOutcome::Acted, DecisionState::Sending),
    }
}

/// What is kept of a decision.
pub(super) fn kept(decision: &Decision) -> Value {
    // Its types have only string keys, and figures are never NaN in it.
    serde_json::to_value(decision).unwrap_or_default()
}

pub(super) fn takes_away(act: &Act) -> bool {
    match act {
        Act::Pause(_) => true,
        Act::Set { from, to, .. } => to.minor < from.minor,
        Act::Tell | Act::Start | Act::Copy { .. } => false,
    }
}

/// When the oldest of the figures was read that a decision was made by.
fn oldest(reason: &Reason) -> Option<TimestampMillis> {
    match &reason.seen {
        Saw::All(parts) | Saw::Any(parts) | Saw::None(parts) => parts.iter().filter_map(oldest).min(),
        Saw::Compare { left, right, .. } => {
            left.figures.iter().chain(&right.figures).filter_map(|figure| figure.read_at).min()
        }
        Saw::Rank { by, .. } => by.figures.iter().filter_map(|figure| figure.read_at).min(),
        Saw::Clock(_) | Saw::Learning(_) | Saw::Budget(_) => None,
    }
}

/// What acts do, to how many objects, in words.
pub(super) fn what_of<'a>(acts: impl Iterator<Item = &'a Act>) -> String {
    let (mut paused, mut started, mut raised, mut lowered, mut copied, mut told) = (0, 0, 0, 0, 0, 0);
    for act in acts {
        match act {
            Act::Pause(_) => paused += 1,
            Act::Start => started += 1,
            Act::Set { from, to, .. } if to.minor > from.minor => raised += 1,
            Act::Set { .. } => lowered += 1,
            Act::Copy { .. } => copied += 1,
            Act::Tell => told += 1,
        }
    }
    let parts = [
        ("pause", paused),
        ("start", started),
        ("raise", raised),
        ("lower", lowered),
        ("copy", copied),
        ("look at", told),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(_, number)| *number > 0).map(|(verb, number)| format!("{verb} {number}")).collect();
    said.join(", ")
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
