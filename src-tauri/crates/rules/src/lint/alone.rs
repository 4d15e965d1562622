//! What is unwise about one rule.

use super::sense;
use super::{Code, Finding, Weight};
use crate::condition::{Condition, Metric, Reading, Term, Window};
use crate::prepared::terms_of;
use crate::rule::{Action, By, Learning, Rule, Step, Until};
use crate::scope::Members;
use crate::words::{percent, reading_words, window_words};

/// The newest days whose conversions have mostly not arrived.
const UNRIPE_DAYS: u16 = 3;

pub(super) fn findings(rule: &Rule) -> Vec<Finding> {
    let mut all = Vec::new();
    let found = &mut all;
    today(rule, found);
    conversions(rule, found);
    floors(rule, found);
    steps(rule, found);
    learning(rule, found);
    everything(rule, found);
    sense::findings(rule, found);
    all
}

pub(super) fn finding(rule: &Rule, code: Code, weight: Weight, place: &str) -> Finding {
    Finding {
        code,
        weight,
        rules: vec![rule.id.clone()],
        place: place.to_owned(),
        what: String::new(),
        example: String::new(),
        remedy: String::new(),
    }
}

/// The figures a rule decides by, and whether each is a change against the window before.
fn readings(rule: &Rule) -> Vec<(Reading, bool)> {
    let mut terms = Vec::new();
    terms_of(&rule.when, &mut terms);
    let each = terms.into_iter().flat_map(Term::each);
    let mut all: Vec<(Reading, bool)> = each
        .filter_map(|term| match term {
            Term::Metric(reading) => Some((*reading, false)),
            Term::Change(reading) => Some((*reading, true)),
            _ => None,
        })
        .collect();
    if let Action::ScaleToward(toward) = &rule.then {
        all.push((toward.metric, false));
    }
    if let Action::Rebalance(wanted) = &rule.then {
        all.push((wanted.by, false));
    }
    all
}

pub(super) fn with_today(window: Window) -> bool {
    match window {
        Window::Today | Window::ThisMonth | Window::Lifetime => true,
        Window::Last(last) => last.with_today,
        Window::Yesterday | Window::Matured(_) => false,
    }
}

/// Whether most of a window's days are so young that conversions are still to come.
fn unripe(window: Window) -> bool {
    match window {
        Window::Today | Window::Yesterday => true,
        Window::Last(last) => last.days <= UNRIPE_DAYS,
        Window::ThisMonth | Window::Lifetime | Window::Matured(_) => false,
    }
}

fn today(rule: &Rule, found: &mut Vec<Finding>) {
    if !rule.then.acts() {
        return;
    }
    let readings = readings(rule);
    let floor_today = rule.guards.floors.as_ref().is_some_and(|floors| with_today(floors.window));
    if let Some((reading, _)) = readings.iter().find(|(reading, _)| with_today(reading.window) && reading.of.is_ratio())
        && !floor_today
    {
        found.push(Finding {
            what: format!("{} includes today, and no floor asks for anything today", reading_words(*reading)),
            example: "At 00:30 one click and no purchase make a ROAS of 0, and the rule acts on it.".to_owned(),
            remedy: "Set the floors' window to one that includes today, or leave today out of the condition."
                .to_owned(),
            ..finding(rule, Code::TodayWithoutFloor, Weight::Warning, "guards.floors.window")
        });
    }
    if let Some((reading, _)) = readings.iter().find(|(reading, change)| *change && with_today(reading.window)) {
        found.push(Finding {
            what: format!("the change of {} compares a day that is not over with whole days", reading_words(*reading)),
            example: "At noon half of today's spend stands against all of yesterday's: −50 % on a usual day."
                .to_owned(),
            remedy: "Use a window without today.".to_owned(),
            ..finding(rule, Code::TodayAgainstWholeDays, Weight::Warning, "when")
        });
    }
    let only_today = !readings.is_empty() && readings.iter().all(|(reading, _)| reading.window == Window::Today);
    if only_today && rule.then == Action::Pause(Until::APerson) {
        found.push(Finding {
            what: "a pause for good is decided by today alone".to_owned(),
            example: "A slow morning pauses an ad set that made money every day of the month.".to_owned(),
            remedy: "Pause until midnight, or add a condition over ripe days.".to_owned(),
            ..finding(rule, Code::ForGoodOnToday, Weight::Warning, "then")
        });
    }
}

