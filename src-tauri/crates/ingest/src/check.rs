//! After the figures: the levels of an account are held against each other.
//!
//! Every row of a finer level is contained in the coarser one. What the coarser level has beyond that belongs to objects
//! that were deleted: Meta counts them in their parents and no longer lists them. A finer level that has *more* is a
//! contradiction. Whether a slice is whole was checked against Meta's own totals before it was stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountDay, AccountId, DayRange, Level, MetricSums, TimestampMillis};
use serde::Serialize;
use store::{Db, LevelTotals};

use crate::account::AccountRun;
use crate::coverage::{Coverage, ranges};
use crate::progress::Stage;
use crate::report::ProblemKind;

/// Where it is kept what deleted objects account for.
const UNLISTED: &str = "unlisted";

/// Figures of a level that no object of the level below has: those of deleted objects, by the finer level's name.
#[derive(Debug, Default, Serialize)]
struct Unlisted(BTreeMap<&'static str, MetricSums>);

/// Compares each level with the one above it, and keeps what deleted objects account for.
pub(crate) async fn levels(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    run.stage(Stage::Checking, None);
    let (account, range, today) = (run.id().clone(), run.range, run.today);
    let gaps = run.store.read(move |db| gaps(db, &account, range)).await?;
    gaps.into_iter().for_each(|gap| run.problem(gap));
    let account = run.id().clone();
    // Today's figures grow between the reading of one level and of the next.
    let Ok(settled) = DayRange::new(range.since(), range.until().min(today.plus_days(-1))) else { return Ok(()) };
    let (problems, unlisted) = run.store.read(move |db| compare(db, &account, settled)).await?;
    let account = run.id().clone();
    run.store.write(move |tx| tx.set_sync_state(Some(&account), UNLISTED, &unlisted)).await?;
    for problem in problems {
        run.problem(problem);
    }
    Ok(())
}

/// Days of a level that contradict another level, and so deserve another look: a finer level that has more than the one
/// it is part of; and, where `empty_too`, a level that this run found without any rows while the other one has some.
pub(crate) async fn suspects(run: &AccountRun<'_>, empty_too: bool) -> Result<Vec<(Level, DayRange)>, ProblemKind> {
    let (account, range) = (run.id().clone(), run.range);
    let look = Look { today: run.today, run_start: run.job.started_at, empty_too };
    let found = run.store.read(move |db| look.over(db, &account, range)).await?;
    let joined =
        |(level, days): (Level, BTreeSet<AccountDay>)| ranges(days.into_iter()).into_iter().map(move |r| (level, r));
    Ok(found.into_iter().flat_map(joined).collect())
}

struct Look {
    today: AccountDay,
    run_start: TimestampMillis,
    empty_too: bool,
}

impl Look {
    fn over(
        &self,
        db: &Db,
        account: &AccountId,
        range: DayRange,
    ) -> store::Result<BTreeMap<Level, BTreeSet<AccountDay>>> {
        let mut found: BTreeMap<Level, BTreeSet<AccountDay>> = BTreeMap::new();
        for levels in Level::ALL.windows(2) {
            let [upper, lower] = levels else { continue };
            let above = Coverage::of(&db.pulled_days(account, *upper, range)?);
            let below = Coverage::of(&db.pulled_days(account, *lower, range)?);
            let contradicts = exceeds(db, account, *upper, *lower, range)?;
            for day in range.days() {
                let (Some(above), Some(below)) = (above.day(day), below.day(day)) else { continue };
                let is_new = above.0 >= self.run_start || below.0 >= self.run_start;
                let wrong = match (above.1, below.1) {
                    (0, 0) => &[][..],
                    (0, _) => &levels[..1],
                    (_, 0) if self.empty_too && below.0 >= self.run_start => &levels[1..],
                    (_, 0) => &[],
                    // Today's figures grow between the reading of one level and of the next.
                    _ if day >= self.today || !(contradicts || is_new) => &[],
                    _ if exceeds(db, account, *upper, *lower, DayRange::ending(day, 1))? => levels,
                    _ => &[],
                };
                for level in wrong {
                    found.entry(*level).or_default().insert(day);
                }
            }
        }
        Ok(found)
    }
}

/// Whether the finer level has more of anything.
fn exceeds(db: &Db, account: &AccountId, upper: Level, lower: Level, days: DayRange) -> store::Result<bool> {
    Ok(excess(&db.level_totals(account, upper, days)?, &db.level_totals(account, lower, days)?).is_some())
}

/// Days that no run has pulled. A run that left one out must not call itself complete.
fn gaps(db: &Db, account: &AccountId, range: DayRange) -> store::Result<Vec<ProblemKind>> {
    let mut gaps = Vec::new();
    for level in Level::ALL {
        let missing = Coverage::of(&db.pulled_days(account, level, range)?).missing(range);
        gaps.extend(missing.into_iter().map(|range| ProblemKind::DaysMissing { level, range }));
    }
    Ok(gaps)
}

fn compare(db: &Db, account: &AccountId, range: DayRange) -> Result<(Vec<ProblemKind>, Unlisted), store::Error> {
    let (mut problems, mut unlisted) = (Vec::new(), Unlisted::default());
    for levels in Level::ALL.windows(2) {
        let [upper, lower] = levels else { continue };
        let both = |days| -> store::Result<_> {
            Ok((db.level_totals(account, *upper, days)?, db.level_totals(account, *lower, days)?))
        };
        let (above, below) = both(range)?;
        unlisted.0.insert(lower.as_str(), beyond(&above, &below));
        for day in range.days() {
            let (above, below) = both(DayRange::ending(day, 1))?;
            if let Some(Excess { what, upper: upper_sum, lower: lower_sum }) = excess(&above, &below) {
                let (upper, lower) = (*upper, *lower);
                problems.push(ProblemKind::LevelsDiffer { lower, upper, day, what, lower_sum, upper_sum });
                break;
            }
        }
    }
    Ok((problems, unlisted))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Excess {
    what: &'static str,
    upper: i64,
    lower: i64,
}

/// Which figure the finer level has more of. Spend is rounded once for each row.
fn excess(upper: &LevelTotals, lower: &LevelTotals) -> Option<Excess> {
    let rounding = upper.rows.saturating_add(lower.rows).saturating_add(1) / 2;
    let pairs = [
        ("impressions", upper.sums.impressions, lower.sums.impressions, 0),
        ("clicks", upper.sums.clicks, lower.sums.clicks, 0),
        ("spend", upper.sums.spend_minor, lower.sums.spend_minor, rounding),
    ];
    let exceeds = pairs.into_iter().find(|(_, above, below, tolerance)| below.saturating_sub(*above) > *tolerance);
    exceeds.map(|(what, upper, lower, _)| Excess { what, upper, lower })
}

fn beyond(upper: &LevelTotals, lower: &LevelTotals) -> MetricSums {
    let (above, below) = (upper.sums, lower.sums);
    MetricSums {
        impressions: above.impressions.saturating_sub(below.impressions),
        clicks: above.clicks.saturating_sub(below.clicks),
        link_clicks: above.link_clicks.saturating_sub(below.link_clicks),
        spend_minor: above.spend_minor.saturating_sub(below.spend_minor),
        // Levels count different actions, so these cannot be compared.
        conversions_milli: 0,
        value_minor: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(impressions: i64, spend_minor: i64) -> LevelTotals {
        let sums = MetricSums { impressions, spend_minor, ..MetricSums::default() };
        LevelTotals { sums, rows: 2, objects: 2 }
    }

    #[test]
    fn a_finer_level_never_has_more_than_the_coarser_one() {
        assert_eq!(excess(&totals(10, 100), &totals(10, 102)), None, "rounding");
        assert_eq!(excess(&totals(10, 100), &totals(10, 103)).map(|e| e.what), Some("spend"));
        assert_eq!(excess(&totals(10, 100), &totals(11, 100)).map(|e| e.what), Some("impressions"));
    }

    #[test]
    fn what_deleted_objects_account_for_is_kept_apart() {
        assert_eq!(excess(&totals(10, 100), &totals(4, 40)), None);
        let rest = beyond(&totals(10, 100), &totals(4, 40));
        assert_eq!((rest.impressions, rest.spend_minor), (6, 60));
    }
}
