//! Changing many objects at once in the real window: a preview, a send, what the simulation has then, and back.
//!
//! With `SEXTANT_BULK` the world has that size (accounts x campaigns x ad sets x ads), every ad of it is previewed, and how
//! even the frames are is printed for `cargo xtask bench --only scroll`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;
use crate::scroll::{self, Sample};

const SMALL: &str = "2x4x3x2";
const ROW: &str = "[data-testid^=\"explorer-row-\"]";

/// Presses a key of the page with Ctrl held down.
async fn with_ctrl(desk: &Desk, key: &str) -> Result<()> {
    let script = "const target = document.activeElement ?? document.body;
        for (const kind of ['keydown', 'keyup']) target.dispatchEvent(new KeyboardEvent(kind,
          { key: arguments[0], ctrlKey: true, bubbles: true, cancelable: true }));";
    desk.client()?.execute(script, vec![json!(key)]).await?;
    Ok(())
}

/// Shows a flat list, by the place of its button, and waits for its rows.
pub(crate) async fn show_list(desk: &Desk, place: u32) -> Result<()> {
    desk.click_css(&format!("fieldset[aria-label=Rows] button:nth-child({place})")).await?;
    desk.find_css(ROW).await?;
    Ok(())
}

pub(crate) async fn select_all_and_open(desk: &Desk) -> Result<()> {
    let focus = "document.querySelector('[data-testid=explorer-table]').focus()";
    desk.client()?.execute(focus, vec![]).await?;
    with_ctrl(desk, "a").await?;
    desk.click("bulk-edit").await?;
    desk.find("bulk-title").await?;
    Ok(())
}

async fn text_of(desk: &Desk, test_id: &str) -> Result<String> {
    Ok(desk.find(test_id).await?.text().await?)
}

/// Waits until Meta was asked about what is on the screen and it can be sent, and sends it.
async fn send_when_checked(desk: &Desk) -> Result<()> {
    desk.until("the change is checked and can be sent", async |desk| {
        let script = "const seen = (id) => document.querySelector(`[data-testid=${id}]`);
            return !seen('bulk-send').disabled && seen('bulk-check').textContent.includes('Checked against Meta')";
        Ok(desk.client()?.execute(script, vec![]).await?.as_bool() == Some(true))
    })
    .await?;
    desk.click("bulk-send").await?;
    desk.until("the change has ended", async |desk| {
        let result = text_of(desk, "bulk-result").await?;
        Ok(result.contains("Meta confirmed") || result.contains(" changed. "))
    })
    .await
}

/// The daily budget of every ad set as the simulation has it, in minor units.
async fn budgets(desk: &Desk) -> Result<BTreeMap<String, i64>> {
    let greeting = desk.greeting()?;
    let base = greeting["base_url"].as_str().context("an address")?.trim_end_matches('/').to_owned();
    let token = greeting["system_user_token"].as_str().context("a token")?.to_owned();
    let overview = desk.control("", None).await?;
    let client = crate::browser::client()?;
    let mut budgets = BTreeMap::new();
    for account in overview["accounts"].as_array().context("accounts")? {
        let id = account["id"].as_str().context("an id")?.trim_start_matches("act_");
        let address = format!("{base}/v26.0/act_{id}/adsets?fields=daily_budget&limit=500&access_token={token}");
        let page = client.get(address).send().await?.error_for_status()?.text().await?;
        let page: Value = serde_json::from_str(&page)?;
        ensure!(page["paging"]["next"].is_null(), "the small world fits one page");
        for set in page["data"].as_array().context("ad sets")? {
            let minor = set["daily_budget"].as_str().and_then(|text| text.parse().ok());
            if let (Some(id), Some(minor)) = (set["id"].as_str(), minor) {
                budgets.insert(id.to_owned(), minor);
            }
        }
    }
    Ok(budgets)
}

