//! What the sandbox was asked and what it changed, for tests that count requests and prove what was written.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// Kept entries; older ones fall out. A full demo sync takes some hundred.
const KEPT: usize = 200_000;

/// A request's own writes are among so many of the latest, even while others write beside it.
const LOOK_BACK: usize = 2_000;

/// One call: a request, or one item of a batch (which counts like a request).
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Counts up from 1 over the life of the process.
    pub seq: u64,
    /// Simulated instant, UTC milliseconds.
    pub at_ms: i64,
    /// `GET`, `POST` or `DELETE`, after `?method=` was honoured.
    pub method: String,
    /// Version asked for, such as `v26.0`; empty when none was.
    pub version: String,
    /// Path without version, such as `/act_1/insights`.
    pub path: String,
    /// Query and form parameters as query text; tokens, proofs, secrets and codes are replaced by `[redacted]`.
    pub query: String,
    /// HTTP status of the answer; 0 when the connection ended without one.
    pub status: u16,
    /// Meta's error code, when the answer was an error.
    pub code: Option<i64>,
    /// Meta's subcode.
    pub subcode: Option<i64>,
    /// Ad account the call was charged to (digits).
    pub account: Option<String>,
    /// Points of the account score it cost: 1 a read, 3 a write, 0 outside accounts.
    pub points: u32,
    /// Elements or rows in the answer.
    pub rows: usize,
    /// Length of the body before compression.
    pub bytes: usize,
    /// Microseconds of wall time spent on the answer.
    pub took_us: u64,
    /// Whether it was an item of a batch.
    pub in_batch: bool,
    /// Name of the fault that struck it.
    pub fault: Option<&'static str>,
    /// How many entries of the write journal it made: what was really changed, whatever the client was told.
    pub applied: usize,
}

/// One change of the world that a client made.
#[derive(Debug, Clone, Serialize)]
pub struct Write {
    /// Counts up from 1.
    pub seq: u64,
    /// The [`Entry::seq`] it belongs to.
    pub request: u64,
    /// Simulated instant, UTC milliseconds.
    pub at_ms: i64,
    /// `create`, `update`, `delete`, `copy` or `upload`.
    pub action: &'static str,
    /// `campaign`, `adset`, `ad`, `adcreative`, `adimage`, `adlabel`, `adrule`.
    pub kind: &'static str,
    /// Id of the object, or hash of the image.
    pub id: String,
    /// Ad account it was made in (digits).
    pub account: String,
    /// Id of the object copied, for a copy.
    pub source: Option<String>,
    /// Parameters as they were sent, secrets left out.
    pub params: Vec<(String, String)>,
}

/// Both journals.
#[derive(Debug, Default)]
pub struct Journal {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    seq: u64,
    entries: VecDeque<Entry>,
    write_seq: u64,
    writes: VecDeque<Write>,
}

impl Journal {
    /// Requests with a sequence number above `after`, oldest first.
    #[must_use]
    pub fn entries_after(&self, after: u64) -> Vec<Entry> {
        self.lock().entries.iter().filter(|e| e.seq > after).cloned().collect()
    }

    /// All kept requests, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries_after(0)
    }

    /// Writes with a sequence number above `after`, oldest first.
    #[must_use]
    pub fn writes_after(&self, after: u64) -> Vec<Write> {
        self.lock().writes.iter().filter(|w| w.seq > after).cloned().collect()
    }

    /// All kept writes, oldest first.
    #[must_use]
    pub fn writes(&self) -> Vec<Write> {
        self.writes_after(0)
    }

    /// Number of the newest request; a mark to count from.
    #[must_use]
    pub fn mark(&self) -> u64 {
        self.lock().seq
    }

    /// Forgets all entries; the numbering goes on.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.entries.clear();
        inner.writes.clear();
    }

    /// Takes the number for a request that is about to be answered.
    pub(crate) fn next_seq(&self) -> u64 {
        let mut inner = self.lock();
        inner.seq += 1;
        inner.seq
    }

    pub(crate) fn record(&self, mut entry: Entry) {
        let mut inner = self.lock();
        if entry.method != "GET" {
            entry.applied = inner.writes.iter().rev().take(LOOK_BACK).filter(|w| w.request == entry.seq).count();
        }
        if inner.entries.len() >= KEPT {
            inner.entries.pop_front();
        }
        // Requests end in another order than they began; the journal reads in order of arrival.
        let place = inner.entries.iter().rposition(|e| e.seq < entry.seq).map_or(0, |at| at + 1);
        inner.entries.insert(place, entry);
    }

    pub(crate) fn record_write(&self, mut write: Write) {
        let mut inner = self.lock();
        if inner.writes.len() >= KEPT {
            inner.writes.pop_front();
        }
        inner.write_seq += 1;
        write.seq = inner.write_seq;
        inner.writes.push_back(write);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
