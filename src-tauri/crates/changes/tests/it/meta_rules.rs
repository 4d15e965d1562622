//! Meta's own rules go through the same path as everything else that is changed.

use changes::{Action, ChangeSet, Consent, Item, Outcome, meta_rules};
use domain::{Level, ObjectId};
use graph::{Cancel, LiveObject};
use sandbox::{Fault, FaultKind, Outcome as Lost};
use serde_json::{Map, json};

use crate::desk::{Desk, author, outcomes};

fn specs() -> Map<String, serde_json::Value> {
    let filter = |field: &str, operator: &str, value: serde_json::Value| json!({"field": field, "operator": operator, "value": value});
    let evaluation = json!({"evaluation_type": "SCHEDULE", "filters": [
        filter("entity_type", "EQUAL", json!("AD")),
        filter("time_preset", "EQUAL", json!("TODAY")),
        filter("spent", "GREATER_THAN", json!(3000)),
    ]});
    Map::from_iter([
        ("evaluation_spec".to_owned(), evaluation),
        ("execution_spec".to_owned(), json!({"execution_type": "PAUSE"})),
        ("schedule_spec".to_owned(), json!({"schedule_type": "SEMI_HOURLY"})),
    ])
}

impl Desk {
    fn act(&self, item: Item) -> ChangeSet {
        let made_at = domain::Clock::now(&self.clock);
        ChangeSet {
            id: self.tools.ids.fresh(),
            author: author(),
            made_at,
            undoes: None,
            items: vec![item],
            in_step: false,
        }
    }

    async fn rules(&self) -> Vec<LiveObject> {
        self.tools.graph.ad_rules(&self.account, &Cancel::new()).await.unwrap()
    }

    async fn rule(&self, id: &ObjectId) -> LiveObject {
        self.tools.graph.ad_rule(&self.account, id, &Cancel::new()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_made_switched_and_taken_back_with_an_entry_for_each_request() {
    let desk = Desk::new().await;
    let making = desk.act(meta_rules::making(&desk.account, "Stop", specs(), true));
    let report = desk.apply(&making).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    let id = report.rows[0].object.clone().unwrap();
    let rule = desk.rule(&id).await;
    assert_eq!((rule.text("name").as_deref(), rule.text("status").as_deref()), (Some("Stop"), Some("ENABLED")));
    let first = &desk.server.journal().writes()[0];
    assert!(first.params.contains(&("status".to_owned(), "DISABLED".to_owned())), "it is made switched off");
    desk.assert_journal_is_audited().await;

    desk.step(5_000);
    let off = desk.act(meta_rules::switching(&desk.account, &rule, false));
    assert_eq!(outcomes(&desk.apply(&off).await), ["confirmed"]);
    assert_eq!(desk.rule(&id).await.text("status").as_deref(), Some("DISABLED"));
    desk.step(5_000);
    let undo = changes::undo(&desk.tools, &off.id, author()).await.unwrap();
    assert_eq!(outcomes(&desk.apply(&undo.set).await), ["confirmed"]);
    assert_eq!(desk.rule(&id).await.text("status").as_deref(), Some("ENABLED"));

    desk.step(5_000);
    let unmade = changes::undo(&desk.tools, &making.id, author()).await.unwrap();
    assert_eq!(outcomes(&desk.apply(&unmade.set).await), ["confirmed"]);
    assert_eq!(desk.rules().await, []);
    let kept = changes::undo(&desk.tools, &unmade.set.id, author()).await.unwrap().kept;
    assert_eq!(kept.iter().map(|kept| kept.why).collect::<Vec<_>>(), [changes::CannotUndo::Deleted]);
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_while_changes_are_stopped_or_a_person_has_not_said_yes() {
    let desk = Desk::new().await;
    let making = desk.act(meta_rules::making(&desk.account, "Stop", specs(), true));
    let unasked = changes::apply(&desk.tools, &making, &Consent::default(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&unasked), ["refused"], "switching on asks first");
    desk.tools.switch.press(&desk.tools.store, "Ada").await.unwrap();
    let again = desk.act(meta_rules::making(&desk.account, "Stop", specs(), true));
    assert_eq!(outcomes(&desk.apply(&again).await), ["refused"]);
    assert_eq!(desk.rules().await, []);
    assert!(desk.server.journal().writes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_somebody_else_has_changed_is_left_alone() {
    let desk = Desk::new().await;
    let report = desk.apply(&desk.act(meta_rules::making(&desk.account, "Stop", specs(), false))).await;
    let id = report.rows[0].object.clone().unwrap();
    let seen = desk.rule(&id).await;
    let mut changed = specs();
    changed["evaluation_spec"]["filters"][2]["value"] = json!(1);
    let mut params = graph::WriteParams::new();
    params.set("evaluation_spec", changed["evaluation_spec"].clone()).unwrap();
    desk.tools.graph.writer(&desk.account).update(&id, &params, &Cancel::new()).await.unwrap();
    let on = desk.act(meta_rules::switching(&desk.account, &seen, true));
    assert_eq!(outcomes(&desk.apply(&on).await), ["drifted"]);
    let verdicts = changes::check(&desk.tools, &on, changes::Depth::Live, &Cancel::new()).await.unwrap();
    assert_eq!(verdicts[0].drift.len(), 1, "{verdicts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_lost_is_settled_by_looking_and_nothing_is_made_twice() {
    let desk = Desk::new().await;
    for outcome in [Lost::Reset, Lost::Error500, Lost::Garbage] {
        let before = desk.rules().await.len();
        let fault = Fault::on("/adrules_library", FaultKind::ApplyThen { outcome }).method("POST").times(1);
        desk.server.faults().add(fault).unwrap();
        let making = desk.act(meta_rules::making(&desk.account, "Stop", specs(), false));
        let report = desk.apply(&making).await;
        assert_eq!(report.rows[0].outcome, Outcome::Confirmed, "{report:?}");
        assert_eq!(desk.rules().await.len(), before + 1);
        let item = &making.items[0];
        assert!(matches!(item.action, Action::Create { .. }) && item.level == Level::Account);
        desk.step(5_000);
    }
    desk.assert_is_audited().await;
}
