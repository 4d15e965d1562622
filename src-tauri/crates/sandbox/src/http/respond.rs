//! One request from the wire to the wire: read, struck by faults, answered, journalled, compressed.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;

use super::answer::{Answer, JSON};
use super::error::GraphError;
use super::graph::{self, Executed};
use super::request::{self, Call, Method};
use super::{ai, batch, choices, dialog, nodes};
use crate::faults::{Drawn, FaultKind, Outcome};
use crate::journal::Entry;
use crate::state::Shared;

/// The client is not answered: its connection ends.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset on purpose")]
pub(crate) struct Reset;

/// Marks a response that its connection is to send twice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SendTwice;

/// A timeout on demand ends by itself after an hour, so that a forgotten one does not keep a connection for ever.
const FOREVER: Duration = Duration::from_secs(3600);
/// Answers shorter than this are not worth compressing.
const GZIP_FROM: usize = 512;

/// Answers a request, dated by the simulation's own clock.
pub(crate) async fn handle(shared: Arc<Shared>, request: Request<Body>) -> Result<Response<Body>, Reset> {
    let clock = Arc::clone(&shared);
    let mut response = served(shared, request).await?;
    let dated = clock.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(dated) = HeaderValue::from_str(&dated) {
        response.headers_mut().insert(axum::http::header::DATE, dated);
    }
    Ok(response)
}

async fn served(shared: Arc<Shared>, request: Request<Body>) -> Result<Response<Body>, Reset> {
    let started = Instant::now();
    let call = match request::read(request).await {
        Ok(call) => call,
        Err(error) => return Ok(to_response(Answer::error(&error, &shared.trace_id()), false, None)),
    };
    let seq = shared.journal.next_seq();
    let drawn = shared.faults.draw(call.method.as_str(), &call.target(), false);
    let latency = drawn.latency_ms.saturating_add(shared.switches().latency_ms);
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let outcome = strike(&shared, &call, seq, &drawn);
    let note = Note { shared: &shared, call: &call, seq, fault: drawn.kind.as_ref(), started };
    match outcome {
        Struck::Answered(done) => {
            note.record(&done, true);
            Ok(to_response(done.answer, call.accepts_gzip, None))
        }
        Struck::Echoed(done) => {
            note.record(&done, true);
            let mut response = to_response(done.answer, call.accepts_gzip, None);
            response.extensions_mut().insert(SendTwice);
            Ok(response)
        }
        Struck::Spoiled(done, spoil) => {
            note.record(&done, true);
            Ok(to_response(done.answer, call.accepts_gzip, Some(spoil)))
        }
        Struck::Lost(done) => {
            note.record(&done, false);
            Err(Reset)
        }
        Struck::Silent(done) => {
            note.record(&done, false);
            tokio::time::sleep(FOREVER).await;
            Err(Reset)
        }
    }
}

/// What a fault made of a request.
enum Struck {
    Answered(Executed),
    /// Answered twice.
    Echoed(Executed),
    Spoiled(Executed, Spoil),
    Lost(Executed),
    Silent(Executed),
}

#[derive(Debug, Clone, Copy)]
enum Spoil {
    Cut(usize),
    Slow(u32),
}

fn strike(shared: &Arc<Shared>, call: &Call, seq: u64, drawn: &Drawn) -> Struck {
    let nothing = || Executed { answer: Answer { status: 0, ..Answer::json(Vec::new()) }, account: None, points: 0 };
    match &drawn.kind {
        None => Struck::Answered(answer(shared, call, seq, None)),
        Some(FaultKind::Timeout) => Struck::Silent(nothing()),
        Some(FaultKind::Reset) => Struck::Lost(nothing()),
        Some(kind @ (FaultKind::Error { .. } | FaultKind::Respond { .. })) => {
            Struck::Answered(Executed { answer: spoken(shared, kind), account: None, points: 0 })
        }
        Some(FaultKind::CutBody { after_bytes }) => {
            Struck::Spoiled(answer(shared, call, seq, None), Spoil::Cut(*after_bytes))
        }
        Some(FaultKind::SlowBody { bytes_per_second }) => {
            Struck::Spoiled(answer(shared, call, seq, None), Spoil::Slow(*bytes_per_second))
        }
        Some(FaultKind::ApplyThen { outcome }) => lose(shared, *outcome, answer(shared, call, seq, None)),
        Some(kind) => Struck::Answered(answer(shared, call, seq, Some(kind.clone()))),
    }
}

