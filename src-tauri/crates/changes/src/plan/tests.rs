use domain::{AccountId, ObjectId};
use graph::LiveObject;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::effect::effects;
use crate::intent::Wanted;
use crate::set::hash_of;
use crate::snapshot::AccountFacts;

fn account() -> AccountId {
    AccountId::parse("1").unwrap()
}

fn object(level: Level, id: u64) -> ObjectRef {
    ObjectRef { account: account(), level, id: ObjectId::parse(&id.to_string()).unwrap() }
}

fn known(objects: &[(Level, serde_json::Value)]) -> Known {
    let mut known = Known::default();
    let facts = AccountFacts {
        name: "Shop".into(),
        currency: "EUR".into(),
        min_daily_budget_minor: Some(100),
        ..AccountFacts::default()
    };
    known.accounts.insert(account(), facts);
    for (level, fields) in objects {
        let live: LiveObject = serde_json::from_value(fields.clone()).unwrap();
        let snapshot = Snapshot::of_live(&account(), *level, &live);
        known.objects.insert(snapshot.object.clone(), snapshot);
    }
    known
}

fn two_adsets() -> Known {
    known(&[
        (Level::Campaign, json!({"id": "1", "name": "C", "status": "ACTIVE", "effective_status": "ACTIVE"})),
        (
            Level::Adset,
            json!({"id": "2", "campaign_id": "1", "name": "DE shoes", "status": "ACTIVE",
                   "effective_status": "ACTIVE", "daily_budget": "1005"}),
        ),
        (
            Level::Adset,
            json!({"id": "3", "campaign_id": "1", "name": "AT shoes", "status": "PAUSED",
                   "effective_status": "PAUSED", "daily_budget": "2000"}),
        ),
    ])
}

fn planned(known: &Known, edit: Edit) -> Plan {
    let objects = vec![object(Level::Adset, 2), object(Level::Adset, 3)];
    plan(&Intent { changes: vec![Wanted { objects, edit }], new: Vec::new() }, known)
}

fn results(plan: &Plan, field: Field) -> Vec<Option<Value>> {
    plan.items.iter().map(|item| item.change_of(field).and_then(|change| change.to)).collect()
}

