//! Making and copying objects.

use std::collections::BTreeMap;

use changes::{ChangeSet, Field, Intent, New, Parent, Value, plan};
use domain::Level;
use graph::Cancel;
use serde_json::json;
use store::ObjectRef;

use crate::desk::{Desk, author, outcomes};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn new(desk: &Desk, level: Level, parent: Option<Parent>, fields: &[(Field, Value)]) -> New {
    let fields = fields.iter().cloned().collect::<BTreeMap<_, _>>();
    New { account: desk.account.clone(), level, parent, copy_of: None, fields }
}

async fn tree(desk: &Desk) -> ChangeSet {
    let ad = desk.alive(Level::Ad).await.remove(0);
    let creative = desk.live(&ad).await.get(Field::Creative).cloned().expect("an ad shows something");
    let campaign = [
        (Field::Name, text("Autumn")),
        (Field::Objective, text("OUTCOME_TRAFFIC")),
        (Field::SpecialAdCategories, Value::Json(json!([]))),
        (Field::DailyBudget, Value::Money(50_000)),
        (Field::BidStrategy, text("LOWEST_COST_WITHOUT_CAP")),
    ];
    let adset = [
        (Field::Name, text("Autumn US")),
        (Field::OptimizationGoal, text("LINK_CLICKS")),
        (Field::BillingEvent, text("IMPRESSIONS")),
        (Field::Targeting, Value::Json(json!({"geo_locations": {"countries": ["US"]}}))),
    ];
    let shown = [(Field::Name, text("Autumn ad")), (Field::Creative, creative)];
    let wanted = vec![
        new(desk, Level::Campaign, None, &campaign),
        new(desk, Level::Adset, Some(Parent::Item(0)), &adset),
        new(desk, Level::Ad, Some(Parent::Item(1)), &shown),
    ];
    set(desk, wanted, &[]).await
}

async fn set(desk: &Desk, wanted: Vec<New>, above: &[ObjectRef]) -> ChangeSet {
    let plan = plan(&Intent { changes: Vec::new(), new: wanted }, &desk.known(above).await);
    assert_eq!(plan.refusals, []);
    plan.into_set(desk.tools.ids.fresh(), author(), domain::Clock::now(&desk.clock))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_with_ad_set_and_ad_is_made_paused_named_and_can_be_taken_back() {
    let desk = Desk::new().await;
    let set = tree(&desk).await;
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["confirmed"; 3], "{report:?}");
    let made: Vec<ObjectRef> = report
        .rows
        .iter()
        .zip(&set.items)
        .map(|(row, item)| item.reference(row.object.as_ref().expect("it has an id")))
        .collect();
    let known = desk.known(&made).await;
    for (object, name) in made.iter().zip(["Autumn", "Autumn US", "Autumn ad"]) {
        let live = desk.live(object).await;
        assert_eq!((live.name(), live.status().map(|it| it.as_str())), (name, Some("PAUSED")));
        assert_eq!(known.objects[object].name(), name, "the cache has it without a sync");
    }
    desk.assert_journal_is_audited().await;
    desk.step(10_000);
    let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    let report = desk.apply(&undo.set).await;
    assert!(report.is_whole(), "{report:?}");
    for object in &made {
        let status = desk.live(object).await;
        assert_eq!(status.effective_status, "DELETED", "{object:?}");
    }
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_made_leaves_out_what_would_be_made_in_it() {
    let desk = Desk::new().await;
    let mut set = tree(&desk).await;
    if let changes::Action::Create { fields, .. } = &mut set.items[1].action {
        // Our own rules do not know which pages an account may use.
        fields.insert(Field::PromotedObject, Value::Json(json!({"page_id": "1"})));
    }
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["confirmed", "rejected", "not_sent"], "{report:?}");
    let again = changes::retry(&desk.tools, &set.id, &Default::default(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&again), ["rejected", "not_sent"], "only what failed is tried again");
    assert_eq!(desk.server.journal().writes().len(), 2, "one create and its name");
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_gets_its_name_and_what_differs_from_its_source() {
    let desk = Desk::new().await;
    let source = desk.budgeted().await.remove(0);
    let fields = BTreeMap::from([(Field::Name, text("A twin")), (Field::DailyBudget, Value::Money(80_000))]);
    let copy = New {
        account: desk.account.clone(),
        level: Level::Adset,
        parent: None,
        copy_of: Some((source.id.clone(), false)),
        fields,
    };
    let set = set(&desk, vec![copy], std::slice::from_ref(&source)).await;
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    let made = set.items[0].reference(report.rows[0].object.as_ref().unwrap());
    let live = desk.live(&made).await;
    assert_eq!((live.name(), live.minor(Field::DailyBudget)), ("A twin", Some(80_000)));
    assert_eq!(live.status().map(|it| it.as_str()), Some("PAUSED"));
    assert_ne!(desk.live(&source).await.minor(Field::DailyBudget), Some(80_000));
}
