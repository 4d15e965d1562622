//! Rules in the real window: from a template through shadow and a person's yes to acting alone, and back.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

const RULE: &str = "[data-testid=\"rule-text\"]";

/// What the simulation wrote so far that sets a status.
pub(crate) async fn statuses_written(desk: &Desk) -> Result<Vec<(String, String)>> {
    let journal = desk.control("writes", None).await?;
    let mut written = Vec::new();
    for write in journal["writes"].as_array().context("writes")? {
        let params: Vec<(String, String)> = serde_json::from_value(write["params"].clone())?;
        if let (Some(id), Some((_, status))) = (write["id"].as_str(), params.iter().find(|(name, _)| name == "status"))
        {
            written.push((id.to_owned(), status.clone()));
        }
    }
    Ok(written)
}

/// The text of the rule in the editor.
async fn text_of_rule(desk: &Desk) -> Result<Value> {
    let text = desk.find_css(RULE).await?.prop("value").await?.context("the rule's text")?;
    Ok(serde_json::from_str(&text)?)
}

/// Writes the rule as text, as somebody would who pastes it.
async fn write_rule(desk: &Desk, rule: &Value) -> Result<()> {
    desk.find_css(RULE).await?;
    let script = "const field = document.querySelector('[data-testid=\"rule-text\"]');
        const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
        set.call(field, arguments[0]);
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    desk.client()?.execute(script, vec![json!(format!("{rule:#}"))]).await?;
    Ok(())
}

/// Chooses a mode for the only rule in the list, and confirms where that is asked.
async fn set_mode(desk: &Desk, mode: &str) -> Result<()> {
    desk.press("6", false).await?;
    desk.click("rule-mode").await?;
    click_path(desk, &format!("//*[@role='menuitemradio'][contains(., '{mode}')]")).await?;
    click_path(desk, &format!("//*[@role='alertdialog']//button[contains(., '{mode}')]")).await?;
    desk.until(&format!("the mode is {mode}"), async |desk| {
        Ok(desk.find("rule-mode").await?.text().await?.contains(mode))
    })
    .await
}

async fn click_path(desk: &Desk, path: &str) -> Result<()> {
    desk.until(&format!("{path} is clicked"), async |desk| {
        desk.client()?.find(fantoccini::Locator::XPath(path)).await?.click().await?;
        Ok(true)
    })
    .await
}

/// Lets the only rule look now, and waits for what came of it.
async fn look_now(desk: &Desk, outcome: &str) -> Result<()> {
    desk.press("6", false).await?;
    desk.find("rule-mode").await?;
    desk.press("j", false).await?;
    desk.press("t", false).await?;
    desk.find("run-title").await?;
    desk.see(outcome).await
}

/// Allows rules to act in the only account.
async fn allow(desk: &Desk) -> Result<()> {
    desk.client()?.execute("location.hash = '#/settings/rules'", vec![]).await?;
    desk.see("Rules may act here").await?;
    click_path(desk, "//*[@aria-label='Rules may act here']").await?;
    desk.click_text("Save for this account").await?;
    desk.see("Saved.").await
}

