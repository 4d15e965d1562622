//! The desk of changes of an open workspace: previews that wait for a yes, and the one act that is being sent.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use changes::{ChangeSet, Ids, Known, Lanes, RandomIds, Report, RowReport, Verdict};
use futures_util::future::BoxFuture;
use graph::Cancel;
use tokio::sync::watch;

use crate::Error;
use crate::app::App;
use crate::creating::ChoiceCache;
use crate::dto::{AppEvent, ChangeRun, CheckDepth, IpcError, RefusedRow};
use crate::session::Session;

/// Previews kept; older ones fall out.
const MOST_PREVIEWS: usize = 50;
/// Objects all kept previews may have together: each is held with what the cache knew of it.
const MOST_KEPT_OBJECTS: usize = 30_000;
/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What an act's rows are given to.
pub(super) type RowSink = Box<dyn Fn(&RowReport) + Send + Sync>;
/// An act being sent.
pub(super) type Work = BoxFuture<'static, Result<Report, changes::Error>>;

/// An act as a person looked at it.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) set: ChangeSet,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) known: Arc<Known>,
    pub(crate) refusals: Vec<RefusedRow>,
    pub(crate) checked: CheckDepth,
    pub(crate) problem: Option<IpcError>,
}

/// Previews and the act that is being sent.
#[derive(Debug)]
pub(crate) struct ChangeDesk {
    previews: Mutex<VecDeque<Arc<Preview>>>,
    run: watch::Sender<Option<ChangeRun>>,
    cancel: Mutex<Cancel>,
    /// Ends the checks under way.
    checking: Mutex<Cancel>,
    /// Ends what looks at earlier changes when the workspace closes.
    closing: Cancel,
    pub(crate) lanes: Lanes,
    /// What Meta answered to a person who chooses.
    pub(crate) choices: ChoiceCache,
    ids: RandomIds,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ChangeDesk {
    pub(crate) fn new() -> Self {
        Self {
            previews: Mutex::default(),
            run: watch::Sender::default(),
            cancel: Mutex::default(),
            checking: Mutex::default(),
            closing: Cancel::new(),
            lanes: Lanes::default(),
            choices: ChoiceCache::default(),
            ids: RandomIds,
        }
    }

    pub(crate) fn fresh_id(&self) -> String {
        self.ids.fresh()
    }

    /// Keeps a preview under its act's id.
    pub(super) fn keep(&self, preview: Preview) -> Arc<Preview> {
        let preview = Arc::new(preview);
        let mut previews = lock(&self.previews);
        let new = preview.set.items.len();
        let full = |previews: &VecDeque<Arc<Preview>>| {
            let objects: usize = previews.iter().map(|kept| kept.set.items.len()).sum();
            // The one before stays whatever its size: a preview without some rows stands beside the one with them.
            previews.len() >= MOST_PREVIEWS || (previews.len() > 1 && objects.saturating_add(new) > MOST_KEPT_OBJECTS)
        };
        while full(&previews) {
            previews.pop_front();
        }
        previews.push_back(Arc::clone(&preview));
        preview
    }

    pub(super) fn preview(&self, id: &str) -> Result<Arc<Preview>, Error> {
        let found = lock(&self.previews).iter().find(|preview| preview.set.id == id).cloned();
        found.ok_or(Error::NotFound("preview"))
    }

    /// A preview that is still looked at: others fall out before it.
    pub(super) fn touch(&self, id: &str) -> Result<Arc<Preview>, Error> {
        let found = self.preview(id)?;
        let mut previews = lock(&self.previews);
        previews.retain(|preview| preview.set.id != id);
        previews.push_back(Arc::clone(&found));
        Ok(found)
    }

    pub(super) fn forget(&self, id: &str) {
        lock(&self.previews).retain(|preview| preview.set.id != id);
    }

    /// Begins an act, unless one is being sent.
    pub(super) fn begin(&self, id: &str, rows: usize) -> Option<ChangeRun> {
        let begun = self.run.send_if_modified(|run| {
            if run.as_ref().is_some_and(|run| !run.ended) {
                return false;
            }
            let total = u32::try_from(rows).unwrap_or(u32::MAX);
            *run = Some(ChangeRun {
                change_id: id.to_owned(),
                total,
                done: 0,
                succeeded: 0,
                copied: 0,
                to_copy: 0,
                ended: false,
                stopping: false,
                error: None,
            });
            true
        });
        *lock(&self.cancel) = Cancel::new();
        begun.then(|| self.run()).flatten()
    }

    pub(super) fn run(&self) -> Option<ChangeRun> {
        self.run.borrow().clone()
    }

    pub(super) fn sink(self: &Arc<Self>) -> RowSink {
        let desk = Arc::clone(self);
        Box::new(move |row| {
            desk.run.send_modify(|run| {
                if let Some(run) = run {
                    (run.copied, run.to_copy) = row.detail.copying.unwrap_or_default();
                    if row.is_under_way() {
                        return;
                    }
                    run.done += 1;
                    run.succeeded += u32::from(!row.outcome.can_be_retried());
                }
            });
        })
    }

    pub(super) fn cancel_token(&self) -> Cancel {
        lock(&self.cancel).clone()
    }

    pub(super) fn cancel(&self) {
        lock(&self.cancel).cancel();
        self.run.send_modify(|run| {
            if let Some(run) = run {
                run.stopping = !run.ended;
            }
        });
    }

    pub(super) fn end(&self, error: Option<IpcError>) {
        self.run.send_modify(|run| {
            if let Some(run) = run {
                run.ended = true;
                run.stopping = false;
                run.error = error;
            }
        });
    }

    /// Waits for the end of the act that is being sent; none when there is none.
    pub(super) async fn ended(&self) -> Option<ChangeRun> {
        let mut run = self.run.subscribe();
        let ended = run.wait_for(|run| run.as_ref().is_none_or(|run| run.ended)).await;
        ended.ok().and_then(|run| run.clone())
    }

    pub(super) fn checking(&self) -> Cancel {
        lock(&self.checking).clone()
    }

    /// Ends the checks under way; later ones go on.
    pub(super) fn cancel_checks(&self) {
        std::mem::take(&mut *lock(&self.checking)).cancel();
    }

    /// Ends with the workspace.
    pub(crate) fn closing(&self) -> Cancel {
        self.closing.clone()
    }

    /// Stops the act that is being sent after the object it is at, and waits for that.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.cancel_checks();
        self.cancel();
        drop(self.ended().await);
    }
}

/// Tells how far a check is, at most ten times a second.
pub(super) struct CheckTeller {
    app: App,
    told_ms: AtomicI64,
}

impl CheckTeller {
    pub(super) fn new(app: App) -> Self {
        Self { app, told_ms: AtomicI64::new(i64::MIN) }
    }

    pub(super) fn tell(&self, done: usize, total: usize) {
        let now = self.app.inner.clock.now().0;
        let since = now.saturating_sub(self.told_ms.load(Ordering::Relaxed));
        if done < total && since < TELL_EVERY.as_millis() as i64 {
            return;
        }
        self.told_ms.store(now, Ordering::Relaxed);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.app.inner.bus.event(AppEvent::CheckMoved { done: count(done), total: count(total) });
    }
}

/// Tells how the act goes, at most ten times a second.
pub(super) async fn tell(app: App, session: Weak<Session>) {
    loop {
        let Some(open) = session.upgrade() else { return };
        let mut run = open.changes.run.subscribe();
        app.tell_writes(&open).await;
        drop(open);
        tokio::time::sleep(TELL_EVERY).await;
        if run.changed().await.is_err() {
            return;
        }
    }
}
