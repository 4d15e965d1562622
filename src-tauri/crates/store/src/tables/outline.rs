//! What a sync asks of the structure: which objects there are, which one it has not seen, which pictures are wanted.

use std::collections::BTreeSet;

use domain::{AccountId, ConversionAction, Level, ObjectId, TimestampMillis};
use rusqlite::params;

use super::column::read_id;
use super::slots;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::ObjectRef;

/// The bare tree of an account, deleted objects included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Campaigns with their objectives.
    pub campaigns: Vec<(ObjectId, Option<String>)>,
    /// Ad sets with their campaign and canonical conversion.
    pub adsets: Vec<(ObjectId, ObjectId, ConversionAction)>,
    /// Ads with their ad set.
    pub ads: Vec<(ObjectId, ObjectId)>,
}

/// An object that a listing did not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenObject {
    /// Its id.
    pub id: ObjectId,
    /// Whether an object above it is known to be deleted: then it is deleted too.
    pub parent_deleted: bool,
}

/// Objects of one level below another object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelBelow {
    /// Their level.
    pub level: Level,
    /// How many there are.
    pub count: usize,
    /// Names of the first of them.
    pub names: Vec<String>,
}

fn table(level: Level) -> Option<&'static str> {
    match level {
        Level::Account => None,
        Level::Campaign => Some("campaigns"),
        Level::Adset => Some("ad_sets"),
        Level::Ad => Some("ads"),
    }
}

impl Db {
    /// The bare tree of an account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn outline(&self, account: &AccountId) -> Result<Outline> {
        let no = self.existing_account_no(account)?;
        let bounds = params![no << 32, (no << 32) + i64::from(u32::MAX)];
        let mut find = self.cache.prepare_cached("SELECT id, objective FROM campaigns WHERE pk BETWEEN ?1 AND ?2")?;
        let campaigns = find.query_map(bounds, |row| Ok((read_id(row, 0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let mut find =
            self.cache.prepare_cached("SELECT id, campaign_id, conversion FROM ad_sets WHERE pk BETWEEN ?1 AND ?2")?;
        let adset = |row: &rusqlite::Row<'_>| {
            let name: Option<String> = row.get(2)?;
            let action = ConversionAction::ALL.into_iter().find(|action| name.as_deref() == Some(action.as_str()));
            Ok((read_id(row, 0)?, read_id(row, 1)?, action.unwrap_or(ConversionAction::None)))
        };
        let adsets = find.query_map(bounds, adset)?.collect::<Result<_, _>>()?;
        let mut find = self.cache.prepare_cached("SELECT id, adset_id FROM ads WHERE pk BETWEEN ?1 AND ?2")?;
        let ads = find.query_map(bounds, |row| Ok((read_id(row, 0)?, read_id(row, 1)?)))?.collect::<Result<_, _>>()?;
        Ok(Outline { campaigns, adsets, ads })
    }

    /// Objects of a level whose names contain a text, exactly. Looks at every name of the account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn named_with(&self, account: &AccountId, level: Level, text: &str) -> Result<Vec<ObjectId>> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(Vec::new()) };
        let sql = format!("SELECT id FROM {table} WHERE pk BETWEEN ?1 AND ?2 AND instr(name, ?3) > 0 ORDER BY pk");
        let mut find = self.cache.prepare_cached(&sql)?;
        let found = find.query_map(params![no << 32, (no << 32) + i64::from(u32::MAX), text], |row| read_id(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// How many objects of a level are not deleted. At account level always one.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn live_objects(&self, account: &AccountId, level: Level) -> Result<u64> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(1) };
        if self.has_catalog(no, level) {
            return Ok(self.catalog(no, level)?.live());
        }
        let sql = format!("SELECT count(*) FROM {table} WHERE pk BETWEEN ?1 AND ?2 AND deleted_at IS NULL");
        let count: i64 = self
            .cache
            .prepare_cached(&sql)?
            .query_row(params![no << 32, (no << 32) + i64::from(u32::MAX)], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Objects of a level that the sync run `sync` has not seen and that are not known to be deleted.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn unseen_objects(&self, account: &AccountId, level: Level, sync: i64) -> Result<Vec<UnseenObject>> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(Vec::new()) };
        let gone = |slot: &str, parents: &str| {
            format!(
                "EXISTS (SELECT 1 FROM {parents} WHERE {parents}.pk = (?1 << 32) + {slot} AND {parents}.deleted_at IS NOT NULL)"
            )
        };
        let parent = match level {
            Level::Account | Level::Campaign => "false".to_owned(),
            Level::Adset => gone("child.campaign_slot", "campaigns"),
            Level::Ad => {
                format!("{} OR {}", gone("child.campaign_slot", "campaigns"), gone("child.adset_slot", "ad_sets"))
            }
        };
        let mut find = self.cache.prepare_cached(&format!(
            "SELECT child.id, {parent} FROM {table} AS child
             WHERE child.pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295
               AND child.deleted_at IS NULL AND child.seen_in_sync IS NOT ?2"
        ))?;
        let objects =
            find.query_map([no, sync], |row| Ok(UnseenObject { id: read_id(row, 0)?, parent_deleted: row.get(1)? }))?;
        Ok(objects.collect::<Result<_, _>>()?)
    }

    /// Objects of a level that were found to be gone at or after `since`, newest first.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn deleted_objects(&self, account: &AccountId, level: Level, since: TimestampMillis) -> Result<Vec<ObjectId>> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(Vec::new()) };
        let mut find = self.cache.prepare_cached(&format!(
            "SELECT id FROM {table} WHERE pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 AND deleted_at >= ?2
             ORDER BY deleted_at DESC, pk"
        ))?;
        Ok(find.query_map([no, since.0], |row| read_id(row, 0))?.collect::<Result<_, _>>()?)
    }

    /// Hashes of pictures that creatives use and the cache knows nothing about.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn images_wanted(&self, account: &AccountId) -> Result<BTreeSet<String>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT DISTINCT image_hash FROM creatives WHERE account_no = ?1 AND image_hash IS NOT NULL
             EXCEPT SELECT hash FROM images WHERE account_no = ?1",
        )?;
        Ok(find.query_map([no], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Notes that objects are deleted because something above them is; what was set on them stays.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn set_deleted_status(&self, account: &AccountId, level: Level, ids: &[ObjectId]) -> Result<()> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(()) };
        for id in ids {
            let Some(slot) = self.slot(no, level, id.as_str())? else { continue };
            let pk = slots::pk(no, slot);
            let before: String = self
                .cache
                .prepare_cached(&format!("SELECT effective_status FROM {table} WHERE pk = ?1"))?
                .query_row([pk], |row| row.get(0))?;
            if before == "DELETED" {
                continue;
            }
            self.cache_mut()?
                .prepare_cached(&format!("UPDATE {table} SET effective_status = 'DELETED', rev = ?2 WHERE pk = ?1"))?
                .execute(params![pk, self.rev()?])?;
            self.keep_history(no, level, slot, "effective_status", Some(before), Some("DELETED".to_owned()))?;
            self.objects_changed(account, no, level);
        }
        Ok(())
    }

    /// Marks objects as gone from now on, where they are not yet: for objects that were met only after their deletion.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn mark_gone(&self, account: &AccountId, level: Level, ids: &[ObjectId]) -> Result<()> {
        let no = self.existing_account_no(account)?;
        let Some(table) = table(level) else { return Ok(()) };
        for id in ids {
            let Some(slot) = self.slot(no, level, id.as_str())? else { continue };
            let gone = self
                .cache_mut()?
                .prepare_cached(&format!(
                    "UPDATE {table} SET deleted_at = ?2, rev = ?3 WHERE pk = ?1 AND deleted_at IS NULL"
                ))?
                .execute(params![slots::pk(no, slot), self.now().0, self.rev()?])?;
            if gone > 0 {
                self.objects_changed(account, no, level);
            }
        }
        Ok(())
    }
}

