//! Reading an export, line by line, keeping of each entry only what the check needs.

use std::io::{BufRead, Write};

use crate::encoding::{EntryBytes, Line, beginning};
use crate::head::SignedHead;
use crate::{Hash, hash_from_hex};

/// Why something cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The file does not begin as an audit log does.
    #[error("it is not an audit log of Sextant's")]
    NotALog,
    /// The log is of a later format.
    #[error("its format {0} is newer than this program")]
    NewerFormat(u32),
}

/// What is kept of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: usize,
    pub(crate) id: u64,
    pub(crate) epoch: i64,
    pub(crate) previous: Hash,
    pub(crate) hash: Hash,
    pub(crate) mac: Hash,
    /// The entry's bytes where its hash does not fit them.
    pub(crate) unsound: Option<EntryBytes>,
}

/// An audit log that was read. It is not judged yet; see [`Check`](crate::Check).
///
/// As a [`Write`] it takes the lines of an export.
#[derive(Debug, Default)]
pub struct Log {
    pub(crate) name: Option<String>,
    pub(crate) entries: Vec<Seen>,
    pub(crate) head: Option<SignedHead>,
    pub(crate) lines: usize,
    pub(crate) pending: Vec<u8>,
    pub(crate) wrong: Option<Error>,
}

impl Log {
    /// Reads an export.
    ///
    /// # Errors
    /// [`Error`] when it is none. A line that does not read is no error but a wrong entry.
    pub fn read(mut from: impl BufRead) -> Result<Self, Error> {
        let mut log = Self::default();
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line)? > 0 {
            log.push(&line)?;
            line.clear();
        }
        log.done()
    }

    /// Ends the reading of a log that was written into.
    ///
    /// # Errors
    /// As [`Log::read`].
    pub fn done(mut self) -> Result<Self, Error> {
        let rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            self.push(&rest)?;
        }
        match (self.wrong.take(), &self.name) {
            (Some(error), _) => Err(error),
            (None, None) => Err(Error::NotALog),
            (None, Some(_)) => Ok(self),
        }
    }

    /// Entries that were read.
    pub fn entries(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The head it ends with.
    pub fn head(&self) -> Option<&SignedHead> {
        self.head.as_ref()
    }

    /// The workspace's random name.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    pub(crate) fn beginning(&self) -> Hash {
        beginning(self.name())
    }

    pub(crate) fn push(&mut self, text: &[u8]) -> Result<(), Error> {
        self.lines += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let line: Line<'_> = match serde_json::from_slice(text) {
            Ok(line) => line,
            Err(_) if self.name.is_none() => return Err(Error::NotALog),
            Err(_) => Line { kind: "entry".into(), ..Line::default() },
        };
        match (&*line.kind, &self.name) {
            ("log", None) => match line.format {
                Some(1) => self.name = Some(line.log.unwrap_or_default().into_owned()),
                Some(later) => return Err(Error::NewerFormat(later)),
                None => return Err(Error::NotALog),
            },
            // A head by itself is a checkpoint.
            ("head", _) => self.take_head(line),
            (_, None) => return Err(Error::NotALog),
            _ => self.take_entry(&line),
        }
        Ok(())
    }

    fn take_head(&mut self, line: Line<'_>) {
        let head = SignedHead {
            log: line.log.unwrap_or_default().into_owned(),
            count: line.count.unwrap_or_default(),
            hash: line.hash.into_owned(),
            at: line.at.unwrap_or_default(),
            public_key: line.public_key.into_owned(),
            signature: line.signature.into_owned(),
        };
        self.name.get_or_insert_with(|| head.log.clone());
        self.head = Some(head);
    }

    fn take_entry(&mut self, line: &Line<'_>) {
        let hash = |text: &str| hash_from_hex(text).unwrap_or_default();
        let bytes = EntryBytes::of(line);
        let (previous, kept) = (hash(&line.previous), hash(&line.hash));
        self.entries.push(Seen {
            line: self.lines,
            id: line.id.and_then(|id| u64::try_from(id).ok()).unwrap_or_default(),
            epoch: line.epoch.unwrap_or_default(),
            previous,
            hash: kept,
            mac: hash(&line.mac),
            unsound: (bytes.follows(&previous) != kept).then_some(bytes),
        });
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end + 1);
            self.pending.extend_from_slice(line);
            let whole = std::mem::take(&mut self.pending);
            if let Err(error) = self.push(&whole) {
                self.wrong.get_or_insert(error);
            }
            rest = after;
        }
        self.pending.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
