//! Changes: sent once, and never called done or undone without a clear answer.

use std::time::Duration;

use domain::ObjectId;
use graph::{Editable, Error, LostCause, ObjectKind, WriteParams};
use serde_json::json;

use crate::server::{Reply, Server, account, cancel, graph_with};

fn id() -> ObjectId {
    ObjectId::parse("120001").unwrap()
}

fn params() -> WriteParams {
    let mut params = WriteParams::new();
    params.set("status", json!("PAUSED")).unwrap();
    params.set("daily_budget", json!(2500)).unwrap();
    params
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    Update,
    Create,
    Delete,
    Copy,
}

async fn send(server: &Server, change: Change) -> Result<Option<ObjectId>, Error> {
    let mut config = server.config();
    config.read_timeout = Duration::from_millis(200);
    let graph = graph_with(config);
    let writer = graph.writer(&account());
    match change {
        Change::Update => writer.update(&id(), &params(), &cancel()).await.map(|_| None),
        Change::Create => writer.create(ObjectKind::Campaign, &params(), &cancel()).await.map(|made| Some(made.id)),
        Change::Delete => writer.delete(&id(), &cancel()).await.map(|_| None),
        Change::Copy => writer.copy(&id(), &params(), &cancel()).await.map(|copy| Some(copy.id)),
    }
}

fn good(change: Change) -> &'static str {
    match change {
        Change::Update | Change::Delete => r#"{"success":true}"#,
        Change::Create => r#"{"id":"77","success":true}"#,
        Change::Copy => {
            r#"{"copied_adset_id":"77","ad_object_ids":[{"ad_object_type":"ad_set","source_id":"120001","copied_id":"77"}]}"#
        }
    }
}

const CHANGES: [Change; 4] = [Change::Update, Change::Create, Change::Delete, Change::Copy];

#[tokio::test]
async fn a_change_goes_out_once_as_a_form_with_its_parameters_in_order() {
    let server = Server::start(|seen, _| {
        Reply::WithHeaders(
            200,
            vec![("x-fb-trace-id", "Tr4ce".into())],
            good(match (&seen.method, &*seen.path) {
                (method, _) if method == "DELETE" => Change::Delete,
                (_, path) if path.ends_with("/copies") => Change::Copy,
                (_, path) if path.ends_with("/campaigns") => Change::Create,
                _ => Change::Update,
            })
            .to_owned(),
        )
    })
    .await;
    let writer = server.graph().writer(&account());
    let receipt = writer.update(&id(), &params(), &cancel()).await.unwrap();
    assert_eq!(receipt.trace_id.as_deref(), Some("Tr4ce"));
    let made = writer.create(ObjectKind::Campaign, &params(), &cancel()).await.unwrap();
    assert_eq!(made.id.as_str(), "77");
    let copy = writer.copy(&id(), &params(), &cancel()).await.unwrap();
    assert_eq!((copy.objects.len(), copy.objects[0].kind), (1, ObjectKind::AdSet));
    writer.delete(&id(), &cancel()).await.unwrap();
    let seen = server.seen();
    let lines: Vec<_> = seen.iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect();
    assert_eq!(
        lines,
        ["POST /v26.0/120001", "POST /v26.0/act_7/campaigns", "POST /v26.0/120001/copies", "DELETE /v26.0/120001"]
    );
    assert_eq!(seen[0].param("daily_budget"), "2500");
    assert!(seen.iter().all(|seen| !seen.params.contains_key("execution_options")));
    let state = server.graph().governor(&account()).state();
    assert_eq!(state.usage_percent, 0, "a governor of its own");
}

