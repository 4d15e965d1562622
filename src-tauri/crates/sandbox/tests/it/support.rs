//! One sandbox with a client for it.

use std::sync::Once;

use sandbox::{ClockMode, Config, Server, world::Size};
use serde_json::Value;

/// Monday 2026-11-23, 10:00 UTC.
pub(crate) const NOW: &str = "stepped:2026-11-23T10:00:00Z";

pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    /// `act_…` of the first account.
    pub(crate) account: String,
}

pub(crate) fn config() -> Config {
    Config { size: Size::Tiny, seed: 3, clock: NOW.parse::<ClockMode>().unwrap(), ..Config::default() }
}

impl Bench {
    pub(crate) fn start() -> Self {
        Self::with(config())
    }

    pub(crate) fn with(config: Config) -> Self {
        let server = Server::start(config).unwrap();
        let token = server.system_user_token();
        let account = server.with_world(|world| format!("act_{}", world.accounts()[0].id));
        Self { server, http: client(), token, account }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/v26.0/{path}", self.server.base_url())
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let request = self.http.get(self.url(path)).bearer_auth(&self.token).query(query);
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(self.url(path)).bearer_auth(&self.token).form(form);
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.http.delete(self.url(path)).bearer_auth(&self.token).send().await.unwrap()).await
    }

    /// Every element of an edge, by walking its cursors.
    pub(crate) async fn walk(&self, path: &str, query: &[(&str, &str)]) -> Vec<Value> {
        let mut all = Vec::new();
        let mut after = String::new();
        loop {
            let mut query = query.to_vec();
            if !after.is_empty() {
                query.push(("after", &after));
            }
            let answer = self.get(path, &query).await.ok();
            all.extend(answer["data"].as_array().unwrap().iter().cloned());
            if answer["paging"]["next"].is_null() {
                return all;
            }
            after = text(&answer["paging"]["cursors"]["after"]);
        }
    }

    /// A campaign of the first account, paused and without a budget of its own.
    pub(crate) async fn campaign(&self) -> String {
        let made = self.post(&format!("{}/campaigns", self.account), CAMPAIGN).await.ok();
        text(&made["id"])
    }
}

pub(crate) const CAMPAIGN: &[(&str, &str)] = &[
    ("name", "Test campaign"),
    ("objective", "OUTCOME_TRAFFIC"),
    ("status", "PAUSED"),
    ("special_ad_categories", "[]"),
    ("is_adset_budget_sharing_enabled", "false"),
];

pub(crate) fn adset(campaign: &str) -> Vec<(&'static str, String)> {
    vec![
        ("name", "Test ad set".to_owned()),
        ("campaign_id", campaign.to_owned()),
        ("daily_budget", "500000".to_owned()),
        ("billing_event", "IMPRESSIONS".to_owned()),
        ("optimization_goal", "LINK_CLICKS".to_owned()),
        ("bid_strategy", "LOWEST_COST_WITHOUT_CAP".to_owned()),
        ("status", "ACTIVE".to_owned()),
        (
            "targeting",
            r#"{"geo_locations":{"countries":["US"]},"targeting_automation":{"advantage_audience":0}}"#.to_owned(),
        ),
    ]
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Self { status, headers, body }
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Code and subcode of the error.
    #[track_caller]
    pub(crate) fn error(&self) -> (i64, i64) {
        let error = &self.body["error"];
        assert!(error["fbtrace_id"].is_string(), "no error but {}", self.body);
        (error["code"].as_i64().unwrap(), error["error_subcode"].as_i64().unwrap_or(0))
    }

    pub(crate) fn header(&self, name: &str) -> Value {
        let text = self.headers.get(name).map_or("", |value| value.to_str().unwrap());
        serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(crate) fn client() -> reqwest::Client {
    client_builder().build().unwrap()
}

pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none())
}

/// What an error blames, as text.
pub(crate) fn blamed(body: &Value) -> String {
    text(&body["error"]["error_data"])
}
