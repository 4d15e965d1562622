//! What rules may do together, on accounts without a network: bounds that hold whatever rules, accounts and histories.

use std::collections::BTreeMap;

use domain::{
    AccountDay, AccountId, AccountZone, ConfiguredStatus, Currency, EffectiveStatus, Level, MetricSums, Money,
    ObjectId, TimestampMillis,
};
use fastrand::Rng;
use optimizer::{Around, Kept, Limits, PastAct, Weighed, weigh};
use rules::{AccountFacts, Act, AmountField, Coverage, Cut, LearningStage, Object, Prepared, Rule, Snapshot};
use serde_json::{Value, json};

const START_MS: i64 = 1_795_435_200_000; // 2026-11-23T12:00:00Z
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// An account of one campaign whose ad sets all deliver well enough for any floor.
#[derive(Clone)]
struct Account {
    at: TimestampMillis,
    status: Vec<ConfiguredStatus>,
    budgets: Vec<i64>,
    /// How much more value each brings than the first.
    worth: Vec<i64>,
}

impl Account {
    fn new(adsets: usize, budget: i64) -> Self {
        Self {
            at: TimestampMillis(START_MS),
            status: vec![ConfiguredStatus::Active; adsets],
            budgets: vec![budget; adsets],
            worth: vec![1; adsets],
        }
    }

    fn id(index: usize) -> ObjectId {
        ObjectId::parse(&format!("{}", 1_000 + index)).unwrap()
    }

    fn snapshot(&self) -> Snapshot {
        let zone = AccountZone::parse("Europe/Oslo").unwrap();
        let mut snapshot = Snapshot::new(
            self.at,
            AccountFacts {
                id: AccountId::parse("act_1").unwrap(),
                currency: Currency::parse("EUR").unwrap(),
                zone,
                target_cpa_minor: None,
                target_roas: None,
                maturity_percent: Vec::new(),
            },
        );
        let object = |id: ObjectId, parent, configured, budget| Object {
            id,
            name: "an object".into(),
            parent,
            configured,
            effective: Some(EffectiveStatus::Active),
            objective: None,
            labels: std::sync::Arc::from(Vec::new()),
            created: Some(TimestampMillis(START_MS - 400 * DAY)),
            daily_budget_minor: budget,
            lifetime_budget_minor: None,
            bid_minor: None,
            learning: Some(LearningStage::Learned),
        };
        let account = ObjectId::parse("1").unwrap();
        snapshot.objects_mut(Level::Account).push(object(account, None, ConfiguredStatus::Active, None));
        let campaign = ObjectId::parse("10").unwrap();
        snapshot.objects_mut(Level::Campaign).push(object(campaign, Some(0), ConfiguredStatus::Active, None));
        let adsets = snapshot.objects_mut(Level::Adset);
        for (index, (status, budget)) in self.status.iter().zip(&self.budgets).enumerate() {
            adsets.push(object(Self::id(index), Some(0), *status, Some(*budget)));
        }
        let today = zone.day_of(self.at).unwrap();
        let first = today.plus_days(-30);
        adsets.figures.coverage = Coverage::new(first, vec![Some(self.at); 31]);
        for day in 0..=30 {
            let mut cut = Cut::new(first.plus_days(day), self.status.len());
            for row in 0..self.status.len() {
                let all = sums(day + 1);
                cut.set(row, day + 1, &MetricSums { value_minor: all.value_minor * self.worth[row], ..all });
            }
            adsets.figures.put(cut);
        }
        snapshot
    }

    /// Does what was decided.
    fn carry_out(&mut self, look: &Weighed) -> Vec<(usize, Act)> {
        let mut done = Vec::new();
        for (decision, act) in look.acts() {
            let index = (0..self.status.len()).find(|index| Self::id(*index) == decision.object).unwrap();
            match act {
                Act::Pause(_) => self.status[index] = ConfiguredStatus::Paused,
                Act::Start => self.status[index] = ConfiguredStatus::Active,
                Act::Set { from, to, .. } => {
                    assert_eq!(self.budgets[index], from.minor);
                    self.budgets[index] = to.minor;
                }
                Act::Tell | Act::Copy { .. } => {}
            }
            done.push((index, act.clone()));
        }
        done
    }
}

fn sums(days: i64) -> MetricSums {
    MetricSums {
        impressions: 10_000 * days,
        clicks: 500 * days,
        link_clicks: 400 * days,
        spend_minor: 10_000 * days,
        conversions_milli: 20_000 * days,
        value_minor: 40_000 * days,
    }
}

