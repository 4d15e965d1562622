//! From an answer's bytes to a value or an error.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Error;
use crate::error::{MetaError, UnexpectedCause, classify, without_json};
use crate::http::Incoming;

/// The keys that decide whether an answer is an error. Everything else is skipped without being kept.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default)]
    success: Option<&'a RawValue>,
}

/// Sorts an answer into a value or an error. The JSON decides; the status only where there is none.
pub(crate) fn judge<T>(
    incoming: &Incoming,
    version: &str,
    parse: impl FnOnce(&Incoming) -> Result<T, UnexpectedCause>,
) -> Result<T, Error> {
    let status = incoming.status;
    let good = (200..300).contains(&status);
    if good && let Ok(value) = parse(incoming) {
        return Ok(value);
    }
    let envelope: Option<Envelope<'_>> = serde_json::from_slice(&incoming.body).ok();
    if let Some(meta) = envelope.as_ref().and_then(|e| e.error).and_then(|raw| MetaError::parse(raw, status)) {
        tracing::debug!(trace = meta.trace_id, error = %meta, "Meta's error");
        return Err(classify(meta, version));
    }
    let unsuccessful = |raw: &RawValue| matches!(raw.get(), "false" | "\"false\"" | "0");
    if envelope.as_ref().and_then(|e| e.success).is_some_and(unsuccessful) {
        return Err(Error::Unexpected { cause: UnexpectedCause::NotSuccessful, status });
    }
    if good && envelope.is_some() {
        return Err(Error::Unexpected { cause: UnexpectedCause::Shape, status });
    }
    Err(without_json(status, &incoming.body))
}

/// Reads a whole answer as `T`. An error object in a good answer is never taken for one, since `T` has required keys
/// or checks for it.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(incoming: &Incoming) -> Result<T, UnexpectedCause> {
    if is_error(&incoming.body) {
        return Err(UnexpectedCause::Shape);
    }
    serde_json::from_slice(&incoming.body).map_err(|_| UnexpectedCause::Shape)
}

/// Whether a body is an error object, also with status 200.
pub(crate) fn is_error(body: &[u8]) -> bool {
    // Errors are short; looking into megabytes of rows for one would cost a second parse.
    body.len() < 16_384
        && serde_json::from_slice::<Envelope<'_>>(body).is_ok_and(|e| {
            e.error.is_some() || e.success.is_some_and(|raw| matches!(raw.get(), "false" | "\"false\"" | "0"))
        })
}
