use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::client;

fn start(arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sextant-sandbox"))
        .args(["--size", "tiny", "--seed", "3"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

fn ends_within(child: &mut Child, limit: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < limit {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    false
}

#[tokio::test]
async fn the_first_line_says_how_to_reach_it() {
    let (mut child, told) = start(&["--control-port", "0"]);
    let url = format!("{}/v26.0/me", told["base_url"].as_str().unwrap());
    let answer = client().get(url).bearer_auth(told["system_user_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert!(told["control_url"].is_string() && told["app_secret"].is_string() && told["port"].is_u64());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn it_ends_with_its_parent() {
    let mut parent = Command::new("sleep").arg("600").spawn().unwrap();
    let (mut child, _) = start(&["--parent-pid", &parent.id().to_string()]);
    assert!(child.try_wait().unwrap().is_none());
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert!(ends_within(&mut child, Duration::from_secs(10)), "it outlived its parent");
}

#[cfg(unix)]
#[test]
fn terminating_saves_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let (mut child, _) = start(&["--state", state.to_str().unwrap()]);
    Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(ends_within(&mut child, Duration::from_secs(10)));
    assert!(state.exists());
}

#[test]
fn wrong_options_are_a_usage_error() {
    for wrong in [["--size", "giant"], ["--clock", "backwards"], ["--tier", "gold"]] {
        let status =
            Command::new(env!("CARGO_BIN_EXE_sextant-sandbox")).args(wrong).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{wrong:?}");
    }
}
