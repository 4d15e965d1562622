//! What must be true of an object for conditions to be met, as far as it can be said without looking at any.

use std::collections::BTreeMap;

use crate::condition::{Compare, Condition, Metric, Operator, Place, Reading, Term};
use crate::rule::Rule;

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

fn text(term: &Term) -> String {
    serde_json::to_string(term).unwrap_or_default()
}

/// More ways than this in which conditions can be met are not told apart.
const MOST_WAYS: usize = 32;

/// The ways in which a condition can be met, each with what must be true for it. Empty when there is no way at all.
pub(super) fn ways(condition: &Condition) -> Vec<Bounds> {
    ways_of(condition, false)
}

/// Both of two conditions.
pub(super) fn and(one: &[Bounds], other: &[Bounds]) -> Vec<Bounds> {
    if one.len() * other.len() > MOST_WAYS {
        return vec![Bounds::new()];
    }
    let joined = |one: &Bounds, other: &Bounds| {
        let mut all = one.clone();
        for (key, range) in other {
            let kept = all.entry(key.clone()).or_insert(Range::ALL);
            *kept = kept.meet(*range);
        }
        all
    };
    one.iter().flat_map(|one| other.iter().map(move |other| joined(one, other))).collect()
}

fn ways_of(condition: &Condition, denied: bool) -> Vec<Bounds> {
    match (condition, denied) {
        (Condition::All(parts), false) => every(parts, false),
        (Condition::Any(parts), true) | (Condition::None(parts), false) => every(parts, true),
        (Condition::All(parts), true) => some(parts, true),
        (Condition::Any(parts), false) | (Condition::None(parts), true) => some(parts, false),
        (Condition::Compare(compare), _) => {
            let compare = if denied { &Compare { is: opposite(compare.is), ..compare.clone() } } else { compare };
            vec![bound(compare).into_iter().collect()]
        }
        (Condition::Rank(_) | Condition::Clock(_) | Condition::Learning(_) | Condition::Budget(_), _) => {
            vec![Bounds::new()]
        }
    }
}

fn every(parts: &[Condition], denied: bool) -> Vec<Bounds> {
    parts.iter().fold(vec![Bounds::new()], |all, part| and(&all, &ways_of(part, denied)))
}

fn some(parts: &[Condition], denied: bool) -> Vec<Bounds> {
    let all: Vec<Bounds> = parts.iter().flat_map(|part| ways_of(part, denied)).collect();
    if all.len() > MOST_WAYS { vec![Bounds::new()] } else { all }
}

/// What the floors of a rule ask for.
pub(super) fn floors(rule: &Rule) -> Bounds {
    let Some(floors) = &rule.guards.floors else { return Bounds::new() };
    let figures = [
        (Metric::Spend, floors.spend.map(Term::Money)),
        (Metric::Impressions, floors.impressions.map(|count| Term::Number(count.into()))),
        (Metric::Conversions, floors.conversions.map(|count| Term::Number(count.into()))),
    ];
    let bounds = figures.into_iter().filter_map(|(of, floor)| {
        let left = Term::Metric(Reading { of, window: floors.window, at: Place::Itself });
        bound(&Compare { left, is: Operator::AtLeast, right: floor? })
    });
    bounds.collect()
}

/// The first quantity of which nothing fits what is asked.
pub(super) fn impossible(bounds: &Bounds) -> Option<&Key> {
    bounds.iter().find(|(_, range)| range.is_empty()).map(|(key, _)| key)
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

/// Whether two sets of ways can hold of the same object at the same time, as far as can be said.
pub(super) fn can_both_hold(one: &[Bounds], other: &[Bounds]) -> bool {
    one.iter().any(|one| other.iter().any(|other| fit(one, other)))
}

fn fit(one: &Bounds, other: &Bounds) -> bool {
    one.iter().all(|(key, range)| other.get(key).is_none_or(|other| !range.meet(*other).is_empty()))
}
