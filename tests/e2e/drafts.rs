//! A draft that was made without a network meets what somebody else did meanwhile.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser;
use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

const CAMPAIGN: &str = "[data-testid^=\"explorer-row-\"][data-level=campaign]";
const NAME: &str = "[data-testid=settings-form] [data-field=name] input";
const MINE: &str = " kept on the train";
const THEIRS: &str = "Named by a colleague";

#[tokio::test]
async fn a_draft_made_offline_is_settled_and_sent_after_somebody_else_changed_the_same() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;

    unplug(&desk).await?;
    let (id, name) = keep_a_rename(&desk).await?;
    // Meanwhile a colleague names the same campaign.
    desk.control(&format!("objects/{id}"), Some(json!({ "name": THEIRS }))).await?;
    plug_in(&desk).await?;
    desk.find("drafts-line").await?;
    desk.see("1 draft waits; 1 conflicts.").await?;
    ensure!(renames(&desk, &id).await?.is_empty(), "nothing is sent by itself");

    desk.click_text("Look at the drafts").await?;
    desk.click("draft").await?;
    let conflict = desk.find("three-way").await?;
    let text = conflict.text().await?;
    for side in [name.as_str(), &format!("{name}{MINE}"), THEIRS] {
        ensure!(text.contains(side), "{side:?} is a side of the conflict:\n{text}");
    }
    ensure!(desk.find("send-draft").await?.attr("disabled").await?.is_some(), "a choice comes first");
    desk.click_text("Use mine").await?;
    desk.until("it can be sent", async |desk| Ok(desk.find("send-draft").await?.attr("disabled").await?.is_none()))
        .await?;
    ensure!(renames(&desk, &id).await?.is_empty(), "a choice alone sends nothing");
    desk.click("send-draft").await?;
    desk.see("1 of 1 changed").await?;
    ensure!(renames(&desk, &id).await? == [format!("{name}{MINE}")], "{:?}", renames(&desk, &id).await?);
    desk.click("close-result").await?;
    desk.see("Edits made offline wait here.").await?;
    desk.kill().await
}

/// From now on nothing gets through to the simulation, and the window says so.
async fn unplug(desk: &Desk) -> Result<()> {
    desk.control("faults", Some(json!({ "kind": "reset" }))).await?;
    desk.click("sync-now").await?;
    desk.find("offline-badge").await?;
    Ok(())
}

/// The simulation can be reached again, and the window has noticed.
async fn plug_in(desk: &Desk) -> Result<()> {
    let control = desk.greeting()?["control_url"].as_str().context("the control interface is on")?.to_owned();
    let faults = format!("{}/faults", control.trim_end_matches('/'));
    browser::client()?.delete(faults).send().await?.error_for_status()?;
    desk.click("sync-now").await?;
    desk.until("it is online again", async |desk| Ok(!desk.has("offline-badge").await?)).await
}

/// Renames the first campaign in its settings and keeps that as a draft. Answers its id and its name so far.
async fn keep_a_rename(desk: &Desk) -> Result<(String, String)> {
    let row = desk.find_css(CAMPAIGN).await?;
    let id = row.attr("data-testid").await?.context("the row has an id")?.replace("explorer-row-", "");
    desk.click_css(&format!("[data-testid=\"explorer-row-{id}\"]")).await?;
    desk.find("drawer").await?;
    let settings = desk.client()?.wait().for_element(fantoccini::Locator::XPath("//*[@role='tab'][.='Settings']"));
    settings.await.context("the drawer has settings")?.click().await?;
    let field = desk.find_css(NAME).await?;
    let name = field.prop("value").await?.context("the form knows the name")?;
    field.send_keys(MINE).await?;
    desk.click("form-look").await?;
    desk.click("form-keep").await?;
    desk.see("Kept as the draft").await?;
    Ok((id, name))
}

/// Names the simulation was asked to give the campaign, in order.
async fn renames(desk: &Desk, id: &str) -> Result<Vec<String>> {
    let answer = desk.control("writes", None).await?;
    let writes = answer["writes"].as_array().context("writes")?;
    let mine = writes.iter().filter(|write| write["id"] == id);
    Ok(mine.filter_map(|write| name_of(&write["params"])).collect())
}

/// The name among parameters as the simulation was sent them: a list of pairs.
fn name_of(params: &Value) -> Option<String> {
    let pairs = params.as_array()?.iter();
    pairs.filter(|pair| pair[0] == "name").find_map(|pair| pair[1].as_str().map(str::to_owned))
}
