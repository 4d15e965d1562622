//! A client of Meta's Marketing API: typed reads, paging, asynchronous insights, changes, sign-in endpoints and pacing.
//!
//! What this crate is **not**: it knows no database and no window and keeps nothing on disk. It does not decide what to
//! read or to change, or when; it only refuses to call while Meta says to wait. It is no write path: a [`Writer`] sends
//! a change once and says what is known of it, and only the crate `changes`, which records the intent before, uses one.
//!
//! Main types: [`Graph`] (one token's view of the API), [`Pages`] (a resumable walk over an edge), [`InsightsRequest`]
//! and [`InsightsRows`], [`LiveObject`] (an object as it stands now) and [`Writer`] (changes), [`Governor`] and its
//! observable [`GovernorState`], [`TokenEndpoint`] (sign-in), and [`Error`], whose variants say what the caller can do.
//!
//! ```no_run
//! # async fn example(token: secrecy::SecretString) -> Result<(), graph::Error> {
//! use graph::{Cancel, Credentials, Graph, GraphConfig, ListRequest};
//!
//! let clock = std::sync::Arc::new(domain::SystemClock);
//! let graph = Graph::new(GraphConfig::meta(), Credentials::new(token, None), clock)?;
//! let cancel = Cancel::new();
//! let mut accounts = graph.ad_accounts(None);
//! while let Some(page) = accounts.next_page(&cancel).await? {
//!     for account in page.items {
//!         let mut campaigns = graph.campaigns(&account.id, &ListRequest::default());
//!         while let Some(page) = campaigns.next_page(&cancel).await? {
//!             println!("{} campaigns", page.items.len());
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod adrules;
mod answer;
mod api;
mod batch;
mod choices;
mod client;
mod config;
mod error;
mod governor;
mod http;
mod insights;
mod lenient;
mod live;
mod object;
mod paging;
mod picture;
mod redact;
mod request;
mod retry;
mod token;
mod usage;
mod write;

pub use adrules::{AdRuleAction, AdRuleResult, AdRuleRun};
pub use api::ListRequest;
pub use batch::ById;
pub use choices::{
    CustomAudience, FacebookPage, InstagramAccount, Language, MinimumBudget, Pixel, Place, PlaceKind, TargetingOption,
};
pub use client::{ApiNotice, Credentials, Graph};
pub use config::{ApiVersion, ConfigError, GraphConfig};
pub use error::{AuthCause, Error, LostCause, MetaError, OfflineCause, TransientCause, UnexpectedCause};
pub use governor::{AccessTier, Governor, GovernorMemory, GovernorState, Lane, Layer};
pub use insights::{
    Action, ActionList, BreakdownAction, BreakdownRequest, BreakdownRow, InsightsRequest, InsightsRow, InsightsRows,
    InsightsTotals, JobFailure, JobState, JobStatus, RETENTION_MONTHS, ReportRunId, clamp_to_retention, earliest_day,
};
pub use live::LiveObject;
pub use object::{
    Activity, Ad, AdAccount, AdImage, AdLabel, AdReviewFeedback, AdSet, Business, Campaign, Creative, Issue,
    LearningStage, Me, PromotedObject, RawJson,
};
pub use paging::{Page, Pages};
pub use redact::redact;
pub use token::{AppIdentity, GranularScope, IssuedToken, Permission, PermissionStatus, TokenEndpoint, TokenInfo};
pub use usage::{BucUsage, Usage};
pub use write::{
    AsyncCopy, AsyncSet, Copied, CopiedObject, CopyOrder, Created, Editable, ObjectKind, Receipt, ReservedParam,
    UploadedImage, WriteParams, Writer,
};

/// How a caller stops a call: cancelled waits and requests return [`Error::Cancelled`] at once.
pub use tokio_util::sync::CancellationToken as Cancel;
