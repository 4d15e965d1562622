//! Arguments as a broken or hostile page would send them: never a panic, always a short error.

mod activity;
mod analysis;
mod choices;
mod messages;
mod overview;
mod pictures;
mod rules;
mod studio;
mod writes;

use std::cell::RefCell;
use std::sync::Arc;

use app::App;
use app::dto::{
    AccountsFrom, AppEvent, BeginSignIn, ChooseAccounts, ConnectSystemUser, Delivery, ErrorCode, ExplorerColumn,
    ExplorerFilter, ExplorerRequest, FigureFilter, GroupFilter, IpcError, ObjectLevel, ObjectRequest, Passphrase,
    Range, RecoverWorkspace, RedirectKind, RevisionsRequest, SearchRequest, SettingsPatch, SignInStatus, StartSync,
    WriteTo,
};
use app::{Signal, Signals};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sandbox::world::Size;

use crate::desk::{Desk, PATIENCE};

/// Longest error, as JSON.
const MOST_BYTES: usize = 1_024;

/// Cases of every run; `SEXTANT_ARGUMENT_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("SEXTANT_ARGUMENT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000)
}

/// How many calls [`call`] knows.
const CALLS: u32 = PICTURES + pictures::CALLS;

/// The first of those about the studio.
const STUDIO: u32 = MESSAGES + messages::CALLS;

/// The first call about activity.
const ACTIVITY: u32 = 22 + writes::CALLS;

/// The first call of [`choices`].
const CHOICES: u32 = ACTIVITY + activity::CALLS;

/// The first of those about overview.
const OVERVIEW: u32 = STUDIO + studio::CALLS;

/// The first of those about analysis.
const ANALYSIS: u32 = OVERVIEW + overview::CALLS;

/// The first of those about pictures.
const PICTURES: u32 = ANALYSIS + analysis::CALLS;

/// The first of those about rules.
const RULES: u32 = CHOICES + choices::CALLS;

/// The first of those about where notifications go.
const MESSAGES: u32 = RULES + rules::CALLS;

