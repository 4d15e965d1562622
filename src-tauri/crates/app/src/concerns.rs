//! Alarms that nobody has to set up: judged after each sync, from the cache alone, and told once until they change.

mod facts;
mod judge;

use judge::{Told, judge};

use crate::app::App;
use crate::bus::AlarmAct;
use crate::session::Session;

/// Under which name it is kept, for each account, what was told.
const TOLD: &str = "alarms.told";

impl App {
    /// Raises what a person should know of the accounts as they are now. What cannot be read is told after a later sync.
    pub(crate) async fn raise_concerns(&self, session: &Session) {
        // Single commands answer what they were asked and nothing else.
        if !self.is_scheduled() {
            return;
        }
        let every = self.inner.settings.get().sync_every_minutes;
        let (now, chosen) = (self.inner.clock.now(), session.chosen());
        let judged = session.store.write(move |tx| {
            let mut words = Vec::new();
            for id in chosen {
                let Some(row) = tx.account(&id)? else { continue };
                let Some(facts) = facts::read(tx, &row, every, now)? else { continue };
                // What an earlier version kept in another shape was told by it.
                let told: Option<Told> = tx.sync_state(Some(&id), TOLD).unwrap_or_default();
                let (concerns, next) = judge(&facts, told.as_ref());
                if told.as_ref() != Some(&next) {
                    tx.set_sync_state(Some(&id), TOLD, &next)?;
                }
                words.extend(concerns.into_iter().map(|concern| concern.words(&row.name, &row.currency)));
            }
            Ok(words)
        });
        match judged.await {
            Ok(written) => {
                for (title, body) in written.value {
                    self.inner.bus.alarm_with(title, body, AlarmAct::Open("/explorer".into()));
                }
            }
            Err(error) => tracing::warn!(%error, "what people should know of the accounts could not be judged"),
        }
    }
}
