//! What a person does on day one, in the real window.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;

use crate::desk::Desk;
use crate::{browser, canary};

const ROW: &str = "[data-testid^=\"explorer-row-\"]";

/// The way to the table in the rail.
pub(crate) const EXPLORER: &str = "nav a[href*=\"/explorer\"]";

/// Signs in to the demo through the browser and the deep link, and waits until the first sync is done.
pub(crate) async fn sign_in_to_the_demo(desk: &mut Desk) -> Result<String> {
    desk.start().await?;
    desk.click("start-demo").await?;
    let address = desk.browser_address().await?;
    let link = browser::press_continue(&address).await?;
    desk.open_link(&link)?;
    first_sync_is_done(desk).await?;
    Ok(link)
}

pub(crate) async fn first_sync_is_done(desk: &Desk) -> Result<()> {
    let is_open = async |desk: &Desk| Ok(desk.has("explorer-table").await? || desk.has("overview-figures").await?);
    desk.until("the workspace is open", is_open).await?;
    desk.click_css(EXPLORER).await?;
    desk.find("explorer-table").await?;
    desk.find_css(ROW).await?;
    desk.until("a first sync is complete", async |desk| {
        Ok(desk.find("sync-state").await?.text().await?.contains("Synced"))
    })
    .await
}

#[tokio::test]
async fn signing_in_by_deep_link_syncs_the_demo_and_it_is_still_there_offline_after_a_crash() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.start().await?;
    desk.record_what_crosses().await?;
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
    first_sync_is_done(&desk).await?;
    desk.find("demo-badge").await?;

    desk.open_link(&link)?;
    desk.see("not one we asked for").await.context("the same link a second time is refused")?;

    no_secret_leaks(&desk, &link).await?;
    let before = settled_rows(&desk).await?;
    ensure!(before.len() > 3, "the explorer has rows: {before:?}");

    // The program crashes and the network is gone.
    desk.kill().await?;
    desk.sandbox = "/nonexistent".into();
    desk.start().await?;
    // The program opens on the overview.
    desk.find("overview-figures").await?;
    desk.click_css(EXPLORER).await?;
    desk.find_css(ROW).await?;
    desk.find("offline-badge").await?;
    let after = settled_rows(&desk).await?;
    ensure!(before == after, "the same rows are there offline:\n{before:?}\n{after:?}");
    desk.kill().await
}

#[tokio::test]
async fn rows_are_sorted_filtered_opened_and_looked_into() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;

    // One account's campaigns, largest spend first.
    desk.press("2", true).await?;
    let by_spend = settled_rows(&desk).await?;
    desk.find_css("[role=columnheader][aria-sort=descending]").await?.click().await?;
    desk.until("the order turns round", async |desk| Ok(settled_rows(desk).await?.first() != by_spend.first())).await?;
    desk.find_css("[role=columnheader][aria-sort=ascending]").await?.click().await?;
    desk.until("the order turns back", async |desk| Ok(settled_rows(desk).await?.first() == by_spend.first())).await?;

    // Open the first row that can be opened, then its drawer.
    let rows = row_count(&desk).await?;
    desk.find_css(&format!("{ROW}[aria-expanded=false]")).await?.click().await?;
    desk.press("ArrowRight", false).await?;
    desk.until("a row opens", async |desk| Ok(row_count(desk).await? > rows)).await?;
    desk.press("Enter", false).await?;
    desk.find("drawer").await?;
    desk.click("drawer-close").await?;
    desk.until("the drawer closes", async |desk| Ok(!desk.has("drawer").await?)).await?;

    // A filter that nothing passes says so and can be cleared.
    desk.press("/", false).await?;
    desk.client()?.active_element().await?.send_keys("no such campaign anywhere").await?;
    desk.see("Nothing matches").await?;
    desk.kill().await
}

#[tokio::test]
async fn without_a_browser_the_demo_signs_in_with_the_token_the_sandbox_hands_out() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    desk.kill().await
}

#[tokio::test]
async fn saying_no_in_the_browser_leads_back_to_the_start_and_the_demo_can_be_tried_again() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.start().await?;
    desk.click("start-demo").await?;
    let address = desk.browser_address().await?;
    desk.open_link(&browser::press_cancel(&address).await?)?;
    desk.click("start-demo").await?;
    let link = browser::press_continue(&desk.browser_address().await?).await?;
    desk.open_link(&link)?;
    first_sync_is_done(&desk).await?;
    desk.kill().await
}

/// Nothing that must stay secret is in the data folder, in the log, in the page or in what crossed to it.
async fn no_secret_leaks(desk: &Desk, link: &str) -> Result<()> {
    let mut secrets = desk.sandbox_secrets().await?;
    ensure!(secrets.len() >= 3, "the simulation named its tokens and its app secret");
    let code = url::Url::parse(link)?.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    secrets.push(code.context("the link has a code")?);
    secrets.push(desk.passphrase.clone());
    let files = canary::none_below(desk.home.path(), &secrets)?;
    ensure!(files > 4, "there were files to look at");
    canary::none_in("the log", &desk.log()?, &secrets)?;
    canary::none_in("the page", desk.page().await?.as_bytes(), &secrets)?;
    let crossed = desk.what_crossed().await?;
    ensure!(crossed.len() > 10_000, "what crossed to the page was recorded: {} bytes", crossed.len());
    canary::none_in("what crossed to the page", crossed.as_bytes(), &secrets)?;
    // The link itself is the one thing that the operating system hands over as an argument.
    canary::none_in("the program's arguments", &desk.arguments_of_program()?, &secrets)
}

async fn row_count(desk: &Desk) -> Result<u32> {
    let table = desk.find("explorer-table").await?;
    Ok(table.attr("aria-rowcount").await?.and_then(|count| count.parse().ok()).unwrap_or(0))
}

/// Ids and texts of the rows in view, once they no longer change.
async fn settled_rows(desk: &Desk) -> Result<Vec<String>> {
    let mut rows = rows_in_view(desk).await?;
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let again = rows_in_view(desk).await?;
        if again == rows && !rows.is_empty() {
            return Ok(rows);
        }
        rows = again;
    }
    anyhow::bail!("the rows keep changing")
}

async fn rows_in_view(desk: &Desk) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for row in desk.client()?.find_all(Locator::Css(ROW)).await? {
        // A row may go while it is being read.
        let (Ok(Some(id)), Ok(text)) = (row.attr("data-testid").await, row.text().await) else { continue };
        rows.push(format!("{id} {}", text.replace('\n', " ")));
    }
    Ok(rows)
}
