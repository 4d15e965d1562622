//! Figures of deleted objects. Their parents contain them, but no listing shows them, so they are asked for on their
//! own: for days they may have been restated on since they were last listed, and wherever two levels differ.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{AccountDay, DayRange, Level, ObjectId};
use graph::Error;
use store::{Db, MetricsBatch};

use crate::account::AccountRun;
use crate::check::Accepted;
use crate::coverage::Coverage;
use crate::fetch::Whose;
use crate::insights::{Source, fetch};
use crate::levels::{Levels, unequal};
use crate::plan;
use crate::report::ProblemKind;
use crate::rows::{Named, SliceRows};
use crate::structure::{self, rows::deleted_rows};

/// Objects of a level read one by one in a run, where Meta does not answer for all of them together. Each is a call.
const ONE_BY_ONE: usize = 50;

/// Clocks and days differ: an object counts as deleted lately for this many days more than its figures may change.
const SLACK_DAYS: i64 = 2;

/// Which days to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Days {
    /// Those on which levels differ, and all that this run pulled where objects were deleted lately.
    Due,
    /// Only those on which levels differ.
    Differing,
}

/// Asks for the figures of deleted objects, coarser levels first: what is found there is part of the next comparison.
/// No call is made where nothing was deleted and the levels agree.
pub(crate) async fn sync(run: &AccountRun<'_>, source: &mut Source, days: Days) -> Result<(), ProblemKind> {
    for level in [Level::Campaign, Level::Adset, Level::Ad] {
        let Some(wanted) = wanted(run, level, days).await? else { continue };
        tracing::info!(account = %run.id(), ?level, since = %wanted.since(), "asks for deleted objects");
        let known = source.known(level);
        let mut added = false;
        for range in plan::slices(&[wanted], 1, plan::PAGE_ROWS) {
            let rows = match fetch(run, source, level, range, Whose::Deleted).await {
                Err(ProblemKind::Meta(error)) if matches!(*error, Error::Invalid { .. }) => {
                    one_by_one(run, source, level, range).await?
                }
                answer => answer?,
            };
            added |= keep(run, level, rows, &known).await?;
        }
        if added {
            source.refresh(run).await?;
        }
    }
    Ok(())
}

/// Some accounts' deleted objects cannot be asked for together; by its id each of them answers.
async fn one_by_one(
    run: &AccountRun<'_>,
    source: &Source,
    level: Level,
    range: DayRange,
) -> Result<SliceRows, ProblemKind> {
    let (account, since) = (run.id().clone(), run.deleted_lately(SLACK_DAYS));
    let mut ids = run.store.read(move |db| db.deleted_objects(&account, level, since)).await?;
    if ids.len() > ONE_BY_ONE {
        tracing::warn!(account = %run.id(), ?level, objects = ids.len(), "only the newest deleted objects are read");
        ids.truncate(ONE_BY_ONE);
    }
    let mut rows = SliceRows::default();
    for id in ids {
        match fetch(run, source, level, range, Whose::One(id)).await {
            // What Meta does not know any more has no figures to give.
            Err(ProblemKind::Meta(error)) if matches!(*error, Error::NotFound { .. } | Error::Invalid { .. }) => {}
            answer => rows.join(answer?),
        }
    }
    Ok(rows)
}

/// The days to ask for, in one piece: deleted objects have few rows, and a request costs the same for one day as for all.
async fn wanted(run: &AccountRun<'_>, level: Level, days: Days) -> Result<Option<DayRange>, ProblemKind> {
    let Some(upper) = Level::ALL.into_iter().rev().find(|upper| *upper < level) else { return Ok(None) };
    let (account, range, look) = (run.id().clone(), run.range, run.look());
    let (since, settled) = (run.deleted_lately(SLACK_DAYS), run.settled());
    let find = move |db: &Db| {
        let mut found: BTreeSet<AccountDay> = BTreeSet::new();
        if days == Days::Due && !db.deleted_objects(&account, level, since)?.is_empty() {
            let coverage = Coverage::of(&db.pulled_days(&account, level, range)?);
            found.extend(range.days().filter(|day| coverage.day(*day).is_some_and(|(at, _)| at >= look.run_start)));
        }
        let Some(settled) = settled else { return Ok(found) };
        let both = [db.level_totals(&account, upper, settled)?, db.level_totals(&account, level, settled)?];
        if unequal(&both[0], &both[1]).is_some() {
            let accepted = Accepted::load(db, &account)?;
            let differences = Levels::load(db, &account, settled, &[upper, level])?.differences(&look);
            found.extend(differences.iter().filter(|one| !accepted.has(one)).map(|one| one.day));
        }
        Ok(found)
    };
    let found = run.store.read(find).await?;
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(None) };
    // What was deleted yesterday may have been seen today as well, and today is never compared.
    let last = if last.plus_days(1) == run.today { range.until() } else { *last };
    Ok(DayRange::new(*first, last).ok())
}

/// Stores rows of deleted objects, and the objects themselves where no listing ever showed them. Answers whether there
/// were such.
async fn keep(
    run: &AccountRun<'_>,
    level: Level,
    rows: SliceRows,
    known: &HashSet<ObjectId>,
) -> Result<bool, ProblemKind> {
    let unknown: BTreeMap<ObjectId, Named> = rows.named.into_iter().filter(|(id, _)| !known.contains(id)).collect();
    let objectives = structure::objectives(run).await?;
    let (account, seen_at, count) = (run.id().clone(), run.clock.now(), rows.rows.len());
    let (rows, added) = (rows.rows, !unknown.is_empty());
    let written = run
        .store
        .write(move |tx| {
            deleted_rows(&account, level, &unknown, &objectives).store_in(tx, &account, None)?;
            tx.mark_gone(&account, level, &unknown.into_keys().collect::<Vec<_>>())?;
            tx.upsert_metrics(&MetricsBatch { account: &account, level, seen_at, rows: &rows })
        })
        .await?
        .value;
    run.stored(0, count, added || written.added + written.restated > 0);
    Ok(added)
}
