//! What the closures of `read` and `write` work on.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{AccountId, Clock, TimestampMillis};
use rusqlite::{Connection, OptionalExtension, params};

use crate::audit::AuditKeys;
use crate::error::{Error, Result};
use crate::head::Run;
use crate::memory::{Invalidated, Memory};
use crate::tag::Tag;
use crate::workspace::StoreFile;

/// A consistent view of the workspace. Reading methods of every table are here; see the modules of this crate.
///
/// All reads of one `read` call see the same state, whatever is written meanwhile.
#[derive(Debug)]
pub struct Db {
    pub(crate) cache: Connection,
    pub(crate) ledger: Connection,
    /// What is kept in memory between reads; none on the writer, whose view may never be committed.
    pub(crate) memory: Option<Arc<Memory>>,
    /// The committed state this view shows, counted in writes.
    pub(crate) epoch: Cell<u64>,
}

impl Db {
    /// The account's row number; none for an account that is not in the workspace.
    pub(crate) fn account_no(&self, account: &AccountId) -> Result<Option<i64>> {
        let mut find = self.cache.prepare_cached("SELECT no FROM ad_accounts WHERE id = ?1")?;
        Ok(find.query_row([account.digits()], |row| row.get(0)).optional()?)
    }

    /// As [`Db::account_no`], where a missing account is an error.
    pub(crate) fn existing_account_no(&self, account: &AccountId) -> Result<i64> {
        self.account_no(account)?.ok_or(Error::NotFound)
    }

    /// Begins the view: from here until [`Db::end_view`] all reads see one state of both files.
    pub(crate) fn begin_view(&self) -> Result<()> {
        for connection in [&self.cache, &self.ledger] {
            connection.prepare_cached("BEGIN DEFERRED")?.execute([])?;
            // BEGIN alone does not fix the view; the first read does.
            connection.prepare_cached("SELECT value FROM meta WHERE key = 'database_id'")?.query_row([], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Ends the view. Also called when beginning it failed half way.
    pub(crate) fn end_view(&self) {
        for connection in [&self.cache, &self.ledger] {
            if !connection.is_autocommit() && connection.execute_batch("ROLLBACK").is_err() {
                tracing::warn!("a read view did not end");
            }
        }
    }

    /// Gives back memory that only speeds up the next read.
    pub(crate) fn release_memory(&self) {
        for connection in [&self.cache, &self.ledger] {
            connection.flush_prepared_statement_cache();
            if connection.release_memory().is_err() {
                tracing::debug!("the page cache was not released");
            }
        }
    }
}

/// A write in progress. Everything in it is committed together when the closure answers `Ok`, or not at all.
///
/// The two files are separate databases: the ledger is committed first, then the cache. A crash between the two loses
/// the cache half, which can be pulled again; put nothing in the cache that the ledger's half needs.
#[derive(Debug)]
pub struct Tx<'a> {
    pub(crate) db: &'a Db,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) writer: &'a WriterState,
    pub(crate) tags: RefCell<BTreeSet<Tag>>,
    pub(crate) invalidated: RefCell<Invalidated>,
    cache_begun: Cell<bool>,
    ledger_begun: Cell<bool>,
    rev: Cell<Option<i64>>,
}

/// What the writer remembers between writes. Forgotten when a write is rolled back.
#[derive(Debug)]
pub(crate) struct WriterState {
    /// Slots by account, level and id.
    pub(crate) slots: RefCell<HashMap<(i64, u8), crate::tables::slots::SlotMap>>,
    /// Codes of attribution settings.
    pub(crate) attributions: RefCell<HashMap<Arc<str>, i64>>,
    audit: AuditKeys,
    run: Run,
}

impl WriterState {
    pub(crate) fn new(audit: AuditKeys, run: u64) -> Self {
        Self { slots: RefCell::default(), attributions: RefCell::default(), audit, run: Run::new(run) }
    }

    pub(crate) fn audit(&self) -> &AuditKeys {
        &self.audit
    }

    pub(crate) fn forget(&self) {
        self.slots.borrow_mut().clear();
        self.attributions.borrow_mut().clear();
    }
}

impl std::ops::Deref for Tx<'_> {
    type Target = Db;
    fn deref(&self) -> &Db {
        self.db
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(db: &'a Db, clock: &'a dyn Clock, writer: &'a WriterState) -> Self {
        Self {
            db,
            clock,
            writer,
            tags: RefCell::default(),
            invalidated: RefCell::default(),
            cache_begun: Cell::new(false),
            ledger_begun: Cell::new(false),
            rev: Cell::new(None),
        }
    }

    /// The present instant by the store's clock.
    pub fn now(&self) -> TimestampMillis {
        self.clock.now()
    }

    /// Says that something was changed. Every writing method here does so itself.
    pub(crate) fn touch(&self, tag: Tag) {
        self.tags.borrow_mut().insert(tag);
    }

    /// The cache file, with a write transaction open.
    pub(crate) fn cache_mut(&self) -> Result<&'a Connection> {
        begin(&self.db.cache, &self.cache_begun)
    }

    /// The ledger file, with a write transaction open.
    pub(crate) fn ledger_mut(&self) -> Result<&'a Connection> {
        begin(&self.db.ledger, &self.ledger_begun)
    }

    /// The number of this write among all writes to the cache; rows changed by it carry it.
    pub(crate) fn rev(&self) -> Result<i64> {
        if let Some(rev) = self.rev.get() {
            return Ok(rev);
        }
        let mut bump = self.cache_mut()?.prepare_cached(
            "INSERT INTO meta (key, value) VALUES ('rev', 1)
             ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value",
        )?;
        let rev = bump.query_row([], |row| row.get(0))?;
        self.rev.set(Some(rev));
        Ok(rev)
    }

    pub(crate) fn commit(&self) -> Result<()> {
        // The ledger goes first: what the cache's half says can be pulled again.
        let files = [
            (StoreFile::Ledger, &self.db.ledger, &self.ledger_begun),
            (StoreFile::Cache, &self.db.cache, &self.cache_begun),
        ];
        for (file, connection, begun) in files {
            if begun.get() {
                self.writer.run.count(connection, file)?;
                connection.prepare_cached("COMMIT")?.execute([])?;
                self.writer.run.counted(file);
            }
        }
        Ok(())
    }

    /// Whether anything was written.
    pub(crate) fn has_written(&self) -> bool {
        self.ledger_begun.get() || self.cache_begun.get()
    }

    pub(crate) fn roll_back(&self) {
        self.db.end_view();
        self.writer.forget();
    }

    /// Sets a mark in a file's `meta` table.
    pub(crate) fn set_cache_meta(&self, key: &str, value: i64) -> Result<()> {
        let mut set = self.cache_mut()?.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?;
        set.execute(params![key, value])?;
        Ok(())
    }
}

fn begin<'a>(connection: &'a Connection, begun: &Cell<bool>) -> Result<&'a Connection> {
    if !begun.get() {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        begun.set(true);
    }
    Ok(connection)
}
