//! Who changed what, and the audit log behind it.

use app::App;
use app::dto::{
    ActivityPage, ActivityRequest, AuditCheck, AuditFile, ChangePreview, ExportAudit, HistoryRequest, IpcError,
    ObjectHistory,
};
use tauri::State;

/// The feed, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_activity(app: State<'_, App>, input: ActivityRequest) -> Result<ActivityPage, IpcError> {
    app.activity(input).await.map_err(IpcError::from)
}

/// What happened to one object, and who changed each field last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_object_history(app: State<'_, App>, input: HistoryRequest) -> Result<ObjectHistory, IpcError> {
    app.object_history(input).await.map_err(IpcError::from)
}

/// What putting back the values before an entry would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_put_back(app: State<'_, App>, id: String) -> Result<ChangePreview, IpcError> {
    app.preview_put_back(&id).await.map_err(IpcError::from)
}

/// Checks every entry of the audit log.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_audit(app: State<'_, App>) -> Result<AuditCheck, IpcError> {
    app.check_audit().await.map_err(IpcError::from)
}

/// Takes the audit log out to a new file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_audit(app: State<'_, App>, input: ExportAudit) -> Result<AuditFile, IpcError> {
    app.take_out_audit(input).await.map_err(IpcError::from)
}
