//! What ends a run early, and how the next one goes on.

use graph::{AuthCause, Cancel, Credentials, Error};
use ingest::{ProblemKind, Stage, SyncProgress, SyncResult};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};
use secrecy::SecretString;
use std::sync::Arc;
use tokio::sync::watch;

use crate::bench::{Bench, assert_complete, assert_same, content, sync};

/// What an undisturbed run brings, in a workspace of its own.
async fn undisturbed(bench: &Bench, request: &ingest::SyncRequest) -> String {
    let (store, _folder) = bench.beside();
    ingest::discover_accounts(&bench.graph, &store, &Cancel::new()).await.unwrap();
    assert_complete(&sync(&bench.graph, &store, &bench.clock, request).await);
    content(&store).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_token_stops_everything_names_its_cause_and_loses_nothing() {
    let bench = Bench::new(Size::Small);
    let request = bench.request(90).await;
    let expected = undisturbed(&bench, &request).await;
    let expired = FaultKind::Error { code: 190, subcode: Some(463), message: None, status: None, transient: false };
    bench.server.faults().add(Fault::on("/insights", expired).after(5)).unwrap();
    let report = bench.sync(&request).await;
    assert_eq!(report.result, SyncResult::Partial);
    let [problem] = report.problems.as_slice() else { panic!("one problem for all: {:?}", report.problems) };
    assert!(problem.account.is_none());
    let ProblemKind::Meta(error) = &problem.kind else { panic!("{problem:?}") };
    assert!(matches!(**error, Error::Auth { cause: AuthCause::Expired, .. }), "{error:?}");

    // Until somebody signs in again nothing is sent. What was on its way when the run ended may still arrive.
    let mark = bench.settled_mark().await;
    let still = bench.sync(&request).await;
    assert_ne!(still.result, SyncResult::Complete);
    assert!(bench.calls_since(mark).is_empty());

    bench.server.faults().clear();
    let token = SecretString::from(bench.server.system_user_token());
    let signed_in = bench.graph.with_credentials(Credentials::new(token, None));
    assert_complete(&sync(&signed_in, &bench.store, &bench.clock, &request).await);
    assert_same(&expected, &content(&bench.store).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_run_keeps_what_arrived_and_the_next_one_reads_only_the_rest() {
    let bench = Bench::new(Size::Small);
    let request = bench.request(90).await;
    let expected = undisturbed(&bench, &request).await;
    let mark = bench.server.journal().mark();
    bench.server.set_latency_ms(20);
    let cancel = Cancel::new();
    let (sender, mut watched) = watch::channel(SyncProgress::default());
    let stopper = {
        let cancel = cancel.clone();
        tokio::spawn(async move {
            let figures = |progress: &SyncProgress| {
                progress.accounts.iter().any(|one| one.stage == Stage::Insights && one.done > 0)
            };
            watched.wait_for(figures).await.map(|_| cancel.cancel()).ok()
        })
    };
    let clock = Arc::new(bench.clock.clone());
    let report = ingest::sync(&bench.graph, &bench.store, clock, &request, sender, &cancel).await;
    stopper.await.unwrap();
    assert_eq!(report.result, SyncResult::Cancelled);
    bench.server.set_latency_ms(0);
    assert_complete(&bench.sync(&request).await);
    assert_same(&expected, &content(&bench.store).await);
    // Listings that were finished before are not walked again.
    let listings = bench.calls_since(mark).into_iter().filter(|call| call.path.ends_with("/campaigns")).count();
    assert_eq!(listings, request.accounts.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_the_run_ends_soon_and_what_is_there_stays() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(30).await;
    assert_complete(&bench.sync(&request).await);
    let before = content(&bench.store).await;
    let Bench { server, clock, store, graph, folder: _folder } = bench;
    drop(server);
    clock.advance(3_600_000);
    let report = sync(&graph, &store, &clock, &request).await;
    assert_eq!(report.result, SyncResult::Failed);
    assert!(
        report.problems.iter().all(|problem| matches!(&problem.kind, ProblemKind::Meta(error)
        if matches!(**error, Error::Offline { .. } | Error::Transient { .. }))),
        "{:?}",
        report.problems
    );
    assert_same(&before, &content(&store).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trouble_with_one_account_does_not_keep_the_others_from_arriving() {
    let bench = Bench::new(Size::Small);
    let request = bench.request(14).await;
    let [refused, ..] = request.accounts.as_slice() else { panic!("accounts") };
    let missing = FaultKind::Error { code: 200, subcode: None, message: None, status: None, transient: false };
    bench.server.faults().add(Fault::on(&format!("{}/campaigns", refused.node()), missing)).unwrap();
    let report = bench.sync(&request).await;
    assert_eq!(report.result, SyncResult::Partial);
    assert!(report.problems.iter().all(|problem| problem.account.as_ref() == Some(refused)));
    assert_eq!(report.changed.len(), request.accounts.len() - 1);
}
