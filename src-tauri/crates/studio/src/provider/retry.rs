//! When a request is sent again, and after how long.

use std::time::Duration;

use crate::Error;

/// How patient a client is.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    /// The wait after the first failure; it doubles each time.
    pub step: Duration,
    /// The longest wait a service may ask for; beyond it the caller is told.
    pub longest: Duration,
    /// Silence after which an answer counts as lost.
    pub silence: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        Self { step: Duration::from_millis(800), longest: Duration::from_secs(60), silence: Duration::from_secs(120) }
    }
}

/// However bad the day, a request is sent no more often than this.
pub(crate) const TRIES: u32 = 5;

/// What came of one try.
#[derive(Debug)]
pub(crate) enum Problem {
    /// It may go well when sent again. `paid` says whether the service may bill it all the same.
    Passing { error: Error, wait: Option<Duration>, paid: bool },
    /// It will not.
    Final(Error),
}

impl Problem {
    pub(crate) fn passing(why: &str, paid: bool) -> Self {
        Self::Passing { error: Error::Unavailable(why.to_owned()), wait: None, paid }
    }

    /// Whether the service may bill this try.
    pub(crate) fn is_paid(&self) -> bool {
        matches!(self, Self::Passing { paid: true, .. } | Self::Final(Error::Cancelled | Error::Declined(_)))
    }
}

/// What an error answer means. `text` is what the service said, for people.
pub(crate) fn of_status(status: u16, code: &str, text: String, wait: Option<Duration>) -> Problem {
    match status {
        401 | 403 => Problem::Final(Error::Key { status }),
        402 => Problem::Final(Error::NoCredit),
        429 if code == "insufficient_quota" => Problem::Final(Error::NoCredit),
        429 | 529 => Problem::Passing { error: Error::Busy { retry_after: wait }, wait, paid: false },
        404 => Problem::Final(Error::Settings(format!("There is no such model or address: {text}"))),
        408 | 409 | 425 | 500..=599 => {
            Problem::Passing { error: Error::Unavailable(format!("it answered {status}")), wait, paid: false }
        }
        413 => Problem::Final(Error::Invalid("The prompt is too large for this service".into())),
        300..=399 => Problem::Final(Error::Settings("The service sends elsewhere. Use the address it sends to".into())),
        _ => Problem::Final(Error::Declined(text)),
    }
}

/// The wait before the next try; `None` when there is none, because it would be too long or there were enough.
pub(crate) fn wait(pacing: &Pacing, failed: u32, asked: Option<Duration>) -> Option<Duration> {
    if failed >= TRIES {
        return None;
    }
    match asked {
        Some(asked) => (asked <= pacing.longest).then_some(asked),
        None => {
            let doubled = pacing.step.saturating_mul(1 << failed.saturating_sub(1).min(10)).min(pacing.longest);
            Some(doubled.mul_f64(0.5 + 0.5 * fastrand::f64()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sorted_by_whether_they_pass() {
        for (status, code, passes) in [
            (400, "", false),
            (401, "", false),
            (404, "", false),
            (429, "rate_limit_exceeded", true),
            (429, "insufficient_quota", false),
            (500, "", true),
            (503, "", true),
            (529, "", true),
        ] {
            let problem = of_status(status, code, String::new(), None);
            assert_eq!(matches!(problem, Problem::Passing { .. }), passes, "{status} {code}");
        }
    }

    #[test]
    fn a_wait_is_the_services_or_doubles_and_ends_after_five_tries() {
        let pacing = Pacing::default();
        assert_eq!(wait(&pacing, 1, Some(Duration::from_secs(7))), Some(Duration::from_secs(7)));
        assert_eq!(wait(&pacing, 1, Some(Duration::from_secs(600))), None);
        assert!(wait(&pacing, 4, None).is_some_and(|wait| wait <= pacing.longest));
        assert_eq!(wait(&pacing, 5, None), None);
    }
}
