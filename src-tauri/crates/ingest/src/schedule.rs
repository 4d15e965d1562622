//! When the next run starts by itself. Pure: every decision takes the present instant.

use domain::TimestampMillis;

/// The shortest interval: Meta refreshes figures about every quarter of an hour.
pub const SHORTEST_INTERVAL_MINUTES: u32 = 15;

/// How long after waking up the network is given before a missed run is caught up.
const WAKE_GRACE_MS: i64 = 10_000;

/// After a run that did not complete, the next try comes earlier than the interval, but not at once.
const RETRY_AFTER_MS: i64 = 5 * 60_000;

/// Decides when to sync: every so many minutes, once after a sleep however many ticks were missed, and never before an
/// instant that Meta named.
///
/// ```
/// use domain::TimestampMillis;
/// let mut schedule = ingest::Schedule::new(30, None, TimestampMillis(0));
/// assert!(schedule.is_due(TimestampMillis(0)), "a workspace that was never synced is due at once");
/// schedule.started(TimestampMillis(0));
/// schedule.ended(TimestampMillis(60_000), true, None);
/// assert_eq!(schedule.next_at(), TimestampMillis(30 * 60_000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    interval_ms: i64,
    last_start: Option<TimestampMillis>,
    next: TimestampMillis,
    last_look: TimestampMillis,
    running: bool,
}

impl Schedule {
    /// A schedule of one run every `every_minutes` (at least [`SHORTEST_INTERVAL_MINUTES`]). `last_start` is when the
    /// last run before this session started; without one, or when a run was missed meanwhile, one is due now.
    pub fn new(every_minutes: u32, last_start: Option<TimestampMillis>, now: TimestampMillis) -> Self {
        let interval_ms = interval(every_minutes);
        // A start in the future was noted by a clock that has been set back since.
        let last_start = last_start.map(|at| at.min(now));
        let next = last_start.map_or(now, |at| at.plus_millis(interval_ms).max(now));
        Self { interval_ms, last_start, next, last_look: now, running: false }
    }

    /// Changes the interval; the next run moves accordingly, counted from the start of the last one. The same interval
    /// again changes nothing: a wait that Meta asked for, or an earlier try after a failure, stays.
    pub fn set_interval(&mut self, every_minutes: u32, now: TimestampMillis) {
        let interval_ms = interval(every_minutes);
        if interval_ms == self.interval_ms {
            return;
        }
        self.interval_ms = interval_ms;
        self.next = self.last_start.map_or(now, |at| at.plus_millis(self.interval_ms).max(now));
    }

    /// When the next run starts, unless something else happens first.
    pub fn next_at(&self) -> TimestampMillis {
        self.next
    }

    /// Whether a run should start now. Call it at every tick, whatever woke the caller; it also notices a clock that
    /// was set back. Never due while a run is under way.
    pub fn is_due(&mut self, now: TimestampMillis) -> bool {
        if now < self.last_look {
            self.clock_set_back(now);
        }
        self.last_look = now;
        !self.running && now >= self.next
    }

    /// The computer woke up. A run that was missed is caught up once, after a moment for the network.
    pub fn woke(&mut self, now: TimestampMillis) {
        if now < self.last_look {
            self.clock_set_back(now);
        }
        self.last_look = now;
        if now >= self.next {
            self.next = now.plus_millis(WAKE_GRACE_MS);
        }
    }

    /// A run started, by schedule or by hand. The next one counts from here, so missed ticks are not made up.
    pub fn started(&mut self, now: TimestampMillis) {
        self.running = true;
        self.last_start = Some(now);
        self.last_look = now;
        self.next = now.plus_millis(self.interval_ms);
    }

    /// The run ended. `complete` is whether everything arrived; `not_before` is when Meta lets calls through again.
    pub fn ended(&mut self, now: TimestampMillis, complete: bool, not_before: Option<TimestampMillis>) {
        self.running = false;
        self.last_look = now;
        if !complete {
            self.next = self.next.min(now.plus_millis(RETRY_AFTER_MS));
        }
        // A run longer than the interval is not followed by another one in the same instant.
        self.next = self.next.max(now.plus_millis(RETRY_AFTER_MS.min(self.interval_ms)));
        if let Some(at) = not_before {
            self.next = self.next.max(at);
        }
    }

    /// Everything that was planned in the old time would otherwise wait for as long as the clock went back.
    fn clock_set_back(&mut self, now: TimestampMillis) {
        self.last_start = self.last_start.map(|at| at.min(now));
        self.next = self.next.min(now.plus_millis(self.interval_ms));
    }
}

