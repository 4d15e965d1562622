//! The control interface: a second port, off unless asked for, through which tests make the sandbox misbehave, move its
//! clock and read what it was asked. It has no authentication and is bound to 127.0.0.1.
//!
//! | call | does |
//! |---|---|
//! | `GET /` | address, clock, tier, accounts |
//! | `GET`, `POST`, `DELETE /faults`, `DELETE /faults/{id}` | list, arm ([`Fault`] as JSON), disarm |
//! | `GET /journal?after=N`, `DELETE /journal`, `GET /writes?after=N` | what was asked, what was written |
//! | `GET /clock`, `POST /clock {step_ms, to, mode}` | read and move the clock |
//! | `POST /switches {tier, app_mode, require_proof, latency_ms, max_insights_rows, versions, …}` | turn switches |
//! | `POST /limits/reset`, `POST /limits/fill {account, share}` | empty or fill the counters |
//! | `GET /tokens` | the text of every token given out |
//! | `POST /tokens/end {token, subcode}`, `POST /tokens/restore` | end tokens with a subcode of 190, take it back |
//! | `POST /tokens/permission {permission, granted}` | take a permission from every token, or give it back |
//! | `POST /objects/{id} {name, status, daily_budget, targeting, …}` | change something as a colleague would; also what \
//!   no API call can: `account_status`, a campaign's `advantage_state_info`, a creative's `degrees_of_freedom_spec` |
//! | `GET /totals?account&level&since&until` | the truth a sync must find |

mod objects;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clock::{ClockMode, instant};
use crate::config::{AppMode, Tier, VersionLife};
use crate::faults::Fault;
use crate::state::Shared;
use crate::truth;

type Api = State<Arc<Shared>>;

pub(crate) async fn serve(shared: Arc<Shared>, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    let stop = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, router(shared)).with_graceful_shutdown(stop).await {
        tracing::warn!(%error, "the control interface ended");
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/faults", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/journal", get(journal).delete(clear_journal))
        .route("/writes", get(writes))
        .route("/clock", get(clock).post(move_clock))
        .route("/switches", post(switches))
        .route("/limits/reset", post(reset_limits))
        .route("/limits/fill", post(fill_limits))
        .route("/tokens", get(list_tokens))
        .route("/tokens/end", post(end_tokens))
        .route("/tokens/restore", post(restore_tokens))
        .route("/tokens/permission", post(set_permission))
        .route("/objects/{id}", post(objects::change))
        .route("/totals", get(totals))
        .with_state(shared)
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

async fn overview(State(shared): Api) -> Json<Value> {
    let world = shared.world();
    let accounts: Vec<Value> = world
        .accounts()
        .iter()
        .map(|it| json!({"id": it.id, "name": it.name, "currency": it.currency, "timezone_name": it.timezone_name}))
        .collect();
    Json(json!({
        "base_url": shared.base_url(),
        "now": instant(shared.clock.now_ms()).to_rfc3339(),
        "clock": shared.clock.mode().to_string(),
        "tier": shared.limits.tier(),
        "ads": world.ad_count(),
        "accounts": accounts,
    }))
}

async fn list_faults(State(shared): Api) -> Json<Value> {
    Json(json!({ "faults": shared.faults.list() }))
}

