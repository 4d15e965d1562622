//! Dispatch: version, token, proof, limits, and then the node or edge that was meant.

mod admit;
mod charge;

use std::cell::Cell;

pub(crate) use self::admit::check_token;
use self::admit::settle_version;
use self::charge::charge;

use super::answer::Answer;
use super::error::{GraphError, Result};
use super::fields::{self, Field};
use super::json::Json;
use super::nodes::Node;
use super::page::EdgeQuery;
use super::request::{Call, Method, Params};
use super::{batch, choices, edges, insights, me, nodes, oauth, queue, writes};
use crate::faults::FaultKind;
use crate::state::Shared;
use crate::tokens::Token;
use crate::world::World;
use crate::world::model::ObjectId;

/// What the handlers of one call share.
pub(crate) struct Cx<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) world: &'a World,
    pub(crate) call: &'a Call,
    pub(crate) token: &'a Token,
    pub(crate) now_ms: i64,
    pub(crate) version: &'a str,
    /// Elements and rows written so far, nested ones included.
    pub(crate) rows: Cell<usize>,
    pub(crate) fault: Option<FaultKind>,
}

/// An answered call with what it was charged.
#[derive(Debug)]
pub(crate) struct Executed {
    pub(crate) answer: Answer,
    pub(crate) account: Option<u64>,
    pub(crate) points: u32,
}

/// Answers one call that is not a batch.
pub(crate) fn execute(shared: &Shared, call: &Call, seq: u64, fault: Option<FaultKind>) -> Executed {
    let now_ms = shared.now_ms();
    let (version, mut headers) = match settle_version(shared, call) {
        Ok(settled) => settled,
        Err(error) => return Executed::refused(shared, &error),
    };
    let mut done = match run(shared, call, &version, now_ms, seq, fault) {
        Ok(done) => done,
        Err(error) => Executed::refused(shared, &error),
    };
    headers.push(("facebook-api-version", version));
    done.answer.headers.append(&mut headers);
    done
}

impl Executed {
    pub(crate) fn refused(shared: &Shared, error: &GraphError) -> Self {
        Self { answer: Answer::error(error, &shared.trace_id()), account: None, points: 0 }
    }

    fn free(answer: Answer) -> Self {
        Self { answer, account: None, points: 0 }
    }
}

fn run(
    shared: &Shared,
    call: &Call,
    version: &str,
    now_ms: i64,
    seq: u64,
    fault: Option<FaultKind>,
) -> Result<Executed> {
    let path = call.segments();
    if let Some(answer) = oauth::answer(shared, call, &path, now_ms)? {
        return Ok(Executed::free(answer));
    }
    let token = check_token(shared, call, now_ms)?;
    if path.is_empty() {
        return Err(root_error(call));
    }
    if path == ["search"] && call.method == Method::Get {
        shared.limits.charge_app(now_ms)?;
        let world = shared.world();
        let rows = Cell::new(0);
        let cx = Cx { shared, world: &world, call, token: &token, now_ms, version, rows, fault };
        return choices::search(&cx, call).map(Executed::free);
    }
    queue::carry_out_due(shared, now_ms);
    let target = find_target(shared, call, &token, &path)?;
    let charged = match charge(shared, call, &path, target.account, now_ms) {
        Ok(charged) => charged,
        Err(error) => return Ok(Executed { account: target.account, ..Executed::refused(shared, &error) }),
    };
    let result = if call.method == Method::Get || target.edge.as_deref() == Some("insights") {
        let world = shared.world();
        let rows = Cell::new(0);
        let cx = Cx { shared, world: &world, call, token: &token, now_ms, version, rows, fault };
        read(&cx, &target)
    } else {
        writes::run(shared, call, &token, &target, version, now_ms, seq)
    };
    let mut answer = match result {
        Ok(answer) => answer,
        Err(error) => Answer::error(&error, &shared.trace_id()),
    };
    answer.headers.extend(charged.headers(shared, answer.rows, now_ms));
    Ok(Executed { answer, account: target.account, points: charged.points })
}

fn root_error(call: &Call) -> GraphError {
    if call.params.has("ids") {
        return GraphError::new(
            500,
            100,
            "(#100) The ids parameter is deprecated from v26.0. Use batch requests or an edge instead.",
        );
    }
    if call.params.has("batch") {
        return batch::misplaced();
    }
    GraphError::new(400, 100, "Unsupported request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api")
        .kind("GraphMethodException")
}

/// The node a path means, its edge, and the account it is charged to.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) node: String,
    pub(crate) edge: Option<String>,
    pub(crate) account: Option<u64>,
}

