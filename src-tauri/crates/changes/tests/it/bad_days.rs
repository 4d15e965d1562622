//! What Meta's refusals mean for the rest of a bulk change.

use changes::{Edit, Field, Outcome, Wanted};
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, outcomes};

/// Three budgets are raised, and Meta answers the second one so.
async fn check(code: i64, subcode: Option<i64>, expected: [&str; 3]) {
    let desk = Desk::new().await;
    let adsets: Vec<_> = desk.budgeted().await.into_iter().take(3).collect();
    assert_eq!(adsets.len(), 3);
    let raise = Edit::Add { field: Field::DailyBudget, minor: 1_000 };
    let set = desk.planned(vec![Wanted { objects: adsets.clone(), edit: raise }]).await;
    let kind = FaultKind::Error { code, subcode, message: None, status: None, transient: false };
    desk.server.faults().add(Fault::on(&format!("/{}", adsets[1].id), kind).method("POST").times(1)).unwrap();
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), expected, "{code} {subcode:?}: {report:?}");
    let row = &report.rows[1];
    assert_eq!(row.detail.code.map(|(code, _)| code), Some(code));
    assert!(row.detail.text.as_ref().is_some_and(|text| !text.is_empty()), "{report:?}");
    let done = report.rows.iter().filter(|row| row.outcome == Outcome::Confirmed).count();
    assert_eq!(desk.server.journal().writes().len(), done);
    desk.assert_journal_is_audited().await;
    let (_, rows) = changes::stored(&desk.tools.store, &set.id).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.outcome.as_str()).collect::<Vec<_>>(), expected, "the ledger says the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_of_one_object_does_not_stop_the_others() {
    check(100, Some(1_885_650), ["confirmed", "rejected", "confirmed"]).await;
    check(613, Some(1_487_632), ["confirmed", "waiting", "confirmed"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block_an_ended_sign_in_and_a_lost_permission_stop_what_follows() {
    check(368, None, ["confirmed", "rejected", "not_sent"]).await;
    check(190, Some(460), ["confirmed", "rejected", "not_sent"]).await;
    check(200, None, ["confirmed", "rejected", "not_sent"]).await;
}
