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
