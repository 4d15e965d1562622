//! Schedules, and clocks that are wrong, sleep or go back.

use serde_json::json;

use super::desk::{Bench, DAY, HOUR, MINUTE, START_MS, pausing};

#[tokio::test(flavor = "multi_thread")]
async fn each_time_is_looked_at_once_and_missed_ones_are_told_and_not_made_up_for() {
    let mut bench = Bench::new().await;
    let mut rule = pausing("hourly", "shadow");
    rule["scope"]["members"] = json!({"only": ["1"]});
    rule["schedule"] = json!({"every": {"minutes": 60}});
    bench.rule(&rule).await;
    for _ in 0..12 {
        bench.step(10 * MINUTE);
        bench.round().await;
        bench.round().await;
    }
    let looks: u32 = bench.runs("hourly").await.iter().map(|run| run.looks).sum();
    assert_eq!(looks, 2, "two hours, two looks: {:?}", bench.runs("hourly").await);
    // A night asleep.
    bench.step(8 * HOUR);
    bench.round().await;
    let runs = bench.runs("hourly").await;
    let missed: Vec<_> = runs.iter().filter(|run| run.outcome == "missed").collect();
    assert_eq!(missed.iter().map(|run| run.looks).sum::<u32>(), 7, "{missed:?}");
    assert_eq!(runs.last().unwrap().outcome, "quiet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_put_back_repeats_nothing_and_holds_all_rules() {
    for back in [HOUR, DAY, 365 * DAY] {
        let mut bench = Bench::new().await;
        let mut rule = pausing("steady", "shadow");
        rule["scope"]["members"] = json!({"only": ["1"]});
        bench.rule(&rule).await;
        bench.step(HOUR);
        bench.round().await;
        let before = bench.runs("steady").await;
        bench.step(-back);
        let round = bench.round().await;
        assert!(round.held.is_some(), "{back}");
        let after = bench.runs("steady").await;
        assert_eq!(before, after, "{back}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_far_from_metas_holds_all_rules() {
    let mut bench = Bench::new().await;
    let mut rule = pausing("skewed", "shadow");
    rule["scope"]["members"] = json!({"only": ["1"]});
    bench.rule(&rule).await;
    // Only this computer's clock moves; the next answer of Meta's tells.
    domain::FixedClock::advance(&bench.clock, HOUR);
    bench.pull_days(2).await;
    let round = bench.round().await;
    assert!(round.held.as_deref().is_some_and(|why| why.contains("60 minutes ahead")), "{round:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_of_23_or_25_hours_has_one_daily_look_and_one_in_each_hour_there_is() {
    // In Oslo 02:00 becomes 03:00 on 28 March 2027, and 03:00 becomes 02:00 on 31 October; both begin at 23:30.
    for (evening, hours) in [("2027-03-27T22:30:00Z", 23), ("2027-10-30T21:30:00Z", 25)] {
        let mut bench = Bench::new().await;
        let account = bench.account.clone();
        let row = bench.tools.store.read(move |db| db.account(&account)).await.unwrap().unwrap();
        assert_eq!(row.timezone_name, "Europe/Oslo");
        let evening = chrono::DateTime::parse_from_rfc3339(evening).unwrap().timestamp_millis();
        bench.step(evening - START_MS);
        for (id, every) in [("daily", json!({"daily_at": "02:30"})), ("hourly", json!({"minutes": 60}))] {
            let mut rule = pausing(id, "shadow");
            rule["scope"]["members"] = json!({"only": ["1"]});
            rule["schedule"] = json!({ "every": every });
            bench.rule(&rule).await;
        }
        for _ in 0..hours * 4 {
            bench.step(15 * MINUTE);
            bench.round().await;
        }
        for (id, expected) in [("daily", 1), ("hourly", hours)] {
            let runs = bench.runs(id).await;
            assert!(runs.iter().all(|run| run.outcome == "quiet"), "{id}: {runs:?}");
            assert_eq!(runs.iter().map(|run| run.looks).sum::<u32>(), expected, "{id}: {runs:?}");
        }
    }
}
