//! What the parts of a formula are measured in, and which of them can be put together.

use super::{Name, Operation};

/// What a formula's values are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormulaUnit {
    /// Minor units of a currency.
    Money,
    /// How many of something.
    Count,
    /// A number of its own, such as value per spend.
    Ratio,
    /// From 0 to 100.
    Percent,
}

/// The unit of a part. A written number takes the unit of what it stands with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Of(FormulaUnit),
    Plain(f64),
}

impl Name {
    pub(super) fn unit(self) -> FormulaUnit {
        match self {
            Self::Spend | Self::Value | Self::Cpc | Self::Cpm | Self::Cpa => FormulaUnit::Money,
            Self::Impressions | Self::Clicks | Self::LinkClicks | Self::Conversions => FormulaUnit::Count,
            Self::Ctr => FormulaUnit::Percent,
            Self::Roas => FormulaUnit::Ratio,
        }
    }
}

/// The unit of two parts put together, or why that means nothing.
pub(super) fn together(operation: Operation, left: Kind, right: Kind) -> Result<Kind, String> {
    match operation {
        Operation::Add => sum(left, right, |a, b| a + b),
        Operation::Subtract => sum(left, right, |a, b| a - b),
        Operation::Multiply => product(left, right),
        Operation::Divide => quotient(left, right),
    }
}

fn sum(left: Kind, right: Kind, plain: fn(f64, f64) -> f64) -> Result<Kind, String> {
    match (left, right) {
        (Kind::Plain(a), Kind::Plain(b)) => Ok(Kind::Plain(plain(a, b))),
        (Kind::Of(FormulaUnit::Money), Kind::Plain(_)) | (Kind::Plain(_), Kind::Of(FormulaUnit::Money)) => {
            Err("Money and a plain number cannot be added: the number has no currency".into())
        }
        (Kind::Of(unit), Kind::Plain(_)) | (Kind::Plain(_), Kind::Of(unit)) => Ok(Kind::Of(unit)),
        (Kind::Of(a), Kind::Of(b)) if a == b => Ok(left),
        (Kind::Of(a), Kind::Of(b)) => Err(format!("These cannot be added: one is {a}, the other {b}")),
    }
}

const PERCENT_FIRST: &str = "Divide the percentage by 100 first";

fn product(left: Kind, right: Kind) -> Result<Kind, String> {
    use FormulaUnit::{Count, Money, Percent, Ratio};
    let (a, b) = match (left, right) {
        (Kind::Plain(a), Kind::Plain(b)) => return Ok(Kind::Plain(a * b)),
        // A ratio times a hundred is how per cent are written.
        (Kind::Of(Ratio), Kind::Plain(100.0)) | (Kind::Plain(100.0), Kind::Of(Ratio)) => return Ok(Kind::Of(Percent)),
        (Kind::Of(unit), Kind::Plain(_)) | (Kind::Plain(_), Kind::Of(unit)) => return Ok(Kind::Of(unit)),
        (Kind::Of(a), Kind::Of(b)) => (a, b),
    };
    match (a, b) {
        (Money, Money) => Err("Money times money means nothing".into()),
        (Percent, _) | (_, Percent) => Err(PERCENT_FIRST.into()),
        (Money, _) | (_, Money) => Ok(Kind::Of(Money)),
        (Count, _) | (_, Count) => Ok(Kind::Of(Count)),
        (Ratio, Ratio) => Ok(Kind::Of(Ratio)),
    }
}

fn quotient(left: Kind, right: Kind) -> Result<Kind, String> {
    use FormulaUnit::{Count, Money, Percent, Ratio};
    let (a, b) = match (left, right) {
        (_, Kind::Plain(0.0)) => return Err("Nothing can be divided by zero".into()),
        (Kind::Plain(a), Kind::Plain(b)) => return Ok(Kind::Plain(a / b)),
        (Kind::Of(Percent), Kind::Plain(100.0)) => return Ok(Kind::Of(Ratio)),
        (Kind::Of(unit), Kind::Plain(_)) => return Ok(Kind::Of(unit)),
        (Kind::Plain(_), Kind::Of(unit)) => (Ratio, unit),
        (Kind::Of(a), Kind::Of(b)) => (a, b),
    };
    match (a, b) {
        (Money, Money) | (Percent, Percent) | (Count, Count) => Ok(Kind::Of(Ratio)),
        (_, Money) => Err("A number divided by money differs from currency to currency: put the money on top".into()),
        (_, Percent) => Err(PERCENT_FIRST.into()),
        (Money, _) => Ok(Kind::Of(Money)),
        (Percent, _) => Ok(Kind::Of(Percent)),
        (Count, Ratio) => Ok(Kind::Of(Count)),
        (Ratio, _) => Ok(Kind::Of(Ratio)),
    }
}
