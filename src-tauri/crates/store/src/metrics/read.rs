//! Figures as rows: one object's days, a level's objects, totals.

use std::sync::Arc;

use domain::{AccountDay, AccountId, ConversionAction, DayRange, Level, MetricSums, ObjectId, TimestampMillis};
use rusqlite::OptionalExtension;

use super::codec::View;
use super::key::{Place, block_of};
use super::{Cells, PART, column};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::rows::{DailyRow, DayFigures, ObjectRef};
use crate::tables::slots::level_code;

/// Which figures to list.
#[derive(Debug, Clone)]
pub struct InsightsQuery {
    /// The accounts; an account that is not in the workspace is an error.
    pub accounts: Vec<AccountId>,
    /// The level. Account level adds up the campaigns.
    pub level: Level,
    /// The days.
    pub range: DayRange,
    /// One row a day rather than one for the range.
    pub daily: bool,
}

/// An object's figures over some days.
#[derive(Debug, Clone, PartialEq)]
pub struct InsightRow {
    /// Its account.
    pub account: AccountId,
    /// The object; at account level the account's digits.
    pub object: ObjectId,
    /// The days: the range asked for, or one day.
    pub range: DayRange,
    /// What can be added up.
    pub sums: MetricSums,
    /// Days of the range that have figures.
    pub days_with_figures: i64,
    /// What does not add up over days, on daily rows below account level: reach, attribution, and what is counted.
    pub day: Option<DayFigures>,
}

/// What there is at one level, to compare with what Meta says there should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LevelTotals {
    /// All figures added up.
    pub sums: MetricSums,
    /// Object-days with figures.
    pub rows: i64,
    /// Objects with figures.
    pub objects: i64,
}

pub(crate) fn sums_of(cells: &Cells) -> MetricSums {
    MetricSums {
        impressions: cells[column::IMPRESSIONS],
        clicks: cells[column::CLICKS],
        link_clicks: cells[column::LINK_CLICKS],
        spend_minor: cells[column::SPEND],
        conversions_milli: cells[column::CONVERSIONS],
        value_minor: cells[column::VALUE],
    }
}

/// A day's own cells, from the running sums up to it and those up to the chunk before.
fn minus(until: &Cells, before: Option<&Cells>) -> Cells {
    let mut cells = *until;
    if let Some(before) = before {
        for (cell, before) in cells.iter_mut().zip(before).take(column::SUMS) {
            *cell = cell.wrapping_sub(*before);
        }
    }
    cells
}

impl Db {
    /// The figures a day's cells stand for.
    pub(crate) fn figures(&self, cells: &Cells) -> Result<DayFigures> {
        let mut find = self.cache.prepare_cached("SELECT setting FROM attributions WHERE code = ?1")?;
        let attribution: Option<String> = find.query_row([cells[column::ATTRIBUTION]], |row| row.get(0)).optional()?;
        Ok(DayFigures {
            sums: sums_of(cells),
            reach: (cells[column::REACH] > 0).then(|| cells[column::REACH] - 1),
            attribution: attribution.unwrap_or_default().into(),
            conversion: u8::try_from(cells[column::CONVERSION])
                .ok()
                .and_then(ConversionAction::from_code)
                .unwrap_or(ConversionAction::None),
        })
    }

    /// One object's own cells for each day of the range that it has figures on.
    pub(crate) fn day_cells(
        &self,
        account_no: i64,
        level: u8,
        slot: u32,
        range: DayRange,
    ) -> Result<Vec<(i32, Cells)>> {
        let directory = self.directory(account_no, level)?;
        let Some((first, last)) = directory.clip(range) else { return Ok(Vec::new()) };
        let (part, offset) = (slot / PART, (slot % PART) as u16);
        let place = Place { account_no, level, part, day: 0 };
        let cells = |day: i32| -> Result<Option<Cells>> { Ok(View::parse(&self.chunk(place.on(day))?)?.cells(offset)) };
        let mut before: Option<(i32, Cells)> = None;
        if let Some(day) = directory.latest(part as usize, first - 1).filter(|day| block_of(*day) == block_of(first)) {
            before = cells(day)?.map(|cells| (day, cells));
        }
        let mut days = Vec::new();
        for day in directory.days(part as usize, first, last) {
            let Some(until) = cells(day)? else { continue };
            let in_block = before.as_ref().filter(|(day_before, _)| block_of(*day_before) == block_of(day));
            let own = minus(&until, in_block.map(|(_, cells)| cells));
            if own[column::DAYS] != 0 {
                days.push((day, own));
            }
            before = Some((day, until));
        }
        Ok(days)
    }

