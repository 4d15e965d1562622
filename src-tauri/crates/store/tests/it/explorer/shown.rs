//! Which objects a question shows: what was written before it, and what is its own.

use std::collections::HashSet;

use domain::Level;
use store::{Error, Expansion, ExplorerQuery, Filter, Shape};

use super::{campaigns, small};
use crate::support::*;

#[test]
fn a_write_is_seen_by_the_next_question() {
    let fixture = Fixture::new();
    small(&fixture);
    let ask = || fixture.store.read_blocking(|db| db.explorer(&campaigns())).unwrap();
    assert_eq!(ask().rows.len(), 3);
    fixture
        .store
        .write_blocking(|tx| tx.upsert_campaigns(&account("1"), &[campaign_row("1", 12, "New")], Some(1)))
        .unwrap();
    assert_eq!(ask().rows.len(), 4);
    put(&fixture.store, "1", Level::Campaign, NOW.plus_millis(5), vec![metric(12, 20_000, 50), metric(10, 20_000, 60)])
        .unwrap();
    let page = ask();
    assert_eq!(page.totals[0].sums.spend_minor, (60 + 3 + 50) * 7);
    assert_eq!(page.rows.iter().find(|row| row.id == "10").unwrap().sums.unwrap().spend_minor, 420);
    fixture.store.write_blocking(|tx| tx.remove_account(&account("2"))).unwrap();
    let gone = fixture.store.read_blocking(|db| db.explorer(&campaigns()));
    assert!(matches!(gone, Err(Error::NotFound)));
}

#[test]
fn a_write_that_fails_is_never_seen() {
    let fixture = Fixture::new();
    small(&fixture);
    let failed = fixture.store.write_blocking(|tx| -> Result<(), Error> {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 13, "Never")], Some(1))?;
        tx.set_setting("never", &true)?;
        Err(Error::NotFound)
    });
    assert!(matches!(failed, Err(Error::NotFound)));
    let page = fixture.store.read_blocking(|db| db.explorer(&campaigns())).unwrap();
    assert_eq!(page.rows.len(), 3);
    assert_eq!(fixture.store.read_blocking(|db| db.setting::<bool>("never")).unwrap(), None);
    // Numbers given to objects in the failed write are free again.
    put(&fixture.store, "1", Level::Campaign, NOW, vec![metric(14, 20_000, 1)]).unwrap();
    let series = fixture.store.read_blocking(|db| db.series(&object("1", Level::Campaign, 14), days(20_000, 20_000)));
    assert_eq!(series.unwrap().len(), 1);
}

#[test]
fn hidden_deleted_objects_still_count_in_their_account() {
    let fixture = Fixture::new();
    small(&fixture);
    fixture
        .store
        .write_blocking(|tx| {
            tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One")], Some(2))?;
            tx.mark_unseen(&account("1"), Level::Campaign, 2)
        })
        .unwrap();
    let filter = Filter { hide_deleted: true, ..Filter::default() };
    let query = ExplorerQuery { filter: filter.clone(), accounts: vec![account("1")], ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["10"]);
    let shape = Shape::Tree { roots: Level::Account, expanded: Expansion::default() };
    let query = ExplorerQuery { filter, shape, accounts: vec![account("1")], ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert_eq!(page.rows[0].sums.unwrap().spend_minor, 35);
}

#[test]
fn only_active_objects_whose_end_has_passed_count_as_ended() {
    let fixture = Fixture::new();
    small(&fixture);
    let rows: Vec<_> = [
        (61, "ACTIVE", Some(-1)),
        (62, "ACTIVE", Some(0)),
        (63, "ACTIVE", Some(1)),
        (64, "ACTIVE", None),
        (65, "PAUSED", Some(-1)),
        (66, "A_STATUS_OF_TOMORROW", Some(-1)),
    ]
    .into_iter()
    .map(|(digits, status, end): (_, &str, Option<i64>)| store::CampaignRow {
        effective_status: status.to_owned(),
        stop_time: end.map(|millis| NOW.plus_millis(millis)),
        ..campaign_row("1", digits, "Ends")
    })
    .collect();
    fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &rows, Some(1)).map(drop)).unwrap();
    let shown = |filter: Filter| {
        let filter = Filter { text: "ends".into(), ..filter };
        let query = ExplorerQuery { filter, accounts: vec![account("1")], ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        let mut ids: Vec<String> = page.rows.into_iter().map(|row| row.id).collect();
        ids.sort();
        ids
    };
    let statuses = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(shown(Filter { ended_before: Some(NOW), ..Filter::default() }), ["61"]);
    let or_paused = Filter { ended_before: Some(NOW), effective_status: statuses(&["PAUSED"]), ..Filter::default() };
    assert_eq!(shown(or_paused), ["61", "65"]);
    // A status nobody has yet finds nothing; one that this version does not know is found by its own word.
    assert_eq!(shown(Filter { effective_status: statuses(&["NOBODYS"]), ..Filter::default() }), [""; 0]);
    assert_eq!(shown(Filter { effective_status: statuses(&["A_STATUS_OF_TOMORROW"]), ..Filter::default() }), ["66"]);
    let besides = Filter { effective_status_besides: statuses(&["ACTIVE", "PAUSED"]), ..Filter::default() };
    assert_eq!(shown(besides.clone()), ["66"]);
    assert_eq!(shown(Filter { effective_status: statuses(&["PAUSED"]), ..besides }), ["65", "66"]);
}

#[test]
fn foreign_ids_give_nothing_and_the_same_error() {
    let fixture = Fixture::new();
    small(&fixture);
    let query = ExplorerQuery { accounts: vec![account("1"), account("99")], ..campaigns() };
    assert!(matches!(fixture.store.read_blocking(move |db| db.explorer(&query)), Err(Error::NotFound)));
    let expanded = Expansion::Ids(HashSet::from(["20".to_owned(), "nonsense'\"".to_owned(), "act_2".to_owned()]));
    let shape = Shape::Tree { roots: Level::Campaign, expanded };
    let query = ExplorerQuery { accounts: vec![account("1")], shape, ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    assert!(page.rows.iter().all(|row| row.account == account("1")));
    for (account_digits, object_digits) in [("1", 20), ("2", 10), ("9", 10), ("1", 999)] {
        let asked = object(account_digits, Level::Campaign, object_digits);
        assert!(matches!(fixture.store.read_blocking(move |db| db.object(&asked).map(|_| ())), Err(Error::NotFound)));
        let asked = object(account_digits, Level::Campaign, object_digits);
        assert!(matches!(fixture.store.read_blocking(move |db| db.history(&asked).map(|_| ())), Err(Error::NotFound)));
    }
}
