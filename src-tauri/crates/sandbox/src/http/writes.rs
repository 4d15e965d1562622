//! Changes through the API: checked, applied, journalled, answered.

mod copies;
mod create;
mod images;
mod labels;
mod update;

use std::cell::Cell;
use std::sync::PoisonError;

use super::answer::Answer;
use super::error::{GraphError, Result};
use super::fields;
use super::graph::{Cx, Target};
use super::json::Json;
use super::nodes;
use super::queue;
use super::request::{Call, Method, Params};
use super::rules;
use crate::journal::Write;
use crate::state::Shared;
use crate::tokens::Token;
use crate::validate::{Labels, Rules};
use crate::world::World;
use crate::world::model::{Account, Actor, Label, ObjectId, ObjectKind};

/// What the handlers of one write share.
pub(crate) struct WriteCx<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) world: &'a mut World,
    pub(crate) call: &'a Call,
    pub(crate) token: &'a Token,
    pub(crate) version: &'a str,
    pub(crate) now_ms: i64,
    pub(crate) by: Actor,
    account: Account,
    budget_edits: usize,
    is_background: bool,
    /// The request it belongs to; none for what a colleague does outside the API.
    seq: Option<u64>,
}

/// One hour, the span of the budget pace.
const HOUR_MS: i64 = 3_600_000;

pub(crate) fn run(
    shared: &Shared,
    call: &Call,
    token: &Token,
    target: &Target,
    version: &str,
    now_ms: i64,
    seq: u64,
) -> Result<Answer> {
    if let (Some("async_batch_requests"), Some(account), Method::Post) =
        (target.edge.as_deref(), target.account, call.method)
        && target.node.starts_with("act_")
    {
        return queue::accept(shared, call, token, account, version, seq);
    }
    let mut world = shared.world_mut();
    let by = shared.actor(token, &world);
    let caller = Caller { call, token, by, seq: Some(seq), is_background: false };
    run_as(shared, &mut world, caller, target, version, now_ms)
}

/// Carries out an order of an asynchronous set. What it asks for must belong to the set's account.
pub(crate) fn run_later(
    shared: &Shared,
    call: &Call,
    token: &Token,
    account: u64,
    version: &str,
    now_ms: i64,
    seq: u64,
) -> Result<Answer> {
    let (node, edge) = match call.segments()[..] {
        [node] => (node.to_owned(), None),
        [node, edge] => (node.to_owned(), Some(edge.to_owned())),
        _ => return Err(GraphError::unknown_path(&call.path_text())),
    };
    let mut world = shared.world_mut();
    let id = node.strip_prefix("act_").unwrap_or(&node).parse().ok();
    let own =
        id.and_then(|id: ObjectId| if node.starts_with("act_") { Some(id.0) } else { nodes::account_of(&world, id) });
    if own != Some(account) {
        return Err(GraphError::no_object("POST", &node));
    }
    let by = shared.actor(token, &world);
    let target = Target { node, edge, account: own };
    let caller = Caller { call, token, by, seq: Some(seq), is_background: true };
    run_as(shared, &mut world, caller, &target, version, now_ms)
}

/// Who changes something, and how they say it.
struct Caller<'a> {
    call: &'a Call,
    token: &'a Token,
    by: Actor,
    seq: Option<u64>,
    /// Whether nobody waits for it: an order of an asynchronous set.
    is_background: bool,
}

/// Changes an object as a colleague in Ads Manager would: by the same rules, free of limits and unseen by the journal.
pub(crate) fn run_for_colleague(shared: &Shared, id: ObjectId, params: Params) -> Result<()> {
    let now_ms = shared.now_ms();
    let token = shared.app.system_user_token(0, now_ms);
    let mut world = shared.world_mut();
    let account = nodes::account_of(&world, id);
    let by = world.user().clone();
    let mut call = Call::from_target(Method::Post, &id.to_string());
    call.params = params;
    let target = Target { node: id.to_string(), edge: None, account };
    run_as(
        shared,
        &mut world,
        Caller { call: &call, token: &token, by, seq: None, is_background: false },
        &target,
        "v26.0",
        now_ms,
    )?;
    Ok(())
}

fn run_as(
    shared: &Shared,
    world: &mut World,
    caller: Caller<'_>,
    target: &Target,
    version: &str,
    now_ms: i64,
) -> Result<Answer> {
    let Caller { call, token, by, seq, is_background } = caller;
    let not_there = || GraphError::no_object(call.method.as_str(), &target.node);
    let account = target.account.and_then(|id| world.account(ObjectId(id))).cloned().ok_or_else(not_there)?;
    let id: ObjectId = target.node.strip_prefix("act_").unwrap_or(&target.node).parse().map_err(|_| not_there())?;
    let kind = world.find(id).map(|found| found.kind);
    if kind.is_none() && world.rule(id).is_none() {
        return Err(not_there());
    }
    let budget_edits = shared.budget_edits_within_hour(id, now_ms);
    let mut cx = WriteCx { shared, world, call, token, version, now_ms, by, account, budget_edits, seq, is_background };
    let answer = match kind {
        Some(kind) => dispatch(&mut cx, id, kind, target.edge.as_deref()),
        None => rules::write(&mut cx, id, target.edge.as_deref()),
    };
    if answer.is_ok() {
        shared.mark_dirty();
    }
    answer
}

