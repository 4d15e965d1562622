//! What the core takes from outside itself, so that tests can bring their own.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, SystemClock};
use futures_util::future::BoxFuture;

use crate::keys::KeyStores;
use crate::link_handler::{Links, SystemLinks};

/// How long the program that opens the browser may take before it counts as having done so.
const BROWSER_STARTS_WITHIN: Duration = Duration::from_secs(5);

/// Clock, keys, browser and links of a core; [`Surroundings::default`] is the computer it runs on.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What keeps keys.
    pub keys: KeyStores,
    /// What shows web pages to the person.
    pub browser: Arc<dyn Browser>,
    /// Who takes links of the form `sextant://`.
    pub links: Arc<dyn Links>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            keys: KeyStores::default(),
            browser: Arc::new(SystemBrowser),
            links: Arc::new(SystemLinks::default()),
        }
    }
}

/// Shows web pages to the person.
pub trait Browser: Send + Sync + std::fmt::Debug {
    /// Opens an address. False where there is no browser.
    fn open(&self, address: &str) -> BoxFuture<'static, bool>;
}

/// The browser the system opens.
#[derive(Debug, Clone, Copy)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, address: &str) -> BoxFuture<'static, bool> {
        let commands = open::commands(address);
        Box::pin(async move {
            for command in commands {
                if starts(tokio::process::Command::from(command)).await {
                    return true;
                }
            }
            false
        })
    }
}

async fn starts(mut command: tokio::process::Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    match tokio::time::timeout(BROWSER_STARTS_WITHIN, child.wait()).await {
        Ok(Ok(status)) => status.success(),
        Ok(Err(_)) => false,
        // Still running: it became the browser.
        Err(_) => true,
    }
}
