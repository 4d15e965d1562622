//! Things that change between two runs: seen with few requests, and what is deleted is kept.

use domain::{Level, ObjectId};
use sandbox::world::Size;
use sandbox::world::model::{Actor, ObjectId as WorldId, Status};

use crate::bench::{Bench, assert_complete, assert_levels_agree, assert_truth, content, sync};

pub(crate) fn colleague() -> Actor {
    Actor { id: "77".parse().unwrap(), name: "A colleague".to_owned(), application_id: None, application_name: None }
}

pub(crate) fn id_of(id: WorldId) -> ObjectId {
    ObjectId::parse(&id.to_string()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_campaign_is_kept_with_everything_below_it_for_a_single_point() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(20).await;
    let account = request.accounts[0].clone();
    assert_levels_agree(&bench.sync(&request).await);
    bench.step(3_600_000);
    let now = bench.server.clock().now_ms();
    let campaign = bench.server.change_world(|world| {
        let scope: WorldId = account.digits().parse().unwrap();
        let campaigns: Vec<_> = world.campaigns_of(scope).map(|it| it.id).collect();
        let alive = campaigns
            .into_iter()
            .find(|id| world.campaign(*id).is_some_and(|it| world.campaign_status(it, now).as_str() == "ACTIVE"));
        let campaign = alive.expect("an active campaign");
        assert!(world.set_status(campaign, Status::Deleted, now, &colleague()));
        campaign
    });
    bench.step(60_000);
    let mark = bench.server.journal().mark();
    assert_levels_agree(&bench.sync(&request).await);
    let by_id: u32 = bench.calls_since(mark).iter().filter(|call| call.in_batch).map(|call| call.points).sum();
    assert_eq!(by_id, 1, "children of a deleted campaign need no call of their own");
    assert_truth(&bench, 20).await;
    let campaign = id_of(campaign);
    let (row, children, figures) = bench
        .store
        .read(move |db| {
            let outline = db.outline(&account)?;
            let row = db.campaign(&account, &campaign)?;
            let mut children = Vec::new();
            for (adset, of, _) in &outline.adsets {
                if *of == campaign {
                    children.push(db.ad_set(&account, adset)?);
                }
            }
            let object = store::ObjectRef { account: account.clone(), level: Level::Campaign, id: campaign };
            let range = domain::DayRange::ending(domain::AccountDay::parse("2026-11-23").unwrap(), 20);
            Ok((row, children, db.series(&object, range)?))
        })
        .await
        .unwrap();
    let row = row.expect("the campaign is kept");
    assert_eq!((row.row.effective_status.as_str(), row.presence.deleted_at.is_some()), ("DELETED", true));
    assert!(
        !children.is_empty()
            && children.iter().all(|child| {
                child
                    .as_ref()
                    .is_some_and(|child| child.row.effective_status == "DELETED" && child.presence.deleted_at.is_some())
            })
    );
    assert!(!figures.is_empty(), "its figures stay");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn budgets_names_and_statuses_arrive_with_their_earlier_values_kept() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(10).await;
    let account = request.accounts[0].clone();
    assert_levels_agree(&bench.sync(&request).await);
    bench.step(3_600_000);
    let now = bench.server.clock().now_ms();
    bench.server.change_world(|world| {
        let scope: WorldId = account.digits().parse().unwrap();
        let by = colleague();
        let campaign = world.campaigns_of(scope).map(|it| it.id).next().unwrap();
        assert!(world.rename(campaign, "Renamed <b>campaign</b>", now, &by));
        let adset = world.adsets_of_account(scope).map(|it| it.id).last().unwrap();
        world.set_status(adset, Status::Archived, now, &by);
    });
    bench.step(60_000);
    assert_levels_agree(&bench.sync(&request).await);
    assert_truth(&bench, 10).await;
    // A workspace that sees the account for the first time now has the same objects.
    let (store, _folder) = bench.beside();
    ingest::discover_accounts(&bench.graph, &store, &graph::Cancel::new()).await.unwrap();
    assert_complete(&sync(&bench.graph, &store, &bench.clock, &request).await);
    let objects = |text: &str| -> Vec<String> {
        let of_objects =
            |line: &&str| line.contains("Row {") && !line.starts_with("AdAccountRow") && !line.ends_with("true");
        text.lines().filter(of_objects).map(str::to_owned).collect()
    };
    let (ours, fresh) = (content(&bench.store).await, content(&store).await);
    assert!(ours.contains("Renamed <b>campaign</b>"));
    let missing: Vec<_> = objects(&fresh).into_iter().filter(|line| !ours.contains(line.as_str())).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
