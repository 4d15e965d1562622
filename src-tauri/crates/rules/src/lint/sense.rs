//! Conditions that can never be met or always are, acts that can never be done, and amounts in the wrong unit.

use domain::{AccountDay, EffectiveStatus, Level, Money};

use super::alone::finding;
use super::bounds::{and, bound, constant, floors, impossible, ways};
use super::{Code, Finding, Weight};
use crate::condition::{BudgetKind, Compare, Condition, Fact, LearningStage, Metric, Take, Term};
use crate::rule::{Action, Learning, Rule};
use crate::schedule::{Every, Hours, WallClock};
use crate::scope::Filter;
use crate::units::Unit;
use crate::words::term_words;

pub(super) fn findings(rule: &Rule, found: &mut Vec<Finding>) {
    never(rule, found);
    each(rule, "when", &rule.when, found);
    slips(rule, found);
}

fn never_acts(rule: &Rule, place: &str, what: String, found: &mut Vec<Finding>) {
    found.push(Finding {
        what,
        example: "The rule runs for months and never does anything.".to_owned(),
        remedy: "Take out what contradicts the rest.".to_owned(),
        ..finding(rule, Code::NeverActs, Weight::Error, place)
    });
}

fn never(rule: &Rule, found: &mut Vec<Finding>) {
    let ways = ways(&rule.when);
    let impossible_ways: Vec<_> = ways.iter().filter_map(impossible).collect();
    if impossible_ways.len() == ways.len() {
        let ((left, unit), place) = (impossible_ways.first().copied().cloned().unwrap_or_default(), "when");
        never_acts(rule, place, format!("nothing can fit what is asked of {}", readable(&left, &unit)), found);
    } else {
        let with_floors = and(&ways, &[floors(rule)]);
        let all = with_floors.iter().all(|bounds| impossible(bounds).is_some());
        if let Some((left, unit)) = with_floors.first().and_then(impossible).filter(|_| all) {
            let what = format!("the conditions want less of {} than the floors ask for", readable(left, unit));
            never_acts(rule, "guards.floors", what, found);
        }
    }
    statuses(rule, found);
    kinds(rule, &rule.when, found);
    clocks(rule, found);
}

/// A quantity as a person reads it.
fn readable(left: &str, unit: &str) -> String {
    let words = |text: &str| serde_json::from_str::<Term>(text).map(|term| term_words(&term)).unwrap_or_default();
    if unit.is_empty() { words(left) } else { format!("{} (against {})", words(left), words(unit)) }
}

/// Hours that must hold and never do when the rule looks.
fn clocks(rule: &Rule, found: &mut Vec<Finding>) {
    let mut wanted = Vec::new();
    hours_of(&rule.when, &mut wanted);
    if wanted.is_empty() {
        return;
    }
    let minutes = match rule.schedule.every {
        Every::DailyAt(time) => time.minutes()..time.minutes() + 1,
        Every::Minutes(_) => 0..24 * 60,
    };
    // Any seven days in a row have every day of the week.
    let days = (0..7).filter_map(|number| AccountDay::from_number(20_000 + number));
    let mut moments = days.flat_map(|day| minutes.clone().map(move |minutes| WallClock { day, minutes }));
    let looks = |now: WallClock| {
        let hours = &rule.schedule.hours;
        hours.is_empty() || hours.iter().any(|hours| hours.hold(now))
    };
    if !moments.any(|now| looks(now) && wanted.iter().all(|hours| hours.hold(now))) {
        never_acts(rule, "schedule", "it never looks at the hours its conditions ask for".to_owned(), found);
    }
}

/// The hours that must hold for a condition to be met.
fn hours_of<'c>(condition: &'c Condition, wanted: &mut Vec<&'c Hours>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| hours_of(part, wanted)),
        Condition::Clock(hours) => wanted.push(hours),
        _ => {}
    }
}

