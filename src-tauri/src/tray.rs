//! The tray: state at a glance, what waits for a person, sync now, stop all rules, open, quit.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, Once, PoisonError};
#[cfg(target_os = "linux")]
use std::time::Duration;

use app::App;
use app::dto::{AppEvent, AppState, StartSync};
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Runtime};

const TRAY: &str = "main";
/// What shows tray icons on Linux desktops, by its name on the session bus.
#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
#[cfg(target_os = "linux")]
const TRAY_ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// What the tray's icon says, by shape as well as by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrayState {
    Normal,
    Stale,
    Problem,
}

/// The menu items whose text follows the state.
pub(crate) struct Tray<R: Runtime> {
    state: MenuItem<R>,
    sync: MenuItem<R>,
    waiting: MenuItem<R>,
    stop: MenuItem<R>,
    shown: Mutex<Option<Face>>,
}

/// What the menu says of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Acts that wait for a yes; none known while no workspace is open.
    waiting: Option<u32>,
    stopped: bool,
}

impl Rules {
    /// As they are now.
    pub(crate) async fn of(app: &App) -> Self {
        let stopped = app.write_state().await.is_ok_and(|writes| writes.stopped);
        Self { waiting: app.rules_standing().await.ok().map(|standing| standing.waiting), stopped }
    }

    fn waiting_line(self) -> String {
        match self.waiting {
            None | Some(0) => "No approvals waiting".to_owned(),
            Some(1) => "1 approval waiting".to_owned(),
            Some(count) => format!("{count} approvals waiting"),
        }
    }

    fn stop_line(self) -> &'static str {
        if self.stopped { "All rules and changes are stopped" } else { "Stop all rules and changes" }
    }
}

/// All that the tray shows of a state.
#[derive(Debug, PartialEq, Eq)]
struct Face {
    icon: TrayState,
    line: String,
    can_sync: bool,
}

/// Puts the icon into the tray, once. Where that cannot be, the window stays the only way in, and that is logged.
pub(crate) fn install<R: Runtime>(handle: &AppHandle<R>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| install_now(handle));
}

fn install_now<R: Runtime>(handle: &AppHandle<R>) {
    // On Linux the library that talks to trays is loaded now, and its binding panics where it is not installed. A
    // workstation without a tray is still one.
    match std::panic::catch_unwind(AssertUnwindSafe(|| build(handle))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray icon"),
        Err(_logged_already) => tracing::warn!("there is no tray icon: the library for it is missing"),
    }
}

/// Whether there is an icon that somebody may see: one was made, and on Linux a tray shows what programs offer.
/// Asks the session bus, for at most two seconds.
pub(crate) async fn is_in_sight<R: Runtime>(handle: &AppHandle<R>) -> bool {
    handle.tray_by_id(TRAY).is_some() && is_shown_by_desktop().await
}

#[cfg(target_os = "linux")]
async fn is_shown_by_desktop() -> bool {
    let asking = async {
        let bus = zbus::Connection::session().await?;
        let watcher = zbus::Proxy::new(&bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
        watcher.get_property::<bool>("IsStatusNotifierHostRegistered").await
    };
    match tokio::time::timeout(TRAY_ANSWERS_WITHIN, asking).await {
        Ok(Ok(shown)) => shown,
        Ok(Err(error)) => {
            tracing::info!(%error, "this desktop has no tray");
            false
        }
        Err(_) => false,
    }
}

#[cfg(not(target_os = "linux"))]
async fn is_shown_by_desktop() -> bool {
    true
}

fn build<R: Runtime>(handle: &AppHandle<R>) -> tauri::Result<()> {
    let state = MenuItem::with_id(handle, "state", "Sextant", false, None::<&str>)?;
    let sync = MenuItem::with_id(handle, "sync", "Sync now", true, None::<&str>)?;
    let unknown = Rules { waiting: None, stopped: false };
    let waiting = MenuItem::with_id(handle, "approvals", unknown.waiting_line(), false, None::<&str>)?;
    let stop = MenuItem::with_id(handle, "stop", unknown.stop_line(), false, None::<&str>)?;
    let open = MenuItem::with_id(handle, "open", "Open Sextant", true, None::<&str>)?;
    let quit = MenuItem::with_id(handle, "quit", "Quit (syncs and rules stop)", true, None::<&str>)?;
    let lines = [PredefinedMenuItem::separator(handle)?, PredefinedMenuItem::separator(handle)?];
    let [first, second] = &lines;
    let menu = Menu::with_items(handle, &[&state, first, &waiting, &sync, &stop, second, &open, &quit])?;
    TrayIconBuilder::with_id(TRAY)
        .icon(icon(TrayState::Normal)?)
        .tooltip("Sextant")
        .menu(&menu)
        .on_menu_event(|handle, event| act(handle, event.id().as_ref()))
        .build(handle)?;
    handle.manage(Tray { state, sync, waiting, stop, shown: Mutex::default() });
    Ok(())
}

fn act<R: Runtime>(handle: &AppHandle<R>, item: &str) {
    match item {
        "open" => crate::window::show(handle),
        "quit" => handle.exit(0),
        "approvals" => {
            crate::window::show(handle);
            crate::events::send(handle, AppEvent::Navigate { to: "/approvals".into() });
        }
        "stop" => {
            let app = handle.state::<App>().inner().clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = app.stop_writes().await {
                    tracing::error!(%error, "the tray could not stop what is sent");
                }
            });
        }
        "sync" => {
            let app = handle.state::<App>().inner().clone();
            tauri::async_runtime::spawn(async move {
                let everything = StartSync { account_ids: Vec::new(), since: None, until: None };
                if let Err(error) = app.start_sync(everything).await {
                    tracing::warn!(%error, "the tray could not start a sync");
                }
            });
        }
        _ => {}
    }
}

