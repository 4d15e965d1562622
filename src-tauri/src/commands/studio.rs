//! The studio: services that write, briefs, variants.

use app::App;
use app::dto::{
    EstimateStudioCopy, IpcError, SaveStudioProvider, StartStudioCopy, StudioBrief, StudioBriefDetail, StudioBriefRow,
    StudioEstimate, StudioProviders, StudioTest, UpdateStudioVariant,
};
use app::dto::{PreviewPublish, PublishPlace, PublishPlacesRequest, PublishPreview};
use tauri::State;

/// All services, and what may be spent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_studio_providers(app: State<'_, App>) -> Result<StudioProviders, IpcError> {
    app.studio_providers().await.map_err(IpcError::from)
}

/// Keeps a service.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_studio_provider(
    app: State<'_, App>,
    input: SaveStudioProvider,
) -> Result<StudioProviders, IpcError> {
    app.save_studio_provider(input).await.map_err(IpcError::from)
}

/// Takes a service and its key away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_studio_provider(app: State<'_, App>, id: String) -> Result<StudioProviders, IpcError> {
    app.remove_studio_provider(&id).await.map_err(IpcError::from)
}

/// Looks whether a service answers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_studio_provider(app: State<'_, App>, id: String) -> Result<StudioTest, IpcError> {
    app.test_studio_provider(&id).await.map_err(IpcError::from)
}

/// Sets what may be spent a day.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_studio_budget(app: State<'_, App>, daily: f64) -> Result<StudioProviders, IpcError> {
    app.set_studio_budget(daily).await.map_err(IpcError::from)
}

/// All briefs.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_studio_briefs(app: State<'_, App>) -> Result<Vec<StudioBriefRow>, IpcError> {
    app.studio_briefs().await.map_err(IpcError::from)
}

/// One brief with everything made from it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_studio_brief(app: State<'_, App>, id: String) -> Result<StudioBriefDetail, IpcError> {
    app.studio_brief(&id).await.map_err(IpcError::from)
}

/// Keeps a brief.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_studio_brief(app: State<'_, App>, input: StudioBrief) -> Result<StudioBriefDetail, IpcError> {
    app.save_studio_brief(input).await.map_err(IpcError::from)
}

/// Takes a brief away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_studio_brief(app: State<'_, App>, id: String) -> Result<Vec<StudioBriefRow>, IpcError> {
    app.delete_studio_brief(&id).await.map_err(IpcError::from)
}

/// What writing would cost, and what would leave this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn estimate_studio_copy(
    app: State<'_, App>,
    input: EstimateStudioCopy,
) -> Result<StudioEstimate, IpcError> {
    app.estimate_studio_copy(input).await.map_err(IpcError::from)
}

/// Asks a model.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_studio_copy(
    app: State<'_, App>,
    input: StartStudioCopy,
) -> Result<StudioBriefDetail, IpcError> {
    app.start_studio_copy(input).await.map_err(IpcError::from)
}

/// Stops what is being written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_studio_copy(app: State<'_, App>, id: String) -> Result<StudioBriefDetail, IpcError> {
    app.cancel_studio_copy(&id).await.map_err(IpcError::from)
}

/// Changes a variant.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_studio_variant(
    app: State<'_, App>,
    input: UpdateStudioVariant,
) -> Result<StudioBriefDetail, IpcError> {
    app.update_studio_variant(input).await.map_err(IpcError::from)
}

/// The ads of every text with every picture in every ad set, before they are made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_publish(app: State<'_, App>, input: PreviewPublish) -> Result<PublishPreview, IpcError> {
    app.preview_publish(input).await.map_err(IpcError::from)
}

/// Ad sets that ads can be made in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_publish_places(
    app: State<'_, App>,
    input: PublishPlacesRequest,
) -> Result<Vec<PublishPlace>, IpcError> {
    app.publish_places(input).await.map_err(IpcError::from)
}
