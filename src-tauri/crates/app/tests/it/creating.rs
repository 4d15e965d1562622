//! Choosing, naming and making, as the page asks for it.

use std::collections::BTreeSet;

use app::App;
use app::dto::{
    AccountChoices, ApplyChanges, ChangeEdit, ChangeOutcome, ChangePreview, ChangeSelection, CheckDepth,
    CreativesRequest, ErrorCode, FieldSetting, FieldValue, LinksRequest, Naming, NewObject, ObjectKey, ObjectLevel,
    PlaceKind, PlaceSearch, PreviewChanges, TraitSearch, WantedChange,
};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };

fn text(field: &str, value: &str) -> FieldSetting {
    FieldSetting { field: field.into(), value: FieldValue::Text { value: value.into() } }
}

fn json(field: &str, value: serde_json::Value) -> FieldSetting {
    FieldSetting { field: field.into(), value: FieldValue::Json { text: value.to_string() } }
}

fn money(field: &str, minor: f64) -> FieldSetting {
    FieldSetting { field: field.into(), value: FieldValue::Money { minor } }
}

fn new(account_id: &str, level: ObjectLevel, parent_item: Option<u32>, fields: Vec<FieldSetting>) -> NewObject {
    let account_id = account_id.to_owned();
    NewObject { account_id, level, parent_id: None, parent_item, copy_of: None, deep: false, fields }
}

/// A campaign with an ad set and an ad, as the forms ask for them.
async fn tree(app: &App, account: &str) -> Vec<NewObject> {
    let choices = app.account_choices(account).await.unwrap();
    let (pixel, page) = (&choices.pixels[0].id, app.creatives(creatives(account, "")).await.unwrap());
    let campaign = vec![
        text("name", "Winter"),
        text("objective", "OUTCOME_SALES"),
        text("buying_type", "AUCTION"),
        json("special_ad_categories", serde_json::json!([])),
        money("daily_budget", 90_000.0),
        text("bid_strategy", "LOWEST_COST_WITHOUT_CAP"),
    ];
    let targeting = serde_json::json!({
        "geo_locations": {"countries": ["US"]}, "age_min": 18, "age_max": 65,
        "targeting_automation": {"advantage_audience": 0},
    });
    let adset = vec![
        text("name", "Warm"),
        text("destination_type", "WEBSITE"),
        text("optimization_goal", "OFFSITE_CONVERSIONS"),
        text("billing_event", "IMPRESSIONS"),
        json("targeting", targeting),
        json("promoted_object", serde_json::json!({"pixel_id": pixel, "custom_event_type": "PURCHASE"})),
    ];
    let creative = &page.rows[0].id;
    let ad = vec![text("name", "Jacket"), json("creative", serde_json::json!({"creative_id": creative}))];
    vec![
        new(account, ObjectLevel::Campaign, None, campaign),
        new(account, ObjectLevel::Adset, Some(0), adset),
        new(account, ObjectLevel::Ad, Some(1), ad),
    ]
}

fn creatives(account: &str, text: &str) -> CreativesRequest {
    CreativesRequest { account_id: account.into(), text: text.into(), offset: 0, limit: 20 }
}

async fn preview(app: &App, new: Vec<NewObject>, depth: CheckDepth) -> ChangePreview {
    app.preview_changes(PreviewChanges { changes: Vec::new(), new, reason: String::new(), depth }).await.unwrap()
}

async fn send(app: &App, preview: &ChangePreview) -> Vec<(ChangeOutcome, String)> {
    let input = ApplyChanges { preview_id: preview.id.clone(), asked: true, amounts: Vec::new() };
    let run = app.apply_changes(input).await.unwrap();
    app.changes_ended().await.unwrap();
    let rows = app.change(&run.change_id).await.unwrap().rows;
    rows.into_iter().map(|row| (row.outcome, row.name)).collect()
}

async fn first_account(app: &App) -> String {
    app.state().await.unwrap().workspace.unwrap().accounts[0].id.clone()
}

