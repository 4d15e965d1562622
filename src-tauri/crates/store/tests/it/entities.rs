//! Accounts, campaigns, ad sets, ads, creatives: what an upsert notices and what stays.

use domain::{Level, TimestampMillis};
use store::{ActivityRow, CreativeRow, Error, ImageRow, ObjectDetail, Tag};

use crate::support::*;

#[test]
fn an_unchanged_row_is_not_a_change() {
    let fixture = Fixture::new();
    let rows = || vec![campaign_row("1", 10, "One"), campaign_row("1", 11, "Two")];
    let first = fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &rows(), Some(1))).unwrap();
    assert_eq!((first.value.added, first.value.changed, first.value.unchanged), (2, 0, 0));
    assert!(first.tags.contains(&Tag::Objects(account("1"))));
    let again = fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &rows(), Some(2))).unwrap();
    assert_eq!((again.value.added, again.value.changed, again.value.unchanged), (0, 0, 2));
    assert!(again.tags.is_empty());
    let seen = fixture.store.read_blocking(|db| db.campaign(&account("1"), &id(10))).unwrap().unwrap();
    assert_eq!(seen.presence.seen_in_sync, Some(2));
}

#[test]
fn earlier_values_of_settings_are_kept_field_by_field() {
    let fixture = Fixture::new();
    let upsert = |budget: Option<i64>, name: &'static str| {
        let mut row = campaign_row("1", 10, name);
        row.daily_budget_minor = budget;
        // Moves with every read and is not worth a history.
        row.budget_remaining_minor = budget.map(|budget| budget / 2);
        fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &[row], None)).unwrap();
    };
    upsert(Some(100), "One");
    fixture.clock.advance(1000);
    upsert(Some(200), "One");
    fixture.clock.advance(1000);
    upsert(None, "Uno");
    let history = fixture.store.read_blocking(|db| db.history(&object("1", Level::Campaign, 10))).unwrap();
    let mut got: Vec<_> = history
        .iter()
        .map(|change| {
            (change.noticed_at.0 - NOW.0, change.field.as_str(), change.from.as_deref(), change.to.as_deref())
        })
        .collect();
    got.sort_unstable();
    let expected = [
        (1000, "daily_budget_minor", Some("100"), Some("200")),
        (2000, "daily_budget_minor", Some("200"), None),
        (2000, "name", Some("One"), Some("Uno")),
    ];
    assert_eq!(got, expected);
}

#[test]
fn what_a_listing_no_longer_shows_is_kept_as_deleted_and_can_come_back() {
    let fixture = Fixture::new();
    let upsert = |rows: Vec<store::CampaignRow>, sync| {
        fixture.store.write_blocking(move |tx| tx.upsert_campaigns(&account("1"), &rows, Some(sync))).unwrap()
    };
    upsert(vec![campaign_row("1", 10, "One"), campaign_row("1", 11, "Two")], 1);
    upsert(vec![campaign_row("1", 10, "One")], 2);
    let gone = fixture.store.write_blocking(|tx| tx.mark_unseen(&account("1"), Level::Campaign, 2)).unwrap();
    assert_eq!(gone.value, [id(11)]);
    let again = fixture.store.write_blocking(|tx| tx.mark_unseen(&account("1"), Level::Campaign, 2)).unwrap();
    assert_eq!(again.value, []);
    let two = || fixture.store.read_blocking(|db| db.campaign(&account("1"), &id(11))).unwrap().unwrap();
    assert_eq!(two().presence.deleted_at, Some(NOW));
    assert_eq!(two().row.name, "Two");
    let back = upsert(vec![campaign_row("1", 11, "Two")], 3);
    assert_eq!(back.value.changed, 1);
    assert_eq!(two().presence.deleted_at, None);
}

#[test]
fn children_can_be_stored_before_their_parents() {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| {
        tx.upsert_ads(&account("1"), &[ad_row("1", 1000, 100, 10, "Ad")], None)?;
        tx.upsert_ad_sets(&account("1"), &[ad_set_row("1", 100, 10, "Set")], None)?;
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One")], None)
    };
    fixture.store.write_blocking(write).unwrap();
    let ad = fixture.store.read_blocking(|db| db.object(&object("1", Level::Ad, 1000))).unwrap();
    assert!(matches!(ad, ObjectDetail::Ad(ad, None) if ad.row == ad_row("1", 1000, 100, 10, "Ad")));
    let set = fixture.store.read_blocking(|db| db.ad_set(&account("1"), &id(100))).unwrap().unwrap();
    assert_eq!(set.row, ad_set_row("1", 100, 10, "Set"));
    assert!(fixture.store.read_blocking(|db| db.ad_set(&account("2"), &id(100))).unwrap().is_none());
}

