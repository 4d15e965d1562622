//! Changes through the API.

use super::answer::Answer;
use super::error::{GraphError, Result};
use super::graph::Target;
use super::request::Call;
use crate::state::Shared;
use crate::tokens::Token;

pub(crate) fn run(
    _shared: &Shared,
    call: &Call,
    _token: &Token,
    target: &Target,
    _version: &str,
    _now_ms: i64,
    _seq: u64,
) -> Result<Answer> {
    Err(GraphError::no_object(call.method.as_str(), &target.node))
}
