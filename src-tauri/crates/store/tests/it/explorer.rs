//! The explorer against a slow and obvious model: rows as plain structs, filtered, sorted and paged the long way.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{Level, MetricSums};
use proptest::prelude::*;
use store::{
    Error, Expansion, ExplorerPage, ExplorerQuery, Filter, MetricColumn, Shape, Sort, SortColumn, Spend, Store,
};

use crate::support::*;

/// An object as the model knows it. Numbered in the order in which it was stored.
#[derive(Debug, Clone)]
struct Thing {
    account: &'static str,
    level: Level,
    id: i64,
    parent: Option<i64>,
    campaign: i64,
    number: usize,
    name: String,
    status: &'static str,
    objective: &'static str,
    issues: bool,
    seeds: BTreeMap<i32, i64>,
}

impl Thing {
    fn sums(&self, first: i32, last: i32) -> Option<MetricSums> {
        let mut sums = MetricSums::default();
        let mut any = false;
        for (_, seed) in self.seeds.range(first..=last) {
            sums.add(&figures(*seed).sums);
            any = true;
        }
        any.then_some(sums)
    }

    fn offset(&self) -> i64 {
        if self.account == "2" { 1 } else { 100 }
    }
}

#[derive(Debug, Clone)]
struct World(Vec<Thing>);

const NAMES: [&str; 5] = ["Summer sale", "SUMMER brand", "Winter", "Größe 38", "retargeting %_\\"];
const STATUSES: [&str; 3] = ["ACTIVE", "PAUSED", "ARCHIVED"];
const OBJECTIVES: [&str; 2] = ["OUTCOME_SALES", "OUTCOME_LEADS"];

/// What the generator chooses for one object.
type Choice = (usize, usize, bool, Vec<(i32, i64)>);

fn choice() -> impl Strategy<Value = Choice> {
    let seeds = proptest::collection::vec((20_000_i32..20_050, 0_i64..40), 0..5);
    (0_usize..5, 0_usize..3, any::<bool>(), seeds)
}

fn world() -> impl Strategy<Value = World> {
    let account = || {
        let ad_set = (choice(), proptest::collection::vec(choice(), 0..4));
        let campaign = (choice(), proptest::collection::vec(ad_set, 0..4));
        proptest::collection::vec(campaign, 0..5)
    };
    (account(), account()).prop_map(|(one, two)| {
        let mut world = World(Vec::new());
        for (account, campaigns) in [("1", one), ("2", two)] {
            for (chosen, ad_sets) in campaigns {
                let campaign = world.push(account, Level::Campaign, None, 0, &chosen);
                for (chosen, ads) in ad_sets {
                    let ad_set = world.push(account, Level::Adset, Some(campaign), campaign, &chosen);
                    for chosen in ads {
                        world.push(account, Level::Ad, Some(ad_set), campaign, &chosen);
                    }
                }
            }
        }
        world
    })
}

impl World {
    fn push(
        &mut self,
        account: &'static str,
        level: Level,
        parent: Option<i64>,
        campaign: i64,
        chosen: &Choice,
    ) -> i64 {
        let number = self.0.len();
        // Ids do not rise with the order of storing.
        let id = 1_000 + ((number as i64 * 7_919) % 1_000) * 1_000 + number as i64;
        let (name, status, issues, seeds) = chosen;
        let objective = match level {
            Level::Campaign => OBJECTIVES[*status % 2],
            _ => self.0.iter().find(|thing| thing.id == campaign).unwrap().objective,
        };
        self.0.push(Thing {
            account,
            level,
            id,
            parent,
            campaign: if level == Level::Campaign { id } else { campaign },
            number,
            name: NAMES[*name].to_owned(),
            status: STATUSES[*status],
            objective,
            issues: *issues,
            seeds: seeds.iter().copied().collect(),
        });
        id
    }

