//! Pictures of the main views for people: `cargo xtask screenshots`.

use std::path::Path;

use anyhow::Result;

use crate::desk::Desk;
use crate::journeys::sign_in_to_the_demo;

/// Writes the pictures to `target/screenshots`, and to the folder in `SEXTANT_PICTURES` where that is set.
#[tokio::test]
async fn screenshots_of_every_main_view() -> Result<()> {
    let folder = std::env::var_os("SEXTANT_PICTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots"), Into::into);
    let mut desk = Desk::new()?;
    desk.start().await?;
    desk.find("start-demo").await?;
    for theme in ["light", "dark"] {
        set_theme(&desk, theme).await?;
        desk.picture(&folder.join(format!("first-screen-{theme}.png"))).await?;
    }
    desk.kill().await?;
    sign_in_to_the_demo(&mut desk).await?;
    desk.find_css("[data-testid^=\"explorer-row-\"]").await?;
    for theme in ["light", "dark"] {
        set_theme(&desk, theme).await?;
        desk.picture(&folder.join(format!("explorer-{theme}.png"))).await?;
        open_first_row(&desk).await?;
        desk.find("drawer").await?;
        desk.until("the chart is drawn", async |desk| {
            let drawn = "return [...document.querySelectorAll('[data-testid=drawer] canvas')].some((c) => c.width > 0)";
            Ok(desk.client()?.execute(drawn, vec![]).await?.as_bool() == Some(true))
        })
        .await?;
        desk.picture(&folder.join(format!("drawer-{theme}.png"))).await?;
        desk.click("drawer-close").await?;
    }
    desk.kill().await
}

async fn set_theme(desk: &Desk, theme: &str) -> Result<()> {
    let script = format!("document.documentElement.dataset.theme = '{theme}'");
    desk.client()?.execute(&script, vec![]).await?;
    Ok(())
}

/// Opens the drawer of the first campaign and waits until its chart is drawn.
async fn open_first_row(desk: &Desk) -> Result<()> {
    let row = desk.find_css("[data-testid^=\"explorer-row-\"][aria-level=\"2\"]").await?;
    row.click().await?;
    desk.client()?
        .execute(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))",
            vec![],
        )
        .await?;
    Ok(())
}