/// Every command of the page with the call that tries it; those that take no arguments have none.
const COMMANDS: [(&str, Option<u32>); 150] = [
    ("allow-writes", None),
    ("apply-changes", Some(22 + 3)),
    ("begin-sign-in", Some(15)),
    ("cancel-backtest", None),
    ("cancel-changes", None),
    ("cancel-check", None),
    ("cancel-sign-in", None),
    ("cancel-studio-copy", Some(STUDIO + 9)),
    ("cancel-studio-picture", None),
    ("cancel-sync", None),
    ("check-audit", None),
    ("check-formula", Some(ANALYSIS)),
    ("choose-accounts", Some(6)),
    // The shell answers it by itself, with a dialog.
    ("choose-file", None),
    ("clear-rule-stop", Some(RULES + 4)),
    ("close-workspace", None),
    ("compile-rule", Some(RULES + 21)),
    ("compose-studio-picture", Some(PICTURES + 6)),
    ("confirm-held-writes", None),
    ("connect-system-user", Some(14)),
    ("create-backup", None),
    ("create-vault", Some(11)),
    ("decide-approvals", Some(RULES + 15)),
    ("delete-client", Some(OVERVIEW + 2)),
    ("delete-draft", Some(22 + 8)),
    ("delete-note", Some(OVERVIEW + 6)),
    ("delete-rule", Some(RULES + 5)),
    ("delete-studio-brief", Some(STUDIO + 6)),
    ("delete-view", Some(ANALYSIS + 4)),
    ("end-leases", Some(RULES + 16)),
    ("estimate-studio-copy", Some(STUDIO + 7)),
    ("estimate-studio-picture", Some(PICTURES + 3)),
    ("explain-object", Some(RULES + 12)),
    ("export-audit", Some(ACTIVITY + 3)),
    ("export-draft", Some(22 + 9)),
    ("export-report", Some(OVERVIEW + 10)),
    ("export-rules", Some(RULES + 9)),
    ("export-table", Some(ANALYSIS + 5)),
    ("get-account-choices", Some(CHOICES)),
    ("get-app-state", None),
    ("get-backtest", None),
    ("get-breakdown", Some(ANALYSIS + 6)),
    ("get-change", Some(22 + 6)),
    ("get-creation-place", Some(CHOICES + 7)),
    ("get-creation-rules", None),
    ("get-message-channels", None),
    ("get-meta-rule", Some(RULES + 19)),
    ("get-metric-catalogue", None),
    ("get-naming", None),
    ("get-object", Some(1)),
    ("get-object-history", Some(ACTIVITY + 1)),
    ("get-overview", Some(OVERVIEW)),
    ("get-report-settings", Some(OVERVIEW + 8)),
    ("get-rule", Some(RULES)),
    ("get-rule-run", Some(RULES + 14)),
    ("get-series", Some(2)),
    ("get-settings", None),
    ("get-settings-form", Some(22 + 14)),
    ("get-sign-in", None),
    ("get-studio-brief", Some(STUDIO + 4)),
    ("get-sync-status", None),
    ("get-write-state", None),
    ("group-explorer", Some(ANALYSIS + 1)),
    ("import-draft", Some(22 + 10)),
    ("import-meta-rule", Some(RULES + 20)),
    ("import-rules", Some(RULES + 8)),
    ("import-studio-picture", Some(PICTURES + 1)),
    ("judge-rule", Some(RULES + 1)),
    ("lint-links", Some(CHOICES + 6)),
    ("list-activity", Some(ACTIVITY)),
    ("list-approvals", None),
    ("list-available-accounts", Some(21)),
    ("list-backups", None),
    ("list-below", Some(22 + 15)),
    ("list-changes", Some(22 + 5)),
    ("list-clients", None),
    ("list-creatives", Some(CHOICES + 3)),
    ("list-drafts", None),
    ("list-meta-rules", Some(RULES + 18)),
    ("list-meta-rules-of", Some(RULES + 23)),
    ("list-notes", Some(OVERVIEW + 4)),
    ("list-paused-by-rules", None),
    ("list-preview-rows", Some(22 + 1)),
    ("list-publish-places", Some(STUDIO + 12)),
    ("list-revisions", Some(3)),
    ("list-rule-limits", None),
    ("list-rule-runs", Some(RULES + 13)),
    ("list-rule-templates", Some(RULES + 6)),
    ("list-rules", None),
    ("list-saved-views", Some(ANALYSIS + 2)),
    ("list-settings", Some(22 + 12)),
    ("list-studio-briefs", None),
    ("list-studio-pictures", Some(PICTURES)),
    ("list-studio-providers", None),
    ("look-now", Some(RULES + 10)),
    ("narrow-preview", Some(22 + 11)),
    ("open-workspace", Some(18)),
    ("paint-studio-picture", Some(PICTURES + 4)),
    ("preview-changes", Some(22)),
    ("preview-draft", Some(22)),
    ("preview-meta-rule", Some(RULES + 22)),
    ("preview-naming", Some(CHOICES + 5)),
    ("preview-publish", Some(STUDIO + 11)),
    ("preview-put-back", Some(ACTIVITY + 2)),
    ("preview-rule", Some(RULES + 7)),
    ("preview-studio-composition", Some(PICTURES + 5)),
    ("preview-undo", Some(22 + 2)),
    ("query-explorer", Some(0)),
    ("reconcile-levels", Some(OVERVIEW + 7)),
    ("recover-workspace", Some(10)),
    ("remove-message-channel", Some(MESSAGES + 2)),
    ("remove-studio-provider", Some(STUDIO + 1)),
    ("rename-draft", Some(22 + 13)),
    ("restore-backup", Some(8)),
    ("retry-changes", Some(22 + 4)),
    ("retry-keyring", None),
    ("save-client", Some(OVERVIEW + 1)),
    ("save-draft", Some(22 + 7)),
    ("save-note", Some(OVERVIEW + 5)),
    ("save-report-settings", Some(OVERVIEW + 9)),
    ("save-rule", Some(RULES + 2)),
    ("save-studio-brief", Some(STUDIO + 5)),
    ("save-studio-provider", Some(STUDIO)),
    ("save-view", Some(ANALYSIS + 3)),
    ("search", Some(4)),
    ("search-places", Some(CHOICES + 2)),
    ("search-targeting", Some(CHOICES + 1)),
    ("set-mail", Some(MESSAGES + 1)),
    ("set-rule-mode", Some(RULES + 3)),
    ("set-studio-budget", Some(STUDIO + 3)),
    ("set-target", Some(OVERVIEW + 3)),
    ("set-webhook", Some(MESSAGES)),
    ("settle-draft", Some(22 + 16)),
    ("sign-out", None),
    ("start-backtest", Some(RULES + 11)),
    ("start-breakdown", Some(ANALYSIS + 7)),
    ("start-demo", None),
    ("start-studio-copy", Some(STUDIO + 8)),
    ("start-sync", Some(7)),
    ("stop-breakdown", None),
    ("stop-writes", None),
    ("test-message-channel", Some(MESSAGES + 3)),
    ("test-studio-provider", Some(STUDIO + 2)),
    ("unlock-vault", Some(20)),
    ("update-naming", Some(CHOICES + 4)),
    ("update-rule-limits", Some(RULES + 17)),
    ("update-settings", Some(5)),
    ("update-studio-picture", Some(PICTURES + 2)),
    ("update-studio-variant", Some(STUDIO + 10)),
    ("write-recovery-key", Some(9)),
];

