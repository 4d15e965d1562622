//! What leaves this computer and how answers come in.

use std::time::Duration;

use graph::{ApiVersion, Error, GraphConfig, OfflineCause, TransientCause, UnexpectedCause};
use reqwest_free::gzip;

use crate::server::{Reply, Server, account, cancel, graph_with};

/// A gzip body made without a compressor: one stored block.
mod reqwest_free {
    pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
        let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
        let len = u16::try_from(data.len()).unwrap();
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(data);
        out.extend(crc32(data).to_le_bytes());
        out.extend(u32::from(len).to_le_bytes());
        out
    }

    fn crc32(data: &[u8]) -> u32 {
        !data.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (0u32.wrapping_sub(crc & 1))))
        })
    }
}

#[tokio::test]
async fn the_token_travels_in_the_header_and_its_proof_as_a_parameter() {
    let server = Server::script(vec![Reply::ok(r#"{"id":"1","name":"Ada"}"#)]).await;
    assert_eq!(server.graph().me(&cancel()).await.unwrap().name.as_deref(), Some("Ada"));
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/v26.0/me");
    assert_eq!(seen.headers["authorization"], "Bearer TOKEN");
    assert!(!seen.uri.contains("TOKEN") && !seen.uri.contains("SECRET"), "{}", seen.uri);
    let proof = "9bcde7f1d5e226d86e4692a62e5ec88f99306fb302d74b2dc3bff8a03770b63d";
    assert_eq!(seen.param("appsecret_proof"), proof);
    assert!(seen.headers["accept-encoding"].to_str().unwrap().contains("gzip"));
    assert!(seen.headers["user-agent"].to_str().unwrap().starts_with("Sextant/"));
    for dead in ["ids", "pretty", "debug", "date_format", "access_token"] {
        assert!(!seen.params.contains_key(dead), "{dead} is not part of the API");
    }
}

#[tokio::test]
async fn another_version_is_asked_for_by_path_and_a_silent_upgrade_is_noticed() {
    let headers = vec![
        ("facebook-api-version", "v26.0".to_owned()),
        ("X-Ad-Api-Version-Warning", "This version is deprecated".to_owned()),
    ];
    let server = Server::script(vec![Reply::WithHeaders(200, headers, r#"{"id":"1"}"#.into())]).await;
    let graph = graph_with(server.config().with_version(ApiVersion::parse("v25.0").unwrap()));
    graph.me(&cancel()).await.unwrap();
    assert_eq!(server.seen()[0].path, "/v25.0/me");
    let notice = graph.api_notice().borrow().clone();
    assert_eq!(notice.answered_by.as_deref(), Some("v26.0"));
    assert_eq!(notice.warning.as_deref(), Some("This version is deprecated"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::script(vec![Reply::ok(r#"{"id":"1"}"#)]).await;
    let to = vec![("location", format!("{}/v26.0/me", elsewhere.url))];
    let server = Server::script(vec![Reply::WithHeaders(302, to, String::new())]).await;
    let error = server.graph().me(&cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { cause: UnexpectedCause::Redirect, status: 302 }), "{error:?}");
    assert_eq!((server.seen().len(), elsewhere.seen().len()), (1, 0));
}

#[tokio::test]
async fn compressed_answers_are_read() {
    let body = gzip(br#"{"id":"42"}"#);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(move || async move { ([("content-encoding", "gzip")], body.clone()) });
    let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    assert_eq!(graph_with(GraphConfig::new(&url).unwrap()).me(&cancel()).await.unwrap().id, "42");
    serving.abort();
}

#[tokio::test]
async fn a_read_is_tried_five_times_at_most() {
    let flaky = |fails: usize| async move {
        let mut replies = vec![Reply::error(500, 2, 0, "later"); fails];
        replies.push(Reply::ok(r#"{"id":"1"}"#));
        let server = Server::script(replies).await;
        let result = server.graph().me(&cancel()).await;
        (result.is_ok(), server.seen().len())
    };
    assert_eq!(flaky(4).await, (true, 5));
    assert_eq!(flaky(5).await, (false, 5));
}

#[tokio::test]
async fn half_an_answer_is_read_again_and_never_taken_for_a_whole_one() {
    let server = Server::script(vec![
        Reply::Broken(r#"{"id":"1"#.into()),
        Reply::Broken(r#"{"id":"1"}"#.into()),
        Reply::ok(r#"{"id":"2"}"#),
    ])
    .await;
    assert_eq!(server.graph().me(&cancel()).await.unwrap().id, "2");
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn silence_ends_with_a_timeout_and_a_cancelled_call_at_once() {
    let server = Server::script(vec![Reply::Silence]).await;
    let mut config = server.config();
    (config.read_timeout, config.tries) = (Duration::from_millis(50), 2);
    let error = graph_with(config).me(&cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Transient { cause: TransientCause::Timeout }), "{error:?}");
    assert_eq!(server.seen().len(), 2);

    let cancel = cancel();
    let graph = server.graph();
    let (result, ()) = tokio::join!(graph.me(&cancel), async {
        while server.seen().len() < 3 {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    });
    assert!(matches!(result, Err(Error::Cancelled)));
}

#[tokio::test]
async fn no_network_is_told_apart_from_a_bad_answer() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let mut config = GraphConfig::new(&format!("http://{address}")).unwrap();
    config.backoff = Duration::from_millis(1);
    let error = graph_with(config).me(&cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Offline { cause: OfflineCause::Connect, .. }), "{error:?}");

    // A plain server where an encrypted one belongs.
    let plain = Server::script(vec![Reply::ok("{}")]).await;
    let mut config = GraphConfig::new(&plain.url.replace("http:", "https:")).unwrap();
    config.backoff = Duration::from_millis(1);
    let credentials = graph::Credentials::new("TOKEN".to_owned().into(), None);
    match graph::Graph::new(config, credentials, std::sync::Arc::new(domain::SystemClock)) {
        Ok(graph) => {
            let error = graph.ad_account(&account(), &cancel()).await.unwrap_err();
            assert!(matches!(error, Error::Offline { cause: OfflineCause::Tls, .. }), "{error:?}");
        }
        // A computer without any certificates can have no encrypted client at all.
        Err(error) => assert!(matches!(error, Error::Config(graph::ConfigError::Setup(_))), "{error:?}"),
    }
}

#[tokio::test]
async fn connections_are_reused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (peers, mut connected) = tokio::sync::mpsc::unbounded_channel();
    let app = axum::Router::new().fallback(
        move |axum::extract::ConnectInfo(peer): axum::extract::ConnectInfo<std::net::SocketAddr>| async move {
            peers.send(peer).unwrap();
            r#"{"id":"1"}"#
        },
    );
    let app = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let graph = graph_with(GraphConfig::new(&url).unwrap());
    for _ in 0..5 {
        graph.me(&cancel()).await.unwrap();
    }
    let first = connected.recv().await.unwrap();
    for _ in 1..5 {
        assert_eq!(connected.recv().await.unwrap(), first);
    }
    serving.abort();
}
