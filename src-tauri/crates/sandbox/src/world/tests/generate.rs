use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::world::model::{NotAnId, Review, Status};
use crate::world::paint::{MAX_SIDE, image_png};

#[test]
fn a_seed_makes_one_world_and_another_seed_another() {
    assert_eq!(World::generate(7, Size::Small, NOW), World::generate(7, Size::Small, NOW));
    let (one, other) = (World::generate(7, Size::Tiny, NOW), World::generate(8, Size::Tiny, NOW));
    assert_ne!(one.accounts()[0].id, other.accounts()[0].id);
    assert_ne!(
        one.ads.iter().map(|ad| &ad.name).collect::<Vec<_>>(),
        other.ads.iter().map(|ad| &ad.name).collect::<Vec<_>>()
    );
}

#[test]
fn the_demo_shows_everything_an_agency_meets() {
    for seed in [1, 2, 7, 42, 2026] {
        check_demo(&World::generate(seed, Size::Small, NOW));
    }
}

fn check_demo(world: &World) {
    let currencies: Vec<_> = world.accounts().iter().map(|it| it.currency.as_str()).collect();
    assert_eq!(currencies, ["EUR", "JPY", "USD"]);
    for account in world.accounts() {
        let campaigns: Vec<_> = world.campaigns_of(account.id).collect();
        assert!((8..=14).contains(&campaigns.len()));
        let running = campaigns.iter().filter(|it| world.campaign_status(it, NOW) == EffectiveStatus::Active);
        let objectives: BTreeSet<_> = running.map(|it| it.objective.as_str()).collect();
        assert_eq!(objectives.len(), 6, "{objectives:?} in {}", account.name);
        assert!((25..=60).contains(&world.adsets_of_account(account.id).count()));
        assert!((150..=320).contains(&world.ads_of_account(account.id).count()));
        assert!(campaigns.iter().any(|it| it.budget.last().is_some()));
        assert!(world.adsets_of_account(account.id).any(|it| it.budget.last().is_some()));
        let mut statuses: BTreeMap<EffectiveStatus, usize> = BTreeMap::new();
        for ad in world.ads_of_account(account.id) {
            *statuses.entry(world.ad_status(ad, NOW)).or_default() += 1;
        }
        for needed in [
            EffectiveStatus::Active,
            EffectiveStatus::Paused,
            EffectiveStatus::Archived,
            EffectiveStatus::Deleted,
            EffectiveStatus::AdsetPaused,
            EffectiveStatus::CampaignPaused,
            EffectiveStatus::PendingReview,
            EffectiveStatus::Disapproved,
            EffectiveStatus::WithIssues,
        ] {
            assert!(statuses.contains_key(&needed), "{needed:?} is missing in {}: {statuses:?}", account.name);
        }
        let refused = world.ads_of_account(account.id).find_map(|ad| match ad.review.at(NOW) {
            Review::Disapproved { reason, text } => Some((reason, text)),
            _ => None,
        });
        assert!(refused.is_some_and(|(reason, text)| !reason.is_empty() && !text.is_empty()));
        let stages: BTreeSet<_> = world.adsets_of_account(account.id).map(|it| it.learning.at(NOW).as_str()).collect();
        assert!(stages.len() >= 2, "{stages:?}");
    }
    let names = world.campaigns.iter().map(|it| &it.name).chain(world.ads.iter().map(|it| &it.name));
    let names: Vec<_> = names.collect();
    for odd in ["<script>", "🔥", "حملة", "DROP TABLE", "UGC 👩🏽‍🦱"] {
        assert!(names.iter().any(|name| name.contains(odd)), "no name with {odd}");
    }
}

#[test]
fn sizes_are_as_promised() {
    let tiny = World::generate(1, Size::Tiny, NOW);
    assert_eq!((tiny.accounts().len(), tiny.campaigns.len()), (1, 4));
    let agency = World::generate(1, Size::Agency, NOW);
    assert_eq!(agency.accounts().len(), 12);
    assert!((4_000..6_000).contains(&agency.ad_count()), "{}", agency.ad_count());
    let currencies: BTreeSet<_> = agency.accounts().iter().map(|it| &it.currency).collect();
    assert!(currencies.len() >= 10);
    let disabled: Vec<_> = agency.accounts().iter().filter(|it| *it.account_status.at(NOW) == 2).collect();
    assert!(matches!(disabled.as_slice(), [only] if only.disable_reason > 0));
    let huge = World::generate(1, Size::Huge, NOW);
    assert!((50_000..51_000).contains(&huge.ad_count()), "{}", huge.ad_count());
}

