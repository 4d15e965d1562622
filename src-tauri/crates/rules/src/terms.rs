//! Terms as columns: one value, or one for each object.

use domain::{Level, Money};

use crate::condition::{Reading, Target, Term};
use crate::frame::{Column, Frame, finite, level_at};
use crate::unknown::Unknown;

/// The values of a term.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    /// The same for every object.
    One(f64),
    /// One for each; NaN where it cannot be told.
    Each(Column),
}

impl Values {
    pub(crate) fn at(&self, index: usize) -> f64 {
        match self {
            Self::One(value) => *value,
            Self::Each(values) => values.get(index).copied().unwrap_or(f64::NAN),
        }
    }
}

impl Frame<'_> {
    /// The values of a term for the objects of `level`, from figures that are fresh enough; or why there are none.
    pub(crate) fn values(&self, level: Level, term: &Term, freshness_minutes: u32) -> Result<Values, Unknown> {
        let both = |both: &[Term; 2], with: fn(f64, f64) -> f64| {
            let [left, right] = both;
            let left = self.values(level, left, freshness_minutes)?;
            let right = self.values(level, right, freshness_minutes)?;
            combined(&left, &right, with)
        };
        match term {
            Term::Number(number) => Ok(Values::One(*number)),
            Term::Money(money) => self.money(*money).map(Values::One),
            Term::Metric(reading) => {
                self.fresh(level, *reading, false, freshness_minutes)?;
                self.reading(level, *reading).map(Values::Each)
            }
            Term::Change(reading) => {
                self.fresh(level, *reading, true, freshness_minutes)?;
                self.change(level, *reading).map(Values::Each)
            }
            Term::Fact(fact) => self.fact(level, *fact).map(Values::Each),
            Term::Target(target) => self.target(*target).map(Values::One),
            Term::Add(terms) => both(terms, |left, right| finite(left + right)),
            Term::Subtract(terms) => both(terms, |left, right| finite(left - right)),
            Term::Multiply(terms) => both(terms, |left, right| finite(left * right)),
            Term::Divide(terms) => both(terms, |left, right| finite(left / right)),
        }
    }

    /// An amount of the rule in minor units, when it is in the account's currency.
    pub(crate) fn money(&self, money: Money) -> Result<f64, Unknown> {
        if money.currency == self.snapshot.account.currency {
            Ok(money.minor as f64)
        } else {
            Err(Unknown::OtherCurrency)
        }
    }

    pub(crate) fn target(&self, target: Target) -> Result<f64, Unknown> {
        let account = &self.snapshot.account;
        match target {
            Target::Cpa => account.target_cpa_minor.map(|minor| minor as f64),
            Target::Roas => account.target_roas.filter(|roas| roas.is_finite()),
        }
        .ok_or(Unknown::NoTarget)
    }

    /// When the days of a reading, and those before it where they are needed, were last read at the earliest.
    pub(crate) fn fresh(
        &self,
        level: Level,
        reading: Reading,
        before: bool,
        freshness_minutes: u32,
    ) -> Result<domain::TimestampMillis, Unknown> {
        let at = level_at(level, reading.at).ok_or(Unknown::NoParent)?;
        let range = self.range(at, reading.window)?;
        let read = self.read_at(at, range, freshness_minutes)?;
        if before {
            return Ok(read.min(self.read_at(at, range.previous(), freshness_minutes)?));
        }
        Ok(read)
    }
}

fn combined(left: &Values, right: &Values, with: fn(f64, f64) -> f64) -> Result<Values, Unknown> {
    Ok(match (left, right) {
        (Values::One(left), Values::One(right)) => {
            let value = with(*left, *right);
            if value.is_nan() {
                return Err(Unknown::NoDivisor);
            }
            Values::One(value)
        }
        (Values::One(left), Values::Each(right)) => {
            Values::Each(right.iter().map(|right| with(*left, *right)).collect())
        }
        (Values::Each(left), Values::One(right)) => Values::Each(left.iter().map(|left| with(*left, *right)).collect()),
        (Values::Each(left), Values::Each(right)) => {
            Values::Each(left.iter().zip(right.iter()).map(|(left, right)| with(*left, *right)).collect())
        }
    })
}
