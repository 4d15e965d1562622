//! Syncing.

use app::App;
use app::dto::{IpcError, StartSync, SyncStatus};
use tauri::State;

/// Starts a sync, or joins the one under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_sync(app: State<'_, App>, input: StartSync) -> Result<SyncStatus, IpcError> {
    app.start_sync(input).await.map_err(IpcError::from)
}

/// Stops the sync under way at the next safe point. What arrived is usable.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sync(app: State<'_, App>) -> Result<SyncStatus, IpcError> {
    app.cancel_sync().await.map_err(IpcError::from)
}

/// Where syncing stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_sync_status(app: State<'_, App>) -> Result<SyncStatus, IpcError> {
    app.sync_status().await.map_err(IpcError::from)
}
