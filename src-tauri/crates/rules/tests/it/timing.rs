//! When rules look, through changes of the clocks; and guards that know what was done before.

use domain::{AccountDay, AccountZone, Money, ObjectId, TimestampMillis};
use rules::{Act, AmountField, Every, Guard, Guards, Hours, Past, Schedule, TimeOfDay, Weekday};

use crate::world::euro;

const HOUR: i64 = 3_600_000;

fn zone() -> AccountZone {
    AccountZone::parse("Europe/Oslo").unwrap()
}

fn time(text: &str) -> TimeOfDay {
    TimeOfDay::try_from(text.to_owned()).unwrap()
}

fn slots_on(day: &str, every: Every, hours: Vec<Hours>) -> Vec<TimestampMillis> {
    let day = AccountDay::parse(day).unwrap();
    let (start, end) = (zone().start_of(day), zone().start_of(day.plus_days(1)));
    Schedule { every, hours }.slots(&zone(), start.plus_millis(-1), end.plus_millis(-1))
}

#[test]
fn a_day_of_23_or_25_hours_has_fewer_or_more_ticks_and_none_twice() {
    for (day, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
        let slots = slots_on(day, Every::Minutes(60), Vec::new());
        assert_eq!(slots.len(), hours, "{day}");
        assert!(slots.windows(2).all(|pair| pair[1].millis_since(pair[0]) == HOUR), "{day}");
        let daily = slots_on(day, Every::DailyAt(time("02:30")), Vec::new());
        assert_eq!(daily.len(), 1, "{day}");
    }
}

#[test]
fn a_time_that_is_skipped_or_comes_twice_is_looked_at_once() {
    let shown = |day: &str| {
        let at = slots_on(day, Every::DailyAt(time("02:30")), Vec::new())[0];
        zone().local(at).unwrap().format("%H:%M").to_string()
    };
    assert_eq!(shown("2026-03-29"), "03:00");
    assert_eq!(shown("2026-10-25"), "02:30");
}

#[test]
fn slots_of_adjoining_stretches_are_the_slots_of_the_whole() {
    let schedule = Schedule { every: Every::Minutes(45), hours: Vec::new() };
    let start = TimestampMillis(1_774_700_000_000);
    let at = |hours: i64| start.plus_millis(hours * HOUR);
    let whole = schedule.slots(&zone(), at(0), at(72));
    let parts: Vec<_> = (0..72).flat_map(|hour| schedule.slots(&zone(), at(hour), at(hour + 1))).collect();
    assert_eq!(whole, parts);
    // Nothing is replayed when the clock goes back.
    assert!(schedule.slots(&zone(), at(5), at(2)).is_empty());
}

#[test]
fn hours_may_end_on_the_next_day() {
    let night = || vec![Hours { days: vec![Weekday::Friday], from: time("22:00"), until: time("02:00") }];
    // A Friday and the Saturday after it.
    assert_eq!(slots_on("2026-06-05", Every::Minutes(60), night()).len(), 2);
    assert_eq!(slots_on("2026-06-06", Every::Minutes(60), night()).len(), 2);
    assert_eq!(slots_on("2026-06-04", Every::Minutes(60), night()).len(), 0);
}

fn object() -> ObjectId {
    ObjectId::parse("42").unwrap()
}

fn set(from: i64, to: i64) -> Act {
    let money = |minor| Money { minor, currency: euro() };
    Act::Set { field: AmountField::DailyBudget, from: money(from), to: money(to) }
}

/// Guards that stop an act `minutes` after noon.
fn stopping(past: &Past, guards: &Guards, minutes: i64, act: &Act, run: usize) -> Vec<Guard> {
    let now = noon().plus_millis(minutes * 60_000);
    let verdicts = past.guards(guards, &zone(), now, (&object(), act), run);
    verdicts.into_iter().filter(|verdict| !verdict.lets_pass()).map(|verdict| verdict.guard).collect()
}

fn noon() -> TimestampMillis {
    zone().instant(AccountDay::parse("2026-06-01").unwrap(), 720).unwrap()
}

#[test]
fn what_was_done_before_holds_a_rule_back() {
    let guards = Guards { cool_down_minutes: 60, acts_per_object_a_day: 2, acts_a_day: 3, ..Guards::default() };
    let mut past = Past::default();
    let pause = Act::Pause(rules::Until::APerson);
    assert_eq!(stopping(&past, &guards, 0, &pause, 1), []);
    assert_eq!(stopping(&past, &guards, 0, &pause, 4), [Guard::ActsToday]);
    past.note(&object(), noon(), &pause);
    assert_eq!(stopping(&past, &guards, 59, &pause, 1), [Guard::CoolDown]);
    assert_eq!(stopping(&past, &guards, 60, &pause, 1), []);
    // A clock that was put back shortens nothing.
    assert_eq!(stopping(&past, &guards, -600, &pause, 1), [Guard::CoolDown]);
    past.note(&object(), noon().plus_millis(HOUR), &pause);
    assert_eq!(stopping(&past, &guards, 180, &pause, 1), [Guard::ActsOnObjectToday]);
    assert_eq!(stopping(&past, &guards, 13 * 60, &pause, 1), [], "the next day");
}

#[test]
fn all_steps_of_a_day_together_stay_within_the_limit() {
    let guards = Guards { cool_down_minutes: 60, acts_per_object_a_day: 12, ..Guards::default() };
    let mut past = Past::default();
    past.note(&object(), noon(), &set(10_000, 12_000));
    past.note(&object(), noon().plus_millis(HOUR), &set(12_000, 14_400));
    assert_eq!(stopping(&past, &guards, 180, &set(14_400, 15_000), 1), []);
    assert_eq!(stopping(&past, &guards, 180, &set(14_400, 15_001), 1), [Guard::DaySum]);
    // 24 hours after the first step it is the second that counts from.
    assert_eq!(stopping(&past, &guards, 24 * 60, &set(14_400, 17_280), 1), []);
    assert_eq!(stopping(&past, &guards, 24 * 60, &set(14_400, 18_001), 1), [Guard::DaySum]);
}
