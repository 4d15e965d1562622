//! Adding objects. Nothing is ever taken out again: deleting is a status.

use crate::world::World;
use crate::world::model::{
    Account, Actor, Ad, AdSet, Campaign, Creative, Image, Label, ObjectId, ObjectKind, ObjectRef, Review,
};
use crate::world::random::join;

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

    fn register(&mut self, id: ObjectId, kind: ObjectKind, index: usize) {
        self.family.by_id.insert(id, ObjectRef { kind, index });
        self.touched.insert(id);
    }
}