#[test]
fn every_command_of_the_page_is_tried() {
    let granted: serde_json::Value = serde_json::from_str(include_str!("../../../../capabilities/main.json")).unwrap();
    let granted = granted["permissions"].as_array().unwrap().iter().filter_map(|one| one.as_str());
    let mut granted: Vec<&str> = granted.filter_map(|one| one.strip_prefix("allow-")).collect();
    granted.sort_unstable();
    let tried = COMMANDS.map(|(name, _)| name);
    assert_eq!(granted, tried, "add the command here, and a call with generated arguments where it takes some");
    assert!(COMMANDS.iter().filter_map(|(_, call)| *call).all(|call| call < CALLS));
}

/// Everything a call may be given.
#[derive(Debug, Clone)]
struct Given {
    texts: [String; 4],
    ids: Vec<String>,
    number: u32,
    float: f64,
    flags: [bool; 4],
    level: ObjectLevel,
    column: ExplorerColumn,
    delivery: Vec<Delivery>,
}

fn text(ids: Vec<String>) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(ids),
        2 => "\\PC{0,40}",
        1 => any::<String>(),
        1 => "(20[0-9]{2}|[0-9]{1,6})-[0-9]{1,2}-[0-9]{1,2}",
        1 => "[0-9]{1,40}",
        1 => "(act_|EAA|sextant://oauth/callback\\?)[a-zA-Z0-9=&%_./-]{0,60}",
        1 => proptest::sample::select(vec![
            String::new(),
            "\u{0}".repeat(3_000),
            "\u{1F9ED}".repeat(2_000),
            "\"\\\n".repeat(1_000),
            "../../../../etc/passwd".into(),
            "'; DROP TABLE ads; --".into(),
            "\" OR NEAR(a b) *".into(),
            "%".repeat(500),
        ]),
    ]
}

fn given(ids: Vec<String>) -> impl Strategy<Value = Given> {
    let texts = std::array::from_fn(|_| text(ids.clone()));
    let levels = [ObjectLevel::Account, ObjectLevel::Campaign, ObjectLevel::Adset, ObjectLevel::Ad];
    let columns = [ExplorerColumn::Name, ExplorerColumn::Delivery, ExplorerColumn::Budget, ExplorerColumn::Roas];
    let deliveries = vec![Delivery::Learning, Delivery::Ended, Delivery::Archived, Delivery::Paused];
    (
        texts,
        proptest::collection::vec(text(ids), 0..4),
        prop_oneof![any::<u32>(), 0..600_u32],
        any::<f64>(),
        any::<[bool; 4]>(),
        proptest::sample::select(levels.to_vec()),
        proptest::sample::select(columns.to_vec()),
        proptest::sample::subsequence(deliveries, 0..4),
    )
        .prop_map(|(texts, ids, number, float, flags, level, column, delivery)| Given {
            texts,
            ids,
            number,
            float,
            flags,
            level,
            column,
            delivery,
        })
}

