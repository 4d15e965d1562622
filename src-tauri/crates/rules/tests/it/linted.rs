//! Each finding of the linter, with a case that has it and one that has not.

use rules::{Code, Finding, Mode, Rule, lint, templates};
use serde_json::{Value, json};

use crate::said::{euro, last, metric, pausing, raising, ripe, rule};

fn found(values: &[&Value]) -> Vec<Finding> {
    let rules: Vec<Rule> = values.iter().map(|value| rule(value)).collect();
    lint(&rules)
}

/// One has it, the other not.
fn check(code: Code, with: &[&Value], without: &[&Value]) {
    let has = found(with);
    let finding = has.iter().find(|finding| finding.code == code);
    let finding = finding.unwrap_or_else(|| panic!("{code:?} is missing in {has:#?}"));
    for text in [&finding.what, &finding.example, &finding.remedy] {
        assert!(text.len() > 10, "{finding:#?}");
    }
    let has_not = found(without);
    assert!(has_not.iter().all(|finding| finding.code != code), "{code:?} is in {has_not:#?}");
}

fn compare(left: Value, is: &str, right: Value) -> Value {
    json!({"compare": {"left": left, "is": is, "right": right}})
}

fn number(value: f64) -> Value {
    json!({"number": value})
}

/// The rule with other conditions.
fn when(mut value: Value, when: Value) -> Value {
    value["when"] = when;
    value
}

fn set(mut value: Value, key: &str, sub: &str, new: Value) -> Value {
    value[key][sub] = new;
    value
}

fn named(mut value: Value, id: &str) -> Value {
    value["id"] = json!(id);
    value
}

fn starting(condition: Value) -> Value {
    let mut value = named(when(pausing(), condition), "start");
    value["then"] = json!("start");
    value["scope"]["filters"] = json!([{"status": ["PAUSED"]}]);
    value
}

#[test]
fn templates_have_no_finding_worse_than_advice_alone_or_with_those_of_their_kind() {
    let all = templates(domain::Currency::parse("EUR").unwrap());
    let by_roas = ["stop-loss", "budget-guard", "scale-strong", "scale-good", "new-launch", "creative-cut"];
    let by_cpa = ["dear-conversions", "late-winners", "bid-trim"];
    let mut kinds: Vec<Vec<&str>> = all.iter().map(|template| vec![template.rule.id.as_str()]).collect();
    kinds.extend([by_roas.to_vec(), by_cpa.to_vec()]);
    for kind in kinds {
        let of_kind = all.iter().filter(|template| kind.contains(&template.rule.id.as_str()));
        let rules: Vec<Rule> = of_kind.map(|template| template.rule.clone()).collect();
        assert_eq!(rules.len(), kind.len());
        let worse: Vec<_> = lint(&rules).into_iter().filter(|finding| finding.weight > rules::Weight::Advice).collect();
        assert!(worse.is_empty(), "{worse:#?}");
    }
}

#[test]
fn today_without_a_floor_that_looks_at_today() {
    let today = when(pausing(), compare(metric("ctr", json!("today")), "below", number(0.5)));
    let floor =
        set(today.clone(), "guards", "floors", json!({"window": "today", "impressions": 2_000, "age_hours": 24}));
    check(Code::TodayWithoutFloor, &[&today], &[&floor]);
}

#[test]
fn a_trend_over_a_day_that_is_not_over() {
    let trend = |window: Value| json!({"change": {"of": "spend", "window": window}});
    let with = when(pausing(), compare(trend(json!("today")), "below", number(-50.0)));
    let without = when(pausing(), compare(trend(json!("yesterday")), "below", number(-50.0)));
    check(Code::TodayAgainstWholeDays, &[&with], &[&without]);
}

#[test]
fn conversions_that_have_not_arrived() {
    let with = when(pausing(), compare(metric("cpa", last(2)), "above", euro(2_000)));
    let without = when(pausing(), compare(metric("cpa", ripe(7)), "above", euro(2_000)));
    check(Code::UnripeConversions, &[&with], &[&without]);
    let mut lease = with.clone();
    lease["then"] = json!({"pause": "midnight"});
    check(Code::UnripeConversions, &[&with], &[&lease]);
}

#[test]
fn a_cost_per_conversion_where_there_are_none() {
    let dear = compare(metric("cpa", ripe(7)), "above", euro(2_000));
    let none = compare(metric("conversions", ripe(7)), "equal", number(0.0));
    let with = when(pausing(), dear.clone());
    let without = when(
        pausing(),
        json!({"any": [dear, {"all": [none, compare(metric("spend", ripe(7)), "above", euro(6_000))]}]}),
    );
    check(Code::BlindToNoConversions, &[&with], &[&without]);
}

