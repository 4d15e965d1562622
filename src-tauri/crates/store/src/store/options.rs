//! How a workspace is opened.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Clock;

/// How a workspace is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Connections that read at the same time; at least one.
    pub readers: usize,
    /// Where backups are kept; `backups` in the workspace's folder when none is given.
    pub backups: Option<PathBuf>,
    /// Takes secrets out of texts before they become part of the audit log, where nothing can be taken out later.
    pub scrub: for<'a> fn(&'a str) -> Cow<'a, str>,
}

impl OpenOptions {
    /// The usual options with this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, readers: 2, backups: None, scrub: |text| Cow::Borrowed(text) }
    }

    pub(crate) fn backup_folder(&self, folder: &Path) -> PathBuf {
        self.backups.clone().unwrap_or_else(|| folder.join("backups"))
    }
}
