//! Asynchronous insights: a job is accepted, runs a while by the clock and by polls, and keeps its answer for 30 days.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::query::Query;
use super::scope_of;
use crate::faults::FaultKind;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::nodes::Node;
use crate::http::request::Params;
use crate::world::model::ObjectId;

/// A run is kept for thirty days.
const KEPT_MS: i64 = 30 * 86_400_000;
/// Rows (at the most possible) a job works through in a simulated second.
const CELLS_PER_SECOND: i64 = 40_000;

/// One job.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) account: u64,
    pub(crate) scope: ObjectId,
    params: Params,
    created_ms: i64,
    pub(crate) ready_ms: i64,
    /// How often its state was asked for: every question moves a job on that the clock does not.
    polls: u32,
    /// Whether polls may finish it before the clock does.
    by_polls: bool,
    failure: Option<(i64, i64, bool)>,
}

/// All jobs.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    inner: Mutex<BTreeMap<u64, Run>>,
}

impl Jobs {
    pub(crate) fn account_of(&self, id: u64) -> Option<u64> {
        self.lock().get(&id).map(|run| run.account)
    }

    pub(crate) fn find(&self, id: u64, now_ms: i64) -> Option<Run> {
        self.lock().get(&id).filter(|run| now_ms - run.created_ms < KEPT_MS).cloned()
    }

    /// The job as it stands at this question.
    pub(crate) fn poll(&self, id: u64, now_ms: i64) -> Option<Run> {
        let mut runs = self.lock();
        let run = runs.get_mut(&id).filter(|run| now_ms - run.created_ms < KEPT_MS)?;
        run.polls = run.polls.saturating_add(1);
        if run.by_polls && run.polls >= POLLS_TO_FINISH {
            run.ready_ms = run.ready_ms.min(now_ms);
        }
        Some(run.clone())
    }

