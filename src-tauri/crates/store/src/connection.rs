//! One connection to one encrypted file, with the settings every connection has.

use std::path::Path;
use std::sync::Once;

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};
use crate::key::{self, DatabaseKey};
use crate::workspace::StoreFile;

/// Older versions can lose a committed transaction when a checkpoint meets a writer at the wrong moment.
const OLDEST_SAFE_ENGINE: (i32, &str) = (3_051_003, "3.51.3");

/// Bytes of a page, in every file.
pub(crate) const PAGE_SIZE: u64 = 8_192;

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Read and write; the one connection that writes.
    Write,
    /// Read through the write-ahead log.
    Read,
    /// Look at a file without changing a byte of it.
    Look,
}

/// Refuses to run on a storage engine with known ways to lose data.
pub(crate) fn check_engine() -> Result<()> {
    let (number, needed) = OLDEST_SAFE_ENGINE;
    if rusqlite::version_number() < number {
        return Err(Error::EngineTooOld { found: rusqlite::version(), needed });
    }
    Ok(())
}

/// SQLite calls itself ready before SQLCipher is: a connection that another thread opens in that moment cannot be given its
/// key. So the first one of a process is opened alone, on nothing.
fn wait_for_engine() {
    static ENGINE: Once = Once::new();
    // That it fails is told by the connection that is wanted.
    ENGINE.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens a file that must exist, or is to be made when `create` is set.
pub(crate) fn open(path: &Path, file: StoreFile, key: &DatabaseKey, mode: Mode, create: bool) -> Result<Connection> {
    let mut flags = match mode {
        Mode::Look => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Write | Mode::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    flags |= OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    wait_for_engine();
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch(&key::pragma(key))?;
    configure_cipher(&connection)?;
    connection.execute_batch(
        "PRAGMA mmap_size = 0;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA busy_timeout = 5000;",
    )?;
    connection.pragma_update(None, "cache_size", cache_kib(file, mode))?;
    connection.set_prepared_statement_cache_capacity(128);
    if mode != Mode::Write {
        connection.pragma_update(None, "query_only", true)?;
    }
    Ok(connection)
}

/// The page format. HMAC-SHA256 is what today's processors do in hardware, and larger pages need fewer of them.
pub(crate) fn configure_cipher(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!(
        "PRAGMA cipher_log_level = NONE;
         PRAGMA cipher_page_size = {PAGE_SIZE};
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256;
         PRAGMA cipher_kdf_algorithm = PBKDF2_HMAC_SHA256;",
    ))?;
    Ok(())
}

/// Page cache, as SQLite wants it: negative kibibytes. It grows only as pages are read, and is given back when idle.
fn cache_kib(file: StoreFile, mode: Mode) -> i64 {
    match (file, mode) {
        // The writer goes back over the same pages again and again while it stores a pull.
        (StoreFile::Cache, Mode::Write) => -32_768,
        // Readers keep what they read most, chunks and catalogues, in a memory they share.
        (StoreFile::Cache, Mode::Read) => -16_384,
        _ => -4_096,
    }
}

/// Settings of the writer: the write-ahead log, and how hard each file is pressed onto the disk.
pub(crate) fn configure_writer(connection: &Connection, file: StoreFile) -> Result<()> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(Error::Unreadable("a write-ahead log"));
    }
    let synchronous = if file == StoreFile::Cache { "NORMAL" } else { "FULL" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // Seal keys that were used must not stay behind in free space.
    connection.pragma_update(None, "secure_delete", file == StoreFile::Ledger)?;
    Ok(())
}
