//! What a walk over rows is limited to.

use super::Level;
use crate::world::World;
use crate::world::model::{Account, ObjectId, ObjectKind};

/// An account, or one object in it.
#[derive(Debug)]
pub(super) struct Scope<'w> {
    pub(super) account: &'w Account,
    /// Campaigns by place in the world's list.
    pub(super) campaigns: Vec<usize>,
    pub(super) adset: Option<usize>,
    ad: Option<usize>,
}

impl<'w> Scope<'w> {
    pub(super) fn new(world: &'w World, id: ObjectId) -> Option<(Self, Level)> {
        let found = world.find(id)?;
        let one = |account: ObjectId, campaign: ObjectId| {
            let campaign = world.place(campaign, ObjectKind::Campaign)?;
            Some(Self { account: world.account(account)?, campaigns: vec![campaign], adset: None, ad: None })
        };
        match found.kind {
            ObjectKind::Account => {
                let campaigns = world.family.campaigns_of.get(found.index)?.clone();
                Some((Self { account: world.account(id)?, campaigns, adset: None, ad: None }, Level::Account))
            }
            ObjectKind::Campaign => Some((one(world.campaign(id)?.account, id)?, Level::Campaign)),
            ObjectKind::AdSet => {
                let adset = world.adset(id)?;
                Some((Self { adset: Some(found.index), ..one(adset.account, adset.campaign)? }, Level::AdSet))
            }
            ObjectKind::Ad => {
                let ad = world.ad(id)?;
                let adset = world.place(ad.adset, ObjectKind::AdSet);
                Some((Self { adset, ad: Some(found.index), ..one(ad.account, ad.campaign)? }, Level::Ad))
            }
            ObjectKind::Creative | ObjectKind::Label => None,
        }
    }

    pub(super) fn has(&self, adset: usize, ad: usize) -> bool {
        self.adset.is_none_or(|only| only == adset) && self.ad.is_none_or(|only| only == ad)
    }
}
