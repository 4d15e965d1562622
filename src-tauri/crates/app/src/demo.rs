//! The demo for single commands: a simulation that runs for as long as the command does.

use secrecy::SecretString;
use signin::{Exchange, Grant, SystemUserToken};

use crate::app::App;
use crate::dto::{SignInMethod, WorkspaceKind};
use crate::workspace_file::WorkspaceFile;
use crate::{Error, SandboxOptions};

/// A demo workspace and the simulation that serves it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServedDemo {
    /// The workspace's name.
    pub workspace_name: String,
    /// The workspace's id.
    pub workspace_id: String,
    /// Where the simulation answers.
    pub graph_url: String,
    /// The accounts it has, `act_` and digits.
    pub accounts: Vec<String>,
}

impl App {
    /// Starts the simulation, connects a demo workspace to it (the one that exists, or a new one), and lets go of the
    /// workspace's files so that other commands can use them while the simulation runs.
    ///
    /// # Errors
    /// When the simulation does not start or the workspace cannot be opened.
    pub async fn serve_demo(&self, options: SandboxOptions) -> Result<ServedDemo, Error> {
        let served = self.served_demo_file()?;
        let create = !self.inner.home.workspace(&served.id).join("store.json").exists();
        let state = self.inner.home.workspace(&served.id).join("sandbox.json");
        crate::workspace_file::create_private_folder(&self.inner.home.workspace(&served.id))?;
        let process = crate::sandbox_process::SandboxProcess::start(&self.inner.home, &options, &state).await?;
        let hello = process.hello.clone();
        crate::sandbox_process::Address::of(&process).save(&self.inner.home.workspace(&served.id))?;
        *self.inner.serving.lock().await = Some(process);
        let session = self.open_session(served, create).await?;
        session.keep_demo_services(&hello.ai_key).await;
        let endpoint = graph::TokenEndpoint::new(session.endpoint()?)?;
        let exchange = SystemUserToken::new(endpoint, Some(hello.app_secret.clone()));
        let granted = exchange.exchange(Grant::Token(token_of(&hello))).await?;
        self.keep_grant(&session, granted, SignInMethod::SystemUser).await?;
        let file = session.file();
        let accounts = session.chosen().iter().map(domain::AccountId::node).collect();
        session.close().await;
        Ok(ServedDemo {
            workspace_name: file.name,
            workspace_id: file.id,
            graph_url: hello.base_url.to_string(),
            accounts,
        })
    }

    /// Waits until the simulation started by [`App::serve_demo`] ends by itself.
    pub async fn demo_ended(&self) {
        match self.inner.serving.lock().await.as_mut() {
            Some(process) => process.wait().await,
            None => std::future::pending().await,
        }
    }

    fn served_demo_file(&self) -> Result<WorkspaceFile, Error> {
        let files = WorkspaceFile::list(&self.inner.home);
        match files.into_iter().find(|file| file.kind == WorkspaceKind::Demo) {
            Some(file) => Ok(file),
            None => self.new_file(crate::connect::DEMO_NAME, WorkspaceKind::Demo),
        }
    }
}

fn token_of(hello: &crate::sandbox_process::SandboxHello) -> SecretString {
    hello.system_user_token.clone()
}
