//! Brings ad accounts from Meta into the encrypted cache: structure, pictures, activities and daily figures.
//!
//! What this crate is **not**: it sends no change to an ad account, keeps no token, and owns no schema. What to show
//! and when to warn is decided above it; how to call Meta and how to store a row is decided below it.
//!
//! Main types: [`sync`] is one run over chosen accounts, described by a [`SyncRequest`], watched through
//! [`SyncProgress`] and ended by a [`SyncReport`]; [`discover_accounts`] lists what the token can see; [`Schedule`]
//! says when the next run starts by itself; [`store_live`] keeps one object that somebody else has just read.
//!
//! A run reads as few pages as it can, stores each finished piece together with the note that it is done, and can be
//! killed at any moment: the next run goes on where it stopped. It reports [`SyncResult::Complete`] only when every
//! count and total it can check agrees with Meta's.
//!
//! ```no_run
//! # async fn example(graph: graph::Graph, store: store::Store) -> Result<(), ingest::Error> {
//! use ingest::{SyncProgress, SyncRequest};
//!
//! let cancel = graph::Cancel::new();
//! let accounts = ingest::discover_accounts(&graph, &store, &cancel).await?;
//! let request = SyncRequest::new(accounts.into_iter().map(|account| account.id).collect());
//! let (progress, _watch_this) = tokio::sync::watch::channel(SyncProgress::default());
//! let clock = std::sync::Arc::new(domain::SystemClock);
//! let report = ingest::sync(&graph, &store, clock, &request, progress, &cancel).await;
//! println!("{:?}: {} rows in {} calls", report.result, report.rows, report.calls);
//! # Ok(())
//! # }
//! ```

mod account;
mod assets;
mod breakdown;
mod check;
mod convert;
mod coverage;
mod deleted;
mod error;
mod fetch;
mod goals;
mod insights;
mod jobs;
mod levels;
mod live;
mod memory;
mod plan;
mod progress;
mod report;
mod request;
mod rows;
mod run;
mod schedule;
mod structure;

pub use account::last_complete;
pub use breakdown::{BreakdownWanted, pull_breakdown};
pub use error::Error;
pub use live::store_live;
pub use memory::give_large_blocks_back;
pub use progress::{AccountProgress, Stage, SyncProgress};
pub use report::{DifferenceCause, Inconsistency, LevelDifference, Problem, ProblemKind, SyncReport, SyncResult};
pub use request::{DEFAULT_DAYS, SyncMode, SyncRequest};
pub use run::{discover_accounts, discover_page, sync};
pub use schedule::{SHORTEST_INTERVAL_MINUTES, Schedule};
