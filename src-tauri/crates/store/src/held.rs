//! Whether writes to Meta are held: after a restore, and when the files are not those that were there before, a person
//! looks first.

use std::sync::PoisonError;

use domain::TimestampMillis;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::head::{Head, Setback};
use crate::key::to_hex;
use crate::rows::{AuditSource, NewAudit};
use crate::store::Store;

/// Why writes are held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// A backup was restored: what was changed since it was made is not known here.
    Restored {
        /// When.
        at: TimestampMillis,
    },
    /// The files are older than what was seen of them, though nobody restored them with Sextant.
    RolledBack(Vec<Setback>),
    /// The note outside the files, which there was, is gone.
    NoteMissing,
    /// The note outside the files is not one that this workspace's key made.
    NoteUnreadable,
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Restored { .. } => f.write_str(
                "this workspace was restored from a backup, so changes made after the backup are not known here",
            ),
            Self::RolledBack(setbacks) => {
                let all: Vec<String> = setbacks.iter().map(ToString::to_string).collect();
                write!(f, "this workspace is not as it was left: {}", all.join("; "))
            }
            Self::NoteMissing => f.write_str("the note of this workspace's newest state, kept beside its key, is gone"),
            Self::NoteUnreadable => {
                f.write_str("the note of this workspace's newest state, kept beside its key, does not read")
            }
        }
    }
}

/// What restoring leaves in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RestoreNote {
    pub(crate) at: i64,
    pub(crate) backup: String,
    /// Whether the audit log has it already.
    pub(crate) recorded: bool,
}

const RESTORED: &str = "restored";
const ACCEPTED: &str = "accepted_head";
const NOTED: &str = "noted_by";

/// Writes the note into a ledger that is not open yet.
pub(crate) fn note_restore(ledger: &rusqlite::Connection, note: &RestoreNote) -> Result<()> {
    let set = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
    ledger.execute(set, rusqlite::params![RESTORED, serde_json::to_string(note)?])?;
    Ok(())
}

/// A head in one short text, for remembering which was looked at.
fn digest(head: &Head) -> Result<String> {
    Ok(to_hex(&Sha256::digest(serde_json::to_vec(head)?)))
}

impl Db {
    fn ledger_mark(&self, key: &str) -> Result<Option<String>> {
        let mut find = self.ledger.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(find.query_row([key], |row| row.get(0)).optional()?)
    }

    pub(crate) fn restore_note(&self) -> Result<Option<RestoreNote>> {
        Ok(self.ledger_mark(RESTORED)?.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Whether a person has looked at the state that lacks this head, and went on.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn is_accepted(&self, head: &Head) -> Result<bool> {
        Ok(self.ledger_mark(ACCEPTED)?.is_some_and(|accepted| digest(head).is_ok_and(|this| this == accepted)))
    }

    /// What kept this workspace's head outside its files, if anything ever did.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn noted_by(&self) -> Result<Option<String>> {
        self.ledger_mark(NOTED)
    }
}

impl Tx<'_> {
    fn set_ledger_mark(&self, key: &str, value: Option<&str>) -> Result<()> {
        let ledger = self.ledger_mut()?;
        match value {
            Some(value) => {
                let set = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
                ledger.prepare_cached(set)?.execute([key, value])?;
            }
            None => {
                ledger.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?;
            }
        }
        Ok(())
    }

    /// Remembers what keeps the head outside the files, so that a head that is missing later is missed.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_noted_by(&self, keeper: Option<&str>) -> Result<()> {
        self.set_ledger_mark(NOTED, keeper)
    }

    /// Puts a restore into the audit log, once.
    fn record_restore(&self) -> Result<()> {
        let Some(mut note) = self.restore_note()?.filter(|note| !note.recorded) else { return Ok(()) };
        self.append_audit(&NewAudit {
            actor: "Sextant",
            source: AuditSource::Program,
            action: "workspace.restored",
            details: json!({ "backup": note.backup, "restored_at_ms": note.at }),
            ..NewAudit::default()
        })?;
        note.recorded = true;
        self.set_ledger_mark(RESTORED, Some(&serde_json::to_string(&note)?))
    }

    fn accept(&self, actor: &str, held: &Held, lacking: Option<&Head>) -> Result<()> {
        self.append_audit(&NewAudit {
            actor,
            source: AuditSource::Person,
            action: "workspace.confirmed",
            reason: Some(&held.to_string()),
            details: json!({ "head_that_was_kept_outside": lacking }),
            ..NewAudit::default()
        })?;
        self.set_ledger_mark(RESTORED, None)?;
        self.set_ledger_mark(ACCEPTED, lacking.map(digest).transpose()?.as_deref())
    }
}

impl Store {
    /// Why nothing may be written to Meta from this workspace at present. Whoever sends a write asks here first.
    pub fn held(&self) -> Option<Held> {
        self.held_slot().read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Holds writes until a person confirms.
    pub fn hold(&self, why: Held) {
        tracing::warn!(%why, "writes are held");
        *self.held_slot().write().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// A person has looked and goes on from the state as it is. Recorded in the audit log in the same write; `lacking` is
    /// the head kept outside, which this state does not have and which is not missed from now on.
    ///
    /// # Errors
    /// Only what the database refuses; writes stay held then.
    pub async fn confirm(&self, actor: String, lacking: Option<Head>) -> Result<()> {
        let Some(held) = self.held() else { return Ok(()) };
        self.write(move |tx| tx.accept(&actor, &held, lacking.as_ref())).await?;
        *self.held_slot().write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Holds writes after a restore, and records it the first time.
    pub(crate) fn hold_restored(&self, note: &RestoreNote) {
        self.hold(Held::Restored { at: TimestampMillis(note.at) });
        // A disk without room for the entry still opens; the next opening records it.
        if !note.recorded
            && let Err(error) = self.write_blocking(|tx| tx.record_restore())
        {
            tracing::warn!(%error, "the restore is not in the audit log yet");
        }
    }
}
