//! The top rows added up, a total for each currency.

use std::collections::BTreeMap;

use domain::{Level, MetricSums};

use super::catalog::known;
use super::goals::Goals;
use super::page::CurrencyTotal;
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// Budgets a day of active rows; none as soon as one of them has no such budget.
#[derive(Debug, Default)]
struct Budgets {
    active: usize,
    without: usize,
    sum: i64,
}

impl Budgets {
    fn add(&mut self, budget: Option<i64>) {
        self.active += 1;
        match budget {
            Some(minor) => self.sum = self.sum.saturating_add(minor),
            None => self.without += 1,
        }
    }

    fn total(&self) -> Option<i64> {
        (self.active > 0 && self.without == 0).then_some(self.sum)
    }
}

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
            daily_budget_minor: tally.budgets.total(),
            conversion: tally.goals.word().map(str::to_owned),
        };
        Ok(tallies.into_iter().map(total).collect())
    }

    /// Adds the budgets of active nodes of one account and level. Accounts and ads have none of their own.
    fn add_budgets(&self, account: &Account, nodes: &[Node], budgets: &mut Budgets) -> Result<()> {
        match nodes.first().map(|node| node.level) {
            None => return Ok(()),
            Some(Level::Account | Level::Ad) => {
                budgets.add(None);
                return Ok(());
            }
            Some(Level::Campaign | Level::Adset) => {}
        }
        for node in nodes {
            let catalog = self.catalog(account, node.level)?;
            let active = catalog.words.find("ACTIVE");
            let Some(entry) = catalog.get(node.slot).filter(|entry| Some(entry.effective) == active) else { continue };
            budgets.add(entry.more.as_ref().and_then(|more| known(more.daily_budget)));
        }
        Ok(())
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
