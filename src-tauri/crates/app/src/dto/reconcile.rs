//! Two levels of an account side by side, and why they differ.

use super::{MetricKey, ObjectLevel, Range, choice, dto};

choice! {
    /// Why figures differ.
    pub enum DifferenceCause {
        /// The day was read at one level and not at the other.
        NotRead,
        /// The levels were read at different times while the day still matured.
        Restated,
        /// Something below was deleted or never listed: Meta still counts it above.
        Deleted,
        /// What is below counts other conversions.
        OtherConversion,
        /// None of these.
        Unexplained,
    }
}

dto! {
    /// Which levels over which days.
    pub struct ReconcileRequest {
        /// The account.
        pub account_id: String,
        /// Days.
        pub range: Range,
        /// The level that campaigns are compared with: ad sets or ads.
        pub below: ObjectLevel,
    }

    /// Campaigns against what is in them.
    pub struct Reconciliation {
        /// The currency of money.
        pub currency: String,
        /// One row a sum.
        pub rows: Vec<ReconcileRow>,
        /// Campaigns whose figures differ most, by what was spent.
        pub places: Vec<ReconcilePlace>,
        /// When the figures of campaigns were last read, of the days of the range; `null` when they never were.
        pub read_at_ms: Option<f64>,
        /// When those of the level below were.
        pub below_read_at_ms: Option<f64>,
    }

    /// A sum on both sides.
    pub struct ReconcileRow {
        /// Which.
        pub metric: MetricKey,
        /// Of campaigns; money in minor units.
        pub campaigns: f64,
        /// Of the level below.
        pub below: f64,
        /// Campaigns less the level below.
        pub difference: f64,
        /// How much of the difference each cause explains; they add up to it.
        pub causes: Vec<ExplainedDifference>,
    }

    /// A part of a difference.
    pub struct ExplainedDifference {
        /// The cause.
        pub cause: DifferenceCause,
        /// How much of it.
        pub amount: f64,
    }

    /// A campaign whose figures differ from what is in it.
    pub struct ReconcilePlace {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// On how many days.
        pub days: u32,
        /// Difference of spend, in minor units.
        pub spend_minor: f64,
        /// Difference of conversions.
        pub conversions: f64,
        /// The cause of most of its days.
        pub cause: DifferenceCause,
    }
}
