//! `sextant-cli doctor`: what a person who helps another one would look at first.

use graph::Cancel;
use secrets::KeyPlace;

use crate::LinkHandler;
use crate::app::App;
use crate::dto::{ConnectionStatus, IpcError};
use crate::rows::DoctorRow;
use crate::workspace_file::WorkspaceFile;

impl App {
    /// Looks at the data folder, the keyring, the workspace's files, its sign-in and the way to Meta. Changes nothing.
    pub async fn doctor(&self, workspace: Option<&str>) -> Vec<DoctorRow> {
        let mut rows = vec![self.look_at_folder(), self.look_at_keys().await, self.look_at_links().await];
        let files = WorkspaceFile::list(&self.inner.home);
        if files.is_empty() {
            rows.push(row("workspace", None, "there is none yet", Some("sextant-cli demo, or sextant-cli connect")));
            return rows;
        }
        match self.open_for_tools(workspace).await {
            Ok(()) => self.look_at_workspace(&mut rows).await,
            Err(error) => {
                let error = IpcError::from(error);
                rows.push(row("workspace", Some(false), error.message, error.remedy));
            }
        }
        rows
    }

    fn look_at_folder(&self) -> DoctorRow {
        let folder = self.inner.home.folder();
        let writable = tempfile::tempfile_in(folder);
        match writable {
            Ok(_) => row("data folder", Some(true), folder.display().to_string(), None::<String>),
            Err(error) => row(
                "data folder",
                Some(false),
                format!("{}: {error}", folder.display()),
                Some("Make the folder writable, or set SEXTANT_HOME to another one"),
            ),
        }
    }

    async fn look_at_keys(&self) -> DoctorRow {
        if self.passphrase().is_some() {
            return row("key store", Some(true), "a passphrase is given, so keys lie in vaults", None::<String>);
        }
        match self.inner.key_stores.keyring_custody().status(&KeyPlace::new("probe", self.inner.home.folder())).await {
            Ok(backend) => row("key store", Some(true), backend.to_string(), None::<String>),
            Err(secrets::Error::Key(state)) => row("key store", Some(false), state.sentence(), Some(state.way_out())),
            Err(error) => row("key store", Some(false), error.to_string(), None::<String>),
        }
    }

    async fn look_at_links(&self) -> DoctorRow {
        let handler = self.link_handler().await;
        let (ok, remedy) = match &handler {
            LinkHandler::Sextant { .. } => (Some(true), None),
            LinkHandler::Other { .. } => {
                (Some(false), Some("Make Sextant the program for these links, or sign in with a token"))
            }
            LinkHandler::Nobody => (None, Some("The window registers itself when it starts")),
            LinkHandler::Unknown { .. } => (None, None),
        };
        row("sign-in links", ok, handler.to_string(), remedy)
    }

    async fn look_at_workspace(&self, rows: &mut Vec<DoctorRow>) {
        let Ok(session) = self.session().await else { return };
        rows.push(row("workspace", Some(true), session.file().name, None::<String>));
        rows.push(match session.store.check().await {
            Ok(report) if report.is_clean() => row("files", Some(true), "every page is whole", None::<String>),
            Ok(report) => {
                let names: Vec<String> = report.problems.iter().map(|(file, _)| file.to_string()).collect();
                row("files", Some(false), format!("damaged: {}", names.join(", ")), Some("sextant-cli restore FILE"))
            }
            Err(error) => row("files", None, error.to_string(), None::<String>),
        });
        rows.push(match (session.held_writes(), session.anchor.trouble()) {
            (Some(held), _) => row(
                "newest state",
                Some(false),
                held.message,
                Some("Look at the accounts, then sextant-cli audit confirm"),
            ),
            (None, Some(trouble)) => row("newest state", None, trouble, None::<String>),
            (None, None) => row("newest state", Some(true), "the files are as they were left", None::<String>),
        });
        let connection = crate::state::connection(session.facts(), self.inner.clock.now());
        let signed_in = matches!(connection.status, ConnectionStatus::SignedIn | ConnectionStatus::EndingSoon);
        let found = connection.cause.clone().unwrap_or_else(|| match connection.status {
            ConnectionStatus::None => "not signed in".into(),
            ConnectionStatus::EndingSoon => "ends within a week".into(),
            ConnectionStatus::Ended => "over".into(),
            ConnectionStatus::SignedIn => connection.user_name.clone().unwrap_or_else(|| "signed in".into()),
        });
        rows.push(row(
            "sign-in",
            Some(signed_in),
            found,
            (!signed_in).then_some("sextant-cli connect, or sign in in the window"),
        ));
        if let Ok(graph) = session.graph() {
            rows.push(match graph.me(&Cancel::new()).await {
                Ok(_) => row("Meta", Some(true), "answers and accepts the token", None::<String>),
                Err(error) => {
                    let error = crate::error::from_graph(&error);
                    row("Meta", Some(false), error.message, error.remedy)
                }
            });
        }
    }
}

fn row(check: &str, ok: Option<bool>, found: impl Into<String>, remedy: Option<impl Into<String>>) -> DoctorRow {
    DoctorRow { check: check.into(), ok, found: found.into(), remedy: remedy.map(Into::into) }
}
