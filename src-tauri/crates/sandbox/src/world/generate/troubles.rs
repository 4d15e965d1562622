//! Troubles of the present: in every account one ad set with a broken pixel, one ad whose post is gone, and one ad that is
//! still with the reviewers.

use crate::world::World;
use crate::world::delivery::calendar::HOUR_MS;
use crate::world::model::{Ad, EffectiveStatus, Issue, ObjectId, Review, Status, Timeline};

use super::account::staff;

impl World {
    pub(super) fn add_troubles(&mut self, account: ObjectId) {
        let since_ms = self.origin.now_ms - 30 * HOUR_MS;
        let running: Vec<ObjectId> = self
            .adsets_of_account(account)
            .filter(|it| it.created_ms < since_ms && self.runs(it.id))
            .filter(|it| self.ads_of(it.id).filter(|ad| self.runs(ad.id)).count() > 1)
            .map(|it| it.id)
            .collect();
        let [first, .., last] = running.as_slice() else { return };
        if let Some(adset) = self.adset_mut(*last) {
            adset.issues.push(Issue {
                level: "AD_SET".to_owned(),
                error_code: 1_870_055,
                error_type: "HARD_ERROR".to_owned(),
                error_summary: "Conversion event is not active".to_owned(),
                error_message: "The pixel has not received this event in the last 7 days. Choose another event or \
                                check the pixel's set-up."
                    .to_owned(),
                since_ms,
                until_ms: None,
            });
        }
        let ad = self.ads_of(*first).find(|ad| self.runs(ad.id)).map(|ad| ad.id);
        if let Some(ad) = ad.and_then(|id| self.ad_mut(id)) {
            ad.issues.push(Issue {
                level: "AD".to_owned(),
                error_code: 1_815_869,
                error_type: "HARD_ERROR".to_owned(),
                error_summary: "The linked post is not available".to_owned(),
                error_message: "The post used in this ad was deleted or you no longer have access to it.".to_owned(),
                since_ms: since_ms.max(ad.created_ms),
                until_ms: None,
            });
        }
        self.add_fresh_ad(account, *first);
    }

    fn runs(&self, id: ObjectId) -> bool {
        self.effective_status(id, self.origin.now_ms) == Some(EffectiveStatus::Active)
    }

    /// An ad made a moment ago, still with the reviewers.
    fn add_fresh_ad(&mut self, account: ObjectId, adset: ObjectId) {
        let Some(sibling) = self.ads_of(adset).find(|ad| self.runs(ad.id)).cloned() else { return };
        let Some(by) = self.account(account).and_then(|it| staff(it).into_iter().next()) else { return };
        let id = self.new_id();
        let created_ms = self.origin.now_ms - 3 * 60_000;
        let ad = Ad {
            id,
            name: format!("{} – NEW", sibling.name),
            status: Timeline::new(created_ms, Status::Active),
            review: Timeline::new(created_ms, Review::Pending),
            issues: Vec::new(),
            source: Some(sibling.id),
            created_ms,
            updated_ms: created_ms,
            ..sibling
        };
        self.insert_ad(ad, &by);
    }
}
