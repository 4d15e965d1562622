//! One slice of insights from Meta: pages at once, an asynchronous job where that is too much, smaller parts where
//! that is too much as well.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{AccountId, DayRange, Level, ObjectId};
use graph::{Error, Graph, InsightsRequest, InsightsRow, Pages, ReportRunId};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::jobs::OpenReports;
use crate::plan;
use crate::report::{Inconsistency, ProblemKind};
use crate::rows::{Expected, RowReader, SlicePage, SliceReader, SliceRows};

/// Times a slice that contradicts itself is asked for again.
const TRIES: u32 = 3;

/// Times a failed asynchronous job is started again.
const JOB_TRIES: u32 = 3;

/// Pages smaller than this are not worth their request: cut the range or ask for a job instead.
const LEAST_PAGE_ROWS: u32 = 600;

/// Everything a slice needs.
#[derive(Debug)]
pub(crate) struct Fetch<'a, 's> {
    pub(crate) graph: &'a Graph,
    pub(crate) cancel: &'a CancellationToken,
    pub(crate) expected: &'a Expected,
    pub(crate) whose: Whose,
    /// Where asynchronous jobs are noted; only those of listed objects are taken up by a later run.
    pub(crate) reports: &'a OpenReports,
    /// The account's objects one level after another, for cutting a day that is too much in one piece.
    pub(crate) objects: &'a Objects,
    pub(crate) slot: &'a Slot<'s>,
}

/// Whose figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those of every object that Meta lists.
    Listed,
    /// Those of deleted objects.
    Deleted,
    /// Those of one object, by its id.
    One(ObjectId),
}

/// One of the run's connections, given back while Meta computes a report.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    slots: &'a Semaphore,
    held: Mutex<Option<SemaphorePermit<'a>>>,
}

impl<'a> Slot<'a> {
    pub(crate) fn of(slots: &'a Semaphore) -> Self {
        Self { slots, held: Mutex::default() }
    }

    /// Waits for a connection, unless one is held.
    async fn take(&self) {
        if self.lock().is_some() {
            return;
        }
        // The semaphore is never closed; were it, going on without a permit only means more connections.
        let permit = self.slots.acquire().await.ok();
        *self.lock() = permit;
    }

    fn give_back(&self) {
        self.lock().take();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<SemaphorePermit<'a>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The campaigns, ad sets and ads of an account, for cutting a question by objects.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    pub(crate) campaigns: Vec<ObjectId>,
    pub(crate) adsets: Vec<(ObjectId, ObjectId)>,
    pub(crate) ads: Vec<(ObjectId, ObjectId)>,
}

impl Objects {
    /// The children at the next level below, with that level; `None` where there is nothing to cut into.
    fn below(&self, level: Level, parent: &ObjectId) -> Option<(Level, Vec<ObjectId>)> {
        let of = |list: &[(ObjectId, ObjectId)]| -> Vec<ObjectId> {
            list.iter().filter(|(_, of)| of == parent).map(|(id, _)| id.clone()).collect()
        };
        match level {
            Level::Campaign => Some((Level::Adset, of(&self.adsets))),
            Level::Adset => Some((Level::Ad, of(&self.ads))),
            Level::Account | Level::Ad => None,
        }
    }
}

impl Fetch<'_, '_> {
    /// All rows of a range: at once, or by a job where more than `job_rows` rows are expected.
    ///
    /// # Errors
    /// What no smaller question and no waiting could help.
    pub(crate) async fn rows(&self, range: DayRange, expected_rows: u64) -> Result<SliceRows, ProblemKind> {
        if expected_rows > plan::ASYNC_ROWS || self.open_report(range).is_some() {
            self.by_job(range, &[]).await
        } else {
            self.by_date(range).await
        }
    }

    /// Pages at once; halves of the range where that is too much; a job for a day that is too much.
    async fn by_date(&self, range: DayRange) -> Result<SliceRows, ProblemKind> {
        let error = match self.consistent(range, &[], None).await {
            Ok(rows) => return Ok(rows),
            Err(error) => error,
        };
        if !is_too_much(&error) {
            return Err(error);
        }
        let Some(halves) = plan::halves(range) else { return self.by_job(range, &[]).await };
        tracing::info!(level = ?self.expected.level, since = %range.since(), until = %range.until(), "cuts the days");
        let mut joined = SliceRows::default();
        for half in halves {
            joined.join(Box::pin(self.by_date(half)).await?);
        }
        Ok(joined)
    }

    /// An asynchronous job; halves of the range where the job is too large, then parts of the objects.
    async fn by_job(&self, range: DayRange, only: &[(Level, ObjectId)]) -> Result<SliceRows, ProblemKind> {
        let error = match self.job_rows(range, only).await {
            Ok(rows) => return Ok(rows),
            Err(error) => error,
        };
        if !is_too_much(&error) {
            return Err(error);
        }
        let mut joined = SliceRows::default();
        if let Some(halves) = plan::halves(range) {
            for half in halves {
                joined.join(Box::pin(self.by_job(half, only)).await?);
            }
            return Ok(joined);
        }
        let Some(parts) = self.parts(only) else { return Err(error) };
        tracing::info!(level = ?self.expected.level, day = %range.since(), parts = parts.len(), "cuts the objects");
        for part in parts {
            joined.join(Box::pin(self.by_job(range, &part)).await?);
        }
        Ok(joined)
    }

