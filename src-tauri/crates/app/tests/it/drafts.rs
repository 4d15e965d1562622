//! Drafts by name and origin, values chosen in a conflict, and what a form and a dialog need to know of an object.

use app::App;
use app::dto::{
    ApplyChanges, BelowRequest, ChangeEdit, ChangeOutcome, ChangeSelection, CheckDepth, ConflictChoice, ErrorCode,
    ExplorerRow, ExportDraft, FieldValue, ObjectKey, ObjectLevel, PreviewChanges, PreviewDraft, ReadFrom, RenameDraft,
    SaveDraft, SettingKind, SettingsFormRequest, SettleDraft, Take, WantedChange,
};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 3 };

async fn rows(app: &App, desk: &Desk, level: ObjectLevel) -> Vec<ExplorerRow> {
    let mut question = flat(level, desk.days(7));
    question.filter.include_gone = false;
    every_row(app, question).await
}

fn key(row: &ExplorerRow) -> ObjectKey {
    ObjectKey { account_id: row.account_id.clone(), level: row.level, id: row.id.clone() }
}

fn set(row: &ExplorerRow, field: &str, value: FieldValue) -> PreviewChanges {
    let selection = ChangeSelection::Ids { objects: vec![key(row)] };
    let edit = ChangeEdit::Set { field: field.into(), value: Some(value) };
    PreviewChanges {
        changes: vec![WantedChange { selection, edit }],
        new: Vec::new(),
        reason: "a test".into(),
        depth: CheckDepth::Local,
    }
}