fn explorer(given: &Given) -> ExplorerRequest {
    let [a, b, c, d] = given.texts.clone();
    let range = Range { since: a.clone(), until: b.clone() };
    ExplorerRequest {
        account_ids: given.ids.clone(),
        compare: given.flags[0].then(|| Range { since: c.clone(), until: d.clone() }),
        range,
        expanded: given.ids.clone(),
        flat: given.flags[1].then_some(given.level),
        formulas: if given.flags[2] { vec![b.clone()] } else { vec!["spend / clicks".into()] },
        sort: given.column,
        sort_formula: given.flags[3].then_some(given.number % 3),
        by_change: given.flags[0],
        descending: given.flags[2],
        filter: ExplorerFilter {
            text: given.flags[3].then_some(c),
            delivery: given.delivery.clone(),
            objectives: vec![d],
            min_spend_minor: Some(given.float),
            with_issues: given.flags[0],
            include_gone: given.flags[1],
            figures: vec![FigureFilter {
                column: Some(given.column),
                formula: given.flags[3].then_some(given.number),
                above: given.flags[1],
                amount: given.float,
            }],
            group: given.flags[2].then(|| GroupFilter {
                by: analysis::by(given),
                level: given.level,
                key: given.flags[0].then_some(a),
            }),
        },
        offset: given.number,
        limit: given.number,
    }
}

fn object(given: &Given) -> ObjectRequest {
    let [account_id, id, since, until] = given.texts.clone();
    ObjectRequest { account_id, id, level: given.level, range: Range { since, until } }
}

fn patch(given: &Given) -> SettingsPatch {
    SettingsPatch {
        sync_every_minutes: given.flags[0].then_some(given.number),
        history_days: given.flags[1].then_some(given.number),
        backups_kept: given.flags[2].then_some(given.number),
        explorer_columns: given.flags[3].then(|| vec![given.column; given.ids.len() * 20]),
        ..SettingsPatch::default()
    }
}

fn begin(given: &Given) -> BeginSignIn {
    let [name, app_id, secret, bounce] = given.texts.clone();
    BeginSignIn {
        workspace_name: given.flags[0].then_some(name),
        app_id: given.flags[1].then_some(app_id),
        app_secret: given.flags[2].then_some(secret),
        redirect: RedirectKind::Bounce,
        bounce_url: given.flags[3].then_some(bounce),
        whoever_takes_links: given.flags[0],
    }
}

fn said(status: SignInStatus) -> Result<(), IpcError> {
    match status {
        SignInStatus::Failed { error } => Err(error),
        _ => Ok(()),
    }
}

