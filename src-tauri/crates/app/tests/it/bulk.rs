//! Many objects at once: leaving rows out, settings as a table, how far a check is.

use app::dto::{
    AppEvent, ApplyChanges, ChangeEdit, ChangeOutcome, ChangeSelection, CheckDepth, ErrorCode, ListSettings,
    NarrowPreview, ObjectLevel, PreviewChanges, WantedChange,
};
use app::{App, Signal};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };

/// Everything of a level that is neither archived nor deleted, but for these.
fn all(desk: &Desk, level: ObjectLevel, except: Vec<String>) -> ChangeSelection {
    let mut query = flat(level, desk.days(7));
    query.filter.include_gone = false;
    ChangeSelection::Query { query: Box::new(query), except }
}

fn renamed(selection: ChangeSelection, depth: CheckDepth) -> PreviewChanges {
    let edit = ChangeEdit::Affix { before: String::new(), after: " b".into() };
    PreviewChanges { changes: vec![WantedChange { selection, edit }], new: Vec::new(), reason: String::new(), depth }
}

async fn ads(app: &App, desk: &Desk) -> Vec<String> {
    let mut question = flat(ObjectLevel::Ad, desk.days(7));
    question.filter.include_gone = false;
    every_row(app, question).await.into_iter().map(|row| row.id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_leaves_out_what_is_taken_from_it_and_a_preview_the_rows_that_are() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ids = ads(&app, &desk).await;
    let question = renamed(all(&desk, ObjectLevel::Ad, ids[..2].to_vec()), CheckDepth::Live);
    let whole = app.preview_changes(question).await.unwrap();
    assert_eq!(whole.row_count as usize, ids.len() - 2);
    assert!(whole.rows.iter().all(|row| row.id.as_ref().is_some_and(|id| !ids[..2].contains(id))));
    let narrow = |leave_out| NarrowPreview { id: whole.id.clone(), leave_out };
    let less = app.narrow_preview(narrow(vec![0, 2, 9_999])).await.unwrap();
    assert_eq!((less.row_count, less.can_be_sent), (whole.row_count - 2, whole.can_be_sent - 2));
    assert_eq!((less.checked, less.rows[0].item), (CheckDepth::Live, 0), "what was checked stays so");
    assert_eq!(less.rows[0].id, whole.rows[1].id);
    assert_ne!((&less.id, &less.plan_hash), (&whole.id, &whole.plan_hash));
    // The whole one can be narrowed again and again; it never falls out before those made of it.
    for row in 0..80_u32 {
        app.narrow_preview(narrow(vec![row % whole.row_count])).await.unwrap();
    }
    let last = app.narrow_preview(narrow((1..whole.row_count).collect())).await.unwrap();
    let sent = ApplyChanges { preview_id: last.id, asked: false, amounts: Vec::new() };
    let run = app.apply_changes(sent).await.unwrap();
    app.changes_ended().await.unwrap();
    let rows = app.change(&run.change_id).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.outcome).collect::<Vec<_>>(), [ChangeOutcome::Confirmed]);
    assert_eq!(rows[0].id, whole.rows[0].id);
    assert_eq!(desk.server.journal().writes().len(), 1, "nothing else was sent");
    let gone = NarrowPreview { id: "no such preview".into(), leave_out: Vec::new() };
    assert_eq!(told(app.narrow_preview(gone).await).code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_come_for_a_question_and_for_ids_alone_whatever_their_level_and_account() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let settings = |selection, ids| ListSettings { selection, ids };
    let of_question = settings(Some(all(&desk, ObjectLevel::Adset, Vec::new())), Vec::new());
    let sets = app.settings_table(of_question).await.unwrap();
    let listed = every_row(&app, flat(ObjectLevel::Adset, desk.days(7))).await;
    assert!(!sets.is_empty());
    for set in &sets {
        let row = listed.iter().find(|row| row.id == set.id).expect("it is listed");
        let shown = (&row.account_id, &row.name, &row.currency, row.daily_budget_minor, &row.status);
        assert_eq!((&set.account_id, &set.name, &set.currency, set.daily_budget_minor, &set.status), shown);
    }
    let campaigns = every_row(&app, flat(ObjectLevel::Campaign, desk.days(7))).await;
    let ids = vec![
        campaigns.last().unwrap().id.clone(),
        "999999999999".into(),
        "no id".into(),
        sets[0].id.clone(),
        sets[0].id.clone(),
    ];
    let found = app.settings_table(settings(None, ids.clone())).await.unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.level, one.id.as_str())).collect();
    assert_eq!(found, [(ObjectLevel::Campaign, ids[0].as_str()), (ObjectLevel::Adset, ids[3].as_str())]);
    let many = settings(None, vec!["1".into(); 20_001]);
    assert_eq!(told(app.settings_table(many).await).code, ErrorCode::InvalidInput);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_tells_how_far_it_is_and_can_be_broken_off() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let mut signals = app.signals();
    let shown = app.preview_changes(renamed(all(&desk, ObjectLevel::Ad, Vec::new()), CheckDepth::Meta)).await.unwrap();
    assert_eq!((shown.checked, shown.problems.len()), (CheckDepth::Meta, 0), "{shown:?}");
    let looks = 2 * shown.row_count;
    let mut seen = Vec::new();
    while seen.last() != Some(&(looks, looks)) {
        match tokio::time::timeout(crate::desk::PATIENCE, signals.next()).await.expect("it is told in time") {
            Some(Signal::Event(AppEvent::CheckMoved { done, total })) => seen.push((done, total)),
            Some(_) => {}
            None => panic!("the core is alive"),
        }
    }
    assert!(seen.is_sorted() && seen.iter().all(|(done, total)| done <= total), "{seen:?}");
    // Whenever it comes, it harms nothing: what is known here is the answer, and the next check goes to its end.
    let checking = renamed(all(&desk, ObjectLevel::Ad, Vec::new()), CheckDepth::Meta);
    let (answer, broken) = tokio::join!(app.preview_changes(checking), app.cancel_check());
    broken.unwrap();
    let answer = answer.unwrap();
    assert_eq!(answer.problem.is_none(), answer.checked == CheckDepth::Meta, "{:?}", answer.problem);
    let again = app.preview_changes(renamed(all(&desk, ObjectLevel::Ad, Vec::new()), CheckDepth::Live)).await.unwrap();
    assert_eq!((again.checked, again.problem), (CheckDepth::Live, None));
    assert!(desk.server.journal().writes().is_empty(), "no check changes anything");
}
