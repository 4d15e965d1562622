//! What can be written, and what is said of what cannot.

use proptest::prelude::*;
use rules::{Error, Rule, templates, words};
use serde_json::{Value, json};

use crate::anyrule::any_rule;
use crate::said::{euro, faults, last, metric, pausing, raising, rule};

/// Changes the value at a JSON pointer.
fn with(mut value: Value, pointer: &str, new: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(map) => {
            map.insert(key.to_owned(), new);
        }
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = new,
        _ => panic!("nothing at {pointer}"),
    }
    value
}

#[test]
fn a_fault_names_its_place_and_the_remedy() {
    let compare = |left: Value, right: Value| json!({"compare": {"left": left, "is": "above", "right": right}});
    let roas = || metric("roas", last(7));
    let at_campaign = json!({"metric": {"of": "spend", "window": "today", "at": "campaign"}});
    let ad_rule = with(pausing(), "/scope/level", json!("ad"));
    let campaign_rule = with(pausing(), "/scope/level", json!("campaign"));
    let deep = (0..14).fold(compare(roas(), json!({"number": 1})), |inner, _| json!({"all": [inner]}));
    for (value, place) in [
        (with(pausing(), "/format", json!(0)), "format"),
        (with(pausing(), "/id", json!("Not an id")), "id"),
        (with(pausing(), "/name", json!(" ")), "name"),
        (with(pausing(), "/when", json!({"all": []})), "when.all"),
        (with(pausing(), "/when/all/1", compare(roas(), euro(100))), "when.all[1].compare.right"),
        (
            with(pausing(), "/when/all/1/compare/left/metric/window", json!("someday")),
            "when.all[1].compare.left.metric.window",
        ),
        (with(pausing(), "/when/all/1/compare/left/metric/of", json!("luck")), "when.all[1].compare.left.metric.of"),
        (with(pausing(), "/when/all/0/compare", json!({"left": roas(), "is": "above"})), "when.all[0].compare.right"),
        (with(pausing(), "/when/all/0/compare/left", metric("spend", last(91))), "when.all[0].compare.left"),
        (
            with(pausing(), "/when/all/0/compare/left", json!({"change": {"of": "spend", "window": "lifetime"}})),
            "when.all[0].compare.left",
        ),
        (with(pausing(), "/when/all/0/compare/left", json!({"add": [roas(), euro(5)]})), "when.all[0].compare.left"),
        (
            with(pausing(), "/when/all/0/compare/right", json!({"multiply": [euro(5), euro(5)]})),
            "when.all[0].compare.right",
        ),
        (
            with(pausing(), "/when/all/0/compare/right", json!({"money": {"minor": 1, "currency": "JPY"}})),
            "guards.floors.spend",
        ),
        (
            with(pausing(), "/when/all/0/compare/right", json!({"money": {"minor": 1, "currency": "XYZ"}})),
            "when.all[0].compare.right.money.currency",
        ),
        (
            with(
                pausing(),
                "/when",
                json!({"rank": {"by": roas(), "among": "siblings", "end": "top", "take": {"count": 0}, "zeros": "count"}}),
            ),
            "when.rank.take",
        ),
        (with(pausing(), "/when", json!({"clock": {"from": "08:00", "until": "08:00"}})), "when.clock"),
        (with(pausing(), "/when", json!({"clock": {"from": "8:00", "until": "09:00"}})), "when.clock.from"),
        (with(pausing(), "/when", json!({"learning": []})), "when.learning"),
        (with(campaign_rule.clone(), "/when", json!({"learning": ["limited"]})), "when.learning"),
        (
            with(
                campaign_rule,
                "/when",
                compare(json!({"metric": {"of": "spend", "window": "today", "at": "adset"}}), euro(1)),
            ),
            "when.compare.left",
        ),
        (
            with(with(pausing(), "/scope/level", json!("account")), "/when", compare(at_campaign, euro(1))),
            "when.compare.left",
        ),
        (
            with(pausing(), "/when", deep),
            "when.all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]",
        ),
        (with(pausing(), "/scope/filters/0", json!({"status": []})), "scope.filters[0]"),
        (with(pausing(), "/scope/filters/0", json!({"name": {"is": {"regex": "(("}}})), "scope.filters[0].name.is"),
        (with(pausing(), "/scope/members", json!({"only": []})), "scope.members.only"),
        (with(pausing(), "/scope/never", json!(["12x"])), "scope.never[0]"),
        (with(pausing(), "/scope/level", json!("account")), "then"),
        (with(ad_rule.clone(), "/then", raising(1_000)["then"].clone()), "then"),
        (with(ad_rule, "/then", json!({"bid": raising(1_000)["then"]["budget"]})), "then"),
        (with(raising(1_000), "/then/budget/ceiling/minor", json!(100)), "then.budget.ceiling"),
        (with(raising(1_000), "/then/budget/floor/minor", json!(0)), "then.budget.floor"),
        (
            with(raising(1_000), "/then/budget/by", json!({"set": {"minor": 60_000, "currency": "EUR"}})),
            "then.budget.by",
        ),
        (with(raising(1_000), "/then/budget/by", json!({"raise": {"basis_points": 10_001}})), "then.budget.by"),
        (with(pausing(), "/schedule/every", json!({"minutes": 5})), "schedule.every.minutes"),
        (with(pausing(), "/guards/freshness_minutes", json!(0)), "guards.freshness_minutes"),
        (with(pausing(), "/guards/cool_down_minutes", json!(0)), "guards.cool_down_minutes"),
        (with(pausing(), "/guards/acts_a_run", json!(100_000)), "guards.acts_a_run"),
        (with(pausing(), "/guards/floors", Value::Null), "guards.floors"),
        (with(pausing(), "/guards/floors", json!({"window": "today", "age_hours": 24})), "guards.floors"),
        (with(pausing(), "/guards/floors", json!({"window": "today", "impressions": 5})), "guards.floors.age_hours"),
        (with(pausing(), "/gaurds", json!({})), "gaurds"),
    ] {
        let faults = faults(&value);
        assert!(faults.iter().any(|fault| fault.place == place), "wanted {place}, got {faults:#?}");
        assert!(faults.iter().all(|fault| !fault.what.is_empty() && fault.remedy.ends_with(['.', '`'])), "{faults:#?}");
    }
}