fn kept(rule: &Value) -> Kept {
    let rule = Rule::from_json(&rule.to_string()).unwrap_or_else(|error| panic!("{error}\n{rule:#}"));
    let at = TimestampMillis(START_MS - 400 * DAY);
    Kept { prepared: Prepared::new(rule).unwrap(), version: 1, updated_at: at, mode_since: at, stop: None }
}

/// A rule about every ad set that spends, which all of them do.
fn rule(id: &str, then: Value, guards: Value) -> Value {
    let mut all = json!({
        "floors": {"window": {"last": {"days": 7, "with_today": false}}, "impressions": 1, "age_hours": 1},
        "learning": "touch", "may_empty_the_parent": true
    });
    for (name, value) in guards.as_object().unwrap() {
        all[name] = value.clone();
    }
    json!({
        "format": 1, "id": id, "name": id, "mode": "auto", "scope": {"level": "adset"},
        "when": {"compare": {
            "left": {"metric": {"of": "spend", "window": {"last": {"days": 7, "with_today": false}}}},
            "is": "above", "right": {"money": {"minor": 1, "currency": "EUR"}}}},
        "then": then, "schedule": {"every": {"minutes": 60}}, "guards": all
    })
}

fn raise(points: u32, ceiling: i64) -> Value {
    json!({"budget": {
        "by": {"raise": {"basis_points": points}},
        "floor": {"minor": 100, "currency": "EUR"}, "ceiling": {"minor": ceiling, "currency": "EUR"}}})
}

fn past(rule: &str, at: TimestampMillis, index: usize, act: Act) -> PastAct {
    PastAct { rule: rule.to_owned(), level: Level::Adset, object: Account::id(index), at, act, real: true }
}

#[test]
fn a_rule_that_always_raises_adds_no_more_a_day_than_a_person_allowed() {
    let guards = json!({
        "cool_down_minutes": 60, "acts_per_object_a_day": 12, "acts_a_run": 100, "acts_a_day": 1_000,
        "day_up_basis_points": 10_000
    });
    let runaway = kept(&rule("runaway", raise(2_000, 1_000_000_000), guards));
    let limits = Limits { may_act: true, raised_a_day_minor: Some(25_000), ..Limits::default() };
    let mut account = Account::new(12, 10_000);
    let mut history: Vec<PastAct> = Vec::new();
    let mut raised: BTreeMap<AccountDay, i64> = BTreeMap::new();
    let zone = AccountZone::parse("Europe/Oslo").unwrap();
    for _ in 0..30 * 24 {
        account.at = account.at.plus_millis(HOUR);
        let snapshot = account.snapshot();
        let around = Around {
            snapshot: &snapshot,
            limits: &limits,
            past: &history,
            spent_today_minor: None,
            touched: &BTreeMap::new(),
            all: std::slice::from_ref(&runaway),
        };
        let looks = weigh(&[&runaway], &around);
        for (index, act) in account.carry_out(&looks[0]) {
            let Act::Set { from, to, .. } = &act else { panic!("{act:?}") };
            *raised.entry(zone.day_of(account.at).unwrap()).or_default() += to.minor - from.minor;
            history.push(past("runaway", account.at, index, act));
        }
    }
    assert_eq!(raised.len(), 31, "it did raise each day");
    assert!(raised.values().all(|minor| *minor <= 25_000), "{raised:?}");
}

fn moving(share: u32) -> Value {
    json!({"rebalance": {
        "by": {"of": "roas", "window": {"last": {"days": 7, "with_today": false}}}, "share_basis_points": share,
        "floor": {"minor": 100, "currency": "EUR"}, "ceiling": {"minor": 100_000, "currency": "EUR"}}})
}

#[test]
fn budget_moves_between_all_siblings_or_none_and_never_changes_their_sum() {
    let guards = json!({"cool_down_minutes": 60, "acts_per_object_a_day": 12, "acts_a_run": 100, "acts_a_day": 1_000});
    let mover = kept(&rule("mover", moving(1_000), guards));
    let limits = Limits { may_act: true, raised_a_day_minor: Some(100_000), ..Limits::default() };
    let mut account = Account::new(4, 10_000);
    account.worth = vec![4, 3, 2, 1];
    account.budgets = vec![10_000, 7_001, 5_003, 9_999];
    let look = |account: &Account, past: &[PastAct], limits: &Limits| {
        let snapshot = account.snapshot();
        let all = std::slice::from_ref(&mover);
        let touched = BTreeMap::new();
        let around = Around { snapshot: &snapshot, limits, past, spent_today_minor: None, touched: &touched, all };
        weigh(&[&mover], &around).remove(0)
    };
    let whole = look(&account, &[], &limits);
    assert_eq!(whole.acts().count(), 4);
    let sum: i64 = account.budgets.iter().sum();
    let mut after = account.clone();
    after.carry_out(&whole);
    assert_eq!(after.budgets.iter().sum::<i64>(), sum);
    assert!(after.budgets[0] > 10_000 && after.budgets[3] < 9_999);

    // One of them was changed by the rule just now: none of them is.
    let (from, to) = (Money { minor: 1, currency: Currency::parse("EUR").unwrap() }, 2);
    let act = Act::Set { field: AmountField::DailyBudget, from, to: Money { minor: to, ..from } };
    let cooling = past("mover", account.at.plus_millis(-HOUR / 2), 2, act);
    let torn = look(&account, &[cooling], &limits);
    assert_eq!((torn.acts().count(), torn.decisions.len()), (0, 4));
    // What all rules may add in a day is passed by the second of those that get: none of them is changed.
    let tight = Limits { raised_a_day_minor: Some(1_000), ..limits.clone() };
    assert_eq!(look(&account, &[], &tight).acts().count(), 0);
}

