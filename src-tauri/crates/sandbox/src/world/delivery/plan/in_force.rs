//! What is in force at an instant, and when that changes.

use crate::world::model::{Account, Ad, AdSet, Campaign, Issue, Review, Status, Timeline};

pub(super) fn set_at<T>(timeline: &Timeline<T>, at_ms: i64) -> i64 {
    let set = timeline.changes().iter().rev().map(|(at, _)| *at).find(|at| *at <= at_ms);
    set.unwrap_or(timeline.since_ms())
}

pub(super) fn may_run(status: &Timeline<Status>, start: i64, until: i64) -> bool {
    *status.at(start) == Status::Active
        || status.entries().any(|(at, value)| at >= start && at < until && *value == Status::Active)
}

pub(super) fn changes<T>(timeline: &Timeline<T>, start: i64, mark: &mut impl FnMut(i64)) {
    if timeline.last_change_ms() > start {
        timeline.entries().for_each(|(at, _)| mark(at));
    }
}

pub(super) fn issue_marks(issues: &[Issue], mark: &mut impl FnMut(i64)) {
    issues.iter().flat_map(|issue| std::iter::once(issue.since_ms).chain(issue.until_ms)).for_each(mark);
}

pub(super) fn sound(issues: &[Issue], at_ms: i64) -> bool {
    !issues.iter().any(|issue| issue.lasts_at(at_ms))
}

pub(super) fn account_delivers(account: &Account, at_ms: i64) -> bool {
    *account.account_status.at(at_ms) == 1 && account.funding_source.is_some()
}

pub(super) fn campaign_delivers(campaign: &Campaign, at_ms: i64) -> bool {
    campaign.created_ms <= at_ms
        && *campaign.status.at(at_ms) == Status::Active
        && campaign.start_ms.is_none_or(|start| start <= at_ms)
        && campaign.stop_ms.is_none_or(|stop| at_ms < stop)
        && sound(&campaign.issues, at_ms)
}

pub(super) fn adset_delivers(adset: &AdSet, at_ms: i64) -> bool {
    adset.created_ms <= at_ms
        && *adset.status.at(at_ms) == Status::Active
        && adset.start_ms <= at_ms
        && adset.end_ms.is_none_or(|end| at_ms < end)
        && sound(&adset.issues, at_ms)
}

pub(super) fn ad_delivers(ad: &Ad, at_ms: i64) -> bool {
    ad.created_ms <= at_ms
        && *ad.status.at(at_ms) == Status::Active
        && *ad.review.at(at_ms) == Review::Approved
        && sound(&ad.issues, at_ms)
}
