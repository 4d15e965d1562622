//! A snapshot with what was worked out from it, kept in columns so that rules share it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use domain::{AccountDay, DayRange, Level, Sum, TimestampMillis};

use crate::condition::{Fact, FactOf, Metric, Place, Reading, Window};
use crate::prepared::Prepared;
use crate::schedule::WallClock;
use crate::scope::NameFilter;
use crate::snapshot::{AccountFacts, COLUMNS, Cut, Snapshot};
use crate::span::{days_of, known};
use crate::unknown::Unknown;

/// Values of each object; NaN where one cannot be told.
pub(crate) type Column = Rc<[f64]>;
type Kept<K, V> = RefCell<HashMap<K, V>>;

/// A snapshot, read by many rules. What one of them worked out the others find.
#[derive(Debug)]
pub struct Frame<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) today: Option<AccountDay>,
    pub(crate) clock: Option<WallClock>,
    readings: Kept<(Level, Reading), Result<Column, Unknown>>,
    changes: Kept<(Level, Reading), Result<Column, Unknown>>,
    facts: Kept<(Level, FactOf), Column>,
    pub(crate) names: Kept<(Level, NameFilter), Rc<[bool]>>,
    fresh: Kept<(Level, DayRange, u32), Result<TimestampMillis, Unknown>>,
    pub(crate) active: Kept<Level, Rc<[i64]>>,
}

/// Whose figures a place means, for a rule about objects of `level`.
pub(crate) fn level_at(level: Level, place: Place) -> Option<Level> {
    let wanted = match place {
        Place::Itself => level,
        Place::Adset => Level::Adset,
        Place::Campaign => Level::Campaign,
        Place::Account => Level::Account,
    };
    (wanted <= level).then_some(wanted)
}

