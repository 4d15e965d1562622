//! Edges that list objects: which elements belong, in which order, filtered how.

pub(crate) mod values;

use super::choices;
use super::error::{GraphError, Result};
use super::filtering::Filters;
use super::graph::Cx;
use super::json::Json;
use super::nodes::{self, Node, write_minimum_budgets};
use super::page::EdgeQuery;
use super::queue;
use super::request::Params;
use super::rules;
use crate::world::model::{AdSet, Campaign, EffectiveStatus, Image, ObjectId, Status};

/// Writes an edge of a node; false when the node has none of that name.
pub(crate) fn write(cx: &Cx<'_>, node: Node<'_>, edge: &str, query: &EdgeQuery<'_>, out: &mut Json) -> Result<bool> {
    let world = cx.world;
    let list = match (node, edge) {
        (Node::Account(account), "campaigns") => world.campaigns_of(account.id).map(Node::Campaign).collect(),
        (Node::Account(account), "adsets") => world.adsets_of_account(account.id).map(Node::AdSet).collect(),
        (Node::Account(account), "ads") => world.ads_of_account(account.id).map(Node::Ad).collect(),
        (Node::Campaign(campaign), "adsets") => world.adsets_of(campaign.id).map(Node::AdSet).collect(),
        (Node::Campaign(campaign), "ads") => ads_of_campaign(cx, campaign),
        (Node::AdSet(adset), "ads") => world.ads_of(adset.id).map(Node::Ad).collect(),
        _ => return write_other(cx, node, edge, query, out),
    };
    let filters = ObjectFilters::read(query.params)?;
    write_list(cx, list, |node| filters.keep(cx, node), query, out)?;
    Ok(true)
}

fn write_other(cx: &Cx<'_>, node: Node<'_>, edge: &str, query: &EdgeQuery<'_>, out: &mut Json) -> Result<bool> {
    let world = cx.world;
    let all = |_: Node<'_>| Ok(true);
    match (node, edge) {
        (Node::Account(account), "adcreatives") => {
            let list = world.creatives().iter().filter(|it| it.account == account.id).map(Node::Creative).collect();
            let filters = Filters::read(query.params)?;
            write_list(cx, list, |node| Ok(!is_deleted_creative(node) && filters.keep(cx, node)?), query, out)?;
        }
        (Node::AdSet(adset), "adcreatives") => write_list(cx, creatives_of_adset(cx, adset), all, query, out)?,
        (Node::Ad(ad), "adcreatives") => {
            let list = world.creative(ad.creative).map(Node::Creative).into_iter().collect();
            write_list(cx, list, all, query, out)?;
        }
        (Node::Ad(ad), "previews") => choices::preview::of_ad(cx, ad, query, out)?,
        (Node::Account(account), "adimages") => {
            let list = world.images().iter().filter(|it| it.account == account.id).map(Node::Image).collect();
            let wanted = ImageFilter::read(query.params)?;
            write_list(cx, list, |node| Ok(matches!(node, Node::Image(image) if wanted.keep(image))), query, out)?;
        }
        (Node::Account(account), "adlabels") => {
            let list = world.labels().iter().filter(|it| it.account == account.id).map(Node::Label).collect();
            write_list(cx, list, all, query, out)?;
        }
        (Node::Label(label), "campaigns" | "adsets" | "ads" | "adcreatives") => {
            write_list(cx, labelled(cx, label.account, edge, label.id), all, query, out)?;
        }
        (Node::Account(account), "activities") => {
            let period = Period::read(query.params, cx.now_ms)?;
            let own = world.activities().iter().rev().filter(|it| it.account == account.id && period.has(it.at_ms));
            write_list(cx, own.map(Node::Activity).collect(), all, query, out)?;
        }
        (Node::AdSet(adset), "activities") => {
            let period = Period::read(query.params, cx.now_ms)?;
            let own = world.activities().iter().rev().filter(|it| it.object_id == adset.id && period.has(it.at_ms));
            write_list(cx, own.map(Node::Activity).collect(), all, query, out)?;
        }
        (Node::Account(account), "campaignsbylabels" | "adsetsbylabels" | "adsbylabels" | "adcreativesbylabels") => {
            write_by_labels(cx, account.id, edge.trim_end_matches("bylabels"), query, out)?;
        }
        (Node::Account(account), "customaudiences") => choices::audiences(cx, account, query, out)?,
        (Node::Account(account), "adspixels") => choices::pixels(cx, account, query, out)?,
        (Node::Account(account), "asyncadrequestsets") => queue::list(cx, account.id.0, query, out)?,
        (Node::Account(_), "targetingsearch") => choices::search_traits(cx, query, out)?,
        (Node::Account(account), "generatepreviews") => choices::preview::of_creative(cx, account, query, out)?,
        (Node::Account(account), "minimum_budgets") => write_minimum_budgets(account, out),
        (Node::Account(account), "promote_pages") => {
            write_list(cx, account.pages.iter().map(Node::Page).collect(), all, query, out)?;
        }
        (Node::Business(business), "owned_ad_accounts") => {
            let own = super::me::visible_accounts(cx).filter(|account| account.business.id == business.id);
            write_list(cx, own.map(Node::Account).collect(), all, query, out)?;
        }
        (Node::Business(_), "client_ad_accounts") => write_list(cx, Vec::new(), all, query, out)?,
        _ => return rules::write_edge(cx, node, edge, query, out),
    }
    Ok(true)
}