    /// One object's figures, a row for each day that has any, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such object in that account.
    pub fn series(&self, object: &ObjectRef, range: DayRange) -> Result<Vec<DailyRow>> {
        if object.level == Level::Account {
            return self.account_series(object, range);
        }
        let (account_no, slot) = self.located(object)?;
        let cells = self.day_cells(account_no, level_code(object.level), slot, range)?;
        cells.iter().filter_map(|(day, cells)| self.daily_row(*day, cells).transpose()).collect()
    }

    fn daily_row(&self, day: i32, cells: &Cells) -> Result<Option<DailyRow>> {
        let Some(day) = AccountDay::from_number(day) else { return Ok(None) };
        let first_seen = TimestampMillis(cells[column::SEEN]);
        Ok(Some(DailyRow { day, figures: self.figures(cells)?, first_seen }))
    }

    /// An account's days: its campaigns added up. Reach and attribution do not add up and are left out.
    fn account_series(&self, object: &ObjectRef, range: DayRange) -> Result<Vec<DailyRow>> {
        let account_no = self.existing_account_no(&object.account)?;
        let mut by_day = std::collections::BTreeMap::<i32, (MetricSums, i64)>::new();
        self.each_day(account_no, level_code(Level::Campaign), range, |day, _, cells| {
            let (sums, seen) = by_day.entry(day).or_insert((MetricSums::default(), i64::MIN));
            sums.add(&sums_of(cells));
            *seen = (*seen).max(cells[column::SEEN]);
            Ok(())
        })?;
        let rows = by_day.into_iter().filter_map(|(day, (sums, seen))| {
            let figures =
                DayFigures { sums, reach: None, attribution: Arc::from(""), conversion: ConversionAction::None };
            Some(DailyRow { day: AccountDay::from_number(day)?, figures, first_seen: TimestampMillis(seen) })
        });
        Ok(rows.collect())
    }

    /// Calls `each` with the day, the slot and the day's own cells of every object-day in the range.
    pub(crate) fn each_day(
        &self,
        account_no: i64,
        level: u8,
        range: DayRange,
        mut each: impl FnMut(i32, u32, &Cells) -> Result<()>,
    ) -> Result<()> {
        let directory = self.directory(account_no, level)?;
        let Some((first, last)) = directory.clip(range) else { return Ok(()) };
        for part in 0..directory.parts.len() {
            let place = Place { account_no, level, part: part as u32, day: 0 };
            let mut days: Vec<i32> = directory.days(part, first, last).collect();
            // The chunk before the range, to subtract from the first one in it.
            let earlier = directory.latest(part, first - 1).filter(|day| block_of(*day) == block_of(first));
            if let Some(earlier) = earlier {
                days.insert(0, earlier);
            }
            let mut before: Option<(i32, Arc<[u8]>)> = None;
            for day in days {
                let chunk = self.chunk(place.on(day))?;
                if Some(day) != earlier {
                    let view = View::parse(&chunk)?;
                    let same_block = before.as_ref().filter(|(at, _)| block_of(*at) == block_of(day));
                    let view_before = same_block.map(|(_, chunk)| View::parse(chunk)).transpose()?;
                    for offset in view.offsets() {
                        let Some(until) = view.cells(offset) else { continue };
                        let earlier_cells = view_before.as_ref().and_then(|view| view.cells(offset));
                        let own = minus(&until, earlier_cells.as_ref());
                        if own[column::DAYS] != 0 {
                            each(day, place.part * PART + u32::from(offset), &own)?;
                        }
                    }
                }
                before = Some((day, chunk));
            }
        }
        Ok(())
    }

