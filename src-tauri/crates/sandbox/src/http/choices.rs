//! What people choose from when they make ads: traits, places, audiences, pixels, and how an ad would look.

mod languages;
mod places;
pub(crate) mod preview;
mod traits;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::edges::values::{self, Shape};
use super::error::{GraphError, Result};
use super::graph::Cx;
use super::json::Json;
use super::page::EdgeQuery;
use super::request::Call;
use crate::world::delivery::calendar::DAY_MS;
use crate::world::model::{Account, ObjectId};
use crate::world::random::{join, unit};

type Element = Map<String, Value>;

pub(super) fn element(value: Value) -> Element {
    match value {
        Value::Object(map) => map,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}

const TRAIT: Shape = Shape {
    node: "AdAccountTargetingUnified",
    key: "id",
    fields: &[
        "id",
        "name",
        "type",
        "path",
        "audience_size_lower_bound",
        "audience_size_upper_bound",
        "description",
        "valid",
        "raw_name",
    ],
    default: &["id", "name", "type", "path", "audience_size_lower_bound", "audience_size_upper_bound", "description"],
};

const PLACE: Shape = Shape {
    node: "AdGeoLocation",
    key: "key",
    fields: &[
        "key",
        "name",
        "type",
        "country_code",
        "country_name",
        "region",
        "region_id",
        "supports_region",
        "supports_city",
    ],
    default: &[],
};

const LANGUAGE: Shape = Shape { node: "AdLocale", key: "key", fields: &["key", "name"], default: &["key", "name"] };

const AUDIENCE: Shape = Shape {
    node: "CustomAudience",
    key: "id",
    fields: &[
        "id",
        "account_id",
        "name",
        "description",
        "subtype",
        "approximate_count_lower_bound",
        "approximate_count_upper_bound",
        "delivery_status",
        "operation_status",
        "time_created",
        "time_updated",
    ],
    default: &["id"],
};

const PIXEL: Shape = Shape {
    node: "AdsPixel",
    key: "id",
    fields: &["id", "name", "last_fired_time", "creation_time", "is_unavailable", "owner_ad_account"],
    default: &["id"],
};

/// `/act_X/targetingsearch?q=`.
pub(crate) fn search_traits(cx: &Cx<'_>, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let text = query.params.filled("q").ok_or_else(|| GraphError::missing("q"))?;
    let only = query.params.filled("limit_type");
    if let Some(kind) = only
        && !traits::KINDS.contains(&kind)
    {
        return Err(GraphError::not_one_of("limit_type", &traits::KINDS));
    }
    values::write(cx, &TRAIT, &traits::search(text, only), query, out)
}

/// `/search?type=adgeolocation|adinterest|adlocale&q=`.
pub(crate) fn search(cx: &Cx<'_>, call: &Call) -> Result<Answer> {
    let address = format!("{}/{}/search", cx.shared.base_url(), cx.version);
    let query = EdgeQuery::read(&call.params, address, &cx.token.text, cx.shared.max_edge_limit)?;
    let text = call.params.get("q").unwrap_or_default();
    let mut out = Json::with_capacity(4096);
    match call.params.filled("type") {
        Some("adgeolocation") => {
            let kinds = call.params.list("location_types")?.unwrap_or_default();
            if let Some(unknown) = kinds.iter().find(|kind| !places::KINDS.contains(&kind.as_str())) {
                return Err(GraphError::invalid(&format!("Unknown location type {unknown}")).blame(&["location_types"]));
            }
            values::write(cx, &PLACE, &places::search(text, &kinds), &query, &mut out)?;
        }
        Some("adinterest") => values::write(cx, &TRAIT, &traits::search(text, Some("interests")), &query, &mut out)?,
        Some("adlocale") => values::write(cx, &LANGUAGE, &languages::search(text), &query, &mut out)?,
        _ => return Err(GraphError::not_one_of("type", &["adgeolocation", "adinterest", "adlocale"])),
    }
    Ok(Answer::json(out.into_bytes()).rows(cx.rows.get()))
}

/// `/act_X/customaudiences`: who was on the site, who bought, and those who are like them.
pub(crate) fn audiences(cx: &Cx<'_>, account: &Account, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    values::write(cx, &AUDIENCE, &audiences_of(account), query, out)
}

fn audiences_of(account: &Account) -> Vec<Element> {
    const KINDS: [(&str, &str, &str); 6] = [
        ("Site visitors 30d", "WEBSITE", "Everybody who was on the site in the last 30 days"),
        ("Cart abandoners 14d", "WEBSITE", "Put something into the cart and bought nothing"),
        ("Purchasers 180d", "WEBSITE", "Bought in the last 180 days"),
        ("Newsletter", "CUSTOM", "Uploaded list of subscribers"),
        ("Engaged with the page 365d", "ENGAGEMENT", "Reacted, commented or sent a message"),
        ("Lookalike (1%) - Purchasers 180d", "LOOKALIKE", "The one percent most like them"),
    ];
    let made = |(number, (name, subtype, description)): (usize, &(&str, &str, &str))| {
        let draw = join(account.id.0, number as u64 + 1);
        // Half of the audiences lie between a thousand and forty thousand people.
        let people = (1_000.0 * 40.0_f64.powf(unit(draw) * 2.0)) as i64;
        element(json!({
            "id": audience_id(account.id, number),
            "account_id": account.id,
            "name": name,
            "description": description,
            "subtype": subtype,
            "approximate_count_lower_bound": people,
            "approximate_count_upper_bound": people * 118 / 100,
            "delivery_status": {"code": 200, "description": "This audience is ready for use."},
            "operation_status": {"code": 200, "description": "Normal"},
            "time_created": account.created_ms / 1000,
            "time_updated": account.created_ms / 1000,
        }))
    };
    KINDS.iter().enumerate().map(made).collect()
}

fn audience_id(account: ObjectId, number: usize) -> String {
    (23_850_000_000_000_000 + join(account.0, 77 + number as u64) % 9_000_000_000_000).to_string()
}

/// `/act_X/adspixels`.
pub(crate) fn pixels(cx: &Cx<'_>, account: &Account, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let list: Vec<Element> = account
        .pixels
        .iter()
        .map(|(id, name)| {
            element(json!({
                "id": id,
                "name": name,
                "last_fired_time": crate::clock::instant(cx.now_ms - 90_000).format("%Y-%m-%dT%H:%M:%S%z").to_string(),
                "creation_time": crate::clock::instant(account.created_ms + DAY_MS).format("%Y-%m-%dT%H:%M:%S%z").to_string(),
                "is_unavailable": false,
                "owner_ad_account": {"account_id": account.id, "id": format!("act_{}", account.id)},
            }))
        })
        .collect();
    values::write(cx, &PIXEL, &list, query, out)
}
