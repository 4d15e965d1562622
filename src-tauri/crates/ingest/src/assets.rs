//! Pictures of used creatives, and who changed what.

use std::collections::BTreeSet;

use domain::{AccountDay, DayRange, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::account::AccountRun;
use crate::convert;
use crate::progress::Stage;
use crate::report::ProblemKind;

/// Where the pictures stand between runs.
const IMAGES: &str = "images";

/// Where the activity log stands between runs.
const ACTIVITIES: &str = "activities";

/// Days of activities a first sync reads. Later ones go on where the last one stopped.
const FIRST_ACTIVITY_DAYS: u32 = 28;

/// Small pictures downloaded in one run.
const THUMBNAILS_A_RUN: usize = 100;

/// Failed downloads after which a run stops trying.
const THUMBNAIL_FAILURES: u32 = 5;

/// Pictures that Meta did not have are looked for again after this long.
const LOOK_AGAIN_MS: i64 = 7 * 24 * 3_600_000;

/// Pictures that creatives use and Meta's image library does not have (they belong to posts, or were deleted).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Absent {
    looked_at: Option<TimestampMillis>,
    hashes: BTreeSet<String>,
}

/// Reads about pictures that creatives use and the cache does not know. Nothing is asked when there is none.
pub(crate) async fn images(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    let account = run.id().clone();
    let (mut wanted, absent) = run
        .store
        .read(move |db| {
            let absent: Option<Absent> = db.sync_state(Some(&account), IMAGES)?;
            Ok((db.images_wanted(&account)?, absent.unwrap_or_default()))
        })
        .await?;
    let recent = absent.looked_at.is_some_and(|at| (0..LOOK_AGAIN_MS).contains(&run.job.started_at.millis_since(at)));
    if recent {
        wanted.retain(|hash| !absent.hashes.contains(hash));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    run.stage(Stage::Images, u32::try_from(wanted.len()).ok());
    let mut pages = run.graph.images(run.id(), None);
    while !wanted.is_empty() {
        let page = {
            let _connection = run.slots.acquire().await;
            pages.next_page(run.cancel).await?
        };
        let Some(page) = page else { break };
        let used = page.items.into_iter().filter(|image| wanted.remove(&image.hash));
        let rows: Vec<_> = used.map(|image| convert::image_row(run.id(), image)).collect();
        let (account, job, count) = (run.id().clone(), run.job.id, rows.len());
        run.store.write(move |tx| tx.upsert_images(&account, &rows, Some(job))).await?;
        run.stored(count, count, count > 0);
    }
    let account = run.id().clone();
    let mut hashes = wanted;
    if recent {
        hashes.extend(absent.hashes);
    }
    let absent = Absent { looked_at: Some(run.job.started_at), hashes };
    run.store.write(move |tx| tx.set_sync_state(Some(&account), IMAGES, &absent)).await?;
    Ok(())
}

/// Downloads small copies of pictures that have none: some each run, side by side with nothing else, and fewer when the
/// network is bad. They cost none of Meta's points, and a picture that cannot be had is no problem of the run.
pub(crate) async fn thumbnails(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    let account = run.id().clone();
    let wanted = run.store.read(move |db| db.thumbnails_wanted(&account, THUMBNAILS_A_RUN)).await?;
    let mut failed = 0;
    for (hash, address) in wanted {
        let picture = {
            let _connection = run.slots.acquire().await;
            run.graph.picture(&address, run.cancel).await
        };
        match picture {
            Ok(bytes) => {
                let account = run.id().clone();
                run.store.write(move |tx| tx.set_image_thumbnail(&account, &hash, &bytes)).await?;
            }
            Err(graph::Error::Cancelled) => return Err(graph::Error::Cancelled.into()),
            Err(error) => {
                tracing::debug!(account = %run.id(), %error, "a picture could not be had");
                failed += 1;
                if failed >= THUMBNAIL_FAILURES {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Reads the activity log from the day of the last look on.
pub(crate) async fn activities(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    let account = run.id().clone();
    let last: Option<AccountDay> = run.store.read(move |db| db.sync_state(Some(&account), ACTIVITIES)).await?;
    let first = DayRange::ending(run.today, FIRST_ACTIVITY_DAYS);
    // The day of the last look had not ended; the log's days are cut by Meta, so a day's overlap costs nothing.
    let since = last.map_or(first.since(), |day| day.plus_days(-1).min(run.today));
    let days = DayRange::new(since, run.today).unwrap_or(first);
    run.stage(Stage::Activities, None);
    let mut pages = run.graph.activities(run.id(), days, None);
    loop {
        let page = {
            let _connection = run.slots.acquire().await;
            pages.next_page(run.cancel).await?
        };
        let Some(page) = page else { break };
        let rows: Vec<_> = page.items.into_iter().filter_map(|item| convert::activity_row(run.id(), item)).collect();
        let (account, count) = (run.id().clone(), rows.len());
        let added = run.store.write(move |tx| tx.add_activities(&account, &rows)).await?.value;
        run.stored(count, added, added > 0);
    }
    let (account, today) = (run.id().clone(), run.today);
    run.store.write(move |tx| tx.set_sync_state(Some(&account), ACTIVITIES, &today)).await?;
    Ok(())
}
