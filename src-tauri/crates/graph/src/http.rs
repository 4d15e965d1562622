//! One HTTP client, and one way to send a request through it.

use std::sync::Once;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::Cancel;
use crate::config::{ConfigError, GraphConfig};
use crate::error::OfflineCause;

/// Largest answer accepted, after decompression: five thousand rows of three kilobytes fit eight times.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// A request before it is sent. Parameters go into the query of a GET or DELETE and into the form of a POST.
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    /// Path below the version, without a leading slash.
    pub(crate) path: &'a str,
    pub(crate) params: &'a [(String, String)],
    /// Parameters that must not appear in logs or errors.
    pub(crate) secret_params: &'a [(&'static str, &'a SecretString)],
    pub(crate) bearer: Option<&'a SecretString>,
}

/// A complete answer.
pub(crate) struct Incoming {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// What was kept of the body.
    pub(crate) body: Bytes,
}

/// Takes an answer's body in as it arrives.
pub(crate) trait Intake: Send {
    /// Takes the next piece of the body. What has to be judged together, when the answer is complete, goes to `kept`.
    fn take(&mut self, piece: &[u8], kept: &mut BytesMut);

    /// The body is complete.
    fn end(&mut self, _kept: &mut BytesMut) {}
}

/// Keeps everything.
pub(crate) struct Whole;

impl Intake for Whole {
    fn take(&mut self, piece: &[u8], kept: &mut BytesMut) {
        kept.extend_from_slice(piece);
    }
}

/// Why there is no complete answer.
#[derive(Debug)]
pub(crate) enum SendFailure {
    /// Nothing was sent.
    Offline(OfflineCause, reqwest::Error),
    /// Sent, no answer in time.
    Timeout,
    /// Sent, and the connection broke before the answer was complete.
    ConnectionLost,
    /// The answer passed the accepted size.
    TooLarge,
    /// The caller cancelled.
    Cancelled,
    /// The request could not be built.
    Unusable,
}

/// The client with its host pinned.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
    base: Url,
}

impl Http {
    pub(crate) fn new(config: &GraphConfig) -> Result<Self, ConfigError> {
        Self::with_idle_connections(config, 8, |builder| builder)
    }

    /// A client that opens a connection for each request and sends nothing twice by itself.
    pub(crate) fn for_single_use(config: &GraphConfig) -> Result<Self, ConfigError> {
        Self::with_idle_connections(config, 0, |builder| builder.retry(reqwest::retry::never()))
    }

    fn with_idle_connections(
        config: &GraphConfig,
        idle: usize,
        finish: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, ConfigError> {
        install_crypto();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Sextant/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .gzip(true)
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(config.read_timeout)
            .timeout(config.total_timeout)
            .pool_idle_timeout(Duration::from_secs(50))
            .pool_max_idle_per_host(idle)
            .tcp_nodelay(true);
        builder = if config.is_loopback() && config.base_url().scheme() == "http" {
            // Requests to this computer pass no proxy, and need no certificates even where the system has none.
            builder.no_proxy().tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        let client = finish(builder).build().map_err(|error| ConfigError::Setup(error.without_url().to_string()))?;
        let mut base = config.base_url().clone();
        base.set_path(&format!("/{}/", config.version().as_str()));
        Ok(Self { client, base })
    }

    /// The client itself, for requests that carry no token.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends and reads the whole answer. Nothing is retried here.
    pub(crate) async fn send(&self, outgoing: &Outgoing<'_>, cancel: &Cancel) -> Result<Incoming, SendFailure> {
        self.send_into(outgoing, cancel, &mut Whole).await
    }

    /// As [`Http::send`], with the body going into `intake` piece by piece.
    pub(crate) async fn send_into(
        &self,
        outgoing: &Outgoing<'_>,
        cancel: &Cancel,
        intake: &mut impl Intake,
    ) -> Result<Incoming, SendFailure> {
        let request = self.build(outgoing).ok_or(SendFailure::Unusable)?;
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SendFailure::Cancelled),
            result = self.exchange(request, intake) => result,
        }
    }

    fn build(&self, outgoing: &Outgoing<'_>) -> Option<reqwest::Request> {
        let mut url = self.base.clone();
        // Segments are pushed one by one, so no path can climb out of the version or to another host.
        // A batch goes to the version itself, which is written with its slash.
        if !outgoing.path.is_empty() {
            let segments = outgoing.path.split('/').filter(|part| !part.is_empty());
            url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
        }
        let secrets = outgoing.secret_params.iter().map(|(name, value)| (*name, value.expose_secret()));
        let plain = outgoing.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let params: Vec<(&str, &str)> = plain.chain(secrets).collect();
        let mut builder = if outgoing.method == Method::POST {
            self.client.post(url).form(&params)
        } else {
            if !params.is_empty() {
                url.query_pairs_mut().extend_pairs(&params);
            }
            self.client.request(outgoing.method.clone(), url)
        };
        if let Some(token) = outgoing.bearer {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        builder.build().ok()
    }

    async fn exchange(&self, request: reqwest::Request, intake: &mut impl Intake) -> Result<Incoming, SendFailure> {
        let response = self.client.execute(request).await.map_err(failure)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let (mut kept, mut received) = (BytesMut::new(), 0_usize);
        let mut stream = response.bytes_stream();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(failure)?;
            received = received.saturating_add(piece.len());
            if received > MOST_BYTES {
                return Err(SendFailure::TooLarge);
            }
            intake.take(&piece, &mut kept);
        }
        intake.end(&mut kept);
        tracing::debug!(status, received, "answer's body");
        Ok(Incoming { status, headers, body: kept.freeze() })
    }
}

/// Sorts reqwest's error. Its URL is dropped first: a URL may hold a secret.
fn failure(error: reqwest::Error) -> SendFailure {
    let error = error.without_url();
    if error.is_builder() {
        SendFailure::Unusable
    } else if error.is_dns() {
        SendFailure::Offline(OfflineCause::Dns, error)
    } else if has_tls_cause(&error) && error.is_connect() {
        SendFailure::Offline(OfflineCause::Tls, error)
    } else if error.is_connect() {
        SendFailure::Offline(OfflineCause::Connect, error)
    } else if error.is_timeout() {
        SendFailure::Timeout
    } else {
        SendFailure::ConnectionLost
    }
}

fn has_tls_cause(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return true;
        }
        // An io::Error hides what it was made from behind `get_ref`, and here one stands inside another.
        let payload = inner.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        cause = payload.map(|payload| payload as &(dyn std::error::Error + 'static)).or_else(|| inner.source());
    }
    false
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