/// Writes `{data, paging, summary}` of a listing.
pub(crate) fn write_list(
    cx: &Cx<'_>,
    list: Vec<Node<'_>>,
    keep: impl Fn(Node<'_>) -> Result<bool>,
    query: &EdgeQuery<'_>,
    out: &mut Json,
) -> Result<()> {
    let keys: Vec<String> = match (&query.after, &query.before) {
        // Without a cursor nobody asks for keys of elements that are not on the page.
        (None, None) => Vec::new(),
        _ => list.iter().map(|node| cursor_key(cx, *node)).collect(),
    };
    let page = if keys.is_empty() && query.after.is_none() && query.before.is_none() {
        let places: Vec<usize> = (0..list.len()).collect();
        query.cut(&places, |at| list.get(at).map_or(Ok(false), |node| keep(*node)), |_| None)?
    } else {
        query.cut(&keys, |at| list.get(at).map_or(Ok(false), |node| keep(*node)), |text| Some(text.to_owned()))?
    };
    out.begin();
    out.key("data");
    out.begin_list();
    let members = || page.members.iter().filter_map(|at| list.get(*at));
    for node in members() {
        cx.rows.set(cx.rows.get() + 1);
        if cx.rows.get() > MAX_NODES {
            return Err(GraphError::too_much_data());
        }
        nodes::write(cx, *node, &query.fields, query.params, out)?;
    }
    out.end_list();
    if let (Some(first), Some(last)) = (members().next(), members().next_back()) {
        query.write_paging(out, &page, &cursor_key(cx, *first), &cursor_key(cx, *last));
    }
    if query.with_summary {
        let mut total = 0;
        for node in &list {
            total += i64::from(keep(*node)?);
        }
        out.key("summary");
        out.begin();
        out.int("total_count", total);
        out.end();
    }
    out.end();
    Ok(())
}

/// More elements than this in one answer, nested ones included, is too much data.
const MAX_NODES: usize = 60_000;

/// What a cursor names. An activity has no id, so what makes it unique stands for it.
fn cursor_key(cx: &Cx<'_>, node: Node<'_>) -> String {
    match node {
        Node::Activity(it) => {
            let extra = it.extra_data.as_deref().unwrap_or_default();
            let sum = extra.bytes().fold(5381u32, |sum, byte| sum.wrapping_mul(33) ^ u32::from(byte));
            format!("{}:{}:{}:{sum:x}", it.at_ms, it.object_id, it.event_type)
        }
        Node::RuleRun(rule, run) => format!("{}:{}", rule.id, run.at_ms),
        _ => node.id(cx),
    }
}

fn ads_of_campaign<'a>(cx: &Cx<'a>, campaign: &Campaign) -> Vec<Node<'a>> {
    let world = cx.world;
    world.adsets_of(campaign.id).flat_map(|adset| world.ads_of(adset.id)).map(Node::Ad).collect()
}

