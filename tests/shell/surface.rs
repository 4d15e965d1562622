//! The page's reach is written down once and cannot grow unseen.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read_json(name: &str) -> Value {
    let text = std::fs::read_to_string(file(name)).expect("a file of the repository");
    serde_json::from_str(&text).expect("valid JSON")
}

#[test]
fn there_is_one_capability_and_it_grants_our_commands_and_listening_only() {
    let files: Vec<_> = std::fs::read_dir(file("src-tauri/capabilities"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(files, ["main.json"]);
    let capability = read_json("src-tauri/capabilities/main.json");
    assert_eq!(capability["windows"], json!(["main"]));
    assert_eq!(capability["local"], json!(true));
    assert!(capability.get("remote").is_none(), "no page from elsewhere may call anything");
    for permission in capability["permissions"].as_array().expect("a list") {
        let name = permission.as_str().expect("a plain name, no scope");
        let is_listening = matches!(name, "core:event:allow-listen" | "core:event:allow-unlisten");
        assert!(is_listening || name.starts_with("allow-"), "{name} reaches beyond our own commands");
        assert!(!name.contains('*'), "{name}");
    }
}

#[test]
fn every_command_is_granted_and_nothing_else_is() {
    let capability = read_json("src-tauri/capabilities/main.json");
    let mut granted: Vec<String> = capability["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|name| name.as_str()?.strip_prefix("allow-").map(|name| name.replace('-', "_")))
        .collect();
    granted.sort();
    let source = std::fs::read_to_string(file("src-tauri/src/bindings.rs")).expect("the source");
    let mut offered: Vec<String> = source
        .lines()
        .filter_map(|line| {
            line.trim().strip_prefix("commands::")?.trim_end_matches(',').rsplit("::").next().map(String::from)
        })
        .collect();
    offered.sort();
    assert_eq!(granted, offered);
}

#[test]
fn the_content_security_policy_is_exactly_this() {
    let config = read_json("tauri.conf.json");
    let security = &config["app"]["security"];
    assert_eq!(
        security["csp"],
        json!({
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "ipc: http://ipc.localhost",
            "frame-src": "'none'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
        })
    );
    assert_eq!(security["freezePrototype"], json!(true));
    assert_eq!(security["assetProtocol"]["enable"], json!(false));
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    assert!(config["build"].get("devUrl").is_none(), "the page is built in, never served");
}

/// Versions below which a published weakness exists, and plugins that are not to be used at all.
#[test]
fn no_dependency_is_below_its_floor() {
    let lock = std::fs::read_to_string(file("Cargo.lock")).expect("the lock file");
    let packages: Vec<(&str, Vec<u64>)> = lock
        .split("[[package]]")
        .filter_map(|block| {
            let field = |name: &str| block.split(&format!("{name} = \"")).nth(1)?.split('"').next();
            let version = field("version")?.split(['-', '+']).next()?;
            Some((field("name")?, version.split('.').map(|part| part.parse().unwrap_or(0)).collect()))
        })
        .collect();
    for (name, floor) in [("tauri", [2, 11, 1]), ("tauri-plugin-deep-link", [2, 0, 0]), ("rusqlite", [0, 41, 0])] {
        let found: Vec<_> = packages.iter().filter(|(package, _)| *package == name).collect();
        assert!(!found.is_empty(), "{name} is used");
        for (_, version) in found {
            assert!(version.as_slice() >= floor.as_slice(), "{name} {version:?} is below {floor:?}");
        }
    }
    for banned in
        ["tauri-plugin-shell", "tauri-plugin-http", "tauri-plugin-fs", "tauri-plugin-process", "tauri-plugin-updater"]
    {
        assert!(packages.iter().all(|(name, _)| *name != banned), "{banned} would widen the page's reach");
    }
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn only_the_write_path_sends_changes_to_meta() {
    let mut sources = Vec::new();
    sources_below(&file("src-tauri"), &mut sources);
    assert!(sources.len() > 100, "{} files", sources.len());
    let (graph, changes) = (file("src-tauri/crates/graph"), file("src-tauri/crates/changes"));
    let mut senders = 0;
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("a source file");
        let sends =
            [".writer(", "graph::Writer", "Writer::update", "Writer::create"].iter().any(|way| text.contains(way));
        senders += usize::from(sends);
        let may = source.starts_with(&graph) || source.starts_with(&changes);
        assert!(!sends || may, "{} changes an ad account without a recorded intent", source.display());
    }
    assert!(senders > 0, "the search finds those who may");
}
