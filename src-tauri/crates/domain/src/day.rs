//! Days of an ad account. Meta cuts them in the account's own time zone, so every day here does too.

use chrono::{Datelike, Days, NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};

use crate::TimestampMillis;

/// Why a text is not a day, a range or a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Expected `YYYY-MM-DD` between 2004 and 2199.
    #[error("not a day: expected YYYY-MM-DD")]
    NotADay,
    /// The range ends before it starts.
    #[error("the range ends before it starts")]
    Backwards,
    /// Not a name from the IANA time zone database.
    #[error("unknown time zone {0:?}")]
    UnknownZone(String),
}

/// A calendar day in an ad account's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountDay(NaiveDate);

impl AccountDay {
    /// Reads `YYYY-MM-DD`, as in `date_start`.
    ///
    /// # Errors
    /// [`DayError::NotADay`] for any other form, an impossible date, or a year outside 2004 to 2199.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        if text.len() != 10 {
            return Err(DayError::NotADay);
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| DayError::NotADay)?;
        Self::from_date(date).ok_or(DayError::NotADay)
    }

    /// The day of a calendar date; `None` outside 2004 to 2199.
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        (2004..=2199).contains(&date.year()).then_some(Self(date))
    }

    /// The day with this number, see [`AccountDay::number`].
    pub fn from_number(days_since_epoch: i32) -> Option<Self> {
        NaiveDate::from_epoch_days(days_since_epoch).and_then(Self::from_date)
    }

    /// Days since 1970-01-01: dense, ordered and four bytes, the form in which the cache keeps days.
    pub fn number(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The day `days` later (earlier when negative), held at the ends of the supported years.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        moved.and_then(Self::from_date).unwrap_or(self)
    }
}

impl std::fmt::Display for AccountDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl TryFrom<String> for AccountDay {
    type Error = DayError;
    fn try_from(text: String) -> Result<Self, DayError> {
        Self::parse(&text)
    }
}

impl From<AccountDay> for String {
    fn from(day: AccountDay) -> Self {
        day.to_string()
    }
}

/// Days from `since` to `until`, both included. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayRange {
    since: AccountDay,
    until: AccountDay,
}

impl DayRange {
    /// # Errors
    /// [`DayError::Backwards`] when `until` is before `since`.
    pub fn new(since: AccountDay, until: AccountDay) -> Result<Self, DayError> {
        if until < since { Err(DayError::Backwards) } else { Ok(Self { since, until }) }
    }

    /// The `days` days that end with `until`; at least that one day.
    pub fn ending(until: AccountDay, days: u32) -> Self {
        Self { since: until.plus_days(-i64::from(days.max(1) - 1)), until }
    }

    /// First day.
    pub fn since(&self) -> AccountDay {
        self.since
    }

    /// Last day, included.
    pub fn until(&self) -> AccountDay {
        self.until
    }

    /// Number of days, at least 1.
    pub fn len_days(&self) -> u32 {
        (self.until.number() - self.since.number()).unsigned_abs() + 1
    }

    /// Whether `day` lies inside.
    pub fn contains(&self, day: AccountDay) -> bool {
        self.since <= day && day <= self.until
    }

    /// Each day in order.
    pub fn days(&self) -> impl Iterator<Item = AccountDay> + use<> {
        (self.since.number()..=self.until.number()).filter_map(AccountDay::from_number)
    }

    /// The range of the same length that ends the day before this one starts.
    #[must_use]
    pub fn previous(&self) -> Self {
        Self::ending(self.since.plus_days(-1), self.len_days())
    }

    /// Cuts the range into pieces of at most `days` days, oldest first.
    pub fn chunks(&self, days: u32) -> Vec<Self> {
        let step = i64::from(days.max(1));
        let mut pieces = Vec::new();
        let mut since = self.since;
        while since <= self.until {
            let until = since.plus_days(step - 1).min(self.until);
            pieces.push(Self { since, until });
            if until == self.until {
                break;
            }
            since = until.plus_days(1);
        }
        pieces
    }
}

/// An ad account's time zone, by IANA name (`timezone_name`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountZone(chrono_tz::Tz);

