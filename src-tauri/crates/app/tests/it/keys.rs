//! Keyrings that are not there, vaults, and recovery keys.

use std::path::Path;
use std::time::{Duration, Instant};

use app::App;
use app::dto::{ConnectSystemUser, ErrorCode, KeyStoreKind, Passphrase, RecoverWorkspace, WorkspaceState, WriteTo};
use sandbox::world::Size;
use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyState, RecoveryKey};

use crate::desk::{Desk, PASSPHRASE, told, until};
use crate::files::workspace;

/// A keyring that becomes available is noticed within this time.
const NOTICED_WITHIN: Duration = Duration::from_secs(5);

fn passphrase(text: &str) -> Passphrase {
    Passphrase { passphrase: text.into() }
}

async fn open(app: &App) -> WorkspaceState {
    app.state().await.unwrap().workspace.expect("a workspace is open")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keyring_the_state_is_named_and_a_vault_is_the_way_on() {
    let desk = Desk::new(Size::Tiny);
    for state in [KeyState::NoBus, KeyState::NoService, KeyState::NoCollection, KeyState::Locked] {
        desk.keyring.set_absent(Some(state.clone()));
        let app = desk.app_with_keyring();
        app.open_last_workspace().await;
        let keys = app.state().await.unwrap().keys;
        assert_eq!((keys.keyring_ready, keys.keyring_state.as_str()), (false, state.code()));
        assert_eq!(keys.remedy.as_deref(), Some(state.way_out()));
        let refused = told(app.connect_system_user(desk.token()).await);
        assert_eq!((refused.code, refused.message), (ErrorCode::KeyUnavailable, state.sentence()));
        assert!(app.state().await.unwrap().workspaces.is_empty(), "no key, no workspace");
    }
    let app = desk.app_with_keyring();
    assert_eq!(told(app.create_vault(passphrase("too short")).await).code, ErrorCode::InvalidInput);
    app.create_vault(passphrase(PASSPHRASE)).await.unwrap();
    desk.connect(&app).await;
    assert_eq!(open(&app).await.key_store, KeyStoreKind::Vault);
    app.shut_down().await;

    // The next start has no passphrase yet.
    let app = desk.app_with_keyring();
    app.open_last_workspace().await;
    let state = app.state().await.unwrap();
    assert!(state.keys.vault_locked && state.keys.vault_exists);
    assert_eq!(state.problem.unwrap().error.code, ErrorCode::KeyUnavailable);
    assert_eq!(told(app.unlock_vault(passphrase("wrong passphrase")).await).code, ErrorCode::WrongPassphrase);
    assert!(app.state().await.unwrap().keys.vault_locked, "a wrong passphrase is forgotten");
    let state = app.unlock_vault(passphrase(PASSPHRASE)).await.unwrap();
    assert!(state.problem.is_none() && !state.keys.vault_locked && state.workspace.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_comes_opens_the_workspace_by_itself() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    assert_eq!(open(&app).await.key_store, KeyStoreKind::Keyring);
    app.shut_down().await;
    for state in [KeyState::Locked, KeyState::NoService, KeyState::NoAnswer] {
        desk.keyring.set_absent(Some(state));
        let app = desk.app_with_keyring();
        app.open_last_workspace().await;
        let problem = app.state().await.unwrap().problem.expect("it waits");
        assert_eq!(problem.error.code, ErrorCode::KeyUnavailable);
        desk.keyring.set_absent(None);
        let came = Instant::now();
        let state = until(&app, |state| state.workspace.is_some()).await;
        assert!(came.elapsed() < NOTICED_WITHIN, "{:?}", came.elapsed());
        assert!(state.problem.is_none());
        app.shut_down().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_another_workspace_ends_the_wait() {
    let desk = Desk::new(Size::Tiny);
    let in_keyring = desk.app_with_keyring();
    desk.connect(&in_keyring).await;
    let first = open(&in_keyring).await.id;
    in_keyring.shut_down().await;
    let app = desk.app();
    app.connect_system_user(ConnectSystemUser { workspace_name: Some("Other".into()), ..desk.token() }).await.unwrap();
    let second = open(&app).await.id;
    desk.keyring.set_absent(Some(KeyState::Locked));
    assert_eq!(told(app.open_workspace(&first).await).code, ErrorCode::KeyUnavailable);
    app.open_workspace(&second).await.unwrap();
    desk.keyring.set_absent(None);
    let back = until(&app, |state| state.workspace.as_ref().is_some_and(|it| it.id == first));
    assert!(tokio::time::timeout(Duration::from_secs(3), back).await.is_err(), "it took over");
    assert_eq!(open(&app).await.id, second);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The printed key in the file that was written.
fn printed(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let is_key = |line: &&str| line.len() == 44 && line.split('-').count() == 9;
    text.lines().map(str::trim).find(is_key).expect("the key is on the page").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_key_opens_a_copied_workspace_on_a_fresh_computer() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    let outside = tempfile::tempdir().unwrap();
    let page = outside.path().join("recovery.txt");
    let inside = desk.folder.path().join("recovery.txt").display().to_string();
    assert_eq!(told(app.write_recovery_key(WriteTo { path: inside }).await).code, ErrorCode::InvalidInput);
    app.write_recovery_key(WriteTo { path: page.display().to_string() }).await.unwrap();
    // Only which accounts there are: once opened, the schedule may already be filling them.
    let kept = async |app: &App| -> Vec<String> {
        app.account_rows().await.unwrap().into_iter().map(|account| account.id).collect()
    };
    let accounts = kept(&app).await;
    let id = open(&app).await.id;
    app.shut_down().await;
    let recovery_key = printed(&page);

    let fresh = tempfile::tempdir().unwrap();
    let folder = fresh.path().join("workspaces").join(&id);
    copy(&workspace(&desk), &folder);
    desk.keyring.forget_all();
    let start = || {
        let mut home = desk.home_in(fresh.path());
        home.passphrase = None;
        desk.app_in(home)
    };
    let recover = async |app: &App, key: &str| {
        let input = RecoverWorkspace { workspace_id: id.clone(), recovery_key: key.into(), new_passphrase: None };
        app.recover_workspace(input).await
    };
    let app = start();
    app.open_last_workspace().await;
    let problem = app.state().await.unwrap().problem.unwrap();
    assert_eq!((problem.error.code, problem.has_recovery_key), (ErrorCode::KeyUnavailable, true));
    let mistyped = recovery_key.replace(&recovery_key[..4], "ZZZZ");
    let foreign = RecoveryKey::generate().unwrap().to_printable().expose_secret().to_owned();
    for (wrong, words) in [
        (mistyped.as_str(), "mistyped"),
        ("", "nine groups of four"),
        ("not a key", "nine groups of four"),
        (&"A".repeat(9_000), "nine groups of four"),
        (&foreign, "does not belong to this workspace"),
    ] {
        let refused = told(recover(&app, wrong).await);
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{wrong:.40}");
        assert!(refused.message.contains(words) && refused.remedy.is_some(), "{refused:?}");
        assert!(app.state().await.unwrap().problem.is_some(), "the workspace still waits");
    }
    // No keyring either: good for this run, and the person is told.
    desk.keyring.set_absent(Some(KeyState::NoService));
    let not_kept = app.recover_for_tools(None, &SecretString::from(recovery_key.to_lowercase())).await.unwrap();
    assert_eq!(not_kept.unwrap().code, ErrorCode::KeyUnavailable);
    assert_eq!(kept(&app).await, accounts);
    app.shut_down().await;
    desk.keyring.set_absent(None);

    let app = start();
    let state = recover(&app, &recovery_key).await.unwrap();
    assert_eq!(state.workspace.unwrap().key_store, KeyStoreKind::Keyring);
    app.available_accounts().await.expect("the sealed token opens too");
    app.shut_down().await;
    let app = start();
    app.open_for_tools(None).await.expect("the key is kept from now on");
    assert_eq!(kept(&app).await, accounts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_passphrase_is_replaced_with_the_recovery_key() {
    let desk = Desk::new(Size::Tiny);
    desk.keyring.set_absent(Some(KeyState::NoService));
    let app = desk.app();
    desk.connect(&app).await;
    let id = open(&app).await.id;
    let outside = tempfile::tempdir().unwrap();
    let page = outside.path().join("recovery.txt");
    app.shut_down().await;

    // A workspace without a recovery key says so beforehand.
    let app = desk.app_with_keyring();
    app.open_last_workspace().await;
    let state = app.state().await.unwrap();
    assert!(state.keys.vault_locked && !state.problem.unwrap().has_recovery_key);
    let recover = async |app: &App, key: &str, new: &str| {
        let input =
            RecoverWorkspace { workspace_id: id.clone(), recovery_key: key.into(), new_passphrase: Some(new.into()) };
        app.recover_workspace(input).await
    };
    let never_made = RecoveryKey::generate().unwrap().to_printable().expose_secret().to_owned();
    let refused = told(recover(&app, &never_made, "a passphrase of now").await);
    assert!(refused.message.contains("no recovery key is on record") || refused.message.contains("No recovery key"));
    app.unlock_vault(passphrase(PASSPHRASE)).await.unwrap();
    app.write_recovery_key(WriteTo { path: page.display().to_string() }).await.unwrap();
    app.shut_down().await;

    let app = desk.app_with_keyring();
    app.open_last_workspace().await;
    assert!(app.state().await.unwrap().problem.unwrap().has_recovery_key);
    assert_eq!(told(recover(&app, &printed(&page), "too short").await).code, ErrorCode::InvalidInput);
    assert!(app.state().await.unwrap().keys.vault_locked, "nothing was taken over");
    let state = recover(&app, &printed(&page), "a passphrase of now").await.unwrap();
    assert_eq!(state.workspace.unwrap().key_store, KeyStoreKind::Vault);
    app.shut_down().await;
    let app = desk.app_with_keyring();
    app.open_last_workspace().await;
    assert_eq!(told(app.unlock_vault(passphrase(PASSPHRASE)).await).code, ErrorCode::WrongPassphrase);
    assert!(app.unlock_vault(passphrase("a passphrase of now")).await.unwrap().workspace.is_some());
}
