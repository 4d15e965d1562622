//! Bad days: whatever the network and Meta do, a run that calls itself complete has the right content.

use ingest::{SyncRequest, SyncResult};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::bench::{Bench, assert_complete, assert_same, content, graph_with, sync};

fn error(code: i64, subcode: Option<i64>, transient: bool) -> FaultKind {
    FaultKind::Error { code, subcode, message: None, status: None, transient }
}

fn answer(status: u16, content_type: &str, body: &str) -> FaultKind {
    FaultKind::Respond { status, content_type: content_type.to_owned(), body: body.to_owned() }
}

/// Every kind of bad answer that a read can meet.
fn kinds() -> Vec<(&'static str, FaultKind)> {
    vec![
        ("transient", error(2, None, true)),
        ("unknown", error(1, None, false)),
        ("html 502", answer(502, "text/html", "<html>Bad Gateway</html>")),
        ("503 text", answer(503, "text/plain", "Service Unavailable")),
        ("text with 200", answer(200, "text/plain", "Service Unavailable")),
        ("login page", answer(200, "text/html", "<html>Welcome to our hotel</html>")),
        ("malformed", answer(200, "application/json", r#"{"data":[{"id":"#)),
        ("other shape", answer(200, "application/json", r#"{"data":{"id":"1"}}"#)),
        ("empty list", answer(200, "application/json", r#"{"data":[]}"#)),
        ("reset", FaultKind::Reset),
        ("no answer", FaultKind::Timeout),
        ("cut at once", FaultKind::CutBody { after_bytes: 0 }),
        ("cut later", FaultKind::CutBody { after_bytes: 900 }),
        ("slow", FaultKind::SlowBody { bytes_per_second: 3_000_000 }),
        ("repeated page", FaultKind::RepeatPage),
        ("bad cursor", FaultKind::BadCursor),
        ("changed cursor", FaultKind::ChangedCursor),
        ("null item", FaultKind::NullItem { applied: false }),
    ]
}

struct Reference {
    bench: Bench,
    request: SyncRequest,
    expected: String,
}

async fn reference() -> Reference {
    let mut bench = Bench::new(Size::Tiny);
    let (base_url, token) = (bench.server.base_url().to_owned(), bench.server.system_user_token());
    bench.graph = graph_with(&base_url, token, &bench.clock, std::time::Duration::from_millis(700));
    let request = bench.request(12).await;
    assert_complete(&bench.sync(&request).await);
    let expected = content(&bench.store).await;
    Reference { bench, request, expected }
}

impl Reference {
    /// Syncs a fresh workspace under the armed faults until a run is complete or patience ends, and compares every
    /// complete run. Then lifts the faults and expects the next run to be complete.
    async fn run(&self, name: &str, runs: u32) -> u32 {
        let (store, _folder) = self.bench.beside();
        let accounts = self.bench.store.read(|db| db.accounts()).await.unwrap();
        // The list of accounts is taken as just read: fifty readings in five minutes would meet the app's own limit.
        let write = move |tx: &store::Tx<'_>| {
            tx.upsert_accounts(&accounts)?;
            tx.set_sync_state(None, "accounts", &true)
        };
        store.write(write).await.unwrap();
        let mut complete = 0;
        for _ in 0..runs {
            let report = sync(&self.bench.graph, &store, &self.bench.clock, &self.request).await;
            if report.result == SyncResult::Complete {
                complete += 1;
                assert!(content(&store).await == self.expected, "{name}: a false \"complete\"");
            }
        }
        self.bench.server.faults().clear();
        let report = sync(&self.bench.graph, &store, &self.bench.clock, &self.request).await;
        let problems: Vec<_> = report.problems.iter().map(|problem| problem.kind.to_string()).collect();
        assert_eq!(report.result, SyncResult::Complete, "{name}: {problems:?}");
        assert_same(&self.expected, &content(&store).await);
        complete
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_answer_of_any_kind_anywhere_does_not_make_a_false_complete() {
    let reference = reference().await;
    for (name, kind) in kinds() {
        for path in ["/(campaigns|adsets|ads)", "/insights"] {
            let fault = Fault::on(path, kind.clone()).after(1).times(1);
            reference.bench.server.faults().add(fault).unwrap();
            reference.run(&format!("{name} on {path}"), 1).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storms_of_bad_answers_do_not_make_a_false_complete() {
    let runs: u64 = std::env::var("SEXTANT_FAULT_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let reference = reference().await;
    let kinds = kinds();
    let mut random = fastrand::Rng::with_seed(2_026);
    let mut complete = 0;
    for run in 0..runs {
        let mut names = Vec::new();
        for _ in 0..random.usize(1..4) {
            let (name, kind) = &kinds[random.usize(..kinds.len())];
            let probability = if *name == "no answer" { 0.01 } else { 0.05 + random.f64() * 0.3 };
            // A well-formed lie can be told so often that it is the truth; told once it must be found out.
            // Who changed what comes without a count, so there nobody could.
            let (path, often) = match *name {
                "empty list" => ("/(campaigns|adsets|ads|insights)", 1),
                _ => ("", 1_000),
            };
            let fault = Fault::on(path, kind.clone()).probability(probability).times(often);
            reference.bench.server.faults().add(fault).unwrap();
            names.push(*name);
        }
        complete += reference.run(&format!("run {run}: {names:?}"), 2).await;
    }
    println!("{runs} storms: {complete} of {} runs in them were complete, none falsely", runs * 2);
    assert!(complete > 0, "the storms let nothing through, so they prove nothing");
}
