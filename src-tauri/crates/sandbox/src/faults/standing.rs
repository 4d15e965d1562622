//! The standing faults, and which of them strikes a request.

use std::sync::{Mutex, PoisonError};

use regex::Regex;
use serde::Serialize;

use super::{Fault, FaultKind};

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
    use super::super::Outcome;
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
