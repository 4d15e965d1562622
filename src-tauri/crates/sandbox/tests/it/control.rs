use sandbox::Config;
use serde_json::{Value, json};

use crate::support::{Bench, config, text};

struct Control {
    bench: Bench,
    url: String,
}

impl Control {
    fn start() -> Self {
        let bench = Bench::with(Config { control_port: Some(0), ..config() });
        let url = bench.server.control_url().unwrap().to_owned();
        Self { bench, url }
    }

    async fn get(&self, path: &str) -> Value {
        let text = self.bench.http.get(format!("{}{path}", self.url)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let response = self.bench.http.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null))
    }
}

#[tokio::test]
async fn control_is_off_unless_asked_for() {
    assert!(Bench::start().server.control_url().is_none());
}

#[tokio::test]
async fn faults_clock_switches_and_tokens_are_turned_from_outside() {
    let control = Control::start();
    let bench = &control.bench;
    let fault = json!({"path": "/me", "count": 1, "kind": "error", "code": 190, "subcode": 463});
    let id = control.post("/faults", fault).await.1["id"].clone();
    assert_eq!(bench.get("me", &[]).await.error(), (190, 463));
    assert_eq!(control.get("/faults").await["faults"][0]["struck"], 1);
    let gone = bench.http.delete(format!("{}/faults/{id}", control.url)).send().await.unwrap();
    assert_eq!(gone.status().as_u16(), 204);
    assert_eq!(control.post("/faults", json!({"path": "(", "kind": "timeout"})).await.0, 400);

    let before = control.get("/clock").await["now_ms"].as_i64().unwrap();
    assert_eq!(control.post("/clock", json!({"step_ms": 5000})).await.1["now_ms"], before + 5000);
    assert_eq!(control.post("/clock", json!({"mode": "warp"})).await.0, 400);

    control.post("/switches", json!({"tier": "development", "require_proof": true})).await;
    assert_eq!(bench.get("me", &[]).await.error().0, 100);
    control.post("/switches", json!({"require_proof": false})).await;
    assert_eq!(control.post("/tokens/end", json!({"subcode": 467})).await.1["ended"], 1);
    assert_eq!(bench.get("me", &[]).await.error(), (190, 467));
    control.post("/tokens/restore", json!({})).await;
    bench.get("me", &[]).await.ok();
    assert!(control.get("/journal").await["entries"].as_array().unwrap().len() >= 4);
}

#[tokio::test]
async fn colleagues_change_things_behind_the_clients_back() {
    let control = Control::start();
    let bench = &control.bench;
    let campaign = bench.campaign().await;
    let change = json!({"name": "Renamed in Ads Manager", "status": "ACTIVE"});
    assert_eq!(control.post(&format!("/objects/{campaign}"), change).await.0, 204);
    let read = bench.get(&campaign, &[("fields", "name,status")]).await.ok();
    assert_eq!((text(&read["name"]).as_str(), text(&read["status"]).as_str()), ("Renamed in Ads Manager", "ACTIVE"));
    assert_eq!(control.post("/objects/1", json!({"status": "PAUSED"})).await.0, 404);
    let account = &bench.account;
    let totals = control.get(&format!("/totals?account={account}&level=ad&since=2026-11-01&until=2026-11-10")).await;
    assert!(totals["rows"].as_u64().unwrap() > 0 && totals["spend_minor"].as_i64().unwrap() > 0);
    assert_eq!(control.get("/writes").await["writes"].as_array().unwrap().len(), 1, "only what came through the API");
}