fn creatives_of_adset<'a>(cx: &Cx<'a>, adset: &AdSet) -> Vec<Node<'a>> {
    let world = cx.world;
    let mut ids = Vec::new();
    for ad in world.ads_of(adset.id) {
        if !ids.contains(&ad.creative) {
            ids.push(ad.creative);
        }
    }
    ids.into_iter().filter_map(|id| world.creative(id)).map(Node::Creative).collect()
}

/// `/act_X/adsbylabels?ad_label_ids=[…]&operator=ANY|ALL` and its sisters.
fn write_by_labels(cx: &Cx<'_>, account: ObjectId, edge: &str, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let wrong = || GraphError::invalid("Param ad_label_ids must be a list of label ids").blame(&["ad_label_ids"]);
    let ids = query.params.list("ad_label_ids")?.ok_or_else(|| GraphError::missing("ad_label_ids"))?;
    let ids = ids.iter().map(|id| id.parse().map_err(|_| wrong())).collect::<Result<Vec<ObjectId>>>()?;
    let all = match query.params.filled("operator") {
        None | Some("ALL") => true,
        Some("ANY") => false,
        Some(_) => return Err(GraphError::not_one_of("operator", &["ALL", "ANY"])),
    };
    let mut list: Vec<Node<'_>> = Vec::new();
    for label in &ids {
        for node in labelled(cx, account, edge, *label) {
            if !list.iter().any(|known| known.id(cx) == node.id(cx)) {
                list.push(node);
            }
        }
    }
    let has_all = |node: Node<'_>| {
        let own = match node {
            Node::Campaign(it) => &it.labels,
            Node::AdSet(it) => &it.labels,
            Node::Ad(it) => &it.labels,
            Node::Creative(it) => &it.labels,
            _ => return false,
        };
        ids.iter().all(|id| own.contains(id))
    };
    let is_deleted = |node: Node<'_>| match node {
        Node::Campaign(it) => *it.status.at(cx.now_ms) == Status::Deleted,
        Node::AdSet(it) => *it.status.at(cx.now_ms) == Status::Deleted,
        Node::Ad(it) => *it.status.at(cx.now_ms) == Status::Deleted,
        other => is_deleted_creative(other),
    };
    write_list(cx, list, |node| Ok(!is_deleted(node) && (!all || has_all(node))), query, out)
}

fn labelled<'a>(cx: &Cx<'a>, account: ObjectId, edge: &str, label: ObjectId) -> Vec<Node<'a>> {
    let world = cx.world;
    match edge {
        "campaigns" => {
            world.campaigns_of(account).filter(|it| it.labels.contains(&label)).map(Node::Campaign).collect()
        }
        "adsets" => world.adsets_of_account(account).filter(|it| it.labels.contains(&label)).map(Node::AdSet).collect(),
        "ads" => world.ads_of_account(account).filter(|it| it.labels.contains(&label)).map(Node::Ad).collect(),
        _ => world.creatives().iter().filter(|it| it.labels.contains(&label)).map(Node::Creative).collect(),
    }
}

fn is_deleted_creative(node: Node<'_>) -> bool {
    matches!(node, Node::Creative(creative) if creative.status == "DELETED")
}

/// Filters of campaigns, ad sets and ads: the status rule, `updated_since` and `filtering`.
struct ObjectFilters {
    statuses: Option<Vec<String>>,
    updated_since_ms: Option<i64>,
    filters: Filters,
}

