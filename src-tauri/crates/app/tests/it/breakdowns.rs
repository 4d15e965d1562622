//! Figures split by age, place or hour, compared with what the simulated world says of the whole.

use app::App;
use app::dto::{Breakdown, BreakdownKind, BreakdownMetric, BreakdownRequest, ObjectLevel, Range, StartBreakdown};
use sandbox::world::Size;

use crate::desk::{Desk, PATIENCE, every_row, flat};

const EXACT: Size = Size::Exact { accounts: 1, campaigns: 2, adsets: 2, ads: 2 };

const KINDS: [BreakdownKind; 9] = [
    BreakdownKind::Age,
    BreakdownKind::Gender,
    BreakdownKind::AgeGender,
    BreakdownKind::Country,
    BreakdownKind::PublisherPlatform,
    BreakdownKind::PlatformPosition,
    BreakdownKind::ImpressionDevice,
    BreakdownKind::DevicePlatform,
    BreakdownKind::Hour,
];

fn request(account: &str, id: &str, level: ObjectLevel, range: &Range, by: BreakdownKind) -> BreakdownRequest {
    BreakdownRequest {
        account_id: account.into(),
        id: id.into(),
        level,
        range: range.clone(),
        by,
        metric: BreakdownMetric::Spend,
    }
}

/// Questions for figures that reached the simulated Meta.
fn questions(desk: &Desk) -> usize {
    desk.server.journal().entries().iter().filter(|entry| entry.path.contains("/insights")).count()
}

/// Pulls, and waits until the pull is over.
async fn pulled(app: &App, breakdown: BreakdownRequest, again: bool) -> Breakdown {
    let mut shown = app.start_breakdown(StartBreakdown { breakdown: breakdown.clone(), again }).await.unwrap();
    let deadline = std::time::Instant::now() + PATIENCE;
    while shown.running.is_some() {
        assert!(std::time::Instant::now() < deadline, "{shown:?}");
        tokio::task::yield_now().await;
        shown = app.breakdown(breakdown.clone()).await.unwrap();
    }
    shown
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_breakdown_adds_up_to_the_whole_and_stays_here_offline() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let range = desk.days(9);
    let campaigns = every_row(&app, flat(ObjectLevel::Campaign, range.clone())).await;
    let campaign = campaigns.iter().max_by(|a, b| a.metrics.spend_minor.total_cmp(&b.metrics.spend_minor)).unwrap();
    assert!(campaign.metrics.spend_minor > 0.0);
    for by in KINDS {
        let question = request(&campaign.account_id, &campaign.id, ObjectLevel::Campaign, &range, by);
        let before = app.breakdown(question.clone()).await.unwrap();
        assert_eq!((before.missing_days, before.rows.len(), before.pulled_at_ms), (9, 0, None), "{by:?}");
        let split = pulled(&app, question.clone(), false).await;
        assert_eq!((split.missing_days, split.failed.is_none()), (0, true), "{by:?}: {:?}", split.failed);
        let whole = &campaign.metrics;
        assert_eq!(split.whole.as_ref().map(|it| it.spend_minor), Some(whole.spend_minor), "{by:?}");
        let additive = |it: &app::dto::Metrics| (it.spend_minor, it.impressions, it.clicks, it.link_clicks);
        assert_eq!(additive(&split.total), additive(whole), "{by:?}");
        if split.leaves_out_conversions {
            assert!(split.total.conversions <= whole.conversions);
        } else {
            assert_eq!(
                (split.total.conversions, split.total.value_minor),
                (whole.conversions, whole.value_minor),
                "{by:?}"
            );
        }
        let stacked: f64 = split.stack.days.iter().filter_map(|day| day.values.as_ref()).flatten().sum();
        assert_eq!(stacked, whole.spend_minor, "{by:?}");
        let hours: f64 = split.heat.iter().map(|cell| cell.metrics.spend_minor).sum();
        assert_eq!(hours, if by == BreakdownKind::Hour { whole.spend_minor } else { 0.0 });
        // What is here asks nobody.
        let asked = questions(&desk);
        let again = pulled(&app, question.clone(), false).await;
        assert_eq!((again.total, questions(&desk)), (split.total, asked), "{by:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_an_account_agree_with_the_truth_of_the_simulated_world() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let range = desk.days(5);
    let account = app.account_rows().await.unwrap().remove(0).id;
    let question = request(&account, &account, ObjectLevel::Account, &range, BreakdownKind::PublisherPlatform);
    let split = pulled(&app, question, false).await;
    let day = |text: &str| text.parse().unwrap();
    let truth = desk.server.totals(&account, "ad", day(&range.since), day(&range.until)).unwrap();
    assert_eq!(split.total.spend_minor as i64, truth.spend_minor);
    assert_eq!(split.total.impressions as i64, truth.impressions);
    assert_eq!(split.conversion, "mixed");
    assert_eq!(split.total.conversions, 0.0, "an account's campaigns count different things");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_that_cannot_reach_meta_says_why_and_keeps_what_is_here() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let campaign = every_row(&app, flat(ObjectLevel::Campaign, desk.days(9))).await.remove(0);
    let of =
        |range: Range| request(&campaign.account_id, &campaign.id, ObjectLevel::Campaign, &range, BreakdownKind::Age);
    let here = pulled(&app, of(desk.days(3)), false).await;
    assert_eq!(here.missing_days, 0);
    assert!(desk.server.tokens().end_all(463) > 0);
    let refused = pulled(&app, of(desk.days(9)), false).await;
    assert!(refused.failed.is_some());
    assert_eq!(refused.missing_days, 6, "the days that came before are still here");
    assert_eq!(refused.total, here.total);
    app.stop_breakdown().await.unwrap();
}