fn interval(every_minutes: u32) -> i64 {
    i64::from(every_minutes.max(SHORTEST_INTERVAL_MINUTES)) * 60_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;

    fn at(minutes: i64) -> TimestampMillis {
        TimestampMillis(1_770_000_000_000 + minutes * MINUTE)
    }

    fn run(schedule: &mut Schedule, start: i64, end: i64) {
        schedule.started(at(start));
        schedule.ended(at(end), true, None);
    }

    #[test]
    fn a_run_starts_every_interval_counted_from_the_last_start() {
        let mut schedule = Schedule::new(30, None, at(0));
        assert!(schedule.is_due(at(0)));
        run(&mut schedule, 0, 2);
        assert!(!schedule.is_due(at(29)));
        assert!(schedule.is_due(at(30)));
    }

    #[test]
    fn less_than_a_quarter_of_an_hour_is_not_taken() {
        let mut schedule = Schedule::new(1, None, at(0));
        run(&mut schedule, 0, 1);
        assert_eq!(schedule.next_at(), at(15));
    }

    #[test]
    fn a_night_asleep_is_caught_up_once_and_after_a_moment() {
        let mut schedule = Schedule::new(15, None, at(0));
        run(&mut schedule, 0, 1);
        schedule.woke(at(9 * 60));
        assert!(!schedule.is_due(at(9 * 60)), "the network needs a moment");
        assert!(schedule.is_due(at(9 * 60 + 1)));
        run(&mut schedule, 9 * 60 + 1, 9 * 60 + 3);
        assert!(!schedule.is_due(at(9 * 60 + 15)), "thirty-five missed ticks are one run");
        assert!(schedule.is_due(at(9 * 60 + 16)));
    }

    #[test]
    fn a_run_is_never_started_beside_another() {
        let mut schedule = Schedule::new(15, None, at(0));
        schedule.started(at(0));
        assert!(!schedule.is_due(at(60)));
        schedule.ended(at(61), true, None);
        assert!(!schedule.is_due(at(61)));
        assert!(schedule.is_due(at(66)));
    }

    #[test]
    fn an_incomplete_run_is_tried_again_soon_but_not_before_meta_allows_it() {
        let mut schedule = Schedule::new(120, None, at(0));
        schedule.started(at(0));
        schedule.ended(at(1), false, None);
        assert_eq!(schedule.next_at(), at(6));
        schedule.started(at(6));
        schedule.ended(at(7), false, Some(at(40)));
        assert_eq!(schedule.next_at(), at(40));
    }

    #[test]
    fn an_interval_that_is_set_again_moves_nothing() {
        let mut schedule = Schedule::new(120, None, at(0));
        schedule.started(at(0));
        schedule.ended(at(1), false, Some(at(40)));
        schedule.set_interval(120, at(2));
        assert_eq!(schedule.next_at(), at(40));
        schedule.set_interval(30, at(3));
        assert_eq!(schedule.next_at(), at(30));
    }

    #[test]
    fn a_clock_set_back_by_a_year_does_not_stop_syncing_for_a_year() {
        let mut schedule = Schedule::new(30, None, at(0));
        run(&mut schedule, 0, 1);
        let back = -365 * 24 * 60;
        assert!(!schedule.is_due(at(back)));
        assert!(schedule.is_due(at(back + 30)));
    }

    #[test]
    fn a_clock_set_ahead_brings_one_run_not_many() {
        let mut schedule = Schedule::new(30, None, at(0));
        run(&mut schedule, 0, 1);
        let ahead = 365 * 24 * 60;
        assert!(schedule.is_due(at(ahead)));
        run(&mut schedule, ahead, ahead + 1);
        assert!(!schedule.is_due(at(ahead + 2)));
    }

    #[test]
    fn a_restart_of_the_program_keeps_the_rhythm() {
        assert!(!Schedule::new(30, Some(at(-10)), at(0)).is_due(at(0)));
        assert!(Schedule::new(30, Some(at(-40)), at(0)).is_due(at(0)));
        assert!(Schedule::new(30, Some(at(5000)), at(0)).next_at() <= at(30));
    }

    proptest! {
        #[test]
        fn whatever_the_clock_does_runs_are_never_closer_than_the_pause_and_never_stop(
            jumps in proptest::collection::vec(-3000i64..3000, 1..60)
        ) {
            let mut schedule = Schedule::new(15, None, at(0));
            let mut now = 0;
            for jump in jumps {
                now += jump;
                if schedule.is_due(at(now)) {
                    run(&mut schedule, now, now);
                    prop_assert!(!schedule.is_due(at(now)));
                }
                // However far the clock jumped, the next run is at most an interval away.
                prop_assert!(schedule.next_at() <= at(now + 15));
            }
        }
    }
}
