//! Making a campaign with ad set and ad in the real window.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::Value;

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

/// The field of a level's form that has this label.
async fn field(desk: &Desk, level: &str, label: &str) -> Result<Element> {
    let path = format!("//section[@aria-label='{level}']//div[label[normalize-space()='{label}']]//input");
    let found = desk.client()?.wait().for_element(Locator::XPath(&path)).await;
    found.with_context(|| format!("the form of the {level} has no field {label:?}"))
}

async fn fill(desk: &Desk, level: &str, label: &str, text: &str) -> Result<()> {
    let field = field(desk, level, label).await?;
    field.click().await?;
    Ok(field.send_keys(text).await?)
}

/// What a level says of what it will make.
async fn made(desk: &Desk, level: &str) -> Result<String> {
    Ok(desk.find(&format!("made-{level}")).await?.text().await?)
}

fn param<'a>(write: &'a Value, name: &str) -> Option<&'a str> {
    let params = write["params"].as_array()?;
    params.iter().find(|pair| pair[0] == name).and_then(|pair| pair[1].as_str())
}

#[tokio::test]
async fn a_campaign_with_ad_set_and_ad_is_made_paused_and_seen_in_the_table() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;

    // The first row is an account: N makes a campaign in it.
    desk.find("explorer-table").await?;
    desk.press("n", false).await?;
    desk.see("What will be made").await?;
    fill(&desk, "Campaign", "Name", "Made in the window").await?;
    fill(&desk, "Campaign", "Amount", "900").await?;
    desk.choose("Objective", "Traffic").await?;
    fill(&desk, "Ad set", "Name", "Set in the window").await?;
    desk.until("what is missing is counted", async |desk| {
        Ok(made(desk, "adset").await?.contains("still to be filled in"))
    })
    .await?;
    fill(&desk, "Ad set", "Places", "united states").await?;
    let place = Locator::XPath("//*[@role='option'][contains(., 'United States')]");
    desk.client()?.wait().for_element(place).await?.click().await?;
    desk.until("a place is enough", async |desk| Ok(!made(desk, "adset").await?.contains("still to be filled in")))
        .await?;
    fill(&desk, "Ad", "Name", "Ad in the window").await?;
    desk.click_css("section[aria-label=Ad] button[aria-pressed]").await?;
    desk.until("Meta can be asked", async |desk| Ok(desk.text().await?.contains("Everything fits"))).await?;

    desk.click_text("Check with Meta").await?;
    desk.see("Make 3 objects, paused").await?;
    ensure!(writes(&desk).await?.is_empty(), "checking makes nothing");
    desk.click_text("Make 3 objects, paused").await?;
    desk.see("3 made, all paused").await?;

    // The sandbox's own notes: each made once, paused, its name without the marker at the end.
    let writes = writes(&desk).await?;
    for (kind, name) in [("campaign", "Made in the window"), ("adset", "Set in the window"), ("ad", "Ad in the window")]
    {
        let of_kind: Vec<&Value> = writes.iter().filter(|write| write["kind"] == kind).collect();
        let [create, rename] = of_kind.as_slice() else { anyhow::bail!("two writes of a {kind}: {of_kind:?}") };
        ensure!(create["action"] == "create" && param(create, "status") == Some("PAUSED"), "{create}");
        ensure!(create["id"] == rename["id"] && param(rename, "name") == Some(name), "{rename}");
    }
    desk.click_text("Show in the explorer").await?;
    desk.find("drawer").await?;
    desk.see("Made in the window").await?;
    desk.kill().await
}

async fn writes(desk: &Desk) -> Result<Vec<Value>> {
    let answer = desk.control("writes", None).await?;
    let list = answer.as_array().or_else(|| answer["writes"].as_array()).context("a list of writes")?;
    Ok(list.clone())
}
