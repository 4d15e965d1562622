//! Figures split by age, place or hour.

use app::App;
use app::dto::{Breakdown, BreakdownRequest, IpcError, StartBreakdown};
use tauri::State;

/// Split figures as far as they are here, and how far a pull of them is. Does not touch the network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_breakdown(app: State<'_, App>, input: BreakdownRequest) -> Result<Breakdown, IpcError> {
    app.breakdown(input).await.map_err(IpcError::from)
}

/// Begins to pull split figures, and answers at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_breakdown(app: State<'_, App>, input: StartBreakdown) -> Result<Breakdown, IpcError> {
    app.start_breakdown(input).await.map_err(IpcError::from)
}

/// Stops the pull of split figures; what has arrived is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_breakdown(app: State<'_, App>) -> Result<(), IpcError> {
    app.stop_breakdown().await.map_err(IpcError::from)
}
