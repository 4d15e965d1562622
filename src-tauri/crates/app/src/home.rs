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

    /// `SEXTANT_HOME`, or the platform's folder for application data.
    pub fn from_environment() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let folder =
            text("SEXTANT_HOME").map(PathBuf::from).or_else(|| dirs::data_dir().map(|data| data.join("sextant")));
        let graph_url = text("SEXTANT_GRAPH_URL").map(|address| address_or_nowhere(&address));
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

/// An address that is none leads nowhere: whoever sets one wants another host than Meta's, so Meta's is no substitute.
fn address_or_nowhere(address: &str) -> Url {
    Url::parse(address).unwrap_or_else(|error| {
        tracing::warn!(%error, "SEXTANT_GRAPH_URL is not an address");
        Url::parse("https://not-an-address.invalid").expect("a constant address")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_address_never_becomes_metas() {
        assert_eq!(address_or_nowhere("http://127.0.0.1:9").as_str(), "http://127.0.0.1:9/");
        for malformed in ["127.0.0.1:9", "graph", "http://", "http://[::1"] {
            let url = address_or_nowhere(malformed);
            assert!(url.host_str().is_none_or(|host| host.ends_with(".invalid")), "{malformed}: {url}");
        }
    }
}
