//! What is kept in memory between reads: encoded chunks, sums over ranges, catalogues of objects.
//!
//! All of it can be thrown away at any time. Readers with different views of the file share it, so each entry knows from
//! which committed state it was read, and a write removes what it changed in the same breath as it commits.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::explorer::Catalog;
use crate::metrics::{Directory, RangeSums};

/// Encoded chunks kept, in bytes: three months of 50,000 ads. They take the place of the page cache, whose pages would
/// have to be put together into chunks each time.
const CHUNK_BYTES: usize = 96 << 20;
/// Range sums kept, in bytes: a handful of date ranges of 50,000 ads.
const RANGE_BYTES: usize = 32 << 20;

/// What a write changed, collected before it commits.
#[derive(Debug, Default)]
pub(crate) struct Invalidated {
    pub(crate) chunks: BTreeSet<i64>,
    pub(crate) metrics: BTreeSet<(i64, u8)>,
    pub(crate) objects: BTreeSet<(i64, u8)>,
    pub(crate) everything: bool,
}

/// Identifies sums over a range: account row, level, first and last day number.
pub(crate) type RangeKey = (i64, u8, i32, i32);

/// Something for each account row and level.
type PerLevel<V> = HashMap<(i64, u8), Entry<Arc<V>>>;

/// The shared memory of one open store.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Counts committed writes. Held for reading while a view begins, for writing while a write commits, so that a view
    /// never begins between a commit and the removal of what it made stale.
    pub(crate) epoch: RwLock<u64>,
    chunks: Mutex<Bounded<i64, Arc<[u8]>>>,
    ranges: Mutex<Bounded<RangeKey, Arc<RangeSums>>>,
    catalogs: Mutex<PerLevel<Catalog>>,
    directories: Mutex<PerLevel<Directory>>,
    changed: Mutex<Changed>,
}

/// The write that last changed each thing. What was read from a state before that is not kept.
#[derive(Debug, Default)]
struct Changed {
    chunks: HashMap<i64, u64>,
    metrics: HashMap<(i64, u8), u64>,
    objects: HashMap<(i64, u8), u64>,
    everything: u64,
}

impl Changed {
    fn is_past(&self, changed: Option<&u64>, epoch: u64) -> bool {
        self.everything > epoch || changed.is_some_and(|changed| *changed > epoch)
    }
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    /// The state it was read from.
    epoch: u64,
    used: u64,
}

#[derive(Debug)]
struct Bounded<K, V> {
    entries: HashMap<K, (Entry<V>, usize)>,
    bytes: usize,
    clock: u64,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), bytes: 0, clock: 0 }
    }
}

impl<K: Copy + Eq + Hash, V: Clone> Bounded<K, V> {
    fn get(&mut self, key: &K, epoch: u64) -> Option<V> {
        self.clock += 1;
        let (entry, _) = self.entries.get_mut(key)?;
        // An entry read from a later state may hold what this view must not see.
        if entry.epoch > epoch {
            return None;
        }
        entry.used = self.clock;
        Some(entry.value.clone())
    }

    fn put(&mut self, key: K, value: V, epoch: u64, bytes: usize, limit: usize) {
        if bytes > limit / 2 {
            return;
        }
        self.clock += 1;
        if self.bytes + bytes > limit {
            self.evict(limit - limit / 4);
        }
        let entry = Entry { value, epoch, used: self.clock };
        self.bytes += bytes;
        if let Some((_, replaced)) = self.entries.insert(key, (entry, bytes)) {
            self.bytes -= replaced;
        }
    }

    /// Drops the entries used longest ago until `target` bytes are left.
    fn evict(&mut self, target: usize) {
        let mut by_age: Vec<(u64, K, usize)> =
            self.entries.iter().map(|(key, (entry, bytes))| (entry.used, *key, *bytes)).collect();
        by_age.sort_unstable_by_key(|(used, ..)| *used);
        for (_, key, bytes) in by_age {
            if self.bytes <= target {
                break;
            }
            self.entries.remove(&key);
            self.bytes -= bytes;
        }
    }

