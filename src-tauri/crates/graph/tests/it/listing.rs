//! Walking edges.

use graph::{Campaign, Error, ListRequest, Page, Pages, UnexpectedCause};
use serde_json::{Value, json};

use crate::server::{Reply, Seen, Server, account, cancel};

/// A page of campaigns `from..to` of `total`, with a poisoned `next`.
fn page(from: u64, to: u64, total: u64) -> Value {
    let data: Vec<_> = (from..to).map(|n| json!({"id": (1000 + n).to_string(), "name": format!("C{n}")})).collect();
    let mut paging = json!({"cursors": {"before": "b", "after": format!("c{to}")}});
    if to < total {
        paging["next"] = json!("http://evil.example/v26.0/act_7/campaigns?access_token=TOKEN&after=zzz");
    }
    json!({"data": data, "paging": paging, "summary": {"total_count": total}})
}

/// Where a request wants to begin, and how many rows it wants.
fn wanted(seen: &Seen) -> (u64, u64) {
    let from = seen.param("after").trim_start_matches('c').parse().unwrap_or(0);
    (from, seen.param("limit").parse().unwrap())
}

fn serve(seen: &Seen, total: u64) -> Reply {
    let (from, limit) = wanted(seen);
    Reply::ok(page(from, (from + limit).min(total), total))
}

async fn collect(pages: &mut Pages<Vec<Campaign>>) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    while let Some(page) = pages.next_page(&cancel()).await? {
        ids.extend(page.items.into_iter().map(|campaign| campaign.id.to_string()));
    }
    Ok(ids)
}

fn ids(total: u64) -> Vec<String> {
    (0..total).map(|n| (1000 + n).to_string()).collect()
}

fn request(page_objects: u32) -> ListRequest {
    ListRequest { page_objects, ..ListRequest::default() }
}

#[tokio::test]
async fn pages_are_walked_by_cursor_and_next_is_never_followed() {
    let server = Server::start(|seen, _| serve(seen, 25)).await;
    let mut pages = server.graph().campaigns(&account(), &request(10));
    let first = pages.next_page(&cancel()).await.unwrap().unwrap();
    assert_eq!((first.items.len(), first.after.as_deref(), first.total_count), (10, Some("c10"), Some(25)));
    assert_eq!(collect(&mut pages).await.unwrap(), ids(25)[10..]);
    assert!(pages.next_page(&cancel()).await.unwrap().is_none());

    let seen = server.seen();
    assert_eq!(seen.iter().map(|s| s.param("after")).collect::<Vec<_>>(), ["", "c10", "c20"]);
    let statuses: Vec<String> = serde_json::from_str(seen[0].param("effective_status")).unwrap();
    assert!(statuses.contains(&"ARCHIVED".to_owned()) && !statuses.contains(&"DELETED".to_owned()));
    assert_eq!(seen[0].param("summary"), "total_count");
}

#[tokio::test]
async fn a_walk_goes_on_from_a_stored_cursor() {
    let server = Server::start(|seen, _| serve(seen, 25)).await;
    let request = ListRequest { after: Some("c10".into()), ..request(10) };
    let rest = collect(&mut server.graph().campaigns(&account(), &request)).await.unwrap();
    assert_eq!(rest, ids(25)[10..]);
}

#[tokio::test]
async fn only_what_changed_or_lies_below_a_campaign_can_be_asked_for() {
    let server = Server::start(|seen, _| serve(seen, 0)).await;
    let request = ListRequest {
        updated_since: Some(domain::TimestampMillis(1_772_644_500_999)),
        campaign: Some(domain::ObjectId::parse("5").unwrap()),
        archived: false,
        ..ListRequest::default()
    };
    collect(&mut server.graph().campaigns(&account(), &request)).await.unwrap();
    let mut ads = server.graph().ads(&account(), &request);
    ads.next_page(&cancel()).await.unwrap();
    let seen = server.seen();
    let filtering: Value = serde_json::from_str(seen[1].param("filtering")).unwrap();
    assert_eq!(
        filtering,
        json!([{"field": "ad.updated_time", "operator": "GREATER_THAN", "value": 1_772_644_500},
            {"field": "campaign.id", "operator": "IN", "value": ["5"]}])
    );
    assert!(!seen[0].param("effective_status").contains("ARCHIVED"));
    assert!(seen[1].param("fields").contains("creative{id,"), "creatives come with their ads");
}

