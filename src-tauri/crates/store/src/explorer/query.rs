//! What can be asked.

use std::collections::HashSet;

/// A figure to sort by: spend and other money is compared in units of each currency.
pub use domain::Metric as MetricColumn;
use domain::{AccountId, DayRange, Formula, Level, TimestampMillis};

use super::groups::GroupBound;

/// A question to the explorer.
#[derive(Debug, Clone)]
pub struct ExplorerQuery {
    /// The accounts; an account that is not in the workspace is an error.
    pub accounts: Vec<AccountId>,
    /// Days whose figures are wanted; without any, rows carry no figures and totals are empty.
    pub range: Option<DayRange>,
    /// Days to compare with.
    pub compare: Option<DayRange>,
    /// Figures of a person's own, which sorting and filtering name by their places here.
    pub formulas: Vec<Formula>,
    /// Tree or flat list.
    pub shape: Shape,
    /// What is shown.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Rows to skip.
    pub offset: usize,
    /// Most rows to answer.
    pub limit: usize,
}

impl ExplorerQuery {
    /// The accounts' campaigns over a range, by spend, unfiltered and folded: the first thing to show.
    pub fn campaigns(accounts: Vec<AccountId>, range: DayRange) -> Self {
        Self {
            accounts,
            range: Some(range),
            compare: None,
            formulas: Vec::new(),
            shape: Shape::Tree { roots: Level::Campaign, expanded: Expansion::default() },
            filter: Filter::default(),
            sort: Sort::default(),
            offset: 0,
            limit: 200,
        }
    }
}

/// How rows are arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Objects of `roots`, with what is in them below those that are expanded.
    Tree {
        /// The level at the top.
        roots: Level,
        /// What is unfolded.
        expanded: Expansion,
    },
    /// All objects of one level in one list.
    Flat(Level),
}

/// What is unfolded in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expansion {
    /// Rows with these ids, as [`super::ExplorerRow::id`] has them.
    Ids(HashSet<String>),
    /// Everything above this level, so that all objects down to it are seen.
    DownTo(Level),
}

impl Default for Expansion {
    fn default() -> Self {
        Self::Ids(HashSet::new())
    }
}

/// Conditions an object must meet, all of them. In a tree, objects that do not are shown where something in them does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Set status is one of these, in Meta's spelling; any when empty.
    pub status: Vec<String>,
    /// Effective status is one of these, in Meta's spelling; any when empty.
    pub effective_status: Vec<String>,
    /// The name contains this, whatever the case, or the id is exactly this.
    pub text: String,
    /// The campaign's objective is one of these; any when empty. Holds for what is in the campaign too.
    pub objective: Vec<String>,
    /// A bound on spend in the range.
    pub spend: Option<Spend>,
    /// Has `issues_info` or does not.
    pub has_issues: Option<bool>,
    /// Effective statuses that are none of these pass as well as those of [`Filter::effective_status`]; empty for no such
    /// way to pass.
    pub effective_status_besides: Vec<String>,
    /// Active ad sets with one of these learning statuses pass as well as those of [`Filter::effective_status`].
    pub learning_status: Vec<String>,
    /// Active objects that ended before this pass as well as those of [`Filter::effective_status`].
    pub ended_before: Option<TimestampMillis>,
    /// Leaves out what syncs found to be deleted.
    pub hide_deleted: bool,
    /// Leaves out what is archived, or in something archived.
    pub hide_archived: bool,
    /// Bounds on figures over the range, all of which hold.
    pub figures: Vec<FigureBound>,
    /// Only objects of a group; what is at another level is shown for them only.
    pub group: Option<GroupBound>,
}

/// A bound on a figure. Without a value it does not hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureBound {
    /// Which figure.
    pub figure: Figure,
    /// Whether it has to be above the amount; otherwise below.
    pub above: bool,
    /// The amount; money in units of each account's own currency.
    pub amount: f64,
}

/// A figure of the product's or of a person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// One that every row has.
    Metric(MetricColumn),
    /// The formula at this place of [`ExplorerQuery::formulas`]; one that is not there has no value.
    Formula(usize),
}

/// A bound on spend over the range, in minor units of each account's own currency. No figures count as no spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spend {
    /// More than this.
    MoreThan(i64),
    /// Less than this.
    LessThan(i64),
}

/// The order of rows; in a tree, of siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: SortColumn,
    /// Largest first. What has no value is last either way, and equals are in the order of their ids.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: SortColumn::Metric(MetricColumn::Spend), descending: true }
    }
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// Name, whatever the case.
    Name,
    /// Id, as a number.
    Id,
    /// Set status.
    Status,
    /// Effective status.
    EffectiveStatus,
    /// Campaign objective.
    Objective,
    /// Ad set goal.
    OptimizationGoal,
    /// Ad set learning status.
    Learning,
    /// Daily budget, or lifetime budget where there is none. Compared in units of each currency.
    Budget,
    /// Bid.
    Bid,
    /// Start.
    Start,
    /// End.
    End,
    /// When it was last changed at Meta.
    Updated,
    /// A figure over the range.
    Metric(MetricColumn),
    /// A figure over the days compared with.
    Compared(MetricColumn),
    /// The change from the days compared with: of rates in points, of all else in per cent.
    Change(MetricColumn),
    /// The formula at this place of [`ExplorerQuery::formulas`] over the range.
    Formula(usize),
    /// Its change from the days compared with, as of [`SortColumn::Change`].
    FormulaChange(usize),
}
