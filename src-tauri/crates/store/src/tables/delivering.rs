//! Which objects ought to deliver, and which Meta does not let.

use domain::{AccountId, ObjectId, TimestampMillis};
use rusqlite::{Row, params};

use super::column::read_id;
use crate::db::Db;
use crate::error::Result;

fn named(row: &Row<'_>) -> rusqlite::Result<(ObjectId, String)> {
    Ok((read_id(row, 0)?, row.get(1)?))
}

impl Db {
    /// Campaigns with at least one active ad whose time is not over at an instant, with their names, oldest first. Looks
    /// at every ad of the account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn campaigns_to_deliver(&self, account: &AccountId, at: TimestampMillis) -> Result<Vec<(ObjectId, String)>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT id, name FROM campaigns WHERE pk IN (
                SELECT (?1 << 32) + ads.campaign_slot FROM ads
                JOIN ad_sets ON ad_sets.pk = (?1 << 32) + ads.adset_slot
                WHERE ads.pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295
                  AND ads.deleted_at IS NULL AND ads.effective_status = 'ACTIVE'
                  AND (ad_sets.end_time IS NULL OR ad_sets.end_time > ?2))
             AND deleted_at IS NULL AND effective_status = 'ACTIVE' AND (stop_time IS NULL OR stop_time > ?2)
             ORDER BY pk",
        )?;
        Ok(find.query_map(params![no, at.0], named)?.collect::<Result<_, _>>()?)
    }

    /// Ads that Meta has disapproved and that are not deleted, with their names, oldest first. Looks at every ad of the
    /// account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn disapproved_ads(&self, account: &AccountId) -> Result<Vec<(ObjectId, String)>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT id, name FROM ads WHERE pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295
             AND deleted_at IS NULL AND effective_status = 'DISAPPROVED' ORDER BY pk",
        )?;
        Ok(find.query_map([no], named)?.collect::<Result<_, _>>()?)
    }
}
