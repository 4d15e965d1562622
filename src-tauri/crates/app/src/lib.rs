//! Use cases of Sextant: one call for each thing a person or a program can ask for.
//!
//! What this crate is **not**: it knows no window, no Tauri and no terminal, and it holds no rule about Meta's wire or
//! about tables. The shell and `sextant-cli` convert in, call one function of [`App`], and convert out.
//!
//! Main types: [`App`] (the core of a running program), [`Home`] (its data folder), [`dto`] (what crosses to the page),
//! [`rows`] (what programs read), [`Signal`] (what the core reports unasked) and [`Error`].
//!
//! ```no_run
//! # async fn example() -> Result<(), app::Error> {
//! let app = app::App::start(app::Home::from_environment())?;
//! app.open_for_tools(None).await?;
//! println!("{} accounts", app.account_rows().await?.len());
//! # Ok(())
//! # }
//! ```

mod accounts;
mod activity;
mod anchor;
mod app;
mod arrivals;
mod audit;
mod backups;
mod breakdowns;
mod bus;
mod changing;
mod client_report;
mod clients;
mod concerns;
mod connect;
mod creating;
mod demo;
mod doctor;
pub mod dto;
mod error;
mod explorer;
mod grants;
mod home;
pub mod human;
mod keys;
mod limits;
mod link_handler;
pub mod log;
mod messaging;
mod metrics;
mod notes;
mod notifications;
mod object;
mod overview;
mod query;
mod reconcile;
mod reports;
pub mod rows;
mod ruling;
mod sandbox_process;
mod session;
mod settings;
mod sign_in_desk;
mod state;
mod studio_work;
mod surroundings;
mod sync_desk;
mod syncing;
mod table_file;
mod views;
mod watch;
mod workspace_file;

pub use app::App;
pub use audit::AuditEvidence;
pub use bus::{Alarm, AlarmAct, Signal, Signals};
pub use changing::SetWish;
pub use creating::creation_rules;
pub use demo::ServedDemo;
pub use error::Error;
pub use home::Home;
pub use keys::KeyStores;
pub use link_handler::{LinkHandler, Links, RegisteringLinks, SystemLinks};
pub use notifications::Notifications;
pub use query::{SqlTable, sql_tables};
pub use sandbox_process::SandboxOptions;
pub use studio_work::PictureFile;
pub use surroundings::{Browser, Surroundings, SystemBrowser};

/// Keeps secrets out of core dumps and away from other programs of this user, and the memory of a sync no longer than it
/// is used, as far as the system allows. A system that does not is logged, not refused. Call it first thing in `main`.
pub fn prepare_process() {
    ingest::give_large_blocks_back();
    if let Err(error) = secrets::harden_process() {
        tracing::warn!(%error, "the process could not be hardened");
    }
}

/// An error about what was typed, for programs with arguments of their own.
pub fn usage(message: impl Into<String>) -> dto::IpcError {
    error::plain(dto::ErrorCode::InvalidInput, message)
}

/// An error for programs with questions of their own.
pub fn error(code: dto::ErrorCode, message: impl Into<String>) -> dto::IpcError {
    error::plain(code, message)
}

/// An instant as programs write it: RFC 3339, such as `2026-11-23T08:15:00Z`.
///
/// # Errors
/// [`dto::ErrorCode::InvalidInput`] for anything else.
pub fn parse_instant(text: &str) -> Result<domain::TimestampMillis, dto::IpcError> {
    let read = chrono::DateTime::parse_from_rfc3339(text);
    let at = read.map_err(|_| usage(format!("{text:?} is no instant; write it like 2026-11-23T08:15:00Z")))?;
    Ok(domain::TimestampMillis(at.timestamp_millis()))
}
