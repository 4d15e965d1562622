//! Threads that each own something (a connection) and take work for it from one queue.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::{Error, Result};

/// After this long without work a thread gives memory back, once, and then sleeps until there is work.
const IDLE: Duration = Duration::from_secs(20);

/// A piece of work. It gets the thing, or why it could not be made.
pub(crate) type Work<R> = Box<dyn FnOnce(Result<&R>) + Send>;

/// The threads and their queue. Dropping it lets queued work finish and waits for the threads to end.
#[derive(Debug)]
pub(crate) struct Workers<R> {
    queue: Arc<Queue<R>>,
    threads: Vec<JoinHandle<()>>,
}

struct Queue<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    work: VecDeque<Work<R>>,
    closed: bool,
}

impl<R> std::fmt::Debug for Queue<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

impl<R> Queue<R> {
    fn state(&self) -> MutexGuard<'_, State<R>> {
        // Work runs outside the lock, so a panic in it cannot leave the queue half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece of work; none when the queue is closed and empty. Calls `idle` at most once while waiting.
    fn next(&self, mut idle: impl FnMut()) -> Option<Work<R>> {
        let mut state = self.state();
        let mut rested = false;
        loop {
            if let Some(work) = state.work.pop_front() {
                return Some(work);
            }
            if state.closed {
                return None;
            }
            if rested {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (guard, waited) = self.changed.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = guard;
            if waited.timed_out() {
                rested = true;
                drop(state);
                idle();
                state = self.state();
            }
        }
    }
}

impl<R: 'static> Workers<R> {
    /// Starts `count` threads. Each makes its own thing on its first work, and again should making it have failed.
    pub(crate) fn start(
        name: &str,
        count: usize,
        make: impl Fn() -> Result<R> + Send + Sync + 'static,
        idle: impl Fn(&R) + Send + Sync + 'static,
    ) -> Self {
        let queue = Arc::new(Queue {
            state: Mutex::new(State { work: VecDeque::new(), closed: false }),
            changed: Condvar::new(),
        });
        let shared = Arc::new((make, idle));
        let mut threads = Vec::new();
        for number in 0..count {
            let (queue, shared) = (Arc::clone(&queue), Arc::clone(&shared));
            let thread = std::thread::Builder::new().name(format!("{name}-{number}")).spawn(move || {
                let (make, idle) = &*shared;
                run(&queue, make, idle);
            });
            match thread {
                Ok(thread) => threads.push(thread),
                Err(error) => tracing::error!(%error, name, "a thread could not be started"),
            }
        }
        if threads.is_empty() {
            queue.state().closed = true;
        }
        Self { queue, threads }
    }

    /// Puts work at the end of the queue.
    pub(crate) fn push(&self, work: Work<R>) -> Result<()> {
        let mut state = self.queue.state();
        if state.closed {
            return Err(Error::Stopped);
        }
        state.work.push_back(work);
        drop(state);
        self.queue.changed.notify_one();
        Ok(())
    }
}

fn run<R>(queue: &Queue<R>, make: &impl Fn() -> Result<R>, idle: &impl Fn(&R)) {
    let mut thing: Option<R> = None;
    while let Some(work) = queue.next(|| thing.iter().for_each(idle)) {
        let outcome = catch_unwind(AssertUnwindSafe(|| match &thing {
            Some(thing) => {
                work(Ok(thing));
                None
            }
            None => match make() {
                Ok(made) => {
                    work(Ok(&made));
                    Some(made)
                }
                Err(error) => {
                    work(Err(error));
                    None
                }
            },
        }));
        match outcome {
            Ok(None) => {}
            Ok(made) => thing = made,
            Err(_) => tracing::error!("work on the store panicked and was undone"),
        }
    }
}

impl<R> Drop for Workers<R> {
    fn drop(&mut self) {
        self.queue.state().closed = true;
        self.queue.changed.notify_all();
        for thread in self.threads.drain(..) {
            // The last handle may be dropped by work on one of these threads, which cannot wait for itself.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a store thread ended in a panic");
            }
        }
    }
}
