//! What happened and what needs a person; clients, targets, notes; what each metric means.

use app::App;
use app::dto::{
    Client, ExportReport, IpcError, MetricCatalogue, Note, ObjectKey, Overview, OverviewRequest, ReconcileRequest,
    Reconciliation, ReportSettings, SaveClient, SaveNote, SaveReportSettings, SetTarget, WrittenReport,
};
use tauri::State;

/// The overview of some accounts, from the cache.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_overview(app: State<'_, App>, input: OverviewRequest) -> Result<Overview, IpcError> {
    app.overview(input).await.map_err(IpcError::from)
}

/// Campaigns against what is in them, with the causes of their differences.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reconcile_levels(app: State<'_, App>, input: ReconcileRequest) -> Result<Reconciliation, IpcError> {
    app.reconcile(input).await.map_err(IpcError::from)
}

/// Every metric in words.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_metric_catalogue(app: State<'_, App>) -> Result<MetricCatalogue, IpcError> {
    Ok(app.metric_catalogue())
}

/// All clients, by name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_clients(app: State<'_, App>) -> Result<Vec<Client>, IpcError> {
    app.clients().await.map_err(IpcError::from)
}

/// Keeps a client. Answers all clients.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_client(app: State<'_, App>, input: SaveClient) -> Result<Vec<Client>, IpcError> {
    app.save_client(input).await.map_err(IpcError::from)
}

/// Dissolves a client with its targets. Answers all clients.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_client(app: State<'_, App>, id: String) -> Result<Vec<Client>, IpcError> {
    app.delete_client(&id).await.map_err(IpcError::from)
}

/// Sets what is aimed at in a month, or takes it away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_target(app: State<'_, App>, input: SetTarget) -> Result<(), IpcError> {
    app.set_target(input).await.map_err(IpcError::from)
}

/// Notes on one object.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_notes(app: State<'_, App>, object: ObjectKey) -> Result<Vec<Note>, IpcError> {
    app.notes(object).await.map_err(IpcError::from)
}

/// Keeps a note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_note(app: State<'_, App>, input: SaveNote) -> Result<Note, IpcError> {
    app.save_note(input).await.map_err(IpcError::from)
}

/// Throws a note away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_note(app: State<'_, App>, id: String) -> Result<(), IpcError> {
    app.delete_note(&id).await.map_err(IpcError::from)
}

/// How a client's reports look; no client stands for all accounts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_report_settings(
    app: State<'_, App>,
    client_id: Option<String>,
) -> Result<ReportSettings, IpcError> {
    app.report_settings(client_id).await.map_err(IpcError::from)
}

/// Keeps how a client's reports look, and when they are written by themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_report_settings(
    app: State<'_, App>,
    input: SaveReportSettings,
) -> Result<ReportSettings, IpcError> {
    app.save_report_settings(input).await.map_err(IpcError::from)
}

/// Writes a report for a client to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_report(app: State<'_, App>, input: ExportReport) -> Result<WrittenReport, IpcError> {
    app.export_report(input).await.map_err(IpcError::from)
}
