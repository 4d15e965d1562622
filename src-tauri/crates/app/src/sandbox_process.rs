//! The demo's simulation: a program of its own, started for as long as its workspace is open.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use crate::Error;
use crate::home::Home;
use crate::workspace_file::{read_json, write_json};

/// How long the simulation may take to make its world.
const START: Duration = Duration::from_secs(60);

/// How the simulation is started.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Port, 0 for a free one.
    pub port: u16,
    /// Seed of its world.
    pub seed: u64,
    /// `tiny`, `small`, `agency`, `huge` or `AxCxSxD`.
    pub size: String,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self { port: 0, seed: 7, size: "small".into() }
    }
}

/// A running simulation; it ends with this value, and by itself when this program dies.
#[derive(Debug)]
pub(crate) struct SandboxProcess {
    child: Child,
    pub(crate) hello: SandboxHello,
}

/// What the simulation says about itself: what a person would copy from Meta's app dashboard.
#[derive(Debug, Clone)]
pub(crate) struct SandboxHello {
    pub(crate) base_url: Url,
    pub(crate) app_id: String,
    pub(crate) app_secret: SecretString,
    pub(crate) system_user_token: SecretString,
    /// The key of the AI services beside the API.
    pub(crate) ai_key: SecretString,
}

/// The line in which it says so.
#[derive(Deserialize)]
struct HelloLine {
    base_url: Url,
    app_id: String,
    app_secret: String,
    system_user_token: String,
    ai_key: String,
}

impl SandboxHello {
    fn parse(line: &str) -> Option<Self> {
        let line: HelloLine = serde_json::from_str(line).ok()?;
        Some(Self {
            base_url: line.base_url,
            app_id: line.app_id,
            app_secret: SecretString::from(line.app_secret),
            system_user_token: SecretString::from(line.system_user_token),
            ai_key: SecretString::from(line.ai_key),
        })
    }
}

impl SandboxProcess {
    /// Starts the simulation, whose changes are kept in `state`.
    ///
    /// # Errors
    /// [`Error::Sandbox`] when its program is missing or does not answer.
    pub(crate) async fn start(home: &Home, options: &SandboxOptions, state: &Path) -> Result<Self, Error> {
        let program = program(home)?;
        let mut child = Command::new(&program)
            .args(["--port", &options.port.to_string()])
            .args(["--seed", &options.seed.to_string()])
            .args(["--size", &options.size])
            .args(["--parent-pid", &std::process::id().to_string()])
            .arg("--state")
            .arg(state)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| Error::Sandbox(format!("{} could not be started: {source}", program.display())))?;
        let stdout = child.stdout.take().ok_or_else(|| Error::Sandbox("it says nothing".into()))?;
        let mut line = String::new();
        let mut reader = BufReader::new(stdout);
        match tokio::time::timeout(START, reader.read_line(&mut line)).await {
            Ok(Ok(length)) if length > 0 => {}
            _ => return Err(Error::Sandbox("it did not start".into())),
        }
        let hello = SandboxHello::parse(&line).ok_or_else(|| Error::Sandbox("it said something unexpected".into()))?;
        Ok(Self { child, hello })
    }

    /// Ends the simulation and waits until it is gone, so that its state file is whole.
    pub(crate) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::debug!(%error, "the simulation had already ended");
        }
    }

    /// Waits until the simulation ends by itself.
    pub(crate) async fn wait(&mut self) {
        drop(self.child.wait().await);
    }
}

/// The note beside a demo's files that says where its simulation answers while another program runs it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    base_url: Url,
}

impl Address {
    const NAME: &'static str = "sandbox.address.json";

    pub(crate) fn of(process: &SandboxProcess) -> Self {
        Self { base_url: process.hello.base_url.clone() }
    }

    pub(crate) fn save(&self, folder: &Path) -> Result<(), Error> {
        write_json(&folder.join(Self::NAME), self)
    }

    /// Where a simulation answers for the demo in this folder right now; `None` when none does.
    pub(crate) async fn alive(folder: &Path) -> Option<Url> {
        let note: Self = read_json(&folder.join(Self::NAME)).ok()?;
        let (host, port) = (note.base_url.host_str()?, note.base_url.port()?);
        let connecting = tokio::net::TcpStream::connect((host, port));
        match tokio::time::timeout(Duration::from_secs(2), connecting).await {
            Ok(Ok(_answers)) => Some(note.base_url),
            _ => None,
        }
    }
}

fn program(home: &Home) -> Result<PathBuf, Error> {
    if let Some(program) = &home.sandbox {
        return Ok(program.clone());
    }
    let here = std::env::current_exe().map_err(|source| Error::Sandbox(source.to_string()))?;
    let name = format!("sextant-sandbox{}", std::env::consts::EXE_SUFFIX);
    // Test programs lie one folder below the programs they test.
    let folders = here.ancestors().skip(1).take(2);
    let candidates: Vec<PathBuf> = folders.map(|folder| folder.join(&name)).collect();
    candidates
        .iter()
        .find(|candidate| candidate.is_file())
        .cloned()
        .ok_or_else(|| Error::Sandbox(format!("{name} is not beside this program")))
}
