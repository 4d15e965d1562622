//! Rules from a terminal.

mod meta;

use std::io::Read as _;
use std::path::Path;

use app::App;
use app::dto::{
    BacktestReport, DecideApprovals, ErrorCode, ExplainObject, FindingWeight, JudgeRule, ListRuleRuns, ObjectKey,
    RuleDecision, RuleMode, RuleRun, SetRuleMode, StartBacktest,
};
use serde_json::{Value, json};

use crate::arguments::{Backtest, Mode, RulesAction};
use crate::commands::{Outcome, no_output, shown, stopped};
use crate::exit;
use crate::output::Output;

/// Looks at whatever is due, or at one rule at once, and waits for the end of it.
pub(crate) async fn once(app: &App, rule: Option<String>, output: Output) -> Outcome {
    let runs = app.look_now(rule).await?;
    list_runs(&runs, output)
}

/// Runs the rules until it is told to stop: the engine without a window.
pub(crate) async fn run(app: &App) -> Outcome {
    app.keep_running().await?;
    eprintln!("Rules run until Ctrl-C.");
    let mut signals = app.signals();
    loop {
        tokio::select! {
            () = stopped() => {
                eprintln!("Stopping after what is being done.");
                return Ok(exit::DONE);
            }
            signal = signals.next() => match signal {
                Some(app::Signal::Alarm(alarm)) => eprintln!("{}: {}", alarm.title, alarm.body),
                Some(app::Signal::Event(_)) => {}
                None => return Ok(exit::FAILED),
            },
        }
    }
}

pub(crate) async fn act(app: &App, action: RulesAction, output: Output) -> Outcome {
    match action {
        RulesAction::Import { file } => import(app, &file, output).await,
        RulesAction::Export { rules } => {
            let text = app.rules_as_text(&rules).await?;
            output.line(text.trim_end()).map_err(no_output)?;
            Ok(exit::DONE)
        }
        RulesAction::List => list(app, output).await,
        RulesAction::Lint => lint(app, output).await,
        RulesAction::Preview { rule } => preview(app, &rule, output).await,
        RulesAction::Backtest(asked) => backtest(app, asked, output).await,
        RulesAction::Why { object, at, rule } => why(app, &object, at.as_deref(), rule, output).await,
        RulesAction::Mode { rule, mode } => {
            let mode = mode_of(mode);
            let detail = app.set_rule_mode(SetRuleMode { id: rule, mode }).await?;
            shown(output.facts(&json!({ "id": detail.row.id, "mode": detail.row.mode, "version": detail.row.version })))
        }
        RulesAction::Allow { account, no } => allow(app, &account, !no, output).await,
        RulesAction::Clear { rule } => {
            let detail = app.clear_rule_stop(&rule).await?;
            shown(output.facts(&json!({ "id": detail.row.id, "mode": detail.row.mode })))
        }
        RulesAction::Runs { rule, quiet, limit } => {
            let asked = ListRuleRuns { rule_id: rule, account_id: None, before: None, quiet, limit };
            list_runs(&app.rule_runs(asked).await?, output)
        }
        RulesAction::Meta(action) => meta::act(app, action, output).await,
        RulesAction::Paused => {
            let rows = app.paused_by_rules().await?;
            let row = |row: &app::dto::PausedRow| {
                json!({
                    "id": row.id, "rule": row.rule_name, "object": row.object.id, "name": row.name,
                    "since_ms": row.since_ms as i64, "until": row.until, "due_ms": row.due_ms.map(|at| at as i64),
                    "note": row.note,
                })
            };
            let rows: Vec<Value> = rows.iter().map(row).collect();
            shown(output.rows(&["object", "name", "rule", "until", "note"], &rows, Value::Null))
        }
    }
}

fn mode_of(mode: Mode) -> RuleMode {
    match mode {
        Mode::Draft => RuleMode::Draft,
        Mode::Notify => RuleMode::Notify,
        Mode::Shadow => RuleMode::Shadow,
        Mode::Approve => RuleMode::Approve,
        Mode::Auto => RuleMode::Auto,
    }
}

async fn import(app: &App, file: &Path, output: Output) -> Outcome {
    let done = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(no_output)?;
        app.import_rules_from(&text).await?
    } else {
        app.import_rules(app::dto::ImportRules { path: file.display().to_string() }).await?
    };
    let refused: Vec<String> =
        done.refused.iter().map(|fault| format!("{}: {}. {}", fault.place, fault.what, fault.remedy)).collect();
    let facts = json!({ "imported": done.imported, "unchanged": done.unchanged, "refused": refused });
    output.facts(&facts).map_err(no_output)?;
    Ok(if done.refused.is_empty() { exit::DONE } else { exit::PARTIAL })
}

