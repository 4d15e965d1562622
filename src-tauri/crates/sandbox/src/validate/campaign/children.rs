//! What an update of a campaign changes on its ad sets: `adset_budgets` and `adset_bid_amounts`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::error::{GraphError, Result};
use crate::validate::budget::{Sent, daily_minimum};
use crate::validate::{Rules, is_live};
use crate::world::model::{AdSet, Budget, Campaign, ObjectId};

/// The change of one ad set.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChildEdit {
    pub(crate) budget: Option<Budget>,
    pub(crate) bid_amount: Option<i64>,
}

/// The changes by ad set. Budgets for every live ad set take the campaign's own budget away.
pub(super) fn read(
    rules: &Rules<'_>,
    campaign: &Campaign,
    sent: Option<Sent>,
) -> Result<BTreeMap<ObjectId, ChildEdit>> {
    let mut edits: BTreeMap<ObjectId, ChildEdit> = BTreeMap::new();
    for (id, budget) in budgets(rules)? {
        let adset = child(rules, campaign, id, "adset_budgets")?;
        let least =
            daily_minimum(rules.account.min_daily_budget, &adset.billing_event, *adset.bid_amount.at(rules.now_ms));
        rules.check_minimum(budget, least, rules.now_ms.max(adset.start_ms), adset.end_ms)?;
        edits.entry(id).or_default().budget = Some(budget.budget());
    }
    let on_campaign = campaign.budget.at(rules.now_ms).is_some();
    if !edits.is_empty() && (sent.is_some() || on_campaign && !covers_all(rules, campaign, &edits)) {
        return Err(super::level_conflict().blame(&["adset_budgets"]));
    }
    for (id, amount) in bids(rules)? {
        child(rules, campaign, id, "adset_bid_amounts")?;
        edits.entry(id).or_default().bid_amount = Some(amount);
    }
    Ok(edits)
}

fn covers_all(rules: &Rules<'_>, campaign: &Campaign, edits: &BTreeMap<ObjectId, ChildEdit>) -> bool {
    let mut live = rules.world.adsets_of(campaign.id).filter(|it| is_live(rules.world.adset_status(it, rules.now_ms)));
    live.all(|adset| edits.contains_key(&adset.id))
}

fn child<'w>(rules: &Rules<'w>, campaign: &Campaign, id: ObjectId, param: &str) -> Result<&'w AdSet> {
    let wrong = || GraphError::invalid(&format!("Param {param} names an ad set of another campaign")).blame(&[param]);
    rules.world.adset(id).filter(|adset| adset.campaign == campaign.id).ok_or_else(wrong)
}

fn whole(value: &Value) -> Option<i64> {
    let amount = value.as_i64().or_else(|| value.as_str()?.parse().ok());
    amount.filter(|amount| *amount > 0)
}

fn budgets(rules: &Rules<'_>) -> Result<Vec<(ObjectId, Sent)>> {
    let wrong = || {
        GraphError::invalid("Param adset_budgets must be a list of {adset_id, daily_budget or lifetime_budget}")
            .blame(&["adset_budgets"])
    };
    let list: Vec<Value> = rules.params.json("adset_budgets")?.unwrap_or_default();
    let read = |one: &Value| {
        let id = one.get("adset_id")?;
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned).parse().ok()?;
        let amount = |name: &str| one.get(name).and_then(whole);
        match (amount("daily_budget"), amount("lifetime_budget")) {
            (Some(daily), None) => Some((id, Sent::Daily(daily))),
            (None, Some(lifetime)) => Some((id, Sent::Lifetime(lifetime))),
            _ => None,
        }
    };
    list.iter().map(|one| read(one).ok_or_else(wrong)).collect()
}

fn bids(rules: &Rules<'_>) -> Result<Vec<(ObjectId, i64)>> {
    let wrong = || {
        GraphError::invalid("Param adset_bid_amounts must be a map of ad set ids to amounts")
            .blame(&["adset_bid_amounts"])
    };
    let map: serde_json::Map<String, Value> = rules.params.json("adset_bid_amounts")?.unwrap_or_default();
    let read = |(id, amount): (&String, &Value)| Some((id.parse().ok()?, whole(amount)?));
    map.iter().map(|entry| read(entry).ok_or_else(wrong)).collect()
}
