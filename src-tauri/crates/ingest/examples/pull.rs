//! One sync through the client into an encrypted cache, measured from inside: `pull URL FOLDER SINCE UNTIL [LOOK_BACK]`,
//! the token on standard input.
//!
//! What `sextant-cli sync` does without opening a vault, which costs half a second and 128 MB on purpose. Prints one
//! JSON object: seconds, calls, rows, the sums stored at ad level, and resident memory before the first call and at its
//! highest.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use domain::{AccountDay, AccountId, Clock, DayRange, Level, SystemClock};
use graph::{Cancel, Credentials, Graph, GraphConfig};
use ingest::{SyncProgress, SyncReport, SyncRequest};
use secrecy::SecretString;
use store::{DatabaseKey, OpenOptions, Store};

/// Wipes what is given back, as in the programs people run: it costs time, so it is measured too.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// A figure of this process from the system, in kilobytes; 0 where the system has no such file.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<Store, store::Error> {
    let (key, options) = (DatabaseKey::new(Box::new([9; 32])), OpenOptions::new(clock));
    if Store::is_there(folder) { Store::open(folder, key, options) } else { Store::create(folder, key, options) }
}

async fn pull(
    graph: &Graph,
    store: &Store,
    clock: Arc<dyn Clock>,
    range: DayRange,
    look_back: Option<u32>,
) -> Result<(Vec<AccountId>, SyncReport), Box<dyn Error>> {
    let cancel = Cancel::new();
    let known = store.read(|db| db.accounts()).await?;
    let known = if known.is_empty() { ingest::discover_accounts(graph, store, &cancel).await? } else { known };
    let accounts: Vec<AccountId> = known.into_iter().map(|account| account.id).collect();
    let mut request = SyncRequest::new(accounts.clone()).over(range);
    request.look_back_days = look_back.unwrap_or(request.look_back_days);
    let (progress, _nobody_watches) = tokio::sync::watch::channel(SyncProgress::default());
    let report = ingest::sync(graph, store, clock, &request, progress, &cancel).await;
    Ok((accounts, report))
}

fn main() -> Result<(), Box<dyn Error>> {
    ingest::give_large_blocks_back();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, folder, since, until, rest @ ..] = &words[..] else {
        return Err("usage: pull URL FOLDER SINCE UNTIL [LOOK_BACK] < TOKEN".into());
    };
    let range = DayRange::new(AccountDay::parse(since)?, AccountDay::parse(until)?)?;
    let look_back = rest.first().map(|days| days.parse()).transpose()?;
    let mut token = String::new();
    std::io::stdin().read_to_string(&mut token)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let store = open(Path::new(folder), Arc::clone(&clock))?;
    let credentials = Credentials::new(SecretString::from(token.trim()), None);
    let graph = Graph::new(GraphConfig::new(url)?, credentials, Arc::clone(&clock))?;
    let idle = memory("VmRSS");
    let (accounts, report) = runtime.block_on(pull(&graph, &store, clock, range, look_back))?;
    let (seconds, peak, after) = (begun.elapsed().as_secs_f64(), memory("VmHWM"), memory("VmRSS"));
    let (mut impressions, mut rows) = (0, 0);
    for account in accounts {
        let totals = store.read_blocking(move |db| db.level_totals(&account, Level::Ad, range))?;
        impressions += totals.sums.impressions;
        rows += totals.rows;
    }
    let problems: Vec<String> = report.problems.iter().map(|problem| problem.kind.to_string()).collect();
    let told = serde_json::json!({
        "result": format!("{:?}", report.result),
        "problems": problems,
        "seconds": seconds,
        "calls": graph.calls(),
        "rows": report.rows,
        "ad_rows": rows,
        "impressions": impressions,
        "idle_kb": idle,
        "peak_kb": peak,
        "after_kb": after,
    });
    println!("{told}");
    Ok(())
}
