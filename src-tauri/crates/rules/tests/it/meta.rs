//! Meta's own rules beside ours: what is carried over, what is said to be lost, and that nothing grows wider.

use domain::{AccountId, Currency, ObjectId};
use fastrand::Rng;
use rules::meta::{Compiled, Effect, Filter, Imported, Lost, Spec, Targets, Times, Value, compile, import};
use rules::{Action, Condition, Mode, Rule, Until, templates};
use serde_json::{Value as Json, json};

use crate::said::{euro, last, metric, rule};

fn compare(left: Json, is: &str, right: Json) -> Json {
    json!({"compare": {"left": left, "is": is, "right": right}})
}

fn currency() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn account() -> AccountId {
    AccountId::parse("1").unwrap()
}

fn compiled(value: &Json) -> Compiled {
    let rule = rule(value);
    compile(&rule, &account(), currency(), &Targets { cpa_minor: Some(1_250), roas: None })
}

fn imported(spec: &Spec) -> Imported {
    import(spec, &ObjectId::parse("77").unwrap(), &account(), currency())
}

/// A rule that Meta's can say but for its guards.
fn stopping() -> Json {
    json!({
        "format": 1, "id": "stop", "name": "Stop", "mode": "auto",
        "scope": {"level": "adset", "accounts": ["act_1"], "filters": [{"status": ["ACTIVE"]}]},
        "when": {"all": [
            compare(metric("spend", json!("today")), "above", euro(3_000)),
            compare(metric("conversions", json!("today")), "equal", json!({"number": 0})),
        ]},
        "then": {"pause": "a_person"},
        "schedule": {"every": {"minutes": 30}},
        "guards": {
            "floors": {"window": "today", "spend": {"minor": 2_000, "currency": "EUR"}, "impressions": 1_000, "age_hours": 48},
            "freshness_minutes": 120, "cool_down_minutes": 1_440, "acts_per_object_a_day": 1, "acts_a_run": 10,
            "acts_a_day": 30, "step_up_basis_points": 2_000, "step_down_basis_points": 5_000,
            "day_up_basis_points": 5_000, "learning": "spare", "may_empty_the_parent": false,
        },
    })
}

fn with(pointer: &str, new: Json) -> Json {
    let mut value = stopping();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Json::Object(map) => drop(map.insert(key.to_owned(), new)),
        Json::Array(list) => list[key.parse::<usize>().unwrap()] = new,
        _ => panic!("nothing at {pointer}"),
    }
    value
}

fn places(lost: &[Lost], effect: Effect) -> Vec<&str> {
    lost.iter().filter(|lost| lost.effect == effect).map(|lost| lost.place.as_str()).collect()
}

fn said(spec: &Spec) -> Vec<String> {
    spec.filters.iter().map(|filter| format!("{} {} {:?}", filter.field, filter.operator, filter.value)).collect()
}

#[test]
fn the_stop_loss_part_becomes_a_rule_of_metas_and_the_guards_are_named() {
    let Compiled { spec, lost } = compiled(&stopping());
    let spec = spec.unwrap();
    assert_eq!((spec.execution.as_str(), &spec.schedule), ("PAUSE", &Some(Times::SemiHourly)));
    assert_eq!(
        said(&spec),
        [
            "entity_type EQUAL Text(\"ADSET\")",
            "effective_status IN Texts([\"ACTIVE\"])",
            "time_preset EQUAL Text(\"TODAY\")",
            "attribution_window EQUAL Text(\"ACCOUNT_DEFAULT\")",
            "spent GREATER_THAN Number(3000.0)",
            "results EQUAL Number(0.0)",
            "spent GREATER_THAN Number(1999.0)",
            "impressions GREATER_THAN Number(999.0)",
            "hours_since_creation GREATER_THAN Number(48.0)",
        ]
    );
    let accepted = places(&lost, Effect::Accept);
    let expected =
        ["mode", "guards.learning", "guards.may_empty_the_parent", "guards.cool_down_minutes", "guards.acts_a_run"];
    assert_eq!(accepted, expected);
    assert_eq!(places(&lost, Effect::Wider), [""; 0]);
}

