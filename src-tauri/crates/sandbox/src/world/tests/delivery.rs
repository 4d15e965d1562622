use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::world::delivery::breakdown::Breakdown;
use crate::world::delivery::calendar::{day_start_ms, zone};
use crate::world::model::{ObjectKind, Status};

#[test]
fn conversions_grow_for_28_days_and_then_freeze() {
    let world = World::generate(3, Size::Exact { accounts: 1, campaigns: 12, adsets: 3, ads: 3 }, NOW);
    let account = world.accounts()[0].id;
    let (_, today) = last_days(&world, account, 1);
    let slices = Slice::days(today, today);
    let end = calendar::day_start_ms(zone("Europe/Oslo"), today + Days::new(1));
    let at = |as_of: i64| rows(&world, query(account, Level::Ad, slices.clone(), as_of));
    let final_rows = at(end + 28 * DAY);
    let mut before = at(end);
    for step in 1..=28 * 4 {
        let now = at(end + step * 6 * HOUR);
        for (earlier, later) in before.iter().zip(&now) {
            assert_eq!(earlier.ad, later.ad);
            let shrunk = additive(&earlier.figures).into_iter().zip(additive(&later.figures)).any(|(a, b)| b < a);
            assert!(!shrunk, "a figure shrank at step {step}: {earlier:?} {later:?}");
        }
        before = now;
    }
    assert_eq!(before, final_rows);
    assert_eq!(at(end + 90 * DAY), final_rows, "nothing moves after 28 days");
    let share = purchases(&at(end + DAY)) as f64 / purchases(&final_rows) as f64;
    assert!((0.56..0.66).contains(&share), "{share} of the purchases were known after a day");
    assert!(purchases(&final_rows) > 100, "there is something to measure");
}

#[test]
fn impressions_and_spend_are_corrected_for_two_days_only() {
    let world = small();
    let account = world.accounts()[2].id;
    let zone = zone("America/Los_Angeles");
    let day = NaiveDate::from_ymd_opt(2026, 11, 10).expect("a date");
    let end = day_start_ms(zone, day + Days::new(1));
    let at = |as_of| world.figures(account, Slice { since: day, until: day }, as_of).expect("it delivered");
    let (first, second, third, late) = (at(end), at(end + DAY), at(end + 2 * DAY), at(end + 20 * DAY));
    assert!(first.impressions < second.impressions && second.impressions < third.impressions);
    assert!(third.impressions as f64 <= first.impressions as f64 * 1.01, "the correction is slight");
    assert_eq!((third.impressions, third.spend, third.clicks), (late.impressions, late.spend, late.clicks));
    assert!(late.event(Event::Purchase) > third.event(Event::Purchase), "conversions go on");
}

#[test]
fn parents_are_the_exact_sums_of_their_children() {
    let world = small();
    for account in world.accounts() {
        let (since, until) = last_days(&world, account.id, 9);
        let at = |level| total(&rows(&world, query(account.id, level, vec![Slice { since, until }], NOW)));
        let whole = at(Level::Account);
        assert!(whole.iter().sum::<i64>() > 0);
        for level in [Level::Campaign, Level::AdSet, Level::Ad] {
            assert_eq!(at(level), whole, "{level:?} in {}", account.name);
        }
        let campaign = world.campaigns_of(account.id).next().expect("it has campaigns").id;
        let own = total(&rows(&world, query(campaign, Level::Campaign, vec![Slice { since, until }], NOW)));
        let ads = total(&rows(&world, query(campaign, Level::Ad, vec![Slice { since, until }], NOW)));
        assert_eq!(own, ads);
    }
}

#[test]
fn days_sum_to_their_range_and_hours_to_their_day() {
    let world = small();
    let account = world.accounts()[1].id;
    let (since, until) = last_days(&world, account, 5);
    let whole = total(&rows(&world, query(account, Level::Ad, vec![Slice { since, until }], NOW)));
    assert_eq!(total(&rows(&world, query(account, Level::Ad, Slice::days(since, until), NOW))), whole);
    assert_eq!(total(&rows(&world, query(account, Level::Ad, Slice::every(since, until, 2), NOW))), whole);
    let mut hourly = query(account, Level::Campaign, Slice::days(since, until), NOW);
    hourly.breakdown = Some(Breakdown::Hourly);
    let hours = rows(&world, hourly);
    assert_eq!(total(&hours), whole);
    assert!(hours.iter().all(|row| row.figures.reach == 0 && row.figures.clicks <= row.figures.impressions));
}