#[tokio::test]
async fn colleagues_change_any_field_and_meta_changes_what_nobody_can() {
    let control = Control::start();
    let bench = &control.bench;
    let campaign = bench.campaign().await;
    let form = crate::support::adset(&campaign);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = bench.post(&format!("{}/adsets", bench.account), &form).await.ok();
    let adset = text(&made["id"]);
    let targeting = json!({"geo_locations": {"countries": ["US"]}, "age_min": 30,
        "targeting_automation": {"advantage_audience": 0}});
    let change =
        json!({"targeting": targeting, "bid_strategy": "COST_CAP", "bid_amount": 900, "daily_budget": 600_000});
    assert_eq!(control.post(&format!("/objects/{adset}"), change).await, (204, Value::Null));
    let read = bench.get(&adset, &[("fields", "targeting,bid_amount,bid_strategy,daily_budget")]).await.ok();
    assert_eq!((&read["targeting"]["age_min"], &read["bid_amount"]), (&json!(30), &json!(900)));
    assert_eq!((&read["bid_strategy"], &read["daily_budget"]), (&json!("COST_CAP"), &json!("600000")));
    let refused = control.post(&format!("/objects/{adset}"), json!({"end_time": "2020-01-01T00:00:00+0000"})).await;
    assert_eq!(refused.0, 400, "the same rules hold for colleagues");

    let state = json!({"advantage_state": "DISABLED", "advantage_audience_state": "DISABLED"});
    control.post(&format!("/objects/{campaign}"), json!({"advantage_state_info": state})).await;
    let read = bench.get(&campaign, &[("fields", "advantage_state_info")]).await.ok();
    assert_eq!(read["advantage_state_info"], state);
    let creative = bench.server.with_world(|world| world.creatives()[0].id.to_string());
    let spec = json!({"creative_features_spec": {"image_touchups": {"enroll_status": "OPT_IN"}}});
    control.post(&format!("/objects/{creative}"), json!({"degrees_of_freedom_spec": spec})).await;
    let read = bench.get(&creative, &[("fields", "degrees_of_freedom_spec")]).await.ok();
    assert_eq!(read["degrees_of_freedom_spec"], spec);
    assert_eq!(control.post(&format!("/objects/{creative}"), json!({"advantage_state_info": 1})).await.0, 400);
    assert_eq!(control.get("/writes").await["writes"].as_array().unwrap().len(), 2, "only what the client made");
}

#[tokio::test]
async fn a_permission_can_be_taken_away_in_the_middle_and_given_back() {
    let control = Control::start();
    let bench = &control.bench;
    let campaign = bench.campaign().await;
    let revoke = json!({"permission": "ads_management", "granted": false});
    assert_eq!(control.post("/tokens/permission", revoke).await.1["tokens"], 1);
    let refused = bench.post(&campaign, &[("name", "x")]).await;
    assert_eq!(refused.error().0, 294);
    bench.get(&campaign, &[]).await.ok();
    control.post("/tokens/permission", json!({"permission": "ads_management", "granted": true})).await;
    bench.post(&campaign, &[("name", "x")]).await.ok();
}

#[tokio::test]
async fn the_journal_says_what_was_applied_whatever_was_answered() {
    let control = Control::start();
    let bench = &control.bench;
    let campaign = bench.campaign().await;
    let fault = json!({"method": "POST", "count": 1, "kind": "apply_then", "outcome": "error400"});
    assert_eq!(control.post("/faults", fault).await.0, 200);
    assert_eq!(bench.post(&campaign, &[("name", "Renamed")]).await.error().0, 100);
    bench.post(&campaign, &[("name", "")]).await.error();
    let entries = control.get("/journal").await["entries"].as_array().unwrap().clone();
    let told: Vec<_> = entries.iter().map(|it| (it["status"].clone(), it["applied"].clone())).collect();
    assert_eq!(told, [(json!(200), json!(1)), (json!(400), json!(1)), (json!(400), json!(0))]);
    let write = control.get("/writes").await["writes"][1].clone();
    assert_eq!(
        (&write["action"], &write["id"], &write["request"]),
        (&json!("update"), &json!(campaign), &entries[1]["seq"])
    );
    assert_eq!(write["account"], json!(bench.account.trim_start_matches("act_")));
    assert!(write["params"].as_array().unwrap().contains(&json!(["name", "Renamed"])));
}