#[test]
fn what_would_act_more_widely_is_refused_with_its_place() {
    let first = |condition: Json| with("/when/all/0", condition);
    let trend = json!({"change": {"of": "spend", "window": last(7)}});
    let share = json!({"multiply": [{"number": 0.8}, {"fact": {"of": "daily_budget"}}]});
    let at_campaign = json!({"metric": {"of": "spend", "window": "today", "at": "campaign"}});
    let rank = json!({"rank": {
        "by": metric("spend", json!("today")), "among": "siblings", "end": "bottom", "take": {"count": 1},
        "zeros": "leave_out"}});
    let dear = with("/scope/level", json!("ad"));
    let dear = {
        let mut dear = dear;
        dear["when"]["all"][0] = compare(metric("cpa", json!("today")), "above", euro(3_000));
        dear
    };
    let cases = [
        (first(compare(trend, "above", json!({"number": 10}))), "when.all[0].compare"),
        (first(compare(metric("spend", json!("today")), "above", share)), "when.all[0].compare"),
        (first(compare(at_campaign, "above", euro(1))), "when.all[0].compare"),
        (first(compare(metric("clicks", last(7)), "above", json!({"number": 1}))), "when.all[1].compare"),
        (first(compare(metric("clicks", json!("today")), "not_equal", json!({"number": 1}))), "when.all[0].compare"),
        (first(compare(metric("value", json!("today")), "below", euro(1))), "when.all[0].compare"),
        (first(rank.clone()), "when.all[0].rank"),
        (first(json!({"learning": ["learned"]})), "when.all[0].learning"),
        (first(json!({"clock": {"from": "08:00", "until": "10:00"}})), "when.all[0].clock"),
        (first(json!({"none": [{"all": [rank]}]})), "when.all[0].none[0]"),
        (with("/scope/filters/0", json!({"name": {"is": {"regex": "a+"}}})), "scope.filters[0]"),
        (with("/scope/filters/0", json!({"label": ["hot"]})), "scope.filters[0]"),
        (with("/scope/accounts/0", json!("act_2")), "scope.accounts"),
        (with("/then", json!("start")), "then"),
        (with("/guards/floors/window", last(3)), "guards.floors.spend"),
        (dear, "when.all[0].compare"),
    ];
    for (value, place) in cases {
        let Compiled { spec, lost } = compiled(&value);
        assert_eq!(spec, None, "{value}");
        assert!(places(&lost, Effect::Wider).contains(&place), "{place}: {lost:?}");
    }
}

#[test]
fn alternatives_are_left_out_which_only_narrows_and_targets_are_written_as_they_are() {
    let cheap = compare(metric("clicks", json!("today")), "at_most", json!({"number": 3}));
    let trend = compare(json!({"change": {"of": "spend", "window": last(7)}}), "above", json!({"number": 10}));
    let target =
        compare(metric("spend", json!("today")), "above", json!({"multiply": [{"number": 2}, {"target": "cpa"}]}));
    let mut value = with("/when/all/0", json!({"any": [trend, cheap]}));
    value["when"]["all"][1] = target;
    let Compiled { spec, lost } = compiled(&value);
    let spec = said(&spec.unwrap());
    assert!(spec.contains(&"clicks LESS_THAN Number(4.0)".to_owned()), "{spec:?}");
    assert!(spec.contains(&"spent GREATER_THAN Number(2500.0)".to_owned()), "{spec:?}");
    assert!(places(&lost, Effect::Narrower).contains(&"when.all[0].any[0]"), "{lost:?}");
    assert!(places(&lost, Effect::Accept).contains(&"when.all[1].compare"), "{lost:?}");
}

#[test]
fn no_template_is_compiled_without_saying_what_is_lost() {
    for template in templates(currency()) {
        let targets = Targets { cpa_minor: Some(2_000), roas: Some(2.0) };
        let Compiled { spec, lost } = compile(&template.rule, &account(), currency(), &targets);
        assert!(!lost.is_empty(), "{}", template.rule.id);
        assert!(spec.is_none() || matches!(template.rule.then, Action::Pause(_)), "{}", template.rule.id);
    }
}

