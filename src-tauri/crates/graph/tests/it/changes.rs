//! Changes and what stands around them, against the simulation of the Marketing API.

use std::time::Duration;

use domain::{AccountId, ObjectId};
use graph::{CopyOrder, Editable, Error, Graph, Lane, LiveObject, ObjectKind, PlaceKind, WriteParams, Writer};
use sandbox::world::Size;
use sandbox::{Config, Fault, FaultKind, Outcome, Server};
use serde_json::{Value, json};

use crate::sandbox::{config, first_account, graph_in, start, still};
use crate::server::cancel;

struct Bench {
    server: Server,
    graph: Graph,
    account: AccountId,
    writer: Writer,
}

impl Bench {
    async fn start() -> Self {
        Self::with(still(Size::Tiny)).await
    }

    async fn with(world: Config) -> Self {
        let server = start(world);
        let mut settings = config(&server);
        settings.read_timeout = Duration::from_millis(700);
        let graph = graph_in(&server, settings).with_lane(Lane::Interactive);
        let account = first_account(&graph).await.id;
        let writer = graph.writer(&account);
        Self { server, graph, account, writer }
    }

    async fn live(&self, kind: ObjectKind, id: &ObjectId) -> LiveObject {
        self.graph.live(&self.account, kind, id, &cancel()).await.unwrap()
    }

    async fn campaign(&self, name: &str) -> ObjectId {
        self.writer.create(ObjectKind::Campaign, &campaign(name), &cancel()).await.unwrap().id
    }

    async fn ad_set(&self, parent: &ObjectId, name: &str) -> ObjectId {
        let set = params([
            ("name", json!(name)),
            ("campaign_id", json!(parent)),
            ("daily_budget", json!(500_000)),
            ("billing_event", json!("IMPRESSIONS")),
            ("optimization_goal", json!("LINK_CLICKS")),
            ("bid_strategy", json!("LOWEST_COST_WITHOUT_CAP")),
            ("status", json!("PAUSED")),
            (
                "targeting",
                json!({"geo_locations": {"countries": ["US"]}, "targeting_automation": {"advantage_audience": 0}}),
            ),
        ]);
        self.writer.create(ObjectKind::AdSet, &set, &cancel()).await.unwrap().id
    }

    async fn ad(&self, parent: &ObjectId, name: &str) -> ObjectId {
        let account = self.account.digits().parse().unwrap();
        let creative = self.server.with_world(|world| {
            let own = world.creatives().iter().find(|it| it.account == sandbox::world::model::ObjectId(account));
            own.unwrap().id.to_string()
        });
        let ad = params([
            ("name", json!(name)),
            ("adset_id", json!(parent)),
            ("status", json!("PAUSED")),
            ("creative", json!({"creative_id": creative})),
        ]);
        self.writer.create(ObjectKind::Ad, &ad, &cancel()).await.unwrap().id
    }
}

fn params<const N: usize>(pairs: [(&str, Value); N]) -> WriteParams {
    let mut params = WriteParams::new();
    for (name, value) in pairs {
        params.set(name, value).unwrap();
    }
    params
}

