//! The AI services beside the API, in three wire formats: Anthropic's messages, OpenAI's chat completions with its list of
//! models, and OpenAI's images. One demo model stands behind all of them.

mod anthropic;
mod demo;
mod images;
mod openai;
mod phrases;
mod shape;

use serde_json::{Value, json};

use super::answer::Answer;
use super::request::{Call, Method};
use crate::faults::{FaultKind, ModelFault};
use crate::state::Shared;

/// What a stream of events is labelled with.
pub(crate) const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";

/// Names the list of models answers with. Others are accepted as well, as gateways do.
const MODELS: [&str; 3] = ["sextant-demo-text", "sextant-demo-fast", "sextant-demo-picture"];

/// What a prompt asks for, whatever format it came in.
#[derive(Debug, Default)]
struct Asked {
    model: String,
    /// System text and everything the user said, one after the other.
    prompt: String,
    /// JSON schema of the answer, where one is asked for.
    schema: Option<Value>,
    most_tokens: usize,
    is_stream: bool,
    pictures: usize,
}

/// What the model said.
#[derive(Debug)]
struct Said {
    text: String,
    end: End,
    input_tokens: usize,
    output_tokens: usize,
    /// A stream turns into an error, or just ends, after half of it.
    breaks: Option<ModelFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    OutOfTokens,
    Refused,
}

/// The format a request is answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Anthropic,
    OpenAi,
}

impl Format {
    fn error(self, shared: &Shared, status: u16, message: &str) -> Answer {
        let body = match self {
            Self::Anthropic => anthropic::error(shared, status, message),
            Self::OpenAi => openai::error(status, message),
        };
        let mut answer = Answer::json(body.to_string().into_bytes());
        answer.status = status;
        answer
    }
}

/// Answers below `/v1`.
pub(crate) fn answer(shared: &Shared, call: &Call, rest: &[&str], fault: Option<&FaultKind>) -> Answer {
    let format = match rest {
        ["messages"] => Format::Anthropic,
        ["models"] if call.api_key.is_some() => Format::Anthropic,
        _ => Format::OpenAi,
    };
    if let Err(refused) = allowed(shared, call, format) {
        return refused;
    }
    if let Some(FaultKind::Service { status, retry_after_s }) = fault {
        let mut answer = format.error(shared, *status, "An error made on purpose");
        if let Some(seconds) = retry_after_s {
            answer.headers.push(("retry-after", seconds.to_string()));
        }
        return answer;
    }
    let how = match fault {
        Some(FaultKind::Model { how }) => Some(*how),
        _ => None,
    };
    let answered = match (call.method, rest) {
        (Method::Post, ["messages"]) => anthropic::answer(shared, call, how),
        (Method::Post, ["chat", "completions"]) => openai::answer(shared, call, how),
        (Method::Post, ["images", "generations"]) => images::generate(call, how),
        (Method::Post, ["images", "edits"]) => images::edit(call, how),
        (Method::Get, ["models"]) => Ok(models(format)),
        _ => return format.error(shared, 404, "There is no such place"),
    };
    answered.unwrap_or_else(|why| format.error(shared, 400, &why))
}

fn allowed(shared: &Shared, call: &Call, format: Format) -> Result<(), Answer> {
    let (key, version) = match format {
        Format::Anthropic => (call.api_key.as_deref(), call.format_version.is_some()),
        Format::OpenAi => (call.token.as_deref(), true),
    };
    let right = shared.app.ai_key(shared.world().origin().seed);
    match key {
        Some(key) if key == right && version => Ok(()),
        Some(key) if key == right => Err(format.error(shared, 400, "anthropic-version: header is required")),
        Some(_) => Err(format.error(shared, 401, "Incorrect API key provided")),
        None => Err(format.error(shared, 401, "No API key was provided")),
    }
}

fn models(format: Format) -> Answer {
    let list: Vec<Value> = MODELS
        .iter()
        .map(|id| match format {
            Format::Anthropic => {
                json!({"type": "model", "id": id, "display_name": id, "created_at": "2026-01-01T00:00:00Z"})
            }
            Format::OpenAi => json!({"id": id, "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"}),
        })
        .collect();
    let body = match format {
        Format::Anthropic => json!({"data": list, "has_more": false, "first_id": MODELS[0], "last_id": MODELS[2]}),
        Format::OpenAi => json!({"object": "list", "data": list}),
    };
    Answer::json(body.to_string().into_bytes())
}

/// A parameter that was sent as JSON.
fn json_param(call: &Call, name: &str) -> Result<Value, String> {
    let Some(text) = call.params.filled(name) else { return Ok(Value::Null) };
    serde_json::from_str(text).map_err(|_| format!("{name}: not the right type"))
}

/// Texts of a message's content, which is a text or a list of parts, and how many pictures are among the parts.
fn content(value: &Value) -> Result<(String, usize), String> {
    if let Some(text) = value.as_str() {
        return Ok((text.to_owned(), 0));
    }
    let parts = value.as_array().ok_or("messages: content must be a text or a list of parts")?;
    let (mut texts, mut pictures) = (Vec::new(), 0);
    for part in parts {
        match part["type"].as_str() {
            Some("text") => texts.push(part["text"].as_str().ok_or("messages: a part without text")?),
            Some("image") if part["source"]["data"].is_string() => pictures += 1,
            Some("image_url") if part["image_url"]["url"].is_string() => pictures += 1,
            _ => return Err("messages: a part of an unknown type".to_owned()),
        }
    }
    Ok((texts.join("\n"), pictures))
}

/// One event of a stream: its name where the format has one, and its data.
fn event(out: &mut String, name: Option<&str>, data: &Value) {
    if let Some(name) = name {
        out.push_str("event: ");
        out.push_str(name);
        out.push('\n');
    }
    out.push_str("data: ");
    out.push_str(&data.to_string());
    out.push_str("\n\n");
}

fn stream(body: String) -> Answer {
    Answer { content_type: EVENT_STREAM, ..Answer::json(body.into_bytes()) }
}

/// The text in pieces of some twenty characters, as a model streams it.
fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(20).map(|piece| piece.iter().collect()).collect()
}
