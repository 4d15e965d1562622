//! What services cost, in millionths of a US dollar.

use serde::{Deserialize, Serialize};

/// An amount in millionths of a US dollar. All services bill in dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MicroUsd(pub i64);

impl MicroUsd {
    /// The sum, held at the largest amount there is.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// What a model costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Price {
    /// A million tokens sent.
    pub input_per_million: MicroUsd,
    /// A million tokens received.
    pub output_per_million: MicroUsd,
    /// A picture, where pictures are billed by the piece.
    pub per_picture: MicroUsd,
}

impl Price {
    /// What so many tokens and pictures cost, rounded up.
    #[must_use]
    pub fn of(&self, input: u64, output: u64, pictures: u32) -> MicroUsd {
        let part = |tokens: u64, per_million: MicroUsd| {
            let micro = u128::from(tokens) * u128::try_from(per_million.0).unwrap_or(0);
            i64::try_from(micro.div_ceil(1_000_000)).unwrap_or(i64::MAX)
        };
        let pieces = self.per_picture.0.max(0).saturating_mul(i64::from(pictures));
        MicroUsd(part(input, self.input_per_million))
            .plus(MicroUsd(part(output, self.output_per_million)))
            .plus(MicroUsd(pieces))
    }

    /// Whether nothing is known of what it costs, or it is free.
    #[must_use]
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }
}

/// Beginnings of models' names with their list prices, dollars a million tokens: sent, received. The longest that fits
/// counts. They are where a person begins, who can change them.
const LIST: &[(&str, f64, f64)] = &[
    ("claude-opus", 5.0, 25.0),
    ("claude-opus-4-1", 15.0, 75.0),
    ("claude-sonnet", 3.0, 15.0),
    ("claude-haiku", 1.0, 5.0),
    ("gpt-5", 1.25, 10.0),
    ("gpt-5-mini", 0.25, 2.0),
    ("gpt-5-nano", 0.05, 0.4),
    ("gpt-4.1", 2.0, 8.0),
    ("gpt-4.1-mini", 0.4, 1.6),
    ("gpt-4o", 2.5, 10.0),
    ("gpt-4o-mini", 0.15, 0.6),
    ("gpt-image-1", 5.0, 40.0),
    ("gpt-image-1-mini", 2.0, 8.0),
    ("sextant-demo", 3.0, 15.0),
    ("sextant-demo-picture", 5.0, 40.0),
];

/// The list price of a model, where its name is known.
#[must_use]
pub fn known_price(model: &str) -> Option<Price> {
    let fits = LIST.iter().filter(|(name, ..)| model.starts_with(name)).max_by_key(|(name, ..)| name.len());
    let micro = |dollars: f64| MicroUsd((dollars * 1_000_000.0) as i64);
    fits.map(|(_, input, output)| Price {
        input_per_million: micro(*input),
        output_per_million: micro(*output),
        per_picture: MicroUsd(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_rounded_up_and_never_overflows() {
        let price = known_price("claude-haiku-4-5").unwrap();
        assert_eq!(price.of(1, 0, 0), MicroUsd(1));
        assert_eq!(price.of(1_000_000, 1_000_000, 0), MicroUsd(6_000_000));
        assert_eq!(price.of(u64::MAX, u64::MAX, u32::MAX), MicroUsd(i64::MAX));
        assert!(Price::default().is_free() && known_price("some-model").is_none());
    }

    #[test]
    fn the_longest_name_that_fits_counts() {
        assert_eq!(known_price("gpt-5-mini-2026").unwrap().input_per_million, MicroUsd(250_000));
        assert_eq!(known_price("gpt-5.2").unwrap().input_per_million, MicroUsd(1_250_000));
    }
}
