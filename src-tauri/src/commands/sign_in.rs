//! Signing in.

use app::App;
use app::dto::{
    AccountsFrom, AppState, AvailablePage, BeginSignIn, ChooseAccounts, ConnectSystemUser, IpcError, SignInStatus,
};
use tauri::State;

/// Opens the demo workspace: starts the simulation and signs in to it as one would to Meta.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_demo(app: State<'_, App>) -> Result<SignInStatus, IpcError> {
    app.start_demo().await.map_err(IpcError::from)
}

/// Opens Meta's sign-in in the system browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_sign_in(app: State<'_, App>, input: BeginSignIn) -> Result<SignInStatus, IpcError> {
    app.begin_sign_in(input).await.map_err(IpcError::from)
}

/// Connects with a pasted system-user token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connect_system_user(
    app: State<'_, App>,
    input: ConnectSystemUser,
) -> Result<SignInStatus, IpcError> {
    app.connect_system_user(input).await.map_err(IpcError::from)
}

/// Forgets the pending sign-in; its link is no longer accepted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(app: State<'_, App>) -> Result<SignInStatus, IpcError> {
    app.cancel_sign_in().await.map_err(IpcError::from)
}

/// Where the sign-in stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_sign_in(app: State<'_, App>) -> Result<SignInStatus, IpcError> {
    Ok(app.sign_in_status())
}

/// A part of the ad accounts the sign-in can see. Says when Meta asks to wait instead of waiting.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_available_accounts(
    app: State<'_, App>,
    input: AccountsFrom,
) -> Result<AvailablePage, IpcError> {
    app.available_page(input).await.map_err(IpcError::from)
}

/// Picks the accounts to keep and starts their first sync.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_accounts(app: State<'_, App>, input: ChooseAccounts) -> Result<AppState, IpcError> {
    app.choose_accounts(input).await.map_err(IpcError::from)
}

/// Revokes and forgets the sign-in. The cached data stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(app: State<'_, App>) -> Result<AppState, IpcError> {
    app.sign_out().await.map_err(IpcError::from)
}
