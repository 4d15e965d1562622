//! Which workspace, and where its files lie.

use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, RECORD_FILE};

/// A workspace's id and folder. The id is the name of the key in the keyring and part of every sealed blob,
/// so it must stay the same when the folder is copied to another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlace {
    workspace: String,
    folder: PathBuf,
}

impl KeyPlace {
    /// The place of the workspace `workspace`, whose databases lie directly in `folder`.
    pub fn new(workspace: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self { workspace: workspace.into(), folder: folder.into() }
    }

    /// The workspace's id.
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The folder of the databases, the key record and the vault.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the folder holds a key record or any database file, even an empty one: then no key may be created.
    ///
    /// # Errors
    /// [`Error::Record`] when the folder cannot be read. An unreadable folder is not an empty one.
    pub fn holds_workspace(&self) -> Result<bool, Error> {
        let fault = |source| Error::Record { path: self.folder.clone(), source };
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(fault(e)),
        };
        for entry in entries {
            let name = entry.map_err(fault)?.file_name();
            let name = name.to_string_lossy();
            if name == RECORD_FILE
                || name.ends_with(".db")
                || name.ends_with(".db-wal")
                || name.ends_with(".db-journal")
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
