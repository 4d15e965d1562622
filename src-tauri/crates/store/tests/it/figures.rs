//! Figures by day against a slow and obvious model.

use std::collections::BTreeMap;

use domain::{Level, MetricSums, TimestampMillis};
use proptest::prelude::*;
use store::{DayFigures, Error, InsightsQuery, MetricsWritten, Tag};

use crate::support::*;

/// Everything ever stored: by object and day, each value with when it was first seen.
#[derive(Default)]
struct Model(BTreeMap<(i64, i32), Vec<(i64, DayFigures)>>);

impl Model {
    fn put(&mut self, seen_at: i64, rows: &[(i64, i32, i64)]) -> MetricsWritten {
        // The last row of a batch for an object and day wins.
        let rows: BTreeMap<(i64, i32), i64> = rows.iter().map(|(object, day, seed)| ((*object, *day), *seed)).collect();
        let mut written = MetricsWritten::default();
        for (place, seed) in rows {
            let values = self.0.entry(place).or_default();
            match values.last() {
                None => written.added += 1,
                Some((seen, last)) if *last == figures(seed) || seen_at < *seen => {
                    written.unchanged += 1;
                    continue;
                }
                Some(_) => written.restated += 1,
            }
            values.push((seen_at, figures(seed)));
        }
        written
    }

    fn now(&self, object: i64, first: i32, last: i32) -> Vec<(i32, DayFigures)> {
        let all = self.0.iter().filter(|((o, d), _)| *o == object && (first..=last).contains(d));
        all.map(|((_, day), values)| (*day, values.last().unwrap().1.clone())).collect()
    }

    fn as_of(&self, instant: i64, first: i32, last: i32) -> Vec<(i32, i64, DayFigures)> {
        let all = self.0.iter().filter(|((_, day), _)| (first..=last).contains(day));
        let known = all.filter_map(|((object, day), values)| {
            values.iter().rfind(|(seen, _)| *seen <= instant).map(|(_, figures)| (*day, *object, figures.clone()))
        });
        let mut known: Vec<_> = known.collect();
        known.sort_by_key(|(day, object, _)| (*day, *object));
        known
    }
}

fn sum(rows: &[(i32, DayFigures)]) -> MetricSums {
    let mut sums = MetricSums::default();
    rows.iter().for_each(|(_, figures)| sums.add(&figures.sums));
    sums
}

/// When it was seen, and its rows: object, day, seed of the figures.
type Batch = (i64, Vec<(i64, i32, i64)>);

