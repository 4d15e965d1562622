//! What stands between a plan and Meta: asked in the function that sends, right before it does.

use std::path::PathBuf;

use domain::AccountId;
use serde::{Deserialize, Serialize};
use store::{AuditSource, Db, NewAudit, Store, Tx};

use crate::Error;

/// The setting that stops all writes, in the ledger.
const STOPPED: &str = "writes.stopped";

/// Why nothing may be sent to an account now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// A person has stopped all writes.
    #[error("all changes are stopped; a person has to allow them again")]
    KillSwitch,
    /// The sign-in, or the person, allows reading only.
    #[error("this workspace is read-only")]
    ReadOnly,
    /// The workspace is held until a person has looked at it.
    #[error("changes are held: {0}")]
    Held(String),
    /// The account is not among those that are managed here.
    #[error("the account is not among those chosen in this workspace")]
    NotAllowed,
}

/// Says what else forbids a change: asked before every single request, so it has to be quick.
pub trait Gate: Send + Sync + std::fmt::Debug {
    /// Why nothing may be sent to this account now; `None` when it may.
    fn refuses(&self, account: &AccountId) -> Option<Stop>;
}

/// When and why all writes were stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Who pressed it.
    pub by: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}

/// Stops all writes: a file in the data folder and a flag in the ledger. Either is enough.
#[derive(Debug, Clone)]
pub struct KillSwitch {
    file: PathBuf,
}

impl KillSwitch {
    /// The switch with its file at this path. The file need not be there.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// Whether the file is there. One that cannot be looked at counts as there.
    pub fn file_is_there(&self) -> bool {
        !matches!(self.file.symlink_metadata(), Err(error) if error.kind() == std::io::ErrorKind::NotFound)
    }

    /// Whether writes are stopped, by file or flag.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn is_on(&self, db: &Db) -> Result<bool, store::Error> {
        Ok(self.file_is_there() || flag(db)?.is_some())
    }

    /// Stops all writes. The file comes first: from then on no request begins, whatever the ledger is busy with.
    ///
    /// # Errors
    /// When neither can be set. With one of them set writes are stopped, and the other's failure is logged.
    pub async fn press(&self, store: &Store, by: &str) -> Result<(), Error> {
        let file = std::fs::write(&self.file, by.as_bytes());
        let by = by.to_owned();
        let noted = store.write(move |tx| {
            let stopped = Stopped { by: by.clone(), at_ms: tx.now().0 };
            tx.set_setting(STOPPED, &stopped)?;
            note(tx, &by, "writes.stopped")
        });
        match (file, noted.await) {
            (Err(error), Err(_)) => Err(error.into()),
            (file, flag) => {
                if let Some(error) = file.err() {
                    tracing::error!(%error, "the kill switch's file could not be written; the flag stops all writes");
                }
                if let Some(error) = flag.err() {
                    tracing::error!(%error, "the kill switch's flag could not be set; the file stops all writes");
                }
                Ok(())
            }
        }
    }

    /// Allows writes again: a person's decision.
    ///
    /// # Errors
    /// When one of the two cannot be taken away; then writes stay stopped.
    pub async fn release(&self, store: &Store, by: &str) -> Result<(), Error> {
        let by = by.to_owned();
        let noted = store.write(move |tx| {
            tx.clear_setting(STOPPED)?;
            note(tx, &by, "writes.resumed")
        });
        noted.await?;
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

fn note(tx: &Tx<'_>, by: &str, action: &str) -> Result<(), store::Error> {
    tx.append_audit(&NewAudit { actor: by, source: AuditSource::Person, action, ..NewAudit::default() }).map(drop)
}

/// Who set the flag in the ledger, if it is set.
///
/// # Errors
/// When the ledger cannot be read.
pub fn flag(db: &Db) -> Result<Option<Stopped>, store::Error> {
    db.setting(STOPPED)
}
