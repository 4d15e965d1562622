//! The handle on an open workspace, and the threads behind it: one that writes, a few that read.

mod options;
mod transact;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use domain::Clock;
use tokio::sync::{broadcast, oneshot, watch};

pub use options::OpenOptions;
pub use transact::Written;
use transact::{Writer, in_transaction, in_view};

use crate::audit::AuditKeys;
use crate::db::{Db, Tx, WriterState};
use crate::error::{Error, Result};
use crate::head::Head;
use crate::held::Held;
use crate::key::DatabaseKey;
use crate::memory::Memory;
use crate::tag::Tag;
use crate::workers::Workers;
use crate::workspace::{self, Released, StoreFile, WorkspaceLock};

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
    head: watch::Sender<Head>,
    held: RwLock<Option<Held>>,
    lock: Arc<WorkspaceLock>,
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
        let restored = opened.restored.clone();
        let store = Self::start(opened, options);
        if let Some(note) = restored {
            store.hold_restored(&note);
        }
        Ok(store)
    }

    /// Whether any file of a workspace is in the folder. When there is, no new key must be made for it.
    pub fn is_there(folder: &Path) -> bool {
        crate::open::is_there(folder)
    }

    fn start(opened: crate::open::Opened, options: OpenOptions) -> Self {
        let crate::open::Opened { folder, key, manifest, writer, lock, run, head, restored: _ } = opened;
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
                    crate::trim::give_free_memory_back();
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
                    Ok(Writer { db, state: WriterState::new(audit, run) })
                },
                |writer: &Writer| {
                    writer.state.forget();
                    writer.db.release_memory();
                    crate::trim::give_free_memory_back();
                },
            )
        };
        let (changes, _nobody_listens_yet) = broadcast::channel(256);
        let inner = Inner {
            readers,
            writer,
            memory,
            changes,
            folder,
            key,
            database_id: manifest.database_id,
            options,
            head: watch::Sender::new(head),
            held: RwLock::default(),
            lock,
        };
        Self { inner: Arc::new(inner) }
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

    /// Lets each file grow by so many pages more and no further, as a disk that fills up does. For tests.
    ///
    /// # Errors
    /// Only what the database refuses.
    #[cfg(any(test, feature = "faults"))]
    pub fn leave_pages_blocking(&self, pages: i64) -> Result<()> {
        let limited = self.write_blocking(move |tx| {
            for connection in [&tx.cache, &tx.ledger] {
                let there: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                let most = there.saturating_add(pages);
                connection.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
            }
            Ok(())
        });
        limited.map(drop)
    }

    fn send_write<T, F>(&self, work: F, reply: impl FnOnce(Result<Written<T>>) -> bool + Send + 'static) -> Result<()>
    where
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let memory = Arc::clone(&self.inner.memory);
        let changes = self.inner.changes.clone();
        let clock = Arc::clone(&self.inner.options.clock);
        let head = self.inner.head.clone();
        self.inner.writer.push(Box::new(move |writer| {
            let result = writer.and_then(|writer| in_transaction(writer, clock.as_ref(), &memory, &head, work));
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

    /// How far the files are after each committed write.
    pub fn heads(&self) -> watch::Receiver<Head> {
        self.inner.head.subscribe()
    }

    /// How far the files are and will be found to be even after a power cut. Waits for the disk; call it where waiting
    /// does no harm.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk does not confirm.
    pub fn durable_head(&self) -> Result<Head> {
        let head = self.inner.head.borrow().clone();
        // The ledger is pressed onto the disk with each of its writes, the cache is not.
        let [log, _shared] = workspace::companions(&StoreFile::Cache.path_in(self.folder()));
        match std::fs::File::open(&log).and_then(|file| file.sync_all()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(log)(error)),
            _ => Ok(head),
        }
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

    pub(crate) fn held_slot(&self) -> &RwLock<Option<Held>> {
        &self.inner.held
    }

    pub(crate) fn lock(&self) -> &Arc<WorkspaceLock> {
        &self.inner.lock
    }
}

#[cfg(test)]
mod tests;