#[test]
fn in_a_measuring_world_every_ad_has_a_row_on_every_day() {
    let world = World::generate(9, Size::Exact { accounts: 2, campaigns: 14, adsets: 5, ads: 5 }, NOW);
    assert_eq!(world.ad_count(), 2 * 14 * 5 * 5);
    for account in world.accounts() {
        let (since, today) = last_days(&world, account.id, 91);
        let slices = Slice::days(since, today - Days::new(1));
        let listed = RowQuery { statuses: None, ..query(account.id, Level::Ad, slices, NOW) };
        assert_eq!(world.rows(listed).expect("the scope exists").count(), 14 * 25 * 90);
    }
}

#[test]
fn every_object_is_where_its_references_say() {
    let world = World::generate(4, Size::Agency, NOW);
    for ad in &world.ads {
        let adset = world.adset(ad.adset).expect("its ad set exists");
        assert_eq!((adset.campaign, adset.account), (ad.campaign, ad.account));
        let creative = world.creative(ad.creative).expect("its creative exists");
        assert_eq!(creative.account, ad.account);
        let image = creative.image_hash.as_ref().and_then(|hash| world.image(ad.account, hash));
        assert!(image.is_some(), "its picture exists");
        assert!(ad.created_ms >= adset.created_ms && ad.created_ms <= NOW);
    }
    for adset in &world.adsets {
        let campaign = world.campaign(adset.campaign).expect("its campaign exists");
        assert!(campaign.budget.last().is_some() != adset.budget.last().is_some(), "one of both has the budget");
        let lifetime = campaign.budget.last().or(*adset.budget.last()).is_some_and(|it| it.lifetime_minor().is_some());
        assert_eq!(lifetime, adset.end_ms.is_some());
    }
    let ids: BTreeSet<_> = world.ads.iter().map(|it| it.id).chain(world.adsets.iter().map(|it| it.id)).collect();
    assert_eq!(ids.len(), world.ads.len() + world.adsets.len());
}

#[test]
fn parents_pass_their_state_down() {
    let mut world = small();
    let by = me(&world);
    let running =
        world.ads.iter().find(|ad| world.ad_status(ad, NOW) == EffectiveStatus::Active).expect("one runs").clone();
    let cases = [
        (running.campaign, Status::Paused, EffectiveStatus::CampaignPaused),
        (running.campaign, Status::Active, EffectiveStatus::Active),
        (running.adset, Status::Paused, EffectiveStatus::AdsetPaused),
        (running.id, Status::Paused, EffectiveStatus::Paused),
        (running.campaign, Status::Archived, EffectiveStatus::Archived),
        (running.adset, Status::Deleted, EffectiveStatus::Deleted),
    ];
    for (step, (id, status, expected)) in cases.into_iter().enumerate() {
        let at_ms = NOW + step as i64 * HOUR;
        assert!(world.set_status(id, status, at_ms, &by));
        assert_eq!(world.effective_status(running.id, at_ms), Some(expected), "step {step}");
    }
    assert_eq!(world.effective_status(running.id, NOW - HOUR), Some(EffectiveStatus::Active), "the past stays");
    assert!(!world.set_status(ObjectId(1), Status::Paused, NOW, &by), "nobody there");
    assert!(!world.insert_ad(running, &by), "an id is used once");
}

#[test]
fn ids_are_digits() {
    assert_eq!("120".parse(), Ok(ObjectId(120)));
    for text in ["", "act_1", "-1", "+1", "1.0", "99999999999999999999999", "１"] {
        assert_eq!(text.parse::<ObjectId>(), Err(NotAnId), "{text}");
    }
    assert_eq!(serde_json::to_string(&ObjectId(7)).expect("it serialises"), "\"7\"");
}

#[test]
fn a_hash_always_paints_the_same_picture() {
    let hash = "0123456789abcdef0123456789abcdef";
    let painted = image_png(hash, 120, 80).expect("it paints");
    assert_eq!(painted, image_png(hash, 120, 80).expect("it paints"));
    assert_ne!(painted, image_png("another", 120, 80).expect("it paints"));
    let read = image::load_from_memory(&painted).expect("it is a PNG");
    assert_eq!((read.width(), read.height()), (120, 80));
    let colours: BTreeSet<_> = read.to_rgb8().pixels().map(|pixel| pixel.0).collect();
    assert!(colours.len() > 50, "not one flat colour");
    let edge = image::load_from_memory(&image_png(hash, 0, u32::MAX).expect("it paints")).expect("it is a PNG");
    assert_eq!((edge.width(), edge.height()), (1, MAX_SIDE));
}