#[tokio::test]
async fn an_unclear_answer_is_an_unknown_outcome_and_nothing_is_sent_again() {
    let replies = [
        Reply::Broken(String::new()),
        Reply::Broken(r#"{"succ"#.into()),
        Reply::Silence,
        Reply::error(500, 1, 0, "An unknown error occurred"),
        Reply::error(500, 2, 0, "Service temporarily unavailable"),
        Reply::error(500, 1, 0, "Please reduce the amount of data you're asking for"),
        Reply::Json(502, "<html>Bad Gateway</html>".into()),
        Reply::Json(503, "Service Unavailable".into()),
        Reply::Json(400, "<html>Bad Request</html>".into()),
        Reply::ok("Service Unavailable"),
        Reply::ok("<!DOCTYPE html><title>Log in to the hotel</title>"),
        Reply::ok(r#"{"success":fal"#),
        Reply::ok(r#"{"success":false}"#),
        Reply::ok(r#"{"success":"maybe"}"#),
        Reply::ok("{}"),
        Reply::ok("[]"),
        Reply::ok("null"),
        Reply::ok(""),
        Reply::ok(r#"{"id":"not an id"}"#),
        Reply::Json(302, String::new()),
    ];
    for change in CHANGES {
        for reply in &replies {
            let server = Server::script(vec![reply.clone()]).await;
            let error = send(&server, change).await.unwrap_err();
            assert!(matches!(error, Error::UnknownOutcome { .. }), "{change:?} {reply:?}: {error:?}");
            assert_eq!(server.seen().len(), 1, "{change:?} {reply:?}");
        }
    }
}

#[tokio::test]
async fn a_definite_no_is_told_as_what_it_is_and_not_tried_again() {
    type Is = fn(&Error) -> bool;
    let cases: [(i64, i64, Is); 9] = [
        (100, 1_885_272, |e| matches!(e, Error::Invalid { .. })),
        (100, 33, |e| matches!(e, Error::NotFound { .. })),
        (190, 463, |e| matches!(e, Error::Auth { .. })),
        (200, 0, |e| matches!(e, Error::Permission { .. })),
        (368, 0, |e| matches!(e, Error::PolicyBlock { .. })),
        (613, 1_487_632, |e| matches!(e, Error::RateLimited { retry_at: None, .. })),
        (613, 5_044_001, |e| matches!(e, Error::RateLimited { retry_at: Some(_), .. })),
        (80_004, 2_446_079, |e| matches!(e, Error::RateLimited { retry_at: Some(_), .. })),
        (17, 2_446_079, |e| matches!(e, Error::RateLimited { retry_at: Some(_), .. })),
    ];
    for change in CHANGES {
        for (code, subcode, is) in cases {
            let server = Server::script(vec![Reply::error(400, code, subcode, "no")]).await;
            let error = send(&server, change).await.unwrap_err();
            assert!(is(&error), "{change:?} {code}/{subcode}: {error:?}");
            assert_eq!(server.seen().len(), 1, "{change:?} {code}/{subcode}");
            assert_eq!(error.trace_id(), Some("AbCdEf123"));
        }
    }
}

#[tokio::test]
async fn metas_passing_error_keeps_its_words_and_its_trace() {
    let server = Server::script(vec![Reply::error(500, 2, 0, "Service temporarily unavailable")]).await;
    let error = send(&server, Change::Update).await.unwrap_err();
    assert!(matches!(error, Error::UnknownOutcome { cause: LostCause::Meta(_) }), "{error:?}");
    assert_eq!(error.trace_id(), Some("AbCdEf123"));
}

#[tokio::test]
async fn nothing_listening_means_nothing_was_sent() {
    let server = Server::script(vec![Reply::ok("{}")]).await;
    let mut config = server.config();
    drop(server);
    config.read_timeout = Duration::from_millis(500);
    let gone = graph_with(graph::GraphConfig::new("http://127.0.0.1:9").unwrap());
    let error = gone.writer(&account()).update(&id(), &params(), &cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Offline { .. }), "{error:?}");
}

#[tokio::test]
async fn cancelling_before_sends_nothing_and_cancelling_after_still_hears_the_answer() {
    let server = Server::script(vec![Reply::ok(good(Change::Update))]).await;
    let writer = server.graph().writer(&account());
    let stopped = cancel();
    stopped.cancel();
    let error = writer.update(&id(), &params(), &stopped).await.unwrap_err();
    assert!(matches!(error, Error::Cancelled));
    assert!(server.seen().is_empty());

    let late = cancel();
    let during = late.clone();
    let server = Server::start(move |_, _| {
        during.cancel();
        Reply::ok(good(Change::Update))
    })
    .await;
    server.graph().writer(&account()).update(&id(), &params(), &late).await.unwrap();
    assert!(late.is_cancelled());
}

#[tokio::test]
async fn a_check_says_validate_only_and_is_asked_again_after_a_hiccup() {
    let server = Server::script(vec![
        Reply::error(500, 2, 0, "Service temporarily unavailable"),
        Reply::ok(r#"{"success":true}"#),
    ])
    .await;
    let writer = server.graph().writer(&account());
    writer.check_update(Editable::AdSet, &id(), &params(), &cancel()).await.unwrap();
    for kind in [ObjectKind::Campaign, ObjectKind::AdSet, ObjectKind::Ad, ObjectKind::Creative] {
        writer.check_create(kind, &params(), &cancel()).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 6);
    assert!(seen.iter().all(|seen| seen.param("execution_options") == r#"["validate_only"]"#), "{seen:?}");

    let server = Server::script(vec![Reply::error(400, 100, 1_885_272, "Budget is too low")]).await;
    let error = server.graph().writer(&account()).check_update(Editable::Campaign, &id(), &params(), &cancel()).await;
    assert!(matches!(error, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn changes_of_one_account_never_overlap_and_cost_three_points() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let most = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let counts = Arc::clone(&most);
    let server = Server::start(move |_, _| {
        let now = counts.0.fetch_add(1, Ordering::SeqCst) + 1;
        counts.1.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(3));
        counts.0.fetch_sub(1, Ordering::SeqCst);
        Reply::ok(good(Change::Update))
    })
    .await;
    let graph = server.graph();
    let changes = (0..10).map(|_| {
        let writer = graph.writer(&account());
        async move { writer.update(&id(), &params(), &cancel()).await }
    });
    for result in futures_util::future::join_all(changes).await {
        result.unwrap();
    }
    assert_eq!(most.1.load(Ordering::SeqCst), 1);
    // 30 of the 60 points of an app whose tier is unknown.
    assert_eq!(graph.governor(&account()).state().usage_percent, 50);
}
