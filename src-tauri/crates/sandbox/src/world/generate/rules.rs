//! Meta's own rules of the demo: one that tells, one that is switched off, and one that Ads Manager does not show.

use serde_json::{Value, json};

use super::account::staff;
use crate::world::World;
use crate::world::delivery::calendar::DAY_MS;
use crate::world::delivery::market::minor_per_usd;
use crate::world::model::{Account, Actor, AdRule, ObjectId};

impl World {
    /// Gives an account its rules.
    pub(super) fn add_rules(&mut self, account: ObjectId) {
        let Some(it) = self.account(account) else { return };
        let rules = rules_of(it, self.origin.now_ms);
        let first = rules.first().map(|rule| rule.id);
        rules.into_iter().for_each(|rule| self.insert_rule(rule));
        // The one that tells has told on the two nights before.
        for days in [2, 1] {
            let at_ms = self.origin.now_ms - days * DAY_MS;
            first.into_iter().for_each(|rule| self.run_rule(rule, at_ms, false));
        }
    }
}

fn rules_of(account: &Account, now_ms: i64) -> Vec<AdRule> {
    let money = |usd: f64| (minor_per_usd(account) * usd).round() as i64;
    let by = staff(account).first().cloned().unwrap_or_else(|| Actor {
        id: account.id,
        name: account.name.clone(),
        application_id: None,
        application_name: None,
    });
    let filter =
        |field: &str, operator: &str, value: Value| json!({"field": field, "operator": operator, "value": value});
    let rule = |number: u64, name: &str, status: &str, days: i64| AdRule {
        id: ObjectId(120_330_000_000_000_000 + (account.id.0 % 1_000_000_000) * 100 + number),
        account: account.id,
        name: name.to_owned(),
        status: status.to_owned(),
        evaluation_spec: Value::Null,
        execution_spec: Value::Null,
        schedule_spec: None,
        created_by: by.clone(),
        ui_creation_source: None,
        created_ms: now_ms - days * DAY_MS,
        updated_ms: now_ms - days * DAY_MS,
        runs: Vec::new(),
        met: Vec::new(),
    };
    let from_page = Some("RULES_MANAGEMENT_PAGE_TOP_NAV".to_owned());
    vec![
        AdRule {
            evaluation_spec: json!({"evaluation_type": "SCHEDULE", "filters": [
                filter("entity_type", "EQUAL", json!("ADSET")),
                filter("time_preset", "EQUAL", json!("LAST_7D")),
                filter("spent", "GREATER_THAN", json!(money(80.0))),
                filter("cost_per", "GREATER_THAN", json!(money(25.0))),
            ]}),
            execution_spec: json!({"execution_type": "NOTIFICATION", "execution_options": [
                filter("user_ids", "EQUAL", json!([by.id.to_string()])),
            ]}),
            schedule_spec: Some(json!({"schedule_type": "DAILY"})),
            ui_creation_source: from_page.clone(),
            ..rule(1, "Dear ad sets of the week", "ENABLED", 120)
        },
        AdRule {
            evaluation_spec: json!({"evaluation_type": "SCHEDULE", "filters": [
                filter("entity_type", "EQUAL", json!("AD")),
                filter("time_preset", "EQUAL", json!("TODAY")),
                filter("spent", "GREATER_THAN", json!(money(30.0))),
                filter("results", "LESS_THAN", json!(1)),
                filter("effective_status", "IN", json!(["ACTIVE"])),
            ]}),
            execution_spec: json!({"execution_type": "PAUSE"}),
            schedule_spec: Some(json!({"schedule_type": "SEMI_HOURLY"})),
            ui_creation_source: from_page,
            ..rule(2, "Stop ads without results", "DISABLED", 60)
        },
        AdRule {
            evaluation_spec: json!({
                "evaluation_type": "TRIGGER",
                "filters": [filter("entity_type", "EQUAL", json!("AD"))],
                "trigger": {"type": "METADATA_CREATION"},
            }),
            execution_spec: json!({"execution_type": "NOTIFICATION"}),
            ..rule(3, "Tell of new ads", "ENABLED", 30)
        },
    ]
}
