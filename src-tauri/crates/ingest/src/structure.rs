//! Campaigns, ad sets and ads: listed in full where that costs no more or is due, else only what has changed; what has
//! vanished is read by id and kept as deleted.

pub(crate) mod rows;
mod vanished;

use std::collections::HashMap;

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use graph::{AdSet, Error, ListRequest, Page, Pages};
use serde::{Deserialize, Serialize};
use store::Tx;

use self::rows::{Rows, ad_rows, adset_rows, campaign_rows};
use self::vanished::vanished;
use crate::account::AccountRun;
use crate::jobs::ListingProgress;
use crate::report::ProblemKind;

/// Objects in one page of a listing, as Meta takes them where nothing is slow. Each page counts against its limits alike,
/// however many objects it brings; ad sets carry their targeting and are the heaviest.
const fn page_objects(level: Level) -> u32 {
    match level {
        Level::Account | Level::Adset => 500,
        Level::Campaign => 1_000,
        Level::Ad => 2_500,
    }
}

/// A listing that takes more than one page is done in full at least this often: parents pass their status down, and
/// budgets of campaigns change, without any `updated_time` moving.
const FULL_EVERY_MS: i64 = 12 * 3_600_000;

/// Clocks differ: changes are asked for from a little before the last listing.
const OVERLAP_MS: i64 = 10 * 60_000;

/// Times a listing is walked before its count is taken for wrong.
const WALKS: u32 = 3;

/// Times a listing whose cursor died is begun again.
const RESTARTS: u32 = 2;

/// Where the listings stand between runs.
const SCOPE: &str = "structure";

/// When each level was listed last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Listed {
    /// Start of the run that listed everything.
    full_at: Option<TimestampMillis>,
    /// Start of the run that listed at least what had changed.
    changed_at: Option<TimestampMillis>,
    /// Objects in a page that Meta did not find too many, where it was fewer than wanted.
    #[serde(default)]
    page_objects: Option<u32>,
}

pub(crate) fn name(level: Level) -> &'static str {
    match level {
        Level::Account => "accounts",
        Level::Campaign => "campaigns",
        Level::Adset => "adsets",
        Level::Ad => "ads",
    }
}

/// Brings all three levels up to date.
pub(crate) async fn sync(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    listing(run, Level::Campaign, &HashMap::new()).await?;
    // An ad set counts what its goal and its campaign's objective say together.
    let objectives = objectives(run).await?;
    // Ads do not need their ad sets to be stored first, so both are listed side by side.
    tokio::try_join!(listing(run, Level::Adset, &objectives), listing(run, Level::Ad, &objectives))?;
    for level in [Level::Campaign, Level::Adset, Level::Ad] {
        settle(run, level, &objectives).await?;
    }
    Ok(())
}

pub(crate) type Objectives = HashMap<ObjectId, Option<String>>;

/// The objective of each campaign in the cache.
pub(crate) async fn objectives(run: &AccountRun<'_>) -> Result<Objectives, ProblemKind> {
    let account = run.id().clone();
    let outline = run.store.read(move |db| db.outline(&account)).await?;
    Ok(outline.campaigns.into_iter().collect())
}

/// Walks one listing to its end, storing each page with the place where the next one begins.
async fn listing(run: &AccountRun<'_>, level: Level, objectives: &Objectives) -> Result<(), ProblemKind> {
    let (plan, since) = match run.job.listing(name(level)) {
        Some(progress) if progress.finished => return Ok(()),
        Some(progress) => (progress, since(run, level).await?),
        None => plan(run, level).await?,
    };
    let request = ListRequest {
        updated_since: since.filter(|_| !plan.full),
        count: true,
        page_objects: page_objects(level),
        ..ListRequest::default()
    };
    let from = |after: Option<String>| ListRequest { after, ..request.clone() };
    match level {
        Level::Account => Ok(()),
        Level::Campaign => {
            walk(run, level, plan, |after| run.graph.campaigns(run.id(), &from(after)), campaign_rows).await
        }
        Level::Adset => {
            let read = |account: &AccountId, items: Vec<AdSet>| adset_rows(account, items, objectives);
            walk(run, level, plan, |after| run.graph.ad_sets(run.id(), &from(after)), read).await
        }
        Level::Ad => walk(run, level, plan, |after| run.graph.ads(run.id(), &from(after)), ad_rows).await,
    }
}

async fn since(run: &AccountRun<'_>, level: Level) -> Result<Option<TimestampMillis>, ProblemKind> {
    let account = run.id().clone();
    let scope = scope(level);
    let listed: Option<Listed> = run.store.read(move |db| db.sync_state(Some(&account), &scope)).await?;
    Ok(listed.and_then(|listed| listed.changed_at).map(|at| at.plus_millis(-OVERLAP_MS)))
}

/// Decides between everything and what has changed: everything where it was never listed, where it fits one page and
/// so costs the same, where asked to, and where it is due.
async fn plan(run: &AccountRun<'_>, level: Level) -> Result<(ListingProgress, Option<TimestampMillis>), ProblemKind> {
    let (account, scope) = (run.id().clone(), scope(level));
    let (listed, known) = run
        .store
        .read(move |db| {
            let listed: Option<Listed> = db.sync_state(Some(&account), &scope)?;
            Ok((listed.unwrap_or_default(), db.live_objects(&account, level)?))
        })
        .await?;
    let is_due = listed.full_at.is_none_or(|at| !(0..FULL_EVERY_MS).contains(&run.job.started_at.millis_since(at)));
    let full = run.full || is_due || listed.changed_at.is_none() || known < u64::from(page_objects(level));
    let since = listed.changed_at.map(|at| at.plus_millis(-OVERLAP_MS));
    let plan = ListingProgress { full, page_objects: listed.page_objects, ..ListingProgress::default() };
    Ok((plan, since))
}

