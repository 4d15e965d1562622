//! The kill switch, pressed at any moment of a look that acts. `SEXTANT_PRESSES` sets how often.

use std::time::Duration;

use domain::Level;
use optimizer::Limits;
use serde_json::json;
use store::ObjectRef;

use super::desk::{Bench, HOUR, pausing};

/// Ads that the rule pauses each time.
const ADS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pressed_at_any_moment_of_a_look_at_most_the_request_on_the_wire_completes() {
    let presses: u64 = std::env::var("SEXTANT_PRESSES").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let mut bench = Bench::new().await;
    let mut rule = pausing("pressed", "shadow");
    bench.rule(&rule).await;
    bench.look("pressed").await;
    let shadow = bench.runs("pressed").await.pop().unwrap();
    let ads: Vec<ObjectRef> = bench.decisions(&shadow.id).await.into_iter().map(|row| row.object).take(ADS).collect();
    let ids: Vec<&str> = ads.iter().map(|object| object.id.as_str()).collect();
    rule["scope"]["members"] = json!({"only": ids});
    rule["mode"] = json!("auto");
    rule["guards"]["cool_down_minutes"] = json!(60);
    rule["guards"]["acts_per_object_a_day"] = json!(12);
    bench.rule(&rule).await;
    bench.limit(Limits { may_act: true, acts_a_day: 10_000, ..Limits::default() }).await;
    let (mut stopped, mut completed) = (0, 0);
    for press in 0..presses {
        bench.step(2 * HOUR);
        start_again(&bench, &ads);
        let before = bench.writes();
        let mut random = fastrand::Rng::with_seed(press);
        let (switch, store) = (bench.tools.switch.clone(), bench.tools.store.clone());
        let journal = || bench.server.journal();
        let pressing = async {
            // The moment is random on purpose; whatever it is, the promise holds. Half of them wait for the first change.
            if random.bool() {
                let until = before + random.usize(0..ADS);
                let there = async {
                    while journal().writes().len() < until {
                        tokio::task::yield_now().await;
                    }
                };
                drop(tokio::time::timeout(Duration::from_secs(2), there).await);
            } else {
                tokio::time::sleep(Duration::from_micros(random.u64(0..150_000))).await;
            }
            // The switch's file is what stops: from when it is there, nothing begins.
            let file_is_there = async {
                while !switch.file_is_there() {
                    tokio::task::yield_now().await;
                }
                journal().writes().len()
            };
            let (pressed, at) = tokio::join!(switch.press(&store, "Ada"), file_is_there);
            pressed.unwrap();
            at
        };
        let wanted = optimizer::Wanted { rule: Some("pressed".to_owned()) };
        let (round, at) = tokio::join!(bench.desk.round(&wanted), pressing);
        round.unwrap();
        let after = bench.writes();
        assert!(after - at <= 1, "press {press}: {} changes were made after it", after - at);
        // Nothing more comes until somebody allows it, however often rules look.
        bench.step(HOUR);
        assert!(bench.round().await.held.is_some());
        assert_eq!(bench.writes(), after, "press {press}");
        stopped += usize::from(after - before < ADS);
        completed += usize::from(after - before == ADS);
        bench.tools.switch.release(&bench.tools.store, "Ada").await.unwrap();
    }
    assert!(stopped > 0, "no press came in time to stop anything");
    println!("{presses} presses: {stopped} stopped something, {completed} came after the last change");
}

/// Switches the ads on again at Meta, as somebody else would.
fn start_again(bench: &Bench, ads: &[ObjectRef]) {
    bench.server.change_world(|world| {
        let at = bench.server.clock().now_ms();
        for object in ads {
            assert_eq!(object.level, Level::Ad);
            let ad = world.ad_mut(object.id.as_str().parse().unwrap()).unwrap();
            ad.status.set(at, sandbox::world::model::Status::Active);
            ad.updated_ms = at;
        }
    });
}
