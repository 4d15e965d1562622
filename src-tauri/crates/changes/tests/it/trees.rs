//! Copies of whole trees: small ones at once, large ones in the background.

use std::collections::BTreeMap;
use std::sync::Mutex;

use changes::{ChangeSet, Consent, Field, Intent, New, Outcome, Report, RowReport, Value, plan};
use domain::{Clock, Level, ObjectId};
use graph::Cancel;
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};
use store::ObjectRef;

use crate::desk::{Desk, author, outcomes};

/// A world in which nobody else changes anything.
pub(crate) async fn desk(adsets: u32, ads: u32) -> Desk {
    Desk::of_size(Size::Exact { accounts: 1, campaigns: 1, adsets, ads }).await
}

pub(crate) async fn copy_of(desk: &Desk, source: &ObjectRef) -> ChangeSet {
    let copy = New {
        account: desk.account.clone(),
        level: source.level,
        parent: None,
        copy_of: Some((source.id.clone(), true)),
        fields: BTreeMap::from([(Field::Name, Value::Text("A twin".into()))]),
    };
    let known = desk.known(std::slice::from_ref(source)).await;
    let plan = plan(&Intent { changes: Vec::new(), new: vec![copy] }, &known);
    assert_eq!(plan.refusals, []);
    plan.into_set(desk.tools.ids.fresh(), author(), desk.clock.now())
}

/// Applies it; answers the report and how far the copy was each time that was told.
async fn apply(desk: &Desk, set: &ChangeSet) -> (Report, Vec<(u32, u32)>) {
    let told = Mutex::new(Vec::new());
    let on_row = |row: &RowReport| told.lock().unwrap().extend(row.detail.copying);
    let report = changes::apply(&desk.tools, set, &Consent::default(), &on_row, &Cancel::new()).await.unwrap();
    let told = told.into_inner().unwrap();
    (report, told)
}

pub(crate) async fn retry(desk: &Desk, set: &ChangeSet) -> Report {
    changes::retry(&desk.tools, &set.id, &Consent::default(), &|_| {}, &Cancel::new()).await.unwrap()
}

/// Names of the ads below an object of the sandbox's world, in order.
fn ads_below(desk: &Desk, id: &ObjectId) -> Vec<String> {
    let id: sandbox::world::model::ObjectId = id.as_str().parse().unwrap();
    desk.server.with_world(|world| {
        let adsets: Vec<_> = world.adsets_of(id).map(|adset| adset.id).collect();
        let adsets = if adsets.is_empty() { vec![id] } else { adsets };
        let mut names: Vec<String> =
            adsets.into_iter().flat_map(|adset| world.ads_of(adset)).map(|ad| ad.name.clone()).collect();
        names.sort();
        names
    })
}

pub(crate) async fn assert_is_a_twin(desk: &Desk, source: &ObjectRef, report: &Report) {
    let made = ObjectRef { id: report.rows[0].object.clone().unwrap(), ..source.clone() };
    let live = desk.live(&made).await;
    assert_eq!((live.name(), live.status().map(|it| it.as_str())), ("A twin", Some("PAUSED")));
    assert_eq!(ads_below(desk, &made.id), ads_below(desk, &source.id));
    // The cache shows the whole copy without a sync.
    let account = desk.account.clone();
    let known = desk.tools.store.read(move |db| db.outline(&account)).await.unwrap();
    let copied: Vec<&ObjectId> = known.adsets.iter().filter(|one| one.1 == made.id).map(|one| &one.0).collect();
    let below = known.ads.iter().filter(|(_, adset)| *adset == made.id || copied.contains(&adset)).count();
    assert_eq!(below, ads_below(desk, &source.id).len());
    desk.assert_journal_is_audited().await;
}

