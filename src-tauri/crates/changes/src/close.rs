//! The ledger's side: an intent before a request, and after it intent, audit and row together.

use domain::{AccountId, Level, ObjectId};
use graph::{LiveObject, WriteParams};
use serde_json::{Value as Json, json};
use store::{AuditSource, IntentEnd, IntentRow, NewAudit, NewIntent, ObjectRef, Tx};

use crate::gate::{Stop, flag};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::pictures::Uploaded;
pub(crate) use crate::request::noted as as_noted;
use crate::request::noted;
use crate::set::{Author, ChangeSet, FieldChange, Source};
use crate::snapshot::Snapshot;
use crate::tools::Tools;

/// What a request is about, from the moment before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    /// The intent's id.
    pub(crate) intent: String,
    pub(crate) change_set: String,
    pub(crate) item: u32,
    pub(crate) author: Author,
    pub(crate) undoes: Option<String>,
    pub(crate) account: AccountId,
    pub(crate) level: Level,
    /// None for what is to be made.
    pub(crate) object: Option<ObjectId>,
    /// `edit`, `create`, `copy`, `fill` or `finish`.
    pub(crate) action: String,
    /// What changes, from what the object was right before.
    pub(crate) fields: Vec<FieldChange>,
    /// What is looked for when the answer is lost: a part of the name of what is made, or the name of a set of copies.
    pub(crate) marker: Option<String>,
    /// Whether what is below the object is copied with it.
    pub(crate) deep: bool,
}

/// The action that copies what is below an object that was copied alone.
pub(crate) const FILL: &str = "fill";

/// The action that puts a picture of an ad into the account's library, before the ad is made.
pub(crate) const UPLOAD: &str = "upload";

/// Whether a request makes an object that is found by its marker.
pub(crate) fn makes(intent: &IntentRow) -> bool {
    intent.marker.is_some() && intent.action != FILL
}

impl Pending {
    /// A request as the ledger has it.
    pub(crate) fn of_intent(intent: IntentRow, set: Option<&ChangeSet>) -> Self {
        let nobody = || Author::person("unknown", "");
        Self {
            author: set.map_or_else(nobody, |set| set.author.clone()),
            undoes: set.and_then(|set| set.undoes.clone()),
            deep: intent.request.get("deep_copy") == Some(&json!(true)),
            fields: serde_json::from_value(intent.expected).unwrap_or_default(),
            intent: intent.id,
            change_set: intent.change_set,
            item: intent.item,
            account: intent.account,
            level: intent.level,
            object: intent.object,
            action: intent.action,
            marker: intent.marker,
        }
    }
}

/// What a request came to, by what was read afterwards.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    pub(crate) object: Option<ObjectId>,
    pub(crate) live: Option<LiveObject>,
    /// What is below it, where that was made with it.
    pub(crate) below: Vec<(Level, LiveObject)>,
    pub(crate) detail: Detail,
    /// The picture that is in the account's library by now.
    pub(crate) picture: Option<Uploaded>,
}

impl Verdict {
    pub(crate) fn new(outcome: Outcome, detail: Detail) -> Self {
        Self { outcome, object: None, live: None, below: Vec::new(), detail, picture: None }
    }

    pub(crate) fn seen(outcome: Outcome, live: LiveObject, detail: Detail) -> Self {
        Self { object: Some(live.id.clone()), live: Some(live), ..Self::new(outcome, detail) }
    }

    pub(crate) fn report(&self, pending: &Pending) -> RowReport {
        let object = self.object.clone().or_else(|| pending.object.clone());
        RowReport::new(pending.item, self.outcome, self.detail.clone()).about(object)
    }
}

/// Notes a request, committed and on disk, unless the flag in the ledger forbids it.
pub(crate) async fn open(
    tools: &Tools,
    pending: &Pending,
    params: &WriteParams,
) -> Result<Result<(), Stop>, store::Error> {
    let (pending, request) = (pending.clone(), noted(params));
    let noted = tools.store.write(move |tx| {
        // Read in the transaction that opens the intent: a press that was committed before is always seen.
        if flag(tx)?.is_some() {
            return Ok(Err(Stop::KillSwitch));
        }
        tx.open_intent(&NewIntent {
            id: &pending.intent,
            change_set: &pending.change_set,
            item: pending.item,
            account: &pending.account,
            level: pending.level,
            object: pending.object.as_ref(),
            action: &pending.action,
            touches_budget: pending.fields.iter().any(|change| change.field.is_budget()) && pending.action == "edit",
            request: request.clone(),
            expected: serde_json::to_value(&pending.fields)?,
            marker: pending.marker.as_deref(),
        })?;
        Ok(Ok(()))
    });
    Ok(noted.await?.value)
}

