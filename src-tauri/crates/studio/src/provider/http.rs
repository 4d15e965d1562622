//! One HTTP client, and one way to send a request and to read what comes.

use std::sync::Once;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::retry::{self, Problem};
use super::service::settings;
use super::{Format, Pacing, Service};
use crate::Error;

/// Ten pictures of 3 MB in base64 fit.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// An error says what it has to say in less.
const MOST_ERROR: usize = 64 << 10;
const MOST_SHOWN: usize = 300;

/// A client for one service.
pub(super) fn build(service: &Service, pacing: &Pacing) -> Result<reqwest::Client, Error> {
    install_crypto();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Sextant/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(pacing.silence)
        .timeout(Duration::from_secs(600))
        .tcp_nodelay(true);
    if service.is_here() {
        // Requests to this computer pass no proxy, and need no certificates even where the system has none.
        builder = builder.no_proxy().tls_certs_only([]);
    }
    builder.build().map_err(|error| Error::Settings(error.without_url().to_string()))
}

/// The headers a format wants its key in.
pub(super) fn headers(format: Format, key: Option<&SecretString>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    if format == Format::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static(super::anthropic::VERSION));
    }
    let Some(key) = key else { return Ok(headers) };
    let (name, text) = match format {
        Format::Anthropic => (reqwest::header::HeaderName::from_static("x-api-key"), key.expose_secret().to_owned()),
        _ => (AUTHORIZATION, format!("Bearer {}", key.expose_secret())),
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| settings("A key is one line of plain text"))?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(headers)
}

/// Sends, and answers when the service has accepted the request.
pub(super) async fn send(request: reqwest::RequestBuilder) -> Result<reqwest::Response, Problem> {
    let response = request.send().await.map_err(|error| failure(&error))?;
    let status = response.status().as_u16();
    if (200..300).contains(&status) {
        return Ok(response);
    }
    let wait = retry_after(response.headers());
    let body = read(response, MOST_ERROR).await.unwrap_or_default();
    let (code, text) = complaint(&body);
    Err(retry::of_status(status, &code, text, wait))
}

/// Reads a whole answer.
pub(super) async fn read(response: reqwest::Response, most: usize) -> Result<Bytes, Problem> {
    let mut kept = BytesMut::new();
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Problem::passing("the answer broke off", true))?;
        if kept.len() + piece.len() > most {
            return Err(Problem::Final(Error::Unusable("it is far too long".into())));
        }
        kept.extend_from_slice(&piece);
    }
    Ok(kept.freeze())
}

/// Seconds, as these services send them. A date would need a clock that agrees with theirs.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

/// What an error says: its code, and its words without anything that is no plain text. Services repeat a part of the key
/// they refuse, so the words of those are not taken over by [`retry::of_status`].
fn complaint(body: &[u8]) -> (String, String) {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = &value["error"];
    let code = error["code"].as_str().or(error["type"].as_str()).unwrap_or_default().to_owned();
    let words = error["message"].as_str().or(error.as_str()).unwrap_or("it gave no reason");
    let plain = words.chars().map(|it| if it.is_control() { ' ' } else { it });
    (code, plain.take(MOST_SHOWN).collect())
}

fn failure(error: &reqwest::Error) -> Problem {
    if error.is_connect() {
        Problem::Passing { error: Error::Offline, wait: None, paid: false }
    } else if error.is_timeout() {
        Problem::passing("it was silent for too long", true)
    } else if error.is_builder() {
        Problem::Final(settings("The request could not be built"))
    } else {
        Problem::passing("the connection broke", true)
    }
}

/// Makes ring the process's cryptography, once. A provider installed earlier by the program is kept.
fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a TLS provider was already installed");
        }
    });
}