fn templates() -> Naming {
    Naming {
        campaign: "{objective}_{country}_{text}_{n}".into(),
        adset: "{campaign}|{audience}|{text}".into(),
        ad: "{adset} {creative}".into(),
        utm: "utm_source=meta&utm_campaign={{campaign.name}}".into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_with_ad_set_and_ad_is_named_by_the_templates_checked_and_made_paused() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = first_account(&app).await;
    app.update_naming(templates()).await.unwrap();
    let shown = preview(&app, tree(&app, &account).await, CheckDepth::Meta).await;
    assert_eq!((shown.row_count, shown.can_be_sent, shown.checked), (3, 3, CheckDepth::Meta), "{shown:?}");
    let names: Vec<&str> = shown.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names[0], "Sales_US_Winter_3", "two campaigns are there already");
    assert_eq!(names[1], "Sales_US_Winter_3|Broad|Warm");
    assert!(names[2].starts_with("Sales_US_Winter_3|Broad|Warm "), "{names:?}");
    assert!(desk.server.journal().writes().is_empty(), "checking makes nothing");
    let made = send(&app, &shown).await;
    assert!(made.iter().all(|(outcome, _)| *outcome == ChangeOutcome::Confirmed), "{made:?}");
    for (level, name) in
        [(ObjectLevel::Campaign, names[0]), (ObjectLevel::Adset, names[1]), (ObjectLevel::Ad, names[2])]
    {
        let rows = every_row(&app, flat(level, desk.days(7))).await;
        let row = rows.iter().find(|row| row.name == name).expect("the explorer has it at once");
        assert_eq!(row.status.as_deref(), Some("PAUSED"));
        let place =
            app.creation_place(ObjectKey { account_id: account.clone(), level, id: row.id.clone() }).await.unwrap();
        let campaign = place.campaign.expect("its campaign");
        assert_eq!((campaign.objective.as_deref(), campaign.has_budget), (Some("OUTCOME_SALES"), true));
        assert_eq!(place.adset.is_some(), level != ObjectLevel::Campaign);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn renaming_by_the_templates_twice_changes_nothing_the_second_time() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let ids = |rows: Vec<app::dto::ExplorerRow>| {
        let key = |row: app::dto::ExplorerRow| ObjectKey { account_id: row.account_id, level: row.level, id: row.id };
        rows.into_iter().map(key).collect::<Vec<_>>()
    };
    let objects = ids(every_row(&app, flat(ObjectLevel::Adset, desk.days(7))).await);
    let rename = || PreviewChanges {
        changes: vec![WantedChange {
            selection: ChangeSelection::Ids { objects: objects.clone() },
            edit: ChangeEdit::Template {},
        }],
        new: Vec::new(),
        reason: String::new(),
        depth: CheckDepth::Local,
    };
    let refused = told(app.preview_changes(rename()).await);
    assert_eq!(refused.code, ErrorCode::InvalidInput, "without a template there is nothing to rename by");
    let naming = Naming { adset: "{text}_{goal}_{age}".into(), ..Naming::default() };
    app.update_naming(naming.clone()).await.unwrap();
    let shown = app.preview_changes(rename()).await.unwrap();
    assert!(shown.row_count > 0, "{shown:?}");
    let examples = app.preview_naming(naming).await.unwrap();
    let promised: BTreeSet<&str> = examples.examples.iter().map(|one| one.becomes.as_str()).collect();
    let named: BTreeSet<&str> = shown.rows.iter().map(|row| row.fields[0].after.as_deref().unwrap()).collect();
    assert!(promised.is_subset(&named), "the settings show what renaming does: {promised:?} {named:?}");
    let done = send(&app, &shown).await;
    assert!(done.iter().all(|(outcome, _)| *outcome == ChangeOutcome::Confirmed), "{done:?}");
    let again = app.preview_changes(rename()).await.unwrap();
    assert_eq!(again.row_count, 0, "{again:?}");
    assert!(again.refusals.iter().filter(|one| one.already_so).count() >= shown.row_count as usize);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_template_that_is_none_is_not_kept() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    for wrong in [
        Naming { campaign: "{colour}".into(), ..Naming::default() },
        Naming { campaign: "{adset}".into(), ..Naming::default() },
        Naming { ad: "all the same".into(), ..Naming::default() },
        Naming { utm: "utm_source={{ad.nme}}".into(), ..Naming::default() },
    ] {
        assert_eq!(app.preview_naming(wrong.clone()).await.unwrap().faults.len(), 1, "{wrong:?}");
        assert_eq!(told(app.update_naming(wrong).await).code, ErrorCode::InvalidInput);
    }
    assert_eq!(app.naming().await.unwrap(), Naming::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_chosen_from_is_asked_for_once_a_session_and_there_without_a_network() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = first_account(&app).await;
    let asked = |edge: &str| desk.server.journal().entries().iter().filter(|one| one.path.ends_with(edge)).count();
    let place = |text: &str| PlaceSearch { text: text.into(), kinds: vec![PlaceKind::Country, PlaceKind::City] };
    let interest = || TraitSearch { account_id: account.clone(), text: "fitness".into(), languages: false };
    let language = || TraitSearch { text: "engl".into(), languages: true, ..interest() };
    for _ in 0..3 {
        let found = app.search_places(place("ber")).await.unwrap();
        assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Berlin", "Bergen"]);
        assert!(!app.search_targeting(interest()).await.unwrap().is_empty());
        let languages = app.search_targeting(language()).await.unwrap();
        assert!(languages.iter().any(|one| one.id == "24" && one.name == "English (UK)"), "{languages:?}");
        let choices = app.account_choices(&account).await.unwrap();
        assert!(!choices.pixels.is_empty() && !choices.pages.is_empty() && !choices.audiences.is_empty());
        assert!(choices.minimums.is_some() && choices.problem.is_none(), "{choices:?}");
    }
    assert_eq!(
        [asked("/search"), asked("/targetingsearch"), asked("/adspixels"), asked("/minimum_budgets")],
        [2, 1, 1, 1]
    );
    let before = app.account_choices(&account).await.unwrap();
    desk.server.stopper().stop();
    assert_eq!(app.search_places(place("ber")).await.unwrap().len(), 2, "what was looked for is still known");
    assert_eq!(told(app.search_places(place("par")).await).code, ErrorCode::Offline);
    let known: AccountChoices = app.account_choices(&account).await.unwrap();
    assert_eq!(known.pixels, before.pixels);
    // Creatives come from the copy on this computer.
    assert!(app.creatives(creatives(&account, "")).await.unwrap().total > 0);
    let other = told(app.account_choices("act_1").await);
    assert_eq!(other.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creatives_are_found_by_their_texts_and_signs_of_a_pattern_are_letters() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let account = first_account(&app).await;
    let all = app.creatives(creatives(&account, "")).await.unwrap();
    let one = &all.rows[0];
    let by_id = app.creatives(creatives(&account, &one.id)).await.unwrap();
    assert_eq!((by_id.total, by_id.rows[0].id.as_str()), (1, one.id.as_str()));
    let word = one.name.split_whitespace().next().unwrap();
    let by_name = app.creatives(creatives(&account, word)).await.unwrap();
    assert!(by_name.rows.iter().any(|row| row.id == one.id), "{word}");
    for none in ["%", "_%_", "!", "no such creative anywhere"] {
        let found = app.creatives(creatives(&account, none)).await.unwrap();
        let holds = |row: &app::dto::CreativeChoice| {
            [Some(&row.name), row.title.as_ref(), row.body.as_ref()]
                .into_iter()
                .flatten()
                .any(|text| text.contains(none))
        };
        assert!(found.rows.iter().all(holds), "{none}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_of_ads_are_compared_with_the_template() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let report = || app.lint_links(LinksRequest { account_ids: Vec::new() });
    let before = report().await.unwrap();
    assert!(before.checked > 0, "{before:?}");
    let naming = Naming { utm: "utm_source=nobody-has-this&utm_nothing=x".into(), ..Naming::default() };
    app.update_naming(naming).await.unwrap();
    let after = report().await.unwrap();
    assert_eq!((after.checked, after.faulty), (before.checked, before.checked), "every link lacks something");
    let row = &after.rows[0];
    assert!(row.faults.iter().any(|fault| fault == "utm_nothing is missing"), "{row:?}");
    assert!(!row.name.is_empty() && row.ad.level == ObjectLevel::Ad);
    assert_eq!(
        told(app.lint_links(LinksRequest { account_ids: vec!["act_1".into()] }).await).code,
        ErrorCode::NotFound
    );
}
