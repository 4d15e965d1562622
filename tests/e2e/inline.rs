//! Changing one value in the table itself, in the real window.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser;
use crate::bulk::show_list;
use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

/// An ad set with a bid of its own: its id, its name and the bid in minor units.
async fn with_a_bid(desk: &Desk) -> Result<(String, String, i64)> {
    let greeting = desk.greeting()?;
    let base = greeting["base_url"].as_str().context("an address")?.trim_end_matches('/').to_owned();
    let token = greeting["system_user_token"].as_str().context("a token")?.to_owned();
    let overview = desk.control("", None).await?;
    for account in overview["accounts"].as_array().context("accounts")? {
        let account = account["id"].as_str().context("an id")?.trim_start_matches("act_");
        let address =
            format!("{base}/v26.0/act_{account}/adsets?fields=bid_amount,name&limit=500&access_token={token}");
        let page = browser::client()?.get(address).send().await?.error_for_status()?.text().await?;
        let page: Value = serde_json::from_str(&page)?;
        let bid = |set: &Value| {
            Some((set["id"].as_str()?.to_owned(), set["name"].as_str()?.to_owned(), set["bid_amount"].as_i64()?))
        };
        if let Some(found) = page["data"].as_array().context("ad sets")?.iter().find_map(bid) {
            return Ok(found);
        }
    }
    anyhow::bail!("no ad set has a bid")
}

/// Bids that were written for an ad set, in order.
async fn bids_written(desk: &Desk, id: &str) -> Result<Vec<String>> {
    let journal = desk.control("writes", None).await?;
    let writes = journal["writes"].as_array().context("writes")?.iter().filter(|write| write["id"] == id);
    let pairs = writes.filter_map(|write| write["params"].as_array()).flatten();
    let bids = pairs.filter(|pair| pair[0] == "bid_amount").filter_map(|pair| pair[1].as_str());
    Ok(bids.map(str::to_owned).collect())
}

#[tokio::test]
async fn a_bid_is_changed_in_the_table_by_keyboard_and_taken_back() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    let (id, name, minor) = with_a_bid(&desk).await?;

    show_list(&desk, 3).await?;
    desk.press("/", false).await?;
    desk.client()?.active_element().await?.send_keys(&name).await?;
    let row = format!("[data-testid=\"explorer-row-{id}\"]");
    desk.click_css(&row).await?;
    desk.find("drawer").await?;
    let key = "const target = document.activeElement ?? document.body;
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'B', shiftKey: true, bubbles: true, cancelable: true }))";
    desk.until("the bid is open in its cell", async |desk| {
        if desk.has("edit-field").await? {
            return Ok(true);
        }
        desk.client()?.execute("document.querySelector('[data-testid=explorer-table]').focus()", vec![]).await?;
        desk.client()?.execute(key, vec![]).await?;
        desk.has("edit-field").await
    })
    .await?;
    let field = desk.find("edit-field").await?;
    let shown: f64 = field.prop("value").await?.context("a bid")?.parse()?;
    ensure!((shown * 100.0 - minor as f64).abs() < 0.5, "the bid is {minor}, the cell says {shown}");
    field.clear().await?;
    field.send_keys(&format!("{:.2}", (minor + 25) as f64 / 100.0)).await?;
    desk.see("Compared with Meta just now").await?;
    if let Some(folder) = std::env::var_os("SEXTANT_PICTURES") {
        desk.picture(&PathBuf::from(folder).join("inline-bid.png")).await?;
    }
    desk.press("Enter", false).await?;
    let wanted = (minor + 25).to_string();
    desk.until("Meta has the new bid", async |desk| {
        // Enter counts once what would be sent was compared.
        if desk.has("send").await? && desk.find("send").await?.is_enabled().await? {
            drop(desk.find("send").await?.click().await);
        }
        Ok(bids_written(desk, &id).await? == [wanted.clone()])
    })
    .await?;
    desk.click_css("[data-testid=undo-bar] [aria-keyshortcuts='Control+Z']").await?;
    desk.click("undo-send").await?;
    desk.until("Meta has the old bid again", async |desk| {
        Ok(bids_written(desk, &id).await? == [wanted.clone(), minor.to_string()])
    })
    .await?;
    desk.kill().await
}
