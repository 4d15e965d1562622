//! Pacing: one governor for each ad account, joined by what limits the whole app.
//!
//! A governor counts points the way Meta does (a read 1, a write 3, at most 60 or 9,000 in 300 seconds), listens to
//! the usage headers of every answer, and holds calls back before Meta has to. While Meta says to wait nothing is
//! sent at all, because calls made while blocked extend the block.

mod ledger;
mod limits;
mod pause;
#[cfg(test)]
mod simulation;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{AccountId, Clock, TimestampMillis};
use tokio::sync::{OwnedMutexGuard, watch};
use tokio::time::Instant;

use crate::usage::Usage;
use crate::{Cancel, Error};
use ledger::Ledger;
pub(crate) use limits::Kind;
pub use limits::{AccessTier, GovernorMemory, GovernorState, Lane, Layer};
use pause::Pauses;

/// Paces the calls about one ad account. Clones are the same governor.
#[derive(Debug, Clone)]
pub struct Governor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ledger: Mutex<Ledger>,
    app: Arc<Mutex<Pauses>>,
    /// One queue for each lane and kind, first come first served.
    gates: [tokio::sync::Mutex<()>; 6],
    writing: Arc<tokio::sync::Mutex<()>>,
    published: watch::Sender<GovernorState>,
    clock: Arc<dyn Clock>,
}

/// The right to send one call. Its points are settled when it is dropped, which is when the answer is in.
#[derive(Debug)]
pub(crate) struct Permit {
    governor: Governor,
    points: u32,
    _writing: Option<OwnedMutexGuard<()>>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.governor.change(|ledger| ledger.settle(self.points, Instant::now()));
    }
}

/// What a call asks of its governor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) lane: Lane,
    pub(crate) kind: Kind,
    pub(crate) points: u32,
    /// Longest wait accepted; `None` waits as long as it takes.
    pub(crate) patience: Option<Duration>,
}

impl Governor {
    fn new(app: Arc<Mutex<Pauses>>, clock: Arc<dyn Clock>) -> Self {
        let ledger = Ledger::new();
        let (published, _) = watch::channel(ledger.state(Instant::now(), &Pauses::default(), clock.now()));
        Self(Arc::new(Inner {
            ledger: Mutex::new(ledger),
            app,
            gates: Default::default(),
            writing: Arc::default(),
            published,
            clock,
        }))
    }

    /// The state now and from now on.
    pub fn watch(&self) -> watch::Receiver<GovernorState> {
        self.0.published.subscribe()
    }

    /// The state now.
    pub fn state(&self) -> GovernorState {
        self.change(|_| ());
        *self.0.published.borrow()
    }

    /// What to keep for the next run of the program.
    pub fn memory(&self) -> GovernorMemory {
        self.lock().memory(Instant::now(), self.0.clock.now())
    }

    /// Takes over what an earlier run kept. Points and blocks that are over by now are left out.
    pub fn restore(&self, memory: &GovernorMemory) {
        let now = self.0.clock.now();
        self.change(|ledger| ledger.restore(memory, Instant::now(), now));
    }