#[tokio::test]
async fn too_much_data_halves_the_page_until_it_fits_and_then_grows_again() {
    let server = Server::start(|seen, number| {
        let (_, limit) = wanted(seen);
        if limit > 100 && number < 8 {
            return Reply::error(
                500,
                1,
                0,
                "Please reduce the amount of data you're asking for, then retry your request",
            );
        }
        serve(seen, 900)
    })
    .await;
    let mut pages = server.graph().campaigns(&account(), &request(500));
    assert_eq!(collect(&mut pages).await.unwrap(), ids(900));
    let limits: Vec<_> = server.seen().iter().map(|seen| wanted(seen).1).collect();
    assert_eq!(limits, [500, 250, 125, 62, 62, 62, 124, 62, 62, 62, 124, 124, 124, 248]);
}

#[tokio::test]
async fn a_page_that_is_too_large_at_one_row_is_an_error_after_few_calls() {
    let server = Server::start(|_, _| Reply::error(500, 1, 0, "Please reduce the amount of data")).await;
    let error = collect(&mut server.graph().campaigns(&account(), &request(500))).await.unwrap_err();
    assert!(matches!(error, Error::TooMuchData { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 9);
}

#[tokio::test]
async fn an_unknown_error_of_a_large_page_also_leads_to_smaller_ones() {
    let server = Server::start(|seen, _| match wanted(seen).1 {
        limit if limit > 200 => Reply::error(500, 1, 0, "An unknown error occurred"),
        _ => serve(seen, 130),
    })
    .await;
    let mut pages = server.graph().campaigns(&account(), &request(500));
    assert_eq!(collect(&mut pages).await.unwrap(), ids(130));
    assert_eq!(server.seen().iter().map(|seen| wanted(seen).1).collect::<Vec<_>>(), [500, 500, 250, 250, 125, 125]);
}

#[tokio::test]
async fn a_repeated_page_is_asked_for_again_and_a_loop_is_never_complete() {
    // Once: the page before comes again.
    let server = Server::start(|seen, number| match number {
        1 => Reply::ok(page(0, 10, 25)),
        _ => serve(seen, 25),
    })
    .await;
    assert_eq!(collect(&mut server.graph().campaigns(&account(), &request(10))).await.unwrap(), ids(25));

    // For ever: the walk goes in a circle over two pages.
    let server = Server::start(|seen, _| {
        Reply::ok(match seen.param("after") {
            "c10" => page(10, 20, 25),
            _ => page(0, 10, 25),
        })
    })
    .await;
    let error = collect(&mut server.graph().campaigns(&account(), &request(10))).await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { cause: UnexpectedCause::PagingLoop, .. }), "{error:?}");
    assert!(server.seen().len() < 10);
}

#[tokio::test]
async fn a_stale_cursor_starts_the_listing_over_and_says_so() {
    for (code, message) in [(2642, "Invalid cursors values"), (100, "(#100) Invalid parameter")] {
        restart_once(code, message).await;
    }
    let server = Server::start(|seen, _| match seen.param("after") {
        "" => serve(seen, 25),
        _ => Reply::error(400, 2642, 0, "Invalid cursors values"),
    })
    .await;
    let error = collect(&mut server.graph().campaigns(&account(), &request(10))).await.unwrap_err();
    assert!(matches!(error, Error::StaleCursor { .. }), "it does not start over for ever: {error:?}");
}

async fn restart_once(code: i64, message: &'static str) {
    let server = Server::start(move |seen, number| match number {
        2 => Reply::error(400, code, 0, message),
        _ => serve(seen, 25),
    })
    .await;
    let mut pages = server.graph().campaigns(&account(), &request(10));
    let mut restarted = Vec::new();
    let mut last: Option<Page<Vec<Campaign>>> = None;
    while let Some(page) = pages.next_page(&cancel()).await.unwrap() {
        restarted.push(page.restarted);
        last = Some(page);
    }
    assert_eq!(restarted, [false, false, true, false, false]);
    assert_eq!(last.unwrap().items.len(), 5);
}