/// Closes an intent: its end, its audit entry, its row and what was read, in one transaction. One that could not be
/// read back stays open.
pub(crate) async fn close(tools: &Tools, pending: &Pending, verdict: &Verdict) -> Result<RowReport, store::Error> {
    let ended = verdict.report(pending);
    let report = RowReport { outcome: row_outcome(pending, ended.outcome), ..ended.clone() };
    let (pending, row, live, below) = (pending.clone(), report.clone(), verdict.live.clone(), verdict.below.clone());
    let picture = verdict.picture.clone();
    let written = tools.store.write(move |tx| {
        let mut detail = serde_json::to_value(&row.detail)?;
        tx.set_change_outcome(&pending.change_set, row.item, row.outcome.as_str(), row.object.as_ref(), &detail)?;
        if let Some(picture) = &picture {
            picture.keep(tx, &pending.account)?;
            if let Some(answer) = detail.as_object_mut() {
                answer.insert("picture".to_owned(), serde_json::to_value(picture)?);
            }
        }
        if ended.outcome != Outcome::Unconfirmed {
            let end = IntentEnd { state: state_of(ended.outcome), object: row.object.as_ref(), answer: detail.clone() };
            tx.close_intent(&pending.intent, &end)?;
            let read = live.as_ref().map(|live| Snapshot::of_live(&pending.account, pending.level, live));
            audit(tx, &pending, &ended, read.as_ref(), detail)?;
        }
        if let Some(live) = &live {
            ingest::store_live(tx, &pending.account, pending.level, live)?;
        }
        below.iter().try_for_each(|(level, live)| ingest::store_live(tx, &pending.account, *level, live))?;
        note_undone(tx, &pending, &row)
    });
    written.await?;
    Ok(report)
}

/// Corrects the end of a request whose row had ended before it took effect, with an audit entry of its own.
pub(crate) async fn correct(tools: &Tools, pending: &Pending, verdict: &Verdict) -> Result<(), store::Error> {
    let (pending, row, below) = (pending.clone(), verdict.report(pending), verdict.below.clone());
    let written = tools.store.write(move |tx| {
        let detail = serde_json::to_value(&row.detail)?;
        let end = IntentEnd { state: state_of(row.outcome), object: row.object.as_ref(), answer: detail.clone() };
        tx.correct_intent(&pending.intent, &end)?;
        audit(tx, &pending, &row, None, detail)?;
        below.iter().try_for_each(|(level, live)| ingest::store_live(tx, &pending.account, *level, live))
    });
    written.await?;
    Ok(())
}

/// What a request's end means for its row: where only the proper name of something new is missing, it is made.
fn row_outcome(pending: &Pending, ended: Outcome) -> Outcome {
    match ended {
        Outcome::Unconfirmed => ended,
        // Its name still comes.
        _ if pending.action == FILL => Outcome::Marked,
        // The ad that shows the picture still has to be made.
        Outcome::Confirmed if pending.action == UPLOAD => Outcome::NotSent,
        Outcome::Confirmed => ended,
        _ if pending.action == "finish" => Outcome::Marked,
        _ => ended,
    }
}

/// What the ledger calls the end of an intent: what was made with its marker was made.
pub(crate) fn state_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Marked => Outcome::Confirmed.as_str(),
        other => other.as_str(),
    }
}

pub(crate) fn audit(
    tx: &Tx<'_>,
    pending: &Pending,
    row: &RowReport,
    snapshot: Option<&Snapshot>,
    answer: Json,
) -> Result<(), store::Error> {
    let names: Vec<&str> = pending.fields.iter().map(|change| change.field.as_str()).collect();
    let before = pending.fields.iter().map(|change| (change.field.as_str().to_owned(), json!(change.from)));
    let after = pending.fields.iter().map(|change| {
        let read = snapshot.map(|snapshot| snapshot.get(change.field).cloned());
        (change.field.as_str().to_owned(), json!(read))
    });
    let action = format!("change.{}", state_of(row.outcome));
    let names = names.join(",");
    let source = match pending.author.source {
        Source::Person => AuditSource::Person,
        Source::Rule => AuditSource::Rule,
        Source::Studio => AuditSource::Studio,
    };
    tx.append_audit(&NewAudit {
        actor: &pending.author.actor,
        source,
        action: &action,
        account: Some(&pending.account),
        level: Some(pending.level.as_str()),
        object: row.object.as_ref().map(ObjectId::as_str),
        field: Some(&names),
        before: Some(Json::Object(before.collect())),
        after: Some(Json::Object(after.collect())),
        reason: Some(&pending.author.reason).filter(|reason| !reason.is_empty()).map(String::as_str),
        rule: pending.author.rule.as_ref().map(|(id, _)| id.as_str()),
        rule_version: pending.author.rule.as_ref().map(|(_, version)| i64::from(*version)),
        change: Some(&pending.change_set),
        intent: Some(&pending.intent),
        request: Some(&pending.intent),
        trace: row.detail.trace_id.as_deref(),
        answer: Some(answer),
        details: json!({ "request": pending.action, "asked": pending.fields, "undoes": pending.undoes }),
    })?;
    Ok(())
}

/// Says in the act that is taken back which of its objects were.
pub(crate) fn note_undone(tx: &Tx<'_>, pending: &Pending, row: &RowReport) -> Result<(), store::Error> {
    let (Some(undone), Some(object), Outcome::Confirmed) = (&pending.undoes, &row.object, row.outcome) else {
        return Ok(());
    };
    let object = ObjectRef { account: pending.account.clone(), level: pending.level, id: object.clone() };
    tx.set_change_undone(undone, &object, &pending.change_set)
}

/// Notes what became of a row for which nothing was sent, with what was read of it.
pub(crate) async fn note(
    tools: &Tools,
    change_set: &str,
    account: &AccountId,
    level: Level,
    row: &RowReport,
    live: Option<LiveObject>,
) -> Result<(), store::Error> {
    let (change_set, account, row) = (change_set.to_owned(), account.clone(), row.clone());
    let written = tools.store.write(move |tx| {
        let detail = serde_json::to_value(&row.detail)?;
        tx.set_change_outcome(&change_set, row.item, row.outcome.as_str(), row.object.as_ref(), &detail)?;
        live.as_ref().map_or(Ok(()), |live| ingest::store_live(tx, &account, level, live))
    });
    written.await?;
    Ok(())
}
