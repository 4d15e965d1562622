//! The handle on an open workspace, and the threads behind it: one that writes, a few that read.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Clock;
use tokio::sync::{broadcast, oneshot};

use crate::audit::AuditKeys;
use crate::db::{Db, Tx, WriterState};
use crate::error::{Error, Result};
use crate::key::DatabaseKey;
use crate::memory::Memory;
use crate::tag::Tag;
use crate::workers::Workers;
use crate::workspace::{Released, WorkspaceLock};

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

/// What a committed write gave and what it changed.
#[derive(Debug)]
pub struct Written<T> {
    /// What the closure answered.
    pub value: T,
    /// What was changed; the same set went to every subscriber.
    pub tags: BTreeSet<Tag>,
}

/// An open workspace. Clones share it; it closes when the last one is dropped.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    // Dropped in this order: the threads end and close their connections before the lock is given back.
    readers: Workers<Db>,
    writer: Workers<Writer>,
    memory: Arc<Memory>,
    changes: broadcast::Sender<Arc<BTreeSet<Tag>>>,
    folder: PathBuf,
    key: Arc<DatabaseKey>,
    database_id: String,
    options: OpenOptions,
    lock: Arc<WorkspaceLock>,
}

/// What the writing thread owns.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) db: Db,
    pub(crate) state: WriterState,
}

impl Store {
    /// Makes a workspace in a folder that has none, and opens it.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one, whatever its state; nothing is overwritten. [`Error::Locked`] when another
    /// process is at it.
    pub fn create(folder: &Path, key: DatabaseKey, options: OpenOptions) -> Result<Self> {
        let opened = crate::open::create(folder, key)?;
        Ok(Self::start(opened, options))
    }

    /// Opens a workspace. Takes the workspace's lock, checks that the files are there, whole, ours, of a known version
    /// and fit the key, and migrates them (after a backup) when they are of an older version.
    ///
    /// The deeper check of every page takes about a second for 200 MB; run [`Store::check`] in the background.
    ///
    /// # Errors
    /// Each kind of trouble has its own: see [`Error`]. A file that cannot be used is left exactly as it was.
    pub fn open(folder: &Path, key: DatabaseKey, options: OpenOptions) -> Result<Self> {
        let opened = crate::open::open(folder, key, &options)?;
        Ok(Self::start(opened, options))
    }

    /// Whether any file of a workspace is in the folder. When there is, no new key must be made for it.
    pub fn is_there(folder: &Path) -> bool {
        crate::open::is_there(folder)
    }

    fn start(opened: crate::open::Opened, options: OpenOptions) -> Self {
        let crate::open::Opened { folder, key, manifest, writer, lock } = opened;
        let key = Arc::new(key);
        let memory = Arc::new(Memory::default());
        let readers = {
            let (folder, key, memory, lock) =
                (folder.clone(), Arc::clone(&key), Arc::clone(&memory), Arc::clone(&lock));
            let idle_memory = Arc::clone(&memory);
            Workers::start(
                "store-read",
                options.readers.max(1),
                move || {
                    let _held_until_the_connections_close = &lock;
                    crate::open::reader(&folder, &key, Arc::clone(&memory))
                },
                move |db| {
                    db.release_memory();
                    idle_memory.clear();
                },
            )
        };
        let writer = {
            let first = std::sync::Mutex::new(Some(writer));
            let (folder, key, lock) = (folder.clone(), Arc::clone(&key), Arc::clone(&lock));
            let scrub = options.scrub;
            Workers::start(
                "store-write",
                1,
                move || {
                    let _held_until_the_connections_close = &lock;
                    let opened = first.lock().ok().and_then(|mut first| first.take());
                    let db = match opened {
                        Some(db) => db,
                        None => crate::open::writer(&folder, &key)?,
                    };
                    let audit = AuditKeys { database_key: Arc::clone(&key), scrub };
                    Ok(Writer { db, state: WriterState::new(audit) })
                },
                |writer: &Writer| {
                    writer.state.forget();
                    writer.db.release_memory();
                },
            )
        };
        let (changes, _nobody_listens_yet) = broadcast::channel(256);
        let database_id = manifest.database_id;
        Self { inner: Arc::new(Inner { readers, writer, memory, changes, folder, key, database_id, options, lock }) }
    }

