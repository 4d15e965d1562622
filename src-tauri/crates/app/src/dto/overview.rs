//! What happened, and what needs a person: figures with their changes, pace, unusual days, what moved.

use super::{ActivitySource, Metrics, Note, ObjectLevel, Range, TargetKind, choice, dto};

choice! {
    /// A metric.
    pub enum MetricKey {
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
        /// Conversion value.
        Value,
        /// Clicks per hundred impressions.
        Ctr,
        /// Link clicks per hundred impressions.
        LinkCtr,
        /// Conversions per hundred link clicks.
        ConversionRate,
        /// Cost per click.
        Cpc,
        /// Cost per thousand impressions.
        Cpm,
        /// Cost per conversion.
        Cpa,
        /// Return on ad spend.
        Roas,
    }

    /// How a change is measured.
    pub enum ChangeKind {
        /// Relative, in percent.
        Percent,
        /// Of a rate: the difference of two percentages.
        Points,
        /// There was nothing before.
        New,
        /// There is nothing to compare.
        Unknown,
    }

    /// What a change means.
    pub enum ChangeTone {
        /// For the better.
        Good,
        /// For the worse.
        Bad,
        /// Neither, or too little to say.
        Neutral,
    }

    /// Where a target stands.
    pub enum PaceStanding {
        /// It will end near the target.
        OnPace,
        /// It will end above.
        Over,
        /// It will end below.
        Under,
        /// Too little is known, or there is no target.
        CannotTell,
    }
}

