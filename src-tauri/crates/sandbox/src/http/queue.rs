//! `POST /act_X/async_batch_requests`: writes that Meta makes later, one after the other, and reports on.
//!
//! One order is carried out in a simulated second, and one more at each question, so that a client that asks gets on
//! where the clock stands still.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::batch::fill_in;
use super::edges::values::{self, Shape};
use super::error::{GraphError, Result};
use super::graph::Cx;
use super::json::Json;
use super::page::EdgeQuery;
use super::request::{Call, Method, Params};
use super::writes;
use crate::state::Shared;
use crate::tokens::Token;

/// Orders in one set, at most.
const MAX_ORDERS: usize = 1_000;
const ORDER_MS: i64 = 1_000;

#[derive(Debug, Clone, Deserialize)]
struct Order {
    name: String,
    relative_url: String,
    #[serde(default)]
    body: String,
}

/// One order with what became of it.
#[derive(Debug, Clone)]
struct Request {
    id: u64,
    order: Order,
    /// Status of the HTTP answer and the answer, once there is one.
    outcome: Option<(u16, Value)>,
}

#[derive(Debug, Clone)]
struct Set {
    id: u64,
    account: u64,
    name: String,
    token: Token,
    version: String,
    /// The request that asked for it, for the journal.
    seq: u64,
    created_ms: i64,
    /// Orders carried out ahead of the clock because somebody asked.
    asked: i64,
    requests: Vec<Request>,
}

/// All sets of the process.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    sets: Mutex<BTreeMap<u64, Set>>,
    /// Held while orders are carried out, so that none is carried out twice.
    turn: Mutex<()>,
}