#[test]
fn rules_that_pause_and_start_the_same_objects_do_not_flap() {
    // Ten thousand simulated hours, with rules that overlap completely and look at different hours.
    let guards = |minutes: u32| json!({"cool_down_minutes": minutes, "acts_per_object_a_day": 12, "acts_a_run": 100, "acts_a_day": 1_000});
    let pause = kept(&rule("pause", json!({"pause": "a_person"}), guards(6 * 60)));
    let start = kept(&rule("start", json!("start"), guards(3 * 60)));
    let limits = Limits {
        may_act: true,
        acts_a_day: 10_000,
        raised_a_day_minor: Some(i64::MAX),
        spend_brake_percent: 1_000,
        ..Limits::default()
    };
    let mut account = Account::new(4, 10_000);
    let mut history: Vec<PastAct> = Vec::new();
    let mut last: BTreeMap<usize, TimestampMillis> = BTreeMap::new();
    let mut changes = 0;
    let all = [pause.clone(), start.clone()];
    for hour in 0..10_000 {
        account.at = account.at.plus_millis(HOUR);
        let snapshot = account.snapshot();
        let recent =
            history.iter().filter(|act| account.at.millis_since(act.at) < 2 * DAY).cloned().collect::<Vec<_>>();
        let around = Around {
            snapshot: &snapshot,
            limits: &limits,
            past: &recent,
            spent_today_minor: Some(0),
            touched: &BTreeMap::new(),
            all: &all,
        };
        let due: Vec<&Kept> = match hour % 3 {
            0 => vec![&pause],
            1 => vec![&start],
            _ => vec![&pause, &start],
        };
        let looks = weigh(&due, &around);
        for (rule, look) in due.iter().zip(&looks) {
            for (index, act) in account.carry_out(look) {
                let before = last.insert(index, account.at);
                let waited = before.map_or(i64::MAX, |before| account.at.millis_since(before));
                assert!(waited >= 6 * HOUR, "changed twice within the longer cool-down: {waited} ms");
                changes += 1;
                history.push(past(&rule.rule().id, account.at, index, act));
            }
        }
    }
    assert!(changes > 1_000, "the rules did act: {changes}");
}

