//! What must be true of an object for conditions to be met, as far as it can be said without looking at any.

use std::collections::BTreeMap;

use crate::condition::{Compare, Condition, Operator, Term};

/// A range of numbers, its ends included or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    low_in: bool,
    pub(super) high: f64,
    high_in: bool,
}

impl Range {
    const ALL: Self = Self { low: f64::NEG_INFINITY, low_in: true, high: f64::INFINITY, high_in: true };

    fn of(operator: Operator, limit: f64) -> Option<Self> {
        Some(match operator {
            Operator::Above => Self { low: limit, low_in: false, ..Self::ALL },
            Operator::AtLeast => Self { low: limit, ..Self::ALL },
            Operator::Below => Self { high: limit, high_in: false, ..Self::ALL },
            Operator::AtMost => Self { high: limit, ..Self::ALL },
            Operator::Equal => Self { low: limit, high: limit, ..Self::ALL },
            Operator::NotEqual => return None,
        })
    }

    pub(super) fn meet(self, other: Self) -> Self {
        let mut both = self;
        if other.low > both.low || (other.low == both.low && !other.low_in) {
            (both.low, both.low_in) = (other.low, other.low_in);
        }
        if other.high < both.high || (other.high == both.high && !other.high_in) {
            (both.high, both.high_in) = (other.high, other.high_in);
        }
        both
    }

    pub(super) fn is_empty(self) -> bool {
        self.low > self.high || (self.low == self.high && !(self.low_in && self.high_in))
    }

    /// Whether every value that is not negative lies in it.
    pub(super) fn holds_all_there_is(self) -> bool {
        (self.low < 0.0 || (self.low == 0.0 && self.low_in)) && self.high == f64::INFINITY
    }

    /// Whether the two together leave no gap anywhere.
    pub(super) fn covers_all_with(self, other: Self) -> bool {
        let (low, high) = if self.low <= other.low { (self, other) } else { (other, self) };
        let touch = high.low < low.high || (high.low == low.high && (high.low_in || low.high_in));
        let begins = low.low == f64::NEG_INFINITY || low.low < 0.0 || (low.low == 0.0 && low.low_in);
        begins && touch && high.high.max(low.high) == f64::INFINITY
    }
}

/// What is compared, and in units of what: the second is empty for plain numbers.
pub(super) type Key = (String, String);

/// What must be true of each quantity.
pub(super) type Bounds = BTreeMap<Key, Range>;

/// The quantity a comparison limits, and the range it is limited to.
pub(super) fn bound(compare: &Compare) -> Option<(Key, Range)> {
    let (left, is, right) = match (constant(&compare.left), constant(&compare.right)) {
        (Some(_), None) => (&compare.right, turned(compare.is), &compare.left),
        _ => (&compare.left, compare.is, &compare.right),
    };
    if constant(left).is_some() {
        return None;
    }
    let (limit, unit) = scaled(right);
    Some(((text(left), unit), Range::of(is, limit)?))
}

fn turned(operator: Operator) -> Operator {
    match operator {
        Operator::Above => Operator::Below,
        Operator::AtLeast => Operator::AtMost,
        Operator::Below => Operator::Above,
        Operator::AtMost => Operator::AtLeast,
        Operator::Equal | Operator::NotEqual => operator,
    }
}

/// A term's value where it is a literal.
pub(super) fn constant(term: &Term) -> Option<f64> {
    match term {
        Term::Number(number) => Some(*number),
        // Amounts in a rule are far below 2^53 minor units.
        Term::Money(money) => Some(money.minor as f64),
        _ => None,
    }
}

/// A term as so many times something.
fn scaled(term: &Term) -> (f64, String) {
    if let Some(value) = constant(term) {
        return (value, String::new());
    }
    if let Term::Multiply(both) = term {
        let [left, right] = &**both;
        match (constant(left), constant(right)) {
            (Some(factor), None) if factor > 0.0 => return (factor, text(right)),
            (None, Some(factor)) if factor > 0.0 => return (factor, text(left)),
            _ => {}
        }
    }
    (1.0, text(term))
}

pub(super) fn text(term: &Term) -> String {
    serde_json::to_string(term).unwrap_or_default()
}

/// What must be true for a condition to be met. Where one of several things may be, nothing is said.
pub(super) fn bounds(condition: &Condition) -> Bounds {
    let mut all = Bounds::new();
    collect(condition, false, &mut all);
    all
}

fn collect(condition: &Condition, denied: bool, all: &mut Bounds) {
    match (condition, denied) {
        (Condition::All(parts), false) | (Condition::Any(parts), true) => {
            parts.iter().for_each(|part| collect(part, denied, all));
        }
        // None of them, and not one of "none of them" when there is only one.
        (Condition::None(parts), false) => parts.iter().for_each(|part| collect(part, true, all)),
        (Condition::All(parts) | Condition::None(parts), true) | (Condition::Any(parts), false) => {
            if let [only] = parts.as_slice() {
                collect(only, denied != matches!(condition, Condition::None(_)), all);
            }
        }
        (Condition::Compare(compare), _) => {
            let compare = if denied { &Compare { is: opposite(compare.is), ..compare.clone() } } else { compare };
            if let Some((key, range)) = bound(compare) {
                let kept = all.entry(key).or_insert(Range::ALL);
                *kept = kept.meet(range);
            }
        }
        (Condition::Rank(_) | Condition::Clock(_) | Condition::Learning(_) | Condition::Budget(_), _) => {}
    }
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Above => Operator::AtMost,
        Operator::AtLeast => Operator::Below,
        Operator::Below => Operator::AtLeast,
        Operator::AtMost => Operator::Above,
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
    }
}

/// Whether two sets of bounds can hold of the same object at the same time, as far as can be said.
pub(super) fn can_both_hold(one: &Bounds, other: &Bounds) -> bool {
    one.iter().all(|(key, range)| other.get(key).is_none_or(|other| !range.meet(*other).is_empty()))
}
