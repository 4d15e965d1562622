//! Changes to the world. Each keeps the history delivery is computed from, marks the object for the snapshot and, where
//! Meta would, writes the activity log.

use serde_json::{Value, json};

use super::World;
use super::delivery::HISTORY_DAYS;
use super::delivery::calendar::DAY_MS;
use super::model::{
    Account, Activity, Actor, Ad, AdSet, Budget, Campaign, Creative, Image, Label, LearningStage, ObjectId, ObjectKind,
    ObjectRef, Review, Status, Timeline,
};
use super::random::{between, join};

/// Shortest and longest review, in minutes.
const REVIEW_MINUTES: (f64, f64) = (6.0, 34.0);

/// Words that no advertiser may use; an ad whose text has one is turned down, so a disapproval can be had on purpose.
const FORBIDDEN: [(&str, &str, &str); 4] = [
    (
        "guaranteed results",
        "Misleading claims",
        "Ads must not contain deceptive, false or misleading claims about how well a product works.",
    ),
    (
        "lose weight fast",
        "Personal health and appearance",
        "Ads must not imply or attempt to generate negative self-perception to promote diet products.",
    ),
    (
        "are you overweight",
        "Personal attributes",
        "Ads must not contain content that asserts or implies personal attributes.",
    ),
    ("miracle cure", "Unsafe substances", "Ads must not promote products whose claimed effects cannot be shown."),
];

impl World {
    /// A fresh id, never handed out before in this world.
    pub fn new_id(&mut self) -> ObjectId {
        loop {
            self.next_serial += 1;
            let id = ObjectId(120_240_000_000_000_000 + self.next_serial * 10_000 + join(self.next_serial, 7) % 10_000);
            if !self.family.by_id.contains_key(&id) {
                return id;
            }
        }
    }

    /// Adds an account.
    pub fn insert_account(&mut self, account: Account) -> ObjectId {
        let id = account.id;
        self.register(id, ObjectKind::Account, self.accounts.len());
        self.accounts.push(account);
        self.family.campaigns_of.push(Vec::new());
        id
    }

    /// Adds a campaign; false when its account is unknown or its id is taken.
    pub fn insert_campaign(&mut self, campaign: Campaign, by: &Actor) -> bool {
        if self.account(campaign.account).is_none() || self.find(campaign.id).is_some() {
            return false;
        }
        let (id, at_ms) = (campaign.id, campaign.created_ms);
        self.attach_campaign(campaign);
        self.log(id, at_ms, "create_campaign_group", "Campaign created", by, None);
        true
    }

    /// Adds an ad set; false when its campaign is unknown or its id is taken.
    pub fn insert_adset(&mut self, adset: AdSet, by: &Actor) -> bool {
        if self.campaign(adset.campaign).is_none() || self.find(adset.id).is_some() {
            return false;
        }
        let (id, at_ms) = (adset.id, adset.created_ms);
        self.attach_adset(adset);
        self.log(id, at_ms, "create_ad_set", "Ad set created", by, None);
        true
    }

    /// Adds an ad; false when its ad set is unknown or its id is taken.
    ///
    /// An ad whose review is [`Review::Pending`] gets the end of that review planned, see [`World::start_review`].
    pub fn insert_ad(&mut self, ad: Ad, by: &Actor) -> bool {
        if self.adset(ad.adset).is_none() || self.find(ad.id).is_some() {
            return false;
        }
        let (id, at_ms, pending) = (ad.id, ad.created_ms, *ad.review.last() == Review::Pending);
        self.attach_ad(ad);
        self.log(id, at_ms, "create_ad", "Ad created", by, None);
        if pending {
            self.start_review(id, at_ms);
        }
        true
    }

    /// Adds a creative.
    pub fn insert_creative(&mut self, creative: Creative) -> ObjectId {
        let id = creative.id;
        self.register(id, ObjectKind::Creative, self.creatives.len());
        self.creatives.push(creative);
        id
    }

    /// Adds an image, or replaces the one with the same hash in the same account.
    pub fn insert_image(&mut self, image: Image) {
        let key = (image.account, image.hash.clone());
        let index = *self.family.image_by_hash.entry(key).or_insert(self.images.len());
        self.touched_images.insert(index);
        match self.images.get_mut(index) {
            Some(place) => *place = image,
            None => self.images.push(image),
        }
    }

    /// Adds a label.
    pub fn insert_label(&mut self, label: Label) -> ObjectId {
        let id = label.id;
        self.register(id, ObjectKind::Label, self.labels.len());
        self.labels.push(label);
        id
    }

    /// An account, to edit fields without a history.
    pub fn account_mut(&mut self, id: ObjectId) -> Option<&mut Account> {
        let index = self.touch(id, ObjectKind::Account)?;
        self.accounts.get_mut(index)
    }

    /// A campaign, to edit fields without a history. Set `updated_ms` where Meta would.
    pub fn campaign_mut(&mut self, id: ObjectId) -> Option<&mut Campaign> {
        let index = self.touch(id, ObjectKind::Campaign)?;
        self.campaigns.get_mut(index)
    }

    /// An ad set, to edit fields without a history. Set `updated_ms`.
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

