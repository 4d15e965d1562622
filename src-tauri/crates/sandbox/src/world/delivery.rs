//! What ads deliver. Nothing is stored: a figure is computed from the seed, the ad, the day and the instant it is asked
//! for, so 50,000 ads over 90 days are a stream and not a table.
//!
//! - [`World::rows`]: rows for the insights edge, in a stable order, from any [`rows::Position`] on.
//! - [`World::lifetime_spend`], [`World::budget_remaining`], [`World::amount_spent`]: money on objects.
//!
//! What holds: the past never moves because of a later change; a count known at one instant is not smaller at a later
//! one; after 28 days nothing moves. Parents are the exact sums of their children except for reach. A day never spends
//! more than 175 % of its daily budget, a week (Monday to Sunday) not more than seven times it, a lifetime budget not
//! more than the whole.

pub mod breakdown;
pub mod calendar;
pub mod figures;
mod lateness;
pub(crate) mod market;
mod plan;
pub mod rows;
pub mod settle;

use self::calendar::Day;
use self::figures::Figures;
use self::market::Goal;
use self::plan::CampaignDay;
use self::rows::{Level, RowQuery, Slice};
use self::settle::Settling;
use super::World;
use super::model::{Budget, ObjectId, ObjectKind};

/// How far back the money of an account is added up day by day; what came before is `Account::spent_before_minor`.
pub(crate) const HISTORY_DAYS: i64 = 90;

impl World {
    /// Spend of a campaign, ad set or ad from its beginning up to an instant, in minor units.
    ///
    /// Costs about 10 µs a day of life and campaign.
    pub fn lifetime_spend(&self, id: ObjectId, at_ms: i64) -> i64 {
        let created = match self.find(id).map(|found| found.kind) {
            Some(ObjectKind::Campaign) => self.campaign(id).map(|it| it.created_ms),
            Some(ObjectKind::AdSet) => self.adset(id).map(|it| it.created_ms),
            Some(ObjectKind::Ad) => self.ad(id).map(|it| it.created_ms),
            _ => None,
        };
        created.map_or(0, |created| self.spend_between(id, created, at_ms, at_ms))
    }

    /// Spend of an object on the days from one instant's to another's, as known at a third, in minor units.
    pub fn spend_between(&self, id: ObjectId, from_ms: i64, to_ms: i64, as_of_ms: i64) -> i64 {
        let Some(found) = self.find(id) else { return 0 };
        let (account, campaigns) = match found.kind {
            ObjectKind::Account => (Some(id), self.family.campaigns_of.get(found.index).cloned().unwrap_or_default()),
            ObjectKind::Campaign => (self.campaign(id).map(|it| it.account), vec![found.index]),
            ObjectKind::AdSet => {
                let it = self.adset(id);
                let campaign = it.and_then(|it| self.place(it.campaign, ObjectKind::Campaign));
                (it.map(|it| it.account), campaign.into_iter().collect())
            }
            ObjectKind::Ad => {
                let it = self.ad(id);
                let campaign = it.and_then(|it| self.place(it.campaign, ObjectKind::Campaign));
                (it.map(|it| it.account), campaign.into_iter().collect())
            }
            ObjectKind::Creative | ObjectKind::Label => return 0,
        };
        let Some(account) = account.and_then(|account| self.account(account)) else { return 0 };
        let zone = calendar::zone(&account.timezone_name);
        let last = calendar::day_of(zone, to_ms);
        let mut plan = CampaignDay::default();
        let mut total = 0;
        for date in calendar::day_of(zone, from_ms).iter_days().take_while(|date| *date <= last) {
            let day = Day::new(zone, date);
            let settling = Settling::new(self, account, &day, as_of_ms);
            for campaign in &campaigns {
                plan.fill(self, account, *campaign, &day, as_of_ms.min(to_ms));
                for slot in &plan.ads {
                    let adset = plan.adsets.get(slot.adset).map(|adset| adset.index);
                    let counts = match found.kind {
                        ObjectKind::AdSet => adset == Some(found.index),
                        ObjectKind::Ad => slot.index == found.index,
                        _ => true,
                    };
                    total += if counts { settling.spend(slot, slot.exposure).1 } else { 0 };
                }
            }
        }
        total
    }

    /// `budget_remaining` of a campaign or ad set with a budget of its own: what is left of the day or of the lifetime.
    pub fn budget_remaining(&self, id: ObjectId, at_ms: i64) -> Option<i64> {
        let (budget, account) = match self.find(id)?.kind {
            ObjectKind::Campaign => self.campaign(id).map(|it| (*it.budget.at(at_ms), it.account))?,
            ObjectKind::AdSet => self.adset(id).map(|it| (*it.budget.at(at_ms), it.account))?,
            _ => return None,
        };
        let left = match budget? {
            Budget::Lifetime { amount, .. } => amount - self.lifetime_spend(id, at_ms),
            Budget::Daily(amount) => {
                let zone = calendar::zone(&self.account(account)?.timezone_name);
                let today = calendar::day_start_ms(zone, calendar::day_of(zone, at_ms));
                amount - self.spend_between(id, today, at_ms, at_ms)
            }
        };
        Some(left.max(0))
    }

    /// `amount_spent` of an account, in minor units. Adds up every day since the 90 before the world's beginning: about
    /// 10 µs a day and campaign, so ask only when the field is wanted.
    pub fn amount_spent(&self, account: ObjectId, at_ms: i64) -> i64 {
        let Some(it) = self.account(account) else { return 0 };
        let from = (self.origin.now_ms - HISTORY_DAYS * calendar::DAY_MS).max(it.created_ms);
        it.spent_before_minor + self.spend_between(account, from, at_ms, at_ms)
    }

    /// The figures of an object over some days as known at an instant; none when it delivered nothing.
    pub fn figures(&self, id: ObjectId, slice: Slice, as_of_ms: i64) -> Option<Figures> {
        let level = Level::Account;
        let query = RowQuery { scope: id, level, slices: vec![slice], as_of_ms, breakdown: None, statuses: None };
        self.rows(query)?.next().map(|row| row.figures)
    }

    /// How many results an ad set had over some days: the events its goal steers towards, as known at an instant.
    pub fn results(&self, adset: ObjectId, slice: Slice, as_of_ms: i64) -> i64 {
        let Some(it) = self.adset(adset) else { return 0 };
        let Some(goal) = self.campaign(it.campaign).map(|campaign| Goal::of(campaign, it)) else { return 0 };
        self.figures(adset, slice, as_of_ms).map_or(0, |figures| goal.results(&figures))
    }
}
