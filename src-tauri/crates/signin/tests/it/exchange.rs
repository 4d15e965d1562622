//! The ways to a token, against a token endpoint that insists on PKCE.

use std::sync::Arc;

use domain::{FixedClock, TimestampMillis};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use signin::{
    AppSecret, AttemptRequest, Broker, Dialog, Error, Exchange, Grant, Granted, PublicClient, Redirect, SignIn,
    SystemUserToken,
};

use crate::token_server::{APP_ID, APP_SECRET, CODE, TokenServer, good_info};

fn secret() -> SecretString {
    SecretString::from(APP_SECRET)
}

/// A whole sign-in through `exchange`.
async fn sign_in(server: &TokenServer, exchange: Arc<dyn Exchange>) -> Result<Granted, Error> {
    let sign_in = SignIn::new(Arc::new(FixedClock::new(TimestampMillis(0))));
    let request = AttemptRequest {
        dialog: Dialog::at(&server.address, "v26.0").unwrap(),
        app_id: APP_ID.into(),
        redirect: Redirect::bounce("https://signin.example.com/").unwrap(),
        scopes: Vec::new(),
        config_id: Some("77".into()),
        rerequest: false,
        exchange,
    };
    let begun = sign_in.begin(request)?;
    let state = server.open_dialog(&begun.authorize_url);
    sign_in.deliver(&format!("sextant://oauth/callback?code={CODE}&state={state}")).await
}

#[tokio::test]
async fn without_a_secret_the_verifier_is_enough() {
    let server = TokenServer::start().await;
    server.world.lock().unwrap().needs_secret = false;
    let granted = sign_in(&server, Arc::new(PublicClient::new(server.endpoint(), APP_ID))).await.unwrap();
    assert_eq!(granted.token.expose_secret(), "EAABshort");
    assert!(granted.app_secret.is_none());
    assert_eq!(server.requests(), ["exchange", "debug by token"]);
}

#[tokio::test]
async fn a_broker_adds_the_secret_that_is_not_here() {
    let broker = TokenServer::start().await;
    let meta = TokenServer::start().await;
    broker.world.lock().unwrap().needs_secret = false;
    let exchange = Broker::new(broker.endpoint(), meta.endpoint(), APP_ID);
    let granted = sign_in(&broker, Arc::new(exchange)).await.unwrap();
    assert_eq!(granted.token.expose_secret(), "EAABlong");
    assert!(granted.app_secret.is_none());
    assert_eq!(
        (broker.requests(), meta.requests()),
        (vec!["exchange".into(), "prolong".into()], vec!["debug by token".into()])
    );
}

#[tokio::test]
async fn a_code_stolen_on_the_way_is_worth_nothing_without_the_verifier() {
    for guess in ["", "A", &"A".repeat(43), &"x".repeat(128)] {
        let server = TokenServer::start().await;
        server.world.lock().unwrap().needs_secret = false;
        let sign_in = SignIn::new(Arc::new(FixedClock::new(TimestampMillis(0))));
        let request = AttemptRequest {
            dialog: Dialog::at(&server.address, "v26.0").unwrap(),
            app_id: APP_ID.into(),
            redirect: Redirect::deep_link(),
            scopes: Vec::new(),
            config_id: None,
            rerequest: false,
            exchange: Arc::new(PublicClient::new(server.endpoint(), APP_ID)),
        };
        server.open_dialog(&sign_in.begin(request).unwrap().authorize_url);
        // The thief registered our scheme, so he has the whole answer. He knows app and redirect address too.
        let thief = PublicClient::new(server.endpoint(), APP_ID);
        let got = thief
            .exchange(Grant::Code {
                code: SecretString::from(CODE),
                redirect_uri: signin::DEEP_LINK.into(),
                verifier: SecretString::from(guess.repeat(usize::from(guess.len() > 40))),
            })
            .await;
        assert!(matches!(got, Err(Error::Graph(_))), "{got:?}");
    }
}

