use sandbox::AppMode;
use serde_json::{Value, json};

use crate::support::{Bench, CAMPAIGN, adset, blamed, config, text};

/// Changed parameters, the subcode they are refused with, and what is blamed.
type Case<'a> = (&'a [(&'a str, &'a str)], i64, &'a str);

/// The parameters with some replaced; an empty text takes one away.
fn with<'a>(base: &[(&'a str, String)], changes: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let mut all: Vec<(&str, String)> =
        base.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name)).cloned().collect();
    all.extend(changes.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (*name, (*value).to_owned())));
    all
}

fn refs<'a>(form: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn campaigns_are_refused_for_the_right_reason() {
    let bench = Bench::start();
    let edge = format!("{}/campaigns", bench.account);
    let base: Vec<(&str, String)> = CAMPAIGN.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let cases: [Case<'_>; 11] = [
        (&[("name", "")], 0, "name"),
        (&[("objective", "CONVERSIONS")], 0, "objective"),
        (&[("special_ad_categories", "")], 0, "special_ad_categories"),
        (&[("special_ad_categories", r#"["PETS"]"#)], 0, "special_ad_categories"),
        (&[("status", "DELETED")], 0, "status"),
        (&[("is_adset_budget_sharing_enabled", "")], 4_834_011, "is_adset_budget_sharing_enabled"),
        (&[("is_adset_budget_sharing_enabled", "true")], 4_834_005, "bid_strategy"),
        (&[("is_adset_budget_sharing_enabled", "true"), ("daily_budget", "900000")], 4_834_002, ""),
        (&[("is_adset_budget_sharing_enabled", ""), ("daily_budget", "1")], 1_885_272, "daily_budget"),
        (&[("daily_budget", "900000"), ("lifetime_budget", "900000")], 1_885_621, "lifetime_budget"),
        (&[("spend_cap", "1")], 2_446_307, "spend_cap"),
    ];
    let before = bench.server.journal().writes().len();
    for (changes, subcode, blame) in cases {
        let answer = bench.post(&edge, &refs(&with(&base, changes))).await;
        assert_eq!(answer.error(), (100, subcode), "{changes:?}: {}", answer.body);
        assert!(blame.is_empty() || blamed(&answer.body).contains(blame), "{changes:?}: {}", answer.body);
    }
    assert_eq!(bench.server.journal().writes().len(), before, "nothing was written");
}

#[tokio::test]
async fn ad_sets_are_refused_for_the_right_reason() {
    let bench = Bench::start();
    let base = adset(&bench.campaign().await);
    let edge = format!("{}/adsets", bench.account);
    let eu = r#"{"geo_locations":{"countries":["NO","FR"]},"targeting_automation":{"advantage_audience":0}}"#;
    bench.server.change_world(|world| {
        let id = world.accounts()[0].id;
        let account = world.account_mut(id).unwrap();
        (account.default_dsa_payor, account.default_dsa_beneficiary) = (None, None);
    });
    let young =
        r#"{"geo_locations":{"countries":["US"]},"age_max":40,"targeting_automation":{"advantage_audience":1}}"#;
    let cases: [Case<'_>; 13] = [
        (&[("campaign_id", "")], 0, "campaign_id"),
        (&[("optimization_goal", "APP_INSTALLS")], 0, "optimization_goal"),
        (&[("billing_event", "MAGIC")], 0, "billing_event"),
        (&[("targeting", "{")], 0, "targeting"),
        (&[("targeting", r#"{"age_min":20}"#)], 1_885_364, "geo_locations"),
        (&[("targeting", r#"{"geo_locations":{"countries":["US"]}}"#)], 1_870_227, "targeting_automation"),
        (&[("targeting", young)], 1_870_188, "age_max"),
        (&[("targeting", eu)], 3_858_081, "dsa_beneficiary"),
        (&[("targeting", eu), ("dsa_beneficiary", "We")], 3_858_079, "dsa_payor"),
        (&[("daily_budget", "")], 1_885_621, "daily_budget"),
        (&[("daily_budget", ""), ("lifetime_budget", "900000")], 1_487_007, "end_time"),
        (&[("bid_strategy", "COST_CAP")], 1_815_857, "bid_amount"),
        (&[("end_time", "2020-01-01T00:00:00+0000")], 1_487_033, "end_time"),
    ];
    for (changes, subcode, blame) in cases {
        let answer = bench.post(&edge, &refs(&with(&base, changes))).await;
        assert_eq!(answer.error(), (100, subcode), "{changes:?}: {}", answer.body);
        assert!(blamed(&answer.body).contains(blame), "{changes:?}: {}", answer.body);
        let blame: Value = serde_json::from_str(&blamed(&answer.body)).unwrap();
        assert!(blame["blame_field_specs"][0].is_array());
    }
    let made = bench.post(&edge, &refs(&base)).await.ok();
    assert_eq!(made["success"], true);
}

#[tokio::test]
async fn validate_only_checks_everything_and_changes_nothing() {
    let bench = Bench::start();
    let edge = format!("{}/campaigns", bench.account);
    let only = ("execution_options", r#"["validate_only"]"#);
    let count = async || bench.walk(&edge, &[("limit", "500")]).await.len();
    let before = count().await;
    assert_eq!(bench.post(&edge, &[CAMPAIGN, &[only]].concat()).await.ok(), json!({"success": true}));
    assert_eq!(bench.post(&edge, &[only, ("name", "x")]).await.error().0, 100);
    assert_eq!(count().await, before);
    let campaign = bench.campaign().await;
    bench.post(&campaign, &[("name", "Other"), only]).await.ok();
    assert_eq!(bench.get(&campaign, &[("fields", "name")]).await.ok()["name"], "Test campaign");
}

#[tokio::test]
async fn review_takes_its_time_and_status_is_inherited() {
    let bench = Bench::start();
    let campaign = bench.campaign().await;
    let made = bench.post(&format!("{}/adsets", bench.account), &refs(&adset(&campaign))).await.ok();
    let adset = text(&made["id"]);
    let creative =
        bench.server.with_world(|w| w.creatives().iter().find(|c| c.object_story_spec.is_some()).unwrap().id);
    let spec = format!(r#"{{"creative_id":"{creative}"}}"#);
    let form = [("name", "Ad"), ("adset_id", &*adset), ("status", "ACTIVE"), ("creative", &*spec)];
    let ad = text(&bench.post(&format!("{}/ads", bench.account), &form).await.ok()["id"]);
    let status =
        async |id: &str| text(&bench.get(id, &[("fields", "effective_status")]).await.ok()["effective_status"]);
    assert_eq!(status(&ad).await, "PENDING_REVIEW");
    bench.server.clock().step_ms(3_600_000);
    assert_eq!((status(&ad).await.as_str(), status(&adset).await.as_str()), ("CAMPAIGN_PAUSED", "CAMPAIGN_PAUSED"));
    bench.post(&campaign, &[("status", "ACTIVE")]).await.ok();
    assert_eq!(status(&ad).await, "ACTIVE");
    let targeting = r#"{"geo_locations":{"countries":["GB"]},"targeting_automation":{"advantage_audience":0}}"#;
    bench.post(&adset, &[("targeting", targeting)]).await.ok();
    assert_eq!(status(&ad).await, "PENDING_REVIEW", "new targeting is reviewed again");
    bench.post(&ad, &[("status", "ARCHIVED")]).await.ok();
    assert_eq!(bench.post(&ad, &[("status", "ACTIVE")]).await.error(), (100, 1_885_088));
    bench.post(&ad, &[("name", "Still allowed")]).await.ok();
}

#[tokio::test]
async fn budgets_move_by_the_rules() {
    let bench = Bench::start();
    let campaign = bench.campaign().await;
    let made = bench.post(&format!("{}/adsets", bench.account), &refs(&adset(&campaign))).await.ok();
    let adset = text(&made["id"]);
    assert_eq!(bench.post(&campaign, &[("daily_budget", "900000")]).await.error(), (100, 1_885_621), "both levels");
    for step in 0..4 {
        bench.post(&adset, &[("daily_budget", &(600_000 + step).to_string())]).await.ok();
    }
    let fifth = [("daily_budget", "700000")];
    assert_eq!(bench.post(&adset, &fifth).await.error(), (613, 1_487_632));
    bench.post(&adset, &[("name", "Names are free")]).await.ok();
    bench.server.clock().step_ms(3_600_000);
    let read = [("daily_budget", "700000"), ("fields", "daily_budget,lifetime_budget")];
    let after = bench.post(&adset, &read).await.ok();
    assert_eq!((&after["daily_budget"], &after["lifetime_budget"]), (&json!("700000"), &json!("0")));
    let log = bench.walk(&format!("{adset}/activities"), &[("fields", "event_type,extra_data,actor_name")]).await;
    assert!(log.iter().any(|line| line["event_type"] == "update_ad_set_budget"));
}

#[tokio::test]
async fn development_apps_cannot_make_page_posts() {
    let bench = Bench::with(sandbox::Config { app_mode: AppMode::Development, ..config() });
    let page = bench.server.with_world(|world| world.accounts()[0].pages[0].id);
    let story = json!({"page_id": page.to_string(), "link_data": {"link": "https://example.com/"}}).to_string();
    let form = [("name", "c"), ("object_story_spec", story.as_str())];
    assert_eq!(bench.post(&format!("{}/adcreatives", bench.account), &form).await.error(), (100, 1_885_183));
}

#[tokio::test]
async fn uploads_are_known_by_their_content() {
    let bench = Bench::start();
    let edge = format!("{}/adimages", bench.account);
    let hash = bench.server.with_world(|world| world.images()[0].hash.clone());
    let bytes = sandbox::world::paint::image_png(&hash, 64, 48).unwrap();
    let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name("über.png");
    let form = reqwest::multipart::Form::new().part("filename", part).text("name", "n");
    let request = bench.http.post(bench.url(&edge)).bearer_auth(&bench.token).multipart(form);
    let made: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    let image = &made["images"]["über.png"];
    assert_eq!((&image["width"], &image["height"]), (&json!(64), &json!(48)));
    let served = bench.http.get(text(&image["url"])).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(served, bytes, "the very bytes come back");
    let query = format!("{edge}?hash={}", text(&image["hash"]));
    bench.delete(&query).await.ok();
    assert_eq!(bench.delete(&query).await.error().0, 100);
}

#[tokio::test]
async fn large_deep_copies_are_refused_and_small_ones_listed() {
    let bench = Bench::start();
    let (large, small) = bench.server.with_world(|world| {
        let account = world.accounts()[0].id;
        let large =
            world.campaigns_of(account).find(|c| world.adsets_of(c.id).flat_map(|s| world.ads_of(s.id)).count() > 6);
        let live = |ad: &&sandbox::world::model::Ad| {
            world.ad_status(ad, world.advanced_to_ms()) == sandbox::world::model::EffectiveStatus::Active
        };
        let ad = world.ads_of_account(account).find(live).unwrap();
        (large.unwrap().id.to_string(), ad.id.to_string())
    });
    assert_eq!(bench.post(&format!("{large}/copies"), &[("deep_copy", "true")]).await.error().0, 100);
    let copied = bench.post(&format!("{small}/copies"), &[]).await.ok();
    let copy = text(&copied["copied_ad_id"]);
    let read = bench.get(&copy, &[("fields", "name,status,source_ad_id")]).await.ok();
    assert!(text(&read["name"]).ends_with(" - Copy"));
    assert_eq!((&read["status"], &read["source_ad_id"]), (&json!("PAUSED"), &json!(small)));
}

#[tokio::test]
async fn budgets_move_from_the_campaign_to_its_ad_sets() {
    let bench = Bench::start();
    let base: Vec<(&str, String)> = CAMPAIGN.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let changes = [("is_adset_budget_sharing_enabled", ""), ("daily_budget", "2000000"), ("bid_strategy", "COST_CAP")];
    let made = bench.post(&format!("{}/campaigns", bench.account), &refs(&with(&base, &changes))).await.ok();
    let campaign = text(&made["id"]);
    let mut sets = Vec::new();
    for _ in 0..2 {
        let form = with(&adset(&campaign), &[("daily_budget", ""), ("bid_strategy", ""), ("bid_amount", "800")]);
        let made = bench.post(&format!("{}/adsets", bench.account), &refs(&form)).await.ok();
        sets.push(text(&made["id"]));
    }
    let one = json!([{"adset_id": sets[0], "daily_budget": 700_000}]).to_string();
    assert_eq!(bench.post(&campaign, &[("adset_budgets", &one)]).await.error(), (100, 1_885_621), "one is left out");
    let both = json!([{"adset_id": sets[0], "daily_budget": 700_000}, {"adset_id": sets[1], "daily_budget": "900000"}]);
    bench.post(&campaign, &[("adset_budgets", &both.to_string())]).await.ok();
    let read =
        bench.get(&campaign, &[("fields", "daily_budget,bid_strategy,adsets{daily_budget,bid_strategy}")]).await.ok();
    assert!(read["daily_budget"].is_null() && read["bid_strategy"].is_null(), "{read}");
    let of_sets: Vec<_> =
        read["adsets"]["data"].as_array().unwrap().iter().map(|it| text(&it["daily_budget"])).collect();
    assert_eq!(
        of_sets.iter().map(|it| it.parse().unwrap()).collect::<std::collections::BTreeSet<i64>>(),
        [700_000, 900_000].into()
    );
    assert!(read["adsets"]["data"].as_array().unwrap().iter().all(|it| it["bid_strategy"] == "COST_CAP"));
    let bids = json!({sets[1].clone(): 850}).to_string();
    bench.post(&campaign, &[("adset_bid_amounts", &bids)]).await.ok();
    assert_eq!(bench.get(&sets[1], &[("fields", "bid_amount")]).await.ok()["bid_amount"], 850);
    let foreign = json!({"1": 850}).to_string();
    assert_eq!(bench.post(&campaign, &[("adset_bid_amounts", &foreign)]).await.error().0, 100);
}

#[tokio::test]
async fn an_endpoint_that_does_not_know_validate_only_does_what_it_is_asked() {
    let bench = Bench::start();
    let campaign = bench.campaign().await;
    let only = ("execution_options", r#"["validate_only"]"#);
    let copied = bench.post(&format!("{campaign}/copies"), &[only]).await.ok();
    assert!(copied["copied_campaign_id"].is_string(), "{copied}");
}
