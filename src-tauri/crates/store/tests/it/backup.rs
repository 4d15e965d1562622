//! Backups, and the way back.

use store::{Error, Store, StoreFile, restore, verify};

use crate::support::*;

#[test]
fn a_restored_backup_has_what_was_there_when_it_was_made() {
    let fixture = Fixture::new();
    fixture.store.write_blocking(|tx| tx.set_setting("theme", &"before")).unwrap();
    put(&fixture.store, "1", domain::Level::Ad, NOW, vec![metric(5, 20_000, 1)]).unwrap();
    let backup = fixture.folder.path().join("backup");
    let made = fixture.store.backup_to_blocking(&backup).unwrap();
    assert!(made.bytes > 0);
    fixture.store.write_blocking(|tx| tx.set_setting("theme", &"after")).unwrap();
    let clock = fixture.clock.clone();
    let (path, _folder) = fixture.close();
    let aside = restore(&backup, &path, &key(1), &clock).unwrap().unwrap();
    assert!(StoreFile::Ledger.path_in(&aside).exists(), "what was replaced is kept");
    let store = open(&path).unwrap();
    assert_eq!(store.read_blocking(|db| db.setting::<String>("theme")).unwrap().as_deref(), Some("before"));
    let series = store.read_blocking(|db| db.series(&object("1", domain::Level::Ad, 5), days(20_000, 20_000))).unwrap();
    assert_eq!(series.len(), 1);
    // A workspace can also be restored where there was none.
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("fresh machine");
    assert_eq!(restore(&backup, &target, &key(1), &clock).unwrap(), None);
    drop(open(&target).unwrap());
}

#[test]
fn nothing_is_restored_from_a_bad_backup_or_with_a_wrong_key() {
    let fixture = Fixture::new();
    fixture.store.write_blocking(|tx| tx.set_setting("theme", &"good")).unwrap();
    let clock = fixture.clock.clone();
    let mut backups = Vec::new();
    for (number, harm) in ["flip", "cut", "empty", "missing", "manifest"].into_iter().enumerate() {
        let backup = fixture.folder.path().join(format!("backup {number}"));
        fixture.store.backup_to_blocking(&backup).unwrap();
        let ledger = StoreFile::Ledger.path_in(&backup);
        let mut bytes = std::fs::read(&ledger).unwrap();
        match harm {
            "flip" => {
                let at = bytes.len() - 4000;
                bytes[at] ^= 1;
                std::fs::write(&ledger, bytes).unwrap();
            }
            "cut" => std::fs::write(&ledger, &bytes[..bytes.len() - 8192]).unwrap(),
            "empty" => std::fs::write(&ledger, b"").unwrap(),
            "missing" => std::fs::remove_file(&ledger).unwrap(),
            _ => std::fs::write(StoreFile::Manifest.path_in(&backup), b"{}").unwrap(),
        }
        backups.push((harm, backup));
    }
    let good = fixture.folder.path().join("good");
    fixture.store.backup_to_blocking(&good).unwrap();
    assert!(matches!(restore(&good, &fixture.path(), &key(1), &clock), Err(Error::Locked)), "not while it is open");
    let (path, _folder) = fixture.close();
    for (harm, backup) in backups {
        let refused = restore(&backup, &path, &key(1), &clock);
        assert!(matches!(refused, Err(Error::BadBackup(_))), "{harm}: {refused:?}");
    }
    assert!(matches!(restore(&good, &path, &key(2), &clock), Err(Error::WrongKey)));
    verify(&good, &key(1)).unwrap();
    let store = open(&path).unwrap();
    assert_eq!(store.read_blocking(|db| db.setting::<String>("theme")).unwrap().as_deref(), Some("good"));
}

#[test]
fn a_backup_is_made_once_a_day_and_seven_are_kept() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let fixture = Fixture::new();
    for _ in 0..9 {
        assert!(fixture.store.backup_daily_blocking(7).unwrap().is_some());
        fixture.clock.advance(DAY - 1);
        assert!(fixture.store.backup_daily_blocking(7).unwrap().is_none(), "one was made less than a day ago");
        fixture.clock.advance(1);
    }
    let backups = fixture.store.backups().unwrap();
    assert_eq!(backups.len(), 7);
    assert!(backups.windows(2).all(|pair| pair[0].made_at > pair[1].made_at), "newest first");
    backups.iter().for_each(|backup| verify(&backup.path, &key(1)).unwrap());
}

#[test]
fn a_backup_never_takes_the_place_of_something() {
    let fixture = Fixture::new();
    let there = fixture.folder.path().join("there");
    std::fs::create_dir(&there).unwrap();
    assert!(matches!(fixture.store.backup_to_blocking(&there), Err(Error::Exists(_))));
}

#[tokio::test]
async fn a_backup_beside_writes_is_whole() {
    let fixture = Fixture::new();
    let store: Store = fixture.store.clone();
    let writing = tokio::spawn(async move {
        for number in 0..60 {
            store.write(move |tx| tx.set_setting("number", &number)).await.unwrap();
        }
    });
    let backup = fixture.folder.path().join("backup");
    fixture.store.backup_to(&backup).await.unwrap();
    writing.await.unwrap();
    verify(&backup, &key(1)).unwrap();
    assert!(fixture.store.check().await.unwrap().is_clean());
}