/// Whether the action takes something away for a result that may still come.
fn punishes(action: &Action) -> bool {
    match action {
        Action::Pause(_) | Action::ScaleToward(_) | Action::Rebalance(_) => true,
        Action::Budget(change) | Action::Bid(change) => matches!(change.by, By::Lower(_)),
        Action::Notify | Action::Start | Action::Duplicate(_) => false,
    }
}

fn conversions(rule: &Rule, found: &mut Vec<Finding>) {
    let readings = readings(rule);
    let judged = readings.iter().filter(|(reading, _)| reading.of.has_conversions());
    let all_unripe =
        !readings.is_empty() && judged.clone().count() > 0 && judged.clone().all(|(r, _)| unripe(r.window));
    if punishes(&rule.then)
        && rule.then != Action::Pause(Until::Midnight)
        && all_unripe
        && let Some((reading, _)) = judged.clone().next()
    {
        found.push(Finding {
            what: format!("{} is judged before its conversions have arrived", reading_words(*reading)),
            example: "Yesterday shows 2 purchases; in a week it will show 5, and the rule has paused a winner."
                .to_owned(),
            remedy: "Use a matured window, or add one as a second condition.".to_owned(),
            ..finding(rule, Code::UnripeConversions, Weight::Warning, "when")
        });
    }
    if !matches!(rule.then, Action::Pause(_)) {
        return;
    }
    let counts = readings.iter().any(|(reading, _)| reading.of == Metric::Conversions);
    if let Some(reading) = above(&rule.when, Metric::Cpa)
        && !counts
    {
        found.push(Finding {
            what: format!("{} does not exist where there are no conversions", reading_words(reading)),
            example: "An ad set that spends 500 and sells nothing has no CPA, so it is never paused.".to_owned(),
            remedy: "Add: or conversions are exactly 0 and spend is above so many times the target.".to_owned(),
            ..finding(rule, Code::BlindToNoConversions, Weight::Advice, "when")
        });
    }
}

/// A figure that is asked to be above something.
fn above(condition: &Condition, metric: Metric) -> Option<Reading> {
    use crate::condition::Operator::{Above, AtLeast};
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| above(part, metric)),
        Condition::Compare(compare) => match compare.left {
            Term::Metric(reading) if reading.of == metric && matches!(compare.is, Above | AtLeast) => Some(reading),
            _ => None,
        },
        _ => None,
    }
}

fn floors(rule: &Rule, found: &mut Vec<Finding>) {
    let Some(floors) = rule.guards.floors.as_ref().filter(|_| rule.then.acts()) else { return };
    let by_conversions = readings(rule).iter().any(|(reading, _)| reading.of.has_conversions());
    let raises = rule.then.can_raise() && rule.then != Action::Start;
    if raises && by_conversions && floors.conversions.unwrap_or(0) == 0 {
        found.push(Finding {
            what: "budget is raised without a least number of conversions".to_owned(),
            example: "One purchase of 400 on a spend of 20 is a ROAS of 20, and the budget goes up.".to_owned(),
            remedy: "Ask for conversions in the floors; 10 is usual.".to_owned(),
            ..finding(rule, Code::MissingFloor, Weight::Warning, "guards.floors.conversions")
        });
    }
    if floors.spend.is_none() && punishes(&rule.then) {
        found.push(Finding {
            what: "something is taken away without a least spend".to_owned(),
            example: "Three hundred impressions cost 1.20, and the ad is judged by them.".to_owned(),
            remedy: "Ask for spend in the floors; two to three times the target CPA is usual.".to_owned(),
            ..finding(rule, Code::MissingFloor, Weight::Warning, "guards.floors.spend")
        });
    }
    if floors.age_hours < 24 && rule.then != Action::Start {
        found.push(Finding {
            what: format!("objects of {} hours are old enough for it", floors.age_hours),
            example: "An ad launched at 23:00 is judged at midnight by its first hour.".to_owned(),
            remedy: "Ask for at least 24 hours, better 72.".to_owned(),
            ..finding(rule, Code::NoLeastAge, Weight::Advice, "guards.floors.age_hours")
        });
    }
}

