//! Previews, sending, taking back, drafts and the kill switch, as the page asks for them.

use app::App;
use app::dto::{
    ApplyChanges, ChangeEdit, ChangeOutcome, ChangeSelection, ChangesRequest, CheckDepth, ConflictChoice, ErrorCode,
    ExplorerRow, ExportDraft, FieldValue, ObjectKey, ObjectLevel, PreviewChanges, PreviewDraft, ReadFrom, SaveDraft,
    Take, WantedChange,
};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, no_filter, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };

fn preview(changes: Vec<WantedChange>, depth: CheckDepth) -> PreviewChanges {
    PreviewChanges { changes, new: Vec::new(), reason: "a test".into(), depth }
}

fn rename(selection: ChangeSelection, after: &str) -> WantedChange {
    WantedChange { selection, edit: ChangeEdit::Affix { before: String::new(), after: after.into() } }
}

fn key(row: &ExplorerRow) -> ObjectKey {
    ObjectKey { account_id: row.account_id.clone(), level: row.level, id: row.id.clone() }
}

fn one(row: &ExplorerRow) -> ChangeSelection {
    ChangeSelection::Ids { objects: vec![key(row)] }
}

async fn alive(app: &App, desk: &Desk) -> Vec<ExplorerRow> {
    let mut question = flat(ObjectLevel::Ad, desk.days(7));
    question.filter.include_gone = false;
    every_row(app, question).await
}

