//! The living world behind the sandbox: accounts, campaigns, ad sets, ads, what they deliver and the people who change
//! them. Pure and deterministic: no HTTP, no clock, no randomness but the seed. Every function takes the instant it is
//! asked for, in UTC milliseconds.
//!
//! - [`model`]: the objects. Status, budget, bid, review and learning keep their history.
//! - [`World`]: the objects by id, edited only through its methods.
//! - [`delivery`]: the figures of an ad on a day as they were known at an instant, and rows for the insights edge.
//! - [`people`]: colleagues who change things in Ads Manager while nobody looks (`World::advance`).
//! - [`snapshot`]: what differs from the generated world, for keeping it over a restart.
//! - [`paint`]: the pictures of creatives.

mod caps;
pub mod delivery;
pub mod edit;
pub(crate) mod generate;
pub mod id;
pub mod model;
pub mod paint;
pub mod people;
pub mod random;
pub(crate) mod rules;
pub mod snapshot;
pub mod status;
pub mod timeline;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use self::edit::former::Former;
use self::model::{
    Account, Activity, Actor, Ad, AdRule, AdSet, Campaign, Creative, Image, Label, ObjectId, ObjectKind, ObjectRef,
};

/// How much world to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// One account, four campaigns.
    Tiny,
    /// The demo: three lively accounts in EUR, JPY and USD with about 600 ads together.
    Small,
    /// Twelve accounts in several currencies, one of them disabled, about 5,000 ads.
    Agency,
    /// 50,000 ads in five accounts.
    Huge,
    /// For measuring: every ad delivers on every day and nobody changes anything.
    Exact {
        /// Ad accounts.
        accounts: u32,
        /// Campaigns of each account.
        campaigns: u32,
        /// Ad sets of each campaign.
        adsets: u32,
        /// Ads of each ad set.
        ads: u32,
    },
}

/// What a world was generated from; the same origin always makes the same world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The seed.
    pub seed: u64,
    /// How much.
    pub size: Size,
    /// The instant it was generated for: its first 90 days of changes end here.
    pub now_ms: i64,
}

/// Everything there is. See the [module](self).
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    pub(crate) origin: Origin,
    pub(crate) user: Actor,
    pub(crate) accounts: Vec<Account>,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) adsets: Vec<AdSet>,
    pub(crate) ads: Vec<Ad>,
    pub(crate) creatives: Vec<Creative>,
    pub(crate) images: Vec<Image>,
    pub(crate) labels: Vec<Label>,
    /// Meta's own rules. Kept apart from the other objects: nothing delivers by them, and no activity is about one.
    pub(crate) rules: Vec<AdRule>,
    pub(crate) activities: Vec<Activity>,
    /// How many activities the generated world has; the later ones go into a snapshot.
    pub(crate) generated_activities: usize,
    pub(crate) advanced_to_ms: i64,
    /// Ends of running reviews, for the activity log.
    pub(crate) reviews_due: BTreeSet<(i64, ObjectId)>,
    /// While the world is made the log is only appended to and sorted once.
    pub(crate) unsorted_log: bool,
    pub(crate) next_serial: u64,
    /// What objects were like before edits of fields without a history.
    pub(crate) former: Former,
    pub(crate) touched: BTreeSet<ObjectId>,
    pub(crate) touched_images: BTreeSet<usize>,
    /// Whether any rule was made or changed, or has run.
    pub(crate) touched_rules: bool,
    pub(crate) family: Family,
}

/// Who belongs to whom, by place in the lists. Only ever appended to, so positions stay valid while paging.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Family {
    pub(crate) by_id: HashMap<ObjectId, ObjectRef>,
    pub(crate) image_by_hash: HashMap<(ObjectId, String), usize>,
    pub(crate) campaigns_of: Vec<Vec<usize>>,
    pub(crate) adsets_of: Vec<Vec<usize>>,
    pub(crate) ads_of: Vec<Vec<usize>>,
}

impl World {
    /// A world with nothing in it but the person signed in.
    pub(crate) fn empty(origin: Origin) -> Self {
        Self {
            origin,
            user: Actor {
                id: ObjectId(10_158_000_000_000_000 + origin.seed % 1_000_000_007),
                name: "Ingrid Solheim".to_owned(),
                application_id: None,
                application_name: None,
            },
            accounts: Vec::new(),
            campaigns: Vec::new(),
            adsets: Vec::new(),
            ads: Vec::new(),
            creatives: Vec::new(),
            images: Vec::new(),
            labels: Vec::new(),
            rules: Vec::new(),
            activities: Vec::new(),
            generated_activities: 0,
            advanced_to_ms: origin.now_ms,
            reviews_due: BTreeSet::new(),
            unsorted_log: false,
            next_serial: 0,
            former: Former::default(),
            touched: BTreeSet::new(),
            touched_images: BTreeSet::new(),
            touched_rules: false,
            family: Family::default(),
        }
    }

