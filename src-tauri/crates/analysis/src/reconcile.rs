//! Why two levels of the same account do not add up to the same.
//!
//! Both sides are cut into the smallest pieces that can be compared, a campaign's day, and each piece's difference goes to
//! the first cause that is known to apply. What has no cause is called unexplained and never spread over the others.

use std::collections::BTreeMap;

use domain::{MetricSums, Sum};

/// Why figures differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The day was read at one level and not at the other.
    NotRead,
    /// The levels were read at different times while the day still matured.
    Restated,
    /// Something below was deleted, or was never listed: Meta still counts it above and no longer gives it below.
    Deleted,
    /// The levels count different conversions, because what is below has other goals.
    OtherConversion,
    /// None of these.
    Unexplained,
}

/// What is known about a piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellFacts {
    /// Read at both levels.
    pub read_at_both: bool,
    /// Read at different times while it matured.
    pub read_apart: bool,
    /// Something below is deleted or was never listed.
    pub gone_below: bool,
    /// The conversions counted are not the same.
    pub other_conversion: bool,
}

/// One piece: a campaign's day, on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Figures of the first side.
    pub a: MetricSums,
    /// Figures of the second side.
    pub b: MetricSums,
    /// What is known about it.
    pub facts: CellFacts,
}

/// A sum on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub sum: Sum,
    /// The first side.
    pub a: i64,
    /// The second side.
    pub b: i64,
    /// How much of `a - b` each cause explains, in the order of [`Cause`]; they add up to it exactly.
    pub causes: Vec<(Cause, i64)>,
}

const SUMS: [Sum; 6] = [Sum::Spend, Sum::Impressions, Sum::Clicks, Sum::LinkClicks, Sum::ConversionsMilli, Sum::Value];

/// Adds both sides up and says what their differences come from.
pub fn reconcile<'p>(pairs: impl IntoIterator<Item = &'p Pair>) -> Vec<Difference> {
    let (mut a, mut b) = (MetricSums::default(), MetricSums::default());
    let mut causes: BTreeMap<(usize, Cause), i64> = BTreeMap::new();
    for pair in pairs {
        a.add(&pair.a);
        b.add(&pair.b);
        for (at, sum) in SUMS.into_iter().enumerate() {
            let difference = pair.a.get(sum).saturating_sub(pair.b.get(sum));
            if difference != 0 {
                let explained = causes.entry((at, cause(&pair.facts, sum))).or_default();
                *explained = explained.saturating_add(difference);
            }
        }
    }
    let row = |(at, sum): (usize, Sum)| Difference {
        sum,
        a: a.get(sum),
        b: b.get(sum),
        causes: causes
            .iter()
            .filter(|((of, _), explained)| *of == at && **explained != 0)
            .map(|((_, cause), explained)| (*cause, *explained))
            .collect(),
    };
    SUMS.into_iter().enumerate().map(row).collect()
}

fn cause(facts: &CellFacts, sum: Sum) -> Cause {
    let converted = matches!(sum, Sum::ConversionsMilli | Sum::Value);
    if !facts.read_at_both {
        Cause::NotRead
    } else if facts.gone_below {
        Cause::Deleted
    } else if converted && facts.other_conversion {
        Cause::OtherConversion
    } else if facts.read_apart {
        Cause::Restated
    } else {
        Cause::Unexplained
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair(a: i64, b: i64, facts: CellFacts) -> Pair {
        let sums = |all: i64| MetricSums { spend_minor: all, conversions_milli: all, ..MetricSums::default() };
        Pair { a: sums(a), b: sums(b), facts }
    }

    const BOTH: CellFacts =
        CellFacts { read_at_both: true, read_apart: false, gone_below: false, other_conversion: false };

    #[test]
    fn each_difference_goes_to_what_is_known_to_cause_it() {
        let pairs = [
            pair(100, 100, BOTH),
            pair(50, 0, CellFacts { read_at_both: false, ..BOTH }),
            pair(30, 20, CellFacts { gone_below: true, ..BOTH }),
            pair(9, 8, CellFacts { other_conversion: true, ..BOTH }),
            pair(7, 3, CellFacts { read_apart: true, ..BOTH }),
            pair(0, 5, BOTH),
        ];
        let all = reconcile(&pairs);
        let spend = all.iter().find(|one| one.sum == Sum::Spend).unwrap();
        assert_eq!((spend.a, spend.b), (196, 136));
        let causes = [(Cause::NotRead, 50), (Cause::Restated, 4), (Cause::Deleted, 10), (Cause::Unexplained, -4)];
        assert_eq!(spend.causes, causes, "another conversion does not explain spend");
        let conversions = all.iter().find(|one| one.sum == Sum::ConversionsMilli).unwrap();
        assert!(conversions.causes.contains(&(Cause::OtherConversion, 1)));
        assert!(all.iter().find(|one| one.sum == Sum::Clicks).unwrap().causes.is_empty());
    }

    proptest! {
        #[test]
        fn causes_add_up_to_the_difference(
            cells in proptest::collection::vec((0i64..1_000_000, 0i64..1_000_000, any::<[bool; 4]>()), 0..40),
        ) {
            let pairs: Vec<Pair> = cells.iter().map(|(a, b, [both, apart, gone, other])| pair(*a, *b, CellFacts {
                read_at_both: *both, read_apart: *apart, gone_below: *gone, other_conversion: *other,
            })).collect();
            for row in reconcile(&pairs) {
                prop_assert_eq!(row.a - row.b, row.causes.iter().map(|(_, explained)| explained).sum::<i64>());
            }
        }
    }
}
