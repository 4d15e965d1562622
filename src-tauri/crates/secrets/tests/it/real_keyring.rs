//! The states of a real GNOME Keyring on a session bus of its own. Each test is parent and child in one: the parent sets
//! the stage, and starts itself again inside that session to use the keyring.

#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use secrets::{Error, KeyCustody, KeyPlace, OsKeyring, Prompt};
use tempfile::TempDir;

const STEP: &str = "SECRETS_TEST_KEYRING_STEP";
const FOLDER: &str = "SECRETS_TEST_KEYRING_FOLDER";

/// A session: folders, perhaps a bus, perhaps a keyring. Everything ends when it is dropped.
struct Session {
    root: TempDir,
    bus: Option<Running>,
    keyring: Option<Running>,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let found = ["/usr/bin", "/usr/local/bin", "/bin"].iter().map(|dir| Path::new(dir).join(name)).find(|p| p.exists());
    if found.is_none() {
        eprintln!("SKIPPED: {name} is not installed, so this keyring state was not tried with a real keyring");
    }
    found
}

/// Both programs, or `None` after having said so.
fn programs() -> Option<(PathBuf, PathBuf)> {
    Some((program("dbus-daemon")?, program("gnome-keyring-daemon")?))
}

impl Session {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "data", "run", "workspace"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root, bus: None, keyring: None }
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.root.path().join("bus").display())
    }

    fn environment(&self, command: &mut Command) {
        command
            .env("HOME", self.root.path().join("home"))
            .env("XDG_DATA_HOME", self.root.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.root.path().join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.address())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL");
    }

    /// A bus that starts nothing by itself, so that "no service" stays so.
    fn start_bus(&mut self, daemon: &Path) {
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>\
             <listen>{}</listen><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            self.address()
        );
        let path = self.root.path().join("bus.conf");
        std::fs::write(&path, config).unwrap();
        let mut command = Command::new(daemon);
        command.arg(format!("--config-file={}", path.display())).args(["--nofork", "--print-address"]);
        self.environment(&mut command);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        // The bus prints its address once it listens.
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("unix:"), "the bus did not start: {line:?}");
        self.bus = Some(Running(child));
    }

    fn start_keyring(&mut self, daemon: &Path, unlocked: bool) {
        let mut command = Command::new(daemon);
        command.args(["--foreground", "--components=secrets"]);
        if unlocked {
            command.arg("--unlock");
        }
        self.environment(&mut command);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut child = Running(child);
        let mut stdin = child.0.stdin.take().unwrap();
        if unlocked {
            stdin.write_all(b"test password").unwrap();
        }
        drop(stdin);
        self.keyring = Some(child);
    }

    fn signal_keyring(&self, signal: Signal) {
        let pid = self.keyring.as_ref().unwrap().0.id();
        kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), signal).unwrap();
    }

    fn spawn(&self, test: &str, step: &str) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture"]);
        self.environment(&mut command);
        command.env(STEP, step).env(FOLDER, self.root.path().join("workspace"));
        command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
    }

    /// Runs one step in the session and returns its outcome: `ok` or the code of a state.
    fn run(&self, test: &str, step: &str) -> String {
        outcome(self.spawn(test, step))
    }

    /// Runs a step until it has this outcome: a daemon that was just started needs a moment to take its name.
    fn run_until(&self, test: &str, step: &str, wanted: &str) -> String {
        let began = Instant::now();
        loop {
            let got = self.run(test, step);
            if got == wanted || began.elapsed() > Duration::from_secs(20) {
                return got;
            }
        }
    }
}

fn outcome(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.split_once("OUTCOME ").map(|(_, rest)| rest.to_owned()));
    line.unwrap_or_else(|| panic!("the child said nothing: {said}"))
}

