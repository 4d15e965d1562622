//! The frame: workspaces and the keys that open them.

use app::App;
use app::dto::{AppState, IpcError, Passphrase, RecoverWorkspace};
use tauri::State;

/// Everything the frame needs to draw itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_app_state(app: State<'_, App>) -> Result<AppState, IpcError> {
    app.state().await.map_err(IpcError::from)
}

/// Opens a workspace; the one that was open is closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_workspace(app: State<'_, App>, id: String) -> Result<AppState, IpcError> {
    app.open_workspace(&id).await.map_err(IpcError::from)
}

/// Closes the open workspace; its sync stops at the next safe point.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_workspace(app: State<'_, App>) -> Result<AppState, IpcError> {
    app.close_workspace().await.map_err(IpcError::from)
}

/// Says that a person has looked at why changes are held, and goes on from the state as it is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_held_writes(app: State<'_, App>) -> Result<AppState, IpcError> {
    app.confirm_held_writes().await.map_err(IpcError::from)
}

/// Makes a passphrase vault for a computer without a keyring.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_vault(app: State<'_, App>, input: Passphrase) -> Result<AppState, IpcError> {
    app.create_vault(input).await.map_err(IpcError::from)
}

/// Unlocks the passphrase vault and opens the workspace that waited for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_vault(app: State<'_, App>, input: Passphrase) -> Result<AppState, IpcError> {
    app.unlock_vault(input).await.map_err(IpcError::from)
}

/// Asks the keyring again, without a restart.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_keyring(app: State<'_, App>) -> Result<AppState, IpcError> {
    app.retry_keyring().await.map_err(IpcError::from)
}

/// Opens a workspace whose key is lost with its recovery key, and keeps the key for the next start.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recover_workspace(app: State<'_, App>, input: RecoverWorkspace) -> Result<AppState, IpcError> {
    app.recover_workspace(input).await.map_err(IpcError::from)
}
