//! The explorer against a slow and obvious model: rows as plain structs, filtered, sorted and paged the long way.

use std::cmp::Ordering;
use std::collections::HashMap;

use domain::{Level, MetricSums};
use proptest::prelude::*;
use store::{Expansion, ExplorerPage, ExplorerQuery, Filter, MetricColumn, Shape, Sort, SortColumn, Spend, Store};

use super::world::{OBJECTIVES, STATUSES, Thing, World, world};
use crate::support::*;

/// The model's answers.
struct Model<'a> {
    world: &'a World,
    query: &'a ExplorerQuery,
    first: i32,
    last: i32,
    compare: Option<(i32, i32)>,
}

impl Model<'_> {
    fn matches(&self, thing: &Thing) -> bool {
        let filter = &self.query.filter;
        let one_of = |list: &[String], value: &str| list.is_empty() || list.iter().any(|item| item == value);
        let spend = thing.sums(self.first, self.last).map_or(0, |sums| sums.spend_minor);
        one_of(&filter.status, thing.status)
            && one_of(&filter.objective, thing.objective)
            && filter.has_issues.is_none_or(|wanted| wanted == thing.issues)
            && (filter.text.is_empty()
                || thing.name.to_lowercase().contains(&filter.text.to_lowercase())
                || thing.id.to_string() == filter.text)
            && match filter.spend {
                None => true,
                Some(Spend::MoreThan(bound)) => spend > bound,
                Some(Spend::LessThan(bound)) => spend < bound,
            }
    }

    fn shown(&self, thing: &Thing) -> bool {
        let below = match thing.level {
            Level::Campaign => Level::Adset,
            Level::Adset => Level::Ad,
            _ => return self.matches(thing),
        };
        self.matches(thing) || self.world.children(thing.id, below).iter().any(|child| self.shown(child))
    }

    fn compare(&self, a: &Thing, b: &Thing) -> Ordering {
        let Sort { column, descending } = self.query.sort;
        let metric = |thing: &Thing, metric: MetricColumn, (first, last): (i32, i32)| {
            thing.sums(first, last).and_then(|sums| metric.value(&sums, thing.offset()))
        };
        let number = |thing: &Thing| match column {
            SortColumn::Metric(column) => metric(thing, column, (self.first, self.last)),
            SortColumn::Compared(column) => self.compare.and_then(|range| metric(thing, column, range)),
            SortColumn::Id => Some(thing.id as f64),
            _ => None,
        };
        let ordering = match column {
            SortColumn::Name => {
                let folded = |thing: &Thing| (thing.name.to_lowercase(), thing.name.clone());
                folded(a).cmp(&folded(b))
            }
            _ => match (number(a), number(b)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
                (Some(a), Some(b)) => a.total_cmp(&b),
            },
        };
        let ordering = if descending { ordering.reverse() } else { ordering };
        ordering.then(a.number.cmp(&b.number))
    }

    fn answer(&self) -> (Vec<(String, u8)>, usize, HashMap<&'static str, MetricSums>) {
        let mut rows = Vec::new();
        let top: Vec<&Thing> = match &self.query.shape {
            Shape::Flat(level) => {
                self.world.0.iter().filter(|thing| thing.level == *level && self.matches(thing)).collect()
            }
            Shape::Tree { roots, .. } => {
                self.world.0.iter().filter(|thing| thing.level == *roots && self.shown(thing)).collect()
            }
        };
        let mut totals: HashMap<&'static str, MetricSums> = HashMap::new();
        for thing in &top {
            let currency = if thing.account == "2" { "JPY" } else { "EUR" };
            let total = totals.entry(currency).or_default();
            total.add(&thing.sums(self.first, self.last).unwrap_or_default());
        }
        self.unfold(top, 0, &mut rows);
        let count = rows.len();
        let page = rows.into_iter().skip(self.query.offset).take(self.query.limit).collect();
        (page, count, totals)
    }

    fn unfold(&self, mut things: Vec<&Thing>, depth: u8, rows: &mut Vec<(String, u8)>) {
        things.sort_by(|a, b| self.compare(a, b));
        for thing in things {
            rows.push((thing.id.to_string(), depth));
            let Shape::Tree { expanded, .. } = &self.query.shape else { continue };
            let open = match expanded {
                Expansion::Ids(ids) => ids.contains(&thing.id.to_string()),
                Expansion::DownTo(level) => thing.level < *level,
            };
            let below = if thing.level == Level::Campaign { Level::Adset } else { Level::Ad };
            if open && thing.level != Level::Ad {
                let children = self.world.children(thing.id, below);
                self.unfold(children.into_iter().filter(|child| self.shown(child)).collect(), depth + 1, rows);
            }
        }
    }
}

