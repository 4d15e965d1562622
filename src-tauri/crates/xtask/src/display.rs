//! A display and a session bus where the machine has none.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// A virtual display that ends with this value.
pub(crate) struct Display {
    server: Child,
    /// As in the environment variable `DISPLAY`.
    pub(crate) name: String,
}

impl Display {
    /// Starts a virtual display of the given size on a free number.
    ///
    /// # Errors
    /// When Xvfb is missing or does not start.
    pub(crate) fn start(width: u32, height: u32) -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started")?;
        let mut line = String::new();
        let stdout = server.stdout.take().context("Xvfb says nothing")?;
        BufReader::new(stdout).read_line(&mut line).context("Xvfb did not say which display it opened")?;
        Ok(Self { server, name: format!(":{}", line.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // A display that is already gone is what is wanted.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Whether a person's display is there.
pub(crate) fn is_here() -> bool {
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The same command inside a session bus of its own.
pub(crate) fn in_session(command: &Command) -> Command {
    let mut inside = Command::new("dbus-run-session");
    inside.arg("--").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    inside
}

/// Settings that keep WebKit quiet and steady on a virtual display.
pub(crate) fn steady(command: &mut Command, display: &Display) {
    command
        .env("DISPLAY", &display.name)
        .env("GDK_BACKEND", "x11")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("WAYLAND_DISPLAY");
}
