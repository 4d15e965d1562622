//! Daily figures at all four levels: what is due, in as few requests as possible, each slice stored whole.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{DayRange, Level, ObjectId};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use store::{MetricsBatch, PulledDay};

use crate::account::AccountRun;
use crate::check;
use crate::coverage::Coverage;
use crate::deleted::{self, Days};
use crate::fetch::{Fetch, Objects, Slot, Whose};
use crate::goals::Goals;
use crate::jobs::OpenReports;
use crate::plan;
use crate::progress::Stage;
use crate::report::ProblemKind;
use crate::rows::{Expected, SliceRows};

/// Slices of one level under way at once. The connections of the whole run are fewer.
const SIDE_BY_SIDE: usize = 6;

/// Times levels that contradict each other are asked again.
const REPAIRS: u32 = 2;

/// Where the account's canonical conversion is kept.
const CONVERSION: &str = "conversion";

/// Pulls everything that is due. A level that fails does not keep the others from arriving.
pub(crate) async fn sync(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    let (goals, objects) = structure(run).await?;
    let reports = OpenReports::load(&run.store, run.id(), run.job.started_at).await?;
    let mut levels = Vec::new();
    for level in Level::ALL {
        levels.push(due(run, level, &objects).await?);
    }
    let mut source = Source { goals, objects, reports };
    let days: u32 = levels.iter().flat_map(|level| &level.due).map(DayRange::len_days).sum();
    run.stage(Stage::Insights, Some(days));
    all(levels.into_iter().map(|level| pull(run, &source, level))).await?;
    deleted::sync(run, &mut source, Days::Due).await?;
    for repair in 0..REPAIRS {
        // Days that contradict another level are asked for again; a level without any rows only once.
        let suspects = check::suspects(run, repair == 0).await?;
        if suspects.is_empty() {
            break;
        }
        tracing::warn!(account = %run.id(), ?suspects, "levels contradict each other and are asked for again");
        all(suspects.into_iter().map(|(level, range)| slice(run, &source, level, range, 1))).await?;
        deleted::sync(run, &mut source, Days::Differing).await?;
    }
    Ok(())
}

/// Runs everything side by side to its end and answers the first problem.
async fn all<T>(work: impl Iterator<Item = impl Future<Output = Result<T, ProblemKind>>>) -> Result<(), ProblemKind> {
    let mut running: FuturesUnordered<_> = work.collect();
    let mut first = None;
    while let Some(result) = running.next().await {
        if let Err(problem) = result {
            first.get_or_insert(problem);
        }
    }
    first.map_or(Ok(()), Err)
}

/// What slices are read with.
pub(crate) struct Source {
    goals: Arc<Goals>,
    objects: Objects,
    reports: OpenReports,
}

impl Source {
    /// The objects of a level that the cache has.
    pub(crate) fn known(&self, level: Level) -> HashSet<ObjectId> {
        let Objects { campaigns, adsets, ads } = &self.objects;
        match level {
            Level::Account => HashSet::new(),
            Level::Campaign => campaigns.iter().cloned().collect(),
            Level::Adset => adsets.iter().map(|(id, _)| id.clone()).collect(),
            Level::Ad => ads.iter().map(|(id, _)| id.clone()).collect(),
        }
    }

    /// Reads the structure again, after objects were added to it.
    pub(crate) async fn refresh(&mut self, run: &AccountRun<'_>) -> Result<(), ProblemKind> {
        (self.goals, self.objects) = structure(run).await?;
        Ok(())
    }
}

/// Works out what each object counts, from the structure as it is now in the cache.
async fn structure(run: &AccountRun<'_>) -> Result<(Arc<Goals>, Objects), ProblemKind> {
    let account = run.id().clone();
    let (outline, before) = run
        .store
        .read(move |db| {
            let code: Option<u8> = db.sync_state(Some(&account), CONVERSION)?;
            Ok((db.outline(&account)?, code.and_then(domain::ConversionAction::from_code)))
        })
        .await?;
    let goals = Goals::of(
        outline.campaigns.iter().cloned(),
        outline.adsets.iter().map(|(id, campaign, action)| (id.clone(), campaign.clone(), *action)),
        outline.ads.iter().cloned(),
        before,
    );
    if before != Some(goals.account()) {
        let (account, code) = (run.id().clone(), goals.account().code());
        run.store.write(move |tx| tx.set_sync_state(Some(&account), CONVERSION, &code)).await?;
    }
    let objects = Objects {
        campaigns: outline.campaigns.into_iter().map(|(id, _)| id).collect(),
        adsets: outline.adsets.into_iter().map(|(id, campaign, _)| (id, campaign)).collect(),
        ads: outline.ads,
    };
    Ok((Arc::new(goals), objects))
}

/// What one level still needs.
pub(crate) struct LevelDue {
    level: Level,
    due: Vec<DayRange>,
    /// The most rows a day can have, and whether that is known from days already pulled.
    rows_per_day: u64,
    is_measured: bool,
}

async fn due(run: &AccountRun<'_>, level: Level, objects: &Objects) -> Result<LevelDue, ProblemKind> {
    let (account, range) = (run.id().clone(), run.range);
    let pulled = run.store.read(move |db| db.pulled_days(&account, level, range)).await?;
    let coverage = Coverage::of(&pulled);
    let most = match level {
        Level::Account => 1,
        Level::Campaign => objects.campaigns.len(),
        Level::Adset => objects.adsets.len(),
        Level::Ad => objects.ads.len(),
    };
    let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
    let measured = coverage.most_rows(range);
    Ok(LevelDue {
        level,
        due: coverage.due(range, &run.zone, run.look_back_days, run.job.started_at),
        rows_per_day: measured.map_or(most, |rows| rows.clamp(1, most)),
        is_measured: measured.is_some(),
    })
}

