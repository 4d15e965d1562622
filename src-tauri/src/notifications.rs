//! Native notifications: few, and only about what a person has to know while the window is out of sight.

use app::Alarm;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt;

/// Shows an alarm. A desktop without notifications is no error: the window and the tray say the same.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>, alarm: &Alarm) {
    if let Err(error) = handle.notification().builder().title(&alarm.title).body(&alarm.body).show() {
        tracing::warn!(%error, "a notification could not be shown");
    }
}
