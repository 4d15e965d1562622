//! Settings, connections, views, jobs, sync state, audit, library.

use domain::Level;
use serde_json::json;
use store::{
    AuditQuery, AuditSource, Error, JobState, LibraryQuery, LibraryRow, NewAudit, NewJob, PulledDay, SavedViewRow, Tag,
};

use crate::support::*;

#[test]
fn settings_survive_closing() {
    let fixture = Fixture::new();
    fixture.store.write_blocking(|tx| tx.set_setting("sync", &json!({ "every_minutes": 30 }))).unwrap();
    fixture.store.write_blocking(|tx| tx.set_setting("gone", &1)).unwrap();
    fixture.store.write_blocking(|tx| tx.clear_setting("gone")).unwrap();
    let (path, _folder) = fixture.close();
    let store = open(&path).unwrap();
    let read = |db: &store::Db| Ok((db.setting::<serde_json::Value>("sync")?, db.setting::<i64>("gone")?));
    assert_eq!(store.read_blocking(read).unwrap(), (Some(json!({ "every_minutes": 30 })), None));
    let other_shape = store.read_blocking(|db| db.setting::<Vec<String>>("sync"));
    assert!(matches!(other_shape, Err(Error::Json(_))));
}

#[test]
fn a_connection_is_kept_as_it_was_given_and_its_secret_is_not_printed() {
    let fixture = Fixture::new();
    let secret = [0_u8, 1, 2, 254, 255];
    let put = move |tx: &store::Tx<'_>| tx.put_integration("meta", &json!({ "app_id": "1" }), Some(&secret));
    assert!(fixture.store.write_blocking(put).unwrap().tags.contains(&Tag::Integrations));
    let row = fixture.store.read_blocking(|db| db.integration("meta")).unwrap().unwrap();
    assert_eq!((row.wrapped_secret.as_deref(), &row.facts), (Some(&secret[..]), &json!({ "app_id": "1" })));
    assert!(!format!("{row:?}").contains("254"));
    assert_eq!(fixture.store.read_blocking(|db| db.integration_names()).unwrap(), ["meta"]);
    fixture.store.write_blocking(|tx| tx.remove_integration("meta")).unwrap();
    assert!(fixture.store.read_blocking(|db| db.integration("meta")).unwrap().is_none());
}

#[test]
fn audit_entries_are_numbered_and_stay() {
    let fixture = Fixture::new();
    for number in 1..=3 {
        let append = move |tx: &store::Tx<'_>| {
            let details = json!({ "number": number });
            let account = account("1");
            tx.append_audit(&NewAudit {
                actor: "Ada",
                source: AuditSource::Person,
                action: "campaign.renamed",
                account: Some(&account),
                level: Some("campaign"),
                object: Some(if number == 2 { "22" } else { "11" }),
                field: Some("name"),
                before: Some(json!("old")),
                after: Some(json!("new")),
                reason: Some("typing error"),
                change: Some("c1"),
                details,
                ..NewAudit::default()
            })
        };
        assert_eq!(fixture.store.write_blocking(append).unwrap().value, number);
    }
    let page = fixture.store.read_blocking(|db| db.audit(Some(3), 5)).unwrap();
    assert_eq!(page.iter().map(|entry| entry.id).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(page[0].details, json!({ "number": 2 }));
    assert_eq!((page[0].source, page[0].account.clone()), (AuditSource::Person, Some(account("1"))));
    assert_eq!((&page[0].before, &page[0].after), (&Some(json!("old")), &Some(json!("new"))));
    let of = |query: AuditQuery| {
        let rows = fixture.store.read_blocking(move |db| db.audit_of(&query, 9)).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(of(AuditQuery { object: Some("11".into()), ..AuditQuery::default() }), [3, 1]);
    assert_eq!(of(AuditQuery { account: Some(account("1")), before: Some(3), ..AuditQuery::default() }), [2, 1]);
    assert_eq!(of(AuditQuery { account: Some(account("2")), ..AuditQuery::default() }), [0_i64; 0]);
    assert_eq!(of(AuditQuery { change: Some("c1".into()), ..AuditQuery::default() }), [3, 2, 1]);
    assert_eq!(fixture.store.read_blocking(|db| db.audit_entry(2)).unwrap().map(|row| row.id), Some(2));
    assert_eq!(fixture.store.read_blocking(|db| db.audit_entry(4)).unwrap(), None);
}

#[test]
fn a_job_that_was_cut_off_is_queued_again() {
    let fixture = Fixture::new();
    let create = |tx: &store::Tx<'_>| {
        let account = account("1");
        let first = tx.create_job(&NewJob { kind: "sync", account: Some(&account), payload: json!({ "days": 90 }) })?;
        let second = tx.create_job(&NewJob { kind: "sync", account: None, payload: json!(null) })?;
        tx.update_job(first, JobState::Running, &json!({ "done": 3 }), None)?;
        tx.update_job(second, JobState::Failed, &json!(null), Some("Meta refused"))?;
        Ok((first, second))
    };
    let (first, second) = fixture.store.write_blocking(create).unwrap().value;
    let (path, _folder) = fixture.close();
    let store = open(&path).unwrap();
    assert_eq!(store.write_blocking(|tx| tx.requeue_interrupted_jobs()).unwrap().value, [first]);
    let open_jobs = store.read_blocking(|db| db.open_jobs()).unwrap();
    assert_eq!(open_jobs.len(), 1);
    assert_eq!((open_jobs[0].state, &open_jobs[0].progress), (JobState::Queued, &json!({ "done": 3 })));
    assert_eq!(open_jobs[0].account, Some(account("1")));
    let over = store.write_blocking(move |tx| tx.update_job(second, JobState::Running, &json!(null), None));
    assert!(matches!(over, Err(Error::NotFound)), "what has ended stays as it ended");
    let failed = store.read_blocking(move |db| db.job(second)).unwrap().unwrap();
    assert_eq!(failed.error.as_deref(), Some("Meta refused"));
    assert_eq!(store.read_blocking(|db| db.recent_jobs(1)).unwrap()[0].id, second);
}