/// A figure's newest and oldest day do not both change within this many minutes.
fn minutes_of(window: Window) -> Option<u32> {
    let days = match window {
        Window::Last(last) => last.days,
        Window::Matured(matured) => matured.days,
        Window::Today | Window::Yesterday | Window::ThisMonth | Window::Lifetime => return None,
    };
    Some(u32::from(days) * 24 * 60)
}

fn steps(rule: &Rule, found: &mut Vec<Finding>) {
    let guards = &rule.guards;
    let (up, down) = match &rule.then {
        Action::Budget(change) | Action::Bid(change) => match change.by {
            By::Raise(Step::BasisPoints(points)) => (points, 0),
            By::Lower(Step::BasisPoints(points)) => (0, points),
            _ => (0, 0),
        },
        Action::ScaleToward(toward) => (toward.step_basis_points, toward.step_basis_points),
        // What one of them gets depends on what the others have, so only the way down is known.
        Action::Rebalance(wanted) => (0, wanted.share_basis_points),
        Action::Notify | Action::Pause(_) | Action::Start | Action::Duplicate(_) => return,
    };
    let beyond = [(up, guards.step_up_basis_points, "up"), (down, guards.step_down_basis_points, "down")];
    for (step, limit, way) in beyond.into_iter().filter(|(step, limit, _)| step > limit) {
        found.push(Finding {
            what: format!("the step of {} {way} is more than the guard's {}", percent(step), percent(limit)),
            example: "Every act is refused: a guard never makes a step smaller.".to_owned(),
            remedy: format!("Take smaller steps, or allow larger ones in `guards.step_{way}_basis_points`."),
            ..finding(rule, Code::StepBeyondGuard, Weight::Error, "then")
        });
    }
    if up == 0 {
        return;
    }
    let each_day = guards.acts_per_object_a_day.min((24 * 60) / guards.cool_down_minutes.max(1)).max(1);
    if each_day > 1 {
        let factor = (1.0 + f64::from(up) / 10_000.0).powi(i32::try_from(each_day).unwrap_or(12));
        found.push(Finding {
            what: format!("{each_day} raises of {} a day build on one another", percent(up)),
            example: format!(
                "They make {:+.1} % in one day; the guard stops at {}.",
                (factor - 1.0) * 100.0,
                percent(guards.day_up_basis_points)
            ),
            remedy: "Allow one act per object a day, or lengthen the cool-down to 24 hours.".to_owned(),
            ..finding(rule, Code::Compounding, Weight::Warning, "guards.cool_down_minutes")
        });
    }
    let longest = readings(rule)
        .into_iter()
        .filter_map(|(reading, _)| Some((minutes_of(reading.window)?, reading)))
        .max_by_key(|(minutes, _)| *minutes);
    if let Some((minutes, reading)) = longest
        && guards.cool_down_minutes * 2 < minutes
    {
        found.push(Finding {
            what: format!(
                "it raises again after {} hours on {}",
                guards.cool_down_minutes / 60,
                window_words(reading.window)
            ),
            example: "One good day lifts the budget again each day until it has left the window.".to_owned(),
            remedy: "Lengthen the cool-down to about half the window.".to_owned(),
            ..finding(rule, Code::SameEvidence, Weight::Advice, "guards.cool_down_minutes")
        });
    }
}

fn learning(rule: &Rule, found: &mut Vec<Finding>) {
    let changes = rule.then.sets_an_amount();
    if changes && rule.guards.learning == Learning::Touch {
        found.push(Finding {
            what: "it changes ad sets that are learning".to_owned(),
            example: "A change of more than about a fifth starts the learning over, and results swing for days."
                .to_owned(),
            remedy: "Set `guards.learning` to `spare`.".to_owned(),
            ..finding(rule, Code::TouchesLearning, Weight::Warning, "guards.learning")
        });
    }
}

fn everything(rule: &Rule, found: &mut Vec<Finding>) {
    let scope = &rule.scope;
    if rule.then.acts() && scope.members == Members::AlsoFuture && scope.filters.is_empty() {
        found.push(Finding {
            what: format!(
                "it may touch every {} there is, and those made later",
                crate::words::level_words(scope.level)
            ),
            example: "A colleague's test campaign, made tomorrow, is under this rule from its first hour.".to_owned(),
            remedy: "Add a filter on name, label or status, or list the objects.".to_owned(),
            ..finding(rule, Code::Everything, Weight::Advice, "scope")
        });
    }
}
