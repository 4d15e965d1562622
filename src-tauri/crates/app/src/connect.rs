//! Signing in: the demo, the browser, a pasted token.

use std::sync::Arc;

use graph::{AppIdentity, GraphConfig, TokenEndpoint};
use secrecy::SecretString;
use signin::{AppSecret, AttemptRequest, Dialog, Exchange, Grant, Granted, LoopbackHost, LoopbackListener, Redirect};
use signin::{PublicClient, Refusal, SystemUserToken};

use crate::app::App;
use crate::dto::{
    AppEvent, BeginSignIn, ConnectSystemUser, IpcError, RedirectKind, SignInMethod, SignInStatus, WorkspaceKind,
};
use crate::session::Session;
use crate::sign_in_desk::Purpose;
use crate::{Error, SandboxOptions};

/// What is asked of Meta: reading and changing ads, and finding the accounts of a business.
pub(crate) const SCOPES: [&str; 3] = ["ads_read", "ads_management", "business_management"];
/// Meta's web pages, where its sign-in dialog is.
const DIALOG_HOST: &str = "https://www.facebook.com";
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
        let may_open = self.inner.home.may_open_browser;
        let browser_opened = may_open && self.inner.browser.open(begun.authorize_url.as_str()).await;
        let expires_at_ms = begun.expires_at.0 as f64;
        Ok(self.inner.sign_in.set(SignInStatus::WaitingForBrowser { expires_at_ms, browser_opened }))
    }

    /// A link from outside. It can complete the pending sign-in and nothing else; anything else is refused with a notice.
    pub async fn receive_link(&self, link: &str) {
        let link = link.to_owned();
        self.finish_browser_sign_in(async |desk| desk.deliver(&link).await).await;
    }

    /// A link that started the program. No sign-in can be waiting for it, since an attempt is kept in memory only, so its
    /// sentence becomes the state of the sign-in: the page is not there yet and would miss a notice.
    pub async fn receive_link_at_start(&self, link: &str) {
        let desk = &self.inner.sign_in;
        if desk.status() != (SignInStatus::Idle {}) {
            return self.receive_link(link).await;
        }
        let error = match desk.attempts.deliver(link).await {
            Err(signin::Error::Refused(Refusal::NothingPending)) => Error::InterruptedSignIn,
            _ => Error::ForeignLink,
        };
        desk.fail(error);
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
            // The attempt that is pending stays so: a forged link must not end a real sign-in. Only a link that carries
            // the attempt's own state can find it expired.
            Err(signin::Error::Refused(refusal)) if refusal != Refusal::Expired => {
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
}

/// Meta's app as the simulation has it, and the token it hands out.
async fn sandbox_identity(session: &Session) -> Result<(AppIdentity, SecretString), Error> {
    let sandbox = session.sandbox.lock().await;
    let process = sandbox.as_ref().ok_or_else(|| Error::Sandbox("it does not run".into()))?;
    let hello = &process.hello;
    let app = AppIdentity { id: hello.app_id.clone(), secret: Some(hello.app_secret.clone()) };
    Ok((app, hello.system_user_token.clone()))
}