#[test]
fn breakdown_cells_sum_to_their_row() {
    let world = small();
    let account = world.accounts()[0].id;
    let (since, until) = last_days(&world, account, 3);
    let plain = rows(&world, query(account, Level::Ad, Slice::days(since, until), NOW));
    let all = [
        Breakdown::Age,
        Breakdown::Gender,
        Breakdown::AgeGender,
        Breakdown::Country,
        Breakdown::Region,
        Breakdown::PublisherPlatform,
        Breakdown::PlatformPosition,
        Breakdown::DevicePlatform,
        Breakdown::ImpressionDevice,
        Breakdown::Hourly,
    ];
    for breakdown in all {
        let mut split = query(account, Level::Ad, Slice::days(since, until), NOW);
        split.breakdown = Some(breakdown);
        let cells = rows(&world, split);
        for row in &plain {
            let of_row = |cell: &&Row| cell.ad == row.ad && cell.position.slice == row.position.slice;
            let mine = cells.iter().filter(of_row).map(|cell| &cell.figures);
            let mut whole = row.figures;
            if breakdown == Breakdown::Region {
                // Meta leaves out by region what happened elsewhere.
                whole.forget_offsite();
            }
            assert_eq!(sum(mine), additive(&whole), "{breakdown:?}");
        }
        for cell in &cells {
            let it = &cell.figures;
            assert!(it.inline_link_clicks <= it.clicks && it.clicks <= it.impressions, "{breakdown:?} {it:?}");
            assert!(!breakdown.labels(cell.position.cell).is_empty());
        }
    }
}

#[test]
fn figures_are_plausible_beside_each_other() {
    let world = small();
    for account in world.accounts() {
        let (since, until) = last_days(&world, account.id, 14);
        let days = rows(&world, query(account.id, Level::Ad, Slice::days(since, until), NOW));
        for row in &days {
            let it = &row.figures;
            assert!(it.reach >= 1 && it.reach <= it.impressions, "frequency is at least one");
            assert!(it.outbound_clicks <= it.inline_link_clicks && it.inline_link_clicks <= it.clicks);
            assert!(it.event(Event::LandingPageView) <= it.inline_link_clicks);
            assert!(it.event(Event::Purchase) <= it.event(Event::InitiateCheckout).max(1));
            let actions = it.actions();
            let count = |name: &str| actions.iter().find(|action| action.action_type == name).map_or(0, |it| it.count);
            assert_eq!(count("purchase"), count("omni_purchase"));
            assert_eq!(count("purchase"), count("offsite_conversion.fb_pixel_purchase"));
            assert!(count("page_engagement") >= count("post_engagement"));
            assert!(count("post_engagement") >= count("link_click") + count("video_view"));
            assert_eq!(it.purchase_value > 0, it.event(Event::Purchase) > 0);
        }
        let whole = world.figures(account.id, Slice { since, until }, NOW).expect("it delivered");
        let largest = days.iter().map(|row| row.figures.reach).max().unwrap_or(0);
        assert!(whole.reach >= largest && whole.reach < days.iter().map(|row| row.figures.reach).sum());
    }
}

#[test]
fn paging_from_any_row_gives_the_rest() {
    let world = small();
    let account = world.accounts()[0].id;
    let (since, until) = last_days(&world, account, 2);
    for (level, breakdown) in [(Level::Ad, None), (Level::AdSet, Some(Breakdown::Gender)), (Level::Account, None)] {
        let mut asked = query(account, level, Slice::days(since, until), NOW);
        asked.breakdown = breakdown;
        let all = rows(&world, asked.clone());
        assert!(all.len() > 1);
        for (place, row) in all.iter().enumerate() {
            let rest = world.rows(asked.clone()).expect("the scope exists").after(row.position).expect("it is a row");
            assert_eq!(rest.collect::<Vec<_>>(), all[place + 1..], "after row {place} at {level:?}");
        }
    }
}

