//! What is unwise about two rules that look at the same objects.

use std::collections::BTreeSet;

use domain::ObjectId;

use super::alone::finding;
use super::bounds::{Bounds, and, can_both_hold, floors, ways};
use super::{Code, Finding, Weight};
use crate::rule::{Action, By, Mode, Rule};
use crate::scope::{Filter, Members, NameIs};

/// Thresholds that lie closer together than this share of the larger one are crossed by chance.
const NARROW: f64 = 0.10;

/// A rule with what was worked out about it once.
struct Known<'r> {
    rule: &'r Rule,
    ways: Vec<Bounds>,
}

pub(super) fn findings(rules: &[Rule]) -> Vec<Finding> {
    let runs = rules.iter().filter(|rule| rule.mode != Mode::Draft && rule.then.acts());
    let known: Vec<Known<'_>> =
        runs.map(|rule| Known { rule, ways: and(&ways(&rule.when), &[floors(rule)]) }).collect();
    let mut all = Vec::new();
    for (number, one) in known.iter().enumerate() {
        for other in known.iter().skip(number + 1) {
            if may_overlap(one.rule, other.rule) {
                all.extend(pair(one, other));
            }
        }
    }
    all
}

/// Which way an action pushes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Push {
    Off,
    On,
    BudgetUp,
    BudgetDown,
    BudgetBoth,
    BudgetTo,
    BidUp,
    BidDown,
    BidTo,
    Copy,
    Nothing,
}

fn push(action: &Action) -> Push {
    match action {
        Action::Notify => Push::Nothing,
        Action::Duplicate(_) => Push::Copy,
        Action::Pause(_) => Push::Off,
        Action::Start => Push::On,
        Action::ScaleToward(_) | Action::Rebalance(_) => Push::BudgetBoth,
        Action::Budget(change) => match change.by {
            By::Raise(_) => Push::BudgetUp,
            By::Lower(_) => Push::BudgetDown,
            By::Set(_) => Push::BudgetTo,
        },
        Action::Bid(change) => match change.by {
            By::Raise(_) => Push::BidUp,
            By::Lower(_) => Push::BidDown,
            By::Set(_) => Push::BidTo,
        },
    }
}

fn is_budget(push: Push) -> bool {
    matches!(push, Push::BudgetUp | Push::BudgetDown | Push::BudgetBoth | Push::BudgetTo)
}

fn is_bid(push: Push) -> bool {
    matches!(push, Push::BidUp | Push::BidDown | Push::BidTo)
}

fn pair(one: &Known<'_>, other: &Known<'_>) -> Option<Finding> {
    let both = can_both_hold(&one.ways, &other.ways);
    let found = |code, weight| Finding {
        rules: vec![one.rule.id.clone(), other.rule.id.clone()],
        ..finding(one.rule, code, weight, "")
    };
    let names = format!("“{}” and “{}”", one.rule.name, other.rule.name);
    let (mine, theirs) = (push(&one.rule.then), push(&other.rule.then));
    if mine == theirs && one.rule.when == other.rule.when {
        return Some(Finding {
            what: format!("{names} have the same conditions and do the same"),
            example: "Each act is done twice, or one rule undoes the cool-down of the other.".to_owned(),
            remedy: "Keep one of them.".to_owned(),
            ..found(Code::Duplicate, Weight::Warning)
        });
    }
    match (mine, theirs) {
        (Push::Off, Push::On) | (Push::On, Push::Off) if both => Some(Finding {
            what: format!("{names} switch the same objects off and on"),
            example: "What one pauses at 10:00 the other starts at 10:30, and so on all day.".to_owned(),
            remedy: "Ask both for the same figure over the same window with thresholds that lie apart, \
                     or use a pause that ends by itself instead of the starting rule."
                .to_owned(),
            ..found(Code::PauseAndStart, Weight::Error)
        }),
        (Push::Off, Push::On) | (Push::On, Push::Off) if narrow(&one.ways, &other.ways) => Some(Finding {
            what: format!("the thresholds of {names} lie close together"),
            example: "A CPA that moves between 19.90 and 20.10 pauses and starts the ad set all week.".to_owned(),
            remedy: "Leave at least a tenth between the two thresholds.".to_owned(),
            ..found(Code::Oscillation, Weight::Warning)
        }),
        (Push::BudgetUp, Push::BudgetUp) if both => Some(Finding {
            what: format!("{names} both raise the budget of the same objects"),
            example: "Twice 20 % on one day is 44 %, and every day again.".to_owned(),
            remedy: "Make them tiers: let the conditions of one end where those of the other begin.".to_owned(),
            ..found(Code::Compounding, Weight::Error)
        }),
        (Push::BudgetUp, Push::BudgetDown) | (Push::BudgetDown, Push::BudgetUp)
            if !both && narrow(&one.ways, &other.ways) =>
        {
            Some(Finding {
                what: format!("the thresholds of {names} lie close together"),
                example: "A ROAS that moves around 2.0 raises and lowers the budget in turn.".to_owned(),
                remedy: "Leave at least a tenth between the two thresholds.".to_owned(),
                ..found(Code::Oscillation, Weight::Warning)
            })
        }
        _ if both && mine != theirs && (is_budget(mine) && is_budget(theirs) || is_bid(mine) && is_bid(theirs)) => {
            Some(Finding {
                what: format!("{names} want different things of the same objects"),
                example: "One raises the budget and the other lowers it on the same figures.".to_owned(),
                remedy: "Make their conditions exclude one another, or narrow one of the scopes.".to_owned(),
                ..found(Code::Clash, Weight::Error)
            })
        }
        (Push::Off, Push::BudgetUp | Push::BidUp) | (Push::BudgetUp | Push::BidUp, Push::Off) if both => {
            Some(Finding {
                what: format!("{names} pause and push the same objects"),
                example: "The budget goes up at 06:00 and the ad set is paused at 06:30 on the same figures."
                    .to_owned(),
                remedy: "Make their conditions exclude one another.".to_owned(),
                ..found(Code::Clash, Weight::Warning)
            })
        }
        _ => None,
    }
}

