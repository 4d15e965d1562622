//! The engine's thread: sleeps until a rule is due or somebody asks, and does one thing at a time.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use changes::Ids;
use domain::{AccountId, Clock};
use store::Store;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use crate::Error;
use crate::desk::{Desk, Round, Wanted};
use crate::world::World;

/// The longest it sleeps: a clock that was set and a machine that woke are noticed within this.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// After a round that failed it waits at least so long.
const AFTER_TROUBLE: Duration = Duration::from_secs(60);
/// Events that wait while it is busy. Who sends more waits.
const WAITING_EVENTS: usize = 64;

/// What can happen to it.
#[derive(Debug)]
enum Event {
    /// Look at whatever is due, or at one rule at once.
    Look(Wanted, oneshot::Sender<Result<Round, Error>>),
    /// A person answers what waits.
    Decide { ids: Vec<String>, approve: bool, by: String, reply: oneshot::Sender<Result<(), Error>> },
    /// A person ends pauses.
    EndLeases { ids: Vec<String>, start: bool, by: String, reply: oneshot::Sender<Result<(), Error>> },
    /// Rules, limits or figures changed, or the machine woke: look at the clock again.
    Wake,
    /// The end.
    Shutdown,
}

/// Where the engine stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The account that it looks at right now.
    pub looking_at: Option<AccountId>,
    /// Why no rule looks.
    pub held: Option<String>,
    /// When something is due next, UTC milliseconds.
    pub next_at_ms: Option<i64>,
}

/// A running engine. There is one a workspace, since there is one process a workspace.
#[derive(Debug)]
pub struct Engine {
    events: mpsc::Sender<Event>,
    standing: watch::Receiver<Standing>,
    looking_at: watch::Receiver<Option<AccountId>>,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Engine {
    /// Starts the thread. What it waits for is driven by `runtime`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        world: Arc<dyn World>,
        store: Store,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        runtime: Handle,
    ) -> std::io::Result<Self> {
        let (events, inbox) = mpsc::channel(WAITING_EVENTS);
        let (tell, standing) = watch::channel(Standing::default());
        let desk = Desk::new(world, store, clock, ids);
        let looking_at = desk.looking_at.subscribe();
        let run = move || runtime.block_on(work(desk, inbox, tell));
        let thread = std::thread::Builder::new().name("rules".into()).spawn(run)?;
        Ok(Self { events, standing, looking_at, thread: std::sync::Mutex::new(Some(thread)) })
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        Standing { looking_at: self.looking_at.borrow().clone(), ..self.standing.borrow().clone() }
    }

    /// Looks at whatever is due, or at one rule at once, and waits for the end of it.
    ///
    /// # Errors
    /// As [`Desk::round`].
    pub async fn look(&self, wanted: Wanted) -> Result<Round, Error> {
        self.ask(|reply| Event::Look(wanted, reply)).await
    }

    /// Answers what waits for a person, and waits until it is carried out.
    ///
    /// # Errors
    /// As [`Desk::decide`].
    pub async fn decide(&self, ids: Vec<String>, approve: bool, by: String) -> Result<(), Error> {
        self.ask(|reply| Event::Decide { ids, approve, by, reply }).await
    }

    /// Ends pauses.
    ///
    /// # Errors
    /// As [`Desk::end_leases`].
    pub async fn end_leases(&self, ids: Vec<String>, start: bool, by: String) -> Result<(), Error> {
        self.ask(|reply| Event::EndLeases { ids, start, by, reply }).await
    }

    /// Says that rules, limits or figures changed.
    pub fn wake(&self) {
        // With a full inbox it looks at the clock anyway.
        drop(self.events.try_send(Event::Wake));
    }

    /// Ends it after what it is doing, and waits for that.
    pub async fn stop(&self) {
        drop(self.events.send(Event::Shutdown).await);
        let thread = self.thread.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join());
            if !matches!(joined.await, Ok(Ok(()))) {
                tracing::error!("the rules' thread ended badly");
            }
        }
    }

    async fn ask<T>(&self, event: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Event) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.events.send(event(reply)).await.map_err(|_| Error::Ended)?;
        answer.await.map_err(|_| Error::Ended)?
    }
}

async fn work(mut desk: Desk, mut inbox: mpsc::Receiver<Event>, tell: watch::Sender<Standing>) {
    if let Err(error) = desk.settle_sent().await {
        tracing::error!(%error, "what rules had sent could not be settled");
    }
    loop {
        let sleep = match desk.next_at().await {
            Ok(next) => {
                tell.send_if_modified(|standing| {
                    let next = next.map(|at| at.0);
                    std::mem::replace(&mut standing.next_at_ms, next) != next
                });
                next.map(|at| {
                    let left = u64::try_from(at.millis_since(desk.clock.now())).unwrap_or(0);
                    Duration::from_millis(left.max(50)).min(LONGEST_SLEEP)
                })
            }
            Err(error) => {
                tracing::error!(%error, "when rules are due cannot be told");
                Some(AFTER_TROUBLE)
            }
        };
        let event = tokio::select! {
            event = inbox.recv() => event,
            // Without a rule there is nothing to wake up for.
            () = tokio::time::sleep(sleep.unwrap_or(Duration::MAX)), if sleep.is_some() => Some(Event::Wake),
        };
        if !handle(&mut desk, event, &tell).await {
            return;
        }
    }
}

/// Deals with an event. Answers whether it goes on.
async fn handle(desk: &mut Desk, event: Option<Event>, tell: &watch::Sender<Standing>) -> bool {
    match event {
        None | Some(Event::Shutdown) => return false,
        // Whoever asked may have gone; what was done stays.
        Some(Event::Look(wanted, reply)) => drop(reply.send(round(desk, &wanted, tell).await)),
        Some(Event::Decide { ids, approve, by, reply }) => drop(reply.send(desk.decide(&ids, approve, &by).await)),
        Some(Event::EndLeases { ids, start, by, reply }) => {
            drop(reply.send(desk.end_leases(&ids, start, &by).await));
        }
        Some(Event::Wake) => {
            if let Err(error) = round(desk, &Wanted::default(), tell).await {
                tracing::error!(%error, "rules could not look");
                tokio::time::sleep(AFTER_TROUBLE).await;
            }
        }
    }
    true
}

async fn round(desk: &mut Desk, wanted: &Wanted, tell: &watch::Sender<Standing>) -> Result<Round, Error> {
    desk.settle_sent().await?;
    let round = desk.round(wanted).await?;
    tell.send_modify(|standing| standing.held.clone_from(&round.held));
    Ok(round)
}
