//! What survives a crash: the job of each account's run with its progress, and the asynchronous reports Meta works on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{AccountId, DayRange, Level, TimestampMillis};
use graph::ReportRunId;
use serde::{Deserialize, Serialize};
use store::{JobRow, JobState, NewJob, Store, Tx};

use crate::report::ProblemKind;

/// The kind of an account's run in the table of jobs.
const KIND: &str = "sync";

/// A run that was interrupted is taken up again for this long; after that what it has read is too old to build on.
const RESUMABLE_MS: i64 = 6 * 3_600_000;

/// Meta keeps the result of a report for 30 days; what is older than a day is asked for anew.
const REPORT_LIFE_MS: i64 = 24 * 3_600_000;

/// Where asynchronous reports are kept between runs.
const REPORTS: &str = "reports";

/// What a run was asked for; a run of another kind is not taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunPayload {
    pub(crate) started_at: TimestampMillis,
    pub(crate) full: bool,
}

/// How far a run is. Each stage stores its progress in the transaction that stores its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunProgress {
    /// How far each listing of objects is.
    #[serde(default)]
    pub(crate) listings: BTreeMap<String, ListingProgress>,
    /// Stages that are done.
    #[serde(default)]
    pub(crate) done: Vec<String>,
}

/// How far a listing is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListingProgress {
    /// Where the next page begins; `None` at the start and at the end.
    pub(crate) after: Option<String>,
    /// Whether everything is listed, or only what has changed.
    pub(crate) full: bool,
    /// Whether the last page was stored.
    pub(crate) finished: bool,
    /// How many objects have come.
    #[serde(default)]
    pub(crate) listed: u64,
    /// How many objects Meta says the listing has, from its newest page.
    pub(crate) at_meta: Option<u64>,
    /// Objects in a page that Meta did not find too many, where it was fewer than wanted.
    #[serde(default)]
    pub(crate) page_objects: Option<u32>,
}

/// The run of one account as a row of the table of jobs.
#[derive(Debug, Clone)]
pub(crate) struct RunJob {
    pub(crate) id: i64,
    pub(crate) started_at: TimestampMillis,
    /// Whether an interrupted run was taken up: what it has read may be hours older than what it reads now.
    pub(crate) resumed: bool,
    progress: Arc<Mutex<RunProgress>>,
}

impl RunJob {
    /// Takes the account's interrupted run up again where it is young enough and of the same kind, else begins one.
    pub(crate) async fn begin(
        store: &Store,
        account: &AccountId,
        full: bool,
        now: TimestampMillis,
    ) -> Result<Self, store::Error> {
        let account = account.clone();
        let begun = store.write(move |tx| begin_in(tx, &account, full, now)).await?;
        Ok(begun.value)
    }

    /// Whether a stage was finished, before a crash or in this process.
    pub(crate) fn is_done(&self, stage: &str) -> bool {
        self.lock().done.iter().any(|done| done == stage)
    }

    /// How far a listing is.
    pub(crate) fn listing(&self, name: &str) -> Option<ListingProgress> {
        self.lock().listings.get(name).cloned()
    }

    /// Changes the progress as part of a transaction, so that both are stored or neither is.
    pub(crate) fn change_in(&self, tx: &Tx<'_>, change: impl FnOnce(&mut RunProgress)) -> Result<(), store::Error> {
        let mut progress = self.lock();
        let mut changed = progress.clone();
        change(&mut changed);
        tx.update_job(self.id, JobState::Running, &serde_json::to_value(&changed)?, None)?;
        *progress = changed;
        Ok(())
    }

    /// Notes that a stage is finished.
    pub(crate) async fn done(&self, store: &Store, stage: &'static str) -> Result<(), store::Error> {
        let job = self.clone();
        store.write(move |tx| job.change_in(tx, |progress| progress.done.push(stage.to_owned()))).await?;
        Ok(())
    }

