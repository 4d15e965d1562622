//! What an earlier run of the program, or a lost answer, left unclear: looked at, waited for, and told.

use std::sync::Arc;

use crate::app::App;
use crate::session::Session;

impl App {
    /// Settles what the last run of the program left unclear. Once a sign-in is there and before anything is sent.
    pub(crate) async fn settle_changes(&self, session: &Arc<Session>) {
        let Ok(tools) = self.change_tools(session) else { return };
        // Looking only reads, and closes what it has read in one transaction, so it can be broken off anywhere.
        let closing = session.changes.closing();
        let settled = tokio::select! {
            settled = changes::reconcile(&tools) => settled,
            () = closing.cancelled() => return,
        };
        match settled {
            Ok(recovered) if recovered == changes::Recovered::default() => {}
            Ok(recovered) => {
                tracing::info!(
                    settled = recovered.settled.len(),
                    open = recovered.open,
                    interrupted = recovered.interrupted.len(),
                    "changes of the last run"
                );
                if !recovered.interrupted.is_empty() {
                    let text = "Sextant ended while it was sending changes. What was sent is recorded; \
                                what was not waits for you under Activity.";
                    self.inner.bus.alarm("A change was broken off", text);
                }
            }
            Err(error) => tracing::warn!(%error, "what the last run left unclear could not be settled"),
        }
        self.tell_writes(session).await;
        self.await_copies(session, &tools).await;
    }

    /// Goes on waiting for copies that the last run had ordered, each act as if it were still being sent: how far it is
    /// is shown, it can be stopped, and others wait for its end.
    async fn await_copies(&self, session: &Arc<Session>, tools: &changes::Tools) {
        let open = match changes::open_copies(tools).await {
            Ok(open) => open,
            Err(error) => return tracing::warn!(%error, "what is still being copied could not be read"),
        };
        let closing = session.changes.closing();
        for (id, rows) in open {
            // What a person sends meanwhile comes first; it ends by itself.
            while self.begin(session, &id, rows).is_err() {
                session.changes.ended().await;
            }
            if closing.is_cancelled() {
                return session.changes.end(None);
            }
            let (tools, act, bus) = (tools.clone(), id.clone(), self.inner.bus.clone());
            self.spawn(session, id, move |on_row, cancel| {
                Box::pin(async move {
                    let report = changes::await_copies(&tools, &act, &on_row, &cancel).await?;
                    let text = match report.rows.iter().any(|row| row.detail.text.is_some()) {
                        true => {
                            "Not everything that was ordered before Sextant ended was copied. It waits for you \
                                 under Activity."
                        }
                        false => {
                            "What Meta was copying when Sextant ended is there. Try the change again under \
                                  Activity, which gives the copy its name."
                        }
                    };
                    if !report.rows.is_empty() {
                        bus.alarm("Copies of an earlier change", text);
                    }
                    Ok(report)
                })
            });
            session.changes.ended().await;
        }
    }

    /// Corrects the record of changes whose answers were lost and that a sync has found at Meta after all.
    pub(crate) async fn notice_late_changes(&self, session: &Arc<Session>) {
        match changes::notice_late(&session.store, self.inner.clock.now()).await {
            Ok(late) if late.is_empty() => {}
            Ok(late) => {
                let text = match late.iter().find(|late| late.is_second) {
                    Some(second) => {
                        let id = second.row.object.as_ref().map(ToString::to_string).unwrap_or_default();
                        format!(
                            "Something was made twice, since Meta carried out a lost request late. The second is {id}."
                        )
                    }
                    None => "Meta carried out a request whose answer was lost. What was recorded is corrected.".into(),
                };
                self.inner.bus.alarm("A lost change took effect", text);
                self.tell_writes(session).await;
            }
            Err(error) => tracing::warn!(%error, "what was lost could not be held against what is there"),
        }
    }
}
