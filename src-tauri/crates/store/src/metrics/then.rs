//! Figures of a whole level as they were known at an instant that moves on.
//!
//! What was known then differs from what is known now only in chunks whose values were seen later. For those, the
//! difference is kept in columns; sums up to a day are those of now, corrected by the differences of the days before.
//! From one instant to the next only chunks of which something was learned in between are looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};
use rusqlite::params;

use super::codec::View;
use super::directory::Directory;
use super::key::{Place, block_of};
use super::range::SumColumns;
use super::sums::{SlotSums, figures_level, one_slot};
use super::{Cells, PART, column};
use crate::db::Db;
use crate::error::Result;

/// What was known of a level's figures at an instant. It is brought to a later instant by asking for sums of that, which
/// costs what was learned in between; an earlier instant makes it begin anew, and so does a write that changes the
/// level's figures.
#[derive(Debug)]
pub struct KnownThen {
    account: AccountId,
    level: Level,
    at: i64,
    /// The state of the cache it was read from.
    epoch: u64,
    /// First and last day that were looked at.
    looked_at: Option<(i32, i32)>,
    /// Chunks of which something was learned after the instant, by day.
    open: BTreeMap<i32, Vec<Open>>,
}

/// A chunk of which something was learned after the instant.
#[derive(Debug)]
struct Open {
    part: u32,
    /// Objects with figures on the day, as known now.
    rows: i64,
    /// The instants after which it differs, the next one last.
    changes: Vec<i64>,
    /// Values that still have their time before them.
    superseded: Vec<Superseded>,
    /// What was known less what is known now, by offset; none for a column that does not differ.
    differs: [Option<Box<[i64]>>; column::SUMS],
}

#[derive(Debug)]
struct Superseded {
    until: i64,
    /// When the first and the last of its values were seen.
    seen: (i64, i64),
    chunk: Box<[u8]>,
}

/// A day's own values in a part as known now, by offset.
struct Own {
    sums: [Vec<i64>; column::SUMS],
    seen: Vec<i64>,
}

impl KnownThen {
    /// Nothing is known yet.
    pub fn new(account: AccountId, level: Level) -> Self {
        Self { account, level, at: i64::MIN, epoch: 0, looked_at: None, open: BTreeMap::new() }
    }

    fn forget(&mut self) {
        self.looked_at = None;
        self.open.clear();
    }

    /// Whether anything of a day was known.
    fn has_day(&self, directory: &Directory, day: i32) -> bool {
        let Some(open) = self.open.get(&day) else { return true };
        let known = |chunk: &Open| {
            let differs = chunk.differs.first().and_then(Option::as_ref);
            chunk.rows + differs.map_or(0, |values| values.iter().sum::<i64>()) > 0
        };
        let settled = |part: usize| directory.has(part, day) && !open.iter().any(|chunk| chunk.part as usize == part);
        open.iter().any(known) || (0..directory.parts.len()).any(settled)
    }
}

impl Open {
    /// Notes what was known of an object.
    fn note(&mut self, own: &Own, offset: u16, was: Option<&Cells>) {
        let offset = usize::from(offset);
        for (number, (differs, now)) in self.differs.iter_mut().zip(&own.sums).enumerate() {
            let was = was.and_then(|cells| cells.get(number)).copied().unwrap_or(0);
            let difference = was.wrapping_sub(now.get(offset).copied().unwrap_or(0));
            if difference == 0 && differs.is_none() {
                continue;
            }
            let values = differs.get_or_insert_with(|| vec![0; PART as usize].into());
            if let Some(place) = values.get_mut(offset) {
                *place = difference;
            }
        }
    }

    /// Notes that what is known now was known.
    fn settle(&mut self, offset: u16) {
        for values in self.differs.iter_mut().flatten() {
            if let Some(place) = values.get_mut(usize::from(offset)) {
                *place = 0;
            }
        }
    }
}

