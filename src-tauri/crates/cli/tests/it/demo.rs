//! `demo`: a simulation that runs beside other commands for as long as it is wanted.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use sandbox::world::Size;
use sandbox::{Config, Server};
use serde_json::Value;

use crate::terminal::{Terminal, finish};

#[test]
fn the_demo_serves_other_commands_until_it_is_stopped() {
    let beside = std::path::Path::new(env!("CARGO_BIN_EXE_sextant-cli")).with_file_name("sextant-sandbox");
    let program = std::env::var_os("SEXTANT_SANDBOX").map_or(beside, Into::into);
    assert!(program.is_file(), "build it first: cargo build -p sandbox ({} is missing)", program.display());
    let home = tempfile::tempdir().unwrap();
    let mut demo = Terminal::command(home.path(), None)
        .env("SEXTANT_SANDBOX", &program)
        .args(["demo", "--size", "tiny", "--seed", "11", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(demo.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let served: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
    assert_eq!(served["accounts"].as_array().map(Vec::len), Some(1));

    let run = |arguments: &[&str]| {
        let mut command = Terminal::command(home.path(), None);
        command.args(arguments);
        finish(command, "")
    };
    let synced = run(&["sync", "--json"]).ok();
    assert_eq!(synced.json()["result"].as_str(), Some("complete"));
    assert!(!run(&["list", "ads", "--json"]).ok().rows().is_empty());
    nothing_secret_is_on_a_command_line(demo.id());
    let stopped = Command::new("kill").args(["-TERM", &demo.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(demo.wait().unwrap().code(), Some(0));
    let address: std::net::SocketAddr =
        served["graph_url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "the simulation went with it");
}

/// What every program on this computer can read of the demo and of the simulation it started.
#[cfg(target_os = "linux")]
fn nothing_secret_is_on_a_command_line(demo: u32) {
    let same = Server::start(Config { seed: 11, size: Size::Tiny, ..Config::default() }).unwrap();
    let parent = |pid: u32| {
        let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        text.rsplit(") ").next()?.split(' ').nth(1)?.parse::<u32>().ok()
    };
    let pids = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let family: Vec<u32> = pids.filter(|pid| *pid == demo || parent(*pid) == Some(demo)).collect();
    assert_eq!(family.len(), 2, "the program and its simulation");
    for pid in family {
        let line = String::from_utf8_lossy(&std::fs::read(format!("/proc/{pid}/cmdline")).unwrap()).into_owned();
        assert!(line.contains("sextant"), "{line}");
        assert!(!line.contains(&same.system_user_token()) && !line.contains(same.app_secret()), "{line}");
    }
}

#[cfg(not(target_os = "linux"))]
fn nothing_secret_is_on_a_command_line(_: u32) {}
