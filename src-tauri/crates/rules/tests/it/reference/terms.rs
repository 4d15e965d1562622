//! Values of terms, one object and one day at a time.

use chrono::Datelike;
use domain::{AccountDay, Level, MetricSums, Money, TimestampMillis};
use rules::*;

use super::{Reference, Value};
use crate::world::number;

impl Reference<'_> {
    pub(super) fn money(&self, money: Money) -> Value {
        (money.currency == self.world.account.currency).then_some(money.minor as f64)
    }

    pub(super) fn term(&self, term: &Term, index: usize) -> Value {
        let both = |both: &[Term; 2]| Some((self.term(&both[0], index)?, self.term(&both[1], index)?));
        let value = match term {
            Term::Number(number) => *number,
            Term::Money(money) => self.money(*money)?,
            Term::Metric(reading) => self.metric(index, reading.of, reading.window, reading.at)?,
            Term::Change(reading) => {
                let (level, above) = self.place(index, reading.at)?;
                let (since, until) = self.days(level, reading.window)?;
                let length = i64::from(until.number() - since.number() + 1);
                let now = self.over(level, above, reading.of, (since, until))?;
                let before = self.over(level, above, reading.of, (since.plus_days(-length), since.plus_days(-1)))?;
                if before == 0.0 {
                    return None;
                }
                (now - before) / before * 100.0
            }
            Term::Fact(fact) => {
                let (level, above) = self.place(index, fact.at)?;
                let object = &self.world.objects(level)[above];
                match fact.of {
                    Fact::AgeHours => {
                        let age = self.world.at.millis_since(object.created?);
                        if age < 0 {
                            return None;
                        }
                        age as f64 / 3_600_000.0
                    }
                    Fact::DailyBudget => object.daily_budget_minor? as f64,
                    Fact::LifetimeBudget => object.lifetime_budget_minor? as f64,
                    Fact::Bid => object.bid_minor? as f64,
                }
            }
            Term::Target(Target::Cpa) => self.world.account.target_cpa_minor? as f64,
            Term::Target(Target::Roas) => self.world.account.target_roas?,
            Term::Add(terms) => both(terms).map(|(left, right)| left + right)?,
            Term::Subtract(terms) => both(terms).map(|(left, right)| left - right)?,
            Term::Multiply(terms) => both(terms).map(|(left, right)| left * right)?,
            Term::Divide(terms) => both(terms).map(|(left, right)| left / right)?,
        };
        value.is_finite().then_some(value)
    }

    pub(super) fn metric(&self, index: usize, metric: Metric, window: Window, place: Place) -> Value {
        let (level, above) = self.place(index, place)?;
        let days = self.days(level, window)?;
        if window == Window::Lifetime {
            let first = self.world.read[number(level)].0;
            let made = self.world.objects(level)[above].created?;
            if made < self.world.account.zone.start_of(first) {
                return None;
            }
        }
        self.over(level, above, metric, days)
    }

    pub(super) fn level_of(&self, place: Place) -> Level {
        match place {
            Place::Itself => self.level,
            Place::Adset => Level::Adset,
            Place::Campaign => Level::Campaign,
            Place::Account => Level::Account,
        }
    }

    /// First and last day of a window.
    pub(super) fn days(&self, level: Level, window: Window) -> Option<(AccountDay, AccountDay)> {
        let today = self.world.today();
        let back = |days: i64| today.plus_days(-days);
        Some(match window {
            Window::Today => (today, today),
            Window::Yesterday => (back(1), back(1)),
            Window::Last(last) if last.with_today => (back(i64::from(last.days) - 1), today),
            Window::Last(last) => (back(i64::from(last.days)), back(1)),
            Window::ThisMonth => (back(i64::from(today.date().day()) - 1), today),
            Window::Lifetime => (self.world.read[number(level)].0, today),
            Window::Matured(matured) => {
                let newest = match matured.leave_out {
                    LeaveOut::Newest(days) => i64::from(days),
                    LeaveOut::UnderPercent(percent) => {
                        let curve = &self.world.account.maturity_percent;
                        let ripe_from = (0..curve.len())
                            .find(|day| curve[*day..].iter().all(|known| *known >= f64::from(percent)))?;
                        i64::try_from(ripe_from).unwrap().max(1)
                    }
                };
                (back(newest + i64::from(matured.days) - 1), back(newest))
            }
        })
    }

    /// Whether these days were read well enough.
    pub(super) fn relied_on(&self, level: Level, (since, until): (AccountDay, AccountDay)) -> bool {
        let (first, read) = &self.world.read[number(level)];
        let (at, today) = (self.world.at, self.world.today());
        let read_at = |day: i32| -> Option<TimestampMillis> {
            read.get(usize::try_from(day - first.number()).ok()?).copied().flatten()
        };
        for day in since.number()..=until.number() {
            let Some(read_at) = read_at(day) else { return false };
            let next = AccountDay::from_number(day).unwrap().plus_days(1);
            let over = day < today.number();
            if read_at > at || (over && read_at < self.world.account.zone.start_of(next)) {
                return false;
            }
        }
        let newest = read_at(until.number()).unwrap();
        let limit = i64::from(self.rule.guards.freshness_minutes) * 60_000;
        today.number() - until.number() >= 28 || at.0 - newest.0 <= limit
    }

    pub(super) fn over(&self, level: Level, index: usize, metric: Metric, days: (AccountDay, AccountDay)) -> Value {
        if !self.relied_on(level, days) {
            return None;
        }
        let mut sums = MetricSums::default();
        let mut there = false;
        for day in days.0.number()..=days.1.number() {
            if let Some(row) = self.world.rows.get(&(level, index, day)) {
                sums.add(row);
                there = true;
            }
        }
        if !there {
            return None;
        }
        let rate = |top: f64, bottom: i64| (bottom != 0).then(|| top / bottom as f64);
        match metric {
            Metric::Spend => Some(sums.spend_minor as f64),
            Metric::Impressions => Some(sums.impressions as f64),
            Metric::Clicks => Some(sums.clicks as f64),
            Metric::LinkClicks => Some(sums.link_clicks as f64),
            Metric::Conversions => Some(sums.conversions()),
            Metric::Value => Some(sums.value_minor as f64),
            Metric::Ctr => sums.ctr_percent(),
            Metric::LinkCtr => rate(sums.link_clicks as f64 * 100.0, sums.impressions),
            Metric::ConversionRate => rate(sums.conversions() * 100.0, sums.link_clicks),
            Metric::Cpc => sums.cpc_minor(),
            Metric::Cpm => sums.cpm_minor(),
            Metric::Cpa => sums.cpa_minor(),
            Metric::Roas => sums.roas(),
        }
    }
}