/// The request was executed; the client does not learn of it.
fn lose(shared: &Shared, outcome: Outcome, mut done: Executed) -> Struck {
    // What the client sees says nothing about what was done, so headers, code and rows stay those of the execution.
    let mut say = |status: u16, body: &str| {
        done.answer.status = status;
        done.answer.body = body.as_bytes().to_vec();
    };
    match outcome {
        Outcome::Garbage => say(200, "\u{1f}\u{8b}{\"succ"),
        Outcome::Empty => say(200, ""),
        Outcome::NotSuccess => say(200, r#"{"success":false}"#),
        _ => {}
    }
    match outcome {
        Outcome::Garbage | Outcome::Empty | Outcome::NotSuccess => Struck::Answered(done),
        Outcome::Twice => Struck::Echoed(done),
        Outcome::Slow => Struck::Spoiled(done, Spoil::Slow(20)),
        Outcome::Error400 => {
            done.answer = Answer::error(&GraphError::invalid("Invalid parameter"), &shared.trace_id());
            Struck::Answered(done)
        }
        Outcome::Reset => Struck::Lost(done),
        Outcome::Timeout => Struck::Silent(done),
        Outcome::Cut => {
            let half = done.answer.body.len() / 2;
            Struck::Spoiled(done, Spoil::Cut(half))
        }
        Outcome::Error500 => {
            let error = GraphError::new(500, 1, "An unknown error occurred");
            done.answer = Answer::error(&error, &shared.trace_id());
            Struck::Answered(done)
        }
        Outcome::Html502 => {
            done.answer = Answer::html(502, BAD_GATEWAY.to_owned());
            Struck::Answered(done)
        }
    }
}

const BAD_GATEWAY: &str =
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/// The answer an error fault gives.
pub(crate) fn spoken(shared: &Shared, kind: &FaultKind) -> Answer {
    match kind {
        FaultKind::Error { code, subcode, message, status, transient } => {
            let status = status.unwrap_or(if matches!(code, 1 | 2) { 500 } else { 400 });
            let text = message.clone().unwrap_or_else(|| default_message(*code));
            let mut error = GraphError::new(status, *code, &text);
            if let Some(subcode) = subcode {
                error = error.sub(*subcode);
            }
            if *transient {
                error = error.transient();
            }
            Answer::error(&error, &shared.trace_id())
        }
        FaultKind::Respond { status, content_type, body } => {
            let mut answer = Answer::html(*status, body.clone());
            answer.content_type = "";
            answer.headers.push(("content-type", content_type.clone()));
            answer
        }
        _ => Answer::html(500, String::new()),
    }
}

fn default_message(code: i64) -> String {
    match code {
        1 => "An unknown error occurred".to_owned(),
        2 => "Service temporarily unavailable".to_owned(),
        190 => "Error validating access token".to_owned(),
        368 => "The action attempted has been deemed abusive or is otherwise disallowed".to_owned(),
        code => format!("(#{code}) An error made on purpose"),
    }
}

/// Answers a request without regard to connection faults.
fn answer(shared: &Arc<Shared>, call: &Call, seq: u64, fault: Option<FaultKind>) -> Executed {
    let free = |answer| Executed { answer, account: None, points: 0 };
    let path = call.segments();
    match path[..] {
        ["dialog", "oauth"] | ["dialog", "oauth", "confirm"] => free(dialog::answer(shared, call, shared.now_ms())),
        ["cdn", ref rest @ ..] => {
            let now_ms = shared.now_ms();
            let served = nodes::serve_image(shared, rest, &call.params, now_ms);
            free(served.unwrap_or_else(|error| Answer::error(&error, &shared.trace_id())))
        }
        ["v1", ref rest @ ..] => free(ai::answer(shared, call, rest, fault.as_ref())),
        ["preview", of] => free(choices::preview::page(shared, of, &call.params)),
        [] if call.method == Method::Post && call.params.has("batch") => batch::answer(shared, call),
        _ => graph::execute(shared, call, seq, fault),
    }
}

/// Writes the journal when a request is over.
struct Note<'a> {
    shared: &'a Shared,
    call: &'a Call,
    seq: u64,
    fault: Option<&'a FaultKind>,
    started: Instant,
}

