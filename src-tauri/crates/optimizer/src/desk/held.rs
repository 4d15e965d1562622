//! What holds all rules back: nobody signed in, the kill switch, a workspace that waits for a person, a wrong clock.

use domain::TimestampMillis;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::Error;

/// How far the clock may be from Meta's, or behind itself.
const SKEW_MS: i64 = 5 * 60_000;
/// How often the time is noted, so that a clock that is put back while the program is closed is noticed.
const NOTE_EVERY_MS: i64 = 60_000;
const CLOCK: &str = "rules.clock";

/// The latest time that was ever seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Latest {
    at_ms: i64,
}

/// What is remembered of the clock while the program runs.
#[derive(Debug, Default)]
pub(super) struct Watch {
    noted: Option<TimestampMillis>,
}

impl Desk {
    /// Why no rule may look now; none when they may.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub(super) async fn held(&mut self) -> Result<Option<String>, Error> {
        if let Some(why) = self.clock_is_wrong().await? {
            return Ok(Some(why));
        }
        let Some(tools) = self.world.tools() else {
            return Ok(Some("Nobody is signed in to Meta".to_owned()));
        };
        if let Some(held) = self.store.held() {
            return Ok(Some(format!("Changes are held: {held}")));
        }
        let switch = tools.switch.clone();
        let stopped = self.store.read(move |db| switch.is_on(db)).await?;
        Ok(stopped.then(|| "All changes are stopped, and with them all rules".to_owned()))
    }

    async fn clock_is_wrong(&mut self) -> Result<Option<String>, Error> {
        let now = self.clock.now();
        if let Some(skew) = self.world.skew_ms().filter(|skew| skew.abs() > SKEW_MS) {
            let (minutes, way) = (skew.abs() / 60_000, if skew > 0 { "ahead of" } else { "behind" });
            return Ok(Some(format!(
                "This computer's clock is {minutes} minutes {way} Meta's; rules wait until it is set"
            )));
        }
        let latest: Option<Latest> = self.store.read(|db| db.setting(CLOCK)).await?;
        if latest.is_some_and(|latest| latest.at_ms.saturating_sub(now.0) > SKEW_MS) {
            return Ok(Some(
                "This computer's clock was put back; rules wait until it shows the time they last looked at".to_owned(),
            ));
        }
        if self.held.noted.is_none_or(|noted| now.millis_since(noted) >= NOTE_EVERY_MS) {
            self.store.write(move |tx| tx.set_setting(CLOCK, &Latest { at_ms: now.0 })).await?;
            self.held.noted = Some(now);
        }
        Ok(None)
    }
}
