use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::world::model::{Budget, Campaign, Status, Timeline};

fn weekly_spend(world: &World, id: ObjectId, until: NaiveDate) -> Vec<i64> {
    let slices = Slice::days(until - Days::new(27), until);
    rows(world, query(id, Level::Account, slices, NOW + 60 * DAY)).iter().map(|row| row.figures.spend).collect()
}

#[test]
fn a_daily_budget_holds_by_day_and_by_week() {
    // Nobody changes a budget in this world, so a week has one budget.
    let world = World::generate(11, Size::Exact { accounts: 3, campaigns: 8, adsets: 3, ads: 4 }, NOW);
    let mut strong_days = 0;
    for account in world.accounts() {
        // Four whole weeks from Monday to Sunday.
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        for campaign in world.campaigns_of(account.id) {
            let holders: Vec<(ObjectId, Budget)> = match *campaign.budget.last() {
                Some(budget) => vec![(campaign.id, budget)],
                None => world
                    .adsets_of(campaign.id)
                    .filter_map(|it| it.budget.last().map(|budget| (it.id, budget)))
                    .collect(),
            };
            for (id, budget) in holders {
                let daily = budget.daily_minor().expect("a daily budget");
                let days = weekly_spend(&world, id, sunday);
                assert_eq!(days.len(), 28);
                assert!(days.iter().all(|spend| *spend as f64 <= daily as f64 * 1.75), "{days:?} of {daily}");
                assert!(days.chunks(7).all(|week| week.iter().sum::<i64>() <= daily * 7), "{days:?} of {daily}");
                strong_days += days.iter().filter(|spend| **spend > daily).count();
            }
        }
    }
    assert!(strong_days > 10, "some days go above the daily budget, as Meta allows");
}

#[test]
fn a_lifetime_budget_is_never_exceeded_even_when_changed() {
    for (place, later) in [(0, None), (1, Some(2.0)), (2, Some(0.8)), (0, Some(1.0))] {
        let mut world = small();
        let by = me(&world);
        let account = world.accounts()[place].id;
        let has_lifetime = |it: &&Campaign| it.budget.last().is_some_and(|it| it.lifetime_minor().is_some());
        let campaign = world.campaigns_of(account).find(has_lifetime).expect("one has a lifetime budget").clone();
        let mut amount = campaign.budget.last().and_then(Budget::lifetime_minor).expect("a lifetime budget");
        if let Some(factor) = later {
            amount = (amount as f64 * factor) as i64;
            amount = amount.max(world.lifetime_spend(campaign.id, NOW) * 11 / 10);
            assert!(world.set_campaign_budget(campaign.id, Some(Budget::lifetime(amount)), NOW, &by));
        }
        let end = campaign.stop_ms.expect("a lifetime budget has an end");
        let spent = world.lifetime_spend(campaign.id, end + 40 * DAY);
        assert!(spent <= amount, "{spent} of {amount}");
        assert!(spent as f64 > amount as f64 * 0.5, "{spent} of {amount}: most of it is used");
        assert_eq!(world.budget_remaining(campaign.id, end + 40 * DAY), Some(amount - spent));
    }
}

#[test]
fn a_lifetime_budget_holds_when_the_end_is_moved() {
    for (place, moved) in [(0, 20 * DAY), (1, -2 * DAY), (2, 3 * DAY)] {
        let mut world = small();
        let account = world.accounts()[place].id;
        let has_lifetime = |it: &&Campaign| it.budget.last().is_some_and(|it| it.lifetime_minor().is_some());
        let campaign = world.campaigns_of(account).find(has_lifetime).expect("one has a lifetime budget").clone();
        let amount = campaign.budget.last().and_then(Budget::lifetime_minor).expect("a lifetime budget");
        let end = campaign.stop_ms.expect("it has an end") + moved;
        world.keep_terms(campaign.id, NOW);
        world.campaign_mut(campaign.id).expect("it exists").stop_ms = Some(end);
        let adsets: Vec<_> = world.adsets_of(campaign.id).map(|it| it.id).collect();
        for adset in adsets {
            world.keep_terms(adset, NOW);
            world.adset_mut(adset).expect("it exists").end_ms = Some(end);
        }
        let spent = world.lifetime_spend(campaign.id, end + 40 * DAY);
        assert!(spent <= amount && spent as f64 > amount as f64 * 0.5, "{spent} of {amount}");
    }
}