async fn add_fault(State(shared): Api, Json(fault): Json<Fault>) -> Response {
    match shared.faults.add(fault) {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(error) => refused(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn clear_faults(State(shared): Api) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(shared): Api, Path(id): Path<u64>) -> StatusCode {
    if shared.faults.remove(id) { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn journal(State(shared): Api, Query(after): Query<After>) -> Json<Value> {
    Json(json!({ "entries": shared.journal.entries_after(after.after), "mark": shared.journal.mark() }))
}

async fn clear_journal(State(shared): Api) -> StatusCode {
    shared.journal.clear();
    StatusCode::NO_CONTENT
}

async fn writes(State(shared): Api, Query(after): Query<After>) -> Json<Value> {
    Json(json!({ "writes": shared.journal.writes_after(after.after) }))
}

async fn clock(State(shared): Api) -> Json<Value> {
    let now = shared.clock.now_ms();
    Json(json!({ "now_ms": now, "now": instant(now).to_rfc3339(), "mode": shared.clock.mode().to_string() }))
}

#[derive(Deserialize)]
struct MoveClock {
    step_ms: Option<i64>,
    to: Option<String>,
    mode: Option<String>,
}

async fn move_clock(State(shared): Api, Json(by): Json<MoveClock>) -> Response {
    if let Some(mode) = by.mode {
        match mode.parse::<ClockMode>() {
            Ok(mode) => shared.clock.set_mode(mode),
            Err(error) => return refused(StatusCode::BAD_REQUEST, &error.to_string()),
        }
    }
    if let Some(to) = by.to {
        match chrono::DateTime::parse_from_rfc3339(&to) {
            Ok(to) => shared.clock.advance_to_ms(to.timestamp_millis()),
            Err(_) => return refused(StatusCode::BAD_REQUEST, "`to` is a time such as 2026-11-23T09:00:00Z"),
        }
    }
    shared.clock.step_ms(by.step_ms.unwrap_or(0));
    let now = shared.now_ms();
    Json(json!({ "now_ms": now })).into_response()
}

#[derive(Deserialize)]
struct Switches {
    tier: Option<Tier>,
    app_mode: Option<AppMode>,
    require_proof: Option<bool>,
    latency_ms: Option<u64>,
    max_insights_rows: Option<usize>,
    max_insights_cells: Option<usize>,
    max_job_cells: Option<usize>,
    /// Version name to `alive`, `dead` or the version it is upgraded to.
    #[serde(default)]
    versions: std::collections::BTreeMap<String, String>,
}

async fn switches(State(shared): Api, Json(wanted): Json<Switches>) -> StatusCode {
    if let Some(tier) = wanted.tier {
        shared.limits.set_tier(tier);
    }
    shared.switch(|switches| {
        switches.app_mode = wanted.app_mode.unwrap_or(switches.app_mode);
        switches.require_proof = wanted.require_proof.unwrap_or(switches.require_proof);
        switches.latency_ms = wanted.latency_ms.unwrap_or(switches.latency_ms);
        switches.max_insights_rows = wanted.max_insights_rows.unwrap_or(switches.max_insights_rows);
        switches.max_insights_cells = wanted.max_insights_cells.unwrap_or(switches.max_insights_cells);
        switches.max_job_cells = wanted.max_job_cells.unwrap_or(switches.max_job_cells);
        for (name, life) in wanted.versions {
            let life = match life.as_str() {
                "alive" => VersionLife::Alive,
                "dead" => VersionLife::Dead,
                to => VersionLife::Upgraded { to: to.to_owned() },
            };
            switches.versions.insert(name, life);
        }
    });
    StatusCode::NO_CONTENT
}

async fn reset_limits(State(shared): Api) -> StatusCode {
    shared.limits.reset();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Fill {
    account: String,
    share: f64,
}

async fn fill_limits(State(shared): Api, Json(fill): Json<Fill>) -> StatusCode {
    let account = fill.account.strip_prefix("act_").unwrap_or(&fill.account);
    shared.limits.fill_score(account, fill.share, shared.clock.now_ms());
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct EndTokens {
    /// One token; all of them when missing.
    token: Option<String>,
    /// Subcode of error 190, 463 (expired) when missing; 0 ends only the data access.
    subcode: Option<i64>,
}

async fn list_tokens(State(shared): Api) -> Json<Vec<String>> {
    Json(shared.tokens.texts())
}

async fn end_tokens(State(shared): Api, Json(end): Json<EndTokens>) -> Json<Value> {
    let subcode = end.subcode.unwrap_or(463);
    let ended = match end.token {
        _ if subcode == 0 => {
            shared.tokens.end_data_access(shared.clock.now_ms());
            0
        }
        Some(token) => usize::from(shared.tokens.end(&token, subcode)),
        None => shared.tokens.end_all(subcode),
    };
    Json(json!({ "ended": ended }))
}

#[derive(Deserialize)]
struct Permission {
    permission: String,
    granted: bool,
}

async fn set_permission(State(shared): Api, Json(wanted): Json<Permission>) -> Json<Value> {
    let tokens = shared.tokens.set_permission(&wanted.permission, wanted.granted);
    Json(json!({ "tokens": tokens }))
}

async fn restore_tokens(State(shared): Api) -> StatusCode {
    shared.tokens.restore_all();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct TotalsOf {
    account: String,
    level: String,
    since: chrono::NaiveDate,
    until: chrono::NaiveDate,
}

async fn totals(State(shared): Api, Query(of): Query<TotalsOf>) -> Response {
    let now = shared.now_ms();
    let found = truth::totals(&shared.world(), &of.account, &of.level, of.since, of.until, now);
    match found {
        Some(totals) => Json(totals).into_response(),
        None => refused(StatusCode::NOT_FOUND, "there is no such account or level"),
    }
}