#[tokio::test]
async fn a_rule_is_made_from_a_template_shadows_asks_acts_and_is_taken_back() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.sandbox_size = Some("1x4x3x2".to_owned());
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    let pictures = std::env::var_os("SEXTANT_PICTURES").map(std::path::PathBuf::from);
    let picture = async |name: &str| match &pictures {
        Some(folder) => desk.picture(&folder.join(format!("rules-{name}.png"))).await,
        None => Ok(()),
    };

    desk.press("6", false).await?;
    desk.see("No rules yet").await?;
    desk.click_text("New from a template").await?;
    desk.click("template-creative-cut").await?;
    desk.find("rule-editor").await?;
    picture("editor").await?;
    // Its conditions are made such that every ad of the little world meets them.
    desk.press("r", false).await?;
    let mut rule = text_of_rule(&desk).await?;
    rule["when"] = json!({"compare": {
        "left": {"metric": {"of": "impressions", "window": {"last": {"days": 7, "with_today": false}}}},
        "is": "above", "right": {"number": 1}}});
    rule["scope"] = json!({"level": "ad", "filters": [{"status": ["ACTIVE"]}]});
    rule["then"] = json!({"pause": "a_person"});
    rule["guards"] = json!({
        "floors": {"window": {"last": {"days": 7, "with_today": false}}, "impressions": 1, "age_hours": 1},
        "cool_down_minutes": 60, "acts_per_object_a_day": 5, "acts_a_run": 100, "acts_a_day": 200,
        "learning": "touch", "may_empty_the_parent": true});
    write_rule(&desk, &rule).await?;
    desk.find("finding").await.context("the linter has something to say about it")?;
    picture("linted").await?;
    // It is replayed over the past before anybody saves it, and is still there afterwards as it was written.
    click_path(&desk, "//button[contains(., 'Backtest')]").await?;
    click_path(&desk, "//button[contains(., 'Replay')][not(@disabled)]").await?;
    desk.find("backtest-report").await.context("the report of the backtest")?;
    desk.see("Creative cut").await?;
    picture("backtest").await?;
    click_path(&desk, "//*[@role='tab'][contains(., 'Acts')]").await?;
    picture("backtest-acts").await?;
    ensure!(statuses_written(&desk).await?.is_empty(), "a backtest changes nothing");
    desk.client()?.back().await?;
    desk.find("rule-editor").await?;
    // Its text is shown when one asks for it, so the editor may have come back with its sentences.
    if desk.client()?.find_all(fantoccini::Locator::Css(RULE)).await?.is_empty() {
        desk.press("r", false).await?;
    }
    ensure!(text_of_rule(&desk).await?["when"] == rule["when"], "what was not saved is still there");
    desk.click("save-rule").await?;
    desk.see("Creative cut is saved").await?;
    look_now(&desk, "Recorded").await?;
    picture("shadow").await?;
    ensure!(statuses_written(&desk).await?.is_empty(), "shadow changes nothing");

    allow(&desk).await?;
    picture("limits").await?;
    set_mode(&desk, "Approve").await?;
    look_now(&desk, "Asks a person").await?;
    ensure!(statuses_written(&desk).await?.is_empty(), "asking changes nothing");
    desk.press("7", false).await?;
    desk.find("approval-group").await?;
    picture("approvals").await?;
    desk.press("a", false).await?;
    desk.until("one ad was paused", async |desk| Ok(statuses_written(desk).await?.len() == 1)).await?;
    let paused = statuses_written(&desk).await?.remove(0);
    ensure!(paused.1 == "PAUSED", "{paused:?}");
    // While an answer is under way the next one is not taken.
    desk.until("all others are refused", async |desk| {
        if desk.text().await?.contains("answered") {
            return Ok(true);
        }
        let all = "//button[contains(., 'Refuse all')][not(@disabled)]";
        desk.client()?.find(fantoccini::Locator::XPath(all)).await?.click().await?;
        Ok(false)
    })
    .await?;
    // Two ads only: of more than a fifth of the account a person is asked in any mode.
    let two = running_ads(&desk, &paused.0).await?;
    rule["scope"]["members"] = json!({"only": two});
    rule["mode"] = json!("auto");
    desk.press("6", false).await?;
    desk.find("rule-mode").await?;
    click_path(&desk, "//*[@data-testid='rule-creative-cut']//*[text()='Creative cut']").await?;
    desk.find("rule-editor").await?;
    desk.press("r", false).await?;
    write_rule(&desk, &rule).await?;
    desk.until("it can be saved", async |desk| {
        Ok(desk.find("save-rule").await?.text().await?.contains("auto")
            && desk.find("save-rule").await?.is_enabled().await?)
    })
    .await?;
    desk.click("save-rule").await?;
    picture("auto-asks").await?;
    click_path(&desk, "//*[@role='alertdialog']//button[contains(., 'Auto')]").await?;
    desk.see("Version 3").await?;
    look_now(&desk, "Acted").await?;
    picture("acted").await?;
    let written = statuses_written(&desk).await?;
    ensure!(
        written.len() == 3 && written[1..].iter().all(|(id, status)| two.contains(id) && status == "PAUSED"),
        "{written:?}"
    );

    desk.press("u", false).await?;
    desk.until("it can be put back", async |desk| desk.find("undo-send").await?.is_enabled().await.map_err(Into::into))
        .await?;
    desk.click("undo-send").await?;
    desk.until("both ads run again", async |desk| {
        let written = statuses_written(desk).await?;
        Ok(written.len() == 5 && written[3..].iter().all(|(_, status)| status == "ACTIVE"))
    })
    .await?;
    desk.press("Escape", false).await?;

    // Why it left another one alone.
    desk.client()?.execute("location.hash = '#/explorer?flat=ad'", vec![]).await?;
    desk.click_css(&format!("[data-testid=\"explorer-row-{}\"]", paused.0)).await?;
    desk.find("drawer").await?;
    click_path(&desk, "//*[@role='tab'][contains(., 'Rules')]").await?;
    desk.until("the drawer says why", async |desk| {
        let said = desk.find("why").await?.prop("textContent").await?.unwrap_or_default();
        Ok(said.contains("Creative cut"))
    })
    .await?;
    picture("why").await?;
    desk.press("Escape", false).await?;

    desk.click_text("Stop all changes").await?;
    desk.see("stopped").await?;
    look_now(&desk, "Held").await?;
    ensure!(statuses_written(&desk).await?.len() == 5, "nothing is sent while everything is stopped");
    desk.press("3", false).await?;
    desk.until("the audit log verifies", async |desk| {
        Ok(desk.find("audit-verdict").await?.prop("textContent").await?.unwrap_or_default().contains("Chain verified"))
    })
    .await?;
    picture("activity").await?;
    desk.kill().await
}

/// Two ads that run and are not the one named.
pub(crate) async fn running_ads(desk: &Desk, but: &str) -> Result<Vec<String>> {
    let greeting = desk.greeting()?;
    let base = greeting["base_url"].as_str().context("an address")?.trim_end_matches('/').to_owned();
    let token = greeting["system_user_token"].as_str().context("a token")?.to_owned();
    let overview = desk.control("", None).await?;
    let account = overview["accounts"][0]["id"].as_str().context("an account")?.trim_start_matches("act_").to_owned();
    let address = format!("{base}/v26.0/act_{account}/ads?fields=status&limit=500&access_token={token}");
    let page = crate::browser::client()?.get(address).send().await?.error_for_status()?.text().await?;
    let page: Value = serde_json::from_str(&page)?;
    let ads = page["data"].as_array().context("ads")?.iter();
    let running = ads.filter(|ad| ad["status"] == "ACTIVE").filter_map(|ad| ad["id"].as_str());
    Ok(running.filter(|id| *id != but).take(2).map(str::to_owned).collect())
}