#[test]
fn sync_state_is_kept_by_account_and_scope() {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| {
        tx.set_sync_state(Some(&account("1")), "ads.cursor", &"abc")?;
        tx.set_sync_state(Some(&account("1")), "ads.count", &7)?;
        tx.set_sync_state(None, "ads.cursor", &"all")?;
        let pulled = |n| PulledDay { day: day(n), pulled_at: NOW, rows: 5 };
        tx.mark_pulled(&account("1"), Level::Ad, &[pulled(20_000), pulled(20_002)])
    };
    fixture.store.write_blocking(write).unwrap();
    let read = |db: &store::Db| {
        Ok((
            db.sync_state::<String>(Some(&account("1")), "ads.cursor")?,
            db.sync_state::<String>(Some(&account("2")), "ads.cursor")?,
            db.sync_state::<String>(None, "ads.cursor")?,
            db.sync_scopes(Some(&account("1")), "ads.")?.len(),
            db.pulled_days(&account("1"), Level::Ad, days(20_001, 20_005))?.len(),
        ))
    };
    let expected = (Some("abc".to_owned()), None, Some("all".to_owned()), 2, 1);
    assert_eq!(fixture.store.read_blocking(read).unwrap(), expected);
    fixture.store.write_blocking(|tx| tx.clear_sync_state(Some(&account("1")), "ads.c")).unwrap();
    assert_eq!(fixture.store.read_blocking(read).unwrap(), (None, None, Some("all".to_owned()), 0, 1));
}

