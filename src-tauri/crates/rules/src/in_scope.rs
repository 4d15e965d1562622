//! Which objects a rule looks at, before any figure is read.

use std::collections::HashSet;
use std::rc::Rc;

use domain::{ConfiguredStatus, EffectiveStatus, Level, ObjectId};

use crate::frame::{Frame, level_at};
use crate::prepared::Prepared;
use crate::scope::{Filter, Members, NameFilter, NameIs};
use crate::snapshot::parent_level;

/// Why an object is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// The rule is for other accounts.
    OtherAccount,
    /// It is archived or deleted.
    Gone,
    /// It is on the never-touch list, or below something that is.
    NeverTouch,
    /// It is not on the rule's list.
    NotListed,
    /// A filter leaves it out: the number of the filter in the rule.
    Filtered(usize),
}

impl Frame<'_> {
    /// Which objects of the rule's level are in scope.
    pub(crate) fn in_scope(&self, prepared: &Prepared) -> Vec<bool> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        let objects = self.snapshot.objects(level);
        if !self.is_our_account(prepared) {
            return vec![false; objects.len()];
        }
        let mut scope: Vec<bool> = objects.configured.iter().map(|status| is_there(*status)).collect();
        for filter in &rule.scope.filters {
            self.narrow(level, filter, prepared, &mut scope);
        }
        if let Members::Only(ids) = &rule.scope.members {
            let ids: HashSet<&ObjectId> = ids.iter().collect();
            keep(&mut scope, |index| objects.id(index).is_some_and(|id| ids.contains(id)));
        }
        if !rule.scope.never.is_empty() {
            let never: HashSet<&ObjectId> = rule.scope.never.iter().collect();
            keep(&mut scope, |index| !self.is_under(level, index, &never));
        }
        scope
    }

    /// Why an object is not in scope; none when it is. The first reason in the order in which they are asked.
    pub(crate) fn outside(&self, prepared: &Prepared, index: usize) -> Option<Outside> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        let objects = self.snapshot.objects(level);
        if !self.is_our_account(prepared) {
            return Some(Outside::OtherAccount);
        }
        if !objects.configured.get(index).is_some_and(|status| is_there(*status)) {
            return Some(Outside::Gone);
        }
        let never: HashSet<&ObjectId> = rule.scope.never.iter().collect();
        if self.is_under(level, index, &never) {
            return Some(Outside::NeverTouch);
        }
        if let Members::Only(ids) = &rule.scope.members
            && !objects.id(index).is_some_and(|id| ids.contains(id))
        {
            return Some(Outside::NotListed);
        }
        for (number, filter) in rule.scope.filters.iter().enumerate() {
            let mut scope = vec![true; objects.len()];
            self.narrow(level, filter, prepared, &mut scope);
            if scope.get(index) != Some(&true) {
                return Some(Outside::Filtered(number));
            }
        }
        None
    }

    fn is_our_account(&self, prepared: &Prepared) -> bool {
        let accounts = &prepared.rule().scope.accounts;
        accounts.is_empty() || accounts.contains(&self.snapshot.account.id)
    }

    fn narrow(&self, level: Level, filter: &Filter, prepared: &Prepared, scope: &mut [bool]) {
        let objects = self.snapshot.objects(level);
        match filter {
            Filter::Status(statuses) => {
                let bits = statuses.iter().fold(0_u32, |bits, status| bits | bit(*status));
                let fits = |status: &Option<EffectiveStatus>| status.is_some_and(|status| bits & bit(status) != 0);
                scope.iter_mut().zip(objects.effective.iter()).for_each(|(kept, status)| *kept &= fits(status));
            }
            Filter::Label(wanted) => keep(scope, |index| {
                let labels = objects.labels.get(index);
                labels.is_some_and(|labels| labels.iter().any(|label| wanted.iter().any(|one| **label == **one)))
            }),
            Filter::Objective(wanted) => {
                let campaigns = self.snapshot.objects(Level::Campaign);
                let fits: Vec<bool> = campaigns
                    .objectives
                    .iter()
                    .map(|objective| {
                        objective.as_ref().is_some_and(|objective| wanted.iter().any(|one| **objective == **one))
                    })
                    .collect();
                keep(scope, |index| {
                    let campaign = self.snapshot.above(level, index, Level::Campaign);
                    campaign.and_then(|campaign| fits.get(campaign)) == Some(&true)
                });
            }
            Filter::Name(name) => {
                if let Some(mask) = self.named(level, name, prepared) {
                    scope.iter_mut().zip(mask.iter()).for_each(|(kept, fits)| *kept &= fits);
                }
            }
            // Needs figures, so it is asked together with the conditions.
            Filter::Spend(_) => {}
        }
    }

    /// Which objects of a level have a fitting name. Worked out once for all rules with the same filter.
    fn named(&self, level: Level, name: &NameFilter, prepared: &Prepared) -> Option<Rc<[bool]>> {
        let key = (level, name.clone());
        if let Some(mask) = self.names.borrow().get(&key) {
            return Some(Rc::clone(mask));
        }
        let (_, test) = prepared.names.iter().find(|(filter, _)| filter == name)?;
        let at = level_at(level, name.at)?;
        let wanted = !matches!(name.is, NameIs::Lacks(_));
        let own: Vec<bool> = self.snapshot.objects(at).names.iter().map(|name| test.is_match(name) == wanted).collect();
        let above = |index| self.snapshot.above(level, index, at).and_then(|at| own.get(at).copied());
        let mask: Rc<[bool]> =
            (0..self.snapshot.objects(level).len()).map(|index| above(index).unwrap_or(false)).collect();
        self.names.borrow_mut().insert(key, Rc::clone(&mask));
        Some(mask)
    }

    fn is_under(&self, level: Level, index: usize, never: &HashSet<&ObjectId>) -> bool {
        let (mut level, mut at) = (level, Some(index));
        loop {
            if at.and_then(|at| self.snapshot.objects(level).id(at)).is_some_and(|id| never.contains(id)) {
                return true;
            }
            if level == Level::Account {
                return false;
            }
            let above = parent_level(level);
            at = at.and_then(|at| self.snapshot.above(level, at, above));
            level = above;
        }
    }
}

fn is_there(status: ConfiguredStatus) -> bool {
    matches!(status, ConfiguredStatus::Active | ConfiguredStatus::Paused)
}

fn bit(status: EffectiveStatus) -> u32 {
    // There are a dozen of them.
    1 << (status as u32)
}

fn keep(scope: &mut [bool], fits: impl Fn(usize) -> bool) {
    for (index, kept) in scope.iter_mut().enumerate() {
        *kept = *kept && fits(index);
    }
}
