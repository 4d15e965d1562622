//! The log: to standard error, filtered by `RUST_LOG`, with every secret taken out before it is written.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Starts logging for the process; a second call changes nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,app=info,sextant_lib=info"));
    let started = fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(secrets::RedactingWriter::new(std::io::stderr))
        .try_init();
    // Already started: a test or the command-line program did it.
    drop(started);
}
