//! Takes secrets out of text that is about to be written: log lines, error messages, URLs, panics.
//!
//! Three kinds of things go: the value of anything that is named like a secret (`access_token=…`, `"client_secret":"…"`,
//! `Authorization: …`), whatever follows `Bearer`, and everything that looks like a token, key or digest by itself.
//! Text is read through percent-encoding and JSON escapes, also nested, so a URL inside JSON inside an error is no shelter.
//! When in doubt it takes too much: a log may lose a harmless word, never leak a token.

use std::borrow::Cow;
use std::ops::Range;

mod named;
mod reading;
mod shapes;
mod writer;

pub use writer::{RedactingLine, RedactingWriter};

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// `text` without its secrets. Borrowed when there was nothing to take. Linear in the length of the text.
///
/// ```
/// assert_eq!(
///     secrets::redact("GET /v26.0/me?access_token=EAAB0123456789abc&limit=25 failed"),
///     "GET /v26.0/me?access_token=[redacted]&limit=25 failed"
/// );
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let reading = reading::Reading::of(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    named::find(&reading, &mut found);
    shapes::find(&reading, &mut found);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut spans: Vec<Range<usize>> = found.into_iter().map(|range| reading.source(range)).collect();
    spans.sort_by_key(|span| (span.start, span.end));
    Cow::Owned(cut(text, &spans))
}

/// `text` with the marked spans replaced. `spans` are sorted by start and may overlap.
fn cut(text: &str, spans: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut marked_to) = (0, 0);
    for span in spans {
        if span.start > marked_to || marked_to == 0 {
            // Spans begin and end beside ASCII, so they never split a character; were one to, the text is dropped.
            out.push_str(text.get(done..span.start.max(done)).unwrap_or_default());
            out.push_str(MARK);
        }
        marked_to = marked_to.max(span.end);
        done = marked_to;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
