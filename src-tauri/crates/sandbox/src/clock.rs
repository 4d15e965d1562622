//! The sandbox's clock: real time, time that runs faster, or time that moves only when it is told to.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeZone, Utc};

/// How simulated time relates to the computer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockMode {
    /// Follows the computer's clock.
    Real,
    /// Starts at the computer's clock and runs this many times faster.
    Fast(u32),
    /// Stands still at this instant until it is stepped.
    Stepped(DateTime<Utc>),
}

/// A clock setting that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the clock is `real`, `xN` with N from 1 to 100000, `stepped` or `stepped:2026-11-23T09:00:00Z`, not `{0}`")]
pub struct ClockModeError(String);

impl FromStr for ClockMode {
    type Err = ClockModeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ClockModeError(text.to_owned());
        match text {
            "real" => return Ok(Self::Real),
            "stepped" => return Ok(Self::Stepped(wall_now())),
            _ => {}
        }
        if let Some(factor) = text.strip_prefix('x') {
            let factor: u32 = factor.parse().map_err(|_| wrong())?;
            return if (1..=100_000).contains(&factor) { Ok(Self::Fast(factor)) } else { Err(wrong()) };
        }
        let iso = text.strip_prefix("stepped:").ok_or_else(wrong)?;
        DateTime::parse_from_rfc3339(iso).map(|at| Self::Stepped(at.with_timezone(&Utc))).map_err(|_| wrong())
    }
}

impl fmt::Display for ClockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Fast(factor) => write!(f, "x{factor}"),
            Self::Stepped(at) => write!(f, "stepped:{}", at.to_rfc3339()),
        }
    }
}

/// The one source of time in the sandbox. Instants are UTC milliseconds.
#[derive(Debug)]
pub struct SimClock {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    mode: ClockMode,
    wall_base: Instant,
    sim_base_ms: i64,
}

impl SimClock {
    /// A clock that starts now in the given mode.
    #[must_use]
    pub fn new(mode: ClockMode) -> Self {
        let start = match mode {
            ClockMode::Real | ClockMode::Fast(_) => wall_now(),
            ClockMode::Stepped(at) => at,
        };
        Self { inner: Mutex::new(Inner { mode, wall_base: Instant::now(), sim_base_ms: start.timestamp_millis() }) }
    }

    /// Milliseconds since 1970 in simulated time. It never runs backwards.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).now_ms()
    }

    /// The simulated instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        instant(self.now_ms())
    }

    /// Moves simulated time forward, in every mode. Negative steps are ignored: a clock that runs backwards would
    /// make restated figures un-restate.
    pub fn step_ms(&self, by_ms: i64) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sim_base_ms = inner.sim_base_ms.saturating_add(by_ms.max(0));
    }

    /// Moves simulated time forward to an instant; an earlier instant changes nothing.
    pub fn advance_to_ms(&self, to_ms: i64) {
        self.step_ms(to_ms.saturating_sub(self.now_ms()));
    }

    /// Changes the pace without a jump: the new mode goes on from the present simulated instant.
    pub fn set_mode(&self, mode: ClockMode) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sim_base_ms = inner.now_ms();
        inner.wall_base = Instant::now();
        inner.mode = mode;
    }

    /// The mode in force.
    #[must_use]
    pub fn mode(&self) -> ClockMode {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).mode
    }
}

impl Inner {
    fn now_ms(&self) -> i64 {
        let wall = i64::try_from(self.wall_base.elapsed().as_millis()).unwrap_or(i64::MAX);
        match self.mode {
            ClockMode::Real => self.sim_base_ms.saturating_add(wall),
            ClockMode::Fast(factor) => self.sim_base_ms.saturating_add(wall.saturating_mul(i64::from(factor))),
            ClockMode::Stepped(_) => self.sim_base_ms,
        }
    }
}

/// Milliseconds as an instant; values outside the calendar become 1970.
pub(crate) fn instant(ms: i64) -> DateTime<Utc> {
    Utc.timestamp_millis_opt(ms).single().unwrap_or_default()
}

#[allow(clippy::disallowed_methods, reason = "the sandbox shares no crate with the client; this is its only clock")]
fn wall_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stepped_clock_moves_only_when_stepped() {
        let clock = SimClock::new("stepped:2026-11-23T09:00:00Z".parse().unwrap());
        let start = clock.now_ms();
        assert_eq!(clock.now_ms(), start);
        clock.step_ms(1500);
        clock.step_ms(-9999);
        assert_eq!(clock.now_ms(), start + 1500);
        clock.advance_to_ms(start);
        assert_eq!(clock.now_ms(), start + 1500);
    }

    #[test]
    fn clock_settings_are_read_or_refused() {
        assert_eq!("x60".parse::<ClockMode>().unwrap(), ClockMode::Fast(60));
        assert_eq!("real".parse::<ClockMode>().unwrap(), ClockMode::Real);
        for wrong in ["", "x0", "x", "fast", "stepped:yesterday", "x9999999"] {
            assert!(wrong.parse::<ClockMode>().is_err(), "{wrong}");
        }
    }
}
