//! Budget moved between siblings: what the weaker half gives up the stronger half gets, to the last minor unit.

use std::collections::HashMap;

use domain::{Direction, Level};

use crate::act::{NoAct, told};
use crate::evaluate::Candidate;
use crate::frame::Frame;
use crate::guard::{Guard, Verdict};
use crate::prepared::Prepared;
use crate::rule::{Action, Rebalance};
use crate::snapshot::parent_level;
use crate::unknown::{Answer, Unknown};

/// Hundredths of a percent in a whole.
const WHOLE: i128 = 10_000;

/// One that takes part in a move.
struct Part {
    /// Where it is among the candidates.
    place: usize,
    /// Its figure, turned so that more is better.
    worth: f64,
    /// Its daily budget in minor units.
    budget: i64,
}

/// What each becomes, by its place among the candidates; none where nothing can be moved.
type Moved = Option<Vec<(usize, i64)>>;

impl Frame<'_> {
    /// Works out the moves of a rule that rebalances, a parent at a time, and puts them into the candidates. Those that
    /// are refused already, or of which something is not known, take no part. Answers which have nothing to do.
    pub(crate) fn rebalance(&self, prepared: &Prepared, candidates: &mut [Candidate]) -> Vec<usize> {
        let Action::Rebalance(wanted) = &prepared.rule().then else { return Vec::new() };
        let mut groups: HashMap<u32, Vec<Part>> = HashMap::new();
        for (place, candidate) in candidates.iter_mut().enumerate() {
            if !candidate.guards.iter().all(Verdict::lets_pass) {
                continue;
            }
            match self.part(prepared, wanted, place, candidate.index) {
                Ok((parent, part)) => groups.entry(parent).or_default().push(part),
                Err(unknown) => {
                    let verdict = Verdict::new(Guard::Bounds, Answer::CannotTell);
                    candidate.guards.push(Verdict { unknown: Some(unknown), ..verdict });
                }
            }
        }
        let mut idle = Vec::new();
        for parts in groups.into_values() {
            let places: Vec<usize> = parts.iter().map(|part| part.place).collect();
            if let [alone] = places[..] {
                let note = "nothing beside it takes part, so there is nothing to move its budget to";
                refuse(candidates, alone, note.to_owned());
                continue;
            }
            let moved = shares(parts, wanted.share_basis_points).unwrap_or_default();
            idle.extend(places.iter().filter(|place| !moved.iter().any(|(other, _)| other == *place)));
            self.put(prepared, wanted, candidates, &moved);
        }
        idle
    }

    fn part(
        &self,
        prepared: &Prepared,
        wanted: &Rebalance,
        place: usize,
        index: usize,
    ) -> Result<(u32, Part), Unknown> {
        let (level, freshness) = (prepared.rule().scope.level, prepared.rule().guards.freshness_minutes);
        let objects = self.snapshot.objects(level);
        let budget = objects.daily_budgets.get(index).copied().flatten().ok_or(Unknown::NotSet)?;
        // Campaigns are all under the one account.
        let above = || objects.parents.get(index).copied().flatten().ok_or(Unknown::NoParent);
        let parent = if parent_level(level) == Level::Account { 0 } else { above()? };
        self.fresh(level, wanted.by, false, freshness)?;
        let figure = self.reading(level, wanted.by)?.get(index).copied().unwrap_or(f64::NAN);
        if figure.is_nan() {
            return Err(Unknown::NoDivisor);
        }
        let worth = if wanted.by.of.direction() == Direction::Down { -figure } else { figure };
        Ok((parent, Part { place, worth, budget }))
    }

    /// Sets what was worked out for one parent. What is refused of one is refused of all: the sum has to stay.
    fn put(&self, prepared: &Prepared, wanted: &Rebalance, candidates: &mut [Candidate], moved: &[(usize, i64)]) {
        let level = prepared.rule().scope.level;
        let mut acts = Vec::with_capacity(moved.len());
        for (place, minor) in moved {
            let Some(index) = candidates.get(*place).map(|candidate| candidate.index) else { return };
            match self.daily_budget(level, index, *minor, (wanted.floor, wanted.ceiling), &prepared.rule().guards) {
                Ok(act) => acts.push((*place, act)),
                Err(why) => {
                    let note = match why {
                        NoAct::Refused(note) => note,
                        NoAct::AlreadySo | NoAct::CannotTell(_) => "its bounds are of another currency".to_owned(),
                    };
                    return refuse_all(candidates, moved, *place, &note);
                }
            }
        }
        for (place, act) in acts {
            if let Some(candidate) = candidates.get_mut(place) {
                candidate.act = Some(act);
            }
        }
    }
}

fn refuse(candidates: &mut [Candidate], place: usize, note: String) {
    if let Some(candidate) = candidates.get_mut(place) {
        candidate.guards.push(Verdict::new(Guard::Bounds, Answer::NotMet).because(note));
    }
}

