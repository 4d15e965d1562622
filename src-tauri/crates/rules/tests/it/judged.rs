//! What a rule makes of accounts that are written down, and why it says so.

use domain::{ConfiguredStatus, Level, MetricSums, TimestampMillis};
use rules::{
    Act, Answer, Decision, Evaluation, Frame, Guard, LearningStage, Outside, Prepared, Seen, Standing, Unknown,
};
use serde_json::{Value, json};

use crate::said::{euro, last, metric, pausing, prepared, raising, ripe};
use crate::world::{World, id};

/// An account with one campaign, `adsets` ad sets with a budget of 100.00 a day each, and two ads in each of them. Each
/// day of each object: 1,000 impressions, 20 clicks, 20.00 spent, one conversion worth 10.00.
pub(crate) fn plain(adsets: usize) -> World {
    let mut world = World::fresh(&mut fastrand::Rng::with_seed(7));
    let model = world.objects[0][0].clone();
    let old = world.at.plus_millis(-60 * 86_400_000);
    let counts = [1, 1, adsets, adsets * 2];
    world.rows.clear();
    world.account.target_cpa_minor = Some(1_000);
    world.account.maturity_percent = vec![40.0, 60.0, 80.0, 95.0, 100.0];
    for level in Level::ALL {
        let number = crate::world::number(level);
        world.objects[number] = (0..counts[number])
            .map(|index| {
                let parent = match level {
                    Level::Account => None,
                    Level::Campaign | Level::Adset => Some(0),
                    Level::Ad => Some(u32::try_from(index / 2).unwrap()),
                };
                let mut object = model.clone();
                object.id = id(level, index);
                object.name = format!("{} {index}", level.as_str()).into();
                object.parent = parent;
                object.configured = ConfiguredStatus::Active;
                object.effective = Some(domain::EffectiveStatus::Active);
                object.created = Some(old);
                object.daily_budget_minor = (level == Level::Adset).then_some(10_000);
                object.lifetime_budget_minor = None;
                object.bid_minor = None;
                object.learning = Some(LearningStage::Learned);
                object
            })
            .collect();
        let today = world.today();
        world.read[number] = (today.plus_days(-39), vec![Some(world.at.plus_millis(-60_000)); 40]);
        for index in 0..counts[number] {
            for back in 0..40 {
                world.rows.insert((level, index, today.number() - back), day());
            }
        }
    }
    world
}

fn day() -> MetricSums {
    MetricSums {
        impressions: 1_000,
        clicks: 20,
        link_clicks: 10,
        spend_minor: 2_000,
        conversions_milli: 1_000,
        value_minor: 1_000,
    }
}

fn evaluated(world: &World, rule: &Value) -> Evaluation {
    let prepared = prepared(rule);
    rules::evaluate(&prepared, &world.snapshot(std::slice::from_ref(&prepared)))
}

pub(crate) fn why(world: &World, rule: &Value, level: Level, index: usize) -> Decision {
    let prepared: Prepared = prepared(rule);
    let snapshot = world.snapshot(std::slice::from_ref(&prepared));
    Frame::new(&snapshot).explain(&prepared, &id(level, index)).unwrap()
}

/// A rule whose only condition compares a term with a value.
fn comparing(left: Value, is: &str, right: Value) -> Value {
    let mut rule = pausing();
    rule["when"] = json!({"compare": {"left": left, "is": is, "right": right}});
    rule
}

