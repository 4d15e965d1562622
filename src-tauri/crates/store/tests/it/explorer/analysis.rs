//! Formulas, changes and groups against a slow and obvious model.

use std::collections::BTreeMap;

use domain::{Formula, Level, MetricSums};
use proptest::prelude::*;
use store::{ExplorerQuery, Figure, FigureBound, Filter, GroupBound, Grouping, MetricColumn, Shape, Sort, SortColumn};

use super::world::{Thing, World, world};
use crate::support::*;

/// Formulas, and what they come to the long way: from sums, what is counted, and the minor units of a unit of money.
type Worked = (&'static str, fn(&MetricSums, &str, f64) -> Option<f64>);

fn divided(above: f64, below: f64) -> Option<f64> {
    (below != 0.0).then(|| above / below)
}

const FORMULAS: [Worked; 5] = [
    ("clicks - link_clicks", |sums, _, _| Some((sums.clicks - sums.link_clicks) as f64)),
    ("spend / clicks", |sums, _, offset| {
        divided(sums.spend_minor as f64, sums.clicks as f64).map(|minor| minor / offset)
    }),
    ("value / spend", |sums, _, _| divided(sums.value_minor as f64, sums.spend_minor as f64)),
    ("clicks / impressions * 100", |sums, _, _| {
        divided(sums.clicks as f64, sums.impressions as f64).map(|ratio| ratio * 100.0)
    }),
    ("spend / purchases", |sums, counted, offset| {
        let purchases = (counted == "purchase").then_some(sums.conversions_milli as f64 / 1000.0);
        divided(sums.spend_minor as f64, purchases?).map(|minor| minor / offset)
    }),
];

/// Whether its change is told in points.
const IN_POINTS: [bool; 5] = [false, false, false, true, false];

fn formulas() -> Vec<Formula> {
    FORMULAS.iter().map(|(text, _)| Formula::parse(text).unwrap()).collect()
}

fn query(shape: Shape, first: i32, last: i32) -> ExplorerQuery {
    ExplorerQuery {
        range: Some(days(first, last)),
        compare: Some(days(first - 25, first - 1)),
        formulas: formulas(),
        shape,
        limit: usize::MAX,
        ..ExplorerQuery::campaigns(vec![account("1"), account("2")], days(first, last))
    }
}

/// What is counted in the ad sets a thing is, is in, or has in it: one word, `mixed`, or empty.
fn counted(world: &World, things: &[&Thing]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for thing in things {
        let of = |id: i64| world.0.iter().find(move |other| other.id == id);
        match thing.level {
            Level::Adset => kinds.push(thing.conversion()),
            Level::Ad => kinds.extend(thing.parent.and_then(of).map(Thing::conversion)),
            _ => kinds.extend(world.children(thing.id, Level::Adset).iter().map(|ad_set| ad_set.conversion())),
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    match kinds[..] {
        [] => String::new(),
        [one] => one.to_owned(),
        _ => "mixed".to_owned(),
    }
}

/// What a column says of things added up.
fn figure(world: &World, things: &[&Thing], column: SortColumn, (first, last): (i32, i32)) -> Option<f64> {
    let counted = counted(world, things);
    let offset = things.first()?.offset() as f64;
    let added = |first: i32, last: i32| {
        let all: Vec<MetricSums> = things.iter().filter_map(|thing| thing.sums(first, last)).collect();
        let mut total = MetricSums::default();
        all.iter().for_each(|sums| total.add(sums));
        (!all.is_empty()).then_some(total)
    };
    let (now, before) = (added(first, last), added(first - 25, first - 1));
    let change = |now: Option<f64>, before: Option<f64>, in_points: bool| {
        let (now, before) = now.zip(before)?;
        if in_points { Some(now - before) } else { divided(now - before, before.abs()) }
    };
    match column {
        SortColumn::Metric(metric) => metric.value(&now?, offset as i64),
        SortColumn::Change(metric) => {
            let of = |sums: Option<MetricSums>| metric.value(&sums?, offset as i64);
            change(of(now), of(before), metric == MetricColumn::Ctr)
        }
        SortColumn::Formula(at) => FORMULAS[at].1(&now?, &counted, offset),
        SortColumn::FormulaChange(at) => {
            let of = |sums: Option<MetricSums>| FORMULAS[at].1(&sums?, &counted, offset);
            change(of(now), of(before), IN_POINTS[at])
        }
        _ => None,
    }
}

fn column() -> impl Strategy<Value = SortColumn> {
    let metric = || proptest::sample::select(MetricColumn::ALL.to_vec());
    prop_oneof![
        metric().prop_map(SortColumn::Metric),
        metric().prop_map(SortColumn::Change),
        (0_usize..5).prop_map(SortColumn::Formula),
        (0_usize..5).prop_map(SortColumn::FormulaChange),
    ]
}

fn level() -> impl Strategy<Value = Level> {
    proptest::sample::select(vec![Level::Campaign, Level::Adset, Level::Ad])
}

fn grouping() -> impl Strategy<Value = Grouping> {
    let positions = proptest::sample::select(vec![1, 2, 3, -1, -2, 0]);
    prop_oneof![
        positions.prop_map(|position| Grouping::Token { separator: " ".to_owned(), position }),
        Just(Grouping::Objective),
    ]
}

fn key_of(thing: &Thing, by: &Grouping) -> Option<String> {
    let Grouping::Token { position, .. } = by else { return Some(thing.objective.to_owned()) };
    let parts: Vec<&str> = thing.name.split(' ').collect();
    let at = match position {
        1.. => *position as usize - 1,
        0 => return None,
        _ => parts.len().checked_sub(position.unsigned_abs() as usize)?,
    };
    parts.get(at).filter(|part| !part.is_empty()).map(|part| (*part).to_owned())
}

/// Values are in the order asked for, with those that are missing at the end.
fn assert_in_order(values: &[Option<f64>], descending: bool) {
    for pair in values.windows(2) {
        let in_order = match (pair[0], pair[1]) {
            (Some(a), Some(b)) => a == b || (a > b) == descending,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        assert!(in_order, "{values:?} {descending}");
    }
}

fn check_sorted(fixture: &Fixture, world: &World, level: Level, sort: Sort, bound: FigureBound, first: i32, last: i32) {
    let filter = Filter { figures: vec![bound], ..Filter::default() };
    let asked = ExplorerQuery { sort, filter, ..query(Shape::Flat(level), first, last) };
    let page = fixture.store.read_blocking(move |db| db.explorer(&asked)).unwrap();
    let column = match bound.figure {
        Figure::Metric(metric) => SortColumn::Metric(metric),
        Figure::Formula(at) => SortColumn::Formula(at),
    };
    let holds = |thing: &&Thing| {
        let value = figure(world, &[thing], column, (first, last));
        value.is_some_and(|value| if bound.above { value > bound.amount } else { value < bound.amount })
    };
    let mut expected: Vec<String> =
        world.0.iter().filter(|thing| thing.level == level).filter(holds).map(|thing| thing.id.to_string()).collect();
    let mut got: Vec<String> = page.rows.iter().map(|row| row.id.clone()).collect();
    let thing = |id: &String| world.0.iter().find(|thing| thing.id.to_string() == *id).unwrap();
    let values: Vec<_> = got.iter().map(|id| figure(world, &[thing(id)], sort.column, (first, last))).collect();
    assert_in_order(&values, sort.descending);
    expected.sort();
    got.sort();
    assert_eq!(got, expected, "{bound:?}");
}

fn check_groups(fixture: &Fixture, world: &World, level: Level, by: &Grouping, sort: Sort, first: i32, last: i32) {
    let asked = ExplorerQuery { sort, ..query(Shape::Flat(level), first, last) };
    let (by_asked, query) = (by.clone(), asked.clone());
    let page = fixture.store.read_blocking(move |db| db.explorer_groups(&query, level, &by_asked)).unwrap();
    let mut groups: BTreeMap<(&str, Option<String>), Vec<&Thing>> = BTreeMap::new();
    for thing in world.0.iter().filter(|thing| thing.level == level) {
        let currency = if thing.account == "2" { "JPY" } else { "EUR" };
        groups.entry((currency, key_of(thing, by))).or_default().push(thing);
    }
    assert_eq!(page.row_count, groups.len());
    let mut values = Vec::new();
    for row in &page.rows {
        let things = &groups[&(row.currency.as_str(), row.key.clone())];
        assert_eq!(row.objects, things.len());
        let mut sums = MetricSums::default();
        things.iter().filter_map(|thing| thing.sums(first, last)).for_each(|of| sums.add(&of));
        assert_eq!(row.sums.unwrap_or_default(), sums);
        assert_eq!(row.conversion.clone().unwrap_or_default(), counted(world, things));
        values.push(figure(world, things, sort.column, (first, last)));
    }
    assert_in_order(&values, sort.descending);
    // An object is in one group by name or objective, so that the groups come to the totals.
    for total in &page.totals {
        let mut sums = MetricSums::default();
        let here = page.rows.iter().filter(|row| row.currency == total.currency);
        here.filter_map(|row| row.sums).for_each(|of| sums.add(&of));
        assert_eq!(sums, total.sums);
    }
    // What is in a group is found by it.
    for ((_, key), _) in groups.iter().take(3) {
        let group = GroupBound { level, by: by.clone(), key: key.clone() };
        let asked = ExplorerQuery { filter: Filter { group: Some(group), ..Filter::default() }, ..asked.clone() };
        let found = fixture.store.read_blocking(move |db| db.explorer(&asked)).unwrap();
        let of_key = groups.iter().filter(|((_, other), _)| other == key);
        assert_eq!(found.row_count, of_key.map(|(_, things)| things.len()).sum::<usize>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn formulas_changes_bounds_and_groups_are_the_models(
        world in world(),
        questions in proptest::collection::vec(
            (level(), column(), any::<bool>(), grouping(), 0_usize..16, any::<bool>(), -1_i32..60, 19_995_i32..20_055, 0_i32..40),
            12,
        ),
    ) {
        let fixture = Fixture::new();
        world.store(&fixture.store);
        for (level, column, descending, by, figure, above, amount, first, len) in questions {
            let figure = match MetricColumn::ALL.get(figure) {
                Some(metric) => Figure::Metric(*metric),
                None => Figure::Formula(figure - MetricColumn::ALL.len()),
            };
            let bound = FigureBound { figure, above, amount: f64::from(amount) / 10.0 };
            let sort = Sort { column, descending };
            check_sorted(&fixture, &world, level, sort, bound, first, first + len);
            check_groups(&fixture, &world, level, &by, sort, first, first + len);
        }
    }
}

fn ad(digits: u32, creative: Option<u32>, labels: &str) -> store::AdRow {
    let mut row = ad_row("1", digits, 100, 10, "Ad");
    row.creative_id = creative.map(id);
    row.extra = format!(r#"{{"labels":{labels}}}"#);
    row
}

#[test]
fn an_object_with_two_labels_is_in_both_groups_and_counts_once_in_the_total() {
    let fixture = Fixture::new();
    let rows = [ad(1, Some(7), r#"["a","b"]"#), ad(2, Some(7), r#"["b"]"#), ad(3, None, "[]")];
    let write = move |tx: &store::Tx<'_>| {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One")], Some(1))?;
        tx.upsert_ad_sets(&account("1"), &[ad_set_row("1", 100, 10, "Set")], Some(1))?;
        tx.upsert_ads(&account("1"), &rows, Some(1))
    };
    fixture.store.write_blocking(write).unwrap();
    let figures = vec![metric(1, 20_000, 1), metric(2, 20_000, 2), metric(3, 20_000, 4)];
    put(&fixture.store, "1", Level::Ad, NOW, figures).unwrap();
    for (by, expected) in [
        (Grouping::Label, vec![(None, 1, 28), (Some("b"), 2, 21), (Some("a"), 1, 7)]),
        (Grouping::Creative, vec![(None, 1, 28), (Some("7"), 2, 21)]),
    ] {
        let query = ExplorerQuery::campaigns(vec![account("1")], days(20_000, 20_000));
        let page = fixture.store.read_blocking(move |db| db.explorer_groups(&query, Level::Ad, &by)).unwrap();
        let got: Vec<_> =
            page.rows.iter().map(|row| (row.key.as_deref(), row.objects, row.sums.unwrap().spend_minor)).collect();
        assert_eq!(got, expected);
        assert_eq!(page.totals[0].sums.spend_minor, 49);
        assert_eq!(page.totals[0].rows, 3);
    }
}