pub(crate) fn sets_sent(desk: &Desk) -> usize {
    desk.server.journal().entries().iter().filter(|entry| entry.path.ends_with("/async_batch_requests")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tree_of_three_ads_is_copied_at_once() {
    let desk = desk(1, 3).await;
    for level in [Level::Campaign, Level::Adset] {
        let source = desk.alive(level).await.remove(0);
        let (report, told) = apply(&desk, &copy_of(&desk, &source).await).await;
        assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
        assert_is_a_twin(&desk, &source, &report).await;
        assert_eq!((told, sets_sent(&desk)), (vec![], 0));
        desk.step(10_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_larger_tree_is_copied_in_the_background_and_says_how_far_it_is() {
    let desk = desk(3, 4).await;
    for (level, parts) in [(Level::Campaign, 3), (Level::Adset, 4)] {
        let before = sets_sent(&desk);
        let source = desk.alive(level).await.remove(0);
        let set = copy_of(&desk, &source).await;
        let (report, told) = apply(&desk, &set).await;
        assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
        assert_is_a_twin(&desk, &source, &report).await;
        assert_eq!(sets_sent(&desk) - before, 1);
        assert!(told.len() > 1 && told.is_sorted() && told.iter().all(|(_, total)| *total == parts), "{told:?}");
        desk.step(10_000);
        // Taken back, all of it is gone.
        let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
        assert_eq!(outcomes(&desk.apply(&undo.set).await), ["confirmed"]);
        desk.step(10_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_ads_than_the_cache_knew_are_copied_in_the_background_too() {
    let desk = desk(1, 3).await;
    let source = desk.alive(Level::Campaign).await.remove(0);
    // Somebody copies an ad, and nobody has synced since.
    let ad = desk.alive(Level::Ad).await.remove(0);
    let mut params = graph::WriteParams::new();
    params.set("status_option", "PAUSED".into()).unwrap();
    desk.tools.graph.writer(&desk.account).copy(&ad.id, &params, &Cancel::new()).await.unwrap();
    desk.server.journal().clear();
    let (report, _) = apply(&desk, &copy_of(&desk, &source).await).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    assert_eq!(ads_below(&desk, &report.rows[0].object.clone().unwrap()).len(), 4);
    assert_eq!(sets_sent(&desk), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_whose_answer_is_lost_is_found_by_its_name_and_not_given_twice() {
    let desk = desk(1, 5).await;
    let source = desk.alive(Level::Adset).await.remove(0);
    for outcome in [sandbox::Outcome::Reset, sandbox::Outcome::Garbage, sandbox::Outcome::Error500] {
        let before = sets_sent(&desk);
        let fault = Fault::on("/async_batch_requests", FaultKind::ApplyThen { outcome }).method("POST").times(1);
        desk.server.faults().add(fault).unwrap();
        let (report, _) = apply(&desk, &copy_of(&desk, &source).await).await;
        desk.server.faults().clear();
        assert_eq!(outcomes(&report), ["confirmed"], "{outcome:?}: {report:?}");
        assert_eq!(sets_sent(&desk) - before, 1, "{outcome:?}");
        assert_is_a_twin(&desk, &source, &report).await;
        desk.step(10_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_did_not_arrive_is_given_again_only_when_a_person_says_so() {
    let desk = desk(1, 5).await;
    let source = desk.alive(Level::Adset).await.remove(0);
    let set = copy_of(&desk, &source).await;
    desk.server.faults().add(Fault::on("/async_batch_requests", FaultKind::Reset).method("POST").times(1)).unwrap();
    let (report, _) = apply(&desk, &set).await;
    assert_eq!(outcomes(&report), ["marked"], "{report:?}");
    assert_eq!(sets_sent(&desk), 1);
    desk.step(5_000);
    let report = retry(&desk, &set).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    assert_is_a_twin(&desk, &source, &report).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_could_not_be_copied_is_told_and_only_it_is_copied_by_the_next_try() {
    let desk = desk(2, 4).await;
    let source = desk.alive(Level::Campaign).await.remove(0);
    let set = copy_of(&desk, &source).await;
    let set_status = |id: &ObjectId, status| {
        let (id, now) = (id.as_str().parse().unwrap(), desk.server.clock().now_ms());
        desk.server.change_world(|world| {
            let by = world.user().clone();
            assert!(world.set_status(id, status, now, &by));
        });
    };
    // When the first part is copied, somebody puts the copy away, so that nothing more can be copied into it.
    let on_row = |row: &RowReport| {
        if row.detail.copying == Some((1, 2)) {
            set_status(row.object.as_ref().unwrap(), sandbox::world::model::Status::Archived);
        }
    };
    let report = changes::apply(&desk.tools, &set, &Consent::default(), &on_row, &Cancel::new()).await.unwrap();
    assert_eq!(report.rows[0].outcome, Outcome::Marked, "{report:?}");
    assert!(report.rows[0].detail.text.as_ref().is_some_and(|text| text.starts_with("1 of 2 parts")), "{report:?}");
    set_status(report.rows[0].object.as_ref().unwrap(), sandbox::world::model::Status::Paused);
    desk.step(5_000);
    let report = retry(&desk, &set).await;
    assert_eq!(outcomes(&report), ["confirmed"], "{report:?}");
    assert_is_a_twin(&desk, &source, &report).await;
    assert_eq!(sets_sent(&desk), 2);
}
