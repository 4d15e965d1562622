//! From the first look in shadow to acting alone, and back.

use domain::Level;
use graph::Cancel;
use optimizer::News;
use serde_json::json;

use super::desk::{Bench, HOUR, pausing};

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_shadows_asks_acts_and_is_taken_back() {
    let mut bench = Bench::new().await;
    let mut rule = pausing("stop", "shadow");
    bench.rule(&rule).await;

    bench.look("stop").await;
    let shadow = bench.runs("stop").await.pop().unwrap();
    assert_eq!((shadow.outcome.as_str(), bench.writes()), ("shadowed", 0), "{shadow:?}");
    let would = bench.decisions(&shadow.id).await;
    assert!(!would.is_empty() && would.iter().all(|row| row.state == "shadowed" && row.act.is_some()));

    // Two ads only, so that it is not so much of the account that a person is asked in any mode.
    let two: Vec<&str> = would.iter().take(2).map(|row| row.object.id.as_str()).collect();
    rule["scope"]["members"] = json!({"only": two});
    rule["mode"] = json!("approve");
    rule["guards"]["cool_down_minutes"] = json!(60);
    bench.rule(&rule).await;
    bench.step(HOUR);
    bench.look("stop").await;
    let asked = bench.runs("stop").await.pop().unwrap();
    assert_eq!((asked.outcome.as_str(), bench.writes()), ("asked", 0), "{asked:?}");
    let waiting = bench.decisions(&asked.id).await;
    assert_eq!(waiting.len(), 2);
    bench.desk.decide(&[waiting[0].id.clone()], true, "Ada").await.unwrap();
    bench.desk.decide(&[waiting[1].id.clone()], false, "Ada").await.unwrap();
    let settled: Vec<String> = bench.decisions(&asked.id).await.into_iter().map(|row| row.state).collect();
    assert_eq!(settled, ["done", "declined"]);
    assert_eq!(bench.live_status(&waiting[0].object).await, "PAUSED");
    assert_eq!(bench.live_status(&waiting[1].object).await, "ACTIVE");

    rule["guards"]["acts_per_object_a_day"] = json!(5);
    rule["mode"] = json!("auto");
    bench.rule(&rule).await;
    bench.step(HOUR);
    bench.look("stop").await;
    let acted = bench.runs("stop").await.pop().unwrap();
    let done = bench.decisions(&acted.id).await;
    assert_eq!(acted.outcome, "acted", "{acted:?} {done:?}");
    assert_eq!(done.iter().map(|row| row.state.as_str()).collect::<Vec<_>>(), ["done"]);
    assert_eq!(bench.live_status(&waiting[1].object).await, "PAUSED");
    assert!(matches!(bench.told().last(), Some(News::Acted { done: 1, failed: 0, .. })), "{:?}", bench.told());

    let set = acted.change_set.unwrap();
    let undo = changes::undo(&bench.tools, &set, changes::Author::person("Ada", "")).await.unwrap();
    changes::apply(&bench.tools, &undo.set, &changes::Consent::default(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(bench.live_status(&waiting[1].object).await, "ACTIVE");
    assert!(bench.decisions(&acted.id).await[0].undone);

    // Each change names the rule and its version in the audit log.
    let log = bench.tools.store.read(|db| db.audit_of(&store::AuditQuery::default(), 1_000)).await.unwrap();
    let by_rule: Vec<_> = log.iter().filter(|row| row.action == "change.confirmed" && row.rule.is_some()).collect();
    assert_eq!(by_rule.len(), 2);
    assert!(by_rule.iter().all(|row| row.rule.as_deref() == Some("stop") && row.rule_version.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_until_midnight_is_ended_by_the_clock_unless_somebody_else_has_touched_it() {
    let mut bench = Bench::new().await;
    let mut rule = pausing("lease", "auto");
    rule["then"] = json!({"pause": "midnight"});
    bench.rule(&rule).await;
    let outline = {
        let account = bench.account.clone();
        bench.tools.store.read(move |db| db.outline(&account)).await.unwrap()
    };
    let all: Vec<&str> = outline.ads.iter().map(|(id, _)| id.as_str()).collect();
    rule["scope"]["members"] = json!({"only": all});
    rule["guards"]["acts_a_run"] = json!(100);
    bench.rule(&rule).await;
    bench.look("lease").await;
    let first = bench.runs("lease").await.pop().unwrap();
    let met = bench.decisions(&first.id).await;
    let two: Vec<&str> = met.iter().take(2).map(|row| row.object.id.as_str()).collect();
    rule["scope"]["members"] = json!({"only": two});
    bench.rule(&rule).await;
    bench.step(25 * HOUR);
    bench.pull_days(30).await;
    bench.look("lease").await;
    let paused = bench.tools.store.read(store::Db::open_leases).await.unwrap();
    assert_eq!(paused.len(), 2, "{:?}", bench.runs("lease").await.pop());
    assert!(paused.iter().all(|lease| lease.due_at.is_some()));

    // A colleague decides about one of them.
    let theirs = paused[0].object.clone();
    bench.world.touched.lock().unwrap().push(optimizer::Touched {
        object: theirs.clone(),
        by: "Grace".into(),
        at: domain::Clock::now(&bench.clock),
    });
    bench.step(13 * HOUR);
    bench.round().await;
    bench.step(HOUR);
    bench.round().await;
    assert!(bench.tools.store.read(store::Db::open_leases).await.unwrap().is_empty());
    for lease in &paused {
        let object = store::ObjectRef { account: bench.account.clone(), level: Level::Ad, id: lease.object.clone() };
        let expected = if lease.object == theirs { "PAUSED" } else { "ACTIVE" };
        assert_eq!(bench.live_status(&object).await, expected);
    }
}
