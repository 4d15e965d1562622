use std::collections::BTreeMap;

use domain::{AccountId, ObjectId, TimestampMillis};
use graph::LiveObject;
use serde_json::json;

use super::*;
use crate::set::Parent;

const NOW: TimestampMillis = TimestampMillis(1_795_435_200_000);

fn account() -> AccountFacts {
    AccountFacts {
        name: "Shop".into(),
        currency: "EUR".into(),
        min_daily_budget_minor: Some(100),
        ..AccountFacts::default()
    }
}

fn live(level: Level, fields: serde_json::Value) -> Snapshot {
    let live: LiveObject = serde_json::from_value(fields).unwrap();
    Snapshot::of_live(&AccountId::parse("1").unwrap(), level, &live)
}

fn adset() -> Snapshot {
    live(
        Level::Adset,
        json!({"id": "5", "campaign_id": "2", "name": "Set", "status": "ACTIVE", "effective_status": "ACTIVE",
               "daily_budget": "2000", "budget_remaining": "500"}),
    )
}

fn edit(field: Field, from: Option<Value>, to: Value) -> Item {
    let fields = vec![FieldChange { field, from, to: Some(to), unread: false }];
    let id = ObjectId::parse("5").unwrap();
    Item {
        account: AccountId::parse("1").unwrap(),
        level: Level::Adset,
        name: "Set".into(),
        action: Action::Edit { id, fields },
    }
}

fn budget(to: i64) -> Item {
    edit(Field::DailyBudget, Some(Value::Money(2000)), Value::Money(to))
}

fn judged(item: &Item, before: &Snapshot, campaign: Option<&Snapshot>, edits: usize) -> Vec<(Severity, Rule)> {
    let account = account();
    let edits = vec![NOW; edits];
    let around = Circumstances { before: Some(before), campaign, account: &account, budget_edits: &edits, now: NOW };
    judge(item, &around).into_iter().map(|finding| (finding.severity, finding.rule)).collect()
}

#[test]
fn an_amount_in_the_wrong_unit_is_noticed() {
    for (to, expected) in [
        (2_500, vec![]),
        (19_999, vec![]),
        (20_000, vec![(Severity::Ask, Rule::Jump)]),
        (199_999, vec![(Severity::Ask, Rule::Jump)]),
        (200_000, vec![(Severity::AskAmount, Rule::Jump)]),
        (i64::MAX, vec![(Severity::AskAmount, Rule::Jump)]),
        (200, vec![(Severity::Block, Rule::BelowSpend), (Severity::Ask, Rule::Jump)]),
        (99, vec![(Severity::Block, Rule::Minimum), (Severity::Block, Rule::BelowSpend), (Severity::Ask, Rule::Jump)]),
    ] {
        assert_eq!(judged(&budget(to), &adset(), None, 0), expected, "{to}");
    }
}

#[test]
fn a_lowered_budget_leaves_a_tenth_above_what_is_spent() {
    // 1,500 of 2,000 are spent.
    assert_eq!(judged(&budget(1_650), &adset(), None, 0), []);
    assert_eq!(judged(&budget(1_649), &adset(), None, 0), [(Severity::Block, Rule::BelowSpend)]);
}

#[test]
fn the_fifth_change_of_a_budget_within_an_hour_is_held_back() {
    assert_eq!(judged(&budget(2_500), &adset(), None, 3), []);
    assert_eq!(judged(&budget(2_500), &adset(), None, 4), [(Severity::Block, Rule::BudgetPace)]);
}

#[test]
fn a_budget_is_changed_where_it_is() {
    let campaign = live(Level::Campaign, json!({"id": "2", "daily_budget": "9000", "status": "ACTIVE"}));
    assert_eq!(judged(&budget(2_500), &adset(), Some(&campaign), 0), [(Severity::Block, Rule::BudgetLevel)]);
    let lifetime = edit(Field::LifetimeBudget, None, Value::Money(90_000));
    let found = judged(&lifetime, &adset(), None, 0);
    assert!(found.contains(&(Severity::Block, Rule::BudgetLevel)), "{found:?}");
}

#[test]
fn what_is_archived_or_deleted_is_frozen_but_for_its_name_and_its_end() {
    let frozen = |status: &str| live(Level::Adset, json!({"id": "5", "status": status, "daily_budget": "2000"}));
    let name = edit(Field::Name, None, Value::Text("Old".into()));
    let delete = edit(Field::Status, None, Value::Status(ConfiguredStatus::Deleted));
    let start = edit(Field::Status, None, Value::Status(ConfiguredStatus::Active));
    let blocked =
        |item: &Item, status: &str| judged(item, &frozen(status), None, 0).contains(&(Severity::Block, Rule::Frozen));
    assert!(!blocked(&name, "ARCHIVED") && !blocked(&name, "DELETED"));
    assert!(!blocked(&delete, "ARCHIVED") && blocked(&delete, "DELETED"));
    assert!(blocked(&start, "ARCHIVED") && blocked(&start, "DELETED") && blocked(&budget(2_500), "ARCHIVED"));
}

#[test]
fn a_yes_lets_a_question_pass_and_only_the_typed_amount_lets_a_slip_pass() {
    let check = |item: &Item, consent: Consent, passes: bool| {
        let (account, before) = (account(), adset());
        let around =
            Circumstances { before: Some(&before), campaign: None, account: &account, budget_edits: &[], now: NOW };
        let findings = judge(item, &around);
        assert_eq!(stopped_by(&findings, item, &consent).is_none(), passes, "{findings:?} {consent:?}");
    };
    let yes = Consent { asked: true, amounts: Vec::new() };
    check(&budget(20_000), Consent::default(), false);
    check(&budget(20_000), yes.clone(), true);
    check(&budget(200_000), yes.clone(), false);
    check(&budget(200_000), Consent { asked: true, amounts: vec![20_000] }, false);
    check(&budget(200_000), Consent { asked: false, amounts: vec![200_000] }, true);
    check(&budget(99), yes, false);
}

#[test]
fn schedules_work_out() {
    let end = |at: i64| edit(Field::EndTime, None, Value::Instant(TimestampMillis(at)));
    assert_eq!(judged(&end(NOW.0 - 1), &adset(), None, 0), [(Severity::Block, Rule::Schedule)]);
    assert_eq!(judged(&end(NOW.0 + 1_000), &adset(), None, 0), []);
}

#[test]
fn something_new_says_what_it_lacks() {
    let new = Item {
        account: AccountId::parse("1").unwrap(),
        level: Level::Adset,
        name: "New".into(),
        action: Action::Create {
            parent: Some(Parent::Object(ObjectId::parse("2").unwrap())),
            fields: BTreeMap::from([(Field::Name, Value::Text("New".into()))]),
        },
    };
    let account = account();
    let around = Circumstances { before: None, campaign: None, account: &account, budget_edits: &[], now: NOW };
    let missing: Vec<_> = judge(&new, &around).into_iter().filter_map(|finding| finding.field).collect();
    assert_eq!(missing, [Field::OptimizationGoal, Field::BillingEvent, Field::Targeting]);
}

mod edited;
mod made;