impl Db {
    /// Budgets a day of the ad sets that are switched on in a campaign, added up, in minor units.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn daily_budgets_below(&self, account: &AccountId, campaign: &ObjectId) -> Result<i64> {
        let Some(account_no) = self.account_no(account)? else { return Ok(0) };
        let Some(slot) = self.slot(account_no, Level::Campaign, campaign.as_str())? else { return Ok(0) };
        let mut find = self.cache.prepare_cached(
            "SELECT coalesce(sum(daily_budget_minor), 0) FROM ad_sets
             WHERE account_no = ?1 AND campaign_slot = ?2 AND status = 'ACTIVE' AND deleted_at IS NULL",
        )?;
        Ok(find.query_row(params![account_no, slot], |row| row.get(0))?)
    }

    /// Names of what lies below a campaign or an ad set and is neither archived nor deleted, by level; of each level at
    /// most `most` names, and how many there are in all.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn below(&self, object: &ObjectRef, most: usize) -> Result<Vec<LevelBelow>> {
        let Some(account_no) = self.account_no(&object.account)? else { return Ok(Vec::new()) };
        let Some(slot) = self.slot(account_no, object.level, object.id.as_str())? else { return Ok(Vec::new()) };
        // By way of its ad sets: ads have no index of their campaigns.
        let by_adsets =
            "adset_slot IN (SELECT pk - (?1 << 32) FROM ad_sets WHERE account_no = ?1 AND campaign_slot = ?2)";
        let places: &[(Level, &str, &str)] = match object.level {
            Level::Campaign => &[(Level::Adset, "ad_sets", "campaign_slot = ?2"), (Level::Ad, "ads", by_adsets)],
            Level::Adset => &[(Level::Ad, "ads", "adset_slot = ?2")],
            Level::Account | Level::Ad => &[],
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut found = Vec::new();
        for (level, table, place) in places {
            let here = format!(
                "FROM {table} WHERE account_no = ?1 AND {place} AND deleted_at IS NULL
                 AND status NOT IN ('ARCHIVED', 'DELETED')"
            );
            let mut find = self.cache.prepare_cached(&format!("SELECT count(*) {here}"))?;
            let count: i64 = find.query_row(params![account_no, slot], |row| row.get(0))?;
            let mut find = self.cache.prepare_cached(&format!("SELECT name {here} ORDER BY name LIMIT ?3"))?;
            let names = find.query_map(params![account_no, slot, most], |row| row.get(0))?;
            let names = names.collect::<Result<_, _>>()?;
            found.push(LevelBelow { level: *level, count: usize::try_from(count).unwrap_or(0), names });
        }
        Ok(found)
    }
}