impl Note<'_> {
    fn record(&self, done: &Executed, was_sent: bool) {
        let mut entry = entry(self.shared, self.call, self.seq, done, self.fault);
        entry.took_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if !was_sent {
            entry.status = 0;
        }
        self.shared.journal.record(entry);
    }
}

pub(crate) fn entry(shared: &Shared, call: &Call, seq: u64, done: &Executed, fault: Option<&FaultKind>) -> Entry {
    Entry {
        seq,
        at_ms: shared.clock.now_ms(),
        method: call.method.as_str().to_owned(),
        version: call.version.clone().unwrap_or_default(),
        path: call.path_text(),
        query: call.redacted_query(),
        status: done.answer.status,
        code: done.answer.error.map(|(code, _)| code),
        subcode: done.answer.error.and_then(|(_, subcode)| subcode),
        account: done.account.map(|id| id.to_string()),
        points: done.points,
        rows: done.answer.rows,
        bytes: done.answer.body.len(),
        took_us: 0,
        in_batch: call.in_batch,
        fault: fault.map(FaultKind::name),
        applied: 0,
    }
}

fn to_response(answer: Answer, accepts_gzip: bool, spoil: Option<Spoil>) -> Response<Body> {
    // A stream of events is read as it comes, which packing would spoil.
    let is_text = answer.content_type == JSON
        || (answer.content_type.starts_with("text/") && answer.content_type != ai::EVENT_STREAM);
    let packed = (accepts_gzip && is_text && answer.body.len() >= GZIP_FROM).then(|| gzip(&answer.body)).flatten();
    let is_packed = packed.is_some();
    let bytes = packed.unwrap_or(answer.body);
    let mut response = Response::new(body(bytes, spoil));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    };
    if !answer.content_type.is_empty() {
        put("content-type", answer.content_type);
    }
    if is_packed {
        put("content-encoding", "gzip");
    }
    put("vary", "Accept-Encoding");
    put("cache-control", "private, no-cache, no-store, must-revalidate");
    answer.headers.iter().for_each(|(name, value)| put(name, value));
    response
}

/// The fastest level: the sandbox must not be what a measured client waits for.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 6), Compression::new(1));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn body(bytes: Vec<u8>, spoil: Option<Spoil>) -> Body {
    match spoil {
        None => Body::from(bytes),
        Some(Spoil::Cut(after)) => {
            let mut kept = Bytes::from(bytes);
            kept.truncate(after);
            let parts = [Ok(kept), Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut on purpose"))];
            Body::from_stream(stream::iter(parts))
        }
        Some(Spoil::Slow(rate)) => {
            let per_tick = (rate as usize / 10).max(1);
            let ticks = stream::unfold(Bytes::from(bytes), move |mut left| async move {
                if left.is_empty() {
                    return None;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                let part = left.split_to(per_tick.min(left.len()));
                Some((Ok::<_, Infallible>(part), left))
            });
            Body::from_stream(ticks)
        }
    }
}
