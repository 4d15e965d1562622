use proptest::prelude::*;

use super::*;
use crate::world::model::{Budget, LearningStage, Review, Status};

#[test]
fn the_ninety_days_before_now_have_a_history() {
    let world = small();
    let activities = world.activities();
    assert!(activities.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms), "oldest first");
    assert!(activities.iter().all(|it| it.at_ms >= NOW - 90 * DAY && it.at_ms <= NOW));
    for account in world.accounts() {
        let mine: Vec<_> = activities.iter().filter(|it| it.account == account.id).collect();
        let count = |event: &str| mine.iter().filter(|it| it.event_type == event).count();
        assert!(mine.len() > 100, "{} in {}", mine.len(), account.name);
        assert!(count("update_ad_set_budget") + count("update_campaign_budget") > 10);
        assert!(count("update_ad_run_status") > 5 && count("create_ad") > 5 && count("ad_review_approved") > 5);
        assert!(count("di_ad_set_learning_stage_exit") > 0);
        let first = mine.first().expect("there are some").at_ms;
        assert!(first < NOW - 80 * DAY, "from the beginning on");
        assert!(mine.iter().all(|it| world.find(it.object_id).is_some()));
    }
}

#[test]
fn people_go_on_changing_things_and_figures_follow() {
    let mut world = small();
    let before = world.clone();
    world.advance(NOW + 14 * DAY);
    let fresh = &world.activities()[before.activities().len()..];
    assert!(fresh.len() > 30);
    assert!(fresh.iter().all(|it| it.at_ms > NOW && it.at_ms <= NOW + 14 * DAY));
    assert_eq!(&world.activities()[..before.activities().len()], before.activities());
    assert!(world.ad_count() > before.ad_count(), "somebody duplicated an ad");
    for account in world.accounts() {
        let (since, until) = last_days(&world, account.id, 30);
        let at = |world| rows(world, query(account.id, Level::Ad, Slice::days(since, until), NOW));
        assert_eq!(at(&world), at(&before), "the past does not move");
    }
    let behind = world.clone();
    world.advance(NOW);
    assert_eq!(world, behind, "time does not go back");
}

#[test]
fn a_forbidden_claim_is_turned_down_and_logged() {
    let mut world = small();
    let by = me(&world);
    let ad = world.ads.iter().find(|ad| world.ad_status(ad, NOW) == EffectiveStatus::Active).expect("one runs").clone();
    let mut creative = world.creative(ad.creative).expect("it has one").clone();
    creative.id = world.new_id();
    creative.body = Some("Guaranteed Results in a week".to_owned());
    let creative = world.insert_creative(creative);
    assert!(world.set_creative(ad.id, creative, NOW, &by));
    let status = |world: &World, at_ms| world.ad_status(world.ad(ad.id).expect("it exists"), at_ms);
    assert_eq!(status(&world, NOW), EffectiveStatus::PendingReview);
    assert_eq!(status(&world, NOW + HOUR), EffectiveStatus::Disapproved);
    assert!(matches!(world.ad(ad.id).map(|ad| ad.review.last()), Some(Review::Disapproved { .. })));
    let learning = world.adset(ad.adset).map(|it| *it.learning.at(NOW));
    assert_eq!(learning, Some(LearningStage::Learning), "a new creative starts the learning again");
    world.advance(NOW + HOUR);
    let logged = world.activities().iter().rev().find(|it| it.object_id == ad.id).expect("it is logged");
    assert_eq!(logged.event_type, "ad_review_declined");
}

#[test]
fn a_measuring_world_is_left_alone() {
    let size = Size::Exact { accounts: 1, campaigns: 3, adsets: 2, ads: 2 };
    let mut world = World::generate(1, size, NOW);
    let before = world.clone();
    world.advance(NOW + 30 * DAY);
    assert_eq!(world.activities(), before.activities());
    assert_eq!(world.adsets, before.adsets);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn one_step_and_many_steps_lead_to_the_same_world(seed in 0u64..1000, cuts in prop::collection::vec(0i64..20 * 24 * 60, 0..12)) {
        let end = NOW + 20 * DAY;
        let mut one = World::generate(seed, Size::Tiny, NOW);
        let mut many = one.clone();
        one.advance(end);
        let mut cuts: Vec<i64> = cuts.into_iter().map(|minutes| NOW + minutes * 60_000).collect();
        cuts.sort_unstable();
        cuts.into_iter().chain([end]).for_each(|cut| many.advance(cut));
        prop_assert_eq!(one, many);
    }

    #[test]
    fn edits_at_one_instant_lead_to_one_future(seed in 0u64..1000, at in 0i64..10 * 24) {
        let edit = |mut world: World, step: i64| {
            let at_ms = NOW + at * HOUR;
            let by = me(&world);
            let mut now = NOW;
            while now + step < at_ms {
                now += step;
                world.advance(now);
            }
            world.advance(at_ms);
            let campaign = world.campaigns[0].id;
            world.set_campaign_budget(campaign, Some(Budget::Daily(77_700)), at_ms, &by);
            let ad = world.ads[0].id;
            world.set_status(ad, Status::Paused, at_ms, &by);
            world.advance(NOW + 15 * DAY);
            world
        };
        let world = World::generate(seed, Size::Tiny, NOW);
        prop_assert_eq!(edit(world.clone(), 90 * DAY), edit(world, 7 * HOUR));
    }
}