/// Three batches of rows of a dozen objects over about a hundred days, which are four blocks.
fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let row = (1_i64..12, 20_000_i32..20_100, 0_i64..6);
    let batch = (0_i64..1000, proptest::collection::vec(row, 0..60));
    proptest::collection::vec(batch, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn figures_are_what_a_plain_table_would_hold(batches in batches(), first in 19_990_i32..20_110, len in 0_i32..110) {
        let fixture = Fixture::new();
        let mut model = Model::default();
        for (at, rows) in &batches {
            let seen_at = NOW.plus_millis(*at);
            let stored = rows.iter().map(|(object, day, seed)| metric(object, *day, *seed)).collect();
            let written = put(&fixture.store, "1", Level::Ad, seen_at, stored).unwrap();
            prop_assert_eq!(written, model.put(seen_at.0, rows));
        }
        let last = first + len;
        let range = days(first, last);
        let known: std::collections::BTreeSet<i64> = model.0.keys().map(|(object, _)| *object).collect();
        for object_id in known {
            let expected = model.now(object_id, first, last);
            let this = object("1", Level::Ad, object_id);
            let series = fixture.store.read_blocking(move |db| db.series(&this, range)).unwrap();
            let got: Vec<_> = series.into_iter().map(|row| (row.day.number(), row.figures)).collect();
            prop_assert_eq!(&got, &expected);
            let query = InsightsQuery { accounts: vec![account("1")], level: Level::Ad, range, daily: false };
            let insights = fixture.store.read_blocking(move |db| db.insights(&query)).unwrap();
            let row = insights.iter().find(|row| row.object == id(object_id));
            prop_assert_eq!(row.map(|row| row.sums), (!expected.is_empty()).then(|| sum(&expected)));
            prop_assert_eq!(row.map_or(0, |row| row.days_with_figures), expected.len() as i64);
            for (day_number, _) in &expected {
                let (this, number) = (object("1", Level::Ad, object_id), *day_number);
                let revisions = fixture.store.read_blocking(move |db| db.revisions(&this, day(number))).unwrap();
                let got: Vec<_> = revisions.iter().map(|r| (r.seen_at.0, r.figures.clone())).collect();
                prop_assert_eq!(&got, &model.0[&(object_id, *day_number)]);
                let until: Vec<_> = revisions.iter().map(|r| r.superseded_at.map(|at| at.0)).collect();
                let mut expected_until: Vec<_> = got.iter().skip(1).map(|(seen, _)| Some(*seen)).collect();
                expected_until.push(None);
                prop_assert_eq!(until, expected_until);
            }
        }
        for instant in [NOW.0 - 1, NOW.0 + 250, NOW.0 + 600, NOW.0 + 1000] {
            let known = fixture.store
                .read_blocking(move |db| db.as_of(&account("1"), Level::Ad, range, TimestampMillis(instant)))
                .unwrap();
            let mut got: Vec<_> = known
                .into_iter()
                .map(|(object, row)| (row.day.number(), object.as_str().parse::<i64>().unwrap(), row.figures))
                .collect();
            got.sort_by_key(|(day, object, _)| (*day, *object));
            prop_assert_eq!(got, model.as_of(instant, first, last));
        }
    }
}

#[test]
fn the_same_batch_twice_changes_nothing() {
    let fixture = Fixture::new();
    let rows = || (0..40).map(|n| metric(n % 7 + 1, 20_000 + n, i64::from(n))).collect::<Vec<_>>();
    let first = put(&fixture.store, "1", Level::Ad, NOW, rows()).unwrap();
    assert_eq!((first.added, first.restated, first.unchanged), (40, 0, 0));
    let account = account("1");
    let again = fixture
        .store
        .write_blocking(move |tx| {
            let batch = store::MetricsBatch { account: &account, level: Level::Ad, seen_at: NOW, rows: &rows() };
            tx.upsert_metrics(&batch)
        })
        .unwrap();
    assert_eq!((again.value.added, again.value.restated, again.value.unchanged), (0, 0, 40));
    assert!(!again.tags.iter().any(|tag| matches!(tag, Tag::Metrics(_))));
}

#[test]
fn thousands_of_objects_spread_over_parts() {
    let fixture = Fixture::new();
    let rows = (1..=2_500).flat_map(|n| [metric(n, 20_000, n), metric(n, 20_040, n * 2)]).collect();
    put(&fixture.store, "1", Level::Ad, NOW, rows).unwrap();
    let totals =
        fixture.store.read_blocking(|db| db.level_totals(&account("1"), Level::Ad, days(19_000, 21_000))).unwrap();
    assert_eq!((totals.rows, totals.objects), (5_000, 2_500));
    assert_eq!(totals.sums.spend_minor, (1..=2_500).map(|n| n * 7 * 3).sum::<i64>());
    let one =
        fixture.store.read_blocking(|db| db.series(&object("1", Level::Ad, 2_400), days(20_001, 20_050))).unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].figures, figures(4_800));
}

#[test]
fn an_absurd_figure_is_refused_with_its_whole_batch() {
    let fixture = Fixture::new();
    let mut absurd = metric(2, 20_000, 1);
    absurd.figures.sums.value_minor = i64::MAX;
    let refused = put(&fixture.store, "1", Level::Ad, NOW, vec![metric(1, 20_000, 1), absurd]);
    assert!(matches!(refused, Err(Error::FigureOutOfRange)));
    let totals = fixture.store.read_blocking(|db| db.level_totals(&account("1"), Level::Ad, days(20_000, 20_000)));
    assert_eq!(totals.unwrap().rows, 0);
}

