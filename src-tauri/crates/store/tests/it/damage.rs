//! Files that are cut, altered, gone, foreign or from the future, and keys that do not fit.

use std::path::Path;

use domain::Level;
use store::{Damage, Error, Store, StoreFile};

use crate::support::*;

const FILES: [StoreFile; 2] = [StoreFile::Cache, StoreFile::Ledger];

/// A closed workspace with something on many pages of both files.
fn filled() -> (std::path::PathBuf, tempfile::TempDir) {
    let fixture = Fixture::new();
    let rows = (1..=1_200).flat_map(|n| (0..4).map(move |d| metric(n, 20_000 + d, n + i64::from(d)))).collect();
    put(&fixture.store, "1", Level::Ad, NOW, rows).unwrap();
    let write = |tx: &store::Tx<'_>| {
        for number in 0..200 {
            tx.set_setting(&format!("setting {number}"), &"x".repeat(400))?;
        }
        Ok(())
    };
    fixture.store.write_blocking(write).unwrap();
    fixture.close()
}

pub(crate) fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.path().join(entry.file_name())).unwrap();
        }
    }
    to
}

/// A small generator with a fixed start, so that a failure can be repeated.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Whether opening and the background check together notice.
fn noticed(folder: &Path) -> bool {
    match open(folder) {
        Err(error) => {
            assert!(error.is_damage(), "{error}");
            true
        }
        Ok(store) => !store.check_blocking().unwrap().is_clean(),
    }
}

#[test]
fn a_whole_workspace_is_not_called_damaged() {
    let (path, _folder) = filled();
    assert!(!noticed(&path));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let (path, _folder) = filled();
    let mut state = 0x5eed;
    for round in 0..200_u64 {
        let folder = copy(&path);
        let file = FILES[(round % 2) as usize].path_in(folder.path());
        let mut bytes = std::fs::read(&file).unwrap();
        // The first rounds hit the beginning of the file, where the salt is.
        let at = if round < 16 { random(&mut state) % 16 } else { random(&mut state) % bytes.len() as u64 };
        bytes[at as usize] ^= 1 << (random(&mut state) % 8);
        std::fs::write(&file, bytes).unwrap();
        assert!(noticed(folder.path()), "round {round}, byte {at} of {}", file.display());
    }
}

#[test]
fn every_cut_and_every_zeroed_page_is_noticed() {
    let (path, _folder) = filled();
    let mut state = 0xc0de;
    for round in 0..50_u64 {
        let folder = copy(&path);
        let file = FILES[(round % 2) as usize].path_in(folder.path());
        let length = std::fs::metadata(&file).unwrap().len();
        std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(random(&mut state) % length).unwrap();
        assert!(noticed(folder.path()), "cut, round {round}");

        let folder = copy(&path);
        let file = FILES[(round % 2) as usize].path_in(folder.path());
        let mut bytes = std::fs::read(&file).unwrap();
        let page = (random(&mut state) % (length / 8192)) as usize * 8192;
        bytes[page..page + 8192].fill(0);
        std::fs::write(&file, bytes).unwrap();
        assert!(noticed(folder.path()), "zeroed, round {round}");
    }
}

#[test]
fn an_empty_file_is_damage_and_a_missing_one_is_never_made_anew() {
    let (path, _folder) = filled();
    for file in [StoreFile::Cache, StoreFile::Ledger, StoreFile::Manifest] {
        let folder = copy(&path);
        std::fs::write(file.path_in(folder.path()), b"").unwrap();
        let empty = open(folder.path());
        assert!(
            matches!(empty, Err(Error::Damaged { what: Damage::Empty, file: named, .. }) if named == file),
            "{file}"
        );

        std::fs::remove_file(file.path_in(folder.path())).unwrap();
        let missing = open(folder.path());
        assert!(matches!(missing, Err(Error::MissingFile { file: named, .. }) if named == file), "{file}");
        assert!(!file.path_in(folder.path()).exists(), "{file} was made anew");
        assert!(Store::is_there(folder.path()));
        assert!(matches!(Store::create(folder.path(), key(1), options()), Err(Error::Exists(_))));
    }
}

#[test]
fn a_wrong_key_and_a_damaged_beginning_are_told_apart() {
    let (path, _folder) = filled();
    let before = std::fs::read(StoreFile::Ledger.path_in(&path)).unwrap();
    assert!(matches!(Store::open(&path, key(2), options()), Err(Error::WrongKey)));
    assert_eq!(std::fs::read(StoreFile::Ledger.path_in(&path)).unwrap(), before);
    for file in FILES {
        let folder = copy(&path);
        let mut bytes = std::fs::read(file.path_in(folder.path())).unwrap();
        bytes[..16].fill(0);
        std::fs::write(file.path_in(folder.path()), bytes).unwrap();
        let damaged = open(folder.path());
        assert!(
            matches!(&damaged, Err(Error::Damaged { what: Damage::Header, file: named, kept, .. })
                if *named == file && *kept == file.path_in(folder.path())),
            "{damaged:?}"
        );
    }
}

