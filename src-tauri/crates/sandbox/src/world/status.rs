//! Status inheritance: what the API computes from an object, its parents and its review.

use super::World;
use super::model::{Ad, AdSet, Campaign, EffectiveStatus, ObjectId, ObjectKind, Review, Status};

impl World {
    /// `effective_status` of a campaign, ad set or ad at an instant; none for other ids.
    pub fn effective_status(&self, id: ObjectId, at_ms: i64) -> Option<EffectiveStatus> {
        match self.find(id)?.kind {
            ObjectKind::Campaign => self.campaign(id).map(|campaign| campaign_status(campaign, at_ms)),
            ObjectKind::AdSet => self.adset(id).map(|adset| self.adset_status(adset, at_ms)),
            ObjectKind::Ad => self.ad(id).map(|ad| self.ad_status(ad, at_ms)),
            ObjectKind::Account | ObjectKind::Creative | ObjectKind::Label => None,
        }
    }

    /// `effective_status` of a campaign at an instant.
    pub fn campaign_status(&self, campaign: &Campaign, at_ms: i64) -> EffectiveStatus {
        campaign_status(campaign, at_ms)
    }

    /// `effective_status` of an ad set at an instant.
    pub fn adset_status(&self, adset: &AdSet, at_ms: i64) -> EffectiveStatus {
        let parent = self.campaign(adset.campaign).map_or(EffectiveStatus::Deleted, |it| campaign_status(it, at_ms));
        let own = *adset.status.at(at_ms);
        match (gone(parent, own), own, parent) {
            (Some(gone), _, _) => gone,
            (None, Status::Paused, _) => EffectiveStatus::Paused,
            (None, _, EffectiveStatus::Paused) => EffectiveStatus::CampaignPaused,
            _ if adset.issues.iter().any(|issue| issue.lasts_at(at_ms)) => EffectiveStatus::WithIssues,
            _ => EffectiveStatus::Active,
        }
    }

    /// `effective_status` of an ad at an instant.
    pub fn ad_status(&self, ad: &Ad, at_ms: i64) -> EffectiveStatus {
        let parent = self.adset(ad.adset).map_or(EffectiveStatus::Deleted, |it| self.adset_status(it, at_ms));
        let own = *ad.status.at(at_ms);
        if let Some(gone) = gone(parent, own) {
            return gone;
        }
        match ad.review.at(at_ms) {
            Review::Pending => return EffectiveStatus::PendingReview,
            Review::Disapproved { .. } => return EffectiveStatus::Disapproved,
            Review::Approved => {}
        }
        match (own, parent) {
            (Status::Paused, _) => EffectiveStatus::Paused,
            (_, EffectiveStatus::CampaignPaused) => EffectiveStatus::CampaignPaused,
            (_, EffectiveStatus::Paused) => EffectiveStatus::AdsetPaused,
            _ if ad.issues.iter().any(|issue| issue.lasts_at(at_ms)) => EffectiveStatus::WithIssues,
            _ => EffectiveStatus::Active,
        }
    }
}

fn campaign_status(campaign: &Campaign, at_ms: i64) -> EffectiveStatus {
    match campaign.status.at(at_ms) {
        Status::Deleted => EffectiveStatus::Deleted,
        Status::Archived => EffectiveStatus::Archived,
        Status::Paused => EffectiveStatus::Paused,
        Status::Active if campaign.issues.iter().any(|issue| issue.lasts_at(at_ms)) => EffectiveStatus::WithIssues,
        Status::Active => EffectiveStatus::Active,
    }
}

/// Archived and deleted parents make their children so; deleted wins over archived.
fn gone(parent: EffectiveStatus, own: Status) -> Option<EffectiveStatus> {
    if own == Status::Deleted || parent == EffectiveStatus::Deleted {
        Some(EffectiveStatus::Deleted)
    } else if own == Status::Archived || parent == EffectiveStatus::Archived {
        Some(EffectiveStatus::Archived)
    } else {
        None
    }
}
