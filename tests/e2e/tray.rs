//! The tray and native notifications, on a desktop that writes them down.

use anyhow::{Context, Result, ensure};
use domain::Clock as _;
use serde_json::json;

use crate::desk::Desk;
use crate::desktop::{Desktop, Notification};
use crate::journeys::first_sync_is_done;
use crate::{canary, screen};

const WINDOW: &str = "Sextant";

#[tokio::test]
async fn the_tray_and_notifications_show_the_state_bring_the_window_back_stop_and_quit() -> Result<()> {
    let desktop = Desktop::start().await?;
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    says(&desk, &desktop, "up to date").await?;

    // Closing keeps the program running, and says so the first time only.
    for _ in 0..2 {
        screen::close(WINDOW)?;
        desk.until("the window is gone", async |_| Ok(!screen::shows(WINDOW)?)).await?;
        desk.until("the tray was explained", async |_| Ok(!desktop.notifications().is_empty())).await?;
        desktop.click("Open").await?;
        desk.until("the window is back", async |_| screen::shows(WINDOW)).await?;
    }
    let told = desktop.notifications();
    ensure!(told.len() == 1, "once: {told:?}");
    ensure!(told[0].title.contains("keeps running in the tray"), "{told:?}");

    let asked_before = requests(&desk).await?;
    desktop.click("Sync now").await?;
    desk.until("a sync asks for something", async |desk| Ok(requests(desk).await? > asked_before)).await?;
    says(&desk, &desktop, "up to date").await?;

    // The sign-in is revoked: one notification with cause and remedy, in which nothing is secret.
    desk.control("tokens/end", Some(json!({ "subcode": 458 }))).await?;
    desktop.click("Sync now").await?;
    says(&desk, &desktop, "sign in again").await?;
    let news = news_after(&desk, &desktop, 1).await?;
    ensure!(news.len() == 1, "exactly one: {news:?}");
    ensure!(news[0].title.contains("sign in again"), "what to do: {news:?}");
    ensure!(news[0].body.contains("Meta ended this sign-in"), "the cause: {news:?}");
    canary::none_in("a notification", news[0].everything.as_bytes(), &desk.sandbox_secrets().await?)?;
    ensure!(desk.find("sign-in-bar").await?.text().await?.contains("Sign in again"));

    // Its button brings the window back, at the place where something can be done about it.
    screen::close(WINDOW)?;
    desk.until("the window is gone", async |_| Ok(!screen::shows(WINDOW)?)).await?;
    ensure!(news[0].buttons == ["Open"], "{news:?}");
    desktop.press(&news[0], "Open").await?;
    desk.until("the window is back", async |_| screen::shows(WINDOW)).await?;
    let is_there = async |desk: &Desk| {
        let page = desk.page().await?;
        // The address comes last.
        Ok(page.rsplit('#').next().is_some_and(|at| at.starts_with("/settings/connection")))
    };
    desk.until("the sign-in is in sight", is_there).await?;

    // Nothing waits; everything can be stopped from here, and that is said.
    let entries = desktop.menu().await?;
    let entry = |label: &str| entries.iter().find(|entry| entry.label.starts_with(label)).cloned();
    ensure!(entry("No approvals waiting").is_some_and(|entry| !entry.enabled), "{entries:?}");
    desktop.click("Stop all rules").await?;
    let stopped = "All rules and changes are stopped";
    let says_so = async |_: &Desk| {
        let entries = desktop.menu().await?;
        Ok(entries.iter().any(|entry| entry.label == stopped && !entry.enabled))
    };
    desk.until("the tray says that all is stopped", says_so).await?;

    desktop.click("Quit").await?;
    desk.ends().await
}

#[tokio::test]
async fn a_sign_in_that_is_about_to_end_is_told_once_and_without_a_tray_closing_the_window_quits() -> Result<()> {
    let mut desk = Desk::new()?;
    // Meta gives sixty days, and the simulation's today is fifty-five days ago.
    let now = domain::SystemClock.now().plus_millis(-55 * 24 * 3_600_000);
    let begun = chrono::DateTime::from_timestamp_millis(now.0).context("a time")?;
    desk.sandbox_arguments = vec!["--clock".into(), begun.format("stepped:%Y-%m-%dT%H:%M:%SZ").to_string()];
    desk.start().await?;
    desk.click("start-demo").await?;
    let link = crate::browser::press_continue(&desk.browser_address().await?).await?;
    desk.open_link(&link)?;
    desk.find("demo-badge").await?;
    let secrets = desk.sandbox_secrets().await?;
    desk.kill().await?;

    let desktop = Desktop::start().await?;
    desk.start().await?;
    desk.find("sign-in-bar").await?;
    let news = news_after(&desk, &desktop, 0).await?;
    ensure!(news.len() == 1, "exactly one: {news:?}");
    ensure!(news[0].title.contains("will end this sign-in soon"), "{news:?}");
    ensure!(news[0].body.contains("5 days left") && news[0].body.contains("Sign in again"), "{news:?}");
    canary::none_in("a notification", news[0].everything.as_bytes(), &secrets)?;

    // The desktop goes, and its tray with it: a window that is closed could not be found again.
    drop(desktop);
    screen::close(WINDOW)?;
    desk.ends().await
}

/// Waits until the tray's first line ends like this.
async fn says(desk: &Desk, desktop: &Desktop, words: &str) -> Result<()> {
    let what = format!("the tray says {words:?}");
    let waited = desk.until(&what, async |_| Ok(desktop.state_line().await?.ends_with(words))).await;
    waited.with_context(|| format!("notifications: {:?}", desktop.notifications()))
}

async fn requests(desk: &Desk) -> Result<u64> {
    desk.control("journal", None).await?["mark"].as_u64().context("a mark")
}

/// The notifications after the first `known`, once at least one is there and no second one follows it.
async fn news_after(desk: &Desk, desktop: &Desktop, known: usize) -> Result<Vec<Notification>> {
    desk.until("there is a notification", async |_| Ok(desktop.notifications().len() > known)).await?;
    // What would come twice comes from the same event, and the page is told after it.
    desk.control("journal", None).await?;
    Ok(desktop.notifications().split_off(known))
}
