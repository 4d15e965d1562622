//! The sync worker of an open workspace: one run at a time, by schedule or when asked, with its state for all to see.

mod told;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{AccountId, Clock, DayRange, TimestampMillis};
use futures_util::future::BoxFuture;
use graph::{Cancel, Graph};
use ingest::{Schedule, SyncProgress, SyncReport, SyncRequest};
use store::Store;
use tokio::sync::watch;

use self::told::{governor_of, outcome_of, progress_of};
use crate::Error;
use crate::arrivals;
use crate::bus::{AlarmAct, Bus};
use crate::dto::{self, AppEvent, ErrorCode, SyncOutcome, SyncRun, SyncStatus};

/// How often the schedule looks at the clock. Short enough that waking up is noticed soon, long enough to cost nothing.
const TICK: Duration = Duration::from_secs(20);
/// How often what is used up of the limits is noted during a run.
const NOTE_LIMITS_EVERY: Duration = Duration::from_secs(5);
/// A tick that comes this much late means that the computer slept.
const SLEPT: Duration = Duration::from_secs(90);

/// Everything a run needs.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    pub(crate) graph: Graph,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What is to be synced.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) range: Option<DayRange>,
    pub(crate) days: u32,
}

#[derive(Debug)]
struct Running {
    started_at: TimestampMillis,
    progress: watch::Receiver<SyncProgress>,
    cancel: Cancel,
    ended: watch::Receiver<bool>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<Running>,
    last: Option<SyncOutcome>,
    schedule: Option<Schedule>,
    graph: Option<(Graph, Vec<AccountId>)>,
}

/// The worker's desk: what runs, what ran, what comes next.
#[derive(Debug)]
pub(crate) struct SyncDesk {
    state: Mutex<State>,
    bus: Bus,
    /// Called with every report, on the task that ran it.
    closing: Cancel,
}

