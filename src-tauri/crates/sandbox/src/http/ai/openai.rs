//! OpenAI's chat completions.

use serde_json::{Value, json};

use super::{Asked, End, Said, content, demo, event, json_param, pieces, stream};
use crate::faults::ModelFault;
use crate::http::answer::Answer;
use crate::http::request::Call;
use crate::state::Shared;

/// Answers `POST /v1/chat/completions`.
pub(super) fn answer(shared: &Shared, call: &Call, how: Option<ModelFault>) -> Result<Answer, String> {
    let asked = read(call)?;
    let said = demo::say(&asked, how);
    let id = format!("chatcmpl-{}", shared.trace_id());
    let created = shared.now_ms() / 1_000;
    if asked.is_stream {
        let with_usage = json_param(call, "stream_options")?["include_usage"] == true;
        return Ok(stream(streamed(&id, created, &asked.model, &said, with_usage)));
    }
    let (content, refusal) = match said.end {
        End::Refused => (Value::Null, json!(said.text)),
        _ => (json!(said.text), Value::Null),
    };
    let message = json!({"role": "assistant", "content": content, "refusal": refusal});
    let body = json!({
        "id": id, "object": "chat.completion", "created": created, "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason(said.end), "logprobs": null}],
        "usage": usage(&said),
    });
    Ok(Answer::json(body.to_string().into_bytes()))
}

fn read(call: &Call) -> Result<Asked, String> {
    let model = call.params.filled("model").ok_or("you must provide a model parameter")?.to_owned();
    let messages = json_param(call, "messages")?;
    let messages = messages.as_array().filter(|all| !all.is_empty()).ok_or("messages must not be empty")?;
    let most = call.params.filled("max_completion_tokens").or(call.params.filled("max_tokens"));
    let most_tokens = match most {
        Some(most) => most.parse().ok().filter(|most| *most > 0).ok_or("max_tokens must be a positive number")?,
        None => 16_000,
    };
    let mut asked =
        Asked { model, most_tokens, is_stream: call.params.get("stream") == Some("true"), ..Asked::default() };
    for message in messages {
        if !matches!(message["role"].as_str(), Some("system" | "developer" | "user" | "assistant")) {
            return Err("messages: unknown role".to_owned());
        }
        let (text, pictures) = content(&message["content"])?;
        asked.prompt.push_str(&text);
        asked.prompt.push('\n');
        asked.pictures += pictures;
    }
    let format = json_param(call, "response_format")?;
    if format["type"] == "json_schema" {
        if !format["json_schema"]["name"].is_string() {
            return Err("response_format.json_schema.name is required".to_owned());
        }
        let schema = format["json_schema"]["schema"].clone();
        super::shape::check(&schema).map_err(|why| format!("Invalid schema for response_format: {why}"))?;
        asked.schema = Some(schema);
    }
    Ok(asked)
}

fn finish_reason(end: End) -> &'static str {
    match end {
        End::Done | End::Refused => "stop",
        End::OutOfTokens => "length",
    }
}

fn usage(said: &Said) -> Value {
    json!({
        "prompt_tokens": said.input_tokens, "completion_tokens": said.output_tokens,
        "total_tokens": said.input_tokens + said.output_tokens,
    })
}

fn streamed(id: &str, created: i64, model: &str, said: &Said, with_usage: bool) -> String {
    let mut out = String::new();
    let chunk = |choices: Value, usage: Value| {
        json!({
            "id": id, "object": "chat.completion.chunk", "created": created, "model": model, "choices": choices,
            "usage": usage,
        })
    };
    let choice = |delta: Value, reason: Value| json!([{"index": 0, "delta": delta, "finish_reason": reason}]);
    let mut put = |data: &Value| event(&mut out, None, data);
    put(&chunk(choice(json!({"role": "assistant", "content": ""}), Value::Null), Value::Null));
    let name = if said.end == End::Refused { "refusal" } else { "content" };
    let pieces = pieces(&said.text);
    let shown = if said.breaks.is_some() { pieces.len() / 2 } else { pieces.len() };
    for text in pieces.iter().take(shown) {
        put(&chunk(choice(json!({ name: text }), Value::Null), Value::Null));
    }
    match said.breaks {
        Some(ModelFault::StreamError) => put(&error(500, "The server had an error")),
        Some(_) => {}
        None => {
            put(&chunk(choice(json!({}), json!(finish_reason(said.end))), Value::Null));
            if with_usage {
                put(&chunk(json!([]), usage(said)));
            }
            out.push_str("data: [DONE]\n\n");
        }
    }
    out
}

/// The body of an error.
pub(super) fn error(status: u16, message: &str) -> Value {
    let (kind, code) = match status {
        401 => ("invalid_request_error", json!("invalid_api_key")),
        429 => ("requests", json!("rate_limit_exceeded")),
        400..=499 => ("invalid_request_error", Value::Null),
        _ => ("server_error", Value::Null),
    };
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}
