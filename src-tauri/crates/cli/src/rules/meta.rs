//! Meta's own rules from a terminal.

use app::App;
use app::dto::{ChangeMetaRule, CompileRule, LostPart, MetaRule, MetaRuleAct, MetaRuleKey};
use serde_json::{Value, json};

use crate::arguments::{MetaAction, Sending};
use crate::changes::go_on;
use crate::commands::{Outcome, no_output, shown};
use crate::exit;
use crate::output::Output;

pub(super) async fn act(app: &App, action: MetaAction, output: Output) -> Outcome {
    match action {
        MetaAction::List { account } => list(&app.meta_rules(&account).await?, output),
        MetaAction::Of { object } => list(&app.meta_rules_of(&object).await?, output),
        MetaAction::Show { account, id } => show(app, account, id, output).await,
        MetaAction::Import { account, id } => {
            let done = app.import_meta_rule(MetaRuleKey { account_id: account, id }).await?;
            let facts = json!({ "rule": done.rule_id, "unchanged": done.unchanged, "lost": lost(&done.lost) });
            output.facts(&facts).map_err(no_output)?;
            Ok(if done.rule_id.is_some() { exit::DONE } else { exit::REFUSED })
        }
        MetaAction::Compile { rule, account, on, accept, sending } => {
            let asked = CompileRule { rule_id: rule, account_id: account, is_on: on, accepted: accept };
            compile(app, asked, sending, output).await
        }
        MetaAction::Enable { account, id, sending } => {
            change(app, account, id, MetaRuleAct::Enable, sending, output).await
        }
        MetaAction::Disable { account, id, sending } => {
            change(app, account, id, MetaRuleAct::Disable, sending, output).await
        }
        MetaAction::Delete { account, id, sending } => {
            change(app, account, id, MetaRuleAct::Delete, sending, output).await
        }
    }
}

fn list(rules: &[MetaRule], output: Output) -> Outcome {
    let rows: Vec<Value> = rules.iter().map(told).collect();
    shown(output.rows(&["id", "name", "status", "hidden", "does", "looks"], &rows, Value::Null))
}

fn told(rule: &MetaRule) -> Value {
    json!({
        "id": rule.id, "account_id": rule.account_id, "name": rule.name, "status": rule.status,
        "hidden": rule.is_hidden, "level": rule.level, "does": rule.does, "conditions": rule.conditions,
        "looks": rule.looks, "created_by": rule.created_by, "updated_ms": rule.updated_ms.map(|at| at as i64),
    })
}

fn lost(parts: &[LostPart]) -> Vec<Value> {
    parts.iter().map(|part| json!({ "place": part.place, "what": part.what, "effect": part.effect })).collect()
}

async fn show(app: &App, account_id: String, id: String, output: Output) -> Outcome {
    let detail = app.meta_rule(MetaRuleKey { account_id, id }).await?;
    let runs: Vec<Value> = detail
        .runs
        .iter()
        .map(|run| {
            let results = run.results.iter().map(|one| {
                json!({
                    "id": one.object_id, "name": one.name, "did": one.did, "before": one.before, "after": one.after,
                })
            });
            json!({
                "at_ms": run.at_ms.map(|at| at as i64), "manual": run.is_manual, "failed": run.failed,
                "results": results.collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut facts = told(&detail.rule);
    facts["governs"] = detail.governs.iter().map(|one| json!({ "id": one.id, "name": one.name })).collect();
    facts["governs_unknown"] = json!(detail.governs_unknown);
    facts["runs"] = json!(runs);
    shown(output.facts(&facts))
}

async fn compile(app: &App, asked: CompileRule, sending: Sending, output: Output) -> Outcome {
    let compiled = app.compile_rule(asked).await?;
    match compiled.preview {
        Some(preview) => go_on(app, preview, sending, output).await,
        None => {
            let rule = compiled.rule.as_ref().map(told);
            let refused = rule.is_none();
            output.facts(&json!({ "rule": rule, "lost": lost(&compiled.lost), "sent": false })).map_err(no_output)?;
            if !refused {
                eprintln!("Nothing was sent. Send it with --accept once what is lost is acceptable.");
            }
            Ok(exit::REFUSED)
        }
    }
}

async fn change(
    app: &App,
    account_id: String,
    id: String,
    act: MetaRuleAct,
    sending: Sending,
    output: Output,
) -> Outcome {
    let preview = app.preview_meta_rule(ChangeMetaRule { account_id, id, act }).await?;
    go_on(app, preview, sending, output).await
}
