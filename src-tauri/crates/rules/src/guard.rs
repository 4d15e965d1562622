//! Guards that can be judged by what is seen now. Those that need to know what was done before are in `past`.

use std::collections::HashMap;

use domain::{ConfiguredStatus, Level, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::condition::{Fact, FactOf, LearningStage, Metric, Place, Reading};
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::rule::{Action, Floors, Learning};
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
        }
    }
}

/// What a guard said of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    pub(crate) fn new(guard: Guard, answer: Answer) -> Self {
        Self { guard, answer, seen: None, limit: None, unknown: None, note: None }
    }

    pub(crate) fn at_least(guard: Guard, seen: f64, limit: f64) -> Self {
        Self { seen: Some(seen), limit: Some(limit), ..Self::new(guard, Answer::of(seen >= limit)) }
    }

    pub(crate) fn at_most(guard: Guard, seen: f64, limit: f64) -> Self {
        Self { seen: Some(seen), limit: Some(limit), ..Self::new(guard, Answer::of(seen <= limit)) }
    }

    fn cannot_tell(guard: Guard, unknown: Unknown) -> Self {
        Self { unknown: Some(unknown), ..Self::new(guard, Answer::CannotTell) }
    }

    /// Whether the rule may act as far as this guard is concerned.
    pub fn lets_pass(&self) -> bool {
        self.answer == Answer::Met
    }
}

impl Frame<'_> {
    /// What the floors and the learning phase say of one object.
    pub(crate) fn guards(&self, prepared: &Prepared, index: usize) -> Vec<Verdict> {
        let rule = prepared.rule();
        let level = rule.scope.level;
        let mut verdicts = Vec::new();
        if let Some(floors) = &rule.guards.floors {
            self.floors(prepared, floors, index, &mut verdicts);
        }
        if rule.then.acts() && rule.guards.learning == Learning::Spare && level >= Level::Adset {
            verdicts.push(match self.stage(level, index) {
                Some(stage) => Verdict::new(Guard::LearningPhase, Answer::of(stage != LearningStage::Learning)),
                None => Verdict::cannot_tell(Guard::LearningPhase, Unknown::NotSet),
            });
        }
        verdicts
    }

    fn floors(&self, prepared: &Prepared, floors: &Floors, index: usize, verdicts: &mut Vec<Verdict>) {
        let level = prepared.rule().scope.level;
        let figures = [
            (Guard::FloorSpend, Metric::Spend, floors.spend.map(|money| self.money(money))),
            (Guard::FloorImpressions, Metric::Impressions, floors.impressions.map(|count| Ok(f64::from(count)))),
            (Guard::FloorConversions, Metric::Conversions, floors.conversions.map(|count| Ok(f64::from(count)))),
        ];
        for (guard, of, limit) in figures {
            let Some(limit) = limit else { continue };
            let reading = Reading { of, window: floors.window, at: Place::Itself };
            let seen = self.seen(prepared, level, reading, index);
            verdicts.push(match (seen, limit) {
                (Ok(seen), Ok(limit)) => Verdict::at_least(guard, seen, limit),
                (Err(unknown), _) | (_, Err(unknown)) => Verdict::cannot_tell(guard, unknown),
            });
        }
        let age = self.fact(level, FactOf { of: Fact::AgeHours, at: Place::Itself }).ok();
        let age = age.and_then(|ages| ages.get(index).copied()).filter(|age| !age.is_nan());
        verdicts.push(match age {
            Some(age) => Verdict::at_least(Guard::FloorAge, age, f64::from(floors.age_hours)),
            None => Verdict::cannot_tell(Guard::FloorAge, Unknown::NotSet),
        });
    }

    fn seen(&self, prepared: &Prepared, level: Level, reading: Reading, index: usize) -> Result<f64, Unknown> {
        let _read_at: TimestampMillis = self.fresh(level, reading, false, prepared.rule().guards.freshness_minutes)?;
        let value = self.reading(level, reading)?.get(index).copied().unwrap_or(f64::NAN);
        if value.is_nan() { Err(Unknown::NoFigures) } else { Ok(value) }
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
        let mut going: HashMap<u32, usize> = HashMap::new();
        for above in paused.iter().filter_map(|index| parent(*index)) {
            *going.entry(above).or_default() += 1;
        }
        let mut active: HashMap<u32, usize> = HashMap::new();
        let each = objects.configured.iter().zip(&objects.parents);
        for above in each.filter(|(status, _)| **status == ConfiguredStatus::Active).filter_map(|(_, above)| *above) {
            if going.contains_key(&above) {
                *active.entry(above).or_default() += 1;
            }
        }
        let verdict = |index: usize| match parent(index) {
            Some(above) => {
                let going = going.get(&above).copied().unwrap_or(0);
                let left = active.get(&above).copied().unwrap_or(0).saturating_sub(going);
                // Counts of objects are far below 2^53.
                Verdict::at_least(Guard::KeepsTheParent, left as f64, 1.0)
            }
            None => Verdict::cannot_tell(Guard::KeepsTheParent, Unknown::NoParent),
        };
        paused.iter().map(|index| (*index, verdict(*index))).collect()
    }
}
