//! Guards that can be judged by what is seen now. Those that need to know what was done before are in `past`; those that
//! look at all rules of an account together, or beyond it, are asked by the optimizer and only named here.

use std::collections::HashMap;
use std::rc::Rc;

use domain::{ConfiguredStatus, Level};
use serde::{Deserialize, Serialize};

use crate::condition::{Fact, FactOf, LearningStage, Metric, Place, Reading};
use crate::frame::{Column, Frame};
use crate::prepared::Prepared;
use crate::rule::{Action, Learning};
use crate::snapshot::parent_level;
use crate::unknown::{Answer, Unknown};

/// Something that can hold a rule back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The least spend.
    FloorSpend,
    /// The least impressions.
    FloorImpressions,
    /// The least conversions.
    FloorConversions,
    /// The least age.
    FloorAge,
    /// The ad set is learning.
    LearningPhase,
    /// The rule's own floor, ceiling and largest step.
    Bounds,
    /// Something above would be left with nothing active.
    KeepsTheParent,
    /// More acts than one run may have.
    ActsARun,
    /// It was acted on a short while ago.
    CoolDown,
    /// It was acted on often enough today.
    ActsOnObjectToday,
    /// The rule acted often enough today.
    ActsToday,
    /// All changes of 24 hours together.
    DaySum,
    /// Rules may act in the account.
    MayAct,
    /// Hours in which no rule acts.
    QuietHours,
    /// Two rules want different things of the same object at the same time.
    Conflict,
    /// Another rule did something to it a short while ago.
    OtherRule,
    /// Somebody outside this program changed it a short while ago.
    SomebodyElse,
    /// Acts of all rules together in one day.
    AllActsToday,
    /// Budget that all rules together added in one day.
    AllRaisedToday,
    /// The account spends far more today than its budgets say.
    SpendBrake,
}

impl Guard {
    /// Its name in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FloorSpend => "floor_spend",
            Self::FloorImpressions => "floor_impressions",
            Self::FloorConversions => "floor_conversions",
            Self::FloorAge => "floor_age",
            Self::LearningPhase => "learning_phase",
            Self::Bounds => "bounds",
            Self::KeepsTheParent => "keeps_the_parent",
            Self::ActsARun => "acts_a_run",
            Self::CoolDown => "cool_down",
            Self::ActsOnObjectToday => "acts_on_object_today",
            Self::ActsToday => "acts_today",
            Self::DaySum => "day_sum",
            Self::MayAct => "may_act",
            Self::QuietHours => "quiet_hours",
            Self::Conflict => "conflict",
            Self::OtherRule => "other_rule",
            Self::SomebodyElse => "somebody_else",
            Self::AllActsToday => "all_acts_today",
            Self::AllRaisedToday => "all_raised_today",
            Self::SpendBrake => "spend_brake",
        }
    }
}

/// What a guard said of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which guard.
    pub guard: Guard,
    /// Met when it lets the rule act. Anything else stops it.
    pub answer: Answer,
    /// What was seen: minor units, a count, hours.
    pub seen: Option<f64>,
    /// What was asked for or allowed.
    pub limit: Option<f64>,
    /// Why it could not be told.
    pub unknown: Option<Unknown>,
    /// What a person is told besides.
    pub note: Option<String>,
}

impl Verdict {
    /// What a guard answers, without figures.
    pub fn new(guard: Guard, answer: Answer) -> Self {
        Self { guard, answer, seen: None, limit: None, unknown: None, note: None }
    }

    /// A guard that asks for no less than `limit`.
    pub fn at_least(guard: Guard, seen: f64, limit: f64) -> Self {
        Self { seen: Some(seen), limit: Some(limit), ..Self::new(guard, Answer::of(seen >= limit)) }
    }

    /// A guard that allows no more than `limit`.
    pub fn at_most(guard: Guard, seen: f64, limit: f64) -> Self {
        Self { seen: Some(seen), limit: Some(limit), ..Self::new(guard, Answer::of(seen <= limit)) }
    }

    fn cannot_tell(guard: Guard, unknown: Unknown) -> Self {
        Self { unknown: Some(unknown), ..Self::new(guard, Answer::CannotTell) }
    }

    /// The same with something to say to a person.
    #[must_use]
    pub fn because(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// Whether the rule may act as far as this guard is concerned.
    pub fn lets_pass(&self) -> bool {
        self.answer == Answer::Met
    }
}

/// A floor: its guard, what is read, and the least it must be.
type FigureFloor = (Guard, Result<Column, Unknown>, Result<f64, Unknown>);

/// The floors of one rule with the columns they are read from, looked up once for all objects.
pub(crate) struct OwnGuards<'f> {
    frame: &'f Frame<'f>,
    level: Level,
    figures: Vec<FigureFloor>,
    age: Option<(Option<Column>, f64)>,
    spares_learners: bool,
}

