//! Calls that may never return, made where they can do no harm: each on a thread of its own, with a deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, oneshot};

use crate::KeyState;

/// A thread that hangs in the operating system cannot be ended, only left behind. This many may be left behind at a
/// time; each holds a stack and perhaps a bus connection. Further calls then fail at once until one returns.
const MAX_LEFT_BEHIND: usize = 4;

/// One call at a time: Windows orders keyring calls of several threads unreliably.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    turn: Mutex<()>,
    running: Arc<AtomicUsize>,
}

/// Counts a call as running until it is dropped, also when the call panics.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn start(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Lane {
    /// Runs `call` and waits for it up to `patience`; after that the call is left behind and its result dropped.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        call: impl FnOnce() -> Result<T, KeyState> + Send + 'static,
    ) -> Result<T, KeyState> {
        let _turn = self.turn.lock().await;
        if self.running.load(Ordering::SeqCst) >= MAX_LEFT_BEHIND {
            return Err(KeyState::NoAnswer);
        }
        let (sender, receiver) = oneshot::channel();
        let running = Running::start(&self.running);
        let spawned = std::thread::Builder::new().name("keyring".into()).spawn(move || {
            let result = call();
            drop(running);
            // Nobody listens any more when the deadline has passed.
            let _ = sender.send(result);
        });
        if spawned.is_err() {
            return Err(KeyState::Failed { detail: "no thread could be started".into() });
        }
        match tokio::time::timeout(patience, receiver).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(KeyState::Failed { detail: "the keyring library gave up".into() }),
            Err(_) => Err(KeyState::NoAnswer),
        }
    }
}
