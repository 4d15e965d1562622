//! `keyring.json`: what is remembered about a workspace's key beside its databases. Nothing in it is secret.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Backend, Error, KeyPlace, Sealed};

/// The name of the record's file in the workspace's folder. Belongs into every backup: the recovery key needs it.
pub const RECORD_FILE: &str = "keyring.json";

/// Far above any real record; keeps a wrong file from being read whole.
const MAX_BYTES: u64 = 64 * 1024;

/// Which backend has the key, and by what a wrong key is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// The version of this format.
    pub format: u32,
    /// The workspace's id.
    pub workspace: String,
    /// What keeps the key.
    pub backend: Backend,
    /// [`MasterKey::check`](crate::MasterKey::check) of the right key.
    pub check: String,
    /// The key, sealed for the recovery key, as base64; absent until a recovery key was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<String>,
}

impl KeyRecord {
    /// The newest format this program writes.
    pub const FORMAT: u32 = 1;

    /// Where the record of `place` lies.
    pub fn path(place: &KeyPlace) -> PathBuf {
        place.folder().join(RECORD_FILE)
    }

    /// Reads the record; `None` when there is no file.
    ///
    /// # Errors
    /// [`Error::Record`] when the file cannot be read, is damaged, of a newer format, or of another workspace.
    pub fn find(place: &KeyPlace) -> Result<Option<Self>, Error> {
        let path = Self::path(place);
        match read(&path) {
            Ok(record) if record.format > Self::FORMAT => Err(fault(path, "written by a newer version of Sextant")),
            Ok(record) if record.workspace != place.workspace() => Err(fault(path, "belongs to another workspace")),
            Ok(record) => Ok(Some(record)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Record { path, source }),
        }
    }

    /// Writes the record so that a crash leaves the old or the new one, readable by its owner only.
    ///
    /// # Errors
    /// [`Error::Record`].
    pub fn save(&self, place: &KeyPlace) -> Result<(), Error> {
        let path = Self::path(place);
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::from);
        text.and_then(|text| write_private(&path, &text)).map_err(|source| Error::Record { path, source })
    }

    pub(crate) fn recovery_blob(&self) -> Option<Sealed> {
        let text = self.recovery.as_deref()?;
        STANDARD.decode(text).ok().map(Sealed::from_bytes)
    }

    pub(crate) fn set_recovery_blob(&mut self, blob: &Sealed) {
        self.recovery = Some(STANDARD.encode(blob.as_bytes()));
    }
}

fn fault(path: PathBuf, what: &'static str) -> Error {
    Error::Record { path, source: io::Error::new(io::ErrorKind::InvalidData, what) }
}

fn read(path: &Path) -> io::Result<KeyRecord> {
    use io::Read as _;
    let mut text = Vec::new();
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut text)?;
    // The parser's own message quotes the file, so only its kind is kept.
    serde_json::from_slice(&text).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a key record"))
}

/// Writes a file of mode 0600 in a folder of mode 0700: first beside the target, then renamed over it.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    create_private_folder(folder)?;
    let mut tag = [0u8; 8];
    getrandom::fill(&mut tag).map_err(|_| io::Error::other("no random bytes"))?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.tmp", u64::from_be_bytes(tag)));
    let beside = folder.join(name);
    let written = write_new(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
        return written;
    }
    // Without this the rename itself can be lost in a power cut. Folders cannot be opened like this on Windows.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
