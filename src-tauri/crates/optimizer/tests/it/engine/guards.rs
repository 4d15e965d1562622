//! What keeps rules from doing harm, on the way from the look to Meta.

use optimizer::{Limits, News};
use serde_json::json;

use super::desk::{Bench, HOUR, pausing};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_would_touch_much_of_the_account_does_nothing_and_asks_once() {
    let mut bench = Bench::new().await;
    bench.rule(&pausing("all", "auto")).await;
    bench.look("all").await;
    let run = bench.runs("all").await.pop().unwrap();
    let decisions = bench.decisions(&run.id).await;
    assert!(decisions.len() > 5, "{}", decisions.len());
    assert_eq!((run.outcome.as_str(), bench.writes()), ("asked", 0));
    assert!(run.because.unwrap().contains("so much"));
    assert_eq!(bench.told().iter().filter(|news| matches!(news, News::Asks { .. })).count(), 1);
    // What waits is not asked for again.
    bench.step(HOUR);
    bench.look("all").await;
    let again = bench.runs("all").await.pop().unwrap();
    assert_eq!(again.outcome, "refused", "{again:?}");
    assert_eq!(bench.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_act_only_where_a_person_has_allowed_it() {
    let mut bench = Bench::new().await;
    bench.limit(Limits::default()).await;
    bench.rule(&pausing("eager", "auto")).await;
    bench.look("eager").await;
    let run = bench.runs("eager").await.pop().unwrap();
    assert_eq!((run.outcome.as_str(), bench.writes()), ("refused", 0));
    let decisions = bench.decisions(&run.id).await;
    let refused = |row: &store::DecisionRow| row.decision["guards"].to_string().contains("may_act");
    assert!(!decisions.is_empty() && decisions.iter().all(|row| row.state == "refused" && refused(row)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kill_switch_holds_rules_and_what_waits_for_a_yes() {
    let mut bench = Bench::new().await;
    bench.rule(&pausing("asks", "approve")).await;
    bench.look("asks").await;
    let run = bench.runs("asks").await.pop().unwrap();
    let waiting: Vec<String> = bench.decisions(&run.id).await.into_iter().map(|row| row.id).collect();
    bench.tools.switch.press(&bench.tools.store, "Ada").await.unwrap();
    assert!(bench.desk.decide(&waiting, true, "Ada").await.is_err());
    bench.step(HOUR);
    let round = bench.round().await;
    assert!(round.held.is_some());
    assert_eq!(bench.runs("asks").await.pop().unwrap().outcome, "held");
    assert_eq!(bench.writes(), 0);
    bench.tools.switch.release(&bench.tools.store, "Ada").await.unwrap();
    bench.desk.decide(&waiting, true, "Ada").await.unwrap();
    assert_eq!(bench.writes(), waiting.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rules_that_disagree_at_the_same_time_do_nothing() {
    let mut bench = Bench::new().await;
    let mut start = pausing("start", "auto");
    start["then"] = json!("start");
    start["scope"]["filters"] = json!([]);
    let raise = |id: &str, points: u32| {
        json!({
            "format": 1, "id": id, "name": id, "mode": "auto", "scope": {"level": "adset"},
            "when": {"compare": {
                "left": {"metric": {"of": "impressions", "window": {"last": {"days": 7, "with_today": false}}}},
                "is": "above", "right": {"number": 1}}},
            "then": {"budget": {
                "by": {"raise": {"basis_points": points}},
                "floor": {"minor": 1, "currency": "EUR"}, "ceiling": {"minor": 100_000_000, "currency": "EUR"}}},
            "schedule": {"every": {"minutes": 60}},
            "guards": {
                "floors": {"window": {"last": {"days": 7, "with_today": false}}, "impressions": 1, "age_hours": 1},
                "acts_a_run": 100, "learning": "touch"}
        })
    };
    let currency = {
        let account = bench.account.clone();
        bench.tools.store.read(move |db| db.account(&account)).await.unwrap().unwrap().currency
    };
    for (id, points) in [("more", 1_000), ("much-more", 2_000)] {
        let text = raise(id, points).to_string().replace("EUR", &currency);
        bench.rule(&serde_json::from_str(&text).unwrap()).await;
    }
    bench.step(HOUR);
    bench.round().await;
    for id in ["more", "much-more"] {
        let run = bench.runs(id).await.pop().unwrap();
        let decisions = bench.decisions(&run.id).await;
        assert!(!decisions.is_empty());
        let conflict = |row: &store::DecisionRow| row.decision["guards"].to_string().contains("conflict");
        assert!(decisions.iter().filter(|row| conflict(row)).all(|row| row.state == "refused"));
        assert!(decisions.iter().any(conflict), "{decisions:?}");
    }
    assert_eq!(bench.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_by_somebody_else_a_moment_ago_is_left_alone() {
    let mut bench = Bench::new().await;
    bench.rule(&pausing("polite", "shadow")).await;
    bench.look("polite").await;
    let shadow = bench.runs("polite").await.pop().unwrap();
    let first = bench.decisions(&shadow.id).await.remove(0).object.id;
    bench.world.touched.lock().unwrap().push(optimizer::Touched {
        object: first.clone(),
        by: "Grace".into(),
        at: domain::Clock::now(&bench.clock),
    });
    let mut rule = pausing("polite", "auto");
    rule["scope"]["members"] = json!({"only": [first.as_str()]});
    bench.rule(&rule).await;
    bench.look("polite").await;
    let run = bench.runs("polite").await.pop().unwrap();
    assert_eq!((run.outcome.as_str(), bench.writes()), ("refused", 0));
    let said = bench.decisions(&run.id).await.remove(0).decision["guards"].to_string();
    assert!(said.contains("Grace changed it"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_fresh_figures_nothing_is_done_and_the_reason_is_kept() {
    let mut bench = Bench::new().await;
    bench.rule(&pausing("blind", "auto")).await;
    *bench.world.offline.lock().unwrap() = true;
    bench.step(5 * HOUR);
    bench.look("blind").await;
    let run = bench.runs("blind").await.pop().unwrap();
    assert_eq!((run.outcome.as_str(), bench.writes()), ("blind", 0), "{run:?}");
    assert_eq!(run.note.as_deref(), Some("Meta cannot be reached"));
}
