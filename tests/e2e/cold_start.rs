//! The program is not running when the browser hands over a link.

use anyhow::{Result, ensure};

use crate::browser;
use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

const INTERRUPTED: &str = "That sign-in was interrupted";

#[tokio::test]
async fn a_link_that_starts_the_program_is_refused_in_words_and_the_sign_in_can_be_started_again() -> Result<()> {
    let mut desk = Desk::new()?;
    desk.start().await?;
    desk.click("start-demo").await?;
    let link = browser::press_continue(&desk.browser_address().await?).await?;
    // The program ends before the browser hands over its answer, and is started by it.
    desk.kill().await?;
    desk.arguments = vec![link.clone()];
    desk.start().await?;
    desk.see(INTERRUPTED).await?;
    desk.see("Nothing was sent").await?;
    ensure!(desk.exchanges().await? == 0, "nothing is exchanged");

    // One button begins again, and the link of before is not one that is waited for.
    desk.click_text("Start again").await?;
    let address = desk.browser_address().await?;
    desk.open_link(&link)?;
    desk.see("not one we asked for").await?;
    ensure!(desk.exchanges().await? == 0, "nothing is exchanged");
    desk.open_link(&browser::press_continue(&address).await?)?;
    first_sync_is_done(&desk).await?;
    ensure!(desk.exchanges().await? > 0, "the journal does know exchanges");
    let exchanged = desk.exchanges().await?;
    desk.kill().await?;

    // With a workspace there is nothing to ask at first: its figures are there, and one notice.
    desk.arguments = vec!["sextant://oauth/callback?code=stolen&state=guessed".into()];
    desk.start().await?;
    desk.find("overview-figures").await?;
    desk.see(INTERRUPTED).await?;
    ensure!(exchanged > 0 && desk.exchanges().await? == 0, "nothing is exchanged");
    desk.kill().await
}
