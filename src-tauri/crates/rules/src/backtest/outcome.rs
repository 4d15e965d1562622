//! What became of what a rule would have touched.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use domain::{AccountDay, AccountZone, DayRange, MetricSums, ObjectId, TimestampMillis};

use super::report::{After, Said, Touch};
use super::{Failed, History, Known, Progress};
use crate::act::Act;
use crate::answers::answer;
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::rule::Until;
use crate::schedule::WallClock;
use crate::unknown::Answer;

/// Days after an act at which its object is looked at again.
pub(super) const FOLLOW_DAYS: i64 = 7;

/// Looks at acts of a rule again with what is known by now: whether its conditions still hold for the same days and a
/// week later, what the objects did since, and with that whether it was right. `progress` is told of each instant that
/// is looked at and may stop it.
///
/// # Errors
/// [`Failed`].
pub fn follow_up<H: History>(
    prepared: &Prepared,
    history: &mut H,
    touches: &mut [Touch],
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Failed<H::Error>> {
    let zone = history.account().zone;
    let mut again: BTreeMap<TimestampMillis, Vec<(usize, bool)>> = BTreeMap::new();
    for (number, touch) in touches.iter().enumerate() {
        again.entry(touch.at).or_default().push((number, true));
        if let Some(later) = later(&zone, touch.at).filter(|later| is_over(history, &zone, *later)) {
            again.entry(later).or_default().push((number, false));
        }
    }
    let of = again.len();
    for (done, (at, wanted)) in again.into_iter().enumerate() {
        super::step(progress, done, of)?;
        let snapshot = history.snapshot(at, Known::Now, prepared).map_err(Failed::History)?;
        let frame = Frame::new(&snapshot);
        let scope = frame.in_scope(prepared);
        let answers = frame.conditions(prepared, &scope);
        let answers: Vec<Answer> = answers.into_iter().map(answer).collect();
        // One walk over the objects for all acts of the tick: there may be many of both.
        let mut of_object: HashMap<ObjectId, Vec<(usize, bool)>> = HashMap::new();
        for (number, hindsight) in wanted {
            if let Some(touch) = touches.get(number) {
                of_object.entry(touch.object.clone()).or_default().push((number, hindsight));
            }
        }
        let objects = snapshot.objects(prepared.rule().scope.level);
        for (id, answer) in objects.ids.iter().zip(answers) {
            for (number, hindsight) in of_object.remove(id).into_iter().flatten() {
                note(touches, number, hindsight, answer);
            }
        }
        for (number, hindsight) in of_object.into_values().flatten() {
            note(touches, number, hindsight, Answer::CannotTell);
        }
    }
    afterwards(prepared, history, touches)?;
    for touch in touches {
        touch.said = said(touch);
    }
    Ok(())
}

fn note(touches: &mut [Touch], number: usize, hindsight: bool, answer: Answer) {
    match touches.get_mut(number) {
        Some(touch) if hindsight => touch.in_hindsight = answer,
        Some(touch) => touch.a_week_later = Some(answer),
        None => {}
    }
}

/// The same time of day a week later.
fn later(zone: &AccountZone, at: TimestampMillis) -> Option<TimestampMillis> {
    let now = WallClock::at(zone, at)?;
    zone.instant(now.day.plus_days(FOLLOW_DAYS), now.minutes)
}

fn is_over<H: History>(history: &H, zone: &AccountZone, at: TimestampMillis) -> bool {
    zone.day_of(at).is_some_and(|day| day <= history.until())
}

/// What objects did between the act and its end, at most a week: for a pause this is what it would have withheld.
fn afterwards<H: History>(prepared: &Prepared, history: &mut H, touches: &mut [Touch]) -> Result<(), Failed<H::Error>> {
    let level = prepared.rule().scope.level;
    // Acts of one tick mostly have the same days, and are asked for together.
    let mut asked: BTreeMap<(TimestampMillis, AccountDay), Vec<usize>> = BTreeMap::new();
    for (number, touch) in touches.iter_mut().enumerate() {
        touch.after = None;
        if let Some(last) = last_day(history, touch) {
            asked.entry((touch.at, last)).or_default().push(number);
        }
    }
    for ((at, last), numbers) in asked {
        let Some(today) = history.account().zone.day_of(at) else { continue };
        // Before the account was first read nobody knows how much of the day was still to come.
        let from_today = super::known_at(history, at) != Known::WholeDays;
        let since = if from_today { today } else { today.plus_days(1) };
        let Ok(days) = DayRange::new(since, last) else { continue };
        let objects: Vec<ObjectId> =
            numbers.iter().filter_map(|number| Some(touches.get(*number)?.object.clone())).collect();
        let now = history.figures(level, &objects, days, Known::Now).map_err(Failed::History)?;
        let then = if from_today {
            history.figures(level, &objects, DayRange::ending(today, 1), Known::At(at)).map_err(Failed::History)?
        } else {
            vec![None; objects.len()]
        };
        for ((number, now), then) in numbers.into_iter().zip(now).zip(then) {
            if let (Some(touch), Some(now)) = (touches.get_mut(number), now) {
                touch.after = Some(After { days, sums: less(&now, &then.unwrap_or_default()) });
            }
        }
    }
    Ok(())
}

/// The last day on which an act would have had its effect, as far as it is over.
fn last_day<H: History>(history: &H, touch: &Touch) -> Option<AccountDay> {
    let today = history.account().zone.day_of(touch.at)?;
    Some(match touch.act {
        Act::Pause(Until::Midnight) => today,
        _ => today.plus_days(FOLLOW_DAYS).min(history.until()),
    })
}

fn less(now: &MetricSums, then: &MetricSums) -> MetricSums {
    MetricSums {
        impressions: now.impressions.saturating_sub(then.impressions),
        clicks: now.clicks.saturating_sub(then.clicks),
        link_clicks: now.link_clicks.saturating_sub(then.link_clicks),
        spend_minor: now.spend_minor.saturating_sub(then.spend_minor),
        conversions_milli: now.conversions_milli.saturating_sub(then.conversions_milli),
        value_minor: now.value_minor.saturating_sub(then.value_minor),
    }
}

/// Whether the rule was right. It was not where the conditions no longer hold for the same days once everything about
/// them has arrived, and, for a pause or a cut, where they no longer hold a week later.
fn said(touch: &Touch) -> Said {
    match (touch.in_hindsight, touch.a_week_later) {
        (Answer::NotMet, _) => Said::LateFigures,
        (_, Some(Answer::NotMet)) => Said::Recovered,
        (Answer::Met, Some(Answer::Met)) => Said::Right,
        (_, None) => Said::TooEarly,
        (Answer::CannotTell, _) | (_, Some(Answer::CannotTell)) => Said::Untold,
    }
}
