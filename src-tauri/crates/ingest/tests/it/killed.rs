//! `kill -9` at any moment: the workspace stays whole, and the next process brings it to where an undisturbed run ends.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::{FixedClock, TimestampMillis};
use graph::Cancel;
use ingest::SyncResult;
use sandbox::world::Size;

use crate::bench::{Bench, START_MS, assert_complete, assert_same, content, graph, open, sync};

/// Set for the process that is going to be killed: sandbox, token and workspace, one a line.
const ORDERS: &str = "SEXTANT_INGEST_KILLED";

/// The days of figures a killed run is about.
const DAYS: u32 = 12;

/// In a process of its own this is the run that gets killed; by itself it is a run that must not be.
#[test]
fn a_run_in_a_process_of_its_own_is_complete() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        match std::env::var(ORDERS) {
            Ok(orders) => {
                let [base_url, token, folder] = orders.lines().collect::<Vec<_>>()[..] else { panic!("{orders}") };
                assert_complete(&run(base_url, token, Path::new(folder)).await);
            }
            Err(_) => {
                let bench = Bench::new(Size::Tiny);
                let folder = tempfile::tempdir().unwrap();
                let report = run(bench.server.base_url(), &bench.server.system_user_token(), folder.path()).await;
                assert_complete(&report);
            }
        }
    });
}

async fn run(base_url: &str, token: &str, folder: &Path) -> ingest::SyncReport {
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let store = open(folder, &clock);
    let graph = graph(base_url, token.to_owned(), &clock);
    let accounts = ingest::discover_accounts(&graph, &store, &Cancel::new()).await.expect("accounts");
    let accounts = accounts.into_iter().map(|account| account.id).collect();
    let request = ingest::SyncRequest::new(accounts).with_days(std::num::NonZeroU32::new(DAYS).unwrap());
    sync(&graph, &store, &clock, &request).await
}

fn spawn(bench: &Bench, folder: &Path) -> Child {
    let orders = format!("{}\n{}\n{}", bench.server.base_url(), bench.server.system_user_token(), folder.display());
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_run_in_a_process_of_its_own_is_complete"])
        .env(ORDERS, orders)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the process once it has made `calls` calls and then some moments more. Answers how it ended by itself when it
/// was faster.
fn kill_after(bench: &Bench, child: &mut Child, calls: u64, moments: Duration) -> Option<bool> {
    let mark = bench.server.journal().mark();
    let began = Instant::now();
    while bench.server.journal().mark() < mark + calls {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the process neither calls nor ends");
        std::thread::sleep(Duration::from_micros(300));
    }
    std::thread::sleep(moments);
    if let Some(status) = child.try_wait().unwrap() {
        return Some(status.success());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_a_sync_resumes_without_loss_or_doubles() {
    let kills: u32 = std::env::var("SEXTANT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let bench = Bench::new(Size::Tiny);
    let reference = tempfile::tempdir().unwrap();
    let first_mark = bench.server.journal().mark();
    let undisturbed = run(bench.server.base_url(), &bench.server.system_user_token(), reference.path()).await;
    assert_eq!(undisturbed.result, SyncResult::Complete);
    let whole = bench.server.journal().mark() - first_mark;
    let clock = FixedClock::new(TimestampMillis(START_MS));
    let expected = content(&open(reference.path(), &clock)).await;

    let mut random = fastrand::Rng::with_seed(9);
    let (mut killed, mut finished) = (0, 0);
    let mut folder = tempfile::tempdir().unwrap();
    while killed < kills {
        let mut child = spawn(&bench, folder.path());
        let (calls, moments) = (random.u64(0..whole), Duration::from_micros(random.u64(0..25_000)));
        match kill_after(&bench, &mut child, calls, moments) {
            None => killed += 1,
            Some(success) => {
                assert!(success, "a run that was not killed is complete, after {killed} kills");
                assert_whole(folder.path(), &clock, &expected).await;
                finished += 1;
                folder = tempfile::tempdir().unwrap();
            }
        }
    }
    // What the last kill left is brought to its end too.
    assert!(spawn(&bench, folder.path()).wait().unwrap().success());
    assert_whole(folder.path(), &clock, &expected).await;
    println!("{killed} kills, {} workspaces brought to their end", finished + 1);
}

async fn assert_whole(folder: &Path, clock: &FixedClock, expected: &str) {
    let store = open(folder, clock);
    let report = store.check().await.expect("the check runs");
    assert!(report.is_clean(), "{report:?}");
    assert_same(expected, &content(&store).await);
    let open_jobs = store.read(|db| db.open_jobs()).await.unwrap();
    assert!(open_jobs.is_empty(), "{open_jobs:?}");
}
