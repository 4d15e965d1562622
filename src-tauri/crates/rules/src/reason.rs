//! Why a rule does or does not hold for an object: the whole tree of conditions with what was seen.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::{DayRange, Level, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::answers::Asked;
use crate::condition::{BudgetKind, Condition, LearningStage, Operator, Place, Rank, Reading, Term, Window};
use crate::frame::{Frame, level_at};
use crate::prepared::Prepared;
use crate::rank::Standpoint;
use crate::schedule::{Hours, TimeOfDay};
use crate::terms::Values;
use crate::units::Unit;
use crate::unknown::{Answer, Unknown};

/// One condition with its answer and what led to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Where it stands in the rule, such as `when.all[1]`.
    pub place: String,
    /// Its answer.
    pub answer: Answer,
    /// What was seen.
    pub seen: Seen,
}

/// What led to an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Each of these has to be met.
    All(Vec<Reason>),
    /// One of these has to be met.
    Any(Vec<Reason>),
    /// None of these may be met.
    None(Vec<Reason>),
    /// Two quantities.
    Compare {
        /// What was measured.
        left: Side,
        /// How it must stand to the other.
        is: Operator,
        /// The threshold.
        right: Side,
    },
    /// A place in an order.
    Rank {
        /// The object's own value.
        by: Side,
        /// Where that puts it.
        place: Option<Standpoint>,
    },
    /// The account's time.
    Clock(Option<TimeOfDay>),
    /// The learning stage.
    Learning(Option<LearningStage>),
    /// The kind of budget.
    Budget(Option<BudgetKind>),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Its value: minor units or a plain number.
    pub value: Option<f64>,
    /// What it is measured in.
    pub unit: Unit,
    /// Why there is no value.
    pub unknown: Option<Unknown>,
    /// The figures it was worked out from.
    pub figures: Vec<Figure>,
}

/// A figure that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Which.
    pub reading: Reading,
    /// Whether it is the change against the window before.
    pub change: bool,
    /// The days it covers.
    pub days: Option<DayRange>,
    /// Its value.
    pub value: Option<f64>,
    /// When the oldest of these days was last read.
    pub read_at: Option<TimestampMillis>,
}

/// Explains objects of one rule. What it works out for all of them at once is kept from one to the next.
pub(crate) struct Explainer<'f> {
    frame: &'f Frame<'f>,
    prepared: &'f Prepared,
    asked: Asked<'f>,
    values: RefCell<HashMap<String, Result<Values, Unknown>>>,
    ranks: RefCell<HashMap<String, Vec<u8>>>,
}

impl<'f> Explainer<'f> {
    pub(crate) fn new(frame: &'f Frame<'f>, prepared: &'f Prepared, scope: &'f [bool]) -> Self {
        let asked = asked(prepared, scope);
        Self { frame, prepared, asked, values: RefCell::default(), ranks: RefCell::default() }
    }

    /// The whole tree for one object: what it spent, where a filter asks for it, and the conditions.
    pub(crate) fn reasons(&self, index: usize) -> Reason {
        let when = self.reason("when".to_owned(), &self.prepared.rule().when, index);
        if self.prepared.spent.is_empty() {
            return when;
        }
        let spent = self.prepared.spent.iter();
        let mut parts: Vec<Reason> = spent
            .map(|(number, condition)| self.reason(format!("scope.filters[{number}].spend"), condition, index))
            .collect();
        parts.push(when);
        Reason { place: String::new(), answer: least(&parts), seen: Seen::All(parts) }
    }

    fn reason(&self, place: String, condition: &Condition, index: usize) -> Reason {
        let parts = |name: &str, parts: &[Condition]| -> Vec<Reason> {
            let each = parts.iter().enumerate();
            each.map(|(number, part)| self.reason(format!("{place}.{name}[{number}]"), part, index)).collect()
        };
        let (answer, seen) = match condition {
            Condition::All(all) => {
                let parts = parts("all", all);
                (least(&parts), Seen::All(parts))
            }
            Condition::Any(any) => {
                let parts = parts("any", any);
                (greatest(&parts), Seen::Any(parts))
            }
            Condition::None(none) => {
                let parts = parts("none", none);
                (greatest(&parts).opposite(), Seen::None(parts))
            }
            Condition::Compare(compare) => {
                let left = self.side(format!("{place}.left"), &compare.left, index);
                let right = self.side(format!("{place}.right"), &compare.right, index);
                let answer = match (left.value, right.value) {
                    (Some(left), Some(right)) => Answer::of(compare.is.holds(left, right)),
                    _ => Answer::CannotTell,
                };
                (answer, Seen::Compare { left, is: compare.is, right })
            }
            Condition::Rank(rank) => self.rank(&place, rank, index),
            Condition::Clock(hours) => self.clock(hours),
            Condition::Learning(stages) => (
                self.frame.is_learning(self.asked.level, index, stages),
                Seen::Learning(self.frame.stage(self.asked.level, index)),
            ),
            Condition::Budget(kinds) => {
                let kind = self.frame.snapshot.objects(self.asked.level).budget_kind(index);
                let answer = kind.map_or(Answer::CannotTell, |kind| Answer::of(kinds.contains(&kind)));
                (answer, Seen::Budget(kind))
            }
        };
        Reason { place, answer, seen }
    }