fn scope(level: Level) -> String {
    format!("{SCOPE}.{}", name(level))
}

async fn walk<T>(
    run: &AccountRun<'_>,
    level: Level,
    plan: ListingProgress,
    open: impl Fn(Option<String>) -> Pages<Vec<T>>,
    read: impl Fn(&AccountId, Vec<T>) -> Rows,
) -> Result<(), ProblemKind>
where
    T: serde::de::DeserializeOwned + Send + 'static,
{
    let open = |after, first: Option<u32>| open(after).beginning_with(first.unwrap_or(u32::MAX));
    let mut pages = open(plan.after.clone(), plan.page_objects);
    let mut progress = plan;
    let mut restarts = 0;
    loop {
        let next = {
            let _connection = run.slots.acquire().await;
            pages.next_page(run.cancel).await
        };
        let page = match next {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(()),
            // A cursor kept from before a crash may have died meanwhile: objects already stored are only seen again.
            Err(Error::StaleCursor { .. }) if restarts < RESTARTS && progress.after.is_some() => {
                restarts += 1;
                begin_again(run, level).await?;
                progress = afresh(&progress);
                pages = open(None, progress.page_objects);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let Page { items, after, total_count, restarted, .. } = page;
        let before = if restarted { 0 } else { progress.listed };
        progress.listed = before.saturating_add(u64::try_from(items.len()).unwrap_or(u64::MAX));
        let rows = read(run.id(), items);
        progress.page_objects = Some(pages.page_rows()).filter(|rows| *rows < page_objects(level));
        progress.finished = after.is_none();
        progress.after = after;
        progress.at_meta = total_count.or(progress.at_meta);
        store_page(run, level, rows, progress.clone()).await?;
        if progress.finished {
            return Ok(());
        }
    }
}

/// A listing at its start.
fn afresh(progress: &ListingProgress) -> ListingProgress {
    ListingProgress { full: progress.full, page_objects: progress.page_objects, ..ListingProgress::default() }
}

/// Puts a listing back to its start.
async fn begin_again(run: &AccountRun<'_>, level: Level) -> Result<(), ProblemKind> {
    let job = run.job.clone();
    let change = move |tx: &Tx<'_>| {
        job.change_in(tx, |progress| {
            if let Some(listing) = progress.listings.get_mut(name(level)) {
                *listing = afresh(listing);
            }
        })
    };
    run.store.write(change).await?;
    Ok(())
}

async fn store_page(
    run: &AccountRun<'_>,
    level: Level,
    rows: Rows,
    progress: ListingProgress,
) -> Result<(), ProblemKind> {
    let (account, job) = (run.id().clone(), run.job.clone());
    let count = rows.len();
    let total = progress.at_meta;
    let done = run
        .store
        .write(move |tx| {
            let done = rows.store_in(tx, &account, Some(job.id))?;
            job.change_in(tx, |run| {
                run.listings.insert(name(level).to_owned(), progress);
            })?;
            Ok(done)
        })
        .await?;
    if let Some(total) = total {
        run.objects_at_meta(level, total);
    }
    run.stored_objects(count, done.value);
    Ok(())
}

/// Compares a finished listing with the count that came with it; a full one also shows what has vanished. A listing that
/// does not have as many objects as Meta says, or came without the count that was asked for, is walked again.
async fn settle(run: &AccountRun<'_>, level: Level, objectives: &Objectives) -> Result<(), ProblemKind> {
    let stage = format!("settled.{}", name(level));
    if run.job.is_done(&stage) {
        return Ok(());
    }
    let mut walks = 1;
    let (full, page_objects) = loop {
        let Some(progress) = run.job.listing(name(level)) else { return Ok(()) };
        let here = match (progress.full, progress.at_meta) {
            (false, _) => progress.listed,
            // Without the count the listing proves nothing, least of all that an object is gone.
            (true, None) => live(run, level).await?,
            (true, Some(_)) => {
                vanished(run, level, objectives).await?;
                live(run, level).await?
            }
        };
        let is_empty = progress.at_meta.is_none() && here == 0 && progress.listed == 0;
        if progress.at_meta == Some(here) || (is_empty && walks >= WALKS) {
            break (progress.full, progress.page_objects);
        }
        if walks >= WALKS {
            run.problem(ProblemKind::CountsDiffer { level, here, at_meta: progress.at_meta });
            // Not settled: a run that goes on from here has to look again.
            return Ok(());
        }
        tracing::warn!(account = %run.id(), level = name(level), here, at_meta = progress.at_meta, "lists again");
        walks += 1;
        begin_again(run, level).await?;
        listing(run, level, objectives).await?;
    };
    let (account, job, scope) = (run.id().clone(), run.job.clone(), scope(level));
    run.store
        .write(move |tx| {
            let mut listed: Listed = tx.sync_state(Some(&account), &scope)?.unwrap_or_default();
            listed.changed_at = Some(job.started_at);
            listed.full_at = if full { Some(job.started_at) } else { listed.full_at };
            listed.page_objects = page_objects;
            tx.set_sync_state(Some(&account), &scope, &listed)?;
            job.change_in(tx, |run| run.done.push(stage))
        })
        .await?;
    Ok(())
}

/// Objects in the cache that are not deleted.
async fn live(run: &AccountRun<'_>, level: Level) -> Result<u64, ProblemKind> {
    let account = run.id().clone();
    Ok(run.store.read(move |db| db.live_objects(&account, level)).await?)
}
