//! What the page and programs read after a sync, compared with the truth of the simulated world.

use std::collections::{BTreeMap, HashMap};

use app::dto::{
    ChooseAccounts, Delivery, ExplorerRequest, ExplorerRow, ObjectLevel, ObjectRequest, RevisionsRequest,
    SearchRequest, SyncResult,
};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, no_filter, told, until};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 3 };

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_token_leads_to_true_figures_at_every_level() {
    let desk = Desk::new(EXACT);
    let app = desk.app();
    app.connect_system_user(desk.token()).await.unwrap();
    let available = app.available_accounts().await.unwrap();
    assert_eq!(available.len(), 2);
    let ids: Vec<String> = available.iter().map(|account| account.id.clone()).collect();
    app.choose_accounts(ChooseAccounts { ids: ids.clone() }).await.unwrap();
    let state = until(&app, |state| {
        state.workspace.as_ref().is_some_and(|it| it.sync.running.is_none() && it.sync.last.is_some())
    })
    .await;
    let workspace = state.workspace.unwrap();
    assert_eq!(workspace.sync.last.unwrap().result, SyncResult::Complete);
    assert!(workspace.online && !workspace.read_only);

    let range = desk.days(30);
    for (level, count) in [(ObjectLevel::Campaign, 4), (ObjectLevel::Adset, 8), (ObjectLevel::Ad, 24)] {
        let page = app.query_explorer(flat(level, range.clone())).await.unwrap();
        assert_eq!(page.total_rows, count, "{level:?}");
        assert_eq!(page.missing_days, 0);
        let mut truth: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
        for id in &ids {
            let totals = desk.server.totals(id, "ad", day(&range.since), day(&range.until)).unwrap();
            let sum = truth.entry(totals.currency).or_default();
            sum.0 += totals.spend_minor as f64;
            sum.1 += totals.impressions as f64;
            sum.2 += totals.clicks as f64;
        }
        let shown = page.totals.iter().map(|total| {
            let metrics = &total.metrics;
            (total.currency.clone(), (metrics.spend_minor, metrics.impressions, metrics.clicks))
        });
        assert_eq!(shown.collect::<BTreeMap<_, _>>(), truth, "{level:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drawer_series_revisions_and_search_agree_with_the_table() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let range = desk.days(14);
    let page = app.query_explorer(flat(ObjectLevel::Ad, range.clone())).await.unwrap();
    let row = &page.rows[0];
    let object = ObjectRequest {
        account_id: row.account_id.clone(),
        id: row.id.clone(),
        level: ObjectLevel::Ad,
        range: range.clone(),
    };
    let detail = app.object(object.clone()).await.unwrap();
    assert_eq!(detail.row.metrics, row.metrics);
    assert_eq!(detail.path.len(), 3, "account, campaign, ad set");
    assert!(detail.creative.is_some());
    let series = app.series(object.clone()).await.unwrap();
    assert_eq!(series.days.len(), 14);
    assert_eq!(series.currency, row.currency);
    let spend: f64 = series.days.iter().map(|day| day.now.as_ref().unwrap().spend_minor).sum();
    assert_eq!(spend, row.metrics.spend_minor);
    let revisions = app
        .revisions(RevisionsRequest {
            account_id: object.account_id.clone(),
            id: object.id.clone(),
            level: ObjectLevel::Ad,
            day: range.until.clone(),
        })
        .await
        .unwrap();
    assert_eq!(revisions.len(), 1);
    assert_eq!(Some(&revisions[0].metrics), series.days[13].now.as_ref());
    let hits = app.search(SearchRequest { text: row.name.clone(), limit: 100 }).await.unwrap();
    assert!(hits.iter().any(|hit| hit.id == row.id && hit.level == ObjectLevel::Ad), "{hits:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_counts_as_a_conversion_is_what_the_ad_sets_say() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    let range = desk.days(7);
    let rows = async |level| app.query_explorer(flat(level, range.clone())).await.unwrap().rows;
    let ad_sets: HashMap<String, (String, String)> = rows(ObjectLevel::Adset)
        .await
        .into_iter()
        .map(|row| (row.id, (row.parent_id.unwrap(), row.conversion)))
        .collect();
    for ad in rows(ObjectLevel::Ad).await {
        assert_eq!(ad.conversion, ad_sets[&ad.parent_id.unwrap()].1, "{}", ad.id);
    }
    let mut campaigns = rows(ObjectLevel::Campaign).await;
    campaigns.retain(|campaign| ad_sets.values().any(|(parent, _)| *parent == campaign.id));
    assert!(!campaigns.is_empty());
    let mut by_campaign = HashMap::new();
    for campaign in campaigns {
        let mut words: Vec<&str> =
            ad_sets.values().filter(|(parent, _)| *parent == campaign.id).map(|(_, word)| word.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        let counting: Vec<&str> = words.iter().copied().filter(|word| *word != "none").collect();
        let expected = match counting.as_slice() {
            [] => "none",
            [one] => one,
            _ => "mixed",
        };
        assert_eq!(campaign.conversion, expected, "{}", campaign.id);
        by_campaign.insert(campaign.id, campaign.conversion);
    }
    for row in app.insight_rows(ObjectLevel::Campaign, &[], range.clone(), false).await.unwrap() {
        assert_eq!(row.conversion, by_campaign[&row.id], "{}", row.id);
    }
    for row in app.insight_rows(ObjectLevel::Ad, &[], range, false).await.unwrap() {
        assert!(ad_sets.values().any(|(_, word)| *word == row.conversion), "{}", row.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn budgets_of_an_account_are_what_its_active_campaigns_and_ad_sets_hold() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    let is_active = |row: &&ExplorerRow| row.effective_status.as_deref() == Some("ACTIVE");
    let campaigns = every_row(&app, flat(ObjectLevel::Campaign, desk.days(7))).await;
    let ad_sets = every_row(&app, flat(ObjectLevel::Adset, desk.days(7))).await;
    let holders = |account: &str| {
        let own = |row: &&&ExplorerRow| row.daily_budget_minor.is_some() || row.lifetime_budget_minor.is_some();
        let here: Vec<&ExplorerRow> =
            campaigns.iter().filter(is_active).filter(|row| row.account_id == account).collect();
        let bare = here.iter().filter(|row| !own(row)).flat_map(|campaign| {
            ad_sets.iter().filter(is_active).filter(|row| row.parent_id.as_deref() == Some(campaign.id.as_str()))
        });
        here.iter().copied().filter(|row| own(&row)).chain(bare.filter(|row| own(&row))).collect::<Vec<_>>()
    };
    let accounts = app.query_explorer(flat(ObjectLevel::Account, desk.days(7))).await.unwrap();
    let mut for_life = 0;
    for row in &accounts.rows {
        let holders = holders(&row.account_id);
        let daily: f64 = holders.iter().filter_map(|row| row.daily_budget_minor).sum();
        assert_eq!(row.daily_budget_minor.unwrap_or(0.0), daily, "{}", row.name);
        let life = holders.iter().filter(|row| row.daily_budget_minor.is_none()).count();
        assert_eq!(row.budgets_for_life as usize, life, "{}", row.name);
        for_life += life;
    }
    assert!(for_life > 0, "the world has budgets for life");
    for total in accounts.totals {
        let here = accounts.rows.iter().filter(|row| row.currency == total.currency);
        let sum: f64 = here.filter_map(|row| row.daily_budget_minor).sum();
        assert_eq!(total.daily_budget_minor, Some(sum), "{}", total.currency);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_says_where_it_is_and_can_be_opened() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    let ad = every_row(&app, flat(ObjectLevel::Ad, desk.days(7))).await.remove(0);
    let found = app.search(SearchRequest { text: ad.name.clone(), limit: 100 }).await.unwrap();
    let hit = found.iter().find(|hit| hit.id == ad.id).unwrap();
    assert_eq!((hit.path.len(), &hit.path), (3, &ad.path), "{hit:?}");
    let (account_id, id) = (ad.account_id.clone(), ad.id.clone());
    let detail = app.object(ObjectRequest { account_id, id, level: ad.level, range: desk.days(7) }).await.unwrap();
    let body = detail.creative.and_then(|creative| creative.body).expect("an ad shows a text");
    let texts = app.search(SearchRequest { text: body.clone(), limit: 100 }).await.unwrap();
    let in_text: Vec<_> = texts.into_iter().filter(|hit| hit.matched_in == "text").collect();
    assert!(!in_text.is_empty(), "{body:?} is found");
    for hit in in_text {
        let (account_id, id) = (hit.account_id.clone(), hit.id.clone());
        let detail = app.object(ObjectRequest { account_id, id, level: hit.level, range: desk.days(7) }).await.unwrap();
        assert_eq!(detail.row.name, hit.name);
        assert_eq!(detail.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), hit.path);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delivery_filter_shows_exactly_the_rows_that_say_so() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    let mut seen = 0;
    for level in [ObjectLevel::Campaign, ObjectLevel::Adset, ObjectLevel::Ad] {
        let all = every_row(&app, flat(level, desk.days(7))).await;
        for wanted in [
            vec![Delivery::Learning],
            vec![Delivery::Limited],
            vec![Delivery::Learning, Delivery::Paused],
            vec![Delivery::Ended],
            vec![Delivery::Paused],
            vec![Delivery::Archived],
        ] {
            let mut request = flat(level, desk.days(7));
            request.filter.delivery.clone_from(&wanted);
            let mut shown: Vec<String> = every_row(&app, request).await.into_iter().map(|row| row.id).collect();
            let says_so = all.iter().filter(|row| wanted.contains(&row.delivery));
            let mut expected: Vec<String> = says_so.map(|row| row.id.clone()).collect();
            shown.sort_unstable();
            expected.sort_unstable();
            seen += expected.len();
            assert_eq!(shown, expected, "{level:?} {wanted:?}");
        }
    }
    assert!(seen > 0, "the world has such rows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_hides_what_is_gone_unless_asked() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    let request = |include_gone| {
        let mut request = flat(ObjectLevel::Campaign, desk.days(7));
        request.filter.include_gone = include_gone;
        request
    };
    let all = app.query_explorer(request(true)).await.unwrap().rows;
    let here = app.query_explorer(request(false)).await.unwrap().rows;
    let gone = |delivery| matches!(delivery, Delivery::Archived | Delivery::Deleted);
    assert!(here.iter().all(|row| !gone(row.delivery)));
    assert_eq!(all.iter().filter(|row| !gone(row.delivery)).count(), here.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_here_and_what_is_anothers_look_the_same() {
    let desk = Desk::new(Size::Small);
    let app = desk.app();
    app.connect_system_user(desk.token()).await.unwrap();
    let accounts = app.available_accounts().await.unwrap();
    // The last account is known to the cache and not chosen.
    let (others, chosen) = accounts.split_last().unwrap();
    app.keep_accounts(ChooseAccounts { ids: chosen.iter().map(|account| account.id.clone()).collect() }).await.unwrap();
    let ids = [others.id.as_str(), "act_999999999999", "act_", "", "../../etc", "999", "act_1\u{0}"];
    let mut errors = Vec::new();
    for id in ids {
        let object =
            ObjectRequest { account_id: id.into(), id: "1".into(), level: ObjectLevel::Campaign, range: desk.days(7) };
        let request = ExplorerRequest {
            account_ids: vec![id.into()],
            filter: no_filter(),
            ..flat(ObjectLevel::Ad, desk.days(7))
        };
        errors.push((told(app.object(object.clone()).await), told(app.series(object).await)));
        let explorer = told(app.query_explorer(request).await);
        let listed = told(app.list_rows(ObjectLevel::Ad, &[id.into()], None).await);
        assert_eq!(explorer, listed, "{id}");
        assert_eq!(explorer.code, app::dto::ErrorCode::NotFound);
    }
    errors.dedup();
    assert_eq!(errors.len(), 1, "one answer for all: {errors:?}");
    let workspaces = ["0".repeat(32), "nope".into(), "..".into(), String::new(), "a/b".into()];
    let mut answers = Vec::new();
    for id in &workspaces {
        answers.push(told(app.open_workspace(id).await));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "one answer for all: {answers:?}");
    assert!(app.state().await.unwrap().workspace.is_some(), "what was open stays open");
}
