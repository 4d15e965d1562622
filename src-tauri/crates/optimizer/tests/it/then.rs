//! The past as it was known then, against snapshots that were taken then.

use domain::{DayRange, Level, MetricSums, TimestampMillis};
use fastrand::Rng;
use optimizer::StoreHistory;
use rules::{Answer, Frame, History, Known, Prepared, Said, backtest, explain_then};
use serde_json::json;
use store::{InsightsQuery, ObjectRef, PulledDay};

use crate::world::*;

fn last(days: u16, with_today: bool) -> serde_json::Value {
    json!({"last": {"days": days, "with_today": with_today}})
}

fn rules() -> Vec<Prepared> {
    let ripe = json!({"matured": {"days": 5, "leave_out": {"under_percent": 80}}});
    vec![
        telling("ad", last(7, false), json!("today")),
        telling("adset", json!("lifetime"), ripe),
        telling("campaign", last(3, true), json!("this_month")),
        telling("account", last(14, false), json!("yesterday")),
    ]
}

fn history(world: &World) -> StoreHistory {
    StoreHistory::open(world.store.clone(), &account(), &targets()).unwrap()
}

/// A life of so many steps, with what was seen at each of them.
fn live(rng: &mut Rng, steps: usize, rules: &[Prepared]) -> (World, Vec<(TimestampMillis, Vec<Seen>)>) {
    let mut world = World::oslo();
    (0..3).for_each(|_| world.grow(rng));
    let mut taken = Vec::new();
    for _ in 0..steps {
        world.step(rng);
        taken.push((world.now(), rules.iter().map(|rule| seen(&world.look(rule), rule)).collect()));
    }
    (world, taken)
}

fn compare(history: &mut StoreHistory, at: TimestampMillis, rule: &Prepared, then: &Seen) {
    let snapshot = history.snapshot(at, Known::At(at), rule).unwrap();
    let now = seen(&snapshot, rule);
    assert_eq!(now.read_at, then.read_at, "{at:?} {}", rule.rule().id);
    let ids = |seen: &Seen| seen.objects.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&now), ids(then), "{at:?} {}", rule.rule().id);
    for (key, shown) in &now.objects {
        assert_eq!(shown, &then.objects[key], "{at:?} {} {key:?}", rule.rule().id);
    }
    assert_eq!(now.decisions, then.decisions, "{at:?} {}", rule.rule().id);
}

#[test]
fn every_instant_of_the_past_looks_as_it_did_then() {
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let rules = rules();
        let (mut world, taken) = live(&mut rng, 40, &rules);
        let mut past: Vec<StoreHistory> = rules.iter().map(|_| history(&world)).collect();
        for (at, then) in &taken {
            for ((rule, seen), history) in rules.iter().zip(then).zip(&mut past) {
                compare(history, *at, rule, seen);
            }
        }
        // In between nothing was learned, backwards is possible, and so is going on while syncs write.
        for _ in 0..12 {
            world.step(&mut rng);
            let (at, then) = &taken[rng.usize(..taken.len())];
            for ((rule, seen), history) in rules.iter().zip(then).zip(&mut past) {
                compare(history, *at, rule, seen);
            }
        }
    }
}

#[test]
fn a_snapshot_is_what_plain_rows_say() {
    for seed in 100..112 {
        let mut rng = Rng::with_seed(seed);
        let (world, _) = live(&mut rng, 25, &[]);
        for rule in rules() {
            let snapshot = world.look(&rule);
            let level = rule.rule().scope.level;
            let objects = snapshot.objects(level);
            for range in windows(&snapshot, &rule, level) {
                let query = InsightsQuery { accounts: vec![account()], level, range, daily: false };
                let rows = world.store.read_blocking(move |db| db.insights(&query)).unwrap();
                for index in 0..objects.len() {
                    let row = rows.iter().find(|row| Some(&row.object) == objects.id(index));
                    let expected = row.map_or((0, MetricSums::default()), |row| (row.days_with_figures, row.sums));
                    // A window that begins before the first known day has no sums, and cannot be told.
                    if range.since() >= objects.figures.coverage.first().unwrap() {
                        assert_eq!(objects.figures.sums(range, index), Some(expected), "{seed} {level:?} {range:?}");
                    }
                }
            }
        }
        settings_are_those_of_the_rows(&world);
    }
}

fn settings_are_those_of_the_rows(world: &World) {
    let snapshot = world.look(&rules()[0]);
    let sets = snapshot.objects(Level::Adset);
    for row in &world.adsets {
        let set = sets.get(sets.position(&row.id).unwrap()).unwrap();
        assert_eq!((set.bid_minor, &*set.name, set.created), (row.bid_amount_minor, &*row.name, row.created_time));
        let above = snapshot.objects(Level::Campaign).id(set.parent.unwrap() as usize).unwrap();
        assert_eq!(above, &row.campaign_id);
    }
    let campaigns = snapshot.objects(Level::Campaign);
    for row in &world.campaigns {
        let campaign = campaigns.get(campaigns.position(&row.id).unwrap()).unwrap();
        assert_eq!(campaign.daily_budget_minor, row.daily_budget_minor);
        assert_eq!(campaign.lifetime_budget_minor, row.lifetime_budget_minor);
        assert_eq!((campaign.configured.as_str(), campaign.parent), (&*row.status, Some(0)));
        assert_eq!(campaign.objective.as_deref(), Some("OUTCOME_SALES"));
        let labels: &[&str] = if row.extra == "{}" { &[] } else { &["brand", "q1"] };
        assert_eq!(campaign.labels.iter().map(|label| &**label).collect::<Vec<_>>(), labels);
    }
    let ads = snapshot.objects(Level::Ad);
    for row in &world.ads {
        let ad = ads.get(ads.position(&row.id).unwrap()).unwrap();
        let object = ObjectRef { account: account(), level: Level::Ad, id: row.id.clone() };
        let detail = world.store.read_blocking(move |db| db.object(&object)).unwrap();
        let store::ObjectDetail::Ad(stored, _) = detail else { panic!("an ad") };
        let status = if stored.presence.deleted_at.is_some() { "DELETED" } else { &row.status };
        assert_eq!(ad.configured.as_str(), status);
    }
}