/// Ad sets whose budget was written, in order, with what was written.
async fn budgets_written(desk: &Desk) -> Result<Vec<(String, i64)>> {
    let journal = desk.control("writes", None).await?;
    let mut written = Vec::new();
    for write in journal["writes"].as_array().context("writes")? {
        let params: BTreeMap<String, String> =
            serde_json::from_value::<Vec<(String, String)>>(write["params"].clone())?.into_iter().collect();
        if let (Some(id), Some(minor)) = (write["id"].as_str(), params.get("daily_budget")) {
            written.push((id.to_owned(), minor.parse()?));
        }
    }
    Ok(written)
}

/// How many rows will change and how many are refused, from the words above a preview.
fn counted(words: &str) -> (usize, usize) {
    let number = |text: &str| text.split(' ').next().and_then(|first| first.replace(',', "").parse().ok()).unwrap_or(0);
    let mut parts = words.split(", ");
    let will_change = parts.next().map_or(0, number);
    (will_change, parts.find(|part| part.contains("refused")).map_or(0, number))
}

/// Ten percent more, halves away from zero.
fn raised(minor: i64) -> i64 {
    (minor * 11 + 5) / 10
}

#[tokio::test]
async fn daily_budgets_of_a_selection_are_raised_after_a_look_and_taken_back() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.sandbox_size = Some(SMALL.to_owned());
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    let before = budgets(&desk).await?;
    ensure!(before.len() > 2, "ad sets have budgets: {before:?}");

    show_list(&desk, 3).await?;
    select_all_and_open(&desk).await?;
    desk.client()?.active_element().await?.send_keys("10").await?;
    desk.see("will change").await?;
    let counts = text_of(&desk, "bulk-counts").await?;
    let will_change: usize = counts.split(' ').next().context("a count")?.replace(',', "").parse()?;
    ensure!(will_change > 2, "{counts}");
    ensure!(budgets_written(&desk).await?.is_empty(), "looking changes nothing");
    send_when_checked(&desk).await?;

    let written: BTreeMap<String, i64> = budgets_written(&desk).await?.into_iter().collect();
    ensure!(written.len() == will_change, "{counts}, and {} were written", written.len());
    let after = budgets(&desk).await?;
    for (id, minor) in &before {
        let expected = if written.contains_key(id) { raised(*minor) } else { *minor };
        ensure!(after.get(id) == Some(&expected), "ad set {id}: {minor} became {:?}", after.get(id));
    }

    desk.click("bulk-undo").await?;
    desk.see("Take a change back").await?;
    desk.until("what would be taken back is shown", async |desk| {
        let (back, refused) = counted(&text_of(desk, "bulk-counts").await?);
        Ok(back > 0 && back + refused == will_change)
    })
    .await?;
    send_when_checked(&desk).await?;
    let last = budgets(&desk).await?;
    let restored = written.keys().filter(|id| last.get(*id) == before.get(*id)).count();
    let raised = written.keys().filter(|id| last.get(*id) == after.get(*id)).count();
    ensure!(restored > 0 && restored + raised == will_change, "each is as it was or as it became: {before:?} {last:?}");
    // Late in an account's day so much is spent that Meta takes no lower budget: those rows say so and are not sent.
    if raised > 0 {
        desk.see("above what is spent already").await?;
    }
    ensure!(budgets_written(&desk).await?.len() == will_change + restored, "each was sent once there and once back");
    desk.kill().await
}

