//! Bad replies to changes: each kind of them, for each kind of change. `SEXTANT_SEEDS` sets how many of each.

use std::collections::BTreeMap;

use changes::{Consent, Field, Intent, Item, New, Outcome as Ended, Snapshot, Value, plan};
use domain::{ConfiguredStatus, Level};
use graph::Cancel;
use sandbox::world::Size;
use sandbox::{Fault, FaultKind, Outcome};
use store::ObjectRef;

use crate::desk::{Desk, author, outcomes, server_of};

fn seeds() -> u64 {
    std::env::var("SEXTANT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// What may happen to a reply.
fn replies() -> Vec<(&'static str, FaultKind)> {
    let then = |outcome| FaultKind::ApplyThen { outcome };
    let garbage = FaultKind::Respond { status: 200, content_type: "application/json".into(), body: "{\"ok\":".into() };
    vec![
        ("applied, then a reset", then(Outcome::Reset)),
        ("applied, then nothing", then(Outcome::Timeout)),
        ("applied, then a 500", then(Outcome::Error500)),
        ("lost on the way", FaultKind::Reset),
        ("never answered", FaultKind::Timeout),
        ("applied, then garbage", then(Outcome::Garbage)),
        ("garbage, nothing applied", garbage),
        ("cut short", then(Outcome::Cut)),
        ("a trickle", FaultKind::SlowBody { bytes_per_second: 40 }),
        ("answered twice", then(Outcome::Twice)),
        ("applied, then a refusal", then(Outcome::Error400)),
        ("applied, then says it did not succeed", then(Outcome::NotSuccess)),
    ]
}

/// Each bad reply to one edit after the other: nothing is done twice, nothing is said to be done that is not, and a
/// second try brings what the first did not. Answers how many changes met their bad reply.
async fn edits(desk: &Desk, objects: &[ObjectRef], field: Field, value: impl Fn(u64, &Snapshot) -> Value) -> usize {
    let (mut tried, mut met) = (0, 0);
    for (round, (name, kind)) in (0..seeds()).flat_map(|_| replies()).enumerate() {
        let object = &objects[round % objects.len()];
        let before = desk.live(object).await;
        let set = desk.set(object, field, value(round as u64, &before)).await;
        if set.items.is_empty() {
            continue;
        }
        let mark = desk.server.journal().writes().len();
        let fault = Fault::on(&format!("/{}", object.id), kind).method("POST").times(1);
        desk.server.faults().add(fault).unwrap();
        let report = desk.apply(&set).await;
        desk.server.faults().clear();
        let after = desk.live(object).await;
        let wanted = set.items[0].change_of(field).unwrap().to;
        let happened = changes::same(wanted.as_ref(), after.get(field));
        let executed = desk.server.journal().writes().len() - mark;
        tried += 1;
        met += 1;
        match report.rows[0].outcome {
            Ended::Confirmed => assert!(happened && executed == 1, "{name}: {report:?}"),
            Ended::NotApplied => {
                assert!(!happened && executed == 0, "{name}: {report:?}");
                assert_eq!(before.get(field), after.get(field), "{name}");
                let again = changes::retry(&desk.tools, &set.id, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
                assert_eq!(outcomes(&again), ["confirmed"], "{name}");
            }
            // People live in this world: one has changed the object since the last round.
            Ended::Drifted | Ended::AlreadySo | Ended::Refused => {
                assert_eq!(executed, 0, "{name}: {report:?}");
                met -= 1;
            }
            _ => panic!("{name}: {report:?}"),
        }
        desk.assert_journal_is_audited().await;
        // Meta takes four changes of a budget in an hour.
        desk.step(3_700_000);
    }
    assert!(met * 4 >= tried * 3, "only {met} of {tried} changes met their bad reply");
    met
}

fn yes() -> Consent {
    Consent { asked: true, amounts: Vec::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_reply_doubles_or_invents_a_change_of_a_status() {
    let desk = Desk::new().await;
    let ads = desk.alive(Level::Ad).await;
    let status = |round: u64, _: &Snapshot| {
        let on = (round / ads.len() as u64).is_multiple_of(2);
        Value::Status(if on { ConfiguredStatus::Paused } else { ConfiguredStatus::Active })
    };
    let met = edits(&desk, &ads, Field::Status, status).await;
    println!("{met} changes of a status met a bad reply");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_reply_doubles_or_invents_a_change_of_a_budget() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let more = |_, live: &Snapshot| Value::Money(live.minor(Field::DailyBudget).unwrap() + 100);
    let met = edits(&desk, &adsets, Field::DailyBudget, more).await;
    println!("{met} changes of a budget met a bad reply");
}

fn campaign(desk: &Desk, name: &str) -> Vec<Item> {
    let text = |text: &str| Value::Text(text.into());
    let new = New {
        account: desk.account.clone(),
        level: Level::Campaign,
        parent: None,
        copy_of: None,
        fields: BTreeMap::from([
            (Field::Name, text(name)),
            (Field::Objective, text("OUTCOME_TRAFFIC")),
            (Field::SpecialAdCategories, Value::Json(serde_json::json!([]))),
            (Field::DailyBudget, Value::Money(50_000)),
            (Field::BidStrategy, text("LOWEST_COST_WITHOUT_CAP")),
        ]),
    };
    let known = changes::Known {
        accounts: BTreeMap::from([(desk.account.clone(), changes::AccountFacts::default())]),
        ..changes::Known::default()
    };
    plan(&Intent { changes: Vec::new(), new: vec![new] }, &known).items
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_reply_makes_a_campaign_twice() {
    let mut met = 0;
    // Each seed has a world of its own, so that the last one is no slower to look through than the first.
    for seed in 0..seeds() {
        let desk = Desk::at(server_of(Size::Tiny, 1 + seed)).await;
        for (round, (name, kind)) in replies().into_iter().enumerate() {
            one_creation(&desk, round, name, kind).await;
            met += 1;
        }
    }
    println!("{met} creations met a bad reply");
}

/// Makes a campaign while its answer goes wrong, and looks what there is afterwards.
async fn one_creation(desk: &Desk, round: usize, name: &str, kind: FaultKind) {
    let title = format!("Made in round {round}");
    let set = changes::ChangeSet {
        id: format!("round{round}"),
        author: author(),
        made_at: domain::TimestampMillis(0),
        undoes: None,
        items: campaign(desk, &title),
        in_step: false,
    };
    let made = || {
        let writes = desk.server.journal().writes().into_iter();
        let mine = |write: &sandbox::Write| {
            write.action == "create" && write.params.iter().any(|(_, value)| value.starts_with(&title))
        };
        writes.filter(mine).count()
    };
    let sent = || {
        let entries = desk.server.journal().entries().into_iter();
        let mine = |entry: &sandbox::Entry| {
            entry.method == "POST" && entry.path.ends_with("/campaigns") && entry.query.contains(&format!("{round}+"))
        };
        entries.filter(mine).count()
    };
    desk.server.faults().add(Fault::on("/campaigns", kind).method("POST").times(1)).unwrap();
    let report = desk.apply(&set).await;
    desk.server.faults().clear();
    assert!(sent() <= 1, "{name}: a create is never sent again by itself");
    match report.rows[0].outcome {
        Ended::Confirmed => assert_eq!(made(), 1, "{name}: {report:?}"),
        // Not found, so a person has to look; a second try looks again before it sends.
        Ended::NeedsPerson => {
            assert_eq!(made(), 0, "{name}: {report:?}");
            let again = changes::retry(&desk.tools, &set.id, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
            assert_eq!(outcomes(&again), ["confirmed"], "{name}");
            assert_eq!(made(), 1, "{name}");
        }
        _ => panic!("{name}: {report:?}"),
    }
    let kind = graph::ObjectKind::Campaign;
    let found = desk.tools.graph.find_by_name(&desk.account, kind, &title, &Cancel::new()).await.unwrap();
    let names: Vec<_> = found.iter().filter_map(|one| one.text("name")).filter(|it| *it == title).collect();
    assert_eq!(names, std::slice::from_ref(&title), "{name}: one campaign, without its marker");
    desk.assert_journal_is_audited().await;
    desk.step(10_000);
}
