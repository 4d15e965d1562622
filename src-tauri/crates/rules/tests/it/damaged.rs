//! Input that is damaged, in accounts that would be acted on if it were whole: nothing is ever done.

use domain::{Currency, Level};
use fastrand::Rng;
use rules::{Evaluation, Standing};
use serde_json::{Value, json};

use crate::judged::plain;
use crate::said::{euro, last, metric, pausing, prepared};
use crate::world::{World, number};

/// Worlds that are damaged.
const RUNS: u64 = 1_000;
const HOUR: i64 = 3_600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// A day of the window was never read: its page is missing.
    PageMissing,
    /// The newest days were read longer ago than is allowed.
    Stale,
    /// The answer was empty: no object has any figures.
    Empty,
    /// The amounts are in another currency than the rule's.
    OtherCurrency,
    /// How fast conversions arrive is not known, and the rule waits for them.
    AttributionLag,
}

const ALL: [Damage; 5] =
    [Damage::PageMissing, Damage::Stale, Damage::Empty, Damage::OtherCurrency, Damage::AttributionLag];

/// Ad sets that spend and sell little. With some luck there is one that sells well, so that something stays on.
fn account(rng: &mut Rng) -> World {
    let mut world = plain(2 + rng.usize(..4));
    for ((level, index, _), row) in &mut world.rows {
        row.spend_minor = 1_000 + rng.i64(0..5_000);
        row.value_minor = if *level == Level::Adset && *index == 0 { 900_000 } else { rng.i64(0..500) };
        row.conversions_milli = rng.i64(0..2) * 1_000;
    }
    world
}

/// A rule that damage tempts: taken for zero, everything that is missing meets it.
fn tempted(rng: &mut Rng) -> Value {
    let days = rng.u16(3..10);
    let matured = json!({"matured": {"days": days, "leave_out": {"under_percent": 80}}});
    let mut rule = pausing();
    let little = [
        json!({"compare": {"left": metric("roas", matured.clone()), "is": "below", "right": {"number": 1}}}),
        json!({"compare": {"left": metric("value", matured), "is": "below", "right": euro(30_000)}}),
    ];
    let spent = json!({"compare": {"left": metric("spend", last(days)), "is": "at_least", "right": euro(0)}});
    rule["when"] = json!({"all": [spent, little[rng.usize(..2)]]});
    rule
}

fn damaged(world: &mut World, damage: Damage, rng: &mut Rng) {
    let adsets = number(Level::Adset);
    let newest = world.read[adsets].1.len() - 1;
    match damage {
        // Within the shortest window that ends yesterday.
        Damage::PageMissing => world.read[adsets].1[newest - rng.usize(1..4)] = None,
        Damage::Stale => {
            let at = Some(world.at.plus_millis(-rng.i64(3..48) * HOUR));
            world.read[adsets].1[newest - 4..].fill(at);
        }
        Damage::Empty => world.rows.retain(|(level, _, _), _| *level != Level::Adset),
        Damage::OtherCurrency => world.account.currency = Currency::parse("USD").unwrap(),
        Damage::AttributionLag => world.account.maturity_percent.clear(),
    }
}

fn acts(world: &World, rule: &Value) -> (usize, Evaluation) {
    let rule = prepared(rule);
    let evaluation = rules::evaluate(&rule, &world.snapshot(std::slice::from_ref(&rule)));
    (evaluation.decisions.iter().filter(|decision| decision.standing == Standing::Acts).count(), evaluation)
}

#[test]
fn nothing_is_done_on_damaged_input() {
    let mut tempting = [0; ALL.len()];
    for seed in 0..RUNS {
        let mut rng = Rng::with_seed(seed);
        let which = usize::try_from(seed).unwrap() % ALL.len();
        let (mut world, rule) = (account(&mut rng), tempted(&mut rng));
        tempting[which] += acts(&world, &rule).0.min(1);
        damaged(&mut world, ALL[which], &mut rng);
        let (count, evaluation) = acts(&world, &rule);
        assert_eq!(count, 0, "seed {seed}, {:?}: {:?}", ALL[which], evaluation.decisions);
    }
    // Whole, most of these accounts are acted on: the damage is what holds the rules back.
    let share = usize::try_from(RUNS).unwrap() / ALL.len() / 2;
    assert!(tempting.iter().all(|count| *count > share), "{tempting:?}");
}
