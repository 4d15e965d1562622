//! What becomes of alarms before they reach a person: several at once are one, and quiet hours hold back what can wait.

mod gather;
mod quiet;

use std::time::Duration;

use gather::Gather;
use quiet::QuietHours;

use crate::app::App;
use crate::bus::{Alarm, Signal, Signals};

/// How often to look whether the quiet hours have ended, while something waits for that.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Notifications in the order in which they are to be shown. What quiet hours hold back is lost when the program ends;
/// what it tells of is in the page.
#[derive(Debug)]
pub struct Notifications {
    app: App,
    signals: Signals,
    gather: Gather,
}

impl App {
    /// Alarms from now on, several of them as one, kept back while it is quiet.
    pub fn notifications(&self) -> Notifications {
        Notifications { app: self.clone(), signals: self.signals(), gather: Gather::default() }
    }
}

impl Notifications {
    /// The next one to show; `None` when the core has ended. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<Alarm> {
        loop {
            let now = self.app.inner.clock.now();
            if let Some(alarm) = self.gather.look(now, self.is_quiet()) {
                return Some(alarm);
            }
            let wait = self.gather.waits_ms(now).map(|left| Duration::from_millis(left).min(LOOK_EVERY));
            tokio::select! {
                signal = self.signals.next() => match signal? {
                    Signal::Alarm(alarm) => self.gather.take(alarm, self.app.inner.clock.now(), self.is_quiet()),
                    Signal::Event(_) => {}
                },
                () = pass(wait) => {}
            }
        }
    }

    fn is_quiet(&self) -> bool {
        let settings = self.app.inner.settings.get();
        let hours = QuietHours { from_minute: settings.quiet_from_minute, until_minute: settings.quiet_until_minute };
        settings.quiet_hours && quiet::local_minute(self.app.inner.clock.now()).is_some_and(|at| hours.cover(at))
    }
}

/// Waits; without an end where there is none.
async fn pass(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}
