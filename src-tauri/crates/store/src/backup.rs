//! Encrypted copies of a workspace, checked by opening them, and the way back.
//!
//! A backup is a folder with the same three files as a workspace. It opens with the workspace's key and with no other.
//! It is built beside its final name and renamed when it has passed its checks, so that a name that is there is a whole
//! backup, and a bad copy never takes a good one's place.

use std::path::{Path, PathBuf};

use domain::{Clock, TimestampMillis};

use crate::connection::{self, Mode, PAGE_SIZE};
use crate::error::{Error, Result, is_corruption};
use crate::held::{self, RestoreNote};
use crate::integrity;
use crate::key::DatabaseKey;
use crate::migrations;
use crate::store::Store;
use crate::workspace::{self, Manifest, State, StoreFile, WorkspaceLock};

/// Daily backups kept, and as many from before migrations.
const KEPT: usize = 7;
const DAILY: &str = "daily-";
const BY_HAND: &str = "by-hand-";
const MIGRATION: &str = "before-migration-";

/// A backup of this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    /// Its folder.
    pub path: PathBuf,
    /// When it was made.
    pub made_at: TimestampMillis,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Store {
    /// Makes a backup in a folder that is not there yet. Others can read and write meanwhile; the backup shows the state
    /// at its beginning. It is opened and checked page by page before it gets its name.
    ///
    /// # Errors
    /// [`Error::Exists`] when the folder is there, [`Error::BadBackup`] when the copy did not pass its checks.
    pub async fn backup_to(&self, folder: &Path) -> Result<BackupInfo> {
        let store = self.clone();
        let folder = folder.to_owned();
        let (reply, answer) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("store-backup".to_owned()).spawn(move || {
            let made = store.backup_to_blocking(&folder);
            drop(store);
            if reply.send(made).is_err() {
                tracing::debug!("nobody waits for the backup any more");
            }
        });
        // The thread answers through the channel; it ends by itself.
        drop(thread.map_err(Error::io(self.folder()))?);
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// As [`Store::backup_to`], for code that is not async.
    ///
    /// # Errors
    /// As [`Store::backup_to`].
    pub fn backup_to_blocking(&self, folder: &Path) -> Result<BackupInfo> {
        let manifest = ready_manifest(self.folder())?;
        copy_checked(self.folder(), folder, self.key(), &manifest, self.clock().as_ref())
    }

    /// Makes today's backup if there is none from the last 24 hours, and removes all but the newest `keep` of
    /// them. Answers the new one.
    ///
    /// # Errors
    /// As [`Store::backup_to`]. Nothing older is removed unless the new one is whole.
    pub fn backup_daily_blocking(&self, keep: usize) -> Result<Option<BackupInfo>> {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let now = self.clock().now();
        let folder = self.backup_folder();
        let last =
            list(&folder)?.into_iter().filter(|(name, _)| name.starts_with(DAILY)).map(|(_, info)| info.made_at).max();
        // A last backup in the future is a clock that was wrong then or is wrong now: make another.
        if last.is_some_and(|last| (0..DAY).contains(&now.millis_since(last))) {
            return Ok(None);
        }
        workspace::private_folder(&folder)?;
        let made = self.backup_to_blocking(&folder.join(format!("{DAILY}{}", now.0)))?;
        thin(&folder, DAILY, keep)?;
        Ok(Some(made))
    }

    /// The workspace's own backups, newest first.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be read.
    pub fn backups(&self) -> Result<Vec<BackupInfo>> {
        Ok(list(&self.backup_folder())?.into_iter().map(|(_, info)| info).collect())
    }
}

/// The backups in a folder, newest first, whether or not their workspace is open. A missing folder has none.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read.
pub fn list_backups(folder: &Path) -> Result<Vec<BackupInfo>> {
    Ok(list(folder)?.into_iter().map(|(_, info)| info).collect())
}

/// Makes the name of a backup made by hand at `now`.
pub fn by_hand_name(now: TimestampMillis) -> String {
    format!("{BY_HAND}{}", now.0)
}

/// Puts a backup in the place of a workspace, or where there is none. The backup is checked first, page by page; what
/// was in the folder is moved aside and its new place answered. The workspace opens with writes held, because nobody
/// knows here what was changed since the backup, and its audit log says that it was restored.
///
/// # Errors
/// [`Error::BadBackup`] when the backup is not whole, [`Error::WrongKey`] when it is of another key, [`Error::Locked`]
/// when the workspace is open. In each case nothing was changed.
pub fn restore(backup: &Path, folder: &Path, key: &DatabaseKey, clock: &dyn Clock) -> Result<Option<PathBuf>> {
    let manifest = check(backup, key)?;
    workspace::private_folder(folder)?;
    let _lock = WorkspaceLock::take(folder)?;
    let incoming = folder.join(format!("restoring-{}", clock.now().0));
    workspace::private_folder(&incoming)?;
    let copied = copy_plain(backup, &incoming).and_then(|()| check(&incoming, key).map(|_| ()));
    let copied = copied.and_then(|()| leave_word(&incoming, backup, key, clock));
    if let Err(error) = copied {
        remove_folder(&incoming)?;
        return Err(error);
    }
    let aside = move_aside(folder, clock)?;
    // The manifest goes last: until it is there, the folder reads as incomplete rather than as something else.
    for file in [StoreFile::Cache, StoreFile::Ledger] {
        let (from, to) = (file.path_in(&incoming), file.path_in(folder));
        std::fs::rename(&from, &to).map_err(Error::io(to))?;
    }
    manifest.write(folder)?;
    remove_folder(&incoming)?;
    Ok(aside)
}

/// Checks that a backup is whole and opens with the key.
///
/// # Errors
/// [`Error::BadBackup`] or [`Error::WrongKey`].
pub fn verify(backup: &Path, key: &DatabaseKey) -> Result<()> {
    check(backup, key).map(|_| ())
}

pub(crate) fn before_migration(
    folder: &Path,
    key: &DatabaseKey,
    manifest: &Manifest,
    backups: &Path,
    clock: &dyn Clock,
) -> Result<()> {
    workspace::private_folder(backups)?;
    copy_checked(folder, &backups.join(format!("{MIGRATION}{}", clock.now().0)), key, manifest, clock)?;
    thin(backups, MIGRATION, KEPT)
}

/// The newest backup in a folder of backups. Whether it is whole is for [`restore`] to check.
pub(crate) fn newest(backups: &Path) -> Option<PathBuf> {
    list(backups).ok()?.into_iter().next().map(|(_, info)| info.path)
}

fn ready_manifest(folder: &Path) -> Result<Manifest> {
    match Manifest::read(folder)? {
        Some(Ok(manifest)) if manifest.state == State::Ready => Ok(manifest),
        _ => Err(Error::BadBackup("its store.json is missing or unreadable")),
    }
}

fn copy_checked(
    from: &Path,
    to: &Path,
    key: &DatabaseKey,
    manifest: &Manifest,
    clock: &dyn Clock,
) -> Result<BackupInfo> {
    if to.exists() {
        return Err(Error::Exists(to.to_owned()));
    }
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = to.file_name().ok_or_else(|| Error::Exists(to.to_owned()))?.to_string_lossy();
    let building = parent.join(format!(".{name}.new"));
    remove_folder(&building)?;
    workspace::private_folder(&building)?;
    let made = copy_databases(from, &building, key)
        .and_then(|()| manifest.write(&building))
        .and_then(|()| check(&building, key).map(|_| ()))
        .and_then(|()| std::fs::rename(&building, to).map_err(Error::io(to)))
        .and_then(|()| workspace::sync_folder(Some(parent)));
    if let Err(error) = made {
        remove_folder(&building)?;
        return Err(error);
    }
    Ok(BackupInfo { path: to.to_owned(), made_at: clock.now(), bytes: size(to)? })
}

fn copy_databases(from: &Path, to: &Path, key: &DatabaseKey) -> Result<()> {
    for file in StoreFile::DATABASES {
        let target = file.path_in(to);
        drop(workspace::private_file(&target)?);
        let source = connection::open(&file.path_in(from), file, key, Mode::Read, false)?;
        let mut copy = connection::open(&target, file, key, Mode::Write, true)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut copy)?;
        // All pages in one step: the copy is of one state, and readers and the writer are not held up by it.
        backup.step(-1)?;
        drop(backup);
        // A backup is read only: no log is left beside it.
        let _mode: String = copy.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
        if file == StoreFile::Ledger {
            forget_seal_key(&copy)?;
        }
        copy.close().map_err(|(_, error)| Error::from(error))?;
        std::fs::File::open(&target).and_then(|file| file.sync_all()).map_err(Error::io(&target))?;
    }
    Ok(())
}

