//! Two versions of a rule over the same days.

use std::collections::BTreeMap;

use domain::{ObjectId, TimestampMillis};
use serde::{Deserialize, Serialize};

use super::report::{Report, Said, Totals};

/// How two backtests differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Totals of the first and of the second.
    pub totals: [Totals; 2],
    /// Ticks of the first and of the second before the account was first read, see [`Report::hindsight_ticks`].
    #[serde(default)]
    pub hindsight_ticks: [usize; 2],
    /// Objects only the first would have touched.
    pub only_first: Vec<Touched>,
    /// Objects only the second would have touched.
    pub only_second: Vec<Touched>,
    /// Objects both would have touched: by the first, by the second.
    pub both: Vec<[Touched; 2]>,
}

/// One object in one backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Touched {
    /// The object.
    pub object: ObjectId,
    /// When it would first have been touched.
    pub first: TimestampMillis,
    /// How often it would have been touched.
    pub acts: usize,
    /// How often that would have been right.
    pub right: usize,
    /// How often it would have been wrong: late figures, or recovered.
    pub wrong: usize,
}

/// Lays two reports side by side, object by object.
pub fn compare(first: &Report, second: &Report) -> Comparison {
    let mut theirs = by_object(second);
    let mut comparison = Comparison {
        totals: [first.totals, second.totals],
        hindsight_ticks: [first.hindsight_ticks, second.hindsight_ticks],
        only_first: Vec::new(),
        only_second: Vec::new(),
        both: Vec::new(),
    };
    for (object, mine) in by_object(first) {
        match theirs.remove(&object) {
            Some(other) => comparison.both.push([mine, other]),
            None => comparison.only_first.push(mine),
        }
    }
    comparison.only_second = theirs.into_values().collect();
    comparison
}

fn by_object(report: &Report) -> BTreeMap<ObjectId, Touched> {
    let mut all: BTreeMap<ObjectId, Touched> = BTreeMap::new();
    for touch in &report.touches {
        let (object, first) = (touch.object.clone(), touch.at);
        let touched = all.entry(object.clone()).or_insert(Touched { object, first, acts: 0, right: 0, wrong: 0 });
        touched.acts += 1;
        touched.right += usize::from(touch.said == Said::Right);
        touched.wrong += usize::from(matches!(touch.said, Said::LateFigures | Said::Recovered));
    }
    all
}
