//! `workspace.json`: what is known about a workspace before its key is. Nothing in it is secret.

use std::io::Write as _;
use std::path::Path;

use domain::TimestampMillis;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Error;
use crate::dto::{WorkspaceKind, WorkspaceSummary};
use crate::home::Home;

const NAME: &str = "workspace.json";

/// A workspace's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WorkspaceFile {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: WorkspaceKind,
    /// Whether the key lies in a passphrase vault rather than in the keyring.
    #[serde(default)]
    pub(crate) vault: bool,
    pub(crate) created_at: TimestampMillis,
    pub(crate) opened_at: Option<TimestampMillis>,
    /// Where the https bounce page lies, for signing in again.
    #[serde(default)]
    pub(crate) bounce_url: Option<String>,
}

impl WorkspaceFile {
    /// All workspaces of the home, last opened first. A folder without a readable file is passed over with a warning:
    /// one bad workspace must not hide the others.
    pub(crate) fn list(home: &Home) -> Vec<Self> {
        let Ok(entries) = std::fs::read_dir(home.workspaces()) else { return Vec::new() };
        let mut all: Vec<Self> = entries
            .filter_map(|entry| {
                let folder = entry.ok()?;
                let path = folder.path().join(NAME);
                match read_json::<Self>(&path) {
                    // The id is part of every sealed blob, so a folder under another name is not this workspace's.
                    Ok(file) if folder.file_name() != *file.id => {
                        tracing::warn!(path = %path.display(), "a workspace's folder has another name than its id");
                        None
                    }
                    Ok(file) => Some(file),
                    Err(error) => {
                        tracing::warn!(%error, path = %path.display(), "a workspace's file could not be read");
                        None
                    }
                }
            })
            .collect();
        all.sort_by_key(|file| std::cmp::Reverse(file.opened_at.unwrap_or(file.created_at)));
        all
    }

    /// # Errors
    /// [`Error::NotFound`] when there is no such workspace.
    pub(crate) fn load(home: &Home, id: &str) -> Result<Self, Error> {
        // An id is a folder's name; anything else could lead out of the data folder.
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Error::NotFound("workspace"));
        }
        let file: Self = read_json(&home.workspace(id).join(NAME)).map_err(|_| Error::NotFound("workspace"))?;
        if file.id == id { Ok(file) } else { Err(Error::NotFound("workspace")) }
    }

    /// The workspace with this id or name; without one, the one opened last.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub(crate) fn named(home: &Home, name: Option<&str>) -> Result<Self, Error> {
        let wanted = |file: &Self| name.is_none_or(|name| file.id == name || file.name == name);
        Self::list(home).into_iter().find(wanted).ok_or(Error::NoWorkspace)
    }

    pub(crate) fn save(&self, home: &Home) -> Result<(), Error> {
        write_json(&home.workspace(&self.id).join(NAME), self)
    }

    pub(crate) fn summary(&self) -> WorkspaceSummary {
        WorkspaceSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            last_opened_at_ms: self.opened_at.map(|at| at.0 as f64),
        }
    }
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let text = std::fs::read(path).map_err(|source| Error::io(path, source))?;
    serde_json::from_slice(&text)
        .map_err(|_| Error::io(path, std::io::Error::new(std::io::ErrorKind::InvalidData, "not the expected JSON")))
}

/// Writes a file so that a crash leaves the old one or the new one, readable by its owner only.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let text = serde_json::to_vec_pretty(value).map_err(|error| Error::io(path, error.into()))?;
    write_private(path, &text)
}

pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|source| Error::io(path, source))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|source| Error::io(path, source))?;
    file.persist(path).map_err(|error| Error::io(path, error.error))?;
    Ok(())
}

pub(crate) fn create_private_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| Error::io(folder, source))
}
