//! What goes into the tables and comes out of them: one struct a table, in Meta's words.
//!
//! Money is whole minor units of the ad account's currency, instants are UTC, JSON columns are JSON text as Meta sent
//! it. A field Meta did not send is `None`, never zero.

mod audit;
mod breakdown;
mod change;
mod client;
mod metric;
mod object;
mod rule;
mod timeline;
mod work;

pub use audit::{AuditQuery, AuditRow, AuditSource, NewAudit};
pub use breakdown::{BreakdownCell, BreakdownDay};
pub use change::{
    ChangeAuthor, ChangeRow, ChangeSetRow, DraftRow, IntentEnd, IntentRow, NewChange, NewChangeSet, NewIntent,
};
pub use client::{ClientRow, NoteRow, TargetOf, TargetRow};
pub use metric::{DailyRow, DayFigures, MetricRow, MetricsBatch, MetricsWritten, Revision, SeenAndNow};
pub use object::{
    ActivityRow, AdAccountRow, AdLink, AdRow, AdSetRow, CampaignRow, CreativeRow, FieldChange, ImageRow, ObjectDetail,
    ObjectRef, Presence, SettingChange, Stored, Upserted,
};
pub use rule::{DecisionCount, DecisionEnd, DecisionRow, LeaseRow, RuleRow, RuleRunRow, RuleVersionRow};
pub use timeline::{
    NewTimelineRow, TimelinePage, TimelinePlace, TimelineQuery, TimelineRow, UntoldActivity, UntoldChange,
};
pub use work::{
    IntegrationRow, JobRow, JobState, LibraryQuery, LibraryRow, NewJob, PulledDay, PulledRange, SavedViewRow,
};
