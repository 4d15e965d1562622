//! What became of what a rule would have touched.

use std::collections::{BTreeMap, HashMap};

use domain::{AccountZone, DayRange, MetricSums, ObjectId, TimestampMillis};

use super::report::{After, Report, Said, Touch};
use super::{Failed, History, Known};
use crate::act::Act;
use crate::answers::answer;
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::rule::Until;
use crate::schedule::WallClock;
use crate::unknown::Answer;

/// Days after an act at which its object is looked at again.
pub(super) const FOLLOW_DAYS: i64 = 7;

/// Looks at everything that was touched again, with what is known by now.
pub(super) fn follow_up<H: History>(
    prepared: &Prepared,
    history: &mut H,
    report: &mut Report,
    step: &mut dyn FnMut(usize, usize) -> Result<(), Failed<H::Error>>,
) -> Result<(), Failed<H::Error>> {
    let zone = history.account().zone;
    let mut again: BTreeMap<TimestampMillis, Vec<(usize, bool)>> = BTreeMap::new();
    for (number, touch) in report.touches.iter().enumerate() {
        again.entry(touch.at).or_default().push((number, true));
        if let Some(later) = later(&zone, touch.at).filter(|later| is_over(history, &zone, *later)) {
            again.entry(later).or_default().push((number, false));
        }
    }
    let of = again.len();
    for (done, (at, wanted)) in again.into_iter().enumerate() {
        step(done, of)?;
        let snapshot = history.snapshot(at, Known::Now, prepared).map_err(Failed::History)?;
        let frame = Frame::new(&snapshot);
        let scope = frame.in_scope(prepared);
        let answers = frame.conditions(prepared, &scope);
        let answers: Vec<Answer> = answers.into_iter().map(answer).collect();
        // One walk over the objects for all acts of the tick: there may be many of both.
        let mut of_object: HashMap<ObjectId, Vec<(usize, bool)>> = HashMap::new();
        for (number, hindsight) in wanted {
            if let Some(touch) = report.touches.get(number) {
                of_object.entry(touch.object.clone()).or_default().push((number, hindsight));
            }
        }
        let objects = snapshot.objects(prepared.rule().scope.level);
        for (id, answer) in objects.ids.iter().zip(answers) {
            for (number, hindsight) in of_object.remove(id).into_iter().flatten() {
                note(report, number, hindsight, answer);
            }
        }
        for (number, hindsight) in of_object.into_values().flatten() {
            note(report, number, hindsight, Answer::CannotTell);
        }
    }
    for touch in &mut report.touches {
        touch.after = after(prepared, history, touch)?;
        touch.said = said(touch);
    }
    Ok(())
}

fn note(report: &mut Report, number: usize, hindsight: bool, answer: Answer) {
    match report.touches.get_mut(number) {
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

/// What the object did between the act and its end, at most a week: for a pause this is what it would have withheld.
fn after<H: History>(prepared: &Prepared, history: &mut H, touch: &Touch) -> Result<Option<After>, Failed<H::Error>> {
    let zone = history.account().zone;
    let level = prepared.rule().scope.level;
    let Some(today) = zone.day_of(touch.at) else { return Ok(None) };
    let last = match touch.act {
        Act::Pause(Until::Midnight) => today,
        _ => today.plus_days(FOLLOW_DAYS).min(history.until()),
    };
    let Ok(days) = DayRange::new(today, last) else { return Ok(None) };
    let now = history.figures(level, &touch.object, days, Known::Now).map_err(Failed::History)?;
    let on_the_day = DayRange::ending(today, 1);
    let then = history.figures(level, &touch.object, on_the_day, Known::At(touch.at)).map_err(Failed::History)?;
    Ok(now.map(|now| After { days, sums: less(&now, &then.unwrap_or_default()) }))
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
