//! Paused copies of ad sets and ads, on a real workspace against the simulation.

use domain::Level;
use graph::Cancel;
use serde_json::{Value, json};
use store::{DecisionRow, ObjectRef};

use super::desk::{Bench, HOUR, pausing};

fn copying(level: &str, mode: &str, only: &[&str]) -> Value {
    let mut rule = pausing("copy", mode);
    rule["scope"]["level"] = json!(level);
    rule["then"] = json!({"duplicate": {"suffix": " – copy"}});
    rule["guards"]["cool_down_minutes"] = json!(60);
    rule["guards"]["acts_per_object_a_day"] = json!(5);
    if !only.is_empty() {
        rule["scope"]["members"] = json!({ "only": only });
    }
    rule
}

async fn last(bench: &Bench) -> (String, Vec<DecisionRow>) {
    let run = bench.runs("copy").await.pop().unwrap();
    let rows = bench.decisions(&run.id).await;
    (run.outcome, rows)
}

fn made(bench: &Bench) -> Vec<String> {
    let writes = bench.server.journal().writes().into_iter();
    writes.filter(|write| write.action == "copy" || write.action == "create").map(|write| write.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_makes_one_paused_copy_which_is_taken_back_with_its_run() {
    for (level, kind) in [("adset", Level::Adset), ("ad", Level::Ad)] {
        let mut bench = Bench::new().await;
        bench.rule(&copying(level, "shadow", &[])).await;
        bench.look("copy").await;
        let (outcome, would) = last(&bench).await;
        assert_eq!(outcome, "shadowed");
        let one = would.iter().find(|row| row.act.is_some()).unwrap();
        let name = format!("{} – copy", one.name);
        assert_eq!(one.act.as_ref().unwrap()["copy"]["name"], json!(name));

        let only = [one.object.id.as_str()];
        bench.rule(&copying(level, "auto", &only)).await;
        bench.step(HOUR);
        bench.look("copy").await;
        let (outcome, done) = last(&bench).await;
        assert_eq!(outcome, "acted", "{done:?}");
        assert_eq!(done.iter().map(|row| row.state.as_str()).collect::<Vec<_>>(), ["done"]);
        let copy = made(&bench).into_iter().next().unwrap();
        let copy =
            ObjectRef { account: bench.account.clone(), level: kind, id: domain::ObjectId::parse(&copy).unwrap() };
        assert_eq!(bench.live_status(&copy).await, "PAUSED");

        // Neither the original nor the copy is copied again, whatever its cool-down says.
        let before = made(&bench).len();
        bench.step(2 * HOUR);
        bench.pull_days(30).await;
        bench.rule(&copying(level, "auto", &[only[0], copy.id.as_str()])).await;
        bench.look("copy").await;
        let (outcome, again) = last(&bench).await;
        assert!(outcome == "quiet" || outcome == "refused", "{outcome} {again:?}");
        assert_eq!(made(&bench).len(), before);

        let run = bench.runs("copy").await.into_iter().find(|run| run.outcome == "acted").unwrap();
        let set = run.change_set.unwrap();
        let undo = changes::undo(&bench.tools, &set, changes::Author::person("Ada", "")).await.unwrap();
        // What is deleted is asked about first.
        let yes = changes::Consent { asked: true, amounts: Vec::new() };
        changes::apply(&bench.tools, &undo.set, &yes, &|_| {}, &Cancel::new()).await.unwrap();
        assert_eq!(bench.live_status(&copy).await, "DELETED");
    }
}