#[tokio::test]
async fn secrets_and_codes_travel_in_no_address() {
    let server = TokenServer::start().await;
    sign_in(&server, Arc::new(AppSecret::new(server.endpoint(), APP_ID, secret()))).await.unwrap();
    let queries = server.world.lock().unwrap().queries.join("\n");
    for secret in [APP_SECRET, CODE, "code_verifier"] {
        assert!(!queries.contains(secret), "{secret} in {queries}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_prolonged_is_not_lost() {
    let server = TokenServer::start().await;
    server.world.lock().unwrap().refuse_prolonging = true;
    let granted = sign_in(&server, Arc::new(AppSecret::new(server.endpoint(), APP_ID, secret()))).await.unwrap();
    assert_eq!(granted.token.expose_secret(), "EAABshort");
    assert_eq!((server.count("exchange"), server.count("prolong")), (1, 1));
}

#[tokio::test]
async fn a_wrong_secret_is_told_after_one_request() {
    let server = TokenServer::start().await;
    let exchange = AppSecret::new(server.endpoint(), APP_ID, SecretString::from("0".repeat(32)));
    assert!(matches!(sign_in(&server, Arc::new(exchange)).await, Err(Error::Graph(_))));
    assert_eq!(server.requests(), ["without secret"]);
}

#[tokio::test]
async fn a_pasted_token_is_asked_about_and_its_secret_tried() {
    let server = TokenServer::start().await;
    let mut info = good_info();
    info["type"] = json!("SYSTEM_USER");
    info["expires_at"] = json!(0);
    server.world.lock().unwrap().info = info;
    let token = || SecretString::from("EAABsystem");
    let granted = SystemUserToken::new(server.endpoint(), None).connect(token()).await.unwrap();
    assert_eq!((granted.token.expose_secret(), granted.app_id.as_str()), ("EAABsystem", APP_ID));
    assert_eq!((granted.info.kind.as_deref(), granted.info.expires_at), (Some("SYSTEM_USER"), None));
    let granted = SystemUserToken::new(server.endpoint(), Some(secret())).connect(token()).await.unwrap();
    assert!(granted.app_secret.is_some());
    assert_eq!(server.requests(), ["debug by token", "debug by token", "debug by app"]);
    let wrong = SystemUserToken::new(server.endpoint(), Some(SecretString::from("0".repeat(32))));
    assert!(matches!(wrong.connect(token()).await, Err(Error::Graph(_))));
    let grant = Grant::Code { code: token(), redirect_uri: String::new(), verifier: token() };
    assert!(matches!(wrong.exchange(grant).await, Err(Error::OtherWay)));
}

#[tokio::test]
async fn tokens_that_are_of_no_use_are_named_for_what_they_lack() {
    let check = async |change: fn(&mut serde_json::Value)| {
        let server = TokenServer::start().await;
        change(&mut server.world.lock().unwrap().info);
        sign_in(&server, Arc::new(AppSecret::new(server.endpoint(), APP_ID, secret()))).await
    };
    assert!(matches!(check(|info| info["is_valid"] = json!(false)).await, Err(Error::NotValid)));
    match check(|info| info["app_id"] = json!("99")).await {
        Err(Error::OtherApp { expected, found }) => assert_eq!((expected.as_str(), found.as_str()), (APP_ID, "99")),
        other => panic!("{other:?}"),
    }
    match check(|info| info["scopes"] = json!(["public_profile"])).await {
        Err(Error::MissingPermission { missing }) => assert_eq!(missing, "ads_read"),
        other => panic!("{other:?}"),
    }
    assert!(check(|info| info["scopes"] = json!(["ads_management"])).await.is_ok());
}

#[test]
fn addresses_that_could_leak_an_answer_are_refused() {
    for url in [
        "http://example.com/",
        "https://",
        "nonsense",
        "https://a@example.com/",
        "https://example.com/?x=1",
        "https://example.com/#x",
        "ftp://example.com/",
        "sextant://oauth/callback",
        "javascript:alert(1)",
    ] {
        assert!(Redirect::bounce(url).is_err(), "{url}");
    }
    for url in ["http://example.com", "https://u@www.facebook.com", "https://www.facebook.com/x", "file:///", ""] {
        assert!(Dialog::at(url, "v26.0").is_err(), "{url}");
    }
    assert!(Dialog::meta("v26.0").is_ok() && Dialog::meta("../x").is_err() && Dialog::meta("").is_err());
}
