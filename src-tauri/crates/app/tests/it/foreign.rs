//! Ids of somebody else's account: no rows, and not even a hint that they exist.

use std::fmt::Debug;
use std::path::Path;

use app::App;
use app::dto::{
    ChooseAccounts, IpcError, ObjectLevel, ObjectRequest, RevisionsRequest, SearchRequest, SignInStatus, StartSync,
};
use sandbox::world::Size;

use crate::desk::{Desk, complete, every_row, everything, flat};

const TWO: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };
/// Ids of the right form that nothing has.
const NOWHERE: (&str, &str) = ("act_999999999999999", "120299999999999999");

/// A workspace that keeps one of the two accounts, with the account and one of its ads.
async fn keeping(desk: &Desk, folder: &Path, place: usize) -> (App, String, String) {
    let app = desk.app_in(desk.home_in(folder));
    assert_eq!(app.connect_system_user(desk.token()).await.unwrap(), SignInStatus::ChoosingAccounts {});
    let account = app.available_accounts().await.unwrap()[place].id.clone();
    app.keep_accounts(ChooseAccounts { ids: vec![account.clone()] }).await.unwrap();
    complete(&app.sync_now(everything()).await.unwrap());
    let ad = every_row(&app, flat(ObjectLevel::Ad, desk.days(7))).await[0].id.clone();
    (app, account, ad)
}

/// An answer as the page sees it, without the ids that were asked for.
fn seen<T: Debug>(answer: Result<T, app::Error>, account: &str, id: &str) -> String {
    let text = match answer {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let error = IpcError::from(error);
            format!("{:?} {} {:?}", error.code, error.message, error.remedy)
        }
    };
    text.replace(account, "ACCOUNT").replace(id, "ID")
}

/// What every question that names an account and an object answers.
async fn ask(app: &App, desk: &Desk, account: &str, id: &str) -> Vec<String> {
    let range = desk.days(7);
    let accounts = || vec![account.to_owned()];
    let object = |level| ObjectRequest {
        account_id: account.to_owned(),
        id: if level == ObjectLevel::Account { account.to_owned() } else { id.to_owned() },
        level,
        range: range.clone(),
    };
    let mut said = Vec::new();
    for level in [ObjectLevel::Account, ObjectLevel::Campaign, ObjectLevel::Adset, ObjectLevel::Ad] {
        said.push(seen(app.object(object(level)).await, account, id));
        said.push(seen(app.series(object(level)).await, account, id));
        let ObjectRequest { account_id, id: object_id, .. } = object(level);
        let revisions = RevisionsRequest { account_id, id: object_id, level, day: range.until.clone() };
        said.push(seen(app.revisions(revisions).await, account, id));
        let mut table = flat(level, range.clone());
        table.account_ids = accounts();
        said.push(seen(app.query_explorer(table).await, account, id));
        said.push(seen(app.list_rows(level, &accounts(), None).await, account, id));
        said.push(seen(app.insight_rows(level, &accounts(), range.clone(), true).await, account, id));
    }
    // Of an account that is kept here, the day is what is refused.
    let sync = StartSync { account_ids: accounts(), since: Some("never".into()), until: None };
    said.push(seen(app.start_sync(sync).await.map(drop), account, id));
    said.push(seen(app.keep_accounts(ChooseAccounts { ids: vec![format!("{account}0")] }).await, account, id));
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_another_workspace_are_answered_like_ids_that_are_nowhere() {
    let desk = Desk::new(TWO);
    let beside = tempfile::tempdir().unwrap();
    let (app, own, own_ad) = keeping(&desk, desk.folder.path(), 0).await;
    let (_other, foreign, foreign_ad) = keeping(&desk, beside.path(), 1).await;
    let mark = desk.server.journal().mark();
    let nowhere = ask(&app, &desk, NOWHERE.0, NOWHERE.1).await;
    assert_eq!(ask(&app, &desk, &foreign, &foreign_ad).await, nowhere);
    assert_eq!(ask(&app, &desk, &foreign, &own_ad).await, ask(&app, &desk, NOWHERE.0, &own_ad).await);
    // Every account's own answer comes first of each level; the object is what must not be told from one that is not.
    assert_eq!(ask(&app, &desk, &own, &foreign_ad).await, ask(&app, &desk, &own, NOWHERE.1).await);
    assert!(desk.server.journal().entries_after(mark).iter().all(|call| !call.path.contains(&foreign)));
    let hits = app.search(SearchRequest { text: foreign_ad, limit: 50 }).await.unwrap();
    assert!(hits.iter().all(|hit| hit.account_id == own), "{hits:?}");
}
