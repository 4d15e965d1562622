//! Rules of ad sets.

mod goal;
mod terms;

use serde_json::Value;

use self::goal::{check_goal, check_promoted};
use self::terms::{attribution, bid, default_attribution};
use super::budget::{Sent, daily_minimum};
use super::campaign::{level_conflict, spent_today};
use super::{Labels, Rules, check_frozen, is_live, targeting};
use crate::http::error::{GraphError, Result};
use crate::world::model::{AdSet, Budget, Campaign, LearningStage, ObjectId, Status, Timeline};

const MAX_ADSETS: usize = 200;
const BILLING_EVENTS: [&str; 8] =
    ["IMPRESSIONS", "LINK_CLICKS", "THRUPLAY", "APP_INSTALLS", "PAGE_LIKES", "POST_ENGAGEMENT", "CLICKS", "PURCHASE"];

/// What an update changes; none leaves a thing as it is.
#[derive(Debug, Default)]
pub(crate) struct AdSetEdit {
    pub(crate) name: Option<String>,
    pub(crate) status: Option<Status>,
    pub(crate) budget: Option<Budget>,
    pub(crate) bid_amount: Option<i64>,
    pub(crate) bid_strategy: Option<String>,
    pub(crate) roas_floor: Option<i64>,
    pub(crate) targeting: Option<Value>,
    pub(crate) optimization_goal: Option<String>,
    pub(crate) billing_event: Option<String>,
    pub(crate) attribution_spec: Option<Value>,
    pub(crate) start_ms: Option<i64>,
    pub(crate) end_ms: Option<Option<i64>>,
    pub(crate) dsa_payor: Option<String>,
    pub(crate) dsa_beneficiary: Option<String>,
    pub(crate) adset_schedule: Option<Value>,
    pub(crate) labels: Option<Labels>,
}

/// Checks a new ad set and makes it, without an id yet.
pub(crate) fn create(rules: &Rules<'_>) -> Result<(AdSet, Option<Labels>)> {
    let name = rules.new_name()?;
    let campaign = parent(rules)?;
    let goal = rules.text("optimization_goal").ok_or_else(|| GraphError::missing("optimization_goal"))?;
    check_goal(&campaign.objective, &goal)?;
    let billing_event = rules.required_one_of("billing_event", &BILLING_EVENTS)?;
    let wanted = rules.params.json_value("targeting")?.ok_or_else(|| GraphError::missing("targeting"))?;
    let targeting = targeting::check(rules, wanted, &goal, campaign)?;
    let promoted_object = rules.params.json_value("promoted_object")?;
    check_promoted(rules, &campaign.objective, &goal, promoted_object.as_ref())?;
    let status = rules.new_status()?;
    let start_ms = rules.time("start_time")?.unwrap_or(rules.now_ms);
    let end_ms = rules.time("end_time")?.filter(|end| *end > 0);
    check_schedule(rules, start_ms, end_ms)?;
    let bid = bid(rules, campaign, None)?;
    let sent = rules.budget()?;
    check_first_budget(rules, campaign, sent, end_ms)?;
    if let Some(sent) = sent {
        let least = daily_minimum(rules.account.min_daily_budget, &billing_event, bid.amount);
        rules.check_minimum(sent, least, start_ms, end_ms)?;
    }
    let now = rules.now_ms;
    let attribution_spec = attribution(rules)?.unwrap_or_else(|| default_attribution(&goal));
    let adset = AdSet {
        id: ObjectId(0),
        account: rules.account.id,
        campaign: campaign.id,
        name,
        status: Timeline::new(now, status),
        budget: Timeline::new(now, sent.map(Sent::budget)),
        bid_amount: Timeline::new(now, bid.amount),
        bid_strategy: bid.strategy,
        roas_average_floor: bid.floor,
        billing_event,
        optimization_goal: goal,
        promoted_object,
        destination_type: rules.text("destination_type"),
        attribution_spec,
        targeting,
        dsa_payor: rules.text("dsa_payor").or_else(|| rules.account.default_dsa_payor.clone()),
        dsa_beneficiary: rules.text("dsa_beneficiary").or_else(|| rules.account.default_dsa_beneficiary.clone()),
        is_dynamic_creative: rules.params.boolean("is_dynamic_creative")?.unwrap_or(false),
        pacing_type: rules.params.list("pacing_type")?.unwrap_or_else(|| vec!["standard".to_owned()]),
        adset_schedule: rules.params.json("adset_schedule")?,
        frequency_control_specs: rules.params.json("frequency_control_specs")?,
        learning: Timeline::new(now, LearningStage::Learning),
        last_significant_edit_ms: now,
        labels: Vec::new(),
        issues: Vec::new(),
        start_ms,
        end_ms,
        source: None,
        created_ms: now,
        updated_ms: now,
    };
    Ok((adset, rules.labels()?))
}

