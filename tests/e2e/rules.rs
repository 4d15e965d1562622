//! Rules in the real window: from a template through shadow and a person's yes to acting alone, and back.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

const RULE: &str = "[data-testid=\"rule-text\"]";

/// What the simulation wrote so far that sets a status.
async fn statuses_written(desk: &Desk) -> Result<Vec<(String, String)>> {
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
    desk.press("3", false).await?;
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
    desk.press("3", false).await?;
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
    click_path(desk, "//*[@role='switch'][@aria-checked='false'] | //input[@type='checkbox'][not(@checked)]").await?;
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

    desk.press("3", false).await?;
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
    desk.click("save-rule").await?;
    desk.until("it is kept and in shadow", async |desk| {
        Ok(desk.find("rule-mode").await?.text().await?.contains("Shadow"))
    })
    .await?;
    look_now(&desk, "Recorded").await?;
    picture("shadow").await?;
    ensure!(statuses_written(&desk).await?.is_empty(), "shadow changes nothing");

    allow(&desk).await?;
    picture("limits").await?;
    set_mode(&desk, "Approve").await?;
    look_now(&desk, "Asks a person").await?;
    ensure!(statuses_written(&desk).await?.is_empty(), "asking changes nothing");
    desk.press("4", false).await?;
    desk.find("approval-group").await?;
    picture("approvals").await?;
    desk.press("a", false).await?;
    desk.until("one ad was paused", async |desk| Ok(statuses_written(desk).await?.len() == 1)).await?;
    let paused = statuses_written(&desk).await?.remove(0);
    ensure!(paused.1 == "PAUSED", "{paused:?}");
    Ok(())
}
