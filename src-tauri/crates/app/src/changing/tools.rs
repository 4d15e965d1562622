//! What the write path works with in this workspace, and what stands before it.

use std::sync::{Arc, Weak};

use changes::{Gate, KillSwitch, Pace, RandomIds, Stop, Tools};
use domain::AccountId;
use graph::{Credentials, Graph, GraphConfig};
use secrecy::SecretString;

use crate::Error;
use crate::app::App;
use crate::dto::{AppEvent, WriteState};
use crate::session::Session;
use crate::state::WRITE;

/// The file that stops all writes of all workspaces while it is there.
const KILL_FILE: &str = "stop-all-changes";

/// Asks the open workspace before every request.
#[derive(Debug)]
struct SessionGate(Weak<Session>);

impl Gate for SessionGate {
    fn refuses(&self, account: &AccountId) -> Option<Stop> {
        let Some(session) = self.0.upgrade() else { return Some(Stop::Held("the workspace was closed".into())) };
        if is_read_only(&session) {
            return Some(Stop::ReadOnly);
        }
        if let Some(held) = session.store.held() {
            return Some(Stop::Held(held.to_string()));
        }
        (!session.chosen().contains(account)).then_some(Stop::NotAllowed)
    }
}

fn is_read_only(session: &Session) -> bool {
    session.facts().is_none_or(|facts| !facts.granted.iter().any(|scope| scope == WRITE))
}

impl App {
    pub(super) fn kill_switch(&self) -> KillSwitch {
        KillSwitch::new(self.inner.home.folder().join(KILL_FILE))
    }

    /// The write path's tools.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub(crate) fn change_tools(&self, session: &Arc<Session>) -> Result<Tools, Error> {
        Ok(self.tools_with(session, session.graph()?))
    }

    /// The same tools for what needs no network, also without a sign-in.
    pub(super) fn local_tools(&self, session: &Arc<Session>) -> Result<Tools, Error> {
        if let Ok(graph) = session.graph() {
            return Ok(self.tools_with(session, graph));
        }
        let nobody = Credentials::new(SecretString::from(String::new()), None);
        let graph = Graph::new(GraphConfig::meta(), nobody, Arc::clone(&self.inner.clock))?;
        Ok(self.tools_with(session, graph))
    }

    fn tools_with(&self, session: &Arc<Session>, graph: Graph) -> Tools {
        Tools {
            graph,
            store: session.store.clone(),
            clock: Arc::clone(&self.inner.clock),
            ids: Arc::new(RandomIds),
            gate: Arc::new(SessionGate(Arc::downgrade(session))),
            switch: self.kill_switch(),
            lanes: session.changes.lanes.clone(),
            pace: Pace::default(),
            pictures: Arc::new(crate::studio_work::ChosenPictures(session.store.clone())),
        }
    }

    /// Whether anything may be sent, and what is being sent.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn write_state(&self) -> Result<WriteState, Error> {
        let session = self.session().await?;
        self.write_state_of(&session).await
    }

    async fn write_state_of(&self, session: &Session) -> Result<WriteState, Error> {
        let read = |db: &store::Db| Ok((changes::flag(db)?, db.open_intents()?.len(), db.drafts()?.len()));
        let (flag, open, drafts) = session.store.read(read).await?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(WriteState {
            stopped: flag.is_some() || self.kill_switch().file_is_there(),
            stopped_by: flag.as_ref().map(|flag| flag.by.clone()),
            stopped_at_ms: flag.map(|flag| flag.at_ms as f64),
            read_only: is_read_only(session),
            held: session.store.held().map(|held| held.to_string()),
            run: session.changes.run(),
            open: count(open),
            drafts: count(drafts),
        })
    }

    /// Tells the page where writing stands.
    pub(crate) async fn tell_writes(&self, session: &Session) {
        match self.write_state_of(session).await {
            Ok(state) => self.inner.bus.event(AppEvent::WritesChanged { state }),
            Err(error) => tracing::warn!(%error, "where writing stands cannot be told"),
        }
    }

    /// Stops all writes at once, in this workspace and all others of this data folder.
    ///
    /// # Errors
    /// When neither the file nor the flag can be set.
    pub async fn stop_writes(&self) -> Result<WriteState, Error> {
        let session = self.session().await?;
        self.kill_switch().press(&session.store, &super::author(&session, String::new()).actor).await?;
        session.changes.cancel();
        self.tell_writes(&session).await;
        self.write_state().await
    }

    /// Allows writes again.
    ///
    /// # Errors
    /// When the file or the flag cannot be taken away; then writes stay stopped.
    pub async fn allow_writes(&self) -> Result<WriteState, Error> {
        let session = self.session().await?;
        self.kill_switch().release(&session.store, &super::author(&session, String::new()).actor).await?;
        self.tell_writes(&session).await;
        self.write_state().await
    }
}
