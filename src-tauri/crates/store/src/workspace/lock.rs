//! One process a workspace. The lock is the operating system's own on a file of ours: it ends with the process, however
//! that ends, and needs no session bus.

use std::fs::File;
use std::path::Path;

use fs4::{FileExt, TryLockError};
use tokio::sync::watch;

use super::private_file;
use crate::error::{Error, Result};

/// Held for as long as the workspace is open.
#[derive(Debug)]
pub(crate) struct WorkspaceLock {
    #[expect(dead_code, reason = "held, not read: closing the file ends the lock")]
    file: File,
    /// Fields are dropped in this order: whoever waits hears of it when the file is closed.
    released: watch::Sender<()>,
}

/// Waits until nothing holds a workspace any more, see [`crate::Store::released`].
#[derive(Debug)]
pub struct Released(watch::Receiver<()>);

impl Released {
    /// Ends when the lock is free.
    pub async fn wait(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

impl WorkspaceLock {
    /// Takes the lock at once or not at all. Anything that keeps us from knowing counts as taken by somebody else or as
    /// an error, never as free.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("lock");
        let file = private_file(&path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Self { file, released: watch::Sender::new(()) }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked),
            Err(TryLockError::Error(error)) => Err(Error::io(path)(error)),
        }
    }

    /// Tells when this lock is gone.
    pub(crate) fn released(&self) -> Released {
        Released(self.released.subscribe())
    }
}
