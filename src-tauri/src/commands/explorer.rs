//! Reading the cache. None of these touches the network.

use app::App;
use app::dto::{
    DeleteView, ExplorerGroups, ExplorerPage, ExplorerRequest, ExportTable, FormulaCheck, GroupRequest, IpcError,
    ObjectDetail, ObjectRequest, Revision, RevisionsRequest, SaveView, SavedView, SearchHit, SearchRequest, Series,
    TableFile,
};
use tauri::State;

/// A window of rows of the tree table.
#[tauri::command]
#[specta::specta]
pub(crate) async fn query_explorer(app: State<'_, App>, input: ExplorerRequest) -> Result<ExplorerPage, IpcError> {
    app.query_explorer(input).await.map_err(IpcError::from)
}

/// The drawer of one object.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_object(app: State<'_, App>, input: ObjectRequest) -> Result<ObjectDetail, IpcError> {
    app.object(input).await.map_err(IpcError::from)
}

/// One object by day, as first seen and as known now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_series(app: State<'_, App>, input: ObjectRequest) -> Result<Series, IpcError> {
    app.series(input).await.map_err(IpcError::from)
}

/// How one day of an object was restated.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_revisions(app: State<'_, App>, input: RevisionsRequest) -> Result<Vec<Revision>, IpcError> {
    app.revisions(input).await.map_err(IpcError::from)
}

/// Search over names and texts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(app: State<'_, App>, input: SearchRequest) -> Result<Vec<SearchHit>, IpcError> {
    app.search(input).await.map_err(IpcError::from)
}

/// Groups of the objects that a question to the tree table finds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn group_explorer(app: State<'_, App>, input: GroupRequest) -> Result<ExplorerGroups, IpcError> {
    app.group_explorer(input).await.map_err(IpcError::from)
}

/// Reads a formula as somebody types it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_formula(app: State<'_, App>, text: String) -> Result<FormulaCheck, IpcError> {
    Ok(app.check_formula(&text))
}

/// The explorer's saved views by name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_saved_views(app: State<'_, App>) -> Result<Vec<SavedView>, IpcError> {
    app.saved_views().await.map_err(IpcError::from)
}

/// Saves a view, and answers with all of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_view(app: State<'_, App>, input: SaveView) -> Result<Vec<SavedView>, IpcError> {
    app.save_view(input).await.map_err(IpcError::from)
}

/// Removes a view, and answers with the others.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_view(app: State<'_, App>, input: DeleteView) -> Result<Vec<SavedView>, IpcError> {
    app.delete_view(input).await.map_err(IpcError::from)
}

/// Writes what the tree table shows to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_table(app: State<'_, App>, input: ExportTable) -> Result<TableFile, IpcError> {
    app.export_table(input).await.map_err(IpcError::from)
}
