//! The kill switch, pressed at any moment. `SEXTANT_PRESSES` sets how often.

use std::time::Duration;

use changes::{Edit, KillSwitch, Wanted};
use domain::Level;
use fastrand::Rng;

use crate::desk::{Desk, open};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pressed_at_any_moment_at_most_the_request_on_the_wire_completes() {
    let presses: u64 = std::env::var("SEXTANT_PRESSES").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let desk = Desk::new().await;
    let mut ads = desk.alive(Level::Ad).await;
    ads.truncate(6);
    let posts_after = |mark: u64| {
        let entries = desk.server.journal().entries_after(mark);
        entries.iter().filter(|entry| entry.method != "GET").count()
    };
    let mut stopped = 0;
    for press in 0..presses {
        let mut random = Rng::with_seed(press);
        let edit = Edit::Affix { before: String::new(), after: format!(" {press}") };
        let edit =
            if press % 2 == 0 { edit } else { Edit::Replace { find: format!(" {}", press - 1), with: "".into() } };
        let set = desk.planned(vec![Wanted { objects: ads.clone(), edit }]).await;
        let applying = desk.apply(&set);
        let pressing = async {
            // The moment is random on purpose; whatever it is, the promise holds.
            tokio::time::sleep(Duration::from_micros(random.u64(0..60_000))).await;
            // The switch's file is what stops: from when it is there, nothing begins.
            let pressed = desk.tools.switch.press(&desk.tools.store, "Ada");
            let file_is_there = async {
                while !desk.tools.switch.file_is_there() {
                    tokio::task::yield_now().await;
                }
                desk.server.journal().mark()
            };
            let (pressed, mark) = tokio::join!(pressed, file_is_there);
            pressed.unwrap();
            mark
        };
        let (report, mark) = tokio::join!(applying, pressing);
        assert!(posts_after(mark) <= 1, "press {press}: {} requests were sent after it", posts_after(mark));
        stopped += usize::from(!report.is_whole());
        desk.assert_journal_is_audited().await;
        desk.tools.switch.release(&desk.tools.store, "Ada").await.unwrap();
        desk.step(5_000);
        if !report.is_whole() {
            let consent = changes::Consent::default();
            changes::retry(&desk.tools, &set.id, &consent, &|_| {}, &graph::Cancel::new()).await.unwrap();
        }
    }
    assert!(stopped > 0, "no press came in time to stop anything");
    println!("{presses} presses, {stopped} of them while something was being sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_still_pressed_after_a_restart_by_its_file_or_its_flag_alone() {
    let desk = Desk::new().await;
    desk.tools.switch.press(&desk.tools.store, "Ada").await.unwrap();
    let Desk { tools, clock, folder, server, .. } = desk;
    drop(tools);
    let file = folder.path().join("stop-all-writes");
    let is_on = |switch: KillSwitch| {
        let store = open(folder.path(), &clock);
        store.read_blocking(move |db| switch.is_on(db)).unwrap()
    };
    assert!(is_on(KillSwitch::new(&file)), "both");
    assert!(is_on(KillSwitch::new(folder.path().join("elsewhere"))), "the flag alone");
    let store = open(folder.path(), &clock);
    let elsewhere = KillSwitch::new(folder.path().join("elsewhere"));
    elsewhere.release(&store, "Ada").await.unwrap();
    drop(store);
    assert!(is_on(KillSwitch::new(&file)), "the file alone");
    drop(server);
}
