//! Puts the program together: log, core, plugins, window, tray, and the pump that carries events outward.

use std::process::ExitCode;

use app::dto::AppEvent;
use app::{App, Notifications, Signal, Signals, Surroundings};
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, RunEvent, Runtime, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::commands::files::Dialogs;
use crate::{bindings, deep_link, events, ipc_error, notifications, tray, window};

/// Runs the desktop program until it is quit.
pub fn run() -> ExitCode {
    app::log::start();
    ipc_error::log_panics();
    app::prepare_process();
    let app = match App::start_with(app::Home::from_environment(), surroundings()) {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "Sextant could not start");
            return ExitCode::FAILURE;
        }
    };
    match build(app) {
        Ok(program) => {
            program.run(on_run_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "Sextant could not start");
            ExitCode::FAILURE
        }
    }
}

/// The computer this runs on.
#[cfg(not(feature = "e2e"))]
fn surroundings() -> Surroundings {
    Surroundings::default()
}

/// The computer this runs on, with a clock that a test can move.
#[cfg(feature = "e2e")]
fn surroundings() -> Surroundings {
    let clock = std::sync::Arc::new(crate::test_clock::ClockAhead::from_environment());
    Surroundings { clock, ..Surroundings::default() }
}

#[allow(clippy::exit, reason = "Tauri's generated context has it, not we")]
fn build(app: App) -> tauri::Result<tauri::App> {
    let surface = bindings::builder::<tauri::Wry>();
    let commands = surface.invoke_handler();
    tauri::Builder::default()
        // First, so that a second instance hands over its link and ends before it does anything else.
        .plugin(tauri_plugin_single_instance::init(|handle, arguments, _folder| {
            window::show(handle);
            deep_link::receive(handle, deep_link::in_arguments(&arguments));
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_notification::init())
        .manage(app)
        .invoke_handler(commands)
        .setup(move |program| {
            surface.mount_events(program);
            set_up(program.handle());
            Ok(())
        })
        .on_page_load(|webview, load| {
            // Loading the tray's libraries takes the time of a few frames, and the window draws first.
            if load.event() == PageLoadEvent::Finished {
                put_into_tray(webview.app_handle());
            }
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                close_to_tray(window.app_handle(), api);
            }
        })
        .build(tauri::generate_context!())
}

fn set_up(handle: &AppHandle) {
    handle.manage(Dialogs(handle.clone()));
    let app = handle.state::<App>().inner().clone();
    // From here on, so that nothing is missed of what opens now.
    let (signals, alarms) = (app.signals(), app.notifications());
    notifications::listen(handle);
    // On macOS the scheme comes from the bundle; elsewhere it is registered for the program that runs now.
    #[cfg(not(target_os = "macos"))]
    register_links(handle);
    // Keys and files are opened while the window is made: each takes about as long as the other.
    open_workspace(&app);
    if let Err(error) = window::open(handle) {
        tracing::error!(%error, "the window could not be opened");
        // The way in that is left.
        put_into_tray(handle);
    }
    pump(handle, app, signals, alarms);
}

/// Puts the icon into the tray, with the present state.
fn put_into_tray(handle: &AppHandle) {
    tray::install(handle);
    let app = handle.state::<App>().inner().clone();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        update_tray(&handle, &app).await;
        tray::update_rules(&handle, tray::Rules::of(&app).await);
    });
}

/// Opens the last workspace, or the demo where the program was asked for it, and then takes the links it was started with.
fn open_workspace(app: &App) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let links = deep_link::in_arguments(&arguments);
    let wants_demo = arguments.iter().any(|argument| argument == "--demo");
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        app.open_last_workspace().await;
        if wants_demo && let Err(error) = app.start_demo().await {
            tracing::error!(%error, "the demo could not be opened");
        }
        deep_link::receive_at_start(&app, links).await;
    });
}

/// Registers this program for its links. That runs programs of the system, which may hang, so the window never waits.
#[cfg(not(target_os = "macos"))]
fn register_links(handle: &AppHandle) {
    let registering = handle.state::<App>().registering_links();
    let handle = handle.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = handle.deep_link().register_all() {
            tracing::warn!(%error, "links of the form sextant:// are not registered");
        }
        drop(registering);
    });
}

/// Carries what the core reports to the page, the tray and the desktop, for as long as the program runs.
fn pump(handle: &AppHandle, app: App, mut signals: Signals, mut alarms: Notifications) {
    let shown_by = handle.clone();
    tauri::async_runtime::spawn(async move {
        while let Some(alarm) = alarms.next().await {
            notifications::show(&shown_by, &alarm);
        }
    });
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        while let Some(signal) = signals.next().await {
            // Alarms come gathered, above.
            let Signal::Event(event) = signal else { continue };
            if matches!(event, AppEvent::StateChanged {} | AppEvent::SyncChanged { .. }) {
                update_tray(&handle, &app).await;
            }
            let of_rules =
                matches!(event, AppEvent::StateChanged {} | AppEvent::RulesChanged {} | AppEvent::WritesChanged { .. });
            events::send(&handle, event);
            if of_rules {
                tray::update_rules(&handle, tray::Rules::of(&app).await);
            }
        }
    });
}

async fn update_tray(handle: &AppHandle, app: &App) {
    if let Ok(state) = app.state().await {
        tray::update(handle, &state);
    }
}

/// Closing the window hides it: syncing goes on in the tray. Where no tray shows the icon, closing quits, since nobody
/// could find the program again.
fn close_to_tray(handle: &AppHandle, api: &tauri::CloseRequestApi) {
    let app = handle.state::<App>().inner().clone();
    if !app.keeps_in_tray() {
        return;
    }
    api.prevent_close();
    if let Some(window) = handle.get_webview_window("main")
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window did not hide");
    }
    let handle = handle.clone();
    // Asking the desktop takes time that the window must not wait for, so it is hidden first.
    tauri::async_runtime::spawn(async move {
        if tray::is_in_sight(&handle).await {
            app.tell_about_tray_once().await;
        } else {
            handle.exit(0);
        }
    });
}

fn on_run_event<R: Runtime>(handle: &AppHandle<R>, event: RunEvent) {
    match event {
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            deep_link::receive(handle, urls.iter().map(ToString::to_string).collect());
        }
        RunEvent::Exit => {
            let app = handle.state::<App>().inner().clone();
            tauri::async_runtime::block_on(app.shut_down());
        }
        _ => {}
    }
}
