//! Links of the form `sextant://…` that arrive as program arguments or from the operating system.
//!
//! Anything can put text there, so it is untrusted: it is handed as text to the sign-in that may be waiting for it, and
//! nowhere else. The text is never logged, since it may hold a code.

use app::App;
use tauri::{AppHandle, Manager, Runtime};

/// The scheme the program is registered for.
const SCHEME: &str = "sextant:";

/// The links among a program's arguments.
pub(crate) fn in_arguments(arguments: &[String]) -> Vec<String> {
    let is_link = |argument: &&String| argument.get(..SCHEME.len()).is_some_and(|s| s.eq_ignore_ascii_case(SCHEME));
    arguments.iter().filter(is_link).cloned().collect()
}

/// Hands links to the sign-in that may be waiting for one. Refusals reach the page as a notice.
pub(crate) fn receive<R: Runtime>(handle: &AppHandle<R>, links: Vec<String>) {
    let Some(app) = handle.try_state::<App>().map(|state| state.inner().clone()) else { return };
    for link in links {
        let app = app.clone();
        tauri::async_runtime::spawn(async move { app.receive_link(&link).await });
    }
}

/// Hands over the links the program was started with.
pub(crate) async fn receive_at_start(app: &App, links: Vec<String>) {
    for link in links {
        app.receive_link_at_start(&link).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_scheme_is_taken_from_the_arguments() {
        let arguments: Vec<String> =
            ["sextant", "--hidden", "SEXTANT://oauth/callback?a=b", "https://sextant:1", "sextant:x", "séxtant:"]
                .map(String::from)
                .into();
        assert_eq!(in_arguments(&arguments), ["SEXTANT://oauth/callback?a=b", "sextant:x"]);
    }
}
