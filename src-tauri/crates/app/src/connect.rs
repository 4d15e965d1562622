//! Signing in: the demo, the browser, a pasted token; and picking accounts.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use domain::AccountId;
use graph::{AppIdentity, Cancel, GraphConfig, TokenEndpoint};
use secrecy::SecretString;
use signin::{AppSecret, AttemptRequest, Dialog, Exchange, Grant, Granted, LoopbackHost, LoopbackListener, Redirect};
use signin::{PublicClient, SystemUserToken};

use crate::app::App;
use crate::dto::{
    AppEvent, AppState, AvailableAccount, BeginSignIn, ChooseAccounts, ConnectSystemUser, IpcError, RedirectKind,
    SignInMethod, SignInStatus, WorkspaceKind,
};
use crate::session::{Session, SignInFacts, SignInSecrets};
use crate::sign_in_desk::Purpose;
use crate::{Error, SandboxOptions};

/// What is asked of Meta: reading and changing ads, and finding the accounts of a business.
const SCOPES: [&str; 3] = ["ads_read", "ads_management", "business_management"];
/// Meta's web pages, where its sign-in dialog is.
const DIALOG_HOST: &str = "https://www.facebook.com";
/// How long the program that opens the browser may take before it counts as having done so.
const BROWSER_STARTS_WITHIN: Duration = Duration::from_secs(5);
pub(crate) const DEMO_NAME: &str = "Sextant Demo";

impl App {
    /// Where the sign-in stands.
    pub fn sign_in_status(&self) -> SignInStatus {
        self.inner.sign_in.status()
    }

    /// Forgets the pending sign-in; its link is no longer accepted.
    ///
    /// # Errors
    /// None at present.
    pub async fn cancel_sign_in(&self) -> Result<SignInStatus, Error> {
        Ok(self.inner.sign_in.cancel())
    }

    /// Opens the demo: the workspace of it that exists, or a new one that signs in to the simulation in the browser.
    /// Where no browser can be opened it signs in with the token the simulation hands out.
    ///
    /// # Errors
    /// When its key or files stand in the way. What goes wrong later is part of the status.
    pub async fn start_demo(&self) -> Result<SignInStatus, Error> {
        let files = crate::workspace_file::WorkspaceFile::list(&self.inner.home);
        if let Some(file) = files.iter().find(|file| file.kind == WorkspaceKind::Demo) {
            let opened = self.open_workspace(&file.id).await?;
            if opened.workspace.is_some_and(|workspace| !workspace.accounts.is_empty()) {
                return Ok(self.inner.sign_in.set(SignInStatus::Done {}));
            }
        }
        self.inner.sign_in.set(SignInStatus::StartingDemo {});
        match self.begin_demo().await {
            Ok(status) => Ok(status),
            Err(error) => Ok(self.inner.sign_in.fail(error)),
        }
    }

    async fn begin_demo(&self) -> Result<SignInStatus, Error> {
        let session = self.demo_session(&SandboxOptions::default()).await?;
        let (app, token) = sandbox_identity(&session).await?;
        let stop = self.inner.sign_in.begin(Purpose::Again);
        let status = self.open_browser(&session.endpoint()?, app.clone(), Redirect::deep_link(), None).await?;
        if matches!(status, SignInStatus::WaitingForBrowser { browser_opened: false, .. }) {
            self.inner.sign_in.cancel();
            stop.cancel();
            self.inner.sign_in.set(SignInStatus::Exchanging {});
            let exchange = SystemUserToken::new(TokenEndpoint::new(session.endpoint()?)?, app.secret);
            let granted = exchange.exchange(Grant::Token(token)).await?;
            return self.settle(Purpose::Again, granted, SignInMethod::SystemUser).await;
        }
        Ok(status)
    }

    /// The open demo workspace, or a new one that is made the open one.
    async fn demo_session(&self, options: &SandboxOptions) -> Result<Arc<Session>, Error> {
        if let Ok(session) = self.session().await
            && session.file().kind == WorkspaceKind::Demo
        {
            if session.endpoint().is_err() {
                session.start_sandbox(&self.inner.home, options).await?;
            }
            return Ok(session);
        }
        self.close().await;
        let file = self.new_file(DEMO_NAME, WorkspaceKind::Demo)?;
        let session = self.open_session(file, true).await?;
        session.endpoint()?;
        self.adopt(Arc::clone(&session)).await;
        Ok(session)
    }

