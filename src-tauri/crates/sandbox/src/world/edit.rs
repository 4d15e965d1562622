//! Changes to the world. Each keeps the history delivery is computed from, marks the object for the snapshot and, where
//! Meta would, writes the activity log.

pub(crate) mod former;
mod insert;
mod log;
mod review;

use serde_json::{Value, json};

use super::World;
use super::model::{
    Account, Actor, Ad, AdSet, Budget, Campaign, Creative, Image, Label, LearningStage, ObjectId, ObjectKind,
    ObjectRef, Status,
};

pub use self::log::change;

impl World {
    /// An account, to edit fields without a history.
    pub fn account_mut(&mut self, id: ObjectId) -> Option<&mut Account> {
        let index = self.touch(id, ObjectKind::Account)?;
        self.accounts.get_mut(index)
    }

    /// A campaign, to edit fields without a history. Set `updated_ms` where Meta would, and see [`World::keep_terms`].
    pub fn campaign_mut(&mut self, id: ObjectId) -> Option<&mut Campaign> {
        let index = self.touch(id, ObjectKind::Campaign)?;
        self.campaigns.get_mut(index)
    }

    /// An ad set, to edit fields without a history. Set `updated_ms`, and see [`World::keep_terms`].
    pub fn adset_mut(&mut self, id: ObjectId) -> Option<&mut AdSet> {
        let index = self.touch(id, ObjectKind::AdSet)?;
        self.adsets.get_mut(index)
    }

    /// An ad, to edit fields without a history. Set `updated_ms`.
    pub fn ad_mut(&mut self, id: ObjectId) -> Option<&mut Ad> {
        let index = self.touch(id, ObjectKind::Ad)?;
        self.ads.get_mut(index)
    }

    /// A creative, to edit its name, status or labels.
    pub fn creative_mut(&mut self, id: ObjectId) -> Option<&mut Creative> {
        let index = self.touch(id, ObjectKind::Creative)?;
        self.creatives.get_mut(index)
    }

    /// A label, to rename it.
    pub fn label_mut(&mut self, id: ObjectId) -> Option<&mut Label> {
        let index = self.touch(id, ObjectKind::Label)?;
        self.labels.get_mut(index)
    }

    /// An image, to change its name or status.
    pub fn image_mut(&mut self, account: ObjectId, hash: &str) -> Option<&mut Image> {
        let index = *self.family.image_by_hash.get(&(account, hash.to_owned()))?;
        self.touched_images.insert(index);
        self.images.get_mut(index)
    }

    /// Changes the account status (1 active, 2 disabled, …) from an instant on.
    pub fn set_account_status(&mut self, id: ObjectId, status: u32, at_ms: i64, by: &Actor) {
        let Some(account) = self.account_mut(id) else { return };
        let old = *account.account_status.at(at_ms);
        account.account_status.set(at_ms, status);
        let change = Some(change("run_status", json!(old), json!(status)));
        self.log(id, at_ms, "ad_account_update_status", "Account status updated", by, change);
    }

    /// Switches a campaign, ad set or ad. False when there is no such object.
    pub fn set_status(&mut self, id: ObjectId, status: Status, at_ms: i64, by: &Actor) -> bool {
        let Some(ObjectRef { kind, .. }) = self.find(id) else { return false };
        let (history, updated) = match kind {
            ObjectKind::Campaign => match self.campaign_mut(id) {
                Some(it) => (&mut it.status, &mut it.updated_ms),
                None => return false,
            },
            ObjectKind::AdSet => match self.adset_mut(id) {
                Some(it) => (&mut it.status, &mut it.updated_ms),
                None => return false,
            },
            ObjectKind::Ad => match self.ad_mut(id) {
                Some(it) => (&mut it.status, &mut it.updated_ms),
                None => return false,
            },
            ObjectKind::Account | ObjectKind::Creative | ObjectKind::Label => return false,
        };
        let old = *history.at(at_ms);
        if old == status {
            return true;
        }
        history.set(at_ms, status);
        *updated = at_ms;
        let (event, translated) = match kind {
            ObjectKind::Campaign => ("update_campaign_run_status", "Campaign status updated"),
            ObjectKind::AdSet => ("update_ad_set_run_status", "Ad set status updated"),
            _ => ("update_ad_run_status", "Ad status updated"),
        };
        let change = change("run_status", json!(readable(old)), json!(readable(status)));
        self.log(id, at_ms, event, translated, by, Some(change));
        true
    }

    /// Sets or removes the budget of a campaign (does not move `updated_ms`). False when there is no such campaign.
    pub fn set_campaign_budget(&mut self, id: ObjectId, budget: Option<Budget>, at_ms: i64, by: &Actor) -> bool {
        let budget = self.with_spent_before(id, budget, at_ms);
        let Some(campaign) = self.campaign_mut(id) else { return false };
        let old = *campaign.budget.at(at_ms);
        campaign.budget.set(at_ms, budget);
        let change = self.budget_change(id, old, budget);
        self.log(id, at_ms, "update_campaign_budget", "Campaign budget updated", by, Some(change));
        true
    }