    /// Waits until a call may be sent. Cancelling ends the wait at once.
    ///
    /// # Errors
    /// [`Error::Cancelled`], and [`Error::RateLimited`] when the wait would be longer than the caller's patience.
    pub(crate) async fn acquire(&self, ask: Ask, cancel: &Cancel) -> Result<Permit, Error> {
        let waiting = Waiting::enter(self);
        let admitted = async {
            let _turn = self.gate(ask).lock().await;
            let writing = match ask.lane {
                Lane::Write => Some(Arc::clone(&self.0.writing).lock_owned().await),
                Lane::Background | Lane::Interactive => None,
            };
            while let Some(hold) = self.try_admit(ask) {
                self.hold(ask, hold, &waiting)?;
                // Meta counts in whole seconds, and several callers must not wake in the same instant.
                let jitter = Duration::from_millis(fastrand::u64(20..1_000));
                tokio::time::sleep_until(hold.until + jitter).await;
            }
            Ok(Permit { governor: self.clone(), points: ask.points, _writing: writing })
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Error::Cancelled),
            result = admitted => result,
        }
    }

    /// Listens to the usage headers of an answer.
    pub(crate) fn listen(&self, usage: &Usage) {
        let now = Instant::now();
        self.lock_app().listen_app(usage, now);
        self.change(|ledger| ledger.listen(usage, now));
    }

    /// Takes in that a call went through.
    pub(crate) fn went_through(&self, kind: Kind) {
        self.change(|ledger| ledger.went_through(kind));
        let mut app = self.lock_app();
        app.forgive(Layer::App);
        if kind == Kind::Insights {
            app.forgive(Layer::InsightsPlatform);
        }
    }

    /// Takes in that Meta refused a call of this kind because of a limit. Returns when calls of the kind may go on,
    /// where that is known.
    pub(crate) fn throttled(&self, layer: Layer, kind: Kind, usage: &Usage) -> Option<TimestampMillis> {
        let now = Instant::now();
        // The insights platform's refusal of another call is the app's.
        let layer = if layer == Layer::InsightsPlatform && kind == Kind::Management { Layer::App } else { layer };
        let mut until = {
            let mut app = self.lock_app();
            app.throttled_app(layer, now);
            app.blocked_until(layer, now)
        };
        self.change(|ledger| until = ledger.throttled(layer, kind, usage, now).or(until));
        until.map(|until| self.wall_clock(until, now))
    }

    /// Stops everything for hours, after Meta called the behaviour abusive.
    pub(crate) fn blocked_by_policy(&self) {
        self.change(|ledger| ledger.block(Layer::Abuse, Instant::now() + Duration::from_secs(4 * 3_600)));
    }

    fn gate(&self, ask: Ask) -> &tokio::sync::Mutex<()> {
        let kind = match ask.kind {
            Kind::Management => 0,
            Kind::Insights => 3,
        };
        &self.0.gates[kind + ask.lane as usize]
    }

    fn try_admit(&self, ask: Ask) -> Option<Hold> {
        let now = Instant::now();
        let from_app = self.lock_app().hold(ask.kind, ask.lane, now);
        self.lock().admit(ask, from_app, now)
    }

    fn hold(&self, ask: Ask, hold: Hold, waiting: &Waiting<'_>) -> Result<(), Error> {
        let now = Instant::now();
        let resumes_at = self.wall_clock(hold.until, now);
        if ask.patience.is_some_and(|patience| hold.until > now + patience) {
            return Err(Error::RateLimited { layer: hold.layer, retry_at: Some(resumes_at), meta: None });
        }
        tracing::debug!(layer = hold.layer.as_str(), seconds = (hold.until - now).as_secs(), "waits for Meta's limit");
        waiting.note(hold);
        Ok(())
    }

    fn wall_clock(&self, until: Instant, now: Instant) -> TimestampMillis {
        let millis = until.saturating_duration_since(now).as_millis();
        self.0.clock.now().plus_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn change(&self, change: impl FnOnce(&mut Ledger)) {
        let now = Instant::now();
        let app = self.lock_app().clone();
        let state = {
            let mut ledger = self.lock();
            change(&mut ledger);
            ledger.state(now, &app, self.0.clock.now())
        };
        self.0.published.send_if_modified(|published| std::mem::replace(published, state) != state);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_app(&self) -> std::sync::MutexGuard<'_, Pauses> {
        self.0.app.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until when a call is held back, and by which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hold {
    pub(crate) until: Instant,
    pub(crate) layer: Layer,
}

/// Counts a caller as waiting for as long as it lives.
struct Waiting<'a> {
    governor: &'a Governor,
    number: u64,
}

impl<'a> Waiting<'a> {
    fn enter(governor: &'a Governor) -> Self {
        let number = governor.lock().enter();
        Self { governor, number }
    }

    fn note(&self, hold: Hold) {
        self.governor.change(|ledger| ledger.note_wait(self.number, hold));
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.governor.change(|ledger| ledger.leave(self.number));
    }
}

/// The governors of one app: one for each account, and one for calls about no account.
#[derive(Debug)]
pub(crate) struct Governors {
    app: Arc<Mutex<Pauses>>,
    accounts: Mutex<HashMap<Option<AccountId>, Governor>>,
    clock: Arc<dyn Clock>,
}

impl Governors {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { app: Arc::default(), accounts: Mutex::default(), clock }
    }

    /// What the computer's clock shows.
    pub(crate) fn now(&self) -> TimestampMillis {
        self.clock.now()
    }

    pub(crate) fn of(&self, account: Option<&AccountId>) -> Governor {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Governor::new(Arc::clone(&self.app), Arc::clone(&self.clock));
        accounts.entry(account.cloned()).or_insert_with(fresh).clone()
    }
}
