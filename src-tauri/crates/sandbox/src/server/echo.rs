//! A connection that can send an answer twice, as a broken proxy does.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Told from outside that the next answer is to be repeated.
#[derive(Debug, Default)]
pub(super) struct Echo(AtomicBool);

impl Echo {
    pub(super) fn repeat_next(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// A connection that remembers what it wrote for as long as it is told to repeat.
#[derive(Debug)]
pub(super) struct Echoing {
    stream: TcpStream,
    echo: Arc<Echo>,
    written: Vec<u8>,
    repeated: usize,
}

impl Echoing {
    pub(super) fn new(stream: TcpStream) -> (Self, Arc<Echo>) {
        let echo = Arc::new(Echo::default());
        (Self { stream, echo: Arc::clone(&echo), written: Vec::new(), repeated: 0 }, echo)
    }
}

impl AsyncRead for Echoing {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Echoing {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let count = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        if self.echo.0.load(Ordering::Acquire) {
            let sent = buf.get(..count).unwrap_or_default();
            self.written.extend_from_slice(sent);
        }
        Poll::Ready(Ok(count))
    }

    /// An answer is complete when it is flushed: then its bytes go out once more.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while let Some(rest) = this.written.get(this.repeated..).filter(|rest| !rest.is_empty()) {
            this.repeated += ready!(Pin::new(&mut this.stream).poll_write(cx, rest))?;
        }
        if this.repeated > 0 {
            this.written.clear();
            this.repeated = 0;
            this.echo.0.store(false, Ordering::Release);
        }
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
