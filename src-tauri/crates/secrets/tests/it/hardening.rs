//! A hardened process leaves no core. Tried in a child, because it cannot be taken back.

use std::process::{Command, Stdio};

const CHILD: &str = "SECRETS_TEST_HARDENED_CHILD";

#[cfg(target_os = "linux")]
#[test]
fn a_hardened_process_has_no_core_limit_left_and_is_not_dumpable() {
    if std::env::var_os(CHILD).is_some() {
        let done = secrets::harden_process().unwrap();
        assert!(done.no_core_dumps && done.not_dumpable);
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let status = rustix::process::dumpable_behavior().unwrap();
        println!("CORE {}", limits.lines().find(|l| l.starts_with("Max core")).unwrap_or("unreadable"));
        println!("DUMPABLE {status:?}");
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hardening::a_hardened_process_has_no_core_limit_left_and_is_not_dumpable", "--nocapture"])
        .env(CHILD, "1")
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}");
    assert!(said.contains("DUMPABLE NotDumpable"), "{said}");
    let core = said.lines().find(|l| l.starts_with("CORE")).unwrap_or_default();
    let numbers: Vec<&str> = core.split_whitespace().filter(|w| w.bytes().all(|b| b.is_ascii_digit())).collect();
    assert!(core.contains("unreadable") || numbers == ["0", "0"], "{core}");
}
