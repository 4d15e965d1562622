//! Questions that are too large: cut by days, computed by a job, cut by objects, and taken up again after a stop.

use std::sync::Arc;

use graph::Cancel;
use ingest::{SyncProgress, SyncResult};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};
use tokio::sync::watch;

use crate::bench::{Bench, assert_complete, assert_same, content, sync};

async fn reference(bench: &Bench, request: &ingest::SyncRequest) -> String {
    let (store, _folder) = bench.beside();
    ingest::discover_accounts(&bench.graph, &store, &Cancel::new()).await.unwrap();
    assert_complete(&sync(&bench.graph, &store, &bench.clock, request).await);
    content(&store).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_too_much_the_result_is_that_of_the_whole_question() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(20).await;
    let expected = reference(&bench, &request).await;
    // Cells of a call, cells of a job: cut to a few days, to jobs, to jobs of a single day.
    for (cells, job_cells) in [(400, 1_000_000), (10, 1_000_000), (10, 100)] {
        bench.server.set_insights_limits(10_000, cells, job_cells);
        let (store, _folder) = bench.beside();
        ingest::discover_accounts(&bench.graph, &store, &Cancel::new()).await.unwrap();
        let report = sync(&bench.graph, &store, &bench.clock, &request).await;
        assert_complete(&report);
        assert_same(&expected, &content(&store).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_jobs_are_too_large_cutting_by_objects_ends_with_the_same_rows() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(2).await;
    let expected = reference(&bench, &request).await;
    bench.server.set_insights_limits(10_000, 1, 200_000_000);
    for (level, poisoned, skipped) in [("ad", 1, 0), ("ad", 3, 0), ("ad", 5, 1), ("adset", 2, 0), ("campaign", 2, 1)] {
        let too_large = FaultKind::FailJob { code: -3, subcode: 1_504_045, skipped: false };
        let fault = Fault::on(&format!("/insights.*level={level}&"), too_large).method("POST");
        let id = bench.server.faults().add(fault.after(skipped).times(poisoned)).unwrap();
        let (store, _folder) = bench.beside();
        ingest::discover_accounts(&bench.graph, &store, &Cancel::new()).await.unwrap();
        let mark = bench.server.journal().mark();
        assert_complete(&sync(&bench.graph, &store, &bench.clock, &request).await);
        let cut = posts(&bench, mark).into_iter().filter(|query| query.contains(".id%22")).count();
        assert!(cut >= 2, "{level}: {cut} jobs of some objects");
        assert_same(&expected, &content(&store).await);
        bench.server.faults().remove(id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_too_much_is_asked_for_smaller() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(20).await;
    let expected = reference(&bench, &request).await;
    bench.server.set_insights_limits(1_300, 40_000_000, 200_000_000);
    assert_complete(&bench.sync(&request).await);
    assert_same(&expected, &content(&bench.store).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_fails_is_begun_again() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(10).await;
    let expected = reference(&bench, &request).await;
    bench.server.set_insights_limits(10_000, 1, 200_000_000);
    for fault in [
        FaultKind::FailJob { code: -2, subcode: 2_490_547, skipped: false },
        FaultKind::FailJob { code: 2, subcode: 1_504_043, skipped: true },
    ] {
        bench.server.faults().add(Fault::on("/insights", fault).method("POST").times(1)).unwrap();
    }
    assert_complete(&bench.sync(&request).await);
    assert_same(&expected, &content(&bench.store).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_was_waited_for_is_taken_up_again_by_its_number() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(3).await;
    let expected = reference(&bench, &request).await;
    bench.server.set_insights_limits(10_000, 1, 200_000_000);
    let stall = Fault::on("/insights", FaultKind::StallJob { ms: 3_600_000 }).method("POST");
    bench.server.faults().add(stall).unwrap();
    let cancel = Cancel::new();
    let (sender, _watched) = watch::channel(SyncProgress::default());
    let running = ingest::sync(&bench.graph, &bench.store, Arc::new(bench.clock.clone()), &request, sender, &cancel);
    let stopping = async {
        // Every level's newest day has its job, and somebody is asking after it.
        while bench
            .server
            .journal()
            .entries()
            .iter()
            .filter(|call| call.path.starts_with("/6") && !call.path.contains("insights"))
            .count()
            < 8
        {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        cancel.cancel();
    };
    let (report, ()) = tokio::join!(running, stopping);
    assert_eq!(report.result, SyncResult::Cancelled);
    let started: Vec<_> = posts(&bench, 0);
    assert!(!started.is_empty());
    bench.server.faults().clear();
    bench.step(3_600_000);
    let mark = bench.server.journal().mark();
    assert_complete(&bench.sync(&request).await);
    let again = posts(&bench, mark);
    assert!(again.iter().all(|query| !started.contains(query)), "a job was asked for twice: {again:?}");
    // An hour has passed in the world meanwhile: today has other rows than the reference.
    let is_settled = |line: &&str| line.contains("pulled") && !line.contains("2026-11-23");
    let settled = |text: &str| text.lines().filter(is_settled).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(settled(&expected), settled(&content(&bench.store).await));
}

fn posts(bench: &Bench, mark: u64) -> Vec<String> {
    let calls = bench.calls_since(mark);
    calls
        .into_iter()
        .filter(|call| call.method == "POST" && call.path.ends_with("/insights"))
        .map(|call| call.query)
        .collect()
}
