//! Meta's own rules over HTTP: read, made, changed, tried, run, and what they did.

use serde_json::Value;

use super::answer::Answer;
use super::edges;
use super::error::{GraphError, Result};
use super::fields::Field;
use super::graph::Cx;
use super::json::Json;
use super::nodes::{self, Node, date_text};
use super::page::EdgeQuery;
use super::request::Method;
use super::writes::WriteCx;
use crate::validate::only_validates;
use crate::validate::rule::{RuleEdit, Whole, check};
use crate::world::World;
use crate::world::model::{AdRule, ObjectId, ObjectKind, RuleRun};
use crate::world::rules::look::level_of;

/// Writes a field of a rule; false for a name that rules do not have.
pub(crate) fn field(cx: &Cx<'_>, rule: &AdRule, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    let zone = zone(cx.world, rule.account);
    match field.name.as_str() {
        "account_id" => out.id(key, rule.account.0),
        "name" => out.text(key, &rule.name),
        "status" => out.text(key, &rule.status),
        "evaluation_spec" => out.value(key, &with_id(&rule.evaluation_spec, rule.id, 1)),
        "execution_spec" => out.value(key, &with_id(&rule.execution_spec, rule.id, 2)),
        "schedule_spec" => {
            if let Some(spec) = &rule.schedule_spec {
                out.value(key, &with_id(spec, rule.id, 3));
            }
        }
        "created_by" => {
            out.key(key);
            out.begin();
            out.text("name", &rule.created_by.name);
            out.id("id", rule.created_by.id.0);
            out.end();
        }
        "created_time" => out.text(key, &date_text(rule.created_ms, zone)),
        "updated_time" => out.text(key, &date_text(rule.updated_ms, zone)),
        "ui_creation_source" => out.opt_text(key, rule.ui_creation_source.as_deref()),
        "disable_error_code" | "recommended_rule_key" => {}
        _ => return false,
    }
    true
}

/// Specs that are read back carry an id of their own.
fn with_id(spec: &Value, rule: ObjectId, number: u64) -> Value {
    let mut spec = spec.clone();
    if let Some(spec) = spec.as_object_mut() {
        spec.insert("id".to_owned(), Value::String((rule.0 + number).to_string()));
    }
    spec
}

fn zone(world: &World, account: ObjectId) -> chrono_tz::Tz {
    world.account(account).map_or(chrono_tz::Tz::UTC, nodes::zone)
}

/// Writes a field of a run.
pub(crate) fn run_field(cx: &Cx<'_>, rule: &AdRule, run: &RuleRun, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    match field.name.as_str() {
        "timestamp" => out.text(key, &date_text(run.at_ms, zone(cx.world, rule.account))),
        "is_manual" => out.boolean(key, run.is_manual),
        "rule_id" => out.id(key, rule.id.0),
        "exception_code" => {
            if let Some((code, _)) = &run.exception {
                out.int(key, *code);
            }
        }
        "exception_message" => out.opt_text(key, run.exception.as_ref().map(|(_, text)| text.as_str())),
        "evaluation_spec" => out.value(key, &run.evaluation_spec),
        "execution_spec" => out.value(key, &run.execution_spec),
        "schedule_spec" => {
            if let Some(spec) = &run.schedule_spec {
                out.value(key, spec);
            }
        }
        "results" => write_results(cx, run, key, out),
        _ => return false,
    }
    true
}

fn write_results(cx: &Cx<'_>, run: &RuleRun, key: &str, out: &mut Json) {
    out.key(key);
    out.begin_list();
    for result in &run.results {
        out.begin();
        out.id("object_id", result.object.0);
        let kind = cx.world.find(result.object).map(|found| found.kind);
        out.text("object_type", kind.map_or("AD", type_of));
        out.key("actions");
        out.begin_list();
        out.begin();
        out.text("action", &result.action);
        out.text("field", &result.field);
        out.text("old_value", &result.old);
        out.text("new_value", &result.new);
        out.end();
        out.end_list();
        out.end();
    }
    out.end_list();
}

fn type_of(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Campaign => "CAMPAIGN",
        ObjectKind::AdSet => "ADSET",
        _ => "AD",
    }
}

