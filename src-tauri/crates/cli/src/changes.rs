//! Changing ad accounts from a terminal: show what would be sent, ask, send, show what became of it.

use std::io::{BufRead as _, IsTerminal, Write as _};
use std::path::Path;

use app::dto::{
    ActivityEntry, ActivityRequest, ApplyChanges, ChangeDetail, ChangeOutcome, ChangePreview, ChangesRequest,
    CheckDepth, ErrorCode, FieldDiff, IpcError, ObjectLevel, PreviewRowsRequest, RetryChanges, Severity, SpendEffect,
    WriteState,
};
use app::{App, SetWish};
use serde_json::{Value, json};

use crate::arguments::{ChangesAction, NewKind, Sending, Set};
use crate::commands::{Outcome, no_output, shown, stopped};
use crate::exit;
use crate::output::Output;

const COLUMNS: [&str; 7] = ["id", "name", "field", "from", "to", "outcome", "error"];

pub(crate) async fn set(app: &App, set: Set, output: Output) -> Outcome {
    let Set { ids, status, daily_budget, lifetime_budget, bid, name, sending } = set;
    let wish = SetWish { status, daily_budget, lifetime_budget, bid, name };
    let preview = app.preview_set(&ids, &wish, CheckDepth::Live).await?;
    go_on(app, preview, sending, output).await
}

pub(crate) async fn create(app: &App, kind: NewKind, file: &Path, sending: Sending, output: Output) -> Outcome {
    let level = match kind {
        NewKind::Campaign => ObjectLevel::Campaign,
        NewKind::Adset => ObjectLevel::Adset,
        NewKind::Ad => ObjectLevel::Ad,
    };
    let preview = app.preview_create(level, file, CheckDepth::Live).await?;
    go_on(app, preview, sending, output).await
}

pub(crate) async fn apply(app: &App, file: &Path, sending: Sending, output: Output) -> Outcome {
    let preview = app.preview_draft_file(file, CheckDepth::Live).await?;
    go_on(app, preview, sending, output).await
}

pub(crate) async fn undo(app: &App, change: &str, sending: Sending, output: Output) -> Outcome {
    let preview = app.preview_undo(change).await?;
    go_on(app, preview, sending, output).await
}

pub(crate) async fn list(app: &App, account_id: Option<String>, limit: u32, output: Output) -> Outcome {
    let entries = app.changes(ChangesRequest { account_id, object: None, before: None, limit }).await?;
    let rows = entries.iter().map(|entry| {
        json!({
            "change_id": entry.id,
            "at_ms": entry.at_ms as i64,
            "source": entry.source,
            "actor": entry.actor,
            "what": entry.what,
            "rows": entry.rows,
            "succeeded": entry.succeeded,
            "unfinished": entry.unfinished,
            "undoes": entry.undoes,
            "can_undo": entry.can_undo,
        })
    });
    let columns = ["change_id", "at_ms", "actor", "what", "rows", "succeeded", "can_undo"];
    shown(output.rows(&columns, &rows.collect::<Vec<_>>(), Value::Null))
}