impl<'a> Frame<'a> {
    /// A frame round a snapshot. Costs nothing yet.
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            today: snapshot.today(),
            clock: WallClock::at(&snapshot.account.zone, snapshot.at),
            readings: RefCell::default(),
            changes: RefCell::default(),
            facts: RefCell::default(),
            names: RefCell::default(),
            fresh: RefCell::default(),
            active: RefCell::default(),
        }
    }

    /// The days these rules read at `at`, by level: what has to have been pulled before they are judged. `first` is the
    /// first day of which anything is known.
    pub fn reads(
        rules: &[Prepared],
        account: &AccountFacts,
        at: TimestampMillis,
        first: AccountDay,
    ) -> Vec<(Level, DayRange)> {
        let mut reads = Vec::new();
        let Some(today) = account.zone.day_of(at) else { return reads };
        for (level, window, before) in rules.iter().flat_map(Prepared::windows) {
            let Ok(range) = days_of(window, today, account, Some(first)) else { continue };
            let ranges = [Some(range), before.then(|| range.previous())];
            reads.extend(ranges.into_iter().flatten().map(|range| (level, range)));
        }
        reads.sort_by_key(|(level, range)| (*level, range.since(), range.until()));
        reads.dedup();
        reads
    }

    /// Which days a snapshot has to have sums for, so that these rules can be judged at `at`: the ends of the windows
    /// they read, and the days before those begin. `first` is the first day of which anything is known.
    pub fn spans(
        rules: &[Prepared],
        account: &AccountFacts,
        at: TimestampMillis,
        first: AccountDay,
    ) -> BTreeSet<(Level, AccountDay)> {
        let ends = |(level, range): (Level, DayRange)| {
            let ends = [range.until(), range.since().plus_days(-1)];
            ends.into_iter().filter(|day| *day >= first).map(move |day| (level, day)).collect::<Vec<_>>()
        };
        Self::reads(rules, account, at, first).into_iter().flat_map(ends).collect()
    }

    pub(crate) fn range(&self, level: Level, window: Window) -> Result<DayRange, Unknown> {
        let first = self.snapshot.objects(level).figures.coverage.first();
        days_of(window, self.today.ok_or(Unknown::NoDay)?, &self.snapshot.account, first)
    }

    /// When the days of a range were last read, at the earliest.
    pub(crate) fn read_at(
        &self,
        level: Level,
        range: DayRange,
        freshness_minutes: u32,
    ) -> Result<TimestampMillis, Unknown> {
        *self.fresh.borrow_mut().entry((level, range, freshness_minutes)).or_insert_with(|| {
            let coverage = &self.snapshot.objects(level).figures.coverage;
            known(coverage, range, &self.snapshot.account, self.snapshot.at, freshness_minutes)
        })
    }

    /// A figure of each object of `level`, whether or not it is fresh enough.
    pub(crate) fn reading(&self, level: Level, reading: Reading) -> Result<Column, Unknown> {
        keep(&self.readings, (level, reading), || {
            let at = level_at(level, reading.at).ok_or(Unknown::NoParent)?;
            if at != level {
                let above = self.reading(at, Reading { at: Place::Itself, ..reading })?;
                return Ok(self.gather(level, at, &above));
            }
            let range = self.range(level, reading.window)?;
            let values = self.over(level, reading.of, range)?;
            Ok(if reading.window == Window::Lifetime { self.whole_lives(level, &values) } else { values })
        })
    }

    /// How a figure of each object changed against the window before, in percent.
    pub(crate) fn change(&self, level: Level, reading: Reading) -> Result<Column, Unknown> {
        keep(&self.changes, (level, reading), || {
            let at = level_at(level, reading.at).ok_or(Unknown::NoParent)?;
            let range = self.range(at, reading.window)?;
            let now = self.over(at, reading.of, range)?;
            let before = self.over(at, reading.of, range.previous())?;
            let change = |(now, before): (&f64, &f64)| {
                if *before == 0.0 { f64::NAN } else { finite((now - before) / before * 100.0) }
            };
            let changes: Column = now.iter().zip(before.iter()).map(change).collect();
            Ok(if at == level { changes } else { self.gather(level, at, &changes) })
        })
    }

    /// A fact of each object of `level`.
    pub(crate) fn fact(&self, level: Level, fact: FactOf) -> Result<Column, Unknown> {
        let at = level_at(level, fact.at).ok_or(Unknown::NoParent)?;
        if let Some(kept) = self.facts.borrow().get(&(level, fact)) {
            return Ok(Rc::clone(kept));
        }
        let objects = self.snapshot.objects(at);
        let amount = |minor: &Option<i64>| minor.map_or(f64::NAN, |minor| minor as f64);
        let age = |created: &Option<TimestampMillis>| match created.map(|made| self.snapshot.at.millis_since(made)) {
            Some(age) if age >= 0 => age as f64 / HOUR_MS,
            _ => f64::NAN,
        };
        let own: Column = match fact.of {
            Fact::AgeHours => objects.created.iter().map(age).collect(),
            Fact::DailyBudget => objects.daily_budgets.iter().map(amount).collect(),
            Fact::LifetimeBudget => objects.lifetime_budgets.iter().map(amount).collect(),
            Fact::Bid => objects.bids.iter().map(amount).collect(),
        };
        let column = if at == level { own } else { self.gather(level, at, &own) };
        self.facts.borrow_mut().insert((level, fact), Rc::clone(&column));
        Ok(column)
    }

    fn gather(&self, level: Level, at: Level, values: &[f64]) -> Column {
        let above = |index: usize| self.snapshot.above(level, index, at).and_then(|at| values.get(at).copied());
        (0..self.snapshot.objects(level).len()).map(|index| above(index).unwrap_or(f64::NAN)).collect()
    }

    /// Leaves only objects that were made on or after the first day that is known: of others the beginning is missing.
    fn whole_lives(&self, level: Level, values: &[f64]) -> Column {
        let objects = self.snapshot.objects(level);
        let zone = &self.snapshot.account.zone;
        let begins = objects.figures.coverage.first().map(|first| zone.start_of(first));
        let whole = |made: Option<TimestampMillis>| made.zip(begins).is_some_and(|(made, begins)| made >= begins);
        let each = objects.created.iter().zip(values);
        each.map(|(made, value)| if whole(*made) { *value } else { f64::NAN }).collect()
    }

    fn over(&self, level: Level, metric: Metric, range: DayRange) -> Result<Column, Unknown> {
        let objects = self.snapshot.objects(level);
        let (lower, upper) = objects.figures.between(range).ok_or(Unknown::NotInSnapshot)?;
        let parts = metric.formula();
        let rows = objects.len();
        let column = |column: usize| (padded(Some(upper), column, rows), padded(lower, column, rows));
        let (days, days_before) = column(DAYS);
        let (tops, tops_before) = column(column_of(parts.top));
        let (bottoms, bottoms_before) = parts.bottom.map_or_else(Default::default, |sum| column(column_of(sum)));
        // The snapshot may hold anything, so differences wrap rather than panic.
        let days = days.iter().zip(&*days_before).map(|(upper, lower)| upper.wrapping_sub(*lower));
        let tops = tops.iter().zip(&*tops_before).map(|(upper, lower)| upper.wrapping_sub(*lower) as f64 * parts.up);
        if parts.bottom.is_none() {
            let sum = |(days, top): (i64, f64)| if days == 0 { f64::NAN } else { top / parts.down };
            return Ok(days.zip(tops).map(sum).collect());
        }
        let bottoms = bottoms.iter().zip(&*bottoms_before).map(|(upper, lower)| upper.wrapping_sub(*lower));
        let ratio = |((days, top), bottom): ((i64, f64), i64)| {
            if days == 0 || bottom == 0 { f64::NAN } else { top / (bottom as f64 * parts.down) }
        };
        Ok(days.zip(tops).zip(bottoms).map(ratio).collect())
    }
}

const HOUR_MS: f64 = 3_600_000.0;
const DAYS: usize = 0;
const IMPRESSIONS: usize = 1;
const CLICKS: usize = 2;
const LINK_CLICKS: usize = 3;
const SPEND: usize = 4;
const CONVERSIONS_MILLI: usize = 5;
const VALUE: usize = COLUMNS - 1;

/// The column of a sum.
fn column_of(sum: Sum) -> usize {
    match sum {
        Sum::Impressions => IMPRESSIONS,
        Sum::Clicks => CLICKS,
        Sum::LinkClicks => LINK_CLICKS,
        Sum::Spend => SPEND,
        Sum::ConversionsMilli => CONVERSIONS_MILLI,
        Sum::Value => VALUE,
    }
}

/// A column of a cut for `rows` objects; nothing for those it does not have.
fn padded(cut: Option<&Cut>, column: usize, rows: usize) -> Cow<'_, [i64]> {
    let kept = cut.map_or(&[][..], |cut| cut.column(column));
    match kept.get(..rows) {
        Some(kept) => Cow::Borrowed(kept),
        None => Cow::Owned(kept.iter().copied().chain(std::iter::repeat(0)).take(rows).collect()),
    }
}

/// What is too large to be a number cannot be told.
pub(crate) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

fn keep<K: Copy + Eq + std::hash::Hash>(
    kept: &Kept<K, Result<Column, Unknown>>,
    key: K,
    work_out: impl FnOnce() -> Result<Column, Unknown>,
) -> Result<Column, Unknown> {
    if let Some(found) = kept.borrow().get(&key) {
        return found.clone();
    }
    let made = work_out();
    kept.borrow_mut().insert(key, made.clone());
    made
}
