use domain::{AccountDay, AccountId};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::snapshot::{AccountFacts, Snapshot};

fn live(level: Level, fields: serde_json::Value) -> Snapshot {
    Snapshot::of_live(&AccountId::parse("1").unwrap(), level, &serde_json::from_value(fields).unwrap())
}

fn campaign() -> Snapshot {
    live(Level::Campaign, json!({"id": "2", "name": "Autumn", "objective": "OUTCOME_SALES", "daily_budget": "9000"}))
}

fn adset(targeting: serde_json::Value) -> Snapshot {
    let fields = json!({"id": "3", "campaign_id": "2", "name": "Set", "optimization_goal": "OFFSITE_CONVERSIONS",
        "targeting": targeting, "promoted_object": {"pixel_id": "9", "custom_event_type": "ADD_TO_CART"}});
    live(Level::Adset, fields)
}

fn facts_of(object: &Snapshot, text: &str) -> Facts {
    let (campaign, account) = (campaign(), AccountFacts { name: "Shop".into(), ..AccountFacts::default() });
    let named = Named {
        object,
        campaign: Some(&campaign),
        adset: None,
        below: &[],
        account: &account,
        creative: None,
        made_on: AccountDay::parse("2026-11-23").ok(),
        number: 4,
    };
    named.facts(text)
}

#[test]
fn an_ad_set_is_named_by_what_it_is() {
    let targeting = json!({"geo_locations": {"countries": ["DE", "AT"], "cities": [{"key": "1", "country": "NO"}]},
        "age_min": 25, "age_max": 54, "genders": [2], "publisher_platforms": ["instagram", "facebook"],
        "custom_audiences": [{"id": "1", "name": "Purchasers 180d"}]});
    let facts = facts_of(&adset(targeting), "warm");
    for (template, expected) in [
        ("{objective}_{country}_{date}", "Sales_AT+DE+NO_2026-11-23"),
        ("{campaign} | {text} | {audience}", "Autumn | warm | Purchasers 180d"),
        ("{gender} {age} · {placement}", "Women 25-54 · Facebook+Instagram"),
        ("{goal}-{event}-{n}", "Conversions-Add to cart-4"),
        ("{budget}/{bid}/{month}", "CBO/2026-11"),
        ("{ TEXT }", "warm"),
    ] {
        let template = Template::parse(Level::Adset, template).unwrap();
        assert_eq!(template.fill(&facts), expected);
    }
}

#[test]
fn what_is_not_known_leaves_no_gap() {
    let facts = facts_of(&adset(json!({})), "");
    for (template, expected) in [
        ("{text}_{country}_{objective}", "Sales"),
        ("{objective}_{text}_{n}", "Sales_4"),
        ("{objective} - {country}", "Sales"),
        ("[{text}] {audience}", "[] Broad"),
    ] {
        assert_eq!(Template::parse(Level::Adset, template).unwrap().fill(&facts), expected, "{template}");
    }
}

#[test]
fn a_bad_template_says_what_is_wrong_with_it() {
    for (level, template, expected) in [
        (Level::Ad, "{colour}", BadTemplate::Unknown("colour".into())),
        (Level::Campaign, "{adset}", BadTemplate::NotHere("adset".into(), "campaign")),
        (Level::Ad, "{text", BadTemplate::Brace),
        (Level::Ad, "text}", BadTemplate::Brace),
        (Level::Ad, "All the same", BadTemplate::NoToken),
        (Level::Ad, "{text}{text}", BadTemplate::TextTwice),
        (Level::Ad, "{text}\u{7}x", BadTemplate::Control),
    ] {
        assert_eq!(Template::parse(level, template), Err(expected), "{template:?}");
    }
    let long = format!("{{text}}{}", "x".repeat(LONGEST_TEMPLATE));
    assert_eq!(Template::parse(Level::Ad, &long), Err(BadTemplate::TooLong));
}

fn any_template() -> impl Strategy<Value = String> {
    let token = proptest::sample::select(Token::ALL.iter().filter(|t| t.exists_at(Level::Adset)).collect::<Vec<_>>());
    let part = (token, "[ _|a-zA-Z0-9-]{0,4}").prop_map(|(token, text)| format!("{{{}}}{text}", token.as_str()));
    proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn the_same_object_is_always_named_the_same_and_renaming_twice_changes_nothing(
        template in any_template(),
        name in "[\\PC]{0,30}",
        country in "[A-Z]{2}",
        age in 13_i64..65,
    ) {
        let Ok(template) = Template::parse(Level::Adset, &template) else { return Ok(()) };
        let adset = adset(json!({"geo_locations": {"countries": [country]}, "age_min": age}));
        let rename = |now: &str| {
            let text = template.text_in(now, &facts_of(&adset, ""));
            template.fill(&facts_of(&adset, &text))
        };
        let once = rename(&name);
        prop_assert_eq!(&once, &rename(&name), "the same facts give the same name");
        prop_assert_eq!(&rename(&once), &once, "a name by the template stays");
    }

    #[test]
    fn any_text_is_a_template_or_an_error(text in any::<String>()) {
        for level in [Level::Campaign, Level::Adset, Level::Ad] {
            if let Ok(template) = Template::parse(level, &text) {
                let name = template.fill(&facts_of(&adset(json!({})), &text));
                prop_assert!(!name.chars().any(char::is_control));
            }
        }
    }
}