/// In the child: does the step and prints its outcome. `None` in the parent.
fn as_child() -> Option<()> {
    let step = std::env::var(STEP).ok()?;
    let place = KeyPlace::new("w1", std::env::var_os(FOLDER).unwrap());
    let custody = KeyCustody::new(Arc::new(OsKeyring::native()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = runtime.block_on(async {
        match step.as_str() {
            "create" => custody.create(&place).await.map(|_| ()),
            "open" => custody.open(&place, Prompt::Never).await.map(|_| ()),
            "ask" => custody.with_patience(Duration::from_secs(20)).open(&place, Prompt::Allowed).await.map(|_| ()),
            "wait" => custody.wait_until_open(&place).await.map(|_| ()),
            "delete-key" => {
                let record = std::fs::read(place.folder().join("keyring.json")).unwrap();
                let done = custody.delete(&place).await;
                std::fs::write(place.folder().join("keyring.json"), record).unwrap();
                done
            }
            "status" => custody.status(&place).await.map(|backend| println!("BACKEND {backend}")),
            other => panic!("{other}"),
        }
    });
    let outcome = match done {
        Ok(()) => "ok",
        Err(Error::Key(state)) => state.code(),
        Err(other) => panic!("{other:?}"),
    };
    println!("OUTCOME {outcome}");
    Some(())
}

/// Whether a key record and so a key exists in the session's workspace.
fn has_record(session: &Session) -> bool {
    session.root.path().join("workspace/keyring.json").exists()
}

#[test]
fn without_a_bus_it_says_so_and_makes_nothing() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::without_a_bus_it_says_so_and_makes_nothing";
    let session = Session::new();
    assert_eq!(session.run(ME, "create"), "keyring_no_bus");
    assert_eq!(session.run(ME, "open"), "keyring_no_bus");
    assert!(!has_record(&session));
}

#[test]
fn without_a_service_it_says_so_and_notices_one_within_five_seconds() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::without_a_service_it_says_so_and_notices_one_within_five_seconds";
    let Some((bus, keyring)) = programs() else { return };
    let mut session = Session::new();
    session.start_bus(&bus);
    assert_eq!(session.run(ME, "create"), "keyring_no_service");
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "create", "ok"), "ok");
    assert_eq!(session.run(ME, "open"), "ok");

    session.keyring = None;
    assert_eq!(session.run_until(ME, "open", "keyring_no_service"), "keyring_no_service");
    let waiting = session.spawn(ME, "wait");
    assert_eq!(session.run(ME, "open"), "keyring_no_service");
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "open", "ok"), "ok");
    let began = Instant::now();
    assert_eq!(outcome(waiting), "ok");
    assert!(began.elapsed() < Duration::from_secs(5), "noticed after {:?}", began.elapsed());
}

#[test]
fn without_a_collection_it_says_so_and_makes_nothing() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::without_a_collection_it_says_so_and_makes_nothing";
    let Some((bus, keyring)) = programs() else { return };
    let mut session = Session::new();
    session.start_bus(&bus);
    session.start_keyring(&keyring, false);
    assert_eq!(session.run_until(ME, "create", "keyring_no_collection"), "keyring_no_collection");
    assert_eq!(session.run(ME, "ask"), "keyring_no_collection");
    assert!(!has_record(&session));
}

#[test]
fn a_locked_keyring_is_locked_then_denied_then_open_again() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::a_locked_keyring_is_locked_then_denied_then_open_again";
    let Some((bus, keyring)) = programs() else { return };
    let mut session = Session::new();
    session.start_bus(&bus);
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "create", "ok"), "ok");

    session.keyring = None;
    session.start_keyring(&keyring, false);
    assert_eq!(session.run_until(ME, "open", "keyring_locked"), "keyring_locked");
    // Nothing can show the question to unlock here, which the keyring reports like a dismissed one.
    assert_eq!(session.run(ME, "ask"), "keyring_denied");

    session.keyring = None;
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "open", "ok"), "ok");
}

#[test]
fn a_wiped_keyring_is_told_from_a_new_workspace() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::a_wiped_keyring_is_told_from_a_new_workspace";
    let Some((bus, keyring)) = programs() else { return };
    let mut session = Session::new();
    session.start_bus(&bus);
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "create", "ok"), "ok");
    assert_eq!(session.run(ME, "delete-key"), "ok");
    assert_eq!(session.run(ME, "open"), "keyring_wiped");
    assert_eq!(session.run(ME, "ask"), "keyring_wiped");

    // The same record as if another program had kept the key.
    let path = session.root.path().join("workspace/keyring.json");
    let record = std::fs::read_to_string(&path).unwrap();
    assert!(record.contains("gnome-keyring-d"), "the provider is remembered: {record}");
    std::fs::write(&path, record.replace("gnome-keyring-d", "kwalletd6")).unwrap();
    assert_eq!(session.run(ME, "open"), "keyring_other_backend");
}

#[test]
fn a_keyring_that_hangs_is_given_up_and_taken_back() {
    if as_child().is_some() {
        return;
    }
    const ME: &str = "real_keyring::a_keyring_that_hangs_is_given_up_and_taken_back";
    let Some((bus, keyring)) = programs() else { return };
    let mut session = Session::new();
    session.start_bus(&bus);
    session.start_keyring(&keyring, true);
    assert_eq!(session.run_until(ME, "create", "ok"), "ok");
    session.signal_keyring(Signal::STOP);
    let began = Instant::now();
    assert_eq!(session.run(ME, "open"), "keyring_no_answer");
    assert!(began.elapsed() < Duration::from_secs(10), "gave up after {:?}", began.elapsed());
    session.signal_keyring(Signal::CONT);
    assert_eq!(session.run_until(ME, "open", "ok"), "ok");
}
