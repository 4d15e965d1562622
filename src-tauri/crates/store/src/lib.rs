//! The encrypted store of one workspace: accounts and what is in them, figures by day, sync state, settings, audit.
//!
//! What this crate is **not**: it knows no HTTP and no JSON of Meta's beyond keeping it as text; it makes and keeps no
//! key; it decides nothing about what to pull or to show.
//!
//! Main types: [`Store`] (open, [`Store::read`], [`Store::write`], backups, checks), [`Db`] (what can be read), [`Tx`]
//! (what can be written), [`ExplorerQuery`] and [`ExplorerPage`] (the tree table), [`MetricsBatch`] (figures to store),
//! [`Tag`] (what a write changed), [`Head`] (how far the files are, to be kept outside them), [`Held`] (why nothing may
//! be written to Meta), [`Error`].
//!
//! A workspace is a folder with two SQLCipher files: `cache.db` can be pulled again from Meta, `ledger.db` cannot.
//! One thread writes and a few read; each read sees one state. Instants are UTC milliseconds, days are the ad account's
//! days, money is whole minor units of the account's currency. The audit log is a chain; `AUDIT-FORMAT.md` describes it.
//!
//! ```
//! use std::sync::Arc;
//! use store::{DatabaseKey, OpenOptions, Store};
//!
//! # fn main() -> Result<(), store::Error> {
//! # let folder = tempfile::tempdir().unwrap();
//! let key = DatabaseKey::new(Box::new([7; 32]));
//! let store = Store::create(folder.path(), key, OpenOptions::new(Arc::new(domain::SystemClock)))?;
//! let written = store.write_blocking(|tx| tx.set_setting("appearance", &"dark"))?;
//! assert!(written.tags.contains(&store::Tag::Settings));
//! let appearance: Option<String> = store.read_blocking(|db| db.setting("appearance"))?;
//! assert_eq!(appearance.as_deref(), Some("dark"));
//! # Ok(())
//! # }
//! ```

mod audit;
mod backup;
mod connection;
mod db;
mod error;
mod explorer;
mod head;
mod held;
mod integrity;
mod key;
mod memory;
mod metrics;
mod migrations;
mod open;
mod query;
mod rows;
mod store;
mod tables;
mod tag;
mod trim;
mod workers;
mod workspace;

pub use backup::{BackupInfo, by_hand_name, list_backups, restore, verify};
pub use db::{Db, Tx};
pub use error::{Damage, Error, Result};
pub use explorer::{
    CurrencyTotal, Expansion, ExplorerPage, ExplorerQuery, ExplorerRow, Figure, FigureBound, Filter, GroupBound,
    GroupPage, GroupRow, Grouping, MetricColumn, Roster, RosterRow, Shape, Sort, SortColumn, Spend,
};
pub use head::{FileMark, Head, Setback};
pub use held::Held;
pub use integrity::IntegrityReport;
pub use key::DatabaseKey;
pub use metrics::{InsightRow, InsightsQuery, KnownThen, Learned, LevelTotals, SlotDay, SlotSums};
pub use query::{QueryTable, SqlAnswer, SqlQuery, SqlValue, query_tables};
pub use rows::{
    ActivityRow, AdAccountRow, AdLink, AdRow, AdSetRow, AuditQuery, AuditRow, AuditSource, BreakdownCell, BreakdownDay,
    CampaignRow, ChangeAuthor, ChangeRow, ChangeSetRow, ClientRow, CreativeRow, DailyRow, DayFigures, DecisionCount,
    DecisionEnd, DecisionRow, DraftRow, FieldChange, ImageRow, IntegrationRow, IntentEnd, IntentRow, JobRow, JobState,
    LeaseRow, LibraryQuery, LibraryRow, MetricRow, MetricsBatch, MetricsWritten, NewAudit, NewChange, NewChangeSet,
    NewIntent, NewJob, NewTimelineRow, NoteRow, ObjectDetail, ObjectRef, Presence, PulledDay, PulledRange, Revision,
    RuleRow, RuleRunRow, RuleVersionRow, SavedViewRow, SeenAndNow, SettingChange, Stored, TargetOf, TargetRow,
    TimelinePage, TimelinePlace, TimelineQuery, TimelineRow, UntoldActivity, UntoldChange, Upserted,
};
pub use store::{OpenOptions, Store, Written};
pub use tables::outline::{LevelBelow, Outline, UnseenObject};
pub use tables::search::{FoundAd, Hit, HitKind};
pub use tag::Tag;
pub use workspace::{Released, StoreFile};
