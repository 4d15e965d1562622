//! What a full listing no longer shows: read by id and kept as deleted.

use domain::{Level, ObjectId};
use graph::{Ad, AdSet, Campaign, Error};
use store::Upserted;

use super::rows::{Rows, ad_rows, adset_rows, campaign_rows};
use super::{Objectives, name};
use crate::account::AccountRun;
use crate::report::ProblemKind;

/// Reads what a full listing did not show. A child of something deleted is deleted too and needs no call.
pub(super) async fn vanished(run: &AccountRun<'_>, level: Level, objectives: &Objectives) -> Result<(), ProblemKind> {
    let (account, sync) = (run.id().clone(), run.job.id);
    let unseen = run.store.read(move |db| db.unseen_objects(&account, level, sync)).await?;
    if unseen.is_empty() {
        return Ok(());
    }
    let (orphans, lost): (Vec<_>, Vec<_>) = unseen.into_iter().partition(|object| object.parent_deleted);
    let lost: Vec<ObjectId> = lost.into_iter().map(|object| object.id).collect();
    tracing::info!(account = %run.id(), level = name(level), lost = lost.len(), orphans = orphans.len(), "vanished");
    let rows = read_by_id(run, level, &lost, objectives).await?;
    let orphans: Vec<ObjectId> = orphans.into_iter().map(|object| object.id).collect();
    let (account, job) = (run.id().clone(), run.job.clone());
    let gone = run
        .store
        .write(move |tx| {
            // What is alive after all was only missing from the listing; what is deleted keeps its last state.
            rows.alive.store_in(tx, &account, Some(job.id))?;
            rows.deleted.store_in(tx, &account, None)?;
            tx.set_deleted_status(&account, level, &orphans)?;
            Ok(tx.mark_unseen(&account, level, job.id)?.len())
        })
        .await?;
    run.stored_objects(gone.value, Upserted { changed: gone.value, ..Upserted::default() });
    Ok(())
}

struct ById {
    alive: Rows,
    deleted: Rows,
}

async fn read_by_id(
    run: &AccountRun<'_>,
    level: Level,
    ids: &[ObjectId],
    objectives: &Objectives,
) -> Result<ById, ProblemKind> {
    let _connection = run.slots.acquire().await;
    let (graph, cancel) = (run.graph, run.cancel);
    match level {
        Level::Account | Level::Campaign => {
            let answers = graph.campaigns_by_id(run.id(), ids, cancel).await?;
            let (deleted, alive) = by_status(answers, |item: &Campaign| item.effective_status.as_deref())?;
            Ok(ById { alive: campaign_rows(run.id(), alive), deleted: campaign_rows(run.id(), deleted) })
        }
        Level::Adset => {
            let answers = graph.ad_sets_by_id(run.id(), ids, cancel).await?;
            let (deleted, alive) = by_status(answers, |item: &AdSet| item.effective_status.as_deref())?;
            let rows = |items: Vec<AdSet>| adset_rows(run.id(), items, objectives);
            Ok(ById { alive: rows(alive), deleted: rows(deleted) })
        }
        Level::Ad => {
            let answers = graph.ads_by_id(run.id(), ids, cancel).await?;
            let (deleted, alive) = by_status(answers, |item: &Ad| item.effective_status.as_deref())?;
            Ok(ById { alive: ad_rows(run.id(), alive), deleted: ad_rows(run.id(), deleted) })
        }
    }
}

/// Sorts answers into deleted objects and others. One that cannot be read any more stays as it was last seen.
fn by_status<T>(
    answers: Vec<(ObjectId, Result<T, Error>)>,
    status: impl Fn(&T) -> Option<&str>,
) -> Result<(Vec<T>, Vec<T>), ProblemKind> {
    let mut found = Vec::with_capacity(answers.len());
    for (_, answer) in answers {
        match answer {
            Ok(item) => found.push(item),
            Err(Error::NotFound { .. } | Error::Permission { .. } | Error::Invalid { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found.into_iter().partition(|item| status(item) == Some("DELETED")))
}
