//! Figures that need more than their sums: changes against the days before, and formulas of a person's own.

use domain::{Formula, FormulaUnit, MetricSums, Unit};

use super::goals::Goals;
use super::query::{Figure, MetricColumn, SortColumn};
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// A change, in points of a rate and relative of all else. None from zero: there it is no number.
fn change(now: Option<f64>, before: Option<f64>, in_points: bool) -> Option<f64> {
    let (now, before) = now.zip(before)?;
    if in_points {
        return Some(now - before);
    }
    (before != 0.0).then_some((now - before) / before.abs())
}

/// A formula's value for sorting: money in units of a currency with `offset` minor units.
fn formula_value(formula: &Formula, sums: &MetricSums, counted: Option<&str>, offset: i64) -> Option<f64> {
    let value = formula.value(sums, counted)?;
    Some(if formula.unit() == FormulaUnit::Money { value / offset as f64 } else { value })
}

impl Source<'_> {
    /// What a column says of sums over the range and over the days compared with. `counted` is what they count as a
    /// conversion, for formulas. Columns that are no figures have no value.
    pub(crate) fn figure(
        &self,
        column: SortColumn,
        now: Option<&MetricSums>,
        before: Option<&MetricSums>,
        counted: Option<&str>,
        offset: i64,
    ) -> Option<f64> {
        let metric = |metric: MetricColumn, sums: Option<&MetricSums>| metric.value(sums?, offset);
        let formula = |formula: &Formula, sums: Option<&MetricSums>| formula_value(formula, sums?, counted, offset);
        match column {
            SortColumn::Metric(column) => metric(column, now),
            SortColumn::Compared(column) => metric(column, before),
            SortColumn::Change(column) => {
                change(metric(column, now), metric(column, before), column.unit() == Unit::Percent)
            }
            SortColumn::Formula(at) => formula(self.query.formulas.get(at)?, now),
            SortColumn::FormulaChange(at) => {
                let own = self.query.formulas.get(at)?;
                change(formula(own, now), formula(own, before), own.unit() == FormulaUnit::Percent)
            }
            _ => None,
        }
    }

    /// What an object counts as a conversion, where the column is a formula that asks for it.
    pub(crate) fn counted_for<'s>(
        &'s self,
        column: SortColumn,
        account: &'s Account,
        node: Node,
    ) -> Result<Option<&'s str>> {
        let (SortColumn::Formula(at) | SortColumn::FormulaChange(at)) = column else { return Ok(None) };
        if !self.query.formulas.get(at).is_some_and(Formula::counts_conversions) {
            return Ok(None);
        }
        let mut goals = Goals::default();
        self.add_goals(account, node, &mut goals)?;
        Ok(goals.word())
    }

    /// Whether an object's figures hold all bounds of the filter.
    pub(crate) fn bounds_hold(&self, account: &Account, node: Node, sums: Option<&MetricSums>) -> Result<bool> {
        for bound in &self.query.filter.figures {
            let column = match bound.figure {
                Figure::Metric(metric) => SortColumn::Metric(metric),
                Figure::Formula(at) => SortColumn::Formula(at),
            };
            let counted = self.counted_for(column, account, node)?;
            let value = self.figure(column, sums, None, counted, account.offset);
            if !value.is_some_and(|value| if bound.above { value > bound.amount } else { value < bound.amount }) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_relative_except_of_rates_and_none_from_zero() {
        for (now, before, in_points, expected) in [
            (Some(150.0), Some(100.0), false, Some(0.5)),
            (Some(50.0), Some(100.0), false, Some(-0.5)),
            (Some(-50.0), Some(-100.0), false, Some(0.5)),
            (Some(1.5), Some(1.0), true, Some(0.5)),
            (Some(1.5), Some(0.0), true, Some(1.5)),
            (Some(1.5), Some(0.0), false, None),
            (None, Some(1.0), false, None),
            (Some(1.0), None, true, None),
        ] {
            assert_eq!(change(now, before, in_points), expected, "{now:?} {before:?} {in_points}");
        }
    }
}