fn parent<'a>(rules: &Rules<'a>) -> Result<&'a Campaign> {
    let id = rules.id("campaign_id")?.ok_or_else(|| GraphError::missing("campaign_id"))?;
    let campaign = rules.world.campaign(id).filter(|it| it.account == rules.account.id);
    let campaign = campaign.ok_or_else(|| {
        GraphError::invalid("Param campaign_id must be the id of a campaign of this account").blame(&["campaign_id"])
    })?;
    if !is_live(rules.world.campaign_status(campaign, rules.now_ms)) {
        return Err(GraphError::refused(
            1_487_566,
            "Campaign Has Been Deleted",
            "No ad set can be added to an archived or deleted campaign.",
        )
        .blame(&["campaign_id"]));
    }
    let live = rules.world.adsets_of(id).filter(|it| is_live(rules.world.adset_status(it, rules.now_ms)));
    if live.count() >= MAX_ADSETS {
        return Err(GraphError::refused(1_487_809, "Too Many Ad Sets", "A campaign may have 200 ad sets."));
    }
    Ok(campaign)
}

fn check_schedule(rules: &Rules<'_>, start_ms: i64, end_ms: Option<i64>) -> Result<()> {
    let Some(end) = end_ms else { return Ok(()) };
    if end <= rules.now_ms {
        return Err(GraphError::refused(1_487_033, "End Date Is in the Past", "The end has to be in the future.")
            .blame(&["end_time"]));
    }
    if end <= start_ms {
        return Err(GraphError::refused(1_487_033, "End Before Start", "The end has to come after the start.")
            .blame(&["end_time"]));
    }
    Ok(())
}

fn check_first_budget(rules: &Rules<'_>, campaign: &Campaign, sent: Option<Sent>, end_ms: Option<i64>) -> Result<()> {
    let on_campaign = campaign.budget.at(rules.now_ms).is_some();
    match sent {
        Some(_) if on_campaign => Err(level_conflict().blame(&["daily_budget"])),
        None if !on_campaign => Err(GraphError::refused(
            1_885_621,
            "Budget Is Missing",
            "The ad set needs a daily or a lifetime budget, or the campaign needs one.",
        )
        .blame(&["daily_budget"])),
        Some(Sent::Lifetime(_)) if end_ms.is_none() => {
            Err(GraphError::refused(1_487_007, "End Date Is Missing", "An ad set with a lifetime budget needs an end.")
                .blame(&["end_time"]))
        }
        _ => Ok(()),
    }
}

/// Checks an update of an ad set.
pub(crate) fn update(rules: &Rules<'_>, adset: &AdSet) -> Result<AdSetEdit> {
    let now = rules.now_ms;
    check_frozen(*adset.status.at(now), rules.params, 1_487_056, 1_487_056)?;
    let campaign = rules.world.campaign(adset.campaign).ok_or_else(|| GraphError::missing("campaign_id"))?;
    let goal = rules.text("optimization_goal");
    if let Some(goal) = &goal {
        check_goal(&campaign.objective, goal)?;
    }
    let in_force = goal.as_deref().unwrap_or(&adset.optimization_goal);
    let targeting = match rules.params.json_value("targeting")? {
        Some(wanted) => Some(targeting::check(rules, wanted, in_force, campaign)?),
        None => None,
    };
    let billing_event = rules.one_of("billing_event", &BILLING_EVENTS)?;
    let start_ms = rules.time("start_time")?;
    // Zero takes the end away.
    let end_ms = rules.time("end_time")?.map(|end| Some(end).filter(|end| *end > 0));
    check_schedule(rules, start_ms.unwrap_or(adset.start_ms), end_ms.flatten())?;
    let bids =
        rules.params.has("bid_amount") || rules.params.has("bid_strategy") || rules.params.has("bid_constraints");
    let bid = if bids { Some(bid(rules, campaign, Some(adset))?) } else { None };
    let sent = rules.budget()?;
    if let Some(sent) = sent {
        let billing = billing_event.as_deref().unwrap_or(&adset.billing_event);
        let end = end_ms.unwrap_or(adset.end_ms);
        check_new_budget(rules, campaign, adset, sent, billing, end)?;
    }
    Ok(AdSetEdit {
        name: rules.name()?,
        status: rules.status()?,
        budget: sent.map(Sent::budget),
        bid_amount: bid.as_ref().and_then(|bid| bid.amount),
        bid_strategy: bid.as_ref().and_then(|bid| bid.strategy.clone()),
        roas_floor: bid.and_then(|bid| bid.floor),
        targeting,
        optimization_goal: goal,
        billing_event,
        attribution_spec: attribution(rules)?,
        start_ms,
        end_ms,
        dsa_payor: rules.text("dsa_payor"),
        dsa_beneficiary: rules.text("dsa_beneficiary"),
        adset_schedule: rules.params.json("adset_schedule")?,
        labels: rules.labels()?,
    })
}

fn check_new_budget(
    rules: &Rules<'_>,
    campaign: &Campaign,
    adset: &AdSet,
    sent: Sent,
    billing_event: &str,
    end_ms: Option<i64>,
) -> Result<()> {
    let now = rules.now_ms;
    if campaign.budget.at(now).is_some() {
        return Err(level_conflict().blame(&["daily_budget"]));
    }
    check_first_budget(rules, campaign, Some(sent), end_ms)?;
    rules.check_budget_pace()?;
    let least = daily_minimum(rules.account.min_daily_budget, billing_event, *adset.bid_amount.at(now));
    rules.check_minimum(sent, least, now.max(adset.start_ms), end_ms)?;
    let spent = match sent {
        Sent::Lifetime(_) => rules.world.lifetime_spend(adset.id, now),
        Sent::Daily(_) => spent_today(rules, adset.id),
    };
    rules.check_not_below_spend(sent, *adset.budget.at(now), spent)
}
