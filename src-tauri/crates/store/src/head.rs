//! How far the two files are, in a few bytes that are kept outside them: the only way to notice an older file that is
//! whole in itself.
//!
//! Each file counts the writes it has seen and remembers which run of the program made which of them. A file put back
//! lacks writes that the head outside has counted, also after it was written to again: those writes are of another run.

use std::cell::Cell;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::audit::encoding::{genesis, link};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::key::to_hex;
use crate::workspace::StoreFile;

/// Runs that a file remembers. A run that never came to keep its head outside is one in which the keyring was away.
const RUNS: usize = 512;
const RECORD: usize = 16;

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileMark {
    /// The run of the program that wrote to it last, a random number.
    pub run: u64,
    /// Writes it has seen since it was made.
    pub writes: u64,
}

/// How far a workspace is. Nothing in it is secret; what is kept of it outside the files must not be changeable by
/// whoever can change the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The workspace's random name.
    pub log: String,
    /// The cache.
    pub cache: FileMark,
    /// The ledger.
    pub ledger: FileMark,
    /// Entries of the audit log.
    pub audit_count: u64,
    /// Hash of the last of them, lower-case hex.
    pub audit_hash: String,
}

/// What a workspace lacks of a head that was kept outside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setback {
    /// The head is another workspace's.
    OtherWorkspace,
    /// The file is older than it was.
    OlderFile {
        /// Which.
        file: StoreFile,
        /// Writes it had seen.
        known: u64,
        /// Writes that are left of them, if that can be told.
        left: Option<u64>,
    },
    /// The audit log ends earlier than it did.
    AuditCutOff {
        /// Entries it had.
        known: u64,
        /// Entries it has.
        left: u64,
    },
    /// The audit log has another entry in that place, or one that does not follow from those before it.
    AuditRewritten {
        /// The entry's number.
        entry: u64,
    },
}

impl std::fmt::Display for Setback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherWorkspace => f.write_str("the note outside is of another workspace"),
            Self::OlderFile { file, known, left: Some(left) } => {
                write!(f, "{file} is older than it was: {} of {known} writes are gone", known.saturating_sub(*left))
            }
            Self::OlderFile { file, known, left: None } => {
                write!(f, "{file} is older than it was: it does not know its {known}th write")
            }
            Self::AuditCutOff { known, left } => {
                write!(
                    f,
                    "the audit log has {left} entries and had {known}: everything from entry {} is gone",
                    left + 1
                )
            }
            Self::AuditRewritten { entry } => {
                write!(f, "entry {entry} of the audit log is not the one that was written")
            }
        }
    }
}

/// What this run of the program notes in each file with its first write to it.
#[derive(Debug)]
pub(crate) struct Run {
    number: u64,
    noted: [Cell<bool>; 2],
}

/// A number for this run.
pub(crate) fn new_run() -> Result<u64> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|_| Error::Unreadable("randomness"))?;
    // Zero stands for no run at all.
    Ok(u64::from_be_bytes(bytes).max(1))
}

impl Run {
    pub(crate) fn new(number: u64) -> Self {
        Self { number, noted: Default::default() }
    }

    fn noted(&self, file: StoreFile) -> &Cell<bool> {
        let [cache, ledger] = &self.noted;
        if file == StoreFile::Cache { cache } else { ledger }
    }

    /// Counts a write to the file, in the write's own transaction.
    pub(crate) fn count(&self, connection: &Connection, file: StoreFile) -> Result<()> {
        let mut bump = connection.prepare_cached(
            "INSERT INTO meta (key, value) VALUES ('writes', 1)
             ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value",
        )?;
        let writes: i64 = bump.query_row([], |row| row.get(0))?;
        if !self.noted(file).get() {
            let mut runs = runs(connection)?;
            runs.push((self.number, whole(writes).saturating_sub(1)));
            let dropped = runs.len().saturating_sub(RUNS);
            let bytes: Vec<u8> = runs
                .iter()
                .skip(dropped)
                .flat_map(|(run, began)| [run.to_be_bytes(), began.to_be_bytes()])
                .flatten()
                .collect();
            let mut keep = connection.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES ('runs', ?1)")?;
            keep.execute(params![bytes])?;
        }
        Ok(())
    }