    /// Both halves of a set of objects, or the children of a single one.
    fn parts(&self, only: &[(Level, ObjectId)]) -> Option<Vec<Vec<(Level, ObjectId)>>> {
        let halves = |level: Level, ids: &[ObjectId]| -> Option<Vec<Vec<(Level, ObjectId)>>> {
            let list: Vec<_> = ids.iter().map(|id| (level, id.clone())).collect();
            match list.len() {
                0 => None,
                1 => Some(vec![list]),
                len => Some(list.chunks(len.div_ceil(2)).map(<[_]>::to_vec).collect()),
            }
        };
        match only {
            [] if self.expected.level == Level::Account => None,
            [] => halves(Level::Campaign, &self.objects.campaigns),
            [(level, id)] if *level < self.expected.level => {
                let (below, ids) = self.objects.below(*level, id)?;
                halves(below, &ids)
            }
            [_] => None,
            several => {
                let ids: Vec<_> = several.iter().map(|(_, id)| id.clone()).collect();
                halves(several.first()?.0, &ids)
            }
        }
    }

    /// The rows of a job, started here or in an earlier run, begun again when it fails for no reason of ours.
    async fn job_rows(&self, range: DayRange, only: &[(Level, ObjectId)]) -> Result<SliceRows, ProblemKind> {
        let level = self.expected.level;
        let mut tries = 0;
        loop {
            let (id, resumed) = match self.open_report(range).filter(|_| only.is_empty()) {
                Some(id) => (id, true),
                None => (self.start_job(range, only).await?, false),
            };
            self.slot.give_back();
            let result = match self.graph.wait_for_insights_job(&self.account(), &id, self.cancel, |_| ()).await {
                Ok(()) => self.consistent(range, only, Some(&id)).await,
                Err(error) => Err(error.into()),
            };
            // A job that the person interrupted is still there for the next run; every other outcome is its end.
            if self.is_noted() && !result.as_ref().is_err_and(ProblemKind::is_cancel) {
                self.reports.close(level, range).await?;
            }
            tries += 1;
            match result {
                Err(error) if resumed && tries < JOB_TRIES && !error.is_cancel() && !error.stops_all() => {}
                Err(error) if begins_again(&error) && tries < JOB_TRIES => {}
                other => return other,
            }
        }
    }

    async fn start_job(&self, range: DayRange, only: &[(Level, ObjectId)]) -> Result<ReportRunId, ProblemKind> {
        let request = self.request(range, only);
        self.slot.take().await;
        let id = self.graph.start_insights_job(&self.account(), &request, self.cancel).await?;
        if only.is_empty() && self.is_noted() {
            self.reports.open(self.expected.level, range, &id).await?;
        }
        Ok(id)
    }

    fn is_noted(&self) -> bool {
        self.whose == Whose::Listed
    }

    /// The report of exactly these days that Meta works on already.
    fn open_report(&self, range: DayRange) -> Option<ReportRunId> {
        self.reports.find(self.expected.level, range).filter(|_| self.is_noted())
    }

    /// Pages of a job or at once, until a reading of them does not contradict itself.
    async fn consistent(
        &self,
        range: DayRange,
        only: &[(Level, ObjectId)],
        job: Option<&ReportRunId>,
    ) -> Result<SliceRows, ProblemKind> {
        let mut tries = 0;
        loop {
            let what = match self.read(range, only, job).await? {
                Ok(rows) => return Ok(rows),
                Err(what) => what,
            };
            tries += 1;
            let level = self.expected.level;
            tracing::warn!(?level, since = %range.since(), until = %range.until(), %what, tries, "figures do not add up");
            if tries >= TRIES {
                return Err(ProblemKind::Inconsistent { level, range, what });
            }
        }
    }

    async fn read(
        &self,
        range: DayRange,
        only: &[(Level, ObjectId)],
        job: Option<&ReportRunId>,
    ) -> Result<Result<SliceRows, Inconsistency>, ProblemKind> {
        let request = self.request(range, only);
        let account = self.account();
        let rows = RowReader::new(Expected { range, ..self.expected.clone() });
        let read = move |row: &InsightsRow<'_>| rows.row(row);
        let mut pages: Pages<SlicePage> = match job {
            Some(id) => self.graph.insights_job_rows(&account, id, request.page_rows, None, read),
            None => self.graph.insights(&account, &request, None, read).with_least_rows(LEAST_PAGE_ROWS),
        };
        self.slot.take().await;
        let mut reader = SliceReader::new(self.expected.currency);
        while let Some(page) = pages.next_page(self.cancel).await? {
            if page.restarted {
                reader.restart();
            }
            if let Err(what) = reader.page(page.items) {
                return Ok(Err(what));
            }
        }
        Ok(reader.finish())
    }

    fn request(&self, range: DayRange, only: &[(Level, ObjectId)]) -> InsightsRequest {
        let level = self.expected.level;
        let mut request = match &self.whose {
            Whose::Listed => InsightsRequest::daily(level, range),
            Whose::Deleted => InsightsRequest::of_deleted(level, range),
            Whose::One(id) => InsightsRequest::of_object(level, id.clone(), range),
        };
        request.only = only.to_vec();
        request.page_rows = plan::PAGE_ROWS;
        request
    }

    fn account(&self) -> AccountId {
        self.expected.account.clone()
    }
}

fn is_too_much(problem: &ProblemKind) -> bool {
    matches!(problem, ProblemKind::Meta(error) if matches!(**error, Error::TooMuchData { .. }))
}

/// Whether a job's failure says nothing about the question.
fn begins_again(problem: &ProblemKind) -> bool {
    let ProblemKind::Meta(error) = problem else { return false };
    matches!(Arc::as_ref(error), Error::Transient { .. } | Error::NotFound { .. })
}