impl SyncDesk {
    pub(crate) fn new(bus: Bus, last: Option<SyncOutcome>) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { last, ..State::default() }), bus, closing: Cancel::new() })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers whose limits to show.
    pub(crate) fn watch_limits(&self, graph: Option<Graph>, accounts: Vec<AccountId>) {
        self.lock().graph = graph.map(|graph| (graph, accounts));
    }

    /// Where syncing stands.
    pub(crate) fn status(&self) -> SyncStatus {
        let state = self.lock();
        let running = state.running.as_ref().map(|running| SyncRun {
            started_at_ms: running.started_at.0 as f64,
            accounts: running.progress.borrow().accounts.iter().map(progress_of).collect(),
            cancelling: running.cancel.is_cancelled(),
        });
        let governors = state.graph.iter().flat_map(|(graph, accounts)| {
            accounts.iter().map(|account| governor_of(account, &graph.governor(account).state()))
        });
        SyncStatus {
            running,
            last: state.last.clone(),
            next_at_ms: state.schedule.as_ref().map(|schedule| schedule.next_at().0 as f64),
            governors: governors.collect(),
        }
    }

    /// Asks the run under way to stop at the next safe point.
    pub(crate) fn cancel(&self) {
        if let Some(running) = &self.lock().running {
            running.cancel.cancel();
        }
        self.publish();
    }

    /// Starts a run unless one is under way; the receiver turns true when that run has ended.
    pub(crate) fn start(self: &Arc<Self>, tools: Tools, wanted: Wanted) -> watch::Receiver<bool> {
        let mut state = self.lock();
        if let Some(running) = &state.running {
            return running.ended.clone();
        }
        let (ended_sender, ended) = watch::channel(false);
        let (sender, progress) = watch::channel(SyncProgress::default());
        let cancel = self.closing.child_token();
        let started_at = tools.clock.now();
        if let Some(schedule) = &mut state.schedule {
            schedule.started(started_at);
        }
        state.running =
            Some(Running { started_at, progress: progress.clone(), cancel: cancel.clone(), ended: ended.clone() });
        drop(state);
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            let telling = tokio::spawn(arrivals::tell(desk.bus.clone(), tools.store.clone(), progress.clone()));
            let publishing = tokio::spawn(publish_progress(Arc::clone(&desk), progress));
            let noting = tokio::spawn(note_limits(tools.clone(), wanted.accounts.clone()));
            let report = run(&tools, &wanted, sender, &cancel).await;
            crate::activity::tell_and_raise(&tools.store, &desk.bus).await;
            telling.abort();
            publishing.abort();
            noting.abort();
            desk.finish(&tools, report).await;
            // Whoever waits for the end may close the files next.
            drop(tools);
            // Nobody has to be waiting.
            ended_sender.send_replace(true);
        });
        self.publish();
        ended
    }

    async fn finish(&self, tools: &Tools, report: SyncReport) {
        let outcome = outcome_of(&report);
        let saved = outcome.clone();
        let written = tools.store.write(move |tx| tx.set_setting(LAST_OUTCOME, &saved)).await;
        if let Err(error) = written {
            tracing::warn!(%error, "how the sync ended could not be noted");
        }
        {
            let mut state = self.lock();
            state.running = None;
            state.last = Some(outcome.clone());
            let complete = report.result == ingest::SyncResult::Complete;
            if let Some(schedule) = &mut state.schedule {
                schedule.ended(report.finished_at, complete, report.retry_at());
            }
        }
        let account_ids = report.changed.iter().map(AccountId::node).collect();
        self.bus.event(AppEvent::DataChanged { account_ids });
        self.bus.event(AppEvent::StateChanged {});
        self.publish();
        self.raise_alarm(&outcome);
    }

    fn raise_alarm(&self, outcome: &SyncOutcome) {
        let Some(problem) = outcome.problems.first() else { return };
        match (outcome.result, problem.error.code) {
            (_, ErrorCode::SignInNeeded) => self.bus.alarm_urgent(
                "Sextant needs you to sign in again",
                format!("{}. Nothing is lost; what was missed is fetched after that.", problem.error.message),
                Some(AlarmAct::Open("/settings/connection".into())),
            ),
            // These pass by themselves; the window and the tray say so.
            (_, ErrorCode::Offline | ErrorCode::RateLimited | ErrorCode::Cancelled) => {}
            (dto::SyncResult::Failed, _) => {
                self.bus.alarm("Sextant could not sync", format!("{}.", problem.error.message));
            }
            _ => {}
        }
    }

    fn publish(&self) {
        self.bus.event(AppEvent::SyncChanged { status: self.status() });
    }

    /// Starts runs by schedule until the workspace closes. `start` begins one where there is something to sync.
    pub(crate) async fn keep_schedule(
        self: Arc<Self>,
        clock: Arc<dyn Clock>,
        every_minutes: impl Fn() -> u32 + Send,
        start: impl Fn() -> BoxFuture<'static, ()> + Send,
    ) {
        let last_start = self.lock().last.as_ref().map(|last| TimestampMillis(last.finished_at_ms as i64));
        let mut ticked_at = clock.now();
        loop {
            let now = clock.now();
            let due = self.is_due(now, ticked_at, every_minutes(), last_start);
            ticked_at = now;
            if due {
                start().await;
            }
            tokio::select! {
                () = self.closing.cancelled() => return,
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    /// One look at the clock, the last one being at `ticked_at`: whether a run is to start now. None ever is where the
    /// schedule is switched off, which is an interval of no minutes.
    fn is_due(
        &self,
        now: TimestampMillis,
        ticked_at: TimestampMillis,
        minutes: u32,
        last_start: Option<TimestampMillis>,
    ) -> bool {
        let mut state = self.lock();
        if minutes == 0 {
            state.schedule = None;
            return false;
        }
        let schedule = state.schedule.get_or_insert_with(|| Schedule::new(minutes, last_start, now));
        if now.millis_since(ticked_at) > SLEPT.as_millis() as i64 {
            schedule.woke(now);
        }
        schedule.set_interval(minutes, now);
        schedule.is_due(now)
    }

    /// Stops the run and the schedule, and waits until the run has ended.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        let ended = self.lock().running.as_ref().map(|running| running.ended.clone());
        if let Some(mut ended) = ended {
            drop(ended.wait_for(|ended| *ended).await);
        }
    }
}

/// The name under which the last outcome is kept.
pub(crate) const LAST_OUTCOME: &str = "sync.last";

/// Objects of a kind that become searchable in one write.
const SEARCHABLE_AT_ONCE: usize = 2_000;

async fn run(tools: &Tools, wanted: &Wanted, sender: watch::Sender<SyncProgress>, cancel: &Cancel) -> SyncReport {
    let days = NonZeroU32::new(wanted.days).unwrap_or(NonZeroU32::MIN);
    let mut request = SyncRequest::new(wanted.accounts.clone()).with_days(days);
    request.range = wanted.range;
    let report = ingest::sync(&tools.graph, &tools.store, Arc::clone(&tools.clock), &request, sender, cancel).await;
    make_searchable(&tools.store).await;
    report
}

/// Brings what a run stored into the search index, in pieces, so that other writes get their turn.
async fn make_searchable(store: &Store) {
    loop {
        match store.write(|tx| tx.refresh_search(SEARCHABLE_AT_ONCE)).await {
            Ok(written) if written.value => return,
            Ok(_) => {}
            // The next run tries again; names are found without the index.
            Err(error) => return tracing::warn!(%error, "texts could not be made searchable"),
        }
    }
}

/// Notes what is used up of the limits while a run goes on, so that a crash does not forget it.
async fn note_limits(tools: Tools, accounts: Vec<AccountId>) {
    loop {
        tokio::time::sleep(NOTE_LIMITS_EVERY).await;
        crate::limits::keep(&tools.store, &tools.graph, &accounts).await;
    }
}

async fn publish_progress(desk: Arc<SyncDesk>, mut progress: watch::Receiver<SyncProgress>) {
    while progress.changed().await.is_ok() {
        desk.publish();
    }
}

/// Checks the days of a request.
pub(crate) fn range_of(
    since: Option<&str>,
    until: Option<&str>,
    today: domain::AccountDay,
    days: u32,
) -> Result<Option<DayRange>, Error> {
    if since.is_none() && until.is_none() {
        return Ok(None);
    }
    let until = until.map_or(Ok(today), parse_day)?;
    let since = since.map_or_else(|| Ok(DayRange::ending(until, days).since()), parse_day)?;
    DayRange::new(since, until).map(Some).map_err(|error| Error::Invalid(error.to_string()))
}

/// Reads a day.
pub(crate) fn parse_day(text: &str) -> Result<domain::AccountDay, Error> {
    domain::AccountDay::parse(text).map_err(|error| Error::Invalid(format!("{text:?} is {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;

    /// A computer with its clock; asleep, nothing looks at it.
    struct Computer {
        desk: Arc<SyncDesk>,
        clock: domain::FixedClock,
        ticked_at: TimestampMillis,
        starts: Vec<i64>,
    }

    impl Computer {
        fn new() -> Self {
            let clock = domain::FixedClock::new(TimestampMillis(1_795_435_200_000));
            Self { desk: SyncDesk::new(Bus::new(), None), ticked_at: clock.now(), clock, starts: Vec::new() }
        }

        /// Awake for some time, with a schedule of every half an hour; each run takes no time and is `complete` or not.
        fn awake(&mut self, minutes: i64, complete: bool) {
            for _ in 0..minutes * MINUTE_MS / TICK.as_millis() as i64 {
                let now = self.clock.now();
                if self.desk.is_due(now, self.ticked_at, 30, None) {
                    self.starts.push((now.0 - 1_795_435_200_000) / MINUTE_MS);
                    let mut state = self.desk.lock();
                    let schedule = state.schedule.as_mut().unwrap();
                    schedule.started(now);
                    schedule.ended(now, complete, None);
                }
                self.ticked_at = now;
                self.clock.advance(TICK.as_millis() as i64);
            }
        }
    }

    #[test]
    fn a_night_asleep_is_caught_up_once() {
        let mut computer = Computer::new();
        computer.awake(70, true);
        assert_eq!(computer.starts, [0, 30, 60]);
        computer.clock.advance(9 * 60 * MINUTE_MS);
        computer.awake(50, true);
        assert_eq!(computer.starts[3..], [610, 640], "eighteen missed runs are one");
    }

    #[test]
    fn a_run_without_a_network_is_tried_again_soon_until_it_is_back() {
        let mut computer = Computer::new();
        computer.awake(12, false);
        assert_eq!(computer.starts, [0, 5, 10]);
        computer.awake(40, true);
        assert_eq!(computer.starts[3..], [15, 45], "complete, it keeps the rhythm");
    }

    #[test]
    fn without_an_interval_nothing_starts() {
        let computer = Computer::new();
        assert!(!computer.desk.is_due(computer.clock.now(), computer.ticked_at, 0, None));
        assert!(computer.desk.status().next_at_ms.is_none());
    }
}
