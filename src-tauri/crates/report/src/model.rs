//! What a report says.

use analysis::{Change, Tone};
use domain::{AccountDay, Currency, DayRange, Metric, MetricSums, TimestampMillis};

use crate::{Colour, Logo};

/// A sheet of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// A part that can be left out. Cover, key figures and footnotes are always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Spend and results by day.
    Charts,
    /// The month against its targets.
    Pacing,
    /// Every campaign with its totals.
    Campaigns,
    /// Whose spend changed most.
    Movers,
    /// What people noted.
    Notes,
    /// What rules did.
    Rules,
}

impl Part {
    /// Every part, in the order they have in a report.
    pub const ALL: [Self; 6] = [Self::Charts, Self::Pacing, Self::Campaigns, Self::Movers, Self::Rules, Self::Notes];
}

/// How it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The sheet.
    pub paper: Paper,
    /// The client's colour.
    pub colour: Colour,
    /// The client's or agency's logo.
    pub logo: Option<Logo>,
    /// What is in it besides what always is.
    pub parts: Vec<Part>,
}

impl Default for Look {
    fn default() -> Self {
        Self { paper: Paper::A4, colour: Colour::STANDARD, logo: None, parts: Part::ALL.to_vec() }
    }
}

/// Everything a report says.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The client.
    pub client: String,
    /// Its ad accounts, each with its time zone.
    pub accounts: Vec<(String, String)>,
    /// The days it is about, of each account.
    pub range: DayRange,
    /// The days it compares with.
    pub compare: DayRange,
    /// When it was made.
    pub made_at: TimestampMillis,
    /// When the oldest of its figures was read from Meta; none when there are none.
    pub pulled_at: Option<TimestampMillis>,
    /// How it looks.
    pub look: Look,
    /// One a currency: different currencies are never added.
    pub sections: Vec<Section>,
    /// Attribution settings of the figures, such as `7d_click_1d_view`.
    pub attribution: Vec<String>,
    /// Days of the range that some account has no figures of.
    pub missing_days: u32,
}

/// Figures of the accounts of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The currency of every amount in it.
    pub currency: Currency,
    /// What counts as a conversion, by name; `mixed` where campaigns differ.
    pub conversion: String,
    /// Key figures.
    pub kpis: Vec<Kpi>,
    /// Each day of the range in order.
    pub days: Vec<Day>,
    /// This month against its targets.
    pub pacing: Vec<Pace>,
    /// Campaigns, in the order they are shown in.
    pub campaigns: Vec<Campaign>,
    /// Campaigns whose spend changed most.
    pub movers: Vec<Mover>,
    /// What people noted about days of the range.
    pub notes: Vec<Note>,
    /// What rules did in the range, oldest first.
    pub rules: Vec<RuleAct>,
}

/// A key figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Kpi {
    /// Which.
    pub metric: Metric,
    /// Over the range: money in minor units, rates in percent.
    pub now: Option<f64>,
    /// Over the days compared with.
    pub before: Option<f64>,
    /// The change.
    pub change: Change,
    /// What it means.
    pub tone: Tone,
    /// What is aimed at, in the figure's own unit.
    pub target: Option<f64>,
    /// Whether some of it still arrives.
    pub maturing: bool,
}

/// A day; nothing but the day where it was not read.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Which.
    pub day: AccountDay,
    /// Spend in minor units.
    pub spend_minor: Option<i64>,
    /// Conversions.
    pub conversions: Option<f64>,
    /// Spend in minor units on the day at the same place in the days compared with.
    pub before_minor: Option<i64>,
    /// Whether conversions of it still arrive.
    pub maturing: bool,
}

/// A month against its target. Amounts are in minor units.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Account, campaign or client.
    pub name: String,
    /// `YYYY-MM`.
    pub month: String,
    /// Spent so far.
    pub spent_minor: i64,
    /// The month's target.
    pub target_minor: Option<i64>,
    /// Where it is going.
    pub projected_minor: Option<i64>,
    /// Four of five such months end between these.
    pub between_minor: Option<(i64, i64)>,
    /// What each day left has to bring.
    pub needed_a_day_minor: Option<i64>,
    /// In a word, such as `On pace`.
    pub standing: String,
}

/// A campaign, or several that are too small to be named.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// Over the range.
    pub now: MetricSums,
    /// Over the days compared with.
    pub before: MetricSums,
}

/// A campaign whose spend changed. Amounts are in minor units.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// Its name.
    pub name: String,
    /// Spend over the range.
    pub spend_minor: i64,
    /// Difference to the days compared with.
    pub change_minor: i64,
}

/// What somebody noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The day it is about.
    pub day: AccountDay,
    /// What it is about, by name.
    pub about: String,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub author: String,
}

/// What a rule changed.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleAct {
    /// The account's day.
    pub day: AccountDay,
    /// What was changed, by name.
    pub name: String,
    /// What about it, with values where they are known.
    pub what: String,
}
