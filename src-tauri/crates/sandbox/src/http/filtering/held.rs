//! What an object has under the name of a filter's field.

use std::borrow::Cow;

use super::Held;
use crate::http::graph::Cx;
use crate::http::nodes::Node;
use crate::world::model::{Ad, AdSet, Budget, Campaign, Creative};

/// The value a field of the filter means for a node; none when there is no such field.
pub(crate) fn look_up<'a>(cx: &Cx<'a>, node: Node<'a>, field: &str) -> Option<Held<'a>> {
    let world = cx.world;
    match node {
        Node::Campaign(campaign) => campaign_value(cx, campaign, field.strip_prefix("campaign.").unwrap_or(field)),
        Node::AdSet(adset) => match field.strip_prefix("campaign.") {
            Some(rest) => campaign_value(cx, world.campaign(adset.campaign)?, rest),
            None => adset_value(cx, adset, field.strip_prefix("adset.").unwrap_or(field)),
        },
        Node::Ad(ad) => {
            if let Some(rest) = field.strip_prefix("campaign.") {
                campaign_value(cx, world.campaign(ad.campaign)?, rest)
            } else if let Some(rest) = field.strip_prefix("adset.") {
                adset_value(cx, world.adset(ad.adset)?, rest)
            } else {
                ad_value(cx, ad, field.strip_prefix("ad.").unwrap_or(field))
            }
        }
        Node::Creative(creative) => creative_value(creative, field.strip_prefix("adcreative.").unwrap_or(field)),
        _ => None,
    }
}

fn seconds(ms: i64) -> Held<'static> {
    Held::Number((ms / 1000) as f64)
}

pub(super) fn text<'a>(value: impl Into<Cow<'a, str>>) -> Held<'a> {
    Held::Text(value.into())
}

fn opt_number(value: Option<i64>) -> Held<'static> {
    value.map_or(Held::Nothing, |value| Held::Number(value as f64))
}

fn ids(list: &[crate::world::model::ObjectId]) -> Held<'static> {
    Held::List(list.iter().map(ToString::to_string).collect())
}

fn campaign_value<'a>(cx: &Cx<'a>, it: &'a Campaign, field: &str) -> Option<Held<'a>> {
    let budget = it.budget.at(cx.now_ms);
    Some(match field {
        "id" => text(it.id.to_string()),
        "name" => text(it.name.as_str()),
        "objective" => text(it.objective.as_str()),
        "buying_type" => text(it.buying_type.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.campaign_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.campaign_status(it, cx.now_ms).as_str())),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "daily_budget" => opt_number(budget.and_then(Budget::daily_minor)),
        "lifetime_budget" => opt_number(budget.and_then(Budget::lifetime_minor)),
        "spend_cap" => opt_number(it.spend_cap),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn adset_value<'a>(cx: &Cx<'a>, it: &'a AdSet, field: &str) -> Option<Held<'a>> {
    let budget = it.budget.at(cx.now_ms);
    Some(match field {
        "id" => text(it.id.to_string()),
        "campaign_id" => text(it.campaign.to_string()),
        "name" => text(it.name.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.adset_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.adset_status(it, cx.now_ms).as_str())),
        "optimization_goal" => text(it.optimization_goal.as_str()),
        "billing_event" => text(it.billing_event.as_str()),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "start_time" => seconds(it.start_ms),
        "end_time" => it.end_ms.map_or(Held::Nothing, seconds),
        "daily_budget" => opt_number(budget.and_then(Budget::daily_minor)),
        "lifetime_budget" => opt_number(budget.and_then(Budget::lifetime_minor)),
        "bid_amount" => opt_number(*it.bid_amount.at(cx.now_ms)),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn ad_value<'a>(cx: &Cx<'a>, it: &'a Ad, field: &str) -> Option<Held<'a>> {
    Some(match field {
        "id" => text(it.id.to_string()),
        "campaign_id" => text(it.campaign.to_string()),
        "adset_id" => text(it.adset.to_string()),
        "creative_id" => text(it.creative.to_string()),
        "name" => text(it.name.as_str()),
        "status" | "configured_status" => text(it.status.at(cx.now_ms).as_str()),
        "effective_status" => text(cx.world.ad_status(it, cx.now_ms).as_str()),
        "delivery_info" => text(delivery_info(cx.world.ad_status(it, cx.now_ms).as_str())),
        "created_time" => seconds(it.created_ms),
        "updated_time" => seconds(it.updated_ms),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

fn creative_value<'a>(it: &'a Creative, field: &str) -> Option<Held<'a>> {
    Some(match field {
        "id" => text(it.id.to_string()),
        "name" => text(it.name.as_str()),
        "status" => text(it.status.as_str()),
        "adlabels" | "adlabel_ids" => ids(&it.labels),
        _ => return None,
    })
}

/// Delivery as the reporting tools call it.
fn delivery_info(status: &str) -> &'static str {
    match status {
        "ACTIVE" => "active",
        "ARCHIVED" => "archived",
        "DELETED" => "deleted",
        "PENDING_REVIEW" | "IN_PROCESS" => "pending_review",
        "DISAPPROVED" => "rejected",
        "WITH_ISSUES" => "not_delivering",
        _ => "inactive",
    }
}
