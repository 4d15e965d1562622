//! What is answered.

use domain::{AccountId, Level, MetricSums, TimestampMillis};

/// A page of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExplorerPage {
    /// The rows from `offset` on, at most `limit`.
    pub rows: Vec<ExplorerRow>,
    /// Rows there are without offset and limit.
    pub row_count: usize,
    /// The top rows added up, one entry for each currency, by code. Nothing is converted.
    pub totals: Vec<CurrencyTotal>,
}

/// All top rows of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrencyTotal {
    /// The currency's code.
    pub currency: String,
    /// Top rows in it.
    pub rows: usize,
    /// Their figures over the range.
    pub sums: MetricSums,
    /// Their figures over the days compared with; none when nothing was compared.
    pub compare: Option<MetricSums>,
    /// Budgets a day of what is active, in minor units: of campaigns or, where those hold none, of their ad sets. None
    /// where there are none, and for ad sets of which some spend from their campaign's budget.
    pub daily_budget_minor: Option<i64>,
    /// Active objects with a budget for their life, which is not in the sum.
    pub budgets_for_life: usize,
    /// What counts as a conversion in them, `mixed` where they differ; none where there are no ad sets.
    pub conversion: Option<String>,
}

/// One object in the explorer.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplorerRow {
    /// Its id; for an account the node id, `act_` and digits.
    pub id: String,
    /// Its level.
    pub level: Level,
    /// Its account.
    pub account: AccountId,
    /// The id of the row it is in, in the tree of ids, whether or not that one is shown.
    pub parent_id: Option<String>,
    /// In a flat list the names of what it is in, from the account down; empty in a tree, where those are rows.
    pub path: Vec<String>,
    /// How far it is indented.
    pub depth: u8,
    /// Rows directly in it that the filter lets through.
    pub child_count: usize,
    /// Whether it is unfolded.
    pub expanded: bool,
    /// Whether it meets the filter itself, rather than for something in it.
    pub matches: bool,
    /// Its name.
    pub name: String,
    /// What was set; empty for an account.
    pub status: String,
    /// What Meta computed; for an account its `account_status` number.
    pub effective_status: String,
    /// The campaign's objective.
    pub objective: Option<String>,
    /// The ad set's goal.
    pub optimization_goal: Option<String>,
    /// Bid strategy.
    pub bid_strategy: Option<String>,
    /// The canonical conversion of the ad sets it is, is in, or has in it, by name; `mixed` where they differ.
    pub conversion: Option<String>,
    /// The ad set's learning status.
    pub learning_status: Option<String>,
    /// Budget a day, in minor units. For an account the sum over what is active, as in [`CurrencyTotal`].
    pub daily_budget_minor: Option<i64>,
    /// Budget for its life, in minor units.
    pub lifetime_budget_minor: Option<i64>,
    /// For an account, how many active objects have a budget for their life, which is not in the sum.
    pub budgets_for_life: usize,
    /// Bid, in minor units.
    pub bid_amount_minor: Option<i64>,
    /// Start.
    pub start_time: Option<TimestampMillis>,
    /// End.
    pub end_time: Option<TimestampMillis>,
    /// Last change at Meta.
    pub updated_time: Option<TimestampMillis>,
    /// JSON list of `issues_info`.
    pub issues: Option<String>,
    /// When it was found to be gone.
    pub deleted_at: Option<TimestampMillis>,
    /// The ad's creative.
    pub creative_id: Option<String>,
    /// Code of the account's currency.
    pub currency: String,
    /// Figures over the range; none when there are none, which is not the same as zero.
    pub sums: Option<MetricSums>,
    /// Days of the range with figures; for an account, object-days of its campaigns.
    pub days_with_figures: i64,
    /// Figures over the days compared with.
    pub compare: Option<MetricSums>,
}