impl Queue {
    pub(crate) fn account_of(&self, id: u64) -> Option<u64> {
        self.lock().get(&id).map(|set| set.account)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Set>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Set {
    fn next_due(&self, now_ms: i64) -> Option<usize> {
        let due = (now_ms - self.created_ms).div_euclid(ORDER_MS).saturating_add(self.asked);
        let next = self.requests.iter().position(|request| request.outcome.is_none())?;
        (i64::try_from(next).unwrap_or(i64::MAX) < due).then_some(next)
    }

    fn count(&self, keep: impl Fn(&Request) -> bool) -> usize {
        self.requests.iter().filter(|request| keep(request)).count()
    }

    fn as_json(&self) -> Map<String, Value> {
        let failed = |it: &Request| it.outcome.as_ref().is_some_and(|(status, _)| *status != 200);
        let (done, errors) = (self.count(|it| it.outcome.is_some()), self.count(failed));
        Map::from_iter(
            [
                ("id", json!(self.id.to_string())),
                ("name", json!(self.name)),
                ("total_count", json!(self.requests.len())),
                ("initial_count", json!(self.requests.len() - done)),
                ("in_progress_count", json!(0)),
                ("success_count", json!(done - errors)),
                ("error_count", json!(errors)),
                ("canceled_count", json!(0)),
                ("is_completed", json!(done == self.requests.len())),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        )
    }
}

impl Request {
    fn as_json(&self) -> Map<String, Value> {
        let status = match &self.outcome {
            None => "INITIAL",
            Some((200, _)) => "SUCCESS",
            Some(_) => "ERROR",
        };
        let result = self.outcome.as_ref().map(|(_, result)| result.clone());
        let input = json!({"name": self.order.name, "relative_url": self.order.relative_url});
        Map::from_iter(
            [
                ("id", json!(self.id.to_string())),
                ("status", json!(status)),
                ("result", result.unwrap_or(Value::Null)),
                ("input", input),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        )
    }
}

const SET: Shape = Shape {
    node: "AdAsyncRequestSet",
    key: "id",
    fields: &[
        "id",
        "name",
        "total_count",
        "initial_count",
        "in_progress_count",
        "success_count",
        "error_count",
        "canceled_count",
        "is_completed",
    ],
    default: &["id"],
};

const REQUEST: Shape =
    Shape { node: "AdAsyncRequest", key: "id", fields: &["id", "status", "result", "input"], default: &["id"] };

/// Takes a set in. Nothing is carried out yet.
pub(crate) fn accept(
    shared: &Shared,
    call: &Call,
    token: &Token,
    account: u64,
    version: &str,
    seq: u64,
) -> Result<Answer> {
    let now_ms = shared.now_ms();
    let name = call.params.filled("name").ok_or_else(|| GraphError::missing("name"))?.to_owned();
    let orders: Vec<Order> = call.params.json("adbatch")?.ok_or_else(|| GraphError::missing("adbatch"))?;
    if orders.is_empty() || orders.len() > MAX_ORDERS {
        let text = format!("Param adbatch must have 1 to {MAX_ORDERS} requests");
        return Err(GraphError::invalid(&text).blame(&["adbatch"]));
    }
    let id = 6_100_000_000_000_000 + (now_ms.unsigned_abs() % 1_000_000_000) * 1_000 + shared.next_serial() % 1_000;
    let request = |order| Request { id: id + 500_000_000_000_000 + shared.next_serial(), order, outcome: None };
    let requests = orders.into_iter().map(request).collect();
    let (token, version) = (token.clone(), version.to_owned());
    let set = Set { id, account, name, token, version, seq, created_ms: now_ms, asked: 0, requests };
    shared.queue.lock().insert(id, set);
    Ok(Answer::object(|out| out.id("id", id)))
}

/// Carries out what is due. Called before anything is read or written.
pub(crate) fn carry_out_due(shared: &Shared, now_ms: i64) {
    // Most sandboxes never see such a set.
    if shared.queue.lock().is_empty() {
        return;
    }
    let _turn = shared.queue.turn.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let sets = shared.queue.lock().values().cloned().collect::<Vec<_>>();
        let Some((set, at)) = sets.iter().find_map(|set| Some((set, set.next_due(now_ms)?))) else { return };
        let outcome = carry_out(shared, set, at, now_ms);
        if let Some(request) = shared.queue.lock().get_mut(&set.id).and_then(|set| set.requests.get_mut(at)) {
            request.outcome = Some(outcome);
        }
    }
}

fn carry_out(shared: &Shared, set: &Set, at: usize, now_ms: i64) -> (u16, Value) {
    let answer = set.requests.get(at).map(|request| perform(shared, set, &request.order, now_ms));
    let answer = match answer {
        Some(Ok(answer)) => answer,
        Some(Err(error)) => Answer::error(&error, &shared.trace_id()),
        None => return (500, Value::Null),
    };
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

fn perform(shared: &Shared, set: &Set, order: &Order, now_ms: i64) -> Result<Answer> {
    let done = set.requests.iter().filter_map(|it| {
        let (status, result) = it.outcome.as_ref()?;
        (*status == 200).then(|| (it.order.name.clone(), result.clone()))
    });
    let results: HashMap<String, Value> = done.collect();
    let unknown = || GraphError::invalid("A request refers to one that failed or does not exist");
    let url = fill_in(&order.relative_url, &results).ok_or_else(unknown)?;
    let body = fill_in(&order.body, &results).ok_or_else(unknown)?;
    let mut call = Call::from_target(Method::Post, &url);
    call.params.extend(Params::from_query(&body));
    call.in_batch = true;
    call.settle(None);
    writes::run_later(shared, &call, &set.token, set.account, &set.version, now_ms, set.seq)
}

/// `GET /{set}` and `GET /{set}/requests`; none when the id is no set. Every question moves the set on.
pub(crate) fn read(cx: &Cx<'_>, id: u64, edge: Option<&str>) -> Result<Option<Answer>> {
    let set = match cx.shared.queue.lock().get_mut(&id) {
        None => return Ok(None),
        Some(set) => {
            set.asked = set.asked.saturating_add(1);
            set.clone()
        }
    };
    let mut out = Json::with_capacity(1024);
    let address = format!("{}/{}/{id}/requests", cx.shared.base_url(), cx.version);
    let query = EdgeQuery::read(&cx.call.params, address, &cx.token.text, cx.shared.max_edge_limit)?;
    match edge {
        None => values::write_one(&SET, &set.as_json(), &query, &mut out)?,
        Some("requests") => {
            let list: Vec<_> = set.requests.iter().map(Request::as_json).collect();
            values::write(cx, &REQUEST, &list, &query, &mut out)?;
        }
        Some(edge) => return Err(GraphError::unknown_path(edge)),
    }
    Ok(Some(Answer::json(out.into_bytes()).rows(1)))
}

/// `GET /act_X/asyncadrequestsets`: the account's sets, newest first.
pub(crate) fn list(cx: &Cx<'_>, account: u64, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let sets = cx.shared.queue.lock();
    let own: Vec<_> = sets.values().rev().filter(|set| set.account == account).map(Set::as_json).collect();
    drop(sets);
    values::write(cx, &SET, &own, query, out)
}
