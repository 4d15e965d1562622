//! The state file: what was changed, signed in and reached since the world was generated.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::clock::{ClockMode, SimClock};
use crate::config::Config;
use crate::state::Shared;
use crate::tokens::Token;
use crate::world::World;
use crate::world::snapshot::Snapshot;

/// Why a state file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It could not be read.
    #[error("the state file cannot be read")]
    Read(#[source] io::Error),
    /// It is not a state file of this version.
    #[error("the state file is damaged or of another version")]
    Damaged(#[source] serde_json::Error),
}

#[derive(Serialize, Deserialize)]
struct State {
    version: u32,
    now_ms: i64,
    tokens: Vec<Token>,
    world: Snapshot,
}

const VERSION: u32 = 1;
/// How long changes may wait to be saved.
const SAVE_EVERY: Duration = Duration::from_secs(5);

/// Makes the shared state of a sandbox: from the state file when there is one for the same seed and size, else anew.
pub(crate) fn open(config: &Config, clock: SimClock) -> Result<Shared, StateError> {
    let kept = match &config.state_file {
        Some(path) => read(path)?,
        None => None,
    };
    let kept = kept.filter(|state| {
        let origin = state.world.origin;
        state.version == VERSION && origin.seed == config.seed && origin.size == config.size
    });
    let Some(state) = kept else {
        let world = World::generate(config.seed, config.size, clock.now_ms());
        return Ok(Shared::new(config, world, clock));
    };
    // Simulated time never runs backwards: a faster or stepped clock goes on from where it had come.
    if clock.mode() != ClockMode::Real || state.now_ms > clock.now_ms() {
        clock.advance_to_ms(state.now_ms);
    }
    let shared = Shared::new(config, World::restore(state.world), clock);
    state.tokens.into_iter().for_each(|token| shared.tokens.insert(token));
    Ok(shared)
}

fn read(path: &Path) -> Result<Option<State>, StateError> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(StateError::Damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StateError::Read(error)),
    }
}

/// Saves changes every few seconds and once more at the end. Returns when the server is told to stop.
pub(crate) async fn keep(shared: &Shared, path: Option<&Path>, mut stopped: watch::Receiver<bool>) {
    loop {
        let over = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => true,
            () = tokio::time::sleep(SAVE_EVERY) => false,
        };
        if let Some(path) = path
            && (shared.take_dirty() || over)
            && let Err(error) = save(shared, path)
        {
            shared.mark_dirty();
            tracing::warn!(%error, "the state file could not be written");
        }
        if over {
            return;
        }
    }
}

fn save(shared: &Shared, path: &Path) -> io::Result<()> {
    let state = State {
        version: VERSION,
        now_ms: shared.clock.now_ms(),
        tokens: shared.tokens.all(),
        world: shared.world().snapshot(),
    };
    let bytes = serde_json::to_vec(&state).map_err(io::Error::other)?;
    let beside = path.with_extension("tmp");
    write_private(&beside, &bytes)?;
    fs::rename(&beside, path)
}

/// The file holds tokens, if only of a simulation.
#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}
