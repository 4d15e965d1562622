//! Who changed what: colleagues, Meta and this program itself, against a sandbox in which somebody else is at work.

use app::App;
use app::dto::{
    ActivityEntry, ActivityKind, ActivityPage, ActivityRequest, ActivityResult, ActivitySource, AppEvent, ApplyChanges,
    ChangeEdit, ChangeSelection, CheckDepth, ErrorCode, ExplorerRow, FieldValue, HistoryRequest, ObjectKey,
    ObjectLevel, PreviewChanges, WantedChange,
};
use app::{Signal, Signals};
use sandbox::world::Size;
use sandbox::world::model::{Actor, Budget, ObjectId as WorldId};
use serde_json::json;

use crate::desk::{Desk, complete, every_row, everything, flat, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };
const MINUTE_MS: i64 = 60_000;

fn colleague() -> Actor {
    Actor {
        id: "77".parse().unwrap(),
        name: "M. Lund".to_owned(),
        application_id: Some("119211728144504".parse().unwrap()),
        application_name: Some("Power Editor".to_owned()),
    }
}

fn all() -> ActivityRequest {
    ActivityRequest {
        account_ids: Vec::new(),
        sources: Vec::new(),
        kinds: Vec::new(),
        text: None,
        after: None,
        limit: 200,
    }
}

async fn feed(app: &App, request: ActivityRequest) -> Vec<ActivityEntry> {
    app.activity(request).await.unwrap().entries
}

fn key(row: &ExplorerRow) -> ObjectKey {
    ObjectKey { account_id: row.account_id.clone(), level: row.level, id: row.id.clone() }
}

async fn first(app: &App, desk: &Desk, level: ObjectLevel) -> ExplorerRow {
    let mut question = flat(level, desk.days(7));
    question.filter.include_gone = false;
    every_row(app, question).await.into_iter().next().expect("there is one")
}

async fn sync(app: &App) {
    complete(&app.sync_now(everything()).await.unwrap());
}

fn world_id(row: &ExplorerRow) -> WorldId {
    row.id.parse().unwrap()
}

async fn history(app: &App, row: &ExplorerRow) -> app::dto::ObjectHistory {
    app.object_history(HistoryRequest { object: key(row), limit: 100 }).await.unwrap()
}

/// Since the last step of the clocks, so that what the world was made with does not count.
fn news(entries: Vec<ActivityEntry>, since_ms: i64) -> Vec<ActivityEntry> {
    entries.into_iter().filter(|entry| entry.at_ms >= since_ms as f64).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_did_is_one_entry_that_says_who_when_and_from_what_to_what() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let adset = first(&app, &desk, ObjectLevel::Adset).await;
    desk.step(60 * MINUTE_MS);
    let at = desk.server.clock().now_ms();
    desk.server.change_world(|world| {
        assert!(world.rename(world_id(&adset), "Renamed <b>elsewhere</b>", at, &colleague()));
        // What the log does not tell of is found by comparing two reads.
        let it = world.adset_mut(world_id(&adset)).unwrap();
        it.billing_event = "LINK_CLICKS".to_owned();
        it.updated_ms = at;
    });
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    let entries = news(feed(&app, all()).await, at);
    let of_name: Vec<_> = entries.iter().filter(|entry| entry.kinds == [ActivityKind::Name]).collect();
    let [name] = of_name[..] else { panic!("{entries:#?}") };
    assert_eq!((name.source, name.actor.as_deref()), (ActivitySource::Outside, Some("M. Lund")));
    assert_eq!((name.at_ms as i64, name.noticed_at_ms), (at, None), "the log knows when");
    assert_eq!(name.fields[0].before.as_deref(), Some(adset.name.as_str()));
    assert_eq!(name.fields[0].after.as_deref(), Some("Renamed <b>elsewhere</b>"));
    assert!(name.can_put_back && name.change_id.is_none());
    let noticed: Vec<_> = entries.iter().filter(|entry| entry.what == "Billing event").collect();
    let [noticed] = noticed[..] else { panic!("{entries:#?}") };
    assert_eq!((noticed.actor.as_deref(), noticed.noticed_at_ms.is_some()), (None, true), "nobody knows who");

    let whose = history(&app, &adset).await;
    assert_eq!(news(whose.entries.clone(), at).len(), 2);
    let origin = whose.origins.iter().find(|origin| origin.diff.field == "name").unwrap();
    assert_eq!((origin.actor.as_deref(), origin.at_ms as i64), (Some("M. Lund"), at));
    // A second sync finds nothing new, and tells nothing twice.
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    assert_eq!(news(feed(&app, all()).await, at).len(), entries.len());

    let preview = app.preview_put_back(&name.id).await.unwrap();
    assert_eq!(preview.rows[0].fields[0].after.as_deref(), Some(adset.name.as_str()));
    send(&app, &preview.id).await;
    assert_eq!(first_name(&app, &desk, &adset).await, adset.name);
}

