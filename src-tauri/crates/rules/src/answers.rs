//! Conditions as columns: an answer for each object, worked out side by side.

use domain::Level;

use crate::condition::{Compare, Condition, LearningStage, Operator};
use crate::frame::Frame;
use crate::terms::Values;
use crate::unknown::Answer;

/// Answers as numbers in the order of [`Answer`], so that "all" is the least of them and "any" the greatest.
pub(crate) const NOT_MET: u8 = Answer::NotMet as u8;
pub(crate) const CANNOT_TELL: u8 = Answer::CannotTell as u8;
pub(crate) const MET: u8 = Answer::Met as u8;

/// What a rule's conditions are asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'s> {
    pub(crate) level: Level,
    pub(crate) freshness_minutes: u32,
    /// Which objects are in scope; only these take part in an order.
    pub(crate) scope: &'s [bool],
}

pub(crate) fn answer(code: u8) -> Answer {
    match code {
        NOT_MET => Answer::NotMet,
        MET => Answer::Met,
        _ => Answer::CannotTell,
    }
}

impl Frame<'_> {
    /// The answers of each object of the level.
    pub(crate) fn answers(&self, asked: Asked<'_>, condition: &Condition) -> Vec<u8> {
        let objects = self.snapshot.objects(asked.level);
        let count = objects.len();
        match condition {
            Condition::All(parts) => self.least(asked, parts),
            Condition::Any(parts) => self.greatest(asked, parts),
            Condition::None(parts) => {
                let mut any = self.greatest(asked, parts);
                any.iter_mut().for_each(|code| *code = MET - *code);
                any
            }
            Condition::Compare(compare) => self.compared(asked, compare),
            Condition::Rank(rank) => self.ranks(asked, rank),
            Condition::Clock(hours) => {
                let answer = self.clock.map_or(CANNOT_TELL, |now| Answer::of(hours.hold(now)) as u8);
                vec![answer; count]
            }
            Condition::Learning(stages) => {
                (0..count).map(|index| self.is_learning(asked.level, index, stages) as u8).collect()
            }
            Condition::Budget(kinds) => {
                let kind = |index| objects.budget_kind(index);
                let holds = |index| kind(index).map_or(CANNOT_TELL, |kind| Answer::of(kinds.contains(&kind)) as u8);
                (0..count).map(holds).collect()
            }
        }
    }

    pub(crate) fn is_learning(&self, level: Level, index: usize, stages: &[LearningStage]) -> Answer {
        self.stage(level, index).map_or(Answer::CannotTell, |stage| Answer::of(stages.contains(&stage)))
    }

    /// The learning stage of an object's ad set.
    pub(crate) fn stage(&self, level: Level, index: usize) -> Option<LearningStage> {
        let adset = self.snapshot.above(level, index, Level::Adset)?;
        self.snapshot.objects(Level::Adset).learning.get(adset).copied().flatten()
    }

    fn least(&self, asked: Asked<'_>, parts: &[Condition]) -> Vec<u8> {
        let Some((first, rest)) = parts.split_first() else { return vec![MET; asked.scope.len()] };
        let mut all = self.answers(asked, first);
        for part in rest {
            let open = all.iter().filter(|code| **code != NOT_MET).count();
            match part {
                _ if open == 0 => break,
                // Few are left to ask about, so the others are passed over.
                Condition::Compare(compare) if open * 4 < all.len() => self.compare_open(asked, compare, &mut all),
                _ => {
                    let answers = self.answers(asked, part);
                    all.iter_mut().zip(&answers).for_each(|(all, one)| *all = (*all).min(*one));
                }
            }
        }
        all
    }

    /// The least of what is so far and a comparison, for those that are not ruled out yet.
    fn compare_open(&self, asked: Asked<'_>, compare: &Compare, all: &mut [u8]) {
        let left = self.values(asked.level, &compare.left, asked.freshness_minutes);
        let right = self.values(asked.level, &compare.right, asked.freshness_minutes);
        for (index, code) in all.iter_mut().enumerate().filter(|(_, code)| **code != NOT_MET) {
            let known = left.as_ref().ok().zip(right.as_ref().ok());
            let known = known.map(|(left, right)| (left.at(index), right.at(index)));
            *code = match known.filter(|(left, right)| !left.is_nan() && !right.is_nan()) {
                Some((left, right)) if compare.is.holds(left, right) => *code,
                Some(_) => NOT_MET,
                None => CANNOT_TELL,
            };
        }
    }

    fn greatest(&self, asked: Asked<'_>, parts: &[Condition]) -> Vec<u8> {
        let mut any = vec![NOT_MET; asked.scope.len()];
        for part in parts {
            let answers = self.answers(asked, part);
            any.iter_mut().zip(&answers).for_each(|(any, one)| *any = (*any).max(*one));
        }
        any
    }

    fn compared(&self, asked: Asked<'_>, compare: &Compare) -> Vec<u8> {
        let count = asked.scope.len();
        let left = self.values(asked.level, &compare.left, asked.freshness_minutes);
        let right = self.values(asked.level, &compare.right, asked.freshness_minutes);
        let (Ok(left), Ok(right)) = (left, right) else { return vec![CANNOT_TELL; count] };
        // One loop for each operator, so that each is as tight as it can be.
        match compare.is {
            Operator::Above => each(&left, &right, count, |left, right| left > right),
            Operator::AtLeast => each(&left, &right, count, |left, right| left >= right),
            Operator::Below => each(&left, &right, count, |left, right| left < right),
            Operator::AtMost => each(&left, &right, count, |left, right| left <= right),
            Operator::Equal => each(&left, &right, count, |left, right| left == right),
            Operator::NotEqual => each(&left, &right, count, |left, right| left != right),
        }
    }
}

fn each(left: &Values, right: &Values, count: usize, holds: impl Fn(f64, f64) -> bool) -> Vec<u8> {
    let code = |left: f64, right: f64| {
        // Without a branch: the answers of neighbours have nothing to do with one another.
        let known = u8::from(!left.is_nan() & !right.is_nan());
        (known & u8::from(holds(left, right))) * MET + (1 - known) * CANNOT_TELL
    };
    match (left, right) {
        (Values::One(left), Values::One(right)) => vec![code(*left, *right); count],
        (Values::One(left), Values::Each(right)) => right.iter().map(|right| code(*left, *right)).collect(),
        (Values::Each(left), Values::One(right)) => left.iter().map(|left| code(*left, *right)).collect(),
        (Values::Each(left), Values::Each(right)) => {
            left.iter().zip(right.iter()).map(|(left, right)| code(*left, *right)).collect()
        }
    }
}
