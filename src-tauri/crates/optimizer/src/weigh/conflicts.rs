//! Rules that want different things of the same object at the same time: none of them gets its way.

use std::collections::BTreeMap;

use domain::{Level, ObjectId};
use rules::{Act, Answer, Guard, Standing, Verdict};

use super::{Weighed, is_real};
use crate::shelf::Kept;

/// What an act is about: two acts of one kind on one object cannot both be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    Status,
    Budget,
    Bid,
    Copy,
}

pub(super) fn about(act: &Act) -> Option<About> {
    match act {
        Act::Tell => None,
        Act::Copy { .. } => Some(About::Copy),
        Act::Pause(_) | Act::Start => Some(About::Status),
        Act::Set { field: rules::AmountField::Bid, .. } => Some(About::Bid),
        Act::Set { .. } => Some(About::Budget),
    }
}

type Wanted = BTreeMap<(Level, ObjectId, About), Vec<(usize, usize)>>;

/// Refuses what rules that act disagree about. Where they agree the first of them does it.
pub(super) fn refuse(rules: &[&Kept], looks: &mut [Weighed]) {
    let mut wanted = Wanted::new();
    for (number, (rule, look)) in rules.iter().zip(looks.iter()).enumerate() {
        if !is_real(rule.rule().mode) {
            continue;
        }
        for (place, decision) in look.decisions.iter().enumerate() {
            let (Standing::Acts, Some(act)) = (decision.standing, &decision.act) else { continue };
            if let Some(about) = about(act) {
                wanted.entry((decision.level, decision.object.clone(), about)).or_default().push((number, place));
            }
        }
    }
    for places in wanted.into_values().filter(|places| places.len() > 1) {
        settle(rules, looks, &places);
    }
}

fn settle(rules: &[&Kept], looks: &mut [Weighed], places: &[(usize, usize)]) {
    let act = |looks: &[Weighed], (number, place): (usize, usize)| {
        looks.get(number).and_then(|look| look.decisions.get(place)).and_then(|decision| decision.act.clone())
    };
    let acts: Vec<_> = places.iter().map(|place| act(looks, *place)).collect();
    let agree = acts.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    let name = |number: usize| rules.get(number).map_or("another rule", |rule| rule.rule().name.as_str());
    for (number, place) in places.iter().skip(usize::from(agree)) {
        let other = places.iter().map(|(other, _)| *other).find(|other| other != number).unwrap_or(*number);
        let note = match agree {
            true => format!("“{}” does the same", name(other)),
            false => format!("“{}” wants something else of it at the same time, so nothing is done", name(other)),
        };
        if let Some(decision) = looks.get_mut(*number).and_then(|look| look.decisions.get_mut(*place)) {
            decision.guards.push(Verdict::new(Guard::Conflict, Answer::NotMet).because(note));
            decision.standing = Standing::Refused;
        }
    }
}
