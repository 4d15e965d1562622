//! A token endpoint on this computer that counts what reaches it and insists on PKCE.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph::{GraphConfig, TokenEndpoint};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) const APP_ID: &str = "1234567890";
pub(crate) const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const CODE: &str = "AQBgoodcode";

#[derive(Default)]
pub(crate) struct World {
    /// The challenge the dialog was opened with.
    pub(crate) challenge: Option<String>,
    /// The redirect address the dialog was opened with.
    pub(crate) redirect_uri: Option<String>,
    pub(crate) code_used: bool,
    /// Requests that reached the server, by what they asked for.
    pub(crate) requests: Vec<String>,
    pub(crate) queries: Vec<String>,
    pub(crate) needs_secret: bool,
    pub(crate) refuse_prolonging: bool,
    pub(crate) info: Value,
}

pub(crate) struct TokenServer {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) address: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn good_info() -> Value {
    json!({
        "app_id": APP_ID, "type": "USER", "application": "Agency", "is_valid": true, "issued_at": 1_790_000_000,
        "expires_at": 1_795_184_000, "data_access_expires_at": 1_797_776_000, "user_id": "42",
        "scopes": ["ads_read", "public_profile"],
        "granular_scopes": [{"scope": "ads_read", "target_ids": ["111", "222"]}]
    })
}

impl TokenServer {
    pub(crate) async fn start() -> Self {
        let world = Arc::new(Mutex::new(World { info: good_info(), needs_secret: true, ..World::default() }));
        let routes = Router::new()
            .route("/{version}/oauth/access_token", post(access_token).get(access_token))
            .route("/{version}/debug_token", get(debug_token))
            .fallback(|State(world): State<Arc<Mutex<World>>>| async move {
                world.lock().unwrap().requests.push("unknown".into());
                StatusCode::NOT_FOUND
            })
            .with_state(Arc::clone(&world));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { world, address, task }
    }

    pub(crate) fn endpoint(&self) -> TokenEndpoint {
        TokenEndpoint::new(GraphConfig::new(&self.address).unwrap()).unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.world.lock().unwrap().requests.clone()
    }

    pub(crate) fn count(&self, request: &str) -> usize {
        self.requests().iter().filter(|r| *r == request).count()
    }

    /// What the dialog page would remember of the address it was opened with.
    pub(crate) fn open_dialog(&self, authorize_url: &url::Url) -> String {
        let given: HashMap<String, String> = authorize_url.query_pairs().into_owned().collect();
        assert_eq!(given.get("code_challenge_method").map(String::as_str), Some("S256"));
        let mut world = self.world.lock().unwrap();
        world.challenge = given.get("code_challenge").cloned();
        world.redirect_uri = given.get("redirect_uri").cloned();
        given.get("state").cloned().unwrap()
    }
}

fn meta_error(code: u32, subcode: u32, message: &str) -> axum::response::Response {
    let body = json!({"error": {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode,
        "fbtrace_id": "AbCdEf"}});
    (StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
}

async fn access_token(
    State(world): State<Arc<Mutex<World>>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> axum::response::Response {
    let query = query.unwrap_or_default();
    let mut given: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    given.extend(url::form_urlencoded::parse(&body).into_owned());
    let has = |name: &str, value: &str| given.get(name).is_some_and(|v| v == value);
    let mut world = world.lock().unwrap();
    world.queries.push(query);
    if world.needs_secret && !has("client_secret", APP_SECRET) {
        world.requests.push("without secret".into());
        return meta_error(101, 0, "Error validating client secret.");
    }
    if has("grant_type", "fb_exchange_token") {
        world.requests.push("prolong".into());
        if world.refuse_prolonging {
            return meta_error(1, 0, "no");
        }
        return axum::Json(json!({"access_token": "EAABlong", "token_type": "bearer", "expires_in": 5_184_000}))
            .into_response();
    }
    world.requests.push("exchange".into());
    if !has("code", CODE) {
        return meta_error(100, 36009, "unknown code");
    }
    if std::mem::replace(&mut world.code_used, true) {
        return meta_error(100, 36009, "This authorization code has been used.");
    }
    if given.get("redirect_uri") != world.redirect_uri.as_ref() {
        return meta_error(100, 36008, "redirect_uri differs");
    }
    let verifier = given.get("code_verifier").map(String::as_str).unwrap_or_default();
    assert!(verifier.is_empty() || (43..=128).contains(&verifier.len()));
    if world.challenge.as_deref() != Some(&*URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))) {
        return meta_error(100, 0, "Invalid code verifier");
    }
    axum::Json(json!({"access_token": "EAABshort", "token_type": "bearer", "expires_in": 5_400})).into_response()
}

async fn debug_token(
    State(world): State<Arc<Mutex<World>>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> axum::response::Response {
    let mut world = world.lock().unwrap();
    world.queries.push(query.unwrap_or_default());
    let bearer = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let by_app = bearer == format!("Bearer {APP_ID}|{APP_SECRET}");
    world.requests.push(if by_app { "debug by app" } else { "debug by token" }.into());
    if bearer.contains('|') && !by_app {
        return meta_error(190, 0, "Invalid OAuth access token signature.");
    }
    axum::Json(json!({"data": world.info})).into_response()
}
