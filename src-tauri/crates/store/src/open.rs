//! Making and opening a workspace, with every check that comes before the first write.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::connection::{self, Mode, PAGE_SIZE};
use crate::db::Db;
use crate::error::{Damage, Error, Result, is_corruption};
use crate::head::{self, Head};
use crate::held::RestoreNote;
use crate::key::DatabaseKey;
use crate::memory::Memory;
use crate::migrations;
use crate::store::OpenOptions;
use crate::workspace::{self, Manifest, State, StoreFile, WorkspaceLock};

/// A workspace that passed its checks, with the connection that writes.
pub(crate) struct Opened {
    pub(crate) folder: PathBuf,
    pub(crate) key: DatabaseKey,
    pub(crate) manifest: Manifest,
    pub(crate) writer: Db,
    pub(crate) lock: Arc<WorkspaceLock>,
    /// A number for this run of the program.
    pub(crate) run: u64,
    /// How far the files are.
    pub(crate) head: Head,
    /// What a restore left word of.
    pub(crate) restored: Option<RestoreNote>,
}

pub(crate) fn is_there(folder: &Path) -> bool {
    let any = [StoreFile::Manifest, StoreFile::Cache, StoreFile::Ledger].into_iter();
    // A file that cannot be asked after counts as there: the safe side is to make no new key.
    let present = any.map(|file| workspace::length(&file.path_in(folder))).any(|length| !matches!(length, Ok(None)));
    present && !is_unfinished(folder)
}

/// A workspace whose making was cut short, so that nothing can have been stored in it.
fn is_unfinished(folder: &Path) -> bool {
    matches!(Manifest::read(folder), Ok(Some(Ok(Manifest { state: State::Creating, .. }))))
}

pub(crate) fn create(folder: &Path, key: DatabaseKey) -> Result<Opened> {
    connection::check_engine()?;
    workspace::private_folder(folder)?;
    let lock = Arc::new(WorkspaceLock::take(folder)?);
    if is_there(folder) {
        return Err(Error::Exists(folder.to_owned()));
    }
    let mut manifest = Manifest::new(&key)?;
    manifest.write(folder)?;
    for file in StoreFile::DATABASES {
        let path = file.path_in(folder);
        // Only an unfinished creation can have left these.
        workspace::remove(&path)?;
        for companion in workspace::companions(&path) {
            workspace::remove(&companion)?;
        }
        drop(workspace::private_file(&path)?);
        let mut connection = connection::open(&path, file, &key, Mode::Write, true)?;
        stamp(&mut connection, file, &manifest.database_id)?;
        connection.close().map_err(|(_, error)| Error::from(error))?;
    }
    manifest.state = State::Ready;
    manifest.write(folder)?;
    let writer = writer(folder, &key)?;
    let head = writer.head()?;
    Ok(Opened { folder: folder.to_owned(), key, manifest, writer, lock, run: head::new_run()?, head, restored: None })
}

/// Gives a new file its marks and schema.
fn stamp(connection: &mut Connection, file: StoreFile, database_id: &str) -> Result<()> {
    connection.pragma_update(None, "application_id", migrations::application_id(file))?;
    connection::configure_writer(connection, file)?;
    migrations::migrate(connection, file)?;
    connection.execute("INSERT INTO meta (key, value) VALUES ('database_id', ?1)", [database_id])?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

pub(crate) fn open(folder: &Path, key: DatabaseKey, options: &OpenOptions) -> Result<Opened> {
    connection::check_engine()?;
    if !is_there(folder) {
        return Err(Error::NoWorkspace(folder.to_owned()));
    }
    let lock = Arc::new(WorkspaceLock::take(folder)?);
    let backups = options.backup_folder(folder);
    let report = Reporter { folder, backups: &backups };
    let manifest = report.manifest()?;
    for file in StoreFile::DATABASES {
        report.there(file)?;
    }
    if !manifest.fits(&key) {
        return Err(Error::WrongKey);
    }
    let mut outdated = false;
    for file in StoreFile::DATABASES {
        outdated |= look(&report, file, &key, &manifest)? < migrations::newest(file);
    }
    if outdated {
        crate::backup::before_migration(folder, &key, &manifest, &backups, options.clock.as_ref())?;
        for file in StoreFile::DATABASES {
            let mut connection = connection::open(&file.path_in(folder), file, &key, Mode::Write, false)?;
            connection::configure_writer(&connection, file)?;
            migrations::migrate(&mut connection, file)?;
        }
    }
    let writer = writer(folder, &key).map_err(|error| match error {
        Error::Sqlite(cause) if is_corruption(&cause) => report.damaged(StoreFile::Cache, Damage::Pages),
        other => other,
    })?;
    let told = writer.head().and_then(|head| Ok((head, writer.restore_note()?)));
    let (head, restored) = told.map_err(|error| match error {
        Error::Sqlite(cause) if is_corruption(&cause) => report.damaged(StoreFile::Ledger, Damage::Pages),
        other => other,
    })?;
    Ok(Opened { folder: folder.to_owned(), key, manifest, writer, lock, run: head::new_run()?, head, restored })
}

/// Turns findings into errors that say what is kept and what can be restored.
struct Reporter<'a> {
    folder: &'a Path,
    backups: &'a Path,
}