#[test]
fn the_example_of_the_reference_is_a_rule_and_is_written_as_it_was_read() {
    let text = include_str!("../../LANGUAGE.md");
    let example = text.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let read = Rule::from_json(example).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Rule::from_json(&read.to_json()), Ok(read.clone()));
    let worst = rules::lint(&[read]).into_iter().map(|finding| finding.weight).max();
    assert!(worst <= Some(rules::Weight::Advice));
}

#[test]
fn every_word_of_the_language_stands_in_the_reference() {
    let text = include_str!("../../LANGUAGE.md");
    let mut words = std::collections::BTreeSet::new();
    for seed in 0..400 {
        collect(
            &serde_json::from_str(&any_rule(&mut fastrand::Rng::with_seed(seed)).rule().to_json()).unwrap(),
            &mut words,
        );
    }
    // Names, statuses and patterns of the generator are no words of the language.
    let labels = ["any", "one", "two"];
    let ours = words.iter().filter(|word| {
        !labels.contains(&word.as_str()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    });
    let missing: Vec<_> = ours.filter(|word| !text.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every key and every plain word in a rule's text.
fn collect(value: &Value, words: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            words.insert(key.clone());
            collect(value, words);
        }),
        Value::Array(list) => list.iter().for_each(|value| collect(value, words)),
        Value::String(word) => {
            words.insert(word.clone());
        }
        _ => {}
    }
}

#[test]
fn a_rule_of_a_newer_format_is_not_guessed_at() {
    let text = json!({"format": 2, "something": "new"}).to_string();
    assert_eq!(Rule::from_json(&text), Err(Error::Newer(2)));
}

#[test]
fn a_rule_that_only_tells_needs_no_floors() {
    let mut value = pausing();
    value["then"] = json!("notify");
    value["guards"] = json!({});
    assert!(Rule::from_json(&value.to_string()).is_ok());
}

#[test]
fn every_generated_rule_comes_back_from_its_text_and_can_be_put_into_words() {
    for seed in 0..500 {
        let prepared = any_rule(&mut fastrand::Rng::with_seed(seed));
        let text = prepared.rule().to_json();
        assert_eq!(&rule(&serde_json::from_str(&text).unwrap()), prepared.rule(), "{text}");
        let said = words(prepared.rule());
        assert!(!said.when.is_empty() && said.to_string().lines().count() > 4, "{said}");
    }
}

#[test]
fn every_template_of_every_currency_passes_the_check_and_begins_in_shadow() {
    for currency in domain::Currency::all() {
        for template in templates(currency) {
            let text = template.rule.to_json();
            let read = Rule::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(read, template.rule);
            assert_eq!(read.mode, rules::Mode::Shadow);
            assert!(read.guards.floors.is_some());
        }
    }
}

#[test]
fn a_rule_reads_as_sentences() {
    expect_test::expect![[r#"
        Every hour, look at each ad set, also those made later, whose status is ACTIVE.
          all of these:
            spend in the last 7 days without today is above 50.00 EUR
            ROAS in 7 matured days, the newest 3 left out is below 1
        Then pause it until it has recovered.
        Only if it has 20.00 EUR spent in the last 7 days without today and is at least 72 hours old.
        Only on figures read in the last 120 minutes.
        The same object not again within 1440 minutes and at most 1 time a day.
        At most 10 acts a run and 30 a day.
        Ad sets that are learning are left alone.
        Never the last one that is active under its parent.
        It records what it would do and changes nothing."#]]
    .assert_eq(&words(&rule(&pausing())).to_string());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}") {
        let _refused_or_read = Rule::from_json(&text);
    }

    #[test]
    fn no_change_of_a_good_rule_makes_the_reader_panic(at in 0_usize..900, new in any::<char>()) {
        let mut text: Vec<char> = pausing().to_string().chars().collect();
        let place = at % text.len();
        text[place] = new;
        let _refused_or_read = Rule::from_json(&text.into_iter().collect::<String>());
    }
}