#[test]
fn shares_become_absolute_amounts_rounded_half_away_from_zero() {
    let scale = |basis_points, round_to_minor| Edit::Scale { field: Field::DailyBudget, basis_points, round_to_minor };
    for (edit, expected) in [
        (scale(1_000, 1), [1_106, 2_200]),
        (scale(1_000, 100), [1_100, 2_200]),
        (scale(-5_000, 1), [503, 1_000]),
        (Edit::Add { field: Field::DailyBudget, minor: -5 }, [1_000, 1_995]),
    ] {
        let plan = planned(&two_adsets(), edit.clone());
        let expected = expected.map(|minor| Some(Value::Money(minor)));
        assert_eq!(results(&plan, Field::DailyBudget), expected, "{edit:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_reason_and_never_clamped() {
    let money = |minor| Edit::Add { field: Field::DailyBudget, minor };
    let why = |edit: Edit| planned(&two_adsets(), edit).refusals.iter().map(|it| it.why).collect::<Vec<_>>();
    assert_eq!(why(money(-1_500)), [Why::OutOfRange]);
    assert_eq!(why(money(i64::MAX)), [Why::OutOfRange, Why::OutOfRange]);
    assert_eq!(why(Edit::Add { field: Field::BidAmount, minor: 5 }), [Why::NoAmount, Why::NoAmount]);
    assert_eq!(why(Edit::Add { field: Field::SpendCap, minor: 5 }), [Why::NoSuchField, Why::NoSuchField]);
    let paused = Edit::Set { field: Field::Status, value: Some(Value::Status(ConfiguredStatus::Paused)) };
    assert_eq!(why(paused), [Why::AlreadySo]);
    assert_eq!(why(Edit::Set { field: Field::Name, value: None }), [Why::CannotClear, Why::CannotClear]);
    assert_eq!(why(Edit::Set { field: Field::Status, value: Some(Value::Money(4)) }), [Why::BadValue, Why::BadValue]);
    let goal = Edit::Set { field: Field::DestinationType, value: Some(Value::Text("WEBSITE".into())) };
    assert_eq!(why(goal), [Why::Fixed, Why::Fixed]);
}

#[test]
fn later_changes_of_an_object_start_from_earlier_ones_and_are_one_request() {
    let objects = vec![object(Level::Adset, 2)];
    let replace = Edit::Replace { find: "shoes".into(), with: "boots".into() };
    let affix = Edit::Affix { before: "[A] ".into(), after: " v2".into() };
    let changes = vec![
        Wanted { objects: objects.clone(), edit: replace },
        Wanted { objects: objects.clone(), edit: affix },
        Wanted { objects, edit: Edit::Add { field: Field::DailyBudget, minor: 95 } },
    ];
    let plan = plan(&Intent { changes, new: Vec::new() }, &two_adsets());
    assert_eq!(plan.items.len(), 1);
    assert_eq!(results(&plan, Field::Name), [Some(Value::Text("[A] DE boots v2".into()))]);
    assert_eq!(results(&plan, Field::DailyBudget), [Some(Value::Money(1_100))]);
}

#[test]
fn what_may_be_spent_counts_what_is_switched_on_and_never_adds_currencies() {
    let known = two_adsets();
    let raise = planned(&known, Edit::Add { field: Field::DailyBudget, minor: 1_000 });
    let (each, all) = effects(&raise.items, &known);
    assert_eq!(each.iter().map(|one| one.daily_minor).collect::<Vec<_>>(), [1_000, 0]);
    assert_eq!(all.iter().map(|one| (one.currency.as_str(), one.daily_minor)).collect::<Vec<_>>(), [("EUR", 1_000)]);
    let start =
        planned(&known, Edit::Set { field: Field::Status, value: Some(Value::Status(ConfiguredStatus::Active)) });
    assert_eq!(effects(&start.items, &known).1.iter().map(|one| one.daily_minor).collect::<Vec<_>>(), [2_000]);
}

#[test]
fn a_tree_is_planned_in_order_and_paused_whatever_was_asked() {
    let new = |level, parent, name: &str| New {
        account: account(),
        level,
        parent,
        copy_of: None,
        fields: BTreeMap::from([
            (Field::Name, Value::Text(name.into())),
            (Field::Status, Value::Status(ConfiguredStatus::Active)),
        ]),
    };
    let tree = vec![
        new(Level::Campaign, None, "C"),
        new(Level::Adset, Some(Parent::Item(0)), "S"),
        new(Level::Ad, Some(Parent::Item(1)), "A"),
    ];
    let plan = super::plan(&Intent { changes: Vec::new(), new: tree.clone() }, &two_adsets());
    assert_eq!(plan.refusals, []);
    assert!(results(&plan, Field::Status).iter().all(|it| *it == Some(Value::Status(ConfiguredStatus::Paused))));
    for parent in [None, Some(Parent::Item(2)), Some(Parent::Item(0)), Some(Parent::Item(9))] {
        let broken = vec![tree[0].clone(), tree[1].clone(), New { parent, ..tree[2].clone() }];
        let plan = super::plan(&Intent { changes: Vec::new(), new: broken }, &two_adsets());
        assert_eq!((plan.items.len(), plan.refusals.len()), (0, 1));
    }
}

proptest! {
    #[test]
    fn any_share_of_any_amount_is_exact_or_refused(minor in any::<i64>(), points in any::<i64>(), step in any::<i64>()) {
        if let Some(result) = scaled(minor, points, step) {
            let step = i128::from(step.max(1));
            let exact = i128::from(minor) * (10_000 + i128::from(points));
            prop_assert!((i128::from(result) * 10_000 - exact).abs() * 2 <= step * 10_000);
            prop_assert_eq!(i128::from(result) % step, 0);
        }
    }

    #[test]
    fn the_same_question_about_the_same_cache_is_the_same_plan(minor in -3_000_i64..3_000, name in ".{0,20}") {
        let edits = [Edit::Add { field: Field::DailyBudget, minor }, Edit::Affix { before: name, after: String::new() }];
        for edit in edits {
            let (one, other) = (planned(&two_adsets(), edit.clone()), planned(&two_adsets(), edit));
            prop_assert_eq!(hash_of(&one.items), hash_of(&other.items));
            prop_assert_eq!(one, other);
        }
    }
}
