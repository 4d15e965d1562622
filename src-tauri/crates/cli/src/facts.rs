//! Facts as programs read them: snake case, whole numbers as whole numbers, unknown as null.

use app::dto::{BackupInfo, IpcError, SearchHit, SyncOutcome, WorkspaceState};
use serde_json::{Value, json};

/// An instant in UTC milliseconds or a count: the page's numbers are all floating, programs' are not.
fn whole(number: f64) -> i64 {
    number as i64
}

/// A failure.
pub(crate) fn of_error(error: &IpcError) -> Value {
    json!({
        "code": error.code,
        "message": error.message,
        "remedy": error.remedy,
        "retry_after_ms": error.retry_after_ms.map(whole),
        "trace_id": error.trace_id,
    })
}

/// How a sync ended.
pub(crate) fn of_outcome(outcome: &SyncOutcome) -> Value {
    let problems = outcome.problems.iter().map(|problem| {
        json!({
            "account_id": problem.account_id,
            "code": problem.error.code,
            "message": problem.error.message,
        })
    });
    let differences = outcome.differences.iter().map(
        |one| json!({"account_id": one.account_id, "days": one.days, "first_day": one.first_day, "text": one.text}),
    );
    json!({
        "result": outcome.result,
        "rows_stored": outcome.rows,
        "calls": outcome.calls,
        "finished_at_ms": whole(outcome.finished_at_ms),
        "problems": problems.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
    })
}

/// The open workspace.
pub(crate) fn of_workspace(workspace: &WorkspaceState) -> Value {
    let connection = &workspace.connection;
    json!({
        "workspace": workspace.name,
        "kind": workspace.kind,
        "connection": connection.status,
        "cause": connection.cause,
        "user": connection.user_name,
        "token_expires_at_ms": connection.token_expires_at_ms.map(whole),
        "data_access_expires_at_ms": connection.data_access_expires_at_ms.map(whole),
        "read_only": workspace.read_only,
        "held": workspace.held.as_ref().map(|held| &held.message),
        "accounts": workspace.accounts.len(),
        "last_sync": workspace.sync.last.as_ref().map(of_outcome),
        "folder": workspace.folder,
    })
}

/// A hit of a search.
pub(crate) fn of_hit(hit: &SearchHit) -> Value {
    json!({
        "id": hit.id,
        "level": hit.level,
        "account_id": hit.account_id,
        "account_name": hit.account_name,
        "path": hit.path,
        "name": hit.name,
        "matched_in": hit.matched_in,
    })
}

/// What `app` gives to programs as it is.
pub(crate) fn of(row: &impl serde::Serialize) -> Value {
    serde_json::to_value(row).unwrap_or(Value::Null)
}

/// A backup that was made.
pub(crate) fn of_backup(backup: &BackupInfo) -> Value {
    json!({ "path": backup.path, "bytes": whole(backup.bytes), "created_at_ms": whole(backup.created_at_ms) })
}
