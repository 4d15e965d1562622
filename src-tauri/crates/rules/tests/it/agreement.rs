//! The fast evaluator against the slow one.

use domain::{Level, Money};
use fastrand::Rng;
use rules::{
    Act, Action, Answer, Condition, Evaluation, Floors, Frame, Guards, LastDays, Learning, LearningStage, Members,
    Metric, Place, Prepared, Reading, Rebalance, Rule, Standing, Window,
};

use crate::anyrule::any_rule;
use crate::reference;
use crate::world::{World, euro};

/// How many rules are tried: few by default, `SEXTANT_RULES` of them for a long run.
pub(crate) fn how_many(default: u64) -> u64 {
    std::env::var("SEXTANT_RULES").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

#[test]
fn the_fast_evaluator_agrees_with_the_slow_one_on_generated_rules_and_worlds() {
    let mut seen = [0_u64; 6];
    for seed in 0..how_many(1_200) {
        let mut rng = Rng::with_seed(seed);
        let world = if rng.bool() { World::fresh(&mut rng) } else { World::any(&mut rng) };
        let prepared = any_rule(&mut rng);
        let snapshot = world.snapshot(std::slice::from_ref(&prepared));
        let frame = Frame::new(&snapshot);
        let context = || format!("seed {seed}\n{}\n{world:#?}", prepared.rule().to_json());
        let fast = agreed(&frame, &prepared, &world, &context);
        let objects = world.objects(prepared.rule().scope.level);
        for standing in &fast.standings {
            seen[*standing as usize] += 1;
        }
        let picked = rng.usize(..objects.len());
        let why = frame.explain(&prepared, &objects[picked].id).unwrap();
        assert_eq!(why.standing, fast.standings[picked], "{}", context());
        assert_eq!(why.outside.is_some(), why.standing == Standing::OutOfScope, "{}", context());
        if why.standing != Standing::OutOfScope {
            let expected = reference::conditions(prepared.rule(), &world, picked);
            assert_eq!(why.reasons.answer, expected, "{}\n{why:#?}", context());
        }
    }
    // A generator that never gets anywhere would prove nothing.
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

/// What the fast evaluator says, which is what the slow one says.
fn agreed(frame: &Frame<'_>, prepared: &Prepared, world: &World, context: &dyn Fn() -> String) -> Evaluation {
    let fast = frame.evaluate(prepared);
    let slow = reference::judge(prepared.rule(), world);
    let acts: Vec<_> = fast.acts().map(|(decision, act)| (decision.object.clone(), act.clone())).collect();
    let objects = world.objects(prepared.rule().scope.level);
    let expected: Vec<_> = slow.iter().map(|(standing, _)| *standing).collect();
    assert_eq!(fast.standings, expected, "{}", context());
    let expected: Vec<_> =
        slow.iter().zip(objects).filter_map(|((_, act), object)| Some((object.id.clone(), act.clone()?))).collect();
    assert_eq!(acts, expected, "{}", context());
    acts.iter().for_each(|(_, act)| within_bounds(prepared.rule(), act, context));
    fast
}

#[test]
fn budget_that_moves_between_siblings_is_what_the_slow_one_works_out() {
    let (mut moves, mut refused) = (0, 0);
    for seed in 0..how_many(1_200) {
        let mut rng = Rng::with_seed(seed ^ 0x40fe);
        let mut rule = any_rule(&mut rng).rule().clone();
        let wide = rng.bool();
        let amount = |minor: i64| Money { minor, currency: euro() };
        let days = LastDays { days: rng.u16(1..8), with_today: rng.bool() };
        let of = [Metric::Clicks, Metric::Ctr, Metric::Cpc, Metric::Roas][rng.usize(..4)];
        rule.then = Action::Rebalance(Rebalance {
            by: Reading { of, window: Window::Last(days), at: Place::Itself },
            share_basis_points: rng.u32(1..5_000),
            floor: amount(if wide { 1 } else { rng.i64(1..2_000) }),
            ceiling: amount(if wide { 1_000_000_000 } else { rng.i64(2_000..20_000) }),
        });
        rule.scope.level = if rng.bool() { Level::Adset } else { Level::Campaign };
        rule.scope.accounts.clear();
        // Scopes and guards that leave siblings over.
        rule.scope.filters.clear();
        rule.scope.never.clear();
        rule.scope.members = Members::AlsoFuture;
        rule.when = Condition::None(vec![Condition::Learning(vec![LearningStage::NotStated])]);
        rule.guards = Guards { freshness_minutes: 2_880, ..lenient(rng.u32(2_000..=10_000)) };
        let Ok(prepared) = Prepared::new(rule) else { continue };
        let world = World::fresh(&mut rng);
        let snapshot = world.snapshot(std::slice::from_ref(&prepared));
        let context = || format!("seed {seed}\n{}\n{world:#?}", prepared.rule().to_json());
        let fast = agreed(&Frame::new(&snapshot), &prepared, &world, &context);
        let change = |act: &Act| if let Act::Set { from, to, .. } = act { to.minor - from.minor } else { 0 };
        assert_eq!(fast.acts().map(|(_, act)| change(act)).sum::<i64>(), 0, "{}", context());
        moves += fast.acts().count();
        refused += fast.standings.iter().filter(|standing| **standing == Standing::Refused).count();
    }
    assert!(moves > 20 && refused > 200, "{moves} {refused}");
}

/// Guards that stop as little as they may.
fn lenient(step_up_basis_points: u32) -> Guards {
    let window = Window::Last(LastDays { days: 7, with_today: true });
    let spend = Some(Money { minor: 1, currency: euro() });
    let floors = Some(Floors { window, spend, impressions: None, conversions: None, age_hours: 0 });
    let may = Guards { learning: Learning::Touch, may_empty_the_parent: true, ..Guards::default() };
    Guards { floors, acts_a_run: 500, step_up_basis_points, ..may }
}

/// No amount outside the rule's own bounds, and no step larger than its guard.
fn within_bounds(rule: &Rule, act: &Act, context: &dyn Fn() -> String) {
    let (floor, ceiling) = match &rule.then {
        Action::Budget(change) | Action::Bid(change) => (change.floor.minor, change.ceiling.minor),
        Action::ScaleToward(toward) => (toward.floor.minor, toward.ceiling.minor),
        Action::Rebalance(wanted) => (wanted.floor.minor, wanted.ceiling.minor),
        Action::Notify | Action::Pause(_) | Action::Start | Action::Duplicate(_) => return,
    };
    let Act::Set { from, to, .. } = act else { panic!("{act:?}\n{}", context()) };
    let (from, to) = (from.minor, to.minor);
    assert!((floor..=ceiling).contains(&to), "{act:?}\n{}", context());
    assert!((to - from) * 10_000 <= from * i64::from(rule.guards.step_up_basis_points), "{act:?}\n{}", context());
    assert!((from - to) * 10_000 <= from * i64::from(rule.guards.step_down_basis_points), "{act:?}\n{}", context());
}

/// What happened, and what it does to a world.
type Damage = (&'static str, fn(&mut World));

/// Ways in which what was read can be wrong, applied to a world in which the rule acts.
const DAMAGE: [Damage; 6] = [
    ("a page is missing", |world| world.read.iter_mut().for_each(|(_, read)| read.fill(None))),
    ("everything is old", |world| {
        let old = world.at.plus_millis(-2_881 * 60_000);
        world.read.iter_mut().for_each(|(_, read)| read.fill(Some(old)));
    }),
    ("the answer was empty", |world| world.rows.clear()),
    ("another currency", |world| world.account.currency = domain::Currency::parse("JPY").unwrap()),
    ("a clock is ahead", |world| world.at = world.at.plus_millis(-3_600_000)),
    ("history was lost", |world| {
        let today = world.today();
        world.read.iter_mut().for_each(|(first, read)| (*first, *read) = (today.plus_days(1), Vec::new()));
    }),
];

#[test]
fn damaged_input_leads_to_no_act() {
    let mut runs = 0;
    for seed in 0.. {
        if runs >= 1_000 {
            break;
        }
        let mut rng = Rng::with_seed(seed ^ 0xda3a);
        let mut rule = any_rule(&mut rng).rule().clone();
        if !rule.then.acts() {
            continue;
        }
        // So that only the damage stops it.
        rule.guards = lenient(10_000);
        let Ok(prepared) = Prepared::new(rule) else { continue };
        let world = World::fresh(&mut rng);
        let acts = |world: &World| {
            let snapshot = world.snapshot(std::slice::from_ref(&prepared));
            rules::evaluate(&prepared, &snapshot).acts().count()
        };
        if acts(&world) == 0 {
            continue;
        }
        for (what, damage) in DAMAGE {
            let mut damaged = world.clone();
            damage(&mut damaged);
            assert_eq!(acts(&damaged), 0, "{what}, seed {seed}\n{}", prepared.rule().to_json());
            runs += 1;
        }
    }
}

#[test]
fn what_cannot_be_told_never_acts() {
    for seed in 0..how_many(1_200) / 4 {
        let mut rng = Rng::with_seed(seed ^ 0x5eed);
        let mut world = World::fresh(&mut rng);
        // Nothing has been read at all: whatever the rule says about figures, it cannot tell.
        for (_, read) in &mut world.read {
            read.iter_mut().for_each(|at| *at = None);
        }
        let prepared = any_rule(&mut rng);
        let snapshot = world.snapshot(std::slice::from_ref(&prepared));
        let evaluation = rules::evaluate(&prepared, &snapshot);
        let acts = evaluation.acts().filter(|_| prepared.rule().then.acts()).count();
        assert_eq!(acts, 0, "seed {seed}: floors need figures\n{}", prepared.rule().to_json());
        for decision in &evaluation.decisions {
            assert_eq!(decision.reasons.answer, Answer::Met);
        }
    }
}