#[test]
fn a_raised_budget_spends_more_from_then_on() {
    let world = World::generate(2, Size::Exact { accounts: 1, campaigns: 1, adsets: 1, ads: 3 }, NOW);
    let account = world.accounts()[0].id;
    let (_, today) = last_days(&world, account, 1);
    let campaign = world.campaigns_of(account).next().expect("one campaign").id;
    let mut raised = world.clone();
    let daily = world.campaigns_of(account).next().and_then(|it| it.budget.last().and_then(Budget::daily_minor));
    let daily = daily.expect("the first recipe has a campaign budget");
    raised.set_campaign_budget(campaign, Some(Budget::Daily(daily * 3)), NOW, &me(&world));
    let spend =
        |world: &World, day| world.figures(account, Slice { since: day, until: day }, NOW + 9 * DAY).map(|it| it.spend);
    let tomorrow = today + Days::new(1);
    let (before, after) = (spend(&world, tomorrow).expect("it ran"), spend(&raised, tomorrow).expect("it ran"));
    assert!((after as f64 / before as f64 - 3.0).abs() < 0.05, "{before} {after}");
    assert_eq!(spend(&world, today - Days::new(1)), spend(&raised, today - Days::new(1)));
    let (part, partly) = (spend(&world, today).expect("it ran"), spend(&raised, today).expect("it ran"));
    assert!(partly > part && partly < part * 3, "today is raised only from now on");
}

#[test]
fn a_low_bid_wins_less() {
    let mut world = small();
    let by = me(&world);
    let adset = world
        .adsets
        .iter()
        .find(|it| it.bid_amount.last().is_some() && world.adset_status(it, NOW) == EffectiveStatus::Active);
    let adset = adset.expect("a running ad set has a bid");
    let (id, account, bid) = (adset.id, adset.account, adset.bid_amount.last().expect("it has one"));
    let tomorrow = last_days(&world, account, 1).1 + Days::new(1);
    let slice = Slice { since: tomorrow, until: tomorrow };
    let mut spend = |bid: i64| {
        world.set_bid_amount(id, Some(bid), NOW, &by);
        world.figures(id, slice, NOW + 9 * DAY).map_or(0, |it| it.spend)
    };
    let (full, low, tiny) = (spend(bid * 10), spend(bid / 2), spend(1));
    assert!(full > low && low > tiny, "{full} {low} {tiny}");
}

#[test]
fn yen_are_whole_and_of_the_right_size() {
    let world = small();
    let cost = |place: usize| {
        let account = &world.accounts()[place];
        let (since, until) = last_days(&world, account.id, 14);
        let it = world.figures(account.id, Slice { since, until }, NOW).expect("it delivered");
        (account.currency.clone(), account.currency_offset, it.spend as f64 * 1000.0 / it.impressions as f64)
    };
    let costs: BTreeMap<_, _> = (0..3).map(cost).map(|(currency, offset, cpm)| (currency, (offset, cpm))).collect();
    // A thousand impressions cost between 4 and 25 dollars, so 600 to 3,750 yen and 400 to 2,500 cents.
    assert!(matches!(costs["JPY"], (1, cpm) if (600.0..3_750.0).contains(&cpm)), "{costs:?}");
    assert!(matches!(costs["EUR"], (100, cpm) if (350.0..2_400.0).contains(&cpm)), "{costs:?}");
    assert!(matches!(costs["USD"], (100, cpm) if (400.0..2_500.0).contains(&cpm)), "{costs:?}");
}

#[test]
fn an_ad_without_any_budget_does_not_deliver() {
    let mut world = World::generate(2, Size::Exact { accounts: 1, campaigns: 1, adsets: 1, ads: 1 }, NOW);
    let account = world.accounts()[0].id;
    let campaign = world.campaigns_of(account).next().expect("one campaign").id;
    world.set_campaign_budget(campaign, None, NOW, &me(&world));
    let tomorrow = last_days(&world, account, 1).1 + Days::new(1);
    assert!(world.figures(account, Slice { since: tomorrow, until: tomorrow }, NOW + 9 * DAY).is_none());
    assert_eq!(world.budget_remaining(campaign, NOW), None);
}

#[test]
fn a_timeline_keeps_what_was_and_drops_what_was_planned() {
    let mut status = Timeline::new(100, Status::Active);
    status.set(300, Status::Paused);
    status.set(200, Status::Archived);
    assert_eq!(
        (*status.at(0), *status.at(199), *status.at(200), *status.at(999)),
        (Status::Active, Status::Active, Status::Archived, Status::Archived,)
    );
    status.set(50, Status::Deleted);
    assert_eq!((*status.last(), status.changes().len(), status.since_ms()), (Status::Deleted, 0, 100));
}

