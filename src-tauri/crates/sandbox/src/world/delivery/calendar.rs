//! Days of an account's time zone: where they begin, which hours they have, and how delivery spreads over them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

/// An hour in milliseconds.
pub(crate) const HOUR_MS: i64 = 3_600_000;
/// 24 hours in milliseconds; a day of an account may be shorter or longer.
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// How much of an ordinary day's delivery falls into each local hour.
const CURVE: [f64; 24] = [
    1.6, 1.1, 0.8, 0.7, 0.8, 1.3, 2.4, 3.6, 4.3, 4.5, 4.6, 4.8, 5.3, 5.1, 4.7, 4.6, 4.9, 5.4, 6.2, 7.0, 7.6, 7.4, 5.9,
    3.4,
];

/// The time zone of a name; an unknown name counts as UTC.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The account's day an instant falls into.
pub fn day_of(zone: Tz, at_ms: i64) -> NaiveDate {
    local(zone, at_ms).date_naive()
}

/// The instant a day of the zone begins. Where midnight does not exist, its first instant.
pub fn day_start_ms(zone: Tz, day: NaiveDate) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    if let Some(start) = zone.from_local_datetime(&midnight).earliest() {
        return start.timestamp_millis();
    }
    // The clocks jump over midnight (Beirut, Cairo, Santiago …): the day begins after the gap.
    let found = (1..=12).find_map(|quarter| {
        let later = midnight + chrono::Duration::minutes(15 * quarter);
        zone.from_local_datetime(&later).earliest()
    });
    found.map_or_else(|| midnight.and_utc().timestamp_millis(), |start| start.timestamp_millis())
}

/// The next day.
pub fn next_day(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

fn local(zone: Tz, at_ms: i64) -> DateTime<Tz> {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default().with_timezone(&zone)
}

/// One day of an account: its bounds and its hours.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    /// Days since the common era began, for hashing.
    pub(crate) number: i64,
    /// 0 is Monday.
    pub(crate) weekday: usize,
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    hours: [Hour; 25],
    count: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Hour {
    start_ms: i64,
    local: u8,
    /// Share of the day's delivery before and in this hour.
    before: f64,
    share: f64,
}

impl Day {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Self {
        let (start_ms, end_ms) = (day_start_ms(zone, date), day_start_ms(zone, next_day(date)));
        let mut hours = [Hour::default(); 25];
        let (mut count, mut total) = (0, 0.0);
        // Zones shift by half hours at the most, so an hour of the table may be cut short by the end of the day.
        for (hour, start) in hours.iter_mut().zip((start_ms..end_ms).step_by(HOUR_MS as usize)) {
            let local = local(zone, start).hour() as u8;
            let length = (end_ms - start).min(HOUR_MS) as f64 / HOUR_MS as f64;
            let share = CURVE.get(usize::from(local)).copied().unwrap_or(1.0) * length;
            *hour = Hour { start_ms: start, local, before: total, share };
            total += share;
            count += 1;
        }
        for hour in hours.iter_mut().take(count) {
            hour.before /= total;
            hour.share /= total;
        }
        let weekday = date.weekday().num_days_from_monday() as usize;
        Self { date, number: i64::from(date.num_days_from_ce()), weekday, start_ms, end_ms, hours, count }
    }

    /// The share of the day's delivery that lies before an instant: 0 at its start, 1 at its end.
    pub(crate) fn share_before(&self, at_ms: i64) -> f64 {
        if at_ms >= self.end_ms {
            return 1.0;
        }
        let place = usize::try_from((at_ms - self.start_ms).div_euclid(HOUR_MS)).unwrap_or(0);
        let Some(hour) = self.hours.get(place).filter(|_| at_ms > self.start_ms) else { return 0.0 };
        let length = (self.end_ms - hour.start_ms).min(HOUR_MS) as f64;
        hour.before + hour.share * ((at_ms - hour.start_ms) as f64 / length)
    }

    /// The ends of its hours with their local names (0 to 23). A day of 25 hours names one hour twice, a day of 23 none.
    pub(crate) fn hours(&self) -> impl Iterator<Item = (u8, i64)> + '_ {
        let hours = self.hours.iter().take(self.count);
        hours.map(|hour| (hour.local, (hour.start_ms + HOUR_MS).min(self.end_ms)))
    }
}