/// Pulls the due days of one level. The first slice measures how many rows a day has; the rest run side by side.
async fn pull(run: &AccountRun<'_>, source: &Source, mut level: LevelDue) -> Result<(), ProblemKind> {
    let mut waiting = next_slices(&level, source);
    // Where everything fits few requests there is nothing to measure.
    let mut measuring = !level.is_measured && waiting.len() > 1;
    let mut running = FuturesUnordered::new();
    let mut first = None;
    loop {
        let most = if measuring { 1 } else { SIDE_BY_SIDE };
        while running.len() < most && first.is_none() {
            let Some(range) = waiting.pop() else { break };
            level.due = without(&level.due, range);
            running.push(slice(run, source, level.level, range, level.rows_per_day));
        }
        let Some(result) = running.next().await else { break };
        match result {
            Ok(rows) if measuring => {
                measuring = false;
                level.rows_per_day = rows.clamp(1, level.rows_per_day);
                waiting = next_slices(&level, source);
            }
            Ok(rows) if rows > level.rows_per_day => {
                level.rows_per_day = rows;
                waiting = next_slices(&level, source);
            }
            Ok(_) => {}
            Err(problem) => {
                first.get_or_insert(problem);
            }
        }
    }
    first.map_or(Ok(()), Err)
}

/// The slices of what is left, the next one last. Days of a report that Meta already works on stay in one piece.
fn next_slices(level: &LevelDue, source: &Source) -> Vec<DayRange> {
    let mut open: Vec<DayRange> = source.reports.ranges(level.level);
    open.retain(|range| range.days().all(|day| level.due.iter().any(|due| due.contains(day))));
    let rest = open.iter().fold(level.due.clone(), |due, range| without(&due, *range));
    let mut slices = plan::slices(&rest, level.rows_per_day, plan::PAGE_ROWS);
    slices.splice(0..0, open);
    slices.reverse();
    slices
}

/// `ranges` without the days of `gone`.
fn without(ranges: &[DayRange], gone: DayRange) -> Vec<DayRange> {
    let parts = |range: &DayRange| {
        let before = DayRange::new(range.since(), range.until().min(gone.since().plus_days(-1)));
        let after = DayRange::new(range.since().max(gone.until().plus_days(1)), range.until());
        [before.ok(), after.ok()].into_iter().flatten()
    };
    ranges.iter().flat_map(parts).collect()
}

/// Reads one slice and stores it whole with the note that its days are there. Answers the most rows of a day.
async fn slice(
    run: &AccountRun<'_>,
    source: &Source,
    level: Level,
    range: DayRange,
    rows_per_day: u64,
) -> Result<u64, ProblemKind> {
    let expected_rows = rows_per_day.saturating_mul(u64::from(range.len_days()));
    let slot = Slot::of(run.slots);
    let rows = ask(run, source, level, range, expected_rows, Whose::Listed, &slot).await?;
    // The connection is held until the rows are stored, so that reading cannot run ahead of storing.
    store_slice(run, level, range, rows).await
}

/// Reads rows that are no part of a listing.
pub(crate) async fn fetch(
    run: &AccountRun<'_>,
    source: &Source,
    level: Level,
    range: DayRange,
    whose: Whose,
) -> Result<SliceRows, ProblemKind> {
    ask(run, source, level, range, 1, whose, &Slot::of(run.slots)).await
}

async fn ask(
    run: &AccountRun<'_>,
    source: &Source,
    level: Level,
    range: DayRange,
    expected_rows: u64,
    whose: Whose,
    slot: &Slot<'_>,
) -> Result<SliceRows, ProblemKind> {
    let expected =
        Expected { account: run.id().clone(), level, range, currency: run.currency, goals: Arc::clone(&source.goals) };
    let fetch = Fetch {
        graph: run.graph,
        cancel: run.cancel,
        expected: &expected,
        whose,
        reports: &source.reports,
        objects: &source.objects,
        slot,
    };
    fetch.rows(range, expected_rows).await
}

async fn store_slice(run: &AccountRun<'_>, level: Level, range: DayRange, rows: SliceRows) -> Result<u64, ProblemKind> {
    let by_day = rows.by_day(range);
    let pulled_at = run.job.started_at;
    let pulled: Vec<PulledDay> = by_day
        .iter()
        .map(|(day, rows)| PulledDay { day: *day, pulled_at, rows: i64::try_from(*rows).unwrap_or(i64::MAX) })
        .collect();
    let (account, seen_at, count) = (run.id().clone(), run.clock.now(), rows.rows.len());
    let written = run
        .store
        .write(move |tx| {
            let batch = MetricsBatch { account: &account, level, seen_at, rows: &rows.rows };
            let written = tx.upsert_metrics(&batch)?;
            tx.mark_pulled(&account, level, &pulled)?;
            Ok(written)
        })
        .await?
        .value;
    run.stored_days(range.len_days(), count, written.added + written.restated > 0);
    Ok(by_day.values().copied().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AccountDay;

    fn range(since: i32, until: i32) -> DayRange {
        let day = |n: i32| AccountDay::from_number(20_000 + n).unwrap();
        DayRange::new(day(since), day(until)).unwrap()
    }

    #[test]
    fn days_are_taken_out_of_ranges() {
        let ranges = [range(0, 9), range(20, 29)];
        assert_eq!(without(&ranges, range(3, 5)), [range(0, 2), range(6, 9), range(20, 29)]);
        assert_eq!(without(&ranges, range(0, 9)), [range(20, 29)]);
        assert_eq!(without(&ranges, range(8, 22)), [range(0, 7), range(23, 29)]);
        assert_eq!(without(&ranges, range(10, 19)), ranges);
    }
}
