//! A server that answers what a test says and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use domain::{AccountId, SystemClock};
use graph::{Cancel, Credentials, Graph, GraphConfig};
use secrecy::SecretString;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) uri: String,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// Parameters of the query, and of the form.
    pub(crate) params: HashMap<String, String>,
}

impl Seen {
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Json(u16, String),
    WithHeaders(u16, Vec<(&'static str, String)>, String),
    /// Sends this much and breaks the connection.
    Broken(String),
    /// Sends nothing for as long as the client waits.
    Silence,
}

impl Reply {
    pub(crate) fn ok(body: impl ToString) -> Self {
        Self::Json(200, body.to_string())
    }

    pub(crate) fn error(status: u16, code: i64, subcode: i64, message: &str) -> Self {
        let error = serde_json::json!({"error": {"message": message, "type": "OAuthException", "code": code,
            "error_subcode": subcode, "fbtrace_id": "AbCdEf123"}});
        Self::Json(status, error.to_string())
    }
}

/// The running server.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Answers each request with `answer`, which also gets the number of requests before it.
    pub(crate) async fn start(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer = Arc::new(answer);
        let record = Arc::clone(&seen);
        let app = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let (answer, record) = (Arc::clone(&answer), Arc::clone(&record));
            async move {
                let query = uri.query().unwrap_or_default().as_bytes();
                let params = [query, &body]
                    .into_iter()
                    .flat_map(|text| url::form_urlencoded::parse(text).into_owned())
                    .collect();
                let (path, uri) = (uri.path().to_owned(), uri.to_string());
                let request = Seen { method, uri, path, headers, params };
                let number = {
                    let mut seen = record.lock().unwrap();
                    seen.push(request.clone());
                    seen.len() - 1
                };
                respond(answer(&request, number)).await
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, seen, task }
    }

    /// Answers the first requests with these replies and all later ones with the last.
    pub(crate) async fn script(replies: Vec<Reply>) -> Self {
        Self::start(move |_, number| replies.get(number).or(replies.last()).unwrap().clone()).await
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Settings for this server, with waits of a millisecond.
    pub(crate) fn config(&self) -> GraphConfig {
        let mut config = GraphConfig::new(&self.url).unwrap();
        config.backoff = Duration::from_millis(1);
        config.read_timeout = Duration::from_secs(5);
        config
    }

    pub(crate) fn graph(&self) -> Graph {
        graph_with(self.config())
    }
}

pub(crate) fn graph_with(config: GraphConfig) -> Graph {
    let credentials = Credentials::new(SecretString::from("TOKEN"), Some(SecretString::from("SECRET")));
    Graph::new(config, credentials, Arc::new(SystemClock)).unwrap()
}

async fn respond(reply: Reply) -> Response {
    let (status, headers, body) = match reply {
        Reply::Json(status, body) => (status, vec![("content-type", "application/json".to_owned())], body.into()),
        Reply::WithHeaders(status, headers, body) => (status, headers, body.into()),
        Reply::Broken(start) => {
            let parts = [Ok(Bytes::from(start)), Err(std::io::Error::other("cut"))];
            (200, Vec::new(), Body::from_stream(futures_util::stream::iter(parts)))
        }
        Reply::Silence => std::future::pending().await,
    };
    let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body).unwrap()
}

pub(crate) fn account() -> AccountId {
    AccountId::parse("act_7").unwrap()
}

pub(crate) fn cancel() -> Cancel {
    Cancel::new()
}
