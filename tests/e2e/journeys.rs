//! What a person does on day one, in the real window.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;

use crate::browser;
use crate::desk::Desk;

/// Signs in to the demo through the browser and the deep link, and waits until the first sync is done.
pub async fn sign_in_to_the_demo(desk: &mut Desk) -> Result<String> {
    desk.start().await?;
    desk.click("start-demo").await?;
    let address = desk.browser_address().await?;
    let link = browser::press_continue(&address).await?;
    desk.open_link(&link)?;
    desk.find("explorer-table").await?;
    desk.until("a first sync is complete", async |desk| Ok(desk.text().await?.contains("Synced"))).await?;
    Ok(link)
}

#[tokio::test]
async fn signing_in_by_deep_link_syncs_the_demo_and_it_is_still_there_offline_after_a_crash() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.start().await?;
    desk.click("start-demo").await?;
    let address = desk.browser_address().await?;
    ensure!(address.starts_with("http://127.0.0.1:"), "the demo signs in to the sandbox: {address}");

    for foreign in [
        "sextant://oauth/callback?code=stolen&state=guessed",
        "sextant://oauth/callback",
        "sextant://elsewhere/?code=a&state=b",
        "sextant:%00%ff",
    ] {
        desk.open_link(foreign)?;
        desk.see("not one we asked for").await.with_context(|| format!("{foreign} is refused"))?;
    }

    let link = browser::press_continue(&address).await?;
    desk.open_link(&link)?;
    desk.find("explorer-table").await?;
    desk.find("demo-badge").await?;
    desk.find_css("[data-testid^=\"explorer-row-\"]").await?;
    desk.until("a first sync is complete", async |desk| Ok(desk.text().await?.contains("Synced"))).await?;

    desk.open_link(&link)?;
    desk.see("not one we asked for").await.context("the same link a second time is refused")?;

    let before = first_rows(&desk).await?;
    ensure!(before.len() > 3, "the explorer has rows: {before:?}");

    // The program crashes and the network is gone.
    desk.kill().await?;
    desk.sandbox = "/nonexistent".into();
    desk.start().await?;
    desk.find_css("[data-testid^=\"explorer-row-\"]").await?;
    desk.find("offline-badge").await?;
    let after = first_rows(&desk).await?;
    ensure!(before == after, "the same rows are there offline:\n{before:?}\n{after:?}");
    desk.kill().await
}

#[tokio::test]
async fn without_a_browser_the_demo_signs_in_with_the_token_the_sandbox_hands_out() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    desk.find("explorer-table").await?;
    desk.find_css("[data-testid^=\"explorer-row-\"]").await?;
    desk.kill().await
}

/// Ids and texts of the rows in view.
async fn first_rows(desk: &Desk) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for row in desk.client()?.find_all(Locator::Css("[data-testid^=\"explorer-row-\"]")).await? {
        let id = row.attr("data-testid").await?.unwrap_or_default();
        rows.push(format!("{id} {}", row.text().await?.replace('\n', " ")));
    }
    Ok(rows)
}
