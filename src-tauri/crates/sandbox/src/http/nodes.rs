//! Nodes and their fields.

mod account;
mod ad;
mod adset;
mod campaign;
mod creative;
mod image;
mod small;

pub(crate) use image::{is_used as image_is_used, serve as serve_image, signed_address};
pub(crate) use small::{permissions, write_minimum_budgets};

use chrono_tz::Tz;

use super::error::{GraphError, Result};
use super::fields::Field;
use super::graph::{Cx, write_edge};
use super::json::Json;
use super::request::Params;
use super::rules;
use crate::clock::instant;
use crate::http::insights::jobs::Run;
use crate::world::World;
use crate::world::model::{
    Account, Activity, Ad, AdRule, AdSet, Business, Campaign, Creative, Image, Issue, Label, ObjectId, ObjectKind,
    Page, RuleRun,
};

/// Something that has fields.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'w> {
    /// The person, system user or page behind the token: `me`.
    Person,
    Account(&'w Account),
    Campaign(&'w Campaign),
    AdSet(&'w AdSet),
    Ad(&'w Ad),
    Creative(&'w Creative),
    Image(&'w Image),
    Label(&'w Label),
    Activity(&'w Activity),
    Business(&'w Business),
    Page(&'w Page),
    Run(&'w Run),
    Rule(&'w AdRule),
    /// A line of a rule's history; has no id.
    RuleRun(&'w AdRule, &'w RuleRun),
}

impl Node<'_> {
    /// The name Meta's errors call this type by.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Person => "User",
            Self::Account(_) => "AdAccount",
            Self::Campaign(_) => "Campaign",
            Self::AdSet(_) => "AdSet",
            Self::Ad(_) => "Ad",
            Self::Creative(_) => "AdCreative",
            Self::Image(_) => "AdImage",
            Self::Label(_) => "AdLabel",
            Self::Activity(_) => "AdActivity",
            Self::Business(_) => "Business",
            Self::Page(_) => "Page",
            Self::Run(_) => "AdReportRun",
            Self::Rule(_) => "AdRule",
            Self::RuleRun(..) => "AdRuleHistory",
        }
    }

    /// The id, as it stands in paths and answers; activities have none.
    pub(crate) fn id(self, cx: &Cx<'_>) -> String {
        match self {
            Self::Person => cx.token.user_id.to_string(),
            Self::Account(account) => format!("act_{}", account.id),
            Self::Campaign(campaign) => campaign.id.to_string(),
            Self::AdSet(adset) => adset.id.to_string(),
            Self::Ad(ad) => ad.id.to_string(),
            Self::Creative(creative) => creative.id.to_string(),
            Self::Image(image) => format!("{}:{}", image.account, image.hash),
            Self::Label(label) => label.id.to_string(),
            Self::Activity(_) | Self::RuleRun(..) => String::new(),
            Self::Rule(rule) => rule.id.to_string(),
            Self::Business(business) => business.id.to_string(),
            Self::Page(page) => page.id.to_string(),
            Self::Run(run) => run.id.to_string(),
        }
    }

    /// Fields that come without being asked for, beside `id`.
    fn default_fields(self) -> &'static [&'static str] {
        match self {
            Self::Person | Self::Business(_) | Self::Page(_) => &["name"],
            Self::Account(_) => &["account_id"],
            Self::Label(_) => &["name"],
            Self::Image(_) => &["hash"],
            Self::Activity(_) => {
                &["actor_id", "actor_name", "event_time", "event_type", "object_id", "object_name", "extra_data"]
            }
            Self::Run(_) => &["account_id", "time_ref", "time_completed", "async_status", "async_percent_completion"],
            Self::RuleRun(..) => &[
                "timestamp",
                "is_manual",
                "rule_id",
                "exception_code",
                "exception_message",
                "evaluation_spec",
                "execution_spec",
                "schedule_spec",
                "results",
            ],
            _ => &[],
        }
    }

    fn has_id(self) -> bool {
        !matches!(self, Self::Activity(_) | Self::RuleRun(..))
    }
}

/// The account an object belongs to, for charging.
pub(crate) fn account_of(world: &World, id: ObjectId) -> Option<u64> {
    if let Some(rule) = world.rule(id) {
        return Some(rule.account.0);
    }
    let account = match world.find(id)?.kind {
        ObjectKind::Account => return None,
        ObjectKind::Campaign => world.campaign(id)?.account,
        ObjectKind::AdSet => world.adset(id)?.account,
        ObjectKind::Ad => world.ad(id)?.account,
        ObjectKind::Creative => world.creative(id)?.account,
        ObjectKind::Label => world.label(id)?.account,
    };
    Some(account.0)
}

/// The node an id in a path means. Bare account digits are not the account.
pub(crate) fn resolve<'a>(cx: &Cx<'a>, text: &str) -> Option<Node<'a>> {
    let world = cx.world;
    if text == "me" || text == cx.token.user_id.to_string() {
        return Some(Node::Person);
    }
    if let Some(digits) = text.strip_prefix("act_") {
        return world.account(digits.parse().ok()?).map(Node::Account);
    }
    if let Some((account, hash)) = text.split_once(':') {
        return world.image(account.parse().ok()?, hash).map(Node::Image);
    }
    let id: ObjectId = text.parse().ok()?;
    if let Some(rule) = world.rule(id) {
        return Some(Node::Rule(rule));
    }
    if world.find(id).is_some() {
        return resolve_object(world, id).filter(|node| !matches!(node, Node::Account(_)));
    }
    let mut accounts = world.accounts().iter().filter(|account| cx.token.sees_account(account.id.0));
    accounts.find_map(|account| {
        if account.business.id == id {
            return Some(Node::Business(&account.business));
        }
        account.pages.iter().find(|page| page.id == id).map(Node::Page)
    })
}

/// An object of the world by its number; here the digits of an account do mean the account.
pub(crate) fn resolve_object(world: &World, id: ObjectId) -> Option<Node<'_>> {
    match world.find(id)?.kind {
        ObjectKind::Account => world.account(id).map(Node::Account),
        ObjectKind::Campaign => world.campaign(id).map(Node::Campaign),
        ObjectKind::AdSet => world.adset(id).map(Node::AdSet),
        ObjectKind::Ad => world.ad(id).map(Node::Ad),
        ObjectKind::Creative => world.creative(id).map(Node::Creative),
        ObjectKind::Label => world.label(id).map(Node::Label),
    }
}

/// Writes one node as an object. Values that are missing are left out; an unknown field is an error.
pub(crate) fn write(cx: &Cx<'_>, node: Node<'_>, fields: &[Field], params: &Params, out: &mut Json) -> Result<()> {
    out.begin();
    if fields.is_empty() {
        for name in node.default_fields() {
            write_field(cx, node, &Field::named(name), params, out)?;
        }
    }
    let mut has_id = !node.has_id();
    for field in fields {
        has_id |= field.name == "id";
        write_field(cx, node, field, params, out)?;
    }
    if !has_id {
        out.text("id", &node.id(cx));
    }
    out.end();
    Ok(())
}

fn write_field(cx: &Cx<'_>, node: Node<'_>, field: &Field, params: &Params, out: &mut Json) -> Result<()> {
    if field.name == "id" && node.has_id() {
        out.text(field.key(), &node.id(cx));
        return Ok(());
    }
    let known = match node {
        Node::Person => small::person_field(cx, field, out),
        Node::Account(account) => account::field(cx, account, field, out)?,
        Node::Campaign(campaign) => campaign::field(cx, campaign, field, out)?,
        Node::AdSet(adset) => adset::field(cx, adset, field, out)?,
        Node::Ad(ad) => ad::field(cx, ad, field, params, out)?,
        Node::Creative(creative) => creative::field(cx, creative, field, params, out),
        Node::Image(image) => image::field(cx, image, field, out),
        Node::Label(label) => small::label_field(cx, label, field, out)?,
        Node::Activity(activity) => small::activity_field(cx, activity, field, out),
        Node::Business(business) => small::business_field(business, field, out),
        Node::Page(page) => small::page_field(cx, page, field, out),
        Node::Run(run) => run.field(cx, field, out),
        Node::Rule(rule) => rules::field(cx, rule, field, out),
        Node::RuleRun(rule, run) => rules::run_field(cx, rule, run, field, out),
    };
    if known || write_nested_edge(cx, node, field, out)? {
        return Ok(());
    }
    Err(GraphError::unknown_field(&field.name, node.type_name()))
}

/// `campaigns.limit(5){id}` inside `fields`.
fn write_nested_edge(cx: &Cx<'_>, node: Node<'_>, field: &Field, out: &mut Json) -> Result<bool> {
    let mut params = Params::default();
    for (name, value) in &field.params {
        params.set(name, value.clone());
    }
    if let Some(sub) = &field.sub {
        params.set("fields", fields_text(sub));
    }
    let address = format!("{}/{}/{}/{}", cx.shared.base_url(), cx.version, node.id(cx), field.name);
    let before = out.len();
    out.key(field.key());
    let start = out.len();
    let sub = field.sub.clone().unwrap_or_default();
    let known = write_edge(cx, node, &field.name, &params, Some(sub), address, out)?;
    // An edge without elements is left out of an expansion altogether, as Meta does.
    if !known || out.len() == start + br#"{"data":[]}"#.len() {
        out.truncate(before);
    }
    Ok(known)
}

/// Fields back as text, for `paging.next`.
pub(crate) fn fields_text(fields: &[Field]) -> String {
    let mut text = String::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&field.name);
        for (name, value) in &field.params {
            text.push_str(&format!(".{name}({value})"));
        }
        if let Some(alias) = &field.alias {
            text.push_str(&format!(".as({alias})"));
        }
        if let Some(sub) = &field.sub {
            text.push_str(&format!("{{{}}}", fields_text(sub)));
        }
    }
    text
}

/// A to-one relation such as `campaign{id,name}`.
fn write_relation(cx: &Cx<'_>, node: Option<Node<'_>>, field: &Field, out: &mut Json) -> Result<()> {
    let Some(node) = node else { return Ok(()) };
    let mut params = Params::default();
    for (name, value) in &field.params {
        params.set(name, value.clone());
    }
    out.key(field.key());
    write(cx, node, field.sub.as_deref().unwrap_or_default(), &params, out)
}

/// The zone an account's days and dates are in.
pub(crate) fn zone(account: &Account) -> Tz {
    account.timezone_name.parse().unwrap_or(Tz::UTC)
}

fn zone_of(world: &World, account: ObjectId) -> Tz {
    world.account(account).map_or(Tz::UTC, zone)
}

/// An instant as `2026-03-04T09:15:00-0800` in a zone.
pub(crate) fn date_text(ms: i64, zone: Tz) -> String {
    instant(ms).with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%z").to_string()
}

fn write_labels(cx: &Cx<'_>, labels: &[ObjectId], field: &Field, out: &mut Json) -> Result<()> {
    if labels.is_empty() {
        return Ok(());
    }
    let names = ["id", "name", "created_time", "updated_time"].map(Field::named);
    let sub = field.sub.as_deref().unwrap_or(&names);
    out.key(field.key());
    out.begin_list();
    for label in labels.iter().filter_map(|id| cx.world.label(*id)) {
        write(cx, Node::Label(label), sub, &Params::default(), out)?;
    }
    out.end_list();
    Ok(())
}

fn write_issues(issues: &[Issue], now_ms: i64, field: &Field, out: &mut Json) {
    if !issues.iter().any(|issue| issue.since_ms <= now_ms) {
        return;
    }
    out.key(field.key());
    out.begin_list();
    for issue in issues.iter().filter(|issue| issue.since_ms <= now_ms) {
        out.begin();
        out.text("level", &issue.level);
        out.int("error_code", issue.error_code);
        out.text("error_type", &issue.error_type);
        out.text("error_summary", &issue.error_summary);
        out.text("error_message", &issue.error_message);
        out.end();
    }
    out.end_list();
}
