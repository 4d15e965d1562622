//! Walking along the chain to the first entry that does not hold, and telling what happened to it.

use crate::Hash;
use crate::check::SealKey;
use crate::encoding::{next_key, seal};
use crate::fault::{Fault, FaultKind};
use crate::log::{Log, Seen};

/// How a walk ended.
pub(crate) struct Walk {
    /// The hash of the last entry.
    pub(crate) hash: Hash,
    /// Entries whose seal was checked.
    pub(crate) sealed: u64,
    pub(crate) fault: Option<Fault>,
}

/// Follows the chain from its beginning.
pub(crate) fn along(log: &Log, seal_key: Option<&SealKey>) -> Walk {
    let mut running = log.beginning();
    let mut key = seal_key.cloned();
    let mut sealed = 0;
    for (at, entry) in log.entries.iter().enumerate() {
        let number = at as u64 + 1;
        if entry.unsound.is_some() || entry.id != number || entry.previous != running {
            let fault = Some(what_happened(log, at, number, &running));
            return Walk { hash: running, sealed, fault };
        }
        if let Some(key) = key.as_mut().filter(|key| key.epoch == entry.epoch && key.entry == number) {
            if seal(&key.key, &entry.hash) != entry.mac {
                // Whole in itself, but not sealed with the key of its time.
                let fault = Some(Fault::at(FaultKind::Edited, number, Some(entry.line)));
                return Walk { hash: running, sealed, fault };
            }
            key.key = next_key(&key.key);
            key.entry += 1;
            sealed += 1;
        }
        running = entry.hash;
    }
    Walk { hash: running, sealed, fault: None }
}

/// Whether the entry, under the number `number`, follows `previous`.
fn fits(entry: &Seen, number: u64, previous: &Hash) -> bool {
    entry.previous == *previous
        && match &entry.unsound {
            None => entry.id == number,
            Some(bytes) => bytes.numbered(number).follows(previous) == entry.hash,
        }
}

/// The number under which the entry was written, where its own hash still tells.
fn written_as(log: &Log, entry: &Seen) -> Option<u64> {
    match &entry.unsound {
        None => Some(entry.id),
        Some(bytes) => {
            let before = log.entries.iter().find(|other| other.hash == entry.previous).map_or(0, |other| other.id);
            // It follows another entry by hash, or was renumbered by one.
            let candidates = [before + 1, before + 2, before, entry.id.wrapping_add(1), entry.id.wrapping_sub(1)];
            candidates.into_iter().find(|number| bytes.numbered(*number).follows(&entry.previous) == entry.hash)
        }
    }
}

/// Tells what happened at the first place that does not hold.
fn what_happened(log: &Log, at: usize, number: u64, running: &Hash) -> Fault {
    let Some(entry) = log.entries.get(at) else { return Fault::at(FaultKind::Edited, number, None) };
    let after = log.entries.get(at + 1..).unwrap_or_default();
    let next_fits = after.first().is_some_and(|next| fits(next, number, running));
    let found = |kind, number| Fault::at(kind, number, Some(entry.line));
    let Some(own) = written_as(log, entry) else {
        // Nothing in the entry fits anything: it came from elsewhere or was changed.
        let kind = if next_fits { FaultKind::Inserted } else { FaultKind::Edited };
        return found(kind, number);
    };
    if own == number && entry.unsound.is_none() {
        // It is whole and in its place but follows another entry than the one before it: that one was replaced.
        return replaced_before(log, at, number, entry);
    }
    if own > number {
        let elsewhere = |wanted| after.iter().any(|other| written_as(log, other) == Some(wanted));
        let kind = match (elsewhere(number), elsewhere(own)) {
            (true, true) => FaultKind::Inserted,
            (true, false) => FaultKind::Swapped,
            (false, _) => FaultKind::Removed,
        };
        return found(kind, number);
    }
    // Its place was taken before.
    let twin = log.entries.get(..at).unwrap_or_default().iter().rev().find(|other| other.id == own);
    match twin {
        Some(twin)
            if twin.previous == entry.previous && after.first().is_some_and(|next| next.previous == entry.hash) =>
        {
            Fault::at(FaultKind::Inserted, own, Some(twin.line))
        }
        _ if entry.unsound.is_some() && own + 1 == number => Fault::at(FaultKind::Inserted, own, None),
        _ => found(FaultKind::Inserted, number),
    }
}

fn replaced_before(log: &Log, at: usize, number: u64, entry: &Seen) -> Fault {
    match at.checked_sub(1).and_then(|before| log.entries.get(before)) {
        Some(before) => Fault::at(FaultKind::Edited, number - 1, Some(before.line)),
        None => Fault::at(FaultKind::Edited, number, Some(entry.line)),
    }
}
