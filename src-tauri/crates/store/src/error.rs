//! The one error of the crate, by what a caller can do about it.

use std::path::PathBuf;

use crate::workspace::StoreFile;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the workspace. Show that one instead.
    #[error("another Sextant has this workspace open")]
    Locked,
    /// The key does not belong to this workspace. Nothing was changed; ask for the right keyring or the recovery key.
    #[error("the key does not open this workspace")]
    WrongKey,
    /// There is no workspace in the folder. Creating one is a separate call.
    #[error("there is no workspace in {0}")]
    NoWorkspace(PathBuf),
    /// A workspace is there already; it is never overwritten.
    #[error("there is a workspace in {0} already")]
    Exists(PathBuf),
    /// A file that belongs to the workspace is gone. It is never quietly made anew.
    #[error("{file} is missing from the workspace")]
    MissingFile {
        /// The file that is gone.
        file: StoreFile,
        /// A verified backup to restore, if there is one.
        backup: Option<PathBuf>,
    },
    /// A file is damaged. It is kept as it is; restore from a backup.
    #[error("{file} is damaged ({what})")]
    Damaged {
        /// The damaged file.
        file: StoreFile,
        /// How it shows.
        what: Damage,
        /// Where the damaged file is kept, untouched.
        kept: PathBuf,
        /// The newest backup, if there is one.
        backup: Option<PathBuf>,
    },
    /// The workspace was written by a newer program. It was not touched.
    #[error("{file} was written by a newer Sextant (schema {found}, this program knows {known})")]
    NewerSchema {
        /// The file.
        file: StoreFile,
        /// Its schema version.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// The file opens, but is not one of ours or belongs to another workspace. It was not touched.
    #[error("{file} does not belong to this workspace")]
    Foreign {
        /// The file.
        file: StoreFile,
    },
    /// The disk is full. What was stored before is still readable; writing works again once there is space.
    #[error("the disk is full")]
    DiskFull,
    /// The storage engine is older than what is safe to use.
    #[error("SQLite {found} is too old: {needed} or newer is needed")]
    EngineTooOld {
        /// The version linked in.
        found: &'static str,
        /// The oldest safe version.
        needed: &'static str,
    },
    /// Somebody else has changed it since it was read. Nothing was overwritten; look at it again.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The object, account, job or setting is not in this workspace.
    #[error("not in this workspace")]
    NotFound,
    /// A figure that no real account can have; nothing of its batch was stored.
    #[error("a figure is out of range")]
    FigureOutOfRange,
    /// What is stored does not read as what it should be.
    #[error("stored data does not read as {0}")]
    Unreadable(&'static str),
    /// The backup is not whole, or not of this program. Nothing was replaced.
    #[error("the backup cannot be used: {0}")]
    BadBackup(&'static str),
    /// The store was closed, or the work panicked; the transaction was rolled back.
    #[error("the store stopped before the work was done")]
    Stopped,
    /// Files or folders could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What was read could not be written to where the caller wanted it.
    #[error("the export could not be written: {0}")]
    Export(std::io::Error),
    /// A value could not be turned into JSON or back.
    #[error("a stored value does not have the expected shape")]
    Json(#[from] serde_json::Error),
    /// A question in SQL that cannot be answered; the sentence says why. Ask another one.
    #[error("{0}")]
    Query(String),
    /// Anything else the database refused.
    #[error("the database refused: {0}")]
    Sqlite(rusqlite::Error),
}

/// How damage shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The file has no bytes.
    Empty,
    /// The file is shorter than it says it is.
    Cut,
    /// The beginning cannot be decrypted with the right key.
    Header,
    /// Pages fail their authentication or their structure.
    Pages,
    /// Marks that every workspace file carries are not there.
    Marks,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Cut => "cut off",
            Self::Header => "unreadable from the start",
            Self::Pages => "some pages are unreadable",
            Self::Marks => "marks are missing",
        })
    }
}

impl Error {
    /// Whether the error tells of damage to a file, at open or later.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::MissingFile { .. } => true,
            Self::Sqlite(error) => is_corruption(error),
            _ => false,
        }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { path, source },
        }
    }
}

pub(crate) fn is_corruption(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Sqlite(error),
        }
    }
}

/// What every fallible function here answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