/// How many worlds; `SEXTANT_RULE_WORLDS=100000` for a long run.
fn worlds() -> u64 {
    std::env::var("SEXTANT_RULE_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000)
}

#[test]
fn no_act_leaves_the_bounds_whatever_rule_account_and_history() {
    let mut acts = 0;
    for seed in 0..worlds() {
        acts += one_world(&mut Rng::with_seed(seed));
    }
    assert!(acts > worlds() / 10, "hardly anything was done, so hardly anything was tested: {acts}");
}

fn one_world(rng: &mut Rng) -> u64 {
    let mut account = Account::new(rng.usize(1..30), 0);
    account.budgets.iter_mut().for_each(|budget| *budget = rng.i64(100..50_000));
    for status in &mut account.status {
        *status = if rng.u8(0..4) == 0 { ConfiguredStatus::Paused } else { ConfiguredStatus::Active };
    }
    let (floor, ceiling) = (rng.i64(1..10_000), rng.i64(10_000..100_000));
    let (up, down) = (rng.u32(100..5_000), rng.u32(100..5_000));
    let points = rng.u32(100..6_000);
    let way = if rng.bool() { "raise" } else { "lower" };
    let day_up = rng.u32(up..10_000);
    let guards = json!({
        "cool_down_minutes": rng.u32(60..2_000), "acts_per_object_a_day": rng.u32(1..6),
        "acts_a_run": rng.u32(1..40), "acts_a_day": rng.u32(1..60),
        "step_up_basis_points": up, "step_down_basis_points": down, "day_up_basis_points": day_up
    });
    let then = json!({"budget": {
        "by": {way: {"basis_points": points}},
        "floor": {"minor": floor, "currency": "EUR"}, "ceiling": {"minor": ceiling, "currency": "EUR"}}});
    let text = rule("any", then, guards);
    // A rule that cannot be right is refused before it runs, which is also an answer.
    let Ok(written) = Rule::from_json(&text.to_string()) else { return 0 };
    let Ok(prepared) = Prepared::new(written) else { return 0 };
    let at = TimestampMillis(START_MS - 400 * DAY);
    let any = Kept { prepared, version: 1, updated_at: at, mode_since: at, stop: None };
    let limits = Limits {
        may_act: true,
        acts_a_day: rng.u32(1..60),
        raised_a_day_minor: Some(rng.i64(0..100_000)),
        ..Limits::default()
    };
    let history = anything_before(rng, &account);
    let snapshot = account.snapshot();
    let around = Around {
        snapshot: &snapshot,
        limits: &limits,
        past: &history,
        spent_today_minor: Some(rng.i64(0..1_000_000)),
        touched: &BTreeMap::new(),
        all: std::slice::from_ref(&any),
    };
    let looks = weigh(&[&any], &around);
    let done = account.clone().carry_out(&looks[0]);
    check(&any, &limits, &history, account.at, &done, (floor, ceiling));
    done.len() as u64
}

fn anything_before(rng: &mut Rng, account: &Account) -> Vec<PastAct> {
    let mut history = Vec::new();
    for _ in 0..rng.usize(0..20) {
        let index = rng.usize(0..account.budgets.len());
        let to = account.budgets[index];
        let from = (to * rng.i64(50..150) / 100).max(1);
        let euro = |minor| Money { minor, currency: Currency::parse("EUR").unwrap() };
        let act = Act::Set { field: AmountField::DailyBudget, from: euro(from), to: euro(to) };
        let rule = if rng.bool() { "any" } else { "another" };
        history.push(past(rule, account.at.plus_millis(-rng.i64(0..3 * DAY)), index, act));
    }
    history.sort_by_key(|act| act.at);
    history
}

/// The bounds again, written down without any of the code that keeps them.
fn check(
    rule: &Kept,
    limits: &Limits,
    history: &[PastAct],
    at: TimestampMillis,
    done: &[(usize, Act)],
    (floor, ceiling): (i64, i64),
) {
    let guards = &rule.rule().guards;
    let zone = AccountZone::parse("Europe/Oslo").unwrap();
    let today = |when: TimestampMillis| zone.day_of(when) == zone.day_of(at);
    let amounts = |act: &Act| match act {
        Act::Set { from, to, .. } => (from.minor, to.minor),
        _ => panic!("{act:?}"),
    };
    assert!(done.len() <= guards.acts_a_run as usize);
    let own_today = history.iter().filter(|act| act.rule == "any" && today(act.at)).count();
    assert!(done.is_empty() || own_today + done.len() <= guards.acts_a_day as usize);
    let all_today = history.iter().filter(|act| today(act.at)).count();
    assert!(done.is_empty() || all_today + done.len() <= limits.acts_a_day as usize);
    let raised_before: i64 = history
        .iter()
        .filter(|act| today(act.at))
        .map(|act| amounts(&act.act))
        .map(|(from, to)| (to - from).max(0))
        .sum();
    let raised: i64 = done.iter().map(|(_, act)| amounts(act)).map(|(from, to)| (to - from).max(0)).sum();
    assert!(raised == 0 || raised_before + raised <= limits.raised_a_day_minor.unwrap());
    for (index, act) in done {
        let (from, to) = amounts(act);
        assert!((floor..=ceiling).contains(&to), "{from} to {to} outside {floor} to {ceiling}");
        assert!((to - from) * 10_000 <= from * i64::from(guards.step_up_basis_points));
        assert!((from - to) * 10_000 <= from * i64::from(guards.step_down_basis_points));
        let own: Vec<&PastAct> =
            history.iter().filter(|act| act.rule == "any" && act.object == Account::id(*index)).collect();
        let cool = i64::from(guards.cool_down_minutes) * 60_000;
        assert!(own.iter().all(|act| at.millis_since(act.at) >= cool));
        assert!(own.iter().filter(|act| today(act.at)).count() < guards.acts_per_object_a_day as usize);
        let first = own.iter().find(|act| at.millis_since(act.at) < DAY).map_or(from, |act| amounts(&act.act).0);
        assert!((to - first) * 10_000 <= first * i64::from(guards.day_up_basis_points), "{first} to {to} in a day");
        let others = history.iter().filter(|act| act.rule == "another" && act.object == Account::id(*index));
        assert!(others.into_iter().all(|act| at.millis_since(act.at) >= cool), "another rule acted on it");
    }
}
