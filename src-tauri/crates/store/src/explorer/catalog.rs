//! The objects of one account and level in memory, by slot: what sorting, filtering and showing a row need.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use domain::Level;
use rusqlite::Row;

use super::sort::compare_text;
use crate::db::Db;
use crate::error::Result;
use crate::tables::slots::{level_code, slot_of};

/// No value, where a number stands for an optional one.
const NONE: i64 = i64::MIN;

/// Text that few objects differ in, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Words {
    fn number(&mut self, word: Option<&str>) -> u16 {
        let Some(word) = word else { return 0 };
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        // Meta has a few dozen such words. Were there ever 65,535, the rest would show as having none.
        let Ok(number) = u16::try_from(self.words.len() + 1) else { return 0 };
        self.words.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }

    pub(crate) fn word(&self, number: u16) -> Option<&str> {
        self.words.get(usize::from(number).checked_sub(1)?).map(|word| &**word)
    }

    pub(crate) fn find(&self, word: &str) -> Option<u16> {
        self.numbers.get(word).copied()
    }
}

/// One object. Words are numbers in the catalogue's [`Words`]; zero is none.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) status: u16,
    pub(crate) effective: u16,
    pub(crate) learning: u16,
    pub(crate) has_issues: bool,
    /// Slot of the row it is in, at the level above; for campaigns zero, the account.
    pub(crate) parent: u32,
    pub(crate) campaign: u32,
    pub(crate) updated: i64,
    pub(crate) deleted: i64,
    pub(crate) created: i64,
    /// The names of its labels as a JSON list.
    pub(crate) labels: u16,
    /// The ad's creative.
    pub(crate) creative: Option<Box<str>>,
    pub(crate) more: Option<Box<More>>,
}

impl Entry {
    pub(crate) fn is_deleted(&self) -> bool {
        known(self.deleted).is_some()
    }
}

/// What campaigns and ad sets have and ads do not.
#[derive(Debug, Clone)]
pub(crate) struct More {
    pub(crate) objective: u16,
    pub(crate) goal: u16,
    pub(crate) bid_strategy: u16,
    pub(crate) conversion: u16,
    pub(crate) daily_budget: i64,
    pub(crate) lifetime_budget: i64,
    pub(crate) bid: i64,
    pub(crate) start: i64,
    pub(crate) end: i64,
}

/// An optional number from one that stands for it.
pub(crate) fn known(number: i64) -> Option<i64> {
    (number != NONE).then_some(number)
}

/// All objects of one account and level.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    /// By slot; none for ids that were met but never listed.
    pub(crate) entries: Vec<Option<Entry>>,
    pub(crate) words: Words,
    /// Slots by the slot of the row they are in: those of parent `p` are `children[starts[p]..starts[p + 1]]`.
    starts: Vec<u32>,
    children: Vec<u32>,
    /// By slot: the place of its name among all names, worked out when first sorted by.
    name_places: OnceLock<Vec<u32>>,
    /// What somebody else worked out from this state of the objects.
    pub(super) derived: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// The last write whose changes are in here.
    rev: i64,
}

impl Catalog {
    pub(crate) fn get(&self, slot: u32) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Every slot with an object, rising.
    pub(crate) fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.entries).filter(|(_, entry)| entry.is_some()).map(|(slot, _)| slot)
    }

    /// How many objects are not deleted.
    pub(crate) fn live(&self) -> u64 {
        self.entries.iter().flatten().filter(|entry| known(entry.deleted).is_none()).count() as u64
    }

    /// The slots of the objects in the object `parent` of the level above, rising.
    pub(crate) fn children(&self, parent: u32) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).map_or(self.children.len(), |start| *start as usize);
        self.children.get(bound(parent as usize)..bound(parent as usize + 1)).unwrap_or_default()
    }

    /// By slot, the place of its name among all names; equal names have the same place.
    pub(crate) fn name_places(&self) -> &[u32] {
        self.name_places.get_or_init(|| {
            let mut names: Vec<(&str, u32)> =
                self.slots().filter_map(|slot| Some((&*self.get(slot)?.name, slot))).collect();
            names.sort_unstable_by(|(a, _), (b, _)| compare_text(a, b));
            let mut places = vec![0; self.entries.len()];
            for (place, same) in (0_u32..).zip(names.chunk_by(|(a, _), (b, _)| a == b)) {
                for (_, slot) in same {
                    if let Some(entry) = places.get_mut(*slot as usize) {
                        *entry = place;
                    }
                }
            }
            places
        })
    }

    fn index_children(&mut self) {
        let parents = self.entries.iter().flatten().map(|entry| entry.parent as usize + 1).max().unwrap_or(0);
        let mut starts = vec![0_u32; parents + 1];
        for entry in self.entries.iter().flatten() {
            if let Some(count) = starts.get_mut(entry.parent as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut children = vec![0_u32; sum as usize];
        for (slot, entry) in (0_u32..).zip(&self.entries) {
            let Some(place) = entry.as_ref().and_then(|entry| next.get_mut(entry.parent as usize)) else { continue };
            if let Some(child) = children.get_mut(*place as usize) {
                *child = slot;
            }
            *place += 1;
        }
        (self.starts, self.children) = (starts, children);
        self.name_places = OnceLock::new();
        self.derived = OnceLock::new();
    }

    fn put(&mut self, slot: u32, entry: Entry) {
        let at = slot as usize;
        if self.entries.len() <= at {
            self.entries.resize_with(at + 1, || None);
        }
        if let Some(place) = self.entries.get_mut(at) {
            *place = Some(entry);
        }
    }
}

const CAMPAIGNS: &str =
    "SELECT pk, rev, id, name, status, effective_status, issues IS NOT NULL, updated_time, deleted_at,
    created_time, extra, 0, 0, NULL, objective, NULL, bid_strategy, NULL, daily_budget_minor, lifetime_budget_minor,
    NULL, start_time, stop_time
    FROM campaigns WHERE ";
const AD_SETS: &str =
    "SELECT pk, rev, id, name, status, effective_status, issues IS NOT NULL, updated_time, deleted_at,
    created_time, extra, campaign_slot, campaign_slot, learning_status, NULL, optimization_goal, bid_strategy,
    conversion, daily_budget_minor, lifetime_budget_minor, bid_amount_minor, start_time, end_time
    FROM ad_sets WHERE ";
const ADS: &str = "SELECT pk, rev, id, name, status, effective_status, issues IS NOT NULL, updated_time, deleted_at,
    created_time, extra, adset_slot, campaign_slot, NULL, creative_id
    FROM ads WHERE ";

fn select(level: Level) -> &'static str {
    match level {
        Level::Account | Level::Campaign => CAMPAIGNS,
        Level::Adset => AD_SETS,
        Level::Ad => ADS,
    }
}

