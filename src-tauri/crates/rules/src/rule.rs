//! A rule as it is written: in the editor, in files, at the command line and in the database.

use domain::Money;
use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Reading, Term, Window};
use crate::schedule::Schedule;
use crate::scope::Scope;

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// [`FORMAT`].
    pub format: u32,
    /// What it is known by: 1 to 64 lower-case letters, digits and dashes.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// Why it exists.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How far it may go.
    #[serde(default)]
    pub mode: Mode,
    /// What it looks at.
    pub scope: Scope,
    /// When it acts.
    pub when: Condition,
    /// What it does.
    pub then: Action,
    /// When it looks.
    pub schedule: Schedule,
    /// What holds it back.
    #[serde(default)]
    pub guards: Guards,
}

/// How far a rule may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It is being written and does not run.
    Draft,
    /// It tells and does nothing.
    Notify,
    /// It records what it would do.
    #[default]
    Shadow,
    /// It asks a person for each act.
    Approve,
    /// It acts.
    Auto,
}

/// What a rule does to an object that meets its conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Tells somebody.
    Notify,
    /// Switches it off.
    Pause(Until),
    /// Switches it on.
    Start,
    /// Changes its daily or lifetime budget, whichever it has.
    Budget(Change),
    /// Moves its budget one step towards a target.
    ScaleToward(Toward),
    /// Changes its bid or cap.
    Bid(Change),
    /// Moves daily budget from the weaker to the stronger of those under the same parent.
    Rebalance(Rebalance),
    /// Makes a paused copy beside it, once.
    Duplicate(Duplicate),
}

impl Action {
    /// Whether it changes anything at Meta.
    pub fn acts(&self) -> bool {
        !matches!(self, Self::Notify)
    }

    /// Whether it sets a budget or a bid.
    pub fn sets_an_amount(&self) -> bool {
        matches!(self, Self::Budget(_) | Self::Bid(_) | Self::ScaleToward(_) | Self::Rebalance(_))
    }

    /// Whether it can make spend grow.
    pub fn can_raise(&self) -> bool {
        match self {
            // A copy is paused.
            Self::Notify | Self::Pause(_) | Self::Duplicate(_) => false,
            Self::Start | Self::ScaleToward(_) | Self::Rebalance(_) => true,
            Self::Budget(change) | Self::Bid(change) => !matches!(change.by, By::Lower(_)),
        }
    }
}

/// How long a pause lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// Until a person starts it again.
    APerson,
    /// Until the account's next midnight.
    Midnight,
    /// Until the rule looks and its conditions are no longer met.
    Recovered,
}

/// A new value for a budget or a bid, and the rule's own bounds for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// How the new value comes from the old one.
    pub by: By,
    /// The rule leaves alone what would come to lie below.
    pub floor: Money,
    /// The rule leaves alone what would come to lie above.
    pub ceiling: Money,
}

/// How a new amount comes from the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// More.
    Raise(Step),
    /// Less.
    Lower(Step),
    /// This much, whatever it was.
    Set(Money),
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Hundredths of a percent of the old value, rounded down to whole minor units: 2000 is 20 %.
    BasisPoints(u32),
    /// An amount.
    Amount(Money),
}

/// One step towards a target: more budget where the figure is better than the target, less where it is worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Toward {
    /// `cpa` or `roas` over a window.
    pub metric: Reading,
    /// What it should be.
    pub target: Term,
    /// The step, in hundredths of a percent of the old budget.
    pub step_basis_points: u32,
    /// How far from the target it may be before anything is done, in hundredths of a percent of the target.
    pub within_basis_points: u32,
    /// The rule leaves alone what would come to lie below.
    pub floor: Money,
    /// The rule leaves alone what would come to lie above.
    pub ceiling: Money,
}

/// Daily budget that moves between objects under the same parent: the weaker half gives a share, the stronger half gets
/// it in proportion to what each has. Their sum stays the same to the last minor unit, so it is done for all of them or
/// for none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rebalance {
    /// The figure that tells the stronger from the weaker; it has to have a better and a worse.
    pub by: Reading,
    /// What each of the weaker half gives up of its daily budget, in hundredths of a percent, rounded down.
    pub share_basis_points: u32,
    /// Nothing is moved that would leave one of them below.
    pub floor: Money,
    /// Nothing is moved that would leave one of them above.
    pub ceiling: Money,
}

/// A paused copy of an ad set, with its ads, or of an ad, in what it lies in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicate {
    /// What is put behind the copy's name. What ends so is a copy and is not copied; what has a copy of that name beside
    /// it is not copied again.
    pub suffix: String,
    /// The copy's daily budget; left out for the original's. Only for ad sets with a daily budget of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_budget: Option<Money>,
}

/// What holds a rule back. A guard refuses and says so; it never makes an act smaller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// The least an object must have behind it. Every rule that acts needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floors: Option<Floors>,
    /// Figures that were read longer ago than this many minutes cannot be told from. 15 to 2880.
    pub freshness_minutes: u32,
    /// Minutes in which the rule does not act on the same object again.
    pub cool_down_minutes: u32,
    /// Acts on one object in one of the account's days.
    pub acts_per_object_a_day: u32,
    /// Acts in one run. A run that wants more does nothing and asks.
    pub acts_a_run: u32,
    /// Acts in one of the account's days.
    pub acts_a_day: u32,
    /// The largest single step up, in hundredths of a percent of the old value.
    pub step_up_basis_points: u32,
    /// The largest single step down, in hundredths of a percent of the old value.
    pub step_down_basis_points: u32,
    /// The largest change up of one object in 24 hours, in hundredths of a percent of what it was before them.
    pub day_up_basis_points: u32,
    /// What is done with an ad set that is learning.
    pub learning: Learning,
    /// Whether the last active ad of an ad set, or the last active ad set of a campaign, may be paused.
    pub may_empty_the_parent: bool,
}

/// What is done with an ad set that is learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Learning {
    /// It is left alone.
    Spare,
    /// It is treated like any other.
    Touch,
}

/// The least an object must have behind it before a rule may act on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Over which days.
    pub window: Window,
    /// Spend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend: Option<Money>,
    /// Times shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impressions: Option<u32>,
    /// Conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversions: Option<u32>,
    /// Hours since it was made.
    pub age_hours: u32,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            floors: None,
            freshness_minutes: 120,
            cool_down_minutes: 24 * 60,
            acts_per_object_a_day: 1,
            acts_a_run: 10,
            acts_a_day: 30,
            step_up_basis_points: 2_000,
            step_down_basis_points: 5_000,
            day_up_basis_points: 5_000,
            learning: Learning::Spare,
            may_empty_the_parent: false,
        }
    }
}
