//! A terminal with one Sextant home, and a sandbox for Meta.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sandbox::world::Size;
use sandbox::{Config, Server};
use serde_json::Value;

pub(crate) const PASSPHRASE: &str = "a passphrase for tests only";
pub(crate) const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };

pub(crate) struct Terminal {
    pub(crate) server: Server,
    pub(crate) home: tempfile::TempDir,
}

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The one JSON object on standard output.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object on one line: {self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        self.json()["rows"].as_array().expect("rows is a list").clone()
    }

    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

impl Terminal {
    pub(crate) fn new(size: Size) -> Self {
        let server = Server::start(Config { size, ..Config::default() }).unwrap();
        Self { server, home: tempfile::tempdir().unwrap() }
    }

    /// The program with its environment; nothing of the machine's own settings leaks in.
    pub(crate) fn command(home: &Path, graph_url: Option<&str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sextant-cli"));
        command.env_remove("RUST_LOG").env_remove("SEXTANT_GRAPH_URL").env_remove("SEXTANT_SANDBOX");
        command.env("SEXTANT_HOME", home).env("SEXTANT_PASSPHRASE", PASSPHRASE).env("NO_COLOR", "1");
        if let Some(url) = graph_url {
            command.env("SEXTANT_GRAPH_URL", url);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        self.run_in(self.home.path(), arguments, input)
    }

    pub(crate) fn run_in(&self, home: &Path, arguments: &[&str], input: &str) -> Ran {
        let mut command = Self::command(home, Some(self.server.base_url()));
        command.args(arguments);
        finish(command, input)
    }

    /// Connects with the token on standard input and keeps all accounts.
    pub(crate) fn connect(&self) {
        let token = self.server.system_user_token();
        self.run_with(&["connect", "--system-user-token", "-", "--json"], &token).ok();
    }

    pub(crate) fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.home.path().join(name.as_ref())
    }
}

pub(crate) fn finish(mut command: Command, input: &str) -> Ran {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A program that refuses its arguments does not read.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code().expect("it ended by itself"), out: text(stdout), err: text(stderr) }
}

/// The day so many days ago, in UTC.
pub(crate) fn day(server: &Server, ago: i64) -> String {
    (server.clock().now() - chrono::Duration::days(ago)).format("%Y-%m-%d").to_string()
}

/// The names of an object's fields.
pub(crate) fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}