    /// Puts an ad under review; the end and its outcome are planned at once, as entries in the future.
    ///
    /// Lasts between 6 and 34 minutes. Turned down when the creative's text has one of a few forbidden claims, such as
    /// "guaranteed results"; otherwise approved.
    pub fn start_review(&mut self, ad: ObjectId, at_ms: i64) {
        let outcome = self.review_outcome(ad);
        let Some(ad) = self.ad_mut(ad) else { return };
        let minutes = between(join(ad.id.0, at_ms as u64), REVIEW_MINUTES.0, REVIEW_MINUTES.1);
        let planned: Vec<i64> = ad.review.entries().map(|(at_ms, _)| at_ms).collect();
        if at_ms <= ad.review.since_ms() {
            ad.review = Timeline::new(at_ms, Review::Pending);
        } else {
            ad.review.set(at_ms, Review::Pending);
        }
        let end_ms = at_ms + (minutes * 60_000.0) as i64;
        ad.review.set(end_ms, outcome);
        let id = ad.id;
        for planned in planned {
            self.reviews_due.remove(&(planned, id));
        }
        if end_ms > self.advanced_to_ms {
            self.reviews_due.insert((end_ms, id));
        }
    }

    /// Starts the learning phase of an ad set again (new creative, targeting, goal or ad).
    pub fn note_significant_edit(&mut self, adset: ObjectId, at_ms: i64) {
        if let Some(adset) = self.adset_mut(adset) {
            adset.last_significant_edit_ms = at_ms;
            adset.updated_ms = adset.updated_ms.max(at_ms);
            adset.learning.set(at_ms, LearningStage::Learning);
        }
    }

    /// Writes a line of the activity log about an object. Lines older than the world's first day are not kept. `extra_data` is JSON, see [`change`].
    pub fn log(
        &mut self,
        id: ObjectId,
        at_ms: i64,
        event: &str,
        translated: &str,
        by: &Actor,
        extra_data: Option<Value>,
    ) {
        let Some(ObjectRef { kind, .. }) = self.find(id) else { return };
        let Some((account, name)) = self.account_and_name(id, kind) else { return };
        if at_ms < self.origin.now_ms - HISTORY_DAYS * DAY_MS {
            return;
        }
        let activity = Activity {
            account,
            at_ms,
            event_type: event.to_owned(),
            translated: translated.to_owned(),
            actor: by.clone(),
            object_kind: kind,
            object_id: id,
            object_name: name,
            extra_data: extra_data.map(|data| data.to_string()),
        };
        // The log stays in order of time; of two lines at one instant the earlier written comes first.
        if self.unsorted_log {
            self.activities.push(activity);
        } else {
            let place = self.activities.partition_point(|other| other.at_ms <= at_ms).max(self.generated_activities);
            self.activities.insert(place, activity);
        }
    }

    /// Puts a campaign into the lists, without a word in the log.
    pub(crate) fn attach_campaign(&mut self, campaign: Campaign) {
        let index = self.campaigns.len();
        self.register(campaign.id, ObjectKind::Campaign, index);
        let account = self.place(campaign.account, ObjectKind::Account);
        if let Some(list) = account.and_then(|account| self.family.campaigns_of.get_mut(account)) {
            list.push(index);
        }
        self.family.adsets_of.push(Vec::new());
        self.campaigns.push(campaign);
    }

    /// Puts an ad set into the lists, without a word in the log.
    pub(crate) fn attach_adset(&mut self, adset: AdSet) {
        let index = self.adsets.len();
        self.register(adset.id, ObjectKind::AdSet, index);
        let campaign = self.place(adset.campaign, ObjectKind::Campaign);
        if let Some(list) = campaign.and_then(|campaign| self.family.adsets_of.get_mut(campaign)) {
            list.push(index);
        }
        self.family.ads_of.push(Vec::new());
        self.adsets.push(adset);
    }

    /// Puts an ad into the lists, without a word in the log and without a review.
    pub(crate) fn attach_ad(&mut self, ad: Ad) {
        let index = self.ads.len();
        self.register(ad.id, ObjectKind::Ad, index);
        let adset = self.place(ad.adset, ObjectKind::AdSet);
        if let Some(list) = adset.and_then(|adset| self.family.ads_of.get_mut(adset)) {
            list.push(index);
        }
        self.ads.push(ad);
    }

    fn account_and_name(&self, id: ObjectId, kind: ObjectKind) -> Option<(ObjectId, String)> {
        match kind {
            ObjectKind::Account => self.account(id).map(|it| (it.id, it.name.clone())),
            ObjectKind::Campaign => self.campaign(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::AdSet => self.adset(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Ad => self.ad(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Creative => self.creative(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Label => self.label(id).map(|it| (it.account, it.name.clone())),
        }
    }

    fn review_outcome(&self, ad: ObjectId) -> Review {
        let creative = self.ad(ad).and_then(|ad| self.creative(ad.creative));
        let text = creative.map_or_else(String::new, |creative| {
            let story = creative.object_story_spec.as_ref().map(Value::to_string).unwrap_or_default();
            let parts = [creative.body.as_deref(), creative.title.as_deref(), Some(story.as_str())];
            parts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase()
        });
        let found = FORBIDDEN.iter().find(|(words, _, _)| text.contains(words));
        found.map_or(Review::Approved, |(_, reason, explanation)| Review::Disapproved {
            reason: (*reason).to_owned(),
            text: (*explanation).to_owned(),
        })
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

    fn register(&mut self, id: ObjectId, kind: ObjectKind, index: usize) {
        self.family.by_id.insert(id, ObjectRef { kind, index });
        self.touched.insert(id);
    }

    fn touch(&mut self, id: ObjectId, kind: ObjectKind) -> Option<usize> {
        let index = self.place(id, kind)?;
        self.touched.insert(id);
        Some(index)
    }
}

/// The `extra_data` of an activity: what it was, what it became, and how to read both.
pub fn change(kind: &str, old: Value, new: Value) -> Value {
    json!({"old_value": old, "new_value": new, "type": kind})
}

fn readable(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Paused => "Inactive",
        Status::Archived => "Archived",
        Status::Deleted => "Deleted",
    }
}
