//! Pictures of the main views for people: `cargo xtask screenshots`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::json;

use crate::background::call;
use crate::browser;
use crate::bulk;
use crate::desk::{Desk, PATIENCE};
use crate::journeys::first_sync_is_done;

const ROW: &str = "[data-testid^=\"explorer-row-\"]";

/// Views of a workspace by the address in the page, and what is on the screen once they are there.
const VIEWS: [(&str, &str, &str); 13] = [
    ("overview", "/", "[data-testid=overview-figures]"),
    ("reconcile", "/reconcile", "[data-testid=reconcile-sums]"),
    ("activity", "/activity", "[data-testid=activity-feed], h1"),
    ("explorer-flat", "/explorer?flat=ad", ROW),
    ("accounts", "/accounts", "[role=table], table"),
    ("settings-connection", "/settings/connection", "h1"),
    ("settings-naming", "/settings/naming", "h1"),
    ("settings-sync", "/settings/sync", "h1"),
    ("settings-data", "/settings/data", "h1"),
    ("settings-backups", "/settings/backups", "h1"),
    ("settings-security", "/settings/security", "h1"),
    ("settings-appearance", "/settings/appearance", "h1"),
    ("settings-about", "/settings/about", "h1"),
];

/// Views that are known by their heading.
const HEADED: [(&str, &str, &str); 9] = [
    ("rules", "/rules", "Rules"),
    ("rule-runs", "/rules/runs", "What rules did"),
    ("rules-paused", "/rules/paused", "Paused by rules"),
    ("rules-meta", "/rules/meta", "Rules of Meta's"),
    ("rules-backtest", "/rules/backtest", "Backtest"),
    ("approvals", "/approvals", "Approvals"),
    ("settings-rules", "/settings/rules", "Rules"),
    ("settings-notifications", "/settings/notifications", "Notifications"),
    ("settings-studio", "/settings/studio", "Studio services"),
];

/// Where the pictures go.
struct Album(PathBuf);

impl Album {
    /// Writes `target/screenshots`, or the folder in `SEXTANT_PICTURES` where that is set.
    fn open() -> Self {
        let folder = std::env::var_os("SEXTANT_PICTURES")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots"), Into::into);
        Self(folder)
    }

