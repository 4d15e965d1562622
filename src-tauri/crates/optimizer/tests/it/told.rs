//! What cannot be told is not told.

use domain::{DayRange, Level, MetricSums};
use fastrand::Rng;
use rules::{Frame, Seen, Standing, Unknown};
use serde_json::json;
use store::PulledDay;

use crate::world::*;

/// A few objects with a row on each of the last ten days, of which some were read.
fn world(read: impl Fn(i64) -> bool) -> World {
    let mut world = World::oslo();
    (0..3).for_each(|_| world.grow(&mut Rng::with_seed(5)));
    world.clock.advance(48 * HOUR);
    let (now, today) = (world.now(), world.today());
    let days = DayRange::ending(today, 10);
    let sums = MetricSums { impressions: 500, spend_minor: 900, conversions_milli: 5_000, ..MetricSums::default() };
    let rows = days.days().map(|day| figures(id(Level::Ad, 1), day, sums)).collect();
    let marks = days.days().filter(|day| read(i64::from(today.number() - day.number())));
    let marks = marks.map(|day| PulledDay { day, pulled_at: now, rows: 1 }).collect();
    world.put(Level::Ad, now, rows, marks);
    world
}

fn why(world: &World, window: serde_json::Value, right: serde_json::Value, of: &str) -> (Standing, Option<Unknown>) {
    let rule = prepared(json!({
        "format": 1, "id": "one", "name": "One", "scope": {"level": "ad"},
        "when": {"compare": {"left": {"metric": {"of": of, "window": window}}, "is": "above", "right": right}},
        "then": "notify", "schedule": {"every": {"daily_at": "08:00"}}
    }));
    let snapshot = world.look(&rule);
    let decision = Frame::new(&snapshot).explain(&rule, &id(Level::Ad, 1)).unwrap();
    let Seen::Compare { left, right, .. } = decision.reasons.seen else { panic!("a comparison") };
    (decision.standing, left.unknown.or(right.unknown))
}

#[test]
fn a_day_that_is_missing_or_money_of_another_country_cannot_be_told() {
    let week = || json!({"last": {"days": 7, "with_today": false}});
    let many = || json!({"number": 3});
    let all = world(|_| true);
    assert_eq!(why(&all, week(), many(), "conversions"), (Standing::Acts, None));
    let gap = world(|back| back != 4);
    let missing = gap.today().plus_days(-4);
    assert_eq!(why(&gap, week(), many(), "conversions"), (Standing::CannotTell, Some(Unknown::NotRead(missing))));
    assert_eq!(why(&gap, json!("yesterday"), many(), "conversions"), (Standing::Acts, None));
    let month = json!({"last": {"days": 30, "with_today": false}});
    assert_eq!(why(&all, month, many(), "conversions"), (Standing::CannotTell, Some(Unknown::HistoryTooShort)));
    let dollars = json!({"money": {"minor": 100, "currency": "USD"}});
    assert_eq!(why(&all, week(), dollars, "spend"), (Standing::CannotTell, Some(Unknown::OtherCurrency)));
    all.clock.advance(5 * HOUR);
    let (standing, unknown) = why(&all, week(), many(), "conversions");
    assert!(matches!((standing, unknown), (Standing::CannotTell, Some(Unknown::Stale { .. }))), "{unknown:?}");
}
