//! The folder of a workspace: its files, who may read them, who holds it, and the note that ties them together.

mod lock;
mod manifest;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use lock::Released;
pub(crate) use lock::WorkspaceLock;
pub(crate) use manifest::{Manifest, State, Unreadable};

use crate::error::{Error, Result};

/// The files a workspace consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreFile {
    /// What can be pulled again from Meta.
    Cache,
    /// What cannot: settings, connections, audit.
    Ledger,
    /// The note that ties the two to their key.
    Manifest,
}

impl StoreFile {
    /// The file's name in the folder.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Cache => "cache.db",
            Self::Ledger => "ledger.db",
            Self::Manifest => "store.json",
        }
    }

    /// Where the file is in a workspace's folder.
    pub fn path_in(self, folder: &Path) -> PathBuf {
        folder.join(self.file_name())
    }

    pub(crate) const DATABASES: [Self; 2] = [Self::Cache, Self::Ledger];
}

impl std::fmt::Display for StoreFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.file_name())
    }
}

/// Makes a folder that only its owner can enter, or makes an existing one so.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(path).map_err(Error::io(path))?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(Error::io(path))?;
    }
    #[cfg(not(unix))]
    builder.create(path).map_err(Error::io(path))?;
    Ok(())
}

/// Opens a file for writing that only its owner can read, making it if need be. What is in it stays.
pub(crate) fn private_file(path: &Path) -> Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path).map_err(Error::io(path))?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(Error::io(path))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path).map_err(Error::io(path))
}

/// Writes a file so that after a crash it has either its old content or all of the new one.
pub(crate) fn replace_file(path: &Path, content: &[u8]) -> Result<()> {
    use std::io::Write;
    let new = path.with_extension("new");
    let mut file = private_file(&new)?;
    file.set_len(0).map_err(Error::io(&new))?;
    file.write_all(content).map_err(Error::io(&new))?;
    file.sync_all().map_err(Error::io(&new))?;
    std::fs::rename(&new, path).map_err(Error::io(path))?;
    sync_folder(path.parent())
}

/// Makes renames in a folder durable, where the system knows such a thing.
pub(crate) fn sync_folder(folder: Option<&Path>) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = folder {
        File::open(folder).and_then(|handle| handle.sync_all()).map_err(Error::io(folder))?;
    }
    #[cfg(not(unix))]
    let _windows_has_none = folder;
    Ok(())
}

/// The file's length; none when it does not exist.
pub(crate) fn length(path: &Path) -> Result<Option<u64>> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata.len())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path)(error)),
    }
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}

/// The two files SQLite keeps beside a database in WAL mode.
pub(crate) fn companions(database: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}