    /// The same view in light and in dark.
    async fn both(&self, desk: &Desk, name: &str) -> Result<()> {
        for theme in ["light", "dark"] {
            set_theme(desk, theme).await?;
            desk.picture(&self.0.join(format!("{name}-{theme}.png"))).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn screenshots_of_every_main_view() -> Result<()> {
    let album = Album::open();
    let mut desk = Desk::new()?;
    beginnings(&mut desk, &album).await?;
    first_sync_is_done(&desk).await?;
    desk.find_css(ROW).await?;
    album.both(&desk, "explorer").await?;
    drawer(&desk, &album).await?;
    palette(&desk, &album).await?;
    changing(&desk, &album).await?;
    for (name, address, sign) in VIEWS {
        go(&desk, address).await?;
        desk.find_css(sign).await.with_context(|| name.to_owned())?;
        album.both(&desk, name).await?;
    }
    rules(&desk, &album).await?;
    go(&desk, "/studio").await?;
    desk.find("studio").await?;
    album.both(&desk, "studio").await?;
    desk.kill().await?;
    misfortunes(&mut desk, &album).await
}

/// The first screen, both forms behind it, the sign-in that waits for the browser, and the first sync.
async fn beginnings(desk: &mut Desk, album: &Album) -> Result<()> {
    // Large enough to be seen while it is synced.
    desk.sandbox_size = Some("3x60x6x6".to_owned());
    desk.start().await?;
    desk.find("start-demo").await?;
    album.both(desk, "first-screen").await?;
    for (choice, name) in [("connect-meta", "connect"), ("use-token", "token")] {
        desk.click(choice).await?;
        desk.find_css("input").await?;
        album.both(desk, name).await?;
        desk.press("Escape", false).await?;
        desk.find("start-demo").await?;
    }
    desk.click("start-demo").await?;
    let address = desk.browser_address().await?;
    album.both(desk, "sign-in").await?;
    let link = browser::press_continue(&address).await?;
    desk.open_link(&link)?;
    desk.find("first-sync").await?;
    album.both(desk, "first-sync").await?;
    desk.click("open-now").await
}

async fn drawer(desk: &Desk, album: &Album) -> Result<()> {
    desk.find_css(&format!("{ROW}[aria-level=\"2\"]")).await?.click().await?;
    desk.press("Enter", false).await?;
    desk.find("drawer").await?;
    for theme in ["light", "dark"] {
        // The chart is drawn in the colours of the theme it finds.
        set_theme(desk, theme).await?;
        chart_is_drawn(desk).await?;
        desk.picture(&album.0.join(format!("drawer-{theme}.png"))).await?;
    }
    desk.click("drawer-close").await
}

/// The views of rules, with one rule that has looked and only told.
async fn rules(desk: &Desk, album: &Album) -> Result<()> {
    let templates = call(desk, "list_rule_templates", json!({ "accountId": null })).await?;
    let rule = templates[0]["rule"].as_str().context("a template")?;
    let saved = call(desk, "save_rule", json!({ "input": { "rule": rule, "expectedVersion": null } })).await?;
    let id = saved["row"]["id"].as_str().context("an id")?;
    call(desk, "set_rule_mode", json!({ "input": { "id": id, "mode": "shadow" } })).await?;
    call(desk, "look_now", json!({ "id": id })).await?;
    for (name, address, heading) in HEADED {
        go(desk, address).await?;
        let title = format!("//h1[contains(., \"{heading}\")] | //h2[contains(., \"{heading}\")]");
        let there = desk.client()?.wait().at_most(PATIENCE).for_element(Locator::XPath(&title)).await;
        there.with_context(|| format!("{name} has its heading"))?;
        album.both(desk, name).await?;
    }
    go(desk, &format!("/rules/{id}")).await?;
    desk.find("rule-editor").await?;
    album.both(desk, "rule").await
}

async fn chart_is_drawn(desk: &Desk) -> Result<()> {
    desk.until("the chart is drawn", async |desk| {
        let drawn = "return [...document.querySelectorAll('[data-testid=drawer] canvas')].some((c) => c.width > 0)";
        Ok(desk.client()?.execute(drawn, vec![]).await?.as_bool() == Some(true))
    })
    .await
}

async fn palette(desk: &Desk, album: &Album) -> Result<()> {
    let open = "document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }))";
    desk.client()?.execute(open, vec![]).await?;
    desk.find_css("[role=dialog] input").await?.send_keys("re").await?;
    desk.find_css("[role=dialog] [role=option]").await?;
    album.both(desk, "palette").await?;
    desk.press("Escape", false).await
}

/// What a person sees when something is not there: the network, the database.
async fn misfortunes(desk: &mut Desk, album: &Album) -> Result<()> {
    desk.sandbox = "/nonexistent".into();
    desk.start().await?;
    desk.find("offline-badge").await?;
    go(desk, "/explorer").await?;
    desk.find_css(ROW).await?;
    album.both(desk, "offline").await?;
    write_recovery_key(desk).await?;
    desk.kill().await?;
    let passphrase = std::mem::replace(&mut desk.passphrase, "of another workspace".to_owned());
    desk.start().await?;
    desk.find("enter-recovery-key").await?;
    album.both(desk, "locked").await?;
    desk.click("enter-recovery-key").await?;
    desk.see("Recovery key").await?;
    album.both(desk, "recovery-key").await?;
    desk.kill().await?;
    desk.passphrase = passphrase;
    damage(desk)?;
    desk.start().await?;
    desk.see("damaged").await?;
    album.both(desk, "damaged").await?;
    desk.kill().await
}

/// What can be changed: in line, many at once, kept as a draft, and made anew.
async fn changing(desk: &Desk, album: &Album) -> Result<()> {
    bulk::show_list(desk, 3).await?;
    let funded = "return [...document.querySelectorAll('[data-testid^=explorer-row-]')].find((row) =>
        [...row.querySelectorAll('[role=gridcell]')].slice(0, 2).some((cell) => /^[$€¥][0-9]/.test(cell.textContent)))
        ?.dataset.testid";
    desk.until("a row with a budget is there", async |desk| {
        let row = desk.client()?.execute(funded, vec![]).await?;
        desk.click(row.as_str().context("none yet")?).await.map(|()| true)
    })
    .await?;
    desk.press("b", false).await?;
    desk.find("cell-editor").await?;
    album.both(desk, "budget-editor").await?;
    desk.press("Escape", false).await?;
    bulk::select_all_and_open(desk).await?;
    desk.client()?.active_element().await?.send_keys("10").await?;
    desk.see("will change").await?;
    album.both(desk, "bulk").await?;
    desk.click_text("Keep as draft").await?;
    desk.see("Saved to Drafts").await?;
    go(desk, "/drafts").await?;
    desk.click("draft").await?;
    desk.find("draft-view").await?;
    album.both(desk, "draft").await?;
    go(desk, "/explorer").await?;
    desk.find_css(ROW).await?;
    desk.press("n", false).await?;
    desk.see("What will be made").await?;
    album.both(desk, "create").await
}

/// Keeps the key of the workspace in a file, as the settings do: what was never written cannot be asked for.
async fn write_recovery_key(desk: &Desk) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let script = "const [path, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('write_recovery_key', { input: { path } }).then(() => done(null), done);";
    let path = json!(folder.path().join("recovery.txt"));
    let refused = desk.client()?.execute_async(script, vec![path]).await?;
    ensure!(refused.is_null(), "{refused}");
    Ok(())
}

/// Writes over the middle of the workspace's cache.
fn damage(desk: &Desk) -> Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    let mut damaged = 0;
    for workspace in std::fs::read_dir(desk.home.path().join("workspaces"))? {
        let path = workspace?.path().join("cache.db");
        let mut file = std::fs::OpenOptions::new().write(true).open(&path)?;
        let middle = file.metadata()?.len() / 2;
        // The last part of a page may be free; several pages in a row are not.
        for page in 0..64 {
            file.seek(SeekFrom::Start(middle + page * 4096))?;
            file.write_all(&[0x5a; 1024])?;
        }
        damaged += 1;
    }
    ensure!(damaged > 0, "there is a workspace to damage");
    Ok(())
}

/// Shows another view by its address in the page.
async fn go(desk: &Desk, address: &str) -> Result<()> {
    let script = "window.location.hash = arguments[0]";
    desk.client()?.execute(script, vec![json!(address)]).await?;
    Ok(())
}

async fn set_theme(desk: &Desk, theme: &str) -> Result<()> {
    let script = format!("document.documentElement.dataset.theme = '{theme}'");
    desk.client()?.execute(&script, vec![]).await?;
    Ok(())
}