#[test]
fn a_rule_of_metas_is_imported_in_shadow_with_what_is_lost() {
    let filter = |field: &str, operator: &str, value: Value| Filter {
        field: field.to_owned(),
        operator: operator.to_owned(),
        value,
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let change = |amount, limit| Value::Change { amount, is_percent: true, limit };
    let base = Spec {
        name: "Dear".to_owned(),
        filters: vec![
            filter("entity_type", "EQUAL", text("ADSET")),
            filter("time_preset", "EQUAL", text("LAST_7D")),
            filter("cost_per", "GREATER_THAN", Value::Number(2_500.0)),
            filter("reach", "GREATER_THAN", Value::Number(100.0)),
            filter("campaign.name", "NOT_CONTAIN", text("brand")),
            filter("campaign.id", "NOT_IN", Value::Texts(vec!["9".to_owned()])),
        ],
        execution: "PAUSE".to_owned(),
        schedule: Some(Times::Daily),
        ..Spec::default()
    };
    let Imported { rule, lost } = imported(&base);
    let rule = rule.unwrap();
    assert_eq!((rule.mode, &rule.then), (Mode::Shadow, &Action::Pause(Until::APerson)));
    assert_eq!(rule.scope.never, [ObjectId::parse("9").unwrap()]);
    assert!(matches!(&rule.when, Condition::All(parts) if parts.len() == 1), "{:?}", rule.when);
    assert_eq!(places(&lost, Effect::Wider), ["reach"]);
    assert_eq!(places(&lost, Effect::Narrower), ["guards.floors"]);
    assert_eq!(Rule::from_json(&rule.to_json()).unwrap(), rule);

    let lowers = Spec {
        execution: "CHANGE_BUDGET".to_owned(),
        options: vec![filter("change_spec", "EQUAL", change(-20.0, Some(500.0)))],
        ..base.clone()
    };
    assert!(matches!(imported(&lowers).rule.unwrap().then, Action::Budget(_)));
    let unbounded = Spec {
        execution: "CHANGE_BUDGET".to_owned(),
        options: vec![filter("change_spec", "EQUAL", change(20.0, None))],
        ..base.clone()
    };
    let Imported { rule, lost } = imported(&unbounded);
    assert_eq!(rule.unwrap().then, Action::Notify, "a change without a bound is not taken over");
    assert!(places(&lost, Effect::Narrower).contains(&"execution_type"));

    let triggered = Spec { is_trigger: true, schedule: None, ..base.clone() };
    assert!(places(&imported(&triggered).lost, Effect::Narrower).contains(&"trigger"));
    let nowhere = Spec { filters: Vec::new(), ..base };
    assert_eq!(imported(&nowhere).rule, None);
}

/// A spec out of the subset that both sides can say.
fn any_spec(rng: &mut Rng) -> Spec {
    let filter = |field: &str, operator: &str, value: Value| Filter {
        field: field.to_owned(),
        operator: operator.to_owned(),
        value,
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let level = ["CAMPAIGN", "ADSET"][rng.usize(..2)];
    let preset = ["TODAY", "YESTERDAY", "LAST_7_DAYS", "LAST_30D", "LIFETIME", "LAST_ND_14_8"][rng.usize(..6)];
    let mut filters = vec![
        filter("entity_type", "EQUAL", text(level)),
        filter("effective_status", "IN", Value::Texts(vec!["ACTIVE".to_owned()])),
    ];
    if rng.bool() {
        filters.push(filter("id", "IN", Value::Texts(vec!["11".to_owned(), "12".to_owned()])));
    }
    if rng.bool() {
        filters.push(filter("name", ["CONTAIN", "NOT_CONTAIN"][rng.usize(..2)], text("ü x")));
    }
    filters.push(filter("time_preset", "EQUAL", text(preset)));
    filters.push(filter("attribution_window", "EQUAL", text("ACCOUNT_DEFAULT")));
    filters.push(filter("spent", "GREATER_THAN", Value::Number(f64::from(rng.u32(1..9_000)))));
    for field in ["results", "clicks", "link_click", "ctr", "cost_per", "cpm", "daily_budget", "hours_since_creation"] {
        if rng.bool() {
            let operator = ["GREATER_THAN", "LESS_THAN"][rng.usize(..2)];
            filters.push(filter(field, operator, Value::Number(f64::from(rng.u32(1..500)))));
        }
    }
    let schedule = match rng.u8(..4) {
        0 => Times::Daily,
        1 => Times::Hourly,
        2 => Times::SemiHourly,
        _ => Times::Custom(vec![rules::meta::Entry { start: Some(rng.u16(1..47) * 30), end: None, days: vec![1, 3] }]),
    };
    Spec { name: "Any".to_owned(), filters, execution: "PAUSE".to_owned(), schedule: Some(schedule), ..Spec::default() }
}

#[test]
fn what_both_sides_can_say_survives_the_way_there_and_back() {
    let sorted = |spec: &Spec| {
        let mut said = said(spec);
        said.sort();
        said
    };
    for seed in 0..3_000 {
        let spec = any_spec(&mut Rng::with_seed(seed));
        let Imported { rule, lost } = imported(&spec);
        assert_eq!(lost, [], "seed {seed}: {spec:?}");
        let Compiled { spec: back, lost } = compile(&rule.unwrap(), &account(), currency(), &Targets::default());
        let back = back.unwrap_or_else(|| panic!("seed {seed}: {lost:?}"));
        assert_eq!(sorted(&back), sorted(&spec), "seed {seed}");
        assert_eq!((&back.name, &back.execution, &back.schedule), (&spec.name, &spec.execution, &spec.schedule));
    }
}
