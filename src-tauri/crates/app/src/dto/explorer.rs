//! The tree table.

use super::{choice, dto};

choice! {
    /// A level of the tree.
    pub enum ObjectLevel {
        /// Ad account.
        Account,
        /// Campaign.
        Campaign,
        /// Ad set.
        Adset,
        /// Ad.
        Ad,
    }

    /// What the delivery column shows: effective status, learning and issues in one word.
    pub enum Delivery {
        /// Delivering or allowed to.
        Active,
        /// Delivering, still learning.
        Learning,
        /// Learning ended without enough conversions.
        Limited,
        /// In review or in process.
        InReview,
        /// Rejected in review.
        Rejected,
        /// Has issues.
        WithIssues,
        /// Waits for billing.
        PendingBilling,
        /// Switched off itself.
        Paused,
        /// Off because its campaign is.
        CampaignPaused,
        /// Off because its ad set is.
        AdsetPaused,
        /// Put away.
        Archived,
        /// Deleted.
        Deleted,
        /// Outside its schedule.
        Ended,
        /// A status of Meta's that this version does not know; `delivery_note` has Meta's word.
        Unknown,
    }

    /// A column that can be sorted by.
    pub enum ExplorerColumn {
        /// Name.
        Name,
        /// Delivery.
        Delivery,
        /// Budget a day, or for life.
        Budget,
        /// Spend.
        Spend,
        /// Impressions.
        Impressions,
        /// Clicks.
        Clicks,
        /// Clicks on the link.
        LinkClicks,
        /// Click-through rate.
        Ctr,
        /// Cost per click.
        Cpc,
        /// Cost per thousand impressions.
        Cpm,
        /// Conversions.
        Conversions,
        /// Cost per conversion.
        Cpa,
        /// Conversion value.
        Value,
        /// Return on ad spend.
        Roas,
    }

    /// What a formula's values are measured in.
    pub enum FormulaUnit {
        /// Minor units of the row's currency.
        Money,
        /// How many of something.
        Count,
        /// A number of its own.
        Ratio,
        /// From 0 to 100.
        Percent,
    }

    /// What objects are put together by.
    pub enum GroupKind {
        /// A part of their name.
        Token,
        /// Their labels.
        Label,
        /// The objective of their campaign.
        Objective,
        /// Their creative.
        Creative,
    }
}

