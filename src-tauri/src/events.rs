//! What the page hears about without asking.

use app::dto::AppEvent;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;

/// The one page event. The page switches on the `kind` of what is inside.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[tauri_specta(event_name = "app-event")]
pub(crate) struct PageEvent(pub AppEvent);

/// Sends an event to the page. A window that is gone is no error: the next one asks for the state anyway.
pub(crate) fn send<R: Runtime>(handle: &AppHandle<R>, event: AppEvent) {
    if let Err(error) = PageEvent(event).emit(handle) {
        tracing::debug!(%error, "the page did not get an event");
    }
}
