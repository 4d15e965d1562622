//! Dense numbers for the objects of an account, so that figures and catalogues can be arrays.

use std::collections::HashMap;

use domain::Level;
use rusqlite::{OptionalExtension, params};

use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// Slots an account can have at a level; more would not fit the chunk key.
const MOST_SLOTS: u32 = 1 << 31;

/// The level's number in tables.
pub(crate) fn level_code(level: Level) -> u8 {
    match level {
        Level::Account => 0,
        Level::Campaign => 1,
        Level::Adset => 2,
        Level::Ad => 3,
    }
}

/// The slots of one account and level, by id.
#[derive(Debug, Default)]
pub(crate) struct SlotMap {
    slots: HashMap<IdKey, u32>,
    next: u32,
}

/// An id of at most 20 digits in 16 bytes: its value and its length, so that `7` and `007` differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct IdKey(u128);

impl IdKey {
    fn of(id: &str) -> Self {
        let value =
            id.bytes().fold(0_u128, |value, digit| value.wrapping_mul(10) + u128::from(digit.wrapping_sub(b'0')));
        Self(value | ((id.len() as u128) << 96))
    }
}

/// The primary key of an entity.
pub(crate) fn pk(account_no: i64, slot: u32) -> i64 {
    (account_no << 32) | i64::from(slot)
}

/// The slot in a primary key.
pub(crate) fn slot_of(pk: i64) -> u32 {
    (pk & 0xFFFF_FFFF) as u32
}

/// The account row in a primary key.
pub(crate) fn account_of(pk: i64) -> i64 {
    pk >> 32
}

impl Db {
    /// The slot of an id, if it was ever met in this account.
    pub(crate) fn slot(&self, account_no: i64, level: Level, id: &str) -> Result<Option<u32>> {
        let mut find = self
            .cache
            .prepare_cached("SELECT slot FROM object_slots WHERE account_no = ?1 AND level = ?2 AND id = ?3")?;
        Ok(find.query_row(params![account_no, level_code(level), id], |row| row.get(0)).optional()?)
    }

    /// The id of a slot. Looks through the account's ids: for the few that no catalogue holds.
    pub(crate) fn id_of(&self, account_no: i64, level: Level, slot: u32) -> Result<Option<String>> {
        let mut find = self
            .cache
            .prepare_cached("SELECT id FROM object_slots WHERE account_no = ?1 AND level = ?2 AND slot = ?3")?;
        Ok(find.query_row(params![account_no, level_code(level), slot], |row| row.get(0)).optional()?)
    }

    /// Every id of an account at a level, by slot. Slots without an id do not happen; they would read as empty text.
    pub(crate) fn ids_by_slot(&self, account_no: i64, level: Level) -> Result<Vec<Box<str>>> {
        let mut all =
            self.cache.prepare_cached("SELECT slot, id FROM object_slots WHERE account_no = ?1 AND level = ?2")?;
        let mut rows = all.query(params![account_no, level_code(level)])?;
        let mut ids: Vec<Box<str>> = Vec::new();
        while let Some(row) = rows.next()? {
            let slot: u32 = row.get(0)?;
            let at = slot as usize;
            if ids.len() <= at {
                ids.resize(at + 1, Box::from(""));
            }
            if let Some(place) = ids.get_mut(at) {
                *place = row.get_ref(1)?.as_str().unwrap_or_default().into();
            }
        }
        Ok(ids)
    }
}

impl Tx<'_> {
    /// The slot of an id, given now if it has none.
    pub(crate) fn slot_or_new(&self, account_no: i64, level: Level, id: &str) -> Result<u32> {
        self.with_slots(account_no, level, |tx, map| tx.slot_in(map, account_no, level, id))
    }

    /// Runs `work` with the account's slots at the level loaded.
    pub(crate) fn with_slots<T>(
        &self,
        account_no: i64,
        level: Level,
        work: impl FnOnce(&Self, &mut SlotMap) -> Result<T>,
    ) -> Result<T> {
        let key = (account_no, level_code(level));
        let kept = self.writer.slots.borrow_mut().remove(&key);
        let mut map = match kept {
            Some(map) => map,
            None => self.load_slots(account_no, level)?,
        };
        // Should `work` fail, the map is dropped rather than put back: the write is going to be undone.
        let value = work(self, &mut map)?;
        self.writer.slots.borrow_mut().insert(key, map);
        Ok(value)
    }

    fn load_slots(&self, account_no: i64, level: Level) -> Result<SlotMap> {
        let mut map = SlotMap::default();
        let mut all =
            self.cache.prepare_cached("SELECT id, slot FROM object_slots WHERE account_no = ?1 AND level = ?2")?;
        let mut rows = all.query(params![account_no, level_code(level)])?;
        while let Some(row) = rows.next()? {
            let slot: u32 = row.get(1)?;
            map.slots.insert(IdKey::of(row.get_ref(0)?.as_str().unwrap_or_default()), slot);
            map.next = map.next.max(slot + 1);
        }
        Ok(map)
    }

    /// As [`Tx::slot_or_new`], with the map at hand.
    pub(crate) fn slot_in(&self, map: &mut SlotMap, account_no: i64, level: Level, id: &str) -> Result<u32> {
        let key = IdKey::of(id);
        if let Some(slot) = map.slots.get(&key) {
            return Ok(*slot);
        }
        let slot = map.next;
        if slot >= MOST_SLOTS {
            return Err(Error::FigureOutOfRange);
        }
        let mut insert = self
            .cache_mut()?
            .prepare_cached("INSERT INTO object_slots (account_no, level, id, slot) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![account_no, level_code(level), id, slot])?;
        map.slots.insert(key, slot);
        map.next = slot + 1;
        Ok(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_differ_have_different_keys() {
        let ids = ["0", "00", "7", "007", "120210000000000000", "99999999999999999999", "18446744073709551616"];
        for (i, a) in ids.iter().enumerate() {
            for b in &ids[i + 1..] {
                assert_ne!(IdKey::of(a), IdKey::of(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_primary_key_holds_account_and_slot() {
        let key = pk(70_000, u32::MAX);
        assert_eq!((account_of(key), slot_of(key)), (70_000, u32::MAX));
    }
}
