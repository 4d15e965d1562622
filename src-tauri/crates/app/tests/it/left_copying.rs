//! A workspace that is closed while Meta copies a large tree, and opened again.

use std::time::Instant;

use app::App;
use app::dto::{
    ApplyChanges, ChangeOutcome, ChangeRow, ChangeRun, CheckDepth, FieldSetting, FieldValue, NewObject, ObjectLevel,
    PreviewChanges, RetryChanges,
};
use sandbox::world::Size;

use crate::desk::{Desk, PATIENCE, every_row, flat};

/// Waits until the act that is being sent is as wanted.
async fn run(app: &App, wanted: impl Fn(&ChangeRun) -> bool) -> ChangeRun {
    let began = Instant::now();
    loop {
        if let Some(run) = app.write_state().await.unwrap().run.filter(&wanted) {
            return run;
        }
        assert!(began.elapsed() < PATIENCE, "{:?}", app.write_state().await);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_left_by_a_closed_workspace_are_shown_and_waited_for_once_it_is_open_again() {
    const ADS: u32 = 30;
    let desk = Desk::new(Size::Exact { accounts: 1, campaigns: 1, adsets: 1, ads: ADS });
    let app = desk.synced().await;
    let adset = every_row(&app, flat(ObjectLevel::Adset, desk.days(7))).await.remove(0);
    let name = FieldSetting { field: "name".into(), value: FieldValue::Text { value: "A twin".into() } };
    let copy = NewObject {
        account_id: adset.account_id.clone(),
        level: ObjectLevel::Adset,
        parent_id: None,
        parent_item: None,
        copy_of: Some(adset.id.clone()),
        deep: true,
        fields: vec![name],
    };
    let asked =
        PreviewChanges { changes: Vec::new(), new: vec![copy], reason: "a test".into(), depth: CheckDepth::Live };
    let shown = app.preview_changes(asked).await.unwrap();
    let sent = ApplyChanges { preview_id: shown.id, asked: true, amounts: Vec::new() };
    let id = app.apply_changes(sent).await.unwrap().change_id;
    run(&app, |run| run.to_copy == ADS).await;
    app.close_workspace().await.unwrap();
    // Opened again it goes on waiting, by itself and for everybody to see.
    app.open_last_workspace().await;
    let going_on = run(&app, |run| run.change_id == id && run.to_copy == ADS).await;
    assert!(!going_on.ended && going_on.copied < ADS, "{going_on:?}");
    desk.step(i64::from(ADS) * 2_000);
    let ended = run(&app, |run| run.ended).await;
    assert_eq!((ended.change_id.as_str(), ended.done, ended.error.is_none()), (id.as_str(), 1, true), "{ended:?}");
    let outcomes = |rows: Vec<ChangeRow>| rows.into_iter().map(|row| row.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes(app.change(&id).await.unwrap().rows), [ChangeOutcome::Marked]);
    // The name is all that is missing, and a person has it sent.
    desk.step(5_000);
    app.retry_changes(RetryChanges { change_id: id.clone(), asked: true, amounts: Vec::new() }).await.unwrap();
    app.changes_ended().await.unwrap();
    assert_eq!(outcomes(app.change(&id).await.unwrap().rows), [ChangeOutcome::Confirmed]);
    let sets = desk.server.journal().entries().iter().filter(|one| one.path.ends_with("/async_batch_requests")).count();
    assert_eq!(sets, 1, "nothing was ordered twice");
}
