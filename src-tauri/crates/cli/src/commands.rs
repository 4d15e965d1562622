//! One function a command: convert in, one call into `app`, print.

use std::io::{IsTerminal, Read};

use app::dto::{
    ChooseAccounts, ConnectSystemUser, ErrorCode, IpcError, ObjectLevel, Range, SearchRequest, StartSync, SyncOutcome,
    SyncResult,
};
use app::{App, AuditEvidence, Home, SandboxOptions};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::arguments::{Arguments, Audit, ChangesAction, Command, Connect, Demo, Insights, Kind, Level, List, Sync};
use crate::breakdown;
use crate::changes;
use crate::exit;
use crate::facts;
use crate::messages;
use crate::output::Output;
use crate::overview;
use crate::progress;
use crate::query;
use crate::report;
use crate::rules;
use crate::studio;

pub(crate) type Outcome = Result<u8, IpcError>;

/// Runs a command; the answer is the exit code.
pub(crate) async fn run(arguments: Arguments) -> u8 {
    let output = Output { json: arguments.json };
    let outcome = match App::start(Home::from_environment()) {
        Ok(app) => {
            let named = arguments.workspace.clone();
            let mut outcome = dispatch(&app, arguments, output).await;
            if let Err(error) = &mut outcome
                && error.code == ErrorCode::NoWorkspace
            {
                error.remedy = which_workspaces(&app, named.as_deref()).await;
            }
            app.shut_down().await;
            outcome
        }
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        output.error(&error);
        exit::of(&error)
    })
}

/// What to do where there is no such workspace.
async fn which_workspaces(app: &App, named: Option<&str>) -> Option<String> {
    let workspaces = app.state().await.ok()?.workspaces;
    if workspaces.is_empty() {
        return Some("Make one: sextant-cli demo, or sextant-cli connect --system-user-token - < token.txt".into());
    }
    let names: Vec<String> = workspaces.into_iter().map(|workspace| workspace.name).collect();
    Some(format!("There is none called {:?}; there is: {}", named.unwrap_or_default(), names.join(", ")))
}

async fn dispatch(app: &App, arguments: Arguments, output: Output) -> Outcome {
    let workspace = arguments.workspace.as_deref();
    match arguments.command {
        Command::Demo(demo) => serve_demo(app, demo, output).await,
        Command::Connect(connect) => connect_to_meta(app, connect, output).await,
        Command::Restore { file } => {
            let state = app.restore_from_file(&file).await?;
            let name = state.workspace.map(|workspace| workspace.name);
            shown(output.facts(&json!({ "restored": name })))
        }
        Command::Recover { recovery_key } => recover(app, workspace, &recovery_key, output).await,
        Command::Doctor => doctor(app, workspace, output).await,
        Command::Query(asked) if asked.tables => query::tables(output),
        command => {
            app.open_for_tools(workspace).await?;
            on_workspace(app, command, output).await
        }
    }
}

async fn on_workspace(app: &App, command: Command, output: Output) -> Outcome {
    match command {
        Command::Accounts => {
            let rows = app.account_rows().await?;
            let columns =
                ["id", "name", "currency", "time_zone", "status", "campaigns", "adsets", "ads", "since", "until"];
            shown(output.rows(&columns, &rows, Value::Null))
        }
        Command::Sync(sync) => pull(app, sync, output).await,
        Command::List(list) => list_objects(app, list, output).await,
        Command::Insights(insights) => figures(app, insights, output).await,
        Command::Breakdown(asked) => breakdown::breakdown(app, asked, output).await,
        Command::Query(asked) => query::query(app, asked, output).await,
        Command::Overview(asked) => overview::overview(app, asked, output).await,
        Command::Report(asked) => report::report(app, asked, output).await,
        Command::Search { text, limit } => {
            let hits = app.search(SearchRequest { text, limit }).await?;
            let rows: Vec<Value> = hits.iter().map(facts::of_hit).collect();
            shown(output.rows(&["id", "level", "path", "name", "matched_in"], &rows, Value::Null))
        }
        Command::Status => {
            let workspace = app.state().await?.workspace;
            shown(output.facts(&workspace.as_ref().map_or(Value::Null, facts::of_workspace)))
        }
        Command::Backup { file } => {
            let backup = app.backup_to_file(&file).await?;
            shown(output.facts(&facts::of_backup(&backup)))
        }
        Command::Audit { action } => audit(app, action, output).await,
        Command::Set(set) => changes::set(app, set, output).await,
        Command::Create { kind, from, sending } => changes::create(app, kind, &from, sending, output).await,
        Command::Apply { file, sending } => changes::apply(app, &file, sending, output).await,
        Command::Undo { change, sending } => changes::undo(app, &change, sending, output).await,
        Command::Changes { action: Some(action), .. } => changes::act(app, action, output).await,
        Command::Changes { account, limit, all: false, .. } => changes::list(app, account, limit, output).await,
        Command::Rules { action } => rules::act(app, action, output).await,
        Command::Messages { action } => messages::act(app, action, output).await,
        Command::Studio { action } => studio::act(app, action, output).await,
        Command::Approvals => rules::approvals(app, output).await,
        Command::Approve { ids, no } => rules::decide(app, ids, !no, output).await,
        Command::Run { once: true, rule } => rules::once(app, rule, output).await,
        Command::Run { once: false, .. } => rules::run(app).await,
        Command::Stop => changes::act(app, ChangesAction::Stop, output).await,
        Command::Resume { yes } => changes::act(app, ChangesAction::Allow { yes }, output).await,
        Command::Changes { account, limit, all: true, .. } => changes::list_all(app, account, limit, output).await,
        // These do not need an open workspace and were taken care of before.
        Command::Demo(_)
        | Command::Connect(_)
        | Command::Restore { .. }
        | Command::Recover { .. }
        | Command::Doctor => Ok(exit::USAGE),
    }
}

