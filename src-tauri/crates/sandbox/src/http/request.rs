//! From an HTTP request to a [`Call`]: version, path, parameters, files and token, whatever style the client writes in.

mod params;

use std::collections::HashMap;

use axum::extract::{FromRequest as _, Multipart};
use axum::http::{Method as HttpMethod, Request, header};
use bytes::Bytes;
use serde_json::Value;

pub(crate) use self::params::Params;
use super::error::{GraphError, Result};

/// The three verbs of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Delete,
}

impl Method {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Delete].into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// A file part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) part: String,
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// One call, of its own or out of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// `v26.0`; none when the path had none.
    pub(crate) version: Option<String>,
    /// Path parts after the version, percent-decoded.
    pub(crate) path: Vec<String>,
    pub(crate) params: Params,
    pub(crate) files: Vec<File>,
    pub(crate) token: Option<String>,
    /// The `x-api-key` header, which Anthropic's format has in place of a token.
    pub(crate) api_key: Option<String>,
    /// The `anthropic-version` header.
    pub(crate) format_version: Option<String>,
    pub(crate) accepts_gzip: bool,
    pub(crate) in_batch: bool,
}

/// Names whose values never reach the journal or a log.
pub(crate) const SECRET_PARAMS: [&str; 12] = [
    "access_token",
    "appsecret_proof",
    "client_secret",
    "code",
    "code_verifier",
    "fb_exchange_token",
    "input_token",
    "revoke_token",
    "id_token",
    "state",
    "bytes",
    "batch",
];

impl Call {
    /// Reads path and query text such as a batch's `relative_url`.
    pub(crate) fn from_target(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(percent_decode).collect();
        let version = parts.first().filter(|part| is_version(part)).cloned();
        if version.is_some() {
            parts.remove(0);
        }
        Self {
            method,
            version,
            path: parts,
            params: Params::from_query(query),
            files: Vec::new(),
            token: None,
            api_key: None,
            format_version: None,
            accepts_gzip: false,
            in_batch: false,
        }
    }

    /// Honours `?method=` and takes the token out of the parameters.
    pub(crate) fn settle(&mut self, bearer: Option<String>) {
        if self.method == Method::Post
            && let Some(method) = self.params.get("method").and_then(Method::parse)
        {
            self.method = method;
        } else if self.method == Method::Get
            && let Some(method) = self.params.get("method").and_then(Method::parse)
        {
            self.method = method;
        }
        if let Some(token) = self.params.filled("access_token").map(str::to_owned).or(bearer) {
            self.token = Some(token);
        }
    }

    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    pub(crate) fn path_text(&self) -> String {
        format!("/{}", self.path.join("/"))
    }

    /// Parameters as query text with secrets hidden.
    pub(crate) fn redacted_query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in self.params.iter() {
            query.append_pair(key, if SECRET_PARAMS.contains(&key) { "[redacted]" } else { value });
        }
        query.finish()
    }

    /// Path and readable parameters, what fault patterns are matched against.
    pub(crate) fn target(&self) -> String {
        let mut target = self.path_text();
        for (at, (key, value)) in self.params.iter().filter(|(key, _)| !SECRET_PARAMS.contains(key)).enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(key);
            target.push('=');
            target.push_str(value);
        }
        target
    }
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(a, b)| [a, b].iter().all(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit())))
}

