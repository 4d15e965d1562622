//! Reading the cache. None of these touches the network.

use app::App;
use app::dto::{
    ExplorerPage, ExplorerRequest, IpcError, ObjectDetail, ObjectRequest, Revision, RevisionsRequest, SearchHit,
    SearchRequest, Series,
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
