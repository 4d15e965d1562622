//! Random acts in a random world: applied and taken back, every value that nobody else touched is as it was.
//! `SEXTANT_WORLDS` sets how many.

use std::collections::{BTreeMap, BTreeSet};

use changes::{Edit, Field, Outcome, Value, Wanted};
use domain::{ConfiguredStatus, Level};
use fastrand::Rng;
use store::ObjectRef;

use crate::desk::{Desk, author};

fn edit(random: &mut Rng, level: Level) -> Edit {
    let status = Value::Status(*random.choice(&[ConfiguredStatus::Active, ConfiguredStatus::Paused]).unwrap());
    let budget = level == Level::Adset;
    match random.u8(0..6) {
        0 => Edit::Set { field: Field::Status, value: Some(status) },
        1 => Edit::Affix { before: format!("{} ", random.alphanumeric()), after: String::new() },
        2 => Edit::Replace { find: "a".into(), with: random.alphabetic().to_string() },
        3 if budget => {
            Edit::Scale { field: Field::DailyBudget, basis_points: random.i64(500..9_000), round_to_minor: 10 }
        }
        4 if budget => Edit::Add { field: Field::DailyBudget, minor: random.i64(100..5_000) },
        _ => Edit::Affix { before: String::new(), after: format!(" {}", random.u32(..)) },
    }
}

fn some(random: &mut Rng, objects: &[ObjectRef], most: usize) -> Vec<ObjectRef> {
    let count = random.usize(1..=most.min(objects.len()));
    let mut objects = objects.to_vec();
    random.shuffle(&mut objects);
    objects.truncate(count);
    objects
}

async fn values(desk: &Desk, objects: &[ObjectRef]) -> BTreeMap<ObjectRef, BTreeMap<Field, Value>> {
    let mut all = BTreeMap::new();
    for object in objects {
        all.insert(object.clone(), desk.live(object).await.values().clone());
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_applied_and_taken_back_is_as_it_was_unless_somebody_else_changed_it() {
    let worlds: u64 = std::env::var("SEXTANT_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let desk = Desk::new().await;
    let levels = [Level::Campaign, Level::Adset, Level::Ad];
    let mut objects = Vec::new();
    for level in levels {
        objects.push(if level == Level::Adset { desk.budgeted().await } else { desk.alive(level).await });
    }
    for seed in 0..worlds {
        let mut random = Rng::with_seed(seed);
        let mut wanted = Vec::new();
        for (level, objects) in levels.iter().zip(&objects) {
            for _ in 0..random.usize(0..3) {
                wanted.push(Wanted { objects: some(&mut random, objects, 4), edit: edit(&mut random, *level) });
            }
        }
        let touched: Vec<ObjectRef> = wanted.iter().flat_map(|one| one.objects.clone()).collect();
        let before = values(&desk, &touched).await;
        let (dry, set) = (desk.planned(wanted.clone()).await, desk.planned(wanted).await);
        assert_eq!(dry.plan_hash(), set.plan_hash(), "seed {seed}");
        if set.items.is_empty() {
            continue;
        }
        let report = desk.apply(&set).await;
        let refused = |row: &changes::RowReport| row.outcome == Outcome::Refused;
        assert!(report.rows.iter().all(|row| refused(row) || !row.outcome.can_be_retried()), "seed {seed}: {report:?}");
        // Somebody else changes one of the objects.
        let others = random.choice(&touched).filter(|_| random.bool()).cloned();
        if let Some(object) = &others {
            let (id, now) = (object.id.as_str().parse().unwrap(), desk.server.clock().now_ms());
            desk.server.change_world(|world| {
                let by = world.user().clone();
                assert!(world.rename(id, &format!("theirs {seed}"), now, &by));
            });
        }
        desk.step(4_000_000);
        let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
        // What the act did not touch may have been changed by the people who live in this world.
        let ours: BTreeSet<(ObjectRef, Field)> = set
            .items
            .iter()
            .flat_map(|item| item.changes().into_iter().filter_map(|change| Some((item.object()?, change.field))))
            .collect();
        let mut kept = BTreeSet::new();
        if !undo.set.items.is_empty() {
            for row in desk.apply(&undo.set).await.rows {
                match row.outcome {
                    // What was raised and spent since cannot be lowered again, neither here nor at Meta.
                    Outcome::Refused => assert!(row.detail.text.is_some_and(|text| text.contains("spent"))),
                    // People live in this world: some change budgets of their own accord as time goes by.
                    Outcome::Drifted => {}
                    outcome => {
                        assert_eq!(outcome, Outcome::Confirmed, "seed {seed}");
                        continue;
                    }
                }
                kept.extend(row.object);
            }
        }
        for (object, now) in values(&desk, &touched).await {
            let theirs = others.as_ref() == Some(&object);
            if kept.contains(&object.id) && !theirs {
                continue;
            }
            for (field, value) in before[&object].iter().filter(|(field, _)| ours.contains(&(object.clone(), **field)))
            {
                let kept = changes::same(Some(value), now.get(field));
                // A row with several fields is taken back whole or not at all.
                assert!(kept || theirs, "seed {seed}: {field:?} of {object:?} was {value:?}, is {:?}", now.get(field));
            }
            let name = now.get(&Field::Name).and_then(Value::text);
            assert_eq!(theirs, name == Some(format!("theirs {seed}").as_str()), "seed {seed}: {object:?}");
        }
        desk.assert_journal_is_audited().await;
        desk.step(4_000_000);
        // The next act starts from what is live.
        crate::desk::pull(&desk.tools).await;
    }
}
