//! The overview, its targets and notes, compared with the truth of the simulated world.

use std::collections::HashMap;

use app::App;
use app::dto::{
    DifferenceCause, ErrorCode, MetricKey, ObjectKey, ObjectLevel, Overview, OverviewRequest, PaceStanding, Range,
    ReconcileRequest, SaveClient, SaveNote, SetTarget, TargetKind,
};
use sandbox::world::Size;

use crate::desk::{Desk, flat, told};

const THREE: Size = Size::Exact { accounts: 3, campaigns: 2, adsets: 2, ads: 2 };

fn asked(range: &Range) -> OverviewRequest {
    OverviewRequest { account_ids: Vec::new(), range: range.clone(), compare: None }
}

fn truth(desk: &Desk, account: &str, since: &str, until: &str) -> sandbox::Totals {
    desk.server.totals(account, "ad", since.parse().unwrap(), until.parse().unwrap()).unwrap()
}

fn target(account: &str, month: &str, budget_minor: Option<f64>) -> SetTarget {
    SetTarget {
        kind: TargetKind::Account,
        account_id: account.into(),
        id: account.into(),
        month: month.into(),
        budget_minor,
        cpa_minor: None,
        roas: None,
    }
}

async fn overview(app: &App, range: &Range) -> Overview {
    app.overview(asked(range)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn key_figures_are_true_in_each_currency_and_agree_with_the_table() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let range = desk.days(30);
    let shown = overview(&app, &range).await;
    let mut currencies: Vec<&str> = shown.currencies.iter().map(|money| money.currency.as_str()).collect();
    currencies.sort_unstable();
    assert_eq!(currencies, ["EUR", "JPY", "USD"], "one entry for each, never added");
    let table = app.query_explorer(flat(ObjectLevel::Campaign, range.clone())).await.unwrap();
    for money in &shown.currencies {
        let now: HashMap<MetricKey, Option<f64>> = money.kpis.iter().map(|kpi| (kpi.metric, kpi.now)).collect();
        let [account] = money.account_ids.as_slice() else { panic!("one account has {}", money.currency) };
        let truth = truth(&desk, account, &range.since, &range.until);
        assert_eq!(now[&MetricKey::Spend], Some(truth.spend_minor as f64), "{}", money.currency);
        let total = table.totals.iter().find(|total| total.currency == money.currency).unwrap();
        assert_eq!(now[&MetricKey::Conversions], Some(total.metrics.conversions), "{}", money.currency);
        let spent: f64 = money.days.iter().map(|day| day.metrics.as_ref().unwrap().spend_minor).sum();
        assert_eq!(spent, truth.spend_minor as f64, "days add up to the total");
        assert_eq!(money.days.len(), 30);
        assert_eq!(money.kpis[0].days.len(), 30);
        assert!(money.days.last().unwrap().maturing && !money.days[0].maturing);
    }
    assert_eq!(shown.missing_days, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_is_paced_by_what_was_really_spent() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let range = desk.days(7);
    let before = overview(&app, &range).await;
    assert_eq!(before.pacing.len(), 3);
    for row in &before.pacing {
        let today = format!("{}-{:02}", row.month, row.day_of_month);
        let truth = truth(&desk, &row.id, &format!("{}-01", row.month), &today);
        assert_eq!((row.spent_minor, row.missing_days), (truth.spend_minor as f64, 0), "{}", row.name);
        assert_eq!((row.target_minor, row.standing), (None, PaceStanding::CannotTell));
        assert!(row.projected_minor.unwrap() >= row.spent_minor);
        assert_eq!(row.day_of_month + row.days_left, row.days_in_month);
    }
    let row = &before.pacing[0];
    let aim = row.projected_minor.unwrap();
    app.set_target(target(&row.id, &row.month, Some(aim))).await.unwrap();
    let after = overview(&app, &range).await.pacing.remove(0);
    assert_eq!((after.target_minor, after.off_percent), (Some(aim), Some(0.0)));
    assert_eq!(after.standing, PaceStanding::OnPace);
    let needed = ((aim - after.spent_minor) / f64::from(after.days_left)).ceil();
    assert_eq!(after.needed_a_day_minor, Some(needed));
    app.set_target(target(&row.id, &row.month, Some(aim * 2.0))).await.unwrap();
    assert_eq!(overview(&app, &range).await.pacing[0].standing, PaceStanding::Under);
    // A campaign's own target stands below its account.
    let table = app.query_explorer(flat(ObjectLevel::Campaign, range.clone())).await.unwrap();
    let campaign = table.rows.iter().find(|one| one.account_id == row.id).unwrap();
    let own = SetTarget {
        kind: TargetKind::Campaign,
        id: campaign.id.clone(),
        ..target(&row.id, &row.month, Some(1_000_000.0))
    };
    app.set_target(own).await.unwrap();
    let rows = overview(&app, &range).await.pacing;
    assert_eq!((rows[1].kind, rows[1].name.as_str()), (TargetKind::Campaign, campaign.name.as_str()));
    assert!(rows[1].spent_minor <= rows[0].spent_minor);
    // Taken away, it is gone.
    app.set_target(target(&row.id, &row.month, None)).await.unwrap();
    assert_eq!(overview(&app, &range).await.pacing[0].target_minor, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_of_several_currencies_has_no_target_of_its_own() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let ids: Vec<String> = app.account_rows().await.unwrap().into_iter().map(|row| row.id).collect();
    let save = |name: &str| SaveClient { id: None, name: name.into(), account_ids: ids.clone() };
    let clients = app.save_client(save("Everyone")).await.unwrap();
    let aim = SetTarget {
        kind: TargetKind::Client,
        id: clients[0].id.clone(),
        account_id: String::new(),
        ..target("", "2026-11", Some(5.0))
    };
    let refused = told(app.set_target(aim).await);
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert!(refused.message.contains("never added up"), "{}", refused.message);
    assert_eq!(told(app.save_client(save(" ")).await).code, ErrorCode::InvalidInput);
    for month in ["2026", "2026-13", "2026-11-01", ""] {
        let refused = told(app.set_target(target(&ids[0], month, Some(5.0))).await);
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{month:?}");
    }
    for amount in [0.0, -5.0, 0.5, f64::NAN, 1e300] {
        let refused = told(app.set_target(target(&ids[0], "2026-11", Some(amount))).await);
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{amount}");
    }
    assert!(app.delete_client(&clients[0].id).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_show_on_their_day() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let range = desk.days(7);
    let account = app.account_rows().await.unwrap().remove(0);
    let object = ObjectKey { account_id: account.id.clone(), level: ObjectLevel::Account, id: account.id.clone() };
    let note = |id: Option<String>, text: &str| SaveNote {
        id,
        object: object.clone(),
        day: Some(range.since.clone()),
        text: text.into(),
    };
    let kept = app.save_note(note(None, "  Sale begins ")).await.unwrap();
    app.save_note(note(Some(kept.id.clone()), "Sale begins at noon")).await.unwrap();
    let shown = overview(&app, &range).await;
    let notes: Vec<&str> =
        shown.currencies.iter().flat_map(|money| &money.notes).map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["Sale begins at noon"]);
    assert_eq!(app.notes(object.clone()).await.unwrap().len(), 1);
    app.delete_note(&kept.id).await.unwrap();
    assert_eq!(told(app.delete_note(&kept.id).await).code, ErrorCode::NotFound);
    assert_eq!(told(app.save_note(note(None, " ")).await).code, ErrorCode::InvalidInput);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn levels_agree_or_say_why_they_do_not() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let range = desk.days(28);
    let account = app.account_rows().await.unwrap().remove(0);
    let asked = |below, range: &Range| ReconcileRequest { account_id: account.id.clone(), range: range.clone(), below };
    for below in [ObjectLevel::Adset, ObjectLevel::Ad] {
        let shown = app.reconcile(asked(below, &range)).await.unwrap();
        let spend = shown.rows.iter().find(|row| row.metric == MetricKey::Spend).unwrap();
        let truth = truth(&desk, &account.id, &range.since, &range.until);
        assert_eq!(spend.below, truth.spend_minor as f64, "{below:?}");
        for row in &shown.rows {
            assert_eq!(row.difference, row.campaigns - row.below, "{:?}", row.metric);
            let explained: f64 = row.causes.iter().map(|cause| cause.amount).sum();
            assert!((explained - row.difference).abs() < 1e-9, "{:?}: {:?}", row.metric, row.causes);
            let unexplained = row.causes.iter().find(|cause| cause.cause == DifferenceCause::Unexplained);
            assert_eq!(unexplained, None, "{:?} {below:?}", row.metric);
        }
    }
    // Days before the cache begins are in no level, and explain nothing.
    let long_ago = Range { since: "2020-01-01".into(), until: "2020-01-31".into() };
    let empty = app.reconcile(asked(ObjectLevel::Ad, &long_ago)).await.unwrap();
    assert!(empty.rows.iter().all(|row| row.difference == 0.0 && row.causes.is_empty()));
    assert_eq!(empty.read_at_ms, None);
    let refused = told(app.reconcile(asked(ObjectLevel::Campaign, &range)).await);
    assert_eq!(refused.code, ErrorCode::InvalidInput);
}