#[tokio::test]
async fn short_empty_and_cursorless_pages_are_understood() {
    for (body, rows) in [
        (json!({"data": []}), Some(0)),
        (json!({"data": [{"id": "1"}]}), Some(1)),
        (json!({"data": [{"id": "1"}], "paging": {"cursors": {"before": "x", "after": "y"}}}), Some(1)),
        // More is promised, but no way to it: not the end.
        (json!({"data": [{"id": "1"}], "paging": {"next": "http://x/?after=y"}}), None),
        (json!({"data": {"id": "1"}}), None),
        (json!({"data": [{"name": "no id"}]}), None),
    ] {
        let server = Server::script(vec![Reply::ok(&body)]).await;
        let result = collect(&mut server.graph().campaigns(&account(), &request(10))).await;
        assert_eq!(result.ok().map(|ids| ids.len()), rows, "{body}");
    }
    // An empty page in the middle does not end the walk.
    let server = Server::start(|seen, _| match seen.param("after") {
        "" => Reply::ok(json!({"data": [], "paging": {"cursors": {"after": "c0"}, "next": "x"}})),
        _ => serve(seen, 3),
    })
    .await;
    assert_eq!(collect(&mut server.graph().campaigns(&account(), &request(10))).await.unwrap(), ids(3));
}

#[tokio::test]
async fn after_an_error_the_walk_stands_where_it_was() {
    let server = Server::start(|seen, number| match number {
        1..=5 => Reply::error(500, 2, 0, "later"),
        _ => serve(seen, 25),
    })
    .await;
    let mut pages = server.graph().campaigns(&account(), &request(10));
    pages.next_page(&cancel()).await.unwrap();
    assert!(pages.next_page(&cancel()).await.is_err());
    assert_eq!(pages.cursor(), Some("c10"));
    assert_eq!(collect(&mut pages).await.unwrap(), ids(25)[10..]);
}