    /// Reads on another thread. All reads in `work` see one state.
    ///
    /// # Errors
    /// What `work` answers, or [`Error::Stopped`] when it panicked.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send_read(work, move |result| reply.send(result).is_ok())?;
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// As [`Store::read`], for code that is not async. Do not call it from async code: it blocks.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_blocking<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.send_read(work, move |result| reply.send(result).is_ok())?;
        answer.recv().map_err(|_| Error::Stopped)?
    }

    fn send_read<T, F>(&self, work: F, reply: impl FnOnce(Result<T>) -> bool + Send + 'static) -> Result<()>
    where
        F: FnOnce(&Db) -> Result<T> + Send + 'static,
    {
        let memory = Arc::clone(&self.inner.memory);
        self.inner.readers.push(Box::new(move |db| {
            let result = db.and_then(|db| in_view(db, &memory, work));
            if !reply(result) {
                tracing::debug!("nobody waits for a read any more");
            }
        }))
    }

    /// Writes on the one thread that may. What `work` wrote is committed when it answers `Ok`, and undone otherwise.
    ///
    /// # Errors
    /// What `work` answers, [`Error::DiskFull`] and the like from committing, [`Error::Stopped`] when it panicked. In
    /// each case nothing of it was stored.
    pub async fn write<T, F>(&self, work: F) -> Result<Written<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send_write(work, move |result| reply.send(result).is_ok())?;
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// As [`Store::write`], for code that is not async. Do not call it from async code: it blocks.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T, F>(&self, work: F) -> Result<Written<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.send_write(work, move |result| reply.send(result).is_ok())?;
        answer.recv().map_err(|_| Error::Stopped)?
    }

    fn send_write<T, F>(&self, work: F, reply: impl FnOnce(Result<Written<T>>) -> bool + Send + 'static) -> Result<()>
    where
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let memory = Arc::clone(&self.inner.memory);
        let changes = self.inner.changes.clone();
        let clock = Arc::clone(&self.inner.options.clock);
        self.inner.writer.push(Box::new(move |writer| {
            let result = writer.and_then(|writer| in_transaction(writer, clock.as_ref(), &memory, work));
            if let Ok(written) = &result
                && !written.tags.is_empty()
            {
                // An error only says that nobody listens.
                let _heard_by = changes.send(Arc::new(written.tags.clone()));
            }
            if !reply(result) {
                tracing::debug!("nobody waits for a write any more");
            }
        }))
    }

    /// What later writes change, one set a committed write. A receiver that lags behind learns that it did, and should
    /// take everything as changed.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<BTreeSet<Tag>>> {
        self.inner.changes.subscribe()
    }

    /// The workspace's folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The random name this workspace got when it was made. No secret.
    pub fn database_id(&self) -> &str {
        &self.inner.database_id
    }

    /// Tells when the workspace can be opened again: the last handle is dropped, the connections are closed and the lock
    /// is given back. Reads that are under way hold handles.
    pub fn released(&self) -> Released {
        self.inner.lock.released()
    }

    /// Where this workspace's own backups are.
    pub fn backup_folder(&self) -> PathBuf {
        self.inner.options.backup_folder(&self.inner.folder)
    }

    pub(crate) fn key(&self) -> &Arc<DatabaseKey> {
        &self.inner.key
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.options.clock
    }

    pub(crate) fn lock(&self) -> &Arc<WorkspaceLock> {
        &self.inner.lock
    }
}

fn in_view<T>(db: &Db, memory: &Memory, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
    // Ends the view however the work ends, a panic included.
    struct View<'a>(&'a Db);
    impl Drop for View<'_> {
        fn drop(&mut self) {
            self.0.end_view();
        }
    }
    let view = View(db);
    {
        let epoch = memory.epoch.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        db.begin_view()?;
        db.epoch.set(*epoch);
    }
    work(view.0)
}

