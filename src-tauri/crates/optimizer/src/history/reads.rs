//! Which days of a level had been read at an instant, and when.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountDay, AccountId, AccountZone, Level, TimestampMillis};
use rules::Coverage;
use store::{Db, PulledDay, PulledRange};

use crate::look::figures::{all_pulled, of_days};

/// The log of reads of a level, brought from instant to instant.
#[derive(Debug)]
pub(crate) struct Reads {
    /// In the order in which they were here.
    log: Vec<PulledRange>,
    /// When each day was read last.
    last: Vec<PulledDay>,
    /// Days of which the log knows no read any more, with the last one.
    before_log: Vec<(AccountDay, TimestampMillis)>,
    /// Where the instant is in the log.
    at: TimestampMillis,
    passed: usize,
    read_at: BTreeMap<AccountDay, TimestampMillis>,
}

impl Reads {
    pub(crate) fn of(db: &Db, account: &AccountId, level: Level) -> Result<Self, store::Error> {
        let log = db.pulled_ranges(account, level)?;
        let first = db.first_pulled_day(account, level)?;
        let last = first.map_or_else(|| Ok(Vec::new()), |first| all_pulled(db, account, level, first))?;
        let logged: BTreeSet<AccountDay> = log.iter().flat_map(|read| read.days.days()).collect();
        let before_log = last.iter().filter(|day| !logged.contains(&day.day)).map(|day| (day.day, day.pulled_at));
        let before_log = before_log.collect();
        let at = TimestampMillis(i64::MIN);
        Ok(Self { log, last, before_log, at, passed: 0, read_at: BTreeMap::new() })
    }

    /// When the first read was here.
    pub(crate) fn since(&self) -> Option<TimestampMillis> {
        let logged = self.log.first().map(|read| read.noted_at);
        let earlier = self.before_log.iter().map(|(_, at)| *at).min();
        [logged, earlier].into_iter().flatten().min()
    }

    /// The last day that was read after it was over.
    pub(crate) fn whole_until(&self, zone: &AccountZone) -> Option<AccountDay> {
        let whole = |day: &&PulledDay| is_whole(zone, day);
        self.last.iter().rev().find(whole).map(|day| day.day)
    }

    /// The first day that was known at an instant, and when each day had been read.
    pub(crate) fn then(&mut self, at: TimestampMillis) -> Option<(AccountDay, Coverage)> {
        if at < self.at {
            (self.passed, self.read_at) = (0, BTreeMap::new());
        }
        self.at = at;
        for (day, read_at) in self.before_log.iter().filter(|(_, read_at)| *read_at <= at) {
            self.read_at.insert(*day, *read_at);
        }
        for read in self.log.iter().skip(self.passed).take_while(|read| read.noted_at <= at) {
            self.passed += 1;
            self.read_at.extend(read.days.days().map(|day| (day, read.pulled_at)));
        }
        let first = *self.read_at.keys().next()?;
        Some((first, of_days(first, self.read_at.iter().map(|(day, at)| (*day, *at)))))
    }

    /// The same with what is known by now: the days up to `today` that are known for good count as read at the instant.
    pub(crate) fn by_now(
        &self,
        zone: &AccountZone,
        at: TimestampMillis,
        today: AccountDay,
        with_today: bool,
    ) -> Option<(AccountDay, Coverage)> {
        let first = self.last.first()?.day;
        let known = |day: &&PulledDay| match day.day.cmp(&today) {
            std::cmp::Ordering::Less => is_whole(zone, day),
            std::cmp::Ordering::Equal => with_today && day.pulled_at >= at,
            std::cmp::Ordering::Greater => false,
        };
        let days = self.last.iter().filter(known).map(|day| (day.day, at));
        Some((first, of_days(first, days)))
    }
}

fn is_whole(zone: &AccountZone, day: &PulledDay) -> bool {
    day.pulled_at >= zone.start_of(day.day.plus_days(1))
}
