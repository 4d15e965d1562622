//! Which days of which parts have a chunk, so that a query asks only for chunks that are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::DayRange;
use rusqlite::params;

use super::key::{Place, block_of, block_start, level_bounds};
use crate::db::Db;
use crate::error::Result;

/// The chunks of one account and level.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    /// By part: its blocks with a bit for each day, rising.
    pub(crate) parts: Vec<Vec<(i32, u32)>>,
}

impl Directory {
    /// The last day up to `day`, within its block, that has a chunk in the part.
    pub(crate) fn latest(&self, part: usize, day: i32) -> Option<i32> {
        let block = block_of(day);
        let blocks = self.parts.get(part)?;
        let at = blocks.binary_search_by_key(&block, |(block, _)| *block).ok()?;
        let (_, days) = blocks.get(at)?;
        let up_to = (day - block_start(block)) as u32;
        let days = days & (u32::MAX >> (31 - up_to.min(31)));
        (days != 0).then(|| block_start(block) + days.ilog2() as i32)
    }

    /// The days in the range that have a chunk in the part, rising.
    pub(crate) fn days(&self, part: usize, first: i32, last: i32) -> impl Iterator<Item = i32> + '_ {
        let blocks = self.parts.get(part).map_or(&[][..], Vec::as_slice);
        blocks
            .iter()
            .flat_map(|(block, days)| {
                (0..32).filter(move |bit| days & (1 << bit) != 0).map(|bit| block_start(*block) + bit)
            })
            .filter(move |day| (first..=last).contains(day))
    }

    /// How many days of the range have a chunk in any part.
    pub(crate) fn days_in(&self, range: DayRange) -> i64 {
        let mut all: BTreeMap<i32, u32> = BTreeMap::new();
        for (block, days) in self.parts.iter().flatten() {
            *all.entry(*block).or_default() |= days;
        }
        let (first, last) = (range.since().number(), range.until().number());
        let within = |block: i32, bit: i32| (first..=last).contains(&(block_start(block) + bit));
        let days = all
            .into_iter()
            .map(|(block, days)| (0..32).filter(|bit| days & (1 << bit) != 0 && within(block, *bit)).count());
        // At most one for each day there ever was.
        days.sum::<usize>() as i64
    }

    /// Whether a part has a chunk on a day.
    pub(crate) fn has(&self, part: usize, day: i32) -> bool {
        self.latest(part, day) == Some(day)
    }

    /// The part of the range between the first and the last day of any chunk.
    pub(crate) fn clip(&self, range: DayRange) -> Option<(i32, i32)> {
        let blocks = self.parts.iter().flatten().map(|(block, _)| *block);
        let (least, most) = blocks.fold((i32::MAX, i32::MIN), |(a, b), block| (a.min(block), b.max(block)));
        if least > most {
            return None;
        }
        let first = range.since().number().max(block_start(least));
        let last = range.until().number().min(block_start(most) + super::BLOCK_DAYS - 1);
        (first <= last).then_some((first, last))
    }
}

impl Db {
    /// The directory of an account's figures at a level.
    pub(crate) fn directory(&self, account_no: i64, level: u8) -> Result<Arc<Directory>> {
        let key = (account_no, level);
        if let Some(kept) = self.memory.as_ref().and_then(|memory| memory.directory(key, self.epoch.get())) {
            return Ok(kept);
        }
        let (first, last) = level_bounds(account_no, level);
        let mut find = self
            .cache
            .prepare_cached("SELECT key, days FROM metric_blocks WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?;
        let mut rows = find.query(params![first, last])?;
        let mut directory = Directory::default();
        while let Some(row) = rows.next()? {
            let place = Place::of(row.get(0)?);
            let part = place.part as usize;
            if directory.parts.len() <= part {
                directory.parts.resize_with(part + 1, Vec::new);
            }
            if let Some(blocks) = directory.parts.get_mut(part) {
                blocks.push((block_of(place.day), row.get(1)?));
            }
        }
        let directory = Arc::new(directory);
        if let Some(memory) = &self.memory {
            memory.keep_directory(key, Arc::clone(&directory), self.epoch.get());
        }
        Ok(directory)
    }

    /// A chunk that the directory says is there.
    pub(crate) fn chunk(&self, place: Place) -> Result<Arc<[u8]>> {
        let key = place.key();
        if let Some(kept) = self.memory.as_ref().and_then(|memory| memory.chunk(key, self.epoch.get())) {
            return Ok(kept);
        }
        let chunk = self.stored_chunk(key)?;
        if let Some(memory) = &self.memory {
            memory.keep_chunk(key, Arc::clone(&chunk), self.epoch.get());
        }
        Ok(chunk)
    }

    /// The same for a reader who comes by once: nothing is kept for later.
    pub(crate) fn chunk_once(&self, place: Place) -> Result<Arc<[u8]>> {
        let key = place.key();
        match self.memory.as_ref().and_then(|memory| memory.chunk(key, self.epoch.get())) {
            Some(kept) => Ok(kept),
            None => self.stored_chunk(key),
        }
    }

    fn stored_chunk(&self, key: i64) -> Result<Arc<[u8]>> {
        let mut find = self.cache.prepare_cached("SELECT chunk FROM performance_metrics WHERE key = ?1")?;
        Ok(find.query_row([key], |row| Ok(Arc::from(row.get_ref(0)?.as_blob()?)))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_chunk_of_a_day_is_in_its_own_block() {
        let directory = Directory { parts: vec![vec![(600, 0b1000_0101), (601, 1 << 31)]] };
        let start = 600 * 32;
        for (day, expected) in [
            (start, Some(start)),
            (start + 1, Some(start)),
            (start + 2, Some(start + 2)),
            (start + 31, Some(start + 7)),
            (start + 32, None),
            (start + 63, Some(start + 63)),
            (start + 64, None),
            (start - 1, None),
        ] {
            assert_eq!(directory.latest(0, day), expected, "{}", day - start);
        }
        assert_eq!(directory.latest(1, start), None);
        assert_eq!(directory.days(0, start + 1, start + 70).collect::<Vec<_>>(), [start + 2, start + 7, start + 63]);
    }
}
