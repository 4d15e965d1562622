//! What became of campaigns, ad sets and ads since they were made.

use super::Maker;
use crate::world::delivery::calendar::DAY_MS;
use crate::world::model::{ObjectId, Status};

/// What becomes of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Runs,
    Paused,
    Archived,
    Deleted,
}

impl Maker<'_> {
    /// The first six campaigns run, so that every objective delivers; the last three show the other states.
    pub(super) fn fate(&mut self, number: u32) -> Fate {
        if self.plan.steady || number < 6 {
            return Fate::Runs;
        }
        match self.plan.campaigns - number {
            1 => Fate::Deleted,
            2 => Fate::Archived,
            3 => Fate::Paused,
            _ => match self.draws.unit() {
                draw if draw < 0.7 => Fate::Runs,
                draw if draw < 0.93 => Fate::Paused,
                draw if draw < 0.97 => Fate::Archived,
                _ => Fate::Deleted,
            },
        }
    }

    pub(super) fn fulfil(&mut self, campaign: ObjectId, fate: Fate, created_ms: i64) {
        let age_days = ((self.now - created_ms) / DAY_MS).max(3);
        let end = self.now - self.draws.whole(1, (age_days / 2).clamp(2, 70)) * DAY_MS;
        let by = self.somebody();
        match fate {
            Fate::Runs => {}
            Fate::Paused => {
                self.world.set_status(campaign, Status::Paused, end, &by);
            }
            Fate::Archived => {
                self.world.set_status(campaign, Status::Paused, end - 2 * DAY_MS, &by);
                self.world.set_status(campaign, Status::Archived, end, &by);
            }
            Fate::Deleted => {
                self.world.set_status(campaign, Status::Deleted, end, &by);
            }
        }
    }

    pub(super) fn age_adset(&mut self, adset: ObjectId, created_ms: i64) {
        if !self.plan.steady && self.draws.chance(0.13) {
            let (at_ms, by) = (self.some_time_since(created_ms), self.somebody());
            let end = if self.draws.chance(0.12) { Status::Deleted } else { Status::Paused };
            self.world.set_status(adset, end, at_ms, &by);
        }
    }

    pub(super) fn age_ad(&mut self, ad: ObjectId, created_ms: i64) {
        let draw = self.draws.unit();
        let (at_ms, by) = (self.some_time_since(created_ms), self.somebody());
        let end = match draw {
            draw if draw < 0.17 => Status::Paused,
            draw if draw < 0.195 => Status::Deleted,
            draw if draw < 0.21 => Status::Archived,
            _ => return,
        };
        self.world.set_status(ad, end, at_ms, &by);
    }
}
