//! Random acts in a random world: applied and taken back, every value that nobody else touched is as it was.
//! `SEXTANT_WORLDS` sets how many, `SEXTANT_FIRST_WORLD` with which seed to begin.

use std::collections::{BTreeMap, BTreeSet};

use changes::{Depth, Edit, Field, Outcome, Snapshot, Value, Wanted};
use domain::{ConfiguredStatus, Level, ObjectId};
use fastrand::Rng;
use graph::{Cancel, Editable};
use sandbox::world::Size;
use store::ObjectRef;

use crate::desk::{Desk, author, server_of};

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
    for (level, kind) in LEVELS {
        let of_level = || objects.iter().filter(|object| object.level == level);
        let ids: BTreeSet<ObjectId> = of_level().map(|object| object.id.clone()).collect();
        let ids: Vec<ObjectId> = ids.into_iter().collect();
        let answers = desk.tools.graph.live_many(&desk.account, kind, &ids, &Cancel::new()).await.unwrap();
        for (id, live) in answers {
            let live = Snapshot::of_live(&desk.account, level, &live.unwrap());
            all.insert(ObjectRef { account: desk.account.clone(), level, id }, live.values().clone());
        }
    }
    all
}

const LEVELS: [(Level, Editable); 3] =
    [(Level::Campaign, Editable::Campaign), (Level::Adset, Editable::AdSet), (Level::Ad, Editable::Ad)];

/// Acts in one world before the next world begins.
const ACTS_A_WORLD: u64 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_applied_and_taken_back_is_as_it_was_unless_somebody_else_changed_it() {
    let worlds: u64 = std::env::var("SEXTANT_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let first: u64 = std::env::var("SEXTANT_FIRST_WORLD").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (mut tried, mut confirmed, mut kept) = (0, 0, 0);
    let mut seeds = (first..first + worlds).peekable();
    while let Some(seed) = seeds.peek().copied() {
        let desk = Desk::at(server_of(Size::Tiny, seed + 1)).await;
        let mut objects = Vec::new();
        for (level, _) in LEVELS {
            objects.push(if level == Level::Adset { desk.budgeted().await } else { desk.alive(level).await });
        }
        for seed in seeds.by_ref().take(ACTS_A_WORLD as usize) {
            let (sent, left) = there_and_back(&desk, &objects, seed).await;
            tried += 1;
            confirmed += sent;
            kept += left;
        }
        desk.assert_journal_is_audited().await;
    }
    println!("{tried} acts, {confirmed} changes sent and taken back, {kept} kept because somebody else was there");
}

/// One act and its undo. Answers how many changes were confirmed, and how many could not be taken back.
async fn there_and_back(desk: &Desk, objects: &[Vec<ObjectRef>], seed: u64) -> (usize, usize) {
    let mut random = Rng::with_seed(seed);
    let mut wanted = Vec::new();
    for ((level, _), objects) in LEVELS.iter().zip(objects).filter(|(_, objects)| !objects.is_empty()) {
        for _ in 0..random.usize(0..3) {
            wanted.push(Wanted { objects: some(&mut random, objects, 4), edit: edit(&mut random, *level) });
        }
    }
    let touched: Vec<ObjectRef> = wanted.iter().flat_map(|one| one.objects.clone()).collect();
    // The act starts from what is live: some of it was changed by the people who live in this world.
    let look = desk.planned(wanted.clone()).await;
    changes::check(&desk.tools, &look, Depth::Live, &Cancel::new()).await.unwrap();
    let before = values(desk, &touched).await;
    // A dry run only reads, unless it asks for Meta's judgement, and changes nothing; what is sent is the same plan.
    let (mark, writes) = (desk.server.journal().mark(), desk.server.journal().writes().len());
    let depth = if seed.is_multiple_of(10) { Depth::Meta } else { Depth::Live };
    let dry = desk.planned(wanted.clone()).await;
    changes::check(&desk.tools, &dry, depth, &Cancel::new()).await.unwrap();
    let asked = desk.server.journal().entries_after(mark);
    assert!(depth == Depth::Meta || asked.iter().all(|entry| entry.method == "GET"), "seed {seed}: {asked:?}");
    assert_eq!(desk.server.journal().writes().len(), writes, "seed {seed}: a dry run changes nothing");
    let set = desk.planned(wanted).await;
    assert_eq!(dry.plan_hash(), set.plan_hash(), "seed {seed}");
    if set.items.is_empty() {
        return (0, 0);
    }
    let report = desk.apply(&set).await;
    let confirmed = report.rows.iter().filter(|row| row.outcome == Outcome::Confirmed).count();
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
                Outcome::Drifted => assert!(!row.detail.conflicts.is_empty(), "seed {seed}: {row:?}"),
                // Somebody may have put it back before us; that it is as it was is looked at below.
                Outcome::Confirmed | Outcome::AlreadySo => continue,
                outcome => panic!("seed {seed}: {outcome:?}"),
            }
            kept.extend(row.object);
        }
    }
    for (object, now) in values(desk, &touched).await {
        let theirs = others.as_ref() == Some(&object);
        if kept.contains(&object.id) && !theirs {
            continue;
        }
        for (field, value) in before[&object].iter().filter(|(field, _)| ours.contains(&(object.clone(), **field))) {
            let kept = changes::same(Some(value), now.get(field));
            // A row with several fields is taken back whole or not at all.
            assert!(kept || theirs, "seed {seed}: {field:?} of {object:?} was {value:?}, is {:?}", now.get(field));
        }
        let name = now.get(&Field::Name).and_then(Value::text);
        assert_eq!(theirs, name == Some(format!("theirs {seed}").as_str()), "seed {seed}: {object:?}");
    }
    desk.step(4_000_000);
    (confirmed, kept.len())
}
