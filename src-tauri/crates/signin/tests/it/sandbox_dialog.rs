//! Whole sign-ins at the simulation's login dialog, with the answers a person can give there.

use std::sync::Arc;

use domain::{FixedClock, SystemClock, TimestampMillis};
use graph::{GraphConfig, TokenEndpoint};
use sandbox::{Config, Server, world::Size};
use secrecy::{ExposeSecret, SecretString};
use signin::{
    AppSecret, AttemptRequest, Dialog, Error, Exchange, Grant, LoopbackHost, LoopbackListener, Redirect, SignIn,
    SystemUserToken,
};
use url::Url;

use crate::person::{browse, decide};

/// On a thread of its own: the server starts a runtime, and the test runs in one.
fn start() -> Server {
    let start = || Server::start(Config { size: Size::Tiny, ..Config::default() }).unwrap();
    std::thread::spawn(start).join().unwrap()
}

fn endpoint(server: &Server) -> TokenEndpoint {
    TokenEndpoint::new(GraphConfig::new(server.base_url()).unwrap()).unwrap()
}

fn request(server: &Server, redirect: Redirect) -> AttemptRequest {
    let secret = SecretString::from(server.app_secret());
    AttemptRequest {
        dialog: Dialog::at(server.base_url(), "v26.0").unwrap(),
        app_id: server.app_id().to_owned(),
        redirect,
        scopes: vec!["ads_read".into(), "business_management".into()],
        config_id: None,
        rerequest: false,
        exchange: Arc::new(AppSecret::new(endpoint(server), server.app_id(), secret)),
    }
}

fn exchanges(server: &Server) -> usize {
    server.journal().entries().iter().filter(|entry| entry.path.contains("oauth/access_token")).count()
}

#[tokio::test]
async fn by_deep_link_with_some_accounts_ticked() {
    let server = start();
    let sign_in = SignIn::new(Arc::new(SystemClock));
    let begun = sign_in.begin(request(&server, Redirect::deep_link())).unwrap();
    let first = server.with_world(|world| world.accounts().first().map(|account| account.id.to_string())).unwrap();
    let link = decide(&begun.authorize_url, "continue", |name, value| name == "grant" || value == first).await;
    assert!(link.starts_with("sextant://oauth/callback?"), "{link}");
    let granted = sign_in.deliver(&link).await.unwrap();
    assert!(granted.info.is_valid && granted.info.has("ads_read") && !granted.info.has("ads_management"));
    let account = domain::AccountId::parse(&first).unwrap();
    assert!(granted.info.covers("ads_read", &account));
    let days = granted.info.expires_at.unwrap().millis_since(granted.info.issued_at.unwrap()) / 86_400_000;
    assert!((59..=60).contains(&days), "long-lived: {days} days");
    assert!(granted.info.data_access_expires_at.is_some());
    // The code exchange and the long-lived exchange, and a replay adds nothing.
    assert_eq!(exchanges(&server), 2);
    assert!(matches!(sign_in.deliver(&link).await, Err(Error::Refused(_))));
    assert_eq!(exchanges(&server), 2);
}

#[tokio::test]
async fn by_the_listener_on_this_computer() {
    let server = start();
    for host in [LoopbackHost::Literal, LoopbackHost::Localhost] {
        let sign_in = SignIn::new(Arc::new(SystemClock));
        let listener = LoopbackListener::open(host).await.unwrap();
        let begun = sign_in.begin(request(&server, listener.redirect())).unwrap();
        let link = decide(&begun.authorize_url, "continue", |_, _| true).await;
        let link = Url::parse(&link.replace("localhost", "127.0.0.1")).unwrap();
        let (callback, page) = tokio::join!(listener.wait(|callback| sign_in.expects(callback)), browse(&link, None));
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        let granted = sign_in.complete(callback.unwrap()).await.unwrap();
        assert!(granted.info.has("business_management"));
    }
}

#[tokio::test]
async fn a_cancelled_dialog_is_a_no_without_an_exchange() {
    let server = start();
    let sign_in = SignIn::new(Arc::new(FixedClock::new(TimestampMillis(0))));
    let begun = sign_in.begin(request(&server, Redirect::deep_link())).unwrap();
    let link = decide(&begun.authorize_url, "cancel", |_, _| true).await;
    match sign_in.deliver(&link).await {
        Err(Error::Declined { reason }) => assert_eq!(reason, "user_denied"),
        other => panic!("{other:?}"),
    }
    assert_eq!(exchanges(&server), 0);
}

#[tokio::test]
async fn a_person_who_unticks_everything_is_told_what_is_missing() {
    let server = start();
    let sign_in = SignIn::new(Arc::new(SystemClock));
    let begun = sign_in.begin(request(&server, Redirect::deep_link())).unwrap();
    let link = decide(&begun.authorize_url, "continue", |name, _| name == "account").await;
    match sign_in.deliver(&link).await {
        Err(Error::MissingPermission { missing }) => assert_eq!(missing, "ads_read"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_even_with_the_secret() {
    let server = start();
    let sign_in = SignIn::new(Arc::new(SystemClock));
    let begun = sign_in.begin(request(&server, Redirect::deep_link())).unwrap();
    let link = Url::parse(&decide(&begun.authorize_url, "continue", |_, _| true).await).unwrap();
    let code = link.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let thief = AppSecret::new(endpoint(&server), server.app_id(), SecretString::from(server.app_secret()));
    let grant = Grant::Code {
        code: SecretString::from(code),
        redirect_uri: signin::DEEP_LINK.into(),
        verifier: SecretString::from("x".repeat(43)),
    };
    assert!(matches!(thief.exchange(grant).await, Err(Error::Graph(_))));
}

#[tokio::test]
async fn the_system_users_token_connects_without_a_browser() {
    let server = start();
    for secret in [None, Some(SecretString::from(server.app_secret()))] {
        let token = SecretString::from(server.system_user_token());
        let granted = SystemUserToken::new(endpoint(&server), secret).connect(token).await.unwrap();
        assert_eq!(granted.info.kind.as_deref(), Some("SYSTEM_USER"));
        assert_eq!((granted.info.expires_at, granted.app_id.as_str()), (None, server.app_id()));
    }
    let stale = SystemUserToken::new(endpoint(&server), None).connect(SecretString::from("EAABnonsense")).await;
    assert!(matches!(stale, Err(Error::Graph(_) | Error::NotValid)), "{stale:?}");
}

#[tokio::test]
async fn nothing_secret_is_in_the_addresses_the_server_saw() {
    let server = start();
    let sign_in = SignIn::new(Arc::new(SystemClock));
    let begun = sign_in.begin(request(&server, Redirect::deep_link())).unwrap();
    let link = decide(&begun.authorize_url, "continue", |_, _| true).await;
    let code = Url::parse(&link).unwrap().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let granted = sign_in.deliver(&link).await.unwrap();
    for entry in server.journal().entries() {
        for secret in [code.as_str(), server.app_secret(), granted.token.expose_secret()] {
            assert!(!entry.query.contains(secret), "{} {}", entry.method, entry.path);
        }
    }
}