    /// Figures of every object of a level, for the range or by day. Objects without figures have no row; objects with
    /// figures that no listing has shown have one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn insights(&self, query: &InsightsQuery) -> Result<Vec<InsightRow>> {
        let mut rows = Vec::new();
        for account in &query.accounts {
            match (query.level, query.daily) {
                (Level::Account, false) => self.account_insight(account, query.range, &mut rows)?,
                (Level::Account, true) => self.account_insights_by_day(account, query.range, &mut rows)?,
                (level, false) => self.range_insights(account, level, query.range, &mut rows)?,
                (level, true) => self.daily_insights(account, level, query.range, &mut rows)?,
            }
        }
        Ok(rows)
    }

    fn account_insight(&self, account: &AccountId, range: DayRange, rows: &mut Vec<InsightRow>) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let object = ObjectId::parse(account.digits()).map_err(|_| Error::NotFound)?;
        let sums = self.range_sums(account_no, level_code(Level::Campaign), range)?;
        if let Some((sums, _)) = sums.total() {
            let days = self.account_series(
                &ObjectRef { account: account.clone(), level: Level::Account, id: object.clone() },
                range,
            )?;
            let days_with_figures = i64::try_from(days.len()).unwrap_or(i64::MAX);
            rows.push(InsightRow { account: account.clone(), object, range, sums, days_with_figures, day: None });
        }
        Ok(())
    }

    fn account_insights_by_day(&self, account: &AccountId, range: DayRange, rows: &mut Vec<InsightRow>) -> Result<()> {
        let id = ObjectId::parse(account.digits()).map_err(|_| Error::NotFound)?;
        let object = ObjectRef { account: account.clone(), level: Level::Account, id };
        for day in self.account_series(&object, range)? {
            rows.push(InsightRow {
                account: account.clone(),
                object: object.id.clone(),
                range: DayRange::ending(day.day, 1),
                sums: day.figures.sums,
                days_with_figures: 1,
                day: None,
            });
        }
        Ok(())
    }

    fn range_insights(
        &self,
        account: &AccountId,
        level: Level,
        range: DayRange,
        rows: &mut Vec<InsightRow>,
    ) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let all = self.range_sums(account_no, level_code(level), range)?;
        let ids = self.ids_by_slot(account_no, level)?;
        for slot in 0..all.slots() {
            let Some(sums) = all.get(slot) else { continue };
            let Some(object) = ids.get(slot as usize).and_then(|id| ObjectId::parse(id).ok()) else { continue };
            let days_with_figures = all.days(slot);
            rows.push(InsightRow { account: account.clone(), object, range, sums, days_with_figures, day: None });
        }
        Ok(())
    }

    fn daily_insights(
        &self,
        account: &AccountId,
        level: Level,
        range: DayRange,
        rows: &mut Vec<InsightRow>,
    ) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let ids = self.ids_by_slot(account_no, level)?;
        let first = rows.len();
        self.each_day(account_no, level_code(level), range, |day, slot, cells| {
            let object = ids.get(slot as usize).and_then(|id| ObjectId::parse(id).ok());
            if let (Some(object), Some(day)) = (object, AccountDay::from_number(day)) {
                let figures = self.figures(cells)?;
                rows.push(InsightRow {
                    account: account.clone(),
                    object,
                    range: DayRange::ending(day, 1),
                    sums: figures.sums,
                    days_with_figures: 1,
                    day: Some(figures),
                });
            }
            Ok(())
        })?;
        if let Some(added) = rows.get_mut(first..) {
            added.sort_by(|a, b| (a.range.since(), &a.object).cmp(&(b.range.since(), &b.object)));
        }
        Ok(())
    }

    /// What is stored for an account at a level over a range, to compare after a sync.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn level_totals(&self, account: &AccountId, level: Level, range: DayRange) -> Result<LevelTotals> {
        let account_no = self.existing_account_no(account)?;
        let all = self.range_sums_once(account_no, level_code(level), range)?;
        let objects = (0..all.slots()).filter(|slot| all.days(*slot) != 0).count();
        let (sums, rows) = all.total().unwrap_or_default();
        Ok(LevelTotals { sums, rows, objects: i64::try_from(objects).unwrap_or(i64::MAX) })
    }
}