    fn store(&self, store: &Store) {
        for thing in self.0.clone() {
            let issues = thing.issues.then(|| r#"[{"error_code":1}]"#.to_owned());
            let rows = thing.seeds.iter().map(|(day, seed)| metric(thing.id, *day, *seed)).collect();
            put_thing(store, &thing, issues);
            put(store, thing.account, thing.level, NOW, rows).unwrap();
        }
    }

    fn children(&self, id: i64, level: Level) -> Vec<&Thing> {
        self.0.iter().filter(|thing| thing.level == level && thing.parent == Some(id)).collect()
    }
}

fn put_thing(store: &Store, thing: &Thing, issues: Option<String>) {
    let thing = thing.clone();
    let write = move |tx: &store::Tx<'_>| {
        let account = account(thing.account);
        match thing.level {
            Level::Account => unreachable!("accounts are stored by the fixture"),
            Level::Campaign => {
                let mut row = campaign_row(thing.account, thing.id, &thing.name);
                row.status = thing.status.to_owned();
                row.objective = Some(thing.objective.to_owned());
                row.issues = issues;
                tx.upsert_campaigns(&account, &[row], None)
            }
            Level::Adset => {
                let mut row = ad_set_row(thing.account, thing.id, thing.campaign, &thing.name);
                row.status = thing.status.to_owned();
                row.issues = issues;
                tx.upsert_ad_sets(&account, &[row], None)
            }
            Level::Ad => {
                let mut row = ad_row(thing.account, thing.id, thing.parent.unwrap(), thing.campaign, &thing.name);
                row.status = thing.status.to_owned();
                row.issues = issues;
                tx.upsert_ads(&account, &[row], None)
            }
        }
    };
    store.write_blocking(write).unwrap();
}

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
                shape, filter, sort, offset, limit,
            };
            check(&fixture.store, &world, query, first, first + len);
        }
    }
}

fn small(fixture: &Fixture) {
    let write = |tx: &store::Tx<'_>| {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One"), campaign_row("1", 11, "Two")], Some(1))?;
        tx.upsert_campaigns(&account("2"), &[campaign_row("2", 20, "Three")], Some(1))?;
        tx.upsert_ad_sets(&account("1"), &[ad_set_row("1", 100, 10, "Set")], Some(1))?;
        tx.upsert_ads(&account("1"), &[ad_row("1", 1000, 100, 10, "Ad")], Some(1))
    };
    fixture.store.write_blocking(write).unwrap();
    put(&fixture.store, "1", Level::Campaign, NOW, vec![metric(10, 20_000, 2), metric(11, 20_000, 3)]).unwrap();
    put(&fixture.store, "2", Level::Campaign, NOW, vec![metric(20, 20_000, 5)]).unwrap();
}

fn campaigns() -> ExplorerQuery {
    ExplorerQuery::campaigns(vec![account("1"), account("2")], days(20_000, 20_000))
}