async fn list(app: &App, output: Output) -> Outcome {
    let rules = app.rules().await?.rules;
    let rows = rules.iter().map(|rule| {
        json!({
            "id": rule.id,
            "name": rule.name,
            "mode": rule.mode,
            "version": rule.version,
            "level": rule.level,
            "accounts": rule.account_ids,
            "next_look_ms": rule.next_look_ms.map(|at| at as i64),
            "acts_today": rule.acts_today,
            "acts_month": rule.acts_month,
            "refused_month": rule.refused_month,
            "shadowed_month": rule.shadowed_month,
            "waiting": rule.waiting,
            "right": rule.record.right,
            "false_kills": rule.record.false_kills,
            "stopped": rule.stopped.as_ref().map(|stop| &stop.text),
            "findings": rule.findings.len(),
        })
    });
    let columns = ["id", "name", "mode", "version", "acts_today", "acts_month", "waiting", "findings", "stopped"];
    shown(output.rows(&columns, &rows.collect::<Vec<_>>(), Value::Null))
}

async fn lint(app: &App, output: Output) -> Outcome {
    let rules = app.rules().await?.rules;
    let mut findings: Vec<&app::dto::RuleFinding> = Vec::new();
    for finding in rules.iter().flat_map(|rule| &rule.findings) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    let rows = findings.iter().map(|finding| {
        json!({
            "code": finding.code, "weight": finding.weight, "rules": finding.rule_ids, "place": finding.place,
            "what": finding.what, "example": finding.example, "remedy": finding.remedy,
        })
    });
    let rows: Vec<Value> = rows.collect();
    output.rows(&["weight", "code", "rules", "what", "remedy"], &rows, Value::Null).map_err(no_output)?;
    let bad = findings.iter().any(|finding| finding.weight == FindingWeight::Error);
    Ok(if bad { exit::REFUSED } else { exit::DONE })
}

fn decision(decision: &RuleDecision) -> Value {
    json!({
        "decision_id": decision.id,
        "rule": decision.rule_id,
        "id": decision.object.id,
        "account_id": decision.object.account_id,
        "name": decision.name,
        "standing": decision.standing,
        "state": decision.state,
        "field": decision.field,
        "from": decision.from,
        "to": decision.to,
        "reasons": decision.reasons.iter().map(|line| &line.text).collect::<Vec<_>>(),
        "guards": decision.guards.iter().map(|guard| &guard.text).collect::<Vec<_>>(),
    })
}

const DECISIONS: [&str; 6] = ["id", "name", "standing", "field", "from", "to"];

async fn preview(app: &App, rule: &str, output: Output) -> Outcome {
    let text = app.rule(rule).await?.rule;
    let preview = app.preview_rule(JudgeRule { rule: text }).await?;
    let rows: Vec<Value> = preview.accounts.iter().flat_map(|account| account.decisions.iter().map(decision)).collect();
    shown(output.rows(&DECISIONS, &rows, Value::Null))
}

async fn backtest(app: &App, asked: Backtest, output: Output) -> Outcome {
    let detail = app.rule(&asked.rule).await?;
    let account_id = match (asked.account, detail.row.account_ids.as_slice()) {
        (Some(account), _) => account,
        (None, [only]) => only.clone(),
        (None, _) => return Err(app::usage("Name the account with --account: the rule looks at several")),
    };
    let request =
        StartBacktest { rule: detail.rule, against: None, account_id, since: asked.since, until: asked.until };
    let report = app.backtest_now(request, |done, of| eprint!("\r{done} of {of} looks")).await?;
    eprintln!();
    shown(output.facts(&of_report(&report)))
}

fn of_report(report: &BacktestReport) -> Value {
    json!({
        "rule": report.name,
        "ticks": report.ticks,
        "blind_ticks": report.blind_ticks,
        "acts": report.acts,
        "objects": report.objects,
        "raised_minor": report.raised_minor as i64,
        "lowered_minor": report.lowered_minor as i64,
        "withheld_spend_minor": report.withheld.spend_minor as i64,
        "withheld_conversions": report.withheld.conversions,
        "right": report.right,
        "false_kills": report.false_kills,
        "open": report.open,
        "asked_a_person": report.asked_a_person,
        "refused": report.refused.iter().map(|one| (one.guard.clone(), json!(one.count))).collect::<serde_json::Map<_, _>>(),
        "cannot_be_known": report.unknowable,
    })
}

