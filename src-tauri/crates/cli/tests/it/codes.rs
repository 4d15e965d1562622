//! Exit codes and what is said with them.

use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::terminal::{EXACT, Terminal, day};

fn error(code: i64, subcode: Option<i64>) -> FaultKind {
    FaultKind::Error { code, subcode, message: None, status: None, transient: false }
}

#[test]
fn what_makes_no_sense_is_two() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.connect();
    let today = day(&terminal.server, 0);
    let wrong: [&[&str]; 9] = [
        &[],
        &["no-such-command"],
        &["list", "pixels"],
        &["insights", "--level", "ad"],
        &["insights", "--level", "ad", "--since", "yesterday", "--until", &today],
        &["insights", "--level", "ad", "--since", &today, "--until", "2020-01-01"],
        &["sync", "--since", "2026-13-01"],
        &["sync", "--account", "act_1"],
        &["restore", "/dev/null"],
    ];
    for arguments in wrong {
        let ran = terminal.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{arguments:?}: {ran:?}");
    }
    assert_eq!(terminal.run(&["--help"]).code, 0);
    assert_eq!(terminal.run(&["--version"]).code, 0);
}

#[test]
fn a_secret_as_an_argument_is_refused_and_not_repeated() {
    let terminal = Terminal::new(Size::Tiny);
    let token = terminal.server.system_user_token();
    let key = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-ABCD";
    let refused: [&[&str]; 2] = [&["connect", "--system-user-token", &token], &["recover", "--recovery-key", key]];
    for arguments in refused {
        let ran = terminal.run(arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("standard input"), "{ran:?}");
        assert!(!ran.err.contains(&token) && !ran.err.contains(key), "{ran:?}");
    }
    assert!(terminal.server.journal().entries().is_empty(), "nothing was asked of Meta");
}

#[test]
fn what_is_not_here_is_one_with_the_error_as_json_too() {
    let terminal = Terminal::new(Size::Tiny);
    let none = terminal.run(&["accounts", "--json"]);
    assert_eq!((none.code, none.json()["error"]["code"].as_str()), (1, Some("no_workspace")));
    assert_eq!(none.json()["rows"], serde_json::json!([]));
    assert!(none.err.contains("No workspace") && none.err.contains("sextant-cli demo"), "{none:?}");
    terminal.connect();
    let foreign = terminal.run(&["list", "ads", "--account", "act_1", "--json"]);
    assert_eq!((foreign.code, foreign.json()["error"]["code"].as_str()), (1, Some("not_found")));
    let other = terminal.run(&["accounts", "--workspace", "Nobody"]);
    assert!(other.code == 1 && other.err.contains("Nobody") && other.err.contains("there is: Meta"), "{other:?}");
}

#[test]
fn a_token_that_meta_does_not_accept_is_three() {
    let terminal = Terminal::new(Size::Tiny);
    let refused = terminal.run_with(&["connect", "--system-user-token", "-", "--json"], "EAABnotatoken");
    assert_eq!(refused.code, 3, "{refused:?}");
    terminal.connect();
    terminal.server.tokens().end_all(463);
    let ended = terminal.run(&["sync", "--json"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let problem = &ended.json()["problems"][0];
    assert_eq!(problem["code"].as_str(), Some("sign_in_needed"));
    assert!(problem["message"].as_str().unwrap().contains("expired"), "{problem}");
    let status = terminal.run(&["status", "--json"]).ok().json();
    assert_eq!(status["connection"].as_str(), Some("ended"));
    let doctor = terminal.run(&["doctor", "--json"]);
    assert_eq!((doctor.code, doctor.json()["healthy"].as_bool()), (1, Some(false)));
}

#[test]
fn an_account_that_fails_beside_one_that_works_is_four() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    let id = accounts[0]["id"].as_str().unwrap();
    terminal.server.faults().add(Fault::on(&format!("{id}/(insights|campaigns)"), error(100, None))).unwrap();
    let partial = terminal.run(&["sync", "--json"]);
    assert_eq!((partial.code, partial.json()["result"].as_str()), (4, Some("partial")), "{partial:?}");
    assert_eq!(partial.json()["problems"][0]["account_id"].as_str(), Some(id));
    terminal.server.faults().clear();
    terminal.run(&["sync"]).ok();
}

#[test]
fn what_meta_forbids_is_five() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.server.faults().add(Fault::on("", error(368, None))).unwrap();
    let token = terminal.server.system_user_token();
    let refused = terminal.run_with(&["connect", "--system-user-token", "-"], &token);
    assert_eq!(refused.code, 5, "{refused:?}");
}

#[test]
fn without_a_network_cached_answers_are_nought_and_a_sync_is_not() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.connect();
    terminal.run(&["sync"]).ok();
    let before = terminal.run(&["list", "ads", "--json"]).ok().rows();
    terminal.server.stopper().stop();
    assert_eq!(terminal.run(&["list", "ads", "--json"]).ok().rows(), before);
    // Nothing new arrived, so it failed; had a part of it arrived, it would be partial.
    let sync = terminal.run(&["sync", "--json"]);
    assert_eq!((sync.code, sync.json()["result"].as_str()), (1, Some("failed")), "{sync:?}");
    assert_eq!(sync.json()["problems"][0]["code"].as_str(), Some("offline"));
}

#[test]
fn a_network_that_goes_away_in_the_middle_is_four_and_the_next_sync_goes_on() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.connect();
    terminal.server.faults().add(Fault::on("/insights", FaultKind::Reset)).unwrap();
    let partial = terminal.run(&["sync", "--json"]);
    assert_eq!((partial.code, partial.json()["result"].as_str()), (4, Some("partial")), "{partial:?}");
    assert_eq!(partial.json()["problems"][0]["code"].as_str(), Some("offline"), "{partial:?}");
    terminal.server.faults().clear();
    terminal.run(&["sync"]).ok();
}