impl ObjectFilters {
    fn read(params: &Params) -> Result<Self> {
        let statuses = params.list("effective_status")?;
        if statuses.as_ref().is_some_and(|list| list.iter().any(|status| status == "DELETED")) {
            return Err(deleted_error());
        }
        let updated_since_ms = params.integer("updated_since")?.map(|seconds| seconds.saturating_mul(1000));
        Ok(Self { statuses, updated_since_ms, filters: Filters::read(params)? })
    }

    fn keep(&self, cx: &Cx<'_>, node: Node<'_>) -> Result<bool> {
        let Some((status, updated_ms)) = status_and_update(cx, node) else { return Ok(false) };
        // Deleted objects are on no edge at all; archived ones only when they are asked for.
        if status == EffectiveStatus::Deleted {
            return Ok(false);
        }
        let named = match &self.statuses {
            Some(list) => list.iter().any(|wanted| wanted == status.as_str()),
            None => status != EffectiveStatus::Archived || self.filters.names_status(),
        };
        if !named || self.updated_since_ms.is_some_and(|since| updated_ms < since) {
            return Ok(false);
        }
        self.filters.keep(cx, node)
    }
}

fn status_and_update(cx: &Cx<'_>, node: Node<'_>) -> Option<(EffectiveStatus, i64)> {
    match node {
        Node::Campaign(it) => Some((cx.world.campaign_status(it, cx.now_ms), it.updated_ms)),
        Node::AdSet(it) => Some((cx.world.adset_status(it, cx.now_ms), it.updated_ms)),
        Node::Ad(it) => Some((cx.world.ad_status(it, cx.now_ms), it.updated_ms)),
        _ => None,
    }
}

/// Deleted objects cannot be listed.
pub(crate) fn deleted_error() -> GraphError {
    GraphError::refused(
        1_815_001,
        "Cannot Request for Deleted Objects",
        "Deleted objects cannot be requested on an edge. Read them by their id.",
    )
}

/// `since` and `until` of the activity log, Unix seconds or days; a week by default.
struct Period {
    since_ms: i64,
    until_ms: i64,
}

impl Period {
    fn read(params: &Params, now_ms: i64) -> Result<Self> {
        let since_ms = time_param(params, "since")?.unwrap_or(now_ms - 7 * 86_400_000);
        let until_ms = time_param(params, "until")?.unwrap_or(i64::MAX);
        Ok(Self { since_ms, until_ms })
    }

    fn has(&self, at_ms: i64) -> bool {
        self.since_ms <= at_ms && at_ms < self.until_ms
    }
}

/// A time parameter: Unix seconds, a day, or ISO text with an offset.
pub(crate) fn time_param(params: &Params, name: &str) -> Result<Option<i64>> {
    let Some(text) = params.filled(name) else { return Ok(None) };
    parse_time(text.trim().trim_matches('"'))
        .map(Some)
        .ok_or_else(|| GraphError::invalid(&format!("Param {name} must be a valid time")).blame(&[name]))
}

pub(crate) fn parse_time(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return seconds.checked_mul(1000);
    }
    if let Ok(day) = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis());
    }
    for format in ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M%z"] {
        if let Ok(at) = chrono::DateTime::parse_from_str(text, format) {
            return Some(at.timestamp_millis());
        }
    }
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

struct ImageFilter {
    hashes: Option<Vec<String>>,
    name: Option<String>,
    min_width: i64,
    min_height: i64,
}

impl ImageFilter {
    fn read(params: &Params) -> Result<Self> {
        Ok(Self {
            hashes: params.list("hashes")?,
            name: params.filled("name").map(str::to_owned),
            min_width: params.integer("minwidth")?.unwrap_or(0),
            min_height: params.integer("minheight")?.unwrap_or(0),
        })
    }

    fn keep(&self, image: &Image) -> bool {
        image.status != "DELETED"
            && self.hashes.as_ref().is_none_or(|list| list.contains(&image.hash))
            && self.name.as_ref().is_none_or(|name| *name == image.name)
            && i64::from(image.width) >= self.min_width
            && i64::from(image.height) >= self.min_height
    }
}
