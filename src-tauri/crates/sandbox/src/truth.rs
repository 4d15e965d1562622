//! What is really in the world, past the API, for tests that compare.

use chrono::NaiveDate;
use serde::Serialize;

use crate::world::World;
use crate::world::delivery::figures::{Event, Figures};
use crate::world::delivery::rows::{Level, RowQuery, Slice};
use crate::world::model::{EffectiveStatus, ObjectId};

/// Counts and sums of an account over some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Digits of the account.
    pub account: String,
    /// Currency of the money below.
    pub currency: String,
    /// Daily rows at the level, of objects that are neither archived nor deleted.
    pub rows: usize,
    /// Campaigns, deleted ones left out.
    pub campaigns: usize,
    /// Ad sets, deleted ones left out.
    pub adsets: usize,
    /// Ads, deleted ones left out.
    pub ads: usize,
    /// Sum of impressions.
    pub impressions: i64,
    /// Sum of clicks.
    pub clicks: i64,
    /// Sum of spend in minor units.
    pub spend_minor: i64,
    /// Sum of purchases.
    pub purchases: i64,
    /// Sum of purchase values in minor units.
    pub purchase_value_minor: i64,
}

pub(crate) fn totals(
    world: &World,
    account: &str,
    level: &str,
    since: NaiveDate,
    until: NaiveDate,
    as_of_ms: i64,
) -> Option<Totals> {
    let id: ObjectId = account.strip_prefix("act_").unwrap_or(account).parse().ok()?;
    let account = world.account(id)?;
    let slices = Slice::days(since, until);
    let query = RowQuery { scope: id, level: Level::parse(level)?, slices, as_of_ms, breakdown: None, statuses: None };
    let (mut sum, mut rows) = (Figures::default(), 0);
    for row in world.rows(query)? {
        sum.add(&row.figures);
        rows += 1;
    }
    let alive = |status: EffectiveStatus| status != EffectiveStatus::Deleted;
    Some(Totals {
        account: id.to_string(),
        currency: account.currency.clone(),
        rows,
        campaigns: world.campaigns_of(id).filter(|it| alive(world.campaign_status(it, as_of_ms))).count(),
        adsets: world.adsets_of_account(id).filter(|it| alive(world.adset_status(it, as_of_ms))).count(),
        ads: world.ads_of_account(id).filter(|it| alive(world.ad_status(it, as_of_ms))).count(),
        impressions: sum.impressions,
        clicks: sum.clicks,
        spend_minor: sum.spend,
        purchases: sum.event(Event::Purchase),
        purchase_value_minor: sum.purchase_value,
    })
}
