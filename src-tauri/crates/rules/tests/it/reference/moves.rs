//! Budget moved between siblings, the slow way.

use domain::{Direction, Level};
use rules::*;

use super::Reference;

impl Reference<'_> {
    pub(super) fn move_budgets(&self, wanted: &Rebalance, result: &mut [(Standing, Option<Act>)]) {
        let objects = self.world.objects(self.level);
        // Who takes part: all that would act so far, with a parent, a daily budget and a figure.
        let worth = |index: usize| -> Option<f64> {
            let figure = self.metric(index, wanted.by.of, wanted.by.window, wanted.by.at)?;
            Some(if wanted.by.of.direction() == Direction::Down { -figure } else { figure })
        };
        let mut taking: Vec<(usize, f64, i64)> = Vec::new();
        for index in 0..result.len() {
            if result[index].0 != Standing::Acts {
                continue;
            }
            let has_parent = self.level == Level::Campaign || objects[index].parent.is_some();
            match (worth(index), objects[index].daily_budget_minor) {
                (Some(worth), Some(budget)) if has_parent => taking.push((index, worth, budget)),
                _ => result[index] = (Standing::Refused, None),
            }
        }
        let parent = |index: usize| if self.level == Level::Campaign { None } else { objects[index].parent };
        let mut done: Vec<usize> = Vec::new();
        for (index, ..) in taking.clone() {
            if done.contains(&index) {
                continue;
            }
            let family: Vec<_> = taking.iter().copied().filter(|one| parent(one.0) == parent(index)).collect();
            done.extend(family.iter().map(|one| one.0));
            self.one_family(wanted, family, result);
        }
    }

    fn one_family(
        &self,
        wanted: &Rebalance,
        mut family: Vec<(usize, f64, i64)>,
        result: &mut [(Standing, Option<Act>)],
    ) {
        if family.len() == 1 {
            result[family[0].0] = (Standing::Refused, None);
            return;
        }
        family.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap().then(a.0.cmp(&b.0)));
        let half = family.len() / 2;
        let strong = &family[..half];
        let weak = &family[family.len() - half..];
        let mut new: Vec<(usize, i64, i64)> = family.iter().map(|one| (one.0, one.2, one.2)).collect();
        if strong[half - 1].1 > weak[0].1 && strong.iter().map(|one| one.2).sum::<i64>() > 0 {
            let mut pot = 0;
            for (index, _, budget) in weak {
                let gives = budget * i64::from(wanted.share_basis_points) / 10_000;
                pot += gives;
                new.iter_mut().find(|one| one.0 == *index).unwrap().2 -= gives;
            }
            let whole: i64 = strong.iter().map(|one| one.2).sum();
            let mut left = pot;
            for (index, _, budget) in strong {
                let gets = pot * budget / whole;
                left -= gets;
                new.iter_mut().find(|one| one.0 == *index).unwrap().2 += gets;
            }
            // Single minor units go to those that lost most in the division, the better one first.
            let mut lost: Vec<(usize, i64)> = strong.iter().map(|one| (one.0, pot * one.2 % whole)).collect();
            while left > 0 {
                let most = lost.iter().map(|one| one.1).max().unwrap();
                let place = lost.iter().position(|one| one.1 == most).unwrap();
                new.iter_mut().find(|one| one.0 == lost[place].0).unwrap().2 += 1;
                lost.remove(place);
                left -= 1;
            }
        }
        let set = |(_, old, new): &(usize, i64, i64)| {
            let to = By::Set(domain::Money { minor: *new, currency: self.world.account.currency });
            self.set((AmountField::DailyBudget, *old), to, wanted.floor, wanted.ceiling)
        };
        let refused = new.iter().filter(|one| one.1 != one.2).any(|one| set(one).is_none());
        for one in &new {
            result[one.0] = match set(one) {
                _ if one.1 == one.2 => (Standing::AlreadySo, None),
                _ if refused => (Standing::Refused, None),
                Some(Some(act)) => (Standing::Acts, Some(act)),
                _ => (Standing::Refused, None),
            };
        }
    }
}
