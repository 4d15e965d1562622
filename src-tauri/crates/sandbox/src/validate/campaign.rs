//! Rules of campaigns.

mod children;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use self::children::ChildEdit;
use super::budget::{BID_STRATEGIES, Sent};
use super::{Labels, Rules, check_frozen, is_live};
use crate::http::error::{GraphError, Result};
use crate::world::delivery::calendar;
use crate::world::model::{Budget, Campaign, ObjectId, Status, Timeline};

pub(crate) const OBJECTIVES: [&str; 6] = [
    "OUTCOME_AWARENESS",
    "OUTCOME_TRAFFIC",
    "OUTCOME_ENGAGEMENT",
    "OUTCOME_LEADS",
    "OUTCOME_APP_PROMOTION",
    "OUTCOME_SALES",
];

const CATEGORIES: [&str; 7] = [
    "NONE",
    "HOUSING",
    "EMPLOYMENT",
    "CREDIT",
    "FINANCIAL_PRODUCTS_SERVICES",
    "ISSUES_ELECTIONS_POLITICS",
    "ONLINE_GAMBLING_AND_GAMING",
];

/// Sent as a spend cap, this removes it.
const NO_SPEND_CAP: i64 = 922_337_203_685_478;
/// Campaigns an account may have that are neither archived nor deleted.
const MAX_CAMPAIGNS: usize = 5_000;

/// What an update changes; none leaves a thing as it is.
#[derive(Debug, Default)]
pub(crate) struct CampaignEdit {
    pub(crate) name: Option<String>,
    pub(crate) status: Option<Status>,
    pub(crate) budget: Option<Budget>,
    pub(crate) bid_strategy: Option<String>,
    pub(crate) spend_cap: Option<Option<i64>>,
    pub(crate) categories: Option<Vec<String>>,
    pub(crate) category_countries: Option<Vec<String>>,
    pub(crate) budget_sharing: Option<bool>,
    pub(crate) promoted_object: Option<Value>,
    pub(crate) start_ms: Option<i64>,
    pub(crate) stop_ms: Option<i64>,
    pub(crate) labels: Option<Labels>,
    /// What changes on its ad sets.
    pub(crate) children: BTreeMap<ObjectId, ChildEdit>,
}

/// Checks a new campaign and makes it, without an id yet.
pub(crate) fn create(rules: &Rules<'_>) -> Result<(Campaign, Option<Labels>)> {
    let params = rules.params;
    let name = rules.new_name()?;
    let objective = rules.required_one_of("objective", &OBJECTIVES)?;
    let categories = categories(rules)?.ok_or_else(|| {
        GraphError::invalid("The parameter special_ad_categories is required.").blame(&["special_ad_categories"])
    })?;
    if params.has("smart_promotion_type") {
        return Err(GraphError::invalid("smart_promotion_type can no longer be used to create campaigns")
            .blame(&["smart_promotion_type"]));
    }
    let status = rules.new_status()?;
    let live = rules.world.campaigns_of(rules.account.id);
    if live.filter(|it| is_live(rules.world.campaign_status(it, rules.now_ms))).count() >= MAX_CAMPAIGNS {
        return Err(GraphError::refused(1_487_809, "Too Many Campaigns", "Archive or delete some campaigns first."));
    }
    let buying_type = rules.one_of("buying_type", &["AUCTION", "RESERVED"])?.unwrap_or_else(|| "AUCTION".to_owned());
    let sent = rules.budget()?;
    let (start_ms, stop_ms) = (rules.time("start_time")?, rules.time("stop_time")?);
    check_schedule(rules, start_ms, stop_ms)?;
    if let Some(sent) = sent {
        let from = start_ms.unwrap_or(rules.now_ms);
        rules.check_minimum(sent, rules.account.min_daily_budget, from, stop_ms)?;
    }
    let strategy = rules.one_of("bid_strategy", &BID_STRATEGIES)?;
    let sharing = budget_sharing(rules, sent, strategy.as_deref())?;
    let bid_strategy = match sent {
        Some(_) => Some(strategy.unwrap_or_else(|| "LOWEST_COST_WITHOUT_CAP".to_owned())),
        None => strategy.filter(|_| sharing == Some(true)),
    };
    let now = rules.now_ms;
    let campaign = Campaign {
        id: ObjectId(0),
        account: rules.account.id,
        name,
        objective,
        buying_type,
        special_ad_categories: categories,
        special_ad_category_country: params.list("special_ad_category_country")?.unwrap_or_default(),
        status: Timeline::new(now, status),
        budget: Timeline::new(now, sent.map(Sent::budget)),
        bid_strategy,
        spend_cap: spend_cap(rules)?.flatten(),
        is_adset_budget_sharing_enabled: Some(sharing.unwrap_or(false)),
        promoted_object: params.json("promoted_object")?,
        advantage_state_info: None,
        pacing_type: vec!["standard".to_owned()],
        labels: Vec::new(),
        issues: Vec::new(),
        start_ms,
        stop_ms,
        source: None,
        created_ms: now,
        updated_ms: now,
    };
    Ok((campaign, rules.labels()?))
}

