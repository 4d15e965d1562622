//! Whether what is made fits itself and what it is made in.

use super::*;
use crate::snapshot::Known;

/// Fields that are set otherwise than in the base; none takes one away.
type Changes<'a> = &'a [(Field, Option<Value>)];
/// What is found, in order.
type Found<'a> = &'a [(Field, Rule)];

fn item(level: Level, parent: Option<Parent>, fields: &[(Field, Value)]) -> Item {
    let fields = fields.iter().cloned().collect();
    let account = AccountId::parse("1").unwrap();
    Item { account, level, name: "New".into(), action: Action::Create { parent, fields } }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// A campaign and an ad set in it that have nothing wrong, with these fields changed; nothing takes one away.
fn tree(campaign: &[(Field, Option<Value>)], adset: &[(Field, Option<Value>)]) -> [Item; 2] {
    let first = [
        (Field::Name, text("A")),
        (Field::Objective, text("OUTCOME_SALES")),
        (Field::SpecialAdCategories, Value::Json(json!([]))),
    ];
    let second = [
        (Field::Name, text("B")),
        (Field::OptimizationGoal, text("OFFSITE_CONVERSIONS")),
        (Field::BillingEvent, text("IMPRESSIONS")),
        (Field::DestinationType, text("WEBSITE")),
        (Field::DailyBudget, Value::Money(2_000)),
        (Field::PromotedObject, Value::Json(json!({"pixel_id": "1", "custom_event_type": "PURCHASE"}))),
        (Field::Targeting, Value::Json(json!({"geo_locations": {"countries": ["US"]}}))),
    ];
    let changed = |base: &[(Field, Value)], changes: &[(Field, Option<Value>)]| {
        let mut fields: BTreeMap<Field, Value> = base.iter().cloned().collect();
        for (field, value) in changes {
            match value {
                Some(value) => drop(fields.insert(*field, value.clone())),
                None => drop(fields.remove(field)),
            }
        }
        fields.into_iter().collect::<Vec<_>>()
    };
    [
        item(Level::Campaign, None, &changed(&first, campaign)),
        item(Level::Adset, Some(Parent::Item(0)), &changed(&second, adset)),
    ]
}

fn found(items: &[Item]) -> Vec<(Field, Rule)> {
    let facts = AccountFacts { min_spend_cap_minor: Some(10_000), ..account() };
    let known = Known { accounts: BTreeMap::from([(items[0].account.clone(), facts)]), ..Known::default() };
    let judged = items.iter().flat_map(|item| judge_among(item, items, &known, &[], NOW));
    judged.filter_map(|finding| Some((finding.field?, finding.rule))).collect()
}

fn targeting(json: serde_json::Value) -> Option<Value> {
    Some(Value::Json(json))
}

#[test]
fn settings_of_a_campaign_fit_one_another() {
    let cases: &[(Changes<'_>, Found<'_>)] = &[
        (&[], &[]),
        (&[(Field::Objective, Some(text("CONVERSIONS")))], &[(Field::Objective, Rule::Fit)]),
        (&[(Field::BidStrategy, Some(text("COST_CAP")))], &[(Field::BidStrategy, Rule::Fit)]),
        (&[(Field::BudgetSharing, Some(Value::Flag(true)))], &[(Field::BidStrategy, Rule::Missing)]),
        (
            &[(Field::SpecialAdCategories, Some(Value::Json(json!(["HOUSING", "TOYS"]))))],
            &[(Field::SpecialAdCategories, Rule::Fit)],
        ),
        (&[(Field::SpendCap, Some(Value::Money(9_999)))], &[(Field::SpendCap, Rule::Minimum)]),
        (&[(Field::SpecialAdCategories, None)], &[(Field::SpecialAdCategories, Rule::Missing)]),
    ];
    for (changes, expected) in cases {
        let [campaign, _] = tree(changes, &[]);
        assert_eq!(found(&[campaign]), *expected, "{changes:?}");
    }
}

#[test]
fn settings_of_an_ad_set_fit_one_another_and_its_campaign() {
    let budget = [(Field::DailyBudget, Some(Value::Money(9_000)))];
    let capped = [budget[0].clone(), (Field::BidStrategy, Some(text("COST_CAP")))];
    let cases: &[(Changes<'_>, Changes<'_>, Found<'_>)] = &[
        (&[], &[], &[]),
        (&[], &[(Field::DailyBudget, None)], &[(Field::DailyBudget, Rule::Missing)]),
        (&budget, &[(Field::DailyBudget, None)], &[]),
        (&budget, &[], &[(Field::DailyBudget, Rule::BudgetLevel)]),
        (&[], &[(Field::DailyBudget, Some(Value::Money(99)))], &[(Field::DailyBudget, Rule::Minimum)]),
        (&[], &[(Field::OptimizationGoal, Some(text("PAGE_LIKES")))], &[(Field::OptimizationGoal, Rule::Fit)]),
        (&[], &[(Field::DestinationType, Some(text("ON_EVENT")))], &[(Field::DestinationType, Rule::Fit)]),
        (&[], &[(Field::BillingEvent, Some(text("LINK_CLICKS")))], &[(Field::BillingEvent, Rule::Fit)]),
        (&[], &[(Field::PromotedObject, None)], &[(Field::PromotedObject, Rule::Missing)]),
        (&[], &[(Field::BidStrategy, Some(text("COST_CAP")))], &[(Field::BidAmount, Rule::Missing)]),
        (&capped, &[(Field::DailyBudget, None)], &[(Field::BidAmount, Rule::Missing)]),
        (&capped, &[(Field::DailyBudget, None), (Field::BidAmount, Some(Value::Money(500)))], &[]),
        (&[], &[(Field::BidAmount, Some(Value::Money(500)))], &[(Field::BidAmount, Rule::Fit)]),
        (
            &[],
            &[(Field::BidStrategy, Some(text("LOWEST_COST_WITH_MIN_ROAS")))],
            &[(Field::BidStrategy, Rule::Fit), (Field::BidConstraints, Rule::Missing)],
        ),
        (
            &[],
            &[(Field::BidStrategy, Some(text("COST_CAP"))), (Field::BidAmount, Some(Value::Money(2_001)))],
            &[(Field::DailyBudget, Rule::Minimum)],
        ),
        (
            &[],
            &[(Field::DailyBudget, None), (Field::LifetimeBudget, Some(Value::Money(5_000)))],
            &[(Field::EndTime, Rule::Schedule)],
        ),
    ];
    for (campaign, adset, expected) in cases {
        let sorted = |mut list: Vec<(Field, Rule)>| {
            list.sort();
            list
        };
        assert_eq!(sorted(found(&tree(campaign, adset))), sorted(expected.to_vec()), "{campaign:?} {adset:?}");
    }
}

#[test]
fn whom_it_reaches_works_out() {
    let us = json!({"countries": ["US"]});
    let cases: &[(&str, serde_json::Value, Found<'_>)] = &[
        ("[]", json!({"geo_locations": us}), &[]),
        ("[]", json!({}), &[(Field::Targeting, Rule::Missing)]),
        ("[]", json!({"custom_audiences": [{"id": "1"}]}), &[]),
        ("[]", json!({"geo_locations": us, "age_min": 12}), &[(Field::Targeting, Rule::Fit)]),
        ("[]", json!({"geo_locations": us, "age_min": 50, "age_max": 30}), &[(Field::Targeting, Rule::Fit)]),
        (
            "[]",
            json!({"geo_locations": us, "age_max": 54, "targeting_automation": {"advantage_audience": 1}}),
            &[(Field::Targeting, Rule::Fit)],
        ),
        ("[]", json!({"geo_locations": us, "age_max": 54, "targeting_automation": {"advantage_audience": 0}}), &[]),
        (r#"["HOUSING"]"#, json!({"geo_locations": us, "genders": [1]}), &[(Field::Targeting, Rule::Fit)]),
        (r#"["HOUSING"]"#, json!({"geo_locations": us, "age_max": 64}), &[(Field::Targeting, Rule::Fit)]),
        (r#"["ISSUES_ELECTIONS_POLITICS"]"#, json!({"geo_locations": us, "age_max": 64}), &[]),
        ("[]", json!({"geo_locations": us, "publisher_platforms": []}), &[(Field::Targeting, Rule::Fit)]),
        (
            "[]",
            json!({"geo_locations": us, "publisher_platforms": ["facebook"], "instagram_positions": ["reels"]}),
            &[(Field::Targeting, Rule::Fit)],
        ),
        (
            "[]",
            json!({"geo_locations": {"cities": [{"key": "1", "country": "FR"}]}}),
            &[(Field::DsaBeneficiary, Rule::Missing), (Field::DsaPayor, Rule::Missing)],
        ),
    ];
    for (categories, wanted, expected) in cases {
        let categories: serde_json::Value = serde_json::from_str(categories).unwrap();
        let campaign = [(Field::SpecialAdCategories, Some(Value::Json(categories)))];
        let items = tree(&campaign, &[(Field::Targeting, targeting(wanted.clone()))]);
        assert_eq!(found(&items), *expected, "{wanted}");
    }
}

#[test]
fn an_amount_that_is_too_small_is_refused_in_words() {
    let items = tree(&[], &[(Field::DailyBudget, Some(Value::Money(99)))]);
    let known = Known { accounts: BTreeMap::from([(items[0].account.clone(), account())]), ..Known::default() };
    let found = judge_among(&items[1], &items, &known, &[], NOW);
    assert_eq!(found[0].text, "Meta asks for a budget of at least 1.00 EUR a day.");
}
