//! The tree table: accounts, campaigns, ad sets and ads with their figures over any range, filtered, sorted, paged.

mod budgets;
mod catalog;
mod figures;
mod filter;
mod goals;
mod groups;
mod page;
mod query;
mod roster;
mod run;
mod sort;
mod totals;
mod tree;

pub(crate) use catalog::Catalog;
pub use groups::{GroupBound, GroupPage, GroupRow, Grouping};
pub use page::{CurrencyTotal, ExplorerPage, ExplorerRow};
pub use query::{Expansion, ExplorerQuery, Figure, FigureBound, Filter, MetricColumn, Shape, Sort, SortColumn, Spend};
pub use roster::{Roster, RosterRow};