/// An ad set whose conversions of each day arrive three days later; read each morning at nine, for so many days.
fn late(days: i64) -> World {
    let mut world = World::oslo();
    let mut rng = Rng::with_seed(1);
    (0..6).for_each(|_| world.grow(&mut rng));
    for _ in 0..days {
        world.clock.advance(24 * HOUR);
        let (today, now) = (world.today(), world.now());
        let range = DayRange::ending(today, 10);
        let mut rows = Vec::new();
        for day in range.days() {
            for number in 1..=6 {
                let here = number > 1 || today.number() - day.number() >= 3;
                let conversions = i64::from(here) * 5;
                let sums = MetricSums {
                    impressions: 1_000,
                    clicks: 50,
                    link_clicks: 40,
                    spend_minor: 4_000,
                    conversions_milli: conversions * 1_000,
                    value_minor: conversions * 2_000,
                };
                rows.push(figures(id(Level::Adset, number), day, sums));
            }
        }
        let marks = range.days().map(|day| PulledDay { day, pulled_at: now, rows: 6 }).collect();
        for level in [Level::Campaign, Level::Ad] {
            let marks = range.days().map(|day| PulledDay { day, pulled_at: now, rows: 0 }).collect();
            world.put(level, now, vec![], marks);
        }
        world.put(Level::Adset, now, rows, marks);
    }
    world
}

fn hasty() -> Prepared {
    prepared(json!({
        "format": 1, "id": "hasty", "name": "Hasty", "scope": {"level": "adset"},
        "when": {"compare": {
            "left": {"metric": {"of": "roas", "window": last(3, false)}}, "is": "below", "right": {"number": 1}}},
        "then": {"pause": "a_person"}, "schedule": {"every": {"daily_at": "09:30"}},
        "guards": {
            "floors": {"window": last(3, false), "spend": {"minor": 1000, "currency": "EUR"}, "age_hours": 24},
            "learning": "touch", "freshness_minutes": 240, "may_empty_the_parent": true
        }
    }))
}

#[test]
fn a_backtest_of_the_cache_finds_the_pause_that_late_conversions_would_have_spared() {
    let world = late(40);
    let mut past = history(&world);
    let days = DayRange::new(world.today().plus_days(-25), world.today().plus_days(-15)).unwrap();
    let report = backtest(&hasty(), &mut past, days, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!((report.ticks, report.hindsight_ticks, report.blind_ticks), (11, 0, 0));
    assert_eq!(report.touches.len(), 1, "{:#?}", report.touches);
    let touch = &report.touches[0];
    assert_eq!((&touch.object, touch.said), (&id(Level::Adset, 1), Said::LateFigures));
    // The day itself was read whole at nine, and a week followed.
    assert_eq!(touch.after.unwrap().sums.spend_minor, 7 * 4_000);
    assert_eq!(past.until(), world.today().plus_days(-1));
}

#[test]
fn before_the_first_read_only_whole_days_are_known() {
    let world = late(40);
    let mut past = history(&world);
    let first = past.known_since().unwrap();
    // The first read brought ten days; before it, those are replayed as they are known by now.
    let days = DayRange::ending(zone().day_of(first).unwrap(), 4);
    let report = backtest(&hasty(), &mut past, days, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!((report.ticks, report.hindsight_ticks), (4, 3));
    let at = first.plus_millis(-24 * HOUR);
    let today = zone().day_of(at).unwrap();
    let snapshot = past.snapshot(at, Known::WholeDays, &hasty()).unwrap();
    let coverage = &snapshot.objects(Level::Adset).figures.coverage;
    assert_eq!((coverage.read_at(today), coverage.read_at(today.plus_days(-1))), (None, Some(at)));
}

#[test]
fn why_is_told_as_of_then_and_not_of_what_was_not_there() {
    let world = late(20);
    let mut past = history(&world);
    let at = world.now().plus_millis(-5 * 24 * HOUR + HOUR);
    let then = explain_then(&hasty(), &mut past, &id(Level::Adset, 1), at).unwrap().unwrap();
    assert_eq!(then.reasons.answer, Answer::Met);
    let now = past.snapshot(at, Known::Now, &hasty()).unwrap();
    let now = Frame::new(&now).explain(&hasty(), &id(Level::Adset, 1)).unwrap();
    assert_eq!(now.reasons.answer, Answer::NotMet, "by now the conversions have arrived");
    assert_eq!(explain_then(&hasty(), &mut past, &id(Level::Adset, 99), at).unwrap(), None);
}
