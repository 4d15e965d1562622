//! One module a table: reading on [`crate::Db`], writing on [`crate::Tx`].

pub(crate) mod accounts;
pub(crate) mod activities;
pub(crate) mod audit_logs;
pub(crate) mod change_sets;
pub(crate) mod column;
pub(crate) mod creative_library;
pub(crate) mod creatives;
pub(crate) mod drafts;
pub(crate) mod entity;
pub(crate) mod images;
pub(crate) mod integrations;
pub(crate) mod jobs;
pub(crate) mod objects;
pub(crate) mod outline;
pub(crate) mod overview;
mod record;
pub(crate) mod saved_views;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod slots;
pub(crate) mod sync_state;
pub(crate) mod timeline;
pub(crate) mod told;
pub(crate) mod write_intents;