async fn serve_demo(app: &App, demo: Demo, output: Output) -> Outcome {
    let options = SandboxOptions { port: demo.port, seed: demo.seed, size: demo.size };
    let served = app.serve_demo(options).await?;
    output
        .facts(&json!({
            "workspace": served.workspace_name,
            "workspace_id": served.workspace_id,
            "graph_url": served.graph_url,
            "accounts": served.accounts,
        }))
        .map_err(no_output)?;
    eprintln!("The simulation runs until Ctrl-C. In another terminal: sextant-cli sync");
    tokio::select! {
        () = app.demo_ended() => {
            eprintln!("sextant-cli: the simulation ended by itself.");
            Ok(exit::FAILED)
        }
        () = stopped() => Ok(exit::DONE),
    }
}

/// Waits for Ctrl-C, or for the signal with which service managers stop programs.
pub(crate) async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    drop(tokio::signal::ctrl_c().await);
}

async fn connect_to_meta(app: &App, connect: Connect, output: Output) -> Outcome {
    let token = read_secret(&connect.system_user_token, "--system-user-token", "token")?;
    let app_secret = match &connect.app_secret_file {
        Some(file) => Some(read_secret_file(file)?),
        None => None,
    };
    app.connect_system_user_now(ConnectSystemUser { workspace_name: Some(connect.name), token, app_secret }).await?;
    let available = app.available_accounts().await?;
    let usable = available.iter().filter(|account| account.unusable.is_none());
    let ids: Vec<String> = match connect.accounts.as_str() {
        "all" => usable.map(|account| account.id.clone()).collect(),
        list => list.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect(),
    };
    app.keep_accounts(ChooseAccounts { ids }).await?;
    let rows = app.account_rows().await?;
    shown(output.rows(&["id", "name", "currency", "time_zone", "status"], &rows, Value::Null))
}

/// A secret from standard input: as an argument it would be seen by every program on the machine.
pub(crate) fn read_secret(argument: &str, option: &str, what: &str) -> Result<String, IpcError> {
    if argument != "-" {
        return Err(app::usage(format!("Pass the {what} on standard input: {option} - < file.txt")));
    }
    if std::io::stdin().is_terminal() {
        eprintln!("Paste the {what} and press Enter, then Ctrl-D:");
    }
    let mut text = String::new();
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|_| app::usage(format!("The {what} on standard input is not text")))?;
    Ok(text.trim().to_owned())
}

fn read_secret_file(file: &std::path::Path) -> Result<String, IpcError> {
    let text = std::fs::read_to_string(file);
    text.map(|text| text.trim().to_owned())
        .map_err(|error| app::usage(format!("{} could not be read: {error}", file.display())))
}

async fn recover(app: &App, workspace: Option<&str>, key: &str, output: Output) -> Outcome {
    let key = SecretString::from(read_secret(key, "--recovery-key", "recovery key")?);
    let not_kept = app.recover_for_tools(workspace, &key).await?;
    if let Some(error) = &not_kept {
        output.warning(error);
    }
    let name = app.state().await?.workspace.map(|workspace| workspace.name);
    shown(output.facts(&json!({ "recovered": name, "key_kept": not_kept.is_none() })))
}

