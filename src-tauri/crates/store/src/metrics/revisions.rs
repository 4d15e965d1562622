//! Restated figures: what an object-day was, and what was known at an earlier time.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountId, DayRange, Level, ObjectId, TimestampMillis};
use rusqlite::params;

use super::codec::View;
use super::key::Place;
use super::{Cells, PART, column};
use crate::db::Db;
use crate::error::Result;
use crate::rows::{DailyRow, ObjectRef, Revision, SeenAndNow};
use crate::tables::slots::level_code;

/// Superseded cells of one object-day, with when they were superseded.
type Superseded = BTreeMap<i32, Vec<(i64, Cells)>>;

impl Db {
    /// Every value an object-day has had, oldest first; the last one is the present one. Empty for a day without figures.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such object in that account.
    pub fn revisions(&self, object: &ObjectRef, day: AccountDay) -> Result<Vec<Revision>> {
        let all = self.revisions_in(object, DayRange::ending(day, 1))?;
        Ok(all.into_iter().next().map_or_else(Vec::new, |(_, revisions)| revisions))
    }

    /// For each day with figures, the first value ever seen and the present one, oldest day first.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such object in that account.
    pub fn first_seen_and_now(&self, object: &ObjectRef, range: DayRange) -> Result<Vec<SeenAndNow>> {
        let all = self.revisions_in(object, range)?;
        let both = |(day, revisions): (i32, Vec<Revision>)| {
            let (first, now) = (revisions.first()?.clone(), revisions.last()?.clone());
            Some(SeenAndNow { day: AccountDay::from_number(day)?, first, now })
        };
        Ok(all.into_iter().filter_map(both).collect())
    }

    fn revisions_in(&self, object: &ObjectRef, range: DayRange) -> Result<BTreeMap<i32, Vec<Revision>>> {
        let (account_no, slot) = self.located(object)?;
        let level = level_code(object.level);
        let mut superseded = self.superseded(account_no, level, slot, range)?;
        let mut all = BTreeMap::new();
        for (day, now) in self.day_cells(account_no, level, slot, range)? {
            let mut revisions = Vec::new();
            for (until, cells) in superseded.remove(&day).unwrap_or_default() {
                revisions.push(self.revision(&cells, Some(until))?);
            }
            revisions.push(self.revision(&now, None)?);
            all.insert(day, revisions);
        }
        Ok(all)
    }

    fn revision(&self, cells: &Cells, superseded_at: Option<i64>) -> Result<Revision> {
        Ok(Revision {
            seen_at: TimestampMillis(cells[column::SEEN]),
            superseded_at: superseded_at.map(TimestampMillis),
            figures: self.figures(cells)?,
        })
    }

    fn superseded(&self, account_no: i64, level: u8, slot: u32, range: DayRange) -> Result<Superseded> {
        let (part, offset) = (slot / PART, (slot % PART) as u16);
        let mut found = Superseded::new();
        self.each_superseded(Place { account_no, level, part, day: 0 }, range, |day, until, view| {
            if let Some(cells) = view.cells(offset) {
                found.entry(day).or_default().push((until, cells));
            }
        })?;
        Ok(found)
    }

    pub(super) fn each_superseded(
        &self,
        place: Place,
        range: DayRange,
        mut each: impl FnMut(i32, i64, &View<'_>),
    ) -> Result<()> {
        let mut find = self.cache.prepare_cached(
            "SELECT key, superseded_at, chunk FROM metric_revisions WHERE key BETWEEN ?1 AND ?2
             ORDER BY key, superseded_at, pk",
        )?;
        let mut rows =
            find.query(params![place.on(range.since().number()).key(), place.on(range.until().number()).key()])?;
        while let Some(row) = rows.next()? {
            let chunk = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            each(Place::of(row.get(0)?).day, row.get(1)?, &View::parse(chunk)?);
        }
        Ok(())
    }

    /// The figures of a level as they were known at an instant: nothing that was seen later is in them.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn as_of(
        &self,
        account: &AccountId,
        level: Level,
        range: DayRange,
        instant: TimestampMillis,
    ) -> Result<Vec<(ObjectId, DailyRow)>> {
        let account_no = self.existing_account_no(account)?;
        let code = level_code(level);
        let mut known: BTreeMap<(i32, u32), Cells> = BTreeMap::new();
        self.each_day(account_no, code, range, |day, slot, cells| {
            if cells[column::SEEN] <= instant.0 {
                known.insert((day, slot), *cells);
            }
            Ok(())
        })?;
        for part in 0..self.directory(account_no, code)?.parts.len() as u32 {
            self.each_superseded(Place { account_no, level: code, part, day: 0 }, range, |day, until, view| {
                for offset in view.offsets().into_iter().filter(|_| until > instant.0) {
                    if let Some(cells) = view.cells(offset).filter(|cells| cells[column::SEEN] <= instant.0) {
                        known.insert((day, part * PART + u32::from(offset)), cells);
                    }
                }
            })?;
        }
        let ids = self.ids_by_slot(account_no, level)?;
        let mut rows = Vec::new();
        for ((day, slot), cells) in known {
            let object = ids.get(slot as usize).and_then(|id| ObjectId::parse(id).ok());
            if let (Some(object), Some(day)) = (object, AccountDay::from_number(day)) {
                let first_seen = TimestampMillis(cells[column::SEEN]);
                rows.push((object, DailyRow { day, figures: self.figures(&cells)?, first_seen }));
            }
        }
        Ok(rows)
    }
}
