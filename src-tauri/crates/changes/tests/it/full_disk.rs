//! A disk that fills up while changes are sent.

use changes::{Consent, Edit, Error, Field, Value, Wanted};
use domain::Level;
use graph::Cancel;

use crate::desk::Desk;

/// Pages that are left, so that in turn noting a request, closing it and everything between fails first.
const FILL_LEVELS: i64 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_nothing_is_done_unrecorded_and_it_goes_on_without_a_restart() {
    let desk = Desk::new().await;
    let mut ads = desk.alive(Level::Ad).await;
    ads.truncate(2);
    let mut number = 0;
    for level in 0..FILL_LEVELS {
        desk.tools.store.leave_pages_blocking(level % 10).unwrap();
        let (set, was_noted) = loop {
            number += 1;
            let name = Edit::Set { field: Field::Name, value: Some(Value::Text(format!("Ad of act {number}"))) };
            let mut set = desk.planned(vec![Wanted { objects: ads.clone(), edit: name }]).await;
            // Long enough that every entry needs room of its own.
            set.author.reason = "x".repeat(12_000);
            match changes::apply(&desk.tools, &set, &Consent::default(), &|_| {}, &Cancel::new()).await {
                Ok(report) => assert!(report.is_whole(), "level {level}: {report:?}"),
                Err(Error::Store(store::Error::DiskFull)) => {
                    let id = set.id.clone();
                    let noted = desk.tools.store.read(move |db| db.change_set(&id)).await;
                    break (set, noted.expect("what is there can be read").is_some());
                }
                Err(error) => panic!("level {level}: {error}"),
            }
            desk.step(5_000);
        };
        // There is room again, and the same run of the program goes on.
        desk.tools.store.leave_pages_blocking(1_000_000).unwrap();
        desk.step(5_000);
        let recovered = changes::reconcile(&desk.tools).await.unwrap();
        assert_eq!(recovered.open, 0, "level {level}: {recovered:?}");
        if was_noted {
            let rest = changes::retry(&desk.tools, &set.id, &Consent::default(), &|_| {}, &Cancel::new()).await;
            // All of it may have been sent before the disk was full.
            let is_done = matches!(&rest, Err(Error::Nothing)) || rest.as_ref().is_ok_and(changes::Report::is_whole);
            assert!(is_done, "level {level}: {rest:?}");
        } else {
            assert!(desk.apply(&set).await.is_whole(), "level {level}");
        }
        desk.step(5_000);
        for ad in &ads {
            assert_eq!(desk.live(ad).await.name(), format!("Ad of act {number}"), "level {level}");
        }
    }
    desk.assert_journal_is_audited().await;
    println!("{FILL_LEVELS} fill levels, {number} acts");
}
