//! Files that are older than they were, held against the head that was kept outside them.

use std::path::Path;

use domain::{FixedClock, Level};
use store::{Head, Held, NewAudit, Setback, Store, StoreFile};

use crate::damage::copy;
use crate::support::*;

fn note(store: &Store, text: &'static str) {
    store.write_blocking(move |tx| tx.set_setting("note", &text)).unwrap();
}

fn figures(store: &Store, spend: i64) {
    put(store, "1", Level::Ad, NOW, (1..=20).map(|n| metric(n, 20_000, spend + n)).collect()).unwrap();
}

fn act(store: &Store) {
    let entry = NewAudit { actor: "Ada", action: "ad.paused", ..NewAudit::default() };
    store.write_blocking(move |tx| tx.append_audit(&entry)).unwrap();
}

fn setbacks(store: &Store, known: &Head) -> Vec<Setback> {
    let known = known.clone();
    store.read_blocking(move |db| db.setbacks(&known)).unwrap()
}

fn put_back(from: &Path, to: &Path, file: StoreFile) {
    std::fs::copy(file.path_in(from), file.path_in(to)).unwrap();
}

/// Its name, what is done, and the files it is written to.
type Deed = (&'static str, fn(&Store), &'static [StoreFile]);

/// What is done between the old copy and the present.
const DEEDS: [Deed; 4] = [
    ("a setting", |store| note(store, "x"), &[StoreFile::Ledger]),
    ("figures", |store| figures(store, 9), &[StoreFile::Cache]),
    ("an entry", act, &[StoreFile::Ledger]),
    (
        "all",
        |store| {
            figures(store, 4);
            act(store);
        },
        &[StoreFile::Cache, StoreFile::Ledger],
    ),
];

#[test]
fn a_file_put_back_is_found_whatever_was_done_since() {
    let mut found = 0;
    for round in 0..20 {
        let fixture = Fixture::new();
        figures(&fixture.store, 1);
        for _ in 0..round % 3 {
            act(&fixture.store);
        }
        let (path, _folder) = fixture.close();
        let old = copy(&path);
        for (name, deed, files) in DEEDS {
            let store = open_again(&path);
            deed(&store);
            let head = store.durable_head().unwrap();
            assert_eq!(setbacks(&store, &head), [], "{name}");
            drop(store);
            let present = copy(&path);
            for file in files {
                let tried = copy(present.path());
                put_back(old.path(), tried.path(), *file);
                let store = open_again(tried.path());
                let first = setbacks(&store, &head);
                assert!(first.iter().any(|it| matches!(it, Setback::OlderFile { file: f, .. } if f == file)), "{name}");
                // Written to again until it has seen more writes than before, it is still not the file that was there.
                for _ in 0..3 {
                    figures(&store, 2);
                    act(&store);
                }
                assert!(!setbacks(&store, &head).is_empty(), "{name}, gone on");
                drop(store);
                assert!(!setbacks(&open_again(tried.path()), &head).is_empty(), "{name}, opened again");
                found += 1;
            }
        }
    }
    assert_eq!(found, 100);
}

#[test]
fn a_file_that_went_on_from_the_head_is_not_called_older() {
    let fixture = Fixture::new();
    let beginning = fixture.store.durable_head().unwrap();
    let (path, _folder) = fixture.close();
    let mut heads = vec![beginning];
    for run in 0..6 {
        let store = open_again(&path);
        for known in &heads {
            assert_eq!(setbacks(&store, known), [], "run {run}");
        }
        note(&store, "x");
        act(&store);
        heads.push(store.durable_head().unwrap());
        figures(&store, run);
        heads.push(store.durable_head().unwrap());
        assert_eq!(*store.heads().borrow(), store.read_blocking(|db| db.head()).unwrap());
    }
}