#[test]
fn amount_spent_grows_by_what_was_delivered() {
    let world = small();
    let account = &world.accounts()[0];
    let (since, today) = last_days(&world, account.id, 2);
    let midnight = calendar::day_start_ms(calendar::zone(&account.timezone_name), today);
    let yesterday = world.figures(account.id, Slice { since, until: since }, midnight).expect("it ran").spend;
    let grown = world.amount_spent(account.id, midnight) - world.amount_spent(account.id, midnight - DAY);
    // Late corrections of the two days before are part of the growth.
    assert!(grown >= yesterday && grown as f64 <= yesterday as f64 * 1.05, "{grown} {yesterday}");
    assert!(world.amount_spent(account.id, NOW) > account.spent_before_minor);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_sequence_of_edits_spends_more_than_a_day_allows(
        seed in 0u64..400,
        edits in prop::collection::vec((1i64..10 * 24 * 60, 0u8..4, 500i64..60_000), 1..14),
    ) {
        let mut world = World::generate(seed, Size::Tiny, NOW);
        let by = me(&world);
        let account = world.accounts()[0].clone();
        let campaign = world.campaigns_of(account.id).next().expect("it has campaigns").id;
        let mut edits = edits;
        edits.sort_unstable();
        for (minutes, kind, minor) in edits {
            let at_ms = NOW + minutes * 60_000;
            match kind {
                0 => world.set_status(campaign, Status::Paused, at_ms, &by),
                1 => world.set_status(campaign, Status::Active, at_ms, &by),
                _ => world.set_campaign_budget(campaign, Some(Budget::Daily(minor)), at_ms, &by),
            };
        }
        let zone = calendar::zone(&account.timezone_name);
        let it = world.campaign(campaign).expect("it exists");
        let first = calendar::day_of(zone, NOW);
        for date in (0..12).map(|day| first + Days::new(day)) {
            let (start, end) = (calendar::day_start_ms(zone, date), calendar::day_start_ms(zone, date + Days::new(1)));
            let in_force = it.budget.entries().filter(|(at, _)| *at > start && *at < end).map(|(_, budget)| *budget);
            let highest = in_force.chain([*it.budget.at(start)]).flatten().filter_map(Budget::daily_minor).max();
            let slice = Slice { since: date, until: date };
            let spend = world.figures(campaign, slice, NOW + 60 * DAY).map_or(0, |it| it.spend);
            prop_assert!(spend as f64 <= highest.unwrap_or(0) as f64 * 1.75, "{spend} of {highest:?} on {date}");
            let ads = rows(&world, query(campaign, Level::Ad, vec![slice], NOW + 60 * DAY));
            prop_assert_eq!(ads.iter().map(|row| row.figures.spend).sum::<i64>(), spend);
        }
    }
}

#[test]
fn a_campaign_stops_at_its_spending_limit_and_goes_on_when_it_is_raised() {
    let base = World::generate(11, Size::Exact { accounts: 1, campaigns: 3, adsets: 2, ads: 3 }, NOW);
    let day = |world: &World, id, from: i64| world.spend_between(id, NOW, from, from);
    let id = base.campaigns_of(base.accounts()[0].id).map(|it| it.id).next().expect("there are three");
    let mut free = base.clone();
    free.advance(NOW + 6 * DAY);
    let usual = day(&free, id, NOW + 6 * DAY);
    assert!(usual > 100, "it delivers: {usual}");

    let cap = base.lifetime_spend(id, NOW) + usual / 3;
    let capped = |steps: i64| {
        let mut world = base.clone();
        world.campaign_mut(id).expect("it exists").spend_cap = Some(cap);
        (1..=steps).for_each(|step| world.advance(NOW + 6 * DAY * step / steps));
        world
    };
    let (mut world, slowly) = (capped(1), capped(977));
    assert_eq!(world.campaign(id), slowly.campaign(id), "however the time is cut");
    let spent = world.lifetime_spend(id, NOW + 6 * DAY);
    assert!(spent >= cap && spent < cap + usual / 20, "{spent} of {cap}");
    let status = |world: &World, at_ms| world.campaign_status(world.campaign(id).expect("it exists"), at_ms);
    assert_eq!(status(&world, NOW + 6 * DAY), EffectiveStatus::WithIssues);

    world.campaign_mut(id).expect("it exists").spend_cap = Some(cap + usual);
    world.review_spend_cap(id, NOW + 6 * DAY);
    assert_eq!(status(&world, NOW + 6 * DAY), EffectiveStatus::Active);
    world.advance(NOW + 7 * DAY);
    assert!(world.lifetime_spend(id, NOW + 7 * DAY) > spent, "and it delivers again");
}