fn percent_decode(part: &str) -> String {
    // A plus sign in a path is a plus sign; only form text reads it as a space.
    let form = format!("p={}", part.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(form.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}

/// Reads a whole request. Bodies above 64 MB are refused.
pub(crate) async fn read(request: Request<axum::body::Body>) -> Result<Call> {
    let method = match *request.method() {
        HttpMethod::GET | HttpMethod::HEAD => Method::Get,
        HttpMethod::POST => Method::Post,
        HttpMethod::DELETE => Method::Delete,
        _ => return Err(GraphError::new(400, 100, "Unsupported method").kind("GraphMethodException")),
    };
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let bearer = bearer_token(text_of(&request, header::AUTHORIZATION));
    let accepts_gzip = text_of(&request, header::ACCEPT_ENCODING).contains("gzip");
    let content_type = text_of(&request, header::CONTENT_TYPE).to_owned();
    let api_key = named(&request, "x-api-key");
    let format_version = named(&request, "anthropic-version");
    let mut call = Call::from_target(method, &target);
    call.accepts_gzip = accepts_gzip;
    call.api_key = api_key;
    call.format_version = format_version;
    if content_type.starts_with("multipart/form-data") {
        read_multipart(request, &mut call).await?;
    } else {
        let body = axum::body::to_bytes(request.into_body(), MAX_BODY)
            .await
            .map_err(|_| GraphError::new(413, 1, "The request body could not be read"))?;
        call.params.extend(read_body(&content_type, &body)?);
    }
    call.settle(bearer);
    Ok(call)
}

fn text_of(request: &Request<axum::body::Body>, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn named(request: &Request<axum::body::Body>, name: &'static str) -> Option<String> {
    let text = text_of(request, header::HeaderName::from_static(name));
    (!text.is_empty()).then(|| text.to_owned())
}

const MAX_BODY: usize = 64 << 20;

fn bearer_token(header: &str) -> Option<String> {
    let (scheme, token) = header.split_once(' ')?;
    ["bearer", "oauth"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then(|| token.trim().to_owned())
}

fn read_body(content_type: &str, body: &[u8]) -> Result<Params> {
    if body.is_empty() {
        return Ok(Params::default());
    }
    if !content_type.starts_with("application/json") {
        let text = String::from_utf8_lossy(body);
        return Ok(Params::from_query(&text));
    }
    let map: HashMap<String, Value> =
        serde_json::from_slice(body).map_err(|_| GraphError::invalid("The request body must be a JSON object"))?;
    let mut pairs: Vec<(String, String)> = map
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| match value {
            Value::String(text) => (key, text),
            other => (key, other.to_string()),
        })
        .collect();
    pairs.sort();
    Ok(Params(pairs))
}

async fn read_multipart(request: Request<axum::body::Body>, call: &mut Call) -> Result<()> {
    let broken = |_| GraphError::invalid("The multipart body could not be read");
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| GraphError::invalid("The multipart body could not be read"))?;
    let mut total = 0usize;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(broken)?;
        total += bytes.len();
        if total > MAX_BODY {
            return Err(GraphError::new(413, 1, "The request body is too large"));
        }
        match file_name {
            Some(file_name) => call.files.push(File { part: name, name: file_name, bytes }),
            None => call.params.0.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_versions_and_overrides_are_understood() {
        let mut call = Call::from_target(Method::Post, "/v26.0//act_1/campaigns/?method=delete&access_token=T");
        call.settle(None);
        assert_eq!(call.version.as_deref(), Some("v26.0"));
        assert_eq!(call.segments(), ["act_1", "campaigns"]);
        assert_eq!((call.method, call.token.as_deref()), (Method::Delete, Some("T")));
        assert!(!call.redacted_query().contains('T'));
        assert_eq!(call.target(), "/act_1/campaigns?method=delete");
    }

    #[test]
    fn lists_and_booleans_come_in_many_spellings() {
        let params = Params::from_query("a=%5B%22X%22%2C2%5D&b=X,Y&c=True&d=maybe&e=");
        assert_eq!(params.list("a").unwrap().unwrap(), ["X", "2"]);
        assert_eq!(params.list("b").unwrap().unwrap(), ["X", "Y"]);
        assert_eq!(params.boolean("c").unwrap(), Some(true));
        assert!(params.boolean("d").is_err());
        assert_eq!(params.list("e").unwrap(), None);
    }

    #[test]
    fn json_bodies_keep_nested_values_as_text() {
        let params = read_body("application/json", br#"{"a":{"b":[1]},"c":"t","d":5,"n":null}"#).unwrap();
        assert_eq!(params.get("a"), Some(r#"{"b":[1]}"#));
        assert_eq!((params.get("c"), params.get("d"), params.has("n")), (Some("t"), Some("5"), false));
        assert!(read_body("application/json", b"[1]").is_err());
    }
}
