//! One account's part of a run: its stages in order, and what went wrong in each.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::{AccountDay, AccountId, AccountZone, Clock, Currency, DayRange, Level, TimestampMillis};
use graph::{Graph, clamp_to_retention};
use store::{AdAccountRow, JobState, Store, Upserted};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::coverage::RESTATED_DAYS;
use crate::jobs::RunJob;
use crate::levels::Look;
use crate::progress::{ProgressBoard, Stage};
use crate::report::{LevelDifference, ProblemKind};
use crate::request::{SyncMode, SyncRequest};
use crate::{assets, check, insights, structure};

/// When an account was complete last.
const COMPLETE: &str = "complete";

/// When the last run that brought everything of the account started; `None` when none has yet.
///
/// # Errors
/// [`store::Error::NotFound`] for an unknown account.
pub fn last_complete(db: &store::Db, account: &AccountId) -> Result<Option<TimestampMillis>, store::Error> {
    db.sync_state(Some(account), COMPLETE)
}

/// What every account's part shares.
pub(crate) struct Shared<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) store: &'a Store,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) request: &'a SyncRequest,
    pub(crate) board: &'a ProgressBoard,
    /// The run's connections to Meta.
    pub(crate) slots: &'a Semaphore,
    /// Ends the whole run: the person's wish, or a token that is no longer good.
    pub(crate) cancel: &'a CancellationToken,
}

/// One account's part of a run.
pub(crate) struct AccountRun<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) store: Store,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) slots: &'a Semaphore,
    pub(crate) cancel: &'a CancellationToken,
    pub(crate) job: RunJob,
    pub(crate) zone: AccountZone,
    pub(crate) currency: Currency,
    /// The account's present day.
    pub(crate) today: AccountDay,
    /// The days of figures this run is about.
    pub(crate) range: DayRange,
    pub(crate) look_back_days: u32,
    pub(crate) full: bool,
    thumbnails: bool,
    account: AdAccountRow,
    board: &'a ProgressBoard,
    outcome: Mutex<Outcome>,
}

/// What became of an account.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) problems: Vec<ProblemKind>,
    /// Whether anything in the cache is different now.
    pub(crate) changed: bool,
    pub(crate) at_meta: BTreeMap<Level, u64>,
    pub(crate) differences: Vec<LevelDifference>,
}

/// Does one account's part of a run.
pub(crate) async fn sync(shared: &Shared<'_>, account: AdAccountRow) -> Outcome {
    let id = account.id.clone();
    let outcome = match begin(shared, account).await {
        Ok(Some(run)) => run.stages().await,
        // A range in the future, or one that Meta keeps no data for.
        Ok(None) => Outcome::default(),
        Err(problem) => Outcome { problems: vec![problem], ..Outcome::default() },
    };
    let stage = if outcome.problems.is_empty() { Stage::Done } else { Stage::Failed };
    shared.board.stage(&id, stage, None);
    outcome
}

async fn begin<'a>(shared: &Shared<'a>, account: AdAccountRow) -> Result<Option<AccountRun<'a>>, ProblemKind> {
    let request = shared.request;
    let zone = AccountZone::parse(&account.timezone_name)
        .map_err(|_| ProblemKind::UnknownZone(account.timezone_name.clone()))?;
    let currency =
        Currency::parse(&account.currency).map_err(|_| ProblemKind::UnknownCurrency(account.currency.clone()))?;
    let full = request.mode == SyncMode::Full;
    let job = RunJob::begin(shared.store, &account.id, full, shared.clock.now()).await?;
    let Some(today) = zone.day_of(shared.clock.now()) else { return Ok(None) };
    let wanted = request.range.unwrap_or_else(|| DayRange::ending(today, request.days.get()));
    let Some(range) = clamp_to_retention(wanted, today) else { return Ok(None) };
    Ok(Some(AccountRun {
        graph: shared.graph,
        store: shared.store.clone(),
        clock: shared.clock,
        slots: shared.slots,
        cancel: shared.cancel,
        job,
        zone,
        currency,
        today,
        range,
        look_back_days: request.look_back_days,
        full,
        thumbnails: request.thumbnails,
        account,
        board: shared.board,
        outcome: Mutex::default(),
    }))
}

