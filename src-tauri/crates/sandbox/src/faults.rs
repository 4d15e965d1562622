//! Faults on demand: what the network and Meta do to a client on a bad day, by path, count or probability.

use std::sync::{Mutex, PoisonError};

use regex::Regex;
use serde::{Deserialize, Serialize};

/// One standing order to misbehave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `GET`, `POST` or `DELETE`; every method when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A regular expression looked for in `path?query`, without version, host and token, for example
    /// `/act_\d+/insights` or `insights.*after=`. Form parameters of a POST count as its query. Empty meets all.
    #[serde(default)]
    pub path: String,
    /// Lets this many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// Strikes this often and is then used up; without it, until removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Chance of striking at a matching request, from 0 to 1.
    #[serde(default = "certain")]
    pub probability: f64,
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn certain() -> f64 {
    1.0
}

/// What a fault does to the request it strikes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// An error object instead of the answer; nothing is executed.
    Error {
        /// Meta's error code.
        code: i64,
        /// Meta's subcode.
        #[serde(default)]
        subcode: Option<i64>,
        /// The message; a plausible one when missing.
        #[serde(default)]
        message: Option<String>,
        /// HTTP status; by code when missing.
        #[serde(default)]
        status: Option<u16>,
        /// Whether `is_transient` is set.
        #[serde(default)]
        transient: bool,
    },
    /// Any status and body (an HTML 502, a 200 with plain text); nothing is executed.
    Respond {
        /// HTTP status.
        status: u16,
        /// Content type.
        #[serde(default = "html")]
        content_type: String,
        /// The body as it is sent.
        body: String,
    },
    /// The true answer, cut off after so many bytes, though its length was promised.
    CutBody {
        /// Bytes sent before the connection ends.
        after_bytes: usize,
    },
    /// The true answer, a trickle.
    SlowBody {
        /// Bytes a second.
        bytes_per_second: u32,
    },
    /// No answer at all; nothing is executed.
    Timeout,
    /// The connection is reset before anything is executed.
    Reset,
    /// The answer comes late. Joins with other faults.
    Latency {
        /// Milliseconds of wall time.
        ms: u64,
    },
    /// The request **is** executed, and then the client does not learn of it.
    ApplyThen {
        /// What the client sees instead.
        outcome: Outcome,
    },
    /// Inside a batch: the item is `null` in the answer. Outside a batch it does nothing.
    NullItem {
        /// Whether the item is executed all the same.
        #[serde(default)]
        applied: bool,
    },
    /// A listing answers the page before the one asked for again, with that page's cursors.
    RepeatPage,
    /// A listing refuses the cursor it gave out.
    BadCursor,
    /// A listing answers its true page but with cursors that lead nowhere.
    ChangedCursor,
    /// An insights job is accepted and then fails.
    FailJob {
        /// Error code of the job, usually negative.
        code: i64,
        /// Its subcode.
        subcode: i64,
        /// `Job Skipped` instead of `Job Failed`.
        #[serde(default)]
        skipped: bool,
    },
    /// An insights job is accepted and stays at this percentage until the clock has moved so far.
    StallJob {
        /// Simulated milliseconds until it completes.
        ms: i64,
    },
}

fn html() -> String {
    "text/html; charset=utf-8".to_owned()
}

/// How an executed request is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The connection is reset.
    Reset,
    /// HTTP 500 with error code 1.
    Error500,
    /// HTTP 502 with an HTML page.
    Html502,
    /// No answer.
    Timeout,
    /// Half the answer, then the end of the connection.
    Cut,
}

impl FaultKind {
    /// The name it has in the control interface and the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Error { .. } => "error",
            Self::Respond { .. } => "respond",
            Self::CutBody { .. } => "cut_body",
            Self::SlowBody { .. } => "slow_body",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Latency { .. } => "latency",
            Self::ApplyThen { .. } => "apply_then",
            Self::NullItem { .. } => "null_item",
            Self::RepeatPage => "repeat_page",
            Self::BadCursor => "bad_cursor",
            Self::ChangedCursor => "changed_cursor",
            Self::FailJob { .. } => "fail_job",
            Self::StallJob { .. } => "stall_job",
        }
    }
}

impl Fault {
    /// A fault that strikes every request whose `path?query` matches.
    #[must_use]
    pub fn on(path: &str, kind: FaultKind) -> Self {
        Self { method: None, path: path.to_owned(), skip: 0, count: None, probability: 1.0, kind }
    }

    /// Strikes only this often.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// Lets this many matching requests pass first.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Only for this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Strikes with this chance, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }
}

