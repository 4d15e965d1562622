//! `sextant-sandbox`: the simulation as a program of its own. Its first line on standard output is one JSON object that
//! says how to reach it.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use sandbox::{AppMode, ClockMode, Config, Server, Tier, parse_size, world::Size};

/// A local simulation of the Marketing API on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(name = "sextant-sandbox", version)]
struct Options {
    /// Port of the API; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the control interface (0 takes a free one); off when missing.
    #[arg(long)]
    control_port: Option<u16>,
    /// The same seed makes the same world and the same token.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// tiny, small, agency, huge, or accounts x campaigns x ad sets x ads such as 3x100x5x5.
    #[arg(long, default_value = "small", value_parser = parse_size)]
    size: Size,
    /// File that keeps changes and sign-ins across starts.
    #[arg(long)]
    state: Option<PathBuf>,
    /// real, xN (N times faster), stepped, or stepped:2026-11-23T09:00:00Z.
    #[arg(long, default_value = "real")]
    clock: ClockMode,
    /// development or standard.
    #[arg(long, default_value = "standard")]
    tier: Tier,
    /// development or live; a development app cannot make page posts.
    #[arg(long, default_value = "live")]
    app_mode: AppMode,
    /// Demand appsecret_proof on every call.
    #[arg(long)]
    require_proof: bool,
    /// Delay before every answer, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// A redirect URI to register beside the usual ones; may be given several times.
    #[arg(long)]
    redirect_uri: Vec<String>,
    /// End when this process is gone.
    #[arg(long)]
    parent_pid: Option<u32>,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SEXTANT_SANDBOX_LOG"))
        .init();
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "sextant-sandbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> anyhow::Result<()> {
    let mut config = Config {
        port: options.port,
        control_port: options.control_port,
        seed: options.seed,
        size: options.size,
        clock: options.clock,
        tier: options.tier,
        app_mode: options.app_mode,
        require_proof: options.require_proof,
        latency_ms: options.latency_ms,
        state_file: options.state,
        ..Config::default()
    };
    config.redirect_uris.extend(options.redirect_uri);
    let server = Server::start(config)?;
    let port: Option<u16> = server.base_url().rsplit(':').next().and_then(|port| port.parse().ok());
    let greeting = serde_json::json!({
        "base_url": server.base_url(),
        "port": port,
        "version": "v26.0",
        "app_id": server.app_id(),
        "app_secret": server.app_secret(),
        "system_user_token": server.system_user_token(),
        "ai_key": server.ai_key(),
        "control_url": server.control_url(),
    });
    let stopper = server.stopper();
    // Whoever has read the greeting may send a signal at once.
    watch_signals(stopper.clone())?;
    let mut out = io::stdout();
    writeln!(out, "{greeting}")?;
    out.flush()?;
    if let Some(parent) = options.parent_pid {
        std::thread::Builder::new().name("parent".to_owned()).spawn(move || {
            while is_alive(parent) {
                std::thread::sleep(Duration::from_millis(500));
            }
            stopper.stop();
        })?;
    }
    server.wait();
    Ok(())
}

/// Ends in order on Ctrl-C and, on Unix, on SIGTERM, so that the state is saved. Signals are heard when this returns.
fn watch_signals(stopper: sandbox::Stopper) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    #[cfg(unix)]
    let (mut interrupt, mut terminate) = {
        use tokio::signal::unix::{SignalKind, signal};
        let _context = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            #[cfg(unix)]
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
        });
        stopper.stop();
    })?;
    Ok(())
}

/// Whether a process is there. A child that nobody waited for yet counts as gone.
#[cfg(target_os = "linux")]
fn is_alive(pid: u32) -> bool {
    // The state is the first word after the name, which stands in parentheses and may hold anything.
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_alive(pid: u32) -> bool {
    let mut ask = std::process::Command::new("kill");
    ask.args(["-0", &pid.to_string()]).stderr(std::process::Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}

#[cfg(windows)]
fn is_alive(pid: u32) -> bool {
    let listed = std::process::Command::new("tasklist").args(["/FI", &format!("PID eq {pid}"), "/NH"]).output();
    listed.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(&pid.to_string()))
}
