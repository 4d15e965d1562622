//! Storing figures: each touched part and block is taken apart, changed and put together again once a batch.

use std::sync::Arc;

use domain::MetricSums;
use rusqlite::{OptionalExtension, params};

use super::codec::{Plane, View};
use super::key::{Place, block_of, block_start};
use super::{BLOCK_DAYS, Cells, PART, column};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::rows::{DayFigures, MetricRow, MetricsBatch, MetricsWritten};
use crate::tables::slots::level_code;
use crate::tag::Tag;

/// Largest figure that is believed: 37 months of it still add up without overflow.
const MOST: i64 = 1_000_000_000_000_000;

/// Where a row of the batch goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    part: u32,
    day: i32,
    offset: u16,
    /// Which row of the batch.
    row: u32,
}

impl Tx<'_> {
    /// Stores a batch of figures. What they replace is kept as a revision. A row that tells of an earlier time than the
    /// value that is there changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the account was not stored first, [`Error::FigureOutOfRange`] for absurd figures; in
    /// both cases nothing of the batch is stored.
    pub fn upsert_metrics(&self, batch: &MetricsBatch<'_>) -> Result<MetricsWritten> {
        let account_no = self.existing_account_no(batch.account)?;
        let level = level_code(batch.level);
        let mut targets = self.targets(batch, account_no)?;
        targets.sort_unstable();
        let mut written = MetricsWritten::default();
        for group in targets.chunk_by(|a, b| a.part == b.part && block_of(a.day) == block_of(b.day)) {
            let Some(first) = group.first() else { continue };
            let place = Place { account_no, level, part: first.part, day: block_start(block_of(first.day)) };
            self.rewrite_block(place, batch, group, &mut written)?;
        }
        if written.added + written.restated > 0 {
            self.touch(Tag::Metrics(batch.account.clone()));
            self.invalidated.borrow_mut().metrics.insert((account_no, level));
        }
        Ok(written)
    }

    fn targets(&self, batch: &MetricsBatch<'_>, account_no: i64) -> Result<Vec<Target>> {
        self.with_slots(account_no, batch.level, |tx, slots| {
            let mut targets = Vec::with_capacity(batch.rows.len());
            // Rows of one object mostly follow one another.
            let mut before: Option<(&str, u32)> = None;
            for (number, row) in (0_u32..).zip(batch.rows) {
                check(&row.figures)?;
                let id = row.object.as_str();
                let slot = match before {
                    Some((same, slot)) if same == id => slot,
                    _ => tx.slot_in(slots, account_no, batch.level, id)?,
                };
                before = Some((id, slot));
                let (part, offset) = (slot / PART, (slot % PART) as u16);
                targets.push(Target { part, day: row.day.number(), offset, row: number });
            }
            Ok(targets)
        })
    }

    fn rewrite_block(
        &self,
        block: Place,
        batch: &MetricsBatch<'_>,
        targets: &[Target],
        written: &mut MetricsWritten,
    ) -> Result<()> {
        let days_before = self.block_days(block)?;
        let first_day = targets.first().map_or(block.day, |target| target.day);
        let mut work = Working::default();
        if let Some(before) = latest_before(days_before, first_day - block.day) {
            work.start_from(&View::parse(&self.stored_chunk(block.on(block.day + before))?)?);
        }
        let mut days = days_before;
        let mut todo = targets;
        for day in first_day..block.day + BLOCK_DAYS {
            let at = todo.partition_point(|target| target.day == day);
            let (today, later) = todo.split_at(at);
            todo = later;
            let bit = 1_u32 << (day - block.day);
            let there = days_before & bit != 0;
            if !there && today.is_empty() {
                continue;
            }
            let place = block.on(day);
            if there {
                work.load(&View::parse(&self.stored_chunk(place)?)?);
            } else {
                work.load_nothing();
            }
            self.apply(place, batch, today, &mut work, written)?;
            if work.finish_day() || !there {
                self.store_chunk(place, &work.plane())?;
                days |= bit;
            }
            // From here on nothing differs from what is stored.
            if todo.is_empty() && work.is_settled() {
                break;
            }
        }
        if days != days_before {
            let mut set =
                self.cache_mut()?.prepare_cached("INSERT OR REPLACE INTO metric_blocks (key, days) VALUES (?1, ?2)")?;
            set.execute(params![block.key(), days])?;
        }
        Ok(())
    }

    fn apply(
        &self,
        place: Place,
        batch: &MetricsBatch<'_>,
        today: &[Target],
        work: &mut Working,
        written: &mut MetricsWritten,
    ) -> Result<()> {
        let mut superseded = Plane::default();
        let mut targets = today.iter().peekable();
        while let Some(target) = targets.next() {
            // The last row of the batch for an object and day wins.
            if targets.peek().is_some_and(|next| next.offset == target.offset) {
                continue;
            }
            let Some(row) = batch.rows.get(target.row as usize) else { continue };
            let new = self.cells(row, batch.seen_at.0)?;
            match work.put(target.offset, &new) {
                Put::Added => written.added += 1,
                Put::Unchanged => written.unchanged += 1,
                Put::Replaced(old) => {
                    written.restated += 1;
                    superseded.push(target.offset, &old);
                }
            }
        }
        if superseded.members.is_empty() {
            return Ok(());
        }
        let mut keep = self
            .cache_mut()?
            .prepare_cached("INSERT INTO metric_revisions (key, superseded_at, chunk) VALUES (?1, ?2, ?3)")?;
        keep.execute(params![place.key(), batch.seen_at.0, superseded.encode()])?;
        Ok(())
    }

    /// A row as the cells of a chunk, for one day.
    fn cells(&self, row: &MetricRow, seen_at: i64) -> Result<Cells> {
        let DayFigures { sums, reach, attribution, conversion } = &row.figures;
        Ok([
            1,
            sums.impressions,
            sums.clicks,
            sums.link_clicks,
            sums.spend_minor,
            sums.conversions_milli,
            sums.value_minor,
            reach.map_or(0, |reach| reach + 1),
            self.attribution_code(attribution)?,
            i64::from(conversion.code()),
            seen_at,
        ])
    }

    fn attribution_code(&self, setting: &Arc<str>) -> Result<i64> {
        if let Some(code) = self.writer.attributions.borrow().get(setting) {
            return Ok(*code);
        }
        let mut find = self.cache.prepare_cached("SELECT code FROM attributions WHERE setting = ?1")?;
        let stored: Option<i64> = find.query_row([&**setting], |row| row.get(0)).optional()?;
        let code = match stored {
            Some(code) => code,
            None => self
                .cache_mut()?
                .prepare_cached("INSERT INTO attributions (setting) VALUES (?1) RETURNING code")?
                .query_row([&**setting], |row| row.get(0))?,
        };
        self.writer.attributions.borrow_mut().insert(Arc::clone(setting), code);
        Ok(code)
    }

    fn block_days(&self, block: Place) -> Result<u32> {
        let mut find = self.cache.prepare_cached("SELECT days FROM metric_blocks WHERE key = ?1")?;
        Ok(find.query_row([block.key()], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    fn stored_chunk(&self, place: Place) -> Result<Vec<u8>> {
        let mut find = self.cache.prepare_cached("SELECT chunk FROM performance_metrics WHERE key = ?1")?;
        Ok(find.query_row([place.key()], |row| row.get(0))?)
    }

    fn store_chunk(&self, place: Place, plane: &Plane) -> Result<()> {
        let mut store = self.cache_mut()?.prepare_cached(
            "INSERT INTO performance_metrics (key, chunk) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET chunk = ?2",
        )?;
        store.execute(params![place.key(), plane.encode()])?;
        self.invalidated.borrow_mut().chunks.insert(place.key());
        Ok(())
    }
}

fn check(figures: &DayFigures) -> Result<()> {
    let MetricSums { impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor } = figures.sums;
    let all = [impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor];
    let believable = |figure: &i64| (-MOST..=MOST).contains(figure);
    let reach = figures.reach.is_none_or(|reach| (0..MOST).contains(&reach));
    if all.iter().all(believable) && reach { Ok(()) } else { Err(Error::FigureOutOfRange) }
}

/// The last day of a block before `day` that has a chunk; both count from the block's first day.
fn latest_before(days: u32, day: i32) -> Option<i32> {
    let before = days & ((1_u32 << day) - 1);
    (before != 0).then(|| before.ilog2() as i32)
}

/// What putting a row in a day did.
enum Put {
    Added,
    Unchanged,
    Replaced(Cells),
}

/// A part being rewritten, day by day, indexed by offset.
#[derive(Debug, Default)]
struct Working {
    /// Running sums up to the day before, as stored and as they become.
    stored: [Vec<i64>; column::SUMS],
    sums: [Vec<i64>; column::SUMS],
    /// The present day: its own figures, and the columns that are not sums.
    day: [Vec<i64>; column::COUNT],
    member: Vec<bool>,
    changed_today: bool,
}

impl Working {
    fn reserve(&mut self, offset: usize) {
        if self.member.len() <= offset {
            let len = offset + 1;
            self.member.resize(len, false);
            for values in self.stored.iter_mut().chain(&mut self.sums).chain(&mut self.day) {
                values.resize(len, 0);
            }
        }
    }

    /// Begins after a day that is stored and not going to change.
    fn start_from(&mut self, view: &View<'_>) {
        let offsets = self.join(view);
        for (number, (stored, sums)) in self.stored.iter_mut().zip(&mut self.sums).enumerate() {
            view.spread(number, &offsets, stored);
            sums.clone_from(stored);
        }
    }

    fn join(&mut self, view: &View<'_>) -> Vec<u16> {
        let offsets = view.offsets();
        if let Some(last) = offsets.last() {
            self.reserve(usize::from(*last));
        }
        for offset in &offsets {
            if let Some(member) = self.member.get_mut(usize::from(*offset)) {
                *member = true;
            }
        }
        offsets
    }

    /// Takes up a day that is stored: its own figures are what it adds to the day before.
    fn load(&mut self, view: &View<'_>) {
        self.changed_today = false;
        let offsets = self.join(view);
        for (number, (day, stored)) in self.day.iter_mut().zip(&mut self.stored).enumerate() {
            // Objects that are not in this chunk were not in any before it either, so what is left in `day` is zero.
            day.fill(0);
            view.spread(number, &offsets, day);
            for (value, before) in day.iter_mut().zip(stored) {
                let until_today = *value;
                *value = until_today.wrapping_sub(*before);
                *before = until_today;
            }
        }
        for (number, day) in self.day.iter_mut().enumerate().skip(column::SUMS) {
            day.fill(0);
            view.spread(number, &offsets, day);
        }
    }

    /// Takes up a day that is not stored.
    fn load_nothing(&mut self) {
        self.changed_today = false;
        self.day.iter_mut().for_each(|values| values.fill(0));
    }

    fn today(&self, offset: usize) -> Cells {
        self.day.each_ref().map(|values| values.get(offset).copied().unwrap_or(0))
    }

    fn put(&mut self, offset: u16, new: &Cells) -> Put {
        let offset = usize::from(offset);
        self.reserve(offset);
        let old = self.today(offset);
        let was_there = old[column::DAYS] != 0;
        if was_there {
            let same = old[..column::SEEN] == new[..column::SEEN];
            if same || new[column::SEEN] < old[column::SEEN] {
                return Put::Unchanged;
            }
        }
        for (values, value) in self.day.iter_mut().zip(new) {
            if let Some(place) = values.get_mut(offset) {
                *place = *value;
            }
        }
        if let Some(member) = self.member.get_mut(offset) {
            *member = true;
        }
        self.changed_today = true;
        if was_there { Put::Replaced(old) } else { Put::Added }
    }

    /// Adds the day to the running sums. Answers whether the day's chunk differs from the stored one.
    fn finish_day(&mut self) -> bool {
        for (sums, day) in self.sums.iter_mut().zip(&self.day) {
            for (sum, value) in sums.iter_mut().zip(day) {
                *sum = sum.wrapping_add(*value);
            }
        }
        self.changed_today || !self.is_settled()
    }

    /// Whether the running sums are the stored ones, so that later days need no rewriting.
    fn is_settled(&self) -> bool {
        self.sums == self.stored
    }

    fn plane(&self) -> Plane {
        let chosen = |values: &[i64]| -> Vec<i64> {
            values.iter().zip(&self.member).filter(|(_, member)| **member).map(|(value, _)| *value).collect()
        };
        let members = (0_u16..).zip(&self.member).filter(|(_, member)| **member).map(|(offset, _)| offset).collect();
        let mut columns: [Vec<i64>; column::COUNT] = self.day.each_ref().map(|_| Vec::new());
        let sources = self.sums.iter().chain(self.day.iter().skip(column::SUMS));
        for (column, source) in columns.iter_mut().zip(sources) {
            *column = chosen(source);
        }
        Plane { members, columns }
    }
}
