//! A first sync, and one right after it.

use domain::Level;
use ingest::{Stage, SyncProgress};
use sandbox::world::Size;
use tokio::sync::watch;

use crate::bench::{Bench, assert_complete, assert_same, assert_truth, content};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_sync_has_what_the_account_has() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(30).await;
    let report = bench.sync(&request).await;
    assert_complete(&report);
    assert!(report.rows > 0 && report.calls > 0, "{report:?}");
    assert_eq!(report.changed, request.accounts);
    assert_truth(&bench, 30).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_currencies_and_zones_are_exact() {
    let bench = Bench::new(Size::Small);
    let request = bench.request(14).await;
    assert_eq!(request.accounts.len(), 3);
    assert_complete(&bench.sync(&request).await);
    assert_truth(&bench, 14).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sync_changes_nothing() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(40).await;
    assert_complete(&bench.sync(&request).await);
    let before = content(&bench.store).await;
    bench.step(60_000);
    let report = bench.sync(&request).await;
    assert_complete(&report);
    // A minute later only today's figures, and budgets that are being spent, may have moved.
    let objects =
        |text: &str| text.lines().filter(|line| line.contains("pulled")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(objects(&before), objects(&content(&bench.store).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workspaces_synced_at_the_same_moment_have_the_same_content() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(30).await;
    assert_complete(&bench.sync(&request).await);
    let (store, _folder) = bench.beside();
    ingest::discover_accounts(&bench.graph, &store, &graph::Cancel::new()).await.unwrap();
    assert_complete(&crate::bench::sync(&bench.graph, &store, &bench.clock, &request).await);
    assert_same(&content(&bench.store).await, &content(&store).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_ends_with_every_account_done_and_counts_its_rows() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(30).await;
    let (sender, watched) = watch::channel(SyncProgress::default());
    let clock = std::sync::Arc::new(bench.clock.clone());
    let report = ingest::sync(&bench.graph, &bench.store, clock, &request, sender, &graph::Cancel::new()).await;
    assert_complete(&report);
    let last = watched.borrow().clone();
    assert!(last.accounts.iter().all(|account| account.stage == Stage::Done && !account.name.is_empty()));
    assert_eq!(last.rows(), report.rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_ad_counts_the_conversion_of_its_goal_and_only_that() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(30).await;
    assert_complete(&bench.sync(&request).await);
    let account = request.accounts[0].clone();
    let (outline, rows) = bench
        .store
        .read(move |db| {
            let range = domain::DayRange::ending(domain::AccountDay::parse("2026-11-23").unwrap(), 40);
            let query = store::InsightsQuery { accounts: vec![account.clone()], level: Level::Ad, range, daily: true };
            Ok((db.outline(&account)?, db.insights(&query)?))
        })
        .await
        .unwrap();
    assert!(rows.len() > 20);
    for row in rows {
        let (_, adset) = outline.ads.iter().find(|(id, _)| *id == row.object).unwrap();
        let (.., action) = outline.adsets.iter().find(|(id, ..)| id == adset).unwrap();
        assert_eq!(row.day.unwrap().conversion, *action, "ad {}", row.object);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn used_pictures_are_known_and_have_a_small_copy() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(7).await;
    assert_complete(&bench.sync(&request).await);
    let account = request.accounts[0].clone();
    let (images, copies) = bench
        .store
        .read(move |db| {
            let images = db.images(&account)?;
            let mut copies = Vec::new();
            for image in &images {
                copies.extend(db.image_thumbnail(&account, &image.hash)?);
            }
            Ok((images.len(), copies))
        })
        .await
        .unwrap();
    assert!(images > 0);
    assert_eq!(copies.len(), images);
    assert!(copies.iter().all(|bytes| bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff")));
}