    fn insert(&self, run: Run) {
        self.lock().insert(run.id, run);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Run>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client that polls without the clock moving (a stepped one) gets its answer at this question.
const POLLS_TO_FINISH: u32 = 4;

/// `POST /{node}/insights`.
pub(crate) fn start(cx: &Cx<'_>, node: Node<'_>) -> Result<Answer> {
    let scope = scope_of(node).ok_or_else(|| GraphError::unknown_path("insights"))?;
    let account = crate::http::nodes::account_of(cx.world, scope).unwrap_or(scope.0);
    let mut params = cx.call.params.clone();
    for own in ["limit", "after", "before", "access_token", "appsecret_proof", "method"] {
        params.remove(own);
    }
    // Everything is checked now; what fails later fails for its size or by a fault.
    let query = Query::read(cx, scope, &params, None, cx.now_ms)?;
    let cells = i64::try_from(query.cells(cx)).unwrap_or(i64::MAX);
    let too_large = query.cells(cx) > cx.shared.switches().max_job_cells;
    let mut failure = too_large.then_some((-3, 1_504_045, false));
    let mut takes_ms = 1_500 + cells / CELLS_PER_SECOND * 1000;
    let mut by_polls = true;
    match &cx.fault {
        Some(FaultKind::FailJob { code, subcode, skipped }) => failure = Some((*code, *subcode, *skipped)),
        Some(FaultKind::StallJob { ms }) => {
            takes_ms = *ms;
            by_polls = false;
        }
        _ => {}
    }
    let id = 6_000_000_000_000_000 + (cx.now_ms as u64 % 1_000_000_000) * 1_000 + cx.shared.next_serial() % 1_000;
    cx.shared.jobs.insert(Run {
        id,
        account,
        scope,
        params,
        created_ms: cx.now_ms,
        ready_ms: cx.now_ms + takes_ms,
        polls: 0,
        by_polls,
        failure,
    });
    Ok(Answer::object(|out| out.id("report_run_id", id)))
}

/// `GET /{run}` and `GET /{run}/insights`; none when the id is no job.
pub(crate) fn read(cx: &Cx<'_>, id: u64, edge: Option<&str>) -> Result<Option<Answer>> {
    match edge {
        None => {
            let Some(run) = cx.shared.jobs.poll(id, cx.now_ms) else { return Ok(None) };
            let fields = cx.call.params.filled("fields").map(crate::http::fields::parse).transpose()?;
            let mut out = Json::with_capacity(512);
            crate::http::nodes::write(cx, Node::Run(&run), &fields.unwrap_or_default(), &cx.call.params, &mut out)?;
            Ok(Some(Answer::json(out.into_bytes()).rows(1)))
        }
        Some("insights") => {
            let Some(run) = cx.shared.jobs.find(id, cx.now_ms) else { return Ok(None) };
            if run.state(cx.now_ms).0 != "Job Completed" {
                return Err(GraphError::refused(
                    1_504_036,
                    "Report Not Ready",
                    "The report run has not completed. Read it when its status is Job Completed.",
                ));
            }
            let address = format!("{}/{}/{id}/insights", cx.shared.base_url(), cx.version);
            let mut out = Json::with_capacity(64 * 1024);
            super::write_edge(cx, Node::Run(&run), &cx.call.params, None, address, &mut out)?;
            Ok(Some(Answer::json(out.into_bytes()).rows(cx.rows.get())))
        }
        Some(edge) if cx.shared.jobs.find(id, cx.now_ms).is_some() => Err(GraphError::unknown_path(edge)),
        Some(_) => Ok(None),
    }
}

impl Run {
    /// The job's own parameters with the paging of the present call.
    pub(crate) fn params_with(&self, call: &Params) -> Params {
        let mut params = self.params.clone();
        for name in ["limit", "after", "before", "sort"] {
            if let Some(value) = call.filled(name) {
                params.set(name, value);
            }
        }
        params
    }

    /// Status and percentage.
    fn state(&self, now_ms: i64) -> (&'static str, i64) {
        let whole = (self.ready_ms - self.created_ms).max(1);
        let passed = ((now_ms - self.created_ms) * 100 / whole).clamp(0, 100);
        // A job that polls have finished is over in the millisecond it was made in.
        let by_clock = if now_ms >= self.ready_ms { 100 } else { passed };
        if by_clock >= 100 {
            return match self.failure {
                None => ("Job Completed", 100),
                Some((_, _, true)) => ("Job Skipped", 100),
                Some(_) => ("Job Failed", 100),
            };
        }
        let by_polls = if self.by_polls { i64::from(self.polls.saturating_sub(1)) * 30 } else { 0 };
        match by_clock.max(by_polls).min(99) {
            0..=9 => ("Job Not Started", 0),
            percent @ 10..=29 => ("Job Started", percent),
            percent => ("Job Running", percent),
        }
    }

    pub(crate) fn field(&self, cx: &Cx<'_>, field: &Field, out: &mut Json) -> bool {
        let key = field.key();
        let (status, percent) = self.state(cx.now_ms);
        let is_over = percent == 100;
        let failure = self.failure.filter(|_| is_over);
        match field.name.as_str() {
            "account_id" => out.id(key, self.account),
            "time_ref" => out.int(key, self.created_ms / 1000),
            "time_completed" => {
                if is_over {
                    out.int(key, self.ready_ms.min(cx.now_ms) / 1000);
                }
            }
            "async_status" => {
                out.text(key, status);
                if let Some((code, subcode, _)) = failure {
                    write_failure(code, subcode, out);
                }
            }
            "async_percent_completion" => out.int(key, percent),
            "is_running" => out.boolean(key, !is_over),
            "error_code" | "error_subcode" | "error_message" | "error_user_title" | "error_user_msg" => {}
            "date_start" | "date_stop" | "friendly_name" | "is_bookmarked" | "schedule_id" | "emails" => {}
            _ => return false,
        }
        true
    }
}

/// Failed jobs carry their error beside the status without being asked.
fn write_failure(code: i64, subcode: i64, out: &mut Json) {
    let (title, text) = match subcode {
        1_504_045 => ("Report Too Large", "The report covers too much data. Split it and try again."),
        _ => ("Report Failed", "The report could not be made. Try again later."),
    };
    out.int("error_code", code);
    out.int("error_subcode", subcode);
    out.text("error_message", text);
    out.text("error_user_title", title);
    out.text("error_user_msg", text);
}
