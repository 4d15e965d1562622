//! A display and a session bus where the machine has none.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
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
        Self::with(width, height, &[])
    }

    /// The same, with its pixels in a file of a folder.
    ///
    /// # Errors
    /// As [`Display::start`].
    pub(crate) fn with_memory(width: u32, height: u32, folder: &Path) -> Result<Self> {
        Self::with(width, height, &["-fbdir".as_ref(), folder.as_os_str()])
    }

    fn with(width: u32, height: u32, arguments: &[&OsStr]) -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"])
            .args(arguments)
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
    like(&mut inside, command);
    inside
}

/// The same command in a network of its own that has a loopback and no way out, or unchanged where this system lets
/// nobody make one. The second value is what to tell the person.
pub(crate) fn without_a_way_out(inner: &Command) -> (Command, &'static str) {
    // As root a namespace needs nothing else; anybody else is root in one of users.
    let Some(way) = [["-n", "--"], ["-rn", "--"]].into_iter().find(|way| {
        let mut trial = crate::shell::command("unshare", way);
        trial.args(["ip", "link", "set", "lo", "up"]);
        crate::shell::output(trial).is_some()
    }) else {
        return (clone(inner), "This system allows no network of its own: the run COULD reach the internet.");
    };
    let mut outside = Command::new("unshare");
    outside.args(way).args(["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]);
    outside.arg(inner.get_program()).args(inner.get_args()).env("SEXTANT_NO_WAY_OUT", "1");
    like(&mut outside, inner);
    (outside, "The run has a network of its own, without a way out.")
}

fn clone(command: &Command) -> Command {
    let mut same = Command::new(command.get_program());
    same.args(command.get_args());
    like(&mut same, command);
    same
}

/// Gives a command the folder and the environment of another.
fn like(command: &mut Command, model: &Command) {
    if let Some(folder) = model.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in model.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
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
