//! What a run and its limits are to the page.

use std::collections::BTreeMap;

use domain::AccountId;
use ingest::SyncReport;

use crate::dto::{self, ErrorCode, IpcError, SyncDifference, SyncOutcome, SyncProblem};
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
        differences: differences_of(&report.differences),
    }
}

/// One entry for each account, pair of levels and cause: a deleted object may show on each of ninety days.
fn differences_of(found: &[ingest::LevelDifference]) -> Vec<SyncDifference> {
    let mut days: BTreeMap<_, Vec<&ingest::LevelDifference>> = BTreeMap::new();
    for one in found {
        days.entry((one.account.node(), one.upper, one.lower, one.cause)).or_default().push(one);
    }
    let told = days.into_iter().filter_map(|((account_id, ..), days)| {
        let first = days.iter().min_by_key(|one| one.day)?;
        Some(SyncDifference {
            account_id,
            days: u32::try_from(days.len()).unwrap_or(u32::MAX),
            first_day: first.day.to_string(),
            text: first.to_string(),
        })
    });
    told.collect()
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

#[cfg(test)]
mod tests {
    use domain::{AccountDay, Level};
    use ingest::{DifferenceCause, LevelDifference};

    use super::*;

    #[test]
    fn days_that_differ_for_one_cause_are_told_once() {
        let one = |account: &str, day: &str, cause| LevelDifference {
            account: AccountId::parse(account).unwrap(),
            lower: Level::Ad,
            upper: Level::Campaign,
            day: AccountDay::parse(day).unwrap(),
            what: "impressions",
            lower_sum: 7,
            upper_sum: 9,
            cause,
        };
        let found = [
            one("act_2", "2026-08-03", DifferenceCause::Deleted),
            one("act_1", "2026-08-02", DifferenceCause::Deleted),
            one("act_1", "2026-08-01", DifferenceCause::Deleted),
            one("act_1", "2026-08-01", DifferenceCause::Contradiction),
        ];
        let told = differences_of(&found);
        let short: Vec<_> =
            told.iter().map(|one| (one.account_id.as_str(), one.days, one.first_day.as_str())).collect();
        assert_eq!(short, [("act_1", 2, "2026-08-01"), ("act_1", 1, "2026-08-01"), ("act_2", 1, "2026-08-03")]);
        let words = "2026-08-01: its campaigns have 9 impressions, its ads have 7; the rest belongs to deleted objects \
                     that Meta no longer shows";
        assert_eq!(told.first().map(|one| one.text.as_str()), Some(words));
    }
}