#[test]
fn floors_that_are_missing() {
    let with = set(raising(1_000), "guards", "floors", pausing()["guards"]["floors"].clone());
    check(Code::MissingFloor, &[&with], &[&raising(1_000)]);
    let floors = json!({"window": last(7), "impressions": 300, "age_hours": 72});
    check(Code::MissingFloor, &[&set(pausing(), "guards", "floors", floors)], &[&pausing()]);
    let mut young = pausing();
    young["guards"]["floors"]["age_hours"] = json!(2);
    check(Code::NoLeastAge, &[&young], &[&pausing()]);
}

#[test]
fn budgets_that_compound_within_a_rule() {
    let mut with = set(raising(2_000), "guards", "cool_down_minutes", json!(120));
    with["guards"]["acts_per_object_a_day"] = json!(3);
    check(Code::Compounding, &[&with], &[&raising(2_000)]);
    let example = found(&[&with]).into_iter().find(|finding| finding.code == Code::Compounding).unwrap().example;
    assert!(example.contains("+72.8 %"), "{example}");
}

#[test]
fn budgets_that_compound_across_rules() {
    let strong = named(when(raising(1_000), compare(metric("roas", ripe(7)), "at_least", number(4.0))), "strong");
    let tier = |to: f64| {
        let from = compare(metric("roas", ripe(7)), "at_least", number(2.0));
        let below = compare(metric("roas", ripe(7)), "below", number(to));
        named(when(raising(500), json!({"all": [from, below]})), "good")
    };
    check(Code::Compounding, &[&strong, &tier(5.0)], &[&strong, &tier(4.0)]);
}

#[test]
fn a_rule_that_acts_again_on_the_same_evidence() {
    let with = set(raising(1_000), "guards", "cool_down_minutes", json!(1_440));
    check(Code::SameEvidence, &[&with], &[&raising(1_000)]);
}

#[test]
fn a_step_that_the_guard_always_refuses() {
    check(Code::StepBeyondGuard, &[&raising(3_000)], &[&raising(2_000)]);
}

#[test]
fn pause_and_start_that_overlap_or_lie_close_together() {
    let cpa = |is: &str, limit: i64| compare(metric("cpa", ripe(7)), is, euro(limit));
    let pause = when(pausing(), cpa("above", 2_000));
    let other_figure = starting(compare(metric("roas", last(3)), "above", number(1.0)));
    let apart = starting(cpa("below", 1_500));
    check(Code::PauseAndStart, &[&pause, &other_figure], &[&pause, &apart]);
    check(Code::Oscillation, &[&pause, &starting(cpa("at_most", 1_950))], &[&pause, &apart]);
    let elsewhere = |mut value: Value, is: Value| {
        value["scope"]["filters"] = json!([{"name": {"is": is}}]);
        value
    };
    let here = elsewhere(pause.clone(), json!({"contains": "prospecting"}));
    let there = elsewhere(other_figure.clone(), json!({"lacks": "Prospect"}));
    check(Code::PauseAndStart, &[&pause, &other_figure], &[&here, &there]);
    let draft = |mut value: Value| {
        value["mode"] = json!(Mode::Draft);
        value
    };
    check(Code::PauseAndStart, &[&pause, &other_figure], &[&pause, &draft(other_figure.clone())]);
}

#[test]
fn rules_that_want_different_things() {
    let lower = |is: &str| {
        let mut value = named(when(raising(1_000), compare(metric("roas", ripe(7)), is, number(3.5))), "lower");
        value["then"]["budget"]["by"] = json!({"lower": {"basis_points": 1_000}});
        value
    };
    check(
        Code::Clash,
        &[&raising(1_000), &lower("above")],
        &[&raising(1_000), &when(lower("below"), compare(metric("roas", ripe(7)), "below", number(1.0)))],
    );
    let other_level = {
        let mut value = lower("above");
        value["scope"]["level"] = json!("campaign");
        value
    };
    check(Code::Clash, &[&raising(1_000), &lower("above")], &[&raising(1_000), &other_level]);
}

#[test]
fn rules_that_say_the_same() {
    let twin = named(pausing(), "twin");
    let mut other = twin.clone();
    other["when"]["all"][1]["compare"]["right"] = number(0.5);
    check(Code::Duplicate, &[&pausing(), &twin], &[&pausing(), &other]);
}

