//! A server that asks the sandbox once and then repeats its answers from memory.
//!
//! The sandbox computes what it answers, which takes as long as reading it. Contenders that are to be compared ask here
//! after a first round that nobody measures, so that the figures are theirs alone and every contender reads the same
//! bytes.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;

use super::http::{Connection, Message};

/// One request that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) target: String,
    /// The request as it came, to be sent again.
    pub(crate) request: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    answers: Mutex<HashMap<Vec<u8>, Arc<[u8]>>>,
    asked: Mutex<Vec<Asked>>,
    latency_ms: AtomicU64,
    fresh: AtomicU64,
}

/// The server; its threads end with the process.
#[derive(Debug)]
pub(crate) struct Replay {
    pub(crate) base: String,
    state: Arc<State>,
}

impl Replay {
    /// Listens on a free port, in front of `upstream`.
    ///
    /// # Errors
    /// When there is no free port.
    pub(crate) fn start(upstream: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let base = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::default());
        let (shared, upstream) = (Arc::clone(&state), upstream.to_owned());
        std::thread::Builder::new().name("replay".to_owned()).spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, upstream) = (Arc::clone(&shared), upstream.clone());
                // A client that goes away in the middle is nobody's trouble.
                std::thread::spawn(move || drop(serve(&state, &upstream, stream)));
            }
        })?;
        Ok(Self { base, state })
    }

    /// Delay before every answer from now on.
    pub(crate) fn set_latency(&self, latency: Duration) {
        let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.state.latency_ms.store(millis, Ordering::Relaxed);
    }

    /// What was asked since the last call, and how many of it the sandbox had to answer.
    pub(crate) fn take_asked(&self) -> (Vec<Asked>, u64) {
        let asked = std::mem::take(&mut *self.state.asked.lock().unwrap_or_else(PoisonError::into_inner));
        (asked, self.state.fresh.swap(0, Ordering::Relaxed))
    }
}

fn serve(state: &State, upstream: &str, stream: TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    let mut behind: Option<Connection> = None;
    while let Some(request) = Message::read(&mut input)? {
        let answer = answer(state, upstream, &mut behind, request)?;
        let latency = state.latency_ms.load(Ordering::Relaxed);
        if latency > 0 {
            std::thread::sleep(Duration::from_millis(latency));
        }
        out.write_all(&answer)?;
    }
    Ok(())
}

fn answer(state: &State, upstream: &str, behind: &mut Option<Connection>, request: Message) -> Result<Arc<[u8]>> {
    let wire = request.wire();
    let (method, target) = request.asks();
    let packed = request.header("accept-encoding").is_some_and(|codings| codings.contains("gzip"));
    let key = format!("{method} {target} {packed}").into_bytes();
    if method == "GET" {
        let asked = Asked { target: target.to_owned(), request: wire.clone() };
        state.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        if let Some(known) = state.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
    }
    state.fresh.fetch_add(1, Ordering::Relaxed);
    let connection = match behind {
        Some(connection) => connection,
        None => behind.insert(Connection::open(upstream)?),
    };
    let message = connection.ask(&wire)?;
    let answer: Arc<[u8]> = Arc::from(message.wire());
    if method == "GET" && message.status() == 200 {
        state.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&answer));
    }
    Ok(answer)
}