/// Shows the present state in the tray. What it shows already is not shown again: each icon is a file for the desktop.
pub(crate) fn update<R: Runtime>(handle: &AppHandle<R>, state: &AppState) {
    let Some(tray) = handle.try_state::<Tray<R>>() else { return };
    let (icon, line) = summary(state);
    let can_sync = state.workspace.as_ref().is_some_and(|workspace| workspace.sync.running.is_none());
    let face = Face { icon, line, can_sync };
    let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.as_ref() == Some(&face) {
        return;
    }
    match show(handle, &tray, &face, shown.as_ref().map(|before| before.icon)) {
        Ok(()) => *shown = Some(face),
        Err(error) => tracing::debug!(%error, "the tray was not updated"),
    }
}

fn show<R: Runtime>(
    handle: &AppHandle<R>,
    tray: &Tray<R>,
    face: &Face,
    icon_before: Option<TrayState>,
) -> tauri::Result<()> {
    tray.state.set_text(&face.line)?;
    tray.sync.set_enabled(face.can_sync)?;
    let Some(icon_in_tray) = handle.tray_by_id(TRAY) else { return Ok(()) };
    if icon_before.unwrap_or(TrayState::Normal) != face.icon {
        icon_in_tray.set_icon(Some(icon(face.icon)?))?;
    }
    icon_in_tray.set_tooltip(Some(&face.line))
}

/// Shows how it stands with rules.
pub(crate) fn update_rules<R: Runtime>(handle: &AppHandle<R>, rules: Rules) {
    let Some(tray) = handle.try_state::<Tray<R>>() else { return };
    let shown = tray
        .waiting
        .set_text(rules.waiting_line())
        .and_then(|()| tray.waiting.set_enabled(rules.waiting.is_some_and(|count| count > 0)))
        .and_then(|()| tray.stop.set_text(rules.stop_line()))
        .and_then(|()| tray.stop.set_enabled(rules.waiting.is_some() && !rules.stopped));
    if let Err(error) = shown {
        tracing::debug!(%error, "the tray was not updated");
    }
}

fn summary(state: &AppState) -> (TrayState, String) {
    use app::dto::{ConnectionStatus, SyncResult};
    if state.problem.is_some() {
        return (TrayState::Problem, "Sextant needs you: a workspace did not open".into());
    }
    let Some(workspace) = &state.workspace else { return (TrayState::Normal, "No workspace open".into()) };
    if workspace.connection.status == ConnectionStatus::Ended {
        return (TrayState::Problem, format!("{}: sign in again", workspace.name));
    }
    if workspace.sync.running.is_some() {
        return (TrayState::Normal, format!("{}: syncing", workspace.name));
    }
    match &workspace.sync.last {
        Some(last) if matches!(last.result, SyncResult::Complete | SyncResult::Cancelled) => {
            (TrayState::Normal, format!("{}: up to date", workspace.name))
        }
        Some(_) => (TrayState::Stale, format!("{}: some figures are stale", workspace.name)),
        None => (TrayState::Normal, format!("{}: not synced yet", workspace.name)),
    }
}

fn icon(state: TrayState) -> tauri::Result<Image<'static>> {
    Image::from_bytes(match state {
        TrayState::Normal => include_bytes!("../../icons/tray-normal.png"),
        TrayState::Stale => include_bytes!("../../icons/tray-stale.png"),
        TrayState::Problem => include_bytes!("../../icons/tray-problem.png"),
    })
}
