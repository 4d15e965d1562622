//! Figures of a level as they were known at an instant that moves on, against a slow and obvious model.

use std::collections::BTreeMap;

use domain::{Level, MetricSums, TimestampMillis};
use proptest::prelude::*;
use store::{KnownThen, PulledDay, Roster};

use crate::support::*;

/// By object and day: each value with when it was first seen.
type Model = BTreeMap<(i64, i32), Vec<(i64, i64)>>;

/// Sums of an object up to a day, and on how many days it has figures, with what was seen by an instant.
fn known(model: &Model, object: i64, (first, last): (i32, i32), instant: i64) -> (i64, MetricSums) {
    let mut sums = (0, MetricSums::default());
    for ((_, day), values) in model.iter().filter(|((of, _), _)| *of == object) {
        let value = values.iter().rfind(|(seen, _)| *seen <= instant);
        if let Some((_, seed)) = value.filter(|_| (first..=last).contains(day)) {
            sums.0 += 1;
            sums.1.add(&figures(*seed).sums);
        }
    }
    sums
}

fn in_slot(columns: &store::SlotSums, slot: u32) -> (i64, MetricSums) {
    let [days, impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor] =
        columns.each_ref().map(|column| column.get(slot as usize).copied().unwrap_or(0));
    (days, MetricSums { impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sums_as_known_then_are_those_of_a_plain_table(
        batches in proptest::collection::vec(
            (0_i64..1000, proptest::collection::vec((1_i64..9, 20_010_i32..20_090, 0_i64..6), 0..50)), 1..5),
        mut instants in proptest::collection::vec((0_i64..1100, 20_020_i32..20_095), 1..8),
        level in prop_oneof![Just(Level::Campaign), Just(Level::Account)],
    ) {
        let fixture = Fixture::new();
        let mut model = Model::new();
        let mut batches = batches;
        batches.sort_by_key(|(at, _)| *at);
        for (at, rows) in &batches {
            let seen_at = NOW.plus_millis(*at);
            put(&fixture.store, "1", Level::Campaign, seen_at, rows.iter().map(|(o, d, s)| metric(o, *d, *s)).collect())
                .unwrap();
            let rows: BTreeMap<(i64, i32), i64> = rows.iter().map(|(o, d, s)| ((*o, *d), *s)).collect();
            for (place, seed) in rows {
                let values = model.entry(place).or_default();
                if values.last().is_none_or(|(_, last)| figures(*last) != figures(seed)) {
                    values.push((seen_at.0, seed));
                }
            }
        }
        let objects: Vec<i64> = (1..9).collect();
        // Mostly forwards, as a backtest goes, and once back.
        let last = instants.pop();
        instants.sort_unstable();
        instants.extend(last);
        let mut then = KnownThen::new(account("1"), level);
        for (instant, until) in instants {
            let at = TimestampMillis(NOW.0 + instant);
            let since = day(20_000 + (until - 20_000) / 40 * 20);
            let ends = [day(until - 9), day(until - 1), day(until)];
            let (known_then, sums, slots) = {
                let (mut moving, ids) = (then, objects.iter().map(id).collect::<Vec<_>>());
                fixture.store.read_blocking(move |db| {
                    let sums = db.slot_sums_then(&mut moving, at, since, &ends)?;
                    Ok((moving, sums, db.slots_of(&account("1"), Level::Campaign, &ids)?))
                }).unwrap()
            };
            then = known_then;
            for (end, columns) in ends.iter().zip(&sums) {
                let range = (since.number(), end.number());
                if level == Level::Account {
                    let of = |object: &i64| known(&model, *object, range, at.0).1;
                    let all = objects.iter().map(of).fold(MetricSums::default(), |mut all, one| { all.add(&one); all });
                    let seen = |day: i32| objects.iter().any(|object| known(&model, *object, (day, day), at.0).0 > 0);
                    let days = (range.0..=range.1).filter(|day| seen(*day)).count() as i64;
                    prop_assert_eq!(in_slot(columns, 0), (days, all));
                    continue;
                }
                for (object, slot) in objects.iter().zip(&slots) {
                    let Some(slot) = slot else { continue };
                    prop_assert_eq!(in_slot(columns, *slot), known(&model, *object, range, at.0), "{} {:?}", object, end);
                }
            }
        }
    }
}

#[test]
fn what_is_learned_while_somebody_looks_back_changes_nothing_of_then() {
    let fixture = Fixture::new();
    let at = |millis: i64| NOW.plus_millis(millis);
    put(&fixture.store, "1", Level::Ad, at(0), vec![metric(5, 20_000, 2), metric(6, 20_001, 3)]).unwrap();
    let ask = |mut then: KnownThen, instant: TimestampMillis| {
        let sums = fixture.store.read_blocking(move |db| {
            let sums = db.slot_sums_then(&mut then, instant, day(20_000), &[day(20_001)])?;
            Ok((then, sums))
        });
        let (then, sums) = sums.unwrap();
        (then, in_slot(&sums[0], 0).1.spend_minor)
    };
    let (then, spend) = ask(KnownThen::new(account("1"), Level::Ad), at(10));
    assert_eq!(spend, 14);
    put(&fixture.store, "1", Level::Ad, at(100), vec![metric(5, 20_000, 9)]).unwrap();
    let (then, spend) = ask(then, at(20));
    assert_eq!(spend, 14, "it was seen later than then");
    let (then, spend) = ask(then, at(100));
    assert_eq!(spend, 63);
    assert_eq!(ask(then, at(0)).1, 14);
}

#[test]
fn every_read_of_a_day_is_remembered_and_the_first_for_ever() {
    let fixture = Fixture::new();
    let mark = |days: std::ops::RangeInclusive<i32>, pulled_at: TimestampMillis| {
        let days: Vec<PulledDay> = days.map(|n| PulledDay { day: day(n), pulled_at, rows: 1 }).collect();
        fixture.store.write_blocking(move |tx| tx.mark_pulled(&account("1"), Level::Ad, &days)).unwrap();
    };
    let reads = || {
        let ranges = fixture.store.read_blocking(|db| db.pulled_ranges(&account("1"), Level::Ad)).unwrap();
        ranges.into_iter().map(|read| (read.days, read.noted_at.millis_since(NOW))).collect::<Vec<_>>()
    };
    mark(20_000..=20_003, NOW);
    fixture.clock.advance(1_000);
    mark(20_002..=20_004, NOW);
    assert_eq!(reads(), [(days(20_000, 20_003), 0), (days(20_002, 20_004), 1_000)]);
    let first = fixture.store.read_blocking(|db| db.first_pulled_day(&account("1"), Level::Ad)).unwrap();
    assert_eq!(first, Some(day(20_000)));
    let year = 410 * 86_400_000;
    fixture.clock.advance(year);
    mark(20_400..=20_400, NOW.plus_millis(year));
    assert_eq!(reads(), [(days(20_000, 20_003), 0), (days(20_400, 20_400), year + 1_000)]);
    assert_eq!(fixture.store.read_blocking(|db| db.pulled_ranges(&account("2"), Level::Ad)).unwrap(), []);
}

#[test]
fn a_roster_is_the_same_until_an_object_changes_and_keeps_what_was_made_of_it() {
    let fixture = Fixture::new();
    let store = |name: &'static str| {
        let row = store::CampaignRow { extra: r#"{"labels":["x"]}"#.to_owned(), ..campaign_row("1", 7, name) };
        fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &[row], None)).unwrap();
    };
    let roster = || fixture.store.read_blocking(|db| db.roster(&account("1"), Level::Campaign)).unwrap();
    let longest = |roster: &Roster| -> (std::sync::Arc<usize>, bool) {
        let mut asked = false;
        let made = roster.derived(|roster| {
            asked = true;
            Ok::<_, std::convert::Infallible>(roster.row(0).map_or(0, |row| row.name.len()))
        });
        (made.unwrap(), asked)
    };
    store("Spring");
    let before = roster();
    assert_eq!(longest(&before), (6.into(), true));
    assert!(before.is_same(&roster()));
    assert_eq!(longest(&roster()), (6.into(), false));
    assert_eq!(before.row(0).map(|row| (row.labels, row.created)), Some((Some(r#"["x"]"#), Some(NOW))));
    // Nothing changed, so nothing is made anew.
    store("Spring");
    assert!(before.is_same(&roster()));
    fixture.clock.advance(5);
    store("Autumn 2");
    let after = roster();
    assert!(!before.is_same(&after));
    assert_eq!((longest(&after), longest(&before)), ((8.into(), true), (6.into(), false)));
    let changes = fixture.store.read_blocking(|db| db.settings_changed(&account("1"), Level::Campaign, NOW)).unwrap();
    let told: Vec<_> = changes.iter().map(|one| (one.slot, &*one.field, one.from.as_deref())).collect();
    assert_eq!(told, [(0, "name", Some("Spring"))]);
    // An id that is only met in figures has a slot without an object.
    put(&fixture.store, "1", Level::Campaign, NOW, vec![metric(8, 20_000, 1)]).unwrap();
    let row = campaign_row("1", 9, "Later");
    fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &[row], None)).unwrap();
    let unlisted = fixture.store.read_blocking(|db| {
        let roster = db.roster(&account("1"), Level::Campaign)?;
        Ok((roster.slots(), roster.row(1).is_none(), db.unlisted(&account("1"), Level::Campaign, &roster)?))
    });
    assert_eq!(unlisted.unwrap(), (3, true, [(1, id(8))].into()));
}
