//! What is told without anybody having set it up, against a sandbox in which Meta disapproves.

use std::time::Duration;

use app::dto::{ExplorerRow, ObjectLevel, SettingsPatch};
use app::{App, Signal};
use sandbox::world::Size;
use sandbox::world::model::Review;

use crate::desk::{Desk, complete, every_row, everything, flat};

const HOUR_MS: i64 = 3_600_000;

/// Syncs an hour later, and answers the titles of what was said about disapproved ads meanwhile.
async fn said_after_sync(desk: &Desk, app: &App) -> Vec<String> {
    desk.step(HOUR_MS);
    let mut signals = app.signals();
    complete(&app.sync_now(everything()).await.unwrap());
    let mut told = Vec::new();
    while let Ok(Some(signal)) = tokio::time::timeout(Duration::ZERO, signals.next()).await {
        if let Signal::Alarm(alarm) = signal {
            told.push(alarm.title);
        }
    }
    told.retain(|title| title.contains("disapproved"));
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ad_that_meta_disapproves_is_told_once_and_those_that_were_before_are_not() {
    let desk = Desk::new(Size::Exact { accounts: 1, campaigns: 2, adsets: 2, ads: 2 });
    let app = desk.synced().await;
    // No sync but those of the test, which know what Meta has done before them.
    app.update_settings(SettingsPatch { sync_every_minutes: Some(0), ..SettingsPatch::default() }).await.unwrap();
    app.keep_running().await.unwrap();
    let ads = every_row(&app, flat(ObjectLevel::Ad, desk.days(7))).await;
    let [first, second, ..] = ads.as_slice() else { panic!("{ads:?}") };
    let disapprove = |ad: &ExplorerRow| {
        desk.server.change_world(|world| {
            let at = desk.server.clock().now_ms();
            let ad = world.ad_mut(ad.id.parse().unwrap()).unwrap();
            ad.review.set(at, Review::Disapproved { reason: "Personal attributes".into(), text: "No.".into() });
            ad.updated_ms = at;
        });
    };
    disapprove(first);
    assert_eq!(said_after_sync(&desk, &app).await, Vec::<String>::new(), "what stands at first is no news");
    disapprove(second);
    let told = said_after_sync(&desk, &app).await;
    let [title] = told.as_slice() else { panic!("{told:?}") };
    assert!(title.starts_with("Meta disapproved an ad: "), "{title}");
    assert_eq!(said_after_sync(&desk, &app).await, Vec::<String>::new(), "told once");
}