#[test]
fn nothing_is_stored_for_an_account_that_is_not_there() {
    let fixture = Fixture::new();
    let refused =
        fixture.store.write_blocking(|tx| tx.upsert_campaigns(&account("9"), &[campaign_row("9", 10, "One")], None));
    assert!(matches!(refused, Err(Error::NotFound)));
}

#[test]
fn an_account_keeps_its_history_and_says_when_it_changed() {
    let fixture = Fixture::new();
    let mut row = account_row("1", "EUR");
    row.name = "Renamed".to_owned();
    let written = fixture.store.write_blocking(move |tx| tx.upsert_accounts(&[row])).unwrap();
    assert_eq!(written.value.changed, 1);
    assert!(written.tags.contains(&Tag::Accounts));
    let history = fixture.store.read_blocking(|db| db.history(&object("1", Level::Account, 1))).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].to.as_deref(), Some("Renamed"));
    let names: Vec<_> =
        fixture.store.read_blocking(|db| db.accounts()).unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, ["Account 2", "Renamed"]);
}

#[test]
fn creatives_images_and_activities_survive_the_round_trip() {
    let fixture = Fixture::new();
    let creative = CreativeRow {
        id: id(70),
        account: account("1"),
        name: Some("C".to_owned()),
        status: None,
        title: Some("Headline".to_owned()),
        body: Some("Text".to_owned()),
        description: None,
        link_url: Some("https://example.com".to_owned()),
        call_to_action: None,
        image_hash: Some("ab".to_owned()),
        thumbnail_url: None,
        url_tags: None,
        features: None,
        extra: "{}".to_owned(),
    };
    let image = ImageRow {
        account: account("1"),
        hash: "ab".to_owned(),
        name: None,
        status: Some("ACTIVE".to_owned()),
        url: None,
        permalink_url: None,
        width: Some(1080),
        height: Some(1080),
    };
    let activity = ActivityRow {
        account: account("1"),
        at: TimestampMillis(5),
        event_type: "update_campaign_budget".to_owned(),
        object_id: Some("10".to_owned()),
        object_name: None,
        actor_name: Some("M. Lund".to_owned()),
        application: Some("119".to_owned()),
        extra: "{}".to_owned(),
    };
    let (c, i, a) = (creative.clone(), image.clone(), activity.clone());
    let write = move |tx: &store::Tx<'_>| {
        let mut ad = ad_row("1", 1000, 100, 10, "Ad");
        ad.creative_id = Some(id(70));
        tx.upsert_ads(&account("1"), &[ad], None)?;
        tx.upsert_images(&account("1"), std::slice::from_ref(&i), None)?;
        let first = tx.upsert_creatives(&account("1"), std::slice::from_ref(&c), Some(1))?;
        let again = tx.upsert_creatives(&account("1"), std::slice::from_ref(&c), Some(2))?;
        let added = tx.add_activities(&account("1"), &[a.clone(), a.clone()])?;
        let none = tx.add_activities(&account("1"), std::slice::from_ref(&a))?;
        Ok((first.added, again.unchanged, added, none))
    };
    assert_eq!(fixture.store.write_blocking(write).unwrap().value, (1, 1, 1, 0));
    let read = |db: &store::Db| {
        let of_object = db.activities(&account("1"), TimestampMillis(0), Some("10"), 9)?;
        Ok((
            db.creatives(&account("1"))?,
            db.images(&account("1"))?,
            of_object,
            db.object(&object("1", Level::Ad, 1000))?,
        ))
    };
    let (creatives, images, activities, ad) = fixture.store.read_blocking(read).unwrap();
    assert_eq!((creatives, images, activities), (vec![creative.clone()], vec![image], vec![activity]));
    assert!(matches!(ad, ObjectDetail::Ad(_, Some(found)) if *found == creative));
}
