//! Whether the two sides of a comparison can be compared at all: money with money, numbers with numbers.

use crate::condition::{Fact, Target, Term};

/// What a quantity is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minor units of the account's currency.
    Money,
    /// A count, a ratio, a percentage, hours.
    Number,
}

impl From<domain::Unit> for Unit {
    fn from(unit: domain::Unit) -> Self {
        match unit {
            domain::Unit::Money => Self::Money,
            domain::Unit::Count | domain::Unit::Percent | domain::Unit::Times => Self::Number,
        }
    }
}

impl Term {
    /// What the term is measured in, or why it is measured in nothing that means anything.
    pub(crate) fn unit(&self) -> Result<Unit, &'static str> {
        Ok(match self {
            Self::Number(_) | Self::Change(_) => Unit::Number,
            Self::Money(_) => Unit::Money,
            Self::Metric(reading) => reading.of.unit().into(),
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
