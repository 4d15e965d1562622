//! What counts as a conversion in a row. Ad sets decide: a campaign has what its ad sets agree on, an ad what its ad set
//! has.

use domain::{ConversionAction, Level};

use super::tree::{Account, Node, Source};
use crate::error::Result;

/// Ad sets that count different things.
const MIXED: &str = "mixed";

/// The goals met so far. Ad sets that count nothing agree with every other one: they add nothing to its count.
#[derive(Debug, Default)]
pub(crate) struct Goals<'a> {
    counted: Option<&'a str>,
    nothing: bool,
    mixed: bool,
}

impl<'a> Goals<'a> {
    fn add(&mut self, word: Option<&'a str>) {
        match (word, self.counted) {
            (None, _) => {}
            (Some(word), _) if word == ConversionAction::None.as_str() => self.nothing = true,
            (Some(word), None) => self.counted = Some(word),
            (Some(word), Some(counted)) => self.mixed |= word != counted,
        }
    }

    pub(crate) fn is_mixed(&self) -> bool {
        self.mixed
    }

    /// The one goal, `mixed`, or none where there was no ad set.
    pub(crate) fn word(&self) -> Option<&'a str> {
        if self.mixed {
            return Some(MIXED);
        }
        self.counted.or(self.nothing.then_some(ConversionAction::None.as_str()))
    }
}

impl Source<'_> {
    /// Adds the goals of the ad sets an object is, is in, or has in it.
    pub(crate) fn add_goals<'s>(&'s self, account: &'s Account, node: Node, goals: &mut Goals<'s>) -> Result<()> {
        let ad_sets = self.catalog(account, Level::Adset)?;
        let mut add = |slot: u32| {
            let more = ad_sets.get(slot).and_then(|entry| entry.more.as_ref());
            goals.add(more.and_then(|more| ad_sets.words.word(more.conversion)));
        };
        match node.level {
            Level::Account => ad_sets.slots().for_each(add),
            Level::Campaign => ad_sets.children(node.slot).iter().copied().for_each(add),
            Level::Adset => add(node.slot),
            Level::Ad => {
                let ads = self.catalog(account, Level::Ad)?;
                ads.get(node.slot).map(|ad| ad.parent).into_iter().for_each(add);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ad_sets_that_agree_have_one_goal_and_others_are_mixed() {
        for (words, expected) in [
            (&[][..], None),
            (&[None][..], None),
            (&[Some("none")][..], Some("none")),
            (&[Some("lead"), Some("lead")][..], Some("lead")),
            (&[Some("none"), Some("lead"), None][..], Some("lead")),
            (&[Some("lead"), Some("purchase"), Some("lead")][..], Some("mixed")),
        ] {
            let mut goals = Goals::default();
            words.iter().for_each(|word| goals.add(*word));
            assert_eq!(goals.word(), expected, "{words:?}");
        }
    }
}
