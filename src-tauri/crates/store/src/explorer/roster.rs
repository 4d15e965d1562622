//! The objects of one account and level for whoever judges all of them at once.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use rusqlite::params;

use super::catalog::{Catalog, known};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::rows::SettingChange;
use crate::tables::slots::level_code;

/// Objects of an account at a level by slot, as one state of the cache has them, deleted ones included. Copies share
/// it, and it is in memory already when the account is looked at.
///
/// A slot is a small number that an object keeps for as long as its account is here; figures lie by the same slots, see
/// [`Db::slot_sums`].
#[derive(Debug, Clone)]
pub struct Roster {
    catalog: Arc<Catalog>,
}

/// One object. Statuses and the like are in Meta's spelling; money is in minor units of the account's currency.
#[derive(Debug, Clone, Copy)]
pub struct RosterRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What was set.
    pub status: &'a str,
    /// What Meta computed.
    pub effective_status: &'a str,
    /// Of a campaign.
    pub objective: Option<&'a str>,
    /// Of an ad set.
    pub learning_status: Option<&'a str>,
    /// The names of its labels, as a JSON list.
    pub labels: Option<&'a str>,
    /// Slot of the object above it at the level above; zero for a campaign.
    pub parent: u32,
    /// When it was made.
    pub created: Option<TimestampMillis>,
    /// When it was found to be gone.
    pub deleted_at: Option<TimestampMillis>,
    /// Its own budget a day.
    pub daily_budget_minor: Option<i64>,
    /// Its own budget for its life.
    pub lifetime_budget_minor: Option<i64>,
    /// Its bid or cap.
    pub bid_minor: Option<i64>,
}

impl Roster {
    /// How many slots there are up to the last object.
    pub fn slots(&self) -> u32 {
        // Slots are 32-bit numbers.
        self.catalog.entries.len() as u32
    }

    /// The object of a slot; none for an id that was met but never listed.
    pub fn row(&self, slot: u32) -> Option<RosterRow<'_>> {
        let Catalog { words, .. } = &*self.catalog;
        let entry = self.catalog.get(slot)?;
        let more = entry.more.as_deref();
        Some(RosterRow {
            id: &entry.id,
            name: &entry.name,
            status: words.word(entry.status).unwrap_or_default(),
            effective_status: words.word(entry.effective).unwrap_or_default(),
            objective: more.and_then(|more| words.word(more.objective)),
            learning_status: words.word(entry.learning),
            labels: words.word(entry.labels),
            parent: entry.parent,
            created: known(entry.created).map(TimestampMillis),
            deleted_at: known(entry.deleted).map(TimestampMillis),
            daily_budget_minor: more.and_then(|more| known(more.daily_budget)),
            lifetime_budget_minor: more.and_then(|more| known(more.lifetime_budget)),
            bid_minor: more.and_then(|more| known(more.bid)),
        })
    }

    /// Whether both are the same state of the same objects.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.catalog, &other.catalog)
    }

    /// What `work_out` makes of these objects, kept with them until one of them changes. There is room for one such
    /// thing; another type takes no place and is worked out each time.
    ///
    /// # Errors
    /// What `work_out` answers.
    pub fn derived<T: Any + Send + Sync, E>(&self, work_out: impl FnOnce(&Self) -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(kept) = self.catalog.derived.get().and_then(|kept| Arc::clone(kept).downcast().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(work_out(self)?);
        let shared: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(&made);
        // Two readers may have worked it out at once; either will do.
        let _kept = self.catalog.derived.set(shared);
        Ok(made)
    }
}

impl Db {
    /// The objects of an account at a level; none at account level.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn roster(&self, account: &AccountId, level: Level) -> Result<Roster> {
        let account_no = self.existing_account_no(account)?;
        let catalog = match level {
            Level::Account => Arc::default(),
            level => self.catalog(account_no, level)?,
        };
        Ok(Roster { catalog })
    }

    /// The ids of slots that no listing has shown yet. Looks through all ids of the level.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn unlisted(&self, account: &AccountId, level: Level, roster: &Roster) -> Result<BTreeMap<u32, ObjectId>> {
        let account_no = self.existing_account_no(account)?;
        let slots: Vec<u32> = (0..roster.slots()).filter(|slot| roster.row(*slot).is_none()).collect();
        let ids = if slots.is_empty() { Vec::new() } else { self.ids_by_slot(account_no, level)? };
        let id = |slot: u32| {
            let id = ids.get(slot as usize).and_then(|id| ObjectId::parse(id).ok());
            Ok((slot, id.ok_or(Error::Unreadable("an id of an object"))?))
        };
        slots.into_iter().map(id).collect()
    }

    /// The slots of objects, in their order; none for those that were never met.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn slots_of(&self, account: &AccountId, level: Level, objects: &[ObjectId]) -> Result<Vec<Option<u32>>> {
        let account_no = self.existing_account_no(account)?;
        objects.iter().map(|object| self.slot(account_no, level, object.as_str())).collect()
    }

    /// Settings of objects of a level that were found different after `since`, the last one first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn settings_changed(
        &self,
        account: &AccountId,
        level: Level,
        since: TimestampMillis,
    ) -> Result<Vec<SettingChange>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT slot, field, from_value, noticed_at FROM object_history
             WHERE account_no = ?1 AND level = ?2 AND noticed_at > ?3 ORDER BY noticed_at DESC, pk DESC",
        )?;
        let changes = find.query_map(params![account_no, level_code(level), since.0], |row| {
            Ok(SettingChange {
                slot: row.get(0)?,
                field: row.get(1)?,
                from: row.get(2)?,
                noticed_at: TimestampMillis(row.get(3)?),
            })
        })?;
        Ok(changes.collect::<Result<_, _>>()?)
    }
}
