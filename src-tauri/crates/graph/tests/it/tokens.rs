//! Signing in and out.

use graph::{AppIdentity, AuthCause, Error, PermissionStatus, TokenEndpoint};
use secrecy::{ExposeSecret, SecretString};

use crate::server::{Reply, Server, cancel};

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn app(secret_text: Option<&str>) -> AppIdentity {
    AppIdentity { id: "123".into(), secret: secret_text.map(secret) }
}

fn endpoint(server: &Server) -> TokenEndpoint {
    TokenEndpoint::new(server.config()).unwrap()
}

#[tokio::test]
async fn a_code_is_exchanged_with_verifier_with_and_without_secret_and_never_in_the_address() {
    let server =
        Server::script(vec![Reply::ok(r#"{"access_token":"EAAB1","token_type":"bearer","expires_in":5183944}"#)]).await;
    for app_secret in [Some("SECRET"), None] {
        let (code, verifier) = (secret("CODE"), secret("VERIFIER"));
        let issued = endpoint(&server)
            .exchange_code(&app(app_secret), &code, "http://localhost:9/cb", Some(&verifier), &cancel())
            .await
            .unwrap();
        assert_eq!((issued.token.expose_secret(), issued.expires_in_seconds), ("EAAB1", Some(5_183_944)));
        let seen = server.seen().pop().unwrap();
        assert_eq!((seen.path.as_str(), seen.uri.as_str()), ("/v26.0/oauth/access_token", "/v26.0/oauth/access_token"));
        assert_eq!((seen.param("client_id"), seen.param("redirect_uri")), ("123", "http://localhost:9/cb"));
        assert_eq!((seen.param("code"), seen.param("code_verifier")), ("CODE", "VERIFIER"));
        assert_eq!(seen.params.get("client_secret").map(String::as_str), app_secret);
        assert!(!format!("{issued:?}").contains("EAAB1"), "a token cannot be printed");
    }
}

#[tokio::test]
async fn a_code_is_sent_once_and_a_lost_answer_is_an_unknown_outcome() {
    for reply in
        [Reply::Json(502, "<html>".into()), Reply::Broken("{\"access_".into()), Reply::error(500, 2, 0, "later")]
    {
        let server = Server::script(vec![reply, Reply::ok(r#"{"access_token":"EAAB1"}"#)]).await;
        let result =
            endpoint(&server).exchange_code(&app(None), &secret("CODE"), "https://x/cb", None, &cancel()).await;
        assert!(matches!(result, Err(Error::UnknownOutcome { .. })), "{result:?}");
        assert_eq!(server.seen().len(), 1);
    }
    let server = Server::script(vec![Reply::error(400, 100, 36_009, "This authorization code has been used.")]).await;
    let result = endpoint(&server).exchange_code(&app(None), &secret("CODE"), "https://x/cb", None, &cancel()).await;
    let Err(Error::Invalid { meta }) = result else { panic!("{result:?}") };
    assert_eq!(meta.subcode, 36_009);
}

#[tokio::test]
async fn tokens_are_prolonged_and_refreshed() {
    let server = Server::script(vec![Reply::ok(r#"{"access_token":"EAAB2"}"#)]).await;
    let (endpoint, app, old) = (endpoint(&server), app(Some("SECRET")), secret("OLD"));
    let issued = endpoint.prolong(&app, &old, &cancel()).await.unwrap();
    assert_eq!((issued.token.expose_secret(), issued.expires_in_seconds), ("EAAB2", None));
    endpoint.refresh_system_user(&app, &old, &cancel()).await.unwrap();
    let seen = server.seen();
    for request in &seen {
        assert_eq!((request.param("grant_type"), request.param("fb_exchange_token")), ("fb_exchange_token", "OLD"));
        assert!(!request.uri.contains("OLD") && !request.uri.contains("SECRET"));
    }
    assert_eq!(seen[1].param("set_token_expires_in_60_days"), "true");
}

#[tokio::test]
async fn a_token_is_inspected_with_the_apps_own_token_where_its_secret_is_known() {
    let answer = r#"{"data":{"app_id":"123","type":"USER","is_valid":true,"expires_at":1790000000,
        "data_access_expires_at":1795000000,"scopes":["ads_read"],"user_id":"5",
        "granular_scopes":[{"scope":"ads_read","target_ids":["7"]}]}}"#;
    let server = Server::script(vec![Reply::ok(answer)]).await;
    let endpoint = endpoint(&server);
    let info = endpoint.inspect(Some(&app(Some("SECRET"))), &secret("TOKEN"), &cancel()).await.unwrap();
    assert!(info.is_valid && info.has("ads_read") && info.covers("ads_read", &crate::server::account()));
    assert_eq!(info.expires_at.map(|at| at.0), Some(1_790_000_000_000));
    endpoint.inspect(None, &secret("TOKEN"), &cancel()).await.unwrap();
    let seen = server.seen();
    assert_eq!(
        (&seen[0].headers["authorization"], &seen[1].headers["authorization"]),
        (&"Bearer 123|SECRET".parse().unwrap(), &"Bearer TOKEN".parse().unwrap())
    );
}

#[tokio::test]
async fn permissions_are_read_and_given_back() {
    let server = Server::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/v26.0/me/permissions") => Reply::ok(
            r#"{"data":[{"permission":"ads_read","status":"granted"},{"permission":"ads_management","status":"declined"},
                {"permission":"x","status":"dormant"}]}"#,
        ),
        // Text, not a truth value: that is how this endpoint answers.
        ("GET", "/v26.0/oauth/revoke") => Reply::ok(r#"{"success":"true"}"#),
        _ => Reply::ok(r#"{"success":true}"#),
    })
    .await;
    let (endpoint, app, token) = (endpoint(&server), app(Some("SECRET")), secret("TOKEN"));
    let permissions = endpoint.permissions(Some(&app), &token, &cancel()).await.unwrap();
    let statuses: Vec<_> = permissions.iter().map(|permission| permission.status.clone()).collect();
    assert_eq!(
        statuses,
        [PermissionStatus::Granted, PermissionStatus::Declined, PermissionStatus::Unknown("dormant".into())]
    );
    endpoint.revoke(&app, &token, &cancel()).await.unwrap();
    endpoint.remove_app(Some(&app), &token, &cancel()).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].param("appsecret_proof").len(), 64);
    assert_eq!((seen[2].method.as_str(), seen[2].path.as_str()), ("DELETE", "/v26.0/me/permissions"));

    let refused = Server::script(vec![Reply::ok(r#"{"success":"false"}"#)]).await;
    let result = TokenEndpoint::new(refused.config()).unwrap().revoke(&app, &token, &cancel()).await;
    assert!(matches!(result, Err(Error::Unexpected { .. })), "{result:?}");
}

#[tokio::test]
async fn a_dead_token_names_its_cause() {
    let server = Server::script(vec![Reply::error(400, 190, 460, "password changed")]).await;
    let result = endpoint(&server).me(None, &secret("TOKEN"), &cancel()).await;
    assert!(matches!(result, Err(Error::Auth { cause: AuthCause::PasswordChanged, .. })), "{result:?}");
}
