//! Anthropic's messages.

use serde_json::{Value, json};

use super::{Asked, End, Said, content, demo, event, json_param, pieces, stream};
use crate::faults::ModelFault;
use crate::http::answer::Answer;
use crate::http::request::Call;
use crate::state::Shared;

/// Answers `POST /v1/messages`.
pub(super) fn answer(shared: &Shared, call: &Call, how: Option<ModelFault>) -> Result<Answer, String> {
    let asked = read(call)?;
    let said = demo::say(&asked, how);
    let id = format!("msg_{}", shared.trace_id());
    if asked.is_stream {
        return Ok(stream(streamed(&id, &asked.model, &said)));
    }
    let mut message = begun(&id, &asked.model, &said);
    message["content"] = json!([{"type": "text", "text": said.text}]);
    message["stop_reason"] = json!(stop_reason(said.end));
    message["usage"]["output_tokens"] = json!(said.output_tokens);
    Ok(Answer::json(message.to_string().into_bytes()))
}

fn read(call: &Call) -> Result<Asked, String> {
    let model = call.params.filled("model").ok_or("model: Field required")?.to_owned();
    let most = call.params.filled("max_tokens").ok_or("max_tokens: Field required")?;
    let most_tokens = most.parse().ok().filter(|most| *most > 0).ok_or("max_tokens: must be a positive number")?;
    let messages = json_param(call, "messages")?;
    let messages = messages.as_array().filter(|all| !all.is_empty()).ok_or("messages: at least one is required")?;
    if messages.first().is_some_and(|first| first["role"] != "user") {
        return Err("messages: first message must use the \"user\" role".to_owned());
    }
    let mut asked =
        Asked { model, most_tokens, is_stream: call.params.get("stream") == Some("true"), ..Asked::default() };
    // The system text may be a text or a list of parts; a text reads as it is.
    let system = call.params.get("system").unwrap_or_default();
    asked.prompt.push_str(system);
    for message in messages {
        let (text, pictures) = content(&message["content"])?;
        asked.prompt.push('\n');
        asked.prompt.push_str(&text);
        asked.pictures += pictures;
    }
    let format = json_param(call, "output_config")?["format"].clone();
    if format["type"] == "json_schema" {
        let schema = format["schema"].clone();
        super::shape::check(&schema).map_err(|why| format!("output_config.format.schema: {why}"))?;
        asked.schema = Some(schema);
    }
    Ok(asked)
}

fn begun(id: &str, model: &str, said: &Said) -> Value {
    json!({
        "id": id, "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": null, "stop_sequence": null,
        "usage": {"input_tokens": said.input_tokens, "output_tokens": 1},
    })
}

fn stop_reason(end: End) -> &'static str {
    match end {
        End::Done => "end_turn",
        End::OutOfTokens => "max_tokens",
        End::Refused => "refusal",
    }
}

fn streamed(id: &str, model: &str, said: &Said) -> String {
    let mut out = String::new();
    let mut put = |name: &str, data: Value| event(&mut out, Some(name), &data);
    put("message_start", json!({"type": "message_start", "message": begun(id, model, said)}));
    let block = json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}});
    put("content_block_start", block);
    put("ping", json!({"type": "ping"}));
    let pieces = pieces(&said.text);
    let shown = if said.breaks.is_some() { pieces.len() / 2 } else { pieces.len() };
    for text in pieces.iter().take(shown) {
        let delta = json!({"type": "text_delta", "text": text});
        put("content_block_delta", json!({"type": "content_block_delta", "index": 0, "delta": delta}));
    }
    match said.breaks {
        Some(ModelFault::StreamError) => {
            let error = json!({"type": "overloaded_error", "message": "Overloaded"});
            put("error", json!({"type": "error", "error": error}));
        }
        Some(_) => {}
        None => {
            put("content_block_stop", json!({"type": "content_block_stop", "index": 0}));
            let delta = json!({"stop_reason": stop_reason(said.end), "stop_sequence": null});
            let usage = json!({"output_tokens": said.output_tokens});
            put("message_delta", json!({"type": "message_delta", "delta": delta, "usage": usage}));
            put("message_stop", json!({"type": "message_stop"}));
        }
    }
    out
}

/// The body of an error.
pub(super) fn error(shared: &Shared, status: u16, message: &str) -> Value {
    let kind = match status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
    let id = format!("req_{}", shared.trace_id());
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": id})
}
