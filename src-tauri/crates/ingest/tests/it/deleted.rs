//! Deleted objects: their parents contain their figures, no listing shows them, and still nothing of them is missing.

use domain::{AccountId, DayRange, Level, ObjectId};
use ingest::DifferenceCause;
use sandbox::world::Size;
use sandbox::world::delivery::rows::{Level as At, RowQuery, Slice};
use sandbox::world::model::{ObjectId as WorldId, Status};
use sandbox::{Fault, FaultKind};

use crate::bench::{Bench, assert_complete, assert_levels_agree, assert_truth, days_of};
use crate::changes::{colleague, id_of};

const HOUR_MS: i64 = 3_600_000;
const DAYS: u32 = 20;

/// The ad of an account that was shown most on its present day.
fn busiest_ad(bench: &Bench, account: &AccountId, day: DayRange) -> WorldId {
    let shown = |id: WorldId| world_rows(bench, id, At::Ad, day).first().map_or(0, |row| row.1);
    let scope: WorldId = account.digits().parse().unwrap();
    let ads = bench.server.with_world(|world| world.ads_of_account(scope).map(|it| it.id).collect::<Vec<_>>());
    ads.into_iter().max_by_key(|id| shown(*id)).expect("an account with ads")
}

/// Days and impressions of an object as the world has them.
fn world_rows(bench: &Bench, scope: WorldId, level: At, days: DayRange) -> Vec<(String, i64)> {
    let as_of_ms = bench.server.clock().now_ms();
    bench.server.with_world(|world| {
        let slices = Slice::days(days.since().date(), days.until().date());
        let query = RowQuery { scope, level, slices, as_of_ms, breakdown: None, statuses: None };
        world.rows(query).unwrap().map(|row| (row.slice.since.to_string(), row.figures.impressions)).collect()
    })
}

async fn cached_rows(bench: &Bench, account: &AccountId, level: Level, id: &ObjectId) -> Vec<(String, i64)> {
    let object = store::ObjectRef { account: account.clone(), level, id: id.clone() };
    let days = range(bench, account).await;
    let rows = bench.store.read(move |db| db.series(&object, days)).await.unwrap();
    rows.into_iter().map(|row| (row.day.to_string(), row.figures.sums.impressions)).collect()
}

async fn range(bench: &Bench, account: &AccountId) -> DayRange {
    let id = account.clone();
    let zone = bench.store.read(move |db| Ok(db.account(&id)?.map(|row| row.timezone_name))).await.unwrap();
    days_of(&zone.unwrap(), domain::Clock::now(&bench.clock), DAYS)
}

fn delete(bench: &Bench, id: WorldId) {
    let now = bench.server.clock().now_ms();
    bench.server.change_world(|world| assert!(world.set_status(id, Status::Deleted, now, &colleague())));
}

fn asked_for_deleted(bench: &Bench, mark: u64) -> usize {
    let asks = |call: &&sandbox::Entry| call.path.ends_with("/insights") && call.query.contains("DELETED");
    bench.calls_since(mark).iter().filter(asks).count()
}

