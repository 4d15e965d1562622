//! Meta's insights rows as rows of the cache, read strictly: a slice is taken whole or not at all.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{AccountDay, AccountId, Currency, DayRange, Level, MetricSums, Money, ObjectId};
use graph::{InsightsRow, InsightsRows, InsightsTotals};
use store::{DayFigures, MetricRow};

use crate::goals::Goals;
use crate::report::Inconsistency;

/// What rows are read against.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub(crate) account: AccountId,
    pub(crate) level: Level,
    pub(crate) range: DayRange,
    pub(crate) currency: Currency,
    pub(crate) goals: Arc<Goals>,
}

/// What rows say about an object besides its figures, where they were asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    /// A campaign's objective, an ad set's optimisation goal.
    pub(crate) purpose: Option<String>,
    pub(crate) campaign: Option<ObjectId>,
    pub(crate) adset: Option<ObjectId>,
}

impl Named {
    fn of(row: &InsightsRow<'_>) -> Option<Self> {
        let id = |text: Option<&str>| text.and_then(|text| ObjectId::parse(text).ok());
        Some(Self {
            name: row.name.as_deref()?.to_owned(),
            purpose: row.purpose.as_deref().map(str::to_owned),
            campaign: id(row.campaign_id.as_deref()),
            adset: id(row.adset_id.as_deref()),
        })
    }
}

/// One row as it was read.
#[derive(Debug)]
pub(crate) struct ReadRow {
    row: MetricRow,
    /// Boxed, since most rows do not say it.
    named: Option<Box<Named>>,
}

/// Reads single rows, also of several pages at once.
#[derive(Debug)]
pub(crate) struct RowReader {
    expected: Expected,
    /// Settings repeat from row to row: each text is kept once.
    attributions: Mutex<HashSet<Arc<str>>>,
}

impl RowReader {
    pub(crate) fn new(expected: Expected) -> Self {
        Self { expected, attributions: Mutex::default() }
    }

    /// A row of the cache.
    ///
    /// # Errors
    /// The way in which the row does not fit the question; the slice is then of no use.
    pub(crate) fn row(&self, row: &InsightsRow<'_>) -> Result<ReadRow, Inconsistency> {
        let Expected { account, level, range, currency, goals } = &self.expected;
        let foreign_account = row.account_id.as_deref().is_some_and(|id| id != account.digits());
        let foreign_currency = row.account_currency.as_deref().is_some_and(|code| code != currency.code());
        let one_day = row.date_start == row.date_stop && range.contains(row.date_start);
        if foreign_account || foreign_currency || !one_day {
            return Err(Inconsistency::Foreign);
        }
        let id = match level {
            Level::Account => account.digits(),
            _ => row.object_id(*level).ok_or(Inconsistency::Foreign)?,
        };
        let object = ObjectId::parse(id).map_err(|_| Inconsistency::Foreign)?;
        let named = Named::of(row).map(Box::new);
        let conversion = goals.action(*level, &object, row.purpose.as_deref());
        let money = |text: Option<&str>| match text {
            None => Ok(0),
            Some(text) => {
                Money::from_decimal_text(text, *currency).map(|m| m.minor).map_err(|_| Inconsistency::NotANumber)
            }
        };
        let conversions = match row.action(conversion.action_types()) {
            None => 0,
            Some(text) => MetricSums::milli_from_text(text).map_err(|_| Inconsistency::NotANumber)?,
        };
        let sums = MetricSums {
            impressions: row.impressions.unwrap_or(0),
            clicks: row.clicks.unwrap_or(0),
            link_clicks: row.inline_link_clicks.unwrap_or(0),
            spend_minor: money(row.spend.as_deref())?,
            conversions_milli: conversions,
            value_minor: money(row.action_value(conversion.action_types()))?,
        };
        let (day, reach) = (row.date_start, row.reach);
        let attribution = self.attribution(row.attribution_setting.as_deref().unwrap_or_default());
        let figures = DayFigures { sums, reach, attribution, conversion };
        Ok(ReadRow { row: MetricRow { object, day, figures }, named })
    }

    fn attribution(&self, text: &str) -> Arc<str> {
        let mut known = self.attributions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        known.insert(Arc::clone(&new));
        new
    }
}

/// A page of rows as they were read one by one.
pub(crate) type SlicePage = InsightsRows<Result<ReadRow, Inconsistency>>;

