//! A program that ends while Meta copies a large tree: the next start goes on waiting, for a time that ends.

use std::sync::Mutex;
use std::time::Duration;

use changes::{ChangeSet, Consent, Outcome, Pace, RowReport, Tools};
use domain::Level;
use graph::Cancel;
use store::ObjectRef;

use crate::desk::{Desk, outcomes};
use crate::trees::{assert_is_a_twin, copy_of, desk, retry, sets_sent};

/// More ads than are copied while a start looks for a moment: one is copied at each question.
const ADS: u32 = 10;

/// A copy of an ad set whose program ended as soon as Meta had begun with it.
async fn left_copying(desk: &Desk) -> (ObjectRef, ChangeSet) {
    let source = desk.alive(Level::Adset).await.remove(0);
    let set = copy_of(desk, &source).await;
    let begun = tokio::sync::Notify::new();
    let on_row = |row: &RowReport| {
        if row.is_under_way() {
            begun.notify_one();
        }
    };
    let (consent, cancel) = (Consent::default(), Cancel::new());
    tokio::select! {
        ended = changes::apply(&desk.tools, &set, &consent, &on_row, &cancel) => panic!("it ended: {ended:?}"),
        () = begun.notified() => {}
    }
    (source, set)
}

fn with_patience(desk: &Desk, longest_copy: Duration) -> Tools {
    Tools { pace: Pace { longest_copy, looks: 1, ..desk.tools.pace.clone() }, ..desk.tools.clone() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_were_left_are_waited_for_by_the_next_start_which_tells_how_far_they_are() {
    let desk = desk(1, ADS).await;
    let (source, set) = left_copying(&desk).await;
    let tools = with_patience(&desk, Duration::from_secs(600));
    let recovered = changes::reconcile(&tools).await.unwrap();
    assert_eq!((recovered.open, recovered.interrupted.len()), (1, 0), "{recovered:?}");
    assert_eq!(changes::open_copies(&tools).await.unwrap(), [(set.id.clone(), 1)]);
    let told = Mutex::new(Vec::new());
    let on_row = |row: &RowReport| told.lock().unwrap().extend(row.detail.copying);
    let report = changes::await_copies(&tools, &set.id, &on_row, &Cancel::new()).await.unwrap();
    // All of it is there; its own name comes with the next try, which a person asks for.
    assert_eq!(outcomes(&report), ["marked"], "{report:?}");
    let told = told.into_inner().unwrap();
    assert!(told.len() > 1 && told.is_sorted() && told.iter().all(|(_, total)| *total == ADS), "{told:?}");
    assert_eq!(changes::open_copies(&tools).await.unwrap(), []);
    desk.step(5_000);
    let report = retry(&desk, &set).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    assert_is_a_twin(&desk, &source, &report).await;
    assert_eq!(sets_sent(&desk), 1, "nothing was ordered twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_take_longer_than_is_waited_for_are_handed_to_a_person_and_not_made_twice() {
    let desk = desk(1, ADS).await;
    let (source, set) = left_copying(&desk).await;
    let tools = with_patience(&desk, Duration::ZERO);
    let report = changes::await_copies(&tools, &set.id, &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(report.rows[0].outcome, Outcome::Marked, "{report:?}");
    assert!(report.rows[0].detail.text.as_ref().is_some_and(|text| text.contains("Ads Manager")), "{report:?}");
    let (_, rows) = changes::stored(&desk.tools.store, &set.id).await.unwrap();
    assert_eq!(rows[0].outcome, "marked");
    // The account is free for others meanwhile.
    desk.step(5_000);
    let other = desk.alive(Level::Ad).await.remove(0);
    let named = desk.set(&other, changes::Field::Name, changes::Value::Text("Meanwhile".into())).await;
    assert_eq!(outcomes(&desk.apply(&named).await), ["confirmed"]);
    // Tried again before they are made, nothing is ordered; each try looks, which brings them on.
    let mut tries = 0;
    let report = loop {
        desk.step(5_000);
        let report = retry(&desk, &set).await;
        if outcomes(&report) == ["confirmed"] {
            break report;
        }
        assert_eq!(outcomes(&report), ["marked"], "{report:?}");
        tries += 1;
        assert!(tries <= ADS, "it never ends: {report:?}");
    };
    // Its ads are those of the source as it is by now, one of them under its new name.
    let made = ObjectRef { id: report.rows[0].object.clone().unwrap(), ..source };
    assert_eq!(desk.live(&made).await.name(), "A twin");
    assert_eq!(sets_sent(&desk), 1, "nothing was ordered twice");
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_is_cancelled_leaves_the_copies_to_the_next_start() {
    let desk = desk(1, ADS).await;
    let (source, set) = left_copying(&desk).await;
    let tools = with_patience(&desk, Duration::from_secs(600));
    let cancel = Cancel::new();
    let on_row = |_: &RowReport| cancel.cancel();
    let report = changes::await_copies(&tools, &set.id, &on_row, &cancel).await.unwrap();
    assert_eq!(report.rows, []);
    assert_eq!(changes::open_copies(&tools).await.unwrap().len(), 1);
    changes::await_copies(&tools, &set.id, &|_| {}, &Cancel::new()).await.unwrap();
    desk.step(5_000);
    assert_is_a_twin(&desk, &source, &retry(&desk, &set).await).await;
}
