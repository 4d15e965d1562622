//! What is carried out after the last look: a request that was lost on its way may arrive when its row has ended as not
//! applied. Whenever the objects have been read again, the record is held against them and corrected where it is wrong.

use std::collections::BTreeMap;

use domain::{AccountId, ObjectId, TimestampMillis};
use store::{Db, IntentEnd, IntentRow, ObjectRef, Store, Tx};

use crate::close::{self, FILL, Pending};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::set::{ChangeSet, FieldChange};
use crate::settle;
use crate::snapshot::{Known, Snapshot};
use crate::tools::Tools;
use crate::value::{arrived, same};

/// After that long nothing that was sent is still on its way.
const ON_ITS_WAY_MS: i64 = 24 * 3_600_000;

const TEXT: &str = "The answer had been lost and nothing was to be seen of it; by now it is as it was asked for.";

/// A request that took effect after its row had ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// The act it belongs to.
    pub change_set: String,
    /// What became of it. The row of the act says the same, unless another try had ended it before.
    pub row: RowReport,
    /// Whether another try had made the same: then there are two, and this one still has the marker in its name.
    pub is_second: bool,
}

/// Holds what ended as not applied against the cache, and corrects the record of what is there after all. For the time
/// after each sync: it asks nobody, and costs one read where nothing is in doubt.
///
/// # Errors
/// When cache or ledger cannot be read or written.
pub async fn notice_late(store: &Store, now: TimestampMillis) -> Result<Vec<Late>, store::Error> {
    if store.read(move |db| doubtful(db, now)).await?.is_empty() {
        return Ok(Vec::new());
    }
    let noticed = store.write(move |tx| {
        let mut noticed = Vec::new();
        for intent in doubtful(tx, now)? {
            if let Some((object, snapshot)) = landed(tx, &intent)? {
                noticed.push(correct(tx, intent, object, &snapshot)?);
            }
        }
        Ok(noticed)
    });
    Ok(noticed.await?.value)
}

/// As [`notice_late`], for one account and by looking at Meta. Answers the rows of an act that were corrected.
pub(crate) async fn look(
    tools: &Tools,
    account: &AccountId,
    change_set: &str,
) -> Result<BTreeMap<u32, RowReport>, store::Error> {
    let now = tools.clock.now();
    let intents = tools.store.read(move |db| doubtful(db, now)).await?;
    let of_account: Vec<IntentRow> = intents.into_iter().filter(|intent| intent.account == *account).collect();
    if of_account.is_empty() {
        return Ok(BTreeMap::new());
    }
    let meta = tools.meta();
    for intent in of_account {
        let (level, object) = (intent.level, intent.object.clone());
        let pending = Pending::of_intent(intent, None);
        let found = match &object {
            Some(id) => settle::look(&meta, account, level, id).await.map(|live| vec![live]),
            None => settle::find(&meta, &pending).await,
        };
        // What cannot be read now is read before it is sent.
        for live in found.unwrap_or_default() {
            let account = account.clone();
            tools.store.write(move |tx| ingest::store_live(tx, &account, level, &live)).await?;
        }
    }
    let noticed = notice_late(&tools.store, now).await?;
    let own = noticed.into_iter().filter(|late| late.change_set == change_set && !late.is_second);
    Ok(own.map(|late| (late.row.item, late.row)).collect())
}

fn doubtful(db: &Db, now: TimestampMillis) -> Result<Vec<IntentRow>, store::Error> {
    let found = db.doubtful_intents(now.plus_millis(-ON_ITS_WAY_MS))?;
    // Copies in the background are found by the name of their set when they are tried again.
    Ok(found.into_iter().filter(|intent| intent.action != FILL).collect())
}

/// The object, where it is as the request asked for and nothing later explains that.
fn landed(db: &Db, intent: &IntentRow) -> Result<Option<(ObjectId, Snapshot)>, store::Error> {
    let read = |id: &ObjectId| {
        let object = ObjectRef { account: intent.account.clone(), level: intent.level, id: id.clone() };
        Ok::<_, store::Error>(Known::read(db, std::slice::from_ref(&object))?.objects.remove(&object))
    };
    if let (None, Some(marker)) = (&intent.object, &intent.marker) {
        let rows = db.changes(&intent.change_set)?;
        let known = rows.into_iter().find(|row| row.item == intent.item).and_then(|row| row.object);
        let found = db.named_with(&intent.account, intent.level, marker)?;
        let Some(id) = found.into_iter().find(|id| Some(id) != known.as_ref()) else { return Ok(None) };
        return Ok(read(&id)?.map(|snapshot| (id, snapshot)));
    }
    let Some(id) = &intent.object else { return Ok(None) };
    let fields: Vec<FieldChange> = serde_json::from_value(intent.expected.clone()).unwrap_or_default();
    let Some(now) = read(id)? else { return Ok(None) };
    let is_there = |change: &FieldChange| now.knows(change.field) && arrived(change.to.as_ref(), now.get(change.field));
    if fields.is_empty() || !fields.iter().all(is_there) {
        return Ok(None);
    }
    for later in db.confirmed_intents_after(intent)? {
        let later: Vec<FieldChange> = serde_json::from_value(later.expected).unwrap_or_default();
        let explains = |change: &FieldChange| {
            later.iter().any(|one| one.field == change.field && same(one.to.as_ref(), change.to.as_ref()))
        };
        if fields.iter().any(explains) {
            return Ok(None);
        }
    }
    Ok(Some((id.clone(), now)))
}

fn correct(tx: &Tx<'_>, intent: IntentRow, object: ObjectId, now: &Snapshot) -> Result<Late, store::Error> {
    let set = tx.change_set(&intent.change_set)?;
    let set: Option<ChangeSet> = set.and_then(|set| serde_json::from_value(set.plan).ok());
    let row = tx.changes(&intent.change_set)?.into_iter().find(|row| row.item == intent.item);
    let makes = close::makes(&intent);
    let finishes = intent.action == "finish";
    let pending = Pending::of_intent(intent, set.as_ref());
    let outcome = if makes { Outcome::Marked } else { Outcome::Confirmed };
    let detail = Detail { reconciled: true, ..Detail::say(TEXT) };
    let report = RowReport::new(pending.item, outcome, detail).about(Some(object));
    let answer = serde_json::to_value(&report.detail)?;
    let end = IntentEnd { state: close::state_of(outcome), object: report.object.as_ref(), answer: answer.clone() };
    tx.correct_intent(&pending.intent, &end)?;
    close::audit(tx, &pending, &report, Some(now), answer.clone())?;
    let is_second = makes && row.as_ref().is_some_and(|row| row.object.is_some());
    let ended = row.as_ref().and_then(|row| Outcome::parse(&row.outcome));
    let is_wrong = match ended {
        Some(Outcome::NotApplied | Outcome::NeedsPerson) => true,
        Some(Outcome::Marked) => finishes,
        _ => false,
    };
    if is_wrong && !is_second {
        let (act, object) = (&pending.change_set, report.object.as_ref());
        tx.set_change_outcome(act, report.item, report.outcome.as_str(), object, &answer)?;
        close::note_undone(tx, &pending, &report)?;
    }
    tracing::info!(change = %pending.change_set, item = pending.item, is_second, "a lost request took effect late");
    Ok(Late { change_set: pending.change_set, row: report, is_second })
}
