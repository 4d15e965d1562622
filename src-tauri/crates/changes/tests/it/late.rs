//! Requests that are carried out after everybody has stopped looking.

use std::collections::BTreeMap;

use changes::{ChangeSet, Consent, Field, Intent, New, Outcome, Report, Value, plan};
use domain::{Clock, Level};
use graph::{Cancel, WriteParams};
use sandbox::{Fault, FaultKind};
use store::ObjectRef;

use crate::desk::{Desk, author, outcomes, pull};

/// Applies an act whose only request is lost on its way.
async fn lost(desk: &Desk, path: &str, set: &ChangeSet) -> Report {
    desk.server.faults().add(Fault::on(path, FaultKind::Reset).method("POST").times(1)).unwrap();
    let report = desk.apply(set).await;
    desk.server.faults().clear();
    assert!(desk.server.journal().writes().is_empty(), "nothing has arrived yet");
    report
}

/// What was lost arrives: the same request as the ledger has it, sent by nobody.
async fn arrives(desk: &Desk, set: &ChangeSet) {
    let id = set.id.clone();
    let intent = desk.tools.store.read(move |db| db.intents_of(&id)).await.unwrap().remove(0);
    let mut params = WriteParams::new();
    for (name, value) in intent.request.as_object().unwrap() {
        params.set(name, value.clone()).unwrap();
    }
    let (writer, cancel) = (desk.tools.graph.writer(&intent.account), Cancel::new());
    match &intent.object {
        Some(id) => drop(writer.update(id, &params, &cancel).await.unwrap()),
        None => drop(writer.create(graph::ObjectKind::Campaign, &params, &cancel).await.unwrap()),
    }
    desk.step(2_000);
}

async fn noticed(desk: &Desk) -> Vec<changes::Late> {
    changes::notice_late(&desk.tools.store, desk.clock.now()).await.unwrap()
}

async fn state_of(desk: &Desk, set: &ChangeSet) -> (Vec<String>, Vec<String>) {
    let id = set.id.clone();
    let read = move |db: &store::Db| Ok((db.changes(&id)?, db.intents_of(&id)?));
    let (rows, intents) = desk.tools.store.read(read).await.unwrap();
    (rows.into_iter().map(|row| row.outcome).collect(), intents.into_iter().map(|intent| intent.state).collect())
}