/// Writes the edges that have to do with rules; false for any other.
pub(crate) fn write_edge(
    cx: &Cx<'_>,
    node: Node<'_>,
    edge: &str,
    query: &EdgeQuery<'_>,
    out: &mut Json,
) -> Result<bool> {
    let list: Vec<Node<'_>> = match (node, edge) {
        (Node::Account(account), "adrules_library") => live(cx.world, account.id).map(Node::Rule).collect(),
        (Node::Account(account), "adrules_history") => {
            let wanted = query.params.filled("evaluation_type");
            let fits = |rule: &&AdRule| {
                wanted.is_none_or(|wanted| wanted == if rule.is_trigger() { "TRIGGER" } else { "SCHEDULE" })
            };
            runs(cx.world.rules_of(account.id).filter(fits), query)?
        }
        (Node::Rule(rule), "history") => runs(std::iter::once(rule), query)?,
        (Node::Campaign(_) | Node::AdSet(_) | Node::Ad(_), "adrules_governed") => governing(cx, node, query)?,
        _ => return Ok(false),
    };
    edges::write_list(cx, list, |_| Ok(true), query, out)?;
    Ok(true)
}

fn live(world: &World, account: ObjectId) -> impl Iterator<Item = &AdRule> {
    world.rules_of(account).filter(|rule| rule.status != "DELETED")
}

/// Runs of some rules, newest first.
fn runs<'a>(rules: impl Iterator<Item = &'a AdRule>, query: &EdgeQuery<'_>) -> Result<Vec<Node<'a>>> {
    let action = query.params.filled("action");
    let object = query.params.filled("object_id");
    let hides = query.params.boolean("hide_no_changes")?.unwrap_or(false);
    let fits = |run: &&RuleRun| {
        let of = |result: &&crate::world::model::RuleResult| {
            action.is_none_or(|action| action == result.action)
                && object.is_none_or(|object| object == result.object.to_string())
                && !(hides && result.action == "NOT_CHANGED")
        };
        let asks = action.is_some() || object.is_some() || hides;
        !asks || run.results.iter().any(|result| of(&result))
    };
    let mut all: Vec<(&AdRule, &RuleRun)> =
        rules.flat_map(|rule| rule.runs.iter().filter(fits).map(move |run| (rule, run))).collect();
    all.sort_by_key(|(_, run)| std::cmp::Reverse(run.at_ms));
    Ok(all.into_iter().map(|(rule, run)| Node::RuleRun(rule, run)).collect())
}

/// The rules that look at an object; with `pass_evaluation` those whose conditions it meets, or does not meet, now.
fn governing<'a>(cx: &Cx<'a>, node: Node<'_>, query: &EdgeQuery<'_>) -> Result<Vec<Node<'a>>> {
    let (account, id, kind) = match node {
        Node::Campaign(it) => (it.account, it.id, ObjectKind::Campaign),
        Node::AdSet(it) => (it.account, it.id, ObjectKind::AdSet),
        Node::Ad(it) => (it.account, it.id, ObjectKind::Ad),
        _ => return Ok(Vec::new()),
    };
    let passes = query.params.boolean("pass_evaluation")?;
    let looks = |rule: &&AdRule| {
        let listed = rule.filters().find(|(field, ..)| *field == "id").is_none_or(|(_, operator, value)| {
            let names = value.to_string().contains(&format!("\"{id}\""));
            names != (operator == "NOT_IN")
        });
        let meets = || cx.world.meeting(rule, cx.now_ms).is_ok_and(|found| found.contains(&id));
        listed && level_of(cx.world, rule) == Some(kind) && passes.is_none_or(|wanted| wanted == meets())
    };
    Ok(live(cx.world, account).filter(looks).map(Node::Rule).collect())
}