fn dispatch(cx: &mut WriteCx<'_>, id: ObjectId, kind: ObjectKind, edge: Option<&str>) -> Result<Answer> {
    let method = cx.call.method;
    match (kind, edge, method) {
        (ObjectKind::Account, Some("campaigns"), Method::Post) => create::campaign(cx),
        (ObjectKind::Account, Some("adsets"), Method::Post) => create::adset(cx),
        (ObjectKind::Account, Some("ads"), Method::Post) => create::ad(cx),
        (ObjectKind::Account, Some("adcreatives"), Method::Post) => create::creative(cx),
        (ObjectKind::Account, Some("adlabels"), Method::Post) => create::label(cx),
        (ObjectKind::Account, Some("adrules_library"), Method::Post) => rules::create(cx),
        (ObjectKind::Account, Some("adimages"), Method::Post) => images::upload(cx),
        (ObjectKind::Account, Some("adimages"), Method::Delete) => images::delete(cx),
        (ObjectKind::Campaign, None, Method::Post) => update::campaign(cx, id),
        (ObjectKind::AdSet, None, Method::Post) => update::adset(cx, id),
        (ObjectKind::Ad, None, Method::Post) => update::ad(cx, id),
        (ObjectKind::Creative, None, Method::Post) => update::creative(cx, id),
        (ObjectKind::Label, None, Method::Post) => update::label(cx, id),
        (ObjectKind::Campaign | ObjectKind::AdSet | ObjectKind::Ad, None, Method::Delete) => {
            update::delete(cx, id, kind)
        }
        (ObjectKind::Creative, None, Method::Delete) => update::delete_creative(cx, id),
        (ObjectKind::Campaign | ObjectKind::AdSet | ObjectKind::Ad, Some("copies"), Method::Post) => {
            copies::copy(cx, id, kind)
        }
        (_, Some("adlabels"), Method::Post | Method::Delete) if kind != ObjectKind::Account => {
            labels::attach(cx, id, kind)
        }
        (_, Some(edge), _) => Err(GraphError::unknown_path(edge)),
        (_, None, _) => Err(GraphError::no_object(method.as_str(), &id.to_string())),
    }
}

impl WriteCx<'_> {
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            world: self.world,
            account: &self.account,
            params: &self.call.params,
            now_ms: self.now_ms,
            app_mode: self.shared.switches().app_mode,
            budget_edits: self.budget_edits,
        }
    }

    pub(crate) fn note(&self, action: &'static str, kind: &'static str, id: impl ToString) {
        self.note_copy(action, kind, id, None);
    }

    /// Writes the journal of what clients changed; what colleagues change is not in it.
    pub(crate) fn note_copy(
        &self,
        action: &'static str,
        kind: &'static str,
        id: impl ToString,
        source: Option<ObjectId>,
    ) {
        let Some(request) = self.seq else { return };
        let secret = super::request::SECRET_PARAMS;
        let params = self.call.params.iter().filter(|(key, _)| !secret.contains(key));
        self.shared.journal.record_write(Write {
            seq: 0,
            request,
            at_ms: self.now_ms,
            action,
            kind,
            id: id.to_string(),
            account: self.account.id.to_string(),
            source: source.map(|id| id.to_string()),
            params: params.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        });
    }

    /// The ids of labels, with those made that are known by name only.
    pub(crate) fn settle_labels(&mut self, labels: Labels) -> Vec<ObjectId> {
        let mut ids = labels.known;
        for name in labels.new {
            ids.push(self.new_label(name));
        }
        ids.dedup();
        ids
    }

    pub(crate) fn new_label(&mut self, name: String) -> ObjectId {
        let id = self.world.new_id();
        let account = self.account.id;
        self.world.insert_label(Label { id, account, name, created_ms: self.now_ms, updated_ms: self.now_ms })
    }

    /// The answer about an object: what `fields` asks for, or what the kind of write answers by itself.
    pub(crate) fn answer_about(&self, id: ObjectId, otherwise: impl FnOnce(&mut Json)) -> Result<Answer> {
        let params = &self.call.params;
        let Some(text) = params.filled("fields") else { return Ok(Answer::object(otherwise)) };
        let asked = fields::parse(text)?;
        let cx = Cx {
            shared: self.shared,
            world: self.world,
            call: self.call,
            token: self.token,
            now_ms: self.now_ms,
            version: self.version,
            rows: Cell::new(0),
            fault: None,
        };
        let node =
            nodes::resolve_object(self.world, id).ok_or_else(|| GraphError::no_object("GET", &id.to_string()))?;
        let mut out = Json::with_capacity(512);
        nodes::write(&cx, node, &asked, params, &mut out)?;
        Ok(Answer::json(out.into_bytes()).rows(1))
    }
}

impl Shared {
    fn budget_edits_within_hour(&self, adset: ObjectId, now_ms: i64) -> usize {
        let mut edits = self.budget_edits.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = edits.get_mut(&adset) else { return 0 };
        while times.front().is_some_and(|at| now_ms - at >= HOUR_MS) {
            times.pop_front();
        }
        times.len()
    }

    pub(crate) fn note_budget_edit(&self, adset: ObjectId, now_ms: i64) {
        self.budget_edits.lock().unwrap_or_else(PoisonError::into_inner).entry(adset).or_default().push_back(now_ms);
    }
}
