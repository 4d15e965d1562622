//! A rule replayed over the past with what was known at each instant, and what became of what it would have touched.

mod compare;
mod outcome;
mod overlay;
mod report;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use domain::{AccountDay, DayRange, Level, MetricSums, ObjectId, TimestampMillis};

pub use compare::{Comparison, compare};
pub use outcome::follow_up;
pub use report::{After, Report, Said, Totals, Touch, Unknowable};

use crate::evaluate::{Decision, Standing};
use crate::frame::Frame;
use crate::guard::Verdict;
use crate::past::Past;
use crate::prepared::Prepared;
use crate::rule::Action;
use crate::snapshot::{AccountFacts, Snapshot};
use overlay::Overlay;

/// As of when figures are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing that was seen later than this.
    At(TimestampMillis),
    /// All that is known by now.
    Now,
    /// All that is known by now of days that were over at the instant. The day that was under way is known as a whole
    /// by now, which nobody could have known then, so it counts as not read.
    WholeDays,
}

/// Where a backtest reads the past from.
pub trait History {
    /// Why it could not be read.
    type Error;

    /// The account.
    fn account(&self) -> &AccountFacts;

    /// The account as it stood at an instant: the objects there were and what they were set to, and the sums that
    /// [`Frame::spans`] names for the rule. With [`Known::Now`] the days are those as of the instant, and their figures
    /// what is known of them by now; the coverage then has to say that they were read at the instant. The same holds
    /// for [`Known::WholeDays`], without the day of the instant.
    ///
    /// # Errors
    /// When the past cannot be read.
    fn snapshot(&mut self, at: TimestampMillis, known: Known, rule: &Prepared) -> Result<Snapshot, Self::Error>;

    /// Figures of objects over some days, in the order of the objects; none where there are no rows.
    ///
    /// # Errors
    /// When the past cannot be read.
    fn figures(
        &mut self,
        level: Level,
        objects: &[ObjectId],
        days: DayRange,
        known: Known,
    ) -> Result<Vec<Option<MetricSums>>, Self::Error>;

    /// From when on it is known what was known at an instant: when the account was first read. None when it never was.
    fn known_since(&self) -> Option<TimestampMillis>;

    /// The last day of which everything that can be known is known.
    fn until(&self) -> AccountDay;
}

/// How far a backtest has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Ticks looked at, and acts followed up.
    pub done: usize,
    /// How many there are, as far as is known yet.
    pub of: usize,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed<E> {
    /// Somebody stopped it.
    #[error("the backtest was stopped")]
    Cancelled,
    /// The past could not be read.
    #[error("the past could not be read")]
    History(#[source] E),
}

/// Replays a rule over days of the past. `progress` is told of each step and may stop it.
///
/// Ticks before [`History::known_since`] are replayed with [`Known::WholeDays`], and the report counts them.
///
/// What the rule would have done is remembered: an object it paused stays paused for it, and a budget it raised is what
/// it raises next. What the world would have done then cannot be known, and the report says so.
///
/// # Errors
/// [`Failed`].
pub fn backtest<H: History>(
    prepared: &Prepared,
    history: &mut H,
    days: DayRange,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Report, Failed<H::Error>> {
    let account = history.account().clone();
    let begin = account.zone.start_of(days.since());
    let end = account.zone.start_of(days.until().plus_days(1)).plus_millis(-1);
    let slots = prepared.rule().schedule.slots(&account.zone, begin.plus_millis(-1), end);
    let mut replay =
        Replay { prepared, past: Past::default(), overlay: Overlay::default(), report: Report::new(prepared, days) };
    for (done, at) in slots.iter().enumerate() {
        step(progress, done, slots.len())?;
        let known = known_at(history, *at);
        let snapshot = history.snapshot(*at, known, prepared).map_err(Failed::History)?;
        replay.report.hindsight_ticks += usize::from(known == Known::WholeDays);
        replay.tick(snapshot);
    }
    let Replay { mut report, .. } = replay;
    outcome::follow_up(prepared, history, &mut report.touches, &mut |told| {
        progress(Progress { done: slots.len() + told.done, of: slots.len() + told.of })
    })?;
    report.add_up();
    Ok(report)
}

/// Why a rule would or would not have acted on an object at an instant of the past, with what was known then. None when
/// there was no such object.
///
/// # Errors
/// When the past cannot be read.
pub fn explain_then<H: History>(
    prepared: &Prepared,
    history: &mut H,
    object: &ObjectId,
    at: TimestampMillis,
) -> Result<Option<Decision>, H::Error> {
    let snapshot = history.snapshot(at, known_at(history, at), prepared)?;
    Ok(Frame::new(&snapshot).explain(prepared, object))
}

/// As of when figures of an instant of the past can be asked for without looking ahead, as far as that is possible.
fn known_at<H: History>(history: &H, at: TimestampMillis) -> Known {
    if history.known_since().is_some_and(|since| at >= since) { Known::At(at) } else { Known::WholeDays }
}

fn step<E>(progress: &mut dyn FnMut(Progress) -> ControlFlow<()>, done: usize, of: usize) -> Result<(), Failed<E>> {
    match progress(Progress { done, of }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Failed::Cancelled),
    }
}

struct Replay<'r> {
    prepared: &'r Prepared,
    past: Past,
    overlay: Overlay,
    report: Report,
}