#[test]
fn accounts_are_rows_that_add_up_their_campaigns_and_currencies_stay_apart() {
    let fixture = Fixture::new();
    small(&fixture);
    let expanded = Expansion::Ids(HashSet::from(["act_1".to_owned(), "10".to_owned()]));
    let query = ExplorerQuery { shape: Shape::Tree { roots: Level::Account, expanded }, ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    let rows: Vec<_> = page.rows.iter().map(|row| (row.id.as_str(), row.depth, row.child_count)).collect();
    // Account 2 spent 35 yen and account 1 spent 0.35 euro: compared in units, each in its own.
    assert_eq!(rows, [("act_2", 0, 1), ("act_1", 0, 2), ("11", 1, 0), ("10", 1, 1), ("100", 2, 1)]);
    assert_eq!(page.rows[1].sums.unwrap().spend_minor, 35);
    let totals: Vec<_> = page.totals.iter().map(|t| (t.currency.as_str(), t.rows, t.sums.spend_minor)).collect();
    assert_eq!(totals, [("EUR", 1, 35), ("JPY", 1, 35)]);
    assert_eq!(page.rows[4].parent_id.as_deref(), Some("10"));
}

#[test]
fn flat_lists_name_what_each_row_is_in_and_trees_do_not() {
    let fixture = Fixture::new();
    small(&fixture);
    let paths = |shape: Shape| {
        let query = ExplorerQuery { accounts: vec![account("1")], shape, ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        page.rows.into_iter().map(|row| row.path.join(" › ")).collect::<Vec<_>>()
    };
    assert_eq!(paths(Shape::Flat(Level::Ad)), ["Account 1 › One › Set"]);
    assert_eq!(paths(Shape::Flat(Level::Adset)), ["Account 1 › One"]);
    assert_eq!(paths(Shape::Flat(Level::Campaign)), ["Account 1", "Account 1"]);
    assert_eq!(paths(Shape::Flat(Level::Account)), [""]);
    let open = Shape::Tree { roots: Level::Campaign, expanded: Expansion::DownTo(Level::Ad) };
    assert_eq!(paths(open), ["", "", "", ""]);
}

#[test]
fn budgets_a_day_are_added_where_they_lie_and_budgets_for_life_are_counted_apart() {
    let fixture = Fixture::new();
    let campaign = |id: i64, daily: Option<i64>, life: Option<i64>, effective: &str| {
        let row = campaign_row("1", id, "Campaign");
        let (daily_budget_minor, lifetime_budget_minor) = (daily, life);
        store::CampaignRow { daily_budget_minor, lifetime_budget_minor, effective_status: effective.into(), ..row }
    };
    let ad_set = |id: i64, campaign: i64, daily: Option<i64>, life: Option<i64>, effective: &str| {
        let row = ad_set_row("1", id, campaign, "Set");
        let (daily_budget_minor, lifetime_budget_minor) = (daily, life);
        store::AdSetRow { daily_budget_minor, lifetime_budget_minor, effective_status: effective.into(), ..row }
    };
    let write = move |tx: &store::Tx<'_>| {
        let campaigns = [
            campaign(10, Some(1_000), None, "ACTIVE"),
            campaign(11, Some(9_999), None, "PAUSED"),
            campaign(12, None, Some(50_000), "ACTIVE"),
            campaign(13, None, None, "ACTIVE"),
            campaign(14, None, None, "ACTIVE"),
        ];
        tx.upsert_campaigns(&account("1"), &campaigns, Some(1))?;
        tx.upsert_campaigns(&account("2"), &[campaign_row("2", 20, "Yen")], Some(1))?;
        let ad_sets = [
            ad_set(100, 10, None, None, "ACTIVE"),
            ad_set(130, 13, Some(200), None, "ACTIVE"),
            ad_set(131, 13, Some(30), None, "ACTIVE"),
            ad_set(132, 13, Some(8_888), None, "PAUSED"),
            ad_set(133, 13, None, Some(700), "ACTIVE"),
        ];
        tx.upsert_ad_sets(&account("1"), &ad_sets, Some(1))
    };
    fixture.store.write_blocking(write).unwrap();
    let totals = |shape: Shape, filter: &str| {
        let filter = Filter { text: filter.to_owned(), ..Filter::default() };
        let query = ExplorerQuery { shape, filter, ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        let total = |total: &store::CurrencyTotal| (total.daily_budget_minor, total.budgets_for_life);
        page.totals.iter().map(total).collect::<Vec<_>>()
    };
    let tree = |roots| Shape::Tree { roots, expanded: Expansion::default() };
    let everything = (Some(1_000 + 200 + 30), 2);
    assert_eq!(totals(tree(Level::Campaign), ""), [everything, (Some(5_000), 0)]);
    assert_eq!(totals(tree(Level::Account), ""), [everything, (Some(5_000), 0)], "currencies stay apart");
    assert_eq!(totals(Shape::Flat(Level::Ad), ""), [], "there are no ads");
    assert_eq!(totals(Shape::Flat(Level::Adset), ""), [(None, 1)], "one spends from its campaign's budget");
    assert_eq!(totals(Shape::Flat(Level::Adset), "130"), [(Some(200), 0)]);
    assert_eq!(totals(Shape::Flat(Level::Campaign), "12"), [(None, 1)], "a budget for life is none a day");
    assert_eq!(totals(Shape::Flat(Level::Campaign), "14"), [(None, 0)], "nothing in it has a budget");
    let query = ExplorerQuery { shape: tree(Level::Account), ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    let one = page.rows.iter().find(|row| row.id == "act_1").unwrap();
    assert_eq!((one.daily_budget_minor, one.budgets_for_life, one.lifetime_budget_minor), (everything.0, 2, None));
}

#[test]
fn a_write_is_seen_by_the_next_question() {
    let fixture = Fixture::new();
    small(&fixture);
    let ask = || fixture.store.read_blocking(|db| db.explorer(&campaigns())).unwrap();
    assert_eq!(ask().rows.len(), 3);
    fixture
        .store
        .write_blocking(|tx| tx.upsert_campaigns(&account("1"), &[campaign_row("1", 12, "New")], Some(1)))
        .unwrap();
    assert_eq!(ask().rows.len(), 4);
    put(&fixture.store, "1", Level::Campaign, NOW.plus_millis(5), vec![metric(12, 20_000, 50), metric(10, 20_000, 60)])
        .unwrap();
    let page = ask();
    assert_eq!(page.totals[0].sums.spend_minor, (60 + 3 + 50) * 7);
    assert_eq!(page.rows.iter().find(|row| row.id == "10").unwrap().sums.unwrap().spend_minor, 420);
    fixture.store.write_blocking(|tx| tx.remove_account(&account("2"))).unwrap();
    let gone = fixture.store.read_blocking(|db| db.explorer(&campaigns()));
    assert!(matches!(gone, Err(Error::NotFound)));
}

#[test]
fn a_write_that_fails_is_never_seen() {
    let fixture = Fixture::new();
    small(&fixture);
    let failed = fixture.store.write_blocking(|tx| -> Result<(), Error> {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 13, "Never")], Some(1))?;
        tx.set_setting("never", &true)?;
        Err(Error::NotFound)
    });
    assert!(matches!(failed, Err(Error::NotFound)));
    let page = fixture.store.read_blocking(|db| db.explorer(&campaigns())).unwrap();
    assert_eq!(page.rows.len(), 3);
    assert_eq!(fixture.store.read_blocking(|db| db.setting::<bool>("never")).unwrap(), None);
    // Numbers given to objects in the failed write are free again.
    put(&fixture.store, "1", Level::Campaign, NOW, vec![metric(14, 20_000, 1)]).unwrap();
    let series = fixture.store.read_blocking(|db| db.series(&object("1", Level::Campaign, 14), days(20_000, 20_000)));
    assert_eq!(series.unwrap().len(), 1);
}

