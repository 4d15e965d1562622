//! Insights at once and as jobs.

use std::collections::BTreeSet;

use domain::{AccountDay, DayRange, Level, ObjectId};
use graph::{Error, Graph, InsightsRequest, InsightsRow, InsightsRows, JobState, Pages, ReportRunId};
use serde_json::{Value, json};

use crate::server::{Reply, Seen, Server, account, cancel};

fn day(text: &str) -> AccountDay {
    AccountDay::parse(text).unwrap()
}

fn range(since: &str, until: &str) -> DayRange {
    DayRange::new(day(since), day(until)).unwrap()
}

/// Rows of `ads` on each day of the request's range.
fn rows(seen: &Seen, ads: &[u64]) -> Vec<Value> {
    let range: Value = serde_json::from_str(seen.param("time_range")).unwrap();
    let range = DayRange::new(day(range["since"].as_str().unwrap()), day(range["until"].as_str().unwrap())).unwrap();
    let row = |day: AccountDay, ad: &u64| {
        json!({"campaign_id": "1", "adset_id": "2", "ad_id": ad.to_string(), "date_start": day.to_string(),
            "date_stop": day.to_string(), "account_currency": "EUR", "spend": "12.34", "impressions": "1500",
            "clicks": "30", "inline_link_clicks": "20", "reach": "900", "attribution_setting": "7d_click_1d_view",
            "actions": [{"action_type": "purchase", "value": "3"}, {"action_type": "link_click", "value": "20"}],
            "action_values": [{"action_type": "purchase", "value": "99.90"}]})
    };
    range.days().flat_map(|day| ads.iter().map(move |ad| row(day, ad))).collect()
}

fn ad_and_day(row: &InsightsRow<'_>) -> (String, AccountDay) {
    (row.object_id(Level::Ad).unwrap().to_owned(), row.date_start)
}

async fn collect(pages: &mut Pages<InsightsRows<(String, AccountDay)>>) -> Result<Vec<(String, AccountDay)>, Error> {
    let mut all = Vec::new();
    while let Some(page) = pages.next_page(&cancel()).await? {
        all.extend(page.items.into_rows());
    }
    Ok(all)
}

#[tokio::test]
async fn account_level_calls_bring_daily_rows_of_every_ad() {
    let server = Server::start(|seen, _| Reply::ok(json!({"data": rows(seen, &[11, 12])}))).await;
    let request = InsightsRequest::daily(Level::Ad, range("2026-03-01", "2026-03-03"));
    let read = |row: &InsightsRow<'_>| {
        assert_eq!((row.spend.as_deref(), row.reach), (Some("12.34"), Some(900)));
        let purchases = row.action(&["omni_purchase", "purchase"]);
        assert_eq!((purchases, row.action_value(&["purchase"])), (Some("3"), Some("99.90")));
        assert_eq!(row.attribution_setting.as_deref(), Some("7d_click_1d_view"));
    };
    let page = server.graph().insights(&account(), &request, None, read).next_page(&cancel()).await.unwrap().unwrap();
    assert_eq!(page.items.rows().len(), 6);

    let seen = server.seen().remove(0);
    assert_eq!(seen.path, "/v26.0/act_7/insights");
    assert_eq!((seen.param("level"), seen.param("time_increment"), seen.param("limit")), ("ad", "1", "5000"));
    for dead in ["7d_view", "28d_view", "use_unified_attribution_setting", "date_preset"] {
        assert!(!seen.uri.contains(dead), "{dead}");
    }
    assert!(seen.param("fields").contains("attribution_setting"));
}

#[tokio::test]
async fn a_job_is_started_watched_and_read() {
    let server = Server::start(|seen, number| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", "/v26.0/act_7/insights") => Reply::ok(r#"{"report_run_id":6023920149050}"#),
        (_, "/v26.0/6023920149050") => Reply::ok(match number {
            1 => json!({"id": "6023920149050", "async_status": "Job Running", "async_percent_completion": 40}),
            _ => json!({"id": "6023920149050", "async_status": "Job Completed", "async_percent_completion": 100}),
        }),
        _ => Reply::ok(json!({"data": [{"ad_id": "11", "date_start": "2026-03-01", "date_stop": "2026-03-01"}]})),
    })
    .await;
    let graph = server.graph();
    let request = InsightsRequest::daily(Level::Ad, range("2026-03-01", "2026-03-01"));
    let job = graph.start_insights_job(&account(), &request, &cancel()).await.unwrap();
    assert_eq!(job, ReportRunId("6023920149050".into()), "ids come as numbers too");
    assert!(server.seen()[0].param("fields").contains("ad_id"), "the form holds the request");

    // The same from what was stored: a later run of the program knows nothing but the id.
    let stored: ReportRunId = serde_json::from_str(&serde_json::to_string(&job).unwrap()).unwrap();
    let mut looks = Vec::new();
    graph.wait_for_insights_job(&account(), &stored, &cancel(), |status| looks.push(status.percent)).await.unwrap();
    assert_eq!(looks, [40, 100]);
    let mut pages = graph.insights_job_rows(&account(), &stored, 500, None, ad_and_day);
    assert_eq!(collect(&mut pages).await.unwrap(), [("11".to_owned(), day("2026-03-01"))]);
}