fn named(text: &str) -> FieldValue {
    FieldValue::Text { value: text.into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_keeps_who_made_it_and_when_while_its_name_changes_and_a_file_says_whose_it_was() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ad = rows(&app, &desk, ObjectLevel::Ad).await.remove(0);
    let shown = app.preview_changes(set(&ad, "name", named("Mine"))).await.unwrap();
    let made = app.save_draft(SaveDraft { preview_id: shown.id, name: "On the train".into() }).await.unwrap();
    assert_eq!((made.account_ids.clone(), made.from_file), (vec![ad.account_id.clone()], false));
    desk.step(60_000);
    let renamed = RenameDraft { id: made.id.clone(), name: "At the office".into() };
    let renamed = app.rename_draft(renamed).await.unwrap();
    let facts = |draft: &app::dto::DraftInfo| (draft.id.clone(), draft.made_at_ms, draft.made_by.clone(), draft.rows);
    assert_eq!(facts(&renamed), facts(&made));
    assert_eq!(renamed.name, "At the office");
    let bad = app.rename_draft(RenameDraft { id: made.id.clone(), name: " ".into() }).await;
    assert_eq!(told(bad).code, ErrorCode::InvalidInput);
    let gone = app.rename_draft(RenameDraft { id: "nowhere".into(), name: "x".into() }).await;
    assert_eq!(told(gone).code, ErrorCode::NotFound);

    // A colleague's file says who made it; the text in it is only ever a name.
    let path = desk.folder.path().join("draft.json");
    let text = path.display().to_string();
    app.export_draft(ExportDraft { id: made.id, path: text.clone() }).await.unwrap();
    let mut file: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    file["plan"]["author"]["actor"] = "Marit\u{0007} Lund".into();
    std::fs::write(&path, file.to_string()).unwrap();
    let imported = app.import_draft(ReadFrom { path: text }).await.unwrap();
    assert_eq!((imported.made_by.as_deref(), imported.from_file), (Some("Marit Lund"), true));
    let again = app.rename_draft(RenameDraft { id: imported.id, name: "From Marit".into() }).await.unwrap();
    assert_eq!((again.made_by.as_deref(), again.from_file), (Some("Marit Lund"), true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflict_is_settled_with_a_third_value_that_fits_and_with_no_other() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ad = rows(&app, &desk, ObjectLevel::Ad).await.remove(0);
    let shown = app.preview_changes(set(&ad, "name", named("Mine"))).await.unwrap();
    let draft = app.save_draft(SaveDraft { preview_id: shown.id, name: "Draft".into() }).await.unwrap();
    let (id, now) = (ad.id.parse().unwrap(), desk.server.clock().now_ms());
    desk.server.change_world(|world| {
        let by = world.user().clone();
        assert!(world.rename(id, "Theirs", now, &by));
    });
    let look = |depth, value: Option<FieldValue>| {
        let choices = vec![ConflictChoice { item: 0, field: "name".into(), take: Take::Mine, value }];
        app.preview_draft(PreviewDraft { id: draft.id.clone(), depth, choices })
    };
    let first = PreviewDraft { id: draft.id.clone(), depth: CheckDepth::Live, choices: Vec::new() };
    assert_eq!(app.preview_draft(first).await.unwrap().rows[0].conflicts.len(), 1);
    let money = FieldValue::Money { minor: 5.0 };
    assert_eq!(told(look(CheckDepth::Live, Some(money)).await).code, ErrorCode::InvalidInput);
    let both = look(CheckDepth::Live, Some(named("Both"))).await.unwrap();
    let diff = &both.rows[0].fields[0];
    assert_eq!((diff.before.as_deref(), diff.after.as_deref()), (Some("Theirs"), Some("Both")));
    app.apply_changes(ApplyChanges { preview_id: both.id.clone(), asked: false, amounts: Vec::new() }).await.unwrap();
    app.changes_ended().await.unwrap();
    assert_eq!(app.change(&both.id).await.unwrap().rows[0].outcome, ChangeOutcome::Confirmed);
    assert_eq!(rows(&app, &desk, ObjectLevel::Ad).await.iter().find(|row| row.id == ad.id).unwrap().name, "Both");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_is_taken_out_of_a_draft_and_a_draft_with_nothing_left_is_gone() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ads = rows(&app, &desk, ObjectLevel::Ad).await;
    let mut both = set(&ads[0], "name", named("One"));
    both.changes.extend(set(&ads[1], "name", named("Two")).changes);
    let shown = app.preview_changes(both).await.unwrap();
    let draft = app.save_draft(SaveDraft { preview_id: shown.id, name: "Draft".into() }).await.unwrap();
    let theirs = |item| ConflictChoice { item, field: "name".into(), take: Take::Theirs, value: None };
    let settle = |item| app.settle_draft(SettleDraft { id: draft.id.clone(), choices: vec![theirs(item)] });
    assert_eq!(told(settle(7).await).code, ErrorCode::NotFound);
    let left = settle(0).await.unwrap().unwrap();
    assert_eq!((left.rows, left.id.as_str(), left.made_at_ms), (1, draft.id.as_str(), draft.made_at_ms));
    let look = PreviewDraft { id: draft.id.clone(), depth: CheckDepth::Local, choices: Vec::new() };
    assert_eq!(app.preview_draft(look).await.unwrap().rows[0].id.as_ref(), Some(&ads[1].id));
    assert_eq!(settle(0).await.unwrap(), None);
    assert_eq!((app.drafts().await.unwrap().len(), app.write_state().await.unwrap().drafts), (0, 0));
    assert!(desk.server.journal().writes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_shows_what_is_here_at_once_and_what_is_at_meta_when_asked() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ad_set = rows(&app, &desk, ObjectLevel::Adset).await.remove(0);
    let ask = |live| app.settings_form(SettingsFormRequest { object: key(&ad_set), live });
    let here = ask(false).await.unwrap();
    assert!(!here.live && here.problem.is_none() && here.frozen.is_none());
    assert!(!here.currency.is_empty() && here.time_zone.contains('/'));
    let find = |form: &app::dto::SettingsForm, field: &str| {
        form.fields.iter().find(|setting| setting.field == field).cloned().unwrap_or_else(|| panic!("{field}"))
    };
    assert_eq!(find(&here, "name").value, Some(named(&ad_set.name)));
    assert_eq!(find(&here, "targeting").kind, SettingKind::Json);
    assert!(find(&here, "bid_strategy").choices.contains(&"COST_CAP".to_owned()));
    assert!(!find(&here, "dsa_payor").known, "the cache does not keep it");
    assert!(here.fields.iter().all(|setting| setting.field != "promoted_object"), "it is settled at the start");
    let (id, now) = (ad_set.id.parse().unwrap(), desk.server.clock().now_ms());
    desk.server.change_world(|world| {
        let by = world.user().clone();
        assert!(world.rename(id, "Renamed outside", now, &by));
    });
    assert_eq!(find(&ask(false).await.unwrap(), "name").value, Some(named(&ad_set.name)));
    let live = ask(true).await.unwrap();
    assert!(live.live && find(&live, "dsa_payor").known, "{live:?}");
    assert_eq!(find(&live, "name").value, Some(named("Renamed outside")));
    let elsewhere = ObjectKey { account_id: "act_1".into(), ..key(&ad_set) };
    let unknown = app.settings_form(SettingsFormRequest { object: elsewhere, live: true }).await;
    assert_eq!(told(unknown).code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_along_with_a_campaign_is_counted_and_named_without_what_is_gone_already() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let campaigns = rows(&app, &desk, ObjectLevel::Campaign).await;
    let ads = rows(&app, &desk, ObjectLevel::Ad).await;
    let ad_sets = rows(&app, &desk, ObjectLevel::Adset).await;
    let below = |objects: Vec<ObjectKey>| app.below(BelowRequest { objects });
    for campaign in &campaigns {
        let found = below(vec![key(campaign)]).await.unwrap();
        let expected: Vec<&ExplorerRow> =
            ad_sets.iter().filter(|row| row.parent_id.as_ref() == Some(&campaign.id)).collect();
        let mine = |row: &&ExplorerRow| expected.iter().any(|set| row.parent_id.as_ref() == Some(&set.id));
        let counts = (expected.len(), ads.iter().filter(mine).count());
        assert_eq!((found.ad_sets as usize, found.ads as usize), counts, "{}", campaign.name);
        assert!(expected.iter().all(|row| found.names.contains(&row.name)), "{found:?}");
    }
    assert_eq!(below(vec![key(&ads[0])]).await.unwrap().ads, 0);
    assert_eq!(told(below(vec![key(&ads[0]); 501]).await).code, ErrorCode::InvalidInput);
}
