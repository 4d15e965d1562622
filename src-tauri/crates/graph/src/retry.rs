//! When a call is tried again, and after how long.

use std::time::Duration;

use crate::Error;
use crate::error::{LostCause, TransientCause, UnexpectedCause};
use crate::http::SendFailure;

/// No wait between tries is longer than this, however many there were.
const LONGEST: Duration = Duration::from_secs(60);

/// Whether a call may be sent again after an unclear failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Sending twice is harmless.
    Read,
    /// Sending twice may change something twice.
    Write,
}

/// The wait before try number `failed + 1`, between half and all of the doubled step. `jitter` is from 0 to 1.
pub(crate) fn backoff(step: Duration, failed: u32, jitter: f64) -> Duration {
    let doubled = step.saturating_mul(1 << failed.saturating_sub(1).min(16)).min(LONGEST);
    doubled.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

/// Whether a failed read may pass when sent again, and how many tries it deserves of `tries`.
pub(crate) fn tries_for(error: &Error, tries: u32) -> u32 {
    match error {
        Error::Transient { .. } => tries,
        // The governor holds the next try until Meta's time is over. Where no time is known, or the caller had no
        // patience for it, the answer is the caller's to deal with.
        Error::RateLimited { retry_at: Some(_), meta: Some(_), .. } => tries,
        Error::Unexpected {
            cause: UnexpectedCause::Html | UnexpectedCause::NotJson | UnexpectedCause::Shape, ..
        } => tries,
        // Without a network more tries only make the caller wait for the news.
        Error::Offline { .. } => tries.min(2),
        _ => 1,
    }
}

/// The error for a request that got no complete answer.
pub(crate) fn unanswered(failure: SendFailure, effect: Effect) -> Error {
    match (failure, effect) {
        (SendFailure::Offline(cause, source), _) => Error::Offline { cause, source: Some(Box::new(source)) },
        (SendFailure::Unusable, _) => Error::Config(crate::ConfigError::UnusableToken),
        (SendFailure::Timeout, Effect::Read) => Error::Transient { cause: TransientCause::Timeout },
        (SendFailure::ConnectionLost, Effect::Read) => Error::Transient { cause: TransientCause::ConnectionLost },
        (SendFailure::TooLarge, Effect::Read) => Error::TooMuchData { meta: None },
        (SendFailure::Cancelled, Effect::Read) => Error::Cancelled,
        (SendFailure::Timeout, Effect::Write) => Error::UnknownOutcome { cause: LostCause::Timeout },
        // A cancelled write may have left already.
        (SendFailure::ConnectionLost | SendFailure::TooLarge | SendFailure::Cancelled, Effect::Write) => {
            Error::UnknownOutcome { cause: LostCause::ConnectionLost }
        }
    }
}

/// What an error answer to a write really says: only a definite refusal is one.
pub(crate) fn for_write(error: Error, status: u16) -> Error {
    match error {
        // Meta's passing errors come from somewhere on the way, before or after the change was made.
        Error::Transient { cause: TransientCause::Meta(meta) } | Error::TooMuchData { meta: Some(meta) } => {
            Error::UnknownOutcome { cause: LostCause::Meta(meta) }
        }
        Error::Transient { .. } | Error::Unexpected { .. } | Error::TooMuchData { meta: None } => {
            Error::UnknownOutcome { cause: LostCause::Unclear(status) }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stay_within_their_bounds() {
        let step = Duration::from_secs(1);
        for (failed, full) in [(1, 1), (2, 2), (3, 4), (4, 8), (7, 60), (60, 60)] {
            assert_eq!(backoff(step, failed, 1.0), Duration::from_secs(full));
            assert_eq!(backoff(step, failed, 0.0), Duration::from_secs(full) / 2);
        }
    }

    #[test]
    fn a_write_without_a_clear_answer_has_an_unknown_outcome() {
        for failure in [SendFailure::Timeout, SendFailure::ConnectionLost, SendFailure::Cancelled] {
            assert!(matches!(unanswered(failure, Effect::Write), Error::UnknownOutcome { .. }));
        }
        let gateway = Error::Transient { cause: TransientCause::Status(502) };
        assert!(matches!(for_write(gateway, 502), Error::UnknownOutcome { cause: LostCause::Unclear(502) }));
        let limited = Error::RateLimited { layer: crate::Layer::WriteBurst, retry_at: None, meta: None };
        assert!(matches!(for_write(limited, 400), Error::RateLimited { .. }));
    }
}
