//! What ends a sync, and what is there afterwards: nothing is lost, gaps are filled, and it all works offline.

use app::dto::{
    AppEvent, ConnectSystemUser, ConnectionStatus, ErrorCode, ExplorerRow, ObjectLevel, SettingsPatch, SyncResult,
};
use app::{App, Signal};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, complete, every_row, everything, flat, told, until};

async fn ads(desk: &Desk, app: &App) -> Vec<ExplorerRow> {
    every_row(app, flat(ObjectLevel::Ad, desk.days(30))).await
}

async fn history_of(app: &App, days: u32) {
    let patch = SettingsPatch { history_days: Some(days), ..SettingsPatch::default() };
    app.update_settings(patch).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_ends_in_mid_sync_is_named_and_the_gap_is_filled_after_signing_in_again() {
    let desk = Desk::new(Size::Small);
    let undisturbed = {
        let folder = tempfile::tempdir().unwrap();
        let app = desk.app_in(desk.home_in(folder.path()));
        desk.connect(&app).await;
        history_of(&app, 30).await;
        complete(&app.sync_now(everything()).await.unwrap());
        ads(&desk, &app).await
    };
    let app = desk.app();
    desk.connect(&app).await;
    history_of(&app, 30).await;
    let expired = FaultKind::Error { code: 190, subcode: Some(463), message: None, status: None, transient: false };
    desk.server.faults().add(Fault::on("/insights", expired).after(2)).unwrap();
    let mut signals = app.signals();
    let outcome = app.sync_now(everything()).await.unwrap();
    assert_ne!(outcome.result, SyncResult::Complete);
    let [problem] = outcome.problems.as_slice() else { panic!("{:?}", outcome.problems) };
    assert_eq!(problem.error.code, ErrorCode::SignInNeeded);
    assert!(problem.error.message.contains("expired"), "{}", problem.error.message);
    let state =
        until(&app, |state| state.workspace.as_ref().is_some_and(|it| it.connection.status == ConnectionStatus::Ended))
            .await;
    assert!(state.workspace.unwrap().connection.cause.unwrap().contains("expired"));
    let alarm = loop {
        if let Some(Signal::Alarm(alarm)) = signals.next().await {
            break alarm;
        }
    };
    assert!(alarm.title.contains("sign in again"), "{alarm:?}");

    desk.server.faults().clear();
    app.connect_system_user(ConnectSystemUser { workspace_name: None, ..desk.token() }).await.unwrap();
    let state = until(&app, |state| {
        state.workspace.as_ref().is_some_and(|it| {
            it.sync.running.is_none() && it.sync.last.as_ref().is_some_and(|last| last.result == SyncResult::Complete)
        })
    })
    .await;
    assert_eq!(state.workspace.unwrap().connection.status, ConnectionStatus::SignedIn);
    assert_eq!(ads(&desk, &app).await, undisturbed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_first_sync_tells_of_what_has_arrived_before_it_ends() {
    let desk = Desk::new(Size::Small);
    let app = desk.app();
    desk.connect(&app).await;
    history_of(&app, 30).await;
    for first in [true, false] {
        let mut signals = app.signals();
        complete(&app.sync_now(everything()).await.unwrap());
        let mut told = 0;
        loop {
            match signals.next().await {
                Some(Signal::Event(AppEvent::DataChanged { .. })) => told += 1,
                Some(Signal::Event(AppEvent::SyncChanged { status })) if status.running.is_none() => break,
                Some(_) => {}
                None => panic!("the end of the sync is told"),
            }
        }
        assert_eq!(told > 1, first, "told {told} times, the last time at the end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_synced_is_there_after_a_restart_and_without_a_network() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let before = (ads(&desk, &app).await, app.account_rows().await.unwrap());
    app.shut_down().await;
    desk.server.stopper().stop();
    let app = desk.app();
    app.open_last_workspace().await;
    let workspace = app.state().await.unwrap().workspace.expect("it opens without a network");
    assert_eq!(workspace.connection.status, ConnectionStatus::SignedIn);
    assert_eq!((ads(&desk, &app).await, app.account_rows().await.unwrap()), before);
    assert!(
        !app.search(app::dto::SearchRequest { text: before.0[0].name.clone(), limit: 5 }).await.unwrap().is_empty()
    );

    let outcome = app.sync_now(everything()).await.unwrap();
    assert_ne!(outcome.result, SyncResult::Complete);
    assert!(outcome.problems.iter().all(|problem| problem.error.code == ErrorCode::Offline), "{:?}", outcome.problems);
    until(&app, |state| state.workspace.as_ref().is_some_and(|it| !it.online)).await;
    assert_eq!(ads(&desk, &app).await, before.0);
    assert_eq!(told(app.available_accounts().await).code, ErrorCode::Offline);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_is_stopped_says_so_and_the_next_one_completes() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    desk.connect(&app).await;
    desk.server.set_latency_ms(50);
    app.start_sync(everything()).await.unwrap();
    until(&app, |state| state.workspace.as_ref().is_some_and(|it| it.sync.running.is_some())).await;
    app.cancel_sync().await.unwrap();
    let done = until(&app, |state| {
        state.workspace.as_ref().is_some_and(|it| it.sync.running.is_none() && it.sync.last.is_some())
    })
    .await;
    assert_eq!(done.workspace.unwrap().sync.last.unwrap().result, SyncResult::Cancelled);
    desk.server.set_latency_ms(0);
    complete(&app.sync_now(everything()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_and_accounts_that_make_no_sense_are_refused_before_anything_is_asked() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    desk.connect(&app).await;
    let mark = desk.server.journal().mark();
    for (since, until) in [(Some("2026-13-01"), None), (Some("2026-02-02"), Some("2026-01-01")), (Some(""), Some("x"))]
    {
        let mut request = everything();
        (request.since, request.until) = (since.map(str::to_owned), until.map(str::to_owned));
        assert_eq!(told(app.sync_now(request).await).code, ErrorCode::InvalidInput, "{since:?} {until:?}");
    }
    let mut request = everything();
    request.account_ids = vec!["act_1".into()];
    assert_eq!(told(app.start_sync(request).await).code, ErrorCode::InvalidInput);
    assert!(desk.server.journal().entries_after(mark).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_used_up_of_metas_limits_survives_a_restart() {
    let desk = Desk::new(Size::Tiny);
    desk.server.limits().set_tier(sandbox::Tier::Development);
    let app = desk.synced().await;
    let used = |status: app::dto::SyncStatus| status.governors.first().map_or(0.0, |one| one.usage_percent);
    let before = used(app.sync_status().await.unwrap());
    assert!(before > 0.0, "a sync costs something in Meta's lowest tier");
    app.shut_down().await;
    let mark = desk.server.journal().mark();
    let app = desk.app();
    app.open_for_tools(None).await.unwrap();
    let after = used(app.sync_status().await.unwrap());
    assert!(desk.server.journal().entries_after(mark).is_empty(), "nothing was asked");
    assert!(after > 0.0 && after <= before, "{before} before, {after} after");
}