/// Checks an update of a campaign.
pub(crate) fn update(rules: &Rules<'_>, campaign: &Campaign) -> Result<CampaignEdit> {
    check_frozen(*campaign.status.at(rules.now_ms), rules.params, 1_487_566, 1_487_566)?;
    if let Some(objective) = rules.one_of("objective", &OBJECTIVES)?
        && objective != campaign.objective
    {
        return Err(GraphError::invalid("The objective of a campaign cannot be changed").blame(&["objective"]));
    }
    let sent = rules.budget()?;
    if let Some(sent) = sent {
        check_new_budget(rules, campaign, sent)?;
    }
    let strategy = rules.one_of("bid_strategy", &BID_STRATEGIES)?;
    if strategy.is_some() && sent.is_none() && campaign.budget.at(rules.now_ms).is_none() {
        return Err(GraphError::refused(
            1_885_621,
            "No Campaign Budget",
            "A bid strategy can be set on the campaign only together with a campaign budget.",
        )
        .blame(&["bid_strategy"]));
    }
    let budget_sharing = rules.params.boolean("is_adset_budget_sharing_enabled")?;
    if budget_sharing == Some(true) && (sent.is_some() || campaign.budget.at(rules.now_ms).is_some()) {
        return Err(sharing_conflict());
    }
    Ok(CampaignEdit {
        name: rules.name()?,
        status: rules.status()?,
        budget: sent.map(Sent::budget),
        bid_strategy: strategy,
        spend_cap: spend_cap(rules)?,
        categories: categories(rules)?,
        category_countries: rules.params.list("special_ad_category_country")?,
        budget_sharing,
        promoted_object: rules.params.json("promoted_object")?,
        start_ms: rules.time("start_time")?,
        stop_ms: rules.time("stop_time")?,
        labels: rules.labels()?,
        children: children::read(rules, campaign, sent)?,
    })
}

fn check_new_budget(rules: &Rules<'_>, campaign: &Campaign, sent: Sent) -> Result<()> {
    let now = rules.now_ms;
    let old = *campaign.budget.at(now);
    let live: Vec<_> =
        rules.world.adsets_of(campaign.id).filter(|it| is_live(rules.world.adset_status(it, now))).collect();
    if old.is_none() && live.iter().any(|adset| adset.budget.at(now).is_some()) {
        return Err(level_conflict().blame(&[match sent {
            Sent::Daily(_) => "daily_budget",
            Sent::Lifetime(_) => "lifetime_budget",
        }]));
    }
    let stop = rules.time("stop_time")?.or(campaign.stop_ms).or_else(|| live.iter().filter_map(|it| it.end_ms).max());
    check_schedule(rules, None, stop)?;
    rules.check_minimum(sent, rules.account.min_daily_budget, now, stop)?;
    let every = rules.account.min_daily_budget.saturating_mul(live.len().max(1) as i64);
    if let Sent::Daily(amount) = sent
        && amount < every
    {
        let text = format!(
            "With {} ad sets the campaign budget has to be at least {} {}.",
            live.len(),
            rules.money(every),
            rules.account.currency
        );
        return Err(GraphError::refused(2_238_055, "Budget Is Too Low", &text).blame(&["daily_budget"]));
    }
    let spent = match sent {
        Sent::Lifetime(_) => rules.world.lifetime_spend(campaign.id, now),
        Sent::Daily(_) => spent_today(rules, campaign.id),
    };
    rules.check_not_below_spend(sent, old, spent)
}

