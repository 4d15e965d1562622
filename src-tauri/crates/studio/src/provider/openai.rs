//! OpenAI's chat completions, as OpenAI and as others speak it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::retry::Problem;
use super::{Ask, Format, Heard, Service, TextFormat};

pub(super) struct OpenAi;

impl TextFormat for OpenAi {
    fn path(&self) -> &'static str {
        "chat/completions"
    }

    fn body(&self, service: &Service, ask: &Ask) -> Value {
        let user = if ask.pictures.is_empty() {
            // Servers without eyes refuse parts.
            json!(ask.user)
        } else {
            let pictures = ask.pictures.iter().map(|picture| {
                let url = format!("data:{};base64,{}", picture.media_type, STANDARD.encode(&picture.bytes));
                json!({"type": "image_url", "image_url": {"url": url}})
            });
            pictures.chain([json!({"type": "text", "text": ask.user})]).collect()
        };
        // Other servers know the older name only.
        let most = if service.format == Format::OpenAi { "max_completion_tokens" } else { "max_tokens" };
        let mut body = json!({
            "model": service.model, "stream": true, "stream_options": {"include_usage": true}, most: ask.most_tokens,
            "messages": [{"role": "system", "content": ask.system}, {"role": "user", "content": user}],
        });
        if let Some(schema) = &ask.schema {
            let shape = json!({"name": schema.name, "strict": true, "schema": schema.value});
            body["response_format"] = json!({"type": "json_schema", "json_schema": shape});
        }
        body
    }

    fn hear(&self, data: &str, heard: &mut Heard) -> Result<(), Problem> {
        if data == "[DONE]" {
            heard.is_done = true;
            return Ok(());
        }
        let chunk: Value = serde_json::from_str(data).map_err(|_| Problem::passing("its stream is broken", true))?;
        if !chunk["error"].is_null() {
            return Err(Problem::passing("its stream ended with an error", true));
        }
        if heard.model.is_none() {
            heard.model = chunk["model"].as_str().map(str::to_owned);
        }
        let choice = &chunk["choices"][0];
        heard.text.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        heard.refusal.push_str(choice["delta"]["refusal"].as_str().unwrap_or_default());
        match choice["finish_reason"].as_str() {
            Some("length") => heard.is_cut = true,
            Some("content_filter") => heard.is_refused = true,
            _ => {}
        }
        heard.is_refused |= !heard.refusal.is_empty();
        if let Some(usage) = chunk["usage"].as_object() {
            let tokens = |name: &str| usage.get(name).and_then(Value::as_u64).unwrap_or(0);
            (heard.usage.input, heard.usage.output) = (tokens("prompt_tokens"), tokens("completion_tokens"));
        }
        Ok(())
    }
}