#[tokio::test]
async fn objects_keep_what_is_known_and_survive_what_is_not() {
    let ad = json!({
        "id": "9", "adset_id": "8", "campaign_id": "7", "status": "ACTIVE", "effective_status": "BRAND_NEW_STATUS",
        "updated_time": "2026-03-04T09:15:00-0800", "unknown": {"a": [1]},
        "creative": {"id": "6", "body": "Hi \u{1f600}", "object_story_spec": {"page_id": "1", "link_data": {}}},
        "ad_review_feedback": {"global": {"PERSONAL": "No."}},
        "issues_info": [{"level": "AD", "error_code": 1815869, "error_summary": "Fix it"}, "odd"],
    });
    let server = Server::script(vec![Reply::ok(json!({"data": [ad]}))]).await;
    let page = server.graph().ads(&account(), &ListRequest::default()).next_page(&cancel()).await.unwrap().unwrap();
    let [ad] = page.items.as_slice() else { panic!("one ad") };
    assert_eq!(ad.effective_status.as_deref(), Some("BRAND_NEW_STATUS"));
    assert_eq!(ad.updated_time, Some(domain::TimestampMillis(1_772_644_500_000)));
    let creative = ad.creative.as_ref().unwrap();
    assert_eq!(creative.body.as_deref(), Some("Hi \u{1f600}"));
    assert_eq!(creative.object_story_spec.as_ref().unwrap().0, r#"{"link_data":{},"page_id":"1"}"#);
    assert_eq!(ad.ad_review_feedback.as_ref().unwrap().global["PERSONAL"], "No.");
    assert_eq!(ad.issues_info.len(), 1);

    let set = json!({"id": "8", "daily_budget": "2500", "bid_amount": 120, "lifetime_budget": "0", "targeting": {"age_min": 18},
        "promoted_object": {"pixel_id": "3", "custom_event_type": "PURCHASE"},
        "learning_stage_info": {"status": "FAIL", "last_sig_edit_ts": 1_772_644_500}});
    let server = Server::script(vec![Reply::ok(json!({"data": [set]}))]).await;
    let page = server.graph().ad_sets(&account(), &ListRequest::default()).next_page(&cancel()).await.unwrap().unwrap();
    let set = &page.items[0];
    assert_eq!(
        (set.daily_budget_minor, set.bid_amount_minor, set.lifetime_budget_minor),
        (Some(2500), Some(120), Some(0))
    );
    assert_eq!(set.promoted_object.as_ref().unwrap().custom_event_type.as_deref(), Some("PURCHASE"));
    assert_eq!(set.learning_stage_info.as_ref().unwrap().last_significant_edit, ad.updated_time);
}

#[tokio::test]
async fn vanished_objects_are_read_by_id_in_batches_and_each_has_its_own_outcome() {
    let server = Server::start(|seen, number| {
        let items: Vec<Value> = serde_json::from_str(seen.param("batch")).unwrap();
        let answers = items.iter().map(|item| {
            let url = item["relative_url"].as_str().unwrap();
            match url.split('?').next().unwrap() {
                "2" => json!({"code": 400, "body": json!({"error": {"message": "gone", "code": 100, "error_subcode": 33}}).to_string()}),
                "3" if number == 0 => Value::Null,
                "4" => Value::Null,
                id => json!({"code": 200, "headers": [{"name": "X-App-Usage", "value": "{\"call_count\":64}"}],
                    "body": json!({"id": id, "status": "DELETED"}).to_string()}),
            }
        });
        Reply::ok(answers.collect::<Value>())
    })
    .await;
    let graph = server.graph();
    let ids: Vec<_> = ["1", "2", "3", "4"].iter().map(|id| domain::ObjectId::parse(id).unwrap()).collect();
    let results = graph.campaigns_by_id(&account(), &ids, &cancel()).await.unwrap();
    let outcome = |n: usize| results[n].1.as_ref().map(|c| c.status.clone().unwrap());
    assert_eq!(outcome(0).unwrap(), "DELETED");
    assert!(matches!(outcome(1), Err(Error::NotFound { .. })));
    assert_eq!(outcome(2).unwrap(), "DELETED", "an unanswered item is asked for again");
    assert!(matches!(outcome(3), Err(Error::Transient { .. })));
    assert_eq!(graph.governor(&account()).state().usage_percent, 64, "headers of items count");

    let seen = server.seen();
    let sizes: Vec<_> =
        seen.iter().map(|s| serde_json::from_str::<Vec<Value>>(s.param("batch")).unwrap().len()).collect();
    assert_eq!(sizes, [4, 2, 1]);
    assert_eq!((seen[0].path.as_str(), seen[0].method.as_str()), ("/v26.0/", "POST"));
}

#[tokio::test]
async fn a_token_that_may_not_read_the_business_still_sees_its_accounts() {
    let server = Server::start(|seen, _| match seen.param("fields").contains("business") {
        true => Reply::error(403, 200, 0, "(#200) Requires business_management permission to manage the object"),
        false if seen.path.ends_with("adaccounts") => Reply::ok(json!({"data": [{"id": "act_7", "name": "A"}]})),
        false => Reply::ok(json!({"id": "act_7", "name": "A"})),
    })
    .await;
    let page = server.graph().ad_accounts(None).next_page(&cancel()).await.unwrap().unwrap();
    assert_eq!(page.items[0].id, account());
    let alone = server.graph().ad_account(&account(), &cancel()).await.unwrap();
    assert_eq!((alone, server.seen().len()), (page.items[0].clone(), 4));

    let refused = Server::script(vec![Reply::error(403, 10, 0, "no permission at all")]).await;
    let error = refused.graph().ad_accounts(None).next_page(&cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Permission { .. }) && refused.seen().len() == 2, "{error:?}");
}

#[tokio::test]
async fn a_batch_answer_of_another_length_is_refused() {
    let server = Server::script(vec![Reply::ok("[null]")]).await;
    let ids: Vec<_> = ["1", "2"].iter().map(|id| domain::ObjectId::parse(id).unwrap()).collect();
    let error = server.graph().ads_by_id(&account(), &ids, &cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { cause: UnexpectedCause::BatchLength, .. }), "{error:?}");
}
