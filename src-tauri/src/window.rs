//! The main window: made hidden, shown when the page has drawn, kept in the tray when closed.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Runtime, WebviewWindow, WebviewWindowBuilder};

pub(crate) const MAIN: &str = "main";

/// Opens the main window, or brings the one that exists to the front.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>) {
    if let Some(window) = handle.get_webview_window(MAIN) {
        let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window did not come to the front");
        }
    } else if let Err(error) = open(handle) {
        tracing::error!(%error, "the window could not be opened");
    }
}

/// Makes the main window. It may load nothing but the page that is built into the program.
pub(crate) fn open<R: Runtime>(handle: &AppHandle<R>) -> tauri::Result<WebviewWindow<R>> {
    let config = handle.config().app.windows.iter().find(|window| window.label == MAIN).cloned().unwrap_or_default();
    let builder = WebviewWindowBuilder::from_config(handle, &config)?;
    // WebKit connects ahead to where a link leads, before it asks whether the link may be followed.
    #[cfg(target_os = "linux")]
    let builder = builder.proxy_url(nowhere());
    builder
        .on_navigation(|url| is_own_page(url.as_str()))
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        // The page has nothing to save: files are written by the core, where a person said so.
        .on_download(|_webview, _event| false)
        .visible(true)
        .build()
}

/// Where nothing listens and nobody but the system's owner could: as the web view's proxy it leads every request of a
/// page to the network there. The page itself comes from the program and needs none.
#[cfg(target_os = "linux")]
fn nowhere() -> tauri::Url {
    tauri::Url::parse("http://127.0.0.1:1").expect("a constant address")
}

/// Whether an address is the built-in page: exactly Tauri's own origin and no other.
pub(crate) fn is_own_page(address: &str) -> bool {
    let origins = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];
    origins.iter().any(|origin| {
        address.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_built_in_page_may_be_loaded() {
        for good in
            ["tauri://localhost", "tauri://localhost/", "tauri://localhost/#/explorer", "http://tauri.localhost/x"]
        {
            assert!(is_own_page(good), "{good}");
        }
        for bad in [
            "http://tauri.localhost.evil.example/",
            "http://tauri.evil.example/",
            "tauri://localhost.evil/",
            "tauri://localhost@evil/",
            "tauri://evil/",
            "https://www.facebook.com/",
            "http://localhost/",
            "http://127.0.0.1:1420/",
            "data:text/html,x",
            "blob:tauri://localhost/1",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "about:blank",
            "TAURI://localhost\u{0}",
            "",
        ] {
            assert!(!is_own_page(bad), "{bad}");
        }
    }
}
