//! Acts from the plan to the audit entry and back.

use changes::{Consent, Depth, Edit, Field, Outcome, Value, Wanted};
use domain::{ConfiguredStatus, Level};
use graph::Cancel;

use crate::desk::{Desk, author, edited, outcomes};

fn raise(minor: i64) -> Edit {
    Edit::Add { field: Field::DailyBudget, minor }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_change_is_sent_once_read_back_recorded_and_taken_back() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let ads = desk.alive(Level::Ad).await;
    assert!(adsets.len() > 1 && ads.len() > 1, "{} ad sets, {} ads", adsets.len(), ads.len());
    let known = desk.known(&adsets).await;
    let set = desk
        .planned(vec![
            Wanted { objects: adsets.clone(), edit: raise(1_100) },
            Wanted { objects: ads.clone(), edit: Edit::Affix { before: "[x] ".into(), after: String::new() } },
        ])
        .await;
    assert_eq!(edited(&set).len(), adsets.len() + ads.len());
    let calls = desk.server.journal().writes().len();
    assert_eq!(calls, 0, "planning sends nothing");
    let report = desk.apply(&set).await;
    assert!(report.is_whole(), "{report:?}");
    assert_eq!(desk.server.journal().writes().len(), set.items.len());
    desk.assert_journal_is_audited().await;
    // The cache shows it without a sync.
    let after = desk.known(&adsets).await;
    for adset in &adsets {
        let minor = |known: &changes::Known| known.objects[adset].minor(Field::DailyBudget).unwrap();
        assert_eq!(minor(&after), minor(&known) + 1_100);
        assert_eq!(desk.live(adset).await.minor(Field::DailyBudget), Some(minor(&after)));
    }
    // Meta takes a hundred changes in a second, and this clock stands still.
    desk.step(5_000);
    let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    assert!(undo.kept.is_empty());
    let report = desk.apply(&undo.set).await;
    assert!(report.is_whole(), "{report:?}");
    for adset in &adsets {
        let was = known.objects[adset].minor(Field::DailyBudget);
        assert_eq!(desk.live(adset).await.minor(Field::DailyBudget), was);
    }
    desk.assert_journal_is_audited().await;
    let again = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    assert!(again.set.items.is_empty() && again.kept.len() == set.items.len(), "nothing is taken back twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_changed_is_neither_overwritten_nor_taken_back() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let set = desk.planned(vec![Wanted { objects: adsets.clone(), edit: raise(1_100) }]).await;
    let by_others = |minor: i64| {
        let id = adsets[0].id.as_str().parse().unwrap();
        let now = desk.server.clock().now_ms();
        desk.server.change_world(|world| {
            let by = world.user().clone();
            assert!(world.set_adset_budget(id, Some(sandbox::world::model::Budget::Daily(minor)), now, &by));
        });
    };
    by_others(77_700);
    let verdicts = changes::check(&desk.tools, &set, Depth::Live, &Cancel::new()).await.unwrap();
    let drift: Vec<_> = verdicts[0].drift.iter().map(|it| (it.field, it.theirs.clone())).collect();
    assert_eq!(drift, [(Field::DailyBudget, Some(Value::Money(77_700)))]);
    assert!(verdicts[1].drift.is_empty() && verdicts[1].can_be_sent(), "{:?}", verdicts[1]);
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report)[..2], ["drifted", "confirmed"]);
    assert_eq!(report.rows[0].detail.conflicts.len(), 1);
    assert_eq!(desk.live(&adsets[0]).await.minor(Field::DailyBudget), Some(77_700));
    // Changed after us: taking back leaves it alone.
    let second = desk.set(&adsets[0], Field::DailyBudget, Value::Money(80_000)).await;
    assert_eq!(outcomes(&desk.apply(&second).await), ["confirmed"]);
    by_others(90_000);
    let undo = changes::undo(&desk.tools, &second.id, author()).await.unwrap();
    assert_eq!(outcomes(&desk.apply(&undo.set).await), ["drifted"]);
    assert_eq!(desk.live(&adsets[0]).await.minor(Field::DailyBudget), Some(90_000));
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_sends_nothing_but_reads_and_plans_what_the_real_thing_does() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let wanted = vec![Wanted { objects: adsets.clone(), edit: raise(1_100) }];
    let mark = desk.server.journal().mark();
    let dry = desk.planned(wanted.clone()).await;
    changes::check(&desk.tools, &dry, Depth::Live, &Cancel::new()).await.unwrap();
    let sent = desk.server.journal().entries_after(mark);
    assert!(!sent.is_empty() && sent.iter().all(|entry| entry.method == "GET"), "{sent:?}");
    let real = desk.planned(wanted).await;
    assert_eq!(dry.plan_hash(), real.plan_hash());
    desk.apply(&real).await;
    let (noted, _) = changes::stored(&desk.tools.store, &real.id).await.unwrap();
    assert_eq!(noted.plan_hash(), dry.plan_hash());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn meta_judges_a_change_without_making_it() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let good = desk.set(&adsets[0], Field::DailyBudget, Value::Money(90_000)).await;
    let verdicts = changes::check(&desk.tools, &good, Depth::Meta, &Cancel::new()).await.unwrap();
    assert!(verdicts[0].can_be_sent(), "{verdicts:?}");
    // A goal that does not fit its campaign is something only Meta knows.
    let bad = desk.set(&adsets[0], Field::OptimizationGoal, Value::Text("NO_SUCH_GOAL".into())).await;
    let verdicts = changes::check(&desk.tools, &bad, Depth::Meta, &Cancel::new()).await.unwrap();
    let said = verdicts[0].meta.as_ref().expect("Meta says something");
    assert!(said.text.is_some() && said.code.is_some(), "{said:?}");
    assert!(desk.server.journal().writes().is_empty());
    let report = desk.apply(&bad).await;
    assert_eq!(outcomes(&report), ["rejected"]);
    assert_eq!(report.rows[0].detail.code, said.code);
    assert!(desk.server.journal().writes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kill_switch_stops_what_follows_and_a_retry_sends_only_what_is_left() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let set = desk.planned(vec![Wanted { objects: adsets.clone(), edit: raise(1_100) }]).await;
    let pressed = std::sync::atomic::AtomicBool::new(false);
    let file = desk.folder.path().join("stop-all-writes");
    let on_row = |_: &changes::RowReport| {
        if !pressed.swap(true, std::sync::atomic::Ordering::SeqCst) {
            std::fs::write(&file, "test").unwrap();
        }
    };
    let consent = Consent::default();
    let report = changes::apply(&desk.tools, &set, &consent, &on_row, &Cancel::new()).await.unwrap();
    assert_eq!(report.rows[0].outcome, Outcome::Confirmed);
    assert!(report.rows[1..].iter().all(|row| matches!(row.outcome, Outcome::Refused | Outcome::NotSent)));
    assert_eq!(desk.server.journal().writes().len(), 1);
    // The flag alone is enough, too, and the file alone was.
    desk.tools.switch.press(&desk.tools.store, "Ada").await.unwrap();
    std::fs::remove_file(&file).unwrap();
    let held = changes::retry(&desk.tools, &set.id, &consent, &|_| {}, &Cancel::new()).await.unwrap();
    assert!(held.rows.iter().all(|row| row.outcome != Outcome::Confirmed));
    assert_eq!(desk.server.journal().writes().len(), 1);
    desk.tools.switch.release(&desk.tools.store, "Ada").await.unwrap();
    let rest = changes::retry(&desk.tools, &set.id, &consent, &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(rest.rows.len(), adsets.len() - 1);
    assert!(rest.is_whole(), "{rest:?}");
    assert_eq!(desk.server.journal().writes().len(), adsets.len());
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_changed_four_times_an_hour_waits_for_the_next() {
    let desk = Desk::new().await;
    let adset = desk.budgeted().await.remove(0);
    for change in 1..=4 {
        let set = desk.planned(vec![Wanted { objects: vec![adset.clone()], edit: raise(100) }]).await;
        assert_eq!(outcomes(&desk.apply(&set).await), ["confirmed"], "change {change}");
    }
    let set = desk.planned(vec![Wanted { objects: vec![adset.clone()], edit: raise(100) }]).await;
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["waiting"]);
    assert!(report.rows[0].detail.retry_at.is_some());
    assert_eq!(desk.server.journal().writes().len(), 4, "Meta was not asked a fifth time");
    desk.step(3_700_000);
    let report = changes::retry(&desk.tools, &set.id, &Consent::default(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&report), ["confirmed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_asks_first_and_cannot_be_taken_back() {
    let desk = Desk::new().await;
    let ad = desk.alive(Level::Ad).await.remove(0);
    let set = desk.set(&ad, Field::Status, Value::Status(ConfiguredStatus::Deleted)).await;
    let unasked = changes::apply(&desk.tools, &set, &Consent::default(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&unasked), ["refused"]);
    let yes = Consent { asked: true, amounts: Vec::new() };
    let report = changes::retry(&desk.tools, &set.id, &yes, &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&report), ["confirmed"]);
    let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    assert_eq!(undo.kept.iter().map(|kept| kept.why).collect::<Vec<_>>(), [changes::CannotUndo::Deleted]);
}
