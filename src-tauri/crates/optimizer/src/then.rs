//! Why then: one decision, worked out again from what was known at its time.

use domain::{ObjectId, TimestampMillis};
use rules::{Decision, Frame, History, Known, Prepared};

/// Why a rule did or did not act on an object at an instant; none when there was no such object.
///
/// # Errors
/// When the past cannot be read.
pub fn explain_then<H: History>(
    history: &mut H,
    rule: &Prepared,
    object: &ObjectId,
    at: TimestampMillis,
) -> Result<Option<Decision>, H::Error> {
    let known = match history.known_since() {
        Some(since) if since <= at => Known::At(at),
        _ => Known::WholeDays,
    };
    let snapshot = history.snapshot(at, known, rule)?;
    Ok(Frame::new(&snapshot).explain(rule, object))
}
