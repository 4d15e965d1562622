use super::*;
use crate::world::model::{Budget, Image, Label, Review, Status, Timeline};
use crate::world::snapshot::Snapshot;

/// Touches every kind of object, over some days.
fn changed_world() -> World {
    let mut world = World::generate(21, Size::Small, NOW);
    let by = me(&world);
    world.advance(NOW + 2 * DAY);
    let at_ms = NOW + 2 * DAY;
    let account = world.accounts()[1].id;
    let mut campaign = world.campaigns_of(account).next().expect("it has campaigns").clone();
    campaign.id = world.new_id();
    campaign.name = "New \u{202e}name\0".to_owned();
    (campaign.created_ms, campaign.status) = (at_ms, Timeline::new(at_ms, Status::Active));
    let source = campaign.clone();
    assert!(world.insert_campaign(campaign, &by));
    let mut adset = world.adsets_of_account(account).next().expect("it has ad sets").clone();
    (adset.id, adset.campaign, adset.created_ms) = (world.new_id(), source.id, at_ms);
    let adset_id = adset.id;
    assert!(world.insert_adset(adset, &by));
    let mut ad = world.ads_of_account(account).next().expect("it has ads").clone();
    (ad.id, ad.adset, ad.campaign, ad.created_ms) = (world.new_id(), adset_id, source.id, at_ms);
    ad.review = Timeline::new(at_ms, Review::Pending);
    assert!(world.insert_ad(ad, &by));
    let label = Label { id: world.new_id(), account, name: "mine".to_owned(), created_ms: at_ms, updated_ms: at_ms };
    let label = world.insert_label(label);
    world.campaign_mut(source.id).expect("it exists").labels.push(label);
    let image = Image { hash: "0".repeat(32), ..world.images()[0].clone() };
    world.insert_image(image);
    let old = world.images()[3].clone();
    world.image_mut(old.account, &old.hash).expect("it exists").status = "DELETED".to_owned();
    world.set_campaign_budget(source.id, Some(Budget::Daily(4_321)), at_ms + HOUR, &by);
    world.keep_terms(adset_id, at_ms + HOUR);
    world.adset_mut(adset_id).expect("it exists").optimization_goal = "REACH".to_owned();
    world.set_account_status(world.accounts()[2].id, 3, at_ms + HOUR, &by);
    world
}

#[test]
fn a_restored_world_is_the_same_world() {
    let world = changed_world();
    let text = serde_json::to_string(&world.snapshot()).expect("it serialises");
    let snapshot: Snapshot = serde_json::from_str(&text).expect("it reads back");
    let mut restored = World::restore(snapshot);
    assert_eq!(restored, world);
    let mut world = world;
    world.advance(NOW + 9 * DAY);
    restored.advance(NOW + 9 * DAY);
    assert_eq!(restored, world, "and it has the same future");
    assert_eq!(restored.new_id(), world.new_id(), "and hands out the same ids");
}

#[test]
fn a_snapshot_holds_only_what_changed() {
    let world = World::generate(21, Size::Small, NOW);
    let untouched = serde_json::to_string(&world.snapshot()).expect("it serialises");
    assert!(untouched.len() < 500, "{untouched}");
    let changed = serde_json::to_string(&changed_world().snapshot()).expect("it serialises");
    assert!(changed.len() < 200_000, "{} bytes", changed.len());
    assert_eq!(World::restore(world.snapshot()), world);
}
