//! Figures split by a breakdown, day by day.

use domain::{AccountDay, Breakdown, ConversionAction, DayRange, MetricSums, TimestampMillis};
use rusqlite::params;

use super::slots::level_code;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{BreakdownCell, BreakdownDay, ObjectRef};
use crate::tag::Tag;

/// A cell as it lies in the table.
type Kept = (Vec<String>, [i64; 6]);

fn kept(cell: &BreakdownCell) -> Kept {
    let sums = cell.sums;
    let figures =
        [sums.impressions, sums.clicks, sums.link_clicks, sums.spend_minor, sums.conversions_milli, sums.value_minor];
    (cell.values.clone(), figures)
}

fn cell((values, figures): Kept) -> BreakdownCell {
    let [impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor] = figures;
    let sums = MetricSums { impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor };
    BreakdownCell { values, sums }
}

impl Db {
    /// The days of the range that were pulled, oldest first. A day without cells had no delivery.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn breakdown(&self, object: &ObjectRef, breakdown: Breakdown, range: DayRange) -> Result<Vec<BreakdownDay>> {
        let account_no = self.existing_account_no(&object.account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT day, pulled_at, conversion, attribution, cells FROM breakdown_days
             WHERE account_no = ?1 AND level = ?2 AND id = ?3 AND breakdown = ?4 AND day BETWEEN ?5 AND ?6 ORDER BY day",
        )?;
        let mut rows = find.query(params![
            account_no,
            level_code(object.level),
            object.id.as_str(),
            breakdown.as_str(),
            range.since().number(),
            range.until().number(),
        ])?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            let cells: Vec<Kept> = serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or_default())?;
            let code: i64 = row.get(2)?;
            days.push(BreakdownDay {
                day: AccountDay::from_number(row.get(0)?).ok_or(Error::Unreadable("a day"))?,
                pulled_at: TimestampMillis(row.get(1)?),
                conversion: u8::try_from(code)
                    .ok()
                    .and_then(ConversionAction::from_code)
                    .unwrap_or(ConversionAction::None),
                attribution: row.get(3)?,
                cells: cells.into_iter().map(cell).collect(),
            });
        }
        Ok(days)
    }
}

impl Tx<'_> {
    /// Keeps split days of an object as they were pulled, in place of what was known of these days.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn put_breakdown(&self, object: &ObjectRef, breakdown: Breakdown, days: &[BreakdownDay]) -> Result<()> {
        let account_no = self.existing_account_no(&object.account)?;
        let mut put = self.cache_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO breakdown_days
               (account_no, level, id, breakdown, day, pulled_at, conversion, attribution, cells)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for day in days {
            let cells: Vec<Kept> = day.cells.iter().map(kept).collect();
            put.execute(params![
                account_no,
                level_code(object.level),
                object.id.as_str(),
                breakdown.as_str(),
                day.day.number(),
                day.pulled_at.0,
                day.conversion.code(),
                day.attribution,
                serde_json::to_string(&cells)?,
            ])?;
        }
        self.touch(Tag::Breakdowns(object.account.clone()));
        Ok(())
    }
}
