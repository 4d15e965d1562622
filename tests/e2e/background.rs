//! Rules while nobody looks: with the window closed, over a notification, and after the machine has slept.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::Clock as _;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::desktop::Desktop;
use crate::journeys::first_sync_is_done;
use crate::rules::{running_ads, statuses_written};
use crate::screen;

const WINDOW: &str = "Sextant";
const MINUTE: Duration = Duration::from_secs(60);
const QUARTER: Duration = Duration::from_secs(15 * 60);

/// Lets time pass to so long after a quarter of an hour begins, so many quarters on. Rules look when one begins, and
/// after ten minutes a look counts as missed: whenever the test runs, the same ones do.
async fn pass_to(desk: &Desk, quarters: u32, into: Duration) -> Result<()> {
    let since_it_began = Duration::from_millis(desk.now().0.unsigned_abs() % u64::try_from(QUARTER.as_millis())?);
    desk.pass(QUARTER * quarters + into - since_it_began).await
}

/// Calls a command of the page.
pub(crate) async fn call(desk: &Desk, command: &str, input: Value) -> Result<Value> {
    let script = "const [command, input, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, input).then((value) => done([value, null]), (error) => done([null, error]));";
    let answer = desk.client()?.execute_async(script, vec![json!(command), input]).await?;
    ensure!(answer[1].is_null(), "{command}: {}", answer[1]);
    Ok(answer[0].clone())
}

/// A rule that pauses these ads whenever they run, every quarter of an hour, by itself.
async fn let_a_rule_act(desk: &Desk, ads: &[String]) -> Result<()> {
    let window = json!({"last": {"days": 7, "with_today": false}});
    let rule = json!({
        "format": 1, "id": "quarterly", "name": "Quarterly cut",
        "scope": {"level": "ad", "filters": [{"status": ["ACTIVE"]}], "members": {"only": ads}},
        "when": {"compare": {
            "left": {"metric": {"of": "impressions", "window": window}}, "is": "above", "right": {"number": 1}}},
        "then": {"pause": "a_person"}, "schedule": {"every": {"minutes": 15}},
        "guards": {
            "floors": {"window": window, "impressions": 1, "age_hours": 1}, "cool_down_minutes": 60,
            "acts_per_object_a_day": 5, "acts_a_run": 100, "acts_a_day": 200, "learning": "touch",
            "may_empty_the_parent": true},
    });
    let limits = call(desk, "list_rule_limits", json!({})).await?;
    let mut limits = limits[0].clone();
    limits["mayAct"] = json!(true);
    call(desk, "update_rule_limits", json!({ "input": limits })).await?;
    call(desk, "save_rule", json!({ "input": { "rule": rule.to_string(), "expectedVersion": null } })).await?;
    call(desk, "set_rule_mode", json!({ "input": { "id": "quarterly", "mode": "auto" } })).await?;
    Ok(())
}

/// What looks of rules came to, newest first. Several quiet ones in a row are one.
async fn looks(desk: &Desk) -> Result<Vec<(String, f64)>> {
    let input = json!({ "ruleId": null, "accountId": null, "before": null, "quiet": true, "limit": 100 });
    let runs = call(desk, "list_rule_runs", json!({ "input": input })).await?;
    let look = |run: &Value| Some((run["outcome"].as_str()?.to_owned(), run["atMs"].as_f64()?));
    runs.as_array().context("looks")?.iter().map(|run| look(run).context("a look")).collect()
}

#[tokio::test]
async fn with_its_window_closed_rules_act_once_are_taken_back_over_the_notification_and_sleep_repeats_nothing()
-> Result<()> {
    let desktop = Desktop::start().await?;
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.sandbox_size = Some("1x4x3x2".to_owned());
    let now = domain::SystemClock.now().to_utc().context("a time")?;
    desk.sandbox_arguments = vec!["--clock".into(), now.format("stepped:%Y-%m-%dT%H:%M:%SZ").to_string()];
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    let ads = running_ads(&desk, "").await?;
    let_a_rule_act(&desk, &ads).await?;

    screen::close(WINDOW)?;
    desk.until("the window is gone", async |_| Ok(!screen::shows(WINDOW)?)).await?;
    pass_to(&desk, 1, MINUTE).await?;
    let both_paused = async |desk: &Desk| {
        let written = statuses_written(desk).await?;
        Ok(written.len() == 2 && written.iter().all(|(id, status)| ads.contains(id) && status == "PAUSED"))
    };
    desk.until("the rule acts in the tray", both_paused).await?;
    let acted = async || {
        let told = desktop.notifications();
        told.into_iter().rev().find(|told| told.title == "Rule “Quarterly cut” acted")
    };
    // Notifications gather for some seconds by the program's clock, which goes on.
    desk.until("a notification says so", async |_| Ok(acted().await.is_some())).await?;
    let told = acted().await.context("a notification")?;
    ensure!(told.body.contains("2 done"), "{told:?}");
    ensure!(told.buttons == ["Undo", "Open"], "{told:?}");

    // Its button shows what would be taken back; a person sends it.
    desktop.press(&told, "Undo").await?;
    desk.until("the window is back", async |_| screen::shows(WINDOW)).await?;
    desk.find("undo-send").await?;
    ensure!(statuses_written(&desk).await?.len() == 2, "the button alone changes nothing");
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        desk.picture(&std::path::PathBuf::from(folder).join("notification-undo.png")).await?;
    }
    desk.click("undo-send").await?;
    desk.until("both ads run again", async |desk| {
        let written = statuses_written(desk).await?;
        Ok(written.len() == 4 && written[2..].iter().all(|(_, status)| status == "ACTIVE"))
    })
    .await?;

    // Thirty-one looks were slept through. None is made up for, and what comes next acts once.
    screen::close(WINDOW)?;
    desk.until("the window is gone", async |_| Ok(!screen::shows(WINDOW)?)).await?;
    pass_to(&desk, 32, 12 * MINUTE).await?;
    let missed = async |desk: &Desk| Ok(looks(desk).await?.iter().any(|(outcome, _)| outcome == "missed"));
    desk.until("it is told that looks were missed", missed).await?;
    pass_to(&desk, 1, MINUTE).await?;
    desk.until("it acts again", async |desk| Ok(statuses_written(desk).await?.len() >= 6)).await?;
    for _ in 0..2 {
        let before = looks(&desk).await?;
        pass_to(&desk, 1, MINUTE).await?;
        desk.until("it looks again", async |desk| Ok(looks(desk).await?.first() != before.first())).await?;
    }
    ensure!(statuses_written(&desk).await?.len() == 6, "{:?}", statuses_written(&desk).await?);
    desk.kill().await
}