/// Rows of one slice as its pages come in.
#[derive(Debug)]
pub(crate) struct SliceReader {
    currency: Currency,
    rows: Vec<MetricRow>,
    named: BTreeMap<ObjectId, Named>,
    first_totals: Option<InsightsTotals>,
    last_totals: Option<InsightsTotals>,
}

impl SliceReader {
    pub(crate) fn new(currency: Currency) -> Self {
        Self { currency, rows: Vec::new(), named: BTreeMap::new(), first_totals: None, last_totals: None }
    }

    /// Forgets everything read so far, after a listing started over.
    pub(crate) fn restart(&mut self) {
        self.rows.clear();
        (self.first_totals, self.last_totals) = (None, None);
    }

    /// Takes a page in.
    ///
    /// # Errors
    /// What is wrong with its first row that does not fit the question.
    pub(crate) fn page(&mut self, page: SlicePage) -> Result<(), Inconsistency> {
        if let Some(totals) = page.totals() {
            self.first_totals.get_or_insert_with(|| totals.clone());
            self.last_totals = Some(totals.clone());
        }
        self.rows.reserve(page.rows().len());
        for row in page.into_rows() {
            let ReadRow { row, named } = row?;
            if let Some(named) = named {
                self.named.entry(row.object.clone()).or_insert(*named);
            }
            self.rows.push(row);
        }
        Ok(())
    }

    /// Checks that no row came twice and that the rows add up to Meta's own totals, and gives them out by object
    /// and day.
    ///
    /// # Errors
    /// What does not add up.
    pub(crate) fn finish(mut self) -> Result<SliceRows, Inconsistency> {
        self.rows.sort_unstable_by(|a, b| (&a.object, a.day).cmp(&(&b.object, b.day)));
        if self.rows.windows(2).any(|pair| matches!(pair, [a, b] if a.day == b.day && a.object == b.object)) {
            return Err(Inconsistency::Duplicate);
        }
        let mut sums = MetricSums::default();
        self.rows.iter().for_each(|row| sums.add(&row.figures.sums));
        if let (Some(first), Some(last)) = (&self.first_totals, &self.last_totals) {
            let rows = i64::try_from(self.rows.len()).unwrap_or(i64::MAX);
            within(sums.impressions, first.impressions, last.impressions, 0)?;
            within(sums.clicks, first.clicks, last.clicks, 0)?;
            // Each row's spend is rounded to a minor unit by itself, the total once.
            let minor = |text: Option<&str>| text.and_then(|t| Money::from_decimal_text(t, self.currency).ok());
            let (first, last) = (minor(first.spend.as_deref()), minor(last.spend.as_deref()));
            within(sums.spend_minor, first.map(|m| m.minor), last.map(|m| m.minor), rows.saturating_add(1) / 2)?;
        }
        Ok(SliceRows { rows: self.rows, named: self.named })
    }
}

/// Figures grow while they are read page by page: the sum of the rows lies between the totals on the first page and
/// those on the last one.
fn within(sum: i64, first: Option<i64>, last: Option<i64>, tolerance: i64) -> Result<(), Inconsistency> {
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    let (low, high) = (first.min(last).saturating_sub(tolerance), first.max(last).saturating_add(tolerance));
    if (low..=high).contains(&sum) { Ok(()) } else { Err(Inconsistency::Totals) }
}

/// All rows of a slice, none twice.
#[derive(Debug, Default)]
pub(crate) struct SliceRows {
    pub(crate) rows: Vec<MetricRow>,
    /// The objects of rows that say what they are about.
    pub(crate) named: BTreeMap<ObjectId, Named>,
}

impl SliceRows {
    /// Rows of each day of `range`, days without rows included.
    pub(crate) fn by_day(&self, range: DayRange) -> BTreeMap<AccountDay, u64> {
        let mut days: BTreeMap<_, u64> = range.days().map(|day| (day, 0)).collect();
        for row in &self.rows {
            *days.entry(row.day).or_default() += 1;
        }
        days
    }

    /// Joins the rows of another part of the same slice.
    pub(crate) fn join(&mut self, other: Self) {
        self.named.extend(other.named);
        if self.rows.is_empty() {
            self.rows = other.rows;
        } else {
            self.rows.extend(other.rows);
        }
    }
}
