//! What campaigns and ad sets were like before an edit of fields that have no history of their own, so that the edit does
//! not change what was delivered before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::World;
use crate::world::model::{AdSet, Budget, Campaign, ObjectId};

/// Earlier states by object, oldest first, each with the instant until which it held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Former {
    campaigns: BTreeMap<ObjectId, Vec<(i64, Campaign)>>,
    adsets: BTreeMap<ObjectId, Vec<(i64, AdSet)>>,
}

impl Former {
    /// A campaign as it was at an instant.
    #[inline]
    pub(crate) fn campaign<'a>(&'a self, now: &'a Campaign, at_ms: i64) -> &'a Campaign {
        if self.campaigns.is_empty() { now } else { then(self.campaigns.get(&now.id), now, at_ms) }
    }

    /// An ad set as it was at an instant.
    #[inline]
    pub(crate) fn adset<'a>(&'a self, now: &'a AdSet, at_ms: i64) -> &'a AdSet {
        if self.adsets.is_empty() { now } else { then(self.adsets.get(&now.id), now, at_ms) }
    }

    /// When an object was edited.
    pub(crate) fn edits(&self, id: ObjectId) -> impl Iterator<Item = i64> + '_ {
        let campaigns = self.campaigns.get(&id).into_iter().flatten().map(|(until, _)| *until);
        campaigns.chain(self.adsets.get(&id).into_iter().flatten().map(|(until, _)| *until))
    }
}

fn then<'a, T>(earlier: Option<&'a Vec<(i64, T)>>, now: &'a T, at_ms: i64) -> &'a T {
    let held = earlier.and_then(|list| list.iter().find(|(until, _)| at_ms < *until));
    held.map_or(now, |(_, then)| then)
}

impl World {
    /// Keeps what a campaign or ad set is like now, for the delivery of the time before `at_ms`. Call it before editing
    /// the goal, the promoted object, the attribution, the targeting, the bid strategy or the schedule.
    ///
    /// A lifetime budget is set anew with what was spent so far, since a moved end spreads the rest differently.
    pub fn keep_terms(&mut self, id: ObjectId, at_ms: i64) {
        let spent_before = self.lifetime_spend(id, at_ms);
        let again = |budget: &Option<Budget>| {
            let amount = budget.and_then(Budget::lifetime_minor)?;
            Some(Budget::Lifetime { amount, spent_before })
        };
        if let Some(campaign) = self.campaign(id).cloned() {
            let budget = again(campaign.budget.at(at_ms));
            self.former.campaigns.entry(id).or_default().push((at_ms, campaign));
            if let (Some(budget), Some(campaign)) = (budget, self.campaign_mut(id)) {
                campaign.budget.set(at_ms, Some(budget));
            }
        } else if let Some(adset) = self.adset(id).cloned() {
            let (budget, campaign) = (again(adset.budget.at(at_ms)), adset.campaign);
            self.former.adsets.entry(id).or_default().push((at_ms, adset));
            if let (Some(budget), Some(adset)) = (budget, self.adset_mut(id)) {
                adset.budget.set(at_ms, Some(budget));
            }
            // The end of a campaign's lifetime budget may be that of its last ad set.
            let shared = self.campaign(campaign).and_then(|it| it.budget.at(at_ms).and_then(Budget::lifetime_minor));
            if shared.is_some() {
                self.keep_terms(campaign, at_ms);
            }
        }
    }
}
