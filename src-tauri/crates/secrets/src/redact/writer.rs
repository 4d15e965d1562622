//! A writer for `tracing-subscriber` that lets no secret through.

use std::io::{self, Write};

use tracing::Metadata;
use tracing_subscriber::fmt::MakeWriter;

use super::redact;

/// Wraps where log lines go, for example `tracing_subscriber::fmt().with_writer(RedactingWriter::new(std::io::stderr))`.
#[derive(Debug, Clone)]
pub struct RedactingWriter<M> {
    inner: M,
}

impl<M> RedactingWriter<M> {
    /// Lets everything that goes to `inner` through [`redact`] first.
    pub fn new(inner: M) -> Self {
        Self { inner }
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for RedactingWriter<M> {
    type Writer = RedactingLine<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        RedactingLine::new(self.inner.make_writer())
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Self::Writer {
        RedactingLine::new(self.inner.make_writer_for(meta))
    }
}

/// Holds one event back until it is whole, so that a token cut in two by separate writes is still seen as one.
/// Written when flushed or dropped.
#[derive(Debug)]
pub struct RedactingLine<W: Write> {
    inner: W,
    held: Vec<u8>,
}

impl<W: Write> RedactingLine<W> {
    /// A writer that redacts and then writes to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, held: Vec::new() }
    }

    fn release(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        self.inner.write_all(redact(&String::from_utf8_lossy(&held)).as_bytes())
    }
}

impl<W: Write> Write for RedactingLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release()?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for RedactingLine<W> {
    fn drop(&mut self) {
        // A log that cannot be written must not end the program.
        let _ = self.release();
    }
}