/// What was changed from here and by everybody else.
pub(crate) async fn list_all(app: &App, account_id: Option<String>, limit: u32, output: Output) -> Outcome {
    app.refresh_activity().await?;
    let account_ids: Vec<String> = account_id.into_iter().collect();
    let mut rows = Vec::new();
    let mut after = None;
    while rows.len() < limit as usize {
        let left = u32::try_from(limit as usize - rows.len()).unwrap_or(u32::MAX);
        let request = ActivityRequest {
            account_ids: account_ids.clone(),
            sources: Vec::new(),
            kinds: Vec::new(),
            text: None,
            after,
            limit: left,
        };
        let page = app.activity(request).await?;
        rows.extend(page.entries.iter().map(told));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let columns = ["at_ms", "source", "actor", "name", "what", "from", "to", "change_id"];
    shown(output.rows(&columns, &rows, Value::Null))
}

fn told(entry: &ActivityEntry) -> Value {
    let value = |minor: Option<f64>, text: &Option<String>| minor.map_or(json!(text), |minor| json!(minor as i64));
    let field = entry.fields.first();
    json!({
        "at_ms": entry.at_ms as i64,
        "source": entry.source,
        "actor": entry.actor,
        "account_id": entry.account_id,
        "id": entry.object_id,
        "name": entry.name,
        "objects": entry.objects,
        "what": entry.what,
        "kinds": entry.kinds,
        "field": field.map(|field| &field.field),
        "from": field.map(|field| value(field.before_minor, &field.before)),
        "to": field.map(|field| value(field.after_minor, &field.after)),
        "result": entry.result,
        "reason": entry.reason,
        "change_id": entry.change_id,
        "can_undo": entry.can_undo,
    })
}

/// From the preview to the end: shown, asked, sent.
pub(crate) async fn go_on(app: &App, preview: ChangePreview, sending: Sending, output: Output) -> Outcome {
    let rows = planned(app, &preview).await?;
    let dry = json!({ "change_id": null, "plan_hash": preview.plan_hash, "dry_run": true });
    if sending.dry_run {
        output.rows(&COLUMNS, &rows, dry).map_err(no_output)?;
        return Ok(if preview.can_be_sent == preview.row_count { without_sending(&preview) } else { exit::REFUSED });
    }
    if preview.row_count == 0 {
        output.rows(&COLUMNS, &rows, json!({ "change_id": null })).map_err(no_output)?;
        return Ok(without_sending(&preview));
    }
    if !sending.yes && !agreed(&rows, &preview.effects)? {
        return Err(app_error(ErrorCode::Cancelled, "Nothing was sent"));
    }
    app.apply_changes(ApplyChanges { preview_id: preview.id, asked: true, amounts: amounts(&sending) }).await?;
    ended(app, output).await
}

fn amounts(sending: &Sending) -> Vec<f64> {
    sending.confirm_amount.iter().map(|minor| *minor as f64).collect()
}

pub(crate) async fn act(app: &App, action: ChangesAction, output: Output) -> Outcome {
    match action {
        ChangesAction::Retry { change, sending } => retry(app, change, &sending, output).await,
        ChangesAction::Stop => shown(output.facts(&switch(&app.stop_writes().await?))),
        ChangesAction::Allow { yes } => {
            if !yes && !asked("Allow changes again?")? {
                return Err(app_error(ErrorCode::Cancelled, "Changes stay stopped"));
            }
            shown(output.facts(&switch(&app.allow_writes().await?)))
        }
    }
}

fn switch(state: &WriteState) -> Value {
    let at = state.stopped_at_ms.map(|at| at as i64);
    json!({ "stopped": state.stopped, "stopped_by": state.stopped_by, "stopped_at_ms": at })
}

async fn retry(app: &App, change_id: String, sending: &Sending, output: Output) -> Outcome {
    let mut left = app.change(&change_id).await?;
    left.rows.retain(|row| !is_done(row.outcome));
    let rows = sent(&left);
    if sending.dry_run {
        let dry = json!({ "change_id": change_id, "dry_run": true });
        return shown(output.rows(&COLUMNS, &rows, dry));
    }
    if !sending.yes && !agreed(&rows, &[])? {
        return Err(app_error(ErrorCode::Cancelled, "Nothing was sent"));
    }
    app.retry_changes(RetryChanges { change_id, asked: true, amounts: amounts(sending) }).await?;
    ended(app, output).await
}

/// Waits for the end of what is being sent, and shows it.
async fn ended(app: &App, output: Output) -> Outcome {
    let run = tokio::select! {
        run = app.changes_ended() => run?,
        () = stopped() => {
            // The object it is at is finished; the rest is not sent.
            app.cancel_changes().await?;
            app.changes_ended().await?
        }
    };
    let detail = app.change(&run.change_id).await?;
    output.rows(&COLUMNS, &sent(&detail), json!({ "change_id": run.change_id })).map_err(no_output)?;
    match run.error {
        Some(error) => Err(error),
        None => Ok(exit_of(&detail)),
    }
}

/// Where nothing has to be sent: everything is so already, or something was refused.
fn without_sending(preview: &ChangePreview) -> u8 {
    if preview.refusals.iter().all(|refusal| refusal.already_so) { exit::DONE } else { exit::REFUSED }
}

fn app_error(code: ErrorCode, message: &str) -> IpcError {
    IpcError { code, message: message.into(), remedy: None, retry_after_ms: None, trace_id: None }
}

/// One row a field, with what is known against it.
async fn planned(app: &App, preview: &ChangePreview) -> Result<Vec<Value>, IpcError> {
    let mut rows = Vec::new();
    let mut offset = 0;
    while offset < preview.row_count {
        let request = PreviewRowsRequest { id: preview.id.clone(), offset, limit: 500 };
        let page = app.preview_rows(request).await?;
        if page.is_empty() {
            break;
        }
        offset += u32::try_from(page.len()).unwrap_or(u32::MAX);
        for row in &page {
            let against = row.findings.iter().find(|finding| finding.severity != Severity::Note);
            let drift = row.conflicts.first().map(|_| "Somebody else has changed it since the last sync.".to_owned());
            let error = row.refused_by_meta.clone().or(drift).or(against.map(|finding| finding.text.clone()));
            let outcome = if row.can_be_sent { "planned" } else { "refused" };
            rows.extend(
                row.fields.iter().map(|field| one(row.id.as_deref(), &row.name, field, outcome, error.as_deref())),
            );
        }
    }
    for refusal in &preview.refusals {
        let id = refusal.object.as_ref().map(|object| object.id.clone());
        rows.push(json!({
            "id": id, "name": refusal.name, "field": refusal.field, "from": null, "to": null,
            "outcome": if refusal.already_so { "already_so" } else { "refused" },
            "error": if refusal.already_so { None } else { Some(&refusal.why) },
        }));
    }
    Ok(rows)
}

fn sent(detail: &ChangeDetail) -> Vec<Value> {
    let rows = detail.rows.iter().flat_map(|row| {
        let outcome = serde_json::to_value(row.outcome).unwrap_or_default();
        let outcome = outcome.as_str().unwrap_or_default().to_owned();
        let error = if is_done(row.outcome) { None } else { row.text.clone() };
        let fields = row.fields.iter();
        fields
            .map(move |field| one(row.id.as_deref(), &row.name, field, &outcome, error.as_deref()))
            .collect::<Vec<_>>()
    });
    rows.collect()
}

fn one(id: Option<&str>, name: &str, field: &FieldDiff, outcome: &str, error: Option<&str>) -> Value {
    // Programs get minor units as whole numbers, everything else as text.
    let value = |minor: Option<f64>, text: &Option<String>| minor.map_or(json!(text), |minor| json!(minor as i64));
    json!({
        "id": id,
        "name": name,
        "field": field.field,
        "from": value(field.before_minor, &field.before),
        "to": value(field.after_minor, &field.after),
        "outcome": outcome,
        "error": error,
    })
}

fn is_done(outcome: ChangeOutcome) -> bool {
    matches!(outcome, ChangeOutcome::Confirmed | ChangeOutcome::AlreadySo)
}

/// Shows what would be sent and asks.
fn agreed(rows: &[Value], effects: &[SpendEffect]) -> Result<bool, IpcError> {
    if std::io::stdin().is_terminal() {
        let asking = Output { json: false };
        asking.rows(&COLUMNS, rows, Value::Null).map_err(no_output)?;
        for effect in effects {
            eprintln!("May be spent a day: {:+} minor units of {}", effect.daily_minor as i64, effect.currency);
        }
    }
    asked("Send these changes to Meta?")
}

/// Asks on a terminal. Where nobody can be asked, nothing is done.
fn asked(question: &str) -> Result<bool, IpcError> {
    if !std::io::stdin().is_terminal() {
        let text = "Nothing was done: nobody can be asked here. Look first, then say --yes";
        return Err(app_error(ErrorCode::InvalidInput, text));
    }
    eprint!("{question} [y/N] ");
    drop(std::io::stderr().flush());
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(no_output)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn exit_of(detail: &ChangeDetail) -> u8 {
    if detail.rows.iter().all(|row| is_done(row.outcome)) {
        return exit::DONE;
    }
    let guarded = |outcome| matches!(outcome, ChangeOutcome::Refused | ChangeOutcome::Drifted);
    if detail.rows.iter().all(|row| guarded(row.outcome)) {
        return exit::REFUSED;
    }
    if detail.rows.iter().all(|row| row.outcome == ChangeOutcome::Rejected) { exit::FAILED } else { exit::PARTIAL }
}