#[test]
fn amounts_in_the_wrong_unit() {
    let spend = |minor: i64| when(pausing(), compare(metric("spend", last(7)), "above", euro(minor)));
    check(Code::UnitSlip, &[&spend(25)], &[&spend(2_500)]);
    let ctr = |limit: f64| when(pausing(), compare(metric("ctr", last(7)), "below", number(limit)));
    check(Code::UnitSlip, &[&ctr(0.01)], &[&ctr(1.0)]);
    let roas = |limit: f64| when(pausing(), compare(metric("roas", ripe(7)), "below", number(limit)));
    check(Code::UnitSlip, &[&roas(150.0)], &[&roas(1.5)]);
    let mut far = raising(1_000);
    far["then"]["budget"]["ceiling"]["minor"] = json!(5_000_000);
    check(Code::UnitSlip, &[&far], &[&raising(1_000)]);
    let trend = |limit: f64| json!({"compare": {"left": {"change": {"of": "spend", "window": "yesterday"}}, "is": "above", "right": number(limit)}});
    check(Code::UnitSlip, &[&when(pausing(), trend(0.25))], &[&when(pausing(), trend(25.0))]);
}

#[test]
fn conditions_that_can_never_be_met() {
    let roas = |is: &str, limit: f64| compare(metric("roas", ripe(7)), is, number(limit));
    let target = |factor: f64| json!({"multiply": [number(factor), {"target": "cpa"}]});
    let cpa = |is: &str, factor: f64| compare(metric("cpa", ripe(7)), is, target(factor));
    for (with, without) in [
        (
            json!({"all": [roas("above", 3.0), roas("below", 2.0)]}),
            json!({"all": [roas("above", 2.0), roas("below", 3.0)]}),
        ),
        (
            json!({"all": [roas("above", 2.0), {"none": [roas("above", 2.0)]}]}),
            json!({"all": [roas("above", 2.0), {"none": [roas("above", 3.0)]}]}),
        ),
        (
            json!({"all": [cpa("above", 2.0), cpa("below", 1.5)]}),
            json!({"all": [cpa("above", 1.5), cpa("below", 2.0)]}),
        ),
        (
            compare(metric("spend", last(7)), "below", euro(1_000)),
            compare(metric("spend", last(7)), "below", euro(3_000)),
        ),
        (roas("below", -1.0), roas("below", 1.0)),
        (compare(number(1.0), "above", number(2.0)), roas("below", 1.0)),
        (json!({"learning": ["learning"]}), json!({"learning": ["limited"]})),
    ] {
        check(Code::NeverActs, &[&when(pausing(), with)], &[&when(pausing(), without)]);
    }
    let at = |time: &str| {
        let clock = json!({"clock": {"days": ["monday"], "from": "22:00", "until": "02:00"}});
        let mut value = when(pausing(), json!({"all": [clock]}));
        value["schedule"]["every"] = json!({"daily_at": time});
        value
    };
    check(Code::NeverActs, &[&at("12:00")], &[&at("01:30")]);
    let status = |status: &str| set(pausing(), "scope", "filters", json!([{"status": [status]}]));
    check(Code::NeverActs, &[&status("PAUSED")], &[&status("ACTIVE")]);
    let kind = |kind: &str| when(raising(1_000), json!({"budget": [kind]}));
    check(Code::NeverActs, &[&kind("elsewhere")], &[&kind("daily")]);
}

#[test]
fn conditions_that_are_always_met() {
    let roas = |is: &str, limit: f64| compare(metric("roas", ripe(7)), is, number(limit));
    let everyone = |percent: u8| {
        json!({"rank": {"by": metric("roas", ripe(7)), "among": "siblings", "end": "top",
        "take": {"percent": percent}, "zeros": "count"}})
    };
    for (with, without) in [
        (
            json!({"any": [roas("above", 2.0), roas("below", 3.0)]}),
            json!({"any": [roas("above", 3.0), roas("below", 2.0)]}),
        ),
        (roas("at_least", 0.0), roas("above", 0.0)),
        (compare(number(3.0), "above", number(2.0)), roas("above", 2.0)),
        (
            compare(metric("cpa", ripe(7)), "at_least", metric("cpa", ripe(7))),
            compare(metric("cpa", ripe(7)), "at_least", metric("cpa", last(7))),
        ),
        (everyone(100), everyone(50)),
    ] {
        check(Code::AlwaysTrue, &[&when(pausing(), with)], &[&when(pausing(), without)]);
    }
}

#[test]
fn what_is_done_for_good_to_everything_or_to_learners() {
    let today = |until: &str| {
        let mut value = when(pausing(), compare(metric("spend", json!("today")), "above", euro(5_000)));
        value["then"] = json!({"pause": until});
        value
    };
    check(Code::ForGoodOnToday, &[&today("a_person")], &[&today("midnight")]);
    let touching = set(raising(1_000), "guards", "learning", json!("touch"));
    check(Code::TouchesLearning, &[&touching], &[&raising(1_000)]);
    let everything = set(pausing(), "scope", "filters", json!([]));
    check(Code::Everything, &[&everything], &[&pausing()]);
}