fn read(row: &Row<'_>, level: Level, words: &mut Words) -> rusqlite::Result<Entry> {
    let labels = labels_in(row.get_ref(10)?.as_str_or_null()?.unwrap_or_default());
    let labels = labels.map_or(0, |labels| words.number(Some(&labels)));
    let mut word = |at: usize| -> rusqlite::Result<u16> { Ok(words.number(row.get_ref(at)?.as_str_or_null()?)) };
    let number = |at: usize| -> rusqlite::Result<i64> { Ok(row.get::<_, Option<i64>>(at)?.unwrap_or(NONE)) };
    let more = if level == Level::Ad {
        None
    } else {
        Some(Box::new(More {
            objective: word(14)?,
            goal: word(15)?,
            bid_strategy: word(16)?,
            conversion: word(17)?,
            daily_budget: number(18)?,
            lifetime_budget: number(19)?,
            bid: number(20)?,
            start: number(21)?,
            end: number(22)?,
        }))
    };
    Ok(Entry {
        id: row.get_ref(2)?.as_str()?.into(),
        name: row.get_ref(3)?.as_str()?.into(),
        status: word(4)?,
        effective: word(5)?,
        has_issues: row.get(6)?,
        updated: number(7)?,
        deleted: number(8)?,
        created: number(9)?,
        labels,
        parent: row.get(11)?,
        campaign: row.get(12)?,
        learning: word(13)?,
        creative: if level == Level::Ad { row.get_ref(14)?.as_str_or_null()?.map(Box::from) } else { None },
        more,
    })
}

/// The labels among what has no column of its own. Most objects have none, and their text is not taken apart.
fn labels_in(extra: &str) -> Option<String> {
    if !extra.contains("\"labels\"") {
        return None;
    }
    let extra: serde_json::Value = serde_json::from_str(extra).ok()?;
    Some(extra.get("labels")?.to_string())
}

impl Db {
    /// The objects of an account at a level. Kept in memory; after a write only what it changed is read again.
    pub(crate) fn catalog(&self, account_no: i64, level: Level) -> Result<Arc<Catalog>> {
        let key = (account_no, level_code(level));
        let kept = self.memory.as_ref().and_then(|memory| memory.catalog(key, self.epoch.get()));
        let mut catalog = match kept {
            Some((catalog, true)) => return Ok(catalog),
            Some((catalog, false)) => Catalog::clone(&catalog),
            None => Catalog::default(),
        };
        self.read_catalog(account_no, level, &mut catalog)?;
        catalog.index_children();
        let catalog = Arc::new(catalog);
        if let Some(memory) = &self.memory {
            memory.keep_catalog(key, Arc::clone(&catalog), self.epoch.get());
        }
        Ok(catalog)
    }

    /// Whether the catalogue is in memory, so that using it costs nothing.
    pub(crate) fn has_catalog(&self, account_no: i64, level: Level) -> bool {
        let key = (account_no, level_code(level));
        let kept = self.memory.as_ref().and_then(|memory| memory.catalog(key, self.epoch.get()));
        matches!(kept, Some((_, true)))
    }

    fn read_catalog(&self, account_no: i64, level: Level, catalog: &mut Catalog) -> Result<()> {
        let (condition, bounds) = if catalog.rev == 0 {
            ("pk BETWEEN ?1 AND ?2", [account_no << 32, (account_no << 32) + i64::from(u32::MAX)])
        } else {
            ("account_no = ?1 AND rev > ?2", [account_no, catalog.rev])
        };
        let mut find = self.cache.prepare_cached(&format!("{}{condition}", select(level)))?;
        let mut rows = find.query(bounds)?;
        while let Some(row) = rows.next()? {
            let entry = read(row, level, &mut catalog.words)?;
            catalog.put(slot_of(row.get(0)?), entry);
            catalog.rev = catalog.rev.max(row.get(1)?);
        }
        Ok(())
    }
}
