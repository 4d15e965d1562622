//! The same for what changes accounts: nothing generated here may ever be sent, so nothing is applied that was previewed.

use std::path::Path;

use app::dto::{
    ApplyChanges, BelowRequest, ChangeEdit, ChangeSelection, ChangesRequest, CheckDepth, ConflictChoice, ExportDraft,
    FieldSetting, FieldValue, ListSettings, NarrowPreview, NewObject, ObjectKey, PreviewChanges, PreviewDraft,
    PreviewRowsRequest, ReadFrom, RenameDraft, RetryChanges, SaveDraft, SettingsFormRequest, SettleDraft, Take,
    WantedChange,
};
use app::{App, Error};

use super::{Given, explorer};

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 17;

fn key(given: &Given) -> ObjectKey {
    let [account_id, id, ..] = given.texts.clone();
    ObjectKey { account_id, level: given.level, id }
}

fn value(given: &Given) -> FieldValue {
    let text = given.texts[2].clone();
    match given.number % 6 {
        0 => FieldValue::Status { value: text },
        1 => FieldValue::Text { value: text },
        2 => FieldValue::Money { minor: given.float },
        3 => FieldValue::Instant { at_ms: given.float },
        4 => FieldValue::Flag { value: given.flags[0] },
        _ => FieldValue::Json { text },
    }
}

fn field(given: &Given) -> String {
    let known = ["name", "status", "daily_budget", "bid_amount", "end_time", "targeting"];
    let known = known.get(given.number as usize % 8).map(|name| (*name).to_owned());
    known.unwrap_or_else(|| given.texts[3].clone())
}

fn edit(given: &Given) -> ChangeEdit {
    let [a, b, ..] = given.texts.clone();
    match given.number / 6 % 6 {
        0 => ChangeEdit::Set { field: field(given), value: given.flags[1].then(|| value(given)) },
        1 => ChangeEdit::Scale { field: field(given), percent: given.float, round_to_minor: given.number.into() },
        2 => ChangeEdit::Add { field: field(given), minor: given.float },
        3 => ChangeEdit::Replace { find: a, with: b },
        4 => ChangeEdit::Template {},
        _ => ChangeEdit::Affix { before: a, after: b },
    }
}

fn new(given: &Given) -> NewObject {
    let [account_id, parent, copied, _] = given.texts.clone();
    NewObject {
        account_id,
        level: given.level,
        parent_id: given.flags[0].then_some(parent),
        parent_item: given.flags[1].then_some(given.number),
        copy_of: given.flags[2].then_some(copied),
        deep: given.flags[3],
        fields: vec![FieldSetting { field: field(given), value: value(given) }],
    }
}

fn selection(given: &Given) -> ChangeSelection {
    match given.flags[2] {
        true => ChangeSelection::Ids { objects: vec![key(given); given.number as usize % 3] },
        false => ChangeSelection::Query { query: Box::new(explorer(given)), except: given.ids.clone() },
    }
}

fn preview(given: &Given) -> PreviewChanges {
    let depths = [CheckDepth::Local, CheckDepth::Local, CheckDepth::Local, CheckDepth::Live];
    PreviewChanges {
        changes: vec![WantedChange { selection: selection(given), edit: edit(given) }],
        new: given.flags[0].then(|| new(given)).into_iter().collect(),
        reason: given.texts[3].clone(),
        depth: depths[given.number as usize % depths.len()],
    }
}

/// A preview, and what can be done with one without sending it.
async fn previewed(app: &App, given: &Given) -> Result<(), Error> {
    let shown = app.preview_changes(preview(given)).await?;
    let request = PreviewRowsRequest { id: shown.id.clone(), offset: given.number, limit: given.number };
    app.preview_rows(request).await?;
    let narrowed = NarrowPreview { id: shown.id.clone(), leave_out: vec![given.number, given.number % 3] };
    drop(app.narrow_preview(narrowed).await);
    let draft = app.save_draft(SaveDraft { preview_id: shown.id, name: given.texts[0].clone() }).await?;
    let take = if given.flags[1] { Take::Mine } else { Take::Theirs };
    let value = given.flags[3].then(|| value(given));
    let choices = vec![ConflictChoice { item: given.number, field: field(given), take, value }];
    let looked = PreviewDraft { id: draft.id.clone(), depth: CheckDepth::Local, choices };
    let looked = app.preview_draft(looked).await;
    app.delete_draft(&draft.id).await?;
    looked.map(drop)
}

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &Path) -> Result<(), Error> {
    let [a, b, ..] = given.texts.clone();
    let (asked, amounts) = (given.flags[0], vec![given.float; given.number as usize % 4]);
    match which {
        0 => previewed(app, given).await,
        1 => app.preview_rows(PreviewRowsRequest { id: a, offset: given.number, limit: given.number }).await.map(drop),
        2 => app.preview_undo(&a).await.map(drop),
        3 => app.apply_changes(ApplyChanges { preview_id: a, asked, amounts }).await.map(drop),
        4 => app.retry_changes(RetryChanges { change_id: a, asked, amounts }).await.map(drop),
        5 => {
            let object = given.flags[1].then(|| key(given));
            let before = given.flags[2].then_some(given.float);
            let account_id = given.flags[3].then_some(a);
            app.changes(ChangesRequest { account_id, object, before, limit: given.number }).await.map(drop)
        }
        6 => app.change(&a).await.map(drop),
        7 => app.save_draft(SaveDraft { preview_id: a, name: b }).await.map(drop),
        8 => app.delete_draft(&a).await,
        9 => {
            let path = folder.join(b.replace(['/', '\0'], "_")).display().to_string();
            app.export_draft(ExportDraft { id: a, path }).await
        }
        10 => app.import_draft(ReadFrom { path: a }).await.map(drop),
        11 => app.narrow_preview(NarrowPreview { id: a, leave_out: vec![given.number; 3] }).await.map(drop),
        12 => {
            let selection = given.flags[0].then(|| selection(given));
            app.settings_table(ListSettings { selection, ids: given.ids.clone() }).await.map(drop)
        }
        13 => app.rename_draft(RenameDraft { id: a, name: b }).await.map(drop),
        14 => {
            let input = SettingsFormRequest { object: key(given), live: given.flags[1] };
            app.settings_form(input).await.map(drop)
        }
        15 => app.below(BelowRequest { objects: vec![key(given); given.number as usize % 3] }).await.map(drop),
        _ => {
            let choices =
                vec![ConflictChoice { item: given.number, field: field(given), take: Take::Mine, value: None }];
            app.settle_draft(SettleDraft { id: a, choices }).await.map(drop)
        }
    }
}
