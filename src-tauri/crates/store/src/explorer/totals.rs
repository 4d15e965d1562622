//! The top rows added up, a total for each currency.

use std::collections::BTreeMap;

use domain::{Level, MetricSums};

use super::budgets::Budgets;
use super::goals::Goals;
use super::page::CurrencyTotal;
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// A total in the making.
struct Tally<'a> {
    rows: usize,
    sums: MetricSums,
    compare: Option<MetricSums>,
    budgets: Budgets,
    goals: Goals<'a>,
}

impl Source<'_> {
    pub(crate) fn totals(&self, nodes: &[Node]) -> Result<Vec<CurrencyTotal>> {
        let mut tallies: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
        for same in nodes.chunk_by(|a, b| a.account == b.account && a.level == b.level) {
            let Some(account) = same.first().and_then(|node| self.account(*node)) else { continue };
            let tally = tallies.entry(account.row.currency.as_str()).or_insert_with(|| Tally {
                rows: 0,
                sums: MetricSums::default(),
                compare: self.query.compare.map(|_| MetricSums::default()),
                budgets: Budgets::default(),
                goals: Goals::default(),
            });
            tally.rows += same.len();
            self.add_sums(account, same, false, &mut tally.sums)?;
            if let Some(compare) = &mut tally.compare {
                self.add_sums(account, same, true, compare)?;
            }
            self.add_budgets(account, same, &mut tally.budgets)?;
            for node in same {
                if tally.goals.is_mixed() {
                    break;
                }
                self.add_goals(account, *node, &mut tally.goals)?;
            }
        }
        let total = |(currency, tally): (&str, Tally<'_>)| CurrencyTotal {
            currency: currency.to_owned(),
            rows: tally.rows,
            sums: tally.sums,
            compare: tally.compare,
            daily_budget_minor: tally.budgets.daily_minor(),
            budgets_for_life: tally.budgets.for_life,
            conversion: tally.goals.word().map(str::to_owned),
        };
        Ok(tallies.into_iter().map(total).collect())
    }

    /// Adds the figures of nodes of one account and level.
    fn add_sums(&self, account: &Account, nodes: &[Node], compared: bool, total: &mut MetricSums) -> Result<()> {
        let Some(first) = nodes.first() else { return Ok(()) };
        if first.level == Level::Account {
            let sums = if compared { self.compared(account, *first)? } else { self.sums_of(account, *first)? };
            total.add(&sums.unwrap_or_default());
            return Ok(());
        }
        let sums = if compared { self.compared_sums(account, first.level)? } else { self.sums(account, first.level)? };
        if let Some(sums) = sums {
            nodes.iter().filter_map(|node| sums.get(node.slot)).for_each(|sums| total.add(&sums));
        }
        Ok(())
    }
}
