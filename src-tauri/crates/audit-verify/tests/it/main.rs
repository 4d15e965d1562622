//! The program itself: what it prints and with which code it ends.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::process::Command;

/// Three entries with their head, made by a program in another language from the description of the format.
const LOG: &str = include_str!("three-entries.jsonl");

fn run(folder: &Path, arguments: &[&str]) -> (i32, serde_json::Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sextant-audit-verify"));
    let output = command.current_dir(folder).arg("--json").args(arguments).output().unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn a_log_made_from_the_description_is_sound_and_an_altered_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let without = |entry: usize| {
        let lines: Vec<&str> = LOG.lines().enumerate().filter(|(at, _)| *at != entry).map(|(_, line)| line).collect();
        lines.join("\n")
    };
    let head = LOG.lines().last().unwrap();
    let key = head.split("\"public_key\":\"").nth(1).unwrap().split('"').next().unwrap();
    write("log", LOG);
    write("edited", &LOG.replace("5500", "9900"));
    write("removed", &without(2));
    write("headless", &without(4));
    write("head", head);
    write("text", "hello");
    let other_key = "0".repeat(64);
    for (arguments, code, kind, entry) in [
        (vec!["log"], 0, None, None),
        (vec!["log", "--public-key", key, "--checkpoint", "head"], 0, None, None),
        (vec!["log", "--public-key", &other_key], 1, Some("bad_signature"), None),
        (vec!["edited"], 1, Some("edited"), Some(2)),
        (vec!["removed"], 1, Some("removed"), Some(2)),
        (vec!["headless"], 1, Some("no_head"), None),
        (vec!["text"], 2, None, None),
        (vec!["nowhere"], 2, None, None),
        (vec!["log", "--public-key", "zz"], 2, None, None),
    ] {
        let (ended, told) = run(folder.path(), &arguments);
        assert_eq!(ended, code, "{arguments:?}: {told}");
        let found = (told["fault"]["kind"].as_str(), told["fault"]["entry"].as_u64());
        assert_eq!(found, (kind, entry), "{arguments:?}");
    }
}