    fn rank(&self, place: &str, rank: &Rank, index: usize) -> (Answer, Seen) {
        let by = self.side(format!("{place}.by"), &rank.by, index);
        let mut ranks = self.ranks.borrow_mut();
        let codes = ranks.entry(place.to_owned()).or_insert_with(|| self.frame.ranks(self.asked, rank));
        let answer = codes.get(index).map_or(Answer::CannotTell, |code| crate::answers::answer(*code));
        let place = self.frame.standpoint(self.asked, rank, index).map(|(_, place)| place);
        (answer, Seen::Rank { by, place })
    }

    fn clock(&self, hours: &Hours) -> (Answer, Seen) {
        let now = self.frame.clock;
        let answer = now.map_or(Answer::CannotTell, |now| Answer::of(hours.hold(now)));
        (answer, Seen::Clock(now.and_then(|now| TimeOfDay::from_minutes(now.minutes))))
    }

    fn side(&self, place: String, term: &Term, index: usize) -> Side {
        let mut kept = self.values.borrow_mut();
        let values = kept
            .entry(place)
            .or_insert_with(|| self.frame.values(self.asked.level, term, self.asked.freshness_minutes));
        let value = values.as_ref().map(|values| values.at(index)).ok().filter(|value| !value.is_nan());
        let unknown = match values {
            Err(unknown) => Some(*unknown),
            Ok(_) if value.is_none() => Some(self.why_not(term, index)),
            Ok(_) => None,
        };
        drop(kept);
        let figures = term.each().into_iter().filter_map(|part| self.figure(part, index)).collect();
        // Units were checked when the rule was prepared.
        Side { value, unit: term.unit().unwrap_or(Unit::Number), unknown, figures }
    }

    fn figure(&self, part: &Term, index: usize) -> Option<Figure> {
        let (reading, change) = match part {
            Term::Metric(reading) => (*reading, false),
            Term::Change(reading) => (*reading, true),
            _ => return None,
        };
        let level = self.asked.level;
        let at = level_at(level, reading.at)?;
        let column = if change { self.frame.change(level, reading) } else { self.frame.reading(level, reading) };
        let value = column.ok().and_then(|column| column.get(index).copied()).filter(|value| !value.is_nan());
        Some(Figure {
            reading,
            change,
            days: self.frame.range(at, reading.window).ok(),
            value,
            read_at: self.frame.fresh(level, reading, change, self.asked.freshness_minutes).ok(),
        })
    }

    /// Why an object has no value where others have one.
    fn why_not(&self, term: &Term, index: usize) -> Unknown {
        let whys = term.each().into_iter().filter_map(|part| match part {
            Term::Metric(reading) => self.why_no_figure(*reading, false, index),
            Term::Change(reading) => self.why_no_figure(*reading, true, index),
            Term::Fact(fact) => {
                let value = self.frame.fact(self.asked.level, *fact).ok()?.get(index).copied()?;
                let missing = if self.above(fact.at, index).is_none() { Unknown::NoParent } else { Unknown::NotSet };
                value.is_nan().then_some(missing)
            }
            _ => None,
        });
        whys.into_iter().next().unwrap_or(Unknown::NoDivisor)
    }

    fn above(&self, place: Place, index: usize) -> Option<(Level, usize)> {
        let at = level_at(self.asked.level, place)?;
        Some((at, self.frame.snapshot.above(self.asked.level, index, at)?))
    }

    fn why_no_figure(&self, reading: Reading, change: bool, index: usize) -> Option<Unknown> {
        let level = self.asked.level;
        let column = if change { self.frame.change(level, reading) } else { self.frame.reading(level, reading) };
        let value = match column {
            Ok(column) => column.get(index).copied().unwrap_or(f64::NAN),
            Err(unknown) => return Some(unknown),
        };
        if !value.is_nan() {
            return None;
        }
        let Some((at, above)) = self.above(reading.at, index) else { return Some(Unknown::NoParent) };
        let range = self.frame.range(at, reading.window).ok()?;
        let has = |range| self.frame.snapshot.objects(at).figures.days(range, above) != 0;
        if !has(range) || (change && !has(range.previous())) {
            return Some(Unknown::NoFigures);
        }
        if reading.window == Window::Lifetime && !change && !reading.of.is_ratio() {
            return Some(Unknown::HistoryTooShort);
        }
        Some(Unknown::NoDivisor)
    }
}

pub(crate) fn asked<'s>(prepared: &Prepared, scope: &'s [bool]) -> Asked<'s> {
    let rule = prepared.rule();
    Asked { level: rule.scope.level, freshness_minutes: rule.guards.freshness_minutes, scope }
}

fn least(parts: &[Reason]) -> Answer {
    parts.iter().map(|part| part.answer).min().unwrap_or(Answer::Met)
}

fn greatest(parts: &[Reason]) -> Answer {
    parts.iter().map(|part| part.answer).max().unwrap_or(Answer::NotMet)
}