fn answer(world: &World, left: Value, is: &str, right: Value) -> (Answer, Option<Unknown>) {
    let decision = why(world, &comparing(left, is, right), Level::Adset, 0);
    match decision.reasons.seen {
        Seen::Compare { left, right, .. } => (decision.reasons.answer, left.unknown.or(right.unknown)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_object_that_meets_the_conditions_is_acted_on_and_the_reasons_say_with_which_values() {
    let mut world = plain(2);
    // The other one does well, so that something stays on.
    for (_, row) in world.rows.range_mut((Level::Adset, 0, 0)..(Level::Adset, 1, 0)) {
        row.value_minor = 90_000;
    }
    let decision = why(&world, &pausing(), Level::Adset, 1);
    assert_eq!(decision.standing, Standing::Acts);
    assert_eq!(decision.act, Some(Act::Pause(rules::Until::Recovered)));
    let Seen::All(parts) = decision.reasons.seen else { panic!("{:?}", decision.reasons) };
    assert_eq!(parts[0].place, "when.all[0]");
    let Seen::Compare { left, right, .. } = &parts[0].seen else { panic!("{:?}", parts[0]) };
    assert_eq!((left.value, right.value), (Some(14_000.0), Some(5_000.0)));
    assert_eq!(left.figures[0].days.unwrap().len_days(), 7);
    assert!(left.figures[0].read_at.is_some());
    assert!(decision.guards.iter().all(rules::Verdict::lets_pass), "{:?}", decision.guards);
}

#[test]
fn absent_is_not_zero() {
    let mut world = plain(1);
    world.rows.retain(|(level, _, _), _| *level != Level::Adset);
    let spend = || metric("spend", last(7));
    for is in ["equal", "below", "above", "at_least", "not_equal"] {
        assert_eq!(answer(&world, spend(), is, euro(0)), (Answer::CannotTell, Some(Unknown::NoFigures)), "{is}");
    }
    // Neither does "none of these" turn what cannot be told into a reason to act.
    let mut rule = pausing();
    let above = json!({"compare": {"left": spend(), "is": "above", "right": euro(1)}});
    rule["when"] = json!({"none": [above]});
    assert_eq!(why(&world, &rule, Level::Adset, 0).standing, Standing::CannotTell);
}

#[test]
fn what_was_not_read_or_too_long_ago_cannot_be_told() {
    let spend = || (metric("spend", last(7)), euro(1));
    let told = |change: &dyn Fn(&mut [Option<TimestampMillis>], TimestampMillis)| {
        let mut world = plain(1);
        let at = world.at;
        change(&mut world.read[2].1, at);
        let (left, right) = spend();
        answer(&world, left, "above", right)
    };
    let hours = |at: TimestampMillis, hours: i64| Some(at.plus_millis(-hours * 3_600_000));
    assert_eq!(told(&|_, _| {}), (Answer::Met, None));
    // Days are counted from 39 days ago, so yesterday is at 38.
    let (answer, why) = told(&|read, _| read[35] = None);
    assert!(matches!((answer, why), (Answer::CannotTell, Some(Unknown::NotRead(_)))), "{why:?}");
    let (_, why) = told(&|read, at| read[38] = hours(at, 3));
    assert!(matches!(why, Some(Unknown::Stale { .. } | Unknown::ReadBeforeItEnded(_))), "{why:?}");
    let (_, why) = told(&|read, at| read[36] = hours(at, 24 * 5));
    assert!(matches!(why, Some(Unknown::ReadBeforeItEnded(_))), "{why:?}");
    let (_, why) = told(&|read, at| read[36] = Some(at.plus_millis(1)));
    assert!(matches!(why, Some(Unknown::ReadInTheFuture(_))), "{why:?}");
    // A day in the middle may have been read long ago, as long as it was over by then.
    assert_eq!(told(&|read, at| read[33] = hours(at, 60)).0, Answer::Met);
}

#[test]
fn money_of_another_currency_and_missing_targets_cannot_be_told() {
    let world = plain(1);
    let mut rule = pausing();
    rule["when"] = json!({"compare": {"left": metric("spend", last(7)), "is": "above",
        "right": {"money": {"minor": 1, "currency": "USD"}}}});
    rule["guards"]["floors"]["spend"] = json!({"minor": 1, "currency": "USD"});
    let decision = why(&world, &rule, Level::Adset, 0);
    assert_eq!(decision.standing, Standing::CannotTell);
    let roas = answer(&world, metric("roas", last(7)), "below", json!({"target": "roas"}));
    // This account happens to have one; without it nothing can be said.
    let mut without = plain(1);
    without.account.target_roas = None;
    assert_ne!(roas.0, Answer::CannotTell);
    let told = answer(&without, metric("roas", last(7)), "below", json!({"target": "roas"}));
    assert_eq!(told, (Answer::CannotTell, Some(Unknown::NoTarget)));
}

#[test]
fn matured_windows_leave_out_what_has_not_arrived() {
    let mut world = plain(1);
    let today = world.today().number();
    // Everything of the last three days is lost money; before that every day pays back tenfold.
    for back in 0..40 {
        let row = world.rows.get_mut(&(Level::Adset, 0, today - back)).unwrap();
        row.value_minor = if back < 3 { 0 } else { 20_000 };
    }
    let roas = |window: Value| answer(&world, metric("roas", window), "equal", json!({"number": 10}));
    assert_eq!(roas(ripe(7)).0, Answer::Met);
    assert_eq!(roas(last(7)).0, Answer::NotMet);
    let percent = |percent: u8| json!({"matured": {"days": 7, "leave_out": {"under_percent": percent}}});
    // 95 % is reached on the third day after.
    assert_eq!(roas(percent(95)).0, Answer::Met);
    assert_eq!(roas(percent(70)).0, Answer::NotMet);
    world.account.maturity_percent.clear();
    let told = answer(&world, metric("roas", percent(95)), "equal", json!({"number": 10}));
    assert_eq!(told, (Answer::CannotTell, Some(Unknown::NoMaturity)));
}

#[test]
fn a_tie_across_the_edge_takes_none_of_those_who_are_tied() {
    let ranked = |spends: [i64; 4], take: Value, zeros: &str| {
        let mut world = plain(4);
        let today = world.today().number();
        for (index, spend) in spends.into_iter().enumerate() {
            for back in 0..40 {
                let row = world.rows.get_mut(&(Level::Adset, index, today - back)).unwrap();
                row.spend_minor = spend;
            }
        }
        let mut rule = pausing();
        rule["then"] = json!("notify");
        rule["guards"] = json!({});
        rule["when"] = json!({"rank": {"by": metric("spend", json!("yesterday")), "among": "siblings", "end": "bottom",
            "take": take, "zeros": zeros}});
        let standings = evaluated(&world, &rule).standings;
        standings.into_iter().map(|standing| standing == Standing::Acts).collect::<Vec<_>>()
    };
    let count = |count: u32| json!({"count": count});
    assert_eq!(ranked([5, 6, 7, 8], count(1), "count"), [true, false, false, false]);
    assert_eq!(ranked([5, 5, 7, 8], count(1), "count"), [false, false, false, false]);
    assert_eq!(ranked([5, 5, 7, 8], count(2), "count"), [true, true, false, false]);
    assert_eq!(ranked([0, 6, 7, 8], count(1), "count"), [true, false, false, false]);
    assert_eq!(ranked([0, 6, 7, 8], count(1), "leave_out"), [false, true, false, false]);
    assert_eq!(ranked([0, 6, 7, 8], json!({"percent": 50}), "count"), [true, true, false, false]);
    // Half of three, rounded down.
    assert_eq!(ranked([0, 6, 7, 8], json!({"percent": 50}), "leave_out"), [false, true, false, false]);
}

#[test]
fn each_guard_stops_an_act_and_says_which_it_was() {
    let stopped_by = |rule: &Value, change: &dyn Fn(&mut World)| {
        let mut world = plain(3);
        change(&mut world);
        let decision = why(&world, rule, Level::Adset, 0);
        assert_eq!((decision.standing, &decision.act), (Standing::Refused, &None), "{decision:#?}");
        let stopping = decision.guards.iter().filter(|verdict| !verdict.lets_pass());
        stopping.map(|verdict| verdict.guard).collect::<Vec<_>>()
    };
    let with = |key: &str, value: Value| {
        let mut rule = pausing();
        rule["guards"][key] = value;
        rule
    };
    let floors = |floor: &str, value: Value| {
        let mut rule = pausing();
        rule["guards"]["floors"][floor] = value;
        rule
    };
    let same = |_: &mut World| {};
    assert_eq!(stopped_by(&floors("spend", json!({"minor": 14_001, "currency": "EUR"})), &same), [Guard::FloorSpend]);
    assert_eq!(stopped_by(&floors("impressions", json!(7_001)), &same), [Guard::FloorImpressions]);
    assert_eq!(stopped_by(&floors("conversions", json!(8)), &same), [Guard::FloorConversions]);
    assert_eq!(stopped_by(&floors("age_hours", json!(1_441)), &same), [Guard::FloorAge]);
    let learning = |world: &mut World| world.objects[2][0].learning = Some(LearningStage::Learning);
    assert_eq!(stopped_by(&pausing(), &learning), [Guard::LearningPhase]);
    assert_eq!(stopped_by(&pausing(), &|world| world.objects[2][0].learning = None), [Guard::LearningPhase]);
    assert_eq!(
        stopped_by(&with("acts_a_run", json!(2)), &|world| {
            // One more that stays on, so that the campaign is not emptied.
            let mut spared = world.objects[2][0].clone();
            spared.id = id(Level::Adset, 9);
            world.objects[2].push(spared);
        }),
        [Guard::ActsARun]
    );
    assert_eq!(stopped_by(&pausing(), &same), [Guard::KeepsTheParent]);
}

#[test]
fn a_budget_out_of_bounds_is_refused_and_never_held_at_the_bound() {
    let raised = |old: i64, by: Value| {
        let mut world = plain(3);
        world.objects[2][0].daily_budget_minor = Some(old);
        let mut rule = raising(2_000);
        rule["when"] = json!({"compare": {"left": metric("roas", ripe(7)), "is": "below", "right": {"number": 1}}});
        rule["then"]["budget"]["by"] = by;
        rule["guards"]["floors"]["conversions"] = json!(1);
        let decision = why(&world, &rule, Level::Adset, 0);
        decision.act.map(|act| match act {
            Act::Set { from, to, .. } => (from.minor, to.minor),
            other => panic!("{other:?}"),
        })
    };
    let points = |points: u32| json!({"raise": {"basis_points": points}});
    let lower = |points: u32| json!({"lower": {"basis_points": points}});
    assert_eq!(raised(10_000, points(2_000)), Some((10_000, 12_000)));
    assert_eq!(raised(10_001, points(1_250)), Some((10_001, 11_251)));
    assert_eq!(raised(41_666, points(2_000)), Some((41_666, 49_999)));
    assert_eq!(raised(41_668, points(2_000)), None, "above the ceiling of 500.00");
    assert_eq!(raised(10_000, points(2_001)), None, "more than the largest step up");
    assert_eq!(raised(10_000, lower(5_000)), Some((10_000, 5_000)));
    assert_eq!(raised(10_000, lower(5_001)), None, "more than the largest step down");
    assert_eq!(raised(900, lower(5_000)), None, "below the floor of 5.00");
    assert_eq!(raised(10_000, json!({"set": {"minor": 11_000, "currency": "EUR"}})), Some((10_000, 11_000)));
    assert_eq!(raised(10_000, json!({"set": {"minor": 10_000, "currency": "EUR"}})), None, "nothing to do");
    assert_eq!(
        raised(10_000, json!({"raise": {"amount": {"minor": 1_500, "currency": "EUR"}}})),
        Some((10_000, 11_500))
    );
}

#[test]
fn a_run_that_touches_much_of_an_account_asks_a_person() {
    let asks = |adsets: usize, meeting: usize| {
        let mut world = plain(adsets);
        let today = world.today().number();
        for index in meeting..adsets {
            for back in 0..40 {
                world.rows.get_mut(&(Level::Adset, index, today - back)).unwrap().value_minor = 90_000;
            }
        }
        evaluated(&world, &pausing()).reach
    };
    // Few objects, but more than a quarter of the budget.
    let reach = asks(12, 5);
    assert_eq!((reach.objects, reach.active, reach.budget_moved_minor), (5, 12, 50_000));
    assert!(reach.asks_a_person());
    // Not more than five, and not more than a quarter.
    assert!(!asks(20, 5).asks_a_person());
    // More than five and more than a fifth.
    assert!(asks(24, 6).asks_a_person());
    // A fifth, though many.
    assert!(!asks(40, 8).asks_a_person());
}

#[test]
fn why_not_says_what_keeps_an_object_out() {
    let outside = |change: &dyn Fn(&mut World), rule: Value| {
        let mut world = plain(2);
        change(&mut world);
        why(&world, &rule, Level::Adset, 0).outside
    };
    let with = |key: &str, value: Value| {
        let mut rule = pausing();
        rule["scope"][key] = value;
        rule
    };
    let archived = |world: &mut World| world.objects[2][0].configured = ConfiguredStatus::Archived;
    assert_eq!(outside(&archived, pausing()), Some(Outside::Gone));
    let same = |_: &mut World| {};
    assert_eq!(outside(&same, pausing()), None);
    assert_eq!(outside(&same, with("accounts", json!(["act_99"]))), Some(Outside::OtherAccount));
    assert_eq!(outside(&same, with("never", json!([id(Level::Campaign, 0)]))), Some(Outside::NeverTouch));
    assert_eq!(outside(&same, with("members", json!({"only": [id(Level::Adset, 1)]}))), Some(Outside::NotListed));
    let named = json!([{"status": ["ACTIVE"]}, {"name": {"is": {"contains": "elsewhere"}}}]);
    assert_eq!(outside(&same, with("filters", named)), Some(Outside::Filtered(1)));
}
