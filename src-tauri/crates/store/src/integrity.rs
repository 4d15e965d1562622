//! The checks of every page, too slow for opening and run in the background instead.

use std::path::Path;
use std::sync::Arc;

use crate::connection::{self, Mode};
use crate::error::{Error, Result, is_corruption};
use crate::key::DatabaseKey;
use crate::store::Store;
use crate::workspace::StoreFile;

/// Most problems named for a file; the rest is counted.
const MOST_NAMED: usize = 20;

/// What the checks found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// Each file with its problems in the engine's words; files without any are left out.
    pub problems: Vec<(StoreFile, Vec<String>)>,
}

impl IntegrityReport {
    /// Whether everything is as it should be.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Store {
    /// Authenticates every page of both files and checks their structure. Reads everything: about a second for 200 MB.
    ///
    /// # Errors
    /// What keeps the checks from running. Damage is no error but in the report.
    pub async fn check(&self) -> Result<IntegrityReport> {
        let folder = self.folder().to_owned();
        let key = Arc::clone(self.key());
        let lock = Arc::clone(self.lock());
        let (reply, answer) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("store-check".to_owned()).spawn(move || {
            let report = check_folder(&folder, &key);
            drop(lock);
            if reply.send(report).is_err() {
                tracing::debug!("nobody waits for the check any more");
            }
        });
        // The thread answers through the channel; it ends by itself.
        drop(thread.map_err(Error::io(self.folder()))?);
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// As [`Store::check`], for code that is not async.
    ///
    /// # Errors
    /// As [`Store::check`].
    pub fn check_blocking(&self) -> Result<IntegrityReport> {
        check_folder(self.folder(), self.key())
    }
}

/// Runs the checks on the files in a folder.
pub(crate) fn check_folder(folder: &Path, key: &DatabaseKey) -> Result<IntegrityReport> {
    let mut report = IntegrityReport::default();
    for file in StoreFile::DATABASES {
        let problems = check_file(&file.path_in(folder), file, key)?;
        if !problems.is_empty() {
            report.problems.push((file, problems));
        }
    }
    Ok(report)
}

/// Both checks: authentication does not see a missing page, structure does not see an altered one that is not in use.
pub(crate) fn check_file(path: &Path, file: StoreFile, key: &DatabaseKey) -> Result<Vec<String>> {
    let connection = connection::open(path, file, key, Mode::Read, false)?;
    // The checks read each page once; a large cache would only be memory.
    connection.pragma_update(None, "cache_size", -2_048)?;
    let mut problems = Vec::new();
    for pragma in ["cipher_integrity_check", "quick_check"] {
        let result = connection.pragma_query(None, pragma, |row| {
            let line: String = row.get(0)?;
            if line != "ok" && problems.len() < MOST_NAMED {
                problems.push(line);
            }
            Ok(())
        });
        match result {
            Ok(()) => {}
            Err(error) if is_corruption(&error) => problems.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(problems)
}