#[test]
fn views_and_the_library_keep_one_of_each() {
    let fixture = Fixture::new();
    let item = LibraryRow {
        content_hash: "ab".repeat(32),
        name: "lake.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 9,
        width: Some(1),
        height: Some(2),
        provenance: json!({ "from": "import" }),
        added_at: NOW,
        look: Some(u64::MAX - 3),
        tags: Vec::new(),
        trashed_at: None,
    };
    let same = item.clone();
    let write = move |tx: &store::Tx<'_>| {
        for view in [json!(1), json!(2)] {
            tx.save_view(&SavedViewRow { screen: "explorer".to_owned(), name: "Mine".to_owned(), view })?;
        }
        Ok((tx.add_to_library(&item, b"file", b"small")?, tx.add_to_library(&item, b"other", b"other")?))
    };
    assert_eq!(fixture.store.write_blocking(write).unwrap().value, (true, false));
    let views = fixture.store.read_blocking(|db| db.saved_views("explorer")).unwrap();
    assert_eq!(views.iter().map(|view| &view.view).collect::<Vec<_>>(), [&json!(2)]);
    let library = |text: &str, trashed| {
        let query = LibraryQuery { text: text.to_owned(), trashed, offset: 0, limit: 10 };
        fixture.store.read_blocking(move |db| db.library(&query)).unwrap()
    };
    let hash = same.content_hash.clone();
    let (file, small, looks) = fixture
        .store
        .read_blocking(move |db| Ok((db.library_file(&hash)?, db.library_thumbnail(&hash)?, db.library_looks()?)))
        .unwrap();
    assert_eq!((file.as_deref(), small.as_deref()), (Some(b"file".as_slice()), Some(b"small".as_slice())));
    assert_eq!(looks, [(same.content_hash.clone(), "lake.jpg".to_owned(), u64::MAX - 3)]);
    assert_eq!(library("LAKE", false), (vec![same.clone()], 1));
    assert_eq!(library("import", false).1, 1);
    assert_eq!(library("mountain", false).1, 0);
    let (hash, tags) = (same.content_hash.clone(), vec!["Fjell".to_owned()]);
    let trash = move |tx: &store::Tx<'_>| tx.update_library(&hash, "sea.jpg", &tags, Some(NOW));
    assert!(fixture.store.write_blocking(trash).unwrap().value);
    assert_eq!((library("", false).1, library("fjell", true).1), (0, 1));
    assert!(fixture.store.read_blocking(|db| db.library_looks()).unwrap().is_empty());
    fixture.store.write_blocking(|tx| tx.remove_view("explorer", "Mine")).unwrap();
    assert!(fixture.store.read_blocking(|db| db.saved_views("explorer")).unwrap().is_empty());
}

#[test]
fn secrets_do_not_become_part_of_the_audit_log() {
    fn scrub(text: &str) -> std::borrow::Cow<'_, str> {
        text.replace("EAAB", "[redacted]").replace("\"pin\":7", "\"pin\":[redacted]").into()
    }
    let folder = tempfile::tempdir().unwrap();
    let options = store::OpenOptions { scrub, ..options() };
    let store = store::Store::create(&folder.path().join("w"), key(1), options).unwrap();
    let append = |tx: &store::Tx<'_>| {
        let details = json!({ "pin": 7 });
        let (before, after, answer) = (Some(json!("EAAB")), Some(json!(["EAAB"])), Some(json!({ "url": "EAAB" })));
        let reason = Some("because EAAB");
        tx.append_audit(&NewAudit { actor: "EAAB", reason, before, after, answer, details, ..NewAudit::default() })
    };
    store.write_blocking(append).unwrap();
    let row = store.read_blocking(|db| db.audit_entry(1)).unwrap().unwrap();
    assert!(!format!("{row:?}").contains("EAAB"), "{row:?}");
    assert_eq!(row.details, json!(r#"{"pin":[redacted]}"#), "what is no JSON any more is kept as text");
}

#[test]
fn jobs_that_ended_long_ago_are_forgotten_but_for_the_newest() {
    let fixture = Fixture::new();
    let store = &fixture.store;
    let make = |count: usize, over: bool| {
        let work = move |tx: &store::Tx<'_>| {
            for _ in 0..count {
                let id = tx.create_job(&NewJob { kind: "sync", account: None, payload: json!(null) })?;
                if over {
                    tx.update_job(id, JobState::Done, &json!(null), None)?;
                }
            }
            Ok(())
        };
        store.write_blocking(work).unwrap();
    };
    let ids = || {
        let jobs = store.read_blocking(|db| db.recent_jobs(9_999)).unwrap();
        jobs.iter().map(|job| job.id).collect::<Vec<_>>()
    };
    const DAY: i64 = 24 * 3_600_000;
    make(3, false);
    make(300, true);
    fixture.clock.advance(31 * DAY);
    make(1, true);
    let left = ids();
    assert_eq!(left.len(), 203, "the newest 200, and the three that never ended");
    assert_eq!((left[0], left[199], left[202]), (304, 105, 1));
    make(50, true);
    assert_eq!(ids().len(), 203);
    fixture.clock.advance(29 * DAY);
    make(250, true);
    assert_eq!(ids().len(), 3 + 51 + 250, "what is not old yet stays");
}
