//! Copies of whole trees: what is below a copy is read, too, and what Meta copies in the background is waited for.

use std::time::Duration;

use domain::{AccountId, Level, ObjectId};
use graph::{AsyncCopy, AsyncSet, Cancel, Editable, Error, Graph, LiveObject};
use tokio::time::Instant;

use super::{Answer, will_not_be_read};
use crate::close::{Pending, Verdict};
use crate::outcome::{Detail, Outcome};
use crate::tools::Tools;

/// The longest pause between two questions how far a set is.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Told how many parts of a tree are copied, and how many there are.
pub(crate) type OnCopied<'a> = &'a (dyn Fn(u32, u32) + Send + Sync);

/// Everything in a campaign or an ad set, ad sets first.
async fn below(
    meta: &Graph,
    account: &AccountId,
    level: Level,
    above: &ObjectId,
) -> Result<Vec<(Level, LiveObject)>, Error> {
    let (levels, cancel): (&[_], _) = match level {
        Level::Campaign => (&[(Level::Adset, Editable::AdSet), (Level::Ad, Editable::Ad)], Cancel::new()),
        Level::Adset => (&[(Level::Ad, Editable::Ad)], Cancel::new()),
        Level::Account | Level::Ad => (&[], Cancel::new()),
    };
    let mut all = Vec::new();
    for (level, kind) in levels {
        let found = meta.live_below(account, above, *kind, &cancel).await?;
        all.extend(found.into_iter().map(|live| (*level, live)));
    }
    Ok(all)
}

/// A verdict about a copy, with what was copied below it. It is not known to be made before that was read.
pub(super) async fn with_below(meta: &Graph, pending: &Pending, verdict: Verdict) -> Verdict {
    let Some(object) = verdict.object.clone().filter(|_| pending.deep && verdict.outcome == Outcome::Marked) else {
        return verdict;
    };
    match below(meta, &pending.account, pending.level, &object).await {
        Ok(below) => {
            let made = below.iter().map(|(_, live)| live.id.clone()).collect();
            Verdict { detail: Detail { made, ..verdict.detail.clone() }, below, ..verdict }
        }
        Err(error) => Verdict { object: Some(object), ..Verdict::new(Outcome::Unconfirmed, Detail::of_error(&error)) },
    }
}

/// What an order to copy everything below an object came to: found by the set's id, or by its name.
pub(crate) async fn filled(
    tools: &Tools,
    pending: &Pending,
    answer: Answer,
    on_copied: OnCopied<'_>,
    patience: Duration,
    cancel: &Cancel,
) -> Verdict {
    if answer.never_left() {
        return answer.without_effect();
    }
    let meta = tools.patient();
    let set = match &answer {
        Answer::Made(id) => Ok(Some(id.clone())),
        _ => look_for(tools, &meta, pending, &answer).await,
    };
    let unconfirmed = |error: &Error| Verdict {
        object: pending.object.clone(),
        ..Verdict::new(Outcome::Unconfirmed, Detail::of_error(error))
    };
    let set = match set {
        Ok(Some(set)) => set,
        Ok(None) => return answer.without_effect(),
        Err(error) if answer.is_final() || (answer.is_no() && will_not_be_read(&error)) => {
            return answer.without_effect();
        }
        Err(error) => return unconfirmed(&error),
    };
    match wait(tools, &meta, pending, &set, on_copied, patience, cancel).await {
        Ok(true) => {}
        Ok(false) => {
            let text = "Meta is still making the copies. They are looked for again before anything else is sent.";
            let detail = Detail::say(text);
            return Verdict { object: pending.object.clone(), ..Verdict::new(Outcome::Unconfirmed, detail) };
        }
        Err(error) => return unconfirmed(&error),
    }
    match copied(&meta, pending, &set, !matches!(answer, Answer::Made(_))).await {
        Ok(verdict) => verdict,
        Err(error) => unconfirmed(&error),
    }
}

/// The set of this name, looked for as often as anything else.
async fn look_for(tools: &Tools, meta: &Graph, pending: &Pending, answer: &Answer) -> Result<Option<ObjectId>, Error> {
    let looks = if answer.is_no() { 1 } else { tools.pace.looks.max(1) };
    for round in 0..looks {
        if round > 0 {
            tokio::time::sleep(tools.pace.between_looks).await;
        }
        let sets = meta.async_sets(&pending.account, &Cancel::new()).await?;
        let own = |set: &AsyncSet| set.name.is_some() && set.name == pending.marker;
        if let Some(found) = sets.into_iter().find(own) {
            return Ok(Some(found.id));
        }
    }
    Ok(None)
}

/// Whether nothing more will happen.
pub(crate) fn is_over(set: &AsyncSet) -> bool {
    let (total, done) = counts(set);
    set.is_completed.unwrap_or(total > 0 && done >= total)
}

fn counts(set: &AsyncSet) -> (u32, u32) {
    let count = |number: Option<i64>| u32::try_from(number.unwrap_or(0)).unwrap_or(0);
    (count(set.total_count), count(set.success_count).saturating_add(count(set.error_count)))
}

/// Waits for the end of a set; answers whether it came.
async fn wait(
    tools: &Tools,
    meta: &Graph,
    pending: &Pending,
    set: &ObjectId,
    on_copied: OnCopied<'_>,
    patience: Duration,
    cancel: &Cancel,
) -> Result<bool, Error> {
    let (began, mut pause) = (Instant::now(), tools.pace.between_looks);
    loop {
        let state = meta.async_set(&pending.account, set, &Cancel::new()).await?;
        if is_over(&state) {
            return Ok(true);
        }
        let (total, done) = counts(&state);
        on_copied(done, total);
        if began.elapsed() >= patience {
            return Ok(false);
        }
        tokio::select! {
            () = cancel.cancelled() => return Ok(false),
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause.saturating_mul(3) / 2).min(LONGEST_PAUSE);
    }
}

/// What a set that is over has made, read back.
async fn copied(meta: &Graph, pending: &Pending, set: &ObjectId, reconciled: bool) -> Result<Verdict, Error> {
    let Some(object) = pending.object.clone() else {
        let text = "The ledger does not say which object the copies were put into.";
        return Ok(Verdict::new(Outcome::NeedsPerson, Detail::say(text)));
    };
    let orders = meta.async_copies(&pending.account, set, &Cancel::new()).await?;
    let below = below(meta, &pending.account, pending.level, &object).await?;
    let made: Vec<ObjectId> = orders.iter().flat_map(made_by).collect();
    let failed: Vec<&AsyncCopy> = orders.iter().filter(|order| order.copy.is_none()).collect();
    let outcome = if failed.is_empty() { Outcome::Confirmed } else { Outcome::Marked };
    let text = failed.first().map(|first| {
        let why = first.error.as_ref().and_then(|error| error.user_message.clone().or(Some(error.message.clone())));
        let why = why.unwrap_or_else(|| "Meta does not say why".into());
        format!("{} of {} parts could not be copied: {why}", failed.len(), orders.len())
    });
    let detail = Detail { text, made, reconciled, ..Detail::default() };
    Ok(Verdict { object: Some(object), below, ..Verdict::new(outcome, detail) })
}

/// Everything one order has made.
fn made_by(order: &AsyncCopy) -> Vec<ObjectId> {
    let Some(copy) = &order.copy else { return Vec::new() };
    if copy.objects.is_empty() {
        return vec![copy.id.clone()];
    }
    copy.objects.iter().map(|object| object.copy.clone()).collect()
}
