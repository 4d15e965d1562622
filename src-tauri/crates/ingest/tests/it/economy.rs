//! How many requests a sync costs, by the sandbox's journal: the figure that decides whether it survives Meta's limits.

use std::collections::BTreeSet;
use std::time::Duration;

use ingest::{ProblemKind, SyncResult};
use sandbox::world::Size;
use sandbox::{Config, Entry, Fault, FaultKind, Tier};

use crate::bench::{Bench, assert_complete, assert_truth, graph, server_with, sync};

const LARGE: Size = Size::Exact { accounts: 1, campaigns: 100, adsets: 5, ads: 5 };

fn of_accounts(calls: &[Entry]) -> Vec<&Entry> {
    calls.iter().filter(|call| call.account.is_some()).collect()
}

fn insights<'a>(calls: &[&'a Entry]) -> Vec<&'a Entry> {
    calls.iter().copied().filter(|call| call.path.ends_with("/insights")).collect()
}

fn at_level<'a>(calls: &[&'a Entry], level: &str) -> Vec<&'a Entry> {
    let parameter = format!("level={level}&");
    insights(calls).into_iter().filter(|call| format!("{}&", call.query).contains(&parameter)).collect()
}

fn assert_no_page_twice(calls: &[Entry]) {
    let mut seen = BTreeSet::new();
    for call in calls {
        assert!(seen.insert((&call.path, &call.query)), "asked twice: {} {}", call.path, call.query);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_sync_of_2500_ads_fits_the_sixty_points_of_a_new_app() {
    let bench = Bench::with_tier(LARGE, Tier::Development);
    let mark = bench.server.journal().mark();
    let request = bench.request(30).await;
    assert_complete(&bench.sync(&request).await);
    let calls = bench.calls_since(mark);
    let own = of_accounts(&calls);
    let rows = |level: &str| at_level(&own, level).iter().map(|call| call.rows).sum::<usize>();
    let pages = |rows: usize, limit: usize| rows.div_ceil(limit);
    let figures =
        pages(rows("ad"), 5_000) + pages(rows("adset"), 5_000) + pages(rows("campaign"), 5_000) + pages(30, 5_000);
    let objects = pages(100, 1_000) + pages(500, 500) + pages(2_500, 2_500);
    let points: u32 = own.iter().map(|call| call.points).sum();
    println!(
        "full sync: {} calls of the account ({points} points), {} in all; {} at ad level for {} rows; bound {}",
        own.len(),
        calls.len(),
        at_level(&own, "ad").len(),
        rows("ad"),
        figures + objects + 4
    );
    assert_eq!(rows("ad"), 75_000);
    assert!(own.len() <= figures + objects + 4, "{} calls", own.len());
    assert!(calls.len() - own.len() <= 3);
    assert!(at_level(&own, "ad").len() <= 20);
    assert!(points <= 60);
    assert_no_page_twice(&calls);
    assert!(calls.iter().all(|call| call.code.is_none()), "no call failed");
    assert_truth(&bench, 30).await;

    // An hour later nothing has changed but the figures.
    bench.step(3_600_000);
    // The governor keeps the computer's time, in which no hour has passed: a client of a later process has forgotten.
    let later = graph(bench.server.base_url(), bench.server.system_user_token(), &bench.clock);
    let mark = bench.server.journal().mark();
    assert_complete(&sync(&later, &bench.store, &bench.clock, &request).await);
    let calls = bench.calls_since(mark);
    let own = of_accounts(&calls);
    let look_back = insights(&own).len();
    println!("an hour later: {} calls, {look_back} of them for the look-back", calls.len());
    assert!(own.len() - look_back <= 4, "{} calls besides figures", own.len() - look_back);
    let days = 29;
    assert!(
        look_back <= pages(2_500 * days, 5_000) + pages(500 * days, 5_000) + 2,
        "{look_back} pages of the look-back"
    );
    assert_eq!(calls.len(), own.len(), "the list of accounts is not read again");
    assert_no_page_twice(&calls);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_says_wait_is_not_followed_by_another_call() {
    let bench = Bench::with_tier(Size::Tiny, Tier::Development);
    let request = bench.request(30).await;
    let limit = FaultKind::Error { code: 17, subcode: Some(2_446_079), message: None, status: None, transient: false };
    bench.server.faults().add(Fault::on(r"/adsets", limit).times(1)).unwrap();
    // Without patience the wait is reported rather than waited for.
    let hasty = bench.graph.with_patience(Duration::from_secs(1));
    let report = sync(&hasty, &bench.store, &bench.clock, &request).await;
    assert_eq!(report.result, SyncResult::Partial);
    assert!(report.problems.iter().any(|problem| matches!(&problem.kind,
        ProblemKind::Meta(error) if matches!(**error, graph::Error::RateLimited { .. }))));
    assert!(report.retry_at().is_some_and(|at| at.millis_since(report.finished_at) > 0));
    let refused = bench.server.journal().entries().into_iter().find(|call| call.code == Some(17)).unwrap();
    let later: Vec<_> = bench.calls_since(refused.seq).into_iter().filter(|call| call.account.is_some()).collect();
    // The listing of ads runs beside that of ad sets and may have been under way.
    assert!(later.len() <= 1 && later.iter().all(|call| call.path.ends_with("/ads")), "{later:?}");

    // That listing may still be answered after the run ended.
    let mark = bench.settled_mark().await;
    let again = sync(&hasty, &bench.store, &bench.clock, &request).await;
    assert_ne!(again.result, SyncResult::Complete);
    assert!(of_accounts(&bench.calls_since(mark)).is_empty(), "a second run does not knock either");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_objects_that_meta_found_too_large_is_not_asked_for_again_by_the_next_sync() {
    let bench = Bench::on(server_with(Config { size: Size::Tiny, max_edge_limit: 600, ..Config::default() }));
    let request = bench.request(2).await;
    let mut refused = Vec::new();
    for _ in 0..2 {
        let mark = bench.settled_mark().await;
        assert_complete(&bench.sync(&request).await);
        refused.push(bench.calls_since(mark).iter().filter(|call| call.status == 500).count());
        // Long enough that everything is listed in full again.
        bench.step(13 * 3_600_000);
    }
    assert!(refused[0] >= 2, "campaigns and ads were refused at first: {refused:?}");
    assert_eq!(refused[1], 0, "and asked for in smaller pages the next day");
}