impl AccountZone {
    /// # Errors
    /// [`DayError::UnknownZone`] when the name is not in the time zone database.
    pub fn parse(name: &str) -> Result<Self, DayError> {
        name.parse().map(Self).map_err(|_| DayError::UnknownZone(name.chars().take(64).collect()))
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The account's day that holds the instant; `None` outside 2004 to 2199.
    pub fn day_of(&self, at: TimestampMillis) -> Option<AccountDay> {
        let utc = at.to_utc()?;
        AccountDay::from_date(self.0.from_utc_datetime(&utc.naive_utc()).date_naive())
    }

    /// What the clock on the wall shows there; `None` outside chrono's range.
    pub fn local(&self, at: TimestampMillis) -> Option<chrono::NaiveDateTime> {
        Some(self.0.from_utc_datetime(&at.to_utc()?.naive_utc()).naive_local())
    }

    /// The instant at which the clock on the wall shows this many minutes after midnight: the first of two where the
    /// clocks go back, the first that exists after them where they skip it. `None` from 1440 minutes on.
    pub fn instant(&self, day: AccountDay, minutes: u16) -> Option<TimestampMillis> {
        let shown = day.date().and_hms_opt(u32::from(minutes) / 60, u32::from(minutes) % 60, 0)?;
        // The longest gap in the database's modern rules is under three hours; a whole day is a safe bound.
        (0..24 * 60).find_map(|later| {
            let local = shown.checked_add_signed(chrono::TimeDelta::minutes(later))?;
            let instant = self.0.from_local_datetime(&local).earliest()?;
            Some(TimestampMillis(instant.timestamp_millis()))
        })
    }

    /// The first instant of a day. Where the clocks skip midnight, the first instant that exists.
    pub fn start_of(&self, day: AccountDay) -> TimestampMillis {
        // The longest gap in the database's modern rules is under three hours; a whole day is a safe bound.
        for minute in 0..24 * 60 {
            let Some(local) = day.date().and_hms_opt(minute / 60, minute % 60, 0) else { break };
            if let Some(instant) = self.0.from_local_datetime(&local).earliest() {
                return TimestampMillis(instant.timestamp_millis());
            }
        }
        TimestampMillis(day.date().and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> AccountDay {
        AccountDay::parse(text).unwrap()
    }

    #[test]
    fn only_plain_iso_days_are_days() {
        for text in
            ["", "2026-1-1", "2026-02-30", "2026/01/01", "26-01-01", "2026-01-01T00", "1999-01-01", "+026-01-01"]
        {
            assert_eq!(AccountDay::parse(text), Err(DayError::NotADay), "{text}");
        }
        assert_eq!(day("2026-02-28").plus_days(1).to_string(), "2026-03-01");
    }

    #[test]
    fn an_instant_falls_on_the_accounts_day_not_on_the_computers() {
        let at = TimestampMillis(1_772_323_200_000); // 2026-03-01T00:00:00Z
        for (zone, expected) in
            [("America/Los_Angeles", "2026-02-28"), ("Asia/Tokyo", "2026-03-01"), ("Europe/Oslo", "2026-03-01")]
        {
            assert_eq!(AccountZone::parse(zone).unwrap().day_of(at), Some(day(expected)), "{zone}");
        }
    }

    #[test]
    fn a_day_starts_at_its_first_existing_instant() {
        // Santiago springs forward at midnight: 2026-09-06 begins at 01:00 local.
        let zone = AccountZone::parse("America/Santiago").unwrap();
        let start = zone.start_of(day("2026-09-06"));
        assert_eq!(zone.day_of(start), Some(day("2026-09-06")));
        assert_eq!(zone.day_of(start.plus_millis(-1)), Some(day("2026-09-05")));
    }

    #[test]
    fn a_time_on_the_wall_is_one_instant_even_where_clocks_change() {
        let zone = AccountZone::parse("Europe/Oslo").unwrap();
        let shown = |text: &str, minutes: u16| {
            let at = zone.instant(day(text), minutes).unwrap();
            (at.to_utc().unwrap().format("%H:%M").to_string(), zone.local(at).unwrap().format("%H:%M").to_string())
        };
        assert_eq!(shown("2026-06-01", 150), ("00:30".to_owned(), "02:30".to_owned()));
        // Skipped in spring, twice in autumn.
        assert_eq!(shown("2026-03-29", 150), ("01:00".to_owned(), "03:00".to_owned()));
        assert_eq!(shown("2026-10-25", 150), ("00:30".to_owned(), "02:30".to_owned()));
        assert_eq!(zone.instant(day("2026-06-01"), 1440), None);
    }

    proptest! {
        #[test]
        fn chunks_cover_the_range_once(start in 12_500i32..60_000, len in 1u32..400, step in 1u32..100) {
            let since = AccountDay::from_number(start).unwrap();
            let range = DayRange::new(since, since.plus_days(i64::from(len) - 1)).unwrap();
            let from_chunks: Vec<_> = range.chunks(step).iter().flat_map(DayRange::days).collect();
            prop_assert_eq!(from_chunks, range.days().collect::<Vec<_>>());
        }

        #[test]
        fn a_day_begins_exactly_where_the_day_before_ends(number in 12_500i32..60_000, pick in 0usize..590) {
            let zones = chrono_tz::TZ_VARIANTS;
            let zone = AccountZone(zones[pick % zones.len()]);
            let today = AccountDay::from_number(number).unwrap();
            let start = zone.start_of(today);
            // A few zones have skipped whole days at the date line; there the day does not exist.
            if zone.day_of(start) == Some(today) {
                prop_assert!(zone.day_of(start.plus_millis(-1)).is_some_and(|before| before < today));
            }
        }
    }
}