#[test]
fn an_account_day_is_the_sum_of_its_campaigns() {
    let fixture = Fixture::new();
    let rows = vec![metric(10, 20_000, 2), metric(11, 20_000, 3), metric(10, 20_002, 5)];
    put(&fixture.store, "1", Level::Campaign, NOW, rows).unwrap();
    let series =
        fixture.store.read_blocking(|db| db.series(&object("1", Level::Account, 1), days(19_999, 20_010))).unwrap();
    let got: Vec<_> = series.iter().map(|row| (row.day.number(), row.figures.sums.spend_minor)).collect();
    assert_eq!(got, [(20_000, 35), (20_002, 35)]);
    assert!(series.iter().all(|row| row.figures.reach.is_none()), "reach is never added up");
    for daily in [false, true] {
        let query =
            InsightsQuery { accounts: vec![account("1")], level: Level::Account, range: days(20_000, 20_002), daily };
        let rows = fixture.store.read_blocking(move |db| db.insights(&query)).unwrap();
        assert_eq!(rows.iter().map(|row| row.sums.spend_minor).sum::<i64>(), 70);
        assert_eq!(rows.iter().map(|row| row.days_with_figures).sum::<i64>(), 2);
    }
}

#[test]
fn accounts_and_levels_keep_their_figures_apart() {
    let fixture = Fixture::new();
    put(&fixture.store, "1", Level::Ad, NOW, vec![metric(5, 20_000, 1)]).unwrap();
    put(&fixture.store, "2", Level::Ad, NOW, vec![metric(5, 20_000, 2)]).unwrap();
    put(&fixture.store, "1", Level::Adset, NOW, vec![metric(5, 20_000, 3)]).unwrap();
    let range = days(20_000, 20_000);
    for (account_digits, level, seed) in [("1", Level::Ad, 1), ("2", Level::Ad, 2), ("1", Level::Adset, 3)] {
        let series =
            fixture.store.read_blocking(move |db| db.series(&object(account_digits, level, 5), range)).unwrap();
        assert_eq!(series[0].figures, figures(seed));
    }
    let foreign = fixture.store.read_blocking(move |db| db.series(&object("2", Level::Adset, 5), range));
    assert!(matches!(foreign, Err(Error::NotFound)));
    let unknown = fixture.store.read_blocking(move |db| db.series(&object("3", Level::Ad, 5), range));
    assert!(matches!(unknown, Err(Error::NotFound)), "the same answer whether the account or the object is foreign");
}

#[test]
fn removing_an_account_removes_its_figures_only() {
    let fixture = Fixture::new();
    for digits in ["1", "2"] {
        put(&fixture.store, digits, Level::Ad, NOW, vec![metric(5, 20_000, 1), metric(5, 20_001, 2)]).unwrap();
        put(&fixture.store, digits, Level::Ad, NOW.plus_millis(1), vec![metric(5, 20_000, 4)]).unwrap();
    }
    fixture.store.write_blocking(|tx| tx.remove_account(&account("1"))).unwrap();
    fixture.store.write_blocking(|tx| tx.upsert_accounts(&[account_row("1", "EUR")])).unwrap();
    let range = days(20_000, 20_001);
    let gone = fixture.store.read_blocking(move |db| db.level_totals(&account("1"), Level::Ad, range)).unwrap();
    assert_eq!(gone.rows, 0);
    let kept = fixture.store.read_blocking(move |db| db.level_totals(&account("2"), Level::Ad, range)).unwrap();
    assert_eq!(kept.rows, 2);
    let revisions = fixture.store.read_blocking(|db| db.revisions(&object("2", Level::Ad, 5), day(20_000))).unwrap();
    assert_eq!(revisions.len(), 2);
}