    /// Ends the run. An interrupted one stays open instead, to be taken up again.
    pub(crate) async fn end(&self, store: &Store, state: JobState, error: Option<String>) -> Result<(), store::Error> {
        let job = self.clone();
        store
            .write(move |tx| {
                let progress = serde_json::to_value(&*job.lock())?;
                tx.update_job(job.id, state, &progress, error.as_deref())
            })
            .await?;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, RunProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin_in(tx: &Tx<'_>, account: &AccountId, full: bool, now: TimestampMillis) -> Result<RunJob, store::Error> {
    let mut taken = None;
    for job in tx.open_jobs()? {
        if job.kind != KIND || job.account.as_ref() != Some(account) {
            continue;
        }
        match resumable(&job, full, now) {
            // An older one left over beside a newer one is closed.
            Some(run) if taken.is_none() => taken = Some(run),
            _ => tx.update_job(job.id, JobState::Failed, &job.progress, Some("interrupted and not taken up again"))?,
        }
    }
    if let Some(run) = taken {
        let progress = serde_json::to_value(&*run.lock())?;
        tx.update_job(run.id, JobState::Running, &progress, None)?;
        return Ok(run);
    }
    let payload = serde_json::to_value(RunPayload { started_at: now, full })?;
    let id = tx.create_job(&NewJob { kind: KIND, account: Some(account), payload })?;
    let progress = RunProgress::default();
    tx.update_job(id, JobState::Running, &serde_json::to_value(&progress)?, None)?;
    Ok(RunJob { id, started_at: now, resumed: false, progress: Arc::new(Mutex::new(progress)) })
}

fn resumable(job: &JobRow, full: bool, now: TimestampMillis) -> Option<RunJob> {
    let payload: RunPayload = serde_json::from_value(job.payload.clone()).ok()?;
    let age = now.millis_since(payload.started_at);
    if !(0..RESUMABLE_MS).contains(&age) || payload.full != full {
        return None;
    }
    let progress = serde_json::from_value(job.progress.clone()).unwrap_or_default();
    Some(RunJob { id: job.id, started_at: payload.started_at, resumed: true, progress: Arc::new(Mutex::new(progress)) })
}

/// An asynchronous report that Meta is working on, or has finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OpenReport {
    level: Level,
    range: DayRange,
    id: ReportRunId,
    started_at: TimestampMillis,
}

/// The reports of one account. Each is noted before it is waited for, so that a crash does not ask for it twice.
#[derive(Debug)]
pub(crate) struct OpenReports {
    store: Store,
    account: AccountId,
    now: TimestampMillis,
    list: Mutex<Vec<OpenReport>>,
}

impl OpenReports {
    pub(crate) async fn load(store: &Store, account: &AccountId, now: TimestampMillis) -> Result<Self, store::Error> {
        let id = account.clone();
        let list: Option<Vec<OpenReport>> = store.read(move |db| db.sync_state(Some(&id), REPORTS)).await?;
        let mut list = list.unwrap_or_default();
        list.retain(|report| (0..REPORT_LIFE_MS).contains(&now.millis_since(report.started_at)));
        Ok(Self { store: store.clone(), account: account.clone(), now, list: Mutex::new(list) })
    }

    /// The report of exactly these days.
    pub(crate) fn find(&self, level: Level, range: DayRange) -> Option<ReportRunId> {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().find(|report| report.level == level && report.range == range).map(|report| report.id.clone())
    }

    /// The days of every report at a level: they are asked for in the same pieces again.
    pub(crate) fn ranges(&self, level: Level) -> Vec<DayRange> {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().filter(|report| report.level == level).map(|report| report.range).collect()
    }

    pub(crate) async fn open(&self, level: Level, range: DayRange, id: &ReportRunId) -> Result<(), ProblemKind> {
        let report = OpenReport { level, range, id: id.clone(), started_at: self.now };
        self.store(|list| list.push(report)).await
    }

    pub(crate) async fn close(&self, level: Level, range: DayRange) -> Result<(), ProblemKind> {
        if self.find(level, range).is_none() {
            return Ok(());
        }
        self.store(|list| list.retain(|report| report.level != level || report.range != range)).await
    }

    async fn store(&self, change: impl FnOnce(&mut Vec<OpenReport>)) -> Result<(), ProblemKind> {
        let list = {
            let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut list);
            list.clone()
        };
        let account = self.account.clone();
        self.store.write(move |tx| tx.set_sync_state(Some(&account), REPORTS, &list)).await?;
        Ok(())
    }
}
