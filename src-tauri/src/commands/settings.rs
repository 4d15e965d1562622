//! Settings, backups and the recovery key.

use app::App;
use app::dto::{
    AppState, BackupInfo, IpcError, MessageChannel, MessageChannels, SetMail, SetWebhook, Settings, SettingsPatch,
    WriteTo,
};
use tauri::State;

/// All settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_settings(app: State<'_, App>) -> Result<Settings, IpcError> {
    app.settings().await.map_err(IpcError::from)
}

/// Changes what is given; the rest stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_settings(app: State<'_, App>, patch: SettingsPatch) -> Result<Settings, IpcError> {
    app.update_settings(patch).await.map_err(IpcError::from)
}

/// Writes an encrypted backup and proves that it opens.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_backup(app: State<'_, App>) -> Result<BackupInfo, IpcError> {
    app.create_backup().await.map_err(IpcError::from)
}

/// The backups of the open workspace, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_backups(app: State<'_, App>) -> Result<Vec<BackupInfo>, IpcError> {
    app.list_backups().await.map_err(IpcError::from)
}

/// Puts a backup back; what was there is kept beside it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_backup(app: State<'_, App>, name: String) -> Result<AppState, IpcError> {
    app.restore_backup(&name).await.map_err(IpcError::from)
}

/// Writes the recovery key to a new file that only this user can read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn write_recovery_key(app: State<'_, App>, input: WriteTo) -> Result<(), IpcError> {
    app.write_recovery_key(input).await.map_err(IpcError::from)
}

/// Where notifications go besides this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_message_channels(app: State<'_, App>) -> Result<MessageChannels, IpcError> {
    app.message_channels().await.map_err(IpcError::from)
}

/// Writes to a chat from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_webhook(app: State<'_, App>, input: SetWebhook) -> Result<MessageChannels, IpcError> {
    app.set_webhook(input).await.map_err(IpcError::from)
}

/// Writes e-mails from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_mail(app: State<'_, App>, input: SetMail) -> Result<MessageChannels, IpcError> {
    app.set_mail(input).await.map_err(IpcError::from)
}

/// Writes there no more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_message_channel(
    app: State<'_, App>,
    channel: MessageChannel,
) -> Result<MessageChannels, IpcError> {
    app.remove_message_channel(channel).await.map_err(IpcError::from)
}

/// Sends one message there now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_message_channel(
    app: State<'_, App>,
    channel: MessageChannel,
) -> Result<MessageChannels, IpcError> {
    app.test_message_channel(channel).await.map_err(IpcError::from)
}