/// Whether a quantity both ask about separates them by hardly anything.
fn narrow(one: &[Bounds], other: &[Bounds]) -> bool {
    one.iter().any(|one| other.iter().any(|other| narrow_way(one, other)))
}

fn narrow_way(one: &Bounds, other: &Bounds) -> bool {
    one.iter().any(|(key, range)| {
        other.get(key).is_some_and(|other| {
            let (low, high) = if range.high <= other.low { (range.high, other.low) } else { (other.high, range.low) };
            range.meet(*other).is_empty()
                && low.is_finite()
                && high.is_finite()
                && high - low < NARROW * high.abs().max(low.abs())
        })
    })
}

/// Whether the same object can be in both scopes, as far as can be said. A status is not looked at: an object that one
/// rule pauses is what the other one starts.
fn may_overlap(one: &Rule, other: &Rule) -> bool {
    let (mine, theirs) = (&one.scope, &other.scope);
    if mine.level != theirs.level {
        return false;
    }
    let apart = |ours: &[domain::AccountId], others: &[domain::AccountId]| {
        !ours.is_empty() && !others.is_empty() && !ours.iter().any(|id| others.contains(id))
    };
    if apart(&mine.accounts, &theirs.accounts) {
        return false;
    }
    if let (Some(ours), Some(others)) = (listed(&mine.members), listed(&theirs.members))
        && ours.is_disjoint(&others)
    {
        return false;
    }
    let excluded = |filters: &[Filter], others: &[Filter]| {
        filters.iter().any(|filter| others.iter().any(|other| exclude(filter, other)))
    };
    !excluded(&mine.filters, &theirs.filters) && !excluded(&theirs.filters, &mine.filters)
}

/// The objects of a fixed list.
fn listed(members: &Members) -> Option<BTreeSet<&ObjectId>> {
    match members {
        Members::Only(ids) => Some(ids.iter().collect()),
        Members::AlsoFuture => None,
    }
}

/// Whether no object fits both filters.
fn exclude(one: &Filter, other: &Filter) -> bool {
    match (one, other) {
        (Filter::Objective(ours), Filter::Objective(others)) => !ours.iter().any(|one| others.contains(one)),
        (Filter::Name(ours), Filter::Name(others)) if ours.at == others.at => match (&ours.is, &others.is) {
            // What must contain the longer text contains the shorter one, which must not be there.
            (NameIs::Contains(long), NameIs::Lacks(short)) => long.to_lowercase().contains(&short.to_lowercase()),
            _ => false,
        },
        _ => false,
    }
}
