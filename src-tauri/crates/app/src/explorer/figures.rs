//! Figures of a row with what formulas come to.

use domain::{Formula, MetricSums};

use crate::app::App;
use crate::dto::{FormulaCheck, FormulaFault, FormulaUnit, Metrics};
use crate::metrics::view;

/// Figures from sums, with formulas in their order. `counted` is what the sums count as a conversion. Without sums a
/// formula has no value.
pub(crate) fn row_figures(sums: Option<&MetricSums>, counted: Option<&str>, formulas: &[Formula]) -> Metrics {
    let value = |formula: &Formula| sums.and_then(|sums| formula.value(sums, counted));
    let formulas = formulas.iter().map(value).collect();
    Metrics { formulas, ..view(&sums.copied().unwrap_or_default()) }
}

pub(crate) fn unit_view(formula: &Formula) -> FormulaCheck {
    let unit = match formula.unit() {
        domain::FormulaUnit::Money => FormulaUnit::Money,
        domain::FormulaUnit::Count => FormulaUnit::Count,
        domain::FormulaUnit::Ratio => FormulaUnit::Ratio,
        domain::FormulaUnit::Percent => FormulaUnit::Percent,
    };
    FormulaCheck { unit: Some(unit), of_conversions: formula.has_conversions(), fault: None }
}

impl App {
    /// Reads a formula as somebody types it. What is wrong with it is no error but in the answer.
    pub fn check_formula(&self, text: &str) -> FormulaCheck {
        match Formula::parse(text) {
            Ok(formula) => unit_view(&formula),
            Err(fault) => FormulaCheck {
                unit: None,
                of_conversions: false,
                fault: Some(FormulaFault {
                    at: super::small(fault.at),
                    len: super::small(fault.len),
                    message: fault.message,
                }),
            },
        }
    }
}
