//! Who changed this: a colleague's change, found in the drawer and in the feed of the real window.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;
use crate::screen;

const ROW: &str = "[data-testid^=\"explorer-row-\"]";
const NAME: &str = "Renamed <i>elsewhere</i>";

#[tokio::test]
async fn what_a_colleague_changed_is_found_in_the_drawer_and_in_the_feed() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;

    desk.click_text("Campaigns").await?;
    desk.see("Tree").await?;
    let row = desk.find_css(&format!("{ROW}[aria-level=\"1\"], {ROW}")).await?;
    let test_id = row.attr("data-testid").await?.context("the row has a test id")?;
    let id = test_id.trim_start_matches("explorer-row-").to_owned();
    ensure!(id.bytes().all(|byte| byte.is_ascii_digit()), "a campaign: {id}");
    desk.control(&format!("objects/{id}"), Some(json!({ "name": NAME }))).await?;

    desk.click("sync-state").await?;
    desk.click("sync-now").await?;
    desk.see(NAME).await.context("the next sync brings it")?;
    desk.press("Escape", false).await?;
    desk.click(&test_id).await?;
    desk.find("drawer").await?;
    desk.click_text("History").await?;
    desk.find("origins").await?;
    desk.until("the drawer says who changed the name, from what to what", async |desk| {
        let text = words(desk, "origins").await?;
        Ok(text.contains(NAME) && text.contains("Ingrid Solheim") && text.contains("Outside"))
    })
    .await?;
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        desk.picture(&std::path::Path::new(&folder).join("who-changed-this.png")).await?;
    }

    desk.press("3", false).await?;
    desk.find("activity-feed").await?;
    desk.until("the feed begins with it", async |desk| {
        let first = words(desk, "activity-row").await?;
        Ok(first.contains("Ingrid Solheim") && first.contains(NAME))
    })
    .await?;
    desk.until("the audit log is checked", async |desk| {
        let verdict = words(desk, "audit-verdict").await?;
        Ok(verdict.contains("Chain verified") || verdict.contains("no entries yet"))
    })
    .await?;
    desk.press("u", false).await?;
    desk.until("putting it back is shown before it is sent", async |desk| {
        Ok(words(desk, "take-back-preview").await?.contains(NAME))
    })
    .await?;
    desk.click("take-back-send").await?;
    desk.until("it is as it was, and the feed says by whom", async |desk| {
        let first = words(desk, "activity-row").await?;
        Ok(first.contains("Sextant") && first.contains("Confirmed"))
    })
    .await?;
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        desk.picture(&std::path::Path::new(&folder).join("activity.png")).await?;
    }
    take_out(&desk).await?;
    desk.kill().await
}

/// Takes the log out as a page: the place is asked for in the system's own dialog, which is closed, and then typed.
async fn take_out(desk: &Desk) -> Result<()> {
    const DIALOG: &str = "Save the audit report";
    desk.click_text("Export…").await?;
    desk.click_text("Choose…").await?;
    desk.until("the system's dialog opens", async |_| screen::shows(DIALOG)).await?;
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        screen::picture(DIALOG, &std::path::Path::new(&folder).join("file-dialog.png")).await?;
    }
    screen::close(DIALOG)?;
    desk.until("the dialog goes away", async |_| Ok(!screen::shows(DIALOG)?)).await?;
    let elsewhere = tempfile::tempdir()?;
    let target = elsewhere.path().join("changes.html");
    let field = desk.find_css("[role=dialog] input:not([type=radio])").await?;
    ensure!(field.prop("value").await?.unwrap_or_default().is_empty(), "nothing was chosen");
    field.send_keys(target.to_str().context("a path")?).await?;
    desk.click_text("Write the file").await?;
    desk.see("Written:").await?;
    let page = std::fs::read_to_string(&target)?;
    ensure!(
        page.contains("Renamed &lt;i&gt;elsewhere&lt;/i&gt;") && !page.contains(NAME),
        "names are words, not markup"
    );
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        std::fs::copy(&target, std::path::Path::new(&folder).join("changes.html"))?;
    }
    Ok(())
}

/// The words of a part, whether or not they are scrolled into view.
async fn words(desk: &Desk, test_id: &str) -> Result<String> {
    Ok(desk.find(test_id).await?.prop("textContent").await?.unwrap_or_default())
}
