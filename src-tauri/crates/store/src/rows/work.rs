//! The workspace's own matters: jobs, sync state, connections, views.

use domain::{AccountDay, AccountId, DayRange, TimestampMillis};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Waits for its turn.
    Queued,
    /// Under way, or was when the program ended.
    Running,
    /// Finished as meant.
    Done,
    /// Finished in part; what is missing is in its report.
    Partial,
    /// Failed for good.
    Failed,
    /// Stopped on request.
    Cancelled,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Queued, Self::Running, Self::Done, Self::Partial, Self::Failed, Self::Cancelled];

    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more will happen to the job.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// A job to be made.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// What kind of work.
    pub kind: &'a str,
    /// The account it is for, when for one.
    pub account: Option<&'a AccountId>,
    /// What to do, as JSON.
    pub payload: serde_json::Value,
}

/// Long work that survives a crash.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Number, rising; also the number of the sync run.
    pub id: i64,
    /// What kind of work.
    pub kind: String,
    /// The account it is for, when for one.
    pub account: Option<AccountId>,
    /// Where it stands.
    pub state: JobState,
    /// What to do, as JSON.
    pub payload: serde_json::Value,
    /// How far it is and where to go on, as JSON.
    pub progress: serde_json::Value,
    /// Why it failed, in words safe to show.
    pub error: Option<String>,
    /// When it was made.
    pub created_at: TimestampMillis,
    /// When it was last touched.
    pub updated_at: TimestampMillis,
}

/// A day whose figures were pulled whole at one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulledDay {
    /// The account's day.
    pub day: AccountDay,
    /// When it was last pulled.
    pub pulled_at: TimestampMillis,
    /// Rows Meta gave for it.
    pub rows: i64,
}

/// Days of a level that were pulled whole together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulledRange {
    /// The days.
    pub days: DayRange,
    /// When they were pulled.
    pub pulled_at: TimestampMillis,
    /// When they were here.
    pub noted_at: TimestampMillis,
}

/// A connection to Meta (or the sandbox) and its wrapped secret. The store cannot read the secret.
#[derive(Clone, PartialEq)]
pub struct IntegrationRow {
    /// Name of the connection, such as `meta`.
    pub name: String,
    /// Facts that are no secret (app id, base URL, scopes, expiry), as JSON.
    pub facts: serde_json::Value,
    /// Secret bytes, encrypted by the caller; none when signed out.
    pub wrapped_secret: Option<Vec<u8>>,
    /// When it was last changed.
    pub updated_at: TimestampMillis,
}

impl std::fmt::Debug for IntegrationRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IntegrationRow")
            .field("name", &self.name)
            .field("signed_in", &self.wrapped_secret.is_some())
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

/// A named view of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedViewRow {
    /// Which screen it belongs to.
    pub screen: String,
    /// Its name, unique within the screen.
    pub name: String,
    /// What it shows, as JSON.
    pub view: serde_json::Value,
}

/// Something in the creative library, by its content.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryRow {
    /// SHA-256 of the content, lower-case hex.
    pub content_hash: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Width in pixels, for pictures.
    pub width: Option<i64>,
    /// Height in pixels, for pictures.
    pub height: Option<i64>,
    /// Where it came from, as JSON.
    pub provenance: serde_json::Value,
    /// When it was added.
    pub added_at: TimestampMillis,
    /// How it looks, for pictures: 64 bits that are alike for pictures that look the same.
    pub look: Option<u64>,
    /// What a person files it under.
    pub tags: Vec<String>,
    /// When it was thrown away; what is in the trash is still here.
    pub trashed_at: Option<TimestampMillis>,
}

/// What of the library is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LibraryQuery {
    /// What name, tags or origin hold, in any case; empty asks for all.
    pub text: String,
    /// The trash rather than what is kept.
    pub trashed: bool,
    /// Rows to pass over.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}