#[test]
fn hidden_deleted_objects_still_count_in_their_account() {
    let fixture = Fixture::new();
    small(&fixture);
    fixture
        .store
        .write_blocking(|tx| {
            tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One")], Some(2))?;
            tx.mark_unseen(&account("1"), Level::Campaign, 2)
        })
        .unwrap();
    let filter = Filter { hide_deleted: true, ..Filter::default() };
    let query = ExplorerQuery { filter: filter.clone(), accounts: vec![account("1")], ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["10"]);
    let shape = Shape::Tree { roots: Level::Account, expanded: Expansion::default() };
    let query = ExplorerQuery { filter, shape, accounts: vec![account("1")], ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert_eq!(page.rows[0].sums.unwrap().spend_minor, 35);
}

#[test]
fn only_active_objects_whose_end_has_passed_count_as_ended() {
    let fixture = Fixture::new();
    small(&fixture);
    let rows: Vec<_> = [
        (61, "ACTIVE", Some(-1)),
        (62, "ACTIVE", Some(0)),
        (63, "ACTIVE", Some(1)),
        (64, "ACTIVE", None),
        (65, "PAUSED", Some(-1)),
        (66, "A_STATUS_OF_TOMORROW", Some(-1)),
    ]
    .into_iter()
    .map(|(digits, status, end): (_, &str, Option<i64>)| store::CampaignRow {
        effective_status: status.to_owned(),
        stop_time: end.map(|millis| NOW.plus_millis(millis)),
        ..campaign_row("1", digits, "Ends")
    })
    .collect();
    fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &rows, Some(1)).map(drop)).unwrap();
    let shown = |filter: Filter| {
        let filter = Filter { text: "ends".into(), ..filter };
        let query = ExplorerQuery { filter, accounts: vec![account("1")], ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        let mut ids: Vec<String> = page.rows.into_iter().map(|row| row.id).collect();
        ids.sort();
        ids
    };
    let statuses = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(shown(Filter { ended_before: Some(NOW), ..Filter::default() }), ["61"]);
    let or_paused = Filter { ended_before: Some(NOW), effective_status: statuses(&["PAUSED"]), ..Filter::default() };
    assert_eq!(shown(or_paused), ["61", "65"]);
    // A status nobody has yet finds nothing; one that this version does not know is found by its own word.
    assert_eq!(shown(Filter { effective_status: statuses(&["NOBODYS"]), ..Filter::default() }), [""; 0]);
    assert_eq!(shown(Filter { effective_status: statuses(&["A_STATUS_OF_TOMORROW"]), ..Filter::default() }), ["66"]);
    let besides = Filter { effective_status_besides: statuses(&["ACTIVE", "PAUSED"]), ..Filter::default() };
    assert_eq!(shown(besides.clone()), ["66"]);
    assert_eq!(shown(Filter { effective_status: statuses(&["PAUSED"]), ..besides }), ["65", "66"]);
}

#[test]
fn foreign_ids_give_nothing_and_the_same_error() {
    let fixture = Fixture::new();
    small(&fixture);
    let query = ExplorerQuery { accounts: vec![account("1"), account("99")], ..campaigns() };
    assert!(matches!(fixture.store.read_blocking(move |db| db.explorer(&query)), Err(Error::NotFound)));
    let expanded = Expansion::Ids(HashSet::from(["20".to_owned(), "nonsense'\"".to_owned(), "act_2".to_owned()]));
    let shape = Shape::Tree { roots: Level::Campaign, expanded };
    let query = ExplorerQuery { accounts: vec![account("1")], shape, ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert!(page.rows.iter().all(|row| row.account == account("1")));
    for (account_digits, object_digits) in [("1", 20), ("2", 10), ("9", 10), ("1", 999)] {
        let asked = object(account_digits, Level::Campaign, object_digits);
        assert!(matches!(fixture.store.read_blocking(move |db| db.object(&asked).map(|_| ())), Err(Error::NotFound)));
        let asked = object(account_digits, Level::Campaign, object_digits);
        assert!(matches!(fixture.store.read_blocking(move |db| db.history(&asked).map(|_| ())), Err(Error::NotFound)));
    }
}