async fn call(app: &App, which: u32, given: &Given, folder: &std::path::Path) -> Result<(), IpcError> {
    let [a, b, c, _] = given.texts.clone();
    let done = match which {
        0 => app.query_explorer(explorer(given)).await.map(drop),
        1 => app.object(object(given)).await.map(drop),
        2 => app.series(object(given)).await.map(drop),
        3 => {
            let [account_id, id, day, _] = given.texts.clone();
            app.revisions(RevisionsRequest { account_id, id, level: given.level, day }).await.map(drop)
        }
        4 => app.search(SearchRequest { text: a, limit: given.number }).await.map(drop),
        5 => app.update_settings(patch(given)).await.map(drop),
        6 => app.keep_accounts(ChooseAccounts { ids: [given.ids.clone(), vec!["x".into()]].concat() }).await,
        7 => {
            // Days that make sense would sync; those of a request always have one that does not.
            let request = StartSync { account_ids: given.ids.clone(), since: Some(format!("{a}x")), until: Some(b) };
            app.start_sync(request).await.map(drop)
        }
        8 => app.restore_backup(&a).await.map(drop),
        9 => app.write_recovery_key(WriteTo { path: format!("{a}/{b}").trim_start_matches('/').into() }).await,
        10 => {
            let new_passphrase = given.flags[0].then_some(c);
            let input = RecoverWorkspace { workspace_id: a, recovery_key: b, new_passphrase };
            app.recover_workspace(input).await.map(drop)
        }
        11 => app.create_vault(Passphrase { passphrase: a.chars().take(11).collect() }).await.map(drop),
        12 => app.list_rows(given.level, &given.ids, Some(&a)).await.map(drop),
        13 => {
            let range = Range { since: a, until: b };
            app.insight_rows(given.level, &given.ids, range, given.flags[0]).await.map(drop)
        }
        14 => {
            let input = ConnectSystemUser {
                workspace_name: given.flags[0].then_some(b),
                token: format!("{a}!"),
                app_secret: given.flags[1].then_some(c),
            };
            return said(app.connect_system_user(input).await?);
        }
        15 => return said(app.begin_sign_in(begin(given)).await?),
        16 => {
            app.receive_link(&a).await;
            return said(app.sign_in_status());
        }
        17 => app.restore_from_file(&folder.join(a.replace(['/', '\0'], "_"))).await.map(drop),
        21 => app.available_page(AccountsFrom { after: given.flags[0].then_some(a) }).await.map(drop),
        PICTURES.. => pictures::call(app, which - PICTURES, given, folder).await,
        ANALYSIS.. => analysis::call(app, which - ANALYSIS, given, folder).await,
        OVERVIEW.. => overview::call(app, which - OVERVIEW, given, folder).await,
        STUDIO.. => studio::call(app, which - STUDIO, given).await,
        MESSAGES.. => messages::call(app, which - MESSAGES, given).await,
        RULES.. => rules::call(app, which - RULES, given, folder).await,
        CHOICES.. => choices::call(app, which - CHOICES, given).await,
        ACTIVITY.. => activity::call(app, which - ACTIVITY, given, folder).await,
        22.. => writes::call(app, which - 22, given, folder).await,
        20 => app.unlock_vault(Passphrase { passphrase: a }).await.map(drop),
        18 if a != "." => app.open_workspace(&format!("{a}z")).await.map(drop),
        _ => app.open_for_tools(Some(&format!("{a}?"))).await,
    };
    Ok(done?)
}

fn short(error: &IpcError) {
    let json = serde_json::to_string(error).unwrap();
    assert!(json.len() <= MOST_BYTES, "{} bytes: {json}", json.len());
    assert!(!error.message.is_empty());
    assert_ne!(error.code, ErrorCode::Internal, "{json}");
}

/// Whatever notices came.
fn notices(signals: &mut Signals, runtime: &tokio::runtime::Runtime) -> Vec<IpcError> {
    let mut all = Vec::new();
    runtime.block_on(async {
        while let Ok(Some(signal)) = tokio::time::timeout(std::time::Duration::ZERO, signals.next()).await {
            if let Signal::Event(AppEvent::Notice { error }) = signal {
                all.push(error);
            }
        }
    });
    all
}

#[test]
fn no_argument_makes_the_core_panic_or_talk_at_length() {
    let desk = Desk::new(Size::Tiny);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let app = runtime.block_on(desk.synced());
    let panicked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&panicked);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // The hook is the whole process's: what other tests assert is not the core's doing.
        if info.location().is_none_or(|place| !place.file().contains("tests/it")) {
            seen.lock().unwrap().push(info.to_string());
        }
        before(info);
    }));
    let rows = runtime.block_on(app.list_rows(ObjectLevel::Ad, &[], None)).unwrap();
    let row = rows.first().unwrap();
    let known = vec![
        row.id.clone(),
        row.account_id.clone(),
        row.campaign_id.clone().unwrap(),
        desk.days(7).since,
        desk.days(7).until,
        row.name.clone(),
    ];
    let signals = RefCell::new(app.signals());
    let mut runner = TestRunner::new(Config { cases: cases(), failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(0..CALLS, given(known)), |(which, given)| {
        let calling = call(&app, which, &given, desk.folder.path());
        let called = runtime.block_on(async { tokio::time::timeout(PATIENCE, calling).await });
        let called = called.unwrap_or_else(|_| panic!("call {which} does not end"));
        if let Err(error) = &called {
            short(error);
        }
        notices(&mut signals.borrow_mut(), &runtime).iter().for_each(short);
        Ok(())
    });
    drop(std::panic::take_hook());
    outcome.unwrap();
    let panicked = panicked.lock().unwrap();
    assert!(panicked.is_empty(), "{panicked:?}");
    assert!(runtime.block_on(app.state()).unwrap().workspace.is_some(), "the workspace is still open");
}