#[test]
fn an_error_names_the_backup_that_could_be_restored() {
    let fixture = Fixture::new();
    let made = fixture.store.backup_daily_blocking(7).unwrap().unwrap();
    let (path, _folder) = fixture.close();
    std::fs::write(StoreFile::Ledger.path_in(&path), b"").unwrap();
    assert!(matches!(open(&path), Err(Error::Damaged { backup: Some(backup), .. }) if backup == made.path));
}

pub(crate) fn with_ledger(path: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(StoreFile::Ledger.path_in(path)).unwrap();
    let key: String = [1_u8; 32].iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = 8192; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;
             PRAGMA cipher_kdf_algorithm = PBKDF2_HMAC_SHA256; {sql}"
        ))
        .unwrap();
}

#[test]
fn a_newer_schema_is_refused_and_left_as_it_is() {
    let (path, _folder) = filled();
    with_ledger(&path, "PRAGMA user_version = 4000; CREATE TABLE from_the_future (x);");
    let before: Vec<_> = FILES.map(|file| std::fs::read(file.path_in(&path)).unwrap()).into();
    let refused = open(&path);
    assert!(matches!(refused, Err(Error::NewerSchema { file: StoreFile::Ledger, found: 4000, .. })), "{refused:?}");
    let after: Vec<_> = FILES.map(|file| std::fs::read(file.path_in(&path)).unwrap()).into();
    assert!(before == after, "a refused file was changed");
}

#[test]
fn files_of_another_program_or_workspace_are_foreign() {
    let (path, _folder) = filled();
    with_ledger(&path, "PRAGMA application_id = 77;");
    assert!(matches!(open(&path), Err(Error::Foreign { file: StoreFile::Ledger })));

    let (path, _folder) = filled();
    // The same key, so that only the marks tell them apart.
    let (other, _other_folder) = filled();
    std::fs::copy(StoreFile::Cache.path_in(&other), StoreFile::Cache.path_in(&path)).unwrap();
    assert!(matches!(open(&path), Err(Error::Foreign { file: StoreFile::Cache })));
}

#[test]
fn a_stale_log_beside_a_file_is_ignored_or_noticed() {
    let (path, _folder) = filled();
    let (other, _other_folder) = filled();
    let store = open(&other).unwrap();
    store.write_blocking(|tx| tx.set_setting("stale", &"log")).unwrap();
    let log = other.join("ledger.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0);
    std::fs::copy(&log, path.join("ledger.db-wal")).unwrap();
    drop(store);
    match open(&path) {
        Err(error) => assert!(error.is_damage() || matches!(error, Error::Foreign { .. }), "{error}"),
        Ok(store) if store.check_blocking().unwrap().is_clean() => {
            assert_eq!(store.read_blocking(|db| db.setting::<String>("stale")).unwrap(), None);
        }
        // The other workspace's pages do not authenticate here, which the check says.
        Ok(_) => {}
    }
}

#[test]
fn damage_met_while_running_is_named_as_damage() {
    let (path, _folder) = filled();
    let file = StoreFile::Cache.path_in(&path);
    let mut bytes = std::fs::read(&file).unwrap();
    // All pages but the first, which opening reads.
    let length = bytes.len();
    for page in bytes[8192..length].chunks_mut(8192) {
        page[100] ^= 0xFF;
    }
    std::fs::write(&file, bytes).unwrap();
    let read = match open(&path) {
        Err(error) => Err(error),
        Ok(store) => store.read_blocking(|db| db.level_totals(&account("1"), Level::Ad, days(20_000, 20_003))),
    };
    assert!(read.is_err_and(|error| error.is_damage()));
}

#[test]
fn an_unfinished_creation_can_be_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = r#"{"format":1,"state":"creating","database_id":"ab","key_check":"cd"}"#;
    std::fs::write(folder.path().join("store.json"), manifest).unwrap();
    std::fs::write(folder.path().join("cache.db"), b"half").unwrap();
    assert!(!Store::is_there(folder.path()));
    assert!(matches!(open(folder.path()), Err(Error::NoWorkspace(_))));
    drop(Store::create(folder.path(), key(1), options()).unwrap());
    drop(open(folder.path()).unwrap());
}
