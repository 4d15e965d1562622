//! Scrolling a long flat list in the real window: nothing is left blank, and how even the frames are.
//!
//! With `SEXTANT_SCROLL` the world has that size (accounts x campaigns x ad sets x ads) and the figures are printed for
//! `cargo xtask bench --only scroll`; without it the world is small and only what must hold anywhere is checked.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journeys::EXPLORER;

const SMALL: &str = "1x20x10x10";
/// Frames of each measurement.
const FRAMES: u32 = 600;

/// Waits for a number of frames while `step` runs before each, and answers the milliseconds between them.
const FRAMES_OF: &str = "const [frames, speed, done] = arguments;
    const table = document.querySelector('[data-testid=explorer-table]');
    const deltas = []; let blank = 0; let last = 0; let way = 1;
    const step = (now) => {
      if (last > 0) deltas.push(now - last);
      last = now;
      if (deltas.length >= frames) return done({ deltas, blank });
      if (table && speed > 0) {
        blank += table.querySelectorAll('[aria-label=Loading]').length > 0 ? 1 : 0;
        const end = table.scrollHeight - table.clientHeight;
        if (table.scrollTop + speed >= end) way = -1;
        if (table.scrollTop - speed <= 0) way = 1;
        table.scrollTop += speed * way;
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// The same rows as plain text in a bare scroller, recycled by hand: what the engine itself costs on this display.
const BARE_LIST: &str = "const [frames, speed, done] = arguments;
    const source = document.querySelector('[data-testid=explorer-table]');
    const place = document.createElement('div');
    const box = source.getBoundingClientRect();
    place.style.cssText = `position:fixed;z-index:99;overflow:auto;background:white;left:${box.left}px;top:${box.top}px;`
      + `width:${box.width}px;height:${box.height}px;font-size:12px`;
    const body = document.createElement('div');
    body.style.cssText = 'position:relative;height:1400000px';
    const shown = Math.ceil(box.height / 28) + 1;
    const rows = Array.from({ length: shown }, () => {
      const row = document.createElement('div');
      row.style.cssText = 'position:absolute;left:0;top:0;width:100%;height:28px;contain:strict;border-bottom:1px solid #ddd';
      body.append(row);
      return row;
    });
    place.append(body); document.body.append(place);
    const deltas = []; let last = 0;
    const step = (now) => {
      if (last > 0) deltas.push(now - last);
      last = now;
      if (deltas.length >= frames) { place.remove(); return done({ deltas, blank: 0 }); }
      place.scrollTop += speed;
      const first = Math.floor(place.scrollTop / 28);
      for (let index = first; index < first + shown; index += 1) {
        const row = rows[index % shown];
        if (row.dataset.of === String(index)) continue;
        row.dataset.of = String(index);
        row.style.transform = `translateY(${index * 28}px)`;
        row.textContent = `Ad ${index} of a bare list with one text in each row`;
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// Asks the core for windows of 200 rows at places all over the list, one after another, as the page does.
const COMMANDS: &str = "const [times, total, done] = arguments;
    const took = [];
    const ask = async () => {
      const day = (ago) => new Date(Date.now() - ago * 864e5).toISOString().slice(0, 10);
      for (let index = 0; index < times; index += 1) {
        const input = { accountIds: [], range: { since: day(29), until: day(0) }, compare: null, expanded: [], flat: 'ad',
          sort: 'spend', descending: true, offset: Math.floor(((index * 7919) % total) / 200) * 200, limit: 200,
          filter: { text: null, delivery: [], objectives: [], minSpendMinor: null, withIssues: false, includeGone: false } };
        const before = performance.now();
        await window.__TAURI_INTERNALS__.invoke('query_explorer', { input });
        took.push(performance.now() - before);
      }
    };
    ask().then(() => done({ deltas: took, blank: 0 }), (error) => done({ error: JSON.stringify(error) }));";

/// Milliseconds between frames.
pub(crate) struct Sample {
    sorted: Vec<f64>,
    blank: u64,
}

impl Sample {
    pub(crate) fn of(answer: &Value) -> Result<Self> {
        let deltas = answer["deltas"].as_array().with_context(|| format!("no measurement: {answer}"))?;
        let mut sorted: Vec<f64> = deltas.iter().filter_map(Value::as_f64).collect();
        sorted.sort_by(f64::total_cmp);
        Ok(Self { sorted, blank: answer["blank"].as_u64().unwrap_or(0) })
    }

    /// The value that this part of all values does not exceed.
    fn at(&self, part: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn line(&self, name: &str) -> String {
        let over = self.sorted.iter().filter(|delta| **delta > 17.5).count();
        format!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {over} of {} | {} |",
            self.at(0.5),
            self.at(0.95),
            self.at(0.99),
            self.at(1.0),
            self.sorted.len(),
            self.blank
        )
    }
}

async fn measure(desk: &Desk, script: &str, count: u32, speed: u32) -> Result<Sample> {
    let answer = desk.client()?.execute_async(script, vec![json!(count), json!(speed)]).await?;
    Sample::of(&answer)
}

#[tokio::test]
async fn a_long_list_scrolls_from_end_to_end_and_no_row_stays_blank() -> Result<()> {
    let size = std::env::var("SEXTANT_SCROLL").ok();
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.sandbox_size = Some(size.clone().unwrap_or_else(|| SMALL.to_owned()));
    desk.start().await?;
    desk.find("start-demo").await?;
    let frames = if size.is_some() { FRAMES } else { 30 };
    let mut lines = Vec::new();
    if size.is_some() {
        lines.push(measure(&desk, FRAMES_OF, frames, 0).await?.line("first screen, nothing moves"));
    }
    desk.click("start-demo").await?;
    open_the_list_of_ads(&desk).await?;
    all_ads_arrive(&desk, size.as_deref().unwrap_or(SMALL)).await?;
    if size.is_some() {
        lines.push(measure(&desk, FRAMES_OF, frames, 0).await?.line("explorer, nothing moves, during a sync"));
        lines.push(measure(&desk, FRAMES_OF, frames, 300).await?.line("explorer, 300 px a frame, during a sync"));
        // Days of figures for so many ads take minutes; what scrolls is the same with some of them.
        desk.client()?.execute("window.__TAURI_INTERNALS__.invoke('cancel_sync')", vec![]).await?;
    }
    desk.until("the sync is over", async |desk| syncs_no_more(desk).await).await?;
    if size.is_some() {
        lines.push(measure(&desk, FRAMES_OF, frames, 0).await?.line("explorer, nothing moves"));
        for speed in [40, 300, 2_000] {
            lines.push(measure(&desk, BARE_LIST, frames, speed).await?.line(&format!("bare list, {speed} px a frame")));
            lines.push(measure(&desk, FRAMES_OF, frames, speed).await?.line(&format!("explorer, {speed} px a frame")));
        }
        let total = count(&desk).await?;
        lines.push(measure(&desk, COMMANDS, 400, total).await?.line("a window of 200 rows, asked by the page"));
        println!("\n| ms | p50 | p95 | p99 | most | over 17.5 | frames with blanks |\n|---|---|---|---|---|---|---|");
        println!("{}\n{total} rows", lines.join("\n"));
    }
    // To the very end and back, faster than rows can be read: what is in sight is filled in at both ends.
    measure(&desk, FRAMES_OF, frames.min(60), 5_000).await?;
    for end in ["table.scrollHeight", "0"] {
        let go =
            format!("const table = document.querySelector('[data-testid=explorer-table]'); table.scrollTop = {end}");
        desk.client()?.execute(&go, vec![]).await?;
        desk.until("all rows in sight are filled in", async |desk| Ok(nothing_blank(desk).await?)).await?;
    }
    ensure!(!desk.has("error-boundary").await?, "the page still stands");
    desk.kill().await
}

/// Waits until the list has every ad of a world of this size.
pub(crate) async fn all_ads_arrive(desk: &Desk, size: &str) -> Result<()> {
    let wanted = size.split('x').map(str::parse::<u32>).product::<Result<u32, _>>()?;
    // A world of 50,000 ads takes longer than any one step of a test may, but each of its pages does not.
    let mut there = 0;
    while there < wanted {
        let before = there;
        desk.until("more ads arrive", async |desk| Ok(count(desk).await? > before)).await?;
        there = count(desk).await?;
    }
    Ok(())
}

/// Opens the workspace while its first sync still runs, unless that is over already, and shows all ads.
pub(crate) async fn open_the_list_of_ads(desk: &Desk) -> Result<()> {
    const LIST: &str = "fieldset[aria-label=Rows] button:last-child";
    desk.until("the explorer is open", async |desk| {
        for button in desk.client()?.find_all(Locator::Css("[data-testid=open-now]")).await? {
            // The sync may end and take the button away in the same moment.
            drop(button.click().await);
        }
        // A workspace opens on the overview.
        for link in desk.client()?.find_all(Locator::Css(EXPLORER)).await? {
            drop(link.click().await);
        }
        Ok(!desk.client()?.find_all(Locator::Css(LIST)).await?.is_empty())
    })
    .await?;
    Ok(desk.find_css(LIST).await?.click().await?)
}

/// Whether no sync is under way.
pub(crate) async fn syncs_no_more(desk: &Desk) -> Result<bool> {
    let script = "const [done] = arguments;
        const status = window.__TAURI_INTERNALS__.invoke('get_sync_status');
        status.then(({ running }) => done(running === null), () => done(false));";
    Ok(desk.client()?.execute_async(script, vec![]).await?.as_bool() == Some(true))
}

async fn count(desk: &Desk) -> Result<u32> {
    let count = desk.find("explorer-table").await?.attr("aria-rowcount").await?;
    Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
}

/// Whether every row that can be seen is one that has arrived.
async fn nothing_blank(desk: &Desk) -> Result<bool> {
    let script = "const table = document.querySelector('[data-testid=explorer-table]');
        const rows = [...table.querySelectorAll('[data-testid^=explorer-row-]')];
        const box = table.getBoundingClientRect();
        const seen = rows.filter((row) => { const at = row.getBoundingClientRect();
          return at.bottom > box.top && at.top < box.bottom; });
        return table.querySelectorAll('[aria-label=Loading]').length === 0 && seen.length >= Math.floor(box.height / 32) - 3";
    Ok(desk.client()?.execute(script, vec![]).await?.as_bool() == Some(true))
}
