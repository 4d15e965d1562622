//! How figures ripen, measured on the account's own restatements.

use std::collections::HashMap;

use domain::{AccountDay, AccountId, AccountZone, DayRange, Level, ObjectId, TimestampMillis};
use store::Db;

use crate::explorer::RESTATED_DAYS;
use crate::state;

/// Days of history the curve is measured on: those that are final.
const MEASURED_DAYS: u32 = 60;
/// Fewer final conversions than this say nothing.
const LEAST_CONVERSIONS: i64 = 30_000;

/// For each age in days, the share of the final conversions that had been seen by then; `None` where it was never seen
/// at that age.
pub(super) type Curve = Vec<Option<f64>>;

/// The account's curve over the days that are final now. Empty where too little is known.
pub(super) fn curve(db: &Db, account: &AccountId, now: TimestampMillis) -> Result<Curve, store::Error> {
    let Some(row) = db.account(account)? else { return Ok(Vec::new()) };
    let Some(today) = state::today(&row.timezone_name, now) else { return Ok(Vec::new()) };
    let range = DayRange::ending(today.plus_days(-RESTATED_DAYS), MEASURED_DAYS);
    let Ok(zone) = AccountZone::parse(&row.timezone_name) else { return Ok(Vec::new()) };
    let mut seen = vec![0i64; RESTATED_DAYS as usize];
    let mut of = vec![0i64; RESTATED_DAYS as usize];
    let final_figures: HashMap<(ObjectId, AccountDay), i64> = db
        .as_of(account, Level::Campaign, range, now)?
        .into_iter()
        .map(|(object, row)| ((object, row.day), row.figures.sums.conversions_milli))
        .collect();
    // One look for each midnight: it shows every day before it at the age it had then.
    for midnight in range.days() {
        let before = DayRange::ending(midnight, RESTATED_DAYS as u32);
        for (object, row) in db.as_of(account, Level::Campaign, before, zone.start_of(midnight.plus_days(1)))? {
            let Some(total) = final_figures.get(&(object, row.day)) else { continue };
            let age = (midnight.number() - row.day.number()).unsigned_abs() as usize;
            if let (Some(seen), Some(of)) = (seen.get_mut(age), of.get_mut(age)) {
                *seen += row.figures.sums.conversions_milli;
                *of += total;
            }
        }
    }
    let share =
        |(seen, of): (i64, i64)| (of >= LEAST_CONVERSIONS).then(|| (seen as f64 / of as f64 * 100.0).min(100.0));
    Ok(seen.into_iter().zip(of).map(share).collect())
}

/// The share at an age, in percent; 100 once final.
pub(super) fn percent_at(curve: &Curve, age: i64) -> Option<f64> {
    if age >= RESTATED_DAYS {
        return Some(100.0);
    }
    usize::try_from(age).ok().and_then(|age| curve.get(age).copied().flatten())
}

/// Days after which half of the final conversions are in.
pub(super) fn half_after(curve: &Curve) -> Option<f64> {
    curve.iter().position(|share| share.is_some_and(|share| share >= 50.0)).map(|age| age as f64)
}
