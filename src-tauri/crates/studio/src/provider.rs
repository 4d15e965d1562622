//! Services that write and paint: where they are, how they are asked, what they cost.

mod anthropic;
mod client;
mod http;
mod images;
mod openai;
mod purse;
mod retry;
mod service;
mod sse;
mod template;

pub use client::{Client, Made, Tested};
pub use purse::{Purse, Unlimited};
pub use retry::Pacing;
pub use service::{Format, Service};
pub use template::Template;

use bytes::Bytes;
use serde_json::Value;

use crate::{Error, MicroUsd};

/// What a model is asked.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// What it is and how it works: ours.
    pub system: String,
    /// What it is to do, with everything that came from elsewhere.
    pub user: String,
    /// Pictures to look at.
    pub pictures: Vec<Picture>,
    /// The shape of the answer.
    pub schema: Option<Schema>,
    /// The longest answer, in tokens.
    pub most_tokens: u32,
}

/// A picture's bytes as they are.
#[derive(Debug, Clone)]
pub struct Picture {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// The file.
    pub bytes: Bytes,
}

/// A JSON schema and its name: letters and underscores.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The name.
    pub name: &'static str,
    /// The schema: every object closed, every field required.
    pub value: Value,
}

/// What was used of a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens sent.
    pub input: u64,
    /// Tokens received.
    pub output: u64,
}

/// What a model said, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Whether it ended because it ran out of tokens.
    pub is_cut: bool,
    /// What the service says was used; estimated where it does not say.
    pub usage: Usage,
    /// What that costs.
    pub cost: MicroUsd,
    /// The model that answered, where it says so.
    pub model: Option<String>,
    /// How often it was asked, at most five times.
    pub tries: u32,
}

/// A picture to be made.
#[derive(Debug, Clone, Default)]
pub struct NewPicture {
    /// What is to be seen.
    pub prompt: String,
    /// Pixels; services round to what they can.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Number to begin from, where a service takes one.
    pub seed: Option<u64>,
    /// Pictures to edit or to vary; none makes a new one.
    pub from: Vec<Picture>,
}

/// What has arrived of an answer in pieces.
#[derive(Debug, Default)]
struct Heard {
    text: String,
    refusal: String,
    usage: Usage,
    model: Option<String>,
    is_cut: bool,
    is_refused: bool,
    /// The service said that this is all.
    is_done: bool,
}

/// How a text service is asked and understood.
trait TextFormat: Send + Sync {
    /// Path below the base address.
    fn path(&self) -> &'static str;

    /// The body of a streamed request.
    fn body(&self, service: &Service, ask: &Ask) -> Value;

    /// Takes one event in.
    ///
    /// # Errors
    /// [`Problem`](retry::Problem) when the event is an error.
    fn hear(&self, data: &str, heard: &mut Heard) -> Result<(), retry::Problem>;
}

/// About how many tokens a text is: a token is three to four characters of English, and about one of Japanese.
pub(crate) fn estimated_tokens(text: &str) -> u64 {
    let weight: u64 = text.chars().map(|it| if it.is_ascii() { 3 } else { 9 }).sum();
    weight.div_ceil(10)
}

/// Reads a text as JSON, with everything that models put around it taken off: a fence, a friendly word.
///
/// # Errors
/// [`Error::Unusable`].
pub(crate) fn read_json(text: &str) -> Result<Value, Error> {
    let text = text.trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let inside = text.find('{').zip(text.rfind('}')).and_then(|(from, to)| text.get(from..=to));
    let value = inside.and_then(|inside| serde_json::from_str(inside).ok());
    value.ok_or_else(|| Error::Unusable("it is not JSON".into()))
}
