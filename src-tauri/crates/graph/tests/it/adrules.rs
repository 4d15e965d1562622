//! Meta's own rules through the client.

use domain::ObjectId;
use graph::WriteParams;
use sandbox::world::Size;
use serde_json::{Value, json};

use crate::sandbox::{first_account, graph, start, still};
use crate::server::cancel;

fn params(pairs: &[(&str, Value)]) -> WriteParams {
    let mut params = WriteParams::new();
    for (name, value) in pairs {
        params.set(name, value.clone()).unwrap();
    }
    params
}

#[tokio::test]
async fn rules_are_listed_with_everything_meta_says_also_the_hidden_ones() {
    let server = start(still(Size::Small));
    let graph = graph(&server);
    let account = first_account(&graph).await.id;
    let rules = graph.ad_rules(&account, &cancel()).await.unwrap();
    let kinds: Vec<Option<&Value>> =
        rules.iter().map(|rule| rule.get("evaluation_spec").and_then(|spec| spec.get("evaluation_type"))).collect();
    assert_eq!(kinds, [Some(&json!("SCHEDULE")), Some(&json!("SCHEDULE")), Some(&json!("TRIGGER"))]);
    assert!(rules[0].get("ui_creation_source").is_some() && rules[2].get("ui_creation_source").is_none());
    let runs = graph.ad_rule_history(&account, &rules[0].id, &cancel()).await.unwrap();
    assert_eq!(runs.len(), 2);
    assert!(runs[0].timestamp > runs[1].timestamp, "newest first");
    let told = runs[0].results.iter().flat_map(|result| &result.actions);
    assert!(told.clone().count() > 0);
    assert!(told.into_iter().all(|action| action.action.as_deref() == Some("FACEBOOK_NOTIFICATION_SENT")));
}

#[tokio::test]
async fn a_rule_is_made_looked_at_switched_and_deleted() {
    let server = start(still(Size::Tiny));
    let graph = graph(&server);
    let account = first_account(&graph).await.id;
    let evaluation = json!({"evaluation_type": "SCHEDULE", "filters": [
        {"field": "entity_type", "operator": "EQUAL", "value": "CAMPAIGN"},
        {"field": "hours_since_creation", "operator": "GREATER_THAN", "value": 1}]});
    let rule = params(&[
        ("name", json!("R")),
        ("status", json!("DISABLED")),
        ("evaluation_spec", evaluation),
        ("execution_spec", json!({"execution_type": "PAUSE"})),
        ("schedule_spec", json!({"schedule_type": "DAILY"})),
    ]);
    let writer = graph.writer(&account);
    let made = writer.create_rule(&rule, &cancel()).await.unwrap().id;
    let matches = graph.ad_rule_matches(&account, &made, &cancel()).await.unwrap();
    let governing = graph.ad_rules_governing(&account, &matches[0], &cancel()).await.unwrap();
    assert_eq!(governing.iter().map(|rule| &rule.id).collect::<Vec<_>>(), [&made]);
    writer.update(&made, &params(&[("status", json!("ENABLED"))]), &cancel()).await.unwrap();
    assert_eq!(graph.ad_rule(&account, &made, &cancel()).await.unwrap().text("status").as_deref(), Some("ENABLED"));
    writer.delete(&made, &cancel()).await.unwrap();
    assert_eq!(graph.ad_rules(&account, &cancel()).await.unwrap(), []);
    let unknown = ObjectId::parse("5").unwrap();
    assert!(matches!(graph.ad_rule(&account, &unknown, &cancel()).await, Err(graph::Error::NotFound { .. })));
}
