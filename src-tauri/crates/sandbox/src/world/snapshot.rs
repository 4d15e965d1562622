//! What differs from the generated world, so that a restarted sandbox goes on where it stopped.

use serde::{Deserialize, Serialize};

use super::edit::former::Former;
use super::model::{
    Account, Activity, Ad, AdRule, AdSet, Campaign, Creative, Image, Label, ObjectId, ObjectKind, ObjectRef, Review,
};
use super::{Origin, World};

/// The changed and added objects of a world, and what it was generated from. Together they are the whole world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What the world was generated from.
    pub origin: Origin,
    advanced_to_ms: i64,
    next_serial: u64,
    accounts: Vec<Account>,
    campaigns: Vec<Campaign>,
    adsets: Vec<AdSet>,
    ads: Vec<Ad>,
    creatives: Vec<Creative>,
    labels: Vec<Label>,
    images: Vec<Image>,
    /// All rules, once one was touched: they are few, and each keeps its own history.
    #[serde(default)]
    rules: Option<Vec<AdRule>>,
    activities: Vec<Activity>,
    former: Former,
}

impl World {
    /// What to keep. Costs as much as was changed, not as much as there is.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            origin: self.origin,
            advanced_to_ms: self.advanced_to_ms,
            next_serial: self.next_serial,
            accounts: self.changed(ObjectKind::Account, &self.accounts),
            campaigns: self.changed(ObjectKind::Campaign, &self.campaigns),
            adsets: self.changed(ObjectKind::AdSet, &self.adsets),
            ads: self.changed(ObjectKind::Ad, &self.ads),
            creatives: self.changed(ObjectKind::Creative, &self.creatives),
            labels: self.changed(ObjectKind::Label, &self.labels),
            images: self.touched_images.iter().filter_map(|place| self.images.get(*place)).cloned().collect(),
            rules: self.touched_rules.then(|| self.rules.clone()),
            activities: self.activities.get(self.generated_activities..).unwrap_or_default().to_vec(),
            former: self.former.clone(),
        }
    }

    /// Generates the world again and puts the changes back.
    pub fn restore(snapshot: Snapshot) -> Self {
        let Origin { seed, size, now_ms } = snapshot.origin;
        let mut world = Self::generate(seed, size, now_ms);
        for account in snapshot.accounts {
            match world.account_mut(account.id) {
                Some(place) => *place = account,
                None => {
                    world.insert_account(account);
                }
            }
        }
        for campaign in snapshot.campaigns {
            match world.campaign_mut(campaign.id) {
                Some(place) => *place = campaign,
                None => world.attach_campaign(campaign),
            }
        }
        for adset in snapshot.adsets {
            match world.adset_mut(adset.id) {
                Some(place) => *place = adset,
                None => world.attach_adset(adset),
            }
        }
        for ad in snapshot.ads {
            match world.ad_mut(ad.id) {
                Some(place) => *place = ad,
                None => world.attach_ad(ad),
            }
        }
        for creative in snapshot.creatives {
            match world.creative_mut(creative.id) {
                Some(place) => *place = creative,
                None => {
                    world.insert_creative(creative);
                }
            }
        }
        for label in snapshot.labels {
            match world.label_mut(label.id) {
                Some(place) => *place = label,
                None => {
                    world.insert_label(label);
                }
            }
        }
        snapshot.images.into_iter().for_each(|image| world.insert_image(image));
        // Untouched ones are those of the generated world.
        if let Some(rules) = snapshot.rules {
            world.rules = rules;
            world.touched_rules = true;
        }
        world.activities.extend(snapshot.activities);
        world.former = snapshot.former;
        world.advanced_to_ms = snapshot.advanced_to_ms;
        world.next_serial = snapshot.next_serial;
        world.plan_reviews();
        world
    }

    /// The touched objects of one kind, in the order of their list: added ones must come back at the same places.
    fn changed<T: Clone>(&self, kind: ObjectKind, list: &[T]) -> Vec<T> {
        let place = |id: &ObjectId| match self.find(*id) {
            Some(ObjectRef { kind: found, index }) if found == kind => Some(index),
            _ => None,
        };
        let mut places: Vec<usize> = self.touched.iter().filter_map(place).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| list.get(place)).cloned().collect()
    }

    /// Finds the reviews whose end lies ahead.
    fn plan_reviews(&mut self) {
        let now = self.advanced_to_ms;
        let due = |ad: &Ad| {
            ad.review.entries().filter(|(at, review)| *at > now && **review != Review::Pending).map(|(at, _)| at).last()
        };
        self.reviews_due = self.ads.iter().filter_map(|ad| due(ad).map(|at| (at, ad.id))).collect();
    }
}