    /// Opens Meta's sign-in in the system browser.
    ///
    /// # Errors
    /// [`Error::Invalid`] when something is missing or malformed.
    pub async fn begin_sign_in(&self, input: BeginSignIn) -> Result<SignInStatus, Error> {
        let (app, purpose) = self.sign_in_plan(&input).await?;
        let config = self.endpoint_of(&purpose).await?;
        let stop = self.inner.sign_in.begin(purpose);
        match input.redirect {
            RedirectKind::Bounce => {
                let redirect = Redirect::bounce(input.bounce_url.as_deref().unwrap_or_default())?;
                self.open_browser(&config, app, redirect, None).await
            }
            RedirectKind::Loopback => {
                let listener = LoopbackListener::open(LoopbackHost::Localhost).await?;
                let redirect = listener.redirect();
                let status = self.open_browser(&config, app, redirect, None).await?;
                let core = self.clone();
                drop(tokio::spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        callback = listener.wait(|callback| core.inner.sign_in.attempts.expects(callback)) => {
                            core.finish_browser_sign_in(async |desk| desk.complete(callback?).await).await;
                        }
                    }
                }));
                Ok(status)
            }
        }
    }

    /// Which app signs in, and what for.
    async fn sign_in_plan(&self, input: &BeginSignIn) -> Result<(AppIdentity, Purpose), Error> {
        let given =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(String::from);
        let secret = given(&input.app_secret).map(SecretString::from);
        let Some(name) = &input.workspace_name else {
            let session = self.session().await?;
            let kept = session.app_identity().await?;
            let id = given(&input.app_id).or(kept.as_ref().map(|app| app.id.clone()));
            let id = id.ok_or_else(|| Error::Invalid("Enter the app id of your Meta app".into()))?;
            let secret = secret.or(kept.and_then(|app| app.secret));
            return Ok((AppIdentity { id, secret }, Purpose::Again));
        };
        self.new_file(name, WorkspaceKind::Meta)?;
        let id = given(&input.app_id).ok_or_else(|| Error::Invalid("Enter the app id of your Meta app".into()))?;
        if !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::Invalid("An app id has digits only; it is at the top of the app's dashboard".into()));
        }
        let purpose =
            Purpose::New { name: name.clone(), kind: WorkspaceKind::Meta, bounce_url: given(&input.bounce_url) };
        Ok((AppIdentity { id, secret }, purpose))
    }

    async fn endpoint_of(&self, purpose: &Purpose) -> Result<GraphConfig, Error> {
        match (purpose, &self.inner.home.graph_url) {
            (Purpose::Again, _) => self.session().await?.endpoint(),
            (Purpose::New { .. }, Some(url)) => Ok(GraphConfig::new(url.as_str()).map_err(graph::Error::from)?),
            (Purpose::New { .. }, None) => Ok(GraphConfig::meta()),
        }
    }

    /// Begins the attempt and opens the browser on it.
    async fn open_browser(
        &self,
        config: &GraphConfig,
        app: AppIdentity,
        redirect: Redirect,
        config_id: Option<String>,
    ) -> Result<SignInStatus, Error> {
        let endpoint = TokenEndpoint::new(config.clone())?;
        let app_id = app.id.clone();
        let exchange: Arc<dyn Exchange> = match app.secret {
            Some(secret) => Arc::new(AppSecret::new(endpoint, app.id, secret)),
            None => Arc::new(PublicClient::new(endpoint, app.id)),
        };
        let is_meta = config.base_url() == GraphConfig::meta().base_url();
        let host = if is_meta { DIALOG_HOST.to_owned() } else { config.base_url().to_string() };
        let request = AttemptRequest {
            dialog: Dialog::at(&host, config.version().as_str())?,
            app_id,
            redirect,
            scopes: SCOPES.map(String::from).into(),
            config_id,
            rerequest: false,
            exchange,
        };
        let begun = self.inner.sign_in.attempts.begin(request)?;
        let browser_opened = open_in_browser(begun.authorize_url.as_str()).await;
        let expires_at_ms = begun.expires_at.0 as f64;
        Ok(self.inner.sign_in.set(SignInStatus::WaitingForBrowser { expires_at_ms, browser_opened }))
    }

    /// A link from outside. It can complete the pending sign-in and nothing else; anything else is refused with a notice.
    pub async fn receive_link(&self, link: &str) {
        let link = link.to_owned();
        self.finish_browser_sign_in(async |desk| desk.deliver(&link).await).await;
    }

    async fn finish_browser_sign_in<F>(&self, deliver: F)
    where
        F: AsyncFnOnce(&signin::SignIn) -> Result<Granted, signin::Error>,
    {
        let desk = &self.inner.sign_in;
        match deliver(&desk.attempts).await {
            Ok(granted) => {
                let Some(purpose) = desk.take_purpose() else { return };
                desk.set(SignInStatus::Exchanging {});
                if let Err(error) = self.settle(purpose, granted, SignInMethod::Browser).await {
                    desk.fail(error);
                }
            }
            // The attempt that is pending stays so: a forged link must not end a real sign-in.
            Err(signin::Error::Refused(_)) => {
                self.inner.bus.event(AppEvent::Notice { error: Error::ForeignLink.into() });
            }
            Err(error) => {
                desk.fail(Error::from(error));
            }
        }
    }

    /// Connects with a pasted system-user token and goes on to picking accounts.
    ///
    /// # Errors
    /// When Meta does not accept the token.
    pub async fn connect_system_user(&self, input: ConnectSystemUser) -> Result<SignInStatus, Error> {
        let token = input.token.trim().to_owned();
        if token.is_empty() || token.len() > 4_096 || token.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::Invalid("That is not a token: it has letters and digits and no spaces".into()));
        }
        let purpose = match input.workspace_name {
            Some(name) => {
                self.new_file(&name, WorkspaceKind::Meta)?;
                Purpose::New { name, kind: WorkspaceKind::Meta, bounce_url: None }
            }
            None => Purpose::Again,
        };
        let endpoint = TokenEndpoint::new(self.endpoint_of(&purpose).await?)?;
        let secret = input.app_secret.filter(|secret| !secret.trim().is_empty()).map(SecretString::from);
        self.inner.sign_in.begin(purpose.clone());
        self.inner.sign_in.set(SignInStatus::Exchanging {});
        let exchange = SystemUserToken::new(endpoint, secret);
        let granted = match exchange.exchange(Grant::Token(SecretString::from(token))).await {
            Ok(granted) => granted,
            Err(error) => return Ok(self.inner.sign_in.fail(Error::from(error))),
        };
        self.settle(purpose, granted, SignInMethod::SystemUser).await
    }

    /// As [`App::connect_system_user`], where a refusal is an error: for single commands.
    ///
    /// # Errors
    /// When Meta does not accept the token.
    pub async fn connect_system_user_now(&self, input: ConnectSystemUser) -> Result<(), IpcError> {
        match self.connect_system_user(input).await? {
            SignInStatus::Failed { error } => Err(error),
            _ => Ok(()),
        }
    }

    /// Keeps a finished sign-in in the workspace it was for.
    async fn settle(&self, purpose: Purpose, granted: Granted, method: SignInMethod) -> Result<SignInStatus, Error> {
        let session = match purpose {
            Purpose::Again => self.session().await?,
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
        self.start_sync(crate::dto::StartSync { account_ids: Vec::new(), since: None, until: None }).await?;
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

    /// Every ad account the sign-in can see, over all of Meta's pages, by name.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and what Meta says.
    pub async fn available_accounts(&self) -> Result<Vec<AvailableAccount>, Error> {
        let session = self.session().await?;
        let found = ingest::discover_accounts(&session.graph()?, &session.store, &Cancel::new()).await?;
        let chosen = session.chosen();
        let mut available: Vec<AvailableAccount> = found
            .into_iter()
            .map(|row| AvailableAccount {
                unusable: why_unusable(&row),
                chosen: chosen.contains(&row.id),
                id: row.id.node(),
                name: row.name,
                currency: row.currency,
                time_zone: row.timezone_name,
                status: crate::state::status_word(row.account_status).into(),
                amount_spent_minor: row.amount_spent_minor.map(|minor| minor as f64),
                business: row.business_name,
            })
            .collect();
        available.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        Ok(available)
    }

    /// Keeps which accounts are synced, without starting a sync.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an id that is none or that this sign-in does not see.
    pub async fn keep_accounts(&self, input: ChooseAccounts) -> Result<(), Error> {
        let session = self.session().await?;
        let known = session.store.read(|db| db.accounts()).await?;
        let mut ids = Vec::new();
        for text in &input.ids {
            let id = AccountId::parse(text).map_err(|_| Error::Invalid(format!("{text:?} is not an ad account")))?;
            let account = known.iter().find(|row| row.id == id);
            let row = account.ok_or_else(|| Error::Invalid(format!("This sign-in does not see {id}")))?;
            if let Some(reason) = why_unusable(row) {
                return Err(Error::Invalid(format!("{id}: {reason}")));
            }
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Err(Error::Invalid("Choose at least one ad account".into()));
        }
        session.keep_chosen(ids).await?;
        self.changed();
        Ok(())
    }

    /// Picks the accounts to keep and starts their first sync.
    ///
    /// # Errors
    /// As [`App::keep_accounts`].
    pub async fn choose_accounts(&self, input: ChooseAccounts) -> Result<AppState, Error> {
        self.keep_accounts(input).await?;
        self.start_sync(crate::dto::StartSync { account_ids: Vec::new(), since: None, until: None }).await?;
        self.inner.sign_in.set(SignInStatus::Done {});
        self.state().await
    }

    /// Forgets the sign-in and asks Meta to revoke its token. The cached data stays.
    ///
    /// # Errors
    /// When the sealed token cannot be removed.
    pub async fn sign_out(&self) -> Result<AppState, Error> {
        let session = self.session().await?;
        session.sync.cancel();
        if let (Ok(config), Some((app, token))) = (session.endpoint(), session.revocable().await?) {
            let endpoint = TokenEndpoint::new(config)?;
            if let Err(error) = endpoint.revoke(&app, &token, &Cancel::new()).await {
                // Signed out here in any case; the person learns that Meta was not told.
                self.inner.bus.event(AppEvent::Notice { error: Error::NotRevoked(Box::new(error)).into() });
            }
        }
        session.forget_sign_in().await?;
        self.changed();
        self.state().await
    }
}

/// Why an account cannot be kept: with a guessed offset or day its figures would be wrong.
fn why_unusable(row: &store::AdAccountRow) -> Option<String> {
    let currency = domain::Currency::parse(&row.currency).err().map(|error| error.to_string());
    currency.or_else(|| domain::AccountZone::parse(&row.timezone_name).err().map(|error| error.to_string()))
}

/// Meta's app as the simulation has it, and the token it hands out.
async fn sandbox_identity(session: &Session) -> Result<(AppIdentity, SecretString), Error> {
    let sandbox = session.sandbox.lock().await;
    let process = sandbox.as_ref().ok_or_else(|| Error::Sandbox("it does not run".into()))?;
    let hello = &process.hello;
    let app = AppIdentity { id: hello.app_id.clone(), secret: Some(hello.app_secret.clone()) };
    Ok((app, hello.system_user_token.clone()))
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

/// Opens an address in the system browser. False where there is none.
async fn open_in_browser(address: &str) -> bool {
    for command in open::commands(address) {
        let mut command = tokio::process::Command::from(command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else { continue };
        match tokio::time::timeout(BROWSER_STARTS_WITHIN, child.wait()).await {
            Ok(Ok(status)) if status.success() => return true,
            Ok(_) => {}
            // Still running: it became the browser.
            Err(_) => return true,
        }
    }
    false
}
