//! Killing the process at random moments of a sync.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::{Level, TimestampMillis};
use store::{DailyRow, InsightsQuery, MetricRow, MetricsBatch, PulledDay, Store};

use crate::support::*;

/// Steps of the work. Each is one write; the store says which are done.
const STEPS: i64 = 120;

/// Kills in an ordinary run; `SEXTANT_KILLS` asks for more.
const KILLS: u64 = 50;

fn rows_of(step: i64) -> Vec<MetricRow> {
    let first = (step % 30) as i32;
    let rows = (1..=700).filter(|n| (n + step) % 3 != 0);
    rows.flat_map(|n| (0..3).map(move |d| metric(n, 20_000 + first + d, (n * 31 + step) % 997))).collect()
}

fn step(store: &Store, number: i64) {
    let write = move |tx: &store::Tx<'_>| {
        let account = account("1");
        let rows = rows_of(number);
        let campaigns: Vec<_> = (0..20).map(|n| campaign_row("1", 50 + n, &format!("Step {number}"))).collect();
        tx.upsert_campaigns(&account, &campaigns, Some(number))?;
        let seen_at = NOW.plus_millis(number);
        tx.upsert_metrics(&MetricsBatch { account: &account, level: Level::Ad, seen_at, rows: &rows })?;
        let pulled = PulledDay { day: day(20_000), pulled_at: seen_at, rows: rows.len() as i64 };
        tx.mark_pulled(&account, Level::Ad, &[pulled])?;
        tx.refresh_search(1_000)?;
        tx.set_sync_state(Some(&account), "step", &number)
    };
    store.write_blocking(write).unwrap();
}

fn done(store: &Store) -> i64 {
    store.read_blocking(|db| db.sync_state::<i64>(Some(&account("1")), "step")).unwrap().unwrap_or(0)
}

/// Goes on where the store says the work stands.
fn work(store: &Store) {
    for number in done(store) + 1..=STEPS {
        step(store, number);
    }
}

/// Everything that can be asked about the figures, restatements included.
fn content(store: &Store) -> (Vec<String>, Vec<Vec<DailyRow>>, String) {
    let range = days(19_990, 20_050);
    store
        .read_blocking(move |db| {
            let query = InsightsQuery { accounts: vec![account("1")], level: Level::Ad, range, daily: true };
            let insights = db.insights(&query)?.iter().map(|row| format!("{row:?}")).collect();
            let mut known = Vec::new();
            for at in [5, 40, 90, 130] {
                let rows = db.as_of(&account("1"), Level::Ad, range, TimestampMillis(NOW.0 + at))?;
                known.push(rows.into_iter().map(|(_, row)| row).collect());
            }
            let history = db.history(&object("1", Level::Campaign, 55))?;
            Ok((insights, known, format!("{history:?}")))
        })
        .unwrap()
}

/// Not a test of its own: the process that is killed. Does nothing unless a test started it.
#[test]
fn writes_until_it_is_killed() {
    if let Ok(path) = std::env::var("SEXTANT_TEST_OPEN") {
        drop(open(Path::new(&path)).unwrap());
    }
    if let Ok(path) = std::env::var("SEXTANT_TEST_WORK") {
        let store = open(Path::new(&path)).unwrap();
        work(&store);
    }
}

fn kill_once(path: &Path, after: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::writes_until_it_is_killed", "--exact", "--nocapture", "--test-threads=1"])
        .env("SEXTANT_TEST_WORK", path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The child prints its first line before it opens anything; the moment of the kill is what is random, on purpose.
    child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_sync_killed_again_and_again_ends_with_the_same_content() {
    let undisturbed = Fixture::new();
    work(&undisturbed.store);
    let expected = content(&undisturbed.store);

    let kills = std::env::var("SEXTANT_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut state = 0x0bad_cafe_u64;
    let mut left = kills;
    while left > 0 {
        let fixture = Fixture::new();
        let (path, _folder) = fixture.close();
        for _ in 0..left.min(25) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            kill_once(&path, Duration::from_millis(3 + state % 60));
            left -= 1;
            let store = open(&path).unwrap();
            assert!(store.check_blocking().unwrap().is_clean());
        }
        let store = open(&path).unwrap();
        work(&store);
        assert!(content(&store) == expected, "content differs after kills");
    }
}

#[test]
fn nothing_that_was_stored_is_readable_in_the_files() {
    let canary = "canary-7f3a-in-plain-text";
    let fixture = Fixture::new();
    let write = move |tx: &store::Tx<'_>| {
        let account = account("1");
        tx.upsert_campaigns(&account, &[campaign_row("1", 10, canary)], Some(1))?;
        tx.put_integration("meta", &serde_json::json!({ "note": canary }), Some(canary.as_bytes()))?;
        tx.set_setting("canary", &canary)?;
        tx.refresh_search(100)?;
        Ok(())
    };
    fixture.store.write_blocking(write).unwrap();
    fixture.store.backup_daily_blocking(7).unwrap();
    let found = fixture.store.read_blocking(move |db| db.search(canary, 5)).unwrap();
    assert_eq!(found.len(), 1);
    let mut folders = vec![fixture.path()];
    let mut logs = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            logs += usize::from(path.to_string_lossy().ends_with("-wal") && !bytes.is_empty());
            let key = [1_u8; 32];
            for needle in [canary.as_bytes(), &b"SQLite format"[..], &key[..], "0101010101010101".as_bytes()] {
                assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{}", path.display());
            }
        }
    }
    assert_eq!(logs, 2, "the logs were looked at while they held something");
}
