//! Anthropic's messages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::retry::{self, Problem};
use super::{Ask, Heard, Service, TextFormat};

/// The version of the format this is written for.
pub(super) const VERSION: &str = "2023-06-01";

pub(super) struct Anthropic;

impl TextFormat for Anthropic {
    fn path(&self) -> &'static str {
        "messages"
    }

    fn body(&self, service: &Service, ask: &Ask) -> Value {
        let pictures = ask.pictures.iter().map(|picture| {
            let data = STANDARD.encode(&picture.bytes);
            json!({"type": "image", "source": {"type": "base64", "media_type": picture.media_type, "data": data}})
        });
        let content: Vec<Value> = pictures.chain([json!({"type": "text", "text": ask.user})]).collect();
        let mut body = json!({
            "model": service.model, "max_tokens": ask.most_tokens, "stream": true, "system": ask.system,
            "messages": [{"role": "user", "content": content}],
        });
        if let Some(schema) = &ask.schema {
            body["output_config"] = json!({"format": {"type": "json_schema", "schema": schema.value}});
        }
        body
    }

    fn hear(&self, data: &str, heard: &mut Heard) -> Result<(), Problem> {
        let event: Value = serde_json::from_str(data).map_err(|_| Problem::passing("its stream is broken", true))?;
        let tokens = |value: &Value| value.as_u64().unwrap_or(0);
        match event["type"].as_str().unwrap_or_default() {
            "message_start" => {
                let usage = &event["message"]["usage"];
                let cached = [&usage["cache_creation_input_tokens"], &usage["cache_read_input_tokens"]];
                heard.usage.input =
                    cached.iter().fold(tokens(&usage["input_tokens"]), |sum, it| sum.saturating_add(tokens(it)));
                heard.model = event["message"]["model"].as_str().map(str::to_owned);
            }
            "content_block_delta" => heard.text.push_str(event["delta"]["text"].as_str().unwrap_or_default()),
            "message_delta" => {
                heard.usage.output = tokens(&event["usage"]["output_tokens"]);
                match event["delta"]["stop_reason"].as_str() {
                    Some("max_tokens" | "model_context_window_exceeded") => heard.is_cut = true,
                    Some("refusal") => heard.is_refused = true,
                    _ => {}
                }
            }
            "message_stop" => heard.is_done = true,
            "error" => return Err(late(&event["error"])),
            // New kinds of events may come at any time; they hold nothing we asked for.
            _ => {}
        }
        Ok(())
    }
}

/// An error in the middle of a stream.
fn late(error: &Value) -> Problem {
    match error["type"].as_str().unwrap_or_default() {
        "overloaded_error" => retry::of_status(529, "", String::new(), None),
        "rate_limit_error" => retry::of_status(429, "", String::new(), None),
        _ => Problem::passing("its stream ended with an error", true),
    }
}