#[test]
fn a_cursor_survives_new_and_deleted_ads() {
    let mut world = small();
    let account = world.accounts()[0].id;
    let (since, until) = last_days(&world, account, 2);
    let asked = RowQuery { statuses: None, ..query(account, Level::Ad, Slice::days(since, until), NOW) };
    let all = rows(&world, asked.clone());
    let place = all.len() / 3;
    let (deleted, by) = (all[place].ad.expect("an ad row"), me(&world));
    world.set_status(deleted, Status::Deleted, NOW, &by);
    let rest = world.rows(asked).expect("the scope exists").after(all[place].position).expect("the ad exists");
    let expected: Vec<_> =
        all[place + 1..].iter().filter(|row| row.ad != Some(deleted)).map(|row| row.position).collect();
    assert_eq!(rest.map(|row| row.position).collect::<Vec<_>>(), expected);
}

#[test]
fn deleted_and_archived_ads_are_not_listed_but_counted() {
    let world = small();
    let mut hidden = 0;
    for account in world.accounts() {
        let (since, until) = last_days(&world, account.id, 60);
        let slices = vec![Slice { since, until }];
        let every = rows(&world, query(account.id, Level::Ad, slices.clone(), NOW));
        let usual = RowQuery { statuses: None, ..query(account.id, Level::Ad, slices.clone(), NOW) };
        let usual = rows(&world, usual);
        hidden += every.len() - usual.len();
        let whole = total(&rows(&world, query(account.id, Level::Account, slices.clone(), NOW)));
        assert_eq!(whole, total(&every));
        for row in &usual {
            let ad = world.ad(row.ad.expect("an ad row")).expect("it exists");
            let status = world.ad_status(ad, NOW);
            assert!(!matches!(status, EffectiveStatus::Deleted | EffectiveStatus::Archived));
        }
        // By its own id a deleted ad still answers.
        for row in every.iter().filter(|row| !usual.iter().any(|other| other.ad == row.ad)).take(3) {
            let id = row.ad.expect("an ad row");
            let own = RowQuery { statuses: None, ..query(id, Level::Ad, slices.clone(), NOW) };
            assert_eq!(rows(&world, own)[0].figures, row.figures);
        }
    }
    assert!(hidden > 5, "there are such ads");
}

#[test]
fn a_later_change_never_moves_the_past() {
    let world = small();
    let by = me(&world);
    for account in world.accounts() {
        let (since, today) = last_days(&world, account.id, 20);
        let slices = Slice::days(since, today);
        let before = rows(&world, query(account.id, Level::Ad, slices.clone(), NOW));
        let mut changed = world.clone();
        let campaigns: Vec<_> = world.campaigns_of(account.id).map(|it| it.id).collect();
        for (place, campaign) in campaigns.into_iter().enumerate() {
            match place % 3 {
                0 => {
                    changed.set_status(campaign, Status::Paused, NOW, &by);
                }
                1 => {
                    let adset = world.adsets_of(campaign).next().expect("it has ad sets").id;
                    changed.set_status(adset, Status::Paused, NOW, &by);
                    changed.note_significant_edit(adset, NOW);
                }
                _ => {
                    let ads = world.adsets_of(campaign).flat_map(|adset| world.ads_of(adset.id));
                    let ads: Vec<_> = ads.map(|ad| ad.id).collect();
                    ads.into_iter().for_each(|ad| changed.start_review(ad, NOW));
                }
            }
        }
        assert_eq!(rows(&changed, query(account.id, Level::Ad, slices.clone(), NOW)), before);
        // The rest of the day differs, and every ad of a paused campaign stands still.
        let later = NOW + 3 * HOUR;
        let went_on =
            rows(&world, query(account.id, Level::Account, vec![Slice { since: today, until: today }], later));
        let stopped =
            rows(&changed, query(account.id, Level::Account, vec![Slice { since: today, until: today }], later));
        assert!(stopped[0].figures.impressions < went_on[0].figures.impressions);
    }
}

