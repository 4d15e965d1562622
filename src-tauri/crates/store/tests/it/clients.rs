//! Clients, targets and notes.

use domain::{AccountDay, AccountId, Currency, DayRange, Level, ObjectId, TimestampMillis};
use store::{Error, NoteRow, ObjectRef, TargetOf, TargetRow};

use crate::support::*;

fn account(digits: &str) -> AccountId {
    AccountId::parse(digits).unwrap()
}

fn day(text: &str) -> AccountDay {
    AccountDay::parse(text).unwrap()
}

fn target(of: TargetOf, month: &str, budget_minor: Option<i64>) -> TargetRow {
    TargetRow {
        of,
        month: month.into(),
        currency: Currency::parse("JPY").unwrap(),
        budget_minor,
        cpa_minor: None,
        roas: None,
        author: "Bo".into(),
        updated_at: TimestampMillis(0),
    }
}

#[test]
fn a_client_is_dissolved_with_its_targets_and_nothing_else() {
    let fixture = Fixture::new();
    let store = &fixture.store;
    store.write_blocking(|tx| tx.put_client("c1", "Halden", &[account("1"), account("2")])).unwrap();
    store.write_blocking(|tx| tx.put_client("c1", "Halden Group", &[account("2")])).unwrap();
    let client = TargetOf::Client("c1".into());
    store
        .write_blocking(move |tx| {
            tx.put_target(&target(client.clone(), "2026-11", Some(5)))?;
            tx.put_target(&target(TargetOf::Account(account("2")), "2026-11", Some(7)))
        })
        .unwrap();
    let clients = store.read_blocking(|db| db.clients()).unwrap();
    assert_eq!(clients.len(), 1);
    assert_eq!((clients[0].name.as_str(), &clients[0].accounts), ("Halden Group", &vec![account("2")]));
    store.write_blocking(|tx| tx.delete_client("c1")).unwrap();
    let left = store.read_blocking(|db| db.targets("2026-11")).unwrap();
    assert_eq!(left.iter().map(|one| &one.of).collect::<Vec<_>>(), [&TargetOf::Account(account("2"))]);
    assert!(matches!(store.write_blocking(|tx| tx.delete_client("c1")), Err(Error::NotFound)));
}

#[test]
fn a_target_holds_for_its_month_and_goes_when_it_is_emptied() {
    let fixture = Fixture::new();
    let store = &fixture.store;
    let campaign = TargetOf::Campaign(account("1"), ObjectId::parse("77").unwrap());
    let of_october = target(campaign.clone(), "2026-10", Some(100));
    let mut of_november = target(campaign, "2026-11", Some(200));
    of_november.roas = Some(3.5);
    let put = |row: &TargetRow| {
        let row = row.clone();
        store.write_blocking(move |tx| tx.put_target(&row)).unwrap();
    };
    put(&of_october);
    put(&of_november);
    let read = |month: &'static str| store.read_blocking(move |db| db.targets(month)).unwrap();
    let november = read("2026-11");
    assert_eq!((november[0].budget_minor, november[0].roas), (Some(200), Some(3.5)));
    assert!(november[0].updated_at.0 > 0);
    of_november.budget_minor = None;
    of_november.roas = None;
    put(&of_november);
    assert!(read("2026-11").is_empty());
    assert_eq!(read("2026-10").len(), 1);
}

#[test]
fn notes_are_found_by_object_and_by_day() {
    let fixture = Fixture::new();
    let store = &fixture.store;
    let object = ObjectRef { account: account("1"), level: Level::Campaign, id: ObjectId::parse("9").unwrap() };
    let note = |id: &str, day: Option<AccountDay>, text: &str| NoteRow {
        id: id.into(),
        object: object.clone(),
        day,
        text: text.into(),
        author: "Bo".into(),
        made_at: TimestampMillis(0),
        updated_at: TimestampMillis(0),
    };
    let notes = [
        note("a", Some(day("2026-11-05")), "Sale begins"),
        note("b", None, "Ask before pausing"),
        note("c", Some(day("2026-10-01")), "New shop"),
    ];
    store.write_blocking(move |tx| notes.iter().try_for_each(|note| tx.put_note(note))).unwrap();
    let again = note("a", Some(day("2026-11-06")), "Sale begins a day later");
    store.write_blocking(move |tx| tx.put_note(&again)).unwrap();
    let range = DayRange::new(day("2026-11-01"), day("2026-11-30")).unwrap();
    let found = store.read_blocking(move |db| db.notes_on_days(&account("1"), range, 10)).unwrap();
    assert_eq!(found.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["Sale begins a day later"]);
    let wanted = object.clone();
    let all = store.read_blocking(move |db| db.notes_on(&wanted)).unwrap();
    assert_eq!(all.iter().map(|note| note.id.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
    store.write_blocking(|tx| tx.delete_note("b")).unwrap();
    assert!(store.read_blocking(|db| db.note("b")).unwrap().is_none());
    assert!(matches!(store.write_blocking(|tx| tx.delete_note("b")), Err(Error::NotFound)));
}
