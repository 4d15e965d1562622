//! Changes from outside: what colleagues and Meta itself do behind a client's back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::{Api, refused};
use crate::http::request::Params;
use crate::http::writes;
use crate::state::Shared;
use crate::world::model::{Budget, ObjectId, Status};

/// Fields by their names at Meta. Name, status, daily budget and what no API call changes are set as they are; all
/// others go through the same rules as a client's change, and are refused by them.
pub(super) async fn change(
    State(shared): Api,
    Path(id): Path<String>,
    Json(fields): Json<Map<String, Value>>,
) -> Response {
    let Ok(id) = id.strip_prefix("act_").unwrap_or(&id).parse::<ObjectId>() else {
        return refused(StatusCode::BAD_REQUEST, "the id is digits");
    };
    if shared.world().find(id).is_none() {
        return refused(StatusCode::NOT_FOUND, "there is no such object");
    }
    let mut others = Params::default();
    for (name, value) in fields {
        match set(&shared, id, &name, &value) {
            Set::Done => {}
            Set::Refused => return refused(StatusCode::BAD_REQUEST, &format!("the object cannot have such a {name}")),
            Set::ByRules => others.set(&name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        }
    }
    shared.mark_dirty();
    if others.iter().next().is_some()
        && let Err(error) = writes::run_for_colleague(&shared, id, others)
    {
        return refused(StatusCode::BAD_REQUEST, error.message());
    }
    StatusCode::NO_CONTENT.into_response()
}

enum Set {
    Done,
    Refused,
    ByRules,
}

fn set(shared: &Shared, id: ObjectId, name: &str, value: &Value) -> Set {
    let now = shared.now_ms();
    let mut world = shared.world_mut();
    let by = world.user().clone();
    let done = match name {
        "name" => value.as_str().is_some_and(|name| world.rename(id, name, now, &by)),
        "status" => {
            let status = value.as_str().and_then(Status::parse);
            status.is_some_and(|status| world.set_status(id, status, now, &by))
        }
        "daily_budget" => value.as_i64().is_some_and(|amount| {
            let budget = Some(Budget::Daily(amount));
            world.set_campaign_budget(id, budget, now, &by) || world.set_adset_budget(id, budget, now, &by)
        }),
        "account_status" => {
            let status = value.as_u64().and_then(|status| u32::try_from(status).ok());
            status.map(|status| world.set_account_status(id, status, now, &by)).is_some()
        }
        // Meta computes this; a test says what it came to.
        "advantage_state_info" => world
            .campaign_mut(id)
            .map(|campaign| {
                campaign.advantage_state_info = Some(value.clone());
                campaign.updated_ms = now;
            })
            .is_some(),
        "degrees_of_freedom_spec" => {
            world.creative_mut(id).map(|creative| creative.degrees_of_freedom_spec = Some(value.clone())).is_some()
        }
        _ => return Set::ByRules,
    };
    if done { Set::Done } else { Set::Refused }
}
