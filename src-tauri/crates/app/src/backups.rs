//! Backups: encrypted folders beside the workspace, and single files for taking elsewhere.

use std::fs::File;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use crate::Error;
use crate::app::App;
use crate::dto::{AppState, BackupInfo, WriteTo};
use crate::home::Home;
use crate::workspace_file::{WorkspaceFile, create_private_folder, read_json, write_private};

/// What of a workspace's folder belongs into a backup file besides the databases: without these no key fits.
const BESIDE: [&str; 3] = ["workspace.json", secrets::RECORD_FILE, secrets::VAULT_FILE];
/// The folder with the databases inside a backup file.
const STORE: &str = "store";

impl App {
    /// Writes an encrypted backup beside the workspaces and proves that it opens.
    ///
    /// # Errors
    /// When the copy does not pass its checks; no older backup is touched then.
    pub async fn create_backup(&self) -> Result<BackupInfo, Error> {
        let session = self.session().await?;
        let folder = self.inner.home.backups(&session.file().id);
        create_private_folder(&folder)?;
        let target = folder.join(store::by_hand_name(self.inner.clock.now()));
        Ok(info_of(&session.store.backup_to(&target).await?))
    }

    /// The backups of the open workspace, or of the one that did not open, newest first.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn list_backups(&self) -> Result<Vec<BackupInfo>, Error> {
        let id = self.workspace_in_question().await?;
        Ok(of_folder(&self.inner.home.backups(&id)))
    }

    /// Puts a backup back. What was there is kept beside it; the workspace opens again afterwards.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown name; when the backup is not whole nothing is replaced.
    pub async fn restore_backup(&self, name: &str) -> Result<AppState, Error> {
        let id = self.workspace_in_question().await?;
        let known = of_folder(&self.inner.home.backups(&id));
        let backup = known.into_iter().find(|backup| backup.name == name).ok_or(Error::NotFound("backup"))?;
        self.close().await;
        let restored = self.restore_into(&id, PathBuf::from(backup.path)).await;
        let reopened = self.open_workspace(&id).await;
        restored?;
        reopened
    }

    async fn workspace_in_question(&self) -> Result<String, Error> {
        match self.session().await {
            Ok(session) => Ok(session.file().id),
            Err(_) => self.state().await?.problem.map(|problem| problem.workspace_id).ok_or(Error::NoWorkspace),
        }
    }

    async fn restore_into(&self, id: &str, backup: PathBuf) -> Result<(), Error> {
        let folder = self.inner.home.workspace(id);
        let key = self.open_keys(id, false).await?.keys.database_key();
        let clock = std::sync::Arc::clone(&self.inner.clock);
        let restoring = tokio::task::spawn_blocking(move || store::restore(&backup, &folder, &key, clock.as_ref()));
        restoring.await.map_err(|_| Error::Store(store::Error::Stopped))??;
        Ok(())
    }

    /// Writes one file with everything of the open workspace, encrypted as it lies on disk.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the file exists; when the copy does not pass its checks.
    pub async fn backup_to_file(&self, file: &Path) -> Result<BackupInfo, Error> {
        if file.exists() {
            return Err(Error::Invalid(format!("{} exists already; choose another name", file.display())));
        }
        let session = self.session().await?;
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let work = tempfile::tempdir_in(parent).map_err(|source| Error::io(parent, source))?;
        let made = session.store.backup_to(&work.path().join(STORE)).await?;
        let from = session.place.folder().to_path_buf();
        let target = file.to_path_buf();
        let packing = tokio::task::spawn_blocking(move || {
            let half = work.path().join("backup.part");
            let packed = pack(&work.path().join(STORE), &from, &half).and_then(|()| std::fs::rename(&half, &target));
            packed.map_err(|source| Error::io(&target, source))?;
            std::fs::metadata(&target).map(|data| data.len()).map_err(|source| Error::io(&target, source))
        });
        let bytes = packing.await.map_err(|_| Error::Store(store::Error::Stopped))??;
        Ok(BackupInfo {
            name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path: file.display().to_string(),
            created_at_ms: made.made_at.0 as f64,
            bytes: bytes as f64,
        })
    }

    /// Puts a backup file back as the workspace it came from, and opens it. Its key must be in this computer's keyring
    /// or behind the passphrase.
    ///
    /// # Errors
    /// [`Error::Invalid`] for anything but a backup file; when it is not whole or of another key nothing is replaced.
    pub async fn restore_from_file(&self, file: &Path) -> Result<AppState, Error> {
        let home = self.inner.home.clone();
        let source = file.to_path_buf();
        let unpacking = tokio::task::spawn_blocking(move || unpack(&source, &home));
        let (work, described) = unpacking.await.map_err(|_| Error::Store(store::Error::Stopped))??;
        self.close().await;
        let folder = self.inner.home.workspace(&described.id);
        let is_new = !folder.join(BESIDE[0]).exists();
        if is_new {
            create_private_folder(&folder)?;
            for name in BESIDE {
                let from = work.path().join(name);
                if from.exists() {
                    std::fs::copy(&from, folder.join(name)).map_err(|source| Error::io(&from, source))?;
                }
            }
        }
        let restored = self.restore_into(&described.id, work.path().join(STORE)).await;
        if restored.is_err() && is_new {
            // Nothing was there before, so nothing of a failed attempt stays.
            drop(std::fs::remove_dir_all(&folder));
        }
        restored?;
        self.open_workspace(&described.id).await
    }

    /// Writes the recovery key of the open workspace to a new file that only this user can read. An earlier recovery
    /// key stops working.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the path is not a full path to a new file.
    pub async fn write_recovery_key(&self, input: WriteTo) -> Result<(), Error> {
        let path = PathBuf::from(input.path.trim());
        if !path.is_absolute() || path.exists() || path.starts_with(self.inner.home.folder()) {
            return Err(Error::Invalid(
                "Give a full path to a new file outside Sextant's data folder: beside the data the key protects nothing"
                    .into(),
            ));
        }
        let parent = path.parent().unwrap_or(Path::new("/"));
        if !parent.is_dir() {
            return Err(Error::Invalid(format!("There is no folder {}", parent.display())));
        }
        let session = self.session().await?;
        let key = session.custody.make_recovery_key(&session.place, &session.keys).await?;
        let text = format!(
            "Sextant recovery key\n\nWorkspace: {}\nMade: {}\n\n    {}\n\nPrint this page, keep it where you keep other \
             keys, and delete the file.\nWhoever has it and a copy of the workspace can read everything in it.\n",
            session.file().name,
            self.inner.clock.now().to_utc().map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default(),
            key.to_printable().expose_secret(),
        );
        write_private(&path, text.as_bytes())
    }
}

