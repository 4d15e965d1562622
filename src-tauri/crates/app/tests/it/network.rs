//! The network goes away and comes back: what is cached answers all the same, and a sync goes on where it stopped.

use std::time::Duration;

use app::App;
use app::dto::{ObjectLevel, ObjectRequest, RevisionsRequest, SearchRequest, SettingsPatch};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, PATIENCE, complete, every_row, everything, flat};

/// Times the network is pulled.
const PULLS: usize = 200;

/// Everything a page reads, with what it got.
async fn browse(app: &App, desk: &Desk) -> String {
    let range = desk.days(20);
    let rows = every_row(app, flat(ObjectLevel::Ad, range.clone())).await;
    let ad = rows.first().expect("an ad").clone();
    let object = || ObjectRequest {
        account_id: ad.account_id.clone(),
        id: ad.id.clone(),
        level: ObjectLevel::Ad,
        range: range.clone(),
    };
    let (account_id, id) = (ad.account_id.clone(), ad.id.clone());
    let revisions = RevisionsRequest { account_id, id, level: ObjectLevel::Ad, day: range.until.clone() };
    let text = ad.name.split_whitespace().next().unwrap_or("ad").to_owned();
    let answers = (
        rows,
        app.object(object()).await.unwrap(),
        app.series(object()).await.unwrap(),
        app.revisions(revisions).await.unwrap(),
        app.search(SearchRequest { text, limit: 20 }).await.unwrap(),
        app.account_rows().await.unwrap(),
        app.list_rows(ObjectLevel::Campaign, &[], None).await.unwrap(),
        app.insight_rows(ObjectLevel::Campaign, &[], range.clone(), true).await.unwrap(),
    );
    format!("{answers:?}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_page_reads_asks_nothing_of_the_network() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let mark = desk.server.journal().mark();
    let before = browse(&app, &desk).await;
    app.state().await.unwrap();
    assert!(desk.server.journal().entries_after(mark).is_empty(), "reads ask the cache alone");
    desk.server.stopper().stop();
    assert_eq!(browse(&app, &desk).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_pulled_at_two_hundred_moments_keeps_no_read_waiting_and_loses_nothing() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let days = |days| SettingsPatch { history_days: Some(days), ..SettingsPatch::default() };
    let mut random = fastrand::Rng::with_seed(6);
    for pull in 0..PULLS {
        // Every so often there is more to fetch, so that the network goes away in the middle of it.
        if app.sync_status().await.unwrap().running.is_none() {
            app.update_settings(days(u32::try_from(90 + pull).unwrap())).await.unwrap();
            app.start_sync(everything()).await.unwrap();
        }
        tokio::time::sleep(Duration::from_micros(random.u64(0..20_000))).await;
        // Some requests get no answer at all: a read that waited for one of them would wait as well.
        let is_silent = pull % 25 == 24;
        let gone = if is_silent { FaultKind::Timeout } else { FaultKind::Reset };
        desk.server.faults().add(Fault::on("", gone)).unwrap();
        let answered = tokio::time::timeout(PATIENCE, browse(&app, &desk)).await;
        assert!(answered.is_ok(), "pull {pull}: a read waited for the network");
        desk.server.faults().clear();
        if is_silent {
            app.cancel_sync().await.unwrap();
        }
    }
    app.cancel_sync().await.unwrap();
    app.update_settings(days(40)).await.unwrap();
    // Whatever was under way has ended one way or another; what is there now is what it would be without any of this.
    crate::desk::until(&app, |state| state.workspace.as_ref().is_some_and(|it| it.sync.running.is_none())).await;
    complete(&app.sync_now(everything()).await.unwrap());
    let folder = tempfile::tempdir().unwrap();
    let fresh = desk.app_in(desk.home_in(folder.path()));
    desk.connect(&fresh).await;
    complete(&fresh.sync_now(everything()).await.unwrap());
    for level in [ObjectLevel::Account, ObjectLevel::Campaign, ObjectLevel::Adset, ObjectLevel::Ad] {
        let (mut here, mut there) =
            (every_row(&app, flat(level, desk.days(20))).await, every_row(&fresh, flat(level, desk.days(20))).await);
        here.sort_by(|a, b| a.id.cmp(&b.id));
        there.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(here, there);
    }
}
