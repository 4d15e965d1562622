//! What a log is held against, and the verdict.

use crate::fault::{Fault, FaultKind};
use crate::head::SignedHead;
use crate::log::Log;
use crate::{Hash, walk};

/// A key that seals were made with from one entry on. Keep it off the computer that writes the log.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey {
    /// The epoch it belongs to.
    pub epoch: i64,
    /// The first entry that was sealed with it.
    pub entry: u64,
    /// The key.
    pub key: Hash,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey(epoch {}, from entry {})", self.epoch, self.entry)
    }
}

impl SealKey {
    /// Reads the line that `sextant-cli audit key` writes: `sextant-audit-key 1 EPOCH ENTRY KEY`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        if (words.next()?, words.next()?) != ("sextant-audit-key", "1") {
            return None;
        }
        let key = Self {
            epoch: words.next()?.parse().ok()?,
            entry: words.next()?.parse().ok()?,
            key: crate::hash_from_hex(words.next()?)?,
        };
        words.next().is_none().then_some(key)
    }
}

/// What was once seen of a log: a head, and the hashes of all entries where it was a whole export.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    log: String,
    count: u64,
    hash: Option<Hash>,
    entries: Vec<Hash>,
    signed: Option<SignedHead>,
}

impl Checkpoint {
    /// From an earlier export, or a file with nothing but a head; `None` when it has neither entries nor head.
    pub fn of(log: &Log) -> Option<Self> {
        let entries: Vec<Hash> = log.entries.iter().map(|entry| entry.hash).collect();
        let count = log.head.as_ref().map_or(entries.len() as u64, |head| head.count);
        let hash = log.head.as_ref().map_or(entries.last().copied(), SignedHead::hash);
        (count > 0 || log.head.is_some()).then(|| Self {
            log: log.name().to_owned(),
            count,
            hash,
            entries,
            signed: log.head.clone(),
        })
    }

    /// A head that was kept somewhere without a signature.
    pub fn kept(log: &str, count: u64, hash: Hash) -> Self {
        Self { log: log.to_owned(), count, hash: Some(hash), entries: Vec::new(), signed: None }
    }

    fn fault_in(&self, log: &Log) -> Option<Fault> {
        if self.log != log.name() {
            return Some(Fault::of_log(FaultKind::OtherLog));
        }
        let differs = self.entries.iter().zip(&log.entries).position(|(known, entry)| *known != entry.hash);
        if let Some(at) = differs {
            let line = log.entries.get(at).map(|entry| entry.line);
            return Some(Fault::at(FaultKind::RolledBack, at as u64 + 1, line));
        }
        if log.entries() < self.count {
            return Some(Fault::at(FaultKind::RolledBack, log.entries() + 1, None));
        }
        let there = match usize::try_from(self.count).unwrap_or(usize::MAX).checked_sub(1) {
            None => Some(log.beginning()),
            Some(last) => log.entries.get(last).map(|entry| entry.hash),
        };
        (there != self.hash).then_some(Fault {
            kind: FaultKind::RolledBack,
            entry: Some(self.count),
            exact: false,
            line: None,
        })
    }
}

/// What to hold a log against. The more there is, the more is found.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// The key the head must be signed with. Without it any key will do, which proves little.
    pub public_key: Option<Hash>,
    /// The key of the seals from some entry on.
    pub seal_key: Option<SealKey>,
    /// What was seen earlier.
    pub checkpoints: Vec<Checkpoint>,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The workspace's random name.
    pub log: String,
    /// Entries in the file.
    pub entries: u64,
    /// Entries whose seal was checked.
    pub sealed: u64,
    /// The head, whatever is wrong with it.
    pub head: Option<SignedHead>,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
}

impl Check {
    /// Judges a log. About a microsecond an entry.
    pub fn run(&self, log: &Log) -> Report {
        let walked = walk::along(log, self.seal_key.as_ref());
        let fault = walked.fault.or_else(|| self.fault_of_head(log, &walked.hash)).or_else(|| self.fault_since(log));
        Report {
            log: log.name().to_owned(),
            entries: log.entries(),
            sealed: walked.sealed,
            head: log.head.clone(),
            fault,
        }
    }

    /// As [`Check::run`], with a head that was got on another way and needs no signature: where the log's own database
    /// says that it stands.
    pub fn run_with_head(&self, log: &Log, head: &SignedHead) -> Report {
        let walked = walk::along(log, self.seal_key.as_ref());
        let fault = walked.fault.or_else(|| fault_of_end(log, head, &walked.hash)).or_else(|| self.fault_since(log));
        Report {
            log: log.name().to_owned(),
            entries: log.entries(),
            sealed: walked.sealed,
            head: Some(head.clone()),
            fault,
        }
    }

    fn fault_of_head(&self, log: &Log, last: &Hash) -> Option<Fault> {
        let Some(head) = &log.head else { return Some(Fault::of_log(FaultKind::NoHead)) };
        if head.log != log.name() {
            return Some(Fault::of_log(FaultKind::OtherLog));
        }
        if !head.is_signed(self.public_key.as_ref()) {
            return Some(Fault::of_log(FaultKind::BadSignature));
        }
        fault_of_end(log, head, last)
    }

    fn fault_since(&self, log: &Log) -> Option<Fault> {
        self.checkpoints.iter().find_map(|checkpoint| {
            let signed = checkpoint.signed.as_ref().is_none_or(|head| head.is_signed(self.public_key.as_ref()));
            if signed { checkpoint.fault_in(log) } else { Some(Fault::of_log(FaultKind::BadSignature)) }
        })
    }
}

/// Whether the log ends as the head says.
fn fault_of_end(log: &Log, head: &SignedHead, last: &Hash) -> Option<Fault> {
    let entries = log.entries();
    if entries < head.count {
        return Some(Fault::at(FaultKind::CutOff, entries + 1, None));
    }
    if entries > head.count {
        return Some(Fault::at(FaultKind::Inserted, head.count + 1, None));
    }
    let line = log.entries.last().map(|entry| entry.line);
    // The last entry was changed together with its hash, or the whole chain was made anew.
    (head.hash() != Some(*last)).then_some(Fault { kind: FaultKind::Edited, entry: Some(entries), exact: false, line })
}
