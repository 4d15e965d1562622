//! A rolling hour of calls.

use std::collections::VecDeque;

use crate::http::error::GraphError;

pub(super) const HOUR_MS: i64 = 3_600_000;

/// A rolling hour in sixty minute buckets: calls and simulated milliseconds of Meta's processors.
#[derive(Debug, Default)]
pub(super) struct Hour {
    minutes: VecDeque<(i64, u32, u64)>,
    pub(super) blocked_until_ms: i64,
}

impl Hour {
    fn forget(&mut self, now_ms: i64) {
        while self.minutes.front().is_some_and(|(minute, ..)| minute * 60_000 <= now_ms - HOUR_MS) {
            self.minutes.pop_front();
        }
    }

    fn calls(&mut self, now_ms: i64) -> u32 {
        self.forget(now_ms);
        self.minutes.iter().map(|(_, calls, _)| calls).sum()
    }

    fn minute(&mut self, now_ms: i64) -> &mut (i64, u32, u64) {
        let minute = now_ms.div_euclid(60_000);
        if self.minutes.back().is_none_or(|(last, ..)| *last != minute) {
            self.minutes.push_back((minute, 0, 0));
        }
        self.minutes.back_mut().expect("a minute was pushed when there was none")
    }

    pub(super) fn charge(&mut self, cap: u32, now_ms: i64, error: impl Fn() -> GraphError) -> Result<(), GraphError> {
        if now_ms < self.blocked_until_ms {
            self.blocked_until_ms = self.blocked_until_ms.saturating_add(60_000);
            return Err(error());
        }
        if self.calls(now_ms) >= cap {
            // Access comes back when the oldest minute leaves the hour.
            let oldest = self.minutes.front().map_or(now_ms, |(minute, ..)| minute * 60_000 + HOUR_MS);
            self.blocked_until_ms = oldest.max(now_ms + 60_000);
            return Err(error());
        }
        self.minute(now_ms).1 += 1;
        Ok(())
    }

    pub(super) fn add_cpu(&mut self, cpu_ms: u64, now_ms: i64) {
        self.minute(now_ms).2 += cpu_ms;
    }

    pub(super) fn percent(&mut self, cap: u32, now_ms: i64) -> u32 {
        let calls = u64::from(self.calls(now_ms));
        u32::try_from((calls * 100 / u64::from(cap.max(1))).min(100)).unwrap_or(100)
    }

    /// The processor budget is half a second for each call of the cap.
    pub(super) fn cpu_percent(&mut self, cap: u32, now_ms: i64) -> u32 {
        self.forget(now_ms);
        let spent: u64 = self.minutes.iter().map(|(.., cpu)| cpu).sum();
        u32::try_from((spent * 100 / (u64::from(cap.max(1)) * 500)).min(100)).unwrap_or(100)
    }
}
