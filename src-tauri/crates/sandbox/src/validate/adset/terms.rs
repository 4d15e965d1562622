//! Bids and attribution windows of an ad set.

use serde_json::{Value, json};

use crate::http::error::{GraphError, Result};
use crate::validate::Rules;
use crate::validate::budget::{BID_STRATEGIES, needs_bid};
use crate::world::model::{AdSet, Campaign};

pub(super) struct Bid {
    pub(super) strategy: Option<String>,
    pub(super) amount: Option<i64>,
    pub(super) floor: Option<i64>,
}

/// The bid of an ad set under the strategy in force: the campaign's where it has the budget, else its own.
pub(super) fn bid(rules: &Rules<'_>, campaign: &Campaign, old: Option<&AdSet>) -> Result<Bid> {
    let sent = rules.one_of("bid_strategy", &BID_STRATEGIES)?;
    let own = sent.or_else(|| old.and_then(|adset| adset.bid_strategy.clone()));
    let on_campaign = campaign.budget.at(rules.now_ms).is_some();
    let strategy = if on_campaign { campaign.bid_strategy.clone() } else { own.clone() };
    let strategy = strategy.unwrap_or_else(|| "LOWEST_COST_WITHOUT_CAP".to_owned());
    let amount = match rules.params.integer("bid_amount")?.filter(|amount| *amount != 0) {
        Some(amount) if amount < 0 => {
            return Err(GraphError::invalid("Param bid_amount must be a positive integer").blame(&["bid_amount"]));
        }
        Some(amount) => Some(amount),
        None => old.and_then(|adset| *adset.bid_amount.at(rules.now_ms)),
    };
    let constraints = rules.params.json_value("bid_constraints")?;
    let floor = constraints
        .as_ref()
        .and_then(|it| it.get("roas_average_floor"))
        .and_then(|it| it.as_i64().or_else(|| it.as_str().and_then(|text| text.parse().ok())))
        .or_else(|| old.and_then(|adset| adset.roas_average_floor));
    if needs_bid(&strategy) && amount.is_none() {
        return Err(GraphError::refused(
            1_815_857,
            "Bid Amount Is Missing",
            "This bid strategy needs a bid_amount on the ad set.",
        )
        .blame(&["bid_amount"]));
    }
    if strategy == "LOWEST_COST_WITH_MIN_ROAS" && floor.is_none() {
        return Err(GraphError::refused(
            1_815_857,
            "ROAS Goal Is Missing",
            "This bid strategy needs bid_constraints with roas_average_floor.",
        )
        .blame(&["bid_constraints"]));
    }
    let strategy = (!on_campaign).then_some(own.unwrap_or(strategy));
    Ok(Bid { strategy, amount, floor })
}

pub(super) fn attribution(rules: &Rules<'_>) -> Result<Option<Value>> {
    let Some(spec) = rules.params.json_value("attribution_spec")? else { return Ok(None) };
    let wrong = || {
        GraphError::invalid("attribution_spec must be a list of {event_type, window_days} with windows of 1 or 7 days")
            .blame(&["attribution_spec"])
    };
    for part in spec.as_array().ok_or_else(wrong)? {
        let days = part.get("window_days").and_then(Value::as_i64);
        match (part.get("event_type").and_then(Value::as_str), days) {
            (Some("CLICK_THROUGH"), Some(1 | 7)) | (Some("VIEW_THROUGH" | "ENGAGED_VIDEO_VIEW"), Some(1)) => {}
            _ => return Err(wrong()),
        }
    }
    Ok(Some(spec))
}

pub(super) fn default_attribution(goal: &str) -> Value {
    if matches!(goal, "OFFSITE_CONVERSIONS" | "VALUE") {
        json!([
            {"event_type": "CLICK_THROUGH", "window_days": 7},
            {"event_type": "VIEW_THROUGH", "window_days": 1},
        ])
    } else {
        json!([{"event_type": "CLICK_THROUGH", "window_days": 1}])
    }
}
