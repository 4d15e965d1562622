//! Pictures of the studio: the library, painting, composing.

use std::path::Path;

use app::App;
use app::dto::{
    ComposeStudioPicture, ImportedStudioPicture, IpcError, ListStudioPictures, PaintStudioPicture, StudioComposition,
    StudioPaintEstimate, StudioPaintRun, StudioPicture, StudioPicturePage, UpdateStudioPicture,
};
use tauri::State;

/// A part of the library.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_studio_pictures(
    app: State<'_, App>,
    input: ListStudioPictures,
) -> Result<StudioPicturePage, IpcError> {
    app.studio_pictures(input).await.map_err(IpcError::from)
}

/// Takes a picture from a file that a person chose.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_studio_picture(
    app: State<'_, App>,
    path: String,
) -> Result<ImportedStudioPicture, IpcError> {
    app.import_studio_picture(Path::new(&path)).await.map_err(IpcError::from)
}

/// Changes what a person says of a picture.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_studio_picture(
    app: State<'_, App>,
    input: UpdateStudioPicture,
) -> Result<StudioPicture, IpcError> {
    app.update_studio_picture(input).await.map_err(IpcError::from)
}

/// What a picture would cost, and where its prompt goes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn estimate_studio_picture(
    app: State<'_, App>,
    input: PaintStudioPicture,
) -> Result<StudioPaintEstimate, IpcError> {
    app.estimate_studio_picture(input).await.map_err(IpcError::from)
}

/// Has a picture painted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paint_studio_picture(
    app: State<'_, App>,
    input: PaintStudioPicture,
) -> Result<StudioPaintRun, IpcError> {
    app.paint_studio_picture(input).await.map_err(IpcError::from)
}

/// Stops what is being painted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_studio_picture(app: State<'_, App>) -> Result<Option<StudioPaintRun>, IpcError> {
    app.cancel_studio_picture().await.map_err(IpcError::from)
}

/// What one picture and one text look like in all placements.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_studio_composition(
    app: State<'_, App>,
    input: ComposeStudioPicture,
) -> Result<StudioComposition, IpcError> {
    app.preview_studio_composition(input).await.map_err(IpcError::from)
}

/// Makes them for the library.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compose_studio_picture(
    app: State<'_, App>,
    input: ComposeStudioPicture,
) -> Result<StudioComposition, IpcError> {
    app.compose_studio_picture(input).await.map_err(IpcError::from)
}
