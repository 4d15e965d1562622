//! Tiers, versions and tokens, against the simulation of the Marketing API.

use std::time::Duration;

use domain::Clock;
use graph::{AppIdentity, AuthCause, Error, ListRequest, PermissionStatus, TokenEndpoint};
use sandbox::{Config, Fault, FaultKind, Server, Tier, VersionLife};
use secrecy::SecretString;

use crate::sandbox::{collect, config, first_account, graph, graph_in, start, tiny};
use crate::server::cancel;

fn app(server: &Server) -> AppIdentity {
    AppIdentity { id: server.app_id().to_owned(), secret: Some(SecretString::from(server.app_secret())) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_developer_tier_app_is_never_throttled() {
    let server = start(Config { tier: Tier::Development, ..tiny() });
    let graph = graph(&server).with_patience(Duration::ZERO);
    let account = first_account(&graph).await;
    let mut calls = 0;
    let held = loop {
        match graph.ad_account(&account.id, &cancel()).await {
            Ok(_) => calls += 1,
            Err(error) => break error,
        }
    };
    let Error::RateLimited { retry_at: Some(at), meta: None, .. } = &held else { panic!("held back here: {held:?}") };
    assert!((45..=51).contains(&calls), "{calls} of 60 points");
    assert!(*at > domain::SystemClock.now());
    let interactive = graph.with_lane(graph::Lane::Interactive);
    interactive.ad_account(&account.id, &cancel()).await.expect("room is left for a person");
    assert!(server.journal().entries().iter().all(|entry| entry.code.is_none()), "Meta never had to refuse");
    assert_eq!(graph.governor(&account.id).state().tier, Some(graph::AccessTier::Limited));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_alive_upgraded_and_dead_are_told_apart() {
    let server = start(tiny());
    let version = |text| config(&server).with_version(graph::ApiVersion::parse(text).unwrap());
    let old = graph_in(&server, version("v24.0"));
    first_account(&old).await;
    assert_eq!(old.api_notice().borrow().answered_by.as_deref(), Some("v25.0"));
    let current = graph(&server);
    first_account(&current).await;
    assert_eq!(*current.api_notice().borrow(), graph::ApiNotice::default());
    server.set_version("v26.0", VersionLife::Dead);
    let error = collect(&mut current.ad_accounts(None)).await.unwrap_err();
    assert!(matches!(&error, Error::Version { requested, .. } if requested == "v26.0"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_inspected_and_end() {
    let server = start(tiny());
    let endpoint = TokenEndpoint::new(config(&server)).unwrap();
    let (app, token) = (app(&server), SecretString::from(server.system_user_token()));
    let info = endpoint.inspect(Some(&app), &token, &cancel()).await.unwrap();
    assert!(info.is_valid && info.has("ads_read"), "{info:?}");
    assert_eq!((info.app_id.as_deref(), info.expires_at), (Some(server.app_id()), None));
    let itself = endpoint.inspect(None, &token, &cancel()).await.unwrap();
    assert_eq!(itself.kind, info.kind);
    let permissions = endpoint.permissions(Some(&app), &token, &cancel()).await.unwrap();
    assert!(permissions.iter().any(|p| p.name == "ads_read" && p.status == PermissionStatus::Granted));

    let wrong = SecretString::from("EAABnotAToken");
    assert!(!endpoint.inspect(Some(&app), &wrong, &cancel()).await.unwrap().is_valid);
    let error = endpoint.me(None, &wrong, &cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Auth { cause: AuthCause::Invalid, .. }), "{error:?}");
    let error = endpoint
        .exchange_code(&app, &SecretString::from("not-a-code"), "http://localhost:1/cb", None, &cancel())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Invalid { .. }), "{error:?}");

    // In the middle of a walk.
    let graph = graph(&server);
    let account = first_account(&graph).await;
    let mut pages = graph.ads(&account.id, &ListRequest { page_objects: 3, ..ListRequest::default() });
    pages.next_page(&cancel()).await.unwrap();
    let kind = FaultKind::Error { code: 190, subcode: Some(460), message: None, status: None, transient: false };
    server.faults().add(Fault::on("/ads", kind)).unwrap();
    let error = pages.next_page(&cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Auth { cause: AuthCause::PasswordChanged, .. }), "{error:?}");
    let calls = server.journal().entries().len();
    assert!(graph.me(&cancel()).await.is_err());
    assert_eq!(server.journal().entries().len(), calls, "nothing more is sent");
}
