//! Search over names and texts.

use domain::Level;
use store::{CreativeRow, HitKind, Store};

use crate::support::*;

fn ids(store: &Store, text: &str) -> Vec<String> {
    let text = text.to_owned();
    let hits = store.read_blocking(move |db| db.search(&text, 20)).unwrap();
    hits.into_iter().map(|hit| hit.id.to_string()).collect()
}

fn creative(digits: i64, title: &str, body: &str) -> CreativeRow {
    CreativeRow {
        id: id(digits),
        account: account("1"),
        name: None,
        status: None,
        title: Some(title.to_owned()),
        body: Some(body.to_owned()),
        description: None,
        link_url: None,
        call_to_action: None,
        image_hash: None,
        thumbnail_url: None,
        url_tags: None,
        features: None,
        extra: "{}".to_owned(),
    }
}

fn filled() -> Fixture {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| {
        let one = account("1");
        tx.upsert_campaigns(&one, &[campaign_row("1", 10, "Summer Sale 2026"), campaign_row("1", 11, "Winter")], None)?;
        tx.upsert_ad_sets(&one, &[ad_set_row("1", 100, 10, "Broad 25-45")], None)?;
        tx.upsert_ads(&one, &[ad_row("1", 1000, 100, 10, "video \"hook\" 3")], None)?;
        tx.upsert_creatives(&one, &[creative(70, "Headline", "Everything for your summer at the lake")], None)
    };
    fixture.store.write_blocking(write).unwrap();
    fixture
}

#[test]
fn any_three_letters_are_found_in_names_first() {
    let fixture = filled();
    assert_eq!(ids(&fixture.store, "summer"), ["10"], "names are found before they are indexed");
    while !fixture.store.write_blocking(|tx| tx.refresh_search(2)).unwrap().value {}
    assert_eq!(ids(&fixture.store, "SUMMER"), ["10", "70"], "a name counts more than a text");
    assert_eq!(ids(&fixture.store, "umm lak"), ["70"], "every word must be there");
    assert_eq!(ids(&fixture.store, "25-45"), ["100"]);
    assert_eq!(ids(&fixture.store, "1000"), ["1000"], "ids are found too");
    assert_eq!(ids(&fixture.store, "\"hook\""), ["1000"]);
    assert_eq!(ids(&fixture.store, "wi"), ["11"], "two letters look at beginnings");
    assert!(ids(&fixture.store, "nothing").is_empty());
}

#[test]
fn hits_name_what_they_are_in_and_texts_the_ad_that_shows_them() {
    let fixture = filled();
    let with_creative = |digits: i64, name: &str| {
        let row = ad_row("1", digits, 100, 10, name);
        store::AdRow { creative_id: Some(id(70)), ..row }
    };
    let write = move |tx: &store::Tx<'_>| {
        let ads = [with_creative(1001, "gone"), with_creative(1002, "shown"), with_creative(1003, "shown too")];
        tx.upsert_ads(&account("1"), &ads, Some(1))?;
        tx.upsert_ads(&account("1"), &ads[1..], Some(2))?;
        tx.mark_unseen(&account("1"), Level::Ad, 2)?;
        tx.upsert_creatives(&account("1"), &[creative(71, "Nobody shows this", "orphan")], None)
    };
    fixture.store.write_blocking(write).unwrap();
    while !fixture.store.write_blocking(|tx| tx.refresh_search(100)).unwrap().value {}
    let one = |text: &str| {
        let text = text.to_owned();
        fixture.store.read_blocking(move |db| db.search(&text, 1)).unwrap().remove(0)
    };
    assert_eq!(one("winter").path, [""; 0]);
    assert_eq!(one("25-45").path, ["Summer Sale 2026"]);
    assert_eq!(one("hook").path, ["Summer Sale 2026", "Broad 25-45"]);
    let text = one("everything for your");
    assert_eq!((text.kind, text.id), (HitKind::Creative, id(70)));
    assert_eq!(text.path, ["Summer Sale 2026", "Broad 25-45"]);
    assert_eq!(text.ad.unwrap(), store::FoundAd { id: id(1002), name: "shown".to_owned() });
    assert_eq!(one("orphan").ad, None);
}

#[test]
fn the_index_follows_renames_and_removals() {
    let fixture = filled();
    let refresh = || while !fixture.store.write_blocking(|tx| tx.refresh_search(100)).unwrap().value {};
    refresh();
    fixture
        .store
        .write_blocking(|tx| tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "Spring")], None))
        .unwrap();
    refresh();
    assert_eq!(ids(&fixture.store, "summer"), ["70"]);
    assert_eq!(ids(&fixture.store, "spring"), ["10"]);
    let hits = fixture.store.read_blocking(|db| db.search("spring", 5)).unwrap();
    assert_eq!((hits[0].kind, &hits[0].account, hits[0].name.as_str()), (HitKind::Campaign, &account("1"), "Spring"));
    fixture.store.write_blocking(|tx| tx.remove_account(&account("1"))).unwrap();
    assert!(ids(&fixture.store, "spring").is_empty());
}

#[test]
fn no_question_is_an_error() {
    let fixture = filled();
    fixture.store.write_blocking(|tx| tx.refresh_search(100)).unwrap();
    let long = "sale ".repeat(2_000);
    let hostile = [
        "\"",
        "\"\"\"",
        "'",
        "sale OR",
        "sale AND NOT",
        "NEAR(sale, 2)",
        "name: sale",
        "sale*",
        "^sale",
        "(((",
        "{a b}: x",
        "-sale",
        "\0sale",
        "a\0b",
        "%",
        "_",
        "\\",
        "' OR 1=1 --",
        "\u{202e}\u{feff}\u{1F600}\u{1F600}\u{1F600}",
        "ß",
        "  ",
        "",
        long.as_str(),
    ];
    for text in hostile {
        let owned = text.to_owned();
        let found = fixture.store.read_blocking(move |db| db.search(&owned, 20));
        assert!(found.is_ok(), "{text:?}: {found:?}");
    }
    assert_eq!(ids(&fixture.store, &long), ["10"]);
    assert!(ids(&fixture.store, "%%%").is_empty(), "a percent sign is a percent sign");
}