#[tokio::test]
async fn a_failed_job_says_what_helps() {
    for (code, subcode, expected) in
        [(-3, 1_504_045, "split"), (-2, 2_490_547, "again"), (2, 1_504_041, "change"), (0, 0, "change")]
    {
        let status = json!({"async_status": "Job Failed", "async_percent_completion": 100, "error_code": code,
            "error_subcode": subcode, "error_message": "no"});
        let server = Server::script(vec![Reply::ok(&status)]).await;
        let job = ReportRunId("1".into());
        let waited = server.graph().wait_for_insights_job(&account(), &job, &cancel(), |_| ()).await;
        let helps = match waited.unwrap_err() {
            Error::TooMuchData { .. } => "split",
            Error::Transient { .. } => "again",
            Error::Invalid { .. } => "change",
            other => panic!("{other:?}"),
        };
        assert_eq!(helps, expected, "{code}/{subcode}");
    }
}

#[tokio::test]
async fn a_job_that_is_gone_is_not_waited_for() {
    let server = Server::script(vec![Reply::error(400, 100, 33, "Unsupported get request")]).await;
    let waited = server.graph().wait_for_insights_job(&account(), &ReportRunId("1".into()), &cancel(), |_| ()).await;
    assert!(matches!(waited, Err(Error::NotFound { .. })), "{waited:?}");
    let server =
        Server::script(vec![Reply::ok(r#"{"async_status":"Job Skipped","async_percent_completion":0}"#)]).await;
    let status = server.graph().insights_job(&account(), &ReportRunId("1".into()), &cancel()).await.unwrap();
    assert_eq!(status.state, JobState::Skipped);
}

/// Reads a request, splitting wherever Meta says it is too much. Returns every row, and the days and objects that
/// cannot be split further.
async fn read_splitting(
    graph: &Graph,
    whole: InsightsRequest,
) -> (BTreeSet<(String, AccountDay)>, Vec<(AccountDay, String)>) {
    let (mut open, mut rows, mut hopeless) = (vec![whole], BTreeSet::new(), Vec::new());
    while let Some(request) = open.pop() {
        match collect(&mut graph.insights(&account(), &request, None, ad_and_day)).await {
            Ok(part) => {
                let before = rows.len() + part.len();
                rows.extend(part);
                assert_eq!(rows.len(), before, "no row comes twice");
            }
            Err(Error::TooMuchData { .. }) => match request.split() {
                Some((first, second)) => open.extend([first, second]),
                None => hopeless.push((request.range.since(), request.only[0].1.to_string())),
            },
            Err(other) => panic!("{other:?}"),
        }
    }
    (rows, hopeless)
}

#[tokio::test]
async fn splitting_ends_whatever_is_too_large_and_gives_the_same_rows() {
    let ads: Vec<u64> = (11..17).collect();
    for seed in 0..12u64 {
        fastrand::seed(seed);
        // Objects that are too much in company, and one that is always too much on one day.
        let poisoned: BTreeSet<u64> = ads.iter().copied().filter(|_| fastrand::bool()).collect();
        let hopeless = (seed % 3 == 0).then(|| ads[fastrand::usize(..ads.len())]);
        let (poison, all) = (poisoned.clone(), ads.clone());
        let server = Server::start(move |seen, _| {
            let filtering: Vec<Value> = serde_json::from_str(seen.param("filtering")).unwrap();
            let only = filtering.iter().find(|f| f["field"] == "ad.id").unwrap();
            let ids: Vec<u64> =
                only["value"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().parse().unwrap()).collect();
            let rows = rows(seen, &ids);
            let days = rows.len() / ids.len();
            let too_much = ids.iter().any(|id| poison.contains(id)) && rows.len() > 2
                || days > 5
                || hopeless.is_some_and(|id| ids.contains(&id) && seen.param("time_range").contains("2026-03-04"));
            assert!(ids.iter().all(|id| all.contains(id)));
            if too_much { Reply::error(400, 100, 1_487_534, "too much data") } else { Reply::ok(json!({"data": rows})) }
        })
        .await;
        let mut whole = InsightsRequest::daily(Level::Ad, range("2026-03-01", "2026-03-09"));
        whole.only = ads.iter().map(|ad| (Level::Ad, ObjectId::parse(&ad.to_string()).unwrap())).collect();
        // A budget of its own: splitting costs more points than a limited app has in five minutes.
        let graph = unlimited(&server);
        let (rows, left) = read_splitting(&graph, whole.clone()).await;
        let lost = hopeless.map(|ad| (day("2026-03-04"), ad.to_string()));
        assert_eq!(left, lost.clone().into_iter().collect::<Vec<_>>(), "seed {seed}");
        let reference: BTreeSet<_> = whole
            .range
            .days()
            .flat_map(|day| ads.iter().map(move |ad| (ad.to_string(), day)))
            .filter(|(ad, day)| lost.as_ref() != Some(&(*day, ad.clone())))
            .collect();
        assert_eq!(rows, reference, "seed {seed}, poisoned {poisoned:?}");
    }
}

/// A client that already knows it is on the full tier.
fn unlimited(server: &Server) -> Graph {
    let graph = server.graph();
    graph.governor(&account()).restore(&graph::GovernorMemory {
        points: Vec::new(),
        blocked: Vec::new(),
        tier: Some(graph::AccessTier::Full),
    });
    graph
}