fn filter() -> impl Strategy<Value = Filter> {
    let texts = prop_oneof![Just(""), Just("summer"), Just("GRÖ"), Just("%"), Just("er"), Just("nothing like it")];
    let spend = proptest::option::of((0_i64..400, any::<bool>()));
    let status = proptest::sample::subsequence(STATUSES.to_vec(), 0..3);
    let objective = proptest::sample::subsequence(OBJECTIVES.to_vec(), 0..2);
    let open = Just(Filter::default());
    let closed = (texts, spend, status, objective, proptest::option::of(any::<bool>())).prop_map(
        |(text, spend, status, objective, has_issues)| Filter {
            status: status.into_iter().map(str::to_owned).collect(),
            objective: objective.into_iter().map(str::to_owned).collect(),
            text: text.to_owned(),
            spend: spend.map(|(bound, more)| if more { Spend::MoreThan(bound) } else { Spend::LessThan(bound) }),
            has_issues,
            ..Filter::default()
        },
    );
    prop_oneof![1 => open, 3 => closed]
}

fn sort() -> impl Strategy<Value = Sort> {
    let metric = proptest::sample::select(MetricColumn::ALL.to_vec());
    let column = prop_oneof![
        Just(SortColumn::Name),
        Just(SortColumn::Id),
        metric.clone().prop_map(SortColumn::Metric),
        metric.prop_map(SortColumn::Compared),
    ];
    (column, any::<bool>()).prop_map(|(column, descending)| Sort { column, descending })
}

#[derive(Debug, Clone)]
enum Opened {
    Some(Vec<proptest::sample::Index>),
    DownTo(Level),
}

fn shape() -> impl Strategy<Value = (Option<Level>, Level, Opened)> {
    let level = proptest::sample::select(vec![Level::Campaign, Level::Adset, Level::Ad]);
    let some = proptest::collection::vec(any::<proptest::sample::Index>(), 0..8).prop_map(Opened::Some);
    let opened = prop_oneof![some, level.clone().prop_map(Opened::DownTo)];
    (proptest::option::of(level.clone()), level, opened)
}

fn check(store: &Store, world: &World, query: ExplorerQuery, first: i32, last: i32) {
    let compare = query.compare.map(|range| (range.since().number(), range.until().number()));
    let (rows, count, totals) = Model { world, query: &query, first, last, compare }.answer();
    let asked = query.clone();
    let page: ExplorerPage = store.read_blocking(move |db| db.explorer(&asked)).unwrap();
    let got: Vec<_> = page.rows.iter().map(|row| (row.id.clone(), row.depth)).collect();
    assert_eq!(got, rows, "{query:?}");
    assert_eq!(page.row_count, count);
    let got: HashMap<&str, MetricSums> = page.totals.iter().map(|t| (t.currency.as_str(), t.sums)).collect();
    assert_eq!(got, totals.iter().map(|(currency, sums)| (*currency, *sums)).collect());
    for row in &page.rows {
        let thing = world.0.iter().find(|thing| thing.id.to_string() == row.id).unwrap();
        assert_eq!(row.sums, thing.sums(first, last));
        assert_eq!(row.days_with_figures, thing.seeds.range(first..=last).count() as i64);
        assert_eq!(row.compare, compare.and_then(|(first, last)| thing.sums(first, last)));
        assert_eq!((&row.name, row.status.as_str(), row.level), (&thing.name, thing.status, thing.level));
        assert_eq!(row.issues.is_some(), thing.issues);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn every_answer_is_the_models(
        world in world(),
        questions in proptest::collection::vec(
            (shape(), filter(), sort(), 19_995_i32..20_055, 0_i32..60, proptest::option::of(0_i32..60), 0_usize..6, 0_usize..30),
            12,
        ),
    ) {
        let fixture = Fixture::new();
        world.store(&fixture.store);
        for (shape, filter, sort, first, len, back, offset, limit) in questions {
            let (flat, roots, opened) = shape;
            let shape = match flat {
                Some(level) => Shape::Flat(level),
                None => Shape::Tree { roots, expanded: match opened {
                    Opened::DownTo(level) => Expansion::DownTo(level),
                    Opened::Some(picks) => {
                        let pick = |index: proptest::sample::Index| index.get(&world.0).id.to_string();
                        let picks = if world.0.is_empty() { Vec::new() } else { picks };
                        Expansion::Ids(picks.into_iter().map(pick).collect())
                    }
                } },
            };
            let query = ExplorerQuery {
                accounts: vec![account("1"), account("2")],
                range: Some(days(first, first + len)),
                compare: back.map(|back| days(first - back - 1, first - 1)),
                formulas: Vec::new(),
                shape, filter, sort, offset, limit,
            };
            check(&fixture.store, &world, query, first, first + len);
        }
    }
}
