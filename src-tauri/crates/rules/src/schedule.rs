//! When a rule looks: every so many minutes or once a day, by the account's clock.

use chrono::{Datelike, Timelike};
use domain::{AccountDay, AccountZone, TimestampMillis};
use serde::{Deserialize, Serialize};

/// Milliseconds in a minute.
pub(crate) const MINUTE: i64 = 60_000;

/// When a rule looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// How often.
    pub every: Every,
    /// Only at these hours; empty for any. Times are the account's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
}

/// How often a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Every so many minutes, counted from the beginning of each of the account's days. 15 to 720.
    Minutes(u32),
    /// Once a day.
    DailyAt(TimeOfDay),
}

/// Hours on days of the week. When `until` is not after `from`, they end on the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Days on which the hours begin; empty for each day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// First minute.
    pub from: TimeOfDay,
    /// First minute after them.
    pub until: TimeOfDay,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Every day, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The day of the week of a day.
    pub fn of(day: AccountDay) -> Self {
        let number = day.date().weekday().num_days_from_monday();
        Self::ALL.get(number as usize).copied().unwrap_or(Self::Monday)
    }
}

/// Hours and minutes, written `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The time this many minutes after midnight; `None` from 1440 on.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes < 24 * 60).then_some(Self(minutes))
    }

    /// Minutes after midnight by the clock on the wall.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let read = text.split_once(':').filter(|(hours, minutes)| two(hours) && two(minutes)).and_then(|(h, m)| {
            let (hours, minutes) = (h.parse::<u16>().ok()?, m.parse::<u16>().ok()?);
            (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
        });
        read.and_then(Self::from_minutes)
            .ok_or_else(|| "not a time of day: expected HH:MM from 00:00 to 23:59".to_owned())
    }
}

/// What the clock on the wall shows in the account's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WallClock {
    pub(crate) day: AccountDay,
    pub(crate) minutes: u16,
}

impl WallClock {
    pub(crate) fn at(zone: &AccountZone, at: TimestampMillis) -> Option<Self> {
        let time = zone.local(at)?;
        let minutes = time.hour() * 60 + time.minute();
        Some(Self { day: AccountDay::from_date(time.date())?, minutes: minutes.try_into().ok()? })
    }
}

impl Hours {
    pub(crate) fn hold(&self, now: WallClock) -> bool {
        let begins_on = |day: AccountDay| self.days.is_empty() || self.days.contains(&Weekday::of(day));
        let (from, until) = (self.from.minutes(), self.until.minutes());
        if from < until {
            return begins_on(now.day) && (from..until).contains(&now.minutes);
        }
        (begins_on(now.day) && now.minutes >= from) || (begins_on(now.day.plus_days(-1)) && now.minutes < until)
    }
}

impl Schedule {
    /// The instants after `after` and up to `until` at which a rule looks in this zone, in order.
    ///
    /// Each day begins anew with the account's midnight, so a day with 23 or 25 hours has fewer or more of them and none
    /// comes twice. A daily time that the clocks skip falls on the first instant after the gap; one that comes twice
    /// falls on the first of the two.
    pub fn slots(&self, zone: &AccountZone, after: TimestampMillis, until: TimestampMillis) -> Vec<TimestampMillis> {
        let (Some(first), Some(last)) = (zone.day_of(after), zone.day_of(until)) else { return Vec::new() };
        let mut slots = Vec::new();
        for number in first.number()..=last.number() {
            let Some(day) = AccountDay::from_number(number) else { continue };
            let wanted = |at: &TimestampMillis| *at > after && *at <= until && self.looks_at(zone, *at);
            slots.extend(self.on(zone, day).into_iter().filter(wanted));
        }
        slots
    }

    /// Whether the hours of the schedule allow this instant.
    pub fn looks_at(&self, zone: &AccountZone, at: TimestampMillis) -> bool {
        self.hours.is_empty()
            || WallClock::at(zone, at).is_some_and(|now| self.hours.iter().any(|hours| hours.hold(now)))
    }

    fn on(&self, zone: &AccountZone, day: AccountDay) -> Vec<TimestampMillis> {
        let start = zone.start_of(day);
        match self.every {
            Every::Minutes(minutes) => {
                let end = zone.start_of(day.plus_days(1));
                let step = i64::from(minutes.max(1)) * MINUTE;
                let instants = std::iter::successors(Some(start), |at| Some(at.plus_millis(step)));
                instants.take_while(|at| *at < end).collect()
            }
            Every::DailyAt(time) => zone.instant(day, time.minutes()).into_iter().collect(),
        }
    }
}
