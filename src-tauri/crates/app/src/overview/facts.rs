//! What is read of one account, once, for everything the overview says about it.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountId, AccountZone, DayRange, Level, MetricSums, ObjectId, TimestampMillis};
use store::{AdAccountRow, Db, ObjectRef, Roster, SlotDay};

use super::{Asked, month_of, zone_of};
use crate::explorer::RESTATED_DAYS;

/// Days before the present month, or before the last week, that say what is usual.
const USUAL_DAYS: i64 = 56;
/// Days that are looked over for unusual ones.
pub(super) const LOOKED_OVER: u32 = 7;
/// From this share on, in percent, a day's conversions count as in.
const RIPE_PERCENT: f64 = 95.0;
/// Where the account's own curve is not known: most conversions are attributed within a week.
const RIPE_DAYS: i64 = 7;

/// One account.
pub(super) struct Facts {
    pub(super) row: AdAccountRow,
    pub(super) zone: AccountZone,
    pub(super) today: AccountDay,
    /// Days of the range, of the one it is compared with, and of the last three months that were pulled.
    pulled: BTreeMap<AccountDay, TimestampMillis>,
    /// The account's figures by day, over the range and the one it is compared with.
    pub(super) days: BTreeMap<AccountDay, MetricSums>,
    /// Figures of campaigns by day, over the last months.
    pub(super) recent: Vec<SlotDay>,
    pub(super) campaigns: Roster,
    /// Which percentage of a day's conversions is usually known so many days later; empty while it cannot be told.
    curve: Vec<f64>,
}

impl Facts {
    /// What is known of an account; none before its first sync.
    pub(super) fn read(db: &Db, account: &AccountId, asked: &Asked) -> Result<Option<Self>, optimizer::Error> {
        let Some(row) = db.account(account)? else { return Ok(None) };
        let Some(zone) = zone_of(&row.timezone_name) else { return Ok(None) };
        let Some(today) = zone.day_of(asked.now) else { return Ok(None) };
        let recent_from = month_of(today).since().min(today.plus_days(-i64::from(LOOKED_OVER))).plus_days(-USUAL_DAYS);
        let recent = DayRange::new(recent_from, today).unwrap_or(DayRange::ending(today, 1));
        let mut pulled = BTreeMap::new();
        let mut days = BTreeMap::new();
        let whole = ObjectRef { account: account.clone(), level: Level::Account, id: own_id(account)? };
        for range in [asked.range, asked.compare] {
            days.extend(db.series(&whole, range)?.into_iter().map(|row| (row.day, row.figures.sums)));
        }
        for range in [asked.range, asked.compare, recent] {
            let read = db.pulled_days(account, Level::Campaign, range)?;
            pulled.extend(read.into_iter().map(|day| (day.day, day.pulled_at)));
        }
        Ok(Some(Self {
            recent: db.slot_days(account, Level::Campaign, recent)?,
            campaigns: db.roster(account, Level::Campaign)?,
            // An account whose currency or zone is not known has no curve, and everything else.
            curve: optimizer::maturity(db, account, asked.now).unwrap_or_default(),
            row,
            zone,
            today,
            pulled,
            days,
        }))
    }

    pub(super) fn pulled_at(&self, day: AccountDay) -> Option<TimestampMillis> {
        self.pulled.get(&day).copied()
    }

    /// Every day of the last months that was pulled, in order.
    pub(super) fn recent_days(&self) -> impl Iterator<Item = AccountDay> {
        let first = self.recent_range();
        self.pulled.keys().copied().filter(move |day| first.contains(*day))
    }

    /// The last months.
    pub(super) fn recent_range(&self) -> DayRange {
        let days = month_of(self.today).since().min(self.today.plus_days(-i64::from(LOOKED_OVER)));
        DayRange::new(days.plus_days(-USUAL_DAYS), self.today).unwrap_or(DayRange::ending(self.today, 1))
    }

    /// Figures of a pulled day; nothing was delivered on one that has none.
    pub(super) fn sums_on(&self, day: AccountDay) -> Option<MetricSums> {
        self.pulled_at(day).map(|_| self.days.get(&day).copied().unwrap_or_default())
    }

    /// The past days of a range that were not pulled.
    pub(super) fn missing_days(&self, range: DayRange) -> u32 {
        let missing = range.days().filter(|day| *day <= self.today && self.pulled_at(*day).is_none()).count();
        u32::try_from(missing).unwrap_or(u32::MAX)
    }

    pub(super) fn oldest_pull(&self, range: DayRange) -> Option<TimestampMillis> {
        range.days().filter_map(|day| self.pulled_at(day)).min()
    }

    fn age(&self, day: AccountDay) -> i64 {
        i64::from(self.today.number()) - i64::from(day.number())
    }

    /// The share of a day's final conversions that is usually in by now, in percent.
    pub(super) fn maturity_percent(&self, day: AccountDay) -> Option<f64> {
        match self.age(day) {
            ..0 => None,
            RESTATED_DAYS.. => Some(100.0),
            age => usize::try_from(age).ok().and_then(|age| self.curve.get(age)).copied(),
        }
    }

    /// Whether conversions of a day still arrive in numbers: by the account's own curve, or within a week without one.
    pub(super) fn is_maturing(&self, day: AccountDay) -> bool {
        match self.maturity_percent(day) {
            Some(percent) => percent < RIPE_PERCENT,
            None => (0..RIPE_DAYS).contains(&self.age(day)),
        }
    }
}

fn own_id(account: &AccountId) -> Result<ObjectId, store::Error> {
    ObjectId::parse(account.digits()).map_err(|_| store::Error::NotFound)
}