dto! {
    /// Days, both included, in each account's own time zone.
    pub struct Range {
        /// First day, `YYYY-MM-DD`.
        pub since: String,
        /// Last day, `YYYY-MM-DD`.
        pub until: String,
    }

    /// What to show.
    pub struct ExplorerRequest {
        /// Accounts; empty means all.
        pub account_ids: Vec<String>,
        /// Days.
        pub range: Range,
        /// Days to compare with.
        pub compare: Option<Range>,
        /// Ids of open rows.
        pub expanded: Vec<String>,
        /// `null` shows the tree; a level shows all objects of that level as a flat list.
        pub flat: Option<ObjectLevel>,
        /// Figures of the person's own, as formulas over the others such as `spend / purchases`; at most 12.
        pub formulas: Vec<String>,
        /// Sorted by.
        pub sort: ExplorerColumn,
        /// Sorted by one of `formulas` instead, by its place.
        pub sort_formula: Option<u32>,
        /// Sorted by how the figure changed against the days compared with.
        pub by_change: bool,
        /// Largest first.
        pub descending: bool,
        /// Filters.
        pub filter: ExplorerFilter,
        /// First row wanted.
        pub offset: u32,
        /// Rows wanted, at most 500.
        pub limit: u32,
    }

    /// Rows that pass all of these are shown. In the tree, parents of rows that pass stay visible.
    pub struct ExplorerFilter {
        /// Text in the name, in any case.
        pub text: Option<String>,
        /// Any of these deliveries; empty means any.
        pub delivery: Vec<Delivery>,
        /// Any of these objectives; empty means any.
        pub objectives: Vec<String>,
        /// Spend in the range above this, in minor units.
        pub min_spend_minor: Option<f64>,
        /// Only what has issues.
        pub with_issues: bool,
        /// Deleted and archived ones too.
        pub include_gone: bool,
        /// Bounds on figures over the range; at most 12.
        pub figures: Vec<FigureFilter>,
        /// Only what is in this group.
        pub group: Option<GroupFilter>,
    }

    /// A bound on a figure. What has no value does not pass.
    pub struct FigureFilter {
        /// The figure.
        pub column: Option<ExplorerColumn>,
        /// One of the request's formulas instead, by its place.
        pub formula: Option<u32>,
        /// More than the amount; otherwise less.
        pub above: bool,
        /// The amount; money in units of each row's own currency.
        pub amount: f64,
    }

    /// How objects are put together.
    pub struct GroupBy {
        /// By what.
        pub kind: GroupKind,
        /// For parts of names, what stands between them.
        pub separator: String,
        /// For parts of names, which: 1 is the first, −1 the last.
        pub position: i32,
    }

    /// A group of objects.
    pub struct GroupFilter {
        /// How it is made.
        pub by: GroupBy,
        /// Level of its objects.
        pub level: ObjectLevel,
        /// What they have in common; `null` for those that have no such thing.
        pub key: Option<String>,
    }

    /// A question for groups.
    pub struct GroupRequest {
        /// Accounts, days, formulas, filter, order and window; its shape does not matter.
        pub explorer: ExplorerRequest,
        /// Level of the objects; not the account.
        pub level: ObjectLevel,
        /// How they are put together.
        pub by: GroupBy,
    }

    /// A window of groups.
    pub struct ExplorerGroups {
        /// Groups from `offset` on.
        pub rows: Vec<ExplorerGroup>,
        /// Groups in all.
        pub total_rows: u32,
        /// All objects, each once; one entry a currency.
        pub totals: Vec<ExplorerTotal>,
        /// The formulas asked for, in their order.
        pub formulas: Vec<FormulaCheck>,
        /// Oldest pull among the figures shown; `null` when there are none.
        pub pulled_at_ms: Option<f64>,
        /// From this day on figures are still maturing.
        pub maturing_since: Option<String>,
    }

    /// The objects of one group in one currency.
    pub struct ExplorerGroup {
        /// What they have in common; `null` for those that have no such thing.
        pub key: Option<String>,
        /// A creative's name, where they are grouped by it.
        pub name: Option<String>,
        /// How many there are.
        pub objects: u32,
        /// Currency of the money columns.
        pub currency: String,
        /// What counts as a conversion; `mixed` where objects differ.
        pub conversion: String,
        /// Figures from sums.
        pub metrics: Metrics,
        /// Figures of the comparison.
        pub compare: Option<Metrics>,
    }

    /// A formula as it reads.
    pub struct FormulaCheck {
        /// What its values are; `null` where it does not read.
        pub unit: Option<FormulaUnit>,
        /// Whether conversions are part of it.
        pub of_conversions: bool,
        /// What is wrong with it.
        pub fault: Option<FormulaFault>,
    }

    /// Why a text is no formula.
    pub struct FormulaFault {
        /// Where it begins, in characters.
        pub at: u32,
        /// How many characters it takes; 0 where something is missing.
        pub len: u32,
        /// What is wrong and what helps.
        pub message: String,
    }

    /// A window of rows.
    pub struct ExplorerPage {
        /// Rows from `offset` on.
        pub rows: Vec<ExplorerRow>,
        /// Rows in all.
        pub total_rows: u32,
        /// One entry a currency: different currencies are never added.
        pub totals: Vec<ExplorerTotal>,
        /// Objects there are in these accounts, filtered or not.
        pub counts: super::Counts,
        /// Oldest pull among the figures shown; `null` when there are none.
        pub pulled_at_ms: Option<f64>,
        /// From this day on figures are still maturing.
        pub maturing_since: Option<String>,
        /// Attribution settings of the figures, such as `7d_click_1d_view`.
        pub attribution: Vec<String>,
        /// Days of the range that are not here for some account.
        pub missing_days: u32,
        /// The formulas asked for, in their order.
        pub formulas: Vec<FormulaCheck>,
    }

    /// One row.
    pub struct ExplorerRow {
        /// Meta's id (`act_…` for accounts).
        pub id: String,
        /// Level.
        pub level: ObjectLevel,
        /// Indentation, 0 at the top.
        pub depth: u32,
        /// The row's parent.
        pub parent_id: Option<String>,
        /// Its account.
        pub account_id: String,
        /// Name, as text.
        pub name: String,
        /// In a flat list the names of what it is in, from the account down; empty in the tree.
        pub path: Vec<String>,
        /// Direct children that pass the filter.
        pub child_count: u32,
        /// Whether it is open.
        pub expanded: bool,
        /// What was set.
        pub status: Option<String>,
        /// What Meta computed.
        pub effective_status: Option<String>,
        /// The delivery column.
        pub delivery: Delivery,
        /// More about delivery, such as "1 ad rejected".
        pub delivery_note: Option<String>,
        /// Number of issues.
        pub issues: u32,
        /// Meta's objective.
        pub objective: Option<String>,
        /// Currency of the money columns.
        pub currency: String,
        /// Budget a day, in minor units; for an account the sum over what is active.
        pub daily_budget_minor: Option<f64>,
        /// Budget for life, in minor units.
        pub lifetime_budget_minor: Option<f64>,
        /// For an account, how many active objects have a budget for life, which is not in the sum.
        pub budgets_for_life: u32,
        /// True where the campaign holds the budget.
        pub budget_on_campaign: bool,
        /// What counts as a conversion here, such as `purchase`; `mixed` where children differ.
        pub conversion: String,
        /// Figures.
        pub metrics: Metrics,
        /// Figures of the comparison.
        pub compare: Option<Metrics>,
    }

    /// A total of the top rows.
    pub struct ExplorerTotal {
        /// Currency.
        pub currency: String,
        /// Rows added.
        pub rows: u32,
        /// Budgets a day of what is active, in minor units: of campaigns, or of their ad sets where those hold them.
        pub daily_budget_minor: Option<f64>,
        /// How many active objects have a budget for life, which is not in the sum.
        pub budgets_for_life: u32,
        /// What counts as a conversion; `mixed` where rows differ.
        pub conversion: String,
        /// Figures from sums.
        pub metrics: Metrics,
        /// Figures of the comparison.
        pub compare: Option<Metrics>,
    }

    /// Figures. Ratios come from the sums beside them and are `null` where the divisor is zero.
    pub struct Metrics {
        /// Times shown.
        pub impressions: f64,
        /// All clicks.
        pub clicks: f64,
        /// Clicks on the link.
        pub link_clicks: f64,
        /// Spend in minor units.
        pub spend_minor: f64,
        /// Conversions, possibly modelled fractions.
        pub conversions: f64,
        /// Value of the conversions in minor units.
        pub value_minor: f64,
        /// Clicks per hundred impressions.
        pub ctr_percent: Option<f64>,
        /// Minor units per click.
        pub cpc_minor: Option<f64>,
        /// Minor units per thousand impressions.
        pub cpm_minor: Option<f64>,
        /// Minor units per conversion.
        pub cpa_minor: Option<f64>,
        /// Value per spend.
        pub roas: Option<f64>,
        /// What the request's formulas come to, in their order; money in minor units. `null` where a divisor is zero or
        /// another kind of conversion is counted.
        pub formulas: Vec<Option<f64>>,
    }
}
