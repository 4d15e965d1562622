//! Files: one program at a time, backups, damage, and versions to come.

use std::path::Path;

use app::App;
use app::dto::{ErrorCode, ObjectLevel};
use sandbox::world::Size;
use secrecy::SecretString;

use crate::desk::{Desk, told};

async fn list(app: &App) -> Vec<app::rows::ListRow> {
    app.list_rows(ObjectLevel::Ad, &[], None).await.unwrap()
}

/// The one workspace's folder.
pub(crate) fn workspace(desk: &Desk) -> std::path::PathBuf {
    let mut entries = std::fs::read_dir(desk.folder.path().join("workspaces")).unwrap();
    entries.next().unwrap().unwrap().path()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_program_is_refused_and_the_first_goes_on() {
    let desk = Desk::new(Size::Tiny);
    let first = desk.synced().await;
    let second = desk.app();
    assert_eq!(told(second.open_for_tools(None).await).code, ErrorCode::AlreadyOpen);
    second.open_last_workspace().await;
    assert_eq!(second.state().await.unwrap().problem.unwrap().error.code, ErrorCode::AlreadyOpen);
    assert!(!list(&first).await.is_empty());
    first.shut_down().await;
    second.open_for_tools(None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_file_comes_back_on_a_fresh_computer_with_the_passphrase_only() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let rows = list(&app).await;
    let file = desk.folder.path().join("agency.sextant-backup");
    app.backup_to_file(&file).await.unwrap();
    assert_eq!(told(app.backup_to_file(&file).await).code, ErrorCode::InvalidInput, "nothing is overwritten");

    let fresh = tempfile::tempdir().unwrap();
    let mut home = desk.home_in(fresh.path());
    home.passphrase = Some(SecretString::from("not the passphrase"));
    let stranger = desk.app_in(home);
    assert_eq!(told(stranger.restore_from_file(&file).await).code, ErrorCode::WrongPassphrase);
    assert!(stranger.state().await.unwrap().workspaces.is_empty(), "nothing of the attempt stays");

    let app = desk.app_in(desk.home_in(fresh.path()));
    let state = app.restore_from_file(&file).await.unwrap();
    assert_eq!(state.workspace.unwrap().name, "Agency");
    assert_eq!(list(&app).await, rows);
    app.available_accounts().await.expect("the sign-in came along");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_backup_is_refused_and_writes_nothing_elsewhere() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    let evil = desk.folder.path().join("evil.tar");
    let mut archive = tar::Builder::new(std::fs::File::create(&evil).unwrap());
    let mut header = tar::Header::new_gnu();
    let name = b"../../escaped.json";
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_size(2);
    header.set_cksum();
    archive.append(&header, &b"{}"[..]).unwrap();
    archive.finish().unwrap();
    let link = desk.folder.path().join("link.tar");
    let mut archive = tar::Builder::new(std::fs::File::create(&link).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    archive.append_link(&mut header, "workspace.json", "/etc/passwd").unwrap();
    archive.finish().unwrap();
    let text = desk.folder.path().join("text");
    std::fs::write(&text, "not a backup").unwrap();
    let empty = desk.folder.path().join("empty");
    std::fs::write(&empty, "").unwrap();
    for file in [&evil, &link, &text, &empty] {
        assert_eq!(told(app.restore_from_file(file).await).code, ErrorCode::InvalidInput, "{}", file.display());
    }
    assert!(!desk.folder.path().parent().unwrap().join("escaped.json").exists());
    assert!(app.state().await.unwrap().workspaces.is_empty());
    let missing = told(app.restore_from_file(Path::new("/nowhere/at/all")).await);
    assert!(missing.message.contains("/nowhere/at/all"), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_told_with_its_backups_and_one_of_them_brings_it_back() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let rows = list(&app).await;
    let made = app.create_backup().await.unwrap();
    app.shut_down().await;
    let cache = workspace(&desk).join("cache.db");
    let bytes = std::fs::read(&cache).unwrap();
    std::fs::write(&cache, &bytes[..bytes.len() / 2]).unwrap();

    let app = desk.app();
    app.open_last_workspace().await;
    let state = app.state().await.unwrap();
    assert!(state.workspace.is_none());
    let problem = state.problem.unwrap();
    assert_eq!((problem.error.code, problem.workspace_name.as_str()), (ErrorCode::Damaged, "Agency"));
    assert_eq!(problem.backups.iter().map(|backup| &backup.name).collect::<Vec<_>>(), [&made.name]);
    assert_eq!(told(app.restore_backup("../../else").await).code, ErrorCode::NotFound);
    let state = app.restore_backup(&made.name).await.unwrap();
    assert!(state.problem.is_none() && state.workspace.is_some());
    assert_eq!(list(&app).await, rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_of_a_newer_version_is_refused_and_left_as_it_is() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    app.shut_down().await;
    let path = workspace(&desk).join("store.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["format"] = 2.into();
    std::fs::write(&path, manifest.to_string()).unwrap();
    let app = desk.app();
    app.open_last_workspace().await;
    assert_eq!(app.state().await.unwrap().problem.unwrap().error.code, ErrorCode::NewerWorkspace);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), manifest.to_string());
}
