//! What was sent is read back soon, and what is read as something else stops the rest of the act.

use std::sync::Arc;

use changes::{Consent, Edit, Field, Outcome, Pace, Tools, Value, Wanted};
use domain::{Clock, FixedClock, Level, TimestampMillis};
use graph::Cancel;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, outcomes};

/// Each look at it takes time, so that whoever looks once more pays for it.
#[derive(Debug)]
struct Passing {
    clock: FixedClock,
    millis: i64,
}

impl Clock for Passing {
    fn now(&self) -> TimestampMillis {
        self.clock.advance(self.millis);
        self.clock.now()
    }
}

/// The tools of a desk on a clock that moves by so much at each look. The ledger's moves with it.
fn passing(desk: &Desk, millis: i64, looks: u32) -> Tools {
    let clock = Passing { clock: desk.clock.clone(), millis };
    let pace = Pace { looks, ..desk.tools.pace.clone() };
    Tools { clock: Arc::new(clock), pace, ..desk.tools.clone() }
}

fn yes() -> Consent {
    Consent { asked: true, amounts: Vec::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_read_back_within_a_minute_of_its_intent() {
    let desk = Desk::new().await;
    let tools = passing(&desk, 2_000, 3);
    let (adsets, ads) = (desk.budgeted().await, desk.alive(Level::Ad).await);
    let set = desk
        .planned(vec![
            Wanted { objects: adsets, edit: Edit::Add { field: Field::DailyBudget, minor: 1_100 } },
            Wanted { objects: ads, edit: Edit::Affix { before: "[x] ".into(), after: String::new() } },
        ])
        .await;
    // Some answers are lost on their way back, so that what became of them has to be looked for.
    let lost = FaultKind::ApplyThen { outcome: sandbox::Outcome::Reset };
    desk.server.faults().add(Fault::on("/", lost).method("POST").after(2).times(3)).unwrap();
    let report = changes::apply(&tools, &set, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
    assert!(report.is_whole(), "{report:?}");
    let id = set.id.clone();
    let intents = desk.tools.store.read(move |db| db.intents_of(&id)).await.unwrap();
    assert_eq!(intents.len(), set.items.len());
    for intent in &intents {
        let took = intent.closed_at.expect("it is closed").millis_since(intent.opened_at);
        assert!((1..=60_000).contains(&took), "{} of {:?} took {took} ms", intent.action, intent.object);
    }
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_back_within_a_minute_stays_open_and_holds_its_account() {
    let desk = Desk::new().await;
    // It would look ten thousand times; the minute is over after a few of them.
    let tools = passing(&desk, 5_000, 10_000);
    let ads = desk.alive(Level::Ad).await;
    let edit = Edit::Affix { before: "[x] ".into(), after: String::new() };
    let set = desk.planned(vec![Wanted { objects: ads.clone(), edit }]).await;
    let first = set.items[0].object().unwrap();
    // The look before it is sent succeeds; every later one is refused.
    let blind = FaultKind::Error { code: 2, subcode: None, message: None, status: None, transient: true };
    desk.server.faults().add(Fault::on(&format!("/{}", first.id), blind).method("GET").after(1)).unwrap();
    let mark = desk.server.journal().mark();
    let report = changes::apply(&tools, &set, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(report.rows[0].outcome, Outcome::Unconfirmed, "{report:?}");
    assert!(report.rows[0].detail.text.as_ref().is_some_and(|text| text.contains("within a minute")), "{report:?}");
    assert!(report.rows[1..].iter().all(|row| row.outcome == Outcome::NotSent), "{report:?}");
    let (sent, looks) = (desk.server.journal().writes().len(), desk.server.journal().entries_after(mark).len());
    assert!(sent == 1 && looks < 100, "{sent} sent, {looks} calls");
    desk.server.faults().clear();
    let recovered = changes::reconcile(&desk.tools).await.unwrap();
    assert_eq!(recovered.settled.iter().map(|(_, row)| row.outcome).collect::<Vec<_>>(), [Outcome::Confirmed]);
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_that_is_not_as_it_was_asked_for_is_shown_and_stops_the_rest() {
    let desk = Desk::new().await;
    let adsets = desk.budgeted().await;
    let edit = Edit::Add { field: Field::DailyBudget, minor: 1_100 };
    let set = desk.planned(vec![Wanted { objects: adsets, edit }]).await;
    assert!(set.items.len() > 1);
    let wanted = set.items[0].change_of(Field::DailyBudget).unwrap();
    // Meta says yes and does nothing.
    let body = r#"{"success": true}"#.to_owned();
    let empty_yes = FaultKind::Respond { status: 200, content_type: "application/json".into(), body };
    let first = set.items[0].object().unwrap();
    desk.server.faults().add(Fault::on(&format!("/{}", first.id), empty_yes).method("POST").times(1)).unwrap();
    let report = desk.apply(&set).await;
    desk.server.faults().clear();
    assert_eq!(report.rows[0].outcome, Outcome::NeedsPerson, "{report:?}");
    let told: Vec<(Field, Option<Value>, Option<Value>)> =
        report.rows[0].detail.conflicts.iter().map(|it| (it.field, it.mine.clone(), it.theirs.clone())).collect();
    assert_eq!(told, [(Field::DailyBudget, wanted.to, wanted.from)]);
    assert!(report.rows[1..].iter().all(|row| row.outcome == Outcome::NotSent), "{report:?}");
    assert!(desk.server.journal().writes().is_empty(), "nothing else was sent");
    // After a look, a person has the rest sent.
    desk.step(5_000);
    let rest = changes::retry(&desk.tools, &set.id, &yes(), &|_| {}, &Cancel::new()).await.unwrap();
    assert!(outcomes(&rest).iter().all(|outcome| *outcome == "confirmed"), "{rest:?}");
    desk.assert_journal_is_audited().await;
}