fn find_target(shared: &Shared, call: &Call, token: &Token, path: &[&str]) -> Result<Target> {
    let (node, edge) = match path {
        [node] => (*node, None),
        [node, edge] => (*node, Some((*edge).to_owned())),
        ["me", "permissions", _] => ("me", Some("permissions".to_owned())),
        [_, rest @ ..] => return Err(GraphError::unknown_path(&rest.join("/"))),
        [] => return Err(root_error(call)),
    };
    let world = shared.world();
    let account = account_of(shared, &world, node);
    if let Some(account) = account
        && !token.sees_account(account)
    {
        return Err(if node.starts_with("act_") {
            GraphError::new(403, 200, "(#200) Ad account owner has NOT grant ads_management or ads_read permission")
        } else {
            GraphError::no_object(call.method.as_str(), node)
        });
    }
    if account.is_some() {
        check_permission(call, token, edge.as_deref())?;
    }
    Ok(Target { node: node.to_owned(), edge, account })
}

fn check_permission(call: &Call, token: &Token, edge: Option<&str>) -> Result<()> {
    let writes = call.method != Method::Get && edge != Some("insights");
    if writes && !token.may("ads_management") {
        return Err(GraphError::new(
            403,
            294,
            "(#294) Managing advertisements requires an access token with the extended permission for ads_management",
        ));
    }
    if !writes && !token.may("ads_read") && !token.may("ads_management") {
        return Err(GraphError::new(
            403,
            200,
            "(#200) Ad account owner has NOT grant ads_management or ads_read permission",
        ));
    }
    Ok(())
}

fn account_of(shared: &Shared, world: &World, node: &str) -> Option<u64> {
    if let Some(digits) = node.strip_prefix("act_") {
        let id: ObjectId = digits.parse().ok()?;
        return world.account(id).map(|account| account.id.0);
    }
    if let Some((account, _)) = node.split_once(':') {
        let id: ObjectId = account.parse().ok()?;
        return world.account(id).map(|account| account.id.0);
    }
    let id: ObjectId = node.parse().ok()?;
    nodes::account_of(world, id).or_else(|| shared.jobs.account_of(id.0)).or_else(|| shared.queue.account_of(id.0))
}

fn read(cx: &Cx<'_>, target: &Target) -> Result<Answer> {
    if let Ok(id) = target.node.parse::<u64>()
        && let Some(answer) = insights::jobs::read(cx, id, target.edge.as_deref())?
    {
        return Ok(answer);
    }
    if let Ok(id) = target.node.parse::<u64>()
        && let Some(answer) = queue::read(cx, id, target.edge.as_deref())?
    {
        return Ok(answer);
    }
    let node = resolve(cx, &target.node)?;
    let Some(edge) = &target.edge else {
        if cx.call.method != Method::Get {
            return Err(GraphError::no_object(cx.call.method.as_str(), &target.node));
        }
        let fields = cx.call.params.filled("fields").map(fields::parse).transpose()?.unwrap_or_default();
        let mut out = Json::with_capacity(1024);
        nodes::write(cx, node, &fields, &cx.call.params, &mut out)?;
        return Ok(Answer::json(out.into_bytes()).rows(1));
    };
    if edge == "insights" && cx.call.method == Method::Post {
        return insights::jobs::start(cx, node);
    }
    let mut out = Json::with_capacity(16 * 1024);
    let address = format!("{}/{}/{}/{edge}", cx.shared.base_url(), cx.version, target.node);
    if !write_edge(cx, node, edge, &cx.call.params, None, address, &mut out)? {
        return Err(GraphError::unknown_path(edge));
    }
    Ok(Answer::json(out.into_bytes()).rows(cx.rows.get()))
}

/// Writes `{data, paging}` of an edge; false when the node has no such edge.
pub(crate) fn write_edge(
    cx: &Cx<'_>,
    node: Node<'_>,
    edge: &str,
    params: &Params,
    sub: Option<Vec<Field>>,
    address: String,
    out: &mut Json,
) -> Result<bool> {
    if edge == "insights" {
        return insights::write_edge(cx, node, params, sub, address, out);
    }
    let max = cx.shared.max_edge_limit;
    let mut query = match sub {
        Some(fields) => EdgeQuery::with_fields(params, fields, address, &cx.token.text, max)?,
        None => EdgeQuery::read(params, address, &cx.token.text, max)?,
    };
    query.fault = cx.fault.clone();
    if matches!(node, Node::Person) {
        return me::write_edge(cx, edge, &query, out);
    }
    edges::write(cx, node, edge, &query, out)
}

/// The node of an id as the token sees it.
fn resolve<'a>(cx: &Cx<'a>, id: &str) -> Result<Node<'a>> {
    nodes::resolve(cx, id).ok_or_else(|| match id.parse::<ObjectId>() {
        Ok(_) => GraphError::no_object(cx.call.method.as_str(), id),
        Err(_) if id.starts_with("act_") => GraphError::no_object(cx.call.method.as_str(), id),
        Err(_) => GraphError::new(404, 803, &format!("(#803) Some of the aliases you requested do not exist: {id}")),
    })
}