dto! {
    /// What to look at.
    pub struct OverviewRequest {
        /// Accounts; empty means all.
        pub account_ids: Vec<String>,
        /// Days.
        pub range: Range,
        /// Days to compare with; `null` compares with the days before.
        pub compare: Option<Range>,
    }

    /// The overview.
    pub struct Overview {
        /// One entry a currency, in the order of the accounts: different currencies are never added.
        pub currencies: Vec<OverviewMoney>,
        /// The days compared with.
        pub compare: Range,
        /// This month against its targets: accounts, each followed by its campaigns that have one, then clients.
        pub pacing: Vec<PacingRow>,
        /// Days of the last week that were unlike the same weekdays before, newest first.
        pub unusual: Vec<UnusualDay>,
        /// What rules did since the day began.
        pub rules_today: RulesToday,
        /// Attribution settings of the figures, such as `7d_click_1d_view`.
        pub attribution: Vec<String>,
        /// Oldest pull among the figures of the range; `null` when there are none.
        pub pulled_at_ms: Option<f64>,
        /// Days of the range that are not here for some account.
        pub missing_days: u32,
    }

    /// Figures of the accounts of one currency.
    pub struct OverviewMoney {
        /// The currency.
        pub currency: String,
        /// Its accounts.
        pub account_ids: Vec<String>,
        /// What counts as a conversion; `mixed` where campaigns differ.
        pub conversion: String,
        /// Key figures.
        pub kpis: Vec<Kpi>,
        /// Each day of the range in order.
        pub days: Vec<OverviewDay>,
        /// Changes within the range, oldest first; the newest 200 of each account.
        pub marks: Vec<OverviewMark>,
        /// Notes about days of the range.
        pub notes: Vec<Note>,
        /// Campaigns whose spend changed most, largest change first.
        pub movers: Vec<Mover>,
    }

    /// A key figure.
    pub struct Kpi {
        /// Which.
        pub metric: MetricKey,
        /// Over the range; money in minor units, rates in percent. `null` where it cannot exist.
        pub now: Option<f64>,
        /// Over the days compared with.
        pub before: Option<f64>,
        /// The change.
        pub change: FigureChange,
        /// Its value on each day of the range; `null` where it cannot exist or was never pulled.
        pub days: Vec<Option<f64>>,
        /// Whether some of it is still maturing.
        pub maturing: bool,
    }

    /// A change between two periods.
    pub struct FigureChange {
        /// How it is measured.
        pub kind: ChangeKind,
        /// By how much; 0 where there is nothing to measure.
        pub by: f64,
        /// What it means.
        pub tone: ChangeTone,
        /// Whether there were so few conversions before that it says nothing.
        pub few: bool,
    }

    /// A day.
    pub struct OverviewDay {
        /// `YYYY-MM-DD`.
        pub day: String,
        /// Figures; `null` where the day was not pulled for every account.
        pub metrics: Option<Metrics>,
        /// Spend on the day at the same place in the days compared with, in minor units.
        pub compare_spend_minor: Option<f64>,
        /// Whether conversions of this day still arrive.
        pub maturing: bool,
        /// Share of the final conversions usually in by now, in percent; `null` where it cannot be told.
        pub maturity_percent: Option<f64>,
    }

    /// A change on the time axis.
    pub struct OverviewMark {
        /// `YYYY-MM-DD` in the account's time zone.
        pub day: String,
        /// When.
        pub at_ms: f64,
        /// By whom.
        pub source: ActivitySource,
        /// Who, by name, where known.
        pub actor: Option<String>,
        /// What, in words.
        pub what: String,
        /// What was changed.
        pub name: String,
        /// Before, formatted.
        pub before: Option<String>,
        /// After, formatted.
        pub after: Option<String>,
    }

    /// A campaign whose spend changed.
    pub struct Mover {
        /// Its account.
        pub account_id: String,
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Spend now, in minor units.
        pub spend_minor: f64,
        /// Difference to the days compared with, in minor units.
        pub change_minor: f64,
        /// Spend per conversion now.
        pub cpa: FigureChange,
        /// Value per spend now.
        pub roas: FigureChange,
    }

    /// A month against its target.
    pub struct PacingRow {
        /// What it is about.
        pub kind: TargetKind,
        /// The account; empty for a client.
        pub account_id: String,
        /// Account, campaign or client.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The currency of the amounts.
        pub currency: String,
        /// `YYYY-MM`.
        pub month: String,
        /// Days of the month.
        pub days_in_month: u32,
        /// Which of them is today, from 1.
        pub day_of_month: u32,
        /// Whole days left after today.
        pub days_left: u32,
        /// Days of the month before today that were never pulled.
        pub missing_days: u32,
        /// The target; `null` where none is set.
        pub target_minor: Option<f64>,
        /// Spent so far.
        pub spent_minor: f64,
        /// Where it is going.
        pub projected_minor: Option<f64>,
        /// Four of five such months end between this …
        pub projected_low_minor: Option<f64>,
        /// … and this.
        pub projected_high_minor: Option<f64>,
        /// How far the projection is from the target, in percent of it.
        pub off_percent: Option<f64>,
        /// What each day left has to bring.
        pub needed_a_day_minor: Option<f64>,
        /// In a word.
        pub standing: PaceStanding,
        /// Spend per conversion this month.
        pub cpa_minor: Option<f64>,
        /// What is aimed at.
        pub cpa_target_minor: Option<f64>,
        /// Value per spend this month.
        pub roas: Option<f64>,
        /// What is aimed at.
        pub roas_target: Option<f64>,
    }

    /// A day that was unlike the same weekdays before.
    pub struct UnusualDay {
        /// Its account.
        pub account_id: String,
        /// Account or campaign.
        pub level: ObjectLevel,
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The currency of money figures.
        pub currency: String,
        /// `YYYY-MM-DD`.
        pub day: String,
        /// Which figure.
        pub metric: MetricKey,
        /// What it was.
        pub value: f64,
        /// The middle of the same weekdays in the eight weeks before.
        pub usual: f64,
        /// The difference, in percent.
        pub percent: f64,
        /// What that means.
        pub tone: ChangeTone,
    }

    /// What rules did today, by the first day to begin among the accounts.
    pub struct RulesToday {
        /// Acts done.
        pub acts: u32,
        /// What guards or Meta refused.
        pub refused: u32,
        /// What rules in shadow would have done.
        pub shadowed: u32,
        /// What waits for a person.
        pub waiting: u32,
    }

    /// A metric in words.
    pub struct MetricEntry {
        /// Its key.
        pub key: String,
        /// Its name.
        pub name: String,
        /// What it says.
        pub what: String,
        /// How it is worked out.
        pub formula: String,
        /// `money`, `count`, `percent` or `times`.
        pub unit: String,
        /// `up`, `down` or `neutral`: which way is good.
        pub direction: String,
        /// `sum`, `ratio_of_sums` or `not_additive`.
        pub additivity: String,
        /// Whether it depends on the attribution setting, and grows while conversions arrive late.
        pub arrives_late: bool,
    }

    /// The action types that are read for one kind of conversion.
    pub struct ConversionEntry {
        /// What is counted.
        pub conversion: String,
        /// Meta's action types, best first; the first that is present is read, the others are never added.
        pub action_types: Vec<String>,
    }

    /// Every metric, and what counts as a conversion.
    pub struct MetricCatalogue {
        /// Metrics.
        pub metrics: Vec<MetricEntry>,
        /// Conversions.
        pub conversions: Vec<ConversionEntry>,
    }
}
