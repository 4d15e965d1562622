//! Reading a picture's file in a program of its own, and the last one at hand.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use compositor::worker::Decoder;
use compositor::{Limits, Picture, Source};

use super::MOST_BYTES;
use crate::Error;
use crate::session::Session;

/// The decoded picture that was composed with last: moving its focus does not read it again.
#[derive(Debug, Default)]
pub(crate) struct PictureDesk {
    last: Mutex<Option<(String, Arc<Source>)>>,
}

impl PictureDesk {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(String, Arc<Source>)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last(&self, hash: &str) -> Option<Arc<Source>> {
        self.lock().as_ref().filter(|(known, _)| known == hash).map(|(_, source)| Arc::clone(source))
    }
}

/// Decodes one file in the worker.
pub(super) async fn decode(bytes: &[u8]) -> Result<Picture, Error> {
    let limits = Limits { file_bytes: MOST_BYTES, ..Limits::default() };
    Ok(Decoder::new(program()?, limits).decode(bytes).await?)
}

impl Session {
    /// A picture of the library, decoded.
    pub(super) async fn picture_source(&self, hash: &str) -> Result<Arc<Source>, Error> {
        if let Some(source) = self.pictures.last(hash) {
            return Ok(source);
        }
        let file = self.picture(hash).await?;
        let source = Arc::new(Source::new(decode(&file.bytes).await?));
        *self.pictures.lock() = Some((file.hash, Arc::clone(&source)));
        Ok(source)
    }
}

/// The worker lies beside this program; test programs lie one folder below the programs they test.
fn program() -> Result<PathBuf, Error> {
    let worker = |source| Error::Picture(compositor::Error::Worker { source });
    let here = std::env::current_exe().map_err(worker)?;
    let name = format!("sextant-media{}", std::env::consts::EXE_SUFFIX);
    let found = here.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|program| program.is_file());
    found.ok_or_else(|| worker(std::io::Error::from(std::io::ErrorKind::NotFound)))
}