fn refuse_all(candidates: &mut [Candidate], moved: &[(usize, i64)], culprit: usize, note: &str) {
    for (place, _) in moved {
        let said = if *place == culprit { note.to_owned() } else { format!("of one beside it: {note}") };
        refuse(candidates, *place, said);
    }
}

/// The new budgets of those that give or get. None when nothing sets the halves apart, or nothing would move.
fn shares(mut parts: Vec<Part>, share_basis_points: u32) -> Moved {
    // Best first; those that are as good keep the order of the snapshot.
    parts.sort_by(|one, other| other.worth.total_cmp(&one.worth).then(one.place.cmp(&other.place)));
    let half = parts.len() / 2;
    let (getting, rest) = parts.split_at_checked(half)?;
    let giving = rest.get(rest.len().checked_sub(half)?..)?;
    if getting.last()?.worth <= giving.first()?.worth {
        return None;
    }
    let given = |part: &Part| i128::from(part.budget) * i128::from(share_basis_points) / WHOLE;
    let sum: i128 = giving.iter().map(given).sum();
    let whole: i128 = getting.iter().map(|part| i128::from(part.budget)).sum();
    if sum <= 0 || whole <= 0 {
        return None;
    }
    // In proportion to what they have; what is left over of the division goes to the largest remainders.
    let split = |part: &Part| (sum * i128::from(part.budget) / whole, sum * i128::from(part.budget) % whole);
    let mut gets: Vec<(i128, i128)> = getting.iter().map(split).collect();
    let left = usize::try_from(sum - gets.iter().map(|(got, _)| got).sum::<i128>()).ok()?;
    let mut order: Vec<usize> = (0..gets.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(gets.get(*place).map(|(_, remainder)| *remainder)));
    for place in order.into_iter().take(left) {
        gets.get_mut(place)?.0 += 1;
    }
    let new = |budget: i64, change: i128| i64::try_from(i128::from(budget) + change).ok();
    let mut moved = Vec::with_capacity(half * 2);
    for (part, (got, _)) in getting.iter().zip(gets) {
        moved.push((part.place, new(part.budget, got)?));
    }
    for part in giving {
        moved.push((part.place, new(part.budget, -given(part))?));
    }
    let changed =
        |(place, budget): &(usize, i64)| parts.iter().any(|part| part.place == *place && part.budget != *budget);
    Some(moved.into_iter().filter(changed).collect())
}

/// What a rule that rebalances does, as the end of a sentence.
pub(crate) fn words(wanted: &Rebalance, share: &str, figure: &str) -> String {
    format!(
        "move {share} of the daily budget of the weaker half to the stronger half of those beside one another, by \
         {figure}, never to below {} or above {}",
        told(wanted.floor),
        told(wanted.ceiling)
    )
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    fn parts(of: &[(f64, i64)]) -> Vec<Part> {
        let part = |(place, (worth, budget)): (usize, &(f64, i64))| Part { place, worth: *worth, budget: *budget };
        of.iter().enumerate().map(part).collect()
    }

    #[test]
    fn the_weaker_half_gives_and_the_stronger_half_gets_and_the_middle_is_left_alone() {
        for (of, share, expected) in [
            (&[(2.0, 1_000), (1.0, 1_000)][..], 1_000, Some(vec![(0, 1_100), (1, 900)])),
            (&[(1.0, 1_000), (2.0, 500), (3.0, 400)], 1_000, Some(vec![(2, 500), (0, 900)])),
            (&[(4.0, 300), (3.0, 100), (2.0, 50), (1.0, 51)], 2_000, Some(vec![(0, 315), (1, 105), (2, 40), (3, 41)])),
            (&[(4.0, 1), (3.0, 1), (2.0, 5), (1.0, 0)], 2_000, Some(vec![(0, 2), (2, 4)])),
            (&[(2.0, 1_000), (2.0, 1_000)], 1_000, None),
            (&[(2.0, 1_000), (1.0, 5)], 1_000, None),
            (&[(2.0, 0), (1.0, 500)], 1_000, None),
        ] {
            assert_eq!(shares(parts(of), share), expected, "{of:?}");
        }
    }

    #[test]
    fn whatever_is_moved_the_sum_stays_the_same_to_the_last_minor_unit() {
        let mut rng = Rng::with_seed(26);
        let mut moves = 0;
        for _ in 0..10_000 {
            let count = rng.usize(2..12);
            let of: Vec<(f64, i64)> = (0..count)
                .map(|_| {
                    (f64::from(rng.u8(..6)), if rng.bool() { rng.i64(0..2_000) } else { rng.i64(0..i64::MAX / 16) })
                })
                .collect();
            let Some(moved) = shares(parts(&of), rng.u32(1..=10_000)) else { continue };
            moves += usize::from(!moved.is_empty());
            let before: i128 = moved.iter().map(|(place, _)| i128::from(of[*place].1)).sum();
            let after: i128 = moved.iter().map(|(_, budget)| i128::from(*budget)).sum();
            assert_eq!(before, after, "{of:?}");
            assert!(moved.iter().all(|(_, budget)| *budget >= 0), "{of:?}");
        }
        assert!(moves > 3_000, "{moves}");
    }
}
