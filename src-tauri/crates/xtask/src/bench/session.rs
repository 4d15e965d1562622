//! A display, a session bus and an unlocked keyring of the bench's own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::display::Display;

/// Ends with this value.
pub(super) struct Session {
    display: Display,
    bus: Child,
    keyring: Child,
    address: String,
    folder: PathBuf,
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in [&mut self.keyring, &mut self.bus] {
            // One that is already gone is what is wanted.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Session {
    /// Starts everything; what is kept from run to run lies in `folder`.
    ///
    /// # Errors
    /// When a program is missing or does not start.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        for name in ["home", "data", "screen", "run"] {
            std::fs::create_dir_all(folder.join(name))?;
        }
        let display = Display::with_memory(1440, 900, &folder.join("screen"))?;
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("dbus-daemon could not be started")?;
        let mut address = String::new();
        BufReader::new(bus.stdout.take().context("the bus says nothing")?).read_line(&mut address)?;
        let address = address.trim().to_owned();
        ensure!(!address.is_empty(), "the bus has no address");
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("XDG_RUNTIME_DIR", folder.join("run"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("gnome-keyring-daemon could not be started")?;
        // It reads the password to the end of its input.
        keyring.stdin.take().context("no standard input")?.write_all(b"for the bench only")?;
        Ok(Self { display, bus, keyring, address, folder: folder.to_owned() })
    }

    /// Where Sextant keeps its data.
    pub(super) fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// The folder with the display's memory.
    pub(super) fn screen(&self) -> PathBuf {
        self.folder.join("screen")
    }

    /// A program in this session.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        super::start::quiet(&mut command, &self.display);
        command
            .env("SEXTANT_HOME", self.home())
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.join("run"));
        command
    }
}
