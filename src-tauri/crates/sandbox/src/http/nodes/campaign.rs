//! Fields of a campaign.

use super::{Node, date_text, write_issues, write_labels, write_relation, zone_of};
use crate::http::error::Result;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::world::model::{Budget, Campaign, Status};

const EMPTY: &[&str] = &[
    "boosted_object_id",
    "brand_lift_studies",
    "can_create_brand_lift_study",
    "campaign_group_active_time",
    "frequency_control_specs",
    "is_budget_schedule_enabled",
    "is_direct_send_campaign",
    "is_skadnetwork_attribution",
    "iterative_split_test_configs",
    "last_budget_toggling_time",
    "primary_attribution",
    "recommendations",
    "smart_promotion_type",
    "source_recommendation_type",
    "topline_id",
    "upstream_events",
];

pub(super) fn field(cx: &Cx<'_>, campaign: &Campaign, field: &Field, out: &mut Json) -> Result<bool> {
    let key = field.key();
    let now = cx.now_ms;
    let date = |ms: i64| date_text(ms, zone_of(cx.world, campaign.account));
    match field.name.as_str() {
        "account_id" => out.id(key, campaign.account.0),
        "name" => out.text(key, &campaign.name),
        "objective" => out.text(key, &campaign.objective),
        "buying_type" => out.text(key, &campaign.buying_type),
        "status" | "configured_status" => out.text(key, campaign.status.at(now).as_str()),
        "effective_status" => out.text(key, cx.world.campaign_status(campaign, now).as_str()),
        "special_ad_categories" => out.texts(key, campaign.special_ad_categories.iter().map(String::as_str)),
        "special_ad_category" => {
            out.text(key, campaign.special_ad_categories.first().map_or("NONE", String::as_str));
        }
        "special_ad_category_country" => {
            if !campaign.special_ad_category_country.is_empty() {
                out.texts(key, campaign.special_ad_category_country.iter().map(String::as_str));
            }
        }
        "daily_budget" => opt_money(campaign.budget.at(now).and_then(Budget::daily_minor), key, out),
        "lifetime_budget" => opt_money(campaign.budget.at(now).and_then(Budget::lifetime_minor), key, out),
        "budget_remaining" => {
            out.int_text(key, cx.world.budget_remaining(campaign.id, now).unwrap_or(0));
        }
        "bid_strategy" => out.opt_text(key, campaign.bid_strategy.as_deref()),
        "spend_cap" => opt_money(campaign.spend_cap, key, out),
        "is_adset_budget_sharing_enabled" => {
            if let Some(flag) = campaign.is_adset_budget_sharing_enabled {
                out.boolean(key, flag);
            }
        }
        "promoted_object" => opt_value(campaign.promoted_object.as_ref(), key, out),
        "advantage_state_info" => opt_value(campaign.advantage_state_info.as_ref(), key, out),
        "pacing_type" => out.texts(key, campaign.pacing_type.iter().map(String::as_str)),
        "budget_rebalance_flag" => out.boolean(key, false),
        "can_use_spend_cap" => out.boolean(key, true),
        "has_secondary_skadnetwork_reporting" => out.boolean(key, false),
        "issues_info" => write_issues(&campaign.issues, now, field, out),
        "adlabels" => write_labels(cx, &campaign.labels, field, out)?,
        "start_time" => {
            let (start, _) = schedule(cx, campaign);
            out.opt_text(key, start.map(date).as_deref());
        }
        "stop_time" => {
            let (_, stop) = schedule(cx, campaign);
            out.opt_text(key, stop.map(date).as_deref());
        }
        "created_time" => out.text(key, &date(campaign.created_ms)),
        "updated_time" => out.text(key, &date(campaign.updated_ms)),
        "source_campaign_id" => out.id(key, campaign.source.map_or(0, |id| id.0)),
        "source_campaign" => {
            let source = campaign.source.and_then(|id| cx.world.campaign(id)).map(Node::Campaign);
            write_relation(cx, source, field, out)?;
        }
        name => return Ok(EMPTY.contains(&name)),
    }
    Ok(true)
}

/// A campaign without dates of its own begins with its first ad set and ends with its last; one open-ended ad set
/// leaves the end open.
fn schedule(cx: &Cx<'_>, campaign: &Campaign) -> (Option<i64>, Option<i64>) {
    let live = || cx.world.adsets_of(campaign.id).filter(|adset| *adset.status.at(cx.now_ms) != Status::Deleted);
    let start = campaign.start_ms.or_else(|| live().map(|adset| adset.start_ms).min());
    let stop = campaign.stop_ms.or_else(|| {
        let ends: Option<Vec<i64>> = live().map(|adset| adset.end_ms).collect();
        ends.and_then(|ends| ends.into_iter().max())
    });
    (start.or(Some(campaign.created_ms)), stop)
}

pub(super) fn opt_money(value: Option<i64>, key: &str, out: &mut Json) {
    if let Some(value) = value {
        out.int_text(key, value);
    }
}

pub(super) fn opt_value(value: Option<&serde_json::Value>, key: &str, out: &mut Json) {
    if let Some(value) = value {
        out.value(key, value);
    }
}
