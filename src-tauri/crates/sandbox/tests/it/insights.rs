use chrono::NaiveDate;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::support::{Bench, text};

const RANGE: &str = r#"{"since":"2026-11-01","until":"2026-11-20"}"#;

fn number(row: &Value, key: &str) -> i64 {
    text(&row[key]).parse().unwrap_or(0)
}

fn cents(row: &Value, key: &str) -> i64 {
    (text(&row[key]).parse::<f64>().unwrap_or(0.0) * 100.0).round() as i64
}

#[tokio::test]
async fn pages_of_rows_join_to_the_truth() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let fields = "ad_id,impressions,clicks,spend";
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let truth = bench.server.totals(&bench.account, "ad", day("2026-11-01"), day("2026-11-20")).unwrap();
    assert!(truth.rows > 50);
    for limit in ["11", "5000"] {
        let query =
            [("level", "ad"), ("time_increment", "1"), ("time_range", RANGE), ("fields", fields), ("limit", limit)];
        let rows = bench.walk(&edge, &query).await;
        assert_eq!(rows.len(), truth.rows, "limit {limit}");
        assert_eq!(rows.iter().map(|row| number(row, "impressions")).sum::<i64>(), truth.impressions);
        assert_eq!(rows.iter().map(|row| number(row, "clicks")).sum::<i64>(), truth.clicks);
        let mut keys: Vec<String> = rows.iter().map(|r| format!("{}{}", r["ad_id"], r["date_start"])).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), rows.len(), "a row came twice");
    }
}

#[tokio::test]
async fn levels_and_increments_agree() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let statuses = r#"[{"field":"campaign.effective_status","operator":"IN","value":["ACTIVE","PAUSED","ARCHIVED","WITH_ISSUES","IN_PROCESS"]}]"#;
    let whole = bench.walk(&edge, &[("time_range", RANGE), ("fields", "spend,impressions")]).await;
    let weekly = bench.walk(&edge, &[("time_range", RANGE), ("time_increment", "7")]).await;
    let monthly = bench.walk(&edge, &[("time_range", RANGE), ("time_increment", "monthly")]).await;
    assert_eq!((whole.len(), weekly.len(), monthly.len()), (1, 3, 1));
    assert_eq!(weekly.iter().map(|row| cents(row, "spend")).sum::<i64>(), cents(&whole[0], "spend"));
    assert_eq!(cents(&monthly[0], "spend"), cents(&whole[0], "spend"));
    let query =
        [("time_range", RANGE), ("level", "campaign"), ("filtering", statuses), ("fields", "spend,campaign_id")];
    let campaigns = bench.walk(&edge, &query).await;
    assert!(campaigns.iter().map(|row| cents(row, "spend")).sum::<i64>() <= cents(&whole[0], "spend"));
    let ranges = r#"[{"since":"2026-11-01","until":"2026-11-10"},{"since":"2026-11-05","until":"2026-11-20"}]"#;
    let overlapping = bench.walk(&edge, &[("time_ranges", ranges)]).await;
    assert_eq!(overlapping[1]["date_start"], "2026-11-05");
}

#[tokio::test]
async fn ratios_keep_their_identities() {
    let bench = Bench::start();
    let fields =
        "impressions,reach,clicks,spend,ctr,cpc,cpm,frequency,actions,cost_per_action_type,purchase_roas,action_values";
    let query = [("level", "ad"), ("time_range", RANGE), ("fields", fields), ("limit", "500")];
    let float = |value: &Value| text(value).parse::<f64>().unwrap();
    for row in bench.walk(&format!("{}/insights", bench.account), &query).await {
        let (impressions, clicks, spend) =
            (number(&row, "impressions") as f64, number(&row, "clicks"), float(&row["spend"]));
        if clicks > 0 {
            assert!((float(&row["ctr"]) - 100.0 * clicks as f64 / impressions).abs() < 1e-5);
            assert!((float(&row["cpc"]) - spend / clicks as f64).abs() < 1e-5);
        } else {
            assert!(row.get("cpc").is_none(), "nothing to divide by");
        }
        assert!((float(&row["cpm"]) - 1000.0 * spend / impressions).abs() < 1e-5);
        assert!((float(&row["frequency"]) - impressions / number(&row, "reach") as f64).abs() < 1e-5);
        if let Some(roas) = row["purchase_roas"][0]["value"].as_str() {
            let values = row["action_values"].as_array().unwrap();
            let value = values.iter().find(|it| it["action_type"] == "omni_purchase").unwrap();
            assert!((roas.parse::<f64>().unwrap() - float(&value["value"]) / spend).abs() < 1e-5);
        }
    }
}

#[tokio::test]
async fn breakdowns_add_up_and_wrong_ones_are_refused() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let whole = bench.walk(&edge, &[("time_range", RANGE), ("fields", "impressions,spend")]).await;
    for names in ["age", "age,gender", "publisher_platform", "publisher_platform,platform_position", "country"] {
        let query = [("time_range", RANGE), ("fields", "impressions,spend"), ("breakdowns", names), ("limit", "100")];
        let rows = bench.walk(&edge, &query).await;
        assert_eq!(
            rows.iter().map(|r| number(r, "impressions")).sum::<i64>(),
            number(&whole[0], "impressions"),
            "{names}"
        );
        assert_eq!(rows.iter().map(|r| cents(r, "spend")).sum::<i64>(), cents(&whole[0], "spend"), "{names}");
        assert!(rows.iter().all(|row| names.split(',').all(|name| row[name].is_string())), "{names}");
    }
    for names in ["age,country", "impression_device", "nonsense"] {
        assert_eq!(bench.get(&edge, &[("breakdowns", names)]).await.error().0, 100, "{names}");
    }
}

