//! Changing ad accounts. Nothing is sent without a preview before it; the core holds every guard.

use app::App;
use app::dto::{
    ApplyChanges, Below, BelowRequest, ChangeDetail, ChangeEntry, ChangePreview, ChangeRun, ChangesRequest, DraftInfo,
    ExportDraft, IpcError, ListSettings, NarrowPreview, PreviewChanges, PreviewDraft, PreviewRow, PreviewRowsRequest,
    ReadFrom, RenameDraft, RetryChanges, SaveDraft, SettingsForm, SettingsFormRequest, SettingsRow, SettleDraft,
    WriteState,
};
use tauri::State;

/// What would happen. Sends nothing that changes anything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_changes(app: State<'_, App>, input: PreviewChanges) -> Result<ChangePreview, IpcError> {
    app.preview_changes(input).await.map_err(IpcError::from)
}

/// More rows of a preview.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_preview_rows(
    app: State<'_, App>,
    input: PreviewRowsRequest,
) -> Result<Vec<PreviewRow>, IpcError> {
    app.preview_rows(input).await.map_err(IpcError::from)
}

/// The same preview without some of its rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn narrow_preview(app: State<'_, App>, input: NarrowPreview) -> Result<ChangePreview, IpcError> {
    app.narrow_preview(input).await.map_err(IpcError::from)
}

/// Breaks off the checks under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_check(app: State<'_, App>) -> Result<(), IpcError> {
    app.cancel_check().await.map_err(IpcError::from)
}

/// Settings of many objects, for a table of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_settings(app: State<'_, App>, input: ListSettings) -> Result<Vec<SettingsRow>, IpcError> {
    app.settings_table(input).await.map_err(IpcError::from)
}

/// What taking back an act would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_undo(app: State<'_, App>, id: String) -> Result<ChangePreview, IpcError> {
    app.preview_undo(&id).await.map_err(IpcError::from)
}

/// Sends a preview in the background.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_changes(app: State<'_, App>, input: ApplyChanges) -> Result<ChangeRun, IpcError> {
    app.apply_changes(input).await.map_err(IpcError::from)
}

/// Sends again what an act has not reached.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_changes(app: State<'_, App>, input: RetryChanges) -> Result<ChangeRun, IpcError> {
    app.retry_changes(input).await.map_err(IpcError::from)
}

/// Stops the act that is being sent after the object it is at.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_changes(app: State<'_, App>) -> Result<WriteState, IpcError> {
    app.cancel_changes().await.map_err(IpcError::from)
}

/// Whether anything may be sent, and what is being sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_write_state(app: State<'_, App>) -> Result<WriteState, IpcError> {
    app.write_state().await.map_err(IpcError::from)
}

/// Stops all writes at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_writes(app: State<'_, App>) -> Result<WriteState, IpcError> {
    app.stop_writes().await.map_err(IpcError::from)
}

/// Allows writes again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allow_writes(app: State<'_, App>) -> Result<WriteState, IpcError> {
    app.allow_writes().await.map_err(IpcError::from)
}

/// Acts, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_changes(app: State<'_, App>, input: ChangesRequest) -> Result<Vec<ChangeEntry>, IpcError> {
    app.changes(input).await.map_err(IpcError::from)
}

/// One act with its objects.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_change(app: State<'_, App>, id: String) -> Result<ChangeDetail, IpcError> {
    app.change(&id).await.map_err(IpcError::from)
}

/// Keeps a preview as a draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_draft(app: State<'_, App>, input: SaveDraft) -> Result<DraftInfo, IpcError> {
    app.save_draft(input).await.map_err(IpcError::from)
}

/// All drafts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_drafts(app: State<'_, App>) -> Result<Vec<DraftInfo>, IpcError> {
    app.drafts().await.map_err(IpcError::from)
}

/// Throws a draft away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_draft(app: State<'_, App>, id: String) -> Result<(), IpcError> {
    app.delete_draft(&id).await.map_err(IpcError::from)
}

/// Looks at a draft against what is live.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_draft(app: State<'_, App>, input: PreviewDraft) -> Result<ChangePreview, IpcError> {
    app.preview_draft(input).await.map_err(IpcError::from)
}

/// Writes a draft to a new file for a colleague.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_draft(app: State<'_, App>, input: ExportDraft) -> Result<(), IpcError> {
    app.export_draft(input).await.map_err(IpcError::from)
}

/// Reads a draft that somebody exported.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_draft(app: State<'_, App>, input: ReadFrom) -> Result<DraftInfo, IpcError> {
    app.import_draft(input).await.map_err(IpcError::from)
}

/// Gives a draft another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_draft(app: State<'_, App>, input: RenameDraft) -> Result<DraftInfo, IpcError> {
    app.rename_draft(input).await.map_err(IpcError::from)
}

/// Settles conflicts of a draft for good, and takes out of it what was sent or is not wanted any more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_draft(app: State<'_, App>, input: SettleDraft) -> Result<Option<DraftInfo>, IpcError> {
    app.settle_draft(input).await.map_err(IpcError::from)
}

/// The settings of one object that can be changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_settings_form(
    app: State<'_, App>,
    input: SettingsFormRequest,
) -> Result<SettingsForm, IpcError> {
    app.settings_form(input).await.map_err(IpcError::from)
}

/// What lies below objects and goes where they go.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_below(app: State<'_, App>, input: BelowRequest) -> Result<Below, IpcError> {
    app.below(input).await.map_err(IpcError::from)
}