impl Reporter<'_> {
    fn damaged(&self, file: StoreFile, what: Damage) -> Error {
        let backup = crate::backup::newest(self.backups);
        Error::Damaged { file, what, kept: file.path_in(self.folder), backup }
    }

    fn missing(&self, file: StoreFile) -> Error {
        Error::MissingFile { file, backup: crate::backup::newest(self.backups) }
    }

    fn manifest(&self) -> Result<Manifest> {
        match Manifest::read(self.folder)? {
            None => Err(self.missing(StoreFile::Manifest)),
            Some(Err(workspace::Unreadable::Empty)) => Err(self.damaged(StoreFile::Manifest, Damage::Empty)),
            Some(Err(workspace::Unreadable::NotOurs)) => Err(self.damaged(StoreFile::Manifest, Damage::Marks)),
            Some(Ok(manifest)) if manifest.format > 1 => {
                Err(Error::NewerSchema { file: StoreFile::Manifest, found: manifest.format, known: 1 })
            }
            Some(Ok(manifest)) => Ok(manifest),
        }
    }

    fn there(&self, file: StoreFile) -> Result<()> {
        match workspace::length(&file.path_in(self.folder))? {
            None => Err(self.missing(file)),
            Some(0) => Err(self.damaged(file, Damage::Empty)),
            Some(_) => Ok(()),
        }
    }
}

/// Checks a file without changing it, and answers its schema version.
fn look(report: &Reporter<'_>, file: StoreFile, key: &DatabaseKey, manifest: &Manifest) -> Result<u32> {
    let path = file.path_in(report.folder);
    let seen = look_inside(&path, file, key).map_err(|error| match error {
        // The key fits the workspace, so what does not decrypt is damaged.
        Error::Sqlite(cause) if is_corruption(&cause) => report.damaged(file, Damage::Header),
        other => other,
    })?;
    if seen.application_id == 0 && seen.database_id.is_none() {
        return Err(report.damaged(file, Damage::Marks));
    }
    if seen.application_id != migrations::application_id(file) {
        return Err(Error::Foreign { file });
    }
    let known = migrations::newest(file);
    if seen.version > known {
        return Err(Error::NewerSchema { file, found: seen.version, known });
    }
    match &seen.database_id {
        None => return Err(report.damaged(file, Damage::Marks)),
        Some(id) if *id != manifest.database_id => return Err(Error::Foreign { file }),
        Some(_) => {}
    }
    if seen.version == 0 {
        return Err(report.damaged(file, Damage::Marks));
    }
    check_length(report, file, &seen)?;
    Ok(seen.version)
}

/// What a file says of itself.
struct Seen {
    application_id: i32,
    version: u32,
    database_id: Option<String>,
    pages: u64,
}

fn look_inside(path: &Path, file: StoreFile, key: &DatabaseKey) -> Result<Seen> {
    let connection = connection::open(path, file, key, Mode::Look, false)?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    // The first read that has to decrypt anything.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let has_meta: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta')",
        [],
        |row| row.get(0),
    )?;
    let find = "SELECT value FROM meta WHERE key = 'database_id'";
    let database_id = if has_meta { connection.query_row(find, [], |row| row.get(0)).optional()? } else { None };
    Ok(Seen {
        application_id: connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
        version: migrations::version(&connection)?,
        database_id,
        pages: u64::try_from(number("page_count")?).unwrap_or(0),
    })
}

/// The page authentication of the database engine does not notice a file that ends too early.
fn check_length(report: &Reporter<'_>, file: StoreFile, seen: &Seen) -> Result<()> {
    let path = file.path_in(report.folder);
    let length = workspace::length(&path)?.unwrap_or(0);
    let expected = seen.pages.saturating_mul(PAGE_SIZE);
    if length >= expected {
        return Ok(());
    }
    // After a crash the newest pages can still be in the log beside the file. A frame there is a page and a header.
    const LOG_HEADER: u64 = 32;
    const FRAME_HEADER: u64 = 24;
    let [log, _shared] = workspace::companions(&path);
    let logged = workspace::length(&log)?.unwrap_or(0).saturating_sub(LOG_HEADER) / (PAGE_SIZE + FRAME_HEADER);
    let absent = (expected - length).div_ceil(PAGE_SIZE);
    if absent > logged { Err(report.damaged(file, Damage::Cut)) } else { Ok(()) }
}

/// The pair of connections that writes.
pub(crate) fn writer(folder: &Path, key: &DatabaseKey) -> Result<Db> {
    let [cache, ledger] = StoreFile::DATABASES.map(|file| {
        let connection = connection::open(&file.path_in(folder), file, key, Mode::Write, false)?;
        connection::configure_writer(&connection, file)?;
        Ok::<_, Error>(connection)
    });
    Ok(Db { cache: cache?, ledger: ledger?, memory: None, epoch: Cell::new(0) })
}

/// A pair of connections that reads.
pub(crate) fn reader(folder: &Path, key: &DatabaseKey, memory: Arc<Memory>) -> Result<Db> {
    let [cache, ledger] =
        StoreFile::DATABASES.map(|file| connection::open(&file.path_in(folder), file, key, Mode::Read, false));
    Ok(Db { cache: cache?, ledger: ledger?, memory: Some(memory), epoch: Cell::new(0) })
}
