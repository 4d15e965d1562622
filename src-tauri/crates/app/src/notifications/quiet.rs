//! Hours of the day in which nobody wants to be disturbed.

use chrono::{Local, TimeZone as _, Timelike as _};
use domain::TimestampMillis;

/// From a minute of the day to another, the second one not included; past midnight where it comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuietHours {
    pub(super) from_minute: u32,
    pub(super) until_minute: u32,
}

impl QuietHours {
    /// Whether a minute of the day is one of them.
    pub(super) fn cover(self, minute: u32) -> bool {
        if self.from_minute <= self.until_minute {
            (self.from_minute..self.until_minute).contains(&minute)
        } else {
            minute >= self.from_minute || minute < self.until_minute
        }
    }
}

/// The minute of the day on this computer's wall clock.
pub(super) fn local_minute(at: TimestampMillis) -> Option<u32> {
    let local = Local.timestamp_millis_opt(at.0).single()?;
    Some(local.hour() * 60 + local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_pass_midnight_and_end_on_the_minute() {
        let hours = |from: u32, until: u32| QuietHours { from_minute: from * 60, until_minute: until * 60 };
        for (hours, minute, quiet) in [
            (hours(22, 7), 21 * 60 + 59, false),
            (hours(22, 7), 22 * 60, true),
            (hours(22, 7), 0, true),
            (hours(22, 7), 7 * 60 - 1, true),
            (hours(22, 7), 7 * 60, false),
            (hours(12, 14), 12 * 60 - 1, false),
            (hours(12, 14), 12 * 60, true),
            (hours(12, 14), 14 * 60, false),
            (hours(0, 6), 0, true),
            (hours(0, 6), 23 * 60, false),
        ] {
            assert_eq!(hours.cover(minute), quiet, "{hours:?} at {minute}");
        }
    }

    #[test]
    fn an_instant_beyond_the_calendar_is_no_minute() {
        assert_eq!(local_minute(TimestampMillis(i64::MAX)), None);
        assert!(local_minute(TimestampMillis(1_795_435_200_000)).is_some_and(|minute| minute < 1_440));
    }
}
