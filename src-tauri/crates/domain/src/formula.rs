//! Figures that a person writes as a formula over the others, such as `spend / purchases`.
//!
//! A formula is worked out from sums, of a row as of a total, never from other rows' results. What cannot be added up,
//! reach and the like, has no place in one. Its unit is inferred, and what has none is a fault with its place.

mod read;
mod unit;

use std::fmt;

use crate::{ConversionAction, MetricSums};

pub use read::{FormulaFault, LONGEST_FORMULA};
pub use unit::FormulaUnit;

/// What is counted as a conversion in objects that count different things.
const MIXED: &str = "mixed";

/// A formula that reads and has a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    root: Part,
    unit: FormulaUnit,
    conversions: bool,
    /// Conversions are counted in it, so that different kinds of them cannot be added up.
    counts_them: bool,
    counts: Option<ConversionAction>,
}

/// A figure a formula may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Spend,
    Impressions,
    Clicks,
    LinkClicks,
    Conversions,
    Value,
    Ctr,
    Cpc,
    Cpm,
    Cpa,
    Roas,
}

impl Name {
    /// Its spelling in formulas.
    const ALL: [(&'static str, Self); 11] = [
        ("spend", Self::Spend),
        ("impressions", Self::Impressions),
        ("clicks", Self::Clicks),
        ("link_clicks", Self::LinkClicks),
        ("conversions", Self::Conversions),
        ("value", Self::Value),
        ("ctr", Self::Ctr),
        ("cpc", Self::Cpc),
        ("cpm", Self::Cpm),
        ("cpa", Self::Cpa),
        ("roas", Self::Roas),
    ];

    fn of_conversions(self) -> bool {
        matches!(self, Self::Conversions | Self::Value | Self::Cpa | Self::Roas)
    }

    fn counts_conversions(self) -> bool {
        matches!(self, Self::Conversions | Self::Cpa)
    }

    fn value(self, sums: &MetricSums) -> Option<f64> {
        match self {
            Self::Spend => Some(sums.spend_minor as f64),
            Self::Impressions => Some(sums.impressions as f64),
            Self::Clicks => Some(sums.clicks as f64),
            Self::LinkClicks => Some(sums.link_clicks as f64),
            Self::Conversions => Some(sums.conversions()),
            Self::Value => Some(sums.value_minor as f64),
            Self::Ctr => sums.ctr_percent(),
            Self::Cpc => sums.cpc_minor(),
            Self::Cpm => sums.cpm_minor(),
            Self::Cpa => sums.cpa_minor(),
            Self::Roas => sums.roas(),
        }
    }
}

/// A part of a formula.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Number(f64),
    Figure(Name),
    Less(Box<Part>),
    Two(Operation, Box<[Part; 2]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Part {
    fn value(&self, sums: &MetricSums) -> Option<f64> {
        let value = match self {
            Self::Number(number) => *number,
            Self::Figure(name) => name.value(sums)?,
            Self::Less(part) => -part.value(sums)?,
            Self::Two(operation, both) => {
                let [left, right] = &**both;
                let (left, right) = (left.value(sums)?, right.value(sums)?);
                match operation {
                    Operation::Add => left + right,
                    Operation::Subtract => left - right,
                    Operation::Multiply => left * right,
                    Operation::Divide if right == 0.0 => return None,
                    Operation::Divide => left / right,
                }
            }
        };
        value.is_finite().then_some(value)
    }
}

impl Formula {
    /// Reads a formula: figures by name, numbers, `+ - * /` (also `− × ÷`) and parentheses.
    ///
    /// Figures are `spend`, `impressions`, `clicks`, `link_clicks`, `conversions`, `value`, `ctr`, `cpc`, `cpm`, `cpa` and
    /// `roas`. A kind of conversion by name, such as `purchases`, is the conversions of what counts that kind.
    ///
    /// # Errors
    /// What is wrong with it and where; the first fault only.
    pub fn parse(text: &str) -> Result<Self, FormulaFault> {
        read::read(text)
    }

    /// What its values are measured in.
    pub fn unit(&self) -> FormulaUnit {
        self.unit
    }

    /// Whether conversions are part of it, which arrive late and have a kind.
    pub fn has_conversions(&self) -> bool {
        self.conversions
    }

    /// Whether its value depends on what is counted as a conversion.
    pub fn counts_conversions(&self) -> bool {
        self.counts_them
    }

    /// Its value from sums; none where a divisor is zero, and where what is counted as a conversion does not fit.
    ///
    /// `counted` is what the sums count as a conversion, `mixed` where they count different things, and none where that
    /// is not known. Money is in minor units of the currency of the sums, per cent are numbers from 0 to 100.
    pub fn value(&self, sums: &MetricSums, counted: Option<&str>) -> Option<f64> {
        if self.counts_them && counted == Some(MIXED) {
            return None;
        }
        if self.counts.is_some_and(|kind| counted != Some(kind.as_str())) {
            return None;
        }
        self.root.value(sums)
    }
}

impl fmt::Display for FormulaUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Money => "money",
            Self::Count => "a count",
            Self::Ratio => "a ratio",
            Self::Percent => "per cent",
        })
    }
}

#[cfg(test)]
mod tests;