    fn remove_where(&mut self, stale: impl Fn(&K) -> bool) {
        let keys: Vec<K> = self.entries.keys().filter(|key| stale(key)).copied().collect();
        for key in keys {
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &K) {
        if let Some((_, bytes)) = self.entries.remove(key) {
            self.bytes -= bytes;
        }
    }

    fn clear(&mut self) {
        self.entries = HashMap::new();
        self.bytes = 0;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is in here can only be stale or absent, never half written: a panic elsewhere does not spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    /// Commits through `commit` and forgets what the write made stale, with no view beginning in between.
    pub(crate) fn commit<E>(&self, changed: &Invalidated, commit: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut epoch = self.epoch.write().unwrap_or_else(PoisonError::into_inner);
        commit()?;
        *epoch += 1;
        self.forget(changed, *epoch);
        Ok(())
    }

    fn forget(&self, write: &Invalidated, epoch: u64) {
        let mut changed = locked(&self.changed);
        if write.everything {
            *changed = Changed { everything: epoch, ..Changed::default() };
            self.clear();
            locked(&self.catalogs).clear();
            locked(&self.directories).clear();
        }
        changed.chunks.extend(write.chunks.iter().map(|key| (*key, epoch)));
        changed.metrics.extend(write.metrics.iter().map(|key| (*key, epoch)));
        changed.objects.extend(write.objects.iter().map(|key| (*key, epoch)));
        drop(changed);
        let mut chunks = locked(&self.chunks);
        for key in &write.chunks {
            chunks.remove(key);
        }
        drop(chunks);
        if !write.metrics.is_empty() {
            locked(&self.directories).retain(|key, _| !write.metrics.contains(key));
            locked(&self.ranges).remove_where(|(no, level, ..)| write.metrics.contains(&(*no, *level)));
        }
    }

    pub(crate) fn directory(&self, key: (i64, u8), epoch: u64) -> Option<Arc<Directory>> {
        locked(&self.directories).get(&key).filter(|entry| entry.epoch <= epoch).map(|entry| Arc::clone(&entry.value))
    }

    pub(crate) fn keep_directory(&self, key: (i64, u8), directory: Arc<Directory>, epoch: u64) {
        let changed = locked(&self.changed);
        if !changed.is_past(changed.metrics.get(&key), epoch) {
            locked(&self.directories).insert(key, Entry { value: directory, epoch, used: 0 });
        }
    }

    pub(crate) fn chunk(&self, key: i64, epoch: u64) -> Option<Arc<[u8]>> {
        locked(&self.chunks).get(&key, epoch)
    }

    pub(crate) fn keep_chunk(&self, key: i64, chunk: Arc<[u8]>, epoch: u64) {
        let changed = locked(&self.changed);
        if !changed.is_past(changed.chunks.get(&key), epoch) {
            let bytes = chunk.len() + 64;
            locked(&self.chunks).put(key, chunk, epoch, bytes, CHUNK_BYTES);
        }
    }

    /// Whether figures of a level were changed after a state.
    pub(crate) fn metrics_changed(&self, key: (i64, u8), since: u64) -> bool {
        let changed = locked(&self.changed);
        changed.is_past(changed.metrics.get(&key), since)
    }

    pub(crate) fn range(&self, key: RangeKey, epoch: u64) -> Option<Arc<RangeSums>> {
        locked(&self.ranges).get(&key, epoch)
    }

    pub(crate) fn keep_range(&self, key: RangeKey, sums: Arc<RangeSums>, epoch: u64) {
        let changed = locked(&self.changed);
        if !changed.is_past(changed.metrics.get(&(key.0, key.1)), epoch) {
            let bytes = sums.bytes() + 64;
            locked(&self.ranges).put(key, sums, epoch, bytes, RANGE_BYTES);
        }
    }

    /// The catalogue kept for an account and level if this view may use it, and whether it is up to date for it.
    pub(crate) fn catalog(&self, key: (i64, u8), epoch: u64) -> Option<(Arc<Catalog>, bool)> {
        let changed = locked(&self.changed);
        let catalogs = locked(&self.catalogs);
        let entry = catalogs.get(&key).filter(|entry| entry.epoch <= epoch)?;
        Some((Arc::clone(&entry.value), !changed.is_past(changed.objects.get(&key), entry.epoch)))
    }

    pub(crate) fn keep_catalog(&self, key: (i64, u8), catalog: Arc<Catalog>, epoch: u64) {
        let changed = locked(&self.changed);
        let mut catalogs = locked(&self.catalogs);
        if changed.everything <= epoch && catalogs.get(&key).is_none_or(|kept| kept.epoch <= epoch) {
            catalogs.insert(key, Entry { value: catalog, epoch, used: 0 });
        }
    }

    /// Forgets figures; the next reads of them are slower and the process smaller. Catalogues are small and stay.
    pub(crate) fn clear(&self) {
        locked(&self.chunks).clear();
        locked(&self.ranges).clear();
    }
}
