//! Panics at the boundary become the page's `internal` error instead of a dead window.

use std::panic::PanicHookInfo;

/// Logs a panic with its place and backtrace; the task that panicked ends, the program goes on.
pub(crate) fn log_panics() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let backtrace = std::backtrace::Backtrace::force_capture();
        tracing::error!(%place, %info, %backtrace, "panic");
    }));
}
