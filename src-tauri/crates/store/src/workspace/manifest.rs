//! `store.json`: the workspace's identity and the key check. No secret and nothing that could not be told to anybody.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StoreFile, replace_file};
use crate::error::{Error, Result};
use crate::key::{self, DatabaseKey};

/// How far the making of a workspace got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// `create` began and did not end: nothing has been stored yet.
    Creating,
    /// The workspace is there.
    Ready,
}

/// What `store.json` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) state: State,
    pub(crate) database_id: String,
    pub(crate) key_check: String,
}

impl Manifest {
    pub(crate) fn new(key: &DatabaseKey) -> Result<Self> {
        let mut id = [0_u8; 16];
        getrandom::fill(&mut id).map_err(|_| Error::Unreadable("randomness"))?;
        let database_id = key::to_hex(&id);
        let key_check = key::check_value(key, &database_id);
        Ok(Self { format: 1, state: State::Creating, database_id, key_check })
    }

    /// Reads the note; none when there is no such file, an error with no content when it does not read.
    pub(crate) fn read(folder: &Path) -> Result<Option<Result<Self, Unreadable>>> {
        let path = StoreFile::Manifest.path_in(folder);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(path)(error)),
        };
        if bytes.is_empty() {
            return Ok(Some(Err(Unreadable::Empty)));
        }
        Ok(Some(serde_json::from_slice(&bytes).map_err(|_| Unreadable::NotOurs)))
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        replace_file(&StoreFile::Manifest.path_in(folder), &serde_json::to_vec_pretty(self)?)
    }

    pub(crate) fn fits(&self, key: &DatabaseKey) -> bool {
        key::matches(key, &self.database_id, &self.key_check)
    }
}

/// Why a manifest does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Empty,
    NotOurs,
}
