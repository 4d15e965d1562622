//! Fields of an ad.

use super::campaign::opt_value;
use super::{Node, date_text, write, write_issues, write_labels, write_relation, zone_of};
use crate::http::error::Result;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::request::Params;
use crate::world::model::{Ad, Review};

const EMPTY: &[&str] = &[
    "ad_active_time",
    "ad_schedule_end_time",
    "ad_schedule_start_time",
    "bid_amount",
    "bid_info",
    "creative_asset_groups_spec",
    "demolink_hash",
    "display_sequence",
    "engagement_audience",
    "failed_delivery_checks",
    "last_updated_by_app_id",
    "priority",
    "recommendations",
    "targeting",
];

pub(super) fn field(cx: &Cx<'_>, ad: &Ad, field: &Field, params: &Params, out: &mut Json) -> Result<bool> {
    let key = field.key();
    let now = cx.now_ms;
    let date = |ms: i64| date_text(ms, zone_of(cx.world, ad.account));
    match field.name.as_str() {
        "account_id" => out.id(key, ad.account.0),
        "campaign_id" => out.id(key, ad.campaign.0),
        "adset_id" => out.id(key, ad.adset.0),
        "campaign" => write_relation(cx, cx.world.campaign(ad.campaign).map(Node::Campaign), field, out)?,
        "adset" => write_relation(cx, cx.world.adset(ad.adset).map(Node::AdSet), field, out)?,
        "creative" => write_creative(cx, ad, field, params, out)?,
        "name" => out.text(key, &ad.name),
        "status" | "configured_status" => out.text(key, ad.status.at(now).as_str()),
        "effective_status" => out.text(key, cx.world.ad_status(ad, now).as_str()),
        "ad_review_feedback" => write_review(ad, now, key, out),
        "issues_info" => write_issues(&ad.issues, now, field, out),
        "adlabels" => write_labels(cx, &ad.labels, field, out)?,
        "tracking_specs" => opt_value(ad.tracking_specs.as_ref(), key, out),
        "conversion_specs" => opt_value(None, key, out),
        "conversion_domain" => out.opt_text(key, ad.conversion_domain.as_deref()),
        "preview_shareable_link" => out.text(key, &format!("{}/preview/{}", cx.shared.base_url(), ad.id)),
        "created_time" => out.text(key, &date(ad.created_ms)),
        "updated_time" => out.text(key, &date(ad.updated_ms)),
        "source_ad_id" => out.id(key, ad.source.map_or(0, |id| id.0)),
        "source_ad" => {
            let source = ad.source.and_then(|id| cx.world.ad(id)).map(Node::Ad);
            write_relation(cx, source, field, out)?;
        }
        name => return Ok(EMPTY.contains(&name)),
    }
    Ok(true)
}

/// Parameters of the ad's own request (such as thumbnail sizes) reach into its creative.
fn write_creative(cx: &Cx<'_>, ad: &Ad, field: &Field, params: &Params, out: &mut Json) -> Result<()> {
    let Some(creative) = cx.world.creative(ad.creative) else { return Ok(()) };
    let mut own = Params::default();
    for name in ["thumbnail_width", "thumbnail_height"] {
        if let Some(value) = params.get(name) {
            own.set(name, value);
        }
    }
    for (name, value) in &field.params {
        own.set(name, value.clone());
    }
    out.key(field.key());
    write(cx, Node::Creative(creative), field.sub.as_deref().unwrap_or_default(), &own, out)
}

fn write_review(ad: &Ad, now_ms: i64, key: &str, out: &mut Json) {
    let Review::Disapproved { reason, text } = ad.review.at(now_ms) else { return };
    out.key(key);
    out.begin();
    out.key("global");
    out.begin();
    out.text(reason, text);
    out.end();
    out.end();
}
