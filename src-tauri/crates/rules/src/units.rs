//! Whether the two sides of a comparison can be compared at all: money with money, numbers with numbers.

use crate::condition::{Fact, Metric, Target, Term};

/// What a quantity is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minor units of the account's currency.
    Money,
    /// A count, a ratio, a percentage, hours.
    Number,
}

impl Metric {
    /// What the figure is measured in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Spend | Self::Value | Self::Cpc | Self::Cpm | Self::Cpa => Unit::Money,
            Self::Impressions
            | Self::Clicks
            | Self::LinkClicks
            | Self::Conversions
            | Self::Ctr
            | Self::LinkCtr
            | Self::ConversionRate
            | Self::Roas => Unit::Number,
        }
    }

    /// Whether it is a ratio of two sums.
    pub fn is_ratio(self) -> bool {
        matches!(
            self,
            Self::Ctr | Self::LinkCtr | Self::ConversionRate | Self::Cpc | Self::Cpm | Self::Cpa | Self::Roas
        )
    }

    /// Whether conversions are part of it, which arrive late.
    pub fn has_conversions(self) -> bool {
        matches!(self, Self::Conversions | Self::Value | Self::ConversionRate | Self::Cpa | Self::Roas)
    }
}

impl Term {
    /// What the term is measured in, or why it is measured in nothing that means anything.
    pub(crate) fn unit(&self) -> Result<Unit, &'static str> {
        Ok(match self {
            Self::Number(_) | Self::Change(_) => Unit::Number,
            Self::Money(_) => Unit::Money,
            Self::Metric(reading) => reading.of.unit(),
            Self::Fact(fact) if fact.of == Fact::AgeHours => Unit::Number,
            Self::Fact(_) => Unit::Money,
            Self::Target(Target::Cpa) => Unit::Money,
            Self::Target(Target::Roas) => Unit::Number,
            Self::Add(both) | Self::Subtract(both) => {
                let [left, right] = &**both;
                let (left, right) = (left.unit()?, right.unit()?);
                if left != right {
                    return Err("an amount of money and a plain number cannot be added");
                }
                left
            }
            Self::Multiply(both) => match both_units(both)? {
                (Unit::Number, Unit::Number) => Unit::Number,
                (Unit::Money, Unit::Money) => return Err("money times money means nothing"),
                _ => Unit::Money,
            },
            Self::Divide(both) => match both_units(both)? {
                (Unit::Money, Unit::Number) => Unit::Money,
                (Unit::Number, Unit::Money) => return Err("a number divided by money means nothing here"),
                _ => Unit::Number,
            },
        })
    }

    /// The terms it is made of, itself included.
    pub(crate) fn each(&self) -> Vec<&Self> {
        let mut all = vec![self];
        match self {
            Self::Add(both) | Self::Subtract(both) | Self::Multiply(both) | Self::Divide(both) => {
                all.extend(both.iter().flat_map(Self::each));
            }
            Self::Number(_) | Self::Money(_) | Self::Metric(_) | Self::Change(_) | Self::Fact(_) | Self::Target(_) => {}
        }
        all
    }
}

fn both_units(both: &[Term; 2]) -> Result<(Unit, Unit), &'static str> {
    let [left, right] = both;
    Ok((left.unit()?, right.unit()?))
}