fn statuses(rule: &Rule, found: &mut Vec<Finding>) {
    use EffectiveStatus as S;
    for (number, filter) in rule.scope.filters.iter().enumerate() {
        let Filter::Status(statuses) = filter else { continue };
        let place = format!("scope.filters[{number}].status");
        let only = |wanted: &[S]| statuses.iter().all(|status| wanted.contains(status));
        if only(&[S::Archived, S::Deleted]) {
            never_acts(rule, &place, "archived and deleted objects are never looked at".to_owned(), found);
        } else if matches!(rule.then, Action::Pause(_)) && only(&[S::Paused]) {
            never_acts(rule, &place, "it pauses what is already paused".to_owned(), found);
        } else if rule.then == Action::Start && only(&[S::Active]) {
            never_acts(rule, &place, "it starts what is already on".to_owned(), found);
        }
    }
}

/// Conditions that the act or a guard of the same rule rules out. Only those that must hold are looked at.
fn kinds(rule: &Rule, condition: &Condition, found: &mut Vec<Finding>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| kinds(rule, part, found)),
        Condition::Budget(kinds) => {
            let budget = matches!(rule.then, Action::Budget(_) | Action::ScaleToward(_) | Action::Rebalance(_));
            if budget && kinds.iter().all(|kind| *kind == BudgetKind::Elsewhere) {
                never_acts(
                    rule,
                    "when",
                    "it changes the budget of objects that have none of their own".to_owned(),
                    found,
                );
            }
        }
        Condition::Learning(stages) => {
            let spared = rule.then.acts() && rule.guards.learning == Learning::Spare;
            if spared && stages.iter().all(|stage| *stage == LearningStage::Learning) {
                let what = "it looks for ad sets that are learning, and its guard spares them".to_owned();
                never_acts(rule, "guards.learning", what, found);
            }
        }
        _ => {}
    }
}

/// Each condition by itself.
fn each(rule: &Rule, place: &str, condition: &Condition, found: &mut Vec<Finding>) {
    let always = |what: String| Finding {
        what,
        example: "It looks like a safeguard and holds nothing back.".to_owned(),
        remedy: "Take it out, or change the threshold.".to_owned(),
        ..finding(rule, Code::AlwaysTrue, Weight::Warning, place)
    };
    match condition {
        Condition::All(parts) => inner(rule, &format!("{place}.all"), parts, found),
        Condition::None(parts) => inner(rule, &format!("{place}.none"), parts, found),
        Condition::Any(parts) => {
            let ranges: Vec<_> = parts
                .iter()
                .filter_map(|part| match part {
                    Condition::Compare(compare) => bound(compare),
                    _ => None,
                })
                .collect();
            let pairs =
                ranges.iter().enumerate().flat_map(|(at, one)| ranges.iter().skip(at + 1).map(move |two| (one, two)));
            for ((left, range), (other, second)) in pairs {
                if left == other && range.covers_all_with(*second) {
                    found.push(always(format!("one of them always holds for {}", readable(&left.0, &left.1))));
                }
            }
            inner(rule, &format!("{place}.any"), parts, found);
        }
        Condition::Compare(compare) => {
            let left = term_words(&compare.left);
            match (constant(&compare.left), constant(&compare.right)) {
                (Some(one), Some(other)) if compare.is.holds(one, other) => {
                    found.push(always("two fixed numbers are compared".to_owned()));
                }
                (Some(_), Some(_)) => never_acts(rule, place, "two fixed numbers are compared".to_owned(), found),
                _ if compare.left == compare.right => {
                    found.push(always(format!("{left} is compared with itself")));
                }
                _ => {
                    let never_negative = matches!(compare.left, Term::Metric(_) | Term::Fact(_));
                    let range = bound(compare).map(|(_, range)| range).filter(|_| never_negative);
                    let plain = constant(&compare.right).is_some();
                    if range.is_some_and(|range| range.holds_all_there_is()) && plain {
                        found.push(always(format!("{left} is never less than that")));
                    } else if range.is_some_and(|range| range.high < 0.0) && plain {
                        never_acts(rule, place, format!("{left} is never below zero"), found);
                    }
                }
            }
        }
        Condition::Rank(rank) if rank.take == Take::Percent(100) => {
            found.push(always("everything is among 100 % of anything".to_owned()));
        }
        Condition::Rank(_) | Condition::Clock(_) | Condition::Learning(_) | Condition::Budget(_) => {}
    }
}

fn inner(rule: &Rule, place: &str, parts: &[Condition], found: &mut Vec<Finding>) {
    for (number, part) in parts.iter().enumerate() {
        each(rule, &format!("{place}[{number}]"), part, found);
    }
}

