//! Asynchronous insights jobs: start, watch, read.

use std::time::Duration;

use domain::AccountId;
use serde::{Deserialize, Serialize};

use super::{InsightsRequest, InsightsRow, InsightsRows};
use crate::answer::from_json;
use crate::error::{MetaError, TransientCause, UnexpectedCause, classify};
use crate::governor::Kind;
use crate::request::Call;
use crate::{Cancel, Error, Graph, Pages, lenient};

/// Longest pause between two looks.
const LONGEST_POLL: Duration = Duration::from_secs(300);

/// Longest time a job may take to begin, and to finish.
const LONGEST_START: Duration = Duration::from_secs(300);
const LONGEST_RUN: Duration = Duration::from_secs(3_600);

/// A started job. Safe to store: Meta keeps the result for 30 days.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportRunId(pub String);

/// How far a job is.
#[derive(Debug, Clone, PartialEq)]
pub struct JobStatus {
    /// Where it stands.
    pub state: JobState,
    /// From 0 to 100. A failed job can show 100.
    pub percent: u8,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq)]
pub enum JobState {
    /// Accepted, not begun.
    NotStarted,
    /// Being computed.
    Running,
    /// Its rows can be read.
    Completed,
    /// It will give no rows.
    Failed(JobFailure),
    /// It expired: start it again.
    Skipped,
    /// A state this version does not know; treated as running.
    Unknown(String),
}

/// Why a job failed, where Meta tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFailure(pub MetaError);

#[derive(Deserialize)]
struct Started {
    #[serde(deserialize_with = "lenient::required_text")]
    report_run_id: String,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(deserialize_with = "lenient::required_text")]
    async_status: String,
    #[serde(default, deserialize_with = "lenient::int")]
    async_percent_completion: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    error_code: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    error_subcode: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    error_message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    error_user_title: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    error_user_msg: Option<String>,
}

impl From<Wire> for JobStatus {
    fn from(wire: Wire) -> Self {
        let percent = wire.async_percent_completion.unwrap_or(0).clamp(0, 100) as u8;
        let state = match wire.async_status.as_str() {
            "Job Not Started" => JobState::NotStarted,
            "Job Started" | "Job Running" => JobState::Running,
            // Meta means done only when both say so.
            "Job Completed" if percent == 100 => JobState::Completed,
            "Job Completed" => JobState::Running,
            "Job Failed" => JobState::Failed(JobFailure(MetaError {
                http_status: 200,
                code: wire.error_code.unwrap_or(-2),
                subcode: wire.error_subcode.unwrap_or(0),
                message: wire.error_message.unwrap_or_default(),
                user_title: wire.error_user_title,
                user_message: wire.error_user_msg,
                ..MetaError::default()
            })),
            "Job Skipped" => JobState::Skipped,
            _ => JobState::Unknown(wire.async_status),
        };
        Self { state, percent }
    }
}

impl Graph {
    /// Starts a job. Costs one call.
    ///
    /// A lost answer is asked for again: a second job with the same question changes nothing but Meta's load.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn start_insights_job(
        &self,
        account: &AccountId,
        request: &InsightsRequest,
        cancel: &Cancel,
    ) -> Result<ReportRunId, Error> {
        // Meta counts a POST as a change, also this one.
        let call = Call::post_read(account, Kind::Insights, request.path(account), 3);
        let started: Started = self.read(&request.onto(call), cancel, from_json).await?;
        if started.report_run_id.is_empty() || !started.report_run_id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::Unexpected { cause: UnexpectedCause::Shape, status: 200 });
        }
        Ok(ReportRunId(started.report_run_id))
    }

    /// How far a job is. Costs one call.
    ///
    /// # Errors
    /// Any [`Error`] of a read; [`Error::NotFound`] for a job that is gone.
    pub async fn insights_job(
        &self,
        account: &AccountId,
        job: &ReportRunId,
        cancel: &Cancel,
    ) -> Result<JobStatus, Error> {
        let call = Call::get(Some(account), Kind::Insights, job.0.as_str()).with(
            "fields",
            "id,async_status,async_percent_completion,error_code,error_subcode,error_message,error_user_title,\
             error_user_msg",
        );
        let wire: Wire = self.read(&call, cancel, from_json).await?;
        Ok(wire.into())
    }

    /// Waits until a job's rows can be read, looking at growing intervals, and reports every look.
    ///
    /// # Errors
    /// A failed job is classified like any of Meta's errors: [`Error::TooMuchData`] means to split the request,
    /// [`Error::Transient`] to start it again (also when it expired or takes longer than an hour).
    pub async fn wait_for_insights_job(
        &self,
        account: &AccountId,
        job: &ReportRunId,
        cancel: &Cancel,
        mut progress: impl FnMut(&JobStatus),
    ) -> Result<(), Error> {
        let began = tokio::time::Instant::now();
        let mut pause = self.core.config.poll;
        loop {
            let status = self.insights_job(account, job, cancel).await?;
            progress(&status);
            let longest = match &status.state {
                JobState::Completed => return Ok(()),
                JobState::Failed(failure) => {
                    return Err(classify(failure.0.clone(), self.core.config.version().as_str()));
                }
                JobState::Skipped => return Err(Error::Transient { cause: TransientCause::Timeout }),
                JobState::NotStarted => LONGEST_START,
                JobState::Running | JobState::Unknown(_) => LONGEST_RUN,
            };
            if began.elapsed() > longest {
                return Err(Error::Transient { cause: TransientCause::Timeout });
            }
            tokio::select! {
                () = cancel.cancelled() => return Err(Error::Cancelled),
                () = tokio::time::sleep(pause.mul_f64(0.8 + 0.4 * fastrand::f64())) => {}
            }
            pause = (pause * 2).min(LONGEST_POLL);
        }
    }

    /// The rows of a completed job, page by page. `after` resumes an earlier walk; `read` is as in [`Graph::insights`].
    pub fn insights_job_rows<R: Send + 'static>(
        &self,
        account: &AccountId,
        job: &ReportRunId,
        page_rows: u32,
        after: Option<String>,
        read: impl Fn(&InsightsRow<'_>) -> R + Send + Sync + 'static,
    ) -> Pages<InsightsRows<R>> {
        let call = Call::get(Some(account), Kind::Insights, format!("{}/insights", job.0))
            .with("summary", super::row::SUMMARY);
        self.row_pages(call, page_rows, after, std::sync::Arc::new(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_done_only_when_state_and_percent_agree() {
        for (status, percent, expected) in [
            ("Job Not Started", "0", JobState::NotStarted),
            ("Job Started", "0", JobState::Running),
            ("Job Completed", "97", JobState::Running),
            ("Job Completed", "100", JobState::Completed),
            ("Job Skipped", "100", JobState::Skipped),
            ("Job Dreaming", "5", JobState::Unknown("Job Dreaming".into())),
        ] {
            let json = format!(r#"{{"async_status":"{status}","async_percent_completion":{percent}}}"#);
            let wire: Wire = serde_json::from_str(&json).unwrap();
            assert_eq!(JobStatus::from(wire).state, expected, "{status} {percent}");
        }
    }

    #[test]
    fn a_failed_job_at_100_percent_has_failed() {
        let json = r#"{"async_status":"Job Failed","async_percent_completion":100,"error_code":-3,
            "error_subcode":1504045,"error_message":"too large"}"#;
        let status: JobStatus = serde_json::from_str::<Wire>(json).unwrap().into();
        let JobState::Failed(failure) = status.state else { panic!("failed") };
        assert!(matches!(classify(failure.0, "v26.0"), Error::TooMuchData { .. }));
    }
}
