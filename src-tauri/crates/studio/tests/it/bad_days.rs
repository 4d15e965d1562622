//! Services on bad days: never more than five tries, never more spent than the budget and one request.

use sandbox::{FaultKind, ModelFault};
use studio::{AdCopy, Canaries, Cancel, Error, Format, MicroUsd, Purse, Task, Unlimited, Written, write_copy};

use crate::support::{Bench, Kept, prompt};

async fn write(bench: &Bench, format: Format, purse: &dyn Purse) -> Result<Written, Error> {
    let cancel = Cancel::new();
    let mut nothing = |_: &AdCopy| {};
    write_copy(&bench.client(format), &prompt(), &Task::Write, &Canaries::default(), purse, &cancel, &mut nothing).await
}

#[tokio::test]
async fn a_storm_is_met_with_five_tries_and_then_told() {
    let bench = Bench::start();
    let busy = |retry_after_s| FaultKind::Service { status: 429, retry_after_s };
    let storms = [
        (busy(None), 5),
        (busy(Some(0)), 5),
        // More than anybody waits for.
        (busy(Some(3_600)), 1),
        (FaultKind::Service { status: 500, retry_after_s: None }, 5),
        (FaultKind::Service { status: 529, retry_after_s: None }, 5),
        (FaultKind::CutBody { after_bytes: 300 }, 5),
        (FaultKind::Reset, 5),
        (FaultKind::Model { how: ModelFault::HalfStream }, 5),
        (FaultKind::Model { how: ModelFault::StreamError }, 5),
        (FaultKind::Service { status: 401, retry_after_s: None }, 1),
        (FaultKind::Service { status: 400, retry_after_s: None }, 1),
    ];
    for format in [Format::Anthropic, Format::OpenAi] {
        for (storm, tries) in &storms {
            bench.strike(storm.clone(), None);
            let before = bench.asked().len();
            let error = write(&bench, format, &Unlimited).await.unwrap_err();
            assert_eq!(bench.asked().len() - before, *tries, "{format:?} {storm:?}: {error}");
        }
        bench.strike(busy(Some(0)), Some(4));
        assert_eq!(write(&bench, format, &Unlimited).await.unwrap().kept.len(), 5, "the fifth try goes well");
    }
}

#[tokio::test]
async fn a_model_on_a_bad_day_is_asked_once_more_and_what_is_good_is_kept() {
    let bench = Bench::start();
    for format in [Format::Anthropic, Format::OpenAi] {
        bench.strike(FaultKind::Model { how: ModelFault::TooLong }, Some(1));
        let repaired = write(&bench, format, &Unlimited).await.unwrap();
        // What the demo model writes in their place may be the same as one that is there already.
        assert!(repaired.kept.len() >= 4 && repaired.requests == 2, "{format:?}: {repaired:#?}");
        bench.strike(FaultKind::Model { how: ModelFault::TooLong }, None);
        let partly = write(&bench, format, &Unlimited).await.unwrap();
        assert!(partly.kept.len() >= 3 && !partly.rejected.is_empty(), "{format:?}: {partly:#?}");
        assert!(partly.rejected.iter().all(|one| one.faults.iter().any(|it| it.sentence().contains("at most"))));
        bench.strike(FaultKind::Model { how: ModelFault::Fenced }, None);
        assert_eq!(write(&bench, format, &Unlimited).await.unwrap().kept.len(), 5);
        bench.strike(FaultKind::Model { how: ModelFault::CutShort }, None);
        assert!(!write(&bench, format, &Unlimited).await.unwrap().kept.is_empty());
        for how in [ModelFault::Prose, ModelFault::WrongShape] {
            bench.strike(FaultKind::Model { how }, None);
            let before = bench.asked().len();
            assert!(matches!(write(&bench, format, &Unlimited).await, Err(Error::Unusable(_))), "{how:?}");
            assert_eq!(bench.asked().len() - before, 2, "{how:?}: asked, and once more");
        }
        bench.strike(FaultKind::Model { how: ModelFault::Markup }, None);
        let marked = write(&bench, format, &Unlimited).await.unwrap();
        assert!(marked.kept.is_empty() && marked.rejected.len() == 5);
        bench.strike(FaultKind::Model { how: ModelFault::Refuses }, None);
        assert!(matches!(write(&bench, format, &Unlimited).await, Err(Error::Declined(_))));
    }
}

#[tokio::test]
async fn a_days_budget_is_passed_by_no_more_than_one_request() {
    let bench = Bench::start();
    bench.strike(FaultKind::Model { how: ModelFault::TooLong }, None);
    let one = Kept::with(i64::MAX);
    write(&bench, Format::Anthropic, &one).await.unwrap();
    let dearest = one.entries.lock().unwrap().iter().filter_map(|(_, cost)| *cost).max().unwrap();
    let purse = Kept::with(dearest.0 * 5 / 2);
    let mut ended = 0;
    for _ in 0..20 {
        match write(&bench, Format::Anthropic, &purse).await {
            Ok(_) => {}
            Err(Error::Budget { .. }) => ended += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(ended >= 15, "{ended}");
    assert!(purse.spent() <= MicroUsd(purse.limit.0 + dearest.0), "{purse:?}");
    let before = bench.asked().len();
    assert!(write(&bench, Format::Anthropic, &purse).await.is_err());
    assert_eq!(bench.asked().len(), before, "nothing is sent any more");
}

#[tokio::test]
async fn half_streams_are_counted_as_paid_and_refused_requests_are_not() {
    let bench = Bench::start();
    let purse = Kept::with(i64::MAX);
    bench.strike(FaultKind::Service { status: 429, retry_after_s: Some(0) }, None);
    write(&bench, Format::OpenAi, &purse).await.unwrap_err();
    assert_eq!((purse.requests(), purse.spent()), (5, MicroUsd(0)));
    bench.strike(FaultKind::Model { how: ModelFault::HalfStream }, None);
    write(&bench, Format::OpenAi, &purse).await.unwrap_err();
    assert!(purse.spent() > MicroUsd(0));
}

#[tokio::test]
async fn a_stop_in_mid_stream_ends_at_once_and_keeps_what_was_told() {
    let bench = Bench::start();
    bench.strike(FaultKind::SlowBody { bytes_per_second: 4_000 }, None);
    let cancel = Cancel::new();
    let (client, purse, mut told) = (bench.client(Format::Anthropic), Kept::with(i64::MAX), Vec::new());
    let stop = cancel.clone();
    let mut on_kept = |copy: &AdCopy| {
        told.push(copy.clone());
        stop.cancel();
    };
    let ended = write_copy(&client, &prompt(), &Task::Write, &Canaries::default(), &purse, &cancel, &mut on_kept).await;
    assert!(matches!(ended, Err(Error::Cancelled)));
    assert_eq!(told.len(), 1);
    assert!(purse.spent() > MicroUsd(0), "what was begun is billed");
    assert_eq!(bench.asked().len(), 1);
}
