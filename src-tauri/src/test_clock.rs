//! The computer's clock, ahead by as much as a file says. Only in programs built for the end-to-end suite, which lets
//! hours pass in a moment; everything else reads [`domain::SystemClock`].

use std::path::PathBuf;

use domain::{Clock, SystemClock, TimestampMillis};

/// Names the file. It holds milliseconds; while it is missing, the clock is the computer's.
const FILE: &str = "SEXTANT_CLOCK_AHEAD";

#[derive(Debug)]
pub(crate) struct ClockAhead(Option<PathBuf>);

impl ClockAhead {
    pub(crate) fn from_environment() -> Self {
        Self(std::env::var_os(FILE).map(PathBuf::from))
    }
}

impl Clock for ClockAhead {
    fn now(&self) -> TimestampMillis {
        let ahead = self.0.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        SystemClock.now().plus_millis(ahead.and_then(|text| text.trim().parse().ok()).unwrap_or(0))
    }
}