/// Spend of an object on the account's present day, minor units.
pub(crate) fn spent_today(rules: &Rules<'_>, id: ObjectId) -> i64 {
    let zone = calendar::zone(&rules.account.timezone_name);
    let today = calendar::day_start_ms(zone, calendar::day_of(zone, rules.now_ms));
    rules.world.spend_between(id, today, rules.now_ms, rules.now_ms)
}

/// The end of a campaign's lifetime budget may also come from its ad sets, so a missing one is no error.
fn check_schedule(rules: &Rules<'_>, start: Option<i64>, stop: Option<i64>) -> Result<()> {
    if let Some(stop) = stop {
        if stop <= rules.now_ms {
            return Err(GraphError::refused(1_487_033, "End Date Is in the Past", "The end has to be in the future.")
                .blame(&["stop_time"]));
        }
        if start.is_some_and(|start| start >= stop) {
            return Err(GraphError::refused(1_487_033, "End Before Start", "The end has to come after the start.")
                .blame(&["stop_time"]));
        }
    }
    Ok(())
}

fn categories(rules: &Rules<'_>) -> Result<Option<Vec<String>>> {
    let Some(list) = rules.params.list("special_ad_categories")? else { return Ok(None) };
    let list: Vec<String> = list.into_iter().filter(|one| !one.is_empty()).collect();
    if list.iter().any(|one| !CATEGORIES.contains(&one.as_str())) {
        return Err(GraphError::not_one_of("special_ad_categories", &CATEGORIES));
    }
    Ok(Some(list.into_iter().filter(|one| one != "NONE").collect()))
}

/// Since version 24 the switch must be sent, one way or the other, when there is no campaign budget.
fn budget_sharing(rules: &Rules<'_>, sent: Option<Sent>, strategy: Option<&str>) -> Result<Option<bool>> {
    let sharing = rules.params.boolean("is_adset_budget_sharing_enabled")?;
    match (sent, sharing) {
        (None, None) => Err(GraphError::refused(
            4_834_011,
            "Budget Sharing Must Be Specified",
            "Without a campaign budget, is_adset_budget_sharing_enabled has to be true or false.",
        )
        .blame(&["is_adset_budget_sharing_enabled"])),
        (Some(_), Some(true)) => Err(sharing_conflict()),
        (None, Some(true)) if strategy.is_none() => Err(GraphError::refused(
            4_834_005,
            "Bid Strategy Is Missing",
            "Budget sharing between ad sets needs a bid strategy on the campaign.",
        )
        .blame(&["bid_strategy"])),
        (_, sharing) => Ok(sharing),
    }
}

fn sharing_conflict() -> GraphError {
    GraphError::refused(
        4_834_002,
        "Budget Sharing With a Campaign Budget",
        "A campaign with a campaign budget cannot share the budgets of its ad sets.",
    )
    .blame(&["is_adset_budget_sharing_enabled"])
}

pub(crate) fn level_conflict() -> GraphError {
    GraphError::refused(1_885_621, "Budget on Both Levels", "Set the budget either on the campaign or on its ad sets.")
}

fn spend_cap(rules: &Rules<'_>) -> Result<Option<Option<i64>>> {
    match rules.params.integer("spend_cap")? {
        None => Ok(None),
        Some(NO_SPEND_CAP) => Ok(Some(None)),
        Some(cap) if cap < rules.account.min_campaign_group_spend_cap => {
            let least = rules.money(rules.account.min_campaign_group_spend_cap);
            let text = format!("The spending limit has to be at least {least} {}.", rules.account.currency);
            Err(GraphError::refused(2_446_307, "Spending Limit Is Too Low", &text).blame(&["spend_cap"]))
        }
        Some(cap) => Ok(Some(Some(cap))),
    }
}