/// A ceiling this many times the floor was probably meant a hundredfold smaller.
const FAR_APART: i64 = 1_000;

fn slips(rule: &Rule, found: &mut Vec<Finding>) {
    comparisons(rule, "when", &rule.when, found);
    let bounds = match &rule.then {
        Action::Budget(change) | Action::Bid(change) => Some((change.floor, change.ceiling)),
        Action::ScaleToward(toward) => Some((toward.floor, toward.ceiling)),
        Action::Rebalance(wanted) => Some((wanted.floor, wanted.ceiling)),
        Action::Notify | Action::Pause(_) | Action::Start | Action::Duplicate(_) => None,
    };
    if let Some((floor, ceiling)) = bounds
        && floor.minor.saturating_mul(FAR_APART) < ceiling.minor
    {
        let what = format!("the ceiling of {} is over {FAR_APART} times the floor of {}", told(ceiling), told(floor));
        found.push(slip(rule, "then", what));
    }
    let spend = rule.guards.floors.as_ref().and_then(|floors| floors.spend);
    if let Some(money) = spend.filter(|money| tiny(*money)) {
        found.push(slip(rule, "guards.floors.spend", format!("a least spend of {} is hardly one", told(money))));
    }
    if rule.scope.level == Level::Account {
        return;
    }
    if let Some((floor, _)) = bounds.filter(|(floor, _)| matches!(rule.then, Action::Budget(_)) && tiny(*floor)) {
        found.push(slip(rule, "then", format!("a budget of {} is less than Meta takes", told(floor))));
    }
}

fn slip(rule: &Rule, place: &str, what: String) -> Finding {
    Finding {
        what,
        example: "25 written for 25.00 is 0.25: amounts are in minor units, and rates in percent.".to_owned(),
        remedy: "Check the amount; for 25.00 write 2500 where the currency has cents.".to_owned(),
        ..finding(rule, Code::UnitSlip, Weight::Warning, place)
    }
}

fn told(money: Money) -> String {
    crate::act::told(money)
}

/// Less than one unit of a currency that has cents.
fn tiny(money: Money) -> bool {
    money.currency.offset() > 1 && money.minor < money.currency.offset()
}

fn comparisons(rule: &Rule, place: &str, condition: &Condition, found: &mut Vec<Finding>) {
    let parts = match condition {
        Condition::All(parts) => ("all", parts),
        Condition::Any(parts) => ("any", parts),
        Condition::None(parts) => ("none", parts),
        Condition::Compare(compare) => return comparison(rule, &format!("{place}.compare"), compare, found),
        _ => return,
    };
    for (number, part) in parts.1.iter().enumerate() {
        comparisons(rule, &format!("{place}.{}[{number}]", parts.0), part, found);
    }
}

fn comparison(rule: &Rule, place: &str, compare: &Compare, found: &mut Vec<Finding>) {
    let left = term_words(&compare.left);
    match (&compare.left, &compare.right) {
        (Term::Metric(reading), Term::Money(money)) => {
            // A click or a thousand views may well cost less than one unit.
            let large = matches!(reading.of, Metric::Spend | Metric::Value | Metric::Cpa);
            if large && money.minor > 0 && tiny(*money) {
                found.push(slip(rule, place, format!("{left} is compared with {}", told(*money))));
            }
        }
        (Term::Fact(fact), Term::Money(money)) if fact.of != Fact::Bid && money.minor > 0 && tiny(*money) => {
            found.push(slip(rule, place, format!("{left} is compared with {}", told(*money))));
        }
        (Term::Metric(reading), Term::Number(number)) if Unit::from(reading.of.unit()) == Unit::Number => {
            let odd = match reading.of {
                Metric::Roas => *number >= 50.0,
                Metric::Ctr | Metric::LinkCtr => *number > 100.0 || (*number > 0.0 && *number < 0.05),
                Metric::ConversionRate => *number > 0.0 && *number < 0.05,
                _ => false,
            };
            if odd {
                found.push(slip(rule, place, format!("{left} is compared with {number}")));
            }
        }
        (Term::Change(_), Term::Number(number)) if *number != 0.0 && number.abs() < 1.0 => {
            found.push(slip(rule, place, format!("{left} is in percent, and is compared with {number}")));
        }
        _ => {}
    }
}
