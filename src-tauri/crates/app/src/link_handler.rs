//! Which program of this computer takes links of the form `sextant://`.
//!
//! Any program can register itself for a scheme. Sextant looks before it sends somebody to the browser: an answer that
//! another program receives is lost, even though it is of no use to that program.

mod system;

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::app::App;
pub use system::SystemLinks;

/// How long registering this program may take before the question is asked all the same.
const REGISTERED_WITHIN: Duration = Duration::from_secs(5);

/// Who takes the links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkHandler {
    /// Sextant, this copy or another one: whichever is started hands the link to the one that runs.
    Sextant {
        /// Its program.
        program: String,
    },
    /// Another program.
    Other {
        /// Its name, as people know it.
        name: String,
    },
    /// No program is registered.
    Nobody,
    /// The system does not say.
    Unknown {
        /// Why, as the end of a sentence.
        why: String,
    },
}

impl LinkHandler {
    /// Whether a link is known not to arrive at Sextant.
    pub fn misses_us(&self) -> bool {
        matches!(self, Self::Other { .. } | Self::Nobody)
    }
}

impl std::fmt::Display for LinkHandler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sextant { program } => write!(f, "sextant:// opens {program}"),
            Self::Other { name } => write!(f, "Links of the form sextant:// open “{name}” on this computer"),
            Self::Nobody => f.write_str("No program on this computer opens links of the form sextant://"),
            Self::Unknown { why } => write!(f, "who opens links of the form sextant:// cannot be told: {why}"),
        }
    }
}

/// Knows who takes the links.
pub trait Links: Send + Sync + std::fmt::Debug {
    /// Asks. Answers within seconds.
    fn handler(&self) -> BoxFuture<'static, LinkHandler>;
}

/// Says that this program is being registered for its links; dropped when that is over.
#[derive(Debug)]
#[must_use]
pub struct RegisteringLinks {
    _over: DropGuard,
}

impl App {
    /// Makes the core wait a moment for the registration that begins now before it judges who takes the links.
    pub fn registering_links(&self) -> RegisteringLinks {
        let over = CancellationToken::new();
        *self.inner.registered.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(over.clone());
        RegisteringLinks { _over: over.drop_guard() }
    }

    /// Who takes links of the form `sextant://`.
    pub(crate) async fn link_handler(&self) -> LinkHandler {
        let registered = self.inner.registered.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if let Some(registered) = registered
            && tokio::time::timeout(REGISTERED_WITHIN, registered.cancelled()).await.is_err()
        {
            tracing::warn!("registering the links takes long");
        }
        self.inner.links.handler().await
    }
}