async fn send(app: &App, preview_id: &str) -> Vec<ChangeOutcome> {
    let input = ApplyChanges { preview_id: preview_id.to_owned(), asked: false, amounts: Vec::new() };
    let run = app.apply_changes(input).await.unwrap();
    let ended = app.changes_ended().await.unwrap();
    assert!(ended.ended && ended.error.is_none() && ended.done == run.total, "{ended:?}");
    app.change(&run.change_id).await.unwrap().rows.into_iter().map(|row| row.outcome).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_previewed_sent_listed_and_taken_back() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ads = alive(&app, &desk).await;
    let mut query = flat(ObjectLevel::Ad, desk.days(7));
    query.filter = app::dto::ExplorerFilter { include_gone: false, ..no_filter() };
    let all = ChangeSelection::Query { query: Box::new(query), except: Vec::new() };
    let shown = app.preview_changes(preview(vec![rename(all, " v2")], CheckDepth::Live)).await.unwrap();
    assert_eq!((shown.row_count as usize, shown.can_be_sent as usize), (ads.len(), ads.len()), "{shown:?}");
    assert!(desk.server.journal().writes().is_empty(), "a preview changes nothing");
    let outcomes = send(&app, &shown.id).await;
    assert!(outcomes.iter().all(|outcome| *outcome == ChangeOutcome::Confirmed), "{outcomes:?}");
    assert_eq!(desk.server.journal().writes().len(), ads.len());
    assert!(alive(&app, &desk).await.iter().all(|row| row.name.ends_with(" v2")), "the cache shows it at once");
    let again =
        told(app.apply_changes(ApplyChanges { preview_id: shown.id.clone(), asked: true, amounts: vec![] }).await);
    assert_eq!(again.code, ErrorCode::NotFound, "a preview is sent once");
    let feed = ChangesRequest { account_id: None, object: Some(key(&ads[0])), before: None, limit: 10 };
    let entries = app.changes(feed).await.unwrap();
    assert_eq!((entries.len(), entries[0].can_undo), (1, true));
    desk.step(10_000);
    let undo = app.preview_undo(&shown.id).await.unwrap();
    assert_eq!((undo.row_count as usize, undo.undoes.as_deref()), (ads.len(), Some(shown.id.as_str())));
    assert!(send(&app, &undo.id).await.iter().all(|outcome| *outcome == ChangeOutcome::Confirmed));
    let names = |rows: &[ExplorerRow]| {
        let mut names: Vec<String> = rows.iter().map(|row| format!("{} {}", row.id, row.name)).collect();
        names.sort();
        names
    };
    assert_eq!(names(&alive(&app, &desk).await), names(&ads));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_meets_what_somebody_else_did_meanwhile() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ads = alive(&app, &desk).await;
    let wanted = vec![rename(one(&ads[0]), " mine"), rename(one(&ads[1]), " mine")];
    let offline = app.preview_changes(preview(wanted, CheckDepth::Local)).await.unwrap();
    let draft = app.save_draft(SaveDraft { preview_id: offline.id, name: "On the train".into() }).await.unwrap();
    assert_eq!((draft.rows, app.write_state().await.unwrap().drafts), (2, 1));
    for ad in &ads[..2] {
        let (id, now) = (ad.id.parse().unwrap(), desk.server.clock().now_ms());
        desk.server.change_world(|world| {
            let by = world.user().clone();
            assert!(world.rename(id, "theirs", now, &by));
        });
    }
    let look = |choices| PreviewDraft { id: draft.id.clone(), depth: CheckDepth::Live, choices };
    let seen = app.preview_draft(look(Vec::new())).await.unwrap();
    assert_eq!(seen.can_be_sent, 0);
    let conflict = &seen.rows[0].conflicts[0];
    let words = [&conflict.mine, &conflict.theirs, &conflict.base].map(|text| text.clone().unwrap());
    assert_eq!(words, [format!("{} mine", ads[0].name), "theirs".into(), ads[0].name.clone()]);
    let choice = |item, take| ConflictChoice { item, field: "name".into(), take, value: None };
    let settled = app.preview_draft(look(vec![choice(0, Take::Mine), choice(1, Take::Theirs)])).await.unwrap();
    assert_eq!((settled.row_count, settled.can_be_sent), (1, 1), "{settled:?}");
    assert_eq!(send(&app, &settled.id).await, [ChangeOutcome::Confirmed]);
    assert_eq!(desk.server.journal().writes().len(), 1);
    // A colleague gets it as a file; it is read as a draft of the reader's own.
    let path = desk.folder.path().join("draft.json").display().to_string();
    app.export_draft(ExportDraft { id: draft.id.clone(), path: path.clone() }).await.unwrap();
    let imported = app.import_draft(ReadFrom { path: path.clone() }).await.unwrap();
    assert_ne!(imported.id, draft.id);
    std::fs::write(&path, "{\"kind\":\"else\"}").unwrap();
    assert_eq!(told(app.import_draft(ReadFrom { path }).await).code, ErrorCode::InvalidInput);
    app.delete_draft(&draft.id).await.unwrap();
    assert_eq!(app.drafts().await.unwrap().len(), 1);
    // Drafts outlive the program.
    drop(app.close_workspace().await);
    drop(app);
    let app = desk.app();
    app.open_for_tools(None).await.unwrap();
    assert_eq!(app.drafts().await.unwrap()[0].name, "On the train");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_writes_stay_stopped_until_a_person_allows_them() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ads = alive(&app, &desk).await;
    assert!(app.stop_writes().await.unwrap().stopped);
    drop(app.close_workspace().await);
    drop(app);
    let app = desk.app();
    app.open_for_tools(None).await.unwrap();
    assert!(app.write_state().await.unwrap().stopped, "over a restart");
    let shown = app.preview_changes(preview(vec![rename(one(&ads[0]), " x")], CheckDepth::Live)).await.unwrap();
    assert_eq!(send(&app, &shown.id).await, [ChangeOutcome::Refused]);
    assert!(desk.server.journal().writes().is_empty());
    assert!(!app.allow_writes().await.unwrap().stopped);
    let shown = app.preview_changes(preview(vec![rename(one(&ads[0]), " x")], CheckDepth::Live)).await.unwrap();
    assert_eq!(send(&app, &shown.id).await, [ChangeOutcome::Confirmed]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_in_a_sentence() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ads = alive(&app, &desk).await;
    let set = |field: &str, value| WantedChange {
        selection: one(&ads[0]),
        edit: ChangeEdit::Set { field: field.into(), value: Some(value) },
    };
    let money = |minor: f64| FieldValue::Money { minor };
    for wanted in [
        set("access_token", FieldValue::Text { value: "x".into() }),
        set("status", FieldValue::Status { value: "GONE".into() }),
        set("daily_budget", money(0.5)),
        set("daily_budget", money(f64::NAN)),
        set("creative", FieldValue::Json { text: "{".into() }),
        WantedChange {
            selection: one(&ads[0]),
            edit: ChangeEdit::Scale { field: "name".into(), percent: 10.0, round_to_minor: 1.0 },
        },
    ] {
        let error = told(app.preview_changes(preview(vec![wanted], CheckDepth::Local)).await);
        assert_eq!(error.code, ErrorCode::InvalidInput, "{error:?}");
    }
    let foreign = ObjectKey { account_id: "act_1".into(), ..key(&ads[0]) };
    let foreign = rename(ChangeSelection::Ids { objects: vec![foreign] }, "x");
    let error = told(app.preview_changes(preview(vec![foreign], CheckDepth::Local)).await);
    assert_eq!(error.code, ErrorCode::NotFound);
    let long = rename(one(&ads[0]), &"x".repeat(10_000));
    let shown = app.preview_changes(preview(vec![long], CheckDepth::Local)).await.unwrap();
    assert_eq!((shown.can_be_sent, shown.rows[0].findings.len()), (0, 1), "{:?}", shown.rows[0].findings);
}
