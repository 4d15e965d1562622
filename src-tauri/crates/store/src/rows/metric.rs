//! Figures by day.

use std::sync::Arc;

use domain::{AccountDay, AccountId, ConversionAction, Level, MetricSums, ObjectId, TimestampMillis};

/// One object's figures of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFigures {
    /// What can be added up.
    pub sums: MetricSums,
    /// People reached that day. Never added up over days or objects.
    pub reach: Option<i64>,
    /// Meta's `attribution_setting`; empty where Meta sent none.
    pub attribution: Arc<str>,
    /// Which action the conversions and their value count.
    pub conversion: ConversionAction,
}

/// One row to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRow {
    /// The object.
    pub object: ObjectId,
    /// The account's day.
    pub day: AccountDay,
    /// Its figures.
    pub figures: DayFigures,
}

/// Rows of one account and level that were pulled together.
///
/// Storing the same batch twice changes nothing. Many rows of the same days and objects in one batch are cheaper than
/// many small batches: a chunk is one day of up to 512 objects, and it is rewritten once a batch.
#[derive(Debug, Clone)]
pub struct MetricsBatch<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// The level of all rows.
    pub level: Level,
    /// When Meta gave these figures.
    pub seen_at: TimestampMillis,
    /// The rows; the last one wins where two name the same object and day.
    pub rows: &'a [MetricRow],
}

/// What storing a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MetricsWritten {
    /// Object-days that were not there.
    pub added: usize,
    /// Object-days whose figures were restated; the old ones are kept.
    pub restated: usize,
    /// Object-days that were the same.
    pub unchanged: usize,
}

/// One object's figures of one day, with when this value was first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyRow {
    /// The account's day.
    pub day: AccountDay,
    /// Its figures as known now.
    pub figures: DayFigures,
    /// When these figures were first seen.
    pub first_seen: TimestampMillis,
}

/// A value an object-day has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// When it was first seen.
    pub seen_at: TimestampMillis,
    /// When another value took its place; none for the present one.
    pub superseded_at: Option<TimestampMillis>,
    /// The figures.
    pub figures: DayFigures,
}

/// How a day's figures grew since they were first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAndNow {
    /// The account's day.
    pub day: AccountDay,
    /// The first value ever seen.
    pub first: Revision,
    /// The value now.
    pub now: Revision,
}
