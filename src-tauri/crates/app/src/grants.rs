//! What becomes of a finished sign-in: kept in its workspace, and forgotten when a person signs out.

use std::sync::{Arc, PoisonError};

use graph::{AppIdentity, Cancel, TokenEndpoint};
use signin::Granted;

use crate::Error;
use crate::accounts::why_unusable;
use crate::app::App;
use crate::connect::SCOPES;
use crate::dto::{AppEvent, AppState, SignInMethod, SignInStatus, StartSync, WorkspaceKind};
use crate::home::Home;
use crate::session::{Session, SignInFacts, SignInSecrets};
use crate::sign_in_desk::{Over, Purpose};

impl App {
    /// Keeps a finished sign-in in the workspace it was for.
    pub(crate) async fn settle(
        &self,
        purpose: Purpose,
        granted: Granted,
        method: SignInMethod,
    ) -> Result<SignInStatus, Error> {
        let session = match purpose {
            Purpose::Again { over } => {
                let session = self.session().await?;
                if let Some(over) = over {
                    session.keep_way(&self.inner.home, over)?;
                }
                session
            }
            Purpose::New { name, kind, bounce_url } => {
                self.close().await;
                let mut file = self.new_file(&name, kind)?;
                file.bounce_url = bounce_url;
                let session = self.open_session(file, true).await?;
                self.adopt(Arc::clone(&session)).await;
                session
            }
        };
        self.keep_grant(&session, granted, method).await?;
        self.changed();
        if session.chosen().is_empty() {
            return Ok(self.inner.sign_in.set(SignInStatus::ChoosingAccounts {}));
        }
        // The gap since the sign-in ended is filled at once.
        self.start_sync(StartSync { account_ids: Vec::new(), since: None, until: None }).await?;
        Ok(self.inner.sign_in.set(SignInStatus::Done {}))
    }

    /// Keeps a sign-in; a demo keeps all its accounts as well, since there is nothing to choose in it.
    pub(crate) async fn keep_grant(
        &self,
        session: &Session,
        granted: Granted,
        method: SignInMethod,
    ) -> Result<(), Error> {
        let (facts, secrets) = facts_of(session, granted, method).await?;
        session.keep_sign_in(facts, secrets).await?;
        session.set_online(true);
        if session.file().kind == WorkspaceKind::Demo && session.chosen().is_empty() {
            let found = ingest::discover_accounts(&session.graph()?, &session.store, &Cancel::new()).await?;
            let usable = found.into_iter().filter(|row| why_unusable(row).is_none());
            session.keep_chosen(usable.map(|row| row.id).collect()).await?;
        }
        Ok(())
    }

    /// Forgets the sign-in and asks Meta to revoke its token. The cached data stays.
    ///
    /// # Errors
    /// When the sealed token cannot be removed.
    pub async fn sign_out(&self) -> Result<AppState, Error> {
        let session = self.session().await?;
        session.sync.cancel();
        let told_meta = self.revoke(&session).await;
        session.forget_sign_in().await?;
        // Signed out here in any case; the person learns that Meta was not told.
        if let Err(error) = told_meta {
            self.inner.bus.event(AppEvent::Notice { error: error.into() });
        }
        self.changed();
        self.state().await
    }

    /// Asks Meta to end the token of a workspace; nothing where there is none.
    async fn revoke(&self, session: &Session) -> Result<(), Error> {
        let Some((app, token)) = session.credentials().await? else { return Ok(()) };
        // Only an app that shows its secret may revoke a token.
        let app = app.filter(|app| app.secret.is_some()).ok_or(Error::NotRevocable)?;
        let endpoint = TokenEndpoint::new(session.endpoint()?)?;
        let revoked = endpoint.revoke(&app, &token, &Cancel::new()).await;
        revoked.map_err(|error| Error::NotRevoked(Box::new(error)))
    }
}

impl Session {
    /// Keeps the way in which the browser's answer came, for signing in again.
    fn keep_way(&self, home: &Home, over: Over) -> Result<(), Error> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.bounce_url = over.bounce_url();
        file.save(home)
    }
}

/// What is kept of a sign-in: facts that are no secret, and secrets to be sealed.
async fn facts_of(
    session: &Session,
    granted: Granted,
    method: SignInMethod,
) -> Result<(SignInFacts, SignInSecrets), Error> {
    let endpoint = TokenEndpoint::new(session.endpoint()?)?;
    let app = AppIdentity { id: granted.app_id.clone(), secret: granted.app_secret.clone() };
    let cancel = Cancel::new();
    let user_name = match endpoint.me(Some(&app), &granted.token, &cancel).await {
        Ok(me) => me.name,
        Err(error) => {
            tracing::info!(%error, "whose sign-in it is could not be asked");
            None
        }
    };
    let asked = SCOPES.iter().filter(|scope| !granted.info.has(scope)).map(|scope| (*scope).to_owned());
    let info = &granted.info;
    let facts = SignInFacts {
        method: Some(method),
        user_name,
        app_id: Some(granted.app_id),
        expires_at_ms: info.expires_at.map(|at| at.0),
        never_expires: info.expires_at.is_none(),
        data_access_expires_at_ms: info.data_access_expires_at.map(|at| at.0),
        declined: asked.collect(),
        granted: info.scopes.clone(),
        has_app_secret: granted.app_secret.is_some(),
        ended: None,
    };
    Ok((facts, SignInSecrets { token: granted.token, app_secret: granted.app_secret }))
}