    /// The write is committed.
    pub(crate) fn counted(&self, file: StoreFile) {
        self.noted(file).set(true);
    }
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn writes(connection: &Connection) -> Result<u64> {
    let mut find = connection.prepare_cached("SELECT value FROM meta WHERE key = 'writes'")?;
    Ok(whole(find.query_row([], |row| row.get(0)).optional()?.unwrap_or(0)))
}

/// Runs that wrote to the file and how many writes it had seen before each, oldest first.
fn runs(connection: &Connection) -> Result<Vec<(u64, u64)>> {
    let mut find = connection.prepare_cached("SELECT value FROM meta WHERE key = 'runs'")?;
    let bytes: Option<Vec<u8>> = find.query_row([], |row| row.get(0)).optional()?;
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let bytes = bytes.unwrap_or_default();
    let records = bytes.chunks_exact(RECORD).filter_map(|record| record.split_at_checked(8));
    Ok(records.map(|(run, began)| (number(run), number(began))).collect())
}

fn mark(connection: &Connection) -> Result<FileMark> {
    let run = runs(connection)?.last().map_or(0, |(run, _)| *run);
    Ok(FileMark { run, writes: writes(connection)? })
}

/// How many of the writes up to `known` the file has: all of them, so many, or it cannot be told.
fn left_of(connection: &Connection, known: FileMark) -> Result<Option<Option<u64>>> {
    if known.writes == 0 {
        return Ok(None);
    }
    let (runs, now) = (runs(connection)?, writes(connection)?);
    let Some(at) = runs.iter().rposition(|(run, _)| *run == known.run) else {
        return Ok(Some((now < known.writes).then_some(now)));
    };
    let end = runs.get(at + 1).map_or(now, |(_, began)| *began);
    Ok((end < known.writes).then_some(Some(end)))
}

impl Db {
    /// How far the workspace is.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn head(&self) -> Result<Head> {
        let log = self.log_name()?;
        let (audit_count, hash) = match self.chain_standing()? {
            Some((count, hash, ..)) => (whole(count), hash),
            None => (0, genesis(&log)),
        };
        let (cache, ledger) = (mark(&self.cache)?, mark(&self.ledger)?);
        Ok(Head { log, cache, ledger, audit_count, audit_hash: to_hex(&hash) })
    }

    /// What is missing of a head that was kept outside; nothing when the workspace is as it was then, or has gone on
    /// from there. Entries of the audit log that came after it are checked one by one.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn setbacks(&self, known: &Head) -> Result<Vec<Setback>> {
        if known.log != self.log_name()? {
            return Ok(vec![Setback::OtherWorkspace]);
        }
        let mut found = Vec::new();
        let files = [(StoreFile::Cache, &self.cache, known.cache), (StoreFile::Ledger, &self.ledger, known.ledger)];
        for (file, connection, mark) in files {
            if let Some(left) = left_of(connection, mark)? {
                found.push(Setback::OlderFile { file, known: mark.writes, left });
            }
        }
        found.extend(self.audit_setback(known)?);
        Ok(found)
    }

    fn audit_setback(&self, known: &Head) -> Result<Option<Setback>> {
        let standing = self.chain_standing()?;
        let (left, last) = standing.map_or((0, genesis(&known.log)), |(count, hash, ..)| (whole(count), hash));
        if left < known.audit_count {
            return Ok(Some(Setback::AuditCutOff { known: known.audit_count, left }));
        }
        let mut at = known.audit_count;
        let mut hash = match self.audit_hash(at, &known.log)? {
            Some(hash) if to_hex(&hash) == known.audit_hash => hash,
            _ => return Ok(Some(Setback::AuditRewritten { entry: at })),
        };
        let mut find = self.ledger.prepare_cached(&format!(
            "SELECT {} FROM audit_logs WHERE id > ?1 ORDER BY id",
            crate::audit::encoding::COLUMNS.join(", ")
        ))?;
        let mut rows = find.query([i64::try_from(at).unwrap_or(i64::MAX)])?;
        while let Some(row) = rows.next()? {
            at += 1;
            hash = link(&hash, &crate::audit::encoding::encode_row(row)?);
        }
        // Which of the entries in between it is, the full check says.
        Ok((hash != last || at != left).then_some(Setback::AuditRewritten { entry: known.audit_count + 1 }))
    }

    fn audit_hash(&self, entry: u64, log: &str) -> Result<Option<[u8; 32]>> {
        if entry == 0 {
            return Ok(Some(genesis(log)));
        }
        let mut find = self.ledger.prepare_cached("SELECT hash FROM audit_logs WHERE id = ?1")?;
        Ok(find.query_row([i64::try_from(entry).unwrap_or(i64::MAX)], |row| row.get(0)).optional()?)
    }
}