async fn retry(desk: &Desk, set: &ChangeSet) -> Report {
    changes::retry(&desk.tools, &set.id, &Consent::default(), &|_| {}, &Cancel::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_that_arrives_late_is_noticed_by_the_next_sync_and_can_be_taken_back() {
    let desk = Desk::new().await;
    let adset = desk.budgeted().await.remove(0);
    let before = desk.live(&adset).await.minor(Field::DailyBudget).unwrap();
    let set = desk.set(&adset, Field::DailyBudget, Value::Money(before + 500)).await;
    assert_eq!(outcomes(&lost(&desk, &format!("/{}", adset.id), &set).await), ["not_applied"]);
    assert_eq!(noticed(&desk).await, [], "nothing has happened");
    arrives(&desk, &set).await;
    assert_eq!(noticed(&desk).await, [], "the cache has not seen it");
    pull(&desk.tools).await;
    let late = noticed(&desk).await;
    assert_eq!(late.len(), 1, "{late:?}");
    assert_eq!((late[0].row.outcome, late[0].is_second, &late[0].change_set), (Outcome::Confirmed, false, &set.id));
    assert_eq!(noticed(&desk).await, [], "it is noticed once");
    assert_eq!(state_of(&desk, &set).await, (vec!["confirmed".into()], vec!["confirmed".into()]));
    desk.assert_is_audited().await;
    let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    assert_eq!(outcomes(&desk.apply(&undo.set).await), ["confirmed"]);
    assert_eq!(desk.live(&adset).await.minor(Field::DailyBudget), Some(before));
    desk.assert_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrived_late_is_not_sent_again_by_a_second_try() {
    let desk = Desk::new().await;
    let ad = desk.alive(Level::Ad).await.remove(0);
    let set = desk.set(&ad, Field::Name, Value::Text("Late".into())).await;
    assert_eq!(outcomes(&lost(&desk, &format!("/{}", ad.id), &set).await), ["not_applied"]);
    arrives(&desk, &set).await;
    assert_eq!(outcomes(&retry(&desk, &set).await), ["confirmed"]);
    assert_eq!(desk.server.journal().writes().len(), 1);
    desk.assert_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_a_later_change_explains_is_not_taken_for_the_lost_one() {
    let desk = Desk::new().await;
    let ad = desk.alive(Level::Ad).await.remove(0);
    let set = desk.set(&ad, Field::Name, Value::Text("Twice wanted".into())).await;
    assert_eq!(outcomes(&lost(&desk, &format!("/{}", ad.id), &set).await), ["not_applied"]);
    let again = desk.set(&ad, Field::Name, Value::Text("Twice wanted".into())).await;
    assert_eq!(outcomes(&desk.apply(&again).await), ["confirmed"]);
    assert_eq!(noticed(&desk).await, []);
    // But what lands after something else was set is the lost one.
    let other = desk.set(&ad, Field::Name, Value::Text("Something else".into())).await;
    assert_eq!(outcomes(&desk.apply(&other).await), ["confirmed"]);
    assert_eq!(noticed(&desk).await, []);
    desk.assert_is_audited().await;
}

fn campaign(desk: &Desk) -> ChangeSet {
    let text = |text: &str| Value::Text(text.into());
    let new = New {
        account: desk.account.clone(),
        level: Level::Campaign,
        parent: None,
        copy_of: None,
        fields: BTreeMap::from([
            (Field::Name, text("Late campaign")),
            (Field::Objective, text("OUTCOME_TRAFFIC")),
            (Field::SpecialAdCategories, Value::Json(serde_json::json!([]))),
        ]),
    };
    let known = changes::Known {
        accounts: BTreeMap::from([(desk.account.clone(), changes::AccountFacts::default())]),
        ..changes::Known::default()
    };
    let plan = plan(&Intent { changes: Vec::new(), new: vec![new] }, &known);
    plan.into_set(desk.tools.ids.fresh(), author(), desk.clock.now())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_that_is_made_late_is_found_by_its_marker_and_then_named() {
    let desk = Desk::new().await;
    let set = campaign(&desk);
    assert_eq!(outcomes(&lost(&desk, "/campaigns", &set).await), ["needs_person"]);
    arrives(&desk, &set).await;
    pull(&desk.tools).await;
    let late = noticed(&desk).await;
    assert_eq!(
        late.iter().map(|late| (late.row.outcome, late.is_second)).collect::<Vec<_>>(),
        [(Outcome::Marked, false)]
    );
    assert_eq!(state_of(&desk, &set).await, (vec!["marked".into()], vec!["confirmed".into()]));
    assert_eq!(outcomes(&retry(&desk, &set).await), ["confirmed"]);
    let made =
        ObjectRef { account: desk.account.clone(), level: Level::Campaign, id: late[0].row.object.clone().unwrap() };
    assert_eq!(desk.live(&made).await.name(), "Late campaign");
    desk.assert_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_that_is_made_late_a_second_time_is_told_as_a_second_one() {
    let desk = Desk::new().await;
    let set = campaign(&desk);
    assert_eq!(outcomes(&lost(&desk, "/campaigns", &set).await), ["needs_person"]);
    // A person tries again, and then the first request arrives.
    assert_eq!(outcomes(&retry(&desk, &set).await), ["confirmed"]);
    arrives(&desk, &set).await;
    pull(&desk.tools).await;
    let late = noticed(&desk).await;
    assert_eq!(late.iter().map(|late| late.is_second).collect::<Vec<_>>(), [true]);
    let (rows, _) = state_of(&desk, &set).await;
    assert_eq!(rows, ["confirmed"], "the row is what the second try made of it");
    desk.assert_is_audited().await;
}