impl Db {
    /// Sums of every object of the level from `since` up to the end of each day of `until`, as they were known at an
    /// instant. Days of `until` rise.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn slot_sums_then(
        &self,
        known: &mut KnownThen,
        at: TimestampMillis,
        since: AccountDay,
        until: &[AccountDay],
    ) -> Result<Vec<SlotSums>> {
        let (account_no, code) = (self.existing_account_no(&known.account)?, figures_level(known.level));
        let Some(last) = until.last() else { return Ok(Vec::new()) };
        let directory = self.directory(account_no, code)?;
        let place = Place { account_no, level: code, part: 0, day: 0 };
        self.move_on(known, &directory, place, at.0, (since.number(), last.number()))?;
        let mut all = Vec::with_capacity(until.len());
        let mut corrections: [Vec<i64>; column::SUMS] = Default::default();
        let mut from = since.number();
        for day in until {
            let Ok(range) = DayRange::new(since, *day) else { continue };
            for chunk in known.open.range(from..=day.number().max(from - 1)).flat_map(|(_, chunks)| chunks) {
                correct(&mut corrections, chunk);
            }
            from = from.max(day.number() + 1);
            let now = self.range_sums(account_no, code, range)?;
            let sums = corrected(&now.columns, &corrections);
            all.push(if known.level == Level::Account {
                let unknown = known.open.range(since.number()..=day.number());
                let unknown = unknown.filter(|(day, _)| !known.has_day(&directory, **day)).count();
                one_slot(&sums, directory.days_in(range) - unknown as i64)
            } else {
                sums
            });
        }
        Ok(all)
    }

    /// Brings what is known to an instant, for some days.
    fn move_on(
        &self,
        known: &mut KnownThen,
        directory: &Directory,
        place: Place,
        at: i64,
        (first, last): (i32, i32),
    ) -> Result<()> {
        let memory = self.memory.as_ref();
        let changed = memory.is_none_or(|memory| memory.metrics_changed((place.account_no, place.level), known.epoch));
        // Days that are not next to those looked at would leave a gap.
        let apart = known.looked_at.is_some_and(|(from, to)| first > to + 1 || last + 1 < from);
        if changed || apart || at < known.at {
            known.forget();
        }
        if known.looked_at.is_none() {
            known.epoch = self.epoch.get();
        }
        let before = known.at;
        for (day, chunks) in &mut known.open {
            let mut kept = Vec::with_capacity(chunks.len());
            for mut chunk in chunks.drain(..) {
                let place = Place { part: chunk.part, day: *day, ..place };
                self.learn(&mut chunk, directory, place, (before, at))?;
                if !chunk.changes.is_empty() {
                    kept.push(chunk);
                }
            }
            *chunks = kept;
        }
        known.open.retain(|_, chunks| !chunks.is_empty());
        known.at = at;
        let days: Vec<i32> = match known.looked_at {
            Some((from, to)) => (first..from).chain(to.max(first - 1) + 1..=last).collect(),
            None => (first..=last).collect(),
        };
        for day in days {
            let mut chunks = Vec::new();
            for part in (0..directory.parts.len()).filter(|part| directory.has(*part, day)) {
                // Parts are 22-bit numbers.
                chunks.extend(self.open_chunk(directory, Place { part: part as u32, day, ..place }, at)?);
            }
            if !chunks.is_empty() {
                known.open.insert(day, chunks);
            }
        }
        known.looked_at = Some(known.looked_at.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
        Ok(())
    }

    /// A chunk as it was known; none when all of it was known already.
    fn open_chunk(&self, directory: &Directory, place: Place, at: i64) -> Result<Option<Open>> {
        let chunk = self.chunk_once(place)?;
        let newest = View::parse(&chunk)?.bounds(column::SEEN).map_or(i64::MIN, |(_, newest)| newest);
        if newest <= at {
            return Ok(None);
        }
        let own = self.own(directory, place)?;
        let mut open = Open {
            part: place.part,
            rows: own.sums.first().map_or(0, |days| days.iter().sum()),
            changes: own.seen.iter().copied().filter(|seen| *seen > at).collect(),
            superseded: Vec::new(),
            differs: Default::default(),
        };
        for offset in (0_u16..).zip(&own.seen).filter(|(_, seen)| **seen > at).map(|(offset, _)| offset) {
            open.note(&own, offset, None);
        }
        let mut find = self.cache.prepare_cached(
            "SELECT superseded_at, chunk FROM metric_revisions WHERE key = ?1 AND superseded_at > ?2",
        )?;
        let mut rows = find.query(params![place.key(), at])?;
        while let Some(row) = rows.next()? {
            let until: i64 = row.get(0)?;
            let chunk = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let view = View::parse(chunk)?;
            let Some(seen) = view.bounds(column::SEEN) else { continue };
            for offset in view.offsets() {
                match view.cells(offset) {
                    Some(cells) if cells[column::SEEN] <= at => open.note(&own, offset, Some(&cells)),
                    Some(cells) => open.changes.push(cells[column::SEEN]),
                    None => {}
                }
            }
            if seen.1 > at {
                open.superseded.push(Superseded { until, seen, chunk: chunk.into() });
            }
        }
        open.changes.sort_unstable_by(|a, b| b.cmp(a));
        open.changes.dedup();
        Ok(Some(open))
    }

    /// Notes what was learned of a chunk after one instant and up to another.
    fn learn(&self, open: &mut Open, directory: &Directory, place: Place, (from, to): (i64, i64)) -> Result<()> {
        if open.changes.last().is_none_or(|next| *next > to) {
            return Ok(());
        }
        open.changes.retain(|at| *at > to);
        if open.changes.is_empty() {
            // Everything is as it is known now, and whoever holds it drops it.
            return Ok(());
        }
        let own = self.own(directory, place)?;
        let within = |seen: i64| from < seen && seen <= to;
        let superseded = std::mem::take(&mut open.superseded);
        for one in superseded.iter().filter(|one| one.until > to && one.seen.0 <= to && one.seen.1 > from) {
            let view = View::parse(&one.chunk)?;
            for offset in view.offsets() {
                if let Some(cells) = view.cells(offset).filter(|cells| within(cells[column::SEEN])) {
                    open.note(&own, offset, Some(&cells));
                }
            }
        }
        open.superseded = superseded;
        open.superseded.retain(|one| one.until > to && one.seen.1 > to);
        for (offset, _) in (0_u16..).zip(&own.seen).filter(|(_, seen)| within(**seen)) {
            open.settle(offset);
        }
        Ok(())
    }

    /// A day's own values in a part.
    fn own(&self, directory: &Directory, place: Place) -> Result<Own> {
        let mut own = Own { sums: std::array::from_fn(|_| vec![0; PART as usize]), seen: vec![0; PART as usize] };
        let chunk = self.chunk_once(place)?;
        let view = View::parse(&chunk)?;
        view.add_to(column::SEEN, 1, &mut own.seen);
        for (column, values) in own.sums.iter_mut().enumerate() {
            view.add_to(column, 1, values);
        }
        let earlier = directory.latest(place.part as usize, place.day - 1);
        if let Some(day) = earlier.filter(|day| block_of(*day) == block_of(place.day)) {
            let chunk = self.chunk_once(place.on(day))?;
            let view = View::parse(&chunk)?;
            for (column, values) in own.sums.iter_mut().enumerate() {
                view.add_to(column, -1, values);
            }
        }
        Ok(own)
    }
}

/// Adds the differences of a chunk.
fn correct(corrections: &mut [Vec<i64>; column::SUMS], chunk: &Open) {
    let first = (chunk.part * PART) as usize;
    for (all, differs) in corrections.iter_mut().zip(&chunk.differs) {
        let Some(differs) = differs else { continue };
        if all.len() < first + differs.len() {
            all.resize(first + differs.len(), 0);
        }
        for (sum, difference) in all.iter_mut().skip(first).zip(differs) {
            *sum = sum.wrapping_add(*difference);
        }
    }
}

/// Sums of now with the corrections. A column without any is the same.
fn corrected(now: &SumColumns, corrections: &[Vec<i64>; column::SUMS]) -> SumColumns {
    let mut columns = now.clone();
    for (column, corrections) in columns.iter_mut().zip(corrections).filter(|(_, all)| !all.is_empty()) {
        let length = column.len().max(corrections.len());
        let padded = corrections.iter().copied().chain(std::iter::repeat(0));
        let both = column.iter().copied().chain(std::iter::repeat(0)).zip(padded).take(length);
        *column = Arc::new(both.map(|(now, correction)| now.wrapping_add(correction)).collect());
    }
    columns
}
