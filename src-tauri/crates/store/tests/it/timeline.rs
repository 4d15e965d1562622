//! The timeline: pages that end after a bounded look, places that stay, and what is not told yet.

use domain::{Level, TimestampMillis};
use store::{NewTimelineRow, Store, TimelineQuery, TimelineRow};

use crate::support::{Fixture, account, campaign_row, id};

/// More than one page may look at.
const MANY: i64 = 45_000;

fn fill(store: &Store, count: i64) {
    let write = move |tx: &store::Tx<'_>| {
        for n in 0..count {
            let object = (n % 500).to_string();
            let (actor, words) = (format!("Person {}", n % 7), format!("Entry {n} of somebody"));
            tx.add_to_timeline(
                &account(if n % 10 == 0 { "2" } else { "1" }),
                &NewTimelineRow {
                    source: "outside",
                    kinds: 1 << (n % 3),
                    level: Some(Level::Campaign),
                    object: Some(&object),
                    name: "Campaign",
                    field: "name",
                    to: Some("x"),
                    actor: Some(&actor),
                    words: &words,
                    ..NewTimelineRow::new(TimestampMillis(n / 3), TimestampMillis(0))
                },
            )?;
        }
        Ok(())
    };
    store.write_blocking(write).unwrap();
}

fn both() -> TimelineQuery {
    TimelineQuery { accounts: vec![account("1"), account("2")], ..TimelineQuery::default() }
}

/// All pages of a question, and how many there were.
fn walk(store: &Store, mut query: TimelineQuery, limit: usize) -> (Vec<TimelineRow>, usize) {
    let (mut rows, mut pages) = (Vec::new(), 0);
    loop {
        let asked = query.clone();
        let page = store.read_blocking(move |db| db.timeline(&asked, limit)).unwrap();
        pages += 1;
        rows.extend(page.rows);
        match page.next {
            None => return (rows, pages),
            next => query.before = next,
        }
    }
}

#[test]
fn a_page_looks_at_a_bounded_number_of_entries_and_the_next_goes_on_where_it_stopped() {
    let fixture = Fixture::new();
    fill(&fixture.store, MANY);
    let rare = TimelineQuery { text: "ENTRY 17 OF".into(), ..both() };
    let first = rare.clone();
    let page = fixture.store.read_blocking(move |db| db.timeline(&first, 50)).unwrap();
    assert!(page.rows.is_empty() && page.next.is_some(), "it is far back");
    let (found, pages) = walk(&fixture.store, rare, 50);
    assert_eq!(found.len(), 1);
    assert!((3..=4).contains(&pages), "{pages} pages");
    let (all, _) = walk(&fixture.store, both(), 999);
    assert_eq!(all.len() as i64, MANY);
    assert!(all.windows(2).all(|pair| (pair[0].at, pair[0].pk) > (pair[1].at, pair[1].pk)));
    let (of_kind, _) = walk(&fixture.store, TimelineQuery { kinds: 2, ..both() }, 5_000);
    assert_eq!(of_kind.len() as i64, MANY / 3);
    let of_account = TimelineQuery { accounts: vec![account("2")], ..TimelineQuery::default() };
    assert_eq!(walk(&fixture.store, of_account, 5_000).0.len() as i64, MANY / 10);
    let of_objects = TimelineQuery { objects: vec!["7".into(), "8".into()], ..both() };
    assert_eq!(walk(&fixture.store, of_objects, 50).0.len() as i64, MANY / 500 * 2);
    let newest = TimelineQuery { objects: vec!["7".into(), "8".into()], ..both() };
    let page = fixture.store.read_blocking(move |db| db.timeline(&newest, 10)).unwrap();
    assert_eq!((page.rows.len(), page.looked_at), (10, 20), "each object gives what one page may hold, and no more");
    let (none, pages) = walk(&fixture.store, TimelineQuery::default(), 50);
    assert!(none.is_empty() && pages <= 4, "of no account is nothing");
}

#[test]
fn what_a_page_looks_at_does_not_grow_with_the_timeline() {
    let fixture = Fixture::new();
    fill(&fixture.store, 100_000);
    let look = |query: TimelineQuery| {
        let page = fixture.store.read_blocking(move |db| db.timeline(&query, 100)).unwrap();
        (page.rows.len(), page.looked_at)
    };
    let text = |text: &str| TimelineQuery { text: text.into(), ..both() };
    let object = |id: &str| TimelineQuery { objects: vec![id.into()], ..both() };
    assert_eq!(look(both()), (100, 100));
    assert_eq!(look(TimelineQuery { accounts: vec![account("2")], ..TimelineQuery::default() }), (100, 100));
    assert_eq!(look(object("7")), (100, 100));
    let (found, looked_at) = look(TimelineQuery { kinds: 4, ..both() });
    assert!(found == 100 && looked_at <= 300, "a kind of every third entry: {looked_at}");
    let (found, looked_at) = look(text("somebody"));
    assert_eq!((found, looked_at), (100, 100), "a common word");
    // What is rare or not there is looked for in steps of one size, whatever lies behind.
    for rare in ["entry 17 of", "nowhere"] {
        assert_eq!(look(text(rare)), (0, 20_000), "{rare}");
    }
    assert_eq!(walk(&fixture.store, text("nowhere"), 100).1, 5);
}

#[test]
fn new_entries_do_not_move_the_pages_behind_them() {
    let fixture = Fixture::new();
    fill(&fixture.store, 100);
    let page = fixture.store.read_blocking(|db| db.timeline(&both(), 40)).unwrap();
    fill(&fixture.store, 100);
    let rest = TimelineQuery { before: page.next, ..both() };
    let (rest, _) = walk(&fixture.store, rest, 1_000);
    let seen = page.rows.iter().map(|row| row.pk).collect::<std::collections::HashSet<_>>();
    assert!(rest.iter().all(|row| !seen.contains(&row.pk)));
    assert_eq!(rest.iter().filter(|row| row.pk <= 100).count(), 60);
}

#[test]
fn what_a_sync_found_different_waits_to_be_told_once() {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| {
        let one = account("1");
        tx.upsert_campaigns(&one, &[campaign_row("1", 10, "Before")], Some(1))?;
        assert!(tx.untold_changes(9)?.is_empty(), "something new is no difference");
        let mut row = campaign_row("1", 10, "After");
        row.automation = Some(r#"{"advantage_state":"DISABLED"}"#.to_owned());
        tx.upsert_campaigns(&one, &[row], Some(2))?;
        let untold = tx.untold_changes(9)?;
        let fields: Vec<_> = untold.iter().map(|untold| untold.change.field.as_str()).collect();
        assert_eq!(fields, ["name", "automation"]);
        assert_eq!((untold[0].object.as_str(), untold[0].name.as_str()), (id(10).as_str(), "After"));
        for untold in &untold {
            tx.set_change_told(untold.pk, Some("a request"))?;
        }
        assert!(tx.untold_changes(9)?.is_empty());
        assert!(tx.explains_change("a request", "name")? && !tx.explains_change("a request", "status")?);
        Ok(())
    };
    fixture.store.write_blocking(write).unwrap();
}
