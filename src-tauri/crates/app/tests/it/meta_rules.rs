//! Meta's own rules as the page and the command line ask for them.

use app::App;
use app::dto::{
    ApplyChanges, ChangeMetaRule, ChangeOutcome, CompileRule, ErrorCode, LostEffect, MetaRule, MetaRuleAct,
    MetaRuleKey, RuleMode, SaveRule,
};
use sandbox::world::Size;
use serde_json::json;

use crate::desk::{Desk, told};

const EXACT: Size = Size::Exact { accounts: 1, campaigns: 2, adsets: 2, ads: 2 };

fn account(desk: &Desk) -> String {
    desk.server.with_world(|world| format!("act_{}", world.accounts()[0].id))
}

/// A rule whose conditions Meta's rules can say.
fn stopping(account: &str, currency: &str) -> String {
    let money = |minor: i64| json!({"minor": minor, "currency": currency});
    json!({
        "format": 1, "id": "stop", "name": "Stop", "mode": "shadow",
        "scope": {"level": "ad", "accounts": [account], "filters": [{"status": ["ACTIVE"]}]},
        "when": {"compare": {
            "left": {"metric": {"of": "spend", "window": "today"}}, "is": "above", "right": {"money": money(3_000)}}},
        "then": {"pause": "a_person"}, "schedule": {"every": {"minutes": 30}},
        "guards": {"floors": {"window": "today", "spend": money(2_000), "age_hours": 48}},
    })
    .to_string()
}

async fn keep(app: &App, desk: &Desk) -> String {
    let account = account(desk);
    let currency = desk.server.with_world(|world| world.accounts()[0].currency.clone());
    let rule = stopping(&account, &currency);
    app.save_rule(SaveRule { rule, expected_version: None }).await.unwrap();
    account
}

async fn send(app: &App, preview_id: &str) -> Vec<ChangeOutcome> {
    let input = ApplyChanges { preview_id: preview_id.to_owned(), asked: true, amounts: Vec::new() };
    let run = app.apply_changes(input).await.unwrap();
    app.changes_ended().await.unwrap();
    app.change(&run.change_id).await.unwrap().rows.into_iter().map(|row| row.outcome).collect()
}

async fn made(app: &App, account: &str, is_on: bool) -> MetaRule {
    let asked = CompileRule { rule_id: "stop".into(), account_id: account.to_owned(), is_on, accepted: true };
    let compiled = app.compile_rule(asked).await.unwrap();
    assert!(compiled.lost.iter().all(|part| part.effect != LostEffect::Wider), "{compiled:?}");
    let preview = compiled.preview.unwrap();
    assert!(preview.rows[0].can_be_sent, "{preview:?}");
    assert_eq!(send(app, &preview.id).await, [ChangeOutcome::Confirmed]);
    app.meta_rules(account).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_of_ours_becomes_one_of_metas_is_switched_recorded_and_taken_back() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = keep(&app, &desk).await;
    let rule = made(&app, &account, true).await;
    assert!(rule.is_on && !rule.is_hidden);
    assert_eq!((rule.name.as_str(), rule.does.as_str(), rule.looks.as_str()), ("Stop", "Pauses", "Each half hour"));
    let key = MetaRuleKey { account_id: account.clone(), id: rule.id.clone() };
    let detail = app.meta_rule(key.clone()).await.unwrap();
    assert_eq!(detail.governs_unknown, None);
    let off = ChangeMetaRule { account_id: account.clone(), id: rule.id.clone(), act: MetaRuleAct::Disable };
    let preview = app.preview_meta_rule(off.clone()).await.unwrap();
    assert_eq!(send(&app, &preview.id).await, [ChangeOutcome::Confirmed]);
    assert!(!app.meta_rule(key).await.unwrap().rule.is_on);
    let listed =
        app.changes(app::dto::ChangesRequest { account_id: None, object: None, before: None, limit: 10 }).await;
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|entry| entry.can_undo), "{listed:?}");
    let undo = app.preview_undo(&listed[1].id).await.unwrap();
    assert!(undo.rows[0].conflicts.len() == 1, "it was switched since: {undo:?}");
    let on_again = app.preview_undo(&listed[0].id).await.unwrap();
    assert_eq!(send(&app, &on_again.id).await, [ChangeOutcome::Confirmed]);
    let undo = app.preview_undo(&listed[1].id).await.unwrap();
    assert_eq!(send(&app, &undo.id).await, [ChangeOutcome::Confirmed]);
    assert!(app.meta_rules(&account).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_act_more_widely_is_not_sent_and_a_stop_holds_for_metas_rules_too() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = keep(&app, &desk).await;
    let mut wider: serde_json::Value = serde_json::from_str(&app.rule("stop").await.unwrap().rule).unwrap();
    wider["when"] = json!({"learning": ["learned"]});
    wider["id"] = json!("wider");
    app.save_rule(SaveRule { rule: wider.to_string(), expected_version: None }).await.unwrap();
    let asked = CompileRule { rule_id: "wider".into(), account_id: account.clone(), is_on: false, accepted: true };
    let compiled = app.compile_rule(asked).await.unwrap();
    assert!(compiled.preview.is_none() && compiled.rule.is_none());
    let wide = compiled.lost.iter().find(|part| part.effect == LostEffect::Wider).unwrap();
    assert_eq!(wide.place, "when.learning");

    let unasked = CompileRule { rule_id: "stop".into(), account_id: account.clone(), is_on: false, accepted: false };
    let compiled = app.compile_rule(unasked).await.unwrap();
    assert!(compiled.rule.is_some() && compiled.preview.is_none(), "nothing can be sent before a person accepts");
    let asked = CompileRule { rule_id: "stop".into(), account_id: account.clone(), is_on: false, accepted: true };
    let preview = app.compile_rule(asked).await.unwrap().preview.unwrap();
    app.stop_writes().await.unwrap();
    assert_eq!(send(&app, &preview.id).await, [ChangeOutcome::Refused]);
    assert!(app.meta_rules(&account).await.unwrap().is_empty());
    assert!(desk.server.journal().writes().is_empty());
    let elsewhere = app.meta_rules("act_999").await;
    assert_eq!(told(elsewhere).code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_of_metas_is_imported_in_shadow_and_once() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = keep(&app, &desk).await;
    let rule = made(&app, &account, false).await;
    let key = MetaRuleKey { account_id: account, id: rule.id.clone() };
    let done = app.import_meta_rule(key.clone()).await.unwrap();
    assert!(done.lost.is_empty(), "{done:?}");
    let id = done.rule_id.unwrap();
    assert_eq!(app.rule(&id).await.unwrap().row.mode, RuleMode::Shadow);
    assert!(app.import_meta_rule(key).await.unwrap().unchanged);
}
