//! Decoding in a process of its own, which is given little and can be ended.
//!
//! The program `sextant-media` reads one request on its standard input and answers on its standard output.
//! Before it reads, it takes from itself what decoding does not need: on Unix it sets limits on its address space, its
//! processor time, files and core dumps; elsewhere the parent's time limit and the checks before decoding remain.
//! A reader that fails, or that a picture makes use too much, ends alone: the parent gets a [`Refusal`].

mod limits;
mod wire;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Error;
use crate::intake::{Limits, Refusal, decode};
use crate::picture::Picture;
use wire::{Answer, MOST_HEAD_BYTES, Request};

/// Where the worker is, and what each file may cost.
#[derive(Debug, Clone)]
pub struct Decoder {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: Limits,
}

impl Decoder {
    /// A decoder that starts `program` for each file: `sextant-media`, or any program that calls [`serve`].
    pub fn new(program: impl Into<PathBuf>, limits: Limits) -> Self {
        Self { program: program.into(), arguments: Vec::new(), limits }
    }

    /// With an argument for the program, for one that is several programs.
    #[must_use]
    pub fn with_argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Decodes one file in a new process, which is killed when the time is over or the future is dropped.
    ///
    /// The result is upright, in sRGB, its longer side at most [`Limits::working_side`]. Nothing is cached here.
    ///
    /// # Errors
    /// [`Error::Refused`] with words about the picture; [`Error::Worker`] when the program could not be started.
    pub async fn decode(&self, bytes: &[u8]) -> Result<Picture, Error> {
        if bytes.is_empty() {
            return Err(Refusal::Empty.into());
        }
        let size = bytes.len() as u64;
        if size > self.limits.file_bytes {
            return Err(Refusal::FileTooLarge { bytes: size, most: self.limits.file_bytes }.into());
        }
        let mut child = self.start().map_err(|source| Error::Worker { source })?;
        let limit = Duration::from_millis(self.limits.time_ms);
        match tokio::time::timeout(limit, talk(&mut child, bytes, &self.limits)).await {
            Ok(Some(answer)) => {
                // It has said all it had to say; its end is only tidied up.
                let _ = child.kill().await;
                answer
            }
            Ok(None) => Err(self.ended(child.wait().await.ok()).into()),
            Err(_) => {
                let _ = child.kill().await;
                Err(self.too_slow().into())
            }
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Windows programs do not start without some of theirs.
        #[cfg(unix)]
        command.env_clear().current_dir("/");
        command.kill_on_drop(true).spawn()
    }

    fn too_slow(&self) -> Refusal {
        Refusal::TooSlow { seconds: self.limits.time_ms.div_ceil(1_000) }
    }

    fn ended(&self, status: Option<ExitStatus>) -> Refusal {
        match status.and_then(signal) {
            // How Rust ends when no memory is left.
            Some(6) => Refusal::NeedsTooMuch { bytes: limits::ADDRESS_SPACE, most: limits::ADDRESS_SPACE },
            // Processor time is over.
            Some(24) => self.too_slow(),
            _ => Refusal::ReaderFailed,
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

/// `None` when the worker ended, or spoke nonsense, before it had answered.
async fn talk(child: &mut Child, bytes: &[u8], limits: &Limits) -> Option<Result<Picture, Error>> {
    let (input, output) = (child.stdin.take()?, child.stdout.take()?);
    // A worker that refuses early stops reading, so a failed write says nothing.
    let (_, answer) = tokio::join!(ask(input, bytes, limits), listen(output, limits));
    answer
}

async fn ask(mut input: ChildStdin, bytes: &[u8], limits: &Limits) -> Option<()> {
    let head = wire::head(&Request { limits: *limits, file_bytes: bytes.len() as u64 })?;
    input.write_all(&head).await.ok()?;
    input.write_all(bytes).await.ok()?;
    input.shutdown().await.ok()
}

async fn listen(mut output: ChildStdout, limits: &Limits) -> Option<Result<Picture, Error>> {
    let length = output.read_u32_le().await.ok()? as usize;
    if length > MOST_HEAD_BYTES {
        return None;
    }
    let mut head = vec![0; length];
    output.read_exact(&mut head).await.ok()?;
    match serde_json::from_slice(&head).ok()? {
        Answer::Refused { refusal } => Some(Err(refusal.into())),
        Answer::Picture { width, height, alpha } => {
            let channels = wire::channels(alpha);
            let longest = width.max(height);
            let size =
                crate::picture::byte_count(width, height, channels).filter(|_| longest <= limits.working_side)?;
            let mut pixels = vec![0; size];
            output.read_exact(&mut pixels).await.ok()?;
            Picture::new(width, height, channels, pixels).ok().map(Ok)
        }
    }
}

/// The worker's whole life: limits itself, reads one request, answers it.
///
/// Fails only when it cannot speak with its parent; a refused picture is an answer.
pub fn serve() -> ExitCode {
    match limits::give_up_what_decoding_does_not_need().and_then(|()| answer_one()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer_one() -> std::io::Result<()> {
    use std::io::Write as _;

    let (request, bytes) = wire::read_request(&mut std::io::stdin().lock())?;
    let mut output = std::io::stdout().lock();
    match decode(&bytes, &request.limits) {
        Ok(picture) => {
            drop(bytes);
            let answer = Answer::Picture {
                width: picture.width(),
                height: picture.height(),
                alpha: picture.channels() == crate::picture::Channels::Rgba,
            };
            output.write_all(&wire::head(&answer).unwrap_or_default())?;
            output.write_all(picture.pixels())?;
        }
        Err(refusal) => output.write_all(&wire::head(&Answer::Refused { refusal }).unwrap_or_default())?,
    }
    output.flush()
}
