//! The fast evaluator against the slow one.

use fastrand::Rng;
use rules::{Answer, Frame, Standing};

use crate::anyrule::any_rule;
use crate::reference;
use crate::world::World;

/// How many rules are tried: few by default, `SEXTANT_RULES` of them for a long run.
pub(crate) fn how_many(default: u64) -> u64 {
    std::env::var("SEXTANT_RULES").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

#[test]
fn the_fast_evaluator_agrees_with_the_slow_one_on_generated_rules_and_worlds() {
    let mut seen = [0_u64; 6];
    for seed in 0..how_many(2_000) {
        let mut rng = Rng::with_seed(seed);
        let world = if rng.bool() { World::fresh(&mut rng) } else { World::any(&mut rng) };
        let prepared = any_rule(&mut rng);
        let snapshot = world.snapshot(std::slice::from_ref(&prepared));
        let frame = Frame::new(&snapshot);
        let fast = frame.evaluate(&prepared);
        let slow = reference::judge(prepared.rule(), &world);
        let acts: Vec<_> = fast.acts().map(|(decision, act)| (decision.object.clone(), act.clone())).collect();
        let objects = world.objects(prepared.rule().scope.level);
        let expected: Vec<_> = slow.iter().map(|(standing, _)| *standing).collect();
        let context = || format!("seed {seed}\n{}\n{world:#?}", prepared.rule().to_json());
        assert_eq!(fast.standings, expected, "{}", context());
        let expected: Vec<_> =
            slow.iter().zip(objects).filter_map(|((_, act), object)| Some((object.id.clone(), act.clone()?))).collect();
        assert_eq!(acts, expected, "{}", context());
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
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
}

#[test]
fn what_cannot_be_told_never_acts() {
    for seed in 0..how_many(2_000) / 4 {
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