/// `POST act_X/adrules_library`.
pub(super) fn create(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let rules = cx.rules();
    let name = rules.new_name()?;
    let sent = rules.rule()?;
    let account = rules.account.id;
    let evaluation_spec = sent.evaluation_spec.ok_or_else(|| GraphError::missing("evaluation_spec"))?;
    let execution_spec = sent.execution_spec.ok_or_else(|| GraphError::missing("execution_spec"))?;
    let schedule_spec = sent.schedule_spec;
    check(&Whole { evaluation: &evaluation_spec, execution: &execution_spec, schedule: schedule_spec.as_ref() })?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    let id = cx.world.new_id();
    cx.world.insert_rule(AdRule {
        id,
        account,
        name,
        status: sent.status.unwrap_or_else(|| "ENABLED".to_owned()),
        evaluation_spec,
        execution_spec,
        schedule_spec,
        created_by: cx.by.clone(),
        ui_creation_source: sent.ui_creation_source,
        created_ms: cx.now_ms,
        updated_ms: cx.now_ms,
        runs: Vec::new(),
        met: Vec::new(),
    });
    cx.note("create", "adrule", id);
    let mut out = Json::default();
    out.begin();
    out.id("id", id.0);
    out.end();
    Ok(Answer::json(out.into_bytes()))
}

/// Writes to a rule and to its edges.
pub(super) fn write(cx: &mut WriteCx<'_>, id: ObjectId, edge: Option<&str>) -> Result<Answer> {
    match (edge, cx.call.method) {
        (None, Method::Post) => update(cx, id),
        (None, Method::Delete) => {
            let edit = RuleEdit { status: Some("DELETED".to_owned()), ..RuleEdit::default() };
            apply(cx, id, edit);
            cx.note("delete", "adrule", id);
            Ok(Answer::success())
        }
        (Some("preview"), Method::Post) => preview(cx, id),
        (Some("execute"), Method::Post) => {
            if cx.world.rule(id).is_some_and(AdRule::is_trigger) {
                return Err(GraphError::invalid("Only rules of type SCHEDULE can be executed"));
            }
            cx.world.run_rule(id, cx.now_ms, true);
            Ok(Answer::success())
        }
        (Some(edge), _) => Err(GraphError::unknown_path(edge)),
        (None, Method::Get) => Err(GraphError::no_object("GET", &id.to_string())),
    }
}

fn update(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let edit = cx.rules().rule()?;
    let old = cx.world.rule(id).ok_or_else(|| GraphError::no_object("POST", &id.to_string()))?;
    if old.status == "DELETED" {
        return Err(GraphError::invalid("A deleted rule cannot be changed"));
    }
    // A spec that is sent takes the place of the whole old one.
    check(&Whole {
        evaluation: edit.evaluation_spec.as_ref().unwrap_or(&old.evaluation_spec),
        execution: edit.execution_spec.as_ref().unwrap_or(&old.execution_spec),
        schedule: edit.schedule_spec.as_ref().or(old.schedule_spec.as_ref()),
    })?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    apply(cx, id, edit);
    cx.note("update", "adrule", id);
    Ok(Answer::success())
}

fn apply(cx: &mut WriteCx<'_>, id: ObjectId, edit: RuleEdit) {
    let now = cx.now_ms;
    let Some(rule) = cx.world.rule_mut(id) else { return };
    let without_id = |mut spec: Value| {
        if let Some(spec) = spec.as_object_mut() {
            spec.remove("id");
        }
        spec
    };
    rule.name = edit.name.unwrap_or_else(|| rule.name.clone());
    rule.status = edit.status.unwrap_or_else(|| rule.status.clone());
    if let Some(spec) = edit.evaluation_spec {
        rule.evaluation_spec = without_id(spec);
    }
    if let Some(spec) = edit.execution_spec {
        rule.execution_spec = without_id(spec);
    }
    if let Some(spec) = edit.schedule_spec {
        rule.schedule_spec = Some(without_id(spec));
    }
    rule.updated_ms = now;
}

/// What meets the conditions now; nothing is done.
fn preview(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let rule = cx.world.rule(id).ok_or_else(|| GraphError::no_object("POST", &id.to_string()))?;
    let found = cx.world.meeting(rule, cx.now_ms);
    let found = found.map_err(|field| GraphError::invalid(&format!("The sandbox does not evaluate {field}")))?;
    let mut out = Json::default();
    out.begin();
    out.key("data");
    out.begin_list();
    for object in found {
        out.begin();
        out.id("id", object.0);
        out.end();
    }
    out.end_list();
    out.end();
    Ok(Answer::json(out.into_bytes()))
}