    /// Sets or removes the budget of an ad set. False when there is no such ad set.
    pub fn set_adset_budget(&mut self, id: ObjectId, budget: Option<Budget>, at_ms: i64, by: &Actor) -> bool {
        let budget = self.with_spent_before(id, budget, at_ms);
        let Some(adset) = self.adset_mut(id) else { return false };
        let old = *adset.budget.at(at_ms);
        adset.budget.set(at_ms, budget);
        adset.updated_ms = at_ms;
        let change = self.budget_change(id, old, budget);
        self.log(id, at_ms, "update_ad_set_budget", "Ad set budget updated", by, Some(change));
        true
    }

    /// Sets or removes the bid of an ad set. False when there is no such ad set.
    pub fn set_bid_amount(&mut self, id: ObjectId, bid: Option<i64>, at_ms: i64, by: &Actor) -> bool {
        let Some(adset) = self.adset_mut(id) else { return false };
        let old = *adset.bid_amount.at(at_ms);
        adset.bid_amount.set(at_ms, bid);
        adset.updated_ms = at_ms;
        let change = change("payment_amount", json!(old), json!(bid));
        self.log(id, at_ms, "update_ad_set_bidding", "Ad set bid updated", by, Some(change));
        true
    }

    /// Renames a campaign, ad set or ad. False when there is no such object.
    pub fn rename(&mut self, id: ObjectId, name: &str, at_ms: i64, by: &Actor) -> bool {
        let (held, updated, event, translated) = match self.find(id).map(|found| found.kind) {
            Some(ObjectKind::Campaign) => match self.campaign_mut(id) {
                Some(it) => (&mut it.name, &mut it.updated_ms, "update_campaign_name", "Campaign name updated"),
                None => return false,
            },
            Some(ObjectKind::AdSet) => match self.adset_mut(id) {
                Some(it) => (&mut it.name, &mut it.updated_ms, "update_ad_set_name", "Ad set name updated"),
                None => return false,
            },
            Some(ObjectKind::Ad) => match self.ad_mut(id) {
                Some(it) => (&mut it.name, &mut it.updated_ms, "update_ad_friendly_name", "Ad name updated"),
                None => return false,
            },
            _ => return false,
        };
        let old = std::mem::replace(held, name.to_owned());
        *updated = at_ms;
        self.log(id, at_ms, event, translated, by, Some(change("text", json!(old), json!(name))));
        true
    }

    /// Gives an ad another creative: reviewed again, and its ad set learns again. False when either is unknown.
    pub fn set_creative(&mut self, ad: ObjectId, creative: ObjectId, at_ms: i64, by: &Actor) -> bool {
        if self.creative(creative).is_none() {
            return false;
        }
        let Some(it) = self.ad_mut(ad) else { return false };
        let (old, adset) = (std::mem::replace(&mut it.creative, creative), it.adset);
        it.updated_ms = at_ms;
        let change = change("creative", json!(old), json!(creative));
        self.log(ad, at_ms, "update_ad_creative", "Ad creative updated", by, Some(change));
        self.start_review(ad, at_ms);
        self.note_significant_edit(adset, at_ms);
        true
    }

    /// Starts the learning phase of an ad set again (new creative, targeting, goal or ad).
    pub fn note_significant_edit(&mut self, adset: ObjectId, at_ms: i64) {
        if let Some(adset) = self.adset_mut(adset) {
            adset.last_significant_edit_ms = at_ms;
            adset.updated_ms = adset.updated_ms.max(at_ms);
            adset.learning.set(at_ms, LearningStage::Learning);
        }
    }

    fn budget_change(&self, id: ObjectId, old: Option<Budget>, new: Option<Budget>) -> Value {
        let account = self.campaign(id).map(|it| it.account).or_else(|| self.adset(id).map(|it| it.account));
        let currency = account.and_then(|account| self.account(account)).map(|account| account.currency.clone());
        let amount = |budget: Option<Budget>| {
            let minor = budget.and_then(|it| it.daily_minor().or(it.lifetime_minor()));
            let word = if budget.is_some_and(|it| it.lifetime_minor().is_some()) { "Lifetime" } else { "Per day" };
            json!({"type": "payment_amount", "currency": currency, "old_value": minor, "additional_value": word})
        };
        change("composite_data", amount(old), amount(new))
    }

    /// A new lifetime budget covers what was spent before it was set, so that the whole is never exceeded.
    fn with_spent_before(&self, id: ObjectId, budget: Option<Budget>, at_ms: i64) -> Option<Budget> {
        match budget {
            Some(Budget::Lifetime { amount, .. }) => {
                Some(Budget::Lifetime { amount, spent_before: self.lifetime_spend(id, at_ms) })
            }
            other => other,
        }
    }

    fn touch(&mut self, id: ObjectId, kind: ObjectKind) -> Option<usize> {
        let index = self.place(id, kind)?;
        self.touched.insert(id);
        Some(index)
    }
}

fn readable(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Paused => "Inactive",
        Status::Archived => "Archived",
        Status::Deleted => "Deleted",
    }
}