#[test]
fn a_log_that_was_cut_or_rewritten_is_told_from_an_older_file() {
    let fixture = Fixture::new();
    for _ in 0..5 {
        act(&fixture.store);
    }
    let head = fixture.store.durable_head().unwrap();
    act(&fixture.store);
    let (path, _folder) = fixture.close();
    let cut = "DELETE FROM audit_logs WHERE id > 3;
               UPDATE audit_chain SET count = 3, hash = (SELECT hash FROM audit_logs WHERE id = 3);";
    for (sql, expected) in [
        (cut, Setback::AuditCutOff { known: 5, left: 3 }),
        ("UPDATE audit_logs SET hash = zeroblob(32) WHERE id = 5", Setback::AuditRewritten { entry: 5 }),
        ("UPDATE audit_logs SET actor = 'Eve' WHERE id = 6", Setback::AuditRewritten { entry: 6 }),
    ] {
        let tried = copy(&path);
        let no_guards = "DROP TRIGGER audit_logs_are_not_changed; DROP TRIGGER audit_logs_are_not_removed;";
        crate::damage::with_ledger(tried.path(), &format!("{no_guards} {sql}"));
        let store = open_again(tried.path());
        assert_eq!(setbacks(&store, &head), [expected], "{sql}");
    }
    let other = Head { log: "another".into(), ..head };
    assert_eq!(setbacks(&open_again(&path), &other), [Setback::OtherWorkspace]);
}

#[tokio::test]
async fn a_restored_workspace_holds_writes_until_a_person_confirms() {
    let fixture = Fixture::new();
    act(&fixture.store);
    let backup = fixture.folder.path().join("b");
    fixture.store.backup_to(&backup).await.unwrap();
    act(&fixture.store);
    let newest = fixture.store.durable_head().unwrap();
    assert_eq!(fixture.store.held(), None);
    let (path, _folder) = fixture.close();
    store::restore(&backup, &path, &key(1), &FixedClock::new(NOW)).unwrap();
    for _ in 0..2 {
        let store = open_again(&path);
        assert_eq!(store.held(), Some(Held::Restored { at: NOW }));
        assert_eq!(store.read(|db| Ok(db.audit(None, 9)?.len())).await.unwrap(), 2, "the restore is recorded once");
    }
    let store = open_again(&path);
    let asked = newest.clone();
    assert!(!store.read(move |db| db.is_accepted(&asked)).await.unwrap());
    store.confirm("Ada".into(), Some(newest.clone())).await.unwrap();
    assert_eq!(store.held(), None);
    let row = store.read(|db| db.audit(None, 1)).await.unwrap().remove(0);
    assert_eq!((row.action.as_str(), row.actor.as_str()), ("workspace.confirmed", "Ada"));
    drop(store);
    let store = open_again(&path);
    assert_eq!(store.held(), None);
    assert!(store.read(move |db| db.is_accepted(&newest)).await.unwrap());
}

/// Not a test of its own: the process that is killed. Does nothing unless a test started it.
#[test]
fn notes_its_head_until_it_is_killed() {
    let Ok(path) = std::env::var("SEXTANT_TEST_NOTE") else { return };
    let path = Path::new(&path);
    let store = open_again(path);
    for number in 0.. {
        match number % 3 {
            0 => note(&store, "x"),
            1 => act(&store),
            _ => figures(&store, number),
        }
        let head = serde_json::to_vec(&store.durable_head().unwrap()).unwrap();
        std::fs::write(path.join("new"), head).unwrap();
        std::fs::rename(path.join("new"), path.join("head")).unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_raises_no_alarm() {
    let kills = std::env::var("SEXTANT_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(15);
    let fixture = Fixture::new();
    let (path, _folder) = fixture.close();
    let mut state = 0xfeed_u64;
    let mut noted = 0;
    for _ in 0..kills {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["rollback::notes_its_head_until_it_is_killed", "--exact", "--nocapture", "--test-threads=1"])
            .env("SEXTANT_TEST_NOTE", &path)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // The child prints before it opens anything; the moment of the kill is what is random, on purpose.
        std::io::Read::read_exact(&mut child.stdout.take().unwrap(), &mut [0]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5 + state % 120));
        child.kill().unwrap();
        child.wait().unwrap();
        let Ok(head) = std::fs::read(path.join("head")) else { continue };
        let head: Head = serde_json::from_slice(&head).unwrap();
        assert_eq!(setbacks(&open_again(&path), &head), []);
        noted += 1;
    }
    assert!(noted > 0, "no head was ever noted");
}