impl OwnGuards<'_> {
    /// What the floors and the learning phase say of one object.
    pub(crate) fn of(&self, index: usize) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(8);
        for (guard, column, limit) in &self.figures {
            let seen = column.as_ref().map_err(|unknown| *unknown).and_then(|column| at(column, index));
            verdicts.push(match (seen, *limit) {
                (Ok(seen), Ok(limit)) => Verdict::at_least(*guard, seen, limit),
                (Err(unknown), _) | (_, Err(unknown)) => Verdict::cannot_tell(*guard, unknown),
            });
        }
        if let Some((ages, least)) = &self.age {
            let age = ages.as_ref().and_then(|ages| at(ages, index).ok());
            verdicts.push(match age {
                Some(age) => Verdict::at_least(Guard::FloorAge, age, *least),
                None => Verdict::cannot_tell(Guard::FloorAge, Unknown::NotSet),
            });
        }
        if self.spares_learners {
            verdicts.push(match self.frame.stage(self.level, index) {
                Some(stage) => Verdict::new(Guard::LearningPhase, Answer::of(stage != LearningStage::Learning)),
                None => Verdict::cannot_tell(Guard::LearningPhase, Unknown::NotSet),
            });
        }
        verdicts
    }
}

fn at(column: &[f64], index: usize) -> Result<f64, Unknown> {
    column.get(index).copied().filter(|value| !value.is_nan()).ok_or(Unknown::NoFigures)
}

impl<'f> Frame<'f> {
    /// The guards of a rule that look at one object at a time.
    pub(crate) fn own_guards(&'f self, prepared: &Prepared) -> OwnGuards<'f> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        let (mut figures, mut age) = (Vec::new(), None);
        if let Some(floors) = &rule.guards.floors {
            let limits = [
                (Guard::FloorSpend, Metric::Spend, floors.spend.map(|money| self.money(money))),
                (Guard::FloorImpressions, Metric::Impressions, floors.impressions.map(|count| Ok(f64::from(count)))),
                (Guard::FloorConversions, Metric::Conversions, floors.conversions.map(|count| Ok(f64::from(count)))),
            ];
            for (guard, of, limit) in limits {
                let reading = Reading { of, window: floors.window, at: Place::Itself };
                let fresh = || self.fresh(level, reading, false, rule.guards.freshness_minutes);
                let column = |_read_at| self.reading(level, reading);
                figures.extend(limit.map(|limit| (guard, fresh().and_then(column), limit)));
            }
            let ages = self.fact(level, FactOf { of: Fact::AgeHours, at: Place::Itself }).ok();
            age = Some((ages, f64::from(floors.age_hours)));
        }
        let spares = rule.then.acts() && rule.guards.learning == Learning::Spare;
        OwnGuards { frame: self, level, figures, age, spares_learners: spares && level >= Level::Adset }
    }

    /// How many objects of a level are switched on under each object of the level above.
    fn active_below(&self, level: Level) -> Rc<[i64]> {
        let mut kept = self.active.borrow_mut();
        let count = || {
            let objects = self.snapshot.objects(level);
            let mut active = vec![0; self.snapshot.objects(parent_level(level)).len()];
            let each = objects.configured.iter().zip(objects.parents.iter());
            for (_, above) in each.filter(|(status, _)| **status == ConfiguredStatus::Active) {
                if let Some(count) = above.and_then(|above| active.get_mut(above as usize)) {
                    *count += 1;
                }
            }
            active.into()
        };
        Rc::clone(kept.entry(level).or_insert_with(count))
    }

    /// For each object that would be paused, whether anything active is left beside it under the same parent.
    ///
    /// Nobody is chosen to stay: where all of them would go, all of them stay.
    pub(crate) fn keeps_the_parent(&self, prepared: &Prepared, paused: &[usize]) -> HashMap<usize, Verdict> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        let watched = matches!(rule.then, Action::Pause(_)) && level >= Level::Adset;
        if !watched || rule.guards.may_empty_the_parent || paused.is_empty() {
            return HashMap::new();
        }
        let objects = self.snapshot.objects(level);
        let parent = |index: usize| objects.parents.get(index).copied().flatten();
        let mut left = self.active_below(level).to_vec();
        for above in paused.iter().filter_map(|index| parent(*index)) {
            if let Some(count) = left.get_mut(above as usize) {
                *count -= 1;
            }
        }
        let verdict = |index: usize| match parent(index).and_then(|above| left.get(above as usize)) {
            // Counts of objects are far below 2^53.
            Some(left) => Verdict::at_least(Guard::KeepsTheParent, *left as f64, 1.0),
            None => Verdict::cannot_tell(Guard::KeepsTheParent, Unknown::NoParent),
        };
        paused.iter().map(|index| (*index, verdict(*index))).collect()
    }
}
