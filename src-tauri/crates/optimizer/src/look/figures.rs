//! Figures of a level: which days rules read, when those were read, and the sums at their ends.

use std::collections::BTreeSet;

use domain::{AccountDay, AccountId, DayRange, Level, TimestampMillis};
use rules::{AccountFacts, Coverage, Cut, Frame, Prepared};
use store::{Db, PulledDay};

/// The level whose reads bring the figures of a level: those of an account are those of its campaigns.
pub(crate) fn read_at(level: Level) -> Level {
    if level == Level::Account { Level::Campaign } else { level }
}

/// The sums that rules need of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The day with which all sums begin.
    pub(crate) since: AccountDay,
    /// The days at whose ends they are needed, rising.
    pub(crate) ends: Vec<AccountDay>,
}

impl Plan {
    /// What these rules need at `at`; none where they read nothing of the level.
    pub(crate) fn of(
        rules: &[Prepared],
        account: &AccountFacts,
        at: TimestampMillis,
        level: Level,
        first: AccountDay,
    ) -> Option<Self> {
        let reads = Frame::reads(rules, account, at, first);
        let begins = reads.into_iter().filter(|(of, _)| *of == level).map(|(_, range)| range.since()).min()?;
        let spans: BTreeSet<AccountDay> = Frame::spans(rules, account, at, first)
            .into_iter()
            .filter(|(of, _)| *of == level)
            .map(|(_, day)| day)
            .collect();
        // A window that begins with the first known day has no sums before it to be taken off.
        let since = if begins <= first { first } else { Db::cheap_sums_start(begins.plus_days(-1)).max(first) };
        Some(Self { since, ends: spans.into_iter().collect() })
    }

    /// The sums as they are known now.
    pub(crate) fn cuts_now(&self, db: &Db, account: &AccountId, level: Level) -> Result<Vec<Cut>, store::Error> {
        let cut = |day: &AccountDay| {
            let range = DayRange::new(self.since, *day).map_err(|_| store::Error::Unreadable("a range of days"))?;
            Ok(Cut::of(*day, db.slot_sums(account, level, range)?))
        };
        self.ends.iter().map(cut).collect()
    }
}

/// Longer than any account has been there, and short enough to stay within the years that are supported.
const EVER: i64 = 20_000;

/// Every day of a level that was read, from the first one on.
pub(crate) fn all_pulled(
    db: &Db,
    account: &AccountId,
    level: Level,
    first: AccountDay,
) -> Result<Vec<PulledDay>, store::Error> {
    let range = DayRange::new(first, first.plus_days(EVER));
    range.map_or_else(|_| Ok(Vec::new()), |range| db.pulled_days(account, level, range))
}

/// When each day of a level was last read.
pub(crate) fn coverage(
    db: &Db,
    account: &AccountId,
    level: Level,
    first: AccountDay,
) -> Result<Coverage, store::Error> {
    let pulled = all_pulled(db, account, read_at(level), first)?;
    Ok(of_days(first, pulled.into_iter().map(|day| (day.day, day.pulled_at))))
}

/// The coverage of days with when they were read.
pub(crate) fn of_days(first: AccountDay, days: impl Iterator<Item = (AccountDay, TimestampMillis)>) -> Coverage {
    let mut read_at = Vec::new();
    for (day, at) in days {
        let Ok(place) = usize::try_from(day.number() - first.number()) else { continue };
        if read_at.len() <= place {
            read_at.resize(place + 1, None);
        }
        if let Some(read) = read_at.get_mut(place) {
            *read = Some(at);
        }
    }
    Coverage::new(first, read_at)
}
