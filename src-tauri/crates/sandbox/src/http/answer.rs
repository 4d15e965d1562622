//! What a call is answered with, before it becomes bytes on a connection or an item of a batch.

use super::error::GraphError;
use super::json::Json;

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Elements or rows in the body.
    pub(crate) rows: usize,
    /// Code and subcode, when it is an error.
    pub(crate) error: Option<(i64, Option<i64>)>,
}

pub(crate) const JSON: &str = "application/json; charset=UTF-8";

impl Answer {
    pub(crate) fn json(body: Vec<u8>) -> Self {
        Self { status: 200, content_type: JSON, headers: Vec::new(), body, rows: 0, error: None }
    }

    pub(crate) fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    pub(crate) fn success() -> Self {
        Self::json(br#"{"success":true}"#.to_vec())
    }

    pub(crate) fn html(status: u16, page: String) -> Self {
        Self { status, content_type: "text/html; charset=utf-8", ..Self::json(page.into_bytes()) }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        let mut answer = Self::html(302, String::new());
        answer.headers.push(("location", to.to_owned()));
        answer
    }

    pub(crate) fn object(write: impl FnOnce(&mut Json)) -> Self {
        let mut out = Json::with_capacity(256);
        out.begin();
        write(&mut out);
        out.end();
        Self::json(out.into_bytes())
    }

    pub(crate) fn error(error: &GraphError, trace: &str) -> Self {
        let mut answer = Self::json(error.body(trace));
        answer.status = error.status;
        answer.error = Some((error.code, error.subcode));
        answer.headers.extend_from_slice(error.headers());
        if error.code == 190 {
            answer.headers.push((
                "www-authenticate",
                r#"OAuth "Facebook Platform" "invalid_token" "The access token is not valid""#.to_owned(),
            ));
        }
        answer
    }
}