impl Replay<'_> {
    fn tick(&mut self, mut snapshot: Snapshot) {
        let rule = self.prepared.rule();
        let level = rule.scope.level;
        self.overlay.lay(&mut snapshot, level);
        let frame = Frame::new(&snapshot);
        let evaluation = frame.evaluate(self.prepared);
        self.overlay.see(&frame, self.prepared, level);
        let report = &mut self.report;
        report.ticks += 1;
        let untold = evaluation.standings.iter().filter(|standing| **standing == Standing::CannotTell).count();
        let looked_at = evaluation.standings.iter().filter(|standing| **standing > Standing::AlreadySo).count();
        report.untold += untold;
        report.blind_ticks += usize::from(looked_at > 0 && untold == looked_at);
        report.asked_a_person += usize::from(evaluation.reach.asks_a_person());
        for decision in &evaluation.decisions {
            count(&mut report.refused, &decision.guards);
        }
        let run = evaluation.acts().count();
        let mut acts = Vec::new();
        let beside = |object: &domain::ObjectId| snapshot.objects(level).parent_of(object);
        // Budget moves between all that lie beside one another or between none of them.
        let (moves, mut torn) = (matches!(rule.then, Action::Rebalance(_)), Vec::new());
        for (decision, act) in evaluation.acts() {
            if self.overlay.is_copied(&decision.object) {
                continue;
            }
            let what = (&decision.object, act);
            let verdicts = self.past.guards(&rule.guards, &snapshot.account.zone, snapshot.at, what, run);
            // Telling changes nothing, so nothing holds it back but having told of the object already.
            let stops = |verdict: &&Verdict| !verdict.lets_pass() && (rule.then.acts() || is_about_object(verdict));
            if verdicts.iter().any(|verdict| stops(&verdict)) {
                count(&mut report.refused, &verdicts);
                torn.extend(moves.then(|| beside(&decision.object)));
                continue;
            }
            acts.push((decision.object.clone(), act.clone()));
        }
        acts.retain(|(object, _)| torn.is_empty() || !torn.contains(&beside(object)));
        for (object, act) in acts {
            self.past.note(&object, snapshot.at, &act);
            self.overlay.done(&snapshot, &object, &act);
            self.report.touches.push(Touch::new(object, snapshot.at, act));
        }
    }
}

fn is_about_object(verdict: &Verdict) -> bool {
    use crate::guard::Guard::{ActsOnObjectToday, CoolDown};
    matches!(verdict.guard, CoolDown | ActsOnObjectToday)
}

fn count(refused: &mut BTreeMap<String, usize>, verdicts: &[Verdict]) {
    for verdict in verdicts.iter().filter(|verdict| !verdict.lets_pass()) {
        *refused.entry(verdict.guard.as_str().to_owned()).or_default() += 1;
    }
}
