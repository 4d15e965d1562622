//! What a person chooses from when something is made, names by a template, links of ads. Nothing here changes an account.

use app::App;
use app::dto::{
    AccountChoices, CreationPlace, CreationRules, CreativePage, CreativesRequest, IpcError, LinkReport, LinksRequest,
    Naming, NamingPreview, ObjectKey, PlaceChoice, PlaceSearch, TraitChoice, TraitSearch,
};
use tauri::State;

/// Everything that fits everything when something is made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_creation_rules() -> Result<CreationRules, IpcError> {
    Ok(app::creation_rules())
}

/// Where something is to be made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_creation_place(app: State<'_, App>, input: ObjectKey) -> Result<CreationPlace, IpcError> {
    app.creation_place(input).await.map_err(IpcError::from)
}

/// Pixels, pages, audiences and smallest budgets of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_account_choices(app: State<'_, App>, id: String) -> Result<AccountChoices, IpcError> {
    app.account_choices(&id).await.map_err(IpcError::from)
}

/// Interests and other traits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search_targeting(app: State<'_, App>, input: TraitSearch) -> Result<Vec<TraitChoice>, IpcError> {
    app.search_targeting(input).await.map_err(IpcError::from)
}

/// Places.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search_places(app: State<'_, App>, input: PlaceSearch) -> Result<Vec<PlaceChoice>, IpcError> {
    app.search_places(input).await.map_err(IpcError::from)
}

/// Creatives of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_creatives(app: State<'_, App>, input: CreativesRequest) -> Result<CreativePage, IpcError> {
    app.creatives(input).await.map_err(IpcError::from)
}

/// How the workspace names things and tags links.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_naming(app: State<'_, App>) -> Result<Naming, IpcError> {
    app.naming().await.map_err(IpcError::from)
}

/// Keeps how the workspace names things and tags links.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_naming(app: State<'_, App>, input: Naming) -> Result<Naming, IpcError> {
    app.update_naming(input).await.map_err(IpcError::from)
}

/// What templates would do. Keeps nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_naming(app: State<'_, App>, input: Naming) -> Result<NamingPreview, IpcError> {
    app.preview_naming(input).await.map_err(IpcError::from)
}

/// Ads whose links have something wrong.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lint_links(app: State<'_, App>, input: LinksRequest) -> Result<LinkReport, IpcError> {
    app.lint_links(input).await.map_err(IpcError::from)
}
