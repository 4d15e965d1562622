//! Decisions that are carried out together or not at all: budget that moves between objects under one parent.

use std::collections::BTreeMap;

use rules::{Action, Answer, Decision, Guard, Rule, Snapshot, Standing, Verdict};

/// Decisions of one look, by their places.
pub(super) struct Group {
    /// Which.
    pub(super) places: Vec<usize>,
    /// Whether what is refused of one is refused of all.
    pub(super) together: bool,
}

/// The groups of a look, in the order of the snapshot. A rule that looks at one object at a time has a single one.
pub(super) fn of(rule: &Rule, snapshot: &Snapshot, decisions: &[Decision]) -> Vec<Group> {
    if !matches!(rule.then, Action::Rebalance(_)) {
        return vec![Group { places: (0..decisions.len()).collect(), together: false }];
    }
    let mut by_parent: BTreeMap<Option<u32>, Vec<usize>> = BTreeMap::new();
    let objects = snapshot.objects(rule.scope.level);
    for (place, decision) in decisions.iter().enumerate() {
        by_parent.entry(objects.parent_of(&decision.object)).or_default().push(place);
    }
    by_parent.into_values().map(|places| Group { places, together: true }).collect()
}

/// Refuses all of a group where one that had an act is refused. Answers whether it is.
pub(super) fn refuse_torn(decisions: &mut [Decision], places: &[usize]) -> bool {
    let refused = |decision: &Decision| decision.act.is_some() && decision.standing == Standing::Refused;
    if !places.iter().filter_map(|place| decisions.get(*place)).any(refused) {
        return false;
    }
    for place in places {
        let Some(decision) = decisions.get_mut(*place).filter(|one| one.standing == Standing::Acts) else { continue };
        let note = "one beside it is held back, and budget moves between all of them or none";
        decision.guards.push(Verdict::new(Guard::Bounds, Answer::NotMet).because(note));
        decision.standing = Standing::Refused;
    }
    true
}