fn in_transaction<T>(
    writer: &Writer,
    clock: &dyn Clock,
    memory: &Memory,
    work: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<Written<T>> {
    struct Undo<'a, 'b>(&'a Tx<'b>, bool);
    impl Drop for Undo<'_, '_> {
        fn drop(&mut self) {
            if !self.1 {
                self.0.roll_back();
            }
        }
    }
    let tx = Tx::new(&writer.db, clock, &writer.state);
    let mut undo = Undo(&tx, false);
    let value = work(&tx)?;
    memory.commit(&tx.invalidated.borrow(), || tx.commit())?;
    undo.1 = true;
    let tags = tx.tags.take();
    Ok(Written { value, tags })
}

#[cfg(test)]
mod tests {
    use domain::{AccountDay, AccountId, ConversionAction, FixedClock, Level, MetricSums, ObjectId, TimestampMillis};

    use super::*;
    use crate::rows::{AdAccountRow, DayFigures, MetricRow, MetricsBatch};

    fn batch(store: &Store, number: i64) -> Result<Written<()>> {
        let account = AccountId::parse("1").unwrap();
        let figures = |n: i64| DayFigures {
            sums: MetricSums { impressions: n * 977 % 100_003, spend_minor: n, ..MetricSums::default() },
            reach: Some(n * 31 % 7_919),
            attribution: Arc::from(""),
            conversion: ConversionAction::None,
        };
        let row = move |n: i64| MetricRow {
            object: ObjectId::parse(&(number * 1000 + n).to_string()).unwrap(),
            day: AccountDay::from_number(20_000).unwrap(),
            figures: figures(n),
        };
        store.write_blocking(move |tx| {
            let rows: Vec<MetricRow> = (1..=300).map(row).collect();
            tx.set_setting(&format!("batch {number}"), &"x".repeat(3_000))?;
            let seen_at = TimestampMillis(1);
            tx.upsert_metrics(&MetricsBatch { account: &account, level: Level::Ad, seen_at, rows: &rows })?;
            Ok(())
        })
    }

    fn limit(store: &Store, extra_pages: i64) {
        let set = move |tx: &Tx<'_>| {
            for connection in [&tx.cache, &tx.ledger] {
                let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                connection.pragma_update_and_check(None, "max_page_count", pages + extra_pages, |_| Ok(()))?;
            }
            Ok(())
        };
        store.write_blocking(set).unwrap();
    }

    #[test]
    fn a_full_disk_loses_nothing_and_is_recovered_from_without_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions::new(Arc::new(FixedClock::new(TimestampMillis(0))));
        let store = Store::create(folder.path(), DatabaseKey::new(Box::new([1; 32])), options).unwrap();
        let account = AdAccountRow {
            id: AccountId::parse("1").unwrap(),
            name: String::new(),
            currency: "EUR".to_owned(),
            timezone_name: "UTC".to_owned(),
            account_status: None,
            disable_reason: None,
            business_name: None,
            amount_spent_minor: None,
            balance_minor: None,
            spend_cap_minor: None,
            extra: "{}".to_owned(),
        };
        store.write_blocking(move |tx| tx.upsert_accounts(&[account])).unwrap();
        let mut number = 0;
        for level in 0..50 {
            limit(&store, level % 10);
            let full = loop {
                number += 1;
                if let Err(error) = batch(&store, number) {
                    break error;
                }
            };
            assert!(matches!(full, Error::DiskFull), "{full}");
            // What was said to be stored is there and can be read while the disk is full; what was not, is not.
            let failed = number;
            let read = move |db: &Db| {
                let all = (1..=failed).map(|n| db.setting::<String>(&format!("batch {n}")));
                all.collect::<Result<Vec<_>>>()
            };
            let settings = store.read_blocking(read).unwrap();
            assert!(settings.last().is_some_and(Option::is_none));
            limit(&store, 1_000_000);
            batch(&store, number).unwrap();
        }
        assert!(store.check_blocking().unwrap().is_clean());
        let count = number;
        let range = domain::DayRange::ending(AccountDay::from_number(20_000).unwrap(), 1);
        let totals =
            store.read_blocking(move |db| db.level_totals(&AccountId::parse("1").unwrap(), Level::Ad, range)).unwrap();
        assert_eq!(totals.rows, count * 300);
    }
}
