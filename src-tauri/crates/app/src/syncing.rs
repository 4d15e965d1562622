//! Starting, stopping and watching syncs of the open workspace.

use crate::app::App;
use crate::dto::{AppEvent, ErrorCode, StartSync, SyncOutcome, SyncStatus};
use crate::session::Session;
use crate::sync_desk::{Wanted, range_of};
use crate::{Error, state};

impl App {
    /// Where syncing stands.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn sync_status(&self) -> Result<SyncStatus, Error> {
        Ok(self.session().await?.sync.status())
    }

    /// Starts a sync, or joins the one under way.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`], [`Error::NotSignedIn`], [`Error::Invalid`] for unknown accounts or impossible days.
    pub async fn start_sync(&self, input: StartSync) -> Result<SyncStatus, Error> {
        let session = self.session().await?;
        let wanted = self.wanted(&session, &input).await?;
        let ended = session.sync.start(session.sync_tools()?, wanted);
        let app = self.clone();
        drop(tokio::spawn(async move { app.after_sync(ended).await }));
        Ok(session.sync.status())
    }

    /// Runs a sync and waits for its end.
    ///
    /// # Errors
    /// As [`App::start_sync`]. What goes wrong during the run is part of the outcome.
    pub async fn sync_now(&self, input: StartSync) -> Result<SyncOutcome, Error> {
        let session = self.session().await?;
        let wanted = self.wanted(&session, &input).await?;
        let ended = session.sync.start(session.sync_tools()?, wanted);
        self.after_sync(ended).await;
        session.sync.status().last.ok_or(Error::Cancelled)
    }

    /// Asks the sync under way to stop at the next safe point.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn cancel_sync(&self) -> Result<SyncStatus, Error> {
        let session = self.session().await?;
        session.sync.cancel();
        Ok(session.sync.status())
    }

    /// What the schedule starts; nothing where there is nothing to sync or nobody is signed in.
    pub(crate) async fn start_scheduled_sync(&self) {
        let Ok(session) = self.session().await else { return };
        let signed_in = session.facts().is_some_and(|facts| facts.ended.is_none());
        if !signed_in || session.chosen().is_empty() {
            return;
        }
        let everything = StartSync { account_ids: Vec::new(), since: None, until: None };
        if let Err(error) = self.start_sync(everything).await {
            tracing::warn!(%error, "the scheduled sync did not start");
        }
    }

    async fn wanted(&self, session: &Session, input: &StartSync) -> Result<Wanted, Error> {
        let chosen = session.chosen();
        let accounts = match input.account_ids.as_slice() {
            [] => chosen.clone(),
            ids => ids
                .iter()
                .map(|text| {
                    let id = domain::AccountId::parse(text).ok().filter(|id| chosen.contains(id));
                    id.ok_or_else(|| Error::Invalid(format!("{text:?} is not one of this workspace's accounts")))
                })
                .collect::<Result<_, _>>()?,
        };
        if accounts.is_empty() {
            return Err(Error::Invalid("Choose ad accounts first".into()));
        }
        let days = self.inner.settings.get().history_days;
        let zones = session.store.read(|db| db.accounts()).await?;
        let now = self.inner.clock.now();
        // Accounts may be on different days; the latest one of them bounds the request.
        let today = zones.iter().filter_map(|row| state::today(&row.timezone_name, now)).max();
        let today = today.ok_or_else(|| Error::Invalid("No account has a known time zone".into()))?;
        let range = range_of(input.since.as_deref(), input.until.as_deref(), today, days)?;
        Ok(Wanted { accounts, range, days })
    }

    /// Notes what a finished run says about the connection.
    pub(crate) async fn after_sync(&self, mut ended: tokio::sync::watch::Receiver<bool>) {
        drop(ended.wait_for(|ended| *ended).await);
        let Ok(session) = self.session().await else { return };
        let Some(last) = session.sync.status().last else { return };
        let says = |code: ErrorCode| last.problems.iter().find(|problem| problem.error.code == code);
        if let Some(problem) = says(ErrorCode::SignInNeeded)
            && let Err(error) = session.note_ended(&problem.error.message).await
        {
            tracing::warn!(%error, "the end of the sign-in could not be noted");
        }
        session.set_online(says(ErrorCode::Offline).is_none());
        self.notice_late_changes(&session).await;
        self.raise_concerns(&session).await;
        self.keep_reports_written().await;
        self.inner.bus.event(AppEvent::StateChanged {});
    }
}