#[test]
fn a_new_goal_target_or_schedule_counts_from_now_on() {
    let mut world = small();
    let account = world.accounts()[0].id;
    let (since, today) = last_days(&world, account, 10);
    let mut split = query(account, Level::Ad, Slice::days(since, today), NOW);
    split.breakdown = Some(Breakdown::Country);
    let before = rows(&world, split.clone());
    let adsets: Vec<_> = world.adsets_of_account(account).map(|it| (it.id, it.campaign)).collect();
    for (adset, campaign) in adsets {
        world.keep_terms(adset, NOW);
        let it = world.adset_mut(adset).expect("it exists");
        it.optimization_goal = "REACH".to_owned();
        it.attribution_spec = serde_json::json!([]);
        it.targeting = serde_json::json!({"geo_locations": {"countries": ["IS"]}});
        it.bid_strategy = Some("LOWEST_COST_WITH_MIN_ROAS".to_owned());
        it.start_ms = NOW + 6 * HOUR;
        world.keep_terms(campaign, NOW);
        world.campaign_mut(campaign).expect("it exists").stop_ms = Some(NOW + 3 * DAY);
    }
    assert_eq!(rows(&world, split), before);
    let at = |day: NaiveDate| {
        let mut later = query(account, Level::Account, vec![Slice { since: day, until: day }], NOW + 30 * DAY);
        later.breakdown = Some(Breakdown::Country);
        rows(&world, later)
    };
    let tomorrow = at(today + Days::new(1));
    assert_eq!(tomorrow.len(), 1, "all of it in Iceland");
    assert_eq!(Breakdown::Country.labels(tomorrow[0].position.cell), [("country", "IS")]);
    assert!(at(today + Days::new(5)).is_empty(), "the campaigns have ended");
}

#[test]
fn nothing_runs_while_paused_in_review_or_on_a_disabled_account() {
    let mut world = small();
    let by = me(&world);
    let account = world.accounts()[0].id;
    let tomorrow = last_days(&world, account, 1).1 + Days::new(1);
    let slice = Slice { since: tomorrow, until: tomorrow };
    let later = NOW + 2 * DAY;
    let row = rows(&world, query(account, Level::Ad, vec![slice], later)).into_iter().next().expect("something runs");
    let ad = row.ad.expect("an ad row");
    let paused = {
        let mut world = world.clone();
        world.set_status(ad, Status::Paused, NOW, &by);
        world
    };
    assert!(paused.figures(ad, slice, later).is_none(), "no delivery is no row");
    world.set_account_status(account, 2, NOW, &by);
    assert!(world.figures(account, slice, later).is_none());
    let reviewed = small();
    let fresh = reviewed.ads.iter().find(|ad| reviewed.ad_status(ad, NOW) == EffectiveStatus::PendingReview);
    let fresh = fresh.expect("one is in review");
    assert_eq!(reviewed.ad_status(fresh, NOW + HOUR), EffectiveStatus::Active);
    let today = last_days(&reviewed, fresh.account, 1).1;
    assert!(reviewed.figures(fresh.id, Slice { since: today, until: today }, NOW).is_none());
    assert!(reviewed.figures(fresh.id, Slice { since: today, until: today + Days::new(2) }, NOW + 3 * DAY).is_some());
}

#[test]
fn another_kind_of_id_has_no_rows() {
    let world = small();
    let creative = world.creatives()[0].id;
    assert_eq!(world.find(creative).map(|it| it.kind), Some(ObjectKind::Creative));
    assert!(world.rows(query(creative, Level::Ad, Vec::new(), NOW)).is_none());
    assert!(world.rows(query(ObjectId(5), Level::Ad, Vec::new(), NOW)).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_known_earlier_is_never_more(seed in 0u64..500, first in 0i64..200, wait in 0i64..900) {
        let world = World::generate(seed, Size::Tiny, NOW);
        let account = world.accounts()[0].id;
        let (since, until) = last_days(&world, account, 6);
        let early = NOW - 100 * HOUR + first * HOUR / 2;
        let at = |as_of| rows(&world, query(account, Level::Account, Slice::days(since, until), as_of));
        let (before, after) = (at(early), at(early + wait * HOUR));
        prop_assert!(before.len() <= after.len());
        for (before, after) in before.iter().zip(&after) {
            for (earlier, later) in additive(&before.figures).into_iter().zip(additive(&after.figures)) {
                prop_assert!(earlier <= later);
            }
        }
    }
}
