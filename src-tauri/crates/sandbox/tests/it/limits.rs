use sandbox::{Config, Tier};
use serde_json::json;

use crate::support::{Bench, config};

#[tokio::test]
async fn the_development_tier_blocks_after_sixty_points_and_lets_go() {
    let bench = Bench::with(Config { tier: Tier::Development, ..config() });
    let mut last = json!(0);
    for _ in 0..60 {
        let answer = bench.get(&bench.account, &[]).await;
        last = answer.header("x-ad-account-usage");
        answer.ok();
    }
    assert_eq!((&last["acc_id_util_pct"], &last["ads_api_access_tier"]), (&json!(100.0), &json!("development_access")));
    let blocked = bench.get(&bench.account, &[]).await;
    assert_eq!((blocked.status, blocked.error()), (400, (17, 2_446_079)));
    assert_eq!(blocked.header("x-ad-account-usage")["reset_time_duration"], 300);
    bench.server.clock().step_ms(200_000);
    assert_eq!(bench.get(&bench.account, &[]).await.error().0, 17, "and that call extends the block");
    bench.server.clock().step_ms(200_000);
    assert_eq!(bench.get(&bench.account, &[]).await.error().0, 17);
    bench.server.clock().step_ms(301_000);
    bench.get(&bench.account, &[]).await.ok();
}

#[tokio::test]
async fn headers_tell_what_the_journal_counts() {
    let bench = Bench::with(Config { tier: Tier::Development, ..config() });
    let mark = bench.server.journal().mark();
    for _ in 0..5 {
        bench.get(&format!("{}/insights", bench.account), &[]).await.ok();
    }
    bench.campaign().await;
    let points: u32 = bench.server.journal().entries_after(mark).iter().map(|entry| entry.points).sum();
    assert_eq!(points, 8);
    let answer = bench.get(&format!("{}/insights", bench.account), &[]).await;
    let used = answer.header("x-ad-account-usage")["acc_id_util_pct"].as_f64().unwrap();
    assert!((used - 15.0).abs() < 0.01, "{used}");
    assert!(answer.header("x-fb-ads-insights-throttle")["acc_id_util_pct"].is_i64());
    let cases = answer.header("x-business-use-case-usage");
    let account = bench.account.trim_start_matches("act_");
    assert_eq!(cases[account][1]["type"], "ads_insights");
    let me = bench.get("me", &[]).await;
    assert!(me.headers.contains_key("x-app-usage") && !me.headers.contains_key("x-ad-account-usage"));
}

#[tokio::test]
async fn a_full_bucket_can_be_arranged_and_emptied() {
    let bench = Bench::start();
    let digits = bench.account.trim_start_matches("act_").to_owned();
    bench.server.limits().fill_score(&digits, 1.0, bench.server.clock().now_ms());
    assert_eq!(bench.get(&bench.account, &[]).await.error().0, 17);
    bench.server.limits().reset();
    bench.get(&bench.account, &[]).await.ok();
}