async fn first_name(app: &App, desk: &Desk, row: &ExplorerRow) -> String {
    let rows = every_row(app, flat(row.level, desk.days(7))).await;
    rows.into_iter().find(|one| one.id == row.id).unwrap().name
}

async fn send(app: &App, preview_id: &str) {
    let input = ApplyChanges { preview_id: preview_id.to_owned(), asked: true, amounts: Vec::new() };
    app.apply_changes(input).await.unwrap();
    let ended = app.changes_ended().await.unwrap();
    assert_eq!((ended.error.as_ref(), ended.succeeded), (None, ended.total), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_writes_are_told_once_and_not_again_as_somebody_elses() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let adset = first(&app, &desk, ObjectLevel::Adset).await;
    let ad = first(&app, &desk, ObjectLevel::Ad).await;
    desk.step(60 * MINUTE_MS);
    let at = desk.server.clock().now_ms();
    let wanted =
        |row: &ExplorerRow, edit| WantedChange { selection: ChangeSelection::Ids { objects: vec![key(row)] }, edit };
    let status = if adset.status.as_deref() == Some("PAUSED") { "ACTIVE" } else { "PAUSED" };
    let set = |value: &str| ChangeEdit::Set {
        field: "status".into(),
        value: Some(FieldValue::Status { value: value.into() }),
    };
    let affix = ChangeEdit::Affix { before: String::new(), after: " mine".into() };
    let changes = vec![wanted(&adset, affix.clone()), wanted(&adset, set(status)), wanted(&ad, affix)];
    let input = PreviewChanges { changes, new: Vec::new(), reason: "a test".into(), depth: CheckDepth::Live };
    let preview = app.preview_changes(input).await.unwrap();
    send(&app, &preview.id).await;
    let told_at_once = news(feed(&app, all()).await, at);
    assert_eq!(told_at_once.len(), 1, "{told_at_once:#?}");
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    let entries = news(feed(&app, all()).await, at);
    let by_others: Vec<_> = entries.iter().filter(|entry| entry.source == ActivitySource::Outside).collect();
    assert!(by_others.is_empty(), "{by_others:#?}");
    let acts: Vec<_> = entries.iter().filter(|entry| entry.change_id.is_some()).collect();
    let [act] = acts[..] else { panic!("{entries:#?}") };
    assert_eq!((act.objects, act.succeeded, act.result), (2, 2, Some(ActivityResult::Done)));
    assert_eq!((act.reason.as_deref(), act.can_undo, act.source), (Some("a test"), true, ActivitySource::Person));
    assert_eq!(act.kinds, [ActivityKind::Status, ActivityKind::Name]);
    let whose = history(&app, &adset).await;
    let own: Vec<_> = news(whose.entries, at);
    assert_eq!(own.len(), 1, "{own:#?}");
    assert_eq!(own[0].fields.len(), 2);

    // A colleague who sets the same value again later is told of.
    desk.step(30 * MINUTE_MS);
    let later = desk.server.clock().now_ms();
    desk.server.change_world(|world| {
        world.rename(world_id(&ad), "in between", later - MINUTE_MS, &colleague());
        world.rename(world_id(&ad), &format!("{} mine", ad.name), later, &colleague());
    });
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    let theirs = news(feed(&app, all()).await, later - MINUTE_MS);
    assert_eq!(theirs.iter().filter(|entry| entry.actor.as_deref() == Some("M. Lund")).count(), 2, "{theirs:#?}");
    // What was undone says so.
    let undo = app.preview_undo(&preview.id).await.unwrap();
    app.apply_changes(ApplyChanges { preview_id: undo.id, asked: true, amounts: Vec::new() }).await.unwrap();
    app.changes_ended().await.unwrap();
    let entries = news(feed(&app, all()).await, at);
    let taken_back = entries.iter().find(|entry| entry.change_id.as_deref() == Some(&preview.id)).unwrap();
    assert!(taken_back.undone && !taken_back.can_undo, "{taken_back:#?}");
    assert!(entries.iter().any(|entry| entry.undoes.as_deref() == Some(preview.id.as_str())));
}

/// What was said natively and in the window since.
async fn said(signals: &mut Signals) -> (Vec<String>, Vec<String>) {
    let (mut alarms, mut switched) = (Vec::new(), Vec::new());
    while let Ok(Some(signal)) = tokio::time::timeout(std::time::Duration::ZERO, signals.next()).await {
        match signal {
            Signal::Alarm(alarm) => alarms.push(alarm.body),
            Signal::Event(AppEvent::FeaturesSwitched { text, .. }) => switched.push(text),
            Signal::Event(_) => {}
        }
    }
    (alarms, switched)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feature_switched_elsewhere_is_told_noticed_and_put_back_where_meta_allows_it() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let (adset, ad) = (first(&app, &desk, ObjectLevel::Adset).await, first(&app, &desk, ObjectLevel::Ad).await);
    let campaign = adset.parent_id.clone().expect("an ad set has a campaign");
    // As Meta had it before.
    let state = |on: bool| {
        let word = if on { "ENABLED" } else { "DISABLED" };
        json!({"advantage_state": "DISABLED", "advantage_budget_state": word})
    };
    let feature = |on: bool| {
        let word = if on { "OPT_IN" } else { "OPT_OUT" };
        json!({"creative_features_spec": {"image_touchups": {"enroll_status": word}}})
    };
    let switch = |on: bool, at: i64| {
        desk.server.change_world(|world| {
            let creative = world.ad(world_id(&ad)).unwrap().creative;
            let it = world.adset_mut(world_id(&adset)).unwrap();
            it.targeting = json!({"geo_locations": {"countries": ["NO"]}, "age_min": 18, "age_max": 65,
                                  "targeting_automation": {"advantage_audience": i32::from(on)}});
            it.updated_ms = at;
            let it = world.campaign_mut(campaign.parse().unwrap()).unwrap();
            it.advantage_state_info = Some(state(on));
            it.updated_ms = at;
            world.creative_mut(creative).unwrap().degrees_of_freedom_spec = Some(feature(on));
        });
    };
    switch(false, desk.server.clock().now_ms());
    desk.step(60 * MINUTE_MS);
    sync(&app).await;
    let mut signals = app.signals();
    desk.step(60 * MINUTE_MS);
    let at = desk.server.clock().now_ms();
    switch(true, at);
    desk.step(30 * MINUTE_MS);
    sync(&app).await;

    let only = ActivityRequest { kinds: vec![ActivityKind::Feature], ..all() };
    let entries = news(feed(&app, only).await, at);
    let mut what: Vec<_> = entries.iter().map(|entry| entry.what.as_str()).collect();
    what.sort_unstable();
    assert_eq!(what, ["Advantage+ audience", "Advantage+ campaign budget", "Visual touch-ups"], "{entries:#?}");
    for entry in &entries {
        let states = [&entry.fields[0].before, &entry.fields[0].after].map(|state| state.clone().unwrap());
        assert_eq!(states, ["Off", "On"], "{entry:#?}");
        assert_eq!(entry.can_put_back, entry.what == "Advantage+ audience", "{entry:#?}");
        assert_eq!(entry.why_not.is_none(), entry.can_put_back, "{entry:#?}");
    }
    let (alarms, switched) = said(&mut signals).await;
    assert_eq!((alarms.len(), switched.len()), (1, 1), "one for the account: {alarms:?}");
    assert!(alarms[0].ends_with("2 more were switched too."), "{alarms:?}");

    let of = |what: &str| entries.iter().find(|entry| entry.what == what).unwrap();
    let refused = told(app.preview_put_back(&of("Visual touch-ups").id).await);
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(refused.message.contains("creative"), "{}", refused.message);
    assert!(of("Visual touch-ups").name.contains(&ad.name), "two ads show it: {}", of("Visual touch-ups").name);
    assert!(history(&app, &ad).await.entries.iter().any(|entry| entry.what == "Visual touch-ups"));
    let preview = app.preview_put_back(&of("Advantage+ audience").id).await.unwrap();
    assert_eq!((preview.row_count, preview.can_be_sent), (1, 1), "{preview:#?}");
    send(&app, &preview.id).await;
    desk.server.change_world(|world| {
        let targeting = &world.adset(world_id(&adset)).unwrap().targeting;
        assert_eq!(targeting.pointer("/targeting_automation/advantage_audience"), Some(&json!(0)), "{targeting}");
    });
    // What we switch ourselves is no news.
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    let (alarms, switched) = said(&mut signals).await;
    assert!(alarms.is_empty() && switched.is_empty(), "{alarms:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_is_paged_filtered_and_searched() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let adset = first(&app, &desk, ObjectLevel::Adset).await;
    desk.step(60 * MINUTE_MS);
    let at = desk.server.clock().now_ms();
    desk.server.change_world(|world| {
        for n in 0..25 {
            world.rename(world_id(&adset), &format!("Name number {n}"), at + n * 1_000, &colleague());
        }
        world.set_adset_budget(world_id(&adset), Some(Budget::Daily(12_300)), at + 60_000, &colleague());
    });
    desk.step(30 * MINUTE_MS);
    sync(&app).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let ActivityPage { entries, next } = app.activity(ActivityRequest { limit: 7, after, ..all() }).await.unwrap();
        seen.extend(entries);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert!(seen.windows(2).all(|pair| pair[0].at_ms >= pair[1].at_ms), "newest first");
    let mut ids: Vec<_> = seen.iter().map(|entry| entry.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), seen.len(), "nothing twice");
    assert_eq!(seen.len(), feed(&app, all()).await.len());
    let text = |text: &str| ActivityRequest { text: Some(text.into()), ..all() };
    assert_eq!(feed(&app, text("NAME NUMBER 17")).await.len(), 2, "as the new name and as the one before");
    assert_eq!(feed(&app, text("m. lund")).await.len(), 26);
    let budgets = ActivityRequest { kinds: vec![ActivityKind::Budget], text: Some("lund".into()), ..all() };
    let found = feed(&app, budgets).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fields[0].after_minor, Some(12_300.0), "{found:#?}");
    let of_rules = ActivityRequest { sources: vec![ActivitySource::Rule], ..all() };
    assert!(feed(&app, of_rules).await.is_empty());
    let here = ActivityRequest { account_ids: vec![adset.account_id.clone()], ..all() };
    assert!(feed(&app, here).await.iter().all(|entry| entry.account_id == adset.account_id));
    let nowhere = ActivityRequest { after: Some("no place".into()), ..all() };
    assert_eq!(told(app.activity(nowhere).await).code, ErrorCode::InvalidInput);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_survives_a_cache_that_is_pulled_again() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ad = first(&app, &desk, ObjectLevel::Ad).await;
    desk.step(60 * MINUTE_MS);
    let edit = ChangeEdit::Affix { before: String::new(), after: " mine".into() };
    let selection = ChangeSelection::Ids { objects: vec![key(&ad)] };
    let changes = vec![WantedChange { selection, edit }];
    let input = PreviewChanges { changes, new: Vec::new(), reason: String::new(), depth: CheckDepth::Live };
    let preview = app.preview_changes(input).await.unwrap();
    send(&app, &preview.id).await;
    let own = |entries: Vec<ActivityEntry>| entries.into_iter().filter(|entry| entry.change_id.is_some()).count();
    assert_eq!(own(feed(&app, all()).await), 1);
    // The account leaves the workspace, and with it all that was pulled; then it comes back.
    let others = app.available_accounts().await.unwrap().into_iter().map(|account| account.id);
    let kept: Vec<String> = others.filter(|id| *id != ad.account_id).collect();
    app.keep_accounts(app::dto::ChooseAccounts { ids: kept.clone() }).await.unwrap();
    assert_eq!(own(feed(&app, all()).await), 0);
    let ids = kept.into_iter().chain([ad.account_id.clone()]).collect();
    app.keep_accounts(app::dto::ChooseAccounts { ids }).await.unwrap();
    sync(&app).await;
    let entries = feed(&app, all()).await;
    assert_eq!(own(entries.clone()), 1);
    let ours = |entry: &&ActivityEntry| {
        entry.fields.iter().any(|field| field.after.as_deref() == Some(&format!("{} mine", ad.name)))
    };
    assert_eq!(entries.iter().filter(ours).count(), 1, "the log's entry of our own write is still ours");
}