/// Notes how far apart frames are until it is stopped.
const RECORD: &str = "const frames = { deltas: [], last: 0, on: true };
    window.__frames = frames;
    const step = (now) => {
      if (frames.last > 0) frames.deltas.push(now - frames.last);
      frames.last = now;
      if (frames.on) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";
const STOP: &str = "window.__frames.on = false; return { deltas: window.__frames.deltas, blank: 0 };";

/// Scrolls the preview by so many pixels a frame and back, and notes how far apart the frames are.
const SCROLL: &str = "const [frames, speed, done] = arguments;
    const table = document.querySelector('[data-testid=diff-table]');
    const deltas = []; let blank = 0; let last = 0; let way = 1;
    const step = (now) => {
      if (last > 0) deltas.push(now - last);
      last = now;
      if (deltas.length >= frames) return done({ deltas, blank });
      blank += table.querySelectorAll('[aria-label=Loading]').length > 0 ? 1 : 0;
      if (table.scrollTop + speed >= table.scrollHeight - table.clientHeight) way = -1;
      if (table.scrollTop - speed <= 0) way = 1;
      table.scrollTop += speed * way;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// What a person does in one go, with the frames that passed meanwhile as a line of the table.
async fn framed(desk: &Desk, name: &str, deed: impl AsyncFn(&Desk) -> Result<()>) -> Result<String> {
    desk.client()?.execute(RECORD, vec![]).await?;
    deed(desk).await?;
    let answer = desk.client()?.execute(STOP, vec![]).await?;
    Ok(Sample::of(&answer)?.line(name))
}

#[tokio::test]
async fn many_ads_are_filtered_selected_and_previewed_and_no_row_stays_blank() -> Result<()> {
    let size = std::env::var("SEXTANT_BULK").ok();
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.sandbox_size = Some(size.clone().unwrap_or_else(|| SMALL.to_owned()));
    desk.start().await?;
    desk.click("start-demo").await?;
    scroll::open_the_list_of_ads(&desk).await?;
    scroll::all_ads_arrive(&desk, size.as_deref().unwrap_or(SMALL)).await?;
    // Days of figures for so many ads take minutes, and nothing here looks at them.
    desk.client()?.execute("window.__TAURI_INTERNALS__.invoke('cancel_sync')", vec![]).await?;
    desk.until("the sync is over", async |desk| scroll::syncs_no_more(desk).await).await?;
    let mut lines = Vec::new();
    lines.push(
        framed(&desk, "all ads, filtered", async |desk| {
            show_list(desk, 4).await?;
            desk.press("/", false).await?;
            desk.client()?.active_element().await?.send_keys("a").await?;
            desk.press("Enter", false).await?;
            desk.until("the list is the filtered one", async |desk| {
                // The address comes first and is drawn in the frames after.
                let script = "const [done] = arguments;
                    const drawn = location.href.includes('find=a');
                    requestAnimationFrame(() => requestAnimationFrame(() => done(drawn)));";
                Ok(desk.client()?.execute_async(script, vec![]).await?.as_bool() == Some(true))
            })
            .await?;
            desk.find_css(ROW).await.map(drop)
        })
        .await?,
    );
    lines.push(framed(&desk, "all selected, the screen opened", select_all_and_open).await?);
    lines.push(
        framed(&desk, "a change typed, previewed and checked", async |desk| {
            desk.choose("Change", "Put before").await?;
            let behind = "//label[contains(., 'Behind')]/following::input[1]";
            desk.client()?.find(Locator::XPath(behind)).await?.send_keys(" 2").await?;
            desk.until("every ad is checked", async |desk| {
                Ok(text_of(desk, "bulk-check").await?.contains("Checked against Meta"))
            })
            .await
        })
        .await?,
    );
    if size.is_some() {
        for speed in [40, 300, 2_000] {
            let answer = desk.client()?.execute_async(SCROLL, vec![json!(600), json!(speed)]).await?;
            lines.push(Sample::of(&answer)?.line(&format!("the preview, {speed} px a frame")));
        }
        println!("\n| ms | p50 | p95 | p99 | most | over 17.5 | frames with blanks |\n|---|---|---|---|---|---|---|");
        println!("{}\n{}", lines.join("\n"), text_of(&desk, "bulk-counts").await?);
    }
    for end in ["table.scrollHeight", "0"] {
        let go = format!("const table = document.querySelector('[data-testid=diff-table]'); table.scrollTop = {end}");
        desk.client()?.execute(&go, vec![]).await?;
        desk.until("all rows in sight are filled in", async |desk| {
            let script = "return document.querySelectorAll('[data-testid=diff-row]').length > 0
                && document.querySelectorAll('[data-testid=diff-table] [aria-label=Loading]').length === 0";
            Ok(desk.client()?.execute(script, vec![]).await?.as_bool() == Some(true))
        })
        .await?;
    }
    ensure!(!desk.has("error-boundary").await?, "the page still stands");
    desk.kill().await
}
