//! Where everything lies: one folder, `SEXTANT_HOME`, with all data of this user below it.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

/// The data folder and what the environment says about this run.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    /// Overrides where every workspace finds the Marketing API (`SEXTANT_GRAPH_URL`).
    pub graph_url: Option<Url>,
    /// Opens and makes passphrase vaults without asking (`SEXTANT_PASSPHRASE`).
    pub passphrase: Option<SecretString>,
    /// Whether a browser may be opened; not with `SEXTANT_BROWSER=none`, for machines that nobody looks at.
    pub may_open_browser: bool,
    /// The sandbox's program (`SEXTANT_SANDBOX`); without it, the one beside this program.
    pub sandbox: Option<PathBuf>,
}

impl Home {
    /// A home in `folder`, with nothing from the environment.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), graph_url: None, passphrase: None, may_open_browser: true, sandbox: None }
    }

    /// `SEXTANT_HOME`, or the platform's folder for application data. An address that is not one is ignored with a
    /// warning, because starting against the wrong host would be worse than not starting against the right one.
    pub fn from_environment() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let folder =
            text("SEXTANT_HOME").map(PathBuf::from).or_else(|| dirs::data_dir().map(|data| data.join("sextant")));
        let graph_url = text("SEXTANT_GRAPH_URL").and_then(|address| match Url::parse(&address) {
            Ok(url) => Some(url),
            Err(error) => {
                tracing::warn!(%error, "SEXTANT_GRAPH_URL is not an address");
                None
            }
        });
        Self {
            folder: folder.unwrap_or_else(|| PathBuf::from(".sextant")),
            graph_url,
            passphrase: text("SEXTANT_PASSPHRASE").map(SecretString::from),
            may_open_browser: text("SEXTANT_BROWSER").as_deref() != Some("none"),
            sandbox: text("SEXTANT_SANDBOX").map(PathBuf::from),
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Folder of a workspace's files.
    pub fn workspace(&self, id: &str) -> PathBuf {
        self.workspaces().join(id)
    }

    /// Folder of all workspaces.
    pub fn workspaces(&self) -> PathBuf {
        self.folder.join("workspaces")
    }

    /// Folder of a workspace's backups: beside the workspaces, so that losing one folder does not lose both.
    pub fn backups(&self, id: &str) -> PathBuf {
        self.folder.join("backups").join(id)
    }

    /// The program's settings.
    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join("settings.json")
    }
}