/// Whoever gets at a copy later must not be able to seal entries as of the time it was made.
fn forget_seal_key(ledger: &rusqlite::Connection) -> Result<()> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'audit_chain')";
    if ledger.query_row(there, [], |row| row.get::<_, bool>(0))? {
        ledger.execute_batch("PRAGMA secure_delete = ON; UPDATE audit_chain SET mac_key = NULL;")?;
    }
    Ok(())
}

/// Leaves word in the ledger about to be put back, so that the workspace opens with writes held and says why.
fn leave_word(incoming: &Path, backup: &Path, key: &DatabaseKey, clock: &dyn Clock) -> Result<()> {
    let ledger = connection::open(&StoreFile::Ledger.path_in(incoming), StoreFile::Ledger, key, Mode::Write, false)?;
    let backup = backup.file_name().unwrap_or_default().to_string_lossy().into_owned();
    held::note_restore(&ledger, &RestoreNote { at: clock.now().0, backup, recorded: false })?;
    ledger.close().map_err(|(_, error)| Error::from(error))
}

/// Everything that must hold for a folder to be restored from.
fn check(backup: &Path, key: &DatabaseKey) -> Result<Manifest> {
    let manifest = ready_manifest(backup)?;
    if !manifest.fits(key) {
        return Err(Error::WrongKey);
    }
    for file in StoreFile::DATABASES {
        check_copy(&file.path_in(backup), file, key, &manifest).map_err(|error| match error {
            Error::Sqlite(cause) if is_corruption(&cause) => Error::BadBackup("a file in it does not decrypt"),
            other => other,
        })?;
    }
    Ok(manifest)
}