/// A fault whose path is no regular expression.
#[derive(Debug, thiserror::Error)]
#[error("the fault's path is not a regular expression")]
pub struct FaultError(#[from] regex::Error);

/// The standing faults, in the order they were added.
#[derive(Debug, Default)]
pub struct Faults {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next_id: u64,
    armed: Vec<Armed>,
    random: u64,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    pattern: Regex,
    fault: Fault,
    struck: u64,
}

/// What one request meets.
#[derive(Debug, Default, Clone)]
pub(crate) struct Drawn {
    pub(crate) latency_ms: u64,
    pub(crate) kind: Option<FaultKind>,
}

/// A fault as the control interface lists it.
#[derive(Debug, Clone, Serialize)]
pub struct FaultStatus {
    /// Handle for removing it.
    pub id: u64,
    /// How often it struck.
    pub struck: u64,
    /// The order itself, with what is left of `skip` and `count`.
    #[serde(flatten)]
    pub fault: Fault,
}

impl Faults {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { inner: Mutex::new(Inner { random: seed ^ 0x5eed_fa17, ..Inner::default() }) }
    }

    /// Arms a fault and returns its handle.
    ///
    /// # Errors
    /// When the path is not a regular expression.
    pub fn add(&self, fault: Fault) -> Result<u64, FaultError> {
        let pattern = Regex::new(&fault.path)?;
        let mut inner = self.lock();
        inner.next_id += 1;
        let id = inner.next_id;
        inner.armed.push(Armed { id, pattern, fault, struck: 0 });
        Ok(id)
    }

    /// Removes one fault; false when there is none of that handle.
    pub fn remove(&self, id: u64) -> bool {
        let mut inner = self.lock();
        let before = inner.armed.len();
        inner.armed.retain(|armed| armed.id != id);
        inner.armed.len() != before
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.lock().armed.clear();
    }

    /// All faults with how often each struck.
    #[must_use]
    pub fn list(&self) -> Vec<FaultStatus> {
        let inner = self.lock();
        inner.armed.iter().map(|a| FaultStatus { id: a.id, struck: a.struck, fault: a.fault.clone() }).collect()
    }

    /// Decides what happens to a request. Latencies add up; of the others the first that strikes wins.
    pub(crate) fn draw(&self, method: &str, target: &str, in_batch: bool) -> Drawn {
        let mut inner = self.lock();
        let mut drawn = Drawn::default();
        let Inner { armed, random, .. } = &mut *inner;
        for one in armed.iter_mut() {
            let is_latency = matches!(one.fault.kind, FaultKind::Latency { .. });
            let is_null = matches!(one.fault.kind, FaultKind::NullItem { .. });
            if (drawn.kind.is_some() && !is_latency) || (is_null && !in_batch) || !one.strikes(method, target, random) {
                continue;
            }
            match &one.fault.kind {
                FaultKind::Latency { ms } => drawn.latency_ms = drawn.latency_ms.saturating_add(*ms),
                kind => drawn.kind = Some(kind.clone()),
            }
        }
        drawn
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn strikes(&mut self, method: &str, target: &str, random: &mut u64) -> bool {
        if self.fault.count == Some(0) || self.fault.method.as_deref().is_some_and(|m| !m.eq_ignore_ascii_case(method))
        {
            return false;
        }
        if !self.pattern.is_match(target) {
            return false;
        }
        if self.fault.skip > 0 {
            self.fault.skip -= 1;
            return false;
        }
        if unit_random(random) >= self.fault.probability {
            return false;
        }
        if let Some(count) = &mut self.fault.count {
            *count -= 1;
        }
        self.struck += 1;
        true
    }
}

/// The next number of a splitmix sequence, from 0 up to but not including 1.
fn unit_random(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_skips_strikes_and_is_used_up() {
        let faults = Faults::seeded(1);
        faults.add(Fault::on("/insights", FaultKind::Timeout).after(1).times(2)).unwrap();
        let hits: Vec<bool> =
            (0..5).map(|_| faults.draw("GET", "/act_1/insights?level=ad", false).kind.is_some()).collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert!(faults.draw("GET", "/act_1/ads", false).kind.is_none());
    }

    #[test]
    fn probability_is_roughly_kept() {
        let faults = Faults::seeded(7);
        faults.add(Fault::on("", FaultKind::Reset).probability(0.25)).unwrap();
        let hits = (0..4000).filter(|_| faults.draw("GET", "/x", false).kind.is_some()).count();
        assert!((800..1200).contains(&hits), "{hits}");
    }

    #[test]
    fn faults_read_from_json_and_bad_patterns_are_refused() {
        let fault: Fault =
            serde_json::from_str(r#"{"path":"/ads","count":1,"kind":"apply_then","outcome":"reset"}"#).unwrap();
        assert!(matches!(fault.kind, FaultKind::ApplyThen { outcome: Outcome::Reset }));
        assert!(Faults::default().add(Fault::on("(", FaultKind::Timeout)).is_err());
    }
}
