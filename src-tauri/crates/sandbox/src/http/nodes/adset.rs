//! Fields of an ad set.

use super::campaign::opt_value;
use super::{Node, date_text, write_issues, write_labels, write_relation, zone_of};
use crate::http::error::Result;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::world::delivery::calendar;
use crate::world::delivery::rows::Slice;
use crate::world::model::{AdSet, Budget, LearningStage};

const EMPTY: &[&str] = &[
    "asset_feed_id",
    "bid_adjustments",
    "bid_info",
    "campaign_active_time",
    "contextual_bundling_spec",
    "creative_sequence",
    "daily_min_spend_target",
    "daily_spend_cap",
    "existing_customer_budget_percentage",
    "full_funnel_exploration_mode",
    "instagram_user_id",
    "is_ba_skip_delayed_eligible",
    "is_budget_schedule_enabled",
    "issues",
    "lifetime_imps",
    "lifetime_min_spend_target",
    "lifetime_spend_cap",
    "min_budget_spend_percentage",
    "multi_optimization_goal_weight",
    "optimization_sub_event",
    "placement_soft_opt_out",
    "recommendations",
    "regional_regulated_categories",
    "regional_regulation_identities",
    "review_feedback",
    "rf_prediction_id",
    "targeting_optimization_types",
    "time_based_ad_rotation_id_blocks",
    "time_based_ad_rotation_intervals",
    "value_rule_set_id",
];

pub(super) fn field(cx: &Cx<'_>, adset: &AdSet, field: &Field, out: &mut Json) -> Result<bool> {
    if budget_field(cx, adset, field, out) {
        return Ok(true);
    }
    let key = field.key();
    let now = cx.now_ms;
    let date = |ms: i64| date_text(ms, zone_of(cx.world, adset.account));
    match field.name.as_str() {
        "account_id" => out.id(key, adset.account.0),
        "campaign_id" => out.id(key, adset.campaign.0),
        "campaign" => {
            write_relation(cx, cx.world.campaign(adset.campaign).map(Node::Campaign), field, out)?;
        }
        "name" => out.text(key, &adset.name),
        "status" | "configured_status" => out.text(key, adset.status.at(now).as_str()),
        "effective_status" => out.text(key, cx.world.adset_status(adset, now).as_str()),
        "billing_event" => out.text(key, &adset.billing_event),
        "optimization_goal" => out.text(key, &adset.optimization_goal),
        "promoted_object" => opt_value(adset.promoted_object.as_ref(), key, out),
        "destination_type" => out.text(key, adset.destination_type.as_deref().unwrap_or("UNDEFINED")),
        "attribution_spec" => out.value(key, &adset.attribution_spec),
        "targeting" => out.value(key, &adset.targeting),
        "dsa_payor" => out.opt_text(key, adset.dsa_payor.as_deref()),
        "dsa_beneficiary" => out.opt_text(key, adset.dsa_beneficiary.as_deref()),
        "is_dynamic_creative" => out.boolean(key, adset.is_dynamic_creative),
        "pacing_type" => out.texts(key, adset.pacing_type.iter().map(String::as_str)),
        "adset_schedule" => opt_value(adset.adset_schedule.as_ref(), key, out),
        "frequency_control_specs" => opt_value(adset.frequency_control_specs.as_ref(), key, out),
        "learning_stage_info" => write_learning(cx, adset, key, out),
        "issues_info" => write_issues(&adset.issues, now, field, out),
        "adlabels" => write_labels(cx, &adset.labels, field, out)?,
        "start_time" => out.text(key, &date(adset.start_ms)),
        "end_time" => out.opt_text(key, adset.end_ms.map(date).as_deref()),
        "created_time" => out.text(key, &date(adset.created_ms)),
        "updated_time" => out.text(key, &date(adset.updated_ms)),
        "source_adset_id" => out.id(key, adset.source.map_or(0, |id| id.0)),
        "source_adset" => {
            let source = adset.source.and_then(|id| cx.world.adset(id)).map(Node::AdSet);
            write_relation(cx, source, field, out)?;
        }
        "recurring_budget_semantics" => out.boolean(key, true),
        "use_new_app_click" => out.boolean(key, false),
        "automatic_manual_state" => out.text(key, "UNSET"),
        "is_incremental_attribution_enabled" => out.boolean(key, false),
        name => return Ok(EMPTY.contains(&name)),
    }
    Ok(true)
}

fn budget_field(cx: &Cx<'_>, adset: &AdSet, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    let now = cx.now_ms;
    let budget = *adset.budget.at(now);
    match field.name.as_str() {
        // Under a lifetime budget the daily one reads "0", and the other way round; under a campaign budget both do.
        "daily_budget" => out.int_text(key, budget.and_then(Budget::daily_minor).unwrap_or(0)),
        "lifetime_budget" => out.int_text(key, budget.and_then(Budget::lifetime_minor).unwrap_or(0)),
        "budget_remaining" => {
            out.int_text(key, cx.world.budget_remaining(adset.id, now).unwrap_or(0));
        }
        "bid_amount" => {
            if let Some(bid) = *adset.bid_amount.at(now) {
                out.int(key, bid);
            }
        }
        "bid_strategy" => {
            let inherited = cx.world.campaign(adset.campaign).and_then(|campaign| campaign.bid_strategy.as_deref());
            out.opt_text(key, adset.bid_strategy.as_deref().or(inherited));
        }
        "bid_constraints" => {
            if let Some(floor) = adset.roas_average_floor {
                out.key(key);
                out.begin();
                out.int("roas_average_floor", floor);
                out.end();
            }
        }
        _ => return false,
    }
    true
}

fn write_learning(cx: &Cx<'_>, adset: &AdSet, key: &str, out: &mut Json) {
    let stage = *adset.learning.at(cx.now_ms);
    out.key(key);
    out.begin();
    out.text("status", stage.as_str());
    if stage != LearningStage::Success {
        let zone = zone_of(cx.world, adset.account);
        let since = calendar::day_of(zone, adset.last_significant_edit_ms);
        let slice = Slice { since, until: calendar::day_of(zone, cx.now_ms) };
        out.int("conversions", cx.world.results(adset.id, slice, cx.now_ms));
    }
    out.int("last_sig_edit_ts", adset.last_significant_edit_ms / 1000);
    out.end();
}