async fn why(app: &App, object: &str, at: Option<&str>, rule: Option<String>, output: Output) -> Outcome {
    let at_ms = at.map(app::parse_instant).transpose()?.map(|at| at.0 as f64);
    let Some((level, account_id)) = app.find_object(object).await? else {
        return Err(app::error(ErrorCode::NotFound, "That object is not in this workspace"));
    };
    let key = ObjectKey { account_id, level, id: object.to_owned() };
    let explained = app.explain_object(ExplainObject { object: key, rule_id: rule, at_ms }).await?;
    let rows: Vec<Value> = explained
        .iter()
        .map(|one| {
            let mut row = decision(&one.decision);
            row["rule_name"] = json!(one.rule_name);
            row["recorded"] = json!(one.recorded);
            row
        })
        .collect();
    if output.json {
        return shown(output.rows(&DECISIONS, &rows, Value::Null));
    }
    for one in &explained {
        let lines = one.decision.reasons.iter().map(|line| format!("{:1$}{2}", "", 2 * line.depth as usize, line.text));
        let guards = one.decision.guards.iter().map(|guard| format!("  {}", guard.text));
        let text: Vec<String> = std::iter::once(one.rule_name.clone()).chain(lines).chain(guards).collect();
        output.line(&text.join("\n")).map_err(no_output)?;
    }
    Ok(exit::DONE)
}

async fn allow(app: &App, account: &str, may_act: bool, output: Output) -> Outcome {
    let limits = app.rule_limits().await?.into_iter().find(|limits| limits.account_id == account);
    let Some(limits) = limits else {
        return Err(app::error(ErrorCode::NotFound, "That ad account is not in this workspace"));
    };
    app.update_rule_limits(app::dto::RuleLimits { may_act, ..limits }).await?;
    shown(output.facts(&json!({ "account_id": account, "may_act": may_act })))
}

fn list_runs(runs: &[RuleRun], output: Output) -> Outcome {
    let row = |run: &RuleRun| {
        json!({
            "run_id": run.id, "rule": run.rule_id, "version": run.version, "mode": run.mode,
            "account_id": run.account_id, "at_ms": run.at_ms as i64, "outcome": run.outcome, "objects": run.objects,
            "met": run.met, "refused": run.refused, "cannot_tell": run.cannot_tell, "done": run.done,
            "waiting": run.waiting, "change_id": run.change_id, "note": run.note,
        })
    };
    let rows: Vec<Value> = runs.iter().map(row).collect();
    let columns = ["rule", "account_id", "outcome", "objects", "met", "refused", "done", "waiting", "note"];
    shown(output.rows(&columns, &rows, Value::Null))
}

/// What waits for a person.
pub(crate) async fn approvals(app: &App, output: Output) -> Outcome {
    let groups = app.approvals().await?;
    let rows: Vec<Value> = groups
        .iter()
        .flat_map(|group| {
            group.decisions.iter().map(move |one| {
                let mut row = decision(one);
                row["rule_name"] = json!(group.run.rule_name);
                row["because"] = json!(group.because);
                row["expires_ms"] = json!(group.expires_ms as i64);
                row
            })
        })
        .collect();
    shown(output.rows(&["decision_id", "rule_name", "name", "field", "from", "to"], &rows, Value::Null))
}

/// Answers what waits: one decision, or all of a look.
pub(crate) async fn decide(app: &App, ids: Vec<String>, approve: bool, output: Output) -> Outcome {
    let groups = app.approvals().await?;
    let mut decision_ids = Vec::new();
    for id in &ids {
        let of_run = groups.iter().filter(|group| group.run.id == *id).flat_map(|group| &group.decisions);
        let single = groups.iter().flat_map(|group| &group.decisions).filter(|one| one.id == *id);
        let before = decision_ids.len();
        decision_ids.extend(of_run.chain(single).map(|one| one.id.clone()));
        if decision_ids.len() == before {
            return Err(app::error(ErrorCode::NotFound, format!("Nothing that waits has the id {id}")));
        }
    }
    let count = decision_ids.len();
    app.decide_approvals(DecideApprovals { decision_ids, approve }).await?;
    shown(output.facts(&json!({ "answered": count, "approved": approve })))
}