/// The backups in a folder, newest first.
pub(crate) fn of_folder(folder: &Path) -> Vec<BackupInfo> {
    match store::list_backups(folder) {
        Ok(backups) => backups.iter().map(info_of).collect(),
        Err(error) => {
            tracing::warn!(%error, "the backups could not be listed");
            Vec::new()
        }
    }
}

fn info_of(info: &store::BackupInfo) -> BackupInfo {
    BackupInfo {
        name: info.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        path: info.path.display().to_string(),
        created_at_ms: info.made_at.0 as f64,
        bytes: info.bytes as f64,
    }
}

fn pack(store: &Path, workspace: &Path, target: &Path) -> std::io::Result<()> {
    let mut archive = tar::Builder::new(File::create_new(target)?);
    for name in BESIDE {
        let path = workspace.join(name);
        if path.exists() {
            archive.append_path_with_name(&path, name)?;
        }
    }
    archive.append_dir_all(STORE, store)?;
    archive.into_inner()?.sync_all()
}

/// Unpacks into a folder of its own below the data folder; entries that would lead out of it are refused by the library.
fn unpack(file: &Path, home: &Home) -> Result<(tempfile::TempDir, WorkspaceFile), Error> {
    let not_one = || Error::Invalid(format!("{} is not a backup of Sextant's", file.display()));
    let open = File::open(file);
    let open = open.map_err(|error| Error::Invalid(format!("{} cannot be opened: {error}", file.display())))?;
    create_private_folder(home.folder())?;
    let work = tempfile::tempdir_in(home.folder()).map_err(|source| Error::io(home.folder(), source))?;
    let mut archive = tar::Archive::new(open);
    archive.set_preserve_permissions(false);
    for entry in archive.entries().map_err(|_| not_one())? {
        let mut entry = entry.map_err(|_| not_one())?;
        let is_plain = matches!(entry.header().entry_type(), tar::EntryType::Regular | tar::EntryType::Directory);
        if !is_plain || !entry.unpack_in(work.path()).map_err(|_| not_one())? {
            return Err(not_one());
        }
    }
    let described: WorkspaceFile = read_json(&work.path().join(BESIDE[0])).map_err(|_| not_one())?;
    // The id becomes a folder's name.
    if described.id.is_empty() || !described.id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(not_one());
    }
    Ok((work, described))
}
