//! The listening server and the handle a program holds on it.

mod echo;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::clock::SimClock;
use crate::config::Config;
use crate::control;
use crate::faults::Faults;
use crate::http::respond::{self, Reset, SendTwice};
use crate::journal::Journal;
use crate::limits::Limits;
use crate::persist;
use crate::server::echo::Echoing;
use crate::state::Shared;
use crate::tokens::Tokens;
use crate::truth::{self, Totals};
use crate::world::World;

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("the sandbox cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The state file cannot be read, or belongs to another version.
    #[error("the state file cannot be used")]
    State(#[from] persist::StateError),
    /// No thread or runtime could be made.
    #[error("the sandbox's threads cannot be started")]
    Threads(#[from] io::Error),
}

/// A running sandbox. It stops when dropped.
///
/// It runs on threads of its own, so it can be driven from synchronous code and from any async runtime.
pub struct Server {
    shared: Arc<Shared>,
    control_url: Option<String>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Generates (or reads back) the world and starts to listen.
    ///
    /// # Errors
    /// When a port is taken, the state file is unusable, or threads cannot be started.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let clock = SimClock::new(config.clock);
        let shared = Arc::new(persist::open(&config, clock)?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("sandbox")
            .enable_all()
            .build()?;
        // Bound without the runtime, so that a sandbox can be started from inside another one.
        let api = listen(config.port)?;
        let _ = shared.base_url.set(format!("http://{}", api.local_addr()?));
        let control = match config.control_port {
            Some(port) => Some(listen(port)?),
            None => None,
        };
        let control_url = match &control {
            Some(listener) => Some(format!("http://{}", listener.local_addr()?)),
            None => None,
        };
        let (stop, stopped) = watch::channel(false);
        let (ready, is_ready) = mpsc::channel();
        let state_file = config.state_file.clone();
        let running = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("sandbox-main".to_owned()).spawn(move || {
            runtime.block_on(async {
                if let Ok(api) = TcpListener::from_std(api) {
                    tokio::spawn(serve(Arc::clone(&running), api, stopped.clone()));
                }
                if let Some(Ok(control)) = control.map(TcpListener::from_std) {
                    tokio::spawn(control::serve(Arc::clone(&running), control, stopped.clone()));
                }
                let _ = ready.send(());
                persist::keep(&running, state_file.as_deref(), stopped).await;
            });
            runtime.shutdown_timeout(Duration::from_millis(200));
        })?;
        // The listeners exist already; this only makes sure that the thread came up.
        let _ = is_ready.recv_timeout(Duration::from_secs(10));
        Ok(Self { shared, control_url, stop, thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.shared.base_url()
    }

    /// Address of the control interface, when it was asked for.
    #[must_use]
    pub fn control_url(&self) -> Option<&str> {
        self.control_url.as_deref()
    }

    /// Id of the registered app.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.shared.app.id
    }

    /// Its secret.
    #[must_use]
    pub fn app_secret(&self) -> &str {
        &self.shared.app.secret
    }

    /// A token of a system user with every permission on every account, which never expires.
    #[must_use]
    pub fn system_user_token(&self) -> String {
        let seed = self.shared.world().origin().seed;
        self.shared.app.system_user_token(seed, 0).text
    }

    /// The key that the AI services beside the API accept.
    #[must_use]
    pub fn ai_key(&self) -> String {
        self.shared.app.ai_key(self.shared.world().origin().seed)
    }

    /// The `appsecret_proof` of a token for this app.
    #[must_use]
    pub fn proof(&self, token: &str) -> String {
        crate::tokens::hmac_hex(&self.shared.app.secret, token)
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &SimClock {
        &self.shared.clock
    }

    /// Faults, to arm and disarm.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// What was asked and written so far.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// Rate limits and the tier.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// Tokens, to expire and revoke.
    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.shared.tokens
    }

    /// Reads the world as it is now. Do not call back into the server from inside.
    pub fn with_world<R>(&self, read: impl FnOnce(&World) -> R) -> R {
        self.shared.now_ms();
        read(&self.shared.world())
    }

    /// Changes the world directly, as if somebody did it outside the API. Do not call back into the server from inside.
    pub fn change_world<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        self.shared.now_ms();
        self.shared.mark_dirty();
        change(&mut self.shared.world_mut())
    }

    /// Whether `appsecret_proof` is demanded from now on.
    pub fn require_proof(&self, required: bool) {
        self.shared.switch(|switches| switches.require_proof = required);
    }

    /// Delay before every answer from now on, wall milliseconds.
    pub fn set_latency_ms(&self, latency_ms: u64) {
        self.shared.switch(|switches| switches.latency_ms = latency_ms);
    }

    /// What a version does from now on.
    pub fn set_version(&self, version: &str, life: crate::config::VersionLife) {
        self.shared.switch(|switches| {
            switches.versions.insert(version.to_owned(), life);
        });
    }

    /// Limits of synchronous insights (rows a page, cells a call) and of jobs (cells).
    pub fn set_insights_limits(&self, rows: usize, cells: usize, job_cells: usize) {
        self.shared.switch(|switches| {
            switches.max_insights_rows = rows;
            switches.max_insights_cells = cells;
            switches.max_job_cells = job_cells;
        });
    }

    /// What a complete and correct sync must find: objects and summed figures of an account at a level, daily rows from
    /// the first to the last day of the account, both included. None for an account that does not exist.
    #[must_use]
    pub fn totals(
        &self,
        account: &str,
        level: &str,
        since: chrono::NaiveDate,
        until: chrono::NaiveDate,
    ) -> Option<Totals> {
        let now_ms = self.shared.now_ms();
        truth::totals(&self.shared.world(), account, level, since, until, now_ms)
    }

    /// Waits until the server is told to stop by [`Server::stopper`] or by being dropped elsewhere.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// A handle that stops the server from another thread.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper { stop: self.stop.clone() }
    }
}

/// Stops a server from another thread.
#[derive(Debug, Clone)]
pub struct Stopper {
    stop: watch::Sender<bool>,
}

impl Stopper {
    /// Saves the state, if there is a file for it, and ends the server.
    pub fn stop(&self) {
        let _ = self.stop.send(true);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// Two: answers are computed, not waited for, and the machine belongs to the client.
const WORKERS: usize = 2;

fn listen(port: u16) -> Result<std::net::TcpListener, StartError> {
    let listen = || {
        let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    listen().map_err(|source| StartError::Listen { port, source })
}

async fn serve(shared: Arc<Shared>, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(connection(Arc::clone(&shared), stream, stopped.clone()));
            }
            // Out of descriptors, or a client that was gone again: the next one may fare better.
            Err(error) => {
                tracing::debug!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

async fn connection(shared: Arc<Shared>, stream: TcpStream, mut stopped: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let (stream, echo) = Echoing::new(stream);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (shared, echo) = (Arc::clone(&shared), Arc::clone(&echo));
        async move {
            let response = respond::handle(shared, request.map(axum::body::Body::new)).await?;
            if response.extensions().get::<SendTwice>().is_some() {
                echo.repeat_next();
            }
            Ok::<_, Reset>(response)
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(60))
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // Errors are clients that hung up, or connections that were reset on purpose.
        result = served => if let Err(error) = result { tracing::debug!(%error, "a connection ended") },
        _ = stopped.wait_for(|stop| *stop) => {}
    }
}