#[tokio::test]
async fn sorting_filtering_and_summary() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let query = [
        ("time_range", RANGE),
        ("level", "ad"),
        ("fields", "ad_id,spend"),
        ("sort", r#"["spend_descending"]"#),
        ("filtering", r#"[{"field":"ad.impressions","operator":"GREATER_THAN","value":100}]"#),
        ("limit", "3"),
        ("default_summary", "true"),
    ];
    let first = bench.get(&edge, &query).await.ok();
    let rows = bench.walk(&edge, &query).await;
    let spends: Vec<i64> = rows.iter().map(|row| cents(row, "spend")).collect();
    assert!(spends.windows(2).all(|pair| pair[0] >= pair[1]), "{spends:?}");
    assert_eq!(cents(&first["summary"], "spend"), spends.iter().sum::<i64>());
}

#[tokio::test]
async fn limits_of_time_and_size_are_errors() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let ask = async |query: &[(&str, &str)]| bench.get(&edge, query).await.error();
    assert_eq!(ask(&[("time_range", r#"{"since":"2023-01-01","until":"2023-01-02"}"#)]).await.0, 3018);
    assert_eq!(ask(&[("date_preset", "lifetime")]).await.0, 100);
    assert_eq!(ask(&[("limit", "1000000")]).await.0, 1);
    assert_eq!(ask(&[("time_increment", "91")]).await.0, 100);
    assert_eq!(ask(&[("after", "eA")]).await.0, 2642);
    bench.server.set_insights_limits(10_000, 10, 100);
    let large = [("level", "ad"), ("time_increment", "1")];
    assert_eq!(ask(&large).await, (100, 1_487_534));
}

#[tokio::test]
async fn figures_of_recent_days_grow_and_then_stand_still() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let query = [("time_range", r#"{"since":"2026-11-20","until":"2026-11-20"}"#), ("fields", "actions,impressions")];
    let purchases = |rows: &[Value]| -> i64 {
        let actions = rows[0]["actions"].as_array().cloned().unwrap_or_default();
        actions.iter().filter(|it| it["action_type"] == "view_content").map(|it| number(it, "value")).sum()
    };
    let early = bench.walk(&edge, &query).await;
    bench.server.clock().step_ms(29 * 86_400_000);
    let late = bench.walk(&edge, &query).await;
    bench.server.clock().step_ms(10 * 86_400_000);
    assert_eq!(bench.walk(&edge, &query).await, late, "after 28 days nothing moves");
    assert!(purchases(&late) > purchases(&early), "{} then {}", purchases(&early), purchases(&late));
}

#[tokio::test]
async fn jobs_run_by_polls_or_by_the_clock_and_answer_the_same_rows() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let query =
        [("level", "campaign"), ("time_increment", "1"), ("time_range", RANGE), ("fields", "campaign_id,spend")];
    let started = bench.post(&edge, &query).await.ok();
    let run = text(&started["report_run_id"]);
    assert!(bench.get(&format!("{run}/insights"), &[]).await.error().0 == 100, "not ready");
    let mut seen = Vec::new();
    loop {
        let state = bench.get(&run, &[]).await.ok();
        seen.push(text(&state["async_status"]));
        if state["async_status"] == "Job Completed" {
            assert_eq!(state["async_percent_completion"], 100);
            break;
        }
    }
    assert_eq!(seen.first().map(String::as_str), Some("Job Not Started"));
    let rows = bench.walk(&format!("{run}/insights"), &[("limit", "9")]).await;
    assert_eq!(rows, bench.walk(&edge, &[&query[..], &[("limit", "500")]].concat()).await);

    bench
        .server
        .faults()
        .add(Fault::on("insights", FaultKind::StallJob { ms: 60_000 }).method("POST").times(1))
        .unwrap();
    let run = text(&bench.post(&edge, &query).await.ok()["report_run_id"]);
    for _ in 0..6 {
        assert_ne!(bench.get(&run, &[]).await.ok()["async_status"], "Job Completed");
    }
    bench.server.clock().step_ms(60_000);
    assert_eq!(bench.get(&run, &[]).await.ok()["async_status"], "Job Completed");
}

#[tokio::test]
async fn jobs_fail_with_their_error_and_expire() {
    let bench = Bench::start();
    let edge = format!("{}/insights", bench.account);
    let kind = FaultKind::FailJob { code: -2, subcode: 2_490_547, skipped: false };
    bench.server.faults().add(Fault::on("insights", kind).method("POST").times(1)).unwrap();
    let run = text(&bench.post(&edge, &[("level", "ad")]).await.ok()["report_run_id"]);
    bench.server.clock().step_ms(3_600_000);
    let state = bench.get(&run, &[("fields", "async_status,async_percent_completion")]).await.ok();
    assert_eq!(state["async_status"], "Job Failed");
    assert_eq!((&state["async_percent_completion"], &state["error_code"]), (&json!(100), &json!(-2)));
    bench.server.set_insights_limits(10_000, 1_000_000, 10);
    let large = [("level", "ad"), ("time_increment", "1")];
    let run = text(&bench.post(&edge, &large).await.ok()["report_run_id"]);
    bench.server.clock().step_ms(3_600_000);
    assert_eq!(bench.get(&run, &[]).await.ok()["error_subcode"], 1_504_045);
    bench.server.clock().step_ms(31 * 86_400_000);
    assert_eq!(bench.get(&run, &[]).await.error(), (100, 33));
}
