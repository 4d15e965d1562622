//! Meta's own rules.

use serde_json::{Value, json};

use crate::support::{Bench, blamed, config, text};

fn filter(field: &str, operator: &str, value: Value) -> Value {
    json!({"field": field, "operator": operator, "value": value})
}

fn evaluation(filters: &[Value]) -> String {
    let mut all = vec![filter("entity_type", "EQUAL", json!("AD")), filter("time_preset", "EQUAL", json!("LAST_7D"))];
    all.extend_from_slice(filters);
    json!({"evaluation_type": "SCHEDULE", "filters": all}).to_string()
}

const PAUSE: &str = r#"{"execution_type":"PAUSE"}"#;
const DAILY: &str = r#"{"schedule_type":"DAILY"}"#;

async fn make(bench: &Bench, evaluation: &str, execution: &str, schedule: &str) -> String {
    let form =
        [("name", "R"), ("evaluation_spec", evaluation), ("execution_spec", execution), ("schedule_spec", schedule)];
    text(&bench.post(&format!("{}/adrules_library", bench.account), &form).await.ok()["id"])
}

#[tokio::test]
async fn a_rule_is_made_read_changed_and_deleted() {
    let bench = Bench::start();
    let rule = make(&bench, &evaluation(&[filter("spent", "GREATER_THAN", json!(1))]), PAUSE, DAILY).await;
    let fields = [("fields", "name,status,evaluation_spec,execution_spec,schedule_spec,created_by{name}")];
    let read = bench.get(&rule, &fields).await.ok();
    assert_eq!((&read["name"], &read["status"]), (&json!("R"), &json!("ENABLED")));
    assert!(read["evaluation_spec"]["id"].is_string(), "a spec that is read back has an id of its own");
    bench.post(&rule, &[("status", "DISABLED"), ("name", "Other")]).await.ok();
    let listed = bench.walk(&format!("{}/adrules_library", bench.account), &[("fields", "name,status")]).await;
    assert_eq!(listed, [json!({"id": rule, "name": "Other", "status": "DISABLED"})]);
    bench.delete(&rule).await.ok();
    assert!(bench.walk(&format!("{}/adrules_library", bench.account), &[]).await.is_empty());
    assert_eq!(bench.get(&rule, &[("fields", "status")]).await.ok()["status"], "DELETED");
    let written: Vec<&str> = bench.server.journal().writes().iter().map(|write| write.action).collect();
    assert_eq!(written, ["create", "update", "delete"]);
}