fn campaign(name: &str) -> WriteParams {
    params([
        ("name", json!(name)),
        ("objective", json!("OUTCOME_TRAFFIC")),
        ("status", json!("PAUSED")),
        ("special_ad_categories", json!([])),
        ("is_adset_budget_sharing_enabled", json!(false)),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_what_is_read_back() {
    let bench = Bench::start().await;
    let campaign = bench.campaign("Written · ✓").await;
    let set = bench.ad_set(&campaign, "Set").await;
    let ad = bench.ad(&set, "Ad").await;
    assert_eq!(bench.live(ObjectKind::Campaign, &campaign).await.text("name").as_deref(), Some("Written · ✓"));

    let edit = params([("daily_budget", json!(700_000)), ("name", json!("Renamed")), ("status", json!("ACTIVE"))]);
    bench.writer.check_update(Editable::AdSet, &set, &edit, &cancel()).await.unwrap();
    assert_eq!(bench.live(ObjectKind::AdSet, &set).await.int("daily_budget"), Some(500_000), "only checked");
    bench.writer.update(&set, &edit, &cancel()).await.unwrap();
    let live = bench.live(ObjectKind::AdSet, &set).await;
    assert_eq!((live.int("daily_budget"), live.text("status").as_deref()), (Some(700_000), Some("ACTIVE")));
    assert!(live.get("targeting").is_some_and(Value::is_object));

    let creative = bench.live(ObjectKind::Ad, &ad).await.get("creative").cloned().unwrap();
    assert!(creative["id"].is_string() && creative["name"].is_string(), "{creative}");

    let too_small = params([("daily_budget", json!(1))]);
    for result in [
        bench.writer.check_update(Editable::AdSet, &set, &too_small, &cancel()).await,
        bench.writer.update(&set, &too_small, &cancel()).await.map(|_| ()),
    ] {
        let Err(Error::Invalid { meta }) = result else { panic!("{result:?}") };
        assert_eq!((meta.subcode, meta.blamed_fields.as_slice()), (1_885_272, &["daily_budget".to_owned()][..]));
        assert!(meta.user_message.is_some());
    }
    bench.writer.delete(&ad, &cancel()).await.unwrap();
    assert_eq!(bench.live(ObjectKind::Ad, &ad).await.text("status").as_deref(), Some("DELETED"));
    let actions: Vec<_> = bench.server.journal().writes().iter().map(|write| (write.action, write.kind)).collect();
    let creates = [("create", "campaign"), ("create", "adset"), ("create", "ad")];
    assert_eq!(actions, [&creates[..], &[("update", "adset"), ("delete", "ad")]].concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_are_found_by_name_by_label_and_in_numbers() {
    let bench = Bench::start().await;
    let label = bench.writer.create_label("Sextant", &cancel()).await.unwrap().id;
    assert_eq!(bench.writer.create_label("Sextant", &cancel()).await.unwrap().id, label, "not doubled");
    let mut with_label = campaign("Spring [sx-01HQ]");
    with_label.set("adlabels", json!([{"id": label}])).unwrap();
    let made = bench.writer.create(ObjectKind::Campaign, &with_label, &cancel()).await.unwrap().id;
    let other = bench.campaign("Spring [sx-01hq]").await;

    let ids = |found: Vec<LiveObject>| found.into_iter().map(|it| it.id).collect::<Vec<_>>();
    let named = bench.graph.find_by_name(&bench.account, ObjectKind::Campaign, "[sx-01HQ]", &cancel()).await.unwrap();
    assert_eq!(ids(named), std::slice::from_ref(&made), "Meta does not look at case, and this does");
    let labels = std::slice::from_ref(&label);
    let labelled = bench.graph.find_by_label(&bench.account, ObjectKind::Campaign, labels, &cancel()).await.unwrap();
    assert_eq!(ids(labelled), std::slice::from_ref(&made));

    bench.writer.delete(&other, &cancel()).await.unwrap();
    let unknown = ObjectId::parse("9").unwrap();
    let wanted = [other.clone(), made.clone(), unknown.clone()];
    let mark = bench.server.journal().mark();
    let many = bench.graph.live_many(&bench.account, Editable::Campaign, &wanted, &cancel()).await.unwrap();
    let states: Vec<_> = many.iter().map(|(_, it)| it.as_ref().ok().and_then(|it| it.text("status"))).collect();
    assert_eq!(states, [Some("DELETED".to_owned()), Some("PAUSED".to_owned()), None]);
    assert!(matches!(many[2].1, Err(Error::NotFound { .. })));
    let asked = bench.server.journal().entries_after(mark);
    assert_eq!(asked.len(), 3, "one listing, and one look at each that is not in it");
    assert!(asked.iter().all(|entry| entry.method == "GET"), "looking sends nothing but GETs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_trees_are_copied_at_once_and_large_ones_later() {
    let bench = Bench::start().await;
    let campaign = bench.campaign("Original").await;
    let set = bench.ad_set(&campaign, "Set").await;
    for number in 0..3 {
        bench.ad(&set, &format!("Ad {number}")).await;
    }
    let deep = params([("deep_copy", json!(true)), ("status_option", json!("PAUSED"))]);
    let copy = bench.writer.copy(&campaign, &deep, &cancel()).await.unwrap();
    assert_eq!(copy.objects.iter().map(|it| it.kind).filter(|kind| *kind == ObjectKind::Ad).count(), 3);
    assert_eq!(bench.live(ObjectKind::Campaign, &copy.id).await.text("name").as_deref(), Some("Original - Copy"));

    bench.ad(&set, "One too many").await;
    let refused = bench.writer.copy(&campaign, &deep, &cancel()).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { .. }), "{refused:?}");
    let unknown = ObjectId::parse("9").unwrap();
    let orders = [
        CopyOrder { id: campaign.clone(), params: deep.clone() },
        CopyOrder { id: unknown, params: deep.clone() },
        CopyOrder { id: set.clone(), params: deep },
    ];
    let started = bench.writer.start_copies("Copies of Monday", &orders, &cancel()).await.unwrap().id;
    let mut seen = Vec::new();
    let last = loop {
        let state = bench.graph.async_set(&bench.account, &started, &cancel()).await.unwrap();
        seen.push(state.success_count.unwrap() + state.error_count.unwrap());
        if state.is_completed == Some(true) {
            break state;
        }
        assert!(seen.len() < 50, "{seen:?}");
    };
    assert_eq!((last.total_count, last.success_count, last.error_count), (Some(3), Some(2), Some(1)));
    assert!(seen.is_sorted() && seen.len() > 1, "progress: {seen:?}");
    let copies = bench.graph.async_copies(&bench.account, &started, &cancel()).await.unwrap();
    assert_eq!(copies[0].copy.as_ref().unwrap().objects.len(), 6, "campaign, ad set and four ads");
    assert_eq!(copies[1].error.as_ref().unwrap().subcode, 33);
    assert_eq!(copies[2].status.as_deref(), Some("SUCCESS"));
    let copied = bench.server.journal().writes().iter().filter(|write| write.action == "copy").count();
    assert_eq!(copied, 5 + 6 + 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bad_reply_to_a_change_leaves_its_outcome_open_and_nothing_is_sent_twice() {
    let bench = Bench::start().await;
    let campaign_id = bench.campaign("Target").await;
    let garbage = FaultKind::Respond { status: 200, content_type: "text/html".into(), body: "<html>".into() };
    let lost = [FaultKind::Reset, FaultKind::Timeout, garbage, FaultKind::CutBody { after_bytes: 5 }];
    // A refusal of what was done cannot be told from an honest one, an answer that trickles in is waited for, and the
    // second copy of one is not read.
    let told = [Outcome::Error400, Outcome::Slow, Outcome::Twice];
    let applied = Outcome::ALL.into_iter().filter(|outcome| !told.contains(outcome));
    let applied = applied.map(|outcome| FaultKind::ApplyThen { outcome });
    for (number, kind) in lost.into_iter().chain(applied).enumerate() {
        let name = format!("{kind:?}");
        let was_applied = !matches!(kind, FaultKind::Reset | FaultKind::Timeout | FaultKind::Respond { .. });
        for create in [false, true] {
            bench.server.faults().clear();
            bench.server.faults().add(Fault::on("", kind.clone()).method("POST").times(1)).unwrap();
            let (entries, writes) = (bench.server.journal().mark(), bench.server.journal().writes().len());
            let result = if create {
                let marked = campaign(&format!("New {number}"));
                bench.writer.create(ObjectKind::Campaign, &marked, &cancel()).await.map(|_| ())
            } else {
                let edit = params([("name", json!(format!("Target {number}")))]);
                bench.writer.update(&campaign_id, &edit, &cancel()).await.map(|_| ())
            };
            assert!(matches!(result, Err(Error::UnknownOutcome { .. })), "{name}: {result:?}");
            let sent = bench.server.journal().entries_after(entries);
            assert_eq!(sent.iter().filter(|entry| entry.method == "POST").count(), 1, "{name}");
            let applied = bench.server.journal().writes().len() - writes;
            assert_eq!(applied, usize::from(was_applied), "{name}");
            // What the reconciler does next.
            let found = if create {
                let kind = ObjectKind::Campaign;
                bench.graph.find_by_name(&bench.account, kind, &format!("New {number}"), &cancel()).await.unwrap().len()
            } else {
                let name = bench.live(ObjectKind::Campaign, &campaign_id).await.text("name").unwrap();
                usize::from(name == format!("Target {number}"))
            };
            assert_eq!(found, applied, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_twice_is_not_taken_for_the_next_ones() {
    let bench = Bench::start().await;
    let twice = FaultKind::ApplyThen { outcome: Outcome::Twice };
    bench.server.faults().add(Fault::on("", twice).method("POST")).unwrap();
    let mut made = std::collections::BTreeSet::new();
    for number in 0..20 {
        assert!(made.insert(bench.campaign(&format!("Twin {number}")).await), "the id of the one before");
    }
    let error = bench.writer.update(&ObjectId::parse("9").unwrap(), &campaign("x"), &cancel()).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fifth_budget_change_in_an_hour_and_a_revoked_permission_are_told_plainly() {
    let bench = Bench::start().await;
    let set = bench.ad_set(&bench.campaign("Paced").await, "Set").await;
    for amount in [510_000, 520_000, 530_000, 540_000] {
        bench.writer.update(&set, &params([("daily_budget", json!(amount))]), &cancel()).await.unwrap();
    }
    let fifth = bench.writer.update(&set, &params([("daily_budget", json!(550_000))]), &cancel()).await.unwrap_err();
    let Error::RateLimited { layer, meta: Some(meta), .. } = &fifth else { panic!("{fifth:?}") };
    assert_eq!((*layer, meta.subcode), (graph::Layer::AdSetBudgetChanges, 1_487_632));
    bench.writer.update(&set, &params([("name", json!("Still goes"))]), &cancel()).await.unwrap();

    bench.server.tokens().set_permission("ads_management", false);
    let error = bench.writer.update(&set, &params([("name", json!("x"))]), &cancel()).await.unwrap_err();
    assert!(matches!(error, Error::Permission { .. }), "{error:?}");
    bench.live(ObjectKind::AdSet, &set).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_find_what_there_is_to_choose_from() {
    let bench = Bench::start().await;
    let (graph, account) = (&bench.graph, &bench.account);
    let least = graph.minimum_budgets(account, &cancel()).await.unwrap();
    assert!(least.iter().any(|it| it.impressions_minor.is_some_and(|minor| minor > 0)), "{least:?}");
    let traits = graph.search_targeting(account, "fitness", Some("interests"), &cancel()).await.unwrap();
    assert!(traits.iter().any(|it| it.name.as_deref() == Some("Fitness and wellness") && !it.path.is_empty()));
    let places = graph.search_places("new", &[PlaceKind::Region, PlaceKind::City], &cancel()).await.unwrap();
    assert!(places.iter().any(|it| it.kind.as_deref() == Some("city") && it.region.is_some()), "{places:?}");
    let languages = graph.search_languages("engl", &cancel()).await.unwrap();
    assert!(languages.iter().any(|it| it.key == "6" && it.name.as_deref() == Some("English (US)")), "{languages:?}");
    assert!(!graph.custom_audiences(account, &cancel()).await.unwrap().is_empty());
    assert!(graph.pixels(account, &cancel()).await.unwrap().iter().all(|pixel| pixel.name.is_some()));
    assert!(!graph.promoted_pages(account, &cancel()).await.unwrap().is_empty());
    let creative = bench.server.with_world(|world| world.creatives()[0].clone());
    let owner = AccountId::parse(&creative.account.to_string()).unwrap();
    let spec = json!({"creative_id": creative.id.to_string()});
    let frames = graph.creative_previews(&owner, &spec, "MOBILE_FEED_STANDARD", &cancel()).await.unwrap();
    assert!(frames[0].starts_with("<iframe "), "{frames:?}");
}