fn check_copy(path: &Path, file: StoreFile, key: &DatabaseKey, manifest: &Manifest) -> Result<()> {
    let length = workspace::length(path)?.ok_or(Error::BadBackup("a file is missing from it"))?;
    if length == 0 {
        return Err(Error::BadBackup("a file in it is empty"));
    }
    let connection = connection::open(path, file, key, Mode::Read, false)?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let database_id: String =
        connection.query_row("SELECT value FROM meta WHERE key = 'database_id'", [], |row| row.get(0))?;
    if database_id != manifest.database_id || number("application_id")? != i64::from(migrations::application_id(file)) {
        return Err(Error::BadBackup("a file in it is of another workspace"));
    }
    let pages = u64::try_from(number("page_count")?).unwrap_or(0);
    if length < pages.saturating_mul(PAGE_SIZE) {
        return Err(Error::BadBackup("a file in it is cut off"));
    }
    drop(connection);
    if !integrity::check_file(path, file, key)?.is_empty() {
        return Err(Error::BadBackup("a file in it is damaged"));
    }
    Ok(())
}

fn copy_plain(from: &Path, to: &Path) -> Result<()> {
    for file in [StoreFile::Cache, StoreFile::Ledger, StoreFile::Manifest] {
        let (source, target) = (file.path_in(from), file.path_in(to));
        drop(workspace::private_file(&target)?);
        std::fs::copy(&source, &target).map_err(Error::io(&target))?;
        workspace::private_file(&target)?.sync_all().map_err(Error::io(&target))?;
    }
    Ok(())
}

/// Moves what there is of a workspace into a folder of its own.
fn move_aside(folder: &Path, clock: &dyn Clock) -> Result<Option<PathBuf>> {
    let databases = StoreFile::DATABASES.map(|file| file.path_in(folder));
    let mut files = vec![StoreFile::Manifest.path_in(folder)];
    for database in &databases {
        files.push(database.clone());
        files.extend(workspace::companions(database));
    }
    let present: Vec<PathBuf> = files.into_iter().filter(|file| file.exists()).collect();
    if present.is_empty() {
        return Ok(None);
    }
    let aside = folder.join(format!("replaced-{}", clock.now().0));
    workspace::private_folder(&aside)?;
    for file in present {
        let to = aside.join(file.file_name().unwrap_or_default());
        std::fs::rename(&file, &to).map_err(Error::io(file))?;
    }
    Ok(Some(aside))
}

/// Backups in a folder with their names, newest first.
fn list(folder: &Path) -> Result<Vec<(String, BackupInfo)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(folder)(error)),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let stamp = [DAILY, MIGRATION, BY_HAND].into_iter().find_map(|prefix| name.strip_prefix(prefix));
        let Some(made_at) = stamp.and_then(|stamp| stamp.parse().ok()).map(TimestampMillis) else { continue };
        let path = entry.path();
        let bytes = size(&path)?;
        backups.push((name, BackupInfo { path, made_at, bytes }));
    }
    backups.sort_by_key(|(_, info)| std::cmp::Reverse(info.made_at));
    Ok(backups)
}

fn size(folder: &Path) -> Result<u64> {
    let files = [StoreFile::Cache, StoreFile::Ledger, StoreFile::Manifest];
    files.into_iter().map(|file| Ok(workspace::length(&file.path_in(folder))?.unwrap_or(0))).sum()
}

fn thin(folder: &Path, prefix: &str, keep: usize) -> Result<()> {
    let ours = list(folder)?.into_iter().filter(|(name, _)| name.starts_with(prefix));
    for (_, old) in ours.skip(keep.max(1)) {
        remove_folder(&old.path)?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder)(error)),
        _ => Ok(()),
    }
}
