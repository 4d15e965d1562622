//! Figures of one object, split by who saw it, where or when.

use super::{IpcError, Metrics, ObjectLevel, Range, choice, dto};

choice! {
    /// By what figures are split: the combinations that Meta allows.
    pub enum BreakdownKind {
        /// By age.
        Age,
        /// By gender.
        Gender,
        /// By age and gender.
        AgeGender,
        /// By country.
        Country,
        /// By platform, such as Instagram.
        PublisherPlatform,
        /// By platform and the place on it.
        PlatformPosition,
        /// By platform and device.
        ImpressionDevice,
        /// By kind of device.
        DevicePlatform,
        /// By hour of the day in the ad account's time zone.
        Hour,
    }

    /// A figure that can be added, for parts of a whole.
    pub enum BreakdownMetric {
        /// Spend.
        Spend,
        /// Times shown.
        Impressions,
        /// All clicks.
        Clicks,
        /// Clicks on the link.
        LinkClicks,
        /// Conversions.
        Conversions,
        /// Value of the conversions.
        Value,
    }
}

dto! {
    /// Which figures, split by what.
    pub struct BreakdownRequest {
        /// The object's account.
        pub account_id: String,
        /// Meta's id.
        pub id: String,
        /// Its level.
        pub level: ObjectLevel,
        /// Days.
        pub range: Range,
        /// Split by this.
        pub by: BreakdownKind,
        /// The figure that parts are ordered and stacked by.
        pub metric: BreakdownMetric,
    }

    /// Begins to pull split figures from Meta.
    pub struct StartBreakdown {
        /// Which.
        pub breakdown: BreakdownRequest,
        /// Also days that are here already, which Meta may have restated.
        pub again: bool,
    }

    /// Split figures as far as they are here.
    pub struct Breakdown {
        /// Currency of the money figures.
        pub currency: String,
        /// The account's time zone.
        pub time_zone: String,
        /// What counts as a conversion; `mixed` for an account, whose rows have no conversions.
        pub conversion: String,
        /// Attribution settings of the figures.
        pub attribution: Vec<String>,
        /// Days of the range that are not here.
        pub missing_days: u32,
        /// Days of the range that Meta may still restate.
        pub maturing_days: u32,
        /// When the oldest of the days here was pulled; `null` when there is none.
        pub pulled_at_ms: Option<f64>,
        /// The parts, the largest of the asked figure first.
        pub rows: Vec<BreakdownRow>,
        /// The parts added up.
        pub total: Metrics,
        /// The object's own figures of the same days, to compare; `null` where they are not here.
        pub whole: Option<Metrics>,
        /// Whether Meta leaves out conversions that happen outside of it when it splits like this.
        pub leaves_out_conversions: bool,
        /// The largest parts, by day.
        pub stack: BreakdownStack,
        /// Hours of the week, for figures split by hour; empty otherwise.
        pub heat: Vec<HeatCell>,
        /// What is being pulled for this question.
        pub running: Option<BreakdownRun>,
        /// Why the last pull for this question ended early.
        pub failed: Option<IpcError>,
    }

    /// A part.
    pub struct BreakdownRow {
        /// Meta's value of each of the things it is split by.
        pub values: Vec<String>,
        /// Its figures.
        pub metrics: Metrics,
        /// Its share of the asked figure, in percent; `null` where there is nothing to share.
        pub share_percent: Option<f64>,
    }

    /// Parts by day.
    pub struct BreakdownStack {
        /// The parts, the largest first; the last one has no values where it is all others together.
        pub names: Vec<Vec<String>>,
        /// Each day of the range.
        pub days: Vec<StackDay>,
    }

    /// A day of a stack.
    pub struct StackDay {
        /// `YYYY-MM-DD`.
        pub day: String,
        /// The asked figure of each part; `null` for a day that is not here.
        pub values: Option<Vec<f64>>,
    }

    /// An hour of the week.
    pub struct HeatCell {
        /// 0 is Monday.
        pub weekday: u8,
        /// 0 to 23, in the account's time zone.
        pub hour: u8,
        /// How many such days are in it.
        pub days: u32,
        /// Their figures added up.
        pub metrics: Metrics,
    }

    /// A pull under way.
    pub struct BreakdownRun {
        /// Days that are here.
        pub done_days: u32,
        /// Days that are pulled in all.
        pub of_days: u32,
    }
}