/// An ad that was listed, was shown for some hours more and was then deleted.
async fn vanished_ad(bench: &Bench) -> (AccountId, WorldId, ingest::SyncRequest) {
    let request = bench.request(DAYS).await;
    assert_levels_agree(&bench.sync(&request).await);
    let account = request.accounts[0].clone();
    let today = DayRange::ending(range(bench, &account).await.until(), 1);
    let ad = busiest_ad(bench, &account, today);
    bench.step(4 * HOUR_MS);
    delete(bench, ad);
    (account, ad, request)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_deleted_ad_was_shown_since_it_was_last_read_still_comes_in() {
    let bench = Bench::new(Size::Tiny);
    let (account, ad, request) = vanished_ad(&bench).await;
    let before = cached_rows(&bench, &account, Level::Ad, &id_of(ad)).await;
    for hours in [1, 20, 24 * 3] {
        bench.step(hours * HOUR_MS);
        assert_levels_agree(&bench.sync(&request).await);
        assert_truth(&bench, DAYS).await;
        let truth = world_rows(&bench, ad, At::Ad, range(&bench, &account).await);
        assert_eq!(cached_rows(&bench, &account, Level::Ad, &id_of(ad)).await, truth, "after {hours} hours");
        assert_ne!(truth.last(), before.last(), "it was shown after it was last read");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_meta_does_not_list_deleted_objects_each_answers_by_its_id() {
    let bench = Bench::new(Size::Tiny);
    let (account, ad, request) = vanished_ad(&bench).await;
    let refused =
        FaultKind::Error { code: 100, subcode: Some(1_815_001), message: None, status: None, transient: false };
    bench.server.faults().add(Fault::on("insights.*DELETED", refused)).unwrap();
    bench.step(HOUR_MS);
    assert_complete(&bench.sync(&request).await);
    let truth = world_rows(&bench, ad, At::Ad, range(&bench, &account).await);
    assert_eq!(cached_rows(&bench, &account, Level::Ad, &id_of(ad)).await, truth);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_deleted_before_the_first_sync_is_known_by_its_figures() {
    let bench = Bench::new(Size::Tiny);
    let account = bench.accounts().await[0].clone();
    let day = DayRange::ending(range(&bench, &account).await.until(), 1);
    let ad = busiest_ad(&bench, &account, day);
    let (campaign, name) = bench.server.with_world(|world| {
        let id = world.ad(ad).unwrap().campaign;
        (id, world.campaign(id).unwrap().name.clone())
    });
    delete(&bench, campaign);
    let request = bench.request(DAYS).await;
    assert_levels_agree(&bench.sync(&request).await);
    assert_truth(&bench, DAYS).await;
    let (scope, id, ad_id) = (account.clone(), id_of(campaign), id_of(ad));
    let (row, ad_row) =
        bench.store.read(move |db| Ok((db.campaign(&scope, &id)?, db.ad(&scope, &ad_id)?))).await.unwrap();
    let row = row.expect("it is kept");
    assert_eq!((row.row.name, row.row.effective_status.as_str()), (name, "DELETED"));
    assert!(row.presence.deleted_at.is_some() && ad_row.is_some_and(|ad| ad.presence.deleted_at.is_some()));
    let truth = world_rows(&bench, campaign, At::Campaign, range(&bench, &account).await);
    assert_eq!(cached_rows(&bench, &account, Level::Campaign, &id_of(campaign)).await, truth);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_meta_shows_nobody_is_named_in_the_report_and_not_asked_for_twice() {
    let bench = Bench::new(Size::Tiny);
    let account = bench.accounts().await[0].clone();
    let day = DayRange::ending(range(&bench, &account).await.until(), 1);
    let ad = busiest_ad(&bench, &account, day);
    delete(&bench, ad);
    let nothing = FaultKind::Respond {
        status: 200,
        content_type: "application/json".to_owned(),
        body: r#"{"data":[]}"#.to_owned(),
    };
    bench.server.faults().add(Fault::on("insights.*DELETED", nothing)).unwrap();
    let request = bench.request(DAYS).await;
    let report = bench.sync(&request).await;
    assert_complete(&report);
    let ads: Vec<_> = report.differences.iter().filter(|one| one.account == account).collect();
    assert!(!ads.is_empty());
    for one in &ads {
        assert_eq!((one.upper, one.lower, one.cause), (Level::Adset, Level::Ad, DifferenceCause::Deleted), "{one}");
        assert!(one.upper_sum > one.lower_sum, "{one}");
    }
    let mark = bench.server.journal().mark();
    let again = bench.sync(&request).await;
    assert_eq!(again.differences, report.differences);
    assert_eq!(asked_for_deleted(&bench, mark), 0, "nothing has changed since it was asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_asked_where_nothing_was_deleted() {
    let bench = Bench::new(Size::Exact { accounts: 1, campaigns: 3, adsets: 2, ads: 2 });
    let mark = bench.server.journal().mark();
    let request = bench.request(DAYS).await;
    assert_levels_agree(&bench.sync(&request).await);
    assert_eq!(asked_for_deleted(&bench, mark), 0);
}