impl AccountRun<'_> {
    async fn stages(self) -> Outcome {
        if let Err(problem) = self.each_stage().await {
            self.problem(problem);
        }
        self.end().await;
        self.outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    async fn each_stage(&self) -> Result<(), ProblemKind> {
        self.stage(Stage::Structure, None);
        structure::sync(self).await?;
        // What follows does not build on pictures and activities: their trouble is noted and the figures still come.
        for stage in ["images", "activities"] {
            if self.job.is_done(stage) {
                continue;
            }
            let result = if stage == "images" { assets::images(self).await } else { assets::activities(self).await };
            match result {
                Ok(()) => self.job.done(&self.store, stage).await?,
                Err(problem) if problem.stops_all() || problem.is_cancel() => return Err(problem),
                Err(problem) => self.problem(problem),
            }
        }
        insights::sync(self).await?;
        if self.thumbnails {
            assets::thumbnails(self).await?;
        }
        check::levels(self).await
    }

    /// How many objects of a level Meta says there are: the steps of the structure.
    pub(crate) fn objects_at_meta(&self, level: Level, count: u64) {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.at_meta.insert(level, count);
        let total = outcome.at_meta.values().sum::<u64>();
        drop(outcome);
        self.board.total(self.id(), u32::try_from(total).unwrap_or(u32::MAX));
    }

    /// Closes the job, or leaves it open for the next run to go on with.
    async fn end(&self) {
        let (state, error) = {
            let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
            let text = outcome.problems.first().map(ToString::to_string);
            let interrupted = outcome.problems.iter().any(|problem| problem.is_cancel() || problem.may_go_on());
            let state = match text {
                None => Some(JobState::Done),
                Some(_) if interrupted => None,
                Some(_) => Some(JobState::Partial),
            };
            (state, text)
        };
        let Some(state) = state else { return };
        if state == JobState::Done {
            let (account, at) = (self.id().clone(), self.job.started_at);
            let noted = self.store.write(move |tx| tx.set_sync_state(Some(&account), COMPLETE, &at)).await;
            if let Err(error) = noted {
                self.problem(error.into());
            }
        }
        if let Err(error) = self.job.end(&self.store, state, error).await {
            self.problem(error.into());
        }
    }

    pub(crate) fn id(&self) -> &AccountId {
        &self.account.id
    }

    /// Notes what went wrong and goes on.
    pub(crate) fn problem(&self, problem: ProblemKind) {
        tracing::warn!(account = %self.account.id, %problem, "sync");
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).problems.push(problem);
    }

    /// Notes that two levels differ, which may well be no problem.
    pub(crate) fn difference(&self, difference: LevelDifference) {
        tracing::info!(account = %self.account.id, %difference, "levels differ");
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).differences.push(difference);
    }

    /// The instants against which days are judged.
    pub(crate) fn look(&self) -> Look {
        let RunJob { started_at, resumed, .. } = self.job;
        Look { zone: self.zone, today: self.today, run_start: started_at, resumed }
    }

    /// The days whose figures do not grow any more between the reading of one level and of the next.
    pub(crate) fn settled(&self) -> Option<DayRange> {
        DayRange::new(self.range.since(), self.range.until().min(self.today.plus_days(-1))).ok()
    }

    /// What was deleted since then may still be restated.
    pub(crate) fn deleted_lately(&self, slack_days: i64) -> TimestampMillis {
        self.zone.start_of(self.today.plus_days(-i64::from(RESTATED_DAYS) - slack_days))
    }

    pub(crate) fn stage(&self, stage: Stage, total: Option<u32>) {
        self.board.stage(&self.account.id, stage, total);
    }

    /// Notes steps done, rows stored, and whether anything is different now.
    pub(crate) fn stored(&self, steps: usize, rows: usize, changed: bool) {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.board.add(&self.account.id, steps, u64::try_from(rows).unwrap_or(u64::MAX));
        if changed {
            self.outcome.lock().unwrap_or_else(PoisonError::into_inner).changed = true;
        }
    }

    pub(crate) fn stored_objects(&self, count: usize, done: Upserted) {
        self.stored(count, count, done.added + done.changed > 0);
    }

    pub(crate) fn stored_days(&self, days: u32, rows: usize, changed: bool) {
        self.stored(usize::try_from(days).unwrap_or(usize::MAX), rows, changed);
    }
}