#[tokio::test]
async fn rules_are_refused_for_the_right_reason() {
    let bench = Bench::start();
    let good = evaluation(&[filter("spent", "GREATER_THAN", json!(1))]);
    let of = |filters: Value| json!({"evaluation_type": "SCHEDULE", "filters": filters}).to_string();
    let ad = filter("entity_type", "EQUAL", json!("AD"));
    let trigger = json!({"evaluation_type": "TRIGGER", "filters": [ad]}).to_string();
    let dear = evaluation(&[filter("cost_per", "GREATER_THAN", json!(1))]);
    let custom = r#"{"schedule_type":"CUSTOM","schedule":[{"start_minute":45}]}"#;
    let cases: [(&str, &str, &str, i64, &str); 12] = [
        ("{}", PAUSE, DAILY, 100, "evaluation_type"),
        (&of(json!([])), PAUSE, DAILY, 100, "evaluation_spec"),
        (&of(json!([ad, filter("spent", "GREATER_THAN", json!(1))])), PAUSE, DAILY, 100, "evaluation_spec"),
        (&of(json!([ad, filter("mood", "EQUAL", json!(1))])), PAUSE, DAILY, 100, "evaluation_spec"),
        (&of(json!([ad, filter("name", "LIKE", json!("x"))])), PAUSE, DAILY, 100, "operator"),
        (&of(json!([ad, filter("time_preset", "EQUAL", json!("LAST_5D"))])), PAUSE, DAILY, 100, "time_preset"),
        (&trigger, PAUSE, "", 100, "evaluation_spec"),
        (&good, r#"{"execution_type":"SING"}"#, DAILY, 100, "execution_type"),
        (&good, r#"{"execution_type":"CHANGE_BUDGET"}"#, DAILY, 100, "execution_spec"),
        (&good, PAUSE, "", 100, "schedule_spec"),
        (&good, PAUSE, custom, 100, "schedule_spec"),
        (&dear, PAUSE, DAILY, 2703, ""),
    ];
    let edge = format!("{}/adrules_library", bench.account);
    for (evaluation, execution, schedule, code, blame) in cases {
        let form = [
            ("name", "R"),
            ("evaluation_spec", evaluation),
            ("execution_spec", execution),
            ("schedule_spec", schedule),
        ];
        let answer = bench.post(&edge, &form).await;
        assert_eq!(answer.error().0, code, "{evaluation} {execution} {schedule}: {}", answer.body);
        assert!(blame.is_empty() || blamed(&answer.body).contains(blame), "{evaluation}: {}", answer.body);
    }
    assert!(bench.server.journal().writes().is_empty());
}

#[tokio::test]
async fn a_rule_acts_on_its_own_clock_and_says_so() {
    let bench = Bench::start();
    let rule = make(&bench, &evaluation(&[filter("spent", "GREATER_THAN", json!(1))]), PAUSE, DAILY).await;
    let found = bench.post(&format!("{rule}/preview"), &[]).await.ok();
    let found: Vec<String> = found["data"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    assert!(!found.is_empty());
    let governed = bench.walk(&format!("{}/adrules_governed", found[0]), &[("pass_evaluation", "true")]).await;
    assert_eq!(governed, [json!({"id": rule})]);
    assert!(bench.walk(&format!("{rule}/history"), &[]).await.is_empty(), "looking leaves no trace");
    bench.server.clock().step_ms(86_400_000);
    let history = bench.walk(&format!("{}/adrules_history", bench.account), &[("action", "PAUSED")]).await;
    let run = &history[0];
    assert_eq!((&run["rule_id"], &run["is_manual"]), (&json!(rule), &json!(false)));
    let result = run["results"].as_array().unwrap().iter().find(|one| one["object_id"] == json!(found[0])).unwrap();
    assert_eq!(result["actions"][0]["new_value"], "PAUSED");
    assert_eq!(bench.get(&found[0], &[("fields", "status")]).await.ok()["status"], "PAUSED");
    let query = [("fields", "object_id,event_type,actor_id,actor_name")];
    let log = bench.walk(&format!("{}/activities", bench.account), &query).await;
    assert!(log.iter().any(|one| one["object_id"] == json!(found[0]) && one["actor_id"] == json!(rule)), "{log:?}");
}

#[tokio::test]
async fn a_switched_off_rule_does_nothing_by_itself_and_can_be_run_by_hand() {
    let bench = Bench::start();
    let spec = evaluation(&[filter("impressions", "GREATER_THAN", json!(1))]);
    let lower = json!({"execution_type": "CHANGE_BUDGET", "execution_options": [
        filter("change_spec", "EQUAL", json!({"amount": -10, "unit": "PERCENTAGE"}))]});
    let spec = spec.replace("\"AD\"", "\"ADSET\"");
    let rule = make(&bench, &spec, &lower.to_string(), r#"{"schedule_type":"SEMI_HOURLY"}"#).await;
    bench.post(&rule, &[("status", "DISABLED")]).await.ok();
    bench.server.clock().step_ms(7_200_000);
    let history = format!("{rule}/history");
    assert!(bench.walk(&history, &[]).await.is_empty());
    bench.post(&format!("{rule}/execute"), &[]).await.ok();
    let runs = bench.walk(&history, &[]).await;
    assert_eq!((runs.len(), &runs[0]["is_manual"]), (1, &json!(true)));
}

#[tokio::test]
async fn the_demo_has_rules_of_which_one_is_triggered() {
    let small = sandbox::Config { size: sandbox::world::Size::Small, ..config() };
    let bench = Bench::with(small);
    let edge = format!("{}/adrules_library", bench.account);
    let rules = bench.walk(&edge, &[("fields", "evaluation_spec,status,ui_creation_source")]).await;
    let kinds: Vec<&Value> = rules.iter().map(|rule| &rule["evaluation_spec"]["evaluation_type"]).collect();
    assert_eq!(kinds, ["SCHEDULE", "SCHEDULE", "TRIGGER"]);
    assert!(rules[2]["ui_creation_source"].is_null(), "Ads Manager does not know it");
    let told = bench.walk(&format!("{}/history", text(&rules[0]["id"])), &[]).await;
    assert_eq!(told.len(), 2);
}
