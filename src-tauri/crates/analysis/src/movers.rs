//! What moved a total most.

use domain::{MetricSums, Sum};

/// Something whose figure changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover<K> {
    /// What it is.
    pub key: K,
    /// Its figures now.
    pub now: MetricSums,
    /// Before.
    pub before: MetricSums,
    /// By how much the sum changed, in its own unit.
    pub change: i64,
}

/// The `most` things by which a sum changed most, the largest change first whichever its sign; equal ones in their order.
///
/// Changes of a sum add up to the change of the total, so each one is its share of it.
pub fn movers<K: Ord>(
    all: impl IntoIterator<Item = (K, MetricSums, MetricSums)>,
    sum: Sum,
    most: usize,
) -> Vec<Mover<K>> {
    let moved = |(key, now, before): (K, MetricSums, MetricSums)| {
        let change = now.get(sum).saturating_sub(before.get(sum));
        (change != 0).then_some(Mover { key, now, before, change })
    };
    let mut movers: Vec<Mover<K>> = all.into_iter().filter_map(moved).collect();
    movers.sort_by(|a, b| b.change.unsigned_abs().cmp(&a.change.unsigned_abs()).then_with(|| a.key.cmp(&b.key)));
    movers.truncate(most);
    movers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_changes_come_first_and_what_stood_still_does_not_come() {
        let spend = |spend_minor| MetricSums { spend_minor, ..MetricSums::default() };
        let all = [("a", 10, 10), ("b", 0, 30), ("c", 50, 20), ("d", 7, 8), ("e", 0, 0)]
            .map(|(k, n, b)| (k, spend(n), spend(b)));
        let moved: Vec<_> = movers(all, Sum::Spend, 3).into_iter().map(|one| (one.key, one.change)).collect();
        assert_eq!(moved, [("b", -30), ("c", 30), ("d", -1)]);
    }
}
