//! Faults on demand: what the network and Meta do to a client on a bad day, by path, count or probability.

mod standing;

use serde::{Deserialize, Serialize};

pub(crate) use self::standing::Drawn;
pub use self::standing::{FaultError, FaultStatus, Faults};

/// One standing order to misbehave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `GET`, `POST` or `DELETE`; every method when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A regular expression looked for in `path?query`, without version, host and token, for example
    /// `/act_\d+/insights` or `insights.*after=`. Form parameters of a POST count as its query. Empty meets all.
    #[serde(default)]
    pub path: String,
    /// Lets this many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// Strikes this often and is then used up; without it, until removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Chance of striking at a matching request, from 0 to 1.
    #[serde(default = "certain")]
    pub probability: f64,
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn certain() -> f64 {
    1.0
}

/// What a fault does to the request it strikes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// An error object instead of the answer; nothing is executed.
    Error {
        /// Meta's error code.
        code: i64,
        /// Meta's subcode.
        #[serde(default)]
        subcode: Option<i64>,
        /// The message; a plausible one when missing.
        #[serde(default)]
        message: Option<String>,
        /// HTTP status; by code when missing.
        #[serde(default)]
        status: Option<u16>,
        /// Whether `is_transient` is set.
        #[serde(default)]
        transient: bool,
    },
    /// Any status and body (an HTML 502, a 200 with plain text); nothing is executed.
    Respond {
        /// HTTP status.
        status: u16,
        /// Content type.
        #[serde(default = "html")]
        content_type: String,
        /// The body as it is sent.
        body: String,
    },
    /// The true answer, cut off after so many bytes, though its length was promised.
    CutBody {
        /// Bytes sent before the connection ends.
        after_bytes: usize,
    },
    /// The true answer, a trickle.
    SlowBody {
        /// Bytes a second.
        bytes_per_second: u32,
    },
    /// No answer at all; nothing is executed.
    Timeout,
    /// The connection is reset before anything is executed.
    Reset,
    /// The answer comes late. Joins with other faults.
    Latency {
        /// Milliseconds of wall time.
        ms: u64,
    },
    /// The request **is** executed, and then the client does not learn of it.
    ApplyThen {
        /// What the client sees instead.
        outcome: Outcome,
    },
    /// Inside a batch: the item is `null` in the answer. Outside a batch it does nothing.
    NullItem {
        /// Whether the item is executed all the same.
        #[serde(default)]
        applied: bool,
    },
    /// A listing answers the page before the one asked for again, with that page's cursors.
    RepeatPage,
    /// A listing refuses the cursor it gave out.
    BadCursor,
    /// A listing answers its true page but with cursors that lead nowhere.
    ChangedCursor,
    /// An insights job is accepted and then fails.
    FailJob {
        /// Error code of the job, usually negative.
        code: i64,
        /// Its subcode.
        subcode: i64,
        /// `Job Skipped` instead of `Job Failed`.
        #[serde(default)]
        skipped: bool,
    },
    /// An insights job is accepted and stays at this percentage until the clock has moved so far.
    StallJob {
        /// Simulated milliseconds until it completes.
        ms: i64,
    },
    /// An AI service's own error, in the shape of the format it was asked in; nothing is made.
    Service {
        /// HTTP status, such as 429, 500 or 529.
        status: u16,
        /// Seconds the service asks to wait, in `retry-after`.
        #[serde(default)]
        retry_after_s: Option<u32>,
    },
    /// A model answers, but not what it was asked for.
    Model {
        /// What it does instead.
        how: ModelFault,
    },
}

/// What a model answers instead of what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFault {
    /// It declines, in the way its format has for that.
    Refuses,
    /// Prose where JSON was asked for.
    Prose,
    /// The JSON, in a fenced block with a friendly word before it.
    Fenced,
    /// It ran out of tokens in the middle.
    CutShort,
    /// JSON of another shape.
    WrongShape,
    /// The right shape with every second text far too long.
    TooLong,
    /// The right shape with markup and foreign links in its texts.
    Markup,
    /// A stream that turns into an error after it has begun.
    StreamError,
    /// A stream that ends without having been finished.
    HalfStream,
}

impl ModelFault {
    /// Every one of them.
    pub const ALL: [Self; 9] = [
        Self::Refuses,
        Self::Prose,
        Self::Fenced,
        Self::CutShort,
        Self::WrongShape,
        Self::TooLong,
        Self::Markup,
        Self::StreamError,
        Self::HalfStream,
    ];
}

fn html() -> String {
    "text/html; charset=utf-8".to_owned()
}

/// How an executed request is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The connection is reset.
    Reset,
    /// HTTP 500 with error code 1.
    Error500,
    /// HTTP 502 with an HTML page.
    Html502,
    /// No answer.
    Timeout,
    /// Half the answer, then the end of the connection.
    Cut,
    /// HTTP 400 with error code 100: a refusal of what was done.
    Error400,
    /// HTTP 200 with something that is no answer.
    Garbage,
    /// HTTP 200 with an empty body.
    Empty,
    /// HTTP 200 that says it did not succeed, without an error.
    NotSuccess,
    /// The answer trickles in, slower than any client waits: 20 bytes a second.
    Slow,
    /// The true answer, sent twice on the same connection.
    Twice,
}

impl Outcome {
    /// Every one of them.
    pub const ALL: [Self; 11] = [
        Self::Reset,
        Self::Error500,
        Self::Html502,
        Self::Timeout,
        Self::Cut,
        Self::Error400,
        Self::Garbage,
        Self::Empty,
        Self::NotSuccess,
        Self::Slow,
        Self::Twice,
    ];
}

impl FaultKind {
    /// The name it has in the control interface and the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Error { .. } => "error",
            Self::Respond { .. } => "respond",
            Self::CutBody { .. } => "cut_body",
            Self::SlowBody { .. } => "slow_body",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Latency { .. } => "latency",
            Self::ApplyThen { .. } => "apply_then",
            Self::NullItem { .. } => "null_item",
            Self::RepeatPage => "repeat_page",
            Self::BadCursor => "bad_cursor",
            Self::ChangedCursor => "changed_cursor",
            Self::FailJob { .. } => "fail_job",
            Self::StallJob { .. } => "stall_job",
            Self::Service { .. } => "service",
            Self::Model { .. } => "model",
        }
    }
}

impl Fault {
    /// A fault that strikes every request whose `path?query` matches.
    #[must_use]
    pub fn on(path: &str, kind: FaultKind) -> Self {
        Self { method: None, path: path.to_owned(), skip: 0, count: None, probability: 1.0, kind }
    }

    /// Strikes only this often.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// Lets this many matching requests pass first.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Only for this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Strikes with this chance, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }
}