async fn pull(app: &App, sync: Sync, output: Output) -> Outcome {
    let request = StartSync { account_ids: sync.account, since: sync.since, until: sync.until };
    let shown_progress = tokio::spawn(progress::show(app.signals()));
    let run = app.sync_now(request);
    tokio::pin!(run);
    let outcome = tokio::select! {
        outcome = &mut run => outcome,
        () = stopped() => {
            // What arrived is kept; the run ends at the next safe point.
            app.cancel_sync().await?;
            run.await
        }
    };
    shown_progress.abort();
    progress::end();
    let outcome = outcome?;
    for problem in &outcome.problems {
        let account = problem.account_name.as_deref().unwrap_or("all accounts");
        eprintln!("sextant-cli: {account}: {}.", problem.error.message);
    }
    output.facts(&facts::of_outcome(&outcome)).map_err(no_output)?;
    Ok(sync_exit(&outcome))
}

fn sync_exit(outcome: &SyncOutcome) -> u8 {
    let worst = outcome.problems.iter().map(|problem| exit::of(&problem.error));
    match outcome.result {
        SyncResult::Complete => exit::DONE,
        SyncResult::Partial | SyncResult::Cancelled if worst.clone().all(|code| code != exit::SIGN_IN_NEEDED) => {
            exit::PARTIAL
        }
        SyncResult::Partial | SyncResult::Cancelled => exit::SIGN_IN_NEEDED,
        SyncResult::Failed => worst.max().filter(|code| *code != exit::USAGE).unwrap_or(exit::FAILED),
    }
}

async fn list_objects(app: &App, list: List, output: Output) -> Outcome {
    let level = match list.kind {
        Kind::Campaigns => ObjectLevel::Campaign,
        Kind::Adsets => ObjectLevel::Adset,
        Kind::Ads => ObjectLevel::Ad,
    };
    // Meta's spelling is in capitals; people's need not be.
    let status = list.status.map(|status| status.to_uppercase());
    let rows = app.list_rows(level, &list.account, status.as_deref()).await?;
    let columns = ["id", "account_id", "name", "status", "effective_status", "currency", "daily_budget_minor"];
    shown(output.rows(&columns, &rows, Value::Null))
}

async fn figures(app: &App, insights: Insights, output: Output) -> Outcome {
    let level = match insights.level {
        Level::Account => ObjectLevel::Account,
        Level::Campaign => ObjectLevel::Campaign,
        Level::Adset => ObjectLevel::Adset,
        Level::Ad => ObjectLevel::Ad,
    };
    let range = Range { since: insights.since, until: insights.until };
    let rows = app.insight_rows(level, &insights.account, range, insights.daily).await?;
    let columns = [
        "id",
        "name",
        "date_start",
        "date_stop",
        "currency",
        "spend_minor",
        "impressions",
        "clicks",
        "conversions",
        "conversion",
        "value_minor",
        "roas",
    ];
    shown(output.rows(&columns, &rows, Value::Null))
}

async fn audit(app: &App, action: Audit, output: Output) -> Outcome {
    match action {
        Audit::Verify { checkpoint, seal_key } => {
            let verdict = app.verify_audit(AuditEvidence { checkpoints: checkpoint, seal_key }).await?;
            output.facts(&facts::of(&verdict)).map_err(no_output)?;
            Ok(if verdict.sound { exit::DONE } else { exit::FAILED })
        }
        Audit::Export { file, html: true, account } => {
            shown(output.facts(&facts::of(&app.report_audit(&file, account.as_deref()).await?)))
        }
        Audit::Export { file, .. } => shown(output.facts(&facts::of(&app.export_audit(&file).await?))),
        Audit::Head => shown(output.line(&app.audit_head().await?)),
        Audit::Key { file } => {
            app.write_seal_key(&file).await?;
            shown(output.facts(&json!({ "file": file.display().to_string() })))
        }
        Audit::Confirm => {
            let held = app.state().await?.workspace.and_then(|workspace| workspace.held);
            app.confirm_held_writes().await?;
            shown(output.facts(&json!({ "was_held": held.map(|held| held.message) })))
        }
    }
}

async fn doctor(app: &App, workspace: Option<&str>, output: Output) -> Outcome {
    let rows = app.doctor(workspace).await;
    let healthy = rows.iter().all(|row| row.ok != Some(false));
    output.rows(&["check", "ok", "found", "remedy"], &rows, json!({ "healthy": healthy })).map_err(no_output)?;
    Ok(if healthy { exit::DONE } else { exit::FAILED })
}

pub(crate) fn shown(printed: std::io::Result<()>) -> Outcome {
    printed.map(|()| exit::DONE).map_err(no_output)
}

pub(crate) fn no_output(error: std::io::Error) -> IpcError {
    app::usage(format!("The answer could not be printed: {error}"))
}
