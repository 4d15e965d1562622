//! Which action counts as the conversion of each object. One action type an object: Meta's types overlap.

use std::collections::{BTreeMap, HashMap};

use domain::{ConversionAction, Level, ObjectId};

/// The canonical conversion of every object of an account.
///
/// An ad counts what its ad set is optimised for. A campaign counts what most of its ad sets are optimised for. The
/// account counts what most of its ad sets are optimised for, and keeps that choice for as long as any ad set has it,
/// so that a balance of goals that tips from day to day does not turn its history over.
#[derive(Debug, Default, Clone)]
pub(crate) struct Goals {
    account: Counted,
    campaigns: HashMap<ObjectId, ConversionAction>,
    adsets: HashMap<ObjectId, ConversionAction>,
    ads: HashMap<ObjectId, ConversionAction>,
}

/// [`ConversionAction`] with "nothing" as its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counted(ConversionAction);

impl Default for Counted {
    fn default() -> Self {
        Self(ConversionAction::None)
    }
}

impl Goals {
    /// Works the conversions out. `campaigns` are ids with their objectives, `adsets` ids with their campaign and
    /// action, `ads` ids with their ad set; `before` is the account's action so far.
    pub(crate) fn of(
        campaigns: impl IntoIterator<Item = (ObjectId, Option<String>)>,
        adsets: impl IntoIterator<Item = (ObjectId, ObjectId, ConversionAction)>,
        ads: impl IntoIterator<Item = (ObjectId, ObjectId)>,
        before: Option<ConversionAction>,
    ) -> Self {
        let mut in_account: BTreeMap<ConversionAction, u32> = BTreeMap::new();
        let mut in_campaign: HashMap<ObjectId, BTreeMap<ConversionAction, u32>> = HashMap::new();
        let mut of_adset = HashMap::new();
        for (id, campaign, action) in adsets {
            *in_account.entry(action).or_default() += 1;
            *in_campaign.entry(campaign).or_default().entry(action).or_default() += 1;
            of_adset.insert(id, action);
        }
        let of_campaign = campaigns
            .into_iter()
            .map(|(id, objective)| {
                let fallback = ConversionAction::for_objective(objective.as_deref().unwrap_or_default());
                let action = in_campaign.get(&id).and_then(|counts| most(counts, Some(fallback))).unwrap_or(fallback);
                (id, action)
            })
            .collect();
        let of_ad = ads.into_iter().filter_map(|(id, adset)| Some((id, *of_adset.get(&adset)?))).collect();
        let kept = before.filter(|action| *action != ConversionAction::None && in_account.contains_key(action));
        let account = kept.or_else(|| most(&in_account, None)).unwrap_or(ConversionAction::None);
        Self { account: Counted(account), campaigns: of_campaign, adsets: of_adset, ads: of_ad }
    }

    /// The account's action.
    pub(crate) fn account(&self) -> ConversionAction {
        self.account.0
    }

    /// The action of an object. One that the structure does not know (made a moment ago, or deleted before it was ever
    /// listed) counts what its `purpose` says, a campaign's objective or an ad set's goal, or else like the account.
    pub(crate) fn action(&self, level: Level, object: &ObjectId, purpose: Option<&str>) -> ConversionAction {
        let known = match level {
            Level::Account => None,
            Level::Campaign => self.campaigns.get(object),
            Level::Adset => self.adsets.get(object),
            Level::Ad => self.ads.get(object),
        };
        let told = || match (level, purpose) {
            (Level::Campaign, Some(objective)) => Some(ConversionAction::for_objective(objective)),
            (Level::Adset, Some(goal)) => Some(ConversionAction::for_goal("", goal, None)),
            _ => None,
        };
        let told = || told().filter(|action| *action != ConversionAction::None);
        known.copied().or_else(told).unwrap_or(self.account.0)
    }
}

/// The most frequent action; one that counts nothing only where there is no other. Of equals `preferred` wins, then
/// the first in the order of [`ConversionAction::ALL`].
fn most(counts: &BTreeMap<ConversionAction, u32>, preferred: Option<ConversionAction>) -> Option<ConversionAction> {
    let weight = |action: ConversionAction, count: u32| {
        (action != ConversionAction::None, count, Some(action) == preferred, std::cmp::Reverse(action))
    };
    counts.iter().max_by_key(|(action, count)| weight(**action, **count)).map(|(action, _)| *action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ConversionAction::{Lead, LinkClick, None as Nothing, Purchase};

    fn id(number: u32) -> ObjectId {
        ObjectId::parse(&number.to_string()).unwrap()
    }

    fn goals(adsets: &[(u32, u32, ConversionAction)], before: Option<ConversionAction>) -> Goals {
        Goals::of(
            [(id(1), Some("OUTCOME_SALES".to_owned())), (id(2), None)],
            adsets.iter().map(|(adset, campaign, action)| (id(*adset), id(*campaign), *action)),
            adsets.iter().map(|(adset, ..)| (id(adset * 10), id(*adset))),
            before,
        )
    }

    #[test]
    fn an_ad_counts_what_its_ad_set_is_optimised_for() {
        let goals = goals(&[(11, 1, Purchase), (12, 1, Lead), (13, 1, Lead)], None);
        assert_eq!(goals.action(Level::Ad, &id(110), None), Purchase);
        assert_eq!(goals.action(Level::Ad, &id(120), None), Lead);
        assert_eq!(goals.action(Level::Adset, &id(12), None), Lead);
    }

    #[test]
    fn an_object_that_no_listing_showed_counts_what_its_row_says_or_else_like_the_account() {
        let goals = goals(&[(11, 1, Purchase)], None);
        assert_eq!(goals.action(Level::Campaign, &id(9), Some("OUTCOME_LEADS")), Lead);
        assert_eq!(goals.action(Level::Adset, &id(99), Some("LINK_CLICKS")), LinkClick);
        assert_eq!(goals.action(Level::Adset, &id(99), Some("OFFSITE_CONVERSIONS")), Purchase);
        assert_eq!(goals.action(Level::Ad, &id(990), None), Purchase);
    }

    #[test]
    fn a_campaign_counts_what_most_of_its_ad_sets_do_and_its_objective_settles_a_draw() {
        assert_eq!(
            goals(&[(11, 1, Purchase), (12, 1, Lead), (13, 1, Lead)], None).action(Level::Campaign, &id(1), None),
            Lead
        );
        assert_eq!(goals(&[(11, 1, Purchase), (12, 1, Lead)], None).action(Level::Campaign, &id(1), None), Purchase);
        assert_eq!(
            goals(&[(11, 1, Nothing), (12, 1, Nothing), (13, 1, Lead)], None).action(Level::Campaign, &id(1), None),
            Lead
        );
        assert_eq!(goals(&[], None).action(Level::Campaign, &id(1), None), Purchase);
    }

    #[test]
    fn the_account_keeps_its_action_for_as_long_as_an_ad_set_has_it() {
        let adsets = [(11, 1, Purchase), (12, 1, Lead), (13, 2, Lead)];
        assert_eq!(goals(&adsets, None).account(), Lead);
        assert_eq!(goals(&adsets, Some(Purchase)).account(), Purchase);
        assert_eq!(goals(&adsets, Some(LinkClick)).account(), Lead);
        assert_eq!(goals(&adsets, Some(Nothing)).account(), Lead);
    }
}
