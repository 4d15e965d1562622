//! Figures split by age, place or hour.

use domain::{AccountDay, ConversionAction, MetricSums, TimestampMillis};

/// A day of an object, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownDay {
    /// The account's day.
    pub day: AccountDay,
    /// What was counted as a conversion.
    pub conversion: ConversionAction,
    /// How it was attributed, such as `7d_click_1d_view`.
    pub attribution: String,
    /// When it was pulled.
    pub pulled_at: TimestampMillis,
    /// The parts; none on a day without delivery.
    pub cells: Vec<BreakdownCell>,
}

/// A part of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownCell {
    /// Meta's value of each of the things it is split by.
    pub values: Vec<String>,
    /// What can be added up.
    pub sums: MetricSums,
}