    /// What this world was generated from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The person who signs in (`/me`).
    pub fn user(&self) -> &Actor {
        &self.user
    }

    /// The instant up to which people have acted.
    pub fn advanced_to_ms(&self) -> i64 {
        self.advanced_to_ms
    }

    /// Every account, oldest first.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Every creative.
    pub fn creatives(&self) -> &[Creative] {
        &self.creatives
    }

    /// Every image.
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// Every label.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The activity log, oldest first.
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// How many ads there are, deleted ones included.
    pub fn ad_count(&self) -> usize {
        self.ads.len()
    }

    /// What an id is.
    pub fn find(&self, id: ObjectId) -> Option<ObjectRef> {
        self.family.by_id.get(&id).copied()
    }

    /// An account by its digits.
    pub fn account(&self, id: ObjectId) -> Option<&Account> {
        self.place(id, ObjectKind::Account).and_then(|index| self.accounts.get(index))
    }

    /// A campaign.
    pub fn campaign(&self, id: ObjectId) -> Option<&Campaign> {
        self.place(id, ObjectKind::Campaign).and_then(|index| self.campaigns.get(index))
    }

    /// An ad set.
    pub fn adset(&self, id: ObjectId) -> Option<&AdSet> {
        self.place(id, ObjectKind::AdSet).and_then(|index| self.adsets.get(index))
    }

    /// An ad.
    pub fn ad(&self, id: ObjectId) -> Option<&Ad> {
        self.place(id, ObjectKind::Ad).and_then(|index| self.ads.get(index))
    }

    /// A creative.
    pub fn creative(&self, id: ObjectId) -> Option<&Creative> {
        self.place(id, ObjectKind::Creative).and_then(|index| self.creatives.get(index))
    }

    /// A label.
    pub fn label(&self, id: ObjectId) -> Option<&Label> {
        self.place(id, ObjectKind::Label).and_then(|index| self.labels.get(index))
    }

    /// An image of an account.
    pub fn image(&self, account: ObjectId, hash: &str) -> Option<&Image> {
        let index = self.family.image_by_hash.get(&(account, hash.to_owned()))?;
        self.images.get(*index)
    }

    /// The campaigns of an account in the order they were made, whatever their status.
    pub fn campaigns_of(&self, account: ObjectId) -> impl Iterator<Item = &Campaign> {
        let places = self.place(account, ObjectKind::Account).and_then(|index| self.family.campaigns_of.get(index));
        places.into_iter().flatten().filter_map(|index| self.campaigns.get(*index))
    }

    /// The ad sets of a campaign, whatever their status.
    pub fn adsets_of(&self, campaign: ObjectId) -> impl Iterator<Item = &AdSet> {
        let places = self.place(campaign, ObjectKind::Campaign).and_then(|index| self.family.adsets_of.get(index));
        places.into_iter().flatten().filter_map(|index| self.adsets.get(*index))
    }

    /// The ads of an ad set, whatever their status.
    pub fn ads_of(&self, adset: ObjectId) -> impl Iterator<Item = &Ad> {
        let places = self.place(adset, ObjectKind::AdSet).and_then(|index| self.family.ads_of.get(index));
        places.into_iter().flatten().filter_map(|index| self.ads.get(*index))
    }

    /// The ad sets of an account, by campaign.
    pub fn adsets_of_account(&self, account: ObjectId) -> impl Iterator<Item = &AdSet> {
        self.campaigns_of(account).flat_map(|campaign| self.adsets_of(campaign.id))
    }

    /// The ads of an account, by campaign and ad set.
    pub fn ads_of_account(&self, account: ObjectId) -> impl Iterator<Item = &Ad> {
        self.adsets_of_account(account).flat_map(|adset| self.ads_of(adset.id))
    }

    pub(crate) fn place(&self, id: ObjectId, kind: ObjectKind) -> Option<usize> {
        self.find(id).filter(|found| found.kind == kind).map(|found| found.index)
    }
}
