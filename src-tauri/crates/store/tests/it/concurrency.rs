//! Many openers, many readers, one writer.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;

use domain::Level;
use store::{Error, Store, Tag};

use crate::support::*;

#[test]
fn of_a_hundred_openers_one_holds_the_workspace() {
    let (path, _folder) = Fixture::new().close();
    let barrier = Arc::new(std::sync::Barrier::new(100));
    let openers: Vec<_> = (0..100)
        .map(|_| {
            let (path, barrier) = (path.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                let opened = open(&path);
                // Nobody lets go before everybody has tried.
                barrier.wait();
                opened.map(drop)
            })
        })
        .collect();
    let outcomes: Vec<_> = openers.into_iter().map(|opener| opener.join().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| matches!(error, Error::Locked)));
    drop(open(&path).unwrap());
}

/// Set for a process that does nothing but open workspaces in its first moment.
const FIRST_MOMENT: &str = "SEXTANT_TEST_FIRST_MOMENT";

#[test]
fn several_workspaces_open_in_the_first_moment_of_a_process() {
    if std::env::var_os(FIRST_MOMENT).is_some() {
        let barrier = Arc::new(std::sync::Barrier::new(8));
        let opening = |barrier: Arc<std::sync::Barrier>| {
            move || {
                let folder = tempfile::tempdir().unwrap();
                barrier.wait();
                Store::create(&folder.path().join("w"), key(1), options()).map(drop)
            }
        };
        let openers: Vec<_> = (0..8).map(|_| std::thread::spawn(opening(Arc::clone(&barrier)))).collect();
        return openers.into_iter().for_each(|opener| opener.join().unwrap().unwrap());
    }
    let name = "concurrency::several_workspaces_open_in_the_first_moment_of_a_process";
    for attempt in 0..20 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(FIRST_MOMENT, "1");
        let output = child.output().unwrap();
        assert!(output.status.success(), "process {attempt}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn another_process_is_kept_out_with_no_session_bus() {
    let fixture = Fixture::new();
    let other = |path: &std::path::Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["crash::writes_until_it_is_killed", "--exact", "--nocapture", "--test-threads=1"]);
        command.env("SEXTANT_TEST_OPEN", path).env_remove("DBUS_SESSION_BUS_ADDRESS").stdout(Stdio::null());
        command.stderr(Stdio::null()).status().unwrap().success()
    };
    assert!(!other(&fixture.path()), "a second process opened a workspace that is open");
    let (path, _folder) = fixture.close();
    assert!(other(&path), "the lock outlived its holder");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_enter_or_read() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    fixture.store.backup_daily_blocking(7).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut folders = vec![fixture.path()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert!(files >= 9, "both databases with their logs, the manifest, the lock and a backup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_read_sees_one_state() {
    let fixture = Fixture::new();
    let store = fixture.store.clone();
    // Each write moves one unit of figures from one object to another and says so in a setting.
    put(&store, "1", Level::Ad, NOW, vec![metric(1, 20_000, 50), metric(2, 20_040, 50)]).unwrap();
    store.write(|tx| tx.set_setting("first", &50_i64)).await.unwrap();
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            for step in 1..=40_i64 {
                let write = move |tx: &store::Tx<'_>| {
                    let account = account("1");
                    let rows = [metric(1, 20_000, 50 - step), metric(2, 20_040, 50 + step)];
                    let seen_at = NOW.plus_millis(step);
                    tx.upsert_metrics(&store::MetricsBatch {
                        account: &account,
                        level: Level::Ad,
                        seen_at,
                        rows: &rows,
                    })
                };
                store.write(write).await.unwrap();
            }
        }
    });
    while !writing.is_finished() {
        let read = |db: &store::Db| {
            let one = db.series(&object("1", Level::Ad, 1), days(20_000, 20_000))?;
            let two = db.series(&object("1", Level::Ad, 2), days(20_040, 20_040))?;
            let all = db.level_totals(&account("1"), Level::Ad, days(19_990, 20_050))?;
            Ok((one[0].figures.sums.clicks, two[0].figures.sums.clicks, all.sums.clicks))
        };
        let (one, two, all) = store.read(read).await.unwrap();
        assert_eq!((one + two, all), (300, 300));
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn a_panic_in_a_closure_undoes_its_write_and_leaves_the_store_working() {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| -> Result<(), Error> {
        tx.set_setting("half", &1)?;
        panic!("on purpose")
    };
    assert!(matches!(fixture.store.write(write).await, Err(Error::Stopped)));
    let read = |_: &store::Db| -> Result<(), Error> { panic!("on purpose") };
    assert!(matches!(fixture.store.read(read).await, Err(Error::Stopped)));
    assert_eq!(fixture.store.read(|db| db.setting::<i64>("half")).await.unwrap(), None);
    fixture.store.write(|tx| tx.set_setting("whole", &1)).await.unwrap();
}

#[tokio::test]
async fn subscribers_learn_what_each_committed_write_changed() {
    let fixture = Fixture::new();
    let mut changes = fixture.store.subscribe();
    let failed: Result<store::Written<()>, Error> = fixture
        .store
        .write(|tx| {
            tx.set_setting("a", &1)?;
            Err(Error::NotFound)
        })
        .await;
    assert!(failed.is_err());
    let written = fixture.store.write(|tx| tx.set_setting("a", &1)).await.unwrap();
    assert_eq!(written.tags, BTreeSet::from([Tag::Settings]));
    assert_eq!(*changes.recv().await.unwrap(), written.tags);
    fixture.store.write(|_| Ok(())).await.unwrap();
    assert!(changes.try_recv().is_err(), "a write that changed nothing says nothing");
}

#[test]
fn a_second_workspace_is_opened_by_its_own_key_only() {
    let one = Fixture::new();
    let folder = tempfile::tempdir().unwrap();
    drop(Store::create(folder.path(), key(2), options()).unwrap());
    assert!(matches!(open(folder.path()), Err(Error::WrongKey)));
    let (path, _kept) = one.close();
    assert!(matches!(Store::open(&path, key(2), options()), Err(Error::WrongKey)));
}
