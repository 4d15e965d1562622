//! What a run and its limits are to the page.

use domain::AccountId;
use ingest::SyncReport;

use crate::dto::{self, ErrorCode, IpcError, SyncOutcome, SyncProblem};
use crate::error::{from_graph, from_store, plain};

pub(super) fn progress_of(one: &ingest::AccountProgress) -> dto::AccountProgress {
    let stage = match one.stage {
        ingest::Stage::Waiting => dto::SyncStage::Waiting,
        ingest::Stage::Structure => dto::SyncStage::Structure,
        ingest::Stage::Images => dto::SyncStage::Images,
        ingest::Stage::Activities => dto::SyncStage::Activities,
        ingest::Stage::Insights => dto::SyncStage::Insights,
        ingest::Stage::Checking => dto::SyncStage::Checking,
        ingest::Stage::Done => dto::SyncStage::Done,
        ingest::Stage::Failed => dto::SyncStage::Failed,
    };
    dto::AccountProgress {
        account_id: one.account.node(),
        name: one.name.clone(),
        stage,
        done: one.done,
        total: one.total,
        rows: u32::try_from(one.rows).unwrap_or(u32::MAX),
    }
}

pub(super) fn governor_of(account: &AccountId, state: &graph::GovernorState) -> dto::Governor {
    dto::Governor {
        account_id: account.node(),
        usage_percent: state.usage_percent.into(),
        layer: state.layer.map(|layer| layer.to_string()).unwrap_or_default(),
        resumes_at_ms: state.resumes_at.map(|at| at.0 as f64),
        waiting: state.waiting,
        tier: state.tier.map(|tier| match tier {
            graph::AccessTier::Limited => "development_access".to_owned(),
            graph::AccessTier::Full => "standard_access".to_owned(),
        }),
    }
}

pub(super) fn outcome_of(report: &SyncReport) -> SyncOutcome {
    let result = match report.result {
        ingest::SyncResult::Complete => dto::SyncResult::Complete,
        ingest::SyncResult::Partial => dto::SyncResult::Partial,
        ingest::SyncResult::Cancelled => dto::SyncResult::Cancelled,
        ingest::SyncResult::Failed => dto::SyncResult::Failed,
    };
    SyncOutcome {
        result,
        finished_at_ms: report.finished_at.0 as f64,
        rows: u32::try_from(report.rows).unwrap_or(u32::MAX),
        calls: u32::try_from(report.calls).unwrap_or(u32::MAX),
        problems: report.problems.iter().map(problem_of).collect(),
    }
}

fn problem_of(problem: &ingest::Problem) -> SyncProblem {
    SyncProblem {
        account_id: problem.account.as_ref().map(AccountId::node),
        account_name: problem.account_name.clone(),
        error: error_of(&problem.kind),
    }
}

fn error_of(kind: &ingest::ProblemKind) -> IpcError {
    match kind {
        ingest::ProblemKind::Meta(error) => from_graph(error),
        ingest::ProblemKind::Store(error) => from_store(error),
        ingest::ProblemKind::UnknownAccount => plain(ErrorCode::NotFound, "The account is not known yet"),
        other => plain(ErrorCode::Unexpected, other.to_string()),
    }
}
