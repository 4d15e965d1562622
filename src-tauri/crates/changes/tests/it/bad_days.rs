//! What Meta's refusals mean for the rest of a bulk change.

use changes::{Consent, Edit, Field, Intent, New, Outcome, Parent, Value, Wanted, plan};
use domain::{Clock, Level, ObjectId};
use graph::Cancel;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, author, outcomes};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permission_taken_away_halfway_stops_the_rest_and_given_back_the_rest_goes_on() {
    let desk = Desk::new().await;
    let ads = desk.alive(Level::Ad).await;
    let edit = Edit::Affix { before: "[x] ".into(), after: String::new() };
    let set = desk.planned(vec![Wanted { objects: ads.clone(), edit }]).await;
    let half = u32::try_from(ads.len() / 2).unwrap();
    let on_row = |row: &changes::RowReport| {
        if row.item + 1 == half {
            desk.server.tokens().set_permission("ads_management", false);
        }
    };
    let consent = Consent::default();
    let report = changes::apply(&desk.tools, &set, &consent, &on_row, &Cancel::new()).await.unwrap();
    let count = |wanted| report.rows.iter().filter(|row| row.outcome == wanted).count();
    assert_eq!(count(Outcome::Confirmed), half as usize, "{report:?}");
    assert_eq!((count(Outcome::Rejected), count(Outcome::NotSent)), (1, ads.len() - half as usize - 1), "{report:?}");
    assert_eq!(desk.server.journal().writes().len(), half as usize);
    desk.assert_journal_is_audited().await;
    desk.server.tokens().set_permission("ads_management", true);
    desk.step(5_000);
    let rest = changes::retry(&desk.tools, &set.id, &consent, &|_| {}, &Cancel::new()).await.unwrap();
    assert!(rest.is_whole(), "{rest:?}");
    assert_eq!(desk.server.journal().writes().len(), ads.len());
    desk.assert_journal_is_audited().await;
}

/// Deletes an object as somebody else would.
fn deleted_by_others(desk: &Desk, id: &ObjectId) {
    let (id, now) = (id.as_str().parse().unwrap(), desk.server.clock().now_ms());
    desk.server.change_world(|world| {
        let by = world.user().clone();
        assert!(world.set_status(id, sandbox::world::model::Status::Deleted, now, &by));
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_deleted_or_would_be_made_in_something_deleted_is_told_and_nothing_is_sent_for_it() {
    let desk = Desk::new().await;
    let campaign = desk.alive(Level::Campaign).await.remove(0);
    let adset = desk.alive(Level::Adset).await;
    let known = desk.known(&adset).await;
    let inside = adset.iter().find(|it| known.objects[*it].campaign.as_ref() == Some(&campaign.id)).unwrap().clone();
    let renamed = desk.set(&campaign, Field::Name, Value::Text("Gone".into())).await;
    let budget = desk.set(&inside, Field::Name, Value::Text("Gone with it".into())).await;
    let status = desk.set(&campaign, Field::Status, Value::Status(domain::ConfiguredStatus::Paused)).await;
    let fields = [
        (Field::Name, Value::Text("Orphan".into())),
        (Field::OptimizationGoal, Value::Text("LINK_CLICKS".into())),
        (Field::BillingEvent, Value::Text("IMPRESSIONS".into())),
        (Field::Targeting, Value::Json(serde_json::json!({"geo_locations": {"countries": ["US"]}}))),
    ];
    let orphan = New {
        account: desk.account.clone(),
        level: Level::Adset,
        parent: Some(Parent::Object(campaign.id.clone())),
        copy_of: None,
        fields: fields.into_iter().collect(),
    };
    let known = desk.known(std::slice::from_ref(&campaign)).await;
    let orphan = plan(&Intent { changes: Vec::new(), new: vec![orphan] }, &known);
    assert_eq!(orphan.refusals, []);
    let orphan = orphan.into_set(desk.tools.ids.fresh(), author(), desk.clock.now());
    deleted_by_others(&desk, &campaign.id);
    for (name, set) in [("status", &status), ("child", &budget), ("orphan", &orphan), ("name", &renamed)] {
        let report = desk.apply(set).await;
        let row = &report.rows[0];
        // Meta still lets what is deleted be named; everything else is refused, here or there.
        if name == "name" || name == "child" {
            assert!(
                matches!(row.outcome, Outcome::Confirmed | Outcome::Rejected | Outcome::Refused),
                "{name}: {row:?}"
            );
        } else {
            let told = matches!(row.outcome, Outcome::Rejected | Outcome::Refused | Outcome::Drifted);
            assert!(told && row.detail.text.is_some(), "{name}: {row:?}");
        }
        desk.step(5_000);
    }
    let made = desk.server.journal().writes().iter().filter(|write| write.action == "create").count();
    assert_eq!(made, 0);
    desk.assert_journal_is_audited().await;
}
