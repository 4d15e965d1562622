//! One read or one write from its beginning to its end, however the work in it ends.

use std::collections::BTreeSet;

use domain::Clock;
use tokio::sync::watch;

use crate::db::{Db, Tx, WriterState};
use crate::error::Result;
use crate::head::Head;
use crate::memory::Memory;
use crate::tag::Tag;

/// What a committed write gave and what it changed.
#[derive(Debug)]
pub struct Written<T> {
    /// What the closure answered.
    pub value: T,
    /// What was changed; the same set went to every subscriber.
    pub tags: BTreeSet<Tag>,
}

/// What the writing thread owns.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) db: Db,
    pub(crate) state: WriterState,
}

pub(super) fn in_view<T>(db: &Db, memory: &Memory, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
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

pub(super) fn in_transaction<T>(
    writer: &Writer,
    clock: &dyn Clock,
    memory: &Memory,
    head: &watch::Sender<Head>,
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
    if tx.has_written() {
        match writer.db.head() {
            Ok(now) => drop(head.send_replace(now)),
            Err(error) => tracing::warn!(%error, "how far the files are could not be read"),
        }
    }
    let tags = tx.tags.take();
    Ok(Written { value, tags })
}
